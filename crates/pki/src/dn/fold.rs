//! Whether two names are the same (RFC 5280, section 7.1).
//!
//! Values that are character strings are the same when their characters are, whatever the types of the strings are, with
//! upper and lower case folded (in ASCII, Latin-1, Greek and Cyrillic; of other scripts case counts), blanks at either end
//! taken away and several in a row made one; all others when their bytes are. The attributes of a relative name stand in
//! any order; relative names do not. Characters are not normalized (NFKC, RFC 4518): a name that is composed in two ways is
//! two names, which is stricter.

use super::{Attribute, DistinguishedName, RelativeName};
use crate::der::{List, Read};
use crate::text::{BMP, Chars, Text, UNIVERSAL};
use motetls_crypto::Hash;

/// How many attributes of one relative name are put in order; more are taken as they stand.
const MOST_ATTRIBUTES: usize = 16;

/// The characters of a string of valid characters, folded.
#[derive(Clone, Debug)]
struct Folded<'a> {
    /// What is left of one whose characters are all of ASCII, as those of nearly all names are: then there are no others.
    ascii: &'a [u8],
    chars: Chars<'a>,
    next: Option<char>,
}

impl<'a> Folded<'a> {
    fn new(text: Text<'a>) -> Self {
        let wide = matches!(text.tag, BMP | UNIVERSAL);
        let (ascii, others) =
            if !wide && text.octets.is_ascii() { (text.octets, &[][..]) } else { (&[][..], text.octets) };
        let chars = Text::new(text.tag, others).chars();
        let mut folded = Folded { ascii: without_blanks(ascii), chars, next: None };
        folded.step();
        folded.skip_blanks();
        folded
    }

    /// The next character of ASCII.
    fn next_ascii(&mut self) -> Option<char> {
        let (first, rest) = self.ascii.split_first()?;
        self.ascii = rest;
        if !is_blank(char::from(*first)) {
            return Some(char::from(first.to_ascii_lowercase()));
        }
        self.ascii = without_blanks(rest);
        if self.ascii.is_empty() { None } else { Some(' ') }
    }

    fn step(&mut self) {
        self.next = self.chars.next().and_then(Result::ok);
    }

    fn skip_blanks(&mut self) {
        while self.next.is_some_and(is_blank) {
            self.step();
        }
    }
}

fn without_blanks(octets: &[u8]) -> &[u8] {
    let blanks = octets.iter().take_while(|octet| is_blank(char::from(**octet))).count();
    octets.get(blanks..).unwrap_or(&[])
}

impl Iterator for Folded<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if !self.ascii.is_empty() {
            return self.next_ascii();
        }
        let next = self.next?;
        self.step();
        if is_blank(next) {
            self.skip_blanks();
            return self.next.map(|_| ' ');
        }
        Some(lower(next))
    }
}

/// Whether a character is white space (Unicode, White_Space), without the tables of the standard library.
const fn is_blank(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t'..='\r' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}'
            | '\u{205f}' | '\u{3000}'
    )
}

/// The lower case of a letter of ASCII, Latin-1, Greek or Cyrillic; the tables for all others are 11 KB.
fn lower(character: char) -> char {
    let distance = match character {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 0x20,
        'Ѐ'..='Џ' => 0x50,
        _ => 0,
    };
    char::from_u32(u32::from(character).wrapping_add(distance)).unwrap_or(character)
}

fn same_attribute(one: &Attribute<'_>, other: &Attribute<'_>) -> bool {
    one.kind == other.kind
        && (one.value == other.value
            || matches!((one.text(), other.text()), (Some(one), Some(other)) if Folded::new(one).eq(Folded::new(other))))
}

/// The attribute of a relative name that has one, as nearly all have.
fn single<'a>(name: &RelativeName<'a>) -> Option<Attribute<'a>> {
    let mut attributes = name.attributes;
    let first = attributes.next()?.ok()?;
    attributes.is_empty().then_some(first)
}

/// Whether two relative names are the same: as many attributes, and as many of each.
fn same_relative_name(one: &RelativeName<'_>, other: &RelativeName<'_>) -> bool {
    if one.attributes.rest() == other.attributes.rest() {
        return true;
    }
    if let (Some(one), Some(other)) = (single(one), single(other)) {
        return same_attribute(&one, &other);
    }
    let count = |name: &RelativeName<'_>| name.attributes.take(MOST_ATTRIBUTES.saturating_add(1)).count();
    let length = count(one);
    if length != count(other) || length > MOST_ATTRIBUTES {
        return false;
    }
    let times = |name: &RelativeName<'_>, wanted: &Attribute<'_>| {
        name.attributes.filter(|attribute| attribute.is_ok_and(|attribute| same_attribute(&attribute, wanted))).count()
    };
    one.attributes
        .into_iter()
        .all(|attribute| attribute.is_ok_and(|wanted| times(one, &wanted) == times(other, &wanted)))
}

/// Whether two whole Names are the same.
#[must_use]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one == other || (are_same(one, other) && read(one).is_some() && read(other).is_some())
}

/// Whether two whole Names have the same relative names, as far as these can be read.
fn are_same(one: &[u8], other: &[u8]) -> bool {
    let (Ok(mut names), Ok(mut others)) = (List::from_der(one), List::from_der(other)) else { return false };
    loop {
        match (names.next(), others.next()) {
            (None, None) => return true,
            (Some(Ok(one)), Some(Ok(other))) if same_relative_name(&one, &other) => {}
            _ => return false,
        }
    }
}

/// The relative names, if all of the name can be read.
fn read(name: &[u8]) -> Option<List<'_, RelativeName<'_>>> {
    DistinguishedName { der: name }.check().ok()?;
    List::from_der(name).ok()
}

/// Whether the first relative names of `name`, a whole Name, are those of `base`. False when either cannot be read.
#[must_use]
pub fn starts_with(name: &[u8], base: &[u8]) -> bool {
    let (Some(mut names), Some(mut bases)) = (read(name), read(base)) else { return false };
    bases.all(|base| match (names.next(), base) {
        (Some(Ok(name)), Ok(base)) => same_relative_name(&name, &base),
        _ => false,
    })
}

/// A digest that names have in common if they are the same, and no others.
#[must_use]
pub fn digest<H: Hash<Output = [u8; 32]>>(name: &[u8]) -> [u8; 32] {
    let mut hash = H::new();
    let Some(relative_names) = read(name) else {
        hash.update(&[0]);
        hash.update(name);
        return hash.finish();
    };
    hash.update(&[1]);
    for relative in relative_names.map_while(Result::ok) {
        match single(&relative) {
            Some(attribute) => {
                hash.update(&[1]);
                hash_attribute(&mut hash, &attribute);
            }
            None => {
                hash.update(&[2]);
                hash.update(&relative_digest::<H>(&relative));
            }
        }
    }
    hash.finish()
}

/// The digest of the digests of the attributes, in the order of these.
fn relative_digest<H: Hash<Output = [u8; 32]>>(name: &RelativeName<'_>) -> [u8; 32] {
    let mut digests = [[0; 32]; MOST_ATTRIBUTES];
    let length = name.attributes.take(MOST_ATTRIBUTES.saturating_add(1)).count();
    let mut hash = H::new();
    let Some(places) = digests.get_mut(..length) else {
        hash.update(&[0]);
        hash.update(name.attributes.rest());
        return hash.finish();
    };
    for (place, attribute) in places.iter_mut().zip(name.attributes.map_while(Result::ok)) {
        let mut hash = H::new();
        hash_attribute(&mut hash, &attribute);
        *place = hash.finish();
    }
    sort(places);
    hash.update(&[1]);
    hash.update(places.as_flattened());
    hash.finish()
}

/// Sorts a few digests, without the standard library's sort, which is made for many.
fn sort(digests: &mut [[u8; 32]]) {
    for _ in 0..digests.len() {
        let mut rest = &mut *digests;
        while let [one, tail @ ..] = rest {
            if let Some(next) = tail.first_mut()
                && *next < *one
            {
                core::mem::swap(one, next);
            }
            rest = tail;
        }
    }
}

/// Hashes an attribute such that its end can be told: no character starts with 0xff.
fn hash_attribute<H: Hash>(hash: &mut H, attribute: &Attribute<'_>) {
    let kind = attribute.kind.0;
    hash.update(&length(kind));
    hash.update(kind);
    match attribute.text() {
        Some(text) => {
            hash.update(&[1]);
            for character in Folded::new(text) {
                hash.update(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            hash.update(&[0xff]);
        }
        None => {
            hash.update(&[0]);
            hash.update(&length(attribute.value));
            hash.update(attribute.value);
        }
    }
}

fn length(octets: &[u8]) -> [u8; 4] {
    u32::try_from(octets.len()).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::{DerWriter, SEQUENCE, SET};
    use crate::dn::parse;
    use crate::oid::{Oid, known};
    use crate::text::{IA5, PRINTABLE, UTF8};
    use motetls_crypto::Sha256;
    use std::vec::Vec;

    fn name(text: &str) -> Vec<u8> {
        parse(text, &mut [0; 256]).unwrap().to_vec()
    }

    fn typed(relative: &[&[(Oid<'_>, u8, &[u8])]]) -> Vec<u8> {
        let mut buffer = [0; 256];
        let mut der = DerWriter::new(&mut buffer);
        let whole = der.open(SEQUENCE);
        for attributes in relative {
            let set = der.open(SET);
            for (kind, tag, value) in *attributes {
                let open = der.open(SEQUENCE);
                kind.write(&mut der);
                der.element(*tag, value);
                der.close(open);
            }
            der.close(set);
        }
        der.close(whole);
        der.written().to_vec()
    }

    #[track_caller]
    fn check(one: &[u8], other: &[u8], expected: bool) {
        assert_eq!(same(one, other), expected);
        assert_eq!(same(other, one), expected);
        assert_eq!(digest::<Sha256>(one) == digest::<Sha256>(other), expected);
    }

    #[test]
    fn case_and_blanks_do_not_count() {
        for (one, other, expected) in [
            ("CN=Mote 7,O=Motes", "CN=mote 7,O=MOTES", true),
            (r"CN=\ a  b\ ", "CN=a b", true),
            (r"CN=\ ä  b\ ", "CN=Ä b", true),
            ("CN=a\tb", "CN=A  b", true),
            ("CN=a\u{1c}b", "CN=a b", false),
            (r"CN=\ ", "CN=", true),
            ("CN=ab", "CN=a b", false),
            ("CN=Ü", "CN=ü", true),
            ("CN=a,O=b", "O=b,CN=a", false),
            ("CN=a", "CN=a,O=b", false),
            ("CN=a", "O=a", false),
            ("CN=a+O=b", "CN=a,O=b", false),
            ("", "", true),
            ("", "CN=", false),
            ("CN=#04024869", "CN=#04024869", true),
            ("CN=#04024869", "CN=#04026869", false),
            ("CN=#04024869", "CN=Hi", false),
        ] {
            check(&name(one), &name(other), expected);
        }
    }

    #[test]
    fn letters_and_blanks_are_those_of_unicode() {
        for number in 0..0x1_0000 {
            let Some(character) = char::from_u32(number) else { continue };
            assert_eq!(is_blank(character), character.is_whitespace(), "{character:?}");
            let folded = lower(character);
            assert!(folded == character || character.to_lowercase().eq([folded]), "{character:?}");
            let known = character < '\u{100}' || matches!(character, 'Α'..='Ω' | 'Ѐ'..='Я') && number != 0x3a2;
            assert!(!known || character.to_lowercase().eq([folded]), "{character:?}");
        }
    }

    #[test]
    fn types_of_strings_and_the_order_in_a_set_do_not_count() {
        let cn = known::COMMON_NAME;
        let one = typed(&[&[(cn, UTF8, b"Ab")]]);
        check(&one, &typed(&[&[(cn, PRINTABLE, b"aB")]]), true);
        check(&one, &typed(&[&[(cn, BMP, b"\0a\0b")]]), true);
        let blanks = typed(&[&[(cn, BMP, b"\0\t\0a\0 \0\r\0B\0 ")]]);
        check(&typed(&[&[(cn, UTF8, b" A \nb")]]), &blanks, true);
        check(&one, &typed(&[&[(cn, BMP, b"\0a\0b\0")]]), false);
        let (a, b) = ((cn, UTF8, &b"a"[..]), (known::EMAIL_ADDRESS, IA5, &b"B@c"[..]));
        check(&typed(&[&[a, b]]), &typed(&[&[b, a]]), true);
        check(&typed(&[&[a, b, b]]), &typed(&[&[b, a, b]]), true);
        check(&typed(&[&[a, a, b]]), &typed(&[&[b, a, b]]), false);
        check(&typed(&[&[a; 17]]), &typed(&[&[a; 17]]), true);
        check(&typed(&[&[a, b]]), &typed(&[&[a], &[b]]), false);
    }

    #[test]
    fn what_cannot_be_read_is_the_same_by_its_bytes_only() {
        check(&[0x30, 2, 4, 0], &[0x30, 2, 4, 0], true);
        check(&[0x30, 2, 4, 0], &[0x30, 2, 5, 0], false);
        check(&[0x30, 2, 0x31, 0], &[0x30, 0], false);
    }

    #[test]
    fn trees() {
        let inside = |one: &str, base: &str| starts_with(&name(one), &name(base));
        assert!(inside("CN=x,O=Motes,C=DE", "O=motes,C=de"));
        assert!(inside("O=Motes,C=DE", "O=motes,C=de") && inside("CN=x", ""));
        assert!(!inside("C=DE", "O=motes,C=de") && !inside("CN=x,O=Other,C=DE", "O=motes,C=de"));
        assert!(!starts_with(&name("CN=x"), &[0x30, 2, 4, 0]) && !starts_with(&name("CN=x"), &[]));
    }
}
