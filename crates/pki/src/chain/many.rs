//! Chains of many algorithms: a signature by any of those in the [`Slots`] of a type.

use super::algorithms::{Capabilities, Signatures};
use super::bytes::Bytes;
use super::many_steps::ManySteps;
use super::slots::{HashSlot, Slots, WithHash, with_hash};
use crate::algorithm::{AlgorithmIdentifier, HashId, PssParameters, Scheme};
use crate::certificate::Certificate;
use crate::der::Read;
use crate::error::CertError;
use crate::key::{NamedCurve, PublicKey, PublicKeyInfo, RsaPublicKey, signature_from_der};
use core::fmt;
use core::marker::PhantomData;
use motetls_crypto::{EcdsaVerify, RsaVerify, SignVerify, VerificationFailed};

/// The longest signature of ECDSA, r || s on P-521.
const LONGEST_ECDSA: usize = 132;

/// [`Signatures`] of all algorithms that `S` names.
#[derive(Clone, Copy, Debug)]
pub struct Many<S>(PhantomData<S>);

/// What is kept of a certificate that was signed by one of many algorithms.
pub struct UnverifiedMany<S: Slots> {
    pub(super) scheme: Option<Scheme>,
    pub(super) digest: Bytes<S::Digest>,
    pub(super) signature: Bytes<S::Signature>,
    contents: Bytes<S::Contents>,
}

impl<S: Slots> Clone for UnverifiedMany<S> {
    fn clone(&self) -> Self {
        UnverifiedMany {
            scheme: self.scheme,
            digest: self.digest,
            signature: self.signature,
            contents: self.contents,
        }
    }
}

/// The public key of a leaf, whatever it is of.
pub struct LeafKey<S: Slots>(Bytes<S::Key>);

impl<S: Slots> Clone for LeafKey<S> {
    fn clone(&self) -> Self {
        LeafKey(self.0)
    }
}

impl<S: Slots> LeafKey<S> {
    /// The whole SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        self.0.get()
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> PublicKey<'_> {
        PublicKeyInfo::from_der(self.spki()).and_then(|info| info.key()).unwrap_or(PublicKey::Other)
    }
}

impl<S: Slots> PartialEq for LeafKey<S> {
    fn eq(&self, other: &Self) -> bool {
        self.spki() == other.spki()
    }
}

impl<S: Slots> Eq for LeafKey<S> {}

impl<S: Slots> fmt::Debug for LeafKey<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key())
    }
}

impl<S: Slots> Signatures for Many<S> {
    type NameHash = S::Sha256;
    type Unverified = UnverifiedMany<S>;
    type LeafKey = LeafKey<S>;
    type Steps = ManySteps<S>;
    const IDLE: ManySteps<S> = ManySteps::IDLE;
    const NOTHING: UnverifiedMany<S> = UnverifiedMany {
        scheme: None,
        digest: Bytes::NONE,
        signature: Bytes::NONE,
        contents: Bytes::NONE,
    };
    const NO_KEY: LeafKey<S> = LeafKey(Bytes::NONE);
    const CAPABILITIES: Capabilities = Capabilities {
        ecdsa_p256: S::EcdsaP256::PRESENT,
        ecdsa_p384: S::EcdsaP384::PRESENT,
        ecdsa_p521: S::EcdsaP521::PRESENT,
        rsa: S::Rsa::PRESENT,
        ed25519: S::Ed25519::PRESENT,
        sha256: true,
        sha384: S::Sha384::NAMED.is_some(),
        sha512: S::Sha512::NAMED.is_some(),
    };

    fn keep(kept: &mut UnverifiedMany<S>, certificate: &Certificate<'_>) -> Result<(), CertError> {
        kept.scheme = None;
        let scheme = AlgorithmIdentifier::from_der(certificate.algorithm)?.scheme()?;
        let scheme = scheme.ok_or(CertError::UnsupportedAlgorithm)?;
        kept.signature.set(certificate.signature)?;
        match scheme.hash() {
            Some(hash) => digest::<S>(hash, certificate.tbs, &mut kept.digest)?,
            None if !S::Ed25519::PRESENT => return Err(CertError::UnsupportedAlgorithm),
            None => kept.contents.set(certificate.tbs).unwrap_or(()),
        }
        kept.scheme = Some(scheme);
        Ok(())
    }

    #[inline(never)]
    fn verify(kept: &UnverifiedMany<S>, contents: &[u8], spki: &[u8]) -> Result<(), CertError> {
        with_kept::<S>(kept, contents, spki, check::<S>)
    }

    fn start_verify(
        steps: &mut ManySteps<S>,
        kept: &UnverifiedMany<S>,
        contents: &[u8],
        spki: &[u8],
    ) -> Result<(), CertError> {
        with_kept::<S>(kept, contents, spki, |scheme, key, digest, message, signature| {
            start(steps, (scheme, key), digest, message, signature)
        })
    }

    fn keep_key(key: &mut LeafKey<S>, spki: &[u8]) -> Result<(), CertError> {
        if !supports::<S>(&PublicKeyInfo::from_der(spki)?.key()?) {
            return Err(CertError::UnsupportedAlgorithm);
        }
        key.0.set(spki)
    }

    fn public_key(key: &LeafKey<S>) -> PublicKey<'_> {
        key.key()
    }

    #[inline(never)]
    fn verify_message(
        key: &LeafKey<S>,
        scheme: &Scheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CertError> {
        with_message::<S>(key, scheme, message, signature, check::<S>)
    }

    fn start_verify_message(
        steps: &mut ManySteps<S>,
        key: &LeafKey<S>,
        scheme: &Scheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CertError> {
        with_message::<S>(key, scheme, message, signature, |scheme, key, digest, message, made| {
            start(steps, (scheme, key), digest, message, made)
        })
    }
}

/// Does a check, [`check`] or [`start`], of what was kept, by the key in `spki`.
#[inline(always)]
fn with_kept<S: Slots>(
    kept: &UnverifiedMany<S>,
    contents: &[u8],
    spki: &[u8],
    check: impl FnOnce(&Scheme, &PublicKey<'_>, &[u8], &[&[u8]], &[u8]) -> Result<(), CertError>,
) -> Result<(), CertError> {
    let unsupported = CertError::UnsupportedAlgorithm;
    let (digest, signature) = (kept.digest.get(), kept.signature.get());
    let key = PublicKeyInfo::from_der(spki)?.key()?;
    if !supports::<S>(&key) {
        return Err(unsupported);
    }
    let whole = if contents.is_empty() { kept.contents.get() } else { contents };
    let scheme = kept.scheme.ok_or(unsupported)?;
    if scheme == Scheme::Ed25519 && matches!(key, PublicKey::Ed25519(_)) && whole.is_empty() {
        return Err(CertError::ContentsTooLong);
    }
    check(&scheme, &key, digest, &[whole], signature)
}

/// Does a check, [`check`] or [`start`], of a message, by the leaf's key.
#[inline(always)]
fn with_message<S: Slots>(
    key: &LeafKey<S>,
    scheme: &Scheme,
    message: &[&[u8]],
    signature: &[u8],
    check: impl FnOnce(&Scheme, &PublicKey<'_>, &[u8], &[&[u8]], &[u8]) -> Result<(), CertError>,
) -> Result<(), CertError> {
    let mut bytes = Bytes::<S::Digest>::NONE;
    if let Some(hash) = scheme.hash() {
        let place = bytes.resize(hash.len())?;
        with_hash::<S, _>(hash, DigestInto(message, place))
            .ok_or(CertError::UnsupportedAlgorithm)?;
    }
    check(scheme, &key.key(), bytes.get(), message, signature)
}

/// Starts what [`check`] does at once.
fn start<S: Slots>(
    steps: &mut ManySteps<S>,
    (scheme, key): (&Scheme, &PublicKey<'_>),
    digest: &[u8],
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), CertError> {
    let (Scheme::Ecdsa(_), PublicKey::Ec(curve, point)) = (scheme, key) else {
        *steps = ManySteps::IDLE;
        return check::<S>(scheme, key, digest, message, signature);
    };
    let mut scratch = [0; LONGEST_ECDSA];
    fixed(*curve, signature, &mut scratch)
        .and_then(|signature| steps.start_ecdsa(*curve, point, digest, signature))
        .map_err(|_| CertError::BadSignature)
}

/// Whether `key` made `signature` by `scheme`, over what has this digest, or over the pieces of
/// `message` where the algorithm takes the message itself.
fn check<S: Slots>(
    scheme: &Scheme,
    key: &PublicKey<'_>,
    digest: &[u8],
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), CertError> {
    let outcome = match (scheme, key) {
        (Scheme::Ecdsa(_), PublicKey::Ec(curve, point)) => {
            ecdsa::<S>(*curve, point, digest, signature)
        }
        (Scheme::RsaPkcs1(hash), PublicKey::Rsa(key)) => {
            S::Rsa::verify_pkcs1(key.modulus, key.exponent, *hash, digest, signature)
        }
        (Scheme::RsaPss(used), PublicKey::Rsa(key)) => pss::<S>(used, key, digest, signature)?,
        (Scheme::RsaPss(used), PublicKey::RsaPss(key, restriction)) => {
            if restriction.is_some_and(|of_key| !of_key.allow(used)) {
                return Err(CertError::BadSignature);
            }
            pss::<S>(used, key, digest, signature)?
        }
        (Scheme::Ed25519, PublicKey::Ed25519(key)) => S::Ed25519::verify(*key, message, signature),
        _ => Err(VerificationFailed), // of another kind than what signed
    };
    outcome.map_err(|_| CertError::BadSignature)
}

/// Whether signatures of the key can be checked.
fn supports<S: Slots>(key: &PublicKey<'_>) -> bool {
    match key {
        PublicKey::Rsa(_) | PublicKey::RsaPss(..) => S::Rsa::PRESENT,
        PublicKey::Ec(curve, point) => {
            let present = match curve {
                NamedCurve::P256 => S::EcdsaP256::PRESENT,
                NamedCurve::P384 => S::EcdsaP384::PRESENT,
                NamedCurve::P521 => S::EcdsaP521::PRESENT,
                _ => false,
            };
            present && point.first() == Some(&4)
        }
        PublicKey::Ed25519(_) => S::Ed25519::PRESENT,
        PublicKey::X25519(_) | PublicKey::Other => false,
    }
}

/// Writes the digest of a message, given in pieces, to a place.
struct DigestInto<'a>(&'a [&'a [u8]], &'a mut [u8]);

impl WithHash for DigestInto<'_> {
    type Output = ();
    fn run<H: HashSlot>(self) {
        let Some(mut running) = H::start() else { return };
        for piece in self.0 {
            H::update(&mut running, piece);
        }
        H::finish_into(&mut running, self.1);
    }
}

fn digest<S: Slots>(
    hash: HashId,
    contents: &[u8],
    out: &mut Bytes<S::Digest>,
) -> Result<(), CertError> {
    let place = out.resize(hash.len())?;
    with_hash::<S, _>(hash, DigestInto(&[contents], place)).ok_or(CertError::UnsupportedAlgorithm)
}

/// A signature of ECDSA in DER as r || s.
#[inline(always)]
fn fixed<'s>(
    curve: NamedCurve,
    der: &[u8],
    scratch: &'s mut [u8; LONGEST_ECDSA],
) -> Result<&'s [u8], VerificationFailed> {
    let signature = scratch.get_mut(..curve.len().wrapping_mul(2)).ok_or(VerificationFailed)?;
    signature_from_der(der, signature).map_err(|_| VerificationFailed)?;
    Ok(signature)
}

fn ecdsa<S: Slots>(
    curve: NamedCurve,
    point: &[u8],
    digest: &[u8],
    der: &[u8],
) -> Result<(), VerificationFailed> {
    let mut scratch = [0; LONGEST_ECDSA];
    let signature = fixed(curve, der, &mut scratch)?;
    match curve {
        NamedCurve::P256 => S::EcdsaP256::verify(point, digest, signature),
        NamedCurve::P384 => S::EcdsaP384::verify(point, digest, signature),
        NamedCurve::P521 => S::EcdsaP521::verify(point, digest, signature),
        _ => Err(VerificationFailed),
    }
}

/// Checks an RSASSA-PSS signature by an engine `R`.
struct VerifyPss<'a, R> {
    key: &'a RsaPublicKey<'a>,
    digest: &'a [u8],
    salt_len: usize,
    signature: &'a [u8],
    engine: PhantomData<R>,
}

impl<R: RsaVerify> WithHash for VerifyPss<'_, R> {
    type Output = Result<(), VerificationFailed>;
    fn run<H: HashSlot>(self) -> Self::Output {
        H::verify_pss::<R>(self.key, self.digest, self.salt_len, self.signature)
    }
}

/// Checks an RSASSA-PSS signature, if MGF1 has the hash of the message, and the engine takes the
/// length of its salt. Not with SHA-1, which is taken of what is old, and PSS is not.
fn pss<S: Slots>(
    used: &PssParameters,
    key: &RsaPublicKey<'_>,
    digest: &[u8],
    signature: &[u8],
) -> Result<Result<(), VerificationFailed>, CertError> {
    let unsupported = CertError::UnsupportedAlgorithm;
    let salt_len = usize::try_from(used.salt_len).map_err(|_| unsupported)?;
    if used.mask_hash != used.hash
        || used.hash == HashId::Sha1
        || (!S::Rsa::ANY_SALT && salt_len != digest.len())
    {
        return Err(unsupported);
    }
    let action = VerifyPss::<S::Rsa> { key, digest, salt_len, signature, engine: PhantomData };
    with_hash::<S, _>(used.hash, action).ok_or(unsupported)
}
