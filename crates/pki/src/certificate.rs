//! A certificate as borrowed fields (RFC 5280, section 4.1).

use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, Der, List, OCTET_STRING, OID, SEQUENCE};
use crate::error::CertError;
use crate::extension;
use crate::name::Names;
use crate::oid;
use crate::time::time;
use motetls_base::{DecodeError, UnixTime};

/// keyUsage digitalSignature, bit 0 (RFC 5280, section 4.2.1.3).
pub const DIGITAL_SIGNATURE: u8 = 0x80;
/// keyUsage keyCertSign, bit 5.
pub const KEY_CERT_SIGN: u8 = 0x04;

/// extKeyUsage holds serverAuth (RFC 5280, section 4.2.1.12).
pub const SERVER_AUTH: u8 = 1;
/// extKeyUsage holds clientAuth.
pub const CLIENT_AUTH: u8 = 2;

/// The fields of one certificate. Nothing in it is authentic before its signature was checked.
#[derive(Clone, Copy, Debug)]
pub struct Certificate<'a> {
    /// The whole TBSCertificate: what the signature covers.
    pub tbs: &'a [u8],
    /// The contents octets of the serial number.
    pub serial: &'a [u8],
    /// The whole Name of the issuer.
    pub issuer: &'a [u8],
    /// The first second of its validity.
    pub not_before: UnixTime,
    /// The last second of its validity.
    pub not_after: UnixTime,
    /// The whole Name of the subject.
    pub subject: &'a [u8],
    /// The whole SubjectPublicKeyInfo.
    pub spki: &'a [u8],
    /// What its extensions say.
    pub extensions: PathExtensions<'a>,
    /// The whole AlgorithmIdentifier of its signature, the same inside and outside of `tbs`.
    pub algorithm: &'a [u8],
    /// The signature, as encoded by its algorithm.
    pub signature: &'a [u8],
}

/// What the extensions of a certificate say, as far as this crate understands them.
#[derive(Clone, Copy, Debug, Default)]
pub struct PathExtensions<'a> {
    /// The contents of subjectAltName's GeneralNames; empty when absent.
    pub alt_names: &'a [u8],
    /// basicConstraints cA.
    pub ca: bool,
    /// basicConstraints pathLenConstraint; numbers above 255 are 255.
    pub path_len: Option<u8>,
    /// keyUsage, its first eight bits: [`DIGITAL_SIGNATURE`], [`KEY_CERT_SIGN`].
    pub key_usage: Option<u8>,
    /// extKeyUsage: [`SERVER_AUTH`] | [`CLIENT_AUTH`], both for anyExtendedKeyUsage, neither for
    /// other purposes.
    pub extended_key_usage: Option<u8>,
    /// The whole NameConstraints; empty when absent.
    pub name_constraints: &'a [u8],
    /// An extension that is not listed here is marked critical.
    pub unknown_critical: bool,
    /// A set of the extensions 2.5.29.14 to 2.5.29.45 that were seen, to refuse a second one.
    seen: u32,
}

impl<'a> Certificate<'a> {
    /// Reads a certificate in DER. Names are not looked into, and neither are key and signature.
    ///
    /// Serial numbers of any sign and length are taken, and unique identifiers skipped: nothing
    /// depends on them.
    ///
    /// # Errors
    /// [`CertError::Malformed`] when the encoding is not strict, fields are missing or left over,
    /// an extension from 2.5.29.14 to 45 occurs twice, subjectAltName is empty, or the algorithms
    /// inside and outside differ (RFC 5280, section 4.1.1.2); [`CertError::UnsupportedVersion`]
    /// when it is neither of version 1 nor 3. Version 1 has no extensions.
    #[inline(never)]
    pub fn parse(der: &'a [u8]) -> Result<Self, CertError> {
        let mut outer = Der::new(der);
        let mut fields = outer.nested(SEQUENCE)?;
        outer.end()?;
        let tbs = fields.whole(SEQUENCE)?;
        let algorithm = fields.whole(SEQUENCE)?;
        let signature = fields.octets()?;
        fields.end()?;

        let mut fields = Der::new(tbs).nested(SEQUENCE)?;
        let version3 = version(&mut fields)?;
        let serial = fields.integer()?;
        if fields.whole(SEQUENCE)? != algorithm {
            return Err(CertError::Malformed);
        }
        let issuer = fields.whole(SEQUENCE)?;
        let mut validity = fields.nested(SEQUENCE)?;
        let not_before = time(&mut validity)?;
        let not_after = time(&mut validity)?;
        validity.end()?;
        let subject = fields.whole(SEQUENCE)?;
        let spki = fields.whole(SEQUENCE)?;
        let mut extensions = PathExtensions::default();
        if version3 {
            extensions.read(&mut fields)?;
        }
        fields.end()?;
        Ok(Certificate {
            tbs,
            serial,
            issuer,
            not_before,
            not_after,
            subject,
            spki,
            extensions,
            algorithm,
            signature,
        })
    }

    /// Whether issuer and subject are the same name, as in roots and in a CA's certificates for its
    /// own new keys.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// All of its extensions, those that [`PathExtensions`] leaves out too.
    #[must_use]
    pub fn extension_list(&self) -> extension::Extensions<'a> {
        self.list().unwrap_or(List::empty())
    }

    fn list(&self) -> Result<extension::Extensions<'a>, DecodeError> {
        let mut fields = Der::new(self.tbs).nested(SEQUENCE)?;
        fields.optional(CONTEXT_CONSTRUCTED)?;
        fields.integer()?;
        for _ in 0..5 {
            fields.whole(SEQUENCE)?; // algorithm, issuer, validity, subject, key
        }
        for unique_id in [CONTEXT | 1, CONTEXT | 2] {
            fields.optional(unique_id)?;
        }
        extension::explicit(&mut fields, 3)
    }

    /// The names the certificate presents.
    #[must_use]
    pub const fn names(&self) -> Names<'a> {
        Names::new(self.extensions.alt_names)
    }
}

/// Takes the version, `[0] EXPLICIT INTEGER DEFAULT v1`: whether it is version 3.
fn version(fields: &mut Der<'_>) -> Result<bool, CertError> {
    const TAG: u8 = CONTEXT_CONSTRUCTED;
    if fields.tag() != TAG {
        return Ok(false);
    }
    let mut explicit = fields.nested(TAG)?;
    let version = explicit.integer()?;
    explicit.end()?;
    if version == [2] { Ok(true) } else { Err(CertError::UnsupportedVersion) }
}

impl<'a> PathExtensions<'a> {
    /// Takes what may follow the public key: two unique identifiers and
    /// `[3] EXPLICIT SEQUENCE OF Extension`.
    #[inline(never)]
    fn read(&mut self, fields: &mut Der<'a>) -> Result<(), DecodeError> {
        for unique_id in [CONTEXT | 1, CONTEXT | 2] {
            if fields.tag() == unique_id {
                fields.contents(unique_id)?;
            }
        }
        if fields.is_empty() {
            return Ok(());
        }
        let mut explicit = fields.nested(CONTEXT_CONSTRUCTED | 3)?;
        let mut list = explicit.nested(SEQUENCE)?;
        explicit.end()?;
        loop {
            let mut extension = list.nested(SEQUENCE)?;
            let id = extension.contents(OID)?;
            let critical = extension.boolean_or_false()?;
            let value = extension.contents(OCTET_STRING)?;
            extension.end()?;
            self.extension(id, critical, value)?;
            if list.is_empty() {
                return Ok(());
            }
        }
    }

    /// Takes in one extension. A second one of the same kind is refused (RFC 5280, section 4.2),
    /// from 2.5.29.14 to 2.5.29.45, whether or not it is read here.
    fn extension(&mut self, id: &[u8], critical: bool, value: &'a [u8]) -> Result<(), DecodeError> {
        let Some([known @ 14..=45]) = id.strip_prefix(oid::CE) else {
            self.unknown_critical |= critical;
            return Ok(());
        };
        let bit = 1_u32.wrapping_shl(u32::from(*known)); // one each, from 14 to 45
        if self.seen & bit != 0 {
            return Err(DecodeError);
        }
        self.seen |= bit;
        let mut value = Der::new(value);
        match *known {
            oid::SUBJECT_ALT_NAME => {
                self.alt_names = value.contents(SEQUENCE)?;
                if self.alt_names.is_empty() {
                    return Err(DecodeError); // GeneralNames ::= SEQUENCE SIZE (1..MAX)
                }
            }
            oid::BASIC_CONSTRAINTS => self.basic_constraints(value.nested(SEQUENCE)?)?,
            oid::KEY_USAGE => self.key_usage = Some(value.named_bits()?),
            oid::EXTENDED_KEY_USAGE => {
                self.extended_key_usage = Some(purposes(value.nested(SEQUENCE)?)?)
            }
            oid::NAME_CONSTRAINTS => self.name_constraints = value.whole(SEQUENCE)?,
            _ => {
                self.unknown_critical |= critical;
                return Ok(());
            }
        }
        value.end()
    }

    /// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX)
    /// OPTIONAL }
    fn basic_constraints(&mut self, mut fields: Der<'_>) -> Result<(), DecodeError> {
        self.ca = fields.boolean_or_false()?;
        if !fields.is_empty() {
            self.path_len = match fields.unsigned()? {
                [length] => Some(*length),
                _ => Some(u8::MAX),
            };
        }
        fields.end()
    }
}

/// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF OBJECT IDENTIFIER, as a set of the purposes
/// known here.
fn purposes(mut list: Der<'_>) -> Result<u8, DecodeError> {
    let mut set = 0;
    loop {
        let id = list.contents(OID)?;
        set |= match id.strip_prefix(oid::KP) {
            Some([oid::KP_SERVER_AUTH]) => SERVER_AUTH,
            Some([oid::KP_CLIENT_AUTH]) => CLIENT_AUTH,
            _ if id == oid::ANY_EXTENDED_KEY_USAGE => SERVER_AUTH | CLIENT_AUTH,
            _ => 0,
        };
        if list.is_empty() {
            return Ok(set);
        }
    }
}
