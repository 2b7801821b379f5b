//! Ed25519 (curve25519-dalek, our SHA-512)

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{check, done, ensure, expect, measure};
use motetls_base::Secret;
use motetls_crypto::{Ed25519, SignVerify};

/// The private key of RFC 8032, section 7.1, test 2.
static PRIVATE: [u8; 32] = *b"\
    \x4c\xcd\x08\x9b\x28\xff\x96\xda\x9d\xb6\xc3\x46\xec\x11\x4e\x0f\x5b\x8a\x31\x9f\x35\xab\xa6\x24\xda\x8c\xf6\xed\x4f\xb8\xa6\xfb";

/// Its public key.
static PUBLIC: [u8; 32] = *b"\
    \x3d\x40\x17\xc3\xe8\x43\x89\x5a\x92\xb7\x0a\xa7\x4d\x1b\x7e\xbc\x9c\x98\x2c\xcf\x2e\xc4\x96\x8c\xc0\xcd\x55\xf1\x2a\xf4\x66\x0c";

/// Its signature over the byte 0x72.
static SIGNATURE: [u8; 64] = *b"\
    \x92\xa0\x09\xa9\xf0\xd4\xca\xb8\x72\x0e\x82\x0b\x5f\x64\x25\x40\xa2\xb2\x7b\x54\x16\x50\x3f\x8f\xb3\x76\x22\x23\xeb\xdb\x69\xda\
    \x08\x5a\xc1\xe4\x3e\x15\x99\x6e\x45\x8f\x36\x13\xd0\xf1\x1d\x8c\x38\x7b\x2e\xae\xb4\x30\x2a\xee\xb0\x0d\x29\x16\x12\xbb\x0c\x00";

#[crypto::entry]
fn main() -> ! {
    let private = Secret::new(PRIVATE);
    let own = measure("keygen", || Ed25519::public(black_box(&private)));
    check(&own, &PUBLIC);
    let signature = expect(measure("sign", || Ed25519::sign(black_box(&private), &[black_box(&[0x72])])));
    check(&signature, &SIGNATURE);
    let verified = measure("verify", || Ed25519::verify(black_box(&PUBLIC), &[black_box(&[0x72])], &SIGNATURE));
    ensure(verified.is_ok() && Ed25519::verify(&own, &[&[0x73]], &SIGNATURE).is_err());
    done()
}
