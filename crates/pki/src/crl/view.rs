//! A list, read.

use crate::algorithm::AlgorithmIdentifier;
use crate::der::{Der, GENERALIZED_TIME, List, Read, SEQUENCE, UTC_TIME};
use crate::dn::DistinguishedName;
use crate::extension::{self, Extensions, Reason, Value};
use crate::oid::known;
use crate::signed::Signed;
use crate::time::{Calendar, as_written, time};
use motetls_base::{DecodeError, UnixTime};

/// The fields of one revocation list. Nothing in it is authentic before its signature was checked.
#[derive(Clone, Copy, Debug)]
pub struct RevocationList<'a> {
    /// The TBSCertList, the algorithm outside of it, and the signature.
    pub signed: Signed<'a>,
    /// 1 or 2.
    pub version: u32,
    /// The algorithm named inside of what is signed; must be the one outside (RFC 5280, section
    /// 5.1.1.2).
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The issuer.
    pub issuer: DistinguishedName<'a>,
    /// When it was issued.
    pub this_update: UnixTime,
    /// When the next one is issued at the latest.
    pub next_update: Option<UnixTime>,
    /// What is revoked.
    pub revoked: List<'a, Revoked<'a>>,
    /// Its extensions, of version 2.
    pub extensions: Extensions<'a>,
}

impl<'a> RevocationList<'a> {
    /// The first entry for the certificate whose serial number has the contents octets `serial`.
    ///
    /// In a list that is indirect, the issuer of the certificate an entry is about stands in an
    /// extension of it or of one before.
    ///
    /// # Errors
    /// [`DecodeError`] when an entry before it cannot be read.
    pub fn find(&self, serial: &[u8]) -> Result<Option<Revoked<'a>>, DecodeError> {
        for entry in self.revoked {
            let entry = entry?;
            if entry.serial == serial {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// thisUpdate and nextUpdate as they stand, before 1970 too.
    ///
    /// # Errors
    /// [`DecodeError`] never, if the view was read from a list.
    pub fn updates_as_written(&self) -> Result<(Calendar, Option<Calendar>), DecodeError> {
        let mut fields = self.signed.contents_reader()?;
        if fields.is_integer() {
            fields.any()?; // the version
        }
        fields.any()?; // the algorithm
        fields.any()?; // the issuer
        let this_update = as_written(&mut fields)?;
        let next_update = self.next_update.map(|_| as_written(&mut fields)).transpose()?;
        Ok((this_update, next_update))
    }
}

/// All fields are read but what is in names, entries and extensions.
impl<'a> Read<'a> for RevocationList<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let signed = Signed::read(der)?;
        let mut fields = signed.contents_reader()?;
        let version = if fields.is_integer() { fields.version(&[1])?.wrapping_add(1) } else { 1 };
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let issuer = DistinguishedName::read(&mut fields)?;
        let this_update = time(&mut fields)?;
        let mut next_update = None;
        if matches!(fields.tag(), UTC_TIME | GENERALIZED_TIME) {
            next_update = Some(time(&mut fields)?);
        }
        let revoked = List::new(fields.optional(SEQUENCE)?.unwrap_or(&[]));
        let extensions =
            if version == 2 { extension::explicit(&mut fields, 0)? } else { List::empty() };
        fields.end()?;
        Ok(RevocationList {
            signed,
            version,
            algorithm,
            issuer,
            this_update,
            next_update,
            revoked,
            extensions,
        })
    }
}

/// One entry of a list.
#[derive(Clone, Copy, Debug)]
pub struct Revoked<'a> {
    /// The contents octets of the certificate's serial number.
    pub serial: &'a [u8],
    /// Since when.
    pub date: UnixTime,
    /// Its extensions.
    pub extensions: Extensions<'a>,
}

impl Revoked<'_> {
    /// The date of the entry `der` as it stands, before 1970 too: see [`List::with_der`].
    ///
    /// # Errors
    /// [`DecodeError`] when that is no entry.
    pub fn date_as_written(der: &[u8]) -> Result<Calendar, DecodeError> {
        let mut fields = Der::new(der).nested(SEQUENCE)?;
        fields.integer()?;
        as_written(&mut fields)
    }

    /// Why, if it says so.
    ///
    /// # Errors
    /// [`DecodeError`] when the extension cannot be read.
    pub fn reason(&self) -> Result<Option<Reason>, DecodeError> {
        match self
            .extensions
            .find_kind(known::CRL_REASON)
            .map(|extension| extension.value())
            .transpose()?
        {
            Some(Value::Reason(reason)) => Ok(Some(reason)),
            _ => Ok(None),
        }
    }
}

impl<'a> Read<'a> for Revoked<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let serial = fields.integer()?;
        let date = time(&mut fields)?;
        let mut extensions = List::empty();
        if !fields.is_empty() {
            extensions = List::read(&mut fields)?;
            if extensions.is_empty() {
                return Err(DecodeError); // Extensions ::= SEQUENCE SIZE (1..MAX)
            }
        }
        fields.end()?;
        Ok(Revoked { serial, date, extensions })
    }
}
