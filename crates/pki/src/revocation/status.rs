//! Verdicts.

use crate::error::CertError;
use crate::extension::Reason;
use core::fmt;
use motetls_base::{DecodeError, UnixTime};

/// What is known of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is not revoked, by information that is authentic and fresh.
    Good,
    /// It is revoked.
    Revoked(Revocation),
    /// Nothing that may be believed says either.
    Unknown(Why),
}

/// Since when a certificate is revoked, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Since when.
    pub date: UnixTime,
    /// Why; [`Reason::UNSPECIFIED`] when that is not told.
    pub reason: Reason,
}

/// Why the status of a certificate is unknown. One byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Why {
    /// There is no list and no answer that could tell.
    NothingGiven,
    /// The encoding is not the DER of a list or an answer, or not strictly so; or it is cut short.
    Malformed,
    /// One element of a list, or an answer, does not fit into the buffer.
    TooLong,
    /// It is signed with an algorithm, or by a key, that is not built in.
    UnsupportedAlgorithm,
    /// The signature does not fit the key.
    BadSignature,
    /// A list is of another issuer.
    OtherIssuer,
    /// The issuer's keyUsage forbids it to sign lists, or the responder's certificate to answer.
    NotAllowed,
    /// The clock says that it is from the future.
    FromTheFuture,
    /// The clock, or without one the build date, says that it is too old.
    Stale,
    /// It does not say until when it holds.
    NoNextUpdate,
    /// The clock stands before the build date: it was never set.
    ClockBehindBuild,
    /// An extension is marked critical and not understood.
    UnknownCriticalExtension,
    /// A list is not about certificates like this one.
    OutOfScope,
    /// The lists together do not cover every reason for revocation.
    SomeReasons,
    /// A delta list came without the complete list it adds to.
    DeltaWithoutBase,
    /// More lists tell of it than there is room for.
    TooManyLists,
    /// The responder refused to answer.
    Refused,
    /// The answer is about another certificate.
    OtherCertificate,
    /// The responder says that it does not know the certificate.
    UnknownToResponder,
    /// Whoever signed the answer is not authorised by the issuer.
    UnauthorizedResponder,
    /// The responder's own certificate might be revoked, and says nothing against asking.
    UncheckedResponder,
    /// The answer is to another question: the nonce differs, or is missing.
    OtherNonce,
    /// The certificate promises a stapled answer, and none came.
    NotStapled,
}

impl Why {
    /// What is to be done about it, as a sentence.
    const fn text(self) -> &'static str {
        match self {
            Why::NothingGiven => {
                "no revocation list and no OCSP answer was given for it: fetch one, or do not require it"
            }
            Why::Malformed => {
                "a revocation list or OCSP answer is malformed or cut short (DER): fetch it again, in binary form"
            }
            Why::TooLong => {
                "a part of it does not fit the buffer: lend a longer one (512 bytes hold most parts of a list)"
            }
            Why::UnsupportedAlgorithm => {
                "a revocation list or OCSP answer is signed with an algorithm that is not built in: add it to the profile, \
                 or have the authority use that of its certificates"
            }
            Why::BadSignature => {
                "the signature of a revocation list or OCSP answer does not fit the issuer's key: it was altered, or the \
                 authority has another key for this; fetch it again, or name that key"
            }
            Why::OtherIssuer => "a revocation list is of another issuer: give the one of the certificate's issuer",
            Why::NotAllowed => {
                "the issuer's certificate does not allow it to sign revocation lists (keyUsage cRLSign), or a responder's \
                 to answer (digitalSignature): have it issued with that bit"
            }
            Why::FromTheFuture => "a revocation list or OCSP answer is from the future: check that the clock is right",
            Why::Stale => {
                "a revocation list or OCSP answer is out of date: fetch a new one, and check that the clock is right"
            }
            Why::NoNextUpdate => {
                "a revocation list or OCSP answer does not say until when it holds (nextUpdate): have the authority say so, \
                 or limit its age and do not require it"
            }
            Why::ClockBehindBuild => {
                "the clock stands before the date this program was built: set it (SNTP, a battery-backed clock), or pass no \
                 time at all if there is no clock"
            }
            Why::UnknownCriticalExtension => {
                "a revocation list or OCSP answer has a critical extension that is not understood: have it issued without"
            }
            Why::OutOfScope => {
                "the revocation lists given are not about certificates like this one (issuingDistributionPoint): give the \
                 list its cRLDistributionPoints names"
            }
            Why::SomeReasons => {
                "the revocation lists given tell of some reasons for revocation only: give those for the other reasons too"
            }
            Why::DeltaWithoutBase => {
                "a delta list does not fit the complete list given before it: give the complete list first, no older than \
                 the number the delta adds to"
            }
            Why::TooManyLists => {
                "more revocation lists tell of a certificate than there is room for: give fewer, or a judge with more room (N)"
            }
            Why::Refused => {
                "the OCSP responder refused to answer: ask again later, or check the address and the request"
            }
            Why::OtherCertificate => {
                "the OCSP answer is about another certificate: check that the server staples the one for this certificate"
            }
            Why::UnknownToResponder => {
                "the OCSP responder does not know the certificate: check that it was asked of the issuer's own responder"
            }
            Why::UnauthorizedResponder => {
                "whoever signed the OCSP answer may not: it must be the issuer, or a certificate by the issuer with the \
                 purpose OCSPSigning that is in time"
            }
            Why::UncheckedResponder => {
                "the OCSP responder's certificate might itself be revoked: have it issued with id-pkix-ocsp-nocheck, or do \
                 not require that"
            }
            Why::OtherNonce => "the OCSP answer is to another question (nonce): ask again, or do not require a nonce",
            Why::NotStapled => {
                "the certificate promises a stapled OCSP answer (TLS feature status_request) and the server sent none: turn \
                 on stapling at the server"
            }
        }
    }
}

impl From<DecodeError> for Why {
    fn from(_: DecodeError) -> Self {
        Why::Malformed
    }
}

/// How a signature fails.
impl From<CertError> for Why {
    fn from(error: CertError) -> Self {
        match error {
            CertError::UnsupportedAlgorithm => Why::UnsupportedAlgorithm,
            CertError::Malformed => Why::Malformed,
            _ => Why::BadSignature,
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for Why {}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Good => f.write_str("not revoked"),
            Status::Revoked(Revocation { date, reason }) => {
                write!(f, "revoked since {}, reason {reason}", crate::time::Calendar::of(*date))
            }
            Status::Unknown(why) => write!(f, "unknown: {why}"),
        }
    }
}
