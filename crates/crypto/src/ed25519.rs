//! Ed25519 (RFC 8032, section 5.1), over the group of `curve25519-dalek` and our own SHA-512.
//! Feature `ed25519`.
//!
//! Private and public keys have 32 bytes, signatures 64. Signing is deterministic, needs no
//! generator and is constant time where the core's multiplication is (that of Cortex-M3 is not);
//! checks are not constant time. A check takes the equation without the cofactor, refuses S outside
//! `0..L`, encodings of points that are not canonical, and keys that are no point or one of small
//! order. Messages are not hashed beforehand (no Ed25519ph) and have no context (no Ed25519ctx).
//!
//! Where flash counts more than time, and the image has P-384 or RSA, take
//! [`Ed25519Small`](crate::Ed25519Small).
//!
//! Flash, instructions and stack are in `docs/crypto.md`.
//!
//! ```
//! use motetls_crypto::keys::PrivateKey;
//! use motetls_crypto::{Ed25519, SignVerify};
//!
//! let private = PrivateKey::from_bytes(&[1; 32])?;
//! let signature = Ed25519::sign(&private, &[b"a message ", b"in parts"])?;
//! let public = Ed25519::public_key(&private); // of a peer: PublicKey::from_bytes(&bytes)
//! assert!(Ed25519::verify_validated(&public, &[b"a message in parts"], &signature).is_ok());
//! assert!(Ed25519::verify_validated(&public, &[b"another message"], &signature).is_err());
//! # Ok::<(), motetls_crypto::SignError>(())
//! ```

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use motetls_base::secret::wipe;
use motetls_base::{Random, RandomError, Secret};
use zeroize::Zeroize;

use crate::keys::{self, KeyRange, PrivateKey, PublicKey, PublicKeyValidation, PublicKeys};
use crate::sha512::Sha512;
use crate::traits::{Hash, InvalidPublicKey, SignError, SignVerify, VerificationFailed};

/// Signatures by the algorithm Ed25519 (RFC 8032); ed25519 in RFC 9846, section 4.3.3.
#[derive(Clone, Copy, Debug)]
pub enum Ed25519 {}

impl keys::sealed::Sealed for Ed25519 {}

/// Any 32 bytes.
impl KeyRange<32> for Ed25519 {
    const DRAWS: u32 = 1;
    const EXCESS: u32 = 0;

    #[inline(always)]
    fn contains(_: &Secret<32>) -> bool {
        true
    }
}

impl SignVerify for Ed25519 {
    type Private = PrivateKey<Ed25519, 32>;
    type Public = [u8; 32];
    /// R || S.
    type Signature = [u8; 64];

    fn generate<R: Random>(random: &mut R) -> Result<Self::Private, RandomError> {
        PrivateKey::generate(random)
    }

    fn public(private: &Self::Private) -> [u8; 32] {
        Expanded::new(private).public()
    }

    /// # Errors
    /// None: every private key signs every message.
    fn sign(private: &Self::Private, message: &[&[u8]]) -> Result<[u8; 64], SignError> {
        let expanded = Expanded::new(private);
        let public = expanded.public();
        let mut nonce = reduce(&[&expanded.prefix], message);
        let point = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
        let challenge = reduce(&[&point, &public], message);
        let mut product = challenge * expanded.scalar;
        let sum = nonce + product;
        product.zeroize();
        let mut signature = [0; 64];
        for (to, from) in signature.iter_mut().zip(point.iter().chain(sum.as_bytes())) {
            *to = *from;
        }
        nonce.zeroize();
        Ok(signature)
    }

    fn verify(
        public: &[u8],
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        let public: &[u8; 32] = public.try_into().map_err(|_| VerificationFailed)?;
        let (point, s) = parse(signature)?;
        let key = valid_point(public).ok_or(VerificationFailed)?;
        holds(public, &key, message, point, &s)
    }
}

impl PublicKeyValidation<32> for Ed25519 {
    fn is_valid_vartime(bytes: &[u8; 32]) -> bool {
        valid_point(bytes).is_some()
    }
}

impl PublicKeys for Ed25519 {
    type PublicKey = PublicKey<Ed25519, 32>;

    fn public_from_bytes(bytes: &[u8]) -> Result<Self::PublicKey, InvalidPublicKey> {
        PublicKey::from_bytes(bytes)
    }
}

impl Ed25519 {
    /// The public key that belongs to `private`.
    #[must_use]
    pub fn public_key(private: &PrivateKey<Ed25519, 32>) -> PublicKey<Ed25519, 32> {
        PublicKey::of_valid(Expanded::new(private).public())
    }

    /// Checks a signature as [`SignVerify::verify`] does, by a public key that was validated
    /// before. It is decompressed, which is part of using it, and not looked at otherwise.
    ///
    /// # Errors
    /// [`VerificationFailed`] when the signature has another length or does not hold.
    pub fn verify_validated(
        public: &PublicKey<Ed25519, 32>,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        let (point, s) = parse(signature)?;
        let public = public.as_bytes();
        let key = CompressedEdwardsY(*public).decompress().ok_or(VerificationFailed)?;
        holds(public, &key, message, point, &s)
    }
}

/// R and S of a signature, S below the order of the group.
#[inline(always)]
fn parse(signature: &[u8]) -> Result<(&[u8; 32], Scalar), VerificationFailed> {
    let ([point, s], []) = signature.as_chunks::<32>() else { return Err(VerificationFailed) };
    let s = Option::from(Scalar::from_canonical_bytes(*s)).ok_or(VerificationFailed)?;
    Ok((point, s))
}

/// The point of a public key, if it is valid.
///
/// Decoding must fail for y of p and more, and for a negative 0, which is of small order (RFC 8032,
/// section 5.1.3); keys of small order fit many messages (FIPS 186-5, section 7.8.1).
#[inline(always)]
fn valid_point(public: &[u8; 32]) -> Option<EdwardsPoint> {
    let key = CompressedEdwardsY(*public).decompress()?;
    let [low, middle @ .., high] = public;
    let above = *low >= 0xed && *high | 0x80 == 0xff && middle.iter().all(|byte| *byte == 0xff);
    if above || key.is_small_order() { None } else { Some(key) }
}

/// Whether R = S B - k A.
#[inline(always)]
fn holds(
    public: &[u8; 32],
    key: &EdwardsPoint,
    message: &[&[u8]],
    point: &[u8; 32],
    s: &Scalar,
) -> Result<(), VerificationFailed> {
    let challenge = reduce(&[point, public], message);
    let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge, &-key, s);
    if expected.compress().as_bytes() == point { Ok(()) } else { Err(VerificationFailed) }
}

/// A private key, expanded (RFC 8032, section 5.1.5). Wiped when dropped.
struct Expanded {
    scalar: Scalar,
    prefix: [u8; 32],
}

impl Expanded {
    fn new(private: &PrivateKey<Ed25519, 32>) -> Self {
        let mut digest = Sha512::digest(private.expose_bytes());
        let mut expanded = Expanded { scalar: Scalar::ZERO, prefix: [0; 32] };
        if let ([low, high], _) = digest.as_chunks::<32>() {
            // The order of the group divides what reduction takes off, so that the point stays the
            // same.
            let mut clamped = clamp_integer(*low);
            expanded.scalar = Scalar::from_bytes_mod_order(clamped);
            wipe(&mut clamped);
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
