//! P-256 of 16-bit products: ECDH and ECDSA verification

#![no_std]
#![no_main]

use crypto::curve::{self, P256 as ANSWERS};
use motetls_crypto::p256::P256Halves;

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<P256Halves>(&ANSWERS);
    curve::verify::<P256Halves>(&ANSWERS);
    curve::handshake::<P256Halves>(&ANSWERS);
    crypto::done()
}
