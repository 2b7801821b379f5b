//! P-384, the same, beside P-256 on the shared core

#![no_std]
#![no_main]

use crypto::curve;
use motetls_crypto::ec::{P256Generic, P384};

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<P384>(&curve::P384);
    curve::verify::<P384>(&curve::P384);
    curve::handshake::<P256Generic>(&curve::P256);
    crypto::done()
}
