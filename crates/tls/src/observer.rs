//! Observers of a connection: command lines, key logs, tests.
//!
//! The observer of a shipped profile is `()`, whose only method is empty: events it ignores are
//! not in the image.

use crate::num::{AlertDescription, HandshakeType, SignatureScheme};

/// Something that happened on a connection.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A handshake message was framed, `bytes` complete with its header.
    Sent {
        /// Its type.
        message: HandshakeType,
        /// The message with its four-byte header.
        bytes: &'a [u8],
    },
    /// A piece of our Certificate was framed, in profiles that name `long_chain`.
    SentPiece {
        /// The piece: the first starts with the message's header.
        bytes: &'a [u8],
    },
    /// A handshake message arrived and is about to be processed.
    Received {
        /// Its type; [`HandshakeType::HELLO_RETRY_REQUEST`] for a ServerHello that is one.
        message: HandshakeType,
        /// Its length without the four-byte header.
        length: usize,
    },
    /// A certificate of the server is about to be verified.
    Certificate {
        /// Its place in the chain, 0 for the server's own.
        depth: u8,
        /// The certificate in DER.
        der: &'a [u8],
    },
    /// The server's raw public key is about to be held against the pins.
    RawPublicKey {
        /// The whole SubjectPublicKeyInfo.
        spki: &'a [u8],
    },
    /// The server's CertificateVerify holds: it has the key it showed.
    Verified {
        /// By which scheme it signed.
        scheme: SignatureScheme,
    },
    /// A bounded step of a public-key operation is about to be gone, or our signer to be asked, in
    /// profiles that name `bounded_steps`: the time to feed a watchdog.
    Step,
    /// A secret of the key schedule, for a key log file. With it the connection can be read.
    Secret {
        /// The label of the NSS key log format.
        label: &'static str,
        /// The random of the ClientHello.
        client_random: &'a [u8; 32],
        /// The secret.
        secret: &'a [u8],
    },
    /// An alert crossed the wire.
    Alert {
        /// Whether we sent it.
        sent: bool,
        /// Which one.
        alert: AlertDescription,
    },
}

/// Watches a connection. Every method has an empty default.
pub trait Observer {
    /// Something happened.
    fn on(&self, event: Event<'_>) {
        let _ = event;
    }
}

impl Observer for () {}
