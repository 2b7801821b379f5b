//! Names from text (RFC 4514, section 3).

use super::{ATTRIBUTES, write_attribute};
use crate::der::{Der, DerWriter, SEQUENCE, SET};
use crate::oid::{Oid, known};
use core::fmt;

/// A text is no distinguished name, or too long for the buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidText {
    /// The byte of the text where it stops to be one.
    pub at: usize,
}

impl fmt::Display for InvalidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not a distinguished name from byte {} on: write it like CN=mote 7,O=Motes\\, Inc.,C=DE, the most specific first",
            self.at
        )
    }
}

impl core::error::Error for InvalidText {}

/// Octets of one value: RFC 5280 bounds most of them at 64 characters, which is kept rarely.
const LONGEST_VALUE: usize = 256;

/// Writes the Name that `text` is to the start of `buffer`, and yields it.
///
/// The most specific name is first in the text, and last in DER. Types are the names of
/// [`ATTRIBUTES`] in any case, or dotted numbers; values are text with `\` before what is escaped,
/// or `#` and the hex of a whole element. Blanks around types and values do not count. The empty
/// text is the empty name.
///
/// # Errors
/// [`InvalidText`] when the text is none, a value has more than 256 bytes, or `buffer` is too short
/// (the error is at the end of the text then).
pub fn parse<'b>(text: &str, buffer: &'b mut [u8]) -> Result<&'b [u8], InvalidText> {
    let mut der = DerWriter::new(buffer);
    let name = der.open(SEQUENCE);
    let mut end = text.len();
    while end > 0 {
        let start = last_relative_name(text.as_bytes(), end);
        relative_name(text.as_bytes().get(start..end).unwrap_or(&[]), &mut der)
            .map_err(|Stop(place)| InvalidText { at: start.saturating_add(place) })?;
        end = start.saturating_sub(1);
        if start == 1 {
            return Err(InvalidText { at: 0 }); // the text starts with a comma
        }
    }
    der.close(name);
    let full = InvalidText { at: text.len() };
    let length = der.done().map_err(|_| full)?;
    buffer.get(..length).ok_or(full)
}

/// Where in a text an error is.
struct Stop(usize);

/// Whether the character at `place` is escaped: behind an odd number of backslashes.
fn is_escaped(text: &[u8], place: usize) -> bool {
    let before = text.get(..place).unwrap_or(&[]);
    before.iter().rev().take_while(|byte| **byte == b'\\').count() & 1 == 1
}

/// Where the relative name starts that ends at `end`: behind the comma before it.
fn last_relative_name(text: &[u8], end: usize) -> usize {
    let text = text.get(..end).unwrap_or(&[]);
    let comma =
        (0..end).rev().find(|place| text.get(*place) == Some(&b',') && !is_escaped(text, *place));
    comma.map_or(0, |comma| comma.saturating_add(1))
}

/// Writes the SET of the attributes in `text`, with `+` between them: in the order of their
/// encodings, as a SET OF stands in DER (X.690, section 11.6).
fn relative_name(text: &[u8], der: &mut DerWriter<'_>) -> Result<(), Stop> {
    let set = der.open(SET);
    let count = Attributes(Some((text, 0))).count();
    let mut last: Option<Encoded> = None;
    for _ in 0..count {
        // the least that is greater than the last: there is no room to sort them in
        let mut least: Option<Encoded> = None;
        for (one, start) in Attributes(Some((text, 0))) {
            let encoded =
                Encoded::of(one).map_err(|Stop(place)| Stop(start.saturating_add(place)))?;
            let is_next = last.as_ref().is_none_or(|last| encoded.octets() > last.octets())
                && least.as_ref().is_none_or(|least| encoded.octets() < least.octets());
            if is_next {
                least = Some(encoded);
            }
        }
        let least = least.ok_or(Stop(0))?; // two of them are the same
        der.raw(least.octets());
        last = Some(least);
    }
    der.close(set);
    Ok(())
}

/// The attributes of a text, with `+` between them, and where each starts.
struct Attributes<'a>(Option<(&'a [u8], usize)>);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], usize);

    fn next(&mut self) -> Option<Self::Item> {
        let (rest, start) = self.0.take()?;
        let plus = (0..rest.len())
            .find(|place| rest.get(*place) == Some(&b'+') && !is_escaped(rest, *place));
        let one = rest.get(..plus.unwrap_or(rest.len())).unwrap_or(&[]);
        self.0 = plus.map(|plus| {
            let behind = plus.saturating_add(1);
            (rest.get(behind..).unwrap_or(&[]), start.saturating_add(behind))
        });
        Some((one, start))
    }
}

/// An AttributeTypeAndValue in DER.
struct Encoded {
    octets: [u8; LONGEST_VALUE + 64],
    length: usize,
}

impl Encoded {
    fn of(text: &[u8]) -> Result<Self, Stop> {
        let mut octets = [0; LONGEST_VALUE + 64];
        let mut der = DerWriter::new(&mut octets);
        attribute(text, &mut der)?;
        let length = der.done().map_err(|_| Stop(0))?;
        Ok(Encoded { octets, length })
    }

    fn octets(&self) -> &[u8] {
        self.octets.get(..self.length).unwrap_or(&[])
    }
}

/// Writes the attribute that `text` is, `CN=value`.
fn attribute(text: &[u8], der: &mut DerWriter<'_>) -> Result<(), Stop> {
    let equals = text.iter().position(|byte| *byte == b'=').ok_or(Stop(0))?;
    let (label, value) = (text.get(..equals).unwrap_or(&[]), text.get(equals..).unwrap_or(&[]));
    let label = core::str::from_utf8(label.trim_ascii()).map_err(|_| Stop(0))?;
    let mut storage = [0; 32];
    let by_name = ATTRIBUTES
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(label))
        .map(|(kind, _)| *kind);
    let by_name =
        by_name.or_else(|| label.eq_ignore_ascii_case("E").then_some(known::EMAIL_ADDRESS));
    let kind = by_name.or_else(|| Oid::parse(label, &mut storage)).ok_or(Stop(0))?;
    let wrong = Stop(equals.saturating_add(1));
    let value = trimmed(value.strip_prefix(b"=").unwrap_or(&[]));
    let mut octets = [0; LONGEST_VALUE];
    if let Some(hex) = value.strip_prefix(b"#") {
        let element = unhex(hex, &mut octets).ok_or(wrong)?;
        let mut one = Der::new(element);
        if one.any().is_err() || one.end().is_err() {
            return Err(Stop(equals.saturating_add(1)));
        }
        let open = der.open(SEQUENCE);
        kind.write(der);
        der.raw(element);
        der.close(open);
    } else {
        let value = unescaped(value, &mut octets).ok_or(wrong)?;
        write_attribute(kind, value, der);
    }
    Ok(())
}

/// `value` without blanks at its ends, but for an escaped one.
fn trimmed(value: &[u8]) -> &[u8] {
    let value = value.trim_ascii_start();
    let mut end = value.len();
    while end > 0
        && value.get(end.saturating_sub(1)) == Some(&b' ')
        && !is_escaped(value, end.saturating_sub(1))
    {
        end = end.saturating_sub(1);
    }
    value.get(..end).unwrap_or(&[])
}

fn unhex<'b>(hex: &[u8], out: &'b mut [u8]) -> Option<&'b [u8]> {
    let (pairs, []) = hex.as_chunks::<2>() else { return None };
    let out = out.get_mut(..pairs.len())?;
    for (to, pair) in out.iter_mut().zip(pairs) {
        *to = byte_of(*pair)?;
    }
    Some(out)
}

/// The byte that two hex digits are.
fn byte_of([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)?.wrapping_mul(16).wrapping_add(digit(low)?)).ok()
}

/// Takes the escapes out of a value: `\` and a special character, or `\` and two hex digits of an
/// octet.
fn unescaped<'b>(value: &[u8], out: &'b mut [u8]) -> Option<&'b str> {
    let mut rest = value;
    let mut length = 0_usize;
    while let [first, tail @ ..] = rest {
        let (octet, tail) = match (first, tail) {
            (
                b'\\',
                [
                    special
                    @ (b' ' | b'"' | b'#' | b'+' | b',' | b';' | b'<' | b'=' | b'>' | b'\\'),
                    tail @ ..,
                ],
            ) => (*special, tail),
            (b'\\', [high, low, tail @ ..]) => (byte_of([*high, *low])?, tail),
            (b'\\' | b'"' | b';' | b'<' | b'>', _) => return None,
            _ => (*first, tail),
        };
        *out.get_mut(length)? = octet;
        length = length.checked_add(1)?;
        rest = tail;
    }
    core::str::from_utf8(out.get(..length)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Read;
    use crate::dn::DistinguishedName;
    use std::string::{String, ToString};

    fn again(text: &str) -> Result<String, usize> {
        let mut buffer = [0; 512];
        let der = parse(text, &mut buffer).map_err(|error| error.at)?;
        let name = DistinguishedName::from_der(der).unwrap();
        assert_eq!(name.check(), Ok(()));
        Ok(name.to_string())
    }

    #[test]
    fn texts_come_back() {
        for text in [
            "",
            "CN=a",
            "UID=jsmith,DC=example,DC=net",
            "OU=Sales+CN=J.  Smith,DC=example",
            r#"CN=James \"Jim\" Smith\, III,C=DE"#,
            r"CN=Before\0dAfter",
            "CN=Lučić=x",
            r"CN=\ a\ ,O=\#1",
            r"CN=a\\,O=b",
            "1.3.6.1.4.1.1466.0=#04024869,CN=x",
            "CN=",
            "C=ü,emailAddress=ü@b.example",
        ] {
            assert_eq!(again(text).as_deref(), Ok(text));
        }
        assert_eq!(again(" cn = a b , o = c ").as_deref(), Ok("CN=a b,O=c"));
        assert_eq!(again(r"CN=Lu\C4\8Di\C4\87").as_deref(), Ok("CN=Lučić"));
        assert_eq!(again("E=a@b.example").as_deref(), Ok("emailAddress=a@b.example"));
    }

    #[test]
    fn attributes_of_one_relative_name_stand_in_the_order_of_their_encodings() {
        let der = |text: &str| {
            let mut buffer = [0; 512];
            parse(text, &mut buffer).map(<[u8]>::to_vec).map_err(|error| error.at)
        };
        // X.690, section 11.6: the shorter value first, as its length stands before it
        let name = [
            &[0x30, 23, 0x31, 21][..],
            &[0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'b'],
            &[0x30, 9, 6, 3, 0x55, 4, 10, 0x0c, 2, b'a', b'a'],
        ];
        for text in ["O=aa+CN=b", "CN=b+O=aa"] {
            assert_eq!(der(text), Ok(name.concat()), "{text}");
        }
        let all = ["CN=b", "O=aa", "L=c", "OU=d"];
        let sorted = der(&all.join("+"));
        for first in 0..all.len() {
            for second in 0..all.len() {
                let mut order = all;
                order.swap(first, second);
                assert_eq!(der(&order.join("+")), sorted, "{order:?}");
            }
        }
        assert_eq!(der("O=a+O=b"), der("O=b+O=a"));
        for twice in ["O=a+O=a", "O=a+CN=b+O=a"] {
            assert!(der(twice).is_err(), "{twice}");
        }
    }

    #[test]
    fn texts_that_are_none() {
        for (text, at) in [
            ("a", 0),
            ("CN=a,", 5),
            (",CN=a", 0),
            ("CN=a,,O=b", 5),
            ("CN=a,X=b", 5),
            ("CN=a;b", 3),
            ("CN=a\\", 3),
            ("CN=a\\zz", 3),
            ("CN=#0", 3),
            ("CN=#040248", 3),
            ("O=x,CN=a\"", 7),
            ("CN=a+O", 5),
            ("1.2.x=a", 0),
        ] {
            assert_eq!(again(text), Err(at), "{text}");
        }
        assert!(parse("CN=abc", &mut [0; 8]).is_err());
    }
}
