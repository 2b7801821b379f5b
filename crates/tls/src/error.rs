//! What can go wrong, and which alert tells the peer.
//!
//! An [`Error`] is `Copy` and fits in two words, an [`ErrorKind`] in half of one. One `match`
//! ([`ErrorKind::alert`]) maps it to the alert the RFC asks for; local misuse and transport
//! failures have none. Sentences live in `Display` only, so an image that never prints an error
//! carries none of them.

use motetls_base::{DecodeError, RandomError};
use motetls_pki::CertError;

use crate::num::{AlertDescription, HandshakeType};

mod sentence;

/// Where in the life of a connection the error arose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Phase {
    /// From the ClientHello to the ServerHello.
    Hello,
    /// EncryptedExtensions, certificates and their signature.
    Authentication,
    /// The Finished messages.
    Finish,
    /// Application data, key updates, tickets.
    Open,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ErrorKind {
    /// The peer sent bytes that do not follow their grammar.
    Decode,
    /// The peer sent a message or a record that has no place here.
    UnexpectedMessage,
    /// A field of a message contradicts the protocol or an earlier message.
    IllegalParameter,
    /// The server's random says that a TLS 1.3 server was talked down to an older version (RFC
    /// 9846, section 4.2.3).
    Downgrade,
    /// A mandatory extension is missing.
    MissingExtension,
    /// The server answered an extension that was not offered.
    UnsolicitedExtension,
    /// The server does not speak TLS 1.3.
    ProtocolVersion,
    /// The server chose an application protocol that was not offered.
    ApplicationProtocol,
    /// The server did not take the pre-shared key, and the profile has no other way to authenticate
    /// it.
    PskRefused,
    /// A record did not authenticate: tampered with, or the keys differ.
    BadRecordMac,
    /// A record is longer than TLS permits.
    RecordOverflow,
    /// A Finished message, or the binder of a pre-shared key, does not fit the transcript.
    BadFinished,
    /// The signature in CertificateVerify does not fit the certificate or the transcript.
    BadCertificateVerify,
    /// The server shows certificates, and the profile takes raw public keys only (RFC 7250).
    CertificateType,
    /// The server sent no certificate.
    NoCertificate,
    /// A certificate was refused.
    Certificate(CertError),
    /// The peer sent a fatal alert.
    AlertReceived(AlertDescription),
    /// The transport ended without close_notify: what came before may be cut short.
    Truncated,
    /// A record of application data does not fit the receive buffer; [`Error::needed`] and
    /// [`Error::buffer`] say by how much.
    RecordTooLarge,
    /// A handshake message, or one certificate of a chain, does not fit the receive buffer;
    /// likewise.
    MessageTooLarge,
    /// An outgoing message does not fit the send buffer of [`Error::buffer`] bytes.
    SendBufferTooSmall,
    /// The random generator failed; nothing was sent.
    Random,
    /// The signer of our own certificate failed.
    Signer,
    /// The keys protected as many records as they may (RFC 9846, section 5.5).
    KeysExhausted,
    /// The configuration lacks what the profile needs, a pre-shared key for instance.
    Configuration,
    /// The connection is closed, or a call came in a state that does not permit it.
    Misuse,
    /// The client offers no cipher suite, no group, no signature scheme or no pre-shared key that
    /// we have.
    Incompatible,
    /// The client asks for a server by a name that no credential is for.
    UnknownName,
    /// The client offers application protocols, and none of ours.
    NoApplicationProtocol,
    /// The client has no certificate, and one is required.
    CertificateRequired,
}

/// What happened, where, and over which message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Error {
    /// What happened.
    pub kind: ErrorKind,
    /// Where in the connection's life.
    pub phase: Phase,
    /// The handshake message being processed; 0 for none.
    pub message: HandshakeType,
    /// Bytes the peer's record or message needs in the receive buffer, when that is the trouble;
    /// 0xffff for all above.
    pub needed: u16,
    /// Bytes the buffer has that is too small, when that is the trouble.
    pub buffer: u16,
}

impl ErrorKind {
    /// The alert that tells the peer (RFC 9846, section 6.2); `None` when there is nothing to tell
    /// or no peer to tell it to.
    #[must_use]
    pub const fn alert(self) -> Option<AlertDescription> {
        let alert = match self {
            ErrorKind::Certificate(error) => certificate_alert(error),
            other => other.plain_alert(),
        };
        if alert.0 == NO_ALERT.0 { None } else { Some(alert) }
    }

    /// The alert of all but certificates: nothing but constants, so that it becomes a table of
    /// bytes.
    #[inline(never)]
    const fn plain_alert(self) -> AlertDescription {
        use AlertDescription as A;
        match self {
            ErrorKind::Decode => A::decode_error,
            ErrorKind::UnexpectedMessage => A::unexpected_message,
            ErrorKind::IllegalParameter | ErrorKind::Downgrade => A::illegal_parameter,
            ErrorKind::MissingExtension => A::missing_extension,
            ErrorKind::UnsolicitedExtension => A::unsupported_extension,
            ErrorKind::ProtocolVersion => A::protocol_version,
            ErrorKind::ApplicationProtocol => A::illegal_parameter,
            ErrorKind::PskRefused => A::handshake_failure,
            ErrorKind::BadRecordMac => A::bad_record_mac,
            ErrorKind::RecordOverflow | ErrorKind::RecordTooLarge => A::record_overflow,
            ErrorKind::BadFinished | ErrorKind::BadCertificateVerify => A::decrypt_error,
            ErrorKind::CertificateType => A::unsupported_certificate,
            ErrorKind::NoCertificate => A::decode_error,
            ErrorKind::MessageTooLarge
            | ErrorKind::SendBufferTooSmall
            | ErrorKind::KeysExhausted
            | ErrorKind::Signer
            | ErrorKind::Random => A::internal_error,
            ErrorKind::Incompatible => A::handshake_failure,
            ErrorKind::UnknownName => A::unrecognized_name,
            ErrorKind::NoApplicationProtocol => A::no_application_protocol,
            ErrorKind::CertificateRequired => A::certificate_required,
            ErrorKind::Certificate(_)
            | ErrorKind::AlertReceived(_)
            | ErrorKind::Truncated
            | ErrorKind::Configuration
            | ErrorKind::Misuse => NO_ALERT,
        }
    }
}

/// Stands for none: no error is told by closing in peace.
const NO_ALERT: AlertDescription = AlertDescription::close_notify;

/// The alert for a certificate that was refused: nothing but constants, too.
#[inline(never)]
const fn certificate_alert(error: CertError) -> AlertDescription {
    use AlertDescription as A;
    match error {
        CertError::Expired | CertError::NotYetValid => A::certificate_expired,
        CertError::ClockBehindBuild => A::internal_error,
        CertError::UnknownIssuer | CertError::IssuerMismatch | CertError::ChainTooLong => {
            A::unknown_ca
        }
        CertError::UnsupportedVersion
        | CertError::UnsupportedAlgorithm
        | CertError::WrongUsage
        | CertError::UnknownCriticalExtension
        | CertError::NameConstraints => A::unsupported_certificate,
        CertError::Revoked => A::certificate_revoked,
        CertError::RevocationUnknown => A::certificate_unknown,
        CertError::BadStatusResponse => A::bad_certificate_status_response,
        _ => A::bad_certificate,
    }
}

impl From<DecodeError> for ErrorKind {
    fn from(_: DecodeError) -> Self {
        ErrorKind::Decode
    }
}

impl From<RandomError> for ErrorKind {
    fn from(_: RandomError) -> Self {
        ErrorKind::Random
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_to_refuse_a_certificate_has_its_alert() {
        for (error, number) in [
            (CertError::BadSignature, 42),
            (CertError::UnsupportedAlgorithm, 43),
            (CertError::NameConstraints, 43),
            (CertError::Revoked, 44),
            (CertError::NotYetValid, 45),
            (CertError::RevocationUnknown, 46),
            (CertError::ChainTooLong, 48),
            (CertError::ClockBehindBuild, 80),
            (CertError::BadStatusResponse, 113),
        ] {
            assert_eq!(
                ErrorKind::Certificate(error).alert(),
                Some(AlertDescription(number)),
                "{error:?}"
            );
        }
        for error in [CertError::Malformed, CertError::NameMismatch, CertError::NotACa] {
            assert_eq!(
                ErrorKind::Certificate(error).alert(),
                Some(AlertDescription::bad_certificate),
                "{error:?}"
            );
        }
        assert_eq!(ErrorKind::Misuse.alert(), None);
    }
}
