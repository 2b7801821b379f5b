//! One extension, read to its end.

use super::{DistributionPoint, PointName, Value};
use crate::der::List;
use crate::general_name::GeneralName;
use motetls_base::{DecodeError, Reader};

impl Value<'_> {
    /// Reads everything the extension holds, lists in lists and names in names too.
    ///
    /// # Errors
    /// [`DecodeError`] when some of it cannot be read, or a list is empty that must not be.
    pub fn check(&self) -> Result<(), DecodeError> {
        match *self {
            Value::SubjectAltName(list)
            | Value::IssuerAltName(list)
            | Value::CertificateIssuer(list) => names(list),
            Value::ExtendedKeyUsage(list) => list.check(),
            Value::AuthorityKeyId(id) => id.issuer.map_or(Ok(()), names),
            Value::NameConstraints(constraints) => constraints
                .permitted
                .chain(constraints.excluded)
                .try_for_each(|subtree| name(subtree?.base)),
            Value::Policies(list) => {
                list.into_iter().try_for_each(|policy| policy?.qualifiers.check())
            }
            Value::PolicyMappings(list) => list.check(),
            Value::CrlDistributionPoints(list) | Value::FreshestCrl(list) => {
                list.into_iter().try_for_each(|one| point(&one?))
            }
            Value::AuthorityInfoAccess(list) | Value::SubjectInfoAccess(list) => {
                list.into_iter().try_for_each(|access| name(access?.location))
            }
            Value::TlsFeature(list) => list.check(),
            Value::SignedTimestamps(list) => timestamps(list),
            Value::IssuingPoint(issuing) => issuing.name.map_or(Ok(()), point_name),
            Value::KeyUsage(_)
            | Value::BasicConstraints(_)
            | Value::SubjectKeyId(_)
            | Value::PolicyConstraints(_)
            | Value::InhibitAnyPolicy(_)
            | Value::PrecertificatePoison
            | Value::OcspNoCheck
            | Value::OcspNonce(_)
            | Value::CrlNumber(_)
            | Value::DeltaCrlIndicator(_)
            | Value::Reason(_)
            | Value::InvalidityDate(_)
            | Value::Other => Ok(()),
        }
    }
}

/// GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName.
fn names(list: List<'_, GeneralName<'_>>) -> Result<(), DecodeError> {
    if list.is_empty() {
        return Err(DecodeError);
    }
    list.into_iter().try_for_each(|one| name(one?))
}

fn name(name: GeneralName<'_>) -> Result<(), DecodeError> {
    match name {
        GeneralName::Directory(name) => name.check(),
        GeneralName::Other(..)
        | GeneralName::Mail(_)
        | GeneralName::Dns(_)
        | GeneralName::X400(_)
        | GeneralName::EdiParty(_)
        | GeneralName::Uri(_)
        | GeneralName::Ip(_)
        | GeneralName::RegisteredId(_) => Ok(()),
    }
}

fn point(point: &DistributionPoint<'_>) -> Result<(), DecodeError> {
    point.issuer.map_or(Ok(()), names)?;
    point.name.map_or(Ok(()), point_name)
}

fn point_name(name: PointName<'_>) -> Result<(), DecodeError> {
    match name {
        PointName::Full(list) => names(list),
        PointName::Relative(attributes) if attributes.is_empty() => Err(DecodeError),
        PointName::Relative(attributes) => attributes.check(),
    }
}

/// SignedCertificateTimestampList: at least one, of one octet or more each (RFC 6962, section 3.3).
fn timestamps(list: &[u8]) -> Result<(), DecodeError> {
    let mut outer = Reader::new(list);
    let mut list = outer.vector(2)?;
    outer.end()?;
    if list.is_empty() {
        return Err(DecodeError);
    }
    while !list.is_empty() {
        if list.vector(2)?.is_empty() {
            return Err(DecodeError);
        }
    }
    Ok(())
}
