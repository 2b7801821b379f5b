//! Where to find what belongs to a certificate (RFC 5280, sections 4.2.1.13 and 4.2.2).

use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, Der, List, Read, SEQUENCE};
use crate::dn::AttributeTypeAndValue;
use crate::general_name::{GeneralName, optional_names};
use crate::oid::Oid;
use motetls_base::DecodeError;

/// A DistributionPoint: where revocation lists are.
#[derive(Clone, Copy, Debug)]
pub struct DistributionPoint<'a> {
    /// Its name: URIs as a rule.
    pub name: Option<PointName<'a>>,
    /// The reasons for which revocations are listed there, as bits, bit 0 as the highest; all when
    /// not there.
    pub reasons: Option<u16>,
    /// The issuer of the list, if not the certificate's issuer.
    pub issuer: Option<List<'a, GeneralName<'a>>>,
}

impl<'a> Read<'a> for DistributionPoint<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let name = PointName::optional(&mut fields)?;
        let reasons = reasons(&mut fields, CONTEXT | 1)?;
        let issuer = optional_names(&mut fields, CONTEXT_CONSTRUCTED | 2)?;
        fields.end()?;
        if name.is_none() && issuer.is_none() {
            return Err(DecodeError); // reasons alone lead nowhere (RFC 5280, section 4.2.1.13)
        }
        Ok(DistributionPoint { name, reasons, issuer })
    }
}

/// ReasonFlags tagged implicitly as `tag`, if they are next.
pub(super) fn reasons(fields: &mut Der<'_>, tag: u8) -> Result<Option<u16>, DecodeError> {
    if fields.tag() == tag { Ok(Some(fields.bits(tag)?.first())) } else { Ok(None) }
}

/// A DistributionPointName.
#[derive(Clone, Copy, Debug)]
pub enum PointName<'a> {
    /// fullName: all of them lead to the same list.
    Full(List<'a, GeneralName<'a>>),
    /// nameRelativeToCRLIssuer: what is to be added to the issuer's name.
    Relative(List<'a, AttributeTypeAndValue<'a>>),
}

impl<'a> PointName<'a> {
    /// A name tagged explicitly as `[0]`, if it is next.
    pub(super) fn optional(fields: &mut Der<'a>) -> Result<Option<Self>, DecodeError> {
        let Some(mut explicit) = fields.optional_nested(CONTEXT_CONSTRUCTED)? else {
            return Ok(None);
        };
        let name = match explicit.any()? {
            (_, []) => return Err(DecodeError), // both are of one element at least
            (CONTEXT_CONSTRUCTED, contents) => PointName::Full(List::new(contents)),
            (tag, contents) if tag == CONTEXT_CONSTRUCTED | 1 => {
                PointName::Relative(List::new(contents))
            }
            _ => return Err(DecodeError),
        };
        explicit.end()?;
        Ok(Some(name))
    }
}

/// An AccessDescription: where an OCSP responder is, or the issuer's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessDescription<'a> {
    /// What is there: [`ACCESS_OCSP`](crate::oid::known::ACCESS_OCSP),
    /// [`ACCESS_CA_ISSUERS`](crate::oid::known::ACCESS_CA_ISSUERS).
    pub method: Oid<'a>,
    /// Where: a URI as a rule.
    pub location: GeneralName<'a>,
}

impl<'a> Read<'a> for AccessDescription<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let method = Oid::read(&mut fields)?;
        let location = GeneralName::read(&mut fields)?;
        fields.end()?;
        Ok(AccessDescription { method, location })
    }
}
