//! P-256 on the shared core: ECDH and ECDSA verification

#![no_std]
#![no_main]

use crypto::curve::{self, P256 as ANSWERS};
use motetls_crypto::ec::P256Small;

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<P256Small>(&ANSWERS);
    curve::verify::<P256Small>(&ANSWERS);
    curve::handshake::<P256Small>(&ANSWERS);
    crypto::done()
}
