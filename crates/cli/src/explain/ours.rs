//! The errors of motetls itself.

use motetls::CertError;

use crate::explain::meaning::{Meaning, Notation, Table};
use crate::explain::remedy::rows;

/// Those of a connection: the values of `ErrorKind`.
pub(super) const KINDS: Table = Table {
    origin: "motetls",
    prefix: "",
    notation: Notation::None,
    rows: rows! {
        0 Decode DECODE "the peer sent a message that does not follow its grammar"
        0 UnexpectedMessage ORDER
            "the peer sent a message or a record that has no place there; as the first answer, it \
            may not speak TLS on this port"
        0 IllegalParameter PARAMETER
            "the peer sent a value that contradicts the protocol or what was offered"
        0 Downgrade DOWNGRADE
            "a server of TLS 1.3 was talked down to an older version, by an attacker on the way"
        0 MissingExtension MISSING
            "the peer left out a mandatory extension: at the ServerHello, it has none of the \
            groups or modes that were offered"
        0 UnsolicitedExtension EXTENSION "the server answered an extension that was not offered"
        0 ProtocolVersion VERSION "the server does not speak TLS 1.3"
        0 ApplicationProtocol ALPN
            "the server chose an application protocol (ALPN) that was not offered"
        0 PskRefused PSK
            "the server did not take the pre-shared key, and the profile has no other way"
        0 BadRecordMac MAC
            "a record did not authenticate: it was damaged or tampered with, or the keys differ"
        0 RecordOverflow OVERFLOW "the peer sent a record longer than TLS permits"
        0 BadFinished FINISHED
            "the peer's Finished, or the binder of its pre-shared key, does not fit what was exchanged"
        0 BadCertificateVerify PROOF
            "the peer did not prove that it owns its certificate: its signature is wrong"
        0 CertificateType CERTIFICATE_TYPE
            "the server shows a certificate, and the profile takes raw public keys only"
        0 NoCertificate NO_CERTIFICATE "the server sent no certificate"
        0 Certificate VERIFY "a certificate of the chain was refused, for the reason inside"
        0 AlertReceived ALERT "the peer ended the connection with a fatal alert, which is inside"
        0 Truncated TRUNCATED "the stream ended without close_notify"
        0 RecordTooLarge BUFFER
            "a record of application data does not fit the receive buffer; the error tells both \
            sizes"
        0 MessageTooLarge MESSAGE
            "a handshake message, or one certificate, does not fit the receive buffer; the error \
            tells both sizes"
        0 SendBufferTooSmall OUTGOING "an outgoing message does not fit the send buffer"
        0 Random RANDOM "the random generator failed; nothing was sent"
        0 Signer SIGNER "the key of our own certificate did not sign"
        0 KeysExhausted EXHAUSTED "the keys protected as many records as they may"
        0 Configuration CONFIGURATION
            "the configuration lacks what the profile needs: a name and anchors, or a pre-shared \
            key"
        0 Misuse MISUSE "the call does not fit the state of the connection"
        0 Incompatible COMMON
            "the client offers no cipher suite, group, signature scheme or pre-shared key that the \
            server has"
        0 UnknownName SNI "the client asks for a server by a name that no credential is for"
        0 NoApplicationProtocol ALPN
            "the client offers application protocols (ALPN), and none of the server's"
        0 CertificateRequired CLIENT_CERTIFICATE
            "the client has no certificate, and the server requires one"
    },
};

/// Those of certificates: the values of `CertError`, each with its own sentence.
pub(super) fn certificates() -> impl Iterator<Item = Meaning> {
    CertError::ALL.iter().map(|error| {
        let sentence = error.to_string();
        let (cause, remedy) = sentence.split_once(": ").unwrap_or((&sentence, ""));
        Meaning {
            origin: "motetls",
            name: format!("{error:?}"),
            number: None,
            cause: cause.to_owned(),
            remedy: remedy.to_owned(),
            ours: None,
        }
    })
}
