//! Why a certificate is refused.

use motetls_base::DecodeError;

/// Why a certificate, or a chain of them, is refused. One byte.
///
/// The order groups those that a peer is told of by the same alert (RFC 8446, section 6.2); new ones stand at the end, and
/// are told by bad_certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CertError {
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
    /// The certificate is neither of version 1 nor of version 3.
    UnsupportedVersion,
    /// A key or a signature is of an algorithm that is not built in.
    UnsupportedAlgorithm,
    /// keyUsage or extendedKeyUsage forbids what the certificate is used for.
    WrongUsage,
    /// An extension is marked critical and not understood.
    UnknownCriticalExtension,
    /// A certificate constrains the names below it, and that cannot be checked.
    NameConstraints,
    /// Its issuer has taken the certificate back.
    Revoked,
    /// Nothing that may be believed says whether a certificate was taken back, and the policy in force wants to know.
    RevocationUnknown,
    /// The OCSP answer that was stapled to a certificate may not be believed, or none came where one was promised.
    BadStatusResponse,
    /// The encoding is not the DER of an X.509 certificate (RFC 5280, section 4.1), or not strictly so.
    Malformed,
    /// No subjectAltName of the server's certificate is the expected name.
    NameMismatch,
    /// A signature does not fit the issuer's key.
    BadSignature,
    /// A certificate signed another one and is not a certification authority.
    NotACa,
    /// There are more intermediates than a certification authority allows below itself.
    PathTooLong,
    /// A name lies outside of what an issuer above it may certify (RFC 5280, section 4.2.1.10).
    NameNotPermitted,
    /// A key is too short, or of a kind or on a curve that the policy in force does not allow.
    WeakKey,
    /// A certificate is signed with a hash that the policy in force does not allow.
    WeakHash,
    /// A certificate is valid for longer than the policy in force allows.
    ValidityTooLong,
    /// A certificate names nobody in subjectAltName, as the policy in force demands.
    NoAltName,
    /// None of the keys that were expected is the key, or in the chain.
    PinMismatch,
    /// A certificate breaks another rule of the policy in force.
    OutsidePolicy,
    /// The path is valid under no acceptable certificate policy, and one is demanded (RFC 5280, section 6.1).
    CertificatePolicy,
    /// The certificates have more policies than there is room for.
    TooManyPolicies,
}

impl CertError {
    /// All reasons, in the order of their numbers.
    pub const ALL: &'static [CertError] = &[
        CertError::NotYetValid,
        CertError::Expired,
        CertError::ClockBehindBuild,
        CertError::UnknownIssuer,
        CertError::IssuerMismatch,
        CertError::ChainTooLong,
        CertError::UnsupportedVersion,
        CertError::UnsupportedAlgorithm,
        CertError::WrongUsage,
        CertError::UnknownCriticalExtension,
        CertError::NameConstraints,
        CertError::Revoked,
        CertError::RevocationUnknown,
        CertError::BadStatusResponse,
        CertError::Malformed,
        CertError::NameMismatch,
        CertError::BadSignature,
        CertError::NotACa,
        CertError::PathTooLong,
        CertError::NameNotPermitted,
        CertError::WeakKey,
        CertError::WeakHash,
        CertError::ValidityTooLong,
        CertError::NoAltName,
        CertError::PinMismatch,
        CertError::OutsidePolicy,
        CertError::CertificatePolicy,
        CertError::TooManyPolicies,
    ];
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
                "a certificate has nameConstraints that cannot be checked here: verify with rules that keep names, and \
                 room for all of them, or trust the intermediate that has them, or the one below it, as an anchor"
            }
            CertError::NameNotPermitted => {
                "an issuer may not certify a name that is certified below it (nameConstraints): have the certificate \
                 issued for a name it may, or by another authority"
            }
            CertError::WeakKey => {
                "a certificate's key is too short, or of a kind the policy does not allow: use ECDSA on P-256 or \
                 P-384, or RSA of 2048 bits or more"
            }
            CertError::WeakHash => {
                "a certificate is signed with a hash the policy does not allow: have it issued with SHA-256 or longer"
            }
            CertError::ValidityTooLong => {
                "a certificate is valid for longer than the policy allows: have it issued for a shorter time, or \
                 verify certificates of a private authority without the CA/Browser policy"
            }
            CertError::NoAltName => {
                "a certificate has no subjectAltName, which the policy demands: have the names added to it; the \
                 common name of the subject does not count"
            }
            CertError::PinMismatch => {
                "none of the pinned keys is in the chain: somebody stands in between, or the key was renewed; compare \
                 the SHA-256 of the SubjectPublicKeyInfo with the pins, and keep a backup pin"
            }
            CertError::OutsidePolicy => {
                "a certificate breaks a rule of the policy in force (CA/Browser Forum, or the IETF profile for the \
                 Internet of Things): lint it to see which"
            }
            CertError::CertificatePolicy => {
                "the chain is of no acceptable certificate policy, and one is demanded: accept one that its authorities \
                 issue under, or have the certificate issued under one that is accepted"
            }
            CertError::TooManyPolicies => {
                "the certificates have more policies than there is room for: lend more nodes for them, or accept fewer"
            }
            CertError::Revoked => {
                "a certificate was revoked by its issuer: have a new one issued, for a new key if the old one is known to \
                 others"
            }
            CertError::RevocationUnknown => {
                "nothing fresh and authentic says whether a certificate was revoked: give its issuer's revocation list, or \
                 have the server staple an OCSP answer; the status tells what was wrong with those that were there"
            }
            CertError::BadStatusResponse => {
                "the OCSP answer for a certificate cannot be believed, or the certificate promises one and none came: turn \
                 on stapling at the server and have it fetch a new answer; check that the clock is right"
            }
        })
    }
}

impl core::error::Error for CertError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn each_has_its_number_and_a_remedy() {
        for (number, error) in CertError::ALL.iter().enumerate() {
            assert_eq!(*error as usize, number);
            let text = error.to_string();
            assert!(text.contains(": ") && text.len() > 60, "{text}");
            assert!(CertError::ALL.iter().all(|other| other == error || other.to_string() != text));
        }
    }
}
