//! SHAKE128

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{bulk, check, done};
use motetls_crypto::sha3::Shake128;

/// The first 16 bytes of what "abc" is extended to (FIPS 202).
static ABC: [u8; 16] = *b"\x58\x81\x09\x2d\xd8\x18\xbf\x5c\xf8\xa3\xdd\xb7\x93\xfb\xcb\xa7";

#[crypto::entry]
fn main() -> ! {
    let mut out = [0; 16];
    Shake128::digest(black_box(b"abc"), &mut out);
    check(&out, &ABC);
    bulk("absorb", |text| Shake128::digest(text, black_box(&mut [0; 16])));
    bulk("squeeze", |text| Shake128::digest(b"", text));
    done()
}
