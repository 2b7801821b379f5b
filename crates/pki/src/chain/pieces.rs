//! Signatures over what arrives in pieces: revocation lists that are longer than any memory.

use super::algorithms::{Algorithms, Signatures, UnverifiedP256};
use super::many::{Many, UnverifiedMany};
use super::slots::{HashSlot, Slots};
use crate::algorithm::{AlgorithmIdentifier, HashId, Scheme};
use crate::der::Read;
use crate::error::CertError;
use crate::key::{SignatureAlgorithm, ecdsa_signature};
use motetls_crypto::{Hash, SignVerify};

/// [`Signatures`] over contents that arrive in pieces, and are kept as those of a certificate are.
///
/// Implemented for all [`Algorithms`] and for [`Many`]; there is no need to implement it by hand.
pub trait IncrementalSignatures: Signatures {
    /// Contents under way.
    type Running: Clone;

    /// Starts contents that are signed with `algorithm`, a whole AlgorithmIdentifier.
    ///
    /// # Errors
    /// [`CertError::UnsupportedAlgorithm`] when nothing checks such signatures;
    /// [`CertError::Malformed`] when its parameters cannot be read.
    fn start(algorithm: &[u8]) -> Result<Self::Running, CertError>;

    /// Appends a piece of the contents.
    fn update(running: &mut Self::Running, piece: &[u8]);

    /// Ends the contents and keeps what [`Signatures::verify`] needs. What Ed25519 signed must be
    /// handed to that whole.
    ///
    /// # Errors
    /// [`CertError::UnsupportedAlgorithm`] when the signature is too long to be kept; another when
    /// it cannot be read. `kept` is undefined then.
    fn keep_pieces(
        kept: &mut Self::Unverified,
        running: &mut Self::Running,
        signature: &[u8],
    ) -> Result<(), CertError>;
}

impl<A: Algorithms> IncrementalSignatures for A {
    type Running = A::Sha256;

    fn start(algorithm: &[u8]) -> Result<A::Sha256, CertError> {
        match SignatureAlgorithm::from_identifier(algorithm)? {
            SignatureAlgorithm::EcdsaP256Sha256 => Ok(A::Sha256::new()),
        }
    }

    fn update(running: &mut A::Sha256, piece: &[u8]) {
        running.update(piece);
    }

    fn keep_pieces(
        kept: &mut UnverifiedP256,
        running: &mut A::Sha256,
        signature: &[u8],
    ) -> Result<(), CertError> {
        kept.digest = running.finish();
        ecdsa_signature(signature, &mut kept.signature)
    }
}

/// Contents on their way through one of many hashes.
pub struct RunningMany<S: Slots> {
    scheme: Scheme,
    hash: Running<S>,
}

enum Running<S: Slots> {
    Sha256(<S::Sha256 as HashSlot>::Running),
    Sha384(<S::Sha384 as HashSlot>::Running),
    Sha512(<S::Sha512 as HashSlot>::Running),
    Sha1(<S::LegacySha1 as HashSlot>::Running),
    /// The algorithm takes the contents themselves.
    Whole,
}

impl<S: Slots> Clone for RunningMany<S> {
    fn clone(&self) -> Self {
        let hash = match &self.hash {
            Running::Sha256(hash) => Running::Sha256(hash.clone()),
            Running::Sha384(hash) => Running::Sha384(hash.clone()),
            Running::Sha512(hash) => Running::Sha512(hash.clone()),
            Running::Sha1(hash) => Running::Sha1(hash.clone()),
            Running::Whole => Running::Whole,
        };
        RunningMany { scheme: self.scheme, hash }
    }
}

impl<S: Slots> Running<S> {
    fn start(scheme: Scheme) -> Option<Self> {
        let Some(hash) = scheme.hash() else {
            return S::Ed25519::PRESENT.then_some(Running::Whole);
        };
        /// Starts the hash of a slot that is filled with `hash`.
        fn start<H: HashSlot>(hash: HashId) -> Option<H::Running> {
            if H::NAMED == Some(hash) { H::start() } else { None }
        }
        start::<S::Sha256>(hash)
            .map(Running::Sha256)
            .or_else(|| start::<S::Sha384>(hash).map(Running::Sha384))
            .or_else(|| start::<S::Sha512>(hash).map(Running::Sha512))
            .or_else(|| start::<S::LegacySha1>(hash).map(Running::Sha1))
    }
}

impl<S: Slots> IncrementalSignatures for Many<S> {
    type Running = RunningMany<S>;

    fn start(algorithm: &[u8]) -> Result<RunningMany<S>, CertError> {
        let unsupported = CertError::UnsupportedAlgorithm;
        let scheme = AlgorithmIdentifier::from_der(algorithm)?.scheme()?.ok_or(unsupported)?;
        let hash = Running::start(scheme).ok_or(unsupported)?;
        Ok(RunningMany { scheme, hash })
    }

    fn update(running: &mut RunningMany<S>, piece: &[u8]) {
        match &mut running.hash {
            Running::Sha256(hash) => <S::Sha256 as HashSlot>::update(hash, piece),
            Running::Sha384(hash) => S::Sha384::update(hash, piece),
            Running::Sha512(hash) => S::Sha512::update(hash, piece),
            Running::Sha1(hash) => S::LegacySha1::update(hash, piece),
            Running::Whole => {}
        }
    }

    fn keep_pieces(
        kept: &mut UnverifiedMany<S>,
        running: &mut RunningMany<S>,
        signature: &[u8],
    ) -> Result<(), CertError> {
        *kept = Self::NOTHING;
        kept.signature.set(signature)?;
        if let Some(hash) = running.scheme.hash() {
            let place = kept.digest.resize(hash.len())?;
            match &mut running.hash {
                Running::Sha256(hash) => <S::Sha256 as HashSlot>::finish_into(hash, place),
                Running::Sha384(hash) => S::Sha384::finish_into(hash, place),
                Running::Sha512(hash) => S::Sha512::finish_into(hash, place),
                Running::Sha1(hash) => S::LegacySha1::finish_into(hash, place),
                Running::Whole => {}
            }
        }
        kept.scheme = Some(running.scheme);
        Ok(())
    }
}
