//! P-256 by `motetls-crypto-asm`: ECDH and ECDSA verification

#![no_std]
#![no_main]

use crypto::curve::{self, P256 as ANSWERS};
use motetls_crypto_asm::P256Umaal;

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<P256Umaal>(&ANSWERS);
    curve::verify::<P256Umaal>(&ANSWERS);
    curve::handshake::<P256Umaal>(&ANSWERS);
    crypto::done()
}
