//! HMAC_DRBG with SHA-256

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{Constant, bulk, check, done, ensure, expect, measure};
use motetls_base::Random;
use motetls_crypto::{HmacDrbg, Sha256};

/// The first 32 bytes drawn after a seed of 64 times 0x5a.
static FIRST: [u8; 32] = *b"\
    \x3c\xa0\xd2\x66\xda\x65\xba\x87\xf9\xe9\xa5\x73\x2b\x70\x2a\x6b\xd0\x0f\x9d\x81\x95\x67\x3f\xf0\xa1\x20\x09\x00\x28\xc3\x30\xc4";

#[crypto::entry]
fn main() -> ! {
    let mut generator = expect(measure("seed", || HmacDrbg::<Sha256, _>::new(Constant, b"", b"")));
    let mut drawn = [0; 32];
    expect(measure("32 bytes", || generator.random(black_box(&mut drawn))));
    check(&drawn, &FIRST);
    bulk("random", |text| ensure(generator.random(text).is_ok()));
    done()
}
