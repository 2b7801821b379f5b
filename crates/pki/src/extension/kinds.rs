//! What is known of each kind of extension: one row a kind, which lints, tools and tests look up.
//!
//! Names and sources are for tools: no image that only verifies has them.

use super::Extension;
use crate::oid::{Oid, known};

/// What its source says of whether an extension is critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criticality {
    /// MUST be critical.
    Must,
    /// SHOULD be critical.
    Should,
    /// Either, or it depends on what the extension or the certificate says.
    Open,
    /// SHOULD not be critical.
    ShouldNot,
    /// MUST not be critical.
    MustNot,
}

/// A set of structures that have extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Structures(u8);

impl Structures {
    /// A certificate, or a request for one.
    pub const CERTIFICATE: Self = Structures(1);
    /// A revocation list.
    pub const LIST: Self = Structures(2);
    /// An entry of a revocation list.
    pub const ENTRY: Self = Structures(4);
    /// An OCSP request or response.
    pub const OCSP: Self = Structures(8);

    /// The structures of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Structures(self.0 | other.0)
    }

    /// Whether all of `other` are in it.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One kind of extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionKind {
    /// Its identifier.
    pub oid: Oid<'static>,
    /// Its name, as in its source.
    pub name: &'static str,
    /// Whether it is critical.
    pub critical: Criticality,
    /// Where it may stand.
    pub structures: Structures,
    /// Where it is specified.
    pub source: &'static str,
}

/// Kinds that a chain reads in every certificate, by whatever rules: critical or not, they are not
/// unknown.
pub(crate) const READ_BY_CHAINS: [Oid<'static>; 5] = [
    known::SUBJECT_ALT_NAME,
    known::BASIC_CONSTRAINTS,
    known::KEY_USAGE,
    known::EXTENDED_KEY_USAGE,
    known::NAME_CONSTRAINTS,
];

/// Kinds that are read where certificate policies are evaluated (RFC 5280, section 6.1).
pub(crate) const READ_BY_POLICIES: [Oid<'static>; 4] = [
    known::CERTIFICATE_POLICIES,
    known::POLICY_MAPPINGS,
    known::POLICY_CONSTRAINTS,
    known::INHIBIT_ANY_POLICY,
];

/// One row.
const fn row(
    oid: Oid<'static>,
    name: &'static str,
    critical: Criticality,
    structures: Structures,
    source: &'static str,
) -> ExtensionKind {
    ExtensionKind { oid, name, critical, structures, source }
}

/// All kinds that have a name here.
#[rustfmt::skip] // a table
pub const KINDS: &[ExtensionKind] = {
    use Criticality::{Must, MustNot, Open, Should, ShouldNot};
    const CERTIFICATE: Structures = Structures::CERTIFICATE;
    const LIST: Structures = Structures::LIST;
    const ENTRY: Structures = Structures::ENTRY;
    const OCSP: Structures = Structures::OCSP;
    &[
        row(known::SUBJECT_KEY_ID, "subjectKeyIdentifier", MustNot, CERTIFICATE, "RFC 5280, section 4.2.1.2"),
        row(known::KEY_USAGE, "keyUsage", Should, CERTIFICATE, "RFC 5280, section 4.2.1.3"),
        row(known::SUBJECT_ALT_NAME, "subjectAltName", Open, CERTIFICATE, "RFC 5280, section 4.2.1.6"),
        row(known::ISSUER_ALT_NAME, "issuerAltName", ShouldNot, CERTIFICATE.and(LIST), "RFC 5280, section 4.2.1.7"),
        row(known::BASIC_CONSTRAINTS, "basicConstraints", Open, CERTIFICATE, "RFC 5280, section 4.2.1.9"),
        row(known::CRL_NUMBER, "cRLNumber", MustNot, LIST, "RFC 5280, section 5.2.3"),
        row(known::CRL_REASON, "reasonCode", MustNot, ENTRY.and(OCSP), "RFC 5280, section 5.3.1"),
        row(known::INVALIDITY_DATE, "invalidityDate", MustNot, ENTRY.and(OCSP), "RFC 5280, section 5.3.2"),
        row(known::DELTA_CRL_INDICATOR, "deltaCRLIndicator", Must, LIST, "RFC 5280, section 5.2.4"),
        row(known::ISSUING_DISTRIBUTION_POINT, "issuingDistributionPoint", Must, LIST, "RFC 5280, section 5.2.5"),
        row(known::CERTIFICATE_ISSUER, "certificateIssuer", Must, ENTRY, "RFC 5280, section 5.3.3"),
        row(known::NAME_CONSTRAINTS, "nameConstraints", Must, CERTIFICATE, "RFC 5280, section 4.2.1.10"),
        row(known::CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints", ShouldNot, CERTIFICATE, "RFC 5280, section 4.2.1.13"),
        row(known::CERTIFICATE_POLICIES, "certificatePolicies", Open, CERTIFICATE, "RFC 5280, section 4.2.1.4"),
        row(known::POLICY_MAPPINGS, "policyMappings", Should, CERTIFICATE, "RFC 5280, section 4.2.1.5"),
        row(known::AUTHORITY_KEY_ID, "authorityKeyIdentifier", MustNot, CERTIFICATE.and(LIST), "RFC 5280, section 4.2.1.1"),
        row(known::POLICY_CONSTRAINTS, "policyConstraints", Must, CERTIFICATE, "RFC 5280, section 4.2.1.11"),
        row(known::EXTENDED_KEY_USAGE, "extKeyUsage", Open, CERTIFICATE, "RFC 5280, section 4.2.1.12"),
        row(known::FRESHEST_CRL, "freshestCRL", MustNot, CERTIFICATE.and(LIST), "RFC 5280, section 4.2.1.15"),
        row(known::INHIBIT_ANY_POLICY, "inhibitAnyPolicy", Must, CERTIFICATE, "RFC 5280, section 4.2.1.14"),
        row(known::AUTHORITY_INFO_ACCESS, "authorityInfoAccess", MustNot, CERTIFICATE.and(LIST), "RFC 5280, section 4.2.2.1"),
        row(known::SUBJECT_INFO_ACCESS, "subjectInfoAccess", MustNot, CERTIFICATE, "RFC 5280, section 4.2.2.2"),
        row(known::TLS_FEATURE, "tlsfeature", Open, CERTIFICATE, "RFC 7633, section 4"),
        row(known::SIGNED_TIMESTAMPS, "signedCertificateTimestamps", Open, CERTIFICATE.and(OCSP), "RFC 6962, section 3.3"),
        row(known::PRECERTIFICATE_POISON, "precertificatePoison", Must, CERTIFICATE, "RFC 6962, section 3.1"),
        row(known::OCSP_NO_CHECK, "ocspNoCheck", ShouldNot, CERTIFICATE, "RFC 6960, section 4.2.2.2.1"),
        row(known::OCSP_NONCE, "ocspNonce", Open, OCSP, "RFC 6960, section 4.4.1"),
        row(known::NETSCAPE_CERT_TYPE, "nsCertType", Open, CERTIFICATE, "Netscape Certificate Extensions, 1997"),
        row(known::NETSCAPE_COMMENT, "nsComment", Open, CERTIFICATE, "Netscape Certificate Extensions, 1997"),
    ]
};

impl ExtensionKind {
    /// The kind that `oid` identifies; `None` when it has no name here.
    #[must_use]
    pub fn of(oid: Oid<'_>) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.oid == oid)
    }
}

impl Extension<'_> {
    /// Its kind; `None` when it has no name here.
    #[must_use]
    pub fn kind(&self) -> Option<&'static ExtensionKind> {
        ExtensionKind::of(self.oid)
    }

    /// Whether its source forbids that it is critical, or that it is not: `Some(true)` by a MUST,
    /// `Some(false)` by a SHOULD.
    #[must_use]
    pub fn wrongly_marked(&self) -> Option<bool> {
        match (self.kind()?.critical, self.critical) {
            (Criticality::Must, false) | (Criticality::MustNot, true) => Some(true),
            (Criticality::Should, false) | (Criticality::ShouldNot, true) => Some(false),
            (Criticality::Must | Criticality::Should, true)
            | (Criticality::MustNot | Criticality::ShouldNot, false)
            | (Criticality::Open, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_names_are_told_apart() {
        for (place, kind) in KINDS.iter().enumerate() {
            assert_eq!(ExtensionKind::of(kind.oid), Some(kind));
            let mut before = KINDS[..place].iter();
            assert!(before.all(|other| other.name != kind.name), "{}", kind.name);
        }
        assert_eq!(ExtensionKind::of(known::COMMON_NAME), None);
    }

    #[test]
    fn what_is_read_is_of_certificates() {
        for oid in READ_BY_CHAINS.iter().chain(&READ_BY_POLICIES) {
            let kind = ExtensionKind::of(*oid).unwrap();
            assert!(kind.structures.has(Structures::CERTIFICATE), "{}", kind.name);
        }
    }
}
