//! What a subject may be: read by others, with values of the lengths and characters of their types
//! (RFC 5280, appendix A.1).

use motetls::pki::dn::{AttributeTypeAndValue, DistinguishedName};
use motetls::pki::oid::{Oid, known};

use super::mail;

/// Characters of a value at most, by its type.
const LONGEST: &[(Oid<'static>, usize)] = &[
    (known::COMMON_NAME, 64),
    (known::SERIAL_NUMBER, 64),
    (known::ORGANIZATION, 64),
    (known::ORGANIZATIONAL_UNIT, 64),
    (known::TITLE, 64),
    (known::LOCALITY, 128),
    (known::STATE, 128),
    (known::EMAIL_ADDRESS, 255),
    (known::DOMAIN_COMPONENT, 63),
];

/// Refuses a name that verifiers elsewhere cannot read, or that shows as another.
pub(crate) fn check(name: &DistinguishedName<'_>) -> Result<(), String> {
    let unreadable = |_| "the name cannot be read: it is malformed".to_owned();
    name.check().map_err(unreadable)?;
    if name.der.first_chunk() == Some(&[0x30, 0]) {
        return Ok(());
    }
    let mut count = 0_usize;
    for relative in name.relative_names() {
        let relative = relative.map_err(unreadable)?;
        if relative.attributes.is_empty() {
            return Err("the name has an attribute that is empty: it is malformed".to_owned());
        }
        for attribute in relative.attributes {
            check_attribute(&attribute.map_err(unreadable)?)?;
            count = count.saturating_add(1);
        }
    }
    if count == 0 { Err("the name cannot be read: it is malformed".to_owned()) } else { Ok(()) }
}

fn check_attribute(attribute: &AttributeTypeAndValue<'_>) -> Result<(), String> {
    let kind = attribute.kind;
    let label = attribute.label().map_or_else(|| kind.to_string(), str::to_owned);
    let refused = |why: &str| Err(format!("{label} in a name {why}"));
    let Some(text) = attribute.text() else {
        return refused("is no text, or not of the characters of its type");
    };
    let characters: Option<String> = text.chars().map(Result::ok).collect();
    let Some(characters) = characters else { return refused("cannot be read") };
    if characters.trim().is_empty() {
        return refused("may not be empty");
    }
    if characters.chars().any(char::is_control) {
        return refused("may not have control characters in it");
    }
    let most = LONGEST.iter().find(|(known, _)| *known == kind).map(|(_, most)| *most);
    if let Some(most) = most.filter(|most| characters.chars().count() > *most) {
        return refused(&format!("is longer than the {most} characters it may have"));
    }
    let is_printable =
        |character: char| character.is_ascii_alphanumeric() || " '()+,-./:=?".contains(character);
    match kind {
        known::COUNTRY
            if characters.len() != 2
                || !characters.bytes().all(|byte| byte.is_ascii_alphabetic()) =>
        {
            refused("is a code of two letters, like DE (ISO 3166)")
        }
        known::SERIAL_NUMBER | known::DN_QUALIFIER if !characters.chars().all(is_printable) => {
            refused("has letters, digits, blanks and '()+,-./:=? in it, and no other character")
        }
        known::DOMAIN_COMPONENT | known::EMAIL_ADDRESS if !characters.is_ascii() => {
            refused("is of ASCII only")
        }
        known::EMAIL_ADDRESS if mail::parts(&characters).is_none() => {
            refused("is no mail address, like a@b.example")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use motetls::pki::dn;

    #[test]
    fn values_keep_to_their_types() {
        let refusal = |text: &str| {
            let mut buffer = [0; 1024];
            let der = dn::parse(text, &mut buffer).unwrap();
            check(&DistinguishedName { der }).err().unwrap_or_default()
        };
        for text in [
            "",
            "CN=a",
            &format!("CN={}", "x".repeat(64)),
            &format!("L={},C=de", "x".repeat(128)),
            "CN=Größe,serialNumber=M-7/1",
            "O=a+CN=b,DC=example",
            "1.2.3=free text of any length",
        ] {
            assert_eq!(refusal(text), "", "{text}");
        }
        for (text, why) in [
            (format!("CN={}", "x".repeat(65)), "longer than the 64"),
            (format!("OU={}", "x".repeat(65)), "longer than the 64"),
            (format!("ST={}", "x".repeat(129)), "longer than the 128"),
            ("C=Germany".to_owned(), "two letters"),
            ("C=ü".to_owned(), "two letters"),
            ("C=d1".to_owned(), "two letters"),
            ("CN=".to_owned(), "may not be empty"),
            ("CN=good\\00evil".to_owned(), "control characters"),
            ("CN=a\\1bb".to_owned(), "control characters"),
            ("CN=#0500".to_owned(), "is no text"),
            ("CN=#0c02fffe".to_owned(), "is no text"),
            ("serialNumber=a_b".to_owned(), "no other character"),
            ("emailAddress=ü@b.example".to_owned(), "ASCII only"),
            ("emailAddress=not mail".to_owned(), "no mail address"),
            ("emailAddress=a b@c.example".to_owned(), "no mail address"),
        ] {
            assert!(refusal(&text).contains(why), "{text}: {}", refusal(&text));
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let refusal = |der: &[u8]| check(&DistinguishedName { der });
        assert_eq!(refusal(&[0x30, 0]), Ok(()));
        for bad in [
            &[0x30, 2, 5, 0][..],
            &[0x30, 2, 0x31, 0],
            &[0x30, 4, 0x31, 2, 0x30, 0],
            &[0x30, 5, 0x31, 0, 0x31, 1, 0],
            &[0x31, 0],
            &[],
        ] {
            assert!(refusal(bad).is_err(), "{bad:?}");
        }
    }
}
