//! Certificate policies (RFC 5280, sections 4.2.1.4 and 4.2.1.5).

use crate::der::{Der, List, Read, SEQUENCE};
use crate::oid::{Oid, known};
use crate::text::{IA5, Text};
use motetls_base::DecodeError;

/// A PolicyInformation: a policy the certificate was issued under.
#[derive(Clone, Copy, Debug)]
pub struct PolicyInformation<'a> {
    /// The policy.
    pub oid: Oid<'a>,
    /// Where to read about it.
    pub qualifiers: List<'a, Qualifier<'a>>,
}

impl<'a> Read<'a> for PolicyInformation<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let oid = Oid::read(&mut fields)?;
        let mut qualifiers = List::empty();
        if !fields.is_empty() {
            qualifiers = List::read(&mut fields)?;
            if qualifiers.is_empty() {
                return Err(DecodeError); // SIZE (1..MAX)
            }
        }
        fields.end()?;
        Ok(PolicyInformation { oid, qualifiers })
    }
}

/// A PolicyQualifierInfo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier<'a> {
    /// The URI of a certification practice statement.
    Statement(Text<'a>),
    /// A text to be shown; without one, the notice refers to texts by number only.
    Notice(Option<Text<'a>>),
    /// Another kind, and its value, tag and length included.
    Other(Oid<'a>, &'a [u8]),
}

impl<'a> Read<'a> for Qualifier<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let oid = Oid::read(&mut fields)?;
        let qualifier = match oid {
            known::QUALIFIER_CPS => Qualifier::Statement(Text::new(IA5, fields.contents(IA5)?)),
            known::QUALIFIER_USER_NOTICE => {
                let mut notice = fields.nested(SEQUENCE)?;
                notice.optional_nested(SEQUENCE)?; // noticeRef
                let text = if notice.is_empty() { None } else { Some(Text::read(&mut notice)?) };
                notice.end()?;
                Qualifier::Notice(text)
            }
            _ => Qualifier::Other(oid, fields.any_whole()?),
        };
        fields.end()?;
        Ok(qualifier)
    }
}

/// One of policyMappings: the issuer takes the subject's policy for its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyMapping<'a> {
    /// issuerDomainPolicy.
    pub issuer: Oid<'a>,
    /// subjectDomainPolicy.
    pub subject: Oid<'a>,
}

impl<'a> Read<'a> for PolicyMapping<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let (issuer, subject) = (Oid::read(&mut fields)?, Oid::read(&mut fields)?);
        fields.end()?;
        Ok(PolicyMapping { issuer, subject })
    }
}
