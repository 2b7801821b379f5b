//! A key in memory that signs by ECDSA.

use super::DigestSigner;
use crate::algorithm::{HashId, Scheme};
use core::fmt;
use core::marker::PhantomData;
use motetls_crypto::{ByteArray, EcdsaSign, Hash, SignError};

/// An ECDSA key of the curve `C`, whose messages are hashed by `H`: a [`Signer`](super::Signer) inside
/// [`Hashing`](super::Hashing).
pub struct EcdsaKey<'k, C: EcdsaSign, H> {
    private: &'k C::Private,
    hash: HashId,
    hedge: &'k [u8],
    hasher: PhantomData<fn() -> H>,
}

impl<'k, C: EcdsaSign, H: Hash> EcdsaKey<'k, C, H> {
    /// The key `private`; `hash` is the name of `H`. `hedge`, if not empty, is mixed into the nonces, see
    /// [`EcdsaSign::sign`].
    #[must_use]
    pub const fn new(private: &'k C::Private, hash: HashId, hedge: &'k [u8]) -> Self {
        EcdsaKey { private, hash, hedge, hasher: PhantomData }
    }
}

impl<C: EcdsaSign, H> fmt::Debug for EcdsaKey<'_, C, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an ECDSA key, {}", self.hash)
    }
}

impl<C: EcdsaSign, H: Hash> DigestSigner for EcdsaKey<'_, C, H> {
    type Hash = H;
    type Error = SignError;

    fn scheme(&self) -> Scheme {
        Scheme::Ecdsa(self.hash)
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
