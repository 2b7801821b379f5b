//! Types of keys: a private key, a public key and a shared secret of an algorithm of fixed width,
//! each of a type of its own, so that none stands for another.
//!
//! A [`PrivateKey`] is in the range of its algorithm from its making on: nothing that takes one has
//! to ask again, and agreeing with the scalar 0 cannot be written. A [`PublicKey`] is valid from
//! its making on, so that a key that is used many times is validated once. Private keys and shared
//! secrets are wiped when dropped, and neither prints, copies or compares itself. All three cost
//! nothing: each is the bytes it holds.
//!
//! What takes a public key from a peer and uses it once, as a handshake does, needs no type for it:
//! [`Group::agree`] and [`EcdsaVerify::verify`] take bytes and validate them.
//!
//! `T` names the algorithm: [`crate::P256`] for every form of P-256, a curve of
//! [`crate::ec::curves`], `X25519`, `Ed25519`, and those of [`crate::curve25519`]. Groups modulo a
//! prime have [their own](crate::dh), whose lengths do not follow from a number of bytes, and RSA
//! keys are [borrowed](crate::rsa).
//!
//! ```
//! use motetls_crypto::keys::AgreeValidated;
//! use motetls_crypto::{Group, P256, p256};
//!
//! // As a rule: P256::generate(&mut generator)
//! let ours = p256::PrivateKey::from_bytes(&[1; 32])?;
//! let theirs = p256::PrivateKey::from_bytes(&[2; 32])?;
//! let peer = p256::PublicKey::from_bytes(&P256::public(&theirs)).unwrap();
//! let shared = P256::agree_validated(&ours, &peer);
//! assert_eq!(shared.expose_bytes().len(), 32);
//! assert!(p256::PrivateKey::from_bytes(&[0; 32]).is_err());
//! assert!(p256::PublicKey::from_bytes(&[4; 65]).is_err());
//! # Ok::<(), motetls_crypto::InvalidPrivateKey>(())
//! ```

use core::fmt;
use core::marker::PhantomData;

use motetls_base::{Random, RandomError, Secret};

use crate::errors::{InvalidPrivateKey, InvalidPublicKey, VerificationFailed};
use crate::traits::{EcdsaVerify, Group};

/// What private keys of `N` bytes an algorithm has.
pub trait KeyRange<const N: usize>: sealed::Sealed {
    /// Draws of a private key until the generator is held to be broken.
    #[doc(hidden)]
    const DRAWS: u32;
    /// Leading bits of the bytes that are zero in every key.
    #[doc(hidden)]
    const EXCESS: u32;
    /// Whether the bytes are a private key. Constant time, up to what the caller does with the
    /// answer.
    #[doc(hidden)]
    fn contains(bytes: &Secret<N>) -> bool;
}

pub(crate) mod sealed {
    /// Ranges of keys belong to this crate.
    pub trait Sealed {}
}

/// A private key of the algorithm `T`: `N` bytes, in its range. Wiped when dropped.
pub struct PrivateKey<T, const N: usize> {
    bytes: Secret<N>,
    of: PhantomData<fn() -> T>,
}

impl<T: KeyRange<N>, const N: usize> PrivateKey<T, N> {
    /// Takes in a private key, big-endian where it is a number. The caller wipes its own copy.
    /// Constant time but for the verdict.
    ///
    /// # Errors
    /// [`InvalidPrivateKey`] when it has another length or is out of range: on Weierstrass curves
    /// when it is not in `1..n` (SP 800-56A, 5.6.2.1.2). X25519 and Ed25519 take any 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidPrivateKey> {
        let mut private = Secret::zero();
        if bytes.len() != N {
            return Err(InvalidPrivateKey);
        }
        private.expose_mut().copy_from_slice(bytes);
        Self::from_secret(private)
    }

    /// Takes over a private key from a secret.
    ///
    /// # Errors
    /// [`InvalidPrivateKey`] when it is out of range, as with [`Self::from_bytes`].
    #[inline(always)]
    pub fn from_secret(bytes: Secret<N>) -> Result<Self, InvalidPrivateKey> {
        if T::contains(&bytes) {
            Ok(PrivateKey { bytes, of: PhantomData })
        } else {
            Err(InvalidPrivateKey)
        }
    }

    /// Draws a private key by rejection (FIPS 186-5, A.2.2).
    ///
    /// # Errors
    /// [`RandomError`] when the generator fails, or yields nothing in range time and again.
    #[inline(always)]
    pub fn generate<R: Random>(random: &mut R) -> Result<Self, RandomError> {
        let mut bytes = Secret::zero();
        for _ in 0..T::DRAWS {
            random.random(bytes.expose_mut())?;
            if let Some(first) = bytes.expose_mut().first_mut() {
                *first &= 0xff >> T::EXCESS;
            }
            if T::contains(&bytes) {
                return Ok(PrivateKey { bytes, of: PhantomData });
            }
        }
        Err(RandomError)
    }
}

impl<T, const N: usize> PrivateKey<T, N> {
    /// The key itself, to be stored or sent where that is meant.
    #[must_use]
    pub const fn expose_bytes(&self) -> &[u8; N] {
        self.bytes.expose()
    }

    /// The secret it consists of.
    pub(crate) const fn secret(&self) -> &Secret<N> {
        &self.bytes
    }
}

/// Private keys that are bytes, for code that is generic over groups.
pub trait RawPrivateKey: Sized {
    /// Takes in a private key; see [`PrivateKey::from_bytes`].
    ///
    /// # Errors
    /// [`InvalidPrivateKey`] when it has another length or is out of range.
    fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidPrivateKey>;
    /// The key itself.
    fn expose_bytes(&self) -> &[u8];
}

impl<T: KeyRange<N>, const N: usize> RawPrivateKey for PrivateKey<T, N> {
    fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidPrivateKey> {
        PrivateKey::from_bytes(bytes)
    }

    fn expose_bytes(&self) -> &[u8] {
        PrivateKey::expose_bytes(self)
    }
}

/// What public keys of `N` bytes an algorithm has.
pub trait PublicKeyValidation<const N: usize>: sealed::Sealed {
    /// Whether the bytes are a public key.
    #[doc(hidden)]
    fn is_valid_vartime(bytes: &[u8; N]) -> bool;
}

/// A public key of the algorithm `T`: `N` bytes, validated when it was made. Public: it may be
/// copied, compared and printed.
pub struct PublicKey<T, const N: usize> {
    bytes: [u8; N],
    of: PhantomData<fn() -> T>,
}

impl<T: PublicKeyValidation<N>, const N: usize> PublicKey<T, N> {
    /// Validates a public key as a peer sends it (RFC 9846, section 4.3.8.2): 0x04 || x || y on
    /// Weierstrass curves, by SP 800-56A, 5.6.2.3.3; 32 bytes on Curve25519, points of small order
    /// refused, and of Ed25519 what is no canonical encoding, too.
    ///
    /// P-256 is validated by the arithmetic of [`crate::P256`] here, and by that of another form
    /// in its [`PublicKeys::public_from_bytes`].
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when it has another length or is not valid.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidPublicKey> {
        let bytes = bytes.try_into().map_err(|_| InvalidPublicKey)?;
        if T::is_valid_vartime(bytes) { Ok(Self::of_valid(*bytes)) } else { Err(InvalidPublicKey) }
    }
}

impl<T, const N: usize> PublicKey<T, N> {
    /// A key that was validated, or made of a private one.
    #[inline(always)]
    pub(crate) const fn of_valid(bytes: [u8; N]) -> Self {
        PublicKey { bytes, of: PhantomData }
    }

    /// The key as it is sent.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; N] {
        &self.bytes
    }
}

impl<T, const N: usize> Clone for PublicKey<T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, const N: usize> Copy for PublicKey<T, N> {}

impl<T, const N: usize> PartialEq for PublicKey<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T, const N: usize> Eq for PublicKey<T, N> {}

impl<T, const N: usize> fmt::Debug for PublicKey<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.bytes).finish()
    }
}

/// For code that is generic over groups.
impl<T, const N: usize> AsRef<[u8]> for PublicKey<T, N> {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Algorithms whose validated public keys are a type.
pub trait PublicKeys {
    /// A validated public key.
    type PublicKey: AsRef<[u8]>;
    /// Validates a public key, by the arithmetic of this algorithm; see [`PublicKey::from_bytes`].
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when it has another length or is not valid.
    fn public_from_bytes(bytes: &[u8]) -> Result<Self::PublicKey, InvalidPublicKey>;
}

/// Key agreement with public keys that were validated before.
pub trait AgreeValidated: Group + PublicKeys {
    /// The public key that belongs to `private`.
    fn public_key(private: &Self::Private) -> Self::PublicKey;
    /// The shared secret with the holder of `peer`, which is not validated again. It cannot fail:
    /// the only results to be refused are those of keys that are not valid.
    fn agree_validated(private: &Self::Private, peer: &Self::PublicKey) -> Self::Shared;
}

/// ECDSA signature checks by public keys that were validated before.
pub trait VerifyValidated: EcdsaVerify + PublicKeys {
    /// Checks a signature over a message digest, as [`EcdsaVerify::verify`] does; the key is not
    /// validated again.
    ///
    /// # Errors
    /// [`VerificationFailed`] when the signature has another length or does not hold.
    fn verify_validated(
        public: &Self::PublicKey,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed>;
}

/// What both sides of an agreement by the algorithm `T` come to share: `N` bytes. Wiped when
/// dropped.
pub struct SharedSecret<T, const N: usize> {
    bytes: Secret<N>,
    of: PhantomData<fn() -> T>,
}

impl<T, const N: usize> SharedSecret<T, N> {
    /// A secret that was agreed upon.
    #[inline(always)]
    pub(crate) const fn new(bytes: Secret<N>) -> Self {
        SharedSecret { bytes, of: PhantomData }
    }

    /// The secret itself, to derive keys from.
    #[must_use]
    pub const fn expose_bytes(&self) -> &[u8; N] {
        self.bytes.expose()
    }
}

/// For code that is generic over groups.
impl<T, const N: usize> AsRef<[u8]> for SharedSecret<T, N> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.expose()
    }
}
