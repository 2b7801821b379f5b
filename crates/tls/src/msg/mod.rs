//! Handshake messages and extensions, one file each: borrow, decode, encode, nothing else.
//!
//! | module | message |
//! |---|---|
//! | [`end_of_early_data`] | EndOfEarlyData (encoded) |
//! | [`extension`] | the extension block all of them share |
//! | [`client_hello`] | ClientHello and its extensions (encoded) |
//! | [`client_offer`] | ClientHello (decoded) |
//! | [`grease`] | values without meaning for the lists of a ClientHello |
//! | [`server_hello`] | ServerHello and HelloRetryRequest (both) |
//! | [`encrypted_extensions`] | EncryptedExtensions (both) |
//! | [`certificate`] | Certificate: entry by entry (decoded), whole (encoded) |
//! | [`certificate_request`] | CertificateRequest (both) |
//! | [`certificate_type`] | the certificate types in EncryptedExtensions (decoded) |
//! | [`certificate_verify`] | CertificateVerify (both) |
//! | [`finished`] | Finished (encoded; reading it is a comparison) |
//! | [`key_update`] | KeyUpdate (both) |
//! | [`new_session_ticket`] | NewSessionTicket (decoded) |

use motetls_base::writer::{Prefix, Writer};

use crate::num::HandshakeType;

pub mod certificate;
pub mod certificate_request;
pub mod certificate_type;
pub mod certificate_verify;
pub mod client_hello;
pub mod client_offer;
pub mod encrypted_extensions;
pub mod end_of_early_data;
pub mod extension;
pub mod finished;
pub mod grease;
pub mod key_update;
pub mod new_session_ticket;
pub mod server_hello;

/// Bytes of a handshake header: a type and a 24-bit length (RFC 9846, section 4).
pub const MESSAGE_HEADER: usize = 4;

/// The message that `content` starts with, its header included, if it is there as a whole.
pub(crate) fn first_message(content: &[u8]) -> Option<(HandshakeType, &[u8])> {
    let [kind, length @ ..] = content.first_chunk::<MESSAGE_HEADER>()?;
    let length = length.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
    let message = content.get(..length.wrapping_add(MESSAGE_HEADER))?;
    Some((HandshakeType(*kind), message))
}

/// Encodes a message: its header around `body`.
pub(crate) fn message(
    w: &mut Writer<'_>,
    message: HandshakeType,
    body: impl FnOnce(&mut Writer<'_>),
) {
    let length = begin(w, message);
    body(w);
    w.close(length);
}

/// The type of a message, and its length, which is open.
#[inline(never)]
fn begin(w: &mut Writer<'_>, message: HandshakeType) -> Prefix {
    w.u8(message.0);
    w.open(3)
}
