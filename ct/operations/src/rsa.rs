//! RSA and Diffie-Hellman: the private key and what blinds are secret; n, e and all lengths are not.

use crate::random::Known;
use crate::{Operation, Sink, part};
use motetls_crypto::dh::{self, Ffdhe2048};
use motetls_crypto::rsa::{PrivateKey, PrivateNumbers, generate_scratch};
use motetls_crypto::{HashId, Sha256};

const MODULUS: &[u8] = include_bytes!("rsa/modulus");
/// The primes of one modulus in either order, with two seeds each; see `rsa/make.py`.
const SAMPLES: &[&[u8]] = &[
    include_bytes!("rsa/sample0"),
    include_bytes!("rsa/sample1"),
    include_bytes!("rsa/sample2"),
    include_bytes!("rsa/sample3"),
];

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::of("RSA-2048 sign", SAMPLES, |secret, sink| {
        let (mut signature, mut scratch) = ([0; 256], [0; generate_scratch(2048)]);
        let Some((key, seed)) = key(secret) else { return };
        if key.sign_pkcs1(HashId::Sha256, &[0xd1; 32], &mut signature, &mut Known(seed), &mut scratch).is_ok() {
            sink.publish(&mut signature);
            sink.keep(&signature);
        }
    }),
    Operation::of("RSA-2048 decrypt PKCS #1 v1.5", SAMPLES, |s, sink| decrypt(s, include_bytes!("rsa/pkcs1"), sink)),
    Operation::of("RSA-2048 decrypt, padding wrong", SAMPLES, |s, sink| decrypt(s, &[0x11; 256], sink)),
    Operation::of("RSA-2048 decrypt OAEP", SAMPLES, |s, sink| decrypt_oaep(s, include_bytes!("rsa/oaep"), sink)),
    Operation::new("DH ffdhe2048 agree", 29, |secret, sink| {
        let (mut shared, mut scratch) = ([0; 256], [0; dh::scratch_for(256, 29, dh::WINDOW)]);
        // Below 2^224, and not 0 or 1.
        let mut private = part::<29>(secret, 0);
        private[0] = 0;
        private[28] |= 2;
        if <Ffdhe2048>::parameters().agree(&private, &[0x31; 256], &mut shared, &mut scratch).is_ok() {
            sink.keep(&shared);
        }
    }),
];

/// The key in a sample, and its seed.
fn key(secret: &[u8]) -> Option<(PrivateKey<'_>, &[u8])> {
    let (p, rest) = secret.split_at_checked(128)?;
    let (q, rest) = rest.split_at_checked(128)?;
    let (dp, rest) = rest.split_at_checked(128)?;
    let (dq, rest) = rest.split_at_checked(128)?;
    let (qinv, rest) = rest.split_at_checked(128)?;
    let (d, seed) = rest.split_at_checked(256)?;
    let key = PrivateKey::new(PrivateNumbers { n: MODULUS, e: &[1, 0, 1], d, p, q, dp, dq, qinv });
    Some((key.ok()?, seed))
}

fn decrypt(secret: &[u8], ciphertext: &[u8], sink: &mut Sink) {
    let (mut out, mut scratch) = ([0; 256], [0; generate_scratch(2048)]);
    let Some((key, seed)) = key(secret) else { return };
    // All of the buffer is kept: where the message begins is public to the caller, but computed from secrets.
    if key.decrypt_pkcs1(ciphertext, &mut out, &mut Known(seed), &mut scratch).is_ok() {
        sink.keep(&out);
    }
}

fn decrypt_oaep(secret: &[u8], ciphertext: &[u8], sink: &mut Sink) {
    let (mut out, mut scratch) = ([0; 256], [0; generate_scratch(2048)]);
    let Some((key, seed)) = key(secret) else { return };
    let done = key.decrypt_oaep::<Sha256, Sha256, _>(b"", ciphertext, &mut out, &mut Known(seed), &mut scratch).is_ok();
    sink.keep(&out);
    sink.keep_answer(done);
}
