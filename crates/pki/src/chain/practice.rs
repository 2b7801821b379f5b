//! Policies by name: how strong keys and hashes must be, and what the CA/Browser Forum and the
//! IETF's profile for the Internet of Things ask of certificates beyond RFC 5280.
//!
//! All are validators, so that they go with each other and with everything else:
//! `chain.push_with(&policy, der, &mut (CaBrowser, Pins::<Sha256>::new(&pins)))`.

use super::faults::Faults;
use super::validator::Validator;
use crate::algorithm::{AlgorithmIdentifier, HashId, Scheme};
use crate::anchor::TrustAnchor;
use crate::certificate::{Certificate, KEY_CERT_SIGN};
use crate::der::{List, Read};
use crate::dn::fold;
use crate::error::CertError;
use crate::extension::Purpose;
use crate::key::{CurveFacts, PublicKey, PublicKeyInfo};
use crate::name::Presented;
use crate::oid::{Oid, known};

/// How strong the keys and the hashes of a chain must be, those of its anchor included.
///
/// Of an anchor only the key counts: its signature is not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength<'a> {
    /// The fewest bits of an RSA modulus; 0 for no RSA.
    pub rsa_bits: usize,
    /// The fewest bits of security of a NIST curve (see [`CurveFacts`]); 0 for no ECDSA.
    pub curve_bits: u16,
    /// Whether Ed25519 will do.
    pub ed25519: bool,
    /// The hashes of signatures.
    pub hashes: &'a [HashId],
}

/// The SHA-2 hashes that signatures are made with.
const SHA2: &[HashId] = &[HashId::Sha256, HashId::Sha384, HashId::Sha512];

impl Strength<'_> {
    /// At least 112 bits of security (NIST SP 800-57, part 1): RSA of 2048 bits, the NIST curves,
    /// Ed25519; SHA-2.
    pub const BITS_112: Strength<'static> =
        Strength { rsa_bits: 2048, curve_bits: 112, ed25519: true, hashes: SHA2 };
    /// At least 128 bits of security: RSA of 3072 bits, the NIST curves, Ed25519; SHA-2.
    pub const BITS_128: Strength<'static> =
        Strength { rsa_bits: 3072, curve_bits: 128, ..Strength::BITS_112 };
    /// Those of the CA/Browser Forum (Baseline Requirements, section 6.1.5): no Ed25519.
    pub const CA_BROWSER: Strength<'static> = Strength { ed25519: false, ..Strength::BITS_112 };
    /// Those of the profile for the Internet of Things: ECDSA on the NIST curves, with SHA-256 or
    /// stronger.
    pub const IOT: Strength<'static> = Strength { rsa_bits: 0, ..Strength::CA_BROWSER };

    /// What is wrong with the key in `spki`: [`CertError::WeakKey`] or nothing.
    #[must_use]
    pub fn of_key(&self, spki: &[u8]) -> Faults {
        let strong = match PublicKeyInfo::from_der(spki).and_then(|info| info.key()) {
            Ok(PublicKey::Rsa(key) | PublicKey::RsaPss(key, _)) => {
                self.rsa_bits != 0 && key.bits() >= self.rsa_bits
            }
            Ok(PublicKey::Ec(curve, _)) => {
                let CurveFacts { strength, nist, .. } = curve.facts();
                self.curve_bits != 0 && nist && strength >= self.curve_bits
            }
            Ok(PublicKey::Ed25519(_)) => self.ed25519,
            Ok(PublicKey::X25519(_) | PublicKey::Other) | Err(_) => false,
        };
        if strong { Faults::NONE } else { CertError::WeakKey.into() }
    }

    /// What is wrong with a signature of the whole AlgorithmIdentifier `algorithm`:
    /// [`CertError::WeakHash`] or nothing.
    #[must_use]
    pub fn of_signature(&self, algorithm: &[u8]) -> Faults {
        let strong = match AlgorithmIdentifier::from_der(algorithm)
            .and_then(|identifier| identifier.scheme())
        {
            Ok(Some(Scheme::Ed25519)) => self.ed25519,
            Ok(Some(scheme)) => scheme.hash().is_some_and(|hash| self.hashes.contains(&hash)),
            Ok(None) | Err(_) => false,
        };
        if strong { Faults::NONE } else { CertError::WeakHash.into() }
    }

    /// What is wrong with the key of a certificate and with the signature over it.
    #[must_use]
    pub fn of(&self, certificate: &Certificate<'_>) -> Faults {
        self.of_key(certificate.spki).and(self.of_signature(certificate.algorithm))
    }
}

impl Validator for Strength<'_> {
    fn certificate(&mut self, _: u8, certificate: &Certificate<'_>) -> Faults {
        self.of(certificate)
    }
    fn anchor(&mut self, _: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.of_key(anchor.spki)
    }
}

/// `fault` if a condition is not met.
fn unless(met: bool, fault: CertError) -> Faults {
    if met { Faults::NONE } else { fault.into() }
}

/// Whether an extension is there and critical.
fn is_critical(certificate: &Certificate<'_>, kind: Oid<'_>) -> bool {
    certificate.extension_list().find_kind(kind).is_some_and(|extension| extension.critical)
}

/// [`CertError::WeakKey`] if the key is an RSA modulus whose length is no multiple of 8 bits
/// (Baseline Requirements, section 6.1.5).
fn whole_octets(spki: &[u8]) -> Faults {
    match PublicKeyInfo::from_der(spki).and_then(|info| info.key()) {
        Ok(PublicKey::Rsa(key) | PublicKey::RsaPss(key, _)) => {
            unless(key.bits() & 7 == 0, CertError::WeakKey)
        }
        _ => Faults::NONE,
    }
}

/// Whether extKeyUsage has serverAuth itself and not anyExtendedKeyUsage (Baseline Requirements,
/// section 7.1.2.7.10).
fn names_server_alone(leaf: &Certificate<'_>) -> bool {
    let Some(usage) = leaf.extension_list().find_kind(known::EXTENDED_KEY_USAGE) else {
        return false;
    };
    let Ok(purposes) = List::<Purpose<'_>>::from_der(usage.octets) else { return false };
    let has = |kind| purposes.into_iter().any(|purpose| purpose == Ok(Purpose(kind)));
    has(known::SERVER_AUTH) && !has(known::ANY_PURPOSE)
}

/// Whether a serial number is positive, and has 64 bits or more in at most 20 octets.
fn has_good_serial(certificate: &Certificate<'_>) -> bool {
    let serial = certificate.serial;
    serial.first().is_some_and(|first| *first < 0x80) && matches!(serial.len(), 8..=20)
}

/// Dates, in seconds since 1970, from which server certificates are valid for so many days at most
/// (Baseline Requirements, section 6.3.2): 2029-03-15, 2027-03-15, 2026-03-15, 2020-09-01,
/// 2018-03-01, and 39 months before.
const LONGEST_VALIDITY: &[(u64, u64)] = &[
    (1_868_227_200, 47),
    (1_805_068_800, 100),
    (1_773_532_800, 200),
    (1_598_918_400, 398),
    (1_519_862_400, 825),
    (0, 1188),
];
const DAY: u64 = 86_400;

/// The validator of server certificates for the web: the rules of the CA/Browser Forum (Baseline
/// Requirements for TLS Server Certificates) that a relying party can tell.
///
/// | rule | section | fault |
/// |---|---|---|
/// | RSA of 2048 bits or more, a multiple of 8; P-256, P-384, P-521 | 6.1.5 | `WeakKey` |
/// | SHA-256, SHA-384 or SHA-512 in signatures | 7.1.3.2 | `WeakHash` |
/// | a leaf has a DNS name or an address in subjectAltName | 7.1.2.7.12 | `NoAltName` |
/// | it is valid for 398 days at most, 200 if issued from 15 March 2026, 100 from 2027, 47 from 2029 | 6.3.2 | `ValidityTooLong` |
/// | it has extKeyUsage with serverAuth, without anyExtendedKeyUsage | 7.1.2.7.10 | `WrongUsage` |
/// | it is no CA | 7.1.2.7.8 | `OutsidePolicy` |
/// | a CA has keyUsage with keyCertSign, and basicConstraints is critical | 7.1.2.10 | `OutsidePolicy` |
/// | serial numbers are positive, of 64 bits or more, in at most 20 octets | 7.1 | `OutsidePolicy` |
///
/// anyExtendedKeyUsage is not taken for serverAuth (section 7.1.2.7.10). Private authorities need
/// not keep to these rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaBrowser;

impl CaBrowser {
    fn leaf(leaf: &Certificate<'_>) -> Faults {
        let extensions = &leaf.extensions;
        let length = leaf.not_after.0.saturating_sub(leaf.not_before.0).saturating_add(1);
        let longest = LONGEST_VALIDITY.iter().find(|(from, _)| leaf.not_before.0 >= *from);
        unless(leaf.names().next().is_some(), CertError::NoAltName)
            .and(unless(
                longest.is_some_and(|(_, days)| length <= days.saturating_mul(DAY)),
                CertError::ValidityTooLong,
            ))
            .and(unless(names_server_alone(leaf), CertError::WrongUsage))
            .and(unless(!extensions.ca, CertError::OutsidePolicy))
    }

    fn issuer(issuer: &Certificate<'_>) -> Faults {
        let certifies = issuer.extensions.key_usage.is_some_and(|usage| usage & KEY_CERT_SIGN != 0);
        unless(certifies && is_critical(issuer, known::BASIC_CONSTRAINTS), CertError::OutsidePolicy)
    }
}

impl Validator for CaBrowser {
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        let own = if depth == 0 { Self::leaf(certificate) } else { Self::issuer(certificate) };
        own.and(unless(has_good_serial(certificate), CertError::OutsidePolicy))
            .and(Strength::CA_BROWSER.of(certificate))
            .and(whole_octets(certificate.spki))
    }
    fn anchor(&mut self, _: u8, anchor: &TrustAnchor<'_>) -> Faults {
        Strength::CA_BROWSER.of_key(anchor.spki).and(whole_octets(anchor.spki))
    }
}

/// The validator of certificates for devices and their peers: the IETF's TLS profile for the
/// Internet of Things (RFC 7925, section 4.4, and its successor, draft-ietf-uta-tls13-iot-profile),
/// as far as a relying party can tell.
///
/// | rule | fault |
/// |---|---|
/// | keys are P-256, P-384 or P-521 | `WeakKey` |
/// | signatures are made with SHA-256, SHA-384 or SHA-512 | `WeakHash` |
/// | a leaf has a name in subjectAltName | `NoAltName` |
/// | no name is a wildcard | `OutsidePolicy` |
/// | keyUsage is there and critical; of a CA, basicConstraints is critical; a leaf is no CA and has extKeyUsage | `OutsidePolicy` |
/// | authorityKeyIdentifier is there, save in what is self-issued | `OutsidePolicy` |
/// | serial numbers are positive, of 64 bits or more, in at most 20 octets | `OutsidePolicy` |
///
/// Certificates of devices may be valid for ever (99991231235959Z).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Iot;

impl Iot {
    fn leaf(leaf: &Certificate<'_>) -> Faults {
        let wildcard =
            leaf.names().any(|name| matches!(name, Presented::Dns(name) if name.contains(&b'*')));
        let sound =
            !wildcard && !leaf.extensions.ca && leaf.extensions.extended_key_usage.is_some();
        unless(!leaf.extensions.alt_names.is_empty(), CertError::NoAltName)
            .and(unless(sound, CertError::OutsidePolicy))
    }
}

impl Validator for Iot {
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        let own = if depth == 0 {
            Self::leaf(certificate)
        } else {
            unless(is_critical(certificate, known::BASIC_CONSTRAINTS), CertError::OutsidePolicy)
        };
        let has_key_id = certificate.extension_list().find_kind(known::AUTHORITY_KEY_ID).is_some();
        let sound = is_critical(certificate, known::KEY_USAGE)
            && (has_key_id || fold::same(certificate.issuer, certificate.subject))
            && has_good_serial(certificate);
        own.and(unless(sound, CertError::OutsidePolicy)).and(Strength::IOT.of(certificate))
    }
    fn anchor(&mut self, _: u8, anchor: &TrustAnchor<'_>) -> Faults {
        Strength::IOT.of_key(anchor.spki)
    }
}
