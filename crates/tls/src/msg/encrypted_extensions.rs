//! EncryptedExtensions (RFC 8446, section 4.3.1).
//!
//! ```text
//! struct {
//!     Extension extensions<0..2^16-1>;
//! } EncryptedExtensions;
//! ```

use motetls_base::{DecodeError, Reader};

use super::extension::{ExtensionSet, Extensions};
use crate::error::ErrorKind;
use crate::num::ExtensionType;

/// The smallest limit a peer may ask for (RFC 8449, section 4).
const SMALLEST_LIMIT: u16 = 64;

const PLACE: ExtensionSet = ExtensionSet::of(&[
    ExtensionType::SERVER_NAME,
    ExtensionType::MAX_FRAGMENT_LENGTH,
    ExtensionType::SUPPORTED_GROUPS,
    ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
    ExtensionType::RECORD_SIZE_LIMIT,
    ExtensionType::EARLY_DATA,
]);

/// What the server said once it could say it in private.
#[derive(Clone, Copy, Debug, Default)]
pub struct EncryptedExtensions<'a> {
    /// The application protocol it chose; empty for none.
    pub alpn: &'a [u8],
    /// The longest record it takes, inner content type included.
    pub record_size_limit: Option<u16>,
}

impl<'a> EncryptedExtensions<'a> {
    /// Decodes the body of a message that answers a hello with the extensions `offered`.
    ///
    /// # Errors
    /// What is wrong with the message.
    #[inline(never)]
    pub fn decode(body: &'a [u8], offered: ExtensionSet) -> Result<Self, ErrorKind> {
        let mut found = EncryptedExtensions::default();
        let mut extensions = Extensions::last_in(&mut Reader::new(body), PLACE, offered)?;
        while let Some((kind, body)) = extensions.next()? {
            found.extension(kind, body)?;
        }
        if found.record_size_limit.is_some_and(|limit| limit < SMALLEST_LIMIT) {
            return Err(ErrorKind::IllegalParameter);
        }
        Ok(found)
    }

    fn extension(&mut self, kind: ExtensionType, mut body: Reader<'a>) -> Result<(), DecodeError> {
        match kind {
            ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION => {
                let mut list = body.vector(2)?;
                self.alpn = list.vector(1)?.rest();
                list.end()?;
                if self.alpn.is_empty() {
                    return Err(DecodeError);
                }
            }
            ExtensionType::RECORD_SIZE_LIMIT => self.record_size_limit = Some(body.u16()?),
            // The groups a server would have liked are of no use to a client that names one.
            ExtensionType::SUPPORTED_GROUPS => return Ok(()),
            // server_name is acknowledged by an empty body.
            _ => {}
        }
        body.end()
    }
}
