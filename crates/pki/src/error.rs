//! Why a certificate is refused.

use motetls_base::DecodeError;

/// Why a certificate, or a chain of them, is refused. One byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CertError {
    /// The encoding is not the DER of an X.509 certificate (RFC 5280, section 4.1), or not strictly so.
    Malformed,
    /// The certificate is neither of version 1 nor of version 3.
    UnsupportedVersion,
    /// A key or a signature is of an algorithm that is not built in.
    UnsupportedAlgorithm,
    /// The clock says that the certificate's time has not begun.
    NotYetValid,
    /// The clock, or without one the build date, says that the certificate's time is over.
    Expired,
    /// The clock stands before the build date: it was never set.
    ClockBehindBuild,
    /// The chain ends without reaching a trust anchor.
    UnknownIssuer,
    /// The next certificate sent is not the issuer of the one before it.
    IssuerMismatch,
    /// More certificates were sent than are looked at before an anchor is reached.
    ChainTooLong,
    /// No subjectAltName of the server's certificate is the expected name.
    NameMismatch,
    /// A signature does not fit the issuer's key.
    BadSignature,
    /// A certificate signed another one and is not a certification authority.
    NotACa,
    /// There are more intermediates than a certification authority allows below itself.
    PathTooLong,
    /// keyUsage or extendedKeyUsage forbids what the certificate is used for.
    WrongUsage,
    /// An extension is marked critical and not understood.
    UnknownCriticalExtension,
    /// A certificate constrains the names below it, which is not supported.
    NameConstraints,
}

impl From<DecodeError> for CertError {
    fn from(_: DecodeError) -> Self {
        CertError::Malformed
    }
}

impl core::fmt::Display for CertError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            CertError::Malformed => {
                "a certificate is malformed: it breaks the encoding rules of X.509 (DER); have it issued anew"
            }
            CertError::UnsupportedVersion => {
                "a certificate is of an X.509 version other than 1 and 3: have it issued as version 3"
            }
            CertError::UnsupportedAlgorithm => {
                "a certificate's key or signature is of an algorithm that is not built in: use ECDSA P-256 with \
                 SHA-256 along the chain, or trust the last supported issuer as an anchor"
            }
            CertError::NotYetValid => {
                "a certificate is not valid yet: check that the clock is right, or wait for its notBefore"
            }
            CertError::Expired => "a certificate has expired: renew it on the server, and check that the clock is right",
            CertError::ClockBehindBuild => {
                "the clock stands before the date this program was built: set it (SNTP, a battery-backed clock), or \
                 pass no time at all if there is no clock"
            }
            CertError::UnknownIssuer => {
                "the chain does not lead to a trusted issuer: add its root or one of its intermediates to the \
                 anchors, or have the server send the missing intermediates"
            }
            CertError::IssuerMismatch => {
                "the chain is out of order or incomplete: the server must send its own certificate first, then the \
                 issuer of each one before it"
            }
            CertError::ChainTooLong => {
                "too many certificates came before a trusted one: trust an issuer nearer to the server, or shorten the chain"
            }
            CertError::NameMismatch => {
                "the certificate is for another name: connect by a name in its subjectAltName, or have that name added"
            }
            CertError::BadSignature => {
                "a signature does not fit its issuer's key: the certificate was altered, or an anchor (or \
                 intermediate) of the same name has another key; compare the keys and update the anchors"
            }
            CertError::NotACa => {
                "a certificate was used as an issuer and is not a certification authority: have the issuing \
                 certificate made with basicConstraints CA:TRUE"
            }
            CertError::PathTooLong => {
                "a certification authority limits the intermediates below it (pathLenConstraint) and there are more: \
                 have the server's certificate issued by the constrained authority itself, or the limit raised"
            }
            CertError::WrongUsage => {
                "keyUsage or extendedKeyUsage forbids this use of a certificate: a server needs digitalSignature and \
                 serverAuth, a client digitalSignature and clientAuth, an issuer keyCertSign"
            }
            CertError::UnknownCriticalExtension => {
                "a certificate has a critical extension that is not understood: have it issued without it or not critical"
            }
            CertError::NameConstraints => {
                "a certificate has nameConstraints, which are not supported: trust the intermediate that has them, or \
                 the one below it, as an anchor"
            }
        })
    }
}

impl core::error::Error for CertError {}
