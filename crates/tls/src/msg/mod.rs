//! Handshake messages and extensions, one file each: borrow, decode, encode, nothing else.
//!
//! | module | message |
//! |---|---|
//! | [`extension`] | the extension block all of them share |
//! | [`client_hello`] | ClientHello and its extensions (encoded) |
//! | [`server_hello`] | ServerHello and HelloRetryRequest (decoded) |
//! | [`encrypted_extensions`] | EncryptedExtensions (decoded) |
//! | [`certificate`] | Certificate, entry by entry (decoded), the empty one (encoded), CertificateRequest (decoded) |
//! | [`certificate_verify`] | CertificateVerify (decoded) |
//! | [`finished`] | Finished (encoded; reading it is a comparison) |
//! | [`key_update`] | KeyUpdate (both) |

use motetls_base::Writer;

use crate::num::HandshakeType;

pub mod certificate;
pub mod certificate_verify;
pub mod client_hello;
pub mod encrypted_extensions;
pub mod extension;
pub mod finished;
pub mod key_update;
pub mod server_hello;

/// Bytes of a handshake header: a type and a 24-bit length (RFC 8446, section 4).
pub const HEADER: usize = 4;

/// Encodes a message: its header around `body`.
pub(crate) fn message(w: &mut Writer<'_>, message: HandshakeType, body: impl FnOnce(&mut Writer<'_>)) {
    w.u8(message.0);
    let length = w.open(3);
    body(w);
    w.close(length);
}
