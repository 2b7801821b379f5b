//! Names being written.

use crate::der::{DerWriter, SEQUENCE, SET};
use crate::oid::{Oid, known};
use crate::text::{IA5, PRINTABLE, Text, UTF8};
use motetls_base::BufferFull;

/// Writes a Name of one attribute in each relative name, the widest first, to the start of
/// `buffer`, and yields it.
///
/// # Errors
/// [`BufferFull`] when `buffer` is too short.
pub fn encode<'b>(
    attributes: &[(Oid<'_>, &str)],
    buffer: &'b mut [u8],
) -> Result<&'b [u8], BufferFull> {
    let mut der = DerWriter::new(buffer);
    let name = der.open(SEQUENCE);
    for (kind, value) in attributes {
        let relative = der.open(SET);
        write_attribute(*kind, value, &mut der);
        der.close(relative);
    }
    der.close(name);
    let length = der.done()?;
    buffer.get(..length).ok_or(BufferFull)
}

/// Writes an AttributeTypeAndValue, as the string type its kind asks for: PrintableString for
/// countries, serial numbers and qualifiers, IA5String for domains and mail addresses (RFC 5280,
/// appendix A.1), else, and where it has characters these do not have, UTF8String.
pub fn write_attribute(kind: Oid<'_>, value: &str, der: &mut DerWriter<'_>) {
    let tag = match kind {
        known::COUNTRY | known::SERIAL_NUMBER | known::DN_QUALIFIER => PRINTABLE,
        known::DOMAIN_COMPONENT | known::EMAIL_ADDRESS => IA5,
        _ => UTF8,
    };
    let tag = if Text::new(tag, value.as_bytes()).is_valid() { tag } else { UTF8 };
    let attribute = der.open(SEQUENCE);
    kind.write(der);
    der.element(tag, value.as_bytes());
    der.close(attribute);
}
