//! Bags of certificates: SignedData that signs nothing (RFC 5652, section 5; RFC 2315), as `.p7b`
//! files and EST have it.
//!
//! Only certificates and revocation lists are looked for. Whether such a SignedData does sign
//! something does not matter here, and nothing of it is checked. Files in BER, of indefinite
//! lengths, are refused.
//!
//! ```
//! use motetls_pki::der::Read;
//! use motetls_pki::pkcs7::{self, CertsOnly};
//!
//! let mut buffer = [0; 64];
//! let length = pkcs7::write(&[&[0x30, 1, 5], &[0x30, 0]], &mut buffer)?;
//! let bag = CertsOnly::from_der(&buffer[..length])?;
//! let certificates: Vec<&[u8]> = bag.certificates().map_while(Result::ok).collect();
//! assert_eq!(certificates, [&[0x30, 1, 5][..], &[0x30, 0]]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::der::{CONTEXT_CONSTRUCTED, Der, DerWriter, Read, SEQUENCE, SET};
use crate::oid::{Oid, known};
use motetls_base::{BufferFull, DecodeError};

/// A ContentInfo of SignedData.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertsOnly<'a> {
    /// The contents octets of the certificates, one after another.
    certificates: &'a [u8],
    /// The contents octets of the revocation lists.
    lists: &'a [u8],
}

impl<'a> CertsOnly<'a> {
    /// The certificates in the bag, in DER, in their order, which means nothing. What is no
    /// certificate of X.509 is left out.
    pub fn certificates(&self) -> impl Iterator<Item = Result<&'a [u8], DecodeError>> + use<'a> {
        Members(Der::new(self.certificates))
    }

    /// The revocation lists in the bag, in DER.
    pub fn revocation_lists(
        &self,
    ) -> impl Iterator<Item = Result<&'a [u8], DecodeError>> + use<'a> {
        Members(Der::new(self.lists))
    }
}

impl<'a> Read<'a> for CertsOnly<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut info = der.nested(SEQUENCE)?;
        if Oid::read(&mut info)? != known::PKCS7_SIGNED_DATA {
            return Err(DecodeError);
        }
        let mut explicit = info.nested(CONTEXT_CONSTRUCTED)?;
        info.end()?;
        let mut fields = explicit.nested(SEQUENCE)?;
        explicit.end()?;
        fields.version(&[1, 3, 4, 5])?;
        fields.contents(SET)?; // digestAlgorithms
        fields.contents(SEQUENCE)?; // encapContentInfo
        let certificates = fields.optional(CONTEXT_CONSTRUCTED)?.unwrap_or(&[]);
        let lists = fields.optional(CONTEXT_CONSTRUCTED | 1)?.unwrap_or(&[]);
        fields.contents(SET)?; // signerInfos
        fields.end()?;
        Ok(CertsOnly { certificates, lists })
    }
}

/// The SEQUENCEs among elements; members of other kinds bear context-specific tags.
struct Members<'a>(Der<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = Result<&'a [u8], DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.0.is_empty() {
            let tag = self.0.tag();
            match self.0.any_whole() {
                Ok(whole) if tag == SEQUENCE => return Some(Ok(whole)),
                Ok(_) => {}
                Err(error) => {
                    self.0 = Der::new(&[]);
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

/// Writes a bag of `certificates`, each in DER, to the start of `buffer`, and yields its length.
///
/// DER has the members of a SET in the order of their octets; readers do not care, and neither does
/// this.
///
/// # Errors
/// [`BufferFull`] when `buffer` is too small.
pub fn write(certificates: &[&[u8]], buffer: &mut [u8]) -> Result<usize, BufferFull> {
    let mut der = DerWriter::new(buffer);
    let info = der.open(SEQUENCE);
    known::PKCS7_SIGNED_DATA.write(&mut der);
    let explicit = der.open(CONTEXT_CONSTRUCTED);
    let signed_data = der.open(SEQUENCE);
    der.small(1);
    der.element(SET, &[]);
    let content = der.open(SEQUENCE);
    known::PKCS7_DATA.write(&mut der);
    der.close(content);
    let bag = der.open(CONTEXT_CONSTRUCTED);
    for certificate in certificates {
        der.raw(certificate);
    }
    der.close(bag);
    der.element(SET, &[]);
    der.close(signed_data);
    der.close(explicit);
    der.close(info);
    der.done()
}
