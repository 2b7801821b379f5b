//! P-384 verification

#![no_std]
#![no_main]

use crypto::curve;
use motetls_crypto::P256;
use motetls_crypto::ec::P384;

#[crypto::entry]
fn main() -> ! {
    curve::verify::<P384>(&curve::P384);
    curve::handshake::<P256>(&curve::P256);
    crypto::done()
}
