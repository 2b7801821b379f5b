//! The answer (RFC 6960, section 4.2).

use super::CertId;
use super::request::version;
use crate::der::{
    CONTEXT, CONTEXT_CONSTRUCTED, Der, ENUMERATED, GENERALIZED_TIME, List, OCTET_STRING, Read,
    SEQUENCE,
};
use crate::dn::DistinguishedName;
use crate::extension::{self, Extensions, Reason};
use crate::oid::{Oid, known};
use crate::signed::Signed;
use crate::time::{Calendar, as_written, time};
use crate::x509::CertificateView;
use core::fmt;
use motetls_base::{DecodeError, UnixTime};

/// An OCSPResponse.
#[derive(Clone, Copy, Debug)]
pub struct Response<'a> {
    /// Whether there is an answer.
    pub status: ResponseStatus,
    /// The kind of the answer and the answer, if there is one.
    pub answer: Option<(Oid<'a>, &'a [u8])>,
}

impl<'a> Response<'a> {
    /// The answer, if there is one of the one kind that is in use, id-pkix-ocsp-basic.
    ///
    /// # Errors
    /// [`DecodeError`] when it cannot be read.
    pub fn basic(&self) -> Result<Option<BasicResponse<'a>>, DecodeError> {
        match self.answer {
            Some((known::OCSP_BASIC, octets)) => BasicResponse::from_der(octets).map(Some),
            _ => Ok(None),
        }
    }
}

impl<'a> Read<'a> for Response<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let [status @ 0..0x80] = fields.contents(ENUMERATED)? else { return Err(DecodeError) };
        let status = ResponseStatus(*status);
        let mut answer = None;
        if let Some(mut explicit) = fields.optional_nested(CONTEXT_CONSTRUCTED)? {
            let mut bytes = explicit.nested(SEQUENCE)?;
            explicit.end()?;
            answer = Some((Oid::read(&mut bytes)?, bytes.contents(OCTET_STRING)?));
            bytes.end()?;
        }
        fields.end()?;
        // RFC 6960, section 4.2.1: no answer unless successful
        if answer.is_some() == (status == ResponseStatus::SUCCESSFUL) {
            Ok(Response { status, answer })
        } else {
            Err(DecodeError)
        }
    }
}

/// An OCSPResponseStatus. Unknown numbers survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseStatus(pub u8);

impl ResponseStatus {
    /// There is an answer.
    pub const SUCCESSFUL: Self = ResponseStatus(0);
    /// The question could not be read.
    pub const MALFORMED_REQUEST: Self = ResponseStatus(1);
    /// The responder failed.
    pub const INTERNAL_ERROR: Self = ResponseStatus(2);
    /// Another time.
    pub const TRY_LATER: Self = ResponseStatus(3);
    /// Questions must be signed here.
    pub const SIG_REQUIRED: Self = ResponseStatus(5);
    /// The responder does not know, or does not tell.
    pub const UNAUTHORIZED: Self = ResponseStatus(6);
}

impl fmt::Display for ResponseStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
            ResponseStatus::SUCCESSFUL => "successful",
            ResponseStatus::MALFORMED_REQUEST => "malformedRequest",
            ResponseStatus::INTERNAL_ERROR => "internalError",
            ResponseStatus::TRY_LATER => "tryLater",
            ResponseStatus::SIG_REQUIRED => "sigRequired",
            ResponseStatus::UNAUTHORIZED => "unauthorized",
            ResponseStatus(number) => return write!(f, "{number}"),
        })
    }
}

/// A BasicOCSPResponse. Nothing in it is authentic before its signature was checked, under the
/// issuer's key or that of a certificate by the issuer for this purpose (RFC 6960, section
/// 4.2.2.2).
#[derive(Clone, Copy, Debug)]
pub struct BasicResponse<'a> {
    /// The ResponseData, the algorithm, and the signature.
    pub signed: Signed<'a>,
    /// The responder.
    pub responder: Responder<'a>,
    /// When the answer was signed.
    pub produced_at: UnixTime,
    /// The answers, one for each certificate asked for.
    pub responses: List<'a, SingleResponse<'a>>,
    /// Extensions: the nonce of the question, if any.
    pub extensions: Extensions<'a>,
    /// Certificates to check the signature with.
    pub certificates: List<'a, CertificateView<'a>>,
}

impl BasicResponse<'_> {
    /// producedAt as it stands, before 1970 too.
    ///
    /// # Errors
    /// [`DecodeError`] never, if the view was read from an answer.
    pub fn produced_at_as_written(&self) -> Result<Calendar, DecodeError> {
        let mut fields = self.signed.contents_reader()?;
        version(&mut fields)?;
        fields.any()?; // the responder
        as_written(&mut fields)
    }
}

impl<'a> Read<'a> for BasicResponse<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut outer = der.nested(SEQUENCE)?;
        let signed = Signed::fields(&mut outer)?;
        let mut certificates = List::empty();
        if let Some(mut explicit) = outer.optional_nested(CONTEXT_CONSTRUCTED)? {
            certificates = List::read(&mut explicit)?;
            explicit.end()?;
        }
        outer.end()?;
        let mut fields = signed.contents_reader()?;
        version(&mut fields)?;
        let responder = Responder::read(&mut fields)?;
        let produced_at = generalized(&mut fields)?;
        let responses = List::read(&mut fields)?;
        let extensions = extension::explicit(&mut fields, 1)?;
        fields.end()?;
        Ok(BasicResponse { signed, responder, produced_at, responses, extensions, certificates })
    }
}

/// A GeneralizedTime.
fn generalized(fields: &mut Der<'_>) -> Result<UnixTime, DecodeError> {
    if fields.tag() == GENERALIZED_TIME { time(fields) } else { Err(DecodeError) }
}

const BY_NAME: u8 = CONTEXT_CONSTRUCTED | 1;
const BY_KEY: u8 = CONTEXT_CONSTRUCTED | 2;

/// A ResponderID: the name or the key of the responder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Responder<'a> {
    /// By its name.
    Name(DistinguishedName<'a>),
    /// By the SHA-1 of the octets of its public key.
    KeyHash(&'a [u8]),
}

impl<'a> Read<'a> for Responder<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let (tag, contents) = der.any()?;
        match tag {
            BY_NAME => DistinguishedName::from_der(contents).map(Responder::Name),
            BY_KEY => {
                let mut explicit = Der::new(contents);
                let hash = explicit.contents(OCTET_STRING)?;
                explicit.end()?;
                Ok(Responder::KeyHash(hash))
            }
            _ => Err(DecodeError),
        }
    }
}

/// A SingleResponse: the answer for one certificate.
#[derive(Clone, Copy, Debug)]
pub struct SingleResponse<'a> {
    /// Which certificate.
    pub id: CertId<'a>,
    /// What is known of it.
    pub status: CertStatus,
    /// When that was known to be so.
    pub this_update: UnixTime,
    /// Until when newer information will be there; without it, newer information is there always.
    pub next_update: Option<UnixTime>,
    /// Extensions: signed certificate timestamps, now and then.
    pub extensions: Extensions<'a>,
}

impl<'a> Read<'a> for SingleResponse<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let id = CertId::read(&mut fields)?;
        let status = CertStatus::read(&mut fields)?;
        let this_update = generalized(&mut fields)?;
        let mut next_update = None;
        if let Some(mut explicit) = fields.optional_nested(CONTEXT_CONSTRUCTED)? {
            next_update = Some(generalized(&mut explicit)?);
            explicit.end()?;
        }
        let extensions = extension::explicit(&mut fields, 1)?;
        fields.end()?;
        Ok(SingleResponse { id, status, this_update, next_update, extensions })
    }
}

/// The dates of a [`SingleResponse`] as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatesAsWritten {
    /// revocationTime, of a certificate that is revoked.
    pub revoked: Option<Calendar>,
    /// thisUpdate.
    pub this_update: Calendar,
    /// nextUpdate, if there is one.
    pub next_update: Option<Calendar>,
}

impl SingleResponse<'_> {
    /// The dates of the answer `der` as they stand, before 1970 too: see [`List::with_der`].
    ///
    /// # Errors
    /// [`DecodeError`] when that is no SingleResponse.
    pub fn dates_as_written(der: &[u8]) -> Result<DatesAsWritten, DecodeError> {
        let mut fields = Der::new(der).nested(SEQUENCE)?;
        CertId::read(&mut fields)?;
        let (tag, contents) = fields.any()?;
        let revoked =
            if tag == REVOKED { Some(as_written(&mut Der::new(contents))?) } else { None };
        let this_update = as_written(&mut fields)?;
        let explicit = fields.optional_nested(CONTEXT_CONSTRUCTED)?;
        let next_update = explicit.map(|mut explicit| as_written(&mut explicit)).transpose()?;
        Ok(DatesAsWritten { revoked, this_update, next_update })
    }
}

const GOOD: u8 = CONTEXT;
const REVOKED: u8 = CONTEXT_CONSTRUCTED | 1;
const UNKNOWN: u8 = CONTEXT | 2;

/// A CertStatus: what is known of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    /// It is not known to be revoked.
    Good,
    /// It is revoked: since when, and why if it says so.
    Revoked(UnixTime, Option<Reason>),
    /// The responder does not know of it.
    Unknown,
}

impl<'a> Read<'a> for CertStatus {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let (tag, contents) = der.any()?;
        if tag == REVOKED {
            let mut fields = Der::new(contents);
            let date = generalized(&mut fields)?;
            let mut reason = None;
            if let Some(mut explicit) = fields.optional_nested(CONTEXT_CONSTRUCTED)? {
                reason = Some(Reason::read(&mut explicit)?);
                explicit.end()?;
            }
            fields.end()?;
            return Ok(CertStatus::Revoked(date, reason));
        }
        match (tag, contents) {
            (GOOD, []) => Ok(CertStatus::Good),
            (UNKNOWN, []) => Ok(CertStatus::Unknown),
            _ => Err(DecodeError),
        }
    }
}
