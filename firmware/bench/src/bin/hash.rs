//! SHA-256, HMAC, HKDF and HMAC_DRBG.

#![no_std]
#![no_main]

use board::measure;
use core::hint::black_box;
use motetls_base::{Entropy, EntropyError, Random};
use motetls_crypto::{Hash, Hmac, HmacDrbg, Sha256, hkdf};

/// Always the same bytes: a measurement is repeated exactly.
struct Constant;

impl Entropy for Constant {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        out.fill(0x5a);
        Ok(())
    }
}

#[board::entry]
fn main() -> ! {
    let text = [0x61; 1024];
    measure("sha256-64", || Sha256::digest(black_box(text.get(..64).unwrap_or(&[]))));
    measure("sha256-1024", || Sha256::digest(black_box(&text)));
    measure("hmac-64", || Hmac::<Sha256>::new(black_box(&[7; 32])).mac(&[black_box(text.get(..64).unwrap_or(&[]))]));
    measure("hkdf-extract", || hkdf::extract::<Sha256>(black_box(&[7; 32]), black_box(&[8; 32])));
    let Ok(mut generator) = measure("drbg-seed", || HmacDrbg::<Sha256, _>::new(Constant, b"", b"")) else {
        board::host::exit(1)
    };
    let mut out = [0; 32];
    let drawn = measure("drbg-32", || generator.random(black_box(&mut out)));
    board::host::exit(u32::from(drawn.is_err()))
}
