//! NewSessionTicket (RFC 9846, section 4.7.1).
//!
//! ```text
//! struct {
//!     uint32 ticket_lifetime;              seconds
//!     uint32 ticket_age_add;
//!     opaque ticket_nonce<0..255>;
//!     opaque ticket<1..2^16-1>;
//!     Extension extensions<0..2^16-2>;
//! } NewSessionTicket;
//! ```

use motetls_base::{DecodeError, Reader};

use crate::num::ExtensionType;

/// A ticket of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewSessionTicket<'a> {
    /// Seconds from its arrival for which the server takes it; 0 for not at all.
    pub lifetime: u32,
    /// What is added to its age in milliseconds before that is sent.
    pub age_add: u32,
    /// What makes its key another than those of other tickets; 0 to 255 bytes.
    pub nonce: &'a [u8],
    /// What is sent back as the identity; at least one byte.
    pub ticket: &'a [u8],
    /// Bytes of early data the server takes with it; 0 for none.
    pub max_early_data: u32,
}

impl<'a> NewSessionTicket<'a> {
    /// Decodes the body of a message. Extensions that are not known are ignored.
    ///
    /// # Errors
    /// [`DecodeError`] when it does not follow its grammar.
    #[inline(never)]
    pub fn decode(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(body);
        let (lifetime, age_add) = (r.uint(4)?, r.uint(4)?);
        let nonce = r.vector(1)?.rest();
        let ticket = r.vector(2)?.rest();
        if ticket.is_empty() {
            return Err(DecodeError);
        }
        let mut found = NewSessionTicket { lifetime, age_add, nonce, ticket, max_early_data: 0 };
        let mut extensions = r.vector(2)?;
        r.end()?;
        while !extensions.is_empty() {
            let kind = ExtensionType(extensions.u16()?);
            let mut body = extensions.vector(2)?;
            if kind == ExtensionType::EARLY_DATA {
                found.max_early_data = body.uint(4)?;
                body.end()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_grammar() {
        let whole = [
            0, 0, 28, 32, 1, 2, 3, 4, 2, 8, 9, 0, 3, 5, 6, 7, 0, 13, 0xfe, 0xfe, 0, 1, 0, 0, 42, 0,
            4, 0, 0, 64, 0,
        ];
        let expected = NewSessionTicket {
            lifetime: 7200,
            age_add: 0x0102_0304,
            nonce: &[8, 9],
            ticket: &[5, 6, 7],
            max_early_data: 16_384,
        };
        assert_eq!(NewSessionTicket::decode(&whole), Ok(expected));
        for cut in 0..whole.len() {
            assert_eq!(NewSessionTicket::decode(&whole[..cut]), Err(DecodeError), "{cut}");
        }
        assert_eq!(NewSessionTicket::decode(&[&whole[..], &[0]].concat()), Err(DecodeError));
        let without_ticket = [0, 0, 0, 1, 1, 2, 3, 4, 0, 0, 0, 0, 0];
        assert_eq!(NewSessionTicket::decode(&without_ticket), Err(DecodeError));
    }
}
