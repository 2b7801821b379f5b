//! Verdicts: [`Status`], and [`RevocationError`] for one that is unknown.

use crate::error::CertError;
use crate::errors::errors;
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
    Unknown(RevocationError),
}

/// Since when a certificate is revoked, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Since when; the first second of 1970 for what lies before.
    pub date: UnixTime,
    /// Why; [`Reason::UNSPECIFIED`] when that is not told.
    pub reason: Reason,
}

errors! {
    /// Why the status of a certificate is unknown. One byte.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    #[repr(u8)]
    pub enum RevocationError {
        /// There is no list and no answer that could tell.
        NothingGiven =
            "no revocation list and no OCSP answer was given for it: fetch one, or do not \
            require it";
        /// The encoding is not the DER of a list or an answer, or not strictly so; or it is cut
        /// short.
        Malformed =
            "a revocation list or OCSP answer is malformed or cut short (DER): fetch it again, \
            in binary form";
        /// One element of a list, or an answer, does not fit into the buffer.
        TooLong =
            "a part of it does not fit the buffer: lend a longer one (512 bytes hold most parts \
            of a list)";
        /// It is signed with an algorithm, or by a key, that is not built in.
        UnsupportedAlgorithm =
            "a revocation list or OCSP answer is signed with an algorithm that is not built in: \
            add it to the profile, or have the authority use that of its certificates";
        /// The signature does not fit the key.
        BadSignature =
            "the signature of a revocation list or OCSP answer does not fit the issuer's key: it \
            was altered, or the authority has another key for this; fetch it again, or name that \
            key";
        /// A list is of another issuer.
        OtherIssuer =
            "a revocation list is of another issuer: give the one of the certificate's issuer";
        /// The issuer's keyUsage forbids it to sign lists, or the responder's certificate to
        /// answer.
        NotAllowed =
            "the issuer's certificate does not allow it to sign revocation lists (keyUsage \
            cRLSign), or a responder's to answer (digitalSignature): have it issued with that bit";
        /// The clock says that it is from the future.
        FromTheFuture =
            "a revocation list or OCSP answer is from the future: check that the clock is right";
        /// The clock, or without one the build date, says that it is too old.
        Stale =
            "a revocation list or OCSP answer is out of date: fetch a new one, and check that \
            the clock is right";
        /// It does not say until when it holds.
        NoNextUpdate =
            "a revocation list or OCSP answer does not say until when it holds (nextUpdate): \
            have the authority say so, or limit its age and do not require it";
        /// The clock stands before the build date: it was never set.
        ClockBehindBuild =
            "the clock stands before the date this program was built: set it (SNTP, a \
            battery-backed clock), or pass no time at all if there is no clock";
        /// An extension is marked critical and not understood.
        UnknownCriticalExtension =
            "a revocation list or OCSP answer has a critical extension that is not understood: \
            have it issued without";
        /// A list is not about certificates like this one.
        OutOfScope =
            "the revocation lists given are not about certificates like this one \
            (issuingDistributionPoint): give the list its cRLDistributionPoints names";
        /// The lists together do not cover every reason for revocation.
        SomeReasons =
            "the revocation lists given tell of some reasons for revocation only: give those for \
            the other reasons too";
        /// A delta list came without the complete list it adds to.
        DeltaWithoutBase =
            "a delta list fits no complete list: give the complete list first, by the same \
            issuer and key, no older than the number the delta adds to";
        /// More lists tell of it than there is room for.
        TooManyLists =
            "more revocation lists tell of a certificate than there is room for: give fewer, or \
            a validator with more room (N)";
        /// An OCSP response has more answers about the certificate, by different hashes, than there
        /// is room for.
        TooManyResponses =
            "an OCSP response has too many answers about one certificate: have the responder \
            send one for each certificate";
        /// The responder refused to answer.
        Refused =
            "the OCSP responder refused to answer: ask again later, or check the address and the \
            request";
        /// The answer is about another certificate.
        OtherCertificate =
            "the OCSP answer is about another certificate: check that the server staples the one \
            for this certificate";
        /// The responder says that it does not know the certificate.
        UnknownToResponder =
            "the OCSP responder does not know the certificate: check that it was asked of the \
            issuer's own responder";
        /// The signer of the answer is not authorised by the issuer.
        UnauthorizedResponder =
            "the signer of the OCSP answer may not answer: it must be the issuer, or a \
            certificate by the issuer with the purpose OCSPSigning that is in time";
        /// The responder's own certificate might be revoked, and says nothing against asking.
        UncheckedResponder =
            "the OCSP responder's certificate might itself be revoked: have it issued with \
            id-pkix-ocsp-nocheck, or do not require that";
        /// The answer is to another question: the nonce differs, or is missing.
        OtherNonce =
            "the OCSP answer is to another question (nonce): ask again, or do not require a nonce";
        /// The certificate promises a stapled answer, and none came.
        NotStapled =
            "the certificate promises a stapled OCSP answer (TLS feature status_request) and the \
            server sent none: turn on stapling at the server";
    }
}

impl RevocationError {
    /// How much it tells, where several lists are of no use for several reasons: a fault of a list
    /// more than a list that is about other certificates.
    pub(super) const fn weight(self) -> u8 {
        match self {
            RevocationError::NothingGiven => 0,
            RevocationError::OtherIssuer | RevocationError::OutOfScope => 1,
            _ => 2,
        }
    }
}

impl From<DecodeError> for RevocationError {
    fn from(_: DecodeError) -> Self {
        RevocationError::Malformed
    }
}

/// How a signature fails.
impl From<CertError> for RevocationError {
    fn from(error: CertError) -> Self {
        match error {
            CertError::BadSignature => RevocationError::BadSignature,
            CertError::Malformed => RevocationError::Malformed,
            _ => RevocationError::UnsupportedAlgorithm,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Good => f.write_str("not revoked"),
            Status::Revoked(Revocation { date: UnixTime(0), reason }) => {
                write!(f, "revoked since 1970 or before, reason {reason}")
            }
            Status::Revoked(Revocation { date, reason }) => {
                write!(f, "revoked since {}, reason {reason}", crate::time::Calendar::of(*date))
            }
            Status::Unknown(why) => write!(f, "unknown: {why}"),
        }
    }
}
