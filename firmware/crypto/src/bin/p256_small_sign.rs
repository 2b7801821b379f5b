//! P-256, small, with ECDSA signatures

#![no_std]
#![no_main]

use crypto::curve::{self, P256 as ANSWERS};
use motetls_crypto::Sha256;
use motetls_crypto::p256::P256Small;

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<P256Small>(&ANSWERS);
    curve::verify::<P256Small>(&ANSWERS);
    curve::sign::<P256Small, Sha256>(&ANSWERS);
    crypto::done()
}
