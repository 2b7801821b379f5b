//! What the signatures of a chain are checked with, and what is kept of a certificate until its
//! issuer's key comes.

use crate::algorithm::{HashId, Scheme};
use crate::certificate::Certificate;
use crate::error::CertError;
use crate::key::{NamedCurve, PublicKey, SignatureAlgorithm, ecdsa_signature, p256};
use motetls_crypto::{EcdsaVerify, Hash, Steps, VerificationFailed, VerifySteps};

/// The primitives of chains that are signed by ECDSA on P-256 with SHA-256, and by nothing else.
///
/// A type that implements this has [`Signatures`], at the price of these two and nothing more. More
/// algorithms are named by [`Slots`](super::Slots).
pub trait Algorithms {
    /// SHA-256 (FIPS 180-4).
    type Sha256: Hash<Output = [u8; 32]>;
    /// ECDSA signature checks on P-256 (FIPS 186-5).
    type EcdsaP256: EcdsaVerify;
}

/// Which keys of leaves, and which hashes in their signatures, [`Signatures`] know: what a protocol
/// may offer its peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names say it")]
pub struct Capabilities {
    pub ecdsa_p256: bool,
    pub ecdsa_p384: bool,
    pub ecdsa_p521: bool,
    pub rsa: bool,
    pub ed25519: bool,
    pub sha256: bool,
    pub sha384: bool,
    pub sha512: bool,
}

/// What a [`Chain`](super::Chain) does with signatures and keys, and how much memory it does it in.
///
/// Implemented by all [`Algorithms`] and by [`Many`](super::Many); there is no need to implement it
/// by hand.
pub trait Signatures {
    /// The hash that names are kept by.
    type NameHash: Hash<Output = [u8; 32]>;
    /// What is kept of a certificate: the digest of its contents, its signature.
    type Unverified: Clone;
    /// The leaf's key, in the form it is given out in.
    type LeafKey: Clone;
    /// A check in bounded steps, where the algorithm has them.
    type Steps: Steps<(), Output = Result<(), VerificationFailed>>;
    /// None under way.
    const IDLE: Self::Steps;
    /// Nothing kept: no key verifies it.
    const NOTHING: Self::Unverified;
    /// No key.
    const NO_KEY: Self::LeafKey;
    /// What is known.
    const CAPABILITIES: Capabilities;

    /// Keeps of `certificate` what [`Signatures::verify`] needs.
    ///
    /// # Errors
    /// [`CertError::UnsupportedAlgorithm`] when it is signed by something else; another when its
    /// signature or the parameters of its algorithm cannot be read. `kept` is undefined then.
    fn keep(kept: &mut Self::Unverified, certificate: &Certificate<'_>) -> Result<(), CertError>;

    /// Whether the key in `spki` made what was kept. `contents` are those that are signed, or empty
    /// when they are gone.
    ///
    /// # Errors
    /// [`CertError::BadSignature`] when it did not; [`CertError::UnsupportedAlgorithm`] when that
    /// cannot be told.
    fn verify(kept: &Self::Unverified, contents: &[u8], spki: &[u8]) -> Result<(), CertError>;

    /// Starts what [`Signatures::verify`] does at once.
    ///
    /// # Errors
    /// As [`Signatures::verify`], as far as it can be told by then.
    fn start_verify(
        steps: &mut Self::Steps,
        kept: &Self::Unverified,
        contents: &[u8],
        spki: &[u8],
    ) -> Result<(), CertError>;

    /// Keeps the leaf's key, out of its whole SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`CertError::UnsupportedAlgorithm`] when it is of another kind. `key` is undefined then.
    fn keep_key(key: &mut Self::LeafKey, spki: &[u8]) -> Result<(), CertError>;

    /// The leaf's key, to be looked at.
    fn public_key(key: &Self::LeafKey) -> PublicKey<'_>;

    /// Whether the leaf's key made `signature`, by `scheme`, over the message whose pieces are
    /// `message`: how a peer proves in a handshake that it holds the key. ECDSA's signatures are in
    /// DER here.
    ///
    /// # Errors
    /// [`CertError::BadSignature`] when it did not; [`CertError::UnsupportedAlgorithm`] when that
    /// cannot be told.
    fn verify_message(
        key: &Self::LeafKey,
        scheme: &Scheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CertError>;

    /// Starts what [`Signatures::verify_message`] does at once.
    ///
    /// # Errors
    /// As [`Signatures::verify_message`], as far as it can be told by then.
    fn start_verify_message(
        steps: &mut Self::Steps,
        key: &Self::LeafKey,
        scheme: &Scheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CertError>;
}

/// What is kept of a certificate that ECDSA on P-256 signed.
#[derive(Clone, Debug)]
pub struct UnverifiedP256 {
    pub(super) digest: [u8; 32],
    /// r || s.
    pub(super) signature: [u8; 64],
}

impl<A: Algorithms> Signatures for A {
    type NameHash = A::Sha256;
    type Unverified = UnverifiedP256;
    /// 0x04 || X || Y.
    type LeafKey = [u8; 65];
    type Steps = <A::EcdsaP256 as EcdsaVerify>::Steps;
    const IDLE: Self::Steps = VerifySteps::IDLE;
    const NOTHING: UnverifiedP256 = UnverifiedP256 { digest: [0; 32], signature: [0; 64] };
    const NO_KEY: [u8; 65] = [0; 65];
    const CAPABILITIES: Capabilities = Capabilities {
        ecdsa_p256: A::EcdsaP256::PRESENT,
        ecdsa_p384: false,
        ecdsa_p521: false,
        rsa: false,
        ed25519: false,
        sha256: true,
        sha384: false,
        sha512: false,
    };

    #[inline(always)]
    fn keep(kept: &mut UnverifiedP256, certificate: &Certificate<'_>) -> Result<(), CertError> {
        match SignatureAlgorithm::from_identifier(certificate.algorithm)? {
            SignatureAlgorithm::EcdsaP256Sha256 => {
                ecdsa_signature(certificate.signature, &mut kept.signature)?
            }
        }
        hash::<A::Sha256>(certificate.tbs, &mut kept.digest);
        Ok(())
    }

    #[inline(never)]
    fn verify(kept: &UnverifiedP256, _: &[u8], spki: &[u8]) -> Result<(), CertError> {
        A::EcdsaP256::verify(p256(spki)?, &kept.digest, &kept.signature)
            .map_err(|_| CertError::BadSignature)
    }

    fn start_verify(
        steps: &mut Self::Steps,
        kept: &UnverifiedP256,
        _: &[u8],
        spki: &[u8],
    ) -> Result<(), CertError> {
        steps.start(p256(spki)?, &kept.digest, &kept.signature).map_err(|_| CertError::BadSignature)
    }

    #[inline(always)]
    fn keep_key(key: &mut [u8; 65], spki: &[u8]) -> Result<(), CertError> {
        for (to, from) in key.iter_mut().zip(p256(spki)?) {
            *to = *from;
        }
        Ok(())
    }

    #[inline(always)]
    fn public_key(key: &[u8; 65]) -> PublicKey<'_> {
        PublicKey::Ec(NamedCurve::P256, key)
    }

    #[inline(always)]
    fn verify_message(
        key: &[u8; 65],
        scheme: &Scheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CertError> {
        let mut signed = A::NOTHING;
        read_signed::<A>(scheme, message, signature, &mut signed)?;
        A::EcdsaP256::verify(key, &signed.digest, &signed.signature)
            .map_err(|_| CertError::BadSignature)
    }

    fn start_verify_message(
        steps: &mut Self::Steps,
        key: &[u8; 65],
        scheme: &Scheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CertError> {
        let mut signed = A::NOTHING;
        read_signed::<A>(scheme, message, signature, &mut signed)?;
        steps.start(key, &signed.digest, &signed.signature).map_err(|_| CertError::BadSignature)
    }
}

/// Reads a signature, and hashes its message.
#[inline(always)]
fn read_signed<A: Algorithms>(
    scheme: &Scheme,
    message: &[&[u8]],
    signature: &[u8],
    signed: &mut UnverifiedP256,
) -> Result<(), CertError> {
    if !matches!(scheme, Scheme::Ecdsa(HashId::Sha256)) {
        return Err(CertError::UnsupportedAlgorithm);
    }
    ecdsa_signature(signature, &mut signed.signature).map_err(|_| CertError::BadSignature)?;
    let mut hash = A::Sha256::new();
    for piece in message {
        hash.update(piece);
    }
    signed.digest = hash.finish();
    Ok(())
}

/// Writes the digest of `data` into `out`, which it is not returned in to keep it off the caller's
/// stack.
#[inline(never)]
pub(super) fn hash<H: Hash<Output = [u8; 32]>>(data: &[u8], out: &mut [u8; 32]) {
    *out = H::digest(data);
}
