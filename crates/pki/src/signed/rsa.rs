//! A key in memory that signs by RSA.

use super::DigestSigner;
use crate::algorithm::{KnownHash, PssParameters, Scheme, hash};
use core::fmt;
use core::marker::PhantomData;
use motetls_base::Random;
use motetls_crypto::{RsaSign, SignError};

/// An RSA key of the engine `S`, whose messages are hashed by `H`: a [`Signer`](super::Signer)
/// inside [`Hashing`](super::Hashing).
pub struct RsaKey<'k, 'p, S: RsaSign, H, R> {
    private: &'k S::Private<'p>,
    random: &'k mut R,
    pss: bool,
    hasher: PhantomData<fn() -> H>,
}

impl<'k, 'p, S: RsaSign, H: KnownHash, R: Random> RsaKey<'k, 'p, S, H, R> {
    /// The key `private`, signing by RSASSA-PKCS1-v1_5, which is read everywhere. `random` blinds
    /// the arithmetic.
    #[must_use]
    pub const fn pkcs1(private: &'k S::Private<'p>, random: &'k mut R) -> Self {
        RsaKey { private, random, pss: false, hasher: PhantomData }
    }

    /// The key `private`, signing by RSASSA-PSS with a salt as long as the digest.
    #[must_use]
    pub const fn pss(private: &'k S::Private<'p>, random: &'k mut R) -> Self {
        RsaKey { private, random, pss: true, hasher: PhantomData }
    }
}

impl<S: RsaSign, H: KnownHash, R> fmt::Debug for RsaKey<'_, '_, S, H, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an RSA key, {}", hash::name(H::ID))
    }
}

impl<S: RsaSign, H: KnownHash, R: Random> DigestSigner for RsaKey<'_, '_, S, H, R> {
    type Hash = H;
    type Error = SignError;

    fn scheme(&self) -> Scheme {
        if self.pss { Scheme::RsaPss(PssParameters::usual(H::ID)) } else { Scheme::RsaPkcs1(H::ID) }
    }

    fn signature_len(&self) -> usize {
        S::signature_len(self.private)
    }

    fn sign_digest(&mut self, digest: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        if self.pss {
            S::sign_pss::<H, R>(self.private, digest, signature, self.random)
        } else {
            S::sign_pkcs1(self.private, H::ID, digest, signature, self.random)
        }
    }
}
