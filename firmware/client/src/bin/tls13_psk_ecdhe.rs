//! A client with the profile `Tls13PskEcdhe`.

#![no_std]
#![no_main]

#[board::entry]
fn main() -> ! {
    client::run::<motetls::profiles::Tls13PskEcdhe>()
}
