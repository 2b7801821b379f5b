//! HMAC-SHA-256

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{bulk, check, done, measure};
use motetls_crypto::{Hmac, Sha256};

/// The tag of "abc" under 32 times 7.
static ABC: [u8; 32] = *b"\
    \x12\x7d\xa4\xce\xd6\xa8\x39\xb8\xf6\x11\x8b\xc2\x44\x68\x4d\x26\x63\xe7\x0c\xb5\xff\x0a\xde\xef\xca\x89\xd7\xe7\x4d\x5a\x05\x25";

#[crypto::entry]
fn main() -> ! {
    let keyed = measure("new", || Hmac::<Sha256>::new(black_box(&[7; 32])));
    check(&keyed.mac(&[black_box(b"abc")]), &ABC);
    bulk("mac", |text| {
        black_box(keyed.mac(&[text]));
    });
    done()
}
