//! A key in memory that signs by Ed25519.

use super::Signer;
use crate::algorithm::Scheme;
use core::fmt;
use core::marker::PhantomData;
use motetls_crypto::{ByteArray, SignError, SignVerify};

/// An Ed25519 key of the engine `S`, `motetls_crypto::Ed25519` as a rule: a [`Signer`] of whole messages, as the algorithm
/// reads what it signs twice (RFC 8032, section 5.1.6).
pub struct Ed25519Key<'k, S: SignVerify> {
    private: &'k S::Private,
    engine: PhantomData<fn() -> S>,
}

impl<'k, S: SignVerify> Ed25519Key<'k, S> {
    /// The key `private`.
    #[must_use]
    pub const fn new(private: &'k S::Private) -> Self {
        Ed25519Key { private, engine: PhantomData }
    }
}

impl<S: SignVerify> fmt::Debug for Ed25519Key<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an Ed25519 key")
    }
}

impl<S: SignVerify> Signer for Ed25519Key<'_, S> {
    type Error = SignError;

    fn scheme(&self) -> Scheme {
        Scheme::Ed25519
    }

    fn signature_len(&self) -> usize {
        S::Signature::LEN
    }

    fn sign(&mut self, message: &[&[u8]], signature: &mut [u8]) -> Result<(), SignError> {
        let made = S::sign(self.private, message)?;
        for (to, from) in signature.iter_mut().zip(made.as_ref()) {
            *to = *from;
        }
        Ok(())
    }
}
