//! A key in memory that signs by ECDSA.

use super::DigestSigner;
use crate::algorithm::{KnownHash, Scheme, hash};
use core::fmt;
use core::marker::PhantomData;
use motetls_crypto::{ByteArray, EcdsaSign, SignError};

/// An ECDSA key of the curve `C`, whose messages are hashed by `H`: a [`Signer`](super::Signer) inside
/// [`Hashing`](super::Hashing).
pub struct EcdsaKey<'k, C: EcdsaSign, H> {
    private: &'k C::Private,
    hedge: &'k [u8],
    hasher: PhantomData<fn() -> H>,
}

impl<'k, C: EcdsaSign, H: KnownHash> EcdsaKey<'k, C, H> {
    /// The key `private`. `hedge`, if not empty, is mixed into the nonces, see [`EcdsaSign::sign`].
    #[must_use]
    pub const fn new(private: &'k C::Private, hedge: &'k [u8]) -> Self {
        EcdsaKey { private, hedge, hasher: PhantomData }
    }
}

impl<C: EcdsaSign, H: KnownHash> fmt::Debug for EcdsaKey<'_, C, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an ECDSA key, {}", hash::name(H::ID))
    }
}

impl<C: EcdsaSign, H: KnownHash> DigestSigner for EcdsaKey<'_, C, H> {
    type Hash = H;
    type Error = SignError;

    fn scheme(&self) -> Scheme {
        Scheme::Ecdsa(H::ID)
    }

    fn signature_len(&self) -> usize {
        C::Signature::LEN
    }

    fn sign_digest(&mut self, digest: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        let made = C::sign::<H>(self.private, digest, self.hedge)?;
        for (to, from) in signature.iter_mut().zip(made.as_ref()) {
            *to = *from;
        }
        Ok(())
    }
}
