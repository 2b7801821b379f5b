//! Hashes, MACs and key derivation: messages and keys are secret, their lengths are not.

use crate::{Operation, Sink, part};
use motetls_base::ct;
use motetls_crypto::legacy::Md5;
use motetls_crypto::sha1::Sha1;
use motetls_crypto::sha3::{Sha3_256, Sha3_512, Shake128};
use motetls_crypto::{
    Hmac, ResumableHash, Sha224, Sha256, Sha256Small, Sha384, Sha512, hkdf, hmac, pbkdf2, prf,
};

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new("compare", 32, |secret, sink| sink.keep_answer(ct::equal(secret, &[0x5a; 32]))),
    Operation::new("SHA-1", 150, digest::<Sha1>),
    Operation::new("SHA-224", 150, digest::<Sha224>),
    Operation::new("SHA-256", 150, digest::<Sha256>),
    Operation::new("SHA-256, small", 150, digest::<Sha256Small>),
    Operation::new("SHA-384", 250, digest::<Sha384>),
    Operation::new("SHA-512", 250, digest::<Sha512>),
    Operation::new("SHA3-256", 250, digest::<Sha3_256>),
    Operation::new("SHA3-512", 250, digest::<Sha3_512>),
    Operation::new("SHAKE128", 250, |secret, sink| {
        let mut out = [0; 200];
        Shake128::digest(secret, &mut out);
        sink.keep(&out);
    }),
    Operation::new("PRF of TLS 1.2", 48, |secret, sink| {
        let mut out = [0; 80];
        prf::tls12::<Sha256>(secret, b"key expansion", &[b"seed"], &mut out);
        sink.keep(&out);
    }),
    Operation::new("PBKDF2-HMAC-SHA-256", 20, |secret, sink| {
        let mut out = [0; 40];
        if pbkdf2::derive::<Sha256>(secret, b"salt", 3, &mut out).is_ok() {
            sink.keep(&out);
        }
    }),
    Operation::new("MD5", 150, digest::<Md5>),
    Operation::new("HMAC-SHA-256", 132, tags::<Sha256>),
    Operation::new("HMAC-SHA-512", 232, tags::<Sha512>),
    Operation::new("HKDF-SHA-256", 32, |secret, sink| {
        let key = hkdf::extract::<Sha256>(b"salt", secret);
        let mut out = [0; 80];
        if hkdf::expand(&Hmac::<Sha256>::new(key.as_ref()), &[b"info"], &mut out).is_ok() {
            sink.keep(&out);
        }
        sink.keep(&part::<16>(&out, 64));
    }),
];

/// The digest of the secret.
fn digest<H: ResumableHash>(secret: &[u8], sink: &mut Sink) {
    sink.keep(H::digest(secret).as_ref());
}

/// The tag of a message behind the key, both ways.
fn tags<H: ResumableHash>(secret: &[u8], sink: &mut Sink) {
    let (key, message) = secret.split_at(32.min(secret.len()));
    sink.keep(Hmac::<H>::new(key).mac(&[message]).as_ref());
    sink.keep(hmac::once::<H>(key, &[message]).as_ref());
}
