//! PBKDF2-HMAC-SHA-256

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{check, done, expect, measure};
use motetls_crypto::{Sha256, pbkdf2};

/// The key of "password" and "salt" after 100 iterations.
static KEY: [u8; 32] = *b"\
    \x07\xe6\x99\x71\x80\xcf\x7f\x12\x90\x4f\x04\x10\x0d\x40\x5d\x34\x88\x8f\xdf\x62\xaf\x6d\x50\x6a\x0e\xcc\x23\xb1\x96\xfe\x99\xd8";

#[crypto::entry]
fn main() -> ! {
    let mut key = [0; 32];
    expect(measure("100 iterations", || {
        pbkdf2::derive::<Sha256>(
            black_box(b"password"),
            black_box(b"salt"),
            100,
            black_box(&mut key),
        )
    }));
    check(&key, &KEY);
    done()
}
