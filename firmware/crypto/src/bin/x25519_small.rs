//! X25519 on the shared core

#![no_std]
#![no_main]

use crypto::curve25519;
use motetls_crypto::X25519Small;

#[crypto::entry]
fn main() -> ! {
    curve25519::exchange::<X25519Small>();
    crypto::done()
}
