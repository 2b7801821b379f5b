//! TLS 1.2 PRF, SHA-256

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{check, done, measure};
use motetls_crypto::{Sha256, prf};

/// What 48 times 7 expands to with 64 times 8: the keys of AES-128-GCM.
static KEYS: [u8; 40] = *b"\
    \xa7\x25\x4b\x90\x36\x86\xb8\xb3\xe9\x57\xf0\x3c\x75\x04\xac\x3d\xf6\x70\x87\x8f\x32\x5e\x40\x86\xed\xda\x99\x35\xdc\x38\xbb\xc1\
    \x61\xc5\xf2\xdc\x64\xef\x4e\xd0";

#[crypto::entry]
fn main() -> ! {
    let mut keys = [0; 40];
    let random = [8; 32];
    measure("40 bytes", || {
        prf::tls12::<Sha256>(
            black_box(&[7; 48]),
            b"key expansion",
            &[&random, &random],
            black_box(&mut keys),
        );
    });
    check(&keys, &KEYS);
    done()
}
