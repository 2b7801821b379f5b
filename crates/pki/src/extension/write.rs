//! Extensions being written.

use super::{
    BasicConstraints, KeyUsage, NewIssuingPoint, PolicyConstraints, PolicyMapping, Reason,
};
use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, DerWriter, ENUMERATED, OCTET_STRING, SEQUENCE};
use crate::general_name::GeneralName;
use crate::oid::{Oid, known};
use crate::time;
use motetls_base::UnixTime;

/// An extension to be written. What is critical is what RFC 5280 has so; [`NewExtension::Other`]
/// leaves it open.
#[derive(Clone, Copy, Debug)]
pub enum NewExtension<'a> {
    /// subjectAltName; critical is for certificates without a subject (RFC 5280, section 4.2.1.6).
    SubjectAltName {
        /// At least one.
        names: &'a [GeneralName<'a>],
        /// Whether the subject is empty.
        critical: bool,
    },
    /// keyUsage, critical.
    KeyUsage(KeyUsage),
    /// extKeyUsage: at least one purpose.
    ExtendedKeyUsage(&'a [Oid<'a>]),
    /// basicConstraints, critical.
    BasicConstraints(BasicConstraints),
    /// subjectKeyIdentifier, see [`key_id`](super::key_id).
    SubjectKeyId(&'a [u8]),
    /// authorityKeyIdentifier: the issuer's subjectKeyIdentifier.
    AuthorityKeyId(&'a [u8]),
    /// nameConstraints, critical: at least one name in one of them.
    NameConstraints {
        /// The subtrees names must lie in.
        permitted: &'a [GeneralName<'a>],
        /// The subtrees names may not lie in.
        excluded: &'a [GeneralName<'a>],
    },
    /// issuerAltName: at least one.
    IssuerAltName(&'a [GeneralName<'a>]),
    /// certificatePolicies: at least one policy, without qualifiers.
    Policies(&'a [Oid<'a>]),
    /// policyMappings, critical: at least one.
    PolicyMappings(&'a [PolicyMapping<'a>]),
    /// policyConstraints, critical: one of them at least.
    PolicyConstraints(PolicyConstraints),
    /// inhibitAnyPolicy, critical: after how many more certificates anyPolicy counts no more.
    InhibitAnyPolicy(u32),
    /// cRLDistributionPoints: one point for each name.
    CrlDistributionPoints(&'a [GeneralName<'a>]),
    /// freshestCRL: one point for each name.
    FreshestCrl(&'a [GeneralName<'a>]),
    /// authorityInfoAccess: methods and places.
    AuthorityInfoAccess(&'a [(Oid<'a>, GeneralName<'a>)]),
    /// subjectInfoAccess: methods and places.
    SubjectInfoAccess(&'a [(Oid<'a>, GeneralName<'a>)]),
    /// Signed certificate timestamps: a SignedCertificateTimestampList (RFC 6962, section 3.3).
    SignedTimestamps(&'a [u8]),
    /// The poison of a precertificate, critical (RFC 6962, section 3.1).
    PrecertificatePoison,
    /// cRLNumber of a list, big-endian.
    CrlNumber(&'a [u8]),
    /// deltaCRLIndicator of a list, critical: the number of the list it adds to, big-endian.
    DeltaCrlIndicator(&'a [u8]),
    /// issuingDistributionPoint of a list, critical.
    IssuingPoint(NewIssuingPoint<'a>),
    /// reasonCode of an entry of a list.
    Reason(Reason),
    /// invalidityDate of an entry of a list.
    InvalidityDate(UnixTime),
    /// certificateIssuer of an entry of an indirect list, critical.
    CertificateIssuer(&'a [GeneralName<'a>]),
    /// id-pkix-ocsp-nocheck of the certificate of an OCSP responder: it need not be checked for
    /// revocation.
    OcspNoCheck,
    /// tlsfeature: the numbers of TLS extensions the subject promises to answer, 5 for stapled OCSP
    /// (RFC 7633).
    TlsFeature(&'a [u32]),
    /// The nonce of an OCSP request, 1 to 32 octets (RFC 8954).
    OcspNonce(&'a [u8]),
    /// Any other.
    Other {
        /// Its kind.
        oid: Oid<'a>,
        /// Whether a reader that does not understand it must refuse.
        critical: bool,
        /// Its value in DER.
        value: &'a [u8],
    },
}

impl NewExtension<'_> {
    /// Its kind, and whether it is critical.
    const fn head(&self) -> (Oid<'_>, bool) {
        match self {
            NewExtension::SubjectAltName { critical, .. } => (known::SUBJECT_ALT_NAME, *critical),
            NewExtension::KeyUsage(_) => (known::KEY_USAGE, true),
            NewExtension::ExtendedKeyUsage(_) => (known::EXTENDED_KEY_USAGE, false),
            NewExtension::BasicConstraints(_) => (known::BASIC_CONSTRAINTS, true),
            NewExtension::SubjectKeyId(_) => (known::SUBJECT_KEY_ID, false),
            NewExtension::AuthorityKeyId(_) => (known::AUTHORITY_KEY_ID, false),
            NewExtension::NameConstraints { .. } => (known::NAME_CONSTRAINTS, true),
            NewExtension::IssuerAltName(_) => (known::ISSUER_ALT_NAME, false),
            NewExtension::Policies(_) => (known::CERTIFICATE_POLICIES, false),
            NewExtension::PolicyMappings(_) => (known::POLICY_MAPPINGS, true),
            NewExtension::PolicyConstraints(_) => (known::POLICY_CONSTRAINTS, true),
            NewExtension::InhibitAnyPolicy(_) => (known::INHIBIT_ANY_POLICY, true),
            NewExtension::FreshestCrl(_) => (known::FRESHEST_CRL, false),
            NewExtension::SubjectInfoAccess(_) => (known::SUBJECT_INFO_ACCESS, false),
            NewExtension::SignedTimestamps(_) => (known::SIGNED_TIMESTAMPS, false),
            NewExtension::PrecertificatePoison => (known::PRECERTIFICATE_POISON, true),
            NewExtension::CrlDistributionPoints(_) => (known::CRL_DISTRIBUTION_POINTS, false),
            NewExtension::AuthorityInfoAccess(_) => (known::AUTHORITY_INFO_ACCESS, false),
            NewExtension::CrlNumber(_) => (known::CRL_NUMBER, false),
            NewExtension::DeltaCrlIndicator(_) => (known::DELTA_CRL_INDICATOR, true),
            NewExtension::IssuingPoint(_) => (known::ISSUING_DISTRIBUTION_POINT, true),
            NewExtension::Reason(_) => (known::CRL_REASON, false),
            NewExtension::InvalidityDate(_) => (known::INVALIDITY_DATE, false),
            NewExtension::CertificateIssuer(_) => (known::CERTIFICATE_ISSUER, true),
            NewExtension::OcspNoCheck => (known::OCSP_NO_CHECK, false),
            NewExtension::TlsFeature(_) => (known::TLS_FEATURE, false),
            NewExtension::OcspNonce(_) => (known::OCSP_NONCE, false),
            NewExtension::Other { oid, critical, .. } => (*oid, *critical),
        }
    }

    /// Writes the extension.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let extension = der.open(SEQUENCE);
        let (oid, critical) = self.head();
        oid.write(der);
        if critical {
            der.boolean(true);
        }
        let octets = der.open(OCTET_STRING);
        self.write_value(der);
        der.close(octets);
        der.close(extension);
    }

    fn write_value(&self, der: &mut DerWriter<'_>) {
        match *self {
            NewExtension::KeyUsage(usage) => der.flags(usage.0),
            NewExtension::SubjectKeyId(octets)
            | NewExtension::OcspNonce(octets)
            | NewExtension::SignedTimestamps(octets) => der.octets(octets),
            NewExtension::CrlNumber(number) | NewExtension::DeltaCrlIndicator(number) => {
                der.unsigned(number);
            }
            NewExtension::InhibitAnyPolicy(after) => der.small(after),
            NewExtension::InvalidityDate(date) => time::write_generalized(date, der),
            NewExtension::OcspNoCheck | NewExtension::PrecertificatePoison => der.null(),
            NewExtension::Reason(reason) => der.element(ENUMERATED, &[reason.0]),
            NewExtension::Other { value, .. } => der.raw(value),
            NewExtension::SubjectAltName { names, .. }
            | NewExtension::IssuerAltName(names)
            | NewExtension::CertificateIssuer(names) => each(names, der, GeneralName::write),
            NewExtension::IssuingPoint(point) => sequence(der, |der| point.write(der)),
            NewExtension::TlsFeature(numbers) => each(numbers, der, |one, der| der.small(*one)),
            NewExtension::ExtendedKeyUsage(purposes) => each(purposes, der, Oid::write),
            NewExtension::BasicConstraints(constraints) => basic(constraints, der),
            NewExtension::AuthorityKeyId(id) => sequence(der, |der| der.element(CONTEXT, id)),
            NewExtension::NameConstraints { permitted, excluded } => sequence(der, |der| {
                subtrees(permitted, CONTEXT_CONSTRUCTED, der);
                subtrees(excluded, CONTEXT_CONSTRUCTED | 1, der);
            }),
            NewExtension::Policies(policies) => {
                each(policies, der, |policy, der| sequence(der, |der| policy.write(der)));
            }
            NewExtension::PolicyMappings(mappings) => each(mappings, der, |mapping, der| {
                each(&[mapping.issuer, mapping.subject], der, Oid::write);
            }),
            NewExtension::PolicyConstraints(constraints) => policy_constraints(constraints, der),
            NewExtension::CrlDistributionPoints(names) | NewExtension::FreshestCrl(names) => {
                each(names, der, distribution_point);
            }
            NewExtension::AuthorityInfoAccess(places) | NewExtension::SubjectInfoAccess(places) => {
                each(places, der, access_description)
            }
        }
    }

    /// Writes `extensions` as Extensions tagged explicitly as `[number]`; nothing when there are
    /// none.
    pub(crate) fn write_explicit(
        extensions: &[NewExtension<'_>],
        number: u8,
        der: &mut DerWriter<'_>,
    ) {
        if extensions.is_empty() {
            return;
        }
        let explicit = der.open(CONTEXT_CONSTRUCTED | number);
        NewExtension::write_sequence(extensions, der);
        der.close(explicit);
    }

    /// Writes `extensions` as Extensions.
    pub(crate) fn write_sequence(extensions: &[NewExtension<'_>], der: &mut DerWriter<'_>) {
        let sequence = der.open(SEQUENCE);
        for extension in extensions {
            extension.write(der);
        }
        der.close(sequence);
    }
}

/// A SEQUENCE of what `write` writes.
fn sequence(der: &mut DerWriter<'_>, write: impl FnOnce(&mut DerWriter<'_>)) {
    let open = der.open(SEQUENCE);
    write(der);
    der.close(open);
}

/// A SEQUENCE of `elements`, each as `write` writes it.
fn each<T>(elements: &[T], der: &mut DerWriter<'_>, write: impl Fn(&T, &mut DerWriter<'_>)) {
    sequence(der, |der| elements.iter().for_each(|element| write(element, der)));
}

fn basic(constraints: BasicConstraints, der: &mut DerWriter<'_>) {
    sequence(der, |der| {
        if constraints.ca {
            der.boolean(true);
        }
        if let Some(length) = constraints.path_len.filter(|_| constraints.ca) {
            der.small(length);
        }
    });
}

/// Each count tagged implicitly, if it is there.
fn policy_constraints(constraints: PolicyConstraints, der: &mut DerWriter<'_>) {
    sequence(der, |der| {
        let counts = [constraints.require_explicit, constraints.inhibit_mapping];
        for (tag, count) in [CONTEXT, CONTEXT | 1].into_iter().zip(counts) {
            if let Some(count) = count {
                der.unsigned_as(tag, &count.to_be_bytes());
            }
        }
    });
}

fn access_description(description: &(Oid<'_>, GeneralName<'_>), der: &mut DerWriter<'_>) {
    let (method, place) = description;
    sequence(der, |der| {
        method.write(der);
        place.write(der);
    });
}

/// GeneralSubtrees tagged implicitly as `tag`; nothing when there are no names.
fn subtrees(names: &[GeneralName<'_>], tag: u8, der: &mut DerWriter<'_>) {
    if names.is_empty() {
        return;
    }
    let list = der.open(tag);
    for name in names {
        let subtree = der.open(SEQUENCE);
        name.write(der);
        der.close(subtree);
    }
    der.close(list);
}

/// DistributionPoint with the one full name `name`.
fn distribution_point(name: &GeneralName<'_>, der: &mut DerWriter<'_>) {
    let point = der.open(SEQUENCE);
    let explicit = der.open(CONTEXT_CONSTRUCTED);
    let full = der.open(CONTEXT_CONSTRUCTED);
    name.write(der);
    der.close(full);
    der.close(explicit);
    der.close(point);
}
