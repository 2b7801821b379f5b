//! Which certificate is asked for.

use crate::algorithm::{AlgorithmIdentifier, HashId, hash};
use crate::der::{Der, DerWriter, OCTET_STRING, Read, SEQUENCE};
use motetls_base::DecodeError;

/// A CertID (RFC 6960, section 4.1.1): a serial number and the hashes of the issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertId<'a> {
    /// What the issuer's name and key are hashed with, SHA-1 as a rule; `None` when it is not
    /// known here.
    pub hash: Option<HashId>,
    /// The hash of the issuer's whole Name.
    pub issuer_name_hash: &'a [u8],
    /// The hash of the octets of the issuer's public key, without tag, length and unused bits.
    pub issuer_key_hash: &'a [u8],
    /// The contents octets of the serial number.
    pub serial: &'a [u8],
}

impl CertId<'_> {
    /// Writes the identifier. Its hash must be known.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let open = der.open(SEQUENCE);
        AlgorithmIdentifier::with_null(hash::oid(self.hash.unwrap_or(HashId::Sha1))).write(der);
        der.octets(self.issuer_name_hash);
        der.octets(self.issuer_key_hash);
        der.element(crate::der::INTEGER, self.serial);
        der.close(open);
    }
}

impl<'a> Read<'a> for CertId<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let hash = hash::from_identifier(&AlgorithmIdentifier::read(&mut fields)?);
        let issuer_name_hash = fields.contents(OCTET_STRING)?;
        let issuer_key_hash = fields.contents(OCTET_STRING)?;
        let serial = fields.integer()?;
        fields.end()?;
        Ok(CertId { hash, issuer_name_hash, issuer_key_hash, serial })
    }
}
