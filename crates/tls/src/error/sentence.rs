//! Errors in words: cause and remedy.

use super::{Error, ErrorKind, Phase};
use crate::num::HandshakeType;

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
    /// A sentence with cause and remedy, true in every phase; empty for the two kinds that carry
    /// another error.
    const fn sentence(self) -> &'static str {
        match self {
            ErrorKind::Random => {
                "the random generator failed: check the entropy source; nothing was sent"
            }
            ErrorKind::Signer => {
                "the key of our own certificate did not sign: ask the secure element or the \
                 signer why"
            }
            ErrorKind::KeysExhausted => "the keys protected as many records as they may: reconnect",
            ErrorKind::Configuration => {
                "the configuration cannot authenticate a server, or chooses what the profile lacks \
                 or the receive buffer does not hold: set a server name and anchors, or a \
                 pre-shared key, as the profile needs"
            }
            ErrorKind::RecordTooLarge => {
                "a record does not fit the receive buffer, and the peer ignores \
                 record_size_limit: give rx as many bytes as the record needs, or have the peer \
                 send smaller records"
            }
            ErrorKind::MessageTooLarge => {
                "a handshake message does not fit the receive buffer: give rx as many bytes as it \
                 needs, or have the server send smaller certificates"
            }
            ErrorKind::SendBufferTooSmall => {
                "an outgoing message does not fit the send buffer: give tx more, 512 bytes are \
                 usual"
            }
            ErrorKind::Misuse => {
                "the call does not fit the state of the connection: it is not open, or already \
                 closed"
            }
            ErrorKind::Truncated => {
                "the stream ended without close_notify: data may be missing; the peer crashed or \
                 the line was cut"
            }
            other => other.sentence_about_peer(),
        }
    }

    /// The same for what came from the peer.
    const fn sentence_about_peer(self) -> &'static str {
        match self {
            ErrorKind::Decode => "the peer sent a malformed message, or the stream was damaged",
            ErrorKind::UnexpectedMessage => "the peer sent a message that has no place here",
            ErrorKind::IllegalParameter => {
                "the peer sent a value that contradicts the protocol or what was offered"
            }
            ErrorKind::Downgrade => {
                "an attacker between the peers talked a TLS 1.3 server down to an older version: \
                 do not trust this network"
            }
            ErrorKind::MissingExtension => "the peer left out a mandatory extension",
            ErrorKind::UnsolicitedExtension => {
                "the server answered an extension that was not offered"
            }
            ErrorKind::ProtocolVersion => {
                "the server does not speak TLS 1.3: enable it there, no older version is built in \
                 here"
            }
            ErrorKind::ApplicationProtocol => {
                "the server chose an application protocol (ALPN) that was not offered"
            }
            ErrorKind::NoApplicationProtocol => {
                "the client offers application protocols (ALPN), and none of this server's"
            }
            ErrorKind::Incompatible => {
                "the client offers no cipher suite, no group, no signature scheme or no pre-shared \
                 key that this server has: name more in the profile, or give it another key"
            }
            ErrorKind::BadRecordMac => {
                "a record did not authenticate: it was damaged or tampered with, or the keys of \
                 the two ends differ"
            }
            ErrorKind::RecordOverflow => "the peer sent a record longer than TLS permits",
            ErrorKind::PskRefused
            | ErrorKind::BadFinished
            | ErrorKind::BadCertificateVerify
            | ErrorKind::CertificateType
            | ErrorKind::NoCertificate
            | ErrorKind::CertificateRequired
            | ErrorKind::UnknownName => self.sentence_about_proof(),
            ErrorKind::Certificate(_)
            | ErrorKind::AlertReceived(_)
            | ErrorKind::Random
            | ErrorKind::Signer
            | ErrorKind::KeysExhausted
            | ErrorKind::Configuration
            | ErrorKind::RecordTooLarge
            | ErrorKind::MessageTooLarge
            | ErrorKind::SendBufferTooSmall
            | ErrorKind::Misuse
            | ErrorKind::Truncated => "",
        }
    }

    /// The same for what should have proved who the peer is, or that we are whom it asks for.
    const fn sentence_about_proof(self) -> &'static str {
        match self {
            ErrorKind::PskRefused => {
                "the server did not take the pre-shared key: check the identity, and that both \
                 ends bind it to the same hash"
            }
            ErrorKind::BadFinished => {
                "the peer's Finished does not fit what was exchanged: an attacker changed the \
                 handshake, or the keys differ"
            }
            ErrorKind::BadCertificateVerify => {
                "the peer did not prove that it owns its certificate: its signature over the \
                 handshake is wrong"
            }
            ErrorKind::CertificateType => {
                "the server shows a certificate, and raw public keys alone are built in here: give \
                 it a raw public key and enable RFC 7250, or name x509 in the profile"
            }
            ErrorKind::NoCertificate => {
                "the server sent no certificate: configure one, or use a pre-shared key"
            }
            ErrorKind::CertificateRequired => {
                "the client has no certificate, and this server requires one"
            }
            ErrorKind::UnknownName => {
                "the client asks for a server by a name that no credential is for: add the name to \
                 one, or a credential without names"
            }
            _ => "",
        }
    }
}

/// The stream ended too early, for either end to read.
const NO_HELLO: &str = "the stream ended before the peer's hello came: it may not speak TLS on this \
                        port, or turns this end away";

impl Error {
    /// The sentence where phase and message tell more than the kind alone.
    const fn sentence(&self) -> Option<&'static str> {
        Some(match (self.kind, self.phase, self.message) {
            (kind, Phase::Hello, HandshakeType::CLIENT_HELLO) => match kind {
                ErrorKind::Decode | ErrorKind::UnexpectedMessage | ErrorKind::RecordOverflow => {
                    "what came is no ClientHello: the client may not speak TLS"
                }
                ErrorKind::BadFinished => {
                    "the client does not have the pre-shared key whose identity it sent: check the \
                     key of both ends, and that both bind it to the same hash"
                }
                ErrorKind::ProtocolVersion => {
                    "the client does not offer TLS 1.3, and no older version is built in here"
                }
                ErrorKind::MissingExtension => {
                    "the client left out an extension that is needed: groups, shares, signature \
                     schemes, or the name of the server"
                }
                ErrorKind::Truncated => NO_HELLO,
                _ => return None,
            },
            (
                ErrorKind::Decode | ErrorKind::UnexpectedMessage | ErrorKind::RecordOverflow,
                Phase::Hello,
                HandshakeType(0),
            ) => "the answer is no handshake of TLS: the server may not speak TLS on this port",
            (ErrorKind::UnexpectedMessage, Phase::Hello, _) => {
                "the server sent a message that has no place here: it may not speak TLS 1.3"
            }
            (ErrorKind::UnexpectedMessage, Phase::Open, _) => {
                "the peer sent a message that has no place on an open connection"
            }
            (ErrorKind::MissingExtension, Phase::Hello, _) => {
                "the server left out a mandatory extension: it may lack the groups, or the key \
                 exchange, that this profile names"
            }
            (ErrorKind::MissingExtension, _, HandshakeType::CERTIFICATE_REQUEST) => {
                "the server asked for a certificate without signature_algorithms, which every \
                 CertificateRequest must hold: the fault is the server's"
            }
            (ErrorKind::Truncated, Phase::Hello, _) => NO_HELLO,
            (ErrorKind::Truncated, Phase::Authentication | Phase::Finish, _) => {
                "the stream ended before the handshake did: the server crashed, turned this \
                 client away, or the line was cut"
            }
            _ => return None,
        })
    }
}

impl core::fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            ErrorKind::Certificate(error) => error.fmt(f),
            ErrorKind::AlertReceived(alert) => {
                write!(f, "the peer ended the connection with the alert {alert}")
            }
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
        match self.sentence() {
            Some(sentence) => f.write_str(sentence)?,
            None => kind.fmt(f)?,
        }
        write!(f, " (in the {phase}")?;
        if message.0 != 0 {
            write!(f, ", at {message}")?;
        }
        f.write_str(")")
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    /// The remedy must fit what happened: a kind alone does not tell.
    #[test]
    fn sentences_know_where_and_over_which_message() {
        let told =
            |kind, phase, message| Error { kind, phase, message, needed: 0, buffer: 0 }.to_string();
        let none = HandshakeType(0);
        for kind in [ErrorKind::UnexpectedMessage, ErrorKind::Decode, ErrorKind::Truncated] {
            assert!(told(kind, Phase::Hello, none).contains("on this port"), "{kind:?}");
            assert!(!told(kind, Phase::Open, none).contains("TLS"), "{kind:?}");
            assert!(!told(kind, Phase::Authentication, none).contains("TLS"), "{kind:?}");
        }
        let hello = told(ErrorKind::UnexpectedMessage, Phase::Hello, HandshakeType::FINISHED);
        assert!(hello.contains("TLS 1.3"), "{hello}");
        assert!(told(ErrorKind::Truncated, Phase::Open, none).contains("without close_notify"));
        let cut = told(ErrorKind::Truncated, Phase::Authentication, none);
        assert!(!cut.contains("data may be missing"), "{cut}");
        let share = told(ErrorKind::MissingExtension, Phase::Hello, HandshakeType::SERVER_HELLO);
        assert!(share.contains("groups"), "{share}");
        let request = HandshakeType::CERTIFICATE_REQUEST;
        let request = told(ErrorKind::MissingExtension, Phase::Authentication, request);
        assert!(request.contains("signature_algorithms") && !request.contains("groups"));
    }
}
