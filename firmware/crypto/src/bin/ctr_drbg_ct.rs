//! CTR_DRBG with AES-128, constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{Constant, bulk, check, done, ensure, expect, measure};
use motetls_base::Random;
use motetls_crypto::{Aes128Ct, CtrDrbg};

/// The first 32 bytes drawn after a seed of 64 times 0x5a.
static FIRST: [u8; 32] = *b"\
    \x93\x44\xa8\xc9\x62\x23\xc2\x61\x43\xce\x14\xaf\x99\xcc\xa9\x8b\xc9\x90\x03\x47\x3f\x2e\x25\x92\x40\xdd\x00\xcd\xc8\xac\x4b\xde";

#[crypto::entry]
fn main() -> ! {
    let mut generator = expect(measure("seed", || CtrDrbg::<Aes128Ct, _>::new(Constant, b"", b"")));
    let mut drawn = [0; 32];
    expect(measure("32 bytes", || generator.random(black_box(&mut drawn))));
    check(&drawn, &FIRST);
    bulk("random", |text| ensure(generator.random(text).is_ok()));
    done()
}
