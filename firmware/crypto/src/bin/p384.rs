//! P-384: ECDH and ECDSA

#![no_std]
#![no_main]

use crypto::curve::{self, P384 as ANSWERS};
use motetls_crypto::Sha384;
use motetls_crypto::ec::P384;

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<P384>(&ANSWERS);
    curve::verify::<P384>(&ANSWERS);
    curve::sign::<P384, Sha384>(&ANSWERS);
    crypto::done()
}
