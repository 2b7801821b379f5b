//! Keys that sign in handshakes, at once or later.

use motetls_crypto::{Absent, ByteArray, EcdsaSign};
use motetls_pki::algorithm::{KnownHash, Scheme};

use crate::authorities::Authorities;
use crate::num::SignatureScheme;
use crate::scheme;

/// A private key that proves in a handshake who its owner is: in memory ([`EcdsaSigner`]), in a
/// secure element, across a bus or a network.
///
/// Signatures are bytes of a fixed width: r || s for ECDSA, as long as the modulus for RSA, 64
/// bytes for Ed25519. That handshakes have ECDSA's in DER is not the signer's concern.
pub trait HandshakeSigner {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// Whether its credential is a raw public key (RFC 7250), not a chain of certificates.
    const RAW_PUBLIC_KEY: bool = false;
    /// Whether [`HandshakeSigner::suits`] is asked.
    const SELECTS: bool = false;
    /// Memory for the longest signature.
    type Signature: ByteArray;

    /// Whether it can sign by this scheme.
    fn signs(&self, scheme: SignatureScheme) -> bool;

    /// Whether the credential leads to one of the certification authorities that the server named
    /// (certificate_authorities, RFC 9846, section 4.3.4). Asked if [`HandshakeSigner::SELECTS`]
    /// says so, and the server named any.
    fn suits(&self, authorities: Authorities<'_>) -> bool {
        let _ = authorities;
        true
    }

    /// Signs the message whose pieces are `message` to the front of `signature`, and yields the
    /// bytes written.
    ///
    /// # Errors
    /// [`SignatureError::Pending`] when the signature is not there yet: the handshake waits, and
    /// asks again for the same one when [`Handshake::sign`](crate::Handshake::sign) is called.
    /// [`SignatureError::Failed`] ends the handshake.
    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError>;
}

/// Why there is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SignatureError {
    /// It is being made.
    Pending,
    /// It cannot be made.
    Failed,
}

impl HandshakeSigner for Absent {
    const PRESENT: bool = false;
    type Signature = [u8; 0];
    fn signs(&self, _: SignatureScheme) -> bool {
        match *self {}
    }
    fn sign(&self, _: SignatureScheme, _: &[&[u8]], _: &mut [u8]) -> Result<usize, SignatureError> {
        match *self {}
    }
}

/// A key of ECDSA in memory, whose messages are hashed by `H`.
///
/// ```
/// use motetls_crypto::{P256, Sha256, p256::PrivateKey};
/// use motetls_tls::EcdsaSigner;
///
/// let private = PrivateKey::from_bytes(&[7; 32])?;
/// // 32 random bytes, drawn anew for each handshake
/// let hedge = [0x5a; 32];
/// let signer = EcdsaSigner::<P256, Sha256>::new(private, hedge);
/// # let _ = signer;
/// # Ok::<(), motetls_crypto::InvalidPrivateKey>(())
/// ```
pub struct EcdsaSigner<C: EcdsaSign, H> {
    private: C::Private,
    hedge: [u8; 32],
    hash: core::marker::PhantomData<fn() -> H>,
}

impl<C: EcdsaSign, H: KnownHash> EcdsaSigner<C, H> {
    /// The key `private`. `hedge`, 32 random bytes, is mixed into the nonces: see
    /// [`EcdsaSign::sign`].
    #[must_use]
    pub const fn new(private: C::Private, hedge: [u8; 32]) -> Self {
        EcdsaSigner { private, hedge, hash: core::marker::PhantomData }
    }
}

impl<C: EcdsaSign, H: KnownHash> HandshakeSigner for EcdsaSigner<C, H> {
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
        let mut hash = H::new();
        for piece in message {
            hash.update(piece);
        }
        let made = C::sign::<H>(&self.private, hash.finish().as_ref(), &self.hedge)
            .map_err(|_| SignatureError::Failed)?;
        for (to, from) in signature.iter_mut().zip(made.as_ref()) {
            *to = *from;
        }
        Ok(C::Signature::LEN)
    }
}
