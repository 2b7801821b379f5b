//! Hashes, MACs and key derivation: messages and keys are secret, their lengths are not.

use crate::{Operation, part};
use motetls_base::same;
use motetls_crypto::{Hash, Hmac, Sha256, hkdf};

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new("compare", 32, |secret, sink| sink.keep_answer(same(secret, &[0x5a; 32]))),
    Operation::new("SHA-256", 150, |secret, sink| sink.keep(&Sha256::digest(secret))),
    Operation::new("HMAC-SHA-256", 132, |secret, sink| {
        let (key, message) = secret.split_at(32);
        sink.keep(&Hmac::<Sha256>::new(key).mac(&[message]));
        sink.keep(&Hmac::<Sha256>::once(key, &[message]));
    }),
    Operation::new("HKDF-SHA-256", 32, |secret, sink| {
        let key = hkdf::extract::<Sha256>(b"salt", secret);
        let mut out = [0; 80];
        if hkdf::expand(&Hmac::<Sha256>::new(&key), &[b"info"], &mut out).is_ok() {
            sink.keep(&out);
        }
        sink.keep(&part::<16>(&out, 64));
    }),
];
