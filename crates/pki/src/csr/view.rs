//! A request, read.

use crate::der::{CONTEXT_CONSTRUCTED, Der, List, Read, SEQUENCE, SET};
use crate::dn::DistinguishedName;
use crate::extension::Extensions;
use crate::key::PublicKeyInfo;
use crate::oid::{Oid, known};
use crate::signed::Signed;
use crate::text::Text;
use motetls_base::DecodeError;

/// The fields of one request.
#[derive(Clone, Copy, Debug)]
pub struct CertificationRequest<'a> {
    /// The CertificationRequestInfo, the algorithm, and the signature, which is the requester's
    /// own.
    pub signed: Signed<'a>,
    /// The subject to be certified.
    pub subject: DistinguishedName<'a>,
    /// The key to be certified, which the signature must verify under.
    pub public_key: PublicKeyInfo<'a>,
    /// What else is asked for.
    pub attributes: List<'a, Attribute<'a>>,
}

impl<'a> CertificationRequest<'a> {
    /// The extensions asked for; none is not an error.
    ///
    /// # Errors
    /// [`DecodeError`] when the attributes cannot be read, or ask twice.
    pub fn extensions(&self) -> Result<Extensions<'a>, DecodeError> {
        match self.attribute(known::EXTENSION_REQUEST)? {
            Some(value) => List::from_der(value),
            None => Ok(List::empty()),
        }
    }

    /// The challenge password: a secret shared with the authority, in the clear.
    ///
    /// # Errors
    /// [`DecodeError`] when the attributes cannot be read, or it is no text.
    pub fn challenge(&self) -> Result<Option<Text<'a>>, DecodeError> {
        self.attribute(known::CHALLENGE_PASSWORD)?.map(Text::from_der).transpose()
    }

    /// The one value of the attribute of kind `oid`, if there is one.
    fn attribute(&self, oid: Oid<'_>) -> Result<Option<&'a [u8]>, DecodeError> {
        let mut found = None;
        for attribute in self.attributes {
            let attribute = attribute?;
            if attribute.oid == oid {
                let mut values = Der::new(attribute.values);
                let value = values.any_whole()?;
                values.end()?;
                if found.replace(value).is_some() {
                    return Err(DecodeError);
                }
            }
        }
        Ok(found)
    }
}

impl<'a> Read<'a> for CertificationRequest<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let signed = Signed::read(der)?;
        let mut fields = signed.contents_reader()?;
        fields.version(&[0])?;
        let subject = DistinguishedName::read(&mut fields)?;
        let public_key = PublicKeyInfo::read(&mut fields)?;
        let attributes = fields.optional(CONTEXT_CONSTRUCTED)?; // some leave out an empty one
        fields.end()?;
        Ok(CertificationRequest {
            signed,
            subject,
            public_key,
            attributes: List::new(attributes.unwrap_or(&[])),
        })
    }
}

/// An attribute of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its kind.
    pub oid: Oid<'a>,
    /// The contents octets of the SET of its values.
    pub values: &'a [u8],
}

impl<'a> Read<'a> for Attribute<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let oid = Oid::read(&mut fields)?;
        let values = fields.contents(SET)?;
        fields.end()?;
        Ok(Attribute { oid, values })
    }
}
