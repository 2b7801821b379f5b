//! What lies behind an error, looked up in the certificates: for errors of which the general
//! sentence would send a person to the wrong place.

use motetls::pki::algorithm::AlgorithmIdentifier;
use motetls::pki::certificate::DIGITAL_SIGNATURE;
use motetls::pki::der::Read;
use motetls::pki::dn::fold;
use motetls::pki::key::{PublicKey, PublicKeyInfo};
use motetls::pki::oid::known;
use motetls::pki::{CertError, Certificate, NameMismatch, VerifyPolicy};

use crate::cert::field;

/// The fewest bits of an RSA key by which signatures are checked.
const FEWEST_RSA_BITS: usize = 2048;

/// What to say of `error` at the certificate of this place; `None` where the general sentence is
/// right.
pub(super) fn explain(
    error: CertError,
    place: usize,
    certificates: &[Vec<u8>],
    policy: &VerifyPolicy<'_>,
) -> Option<String> {
    let leaf = certificates.first()?;
    match error {
        CertError::NameMismatch => policy.name.map(|name| {
            let mismatch = NameMismatch::new(name, leaf);
            format!("{mismatch}: connect by one of its names, or have this name added to it")
        }),
        CertError::Malformed => field::broken(certificates.get(place)?).map(|field| {
            format!(
                "a certificate is malformed: {field} breaks the encoding rules (DER) or the \
                 structure of certificates; have it issued anew"
            )
        }),
        CertError::WrongUsage if place == 0 => issuer_first(certificates),
        CertError::BadSignature | CertError::UnsupportedAlgorithm => {
            let certificate =
                Certificate::parse(certificates.get(place).or(certificates.last())?).ok()?;
            let anchors = policy.anchors.iter();
            let anchors = anchors.filter(|anchor| fold::same(anchor.subject, certificate.issuer));
            let keys = core::iter::once(certificate.spki).chain(anchors.map(|anchor| anchor.spki));
            match error {
                CertError::BadSignature => keys.into_iter().find_map(weak_key),
                _ => keys.into_iter().find_map(odd_key).or_else(|| {
                    certificates
                        .iter()
                        .find_map(|der| odd_signature(Certificate::parse(der).ok()?.algorithm))
                }),
            }
        }
        _ => None,
    }
}

/// Whether the first certificate is that of an authority that issued another of them.
fn issuer_first(certificates: &[Vec<u8>]) -> Option<String> {
    let (first, rest) = certificates.split_first()?;
    let first = Certificate::parse(first).ok()?;
    let signs = first.extensions.key_usage.is_none_or(|usage| usage & DIGITAL_SIGNATURE != 0);
    let issued = |der: &Vec<u8>| {
        Certificate::parse(der)
            .is_ok_and(|other| !other.extensions.ca && fold::same(other.issuer, first.subject))
    };
    (first.extensions.ca && !signs && rest.iter().any(issued)).then(|| {
        "the first certificate is that of a certification authority, and one it issued comes later: \
         put the server's own certificate first, then the issuer of each one before it"
            .to_owned()
    })
}

/// Whether signatures by a key are not checked for its length.
fn weak_key(spki: &[u8]) -> Option<String> {
    match PublicKeyInfo::from_der(spki).ok()?.key().ok()? {
        PublicKey::Rsa(key) | PublicKey::RsaPss(key, _) if key.bits() < FEWEST_RSA_BITS => {
            Some(format!(
                "an issuer's RSA key has {} bits, and signatures by keys of fewer than {FEWEST_RSA_BITS} are \
             not believed: have the chain issued by a key of {FEWEST_RSA_BITS} bits or more, or on P-256",
                key.bits()
            ))
        }
        _ => None,
    }
}

/// What is odd in the form of a key whose algorithm is known.
fn odd_key(spki: &[u8]) -> Option<String> {
    let info = PublicKeyInfo::from_der(spki).ok()?;
    if info.algorithm.oid != known::EC {
        return None;
    }
    let named = info.algorithm.parameters.is_some_and(|parameters| parameters.first() == Some(&6));
    let odd = match info.bits.first() {
        _ if !named => {
            "names its curve by explicit parameters and not by its name (RFC 5480, section 2.1.1)"
        }
        Some(2 | 3) => "is a compressed point, and only uncompressed ones are read",
        _ => return None,
    };
    Some(format!("a certificate's key {odd}: have it issued anew for the key in the usual form"))
}

/// What is odd in the parameters of an ECDSA signature.
fn odd_signature(algorithm: &[u8]) -> Option<String> {
    let identifier = AlgorithmIdentifier::from_der(algorithm).ok()?;
    let ecdsa = [known::ECDSA_WITH_SHA256, known::ECDSA_WITH_SHA384, known::ECDSA_WITH_SHA512];
    (ecdsa.contains(&identifier.oid) && identifier.parameters.is_some()).then(|| {
        "a certificate's ECDSA signature algorithm has parameters (NULL), where there must be none \
         (RFC 5758, section 3.2): have it issued anew"
            .to_owned()
    })
}
