//! Elliptic curves: private keys are secret, points of a peer and public keys are not.
//!
//! Any bytes are made a private key below 2^(bits - 1), hence below the order, that is odd, hence not zero.

use crate::random::Known;
use crate::{Operation, Sink, part};
use motetls_base::Secret;
use motetls_crypto::{EcdsaSign, Group, P256, Sha256};

/// A point of P-256: the public key of RFC 6979, section A.2.5.
const PEER_256: [u8; 65] = *b"\x04\
    \x60\xfe\xd4\xba\x25\x5a\x9d\x31\xc9\x61\xeb\x74\xc6\x35\x6d\x68\xc0\x49\xb8\x92\x3b\x61\xfa\x6c\xe6\x69\x62\x2e\x60\xf2\x9f\xb6\
    \x79\x03\xfe\x10\x08\xb8\xbc\x99\xa4\x1a\xe9\xe9\x56\x28\xbc\x64\xf2\xf1\xb2\x0c\x2d\x7e\x9f\x51\x77\xa3\xc2\x94\xd4\x46\x22\x99";

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new("P-256 generate", 32, |secret, sink| {
        let drawn = scalar::<32>(secret, 0x7f);
        if let Ok(private) = P256::generate(&mut Known(&drawn)) {
            sink.keep(private.expose());
        }
    }),
    Operation::new("P-256 public", 32, |secret, sink| {
        sink.keep(&P256::public(&Secret::new(scalar(secret, 0x7f))));
    }),
    Operation::new("P-256 agree", 32, |secret, sink| {
        if let Ok(shared) = P256::agree(&Secret::new(scalar(secret, 0x7f)), &PEER_256) {
            sink.keep(shared.as_ref());
        }
    }),
    Operation::new("P-256 sign", 32, |secret, sink| sign::<P256, 32>(secret, 0x7f, sink)),
];

/// Signs a digest; the hedge is secret, too.
fn sign<C: EcdsaSign<Private = Secret<N>>, const N: usize>(secret: &[u8], top: u8, sink: &mut Sink) {
    let private = Secret::new(scalar(secret, top));
    if let Ok(mut signature) = C::sign::<Sha256>(&private, &[0xd1; 32], secret) {
        sink.publish(signature.as_mut());
        sink.keep(signature.as_ref());
    }
}

/// A big-endian private key: `top` is what may be set in its first byte, the last bit is set.
fn scalar<const N: usize>(secret: &[u8], top: u8) -> [u8; N] {
    let mut scalar = part::<N>(secret, 0);
    if let Some(first) = scalar.first_mut() {
        *first &= top;
    }
    if let Some(last) = scalar.last_mut() {
        *last |= 1;
    }
    scalar
}
