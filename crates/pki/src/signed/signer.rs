//! Signers: keys that sign, here or in a device of their own.

use crate::algorithm::Scheme;
use core::fmt;
use motetls_base::BufferFull;
use motetls_crypto::{ByteArray, Hash};

/// A private key that signs messages: in memory, in a secure element, across a bus or a network.
///
/// Signatures are bytes of a fixed width: r || s for ECDSA, as long as the modulus for RSA, 64
/// bytes for Ed25519. That certificates have ECDSA's as DER is not the signer's concern.
pub trait Signer {
    /// Why it could not sign.
    type Error;

    /// The algorithm it signs with.
    fn scheme(&self) -> Scheme;

    /// The length of a signature in bytes; of ECDSA, at most 132.
    fn signature_len(&self) -> usize;

    /// Signs the message whose pieces are `message` into all of `signature`,
    /// [`Signer::signature_len`] bytes.
    ///
    /// # Errors
    /// Its own; the signature is not used then.
    fn sign(&mut self, message: &[&[u8]], signature: &mut [u8]) -> Result<(), Self::Error>;
}

/// A private key that signs digests, as most secure elements do. [`Hashing`] makes a [`Signer`] of
/// it.
pub trait DigestSigner {
    /// The hash of the scheme.
    type Hash: Hash;
    /// Why it could not sign.
    type Error;

    /// As [`Signer::scheme`].
    fn scheme(&self) -> Scheme;

    /// As [`Signer::signature_len`].
    fn signature_len(&self) -> usize;

    /// Signs the message whose digest is `digest` into all of `signature`.
    ///
    /// # Errors
    /// Its own; the signature is not used then.
    fn sign_digest(&mut self, digest: &[u8], signature: &mut [u8]) -> Result<(), Self::Error>;
}

/// A signer of messages made of a signer of digests.
#[derive(Clone, Debug)]
pub struct Hashing<S>(pub S);

impl<S: DigestSigner> Signer for Hashing<S> {
    type Error = S::Error;

    fn scheme(&self) -> Scheme {
        self.0.scheme()
    }

    fn signature_len(&self) -> usize {
        self.0.signature_len()
    }

    fn sign(&mut self, message: &[&[u8]], signature: &mut [u8]) -> Result<(), S::Error> {
        const {
            assert!(
                <<S::Hash as Hash>::Output as ByteArray>::LEN > 0,
                "a hash of nothing signs nothing"
            )
        };
        let mut hash = S::Hash::new();
        for piece in message {
            hash.update(piece);
        }
        self.0.sign_digest(hash.finish().as_ref(), signature)
    }
}

impl<S: Signer + ?Sized> Signer for &mut S {
    type Error = S::Error;

    fn scheme(&self) -> Scheme {
        (**self).scheme()
    }

    fn signature_len(&self) -> usize {
        (**self).signature_len()
    }

    fn sign(&mut self, message: &[&[u8]], signature: &mut [u8]) -> Result<(), S::Error> {
        (**self).sign(message, signature)
    }
}

/// Why nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum WriteError<E> {
    /// The buffer is too small.
    BufferFull,
    /// The signer could not sign.
    Signer(E),
}

impl<E> From<BufferFull> for WriteError<E> {
    fn from(_: BufferFull) -> Self {
        WriteError::BufferFull
    }
}

impl<E: fmt::Display> fmt::Display for WriteError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::BufferFull => {
                f.write_str("the buffer is too small for what is to be signed: lend a larger one")
            }
            WriteError::Signer(error) => write!(f, "the key could not sign: {error}"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for WriteError<E> {}
