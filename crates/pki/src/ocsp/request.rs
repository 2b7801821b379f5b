//! The question (RFC 6960, section 4.1).

use super::CertId;
use crate::der::{CONTEXT_CONSTRUCTED, Der, DerWriter, List, Read, SEQUENCE};
use crate::extension::{self, Extensions, NewExtension};
use crate::general_name::GeneralName;
use motetls_base::{BufferFull, DecodeError};

/// An OCSPRequest.
#[derive(Clone, Copy, Debug)]
pub struct OcspRequest<'a> {
    /// requestorName: the client that asks, which is left out as a rule.
    pub requestor: Option<GeneralName<'a>>,
    /// The certificates asked for.
    pub requests: List<'a, SingleRequest<'a>>,
    /// Extensions: a nonce as a rule, or none.
    pub extensions: Extensions<'a>,
    /// The contents octets of the signature, if there is one: an algorithm, a BIT STRING and
    /// certificates.
    pub signature: Option<&'a [u8]>,
}

impl<'a> Read<'a> for OcspRequest<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut outer = der.nested(SEQUENCE)?;
        let mut fields = outer.nested(SEQUENCE)?;
        let mut signature = None;
        if let Some(mut explicit) = outer.optional_nested(CONTEXT_CONSTRUCTED)? {
            signature = Some(explicit.contents(SEQUENCE)?);
            explicit.end()?;
        }
        outer.end()?;
        version(&mut fields)?;
        let mut requestor = None;
        if let Some(contents) = fields.optional(CONTEXT_CONSTRUCTED | 1)? {
            requestor = Some(GeneralName::from_der(contents)?);
        }
        let requests = List::read(&mut fields)?;
        let extensions = extension::explicit(&mut fields, 2)?;
        fields.end()?;
        Ok(OcspRequest { requestor, requests, extensions, signature })
    }
}

/// Takes the version, `[0] EXPLICIT INTEGER DEFAULT v1`: there is only that.
pub(super) fn version(fields: &mut Der<'_>) -> Result<(), DecodeError> {
    if let Some(mut explicit) = fields.optional_nested(CONTEXT_CONSTRUCTED)? {
        explicit.version(&[0])?;
        explicit.end()?;
    }
    Ok(())
}

/// A Request inside an OCSPRequest: one certificate.
#[derive(Clone, Copy, Debug)]
pub struct SingleRequest<'a> {
    /// Which certificate.
    pub id: CertId<'a>,
    /// Extensions, of which there are none in use.
    pub extensions: Extensions<'a>,
}

impl<'a> Read<'a> for SingleRequest<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let id = CertId::read(&mut fields)?;
        let extensions = extension::explicit(&mut fields, 0)?;
        fields.end()?;
        Ok(SingleRequest { id, extensions })
    }
}

/// Writes an OCSPRequest for `ids`, without a signature, to the start of `buffer`, and yields its
/// length.
///
/// `nonce`, 1 to 32 octets (RFC 8954), must come back in the answer, if the responder cares for
/// nonces at all.
///
/// # Errors
/// [`BufferFull`] when `buffer` is too small.
pub fn write_request(
    ids: &[CertId<'_>],
    nonce: Option<&[u8]>,
    buffer: &mut [u8],
) -> Result<usize, BufferFull> {
    let mut der = DerWriter::new(buffer);
    let request = der.open(SEQUENCE);
    let contents = der.open(SEQUENCE);
    let list = der.open(SEQUENCE);
    for id in ids {
        let single = der.open(SEQUENCE);
        id.write(&mut der);
        der.close(single);
    }
    der.close(list);
    if let Some(nonce) = nonce {
        NewExtension::write_explicit(&[NewExtension::OcspNonce(nonce)], 2, &mut der);
    }
    der.close(contents);
    der.close(request);
    der.done()
}
