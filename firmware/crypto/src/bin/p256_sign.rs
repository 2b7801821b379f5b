//! P-256 with ECDSA signatures

#![no_std]
#![no_main]

use crypto::curve::{self, P256 as ANSWERS};
use motetls_crypto::{P256, Sha256};

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<P256>(&ANSWERS);
    curve::verify::<P256>(&ANSWERS);
    curve::sign::<P256, Sha256>(&ANSWERS);
    crypto::done()
}
