//! CTR_DRBG with AES-256, constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{Constant, bulk, check, done, ensure, expect, measure};
use motetls_base::Random;
use motetls_crypto::{Aes256Ct, CtrDrbg};

/// The first 32 bytes drawn after a seed of 64 times 0x5a.
static FIRST: [u8; 32] = *b"\
    \x6e\x89\x42\x9e\x4d\x12\x06\xae\x90\x11\xc4\xa7\x5c\x5b\x6d\x06\x9d\x8a\x37\x1f\xc2\xee\xe7\xec\xdd\xdb\x3c\x14\x1e\x7d\x86\x3a";

#[crypto::entry]
fn main() -> ! {
    let mut generator = expect(measure("seed", || CtrDrbg::<Aes256Ct, _>::new(Constant, b"", b"")));
    let mut drawn = [0; 32];
    expect(measure("32 bytes", || generator.random(black_box(&mut drawn))));
    check(&drawn, &FIRST);
    bulk("random", |text| ensure(generator.random(text).is_ok()));
    done()
}
