//! Ed25519 (curve25519-dalek, our SHA-512)

#![no_std]
#![no_main]

use crypto::curve25519;
use motetls_crypto::Ed25519;

#[crypto::entry]
fn main() -> ! {
    curve25519::sign::<Ed25519>();
    curve25519::verify::<Ed25519>();
    crypto::done()
}
