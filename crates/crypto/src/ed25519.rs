//! Ed25519 (RFC 8032, section 5.1), over the group of `curve25519-dalek` and our own SHA-512. Feature `ed25519`.
//!
//! Private and public keys have 32 bytes, signatures 64. Signing is deterministic, needs no generator and is constant time
//! where the core's multiplication is (that of Cortex-M3 is not); checks are not constant time. A check takes the equation
//! without the cofactor, refuses S outside `0..L` and encodings of points that are not canonical where R is concerned, and
//! keys that are no point. Messages are not hashed beforehand (no Ed25519ph) and have no context (no Ed25519ctx).
//!
//! Flash, instructions and stack are in `docs/crypto.md`.
//!
//! ```
//! use motetls_base::Secret;
//! use motetls_crypto::{Ed25519, SignVerify};
//!
//! let private = Secret::new([1; 32]);
//! let signature = Ed25519::sign(&private, &[b"a message ", b"in parts"])?;
//! let public = Ed25519::public(&private);
//! assert!(Ed25519::verify(&public, &[b"a message in parts"], &signature).is_ok());
//! assert!(Ed25519::verify(&public, &[b"another message"], &signature).is_err());
//! # Ok::<(), motetls_crypto::SignError>(())
//! ```

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use motetls_base::secret::wipe;
use motetls_base::{Random, RandomError, Secret};
use zeroize::Zeroize;

use crate::sha512::Sha512;
use crate::traits::{Hash, SignError, SignVerify, Unauthentic};

/// Signatures by the algorithm Ed25519 (RFC 8032); ed25519 in RFC 8446, section 4.2.3.
#[derive(Clone, Copy, Debug)]
pub enum Ed25519 {}

impl SignVerify for Ed25519 {
    /// Any 32 bytes.
    type Private = Secret<32>;
    type Public = [u8; 32];
    /// R || S.
    type Signature = [u8; 64];

    fn generate<R: Random>(random: &mut R) -> Result<Secret<32>, RandomError> {
        let mut private = Secret::zero();
        random.random(private.expose_mut())?;
        Ok(private)
    }

    fn public(private: &Secret<32>) -> [u8; 32] {
        Expanded::new(private).public()
    }

    /// # Errors
    /// None: every private key signs every message.
    fn sign(private: &Secret<32>, message: &[&[u8]]) -> Result<[u8; 64], SignError> {
        let expanded = Expanded::new(private);
        let public = expanded.public();
        let mut nonce = reduce(&[&expanded.prefix], message);
        let point = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
        let challenge = reduce(&[&point, &public], message);
        let sum = nonce + challenge * expanded.scalar;
        let mut signature = [0; 64];
        for (to, from) in signature.iter_mut().zip(point.iter().chain(sum.as_bytes())) {
            *to = *from;
        }
        nonce.zeroize();
        Ok(signature)
    }

    fn verify(public: &[u8], message: &[&[u8]], signature: &[u8]) -> Result<(), Unauthentic> {
        let public: &[u8; 32] = public.try_into().map_err(|_| Unauthentic)?;
        let ([point, s], []) = signature.as_chunks::<32>() else { return Err(Unauthentic) };
        let s = Option::from(Scalar::from_canonical_bytes(*s)).ok_or(Unauthentic)?;
        let key = CompressedEdwardsY(*public).decompress().ok_or(Unauthentic)?;
        let challenge = reduce(&[point, public], message);
        // R = S B - k A
        let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge, &-key, &s);
        if expected.compress().as_bytes() == point { Ok(()) } else { Err(Unauthentic) }
    }
}

/// A private key, expanded (RFC 8032, section 5.1.5). Wiped when dropped.
struct Expanded {
    scalar: Scalar,
    prefix: [u8; 32],
}

impl Expanded {
    fn new(private: &Secret<32>) -> Self {
        let mut digest = Sha512::digest(private.expose());
        let mut expanded = Expanded { scalar: Scalar::ZERO, prefix: [0; 32] };
        if let ([low, high], _) = digest.as_chunks::<32>() {
            // The order of the group divides what reduction takes off, so that the point stays the same.
            expanded.scalar = Scalar::from_bytes_mod_order(clamp_integer(*low));
            expanded.prefix = *high;
        }
        wipe(&mut digest);
        expanded
    }

    fn public(&self) -> [u8; 32] {
        EdwardsPoint::mul_base(&self.scalar).compress().to_bytes()
    }
}

impl Drop for Expanded {
    fn drop(&mut self) {
        self.scalar.zeroize();
        wipe(&mut self.prefix);
    }
}

/// SHA-512 of both lists, one after the other, as a scalar.
#[inline(never)]
fn reduce(first: &[&[u8; 32]], message: &[&[u8]]) -> Scalar {
    let mut hash = Sha512::new();
    for part in first {
        hash.update(*part);
    }
    for part in message {
        hash.update(part);
    }
    let mut digest = hash.finish();
    let scalar = Scalar::from_bytes_mod_order_wide(&digest);
    wipe(&mut digest);
    scalar
}
