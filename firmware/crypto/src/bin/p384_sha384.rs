//! P-384 verification with SHA-384

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{check, curve};
use motetls_crypto::ec::P384;
use motetls_crypto::{Hash, Sha384};

#[crypto::entry]
fn main() -> ! {
    check(&Sha384::digest(black_box(b"sample")), curve::P384.digest);
    curve::verify::<P384>(&curve::P384);
    crypto::done()
}
