//! EncryptedExtensions (RFC 9846, section 4.4.1).
//!
//! ```text
//! struct {
//!     Extension extensions<0..2^16-1>;
//! } EncryptedExtensions;
//! ```

use motetls_base::{DecodeError, Reader, Writer};

use super::extension::{ExtensionBlock, ExtensionSet, open};
use super::message;
use crate::error::ErrorKind;
use crate::num::{ExtensionType, HandshakeType};

/// The smallest limit a peer may ask for (RFC 8449, section 4).
const SMALLEST_LIMIT: u16 = 64;

const PLACE: ExtensionSet = ExtensionSet::of(&[
    ExtensionType::SERVER_NAME,
    ExtensionType::MAX_FRAGMENT_LENGTH,
    ExtensionType::SUPPORTED_GROUPS,
    ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
    ExtensionType::CLIENT_CERTIFICATE_TYPE,
    ExtensionType::SERVER_CERTIFICATE_TYPE,
    ExtensionType::RECORD_SIZE_LIMIT,
    ExtensionType::EARLY_DATA,
]);

/// The server's answers that travel encrypted.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct EncryptedExtensions<'a> {
    /// The application protocol it chose; empty for none.
    pub alpn: &'a [u8],
    /// The longest record it takes, inner content type included.
    pub record_size_limit: Option<u16>,
    /// The code of the longest fragment, which it echoes when it agrees (RFC 6066, section 4); 0
    /// otherwise.
    pub max_fragment_length: u8,
}

impl<'a> EncryptedExtensions<'a> {
    /// Decodes the body of a message that answers a hello with the extensions `offered`.
    ///
    /// # Errors
    /// What is wrong with the message.
    pub fn decode(body: &'a [u8], offered: ExtensionSet) -> Result<Self, ErrorKind> {
        Self::decode_with(body, offered, |_, _| Ok(()))
    }

    /// As [`EncryptedExtensions::decode`]; the contents of an extension that it does not read are
    /// read by `other`, which leaves none.
    ///
    /// # Errors
    /// What is wrong with the message.
    #[inline(never)]
    pub fn decode_with(
        body: &'a [u8],
        offered: ExtensionSet,
        mut other: impl FnMut(ExtensionType, &mut Reader<'a>) -> Result<(), DecodeError>,
    ) -> Result<Self, ErrorKind> {
        let mut found = EncryptedExtensions::default();
        let mut extensions = ExtensionBlock::last_in(Reader::new(body), PLACE, offered)?;
        while let Some((kind, body)) = extensions.next()? {
            found.extension(kind, body, &mut other)?;
        }
        if found.record_size_limit.is_some_and(|limit| limit < SMALLEST_LIMIT) {
            return Err(ErrorKind::IllegalParameter);
        }
        Ok(found)
    }

    fn extension(
        &mut self,
        kind: ExtensionType,
        mut body: Reader<'a>,
        other: &mut impl FnMut(ExtensionType, &mut Reader<'a>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        match kind {
            ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION => {
                let mut list = body.vector(2)?;
                self.alpn = list.vector(1)?.rest();
                list.end()?;
                if self.alpn.is_empty() {
                    return Err(DecodeError);
                }
            }
            ExtensionType::MAX_FRAGMENT_LENGTH => self.max_fragment_length = body.u8()?,
            ExtensionType::RECORD_SIZE_LIMIT => self.record_size_limit = Some(body.u16()?),
            // The groups a server prefers are of no use to a client that names one.
            ExtensionType::SUPPORTED_GROUPS => {
                let mut groups = body.vector(2)?;
                groups.u16()?;
                if groups.rest().len() % 2 != 0 {
                    return Err(DecodeError);
                }
            }
            // server_name is acknowledged by an empty body.
            kind => other(kind, &mut body)?,
        }
        body.end()
    }
}

/// EncryptedExtensions to be sent. What is empty, `None`, `false` or 0 is not sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct EncryptedAnswers<'a> {
    /// `server_name`: the client's was of use (RFC 6066, section 3).
    pub server_name: bool,
    /// The application protocol that was chosen.
    pub alpn: &'a [u8],
    /// `record_size_limit` (RFC 8449, section 4).
    pub record_size_limit: Option<u16>,
    /// `max_fragment_length`, as the client sent it (RFC 6066, section 4).
    pub max_fragment_length: u8,
}

impl EncryptedAnswers<'_> {
    /// Encodes the message with its header.
    #[inline]
    pub fn encode(&self, w: &mut Writer<'_>) {
        message(w, HandshakeType::ENCRYPTED_EXTENSIONS, |w| {
            let block = w.open(2);
            if self.server_name {
                let body = open(w, ExtensionType::SERVER_NAME);
                w.close(body);
            }
            if !self.alpn.is_empty() {
                let body = open(w, ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION);
                let list = w.open(2);
                let name = w.open(1);
                w.bytes(self.alpn);
                w.close(name);
                w.close(list);
                w.close(body);
            }
            if let Some(limit) = self.record_size_limit {
                let body = open(w, ExtensionType::RECORD_SIZE_LIMIT);
                w.u16(limit);
                w.close(body);
            }
            if self.max_fragment_length != 0 {
                let body = open(w, ExtensionType::MAX_FRAGMENT_LENGTH);
                w.u8(self.max_fragment_length);
                w.close(body);
            }
            w.close(block);
        });
    }
}
