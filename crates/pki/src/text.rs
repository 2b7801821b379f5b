//! The character strings of ASN.1 (X.680, section 41), as characters.
//!
//! ```
//! use motetls_pki::der::Read;
//! use motetls_pki::text::Text;
//!
//! let bmp = Text::from_der(&[0x1e, 4, 0, b'a', 0x20, 0xac])?;
//! assert_eq!(bmp.to_string(), "a€");
//! assert!(bmp.is_valid());
//! # Ok::<(), motetls_base::DecodeError>(())
//! ```

use crate::der::{Der, Read};
use core::fmt::{self, Write};
use motetls_base::DecodeError;

/// UTF8String.
pub const UTF8: u8 = 0x0c;
/// NumericString: digits and blanks.
pub const NUMERIC: u8 = 0x12;
/// PrintableString: letters, digits and `'()+,-./:=?` and blank.
pub const PRINTABLE: u8 = 0x13;
/// TeletexString or T61String, read as Latin-1, which is how it is written in practice.
pub const TELETEX: u8 = 0x14;
/// IA5String: ASCII.
pub const IA5: u8 = 0x16;
/// VisibleString: ASCII without control characters.
pub const VISIBLE: u8 = 0x1a;
/// UniversalString: four octets a character.
pub const UNIVERSAL: u8 = 0x1c;
/// BMPString: two octets a character.
pub const BMP: u8 = 0x1e;

/// A character string: its tag and its octets. Any of the eight types above; what its octets are is
/// not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<'a> {
    /// Its type: [`UTF8`], [`PRINTABLE`], …
    pub tag: u8,
    /// Its contents octets.
    pub octets: &'a [u8],
}

impl<'a> Text<'a> {
    /// A string that is implicitly tagged, as IA5String as a rule.
    #[must_use]
    pub const fn new(tag: u8, octets: &'a [u8]) -> Self {
        Text { tag, octets }
    }

    /// The characters; an error, and the last item, where the octets are none of the type.
    pub fn chars(&self) -> Chars<'a> {
        Chars { tag: self.tag, rest: self.octets }
    }

    /// Whether all octets are characters of the type.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        if self.tag == UTF8 {
            return core::str::from_utf8(self.octets).is_ok();
        }
        self.chars().all(|character| character.is_ok())
    }

    /// Whether the two strings are of the same characters, whatever their types. Case counts.
    #[must_use]
    pub fn same_characters(&self, other: &Text<'_>) -> bool {
        self.is_valid() && self.chars().eq(other.chars())
    }
}

impl<'a> Read<'a> for Text<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        match der.tag() {
            UTF8 | NUMERIC | PRINTABLE | TELETEX | IA5 | VISIBLE | UNIVERSAL | BMP => {
                let (tag, octets) = der.any()?;
                Ok(Text { tag, octets })
            }
            _ => Err(DecodeError),
        }
    }
}

/// The characters; control characters as escapes, and `\u{fffd}` where the octets stop to be
/// characters of the type.
impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.chars() {
            match character {
                Ok(character) if is_unprintable(character) => {
                    write!(f, "{}", character.escape_default())?
                }
                Ok(character) => f.write_char(character)?,
                Err(DecodeError) => f.write_char(char::REPLACEMENT_CHARACTER)?,
            }
        }
        Ok(())
    }
}

/// Whether a character could do something to a terminal or to the direction of the text around it.
#[must_use]
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The characters of a [`Text`].
#[derive(Clone, Debug)]
pub struct Chars<'a> {
    tag: u8,
    rest: &'a [u8],
}

impl Chars<'_> {
    /// Takes the next character; `None` when the octets are none.
    fn one(&mut self) -> Option<char> {
        let width = match self.tag {
            UTF8 => utf8_width(*self.rest.first()?),
            UNIVERSAL => 4,
            BMP => 2,
            _ => 1,
        };
        let (octets, rest) = self.rest.split_at_checked(width)?;
        self.rest = rest;
        if self.tag == UTF8 {
            return core::str::from_utf8(octets).ok()?.chars().next();
        }
        let code = octets.iter().fold(0, |code, octet| code << 8 | u32::from(*octet));
        let character = char::from_u32(code)?;
        let allowed = match self.tag {
            NUMERIC => character.is_ascii_digit() || character == ' ',
            PRINTABLE => is_printable(character),
            IA5 => character.is_ascii(),
            VISIBLE => matches!(character, ' '..='~'),
            _ => true,
        };
        allowed.then_some(character)
    }
}

impl Iterator for Chars<'_> {
    type Item = Result<char, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let character = self.one().ok_or(DecodeError);
        if character.is_err() {
            self.rest = &[];
        }
        Some(character)
    }
}

/// How many octets a character has that starts with `first` in UTF-8; the decoder tells when it is
/// none.
const fn utf8_width(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// Whether a character may stand in a PrintableString (X.680, table 10). `*`, `@`, `&` and `_` are
/// let through: many certificates have them there.
#[must_use]
pub const fn is_printable(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(
            character,
            ' ' | '\'' | '(' | ')' | '+' | ',' | '-' | '.' | '/' | ':' | '=' | '?'
        )
        || matches!(character, '*' | '@' | '&' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn all_types() {
        for (tag, octets, expected) in [
            (UTF8, "a€😀".as_bytes(), "a€😀"),
            (PRINTABLE, b"A-1 b", "A-1 b"),
            (NUMERIC, b"1 2", "1 2"),
            (TELETEX, b"M\xfcller", "Müller"),
            (IA5, b"a@b_c", "a@b_c"),
            (VISIBLE, b"a~", "a~"),
            (BMP, &[0, b'a', 0x20, 0xac], "a€"),
            (UNIVERSAL, &[0, 1, 0xf6, 0], "😀"),
            (IA5, b"a\x1b[0m\n", "a\\u{1b}[0m\\n"),
            (UTF8, "a\u{202e}b".as_bytes(), "a\\u{202e}b"),
        ] {
            let text = Text::new(tag, octets);
            assert!(text.is_valid(), "{text}");
            assert_eq!(text.to_string(), expected);
        }
        assert!(Text::new(UTF8, b"a").same_characters(&Text::new(BMP, &[0, b'a'])));
        assert!(!Text::new(UTF8, b"a").same_characters(&Text::new(UTF8, b"ab")));
    }

    #[test]
    fn octets_that_are_none() {
        for (tag, octets) in [
            (UTF8, &[b'a', 0xff][..]),
            (UTF8, &[0xc3]),
            (UTF8, &[0xc0, 0x80]),
            (UTF8, &[0xed, 0xa0, 0x80]),
            (PRINTABLE, b"a\0"),
            (NUMERIC, b"a"),
            (IA5, &[0x80]),
            (VISIBLE, b"\n"),
            (BMP, &[0, b'a', 0]),
            (BMP, &[0xd8, 0]),
            (UNIVERSAL, &[0, 0x11, 0, 0]),
        ] {
            let text = Text::new(tag, octets);
            assert!(!text.is_valid(), "{tag:#x} {octets:?}");
            assert!(text.to_string().ends_with('\u{fffd}'));
            assert!(!text.same_characters(&text));
        }
        assert!(Text::from_der(&[4, 1, b'a']).is_err());
    }
}
