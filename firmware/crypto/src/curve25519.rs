//! Whole images of X25519 and Ed25519, with what their answers must be.

use crate::{Constant, check, ensure, expect, measure};
use core::hint::black_box;
use motetls_crypto::keys::{KeyRange, PrivateKey};
use motetls_crypto::{Group, SignVerify};

/// The basepoint times the private key 32 times 0x5a.
static OWN: [u8; 32] = *b"\
    \xb0\xd0\x8f\x35\xb4\x68\x33\x81\x48\x9a\xfb\x32\x82\x5e\x59\x15\x2d\x47\xd1\x9b\xc9\xe0\x50\xd6\xd5\xa9\x54\x98\x4c\x9d\x1e\x2c";

/// The shared secret of that key with itself.
static SHARED: [u8; 32] = *b"\
    \x82\x2b\x92\xba\x20\xbe\xc6\x24\x67\x7a\x05\x84\xd8\x41\xe1\x93\xe7\xd6\x28\x0e\xa4\xa5\xb4\x26\x81\x61\x20\x23\xcc\x49\x08\x59";

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

/// Steps `keygen` and `agree` of X25519.
pub fn exchange<X: Group>() {
    let private = expect(X::generate(&mut Constant));
    let own = measure("keygen", || X::public(black_box(&private)));
    check(own.as_ref(), &OWN);
    let shared = expect(measure("agree", || X::agree(black_box(&private), black_box(&OWN))));
    check(shared.as_ref(), &SHARED);
    ensure(X::agree(&private, &[0; 32]).is_err());
}

/// Steps `keygen` and `sign` of Ed25519.
pub fn sign<S: SignVerify<Private = PrivateKey<S, 32>> + KeyRange<32>>() {
    let private = expect(PrivateKey::from_bytes(&PRIVATE));
    let own = measure("keygen", || S::public(black_box(&private)));
    check(own.as_ref(), &PUBLIC);
    let signature = expect(measure("sign", || S::sign(black_box(&private), &[black_box(&[0x72])])));
    check(signature.as_ref(), &SIGNATURE);
}

/// Step `verify Ed25519`.
pub fn verify<S: SignVerify>() {
    let verified = measure("verify Ed25519", || holds::<S>(&[0x72]));
    ensure(verified && !holds::<S>(&[0x73]));
}

/// Whether the signature is that of `message`. One copy of what is inlined into callers.
#[inline(never)]
fn holds<S: SignVerify>(message: &[u8]) -> bool {
    S::verify(black_box(&PUBLIC), &[black_box(message)], &SIGNATURE).is_ok()
}
