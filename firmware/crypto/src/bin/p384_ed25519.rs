//! Ed25519 verification beside P-384 verification on the same core and SHA-384

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{check, curve, curve25519};
use motetls_crypto::ec::P384;
use motetls_crypto::{Ed25519Small, Hash, Sha384};

#[crypto::entry]
fn main() -> ! {
    curve25519::verify::<Ed25519Small>();
    check(&Sha384::digest(black_box(b"sample")), curve::P384.digest);
    curve::verify::<P384>(&curve::P384);
    crypto::done()
}
