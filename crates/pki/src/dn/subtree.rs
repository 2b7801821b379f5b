//! Whether a name lies in a subtree of the directory (RFC 5280, sections 4.2.1.10 and 7.1).
//!
//! Two attributes that differ when folded may still be equivalent: composed otherwise, of full
//! width, with characters that are ignored, of a type that is no character string here. So there
//! are three answers, and an excluded subtree must take "cannot tell" for "inside".

use super::fold::{MOST_ATTRIBUTES, read, same_attribute, same_relative_name};
use super::{AttributeTypeAndValue, RelativeName, characters};

/// Whether the first relative names of `name`, a whole Name, are those of `base`; `None` when that
/// cannot be told, because either cannot be read or cannot be compared.
#[must_use]
pub fn lies_in(name: &[u8], base: &[u8]) -> Option<bool> {
    let (mut names, bases) = (read(name)?, read(base)?);
    let mut certain = true;
    for base in bases {
        let (Some(Ok(name)), Ok(base)) = (names.next(), base) else { return Some(false) };
        if !same_relative_name(&name, &base) {
            if !may_be_same(&name, &base) {
                return Some(false);
            }
            certain = false;
        }
    }
    certain.then_some(true)
}

/// How many octets [`lies_in`] looks at, at most.
#[must_use]
pub fn work(name: &[u8], base: &[u8]) -> usize {
    let attributes = |name| {
        let names = read(name).into_iter().flatten().map_while(Result::ok);
        names.map(|relative| relative.attributes.take(MOST_ATTRIBUTES).count()).max().unwrap_or(0)
    };
    // relative names of unlike length are not compared: the fewer attributes count. Each is held
    // against all of both, once as the same and once as a possible equivalent
    let passes = attributes(name).min(attributes(base)).saturating_mul(3).saturating_add(1);
    name.len().saturating_add(base.len()).saturating_mul(passes)
}

/// Whether two relative names that are not the same by folding may be it by other rules.
fn may_be_same(one: &RelativeName<'_>, other: &RelativeName<'_>) -> bool {
    let count =
        |name: &RelativeName<'_>| name.attributes.take(MOST_ATTRIBUTES.saturating_add(1)).count();
    let (length, other_length) = (count(one), count(other));
    if length != other_length {
        return false;
    }
    length > MOST_ATTRIBUTES
        || one.attributes.map_while(Result::ok).any(|attribute| {
            other.attributes.map_while(Result::ok).any(|other| may_equal(&attribute, &other))
        })
}

/// Whether two attributes are of one type, differ when folded, and may be equivalent.
fn may_equal(one: &AttributeTypeAndValue<'_>, other: &AttributeTypeAndValue<'_>) -> bool {
    let is_plain = |attribute: &AttributeTypeAndValue<'_>| {
        attribute.text().is_some_and(characters::is_fully_folded)
    };
    one.kind == other.kind && !same_attribute(one, other) && !(is_plain(one) && is_plain(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::{DerWriter, SEQUENCE, SET};
    use crate::dn::{parse, write_attribute};
    use crate::oid::known;
    use std::vec::Vec;

    fn name(text: &str) -> Vec<u8> {
        parse(text, &mut [0; 512]).unwrap().to_vec()
    }

    fn inside(one: &str, base: &str) -> Option<bool> {
        lies_in(&name(one), &name(base))
    }

    #[test]
    fn the_first_relative_names_count() {
        assert_eq!(inside("CN=x,O=Motes,C=DE", "O=motes,C=de"), Some(true));
        assert_eq!(inside("O=Motes,C=DE", "O=motes,C=de"), Some(true));
        assert_eq!(inside("CN=x", ""), Some(true));
        assert_eq!(inside("C=DE", "O=motes,C=de"), Some(false));
        assert_eq!(inside("CN=x,O=Other,C=DE", "O=motes,C=de"), Some(false));
        assert_eq!(inside("O=Motes", "O=motes,C=de"), Some(false));
    }

    #[test]
    fn what_cannot_be_read_cannot_be_told() {
        let base = [0x30, 2, 4, 0];
        assert_eq!(lies_in(&name("CN=x"), &base), None);
        assert_eq!(lies_in(&name("CN=x"), &[]), None);
        assert_eq!(lies_in(&base, &name("CN=x")), None);
        assert_eq!(lies_in(&base, &name("")), None);
    }

    #[test]
    fn what_may_be_equivalent_cannot_be_told() {
        for (one, base, expected) in [
            ("O=A\u{308}cme", "O=\u{c4}cme", None),
            ("O=Ac\u{200b}me", "O=Acme", None),
            ("O=\u{ff21}cme", "O=Acme", None),
            ("O=Łódź", "O=łódź", None),
            ("O=Łódź", "O=Łódź", Some(true)),
            ("O=\u{c4}cme", "O=Acme", Some(false)),
            ("O=東京", "O=Acme", Some(false)),
            // a GeneralString, an OCTET STRING, a BMPString of odd length, broken UTF-8
            ("O=#1b0441636d65", "O=Acme", None),
            ("O=#040441636d65", "O=Acme", None),
            ("O=#1e03004100", "O=Acme", None),
            ("O=#0c0541636d65ff", "O=Acme", None),
            ("O=Acme", "O=#1b0441636d65", None),
            ("O=#1b0441636d65", "O=#1b0441636d65", Some(true)),
            // of another type of attribute, it is another name
            ("OU=#1b0441636d65", "O=Acme", Some(false)),
            ("CN=x,O=Ac\u{200b}me", "CN=y,O=Acme", Some(false)),
            ("CN=x,O=Ac\u{200b}me", "CN=x,O=Acme", None),
            ("CN=x+O=Ac\u{200b}me", "O=Acme+CN=x", None),
            ("CN=x+O=Ac\u{200b}me", "CN=x+OU=Acme", Some(false)),
            ("CN=x+O=Acme", "O=Acme", Some(false)),
        ] {
            assert_eq!(inside(one, base), expected, "{one} in {base}");
        }
    }

    #[test]
    fn more_attributes_than_are_put_in_order_cannot_be_told() {
        let many = |count: usize, last: &str| {
            let mut buffer = [0; 512];
            let mut der = DerWriter::new(&mut buffer);
            let whole = der.open(SEQUENCE);
            let set = der.open(SET);
            for _ in 0..count {
                write_attribute(known::COMMON_NAME, "a", &mut der);
            }
            write_attribute(known::ORGANIZATION, last, &mut der);
            der.close(set);
            der.close(whole);
            der.written().to_vec()
        };
        assert_eq!(lies_in(&many(16, "x"), &many(16, "x")), Some(true), "by their bytes");
        assert_eq!(lies_in(&many(16, "x"), &many(16, "X")), None);
        assert_eq!(lies_in(&many(15, "x"), &many(15, "X")), Some(true));
        assert_eq!(lies_in(&many(15, "x"), &many(15, "y")), Some(false));
        assert_eq!(lies_in(&many(16, "x"), &name("CN=a")), Some(false));
    }

    #[test]
    fn work_grows_with_the_attributes_of_a_relative_name() {
        let (one, two) = (name("CN=a"), name("CN=a+O=b"));
        let length = one.len() + two.len();
        assert_eq!(work(&one, &two), 4 * length);
        assert_eq!(work(&two, &two), 7 * 2 * two.len());
        assert_eq!(work(&[], &two), two.len());
    }
}
