//! A key in memory that signs in bounded steps.

use core::cell::RefCell;
use core::marker::PhantomData;

use motetls_crypto::{ByteArray, EcdsaSignSteps, Steps};
use motetls_pki::algorithm::{KnownHash, Scheme};

use super::{HandshakeSigner, SignatureError};
use crate::num::SignatureScheme;
use crate::scheme;

/// Bytes of the longest digest of a transcript.
const LONGEST_DIGEST: usize = 64;

/// As [`EcdsaSigner`](super::EcdsaSigner), in bounded steps for a watchdog: each time it is asked
/// it goes one, and is pending until the last
/// ([`Wants::Sign`](crate::Wants::Sign)).
///
/// The operation under way is kept here, 800 bytes for P-256. One handshake at a time uses it; what
/// an earlier one left is thrown away.
///
/// ```
/// use motetls_crypto::{P256, Sha256, p256::PrivateKey};
/// use motetls_tls::StepwiseEcdsaSigner;
///
/// let private = PrivateKey::from_bytes(&[7; 32])?;
/// // 32 random bytes, drawn anew for each handshake
/// let hedge = [0x5a; 32];
/// let signer = StepwiseEcdsaSigner::<P256, Sha256>::new(private, hedge);
/// # let _ = signer;
/// # Ok::<(), motetls_crypto::InvalidPrivateKey>(())
/// ```
pub struct StepwiseEcdsaSigner<C: EcdsaSignSteps, H: KnownHash> {
    private: C::Private,
    hedge: [u8; 32],
    signing: RefCell<Option<Signing<C::Signing<H>>>>,
    hash: PhantomData<fn() -> H>,
}

/// A signature under way.
struct Signing<S> {
    operation: S,
    /// The digest of the transcript that it is about, which no two handshakes share.
    transcript: [u8; LONGEST_DIGEST],
}

impl<C: EcdsaSignSteps, H: KnownHash> StepwiseEcdsaSigner<C, H> {
    /// The key `private`. `hedge`, 32 random bytes, is mixed into the nonces: see
    /// [`EcdsaSign::sign`](motetls_crypto::EcdsaSign::sign).
    #[must_use]
    pub const fn new(private: C::Private, hedge: [u8; 32]) -> Self {
        let signing = RefCell::new(None);
        StepwiseEcdsaSigner { private, hedge, signing, hash: PhantomData }
    }

    fn start(&self, message: &[&[u8]]) -> Result<C::Signing<H>, SignatureError> {
        let mut hash = H::new();
        for piece in message {
            hash.update(piece);
        }
        C::start::<H>(&self.private, hash.finish().as_ref(), &self.hedge)
            .map_err(|_| SignatureError::Failed)
    }
}

impl<C: EcdsaSignSteps, H: KnownHash> HandshakeSigner for StepwiseEcdsaSigner<C, H> {
    type Signature = C::Signature;

    #[inline]
    fn signs(&self, wanted: SignatureScheme) -> bool {
        scheme::is_signed_by(wanted, &Scheme::Ecdsa(H::ID), C::Signature::LEN)
    }

    fn sign(
        &self,
        _: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        let mut transcript = [0; LONGEST_DIGEST];
        for (to, from) in transcript.iter_mut().zip(message.iter().copied().last().unwrap_or(&[])) {
            *to = *from;
        }
        let mut slot = self.signing.try_borrow_mut().map_err(|_| SignatureError::Failed)?;
        match &mut *slot {
            Some(signing) if signing.transcript == transcript => {
                let made = match signing.operation.step_with(&mut ()) {
                    core::task::Poll::Ready(made) => made.map_err(|_| SignatureError::Failed),
                    core::task::Poll::Pending => return Err(SignatureError::Pending),
                };
                *slot = None;
                for (to, from) in signature.iter_mut().zip(made?.as_ref()) {
                    *to = *from;
                }
                Ok(C::Signature::LEN)
            }
            _ => {
                *slot = Some(Signing { operation: self.start(message)?, transcript });
                Err(SignatureError::Pending)
            }
        }
    }
}
