//! A key in memory that signs by ECDSA.

use super::DigestSigner;
use crate::algorithm::{KnownHash, Scheme, hash};
use core::fmt;
use core::marker::PhantomData;
use motetls_crypto::{ByteArray, EcdsaSign, SignError};

/// An ECDSA key of the curve `C`, whose messages are hashed by `H`: a [`Signer`](super::Signer)
/// inside [`Hashing`](super::Hashing).
pub struct EcdsaKey<'k, C: EcdsaSign, H> {
    private: &'k C::Private,
    hedge: Option<&'k [u8; 32]>,
    hasher: PhantomData<fn() -> H>,
}

impl<'k, C: EcdsaSign, H: KnownHash> EcdsaKey<'k, C, H> {
    /// The key `private`. `hedge`, 32 random bytes, is mixed into the nonces: see
    /// [`EcdsaSign::sign`].
    #[must_use]
    pub const fn new(private: &'k C::Private, hedge: &'k [u8; 32]) -> Self {
        EcdsaKey { private, hedge: Some(hedge), hasher: PhantomData }
    }

    /// The key `private` where there is no generator, or where one message has to have one
    /// signature: see [`EcdsaSign::sign_deterministic`].
    #[must_use]
    pub const fn deterministic(private: &'k C::Private) -> Self {
        EcdsaKey { private, hedge: None, hasher: PhantomData }
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
        let made = match self.hedge {
            Some(hedge) => C::sign::<H>(self.private, digest, hedge),
            None => C::sign_deterministic::<H>(self.private, digest),
        }?;
        for (to, from) in signature.iter_mut().zip(made.as_ref()) {
            *to = *from;
        }
        Ok(())
    }
}
