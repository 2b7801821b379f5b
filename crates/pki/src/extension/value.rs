//! One extension, read.

use super::usage::octets;
use super::{
    AccessDescription, AuthorityKeyId, BasicConstraints, DistributionPoint, Extension, Feature,
    IssuingPoint, KeyUsage, NameConstraints, PolicyConstraints, PolicyInformation, PolicyMapping,
    Purpose, Reason,
};
use crate::der::{Der, List, Read};
use crate::general_name::GeneralName;
use crate::oid::known;
use crate::time::time;
use motetls_base::{DecodeError, UnixTime};

/// What an extension says. Lists are not looked into before they are walked.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// subjectAltName: what else the subject is called.
    SubjectAltName(List<'a, GeneralName<'a>>),
    /// issuerAltName: what else the issuer is called.
    IssuerAltName(List<'a, GeneralName<'a>>),
    /// keyUsage.
    KeyUsage(KeyUsage),
    /// extKeyUsage.
    ExtendedKeyUsage(List<'a, Purpose<'a>>),
    /// basicConstraints.
    BasicConstraints(BasicConstraints),
    /// subjectKeyIdentifier.
    SubjectKeyId(&'a [u8]),
    /// authorityKeyIdentifier.
    AuthorityKeyId(AuthorityKeyId<'a>),
    /// nameConstraints.
    NameConstraints(NameConstraints<'a>),
    /// certificatePolicies.
    Policies(List<'a, PolicyInformation<'a>>),
    /// policyMappings.
    PolicyMappings(List<'a, PolicyMapping<'a>>),
    /// policyConstraints.
    PolicyConstraints(PolicyConstraints),
    /// inhibitAnyPolicy: after how many more certificates anyPolicy counts no more.
    InhibitAnyPolicy(u32),
    /// cRLDistributionPoints.
    CrlDistributionPoints(List<'a, DistributionPoint<'a>>),
    /// freshestCRL: where delta lists are.
    FreshestCrl(List<'a, DistributionPoint<'a>>),
    /// authorityInfoAccess.
    AuthorityInfoAccess(List<'a, AccessDescription<'a>>),
    /// subjectInfoAccess.
    SubjectInfoAccess(List<'a, AccessDescription<'a>>),
    /// The signed certificate timestamps of a certificate or an OCSP response, not looked into: a
    /// SignedCertificateTimestampList (RFC 6962, section 3.3).
    SignedTimestamps(&'a [u8]),
    /// The certificate is for a log only (RFC 6962, section 3.1).
    PrecertificatePoison,
    /// TLS extensions the subject promises to answer (RFC 7633).
    TlsFeature(List<'a, Feature>),
    /// The certificate of an OCSP responder that need not be checked for revocation.
    OcspNoCheck,
    /// The nonce of an OCSP request or response.
    OcspNonce(&'a [u8]),
    /// cRLNumber, big-endian.
    CrlNumber(&'a [u8]),
    /// deltaCRLIndicator: the number of the list this one adds to, big-endian.
    DeltaCrlIndicator(&'a [u8]),
    /// issuingDistributionPoint.
    IssuingPoint(IssuingPoint<'a>),
    /// reasonCode of an entry.
    Reason(Reason),
    /// invalidityDate of an entry: since when the key is believed to be bad.
    InvalidityDate(UnixTime),
    /// certificateIssuer of an entry: whose certificates this entry and those after it are about.
    CertificateIssuer(List<'a, GeneralName<'a>>),
    /// Another, not looked into.
    Other,
}

impl<'a> Extension<'a> {
    /// What the extension says.
    ///
    /// # Errors
    /// [`DecodeError`] when its kind is known here and its value cannot be read; of the elements of
    /// a list, that shows when they are walked.
    pub fn value(&self) -> Result<Value<'a>, DecodeError> {
        let octets_of = self.octets;
        Ok(match self.oid {
            known::SUBJECT_ALT_NAME => Value::SubjectAltName(list(octets_of)?),
            known::ISSUER_ALT_NAME => Value::IssuerAltName(list(octets_of)?),
            known::KEY_USAGE => Value::KeyUsage(KeyUsage::from_der(octets_of)?),
            known::EXTENDED_KEY_USAGE => Value::ExtendedKeyUsage(list(octets_of)?),
            known::BASIC_CONSTRAINTS => {
                Value::BasicConstraints(BasicConstraints::from_der(octets_of)?)
            }
            known::SUBJECT_KEY_ID => Value::SubjectKeyId(octets(octets_of)?),
            known::AUTHORITY_KEY_ID => Value::AuthorityKeyId(AuthorityKeyId::from_der(octets_of)?),
            known::NAME_CONSTRAINTS => {
                Value::NameConstraints(NameConstraints::from_der(octets_of)?)
            }
            known::CERTIFICATE_POLICIES => Value::Policies(list(octets_of)?),
            known::POLICY_MAPPINGS => Value::PolicyMappings(list(octets_of)?),
            known::POLICY_CONSTRAINTS => {
                Value::PolicyConstraints(PolicyConstraints::from_der(octets_of)?)
            }
            known::INHIBIT_ANY_POLICY => Value::InhibitAnyPolicy(all(octets_of, Der::count)?),
            known::CRL_DISTRIBUTION_POINTS => Value::CrlDistributionPoints(list(octets_of)?),
            known::FRESHEST_CRL => Value::FreshestCrl(list(octets_of)?),
            known::AUTHORITY_INFO_ACCESS => Value::AuthorityInfoAccess(list(octets_of)?),
            known::SUBJECT_INFO_ACCESS => Value::SubjectInfoAccess(list(octets_of)?),
            _ => return self.beside(),
        })
    }

    /// What is of transparency, revocation and OCSP.
    fn beside(&self) -> Result<Value<'a>, DecodeError> {
        let octets_of = self.octets;
        Ok(match self.oid {
            known::SIGNED_TIMESTAMPS => Value::SignedTimestamps(octets(octets_of)?),
            known::PRECERTIFICATE_POISON => {
                all(octets_of, Der::null).map(|()| Value::PrecertificatePoison)?
            }
            known::TLS_FEATURE => Value::TlsFeature(all(octets_of, List::read)?),
            known::OCSP_NO_CHECK => all(octets_of, Der::null).map(|()| Value::OcspNoCheck)?,
            known::OCSP_NONCE => Value::OcspNonce(octets(octets_of)?),
            known::CRL_NUMBER => Value::CrlNumber(all(octets_of, Der::unsigned)?),
            known::DELTA_CRL_INDICATOR => Value::DeltaCrlIndicator(all(octets_of, Der::unsigned)?),
            known::ISSUING_DISTRIBUTION_POINT => {
                Value::IssuingPoint(IssuingPoint::from_der(octets_of)?)
            }
            known::CRL_REASON => Value::Reason(Reason::from_der(octets_of)?),
            known::INVALIDITY_DATE => Value::InvalidityDate(all(octets_of, time)?),
            known::CERTIFICATE_ISSUER => Value::CertificateIssuer(list(octets_of)?),
            _ => Value::Other,
        })
    }
}

/// A SEQUENCE SIZE (1..MAX) OF.
fn list<'a, T>(octets: &'a [u8]) -> Result<List<'a, T>, DecodeError> {
    let mut der = Der::new(octets);
    let list = List::read(&mut der)?;
    der.end()?;
    if list.is_empty() { Err(DecodeError) } else { Ok(list) }
}

/// What `read` makes of all of `octets`.
fn all<'a, T>(
    octets: &'a [u8],
    read: impl FnOnce(&mut Der<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let mut der = Der::new(octets);
    let value = read(&mut der)?;
    der.end()?;
    Ok(value)
}
