//! A client with the profile `Tls13Ecdsa`.

#![no_std]
#![no_main]

#[board::entry]
fn main() -> ! {
    client::run::<motetls::profiles::Tls13Ecdsa>()
}
