//! What can go wrong, whose fault it is, and which alert says so.
//!
//! An [`Error`] is `Copy` and fits in two words, an [`ErrorKind`] in half of one. One `match` ([`ErrorKind::alert`]) maps it to the alert the RFC asks
//! for; local misuse and transport failures have none. Sentences live in `Display` only, so an image that never prints
//! an error carries none of them.

use motetls_base::{DecodeError, RandomError};
use motetls_pki::CertError;

use crate::num::{AlertDescription, HandshakeType};

/// Where in the life of a connection the error arose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
pub enum ErrorKind {
    /// The peer sent bytes that do not follow their grammar.
    Decode,
    /// The peer sent a message or a record that has no place here.
    UnexpectedMessage,
    /// A field of a message contradicts the protocol or an earlier message.
    IllegalParameter,
    /// The server's random says that a TLS 1.3 server was talked down to an older version (RFC 8446, section 4.1.3).
    Downgrade,
    /// A mandatory extension is missing.
    MissingExtension,
    /// The server answered an extension that was not offered.
    UnsolicitedExtension,
    /// The server does not speak TLS 1.3.
    ProtocolVersion,
    /// The server chose an application protocol that was not offered.
    ApplicationProtocol,
    /// The server did not take the pre-shared key, and the profile has no other way to authenticate it.
    PskRefused,
    /// A record did not authenticate: tampered with, or the keys differ.
    BadRecordMac,
    /// A record is longer than TLS permits.
    RecordOverflow,
    /// A Finished message does not fit the transcript.
    BadFinished,
    /// The signature in CertificateVerify does not fit the certificate or the transcript.
    BadCertificateVerify,
    /// The server sent no certificate.
    NoCertificate,
    /// A certificate was refused.
    Certificate(CertError),
    /// The peer sent a fatal alert.
    AlertReceived(AlertDescription),
    /// The transport ended without close_notify: what came before may be cut short.
    Truncated,
    /// A record of application data does not fit the receive buffer; [`Error::needed`] and [`Error::buffer`] say by how
    /// much.
    RecordTooLarge,
    /// A handshake message, or one certificate of a chain, does not fit the receive buffer; likewise.
    MessageTooLarge,
    /// An outgoing message does not fit the send buffer of [`Error::buffer`] bytes.
    SendBufferTooSmall,
    /// The random generator failed; nothing was sent.
    Random,
    /// The keys protected as many records as they may (RFC 8446, section 5.5).
    KeysExhausted,
    /// The configuration lacks what the profile needs, a pre-shared key for instance.
    Configuration,
    /// The connection is closed, or a call came in a state that does not permit it.
    Misuse,
}

/// What happened, where, and over which message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// What happened.
    pub kind: ErrorKind,
    /// Where in the connection's life.
    pub phase: Phase,
    /// The handshake message being processed; 0 for none.
    pub message: HandshakeType,
    /// Bytes the peer's record or message needs in the receive buffer, when that is the trouble; 0xffff for all above.
    pub needed: u16,
    /// Bytes the buffer has that is too small, when that is the trouble.
    pub buffer: u16,
}

impl ErrorKind {
    /// The alert that tells the peer (RFC 8446, section 6.2); `None` when there is nothing to tell or nobody to hear.
    #[must_use]
    pub const fn alert(self) -> Option<AlertDescription> {
        let alert = match self {
            ErrorKind::Certificate(error) => certificate_alert(error),
            other => other.plain_alert(),
        };
        if alert.0 == NO_ALERT.0 { None } else { Some(alert) }
    }

    /// The alert of all but certificates: nothing but constants, so that it becomes a table of bytes.
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
            ErrorKind::NoCertificate => A::decode_error,
            ErrorKind::MessageTooLarge | ErrorKind::KeysExhausted | ErrorKind::Random => A::internal_error,
            ErrorKind::Certificate(_)
            | ErrorKind::AlertReceived(_)
            | ErrorKind::Truncated
            | ErrorKind::SendBufferTooSmall
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
        CertError::UnknownIssuer | CertError::IssuerMismatch | CertError::ChainTooLong => A::unknown_ca,
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

impl core::fmt::Display for Phase {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Phase::Hello => "hello",
            Phase::Authentication => "authentication",
            Phase::Finish => "finish",
            Phase::Open => "open connection",
        })
    }
}

impl ErrorKind {
    /// A sentence with cause and remedy; empty for the two kinds that carry another error.
    const fn sentence(self) -> &'static str {
        match self {
            ErrorKind::Decode => "the peer sent a malformed message: it may not speak TLS, or the stream was damaged",
            ErrorKind::UnexpectedMessage => "the peer sent a message that has no place here: it may not speak TLS 1.3",
            ErrorKind::IllegalParameter => "the peer sent a value that contradicts the protocol or what was offered",
            ErrorKind::Downgrade => {
                "somebody between the peers talked a TLS 1.3 server down to an older version: do not trust this network"
            }
            ErrorKind::MissingExtension => {
                "the peer left out a mandatory extension: it may lack P-256, or the key exchange this profile names"
            }
            ErrorKind::UnsolicitedExtension => "the server answered an extension that was not offered",
            ErrorKind::ProtocolVersion => {
                "the server does not speak TLS 1.3: enable it there, no older version is built in here"
            }
            ErrorKind::ApplicationProtocol => "the server chose an application protocol (ALPN) that was not offered",
            ErrorKind::PskRefused => {
                "the server did not take the pre-shared key: check the identity, and that both ends use SHA-256"
            }
            ErrorKind::BadRecordMac => {
                "a record did not authenticate: it was damaged or tampered with, or the keys of the two ends differ"
            }
            ErrorKind::RecordOverflow => "the peer sent a record longer than TLS permits",
            ErrorKind::BadFinished => {
                "the peer's Finished does not fit what was exchanged: somebody changed the handshake, or the keys differ"
            }
            ErrorKind::BadCertificateVerify => {
                "the server did not prove that it owns its certificate: its signature over the handshake is wrong"
            }
            ErrorKind::NoCertificate => "the server sent no certificate: configure one, or use a pre-shared key",
            ErrorKind::Truncated => {
                "the stream ended without close_notify: data may be missing; the peer crashed or somebody cut the line"
            }
            ErrorKind::Random => "the random generator failed: check the entropy source; nothing was sent",
            ErrorKind::KeysExhausted => "the keys protected as many records as they may: reconnect",
            ErrorKind::Configuration => {
                "the configuration cannot authenticate a server: set a server name and anchors, or a pre-shared key, as \
                 the profile needs"
            }
            ErrorKind::RecordTooLarge => {
                "a record does not fit the receive buffer, and the peer ignores record_size_limit: give rx as many bytes as \
                 the record needs, or have the peer send smaller records"
            }
            ErrorKind::MessageTooLarge => {
                "a handshake message does not fit the receive buffer: give rx as many bytes as it needs, or have the \
                 server send smaller certificates"
            }
            ErrorKind::SendBufferTooSmall => {
                "an outgoing message does not fit the send buffer: give tx more, 512 bytes are usual"
            }
            ErrorKind::Misuse => "the call does not fit the state of the connection: it is not open, or already closed",
            ErrorKind::Certificate(_) | ErrorKind::AlertReceived(_) => "",
        }
    }
}

impl core::fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            ErrorKind::Certificate(error) => error.fmt(f),
            ErrorKind::AlertReceived(alert) => write!(f, "the peer ended the connection with the alert {alert}"),
            kind => f.write_str(kind.sentence()),
        }
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Error { kind, phase, message, needed, buffer } = self;
        match kind {
            ErrorKind::RecordTooLarge => write!(f, "peer record {needed} > buffer {buffer}: ")?,
            ErrorKind::MessageTooLarge => write!(f, "peer message {needed} > buffer {buffer}: ")?,
            ErrorKind::SendBufferTooSmall => write!(f, "send buffer {buffer}: ")?,
            _ => {}
        }
        write!(f, "{kind} (in the {phase}")?;
        if message.0 != 0 {
            write!(f, ", at {message}")?;
        }
        f.write_str(")")
    }
}

impl core::error::Error for Error {}

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
            assert_eq!(ErrorKind::Certificate(error).alert(), Some(AlertDescription(number)), "{error:?}");
        }
        for error in CertError::ALL.iter().copied().skip_while(|error| *error != CertError::Malformed) {
            assert_eq!(ErrorKind::Certificate(error).alert(), Some(AlertDescription::bad_certificate), "{error:?}");
        }
        assert_eq!(ErrorKind::Misuse.alert(), None);
    }
}
