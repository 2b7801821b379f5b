//! How far a handshake went. A server has two states of its own, and shares the others.

use crate::error::Phase;
use crate::num::HandshakeType;
use crate::profile::{CertificateCheck, Profile};

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// The shares of the first hello, where they are computed in steps.
    Start,
    /// The ServerHello.
    Hello {
        retried: bool,
    },
    EncryptedExtensions,
    CertificateOrRequest,
    /// The peer's Certificate.
    Certificate,
    Entries,
    CertificateVerify,
    /// The peer's Finished.
    Finished,
    /// Our own certificate goes out, and its signer is asked.
    Sign,
    Open,
    /// A server's: the ClientHello.
    ClientHello,
    /// A server's: the ServerHello is out, and what goes under the keys of the handshake is not.
    Answer,
}

impl State {
    /// Whether a message of this type has its place here.
    pub(crate) fn expects<P: Profile>(self, message: HandshakeType) -> bool {
        match self {
            State::ClientHello if P::SERVER => message == HandshakeType::CLIENT_HELLO,
            State::Hello { .. } => message == HandshakeType::SERVER_HELLO,
            State::EncryptedExtensions => message == HandshakeType::ENCRYPTED_EXTENSIONS,
            State::Finished => message == HandshakeType::FINISHED,
            _ if !P::Certificates::PRESENT => false,
            State::CertificateOrRequest => {
                matches!(message, HandshakeType::CERTIFICATE_REQUEST | HandshakeType::CERTIFICATE)
            }
            State::Certificate => message == HandshakeType::CERTIFICATE,
            State::CertificateVerify => message == HandshakeType::CERTIFICATE_VERIFY,
            State::Start
            | State::Entries
            | State::Sign
            | State::Open
            | State::ClientHello
            | State::Answer => false,
        }
    }

    /// The part of the handshake an error here belongs to.
    pub(crate) const fn phase<P: Profile>(self) -> Phase {
        match self {
            State::ClientHello if P::SERVER => Phase::Hello,
            State::Start | State::Hello { .. } => Phase::Hello,
            State::Finished | State::Sign => Phase::Finish,
            State::Open => Phase::Open,
            _ => Phase::Authentication,
        }
    }
}
