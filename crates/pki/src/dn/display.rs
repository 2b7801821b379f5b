//! Names as text (RFC 4514, section 2).

use super::{AttributeTypeAndValue, DistinguishedName, RelativeName};
use crate::text::{Text, is_unprintable};
use core::fmt::{self, Write};

/// The text of RFC 4514: the most specific name first, `,` between relative names, `+` inside them.
/// What cannot be read ends the text with `?`.
impl fmt::Display for DistinguishedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.relative_names().count();
        for place in (0..count).rev() {
            match self.relative_names().nth(place) {
                Some(Ok(name)) => fmt::Display::fmt(&name, f)?,
                _ => f.write_char('?')?,
            }
            if place > 0 {
                f.write_char(',')?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for RelativeName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for attribute in self.attributes {
            f.write_str(separator)?;
            separator = "+";
            match attribute {
                Ok(attribute) => fmt::Display::fmt(&attribute, f)?,
                Err(_) => f.write_char('?')?,
            }
        }
        Ok(())
    }
}

/// `CN=text`; a type without a name, or a value that is no text, as `1.2.3=#04024869` (section
/// 2.4).
impl fmt::Display for AttributeTypeAndValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.label(), self.text()) {
            (Some(label), Some(text)) => {
                write!(f, "{label}=")?;
                escaped(text, f)
            }
            (label, _) => {
                match label {
                    Some(label) => write!(f, "{label}=#")?,
                    None => write!(f, "{}=#", self.kind)?,
                }
                self.value.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
            }
        }
    }
}

/// Writes `text` with what RFC 4514, section 2.4, wants escaped, and control characters as their
/// octets in UTF-8.
fn escaped(text: Text<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut characters = text.chars().map_while(Result::ok).peekable();
    let mut first = true;
    while let Some(character) = characters.next() {
        let last = characters.peek().is_none();
        match character {
            ' ' if first || last => f.write_str("\\ ")?,
            '#' if first => f.write_str("\\#")?,
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            _ if is_unprintable(character) => {
                let mut octets = [0; 4];
                character
                    .encode_utf8(&mut octets)
                    .bytes()
                    .try_for_each(|octet| write!(f, "\\{octet:02x}"))?;
            }
            _ => f.write_char(character)?,
        }
        first = false;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::encode;
    use crate::der::{DerWriter, Read, SEQUENCE, SET};
    use crate::dn::{DistinguishedName, write_attribute};
    use crate::oid::Oid;
    use crate::oid::known::*;
    use std::string::{String, ToString};

    fn text(attributes: &[(Oid<'_>, &str)]) -> String {
        let mut buffer = [0; 256];
        DistinguishedName::from_der(encode(attributes, &mut buffer).unwrap()).unwrap().to_string()
    }

    #[test]
    fn the_examples_of_the_standard() {
        // RFC 4514, section 4
        assert_eq!(
            text(&[(DOMAIN_COMPONENT, "net"), (DOMAIN_COMPONENT, "example"), (USER_ID, "jsmith")]),
            "UID=jsmith,DC=example,DC=net"
        );
        assert_eq!(
            text(&[(COMMON_NAME, "James \"Jim\" Smith, III")]),
            r#"CN=James \"Jim\" Smith\, III"#
        );
        assert_eq!(text(&[(COMMON_NAME, "Before\rAfter")]), r"CN=Before\0dAfter");
        assert_eq!(text(&[(COMMON_NAME, "Lučić")]), "CN=Lučić");
        let mut buffer = [0; 64];
        let mut der = DerWriter::new(&mut buffer);
        let name = der.open(SEQUENCE);
        let relative = der.open(SET);
        write_attribute(ORGANIZATIONAL_UNIT, "Sales", &mut der);
        write_attribute(COMMON_NAME, "J.  Smith", &mut der);
        der.close(relative);
        der.close(name);
        assert_eq!(
            DistinguishedName::from_der(der.written()).unwrap().to_string(),
            "OU=Sales+CN=J.  Smith"
        );
        let mut buffer = [0; 64];
        let mut der = DerWriter::new(&mut buffer);
        let name = der.open(SEQUENCE);
        let relative = der.open(SET);
        let attribute = der.open(SEQUENCE);
        Oid::parse("1.3.6.1.4.1.1466.0", &mut [0; 16]).unwrap().write(&mut der);
        der.octets(b"Hi");
        der.close(attribute);
        der.close(relative);
        der.close(name);
        let name = DistinguishedName::from_der(der.written()).unwrap();
        assert_eq!(name.to_string(), "1.3.6.1.4.1.1466.0=#04024869");
        assert_eq!((name.check(), name.find(COMMON_NAME)), (Ok(()), None));
    }

    #[test]
    fn blanks_and_signs_at_the_ends() {
        assert_eq!(text(&[]), "");
        assert_eq!(text(&[(COMMON_NAME, " a ")]), r"CN=\ a\ ");
        assert_eq!(text(&[(COMMON_NAME, " ")]), r"CN=\ ");
        assert_eq!(text(&[(COMMON_NAME, "#1#")]), r"CN=\#1#");
        assert_eq!(text(&[(COMMON_NAME, r"a+b;<c>=\")]), r"CN=a\+b\;\<c\>=\\");
        assert_eq!(text(&[(COMMON_NAME, "\u{202e}\0")]), r"CN=\e2\80\ae\00");
    }

    #[test]
    fn what_cannot_be_read() {
        let broken = DistinguishedName { der: &[0x30, 2, 0x31, 0] };
        assert_eq!(broken.to_string(), "?");
        assert!(broken.check().is_err());
        let broken = DistinguishedName { der: &[0x30, 9, 0x31, 7, 0x30, 5, 6, 3, 0x55, 4, 3] };
        assert_eq!(broken.to_string(), "?");
        // a value of no valid characters
        let odd = DistinguishedName {
            der: &[0x30, 13, 0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 3, 0x0c, 2, 0xff, 0xfe],
        };
        assert_eq!(odd.to_string(), "CN=#0c02fffe");
    }
}
