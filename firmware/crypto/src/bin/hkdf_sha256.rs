//! HKDF-SHA-256

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{check, done, expect, measure};
use motetls_crypto::{Hmac, Sha256, hkdf};

/// What is extracted from 32 times 8 with a salt of 32 times 7.
static EXTRACTED: [u8; 32] = *b"\
    \x0c\xc8\xac\x67\x10\x07\xb1\x3a\xf9\x61\x23\x14\x29\xec\x90\x5d\x81\xf1\x88\x09\xe8\x89\xee\xed\x08\x20\x12\xb8\xb3\xf4\xf2\x3c";

/// What that expands to with the info "info".
static EXPANDED: [u8; 32] = *b"\
    \x61\xd8\x02\x44\xe7\xf4\x83\xe9\x6f\xa3\x39\xd1\xf4\x9f\x7a\x9a\x4d\x6c\xe8\x56\x29\x34\x13\x90\xcb\x6c\x33\xd5\x1d\x72\x0f\x7e";

#[crypto::entry]
fn main() -> ! {
    let extracted =
        measure("extract", || hkdf::extract::<Sha256>(black_box(&[7; 32]), black_box(&[8; 32])));
    check(extracted.as_ref(), &EXTRACTED);
    let keyed = Hmac::<Sha256>::new(extracted.as_ref());
    let mut expanded = [0; 32];
    expect(measure("expand", || hkdf::expand(&keyed, &[black_box(b"info")], &mut expanded)));
    check(&expanded, &EXPANDED);
    done()
}
