//! The signature schemes as a table: what a number on the wire stands for (RFC 9846, section
//! 4.3.3).

use core::task::Poll;

use motetls_crypto::HashId;
use motetls_pki::CertError;
use motetls_pki::algorithm::{PssParameters, Scheme};
use motetls_pki::chain::{Capabilities, CheckSteps, Signatures};
use motetls_pki::key::{NamedCurve, PublicKey};

use crate::error::ErrorKind;
use crate::num::SignatureScheme;

/// The keys that sign by a scheme.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyKind {
    P256,
    P384,
    P521,
    /// The public key's algorithm is rsaEncryption.
    Rsa,
    /// It is id-RSASSA-PSS.
    RsaPss,
    Ed25519,
}

/// What a scheme stands for.
struct Meaning {
    scheme: Scheme,
    key: KeyKind,
    /// Whether handshakes are signed so, and not certificates only.
    handshake: bool,
}

/// Every scheme there is code for, most preferred first.
const PREFERENCE: [SignatureScheme; 13] = [
    SignatureScheme::ecdsa_secp256r1_sha256,
    SignatureScheme::ed25519,
    SignatureScheme::ecdsa_secp384r1_sha384,
    SignatureScheme::ecdsa_secp521r1_sha512,
    SignatureScheme::rsa_pss_rsae_sha256,
    SignatureScheme::rsa_pss_rsae_sha384,
    SignatureScheme::rsa_pss_rsae_sha512,
    SignatureScheme::rsa_pss_pss_sha256,
    SignatureScheme::rsa_pss_pss_sha384,
    SignatureScheme::rsa_pss_pss_sha512,
    SignatureScheme::rsa_pkcs1_sha256,
    SignatureScheme::rsa_pkcs1_sha384,
    SignatureScheme::rsa_pkcs1_sha512,
];

/// How many that are.
pub(crate) const COUNT: usize = PREFERENCE.len();

/// What a scheme stands for; `None` for one there is no code for.
const fn meaning(scheme: SignatureScheme) -> Option<Meaning> {
    use HashId::{Sha256, Sha384, Sha512};
    use SignatureScheme as S;
    let (scheme, key) = match scheme {
        S::ecdsa_secp256r1_sha256 => (Scheme::Ecdsa(Sha256), KeyKind::P256),
        S::ecdsa_secp384r1_sha384 => (Scheme::Ecdsa(Sha384), KeyKind::P384),
        S::ecdsa_secp521r1_sha512 => (Scheme::Ecdsa(Sha512), KeyKind::P521),
        S::ed25519 => (Scheme::Ed25519, KeyKind::Ed25519),
        S::rsa_pss_rsae_sha256 => (pss(Sha256), KeyKind::Rsa),
        S::rsa_pss_rsae_sha384 => (pss(Sha384), KeyKind::Rsa),
        S::rsa_pss_rsae_sha512 => (pss(Sha512), KeyKind::Rsa),
        S::rsa_pss_pss_sha256 => (pss(Sha256), KeyKind::RsaPss),
        S::rsa_pss_pss_sha384 => (pss(Sha384), KeyKind::RsaPss),
        S::rsa_pss_pss_sha512 => (pss(Sha512), KeyKind::RsaPss),
        S::rsa_pkcs1_sha256 => (Scheme::RsaPkcs1(Sha256), KeyKind::Rsa),
        S::rsa_pkcs1_sha384 => (Scheme::RsaPkcs1(Sha384), KeyKind::Rsa),
        S::rsa_pkcs1_sha512 => (Scheme::RsaPkcs1(Sha512), KeyKind::Rsa),
        _ => return None,
    };
    let handshake = !matches!(scheme, Scheme::RsaPkcs1(_));
    Some(Meaning { scheme, key, handshake })
}

/// With a salt as long as the digest.
const fn pss(hash: HashId) -> Scheme {
    Scheme::RsaPss(PssParameters::usual(hash))
}

/// The schemes that `A` checks, most preferred first.
pub(crate) const fn known<A: Signatures>() -> &'static [SignatureScheme] {
    const {
        let (list, count): &'static ([SignatureScheme; COUNT], usize) = &List::<A>::ALL;
        list.split_at(*count).0
    }
}

/// The list [`known`] is cut from.
struct List<A>(core::marker::PhantomData<A>);

impl<A: Signatures> List<A> {
    #[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)] // evaluated by the compiler
    const ALL: ([SignatureScheme; COUNT], usize) = {
        let (mut list, mut count) = ([SignatureScheme(0); COUNT], 0);
        let mut rest: &[SignatureScheme] = &PREFERENCE;
        while let [scheme, others @ ..] = rest {
            if is_known(*scheme, &A::CAPABILITIES) {
                list[count] = *scheme;
                count += 1;
            }
            rest = others;
        }
        (list, count)
    };
}

const fn is_known(scheme: SignatureScheme, known: &Capabilities) -> bool {
    let Some(Meaning { scheme, key, .. }) = meaning(scheme) else { return false };
    let key = match key {
        KeyKind::P256 => known.ecdsa_p256,
        KeyKind::P384 => known.ecdsa_p384,
        KeyKind::P521 => known.ecdsa_p521,
        KeyKind::Rsa | KeyKind::RsaPss => known.rsa,
        KeyKind::Ed25519 => known.ed25519,
    };
    let hash = match scheme.hash() {
        None => true,
        Some(HashId::Sha256) => known.sha256,
        Some(HashId::Sha384) => known.sha384,
        Some(HashId::Sha512) => known.sha512,
        Some(_) => false,
    };
    key && hash
}

/// Checks a signature of a CertificateVerify by the key of a leaf.
///
/// # Errors
/// [`ErrorKind::IllegalParameter`] for a scheme that was not offered, or that does not go with the
/// key; [`ErrorKind::BadCertificateVerify`].
#[inline(always)]
pub(crate) fn verify<A: Signatures>(
    key: &A::LeafKey,
    scheme: SignatureScheme,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), ErrorKind> {
    let scheme = offered::<A>(key, scheme)?;
    A::verify_message(key, &scheme, message, signature).map_err(refusal)
}

/// The same in steps: to be called again when those of the check that it began are over.
///
/// # Errors
/// As [`verify`].
pub(crate) fn verify_in_steps<A: Signatures>(
    key: &A::LeafKey,
    scheme: SignatureScheme,
    message: &[&[u8]],
    signature: &[u8],
    steps: &mut CheckSteps<A>,
) -> Poll<Result<(), ErrorKind>> {
    let scheme = offered::<A>(key, scheme)?;
    steps.verify_message(key, &scheme, message, signature).map_err(refusal)
}

/// What a scheme stands for, if it was offered and goes with the key.
#[inline(always)]
fn offered<A: Signatures>(key: &A::LeafKey, scheme: SignatureScheme) -> Result<Scheme, ErrorKind> {
    let illegal = ErrorKind::IllegalParameter;
    if !known::<A>().contains(&scheme) {
        return Err(illegal);
    }
    let Meaning { scheme, key: kind, handshake } = meaning(scheme).ok_or(illegal)?;
    if !handshake || kind_of(&A::public_key(key)) != Some(kind) {
        return Err(illegal);
    }
    Ok(scheme)
}

/// What a signature that does not hold ends the handshake with.
#[inline(always)]
fn refusal(error: CertError) -> ErrorKind {
    match error {
        CertError::UnsupportedAlgorithm => ErrorKind::IllegalParameter,
        _ => ErrorKind::BadCertificateVerify,
    }
}

/// Whether a signer of this algorithm, whose signatures have this length, signs by a scheme of
/// handshakes. A key of RSA is taken for one of rsaEncryption.
#[must_use]
pub fn is_signed_by(wanted: SignatureScheme, signer: &Scheme, length: usize) -> bool {
    let Some(Meaning { scheme, key, handshake: true }) = meaning(wanted) else { return false };
    let fits = match key {
        KeyKind::P256 => length == 64,
        KeyKind::P384 => length == 96,
        KeyKind::P521 => length == 132,
        KeyKind::Rsa | KeyKind::Ed25519 => true,
        KeyKind::RsaPss => false,
    };
    fits && scheme == *signer
}

/// Whether handshakes may be signed by a scheme, not certificates only.
pub(crate) const fn signs_handshakes(scheme: SignatureScheme) -> bool {
    matches!(meaning(scheme), Some(Meaning { handshake: true, .. }))
}

/// Whether the signatures of a scheme are an Ecdsa-Sig-Value in DER.
pub(crate) const fn is_ecdsa(scheme: SignatureScheme) -> bool {
    matches!(meaning(scheme), Some(Meaning { scheme: Scheme::Ecdsa(_), .. }))
}

const fn kind_of(key: &PublicKey<'_>) -> Option<KeyKind> {
    match key {
        PublicKey::Ec(NamedCurve::P256, _) => Some(KeyKind::P256),
        PublicKey::Ec(NamedCurve::P384, _) => Some(KeyKind::P384),
        PublicKey::Ec(NamedCurve::P521, _) => Some(KeyKind::P521),
        PublicKey::Rsa(_) => Some(KeyKind::Rsa),
        PublicKey::RsaPss(..) => Some(KeyKind::RsaPss),
        PublicKey::Ed25519(_) => Some(KeyKind::Ed25519),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use motetls_crypto::{P256, Sha256};
    use motetls_pki::chain::HostAlgorithms;

    use super::*;

    enum Device {}
    impl motetls_pki::Algorithms for Device {
        type Sha256 = Sha256;
        type EcdsaP256 = P256;
    }

    #[test]
    fn what_is_known_is_offered() {
        assert_eq!(known::<Device>(), [SignatureScheme::ecdsa_secp256r1_sha256]);
        let all = known::<HostAlgorithms>();
        assert!(all.contains(&SignatureScheme::rsa_pss_pss_sha512), "{all:?}");
        assert_eq!(all.first(), Some(&SignatureScheme::ecdsa_secp256r1_sha256));
    }

    /// PKCS #1 v1.5 signs certificates only (section 4.3.3).
    #[test]
    fn schemes_of_handshakes() {
        for scheme in PREFERENCE {
            let name = scheme.name();
            assert_eq!(meaning(scheme).unwrap().handshake, !name.contains("pkcs1"), "{name}");
        }
    }
}
