//! Chains of many algorithms: a slot for each, [`Absent`] in those that are not wanted.

use super::algorithms::Signatures;
use crate::algorithm::{AlgorithmIdentifier, HashId, KnownHash, PssParameters, Scheme};
use crate::certificate::Certificate;
use crate::der::Read;
use crate::error::CertError;
use crate::key::{Curve, PublicKey, PublicKeyInfo, RsaPublicKey, signature_from_der};
use core::fmt;
use core::marker::PhantomData;
use motetls_crypto::{Absent, ByteArray, EcdsaVerify, RsaVerify, SignVerify, Unauthentic};

/// The longest signature of ECDSA, r || s on P-521.
const LONGEST_ECDSA: usize = 132;

/// The primitives of chains of many algorithms, and the memory for them. [`Many`] makes [`Signatures`] of it.
///
/// A slot that is filled with [`Absent`] costs nothing; certificates that need it are refused with
/// [`CertError::UnsupportedAlgorithm`]. Key sizes are those the engines take. SHA-1 is broken, and named only by those who
/// must read what is old.
pub trait Slots {
    /// SHA-256: of names, and with RSA and ECDSA.
    type Sha256: KnownHash<Output = [u8; 32]>;
    /// SHA-384 with RSA and ECDSA.
    type Sha384: HashSlot;
    /// SHA-512 with RSA and ECDSA.
    type Sha512: HashSlot;
    /// SHA-1 with RSA and ECDSA: anybody with some money forges such signatures.
    type LegacySha1: HashSlot;
    /// ECDSA on P-256.
    type EcdsaP256: EcdsaVerify;
    /// ECDSA on P-384.
    type EcdsaP384: EcdsaVerify;
    /// ECDSA on P-521.
    type EcdsaP521: EcdsaVerify;
    /// RSA, by PKCS#1 v1.5 and by PSS with a salt as long as the digest (RFC 8446, section 4.2.3).
    type Rsa: RsaVerify;
    /// Ed25519.
    type Ed25519: SignVerify;
    /// Memory for the longest digest: `[u8; 64]` with SHA-512.
    type Digest: ByteArray;
    /// Memory for the longest signature: of RSA as long as the modulus, of ECDSA in DER 72, 104 or 139 bytes.
    type Signature: ByteArray;
    /// Memory for the leaf's SubjectPublicKeyInfo: of P-256 91 bytes, P-384 120, P-521 158, RSA 38 more than the modulus.
    type Key: ByteArray;
    /// Memory for the contents of a certificate that Ed25519 signed, until its issuer comes: that algorithm hashes the
    /// issuer's key before the contents, so a digest cannot be kept. `[u8; 0]` takes no memory, and such certificates only
    /// right below an anchor; those with longer contents likewise.
    type Contents: ByteArray;
}

/// A hash in a slot, or [`Absent`].
pub trait HashSlot {
    /// The hash; `None` when the slot is empty.
    const NAMED: Option<HashId>;
    /// Writes the digest of `data` to the start of `out`, if it fits.
    fn digest_into(data: &[u8], out: &mut [u8]);
    /// The hash of contents that arrive in pieces.
    type Running: Clone;
    /// Starts contents; `None` when the slot is empty.
    fn start() -> Option<Self::Running>;
    /// Appends a piece.
    fn update(running: &mut Self::Running, piece: &[u8]);
    /// Ends the contents and writes their digest to the start of `out`, if it fits.
    fn finish_into(running: &mut Self::Running, out: &mut [u8]);
    /// Checks an RSASSA-PSS signature with this hash.
    ///
    /// # Errors
    /// [`Unauthentic`] when it does not hold.
    fn verify_pss<R: RsaVerify>(key: &RsaPublicKey<'_>, digest: &[u8], signature: &[u8]) -> Result<(), Unauthentic>;
}

impl<H: KnownHash> HashSlot for H {
    const NAMED: Option<HashId> = Some(H::ID);
    fn digest_into(data: &[u8], out: &mut [u8]) {
        for (to, from) in out.iter_mut().zip(H::digest(data).as_ref()) {
            *to = *from;
        }
    }
    type Running = H;
    fn start() -> Option<H> {
        Some(H::new())
    }
    fn update(running: &mut H, piece: &[u8]) {
        running.update(piece);
    }
    fn finish_into(running: &mut H, out: &mut [u8]) {
        for (to, from) in out.iter_mut().zip(running.finish().as_ref()) {
            *to = *from;
        }
    }
    fn verify_pss<R: RsaVerify>(key: &RsaPublicKey<'_>, digest: &[u8], signature: &[u8]) -> Result<(), Unauthentic> {
        R::verify_pss::<H>(key.modulus, key.exponent, digest, signature)
    }
}

impl HashSlot for Absent {
    const NAMED: Option<HashId> = None;
    fn digest_into(_: &[u8], _: &mut [u8]) {}
    type Running = Absent;
    fn start() -> Option<Absent> {
        None
    }
    fn update(_: &mut Absent, _: &[u8]) {}
    fn finish_into(_: &mut Absent, _: &mut [u8]) {}
    fn verify_pss<R: RsaVerify>(_: &RsaPublicKey<'_>, _: &[u8], _: &[u8]) -> Result<(), Unauthentic> {
        Err(Unauthentic)
    }
}

/// [`Signatures`] of all algorithms that `S` names.
#[derive(Clone, Copy, Debug)]
pub struct Many<S>(PhantomData<S>);

/// Everything `motetls-crypto` checks signatures with, and memory for the longest keys: for hosts.
///
/// Ed25519 is there with the feature `ed25519`. There is no SHA-1.
pub type HostAlgorithms = Many<HostSlots>;

/// The slots of [`HostAlgorithms`].
#[derive(Clone, Copy, Debug)]
pub enum HostSlots {}

impl Slots for HostSlots {
    type Sha256 = motetls_crypto::Sha256;
    type Sha384 = motetls_crypto::Sha384;
    type Sha512 = motetls_crypto::Sha512;
    type LegacySha1 = Absent;
    type EcdsaP256 = motetls_crypto::P256;
    type EcdsaP384 = motetls_crypto::ec::P384;
    type EcdsaP521 = motetls_crypto::ec::P521;
    type Rsa = motetls_crypto::rsa::Rsa<{ motetls_crypto::rsa::public_scratch(8192) }, 1024>;
    #[cfg(feature = "ed25519")]
    type Ed25519 = motetls_crypto::Ed25519;
    #[cfg(not(feature = "ed25519"))]
    type Ed25519 = Absent;
    type Digest = [u8; 64];
    type Signature = [u8; 1024];
    type Key = [u8; 1064];
    type Contents = [u8; 4096];
}

/// Bytes in a place that may be longer.
#[derive(Clone, Copy)]
pub(super) struct Kept<T> {
    pub(super) bytes: T,
    pub(super) length: usize,
}

impl<T: ByteArray> Kept<T> {
    const NONE: Self = Kept { bytes: T::ZERO, length: 0 };

    fn get(&self) -> &[u8] {
        self.bytes.as_ref().get(..self.length).unwrap_or(&[])
    }

    /// Keeps `bytes`; nothing when they are longer than the place.
    pub(super) fn set(&mut self, bytes: &[u8]) -> Result<(), CertError> {
        self.length = 0;
        let place = self.bytes.as_mut().get_mut(..bytes.len()).ok_or(CertError::UnsupportedAlgorithm)?;
        for (to, from) in place.iter_mut().zip(bytes) {
            *to = *from;
        }
        self.length = bytes.len();
        Ok(())
    }
}

/// What is kept of a certificate that was signed by one of many algorithms.
pub struct KeptMany<S: Slots> {
    pub(super) scheme: Option<Scheme>,
    pub(super) digest: Kept<S::Digest>,
    pub(super) signature: Kept<S::Signature>,
    contents: Kept<S::Contents>,
}

impl<S: Slots> Clone for KeptMany<S> {
    fn clone(&self) -> Self {
        KeptMany { scheme: self.scheme, digest: self.digest, signature: self.signature, contents: self.contents }
    }
}

/// The public key of a leaf, whatever it is of.
pub struct LeafKey<S: Slots>(Kept<S::Key>);

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
    type Kept = KeptMany<S>;
    type LeafKey = LeafKey<S>;
    const NOTHING: KeptMany<S> =
        KeptMany { scheme: None, digest: Kept::NONE, signature: Kept::NONE, contents: Kept::NONE };
    const NO_KEY: LeafKey<S> = LeafKey(Kept::NONE);

    fn keep(kept: &mut KeptMany<S>, certificate: &Certificate<'_>) -> Result<(), CertError> {
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
    fn verify(kept: &KeptMany<S>, contents: &[u8], spki: &[u8]) -> Result<(), CertError> {
        let unsupported = CertError::UnsupportedAlgorithm;
        let (digest, signature) = (kept.digest.get(), kept.signature.get());
        let key = PublicKeyInfo::from_der(spki)?.key()?;
        if !supports::<S>(&key) {
            return Err(unsupported);
        }
        let outcome = match (kept.scheme.ok_or(unsupported)?, key) {
            (Scheme::Ecdsa(_), PublicKey::Ec(curve, point)) => ecdsa::<S>(curve, point, digest, signature),
            (Scheme::RsaPkcs1(hash), PublicKey::Rsa(key)) => {
                S::Rsa::verify_pkcs1(key.modulus, key.exponent, hash, digest, signature)
            }
            (Scheme::RsaPss(used), PublicKey::Rsa(key)) => pss::<S>(&used, &key, digest, signature)?,
            (Scheme::RsaPss(used), PublicKey::RsaPss(key, wanted)) => {
                if wanted.is_some_and(|wanted| wanted.hash != used.hash || wanted.salt_len > used.salt_len) {
                    return Err(CertError::BadSignature);
                }
                pss::<S>(&used, &key, digest, signature)?
            }
            (Scheme::Ed25519, PublicKey::Ed25519(key)) => {
                let kept = kept.contents.get();
                let contents = if contents.is_empty() { kept } else { contents };
                if contents.is_empty() {
                    return Err(unsupported);
                }
                S::Ed25519::verify(key, &[contents], signature)
            }
            _ => Err(Unauthentic), // of another kind than what signed
        };
        outcome.map_err(|_| CertError::BadSignature)
    }

    fn keep_key(key: &mut LeafKey<S>, spki: &[u8]) -> Result<(), CertError> {
        if !supports::<S>(&PublicKeyInfo::from_der(spki)?.key()?) {
            return Err(CertError::UnsupportedAlgorithm);
        }
        key.0.set(spki)
    }
}

/// Whether signatures of the key can be checked.
fn supports<S: Slots>(key: &PublicKey<'_>) -> bool {
    match key {
        PublicKey::Rsa(_) | PublicKey::RsaPss(_, Some(_)) => S::Rsa::PRESENT,
        PublicKey::RsaPss(key, None) => S::Rsa::PRESENT && !key.modulus.is_empty(),
        PublicKey::Ec(curve, point) => {
            let present = match curve {
                Curve::P256 => S::EcdsaP256::PRESENT,
                Curve::P384 => S::EcdsaP384::PRESENT,
                Curve::P521 => S::EcdsaP521::PRESENT,
                _ => false,
            };
            present && point.first() == Some(&4)
        }
        PublicKey::Ed25519(_) => S::Ed25519::PRESENT,
        PublicKey::X25519(_) | PublicKey::Other => false,
    }
}

fn digest<S: Slots>(hash: HashId, contents: &[u8], out: &mut Kept<S::Digest>) -> Result<(), CertError> {
    let length = hash.len();
    let place = out.bytes.as_mut().get_mut(..length).ok_or(CertError::UnsupportedAlgorithm)?;
    let wanted = Some(hash);
    if S::Sha256::NAMED == wanted {
        S::Sha256::digest_into(contents, place);
    } else if S::Sha384::NAMED == wanted {
        S::Sha384::digest_into(contents, place);
    } else if S::Sha512::NAMED == wanted {
        S::Sha512::digest_into(contents, place);
    } else if S::LegacySha1::NAMED == wanted {
        S::LegacySha1::digest_into(contents, place);
    } else {
        return Err(CertError::UnsupportedAlgorithm);
    }
    out.length = length;
    Ok(())
}

fn ecdsa<S: Slots>(curve: Curve, point: &[u8], digest: &[u8], der: &[u8]) -> Result<(), Unauthentic> {
    let mut scratch = [0; LONGEST_ECDSA];
    let signature = scratch.get_mut(..curve.len().wrapping_mul(2)).ok_or(Unauthentic)?;
    signature_from_der(der, signature).map_err(|_| Unauthentic)?;
    match curve {
        Curve::P256 => S::EcdsaP256::verify(point, digest, signature),
        Curve::P384 => S::EcdsaP384::verify(point, digest, signature),
        Curve::P521 => S::EcdsaP521::verify(point, digest, signature),
        _ => Err(Unauthentic),
    }
}

/// Checks an RSASSA-PSS signature, if it has the parameters everybody uses.
fn pss<S: Slots>(
    used: &PssParameters,
    key: &RsaPublicKey<'_>,
    digest: &[u8],
    signature: &[u8],
) -> Result<Result<(), Unauthentic>, CertError> {
    if *used != PssParameters::usual(used.hash) {
        return Err(CertError::UnsupportedAlgorithm);
    }
    let wanted = Some(used.hash);
    Ok(if S::Sha256::NAMED == wanted {
        S::Sha256::verify_pss::<S::Rsa>(key, digest, signature)
    } else if S::Sha384::NAMED == wanted {
        S::Sha384::verify_pss::<S::Rsa>(key, digest, signature)
    } else if S::Sha512::NAMED == wanted {
        S::Sha512::verify_pss::<S::Rsa>(key, digest, signature)
    } else {
        return Err(CertError::UnsupportedAlgorithm);
    })
}
