//! Signatures over what arrives in pieces, or before the key.

use crate::chain::Algorithms;
use crate::error::CertError;
use crate::key::{SignatureAlgorithm, ecdsa_signature, p256};
use motetls_crypto::{EcdsaVerify, Hash};

/// Signatures over contents that arrive in pieces, checked when the key is there.
pub trait Pieces {
    /// The hash that scopes of lists are compared by.
    type NameHash: Hash<Output = [u8; 32]>;
    /// Contents under way.
    type Running: Clone;
    /// What is kept of contents and their signature.
    type Kept: Clone;
    /// Nothing kept: no key verifies it.
    const NOTHING: Self::Kept;

    /// Starts contents that are signed with `algorithm`, a whole AlgorithmIdentifier.
    ///
    /// # Errors
    /// [`CertError::UnsupportedAlgorithm`].
    fn start(algorithm: &[u8]) -> Result<Self::Running, CertError>;
    /// Appends a piece of the contents.
    fn update(running: &mut Self::Running, piece: &[u8]);
    /// Ends the contents, and keeps what [`Pieces::verify`] needs.
    ///
    /// # Errors
    /// When the signature cannot be read. `kept` is undefined then.
    fn keep(kept: &mut Self::Kept, running: &mut Self::Running, signature: &[u8]) -> Result<(), CertError>;
    /// Whether the key in `spki` made what was kept. `contents` are what was signed, or empty when they are gone.
    ///
    /// # Errors
    /// [`CertError::BadSignature`] when it did not; [`CertError::UnsupportedAlgorithm`] when that cannot be told.
    fn verify(kept: &Self::Kept, contents: &[u8], spki: &[u8]) -> Result<(), CertError>;
}

/// What is kept of contents that ECDSA on P-256 signed.
#[derive(Clone, Debug)]
pub struct KeptP256 {
    digest: [u8; 32],
    signature: [u8; 64],
}

impl<A: Algorithms> Pieces for A {
    type NameHash = A::Sha256;
    type Running = A::Sha256;
    type Kept = KeptP256;
    const NOTHING: KeptP256 = KeptP256 { digest: [0; 32], signature: [0; 64] };

    fn start(algorithm: &[u8]) -> Result<A::Sha256, CertError> {
        SignatureAlgorithm::from_identifier(algorithm).map(|_| A::Sha256::new())
    }
    fn update(running: &mut A::Sha256, piece: &[u8]) {
        running.update(piece);
    }
    fn keep(kept: &mut KeptP256, running: &mut A::Sha256, signature: &[u8]) -> Result<(), CertError> {
        kept.digest = running.finish();
        ecdsa_signature(signature, &mut kept.signature)
    }
    fn verify(kept: &KeptP256, _: &[u8], spki: &[u8]) -> Result<(), CertError> {
        A::EcdsaP256::verify(p256(spki)?, &kept.digest, &kept.signature).map_err(|_| CertError::BadSignature)
    }
}
