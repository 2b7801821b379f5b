//! CertificateVerify (RFC 9846, section 4.5.2).
//!
//! ```text
//! struct {
//!     SignatureScheme algorithm;
//!     opaque signature<0..2^16-1>;
//! } CertificateVerify;
//! ```

use motetls_base::{DecodeError, Reader, Writer};

use super::client_hello::vector;
use super::message;
use crate::num::{HandshakeType, SignatureScheme};

/// What a server's signature covers before the transcript hash: 64 spaces, a context string, a
/// zero.
pub const SERVER_CONTEXT: &[u8; 98] =
    b"                                                                TLS 1.3, server CertificateVerify\0";

/// The same for a client's signature.
pub const CLIENT_CONTEXT: &[u8; 98] =
    b"                                                                TLS 1.3, client CertificateVerify\0";

/// A CertificateVerify.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CertificateVerify<'a> {
    /// How it was signed.
    pub scheme: SignatureScheme,
    /// The signature, encoded as the scheme says.
    pub signature: &'a [u8],
}

impl<'a> CertificateVerify<'a> {
    /// Decodes the body of a message.
    ///
    /// # Errors
    /// [`DecodeError`] when it does not follow the grammar.
    pub fn decode(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(body);
        let message =
            CertificateVerify { scheme: SignatureScheme(r.u16()?), signature: r.vector(2)?.rest() };
        r.end()?;
        Ok(message)
    }

    /// Encodes the message with its header.
    pub fn encode(&self, w: &mut Writer<'_>) {
        message(w, HandshakeType::CERTIFICATE_VERIFY, |w| {
            w.u16(self.scheme.0);
            vector(w, self.signature);
        });
    }
}
