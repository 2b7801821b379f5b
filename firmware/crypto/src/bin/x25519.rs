//! X25519 (curve25519-dalek)

#![no_std]
#![no_main]

use crypto::curve25519;
use motetls_crypto::X25519;

#[crypto::entry]
fn main() -> ! {
    curve25519::exchange::<X25519>();
    crypto::done()
}
