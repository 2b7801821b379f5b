//! A certificate, every field of it.

use crate::algorithm::AlgorithmIdentifier;
use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, Der, List, Read, SEQUENCE};
use crate::dn::DistinguishedName;
use crate::extension::{self, Extensions, Value};
use crate::key::PublicKeyInfo;
use crate::oid::Oid;
use crate::signed::Signed;
use crate::time::{Calendar, as_written, time};
use motetls_base::{DecodeError, UnixTime};

/// The fields of one certificate. Nothing in it is authentic before its signature was checked.
#[derive(Clone, Copy, Debug)]
pub struct CertificateView<'a> {
    /// The TBSCertificate, the algorithm outside of it, and the signature.
    pub signed: Signed<'a>,
    /// 1, 2 or 3.
    pub version: u32,
    /// The contents octets of the serial number: two's complement, big-endian.
    pub serial: &'a [u8],
    /// The algorithm named inside of what is signed; must be the one outside (RFC 5280, section
    /// 4.1.1.2).
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The issuer.
    pub issuer: DistinguishedName<'a>,
    /// The first second of its validity.
    pub not_before: UnixTime,
    /// The last second of its validity.
    pub not_after: UnixTime,
    /// The subject.
    pub subject: DistinguishedName<'a>,
    /// The subject's key.
    pub public_key: PublicKeyInfo<'a>,
    /// The contents octets of issuerUniqueID and subjectUniqueID, which RFC 5280 advises against.
    pub unique_ids: [Option<&'a [u8]>; 2],
    /// Its extensions, of version 3.
    pub extensions: Extensions<'a>,
}

impl<'a> CertificateView<'a> {
    /// Whether issuer and subject are the same name.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// notBefore and notAfter as they stand, before 1970 too, each behind its tag.
    ///
    /// # Errors
    /// [`DecodeError`] never, if the view was read from a certificate.
    pub fn validity_as_written(&self) -> Result<[(u8, Calendar); 2], DecodeError> {
        let mut fields = self.signed.contents_reader()?;
        fields.optional_nested(CONTEXT_CONSTRUCTED)?; // the version
        fields.integer()?;
        fields.any()?; // the algorithm
        fields.any()?; // the issuer
        let mut validity = fields.nested(SEQUENCE)?;
        let mut next = || Ok((validity.tag(), as_written(&mut validity)?));
        Ok([next()?, next()?])
    }

    /// What the extension of kind `oid` says, if there is one.
    ///
    /// # Errors
    /// [`DecodeError`] when it cannot be read.
    pub fn extension(&self, oid: Oid<'_>) -> Result<Option<Value<'a>>, DecodeError> {
        self.extensions.find_kind(oid).map(|extension| extension.value()).transpose()
    }
}

/// All fields are read but what is in names, keys and extensions.
impl<'a> Read<'a> for CertificateView<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let signed = Signed::read(der)?;
        let mut fields = signed.contents_reader()?;
        let version = match fields.optional_nested(CONTEXT_CONSTRUCTED)? {
            Some(mut explicit) => {
                let version = explicit.version(&[0, 1, 2])?;
                explicit.end()?;
                version.wrapping_add(1)
            }
            None => 1,
        };
        let serial = fields.integer()?;
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let issuer = DistinguishedName::read(&mut fields)?;
        let mut validity = fields.nested(SEQUENCE)?;
        let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
        validity.end()?;
        let subject = DistinguishedName::read(&mut fields)?;
        let public_key = PublicKeyInfo::read(&mut fields)?;
        let (mut unique_ids, mut extensions) = ([None; 2], List::empty());
        if version > 1 {
            unique_ids = [fields.optional(CONTEXT | 1)?, fields.optional(CONTEXT | 2)?];
        }
        if version == 3 {
            extensions = extension::explicit(&mut fields, 3)?;
        }
        fields.end()?;
        Ok(CertificateView {
            signed,
            version,
            serial,
            algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            public_key,
            unique_ids,
            extensions,
        })
    }
}
