//! Why a certificate is refused.

use crate::errors::errors;
use motetls_base::DecodeError;

errors! {
    /// Why a certificate, or a chain of them, is refused. One byte.
    ///
    /// The order means nothing, and more may be added.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    #[non_exhaustive]
    #[repr(u8)]
    pub enum CertError {
        /// The clock says that the certificate's time has not begun.
        NotYetValid =
            "a certificate is not valid yet: check that the clock is right, or wait for its \
            notBefore";
        /// The clock, or without one the build date, says that the certificate's time is over.
        Expired =
            "a certificate has expired: renew it on the server, and check that the clock is right";
        /// The clock stands before the build date: it was never set.
        ClockBehindBuild =
            "the clock stands before the date this program was built: set it (SNTP, a \
            battery-backed clock), or pass no time at all if there is no clock";
        /// The chain ends without reaching a trust anchor.
        UnknownIssuer =
            "the chain does not lead to a trusted issuer: add its root or one of its \
            intermediates to the anchors, or have the server send the missing intermediates";
        /// The next certificate sent is not the issuer of the one before it.
        IssuerMismatch =
            "the chain is out of order or incomplete: the server must send its own certificate \
            first, then the issuer of each one before it";
        /// More certificates were sent than are looked at before an anchor is reached.
        ChainTooLong =
            "too many certificates came before a trusted one: trust an issuer nearer to the \
            server, or shorten the chain";
        /// The certificate is neither of version 1 nor of version 3.
        UnsupportedVersion =
            "a certificate is of an X.509 version other than 1 and 3: have it issued as version 3";
        /// A key or a signature is of an algorithm that is not built in.
        UnsupportedAlgorithm =
            "a certificate's key or signature is of an algorithm that is not built in: use ECDSA \
            P-256 with SHA-256 along the chain, or trust the last supported issuer as an anchor";
        /// keyUsage or extendedKeyUsage forbids what the certificate is used for.
        WrongUsage =
            "keyUsage or extendedKeyUsage forbids this use of a certificate: a server needs \
            digitalSignature and serverAuth, a client digitalSignature and clientAuth, an issuer \
            keyCertSign";
        /// An extension is marked critical and not understood.
        UnknownCriticalExtension =
            "a certificate has a critical extension that is not understood: have it issued \
            without it or not critical";
        /// A certificate or an anchor constrains the names below it in a way that is not supported:
        /// at all by the rules in force, or of this kind of name, or with minimum or maximum.
        NameConstraints =
            "a certificate or an anchor has nameConstraints that are not supported here: verify \
            with rules that keep names, or trust the one below it as an anchor";
        /// Its issuer has taken the certificate back.
        Revoked =
            "a certificate was revoked by its issuer: have a new one issued, for a new key if \
            the old one is known to others";
        /// Nothing that may be believed says whether a certificate was taken back, and the policy
        /// in force wants to know.
        RevocationUnknown =
            "nothing fresh and authentic says whether a certificate was revoked: give its \
            issuer's revocation list, or have the server staple an OCSP answer; the status tells \
            what was wrong with those that were there";
        /// The OCSP answer that was stapled to a certificate may not be believed, or none came
        /// where one was promised.
        BadStatusResponse =
            "the OCSP answer for a certificate cannot be believed, or the certificate promises \
            one and none came: turn on stapling at the server and have it fetch a new answer; \
            check that the clock is right";
        /// The encoding is not the DER of an X.509 certificate (RFC 5280, section 4.1), or not
        /// strictly so.
        Malformed =
            "a certificate is malformed: it breaks the encoding rules of X.509 (DER); have it \
            issued anew";
        /// No subjectAltName of the server's certificate is the expected name.
        NameMismatch =
            "the certificate is for another name: connect by a name in its subjectAltName, or \
            have that name added";
        /// A signature does not fit the issuer's key.
        BadSignature =
            "a signature does not fit its issuer's key: the certificate was altered, or an \
            anchor (or intermediate) of the same name has another key; compare the keys and \
            update the anchors";
        /// A certificate signed another one and is not a certification authority.
        NotACa =
            "a certificate was used as an issuer and is not a certification authority: have the \
            issuing certificate made with basicConstraints CA:TRUE";
        /// There are more intermediates than a certification authority allows below itself.
        PathTooLong =
            "a certification authority limits the intermediates below it (pathLenConstraint) and \
            there are more: have the server's certificate issued by the constrained authority \
            itself, or the limit raised";
        /// A name lies outside of what an issuer above it may certify (RFC 5280, section 4.2.1.10),
        /// or cannot be read or compared, so that it may.
        NameNotPermitted =
            "an issuer may not certify a name that is certified below it (nameConstraints): have \
            the certificate issued for a name it may, or by another authority";
        /// A key is too short, or of a kind or on a curve that the policy in force does not allow.
        WeakKey =
            "a certificate's key is too short, or of a kind the policy does not allow: use ECDSA \
            on P-256 or P-384, or RSA of 2048 bits or more";
        /// A certificate is signed with a hash that the policy in force does not allow.
        WeakHash =
            "a certificate is signed with a hash the policy does not allow: have it issued with \
            SHA-256 or longer";
        /// A certificate is valid for longer than the policy in force allows.
        ValidityTooLong =
            "a certificate is valid for longer than the policy allows: have it issued for a \
            shorter time, or verify certificates of a private authority without the CA/Browser \
            policy";
        /// A certificate has no subjectAltName, which the policy in force demands.
        NoAltName =
            "a certificate has no subjectAltName, which the policy demands: have the names added \
            to it; the common name of the subject does not count";
        /// None of the keys that were expected is the key, or in the chain.
        PinMismatch =
            "none of the pinned keys is in the chain: the connection may be intercepted, or the \
            key was renewed; compare the SHA-256 of the SubjectPublicKeyInfo with the pins, and \
            keep a backup pin";
        /// A certificate breaks another rule of the policy in force.
        OutsidePolicy =
            "a certificate breaks a rule of the policy in force (CA/Browser Forum, or the IETF \
            profile for the Internet of Things): lint it to see which";
        /// The path is valid under no acceptable certificate policy, and one is demanded (RFC 5280,
        /// section 6.1).
        CertificatePolicy =
            "the chain is of no acceptable certificate policy, and one is demanded: accept one \
            that its authorities issue under, or have the certificate issued under one that is \
            accepted";
        /// The certificates have more policies than there is room for.
        TooManyPolicies =
            "the certificates have more policies than there is room for: lend more nodes for \
            them, or accept fewer";
        /// A certificate constrains names, and those below it are more than there is room for.
        TooManyNames =
            "the certificates below a CA with name constraints have more names than there is \
            room for: lend more bytes for them, or have certificates of fewer names issued";
        /// A certificate constrains names, and to compare them takes more work than is allowed.
        ConstraintsTooComplex =
            "the name constraints of a CA would take too much work to check: have certificates \
            of fewer names issued, or trust an issuer below that CA";
        /// A certificate that Ed25519 signed is longer than the room for its contents.
        ContentsTooLong =
            "a certificate signed with Ed25519 is longer than the room for its contents: lend \
            more bytes for them, or trust its issuer as an anchor";
    }
}

impl From<DecodeError> for CertError {
    fn from(_: DecodeError) -> Self {
        CertError::Malformed
    }
}

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
