//! Whether two names are the same (RFC 5280, section 7.1).
//!
//! Values that are character strings are the same when their characters are, whatever the types of
//! the strings are, with upper and lower case folded (in ASCII, Latin-1, Greek and Cyrillic; of
//! other scripts case counts), blanks at either end taken away and several in a row made one; all
//! others when their bytes are. The attributes of a relative name stand in any order; relative
//! names do not. Characters are not normalized (NFKC, RFC 4518): a name that is composed in two
//! ways is two names. That is stricter where equal names are demanded; excluded subtrees, where it
//! would be looser, are compared by [`subtree`](super::subtree).

use super::characters::Folded;
use super::{AttributeTypeAndValue, DistinguishedName, RelativeName};
use crate::der::{List, Read};
use motetls_crypto::Hash;

/// How many attributes of one relative name are compared in any order; names with more in one are
/// the same by their bytes only.
pub(super) const MOST_ATTRIBUTES: usize = 16;

pub(super) fn same_attribute(
    one: &AttributeTypeAndValue<'_>,
    other: &AttributeTypeAndValue<'_>,
) -> bool {
    one.kind == other.kind
        && (one.value == other.value
            || match (one.text(), other.text()) {
                (Some(one), Some(other)) => Folded::new(one).eq(Folded::new(other)),
                _ => false,
            })
}

/// The attribute of a relative name that has one, as nearly all have.
fn single<'a>(name: &RelativeName<'a>) -> Option<AttributeTypeAndValue<'a>> {
    let mut attributes = name.attributes;
    let first = attributes.next()?.ok()?;
    attributes.is_empty().then_some(first)
}

/// Whether two relative names are the same: as many attributes, and as many of each.
pub(super) fn same_relative_name(one: &RelativeName<'_>, other: &RelativeName<'_>) -> bool {
    if one.attributes.rest() == other.attributes.rest() {
        return true;
    }
    if let (Some(one), Some(other)) = (single(one), single(other)) {
        return same_attribute(&one, &other);
    }
    let count =
        |name: &RelativeName<'_>| name.attributes.take(MOST_ATTRIBUTES.saturating_add(1)).count();
    let length = count(one);
    if length != count(other) || length > MOST_ATTRIBUTES {
        return false;
    }
    let times = |name: &RelativeName<'_>, attribute: &AttributeTypeAndValue<'_>| {
        name.attributes
            .filter(|found| found.is_ok_and(|found| same_attribute(&found, attribute)))
            .count()
    };
    one.attributes.into_iter().all(|attribute| {
        attribute.is_ok_and(|attribute| times(one, &attribute) == times(other, &attribute))
    })
}

/// Whether two whole Names are the same.
#[must_use]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one == other || (are_same(one, other) && read(one).is_some() && read(other).is_some())
}

/// Whether two whole Names have the same relative names, as far as these can be read.
fn are_same(one: &[u8], other: &[u8]) -> bool {
    let (Ok(mut names), Ok(mut others)) = (List::from_der(one), List::from_der(other)) else {
        return false;
    };
    loop {
        match (names.next(), others.next()) {
            (None, None) => return true,
            (Some(Ok(one)), Some(Ok(other))) if same_relative_name(&one, &other) => {}
            _ => return false,
        }
    }
}

/// The relative names, if all of the name can be read.
pub(super) fn read(name: &[u8]) -> Option<List<'_, RelativeName<'_>>> {
    DistinguishedName { der: name }.check().ok()?;
    List::from_der(name).ok()
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
fn hash_attribute<H: Hash>(hash: &mut H, attribute: &AttributeTypeAndValue<'_>) {
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
    use crate::text::{BMP, IA5, PRINTABLE, UTF8};
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
}
