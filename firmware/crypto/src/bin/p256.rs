//! P-256: ECDH and ECDSA verification

#![no_std]
#![no_main]

use crypto::curve::{self, P256 as ANSWERS};
use motetls_crypto::P256;

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<P256>(&ANSWERS);
    curve::verify::<P256>(&ANSWERS);
    curve::handshake::<P256>(&ANSWERS);
    crypto::done()
}
