//! Extensions being written.

use super::{BasicConstraints, KeyUsage, NewIssuingPoint, Reason};
use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, DerWriter, ENUMERATED, OCTET_STRING, SEQUENCE};
use crate::general_name::GeneralName;
use crate::oid::{Oid, known};
use crate::time;
use motetls_base::UnixTime;

/// An extension to be written. What is critical is what RFC 5280 has so; [`NewExtension::Other`] leaves it open.
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
        /// The trees names must lie in.
        permitted: &'a [GeneralName<'a>],
        /// The trees names may not lie in.
        excluded: &'a [GeneralName<'a>],
    },
    /// cRLDistributionPoints: one point for each name.
    CrlDistributionPoints(&'a [GeneralName<'a>]),
    /// authorityInfoAccess: methods and places.
    AuthorityInfoAccess(&'a [(Oid<'a>, GeneralName<'a>)]),
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
    /// id-pkix-ocsp-nocheck of the certificate of an OCSP responder: it need not be checked for revocation.
    OcspNoCheck,
    /// tlsfeature: the numbers of TLS extensions the subject promises to answer, 5 for stapled OCSP (RFC 7633).
    TlsFeature(&'a [u32]),
    /// The nonce of an OCSP request, 1 to 32 octets (RFC 8954).
    OcspNonce(&'a [u8]),
    /// Any other.
    Other {
        /// Its kind.
        oid: Oid<'a>,
        /// Whether whoever does not understand it must refuse.
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
            NewExtension::KeyUsage(usage) => return der.flags(usage.0),
            NewExtension::SubjectKeyId(id) => return der.octets(id),
            NewExtension::OcspNonce(nonce) => return der.octets(nonce),
            NewExtension::CrlNumber(number) | NewExtension::DeltaCrlIndicator(number) => return der.unsigned(number),
            NewExtension::InvalidityDate(date) => return time::write_generalized(date, der),
            NewExtension::OcspNoCheck => return der.null(),
            NewExtension::Reason(reason) => return der.element(ENUMERATED, &[reason.0]),
            NewExtension::Other { value, .. } => return der.raw(value),
            _ => {}
        }
        let sequence = der.open(SEQUENCE);
        match *self {
            NewExtension::SubjectAltName { names, .. } => GeneralName::write_all(names, der),
            NewExtension::CertificateIssuer(names) => GeneralName::write_all(names, der),
            NewExtension::IssuingPoint(point) => point.write(der),
            NewExtension::TlsFeature(numbers) => numbers.iter().for_each(|number| der.small(*number)),
            NewExtension::ExtendedKeyUsage(purposes) => purposes.iter().for_each(|purpose| purpose.write(der)),
            NewExtension::BasicConstraints(constraints) => {
                if constraints.ca {
                    der.boolean(true);
                }
                if let Some(length) = constraints.path_len.filter(|_| constraints.ca) {
                    der.small(length);
                }
            }
            NewExtension::AuthorityKeyId(id) => der.element(CONTEXT, id),
            NewExtension::NameConstraints { permitted, excluded } => {
                subtrees(permitted, CONTEXT_CONSTRUCTED, der);
                subtrees(excluded, CONTEXT_CONSTRUCTED | 1, der);
            }
            NewExtension::CrlDistributionPoints(names) => names.iter().for_each(|name| distribution_point(name, der)),
            NewExtension::AuthorityInfoAccess(places) => {
                for (method, place) in places {
                    let description = der.open(SEQUENCE);
                    method.write(der);
                    place.write(der);
                    der.close(description);
                }
            }
            _ => {}
        }
        der.close(sequence);
    }

    /// Writes `extensions` as Extensions tagged explicitly as `[number]`; nothing when there are none.
    pub(crate) fn write_explicit(extensions: &[NewExtension<'_>], number: u8, der: &mut DerWriter<'_>) {
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
