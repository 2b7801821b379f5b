//! Names and bases of name constraints that are none, or cannot be compared: no way round an
//! exclusion (RFC 5280, sections 4.2.1.10 and 7).

use crate::common::comparison::Comparison;
use crate::common::{CA, Ours, Request};
use motetls_pki::chain::Rfc5280Rules;
use motetls_pki::{CertError, Chain, VerifyPolicy};
use std::fmt::Write;

fn verify(policy: &VerifyPolicy<'_>, chain: &[&[u8]]) -> Result<(), CertError> {
    let mut state = Chain::<Ours, Rfc5280Rules<2048>>::new();
    for der in chain {
        state.push(policy, der)?;
    }
    state.finish().map(|_| ())
}

/// A DER element.
fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let header = if length < 0x80 { vec![length as u8] } else { vec![0x81, length as u8] };
    [&[tag][..], &header, contents].concat()
}

/// `DER:` for a line of openssl's configuration.
fn line(der: &[u8]) -> String {
    der.iter().fold("DER:".to_owned(), |mut line, octet| {
        let _ = write!(line, "{octet:02x}:");
        line
    })
}

fn critical_constraints(excluded: bool, bases: &[Vec<u8>]) -> String {
    let subtrees: Vec<u8> = bases.iter().flat_map(|base| element(0x30, base)).collect();
    let value = element(0x30, &element(if excluded { 0xa1 } else { 0xa0 }, &subtrees));
    format!("{CA}\n2.5.29.30 = critical,{}", line(&value))
}

/// A subjectAltName of a.example and another name.
fn alt_names(name: &[u8]) -> String {
    let names = [element(0x82, b"a.example"), name.to_vec()].concat();
    format!("2.5.29.17 = {}", line(&element(0x30, &names)))
}

/// A relative name of one attribute, organizationName.
fn organization(tag: u8, value: &[u8]) -> Vec<u8> {
    let attribute = [&[6, 3, 0x55, 4, 10][..], &element(tag, value)].concat();
    element(0x31, &element(0x30, &attribute))
}

fn directory(relative_names: &[u8]) -> Vec<u8> {
    element(0xa4, &element(0x30, relative_names))
}

const DNS: u8 = 0x82;
const MAIL: u8 = 0x81;
const URI: u8 = 0x86;
const IP: u8 = 0x87;
const UTF8: u8 = 0x0c;

#[test]
fn bases_that_are_none_are_malformed() {
    let Some(comparison) = Comparison::new("bases_that_are_none_are_malformed") else { return };
    let mut bases = Vec::new();
    for text in [
        "https://b.example",
        "b.example:443",
        "b.example\0",
        "b example",
        "*.b.example",
        "b..example",
        "b\u{fc}cher.example",
    ] {
        bases.extend([DNS, URI, MAIL].map(|tag| element(tag, text.as_bytes())));
    }
    bases.extend(["x@", "@b.example", "<x@b.example>"].map(|text| element(MAIL, text.as_bytes())));
    bases.extend([&[10, 0, 0, 0][..], &[10, 0, 0, 0, 255, 0, 255, 0]].map(|ip| element(IP, ip)));
    let acme = organization(UTF8, b"Acme");
    bases.push(directory(&[&acme[..], &[5, 0]].concat()));
    bases.push(directory(&[&acme[..], &[0x31, 0]].concat()));
    for (number, base) in bases.iter().enumerate() {
        for excluded in [true, false] {
            let (ca, leaf) = (format!("ca{number}{excluded}"), format!("leaf{number}{excluded}"));
            // a base of a kind that nothing below is of is no less malformed
            let sound = element(DNS, b"a.example");
            let below = if excluded { element(DNS, b"c.example") } else { sound };
            comparison.issue(&ca, "root", &critical_constraints(excluded, &[below, base.clone()]));
            comparison.issue(&leaf, &ca, "subjectAltName = DNS:a.example");
            let outcome = comparison.verify_with(&format!("{leaf} {ca}"), "root", verify);
            assert_eq!(outcome, Err(CertError::Malformed), "{base:02x?}");
        }
    }
}

#[test]
fn no_subtrees_are_malformed() {
    let Some(comparison) = Comparison::new("no_subtrees_are_malformed") else { return };
    for (file, value) in [
        ("neither", "30:00"),
        ("both", "30:04:a0:00:a1:00"),
        ("permitted", "30:02:a0:00"),
        ("excluded", "30:02:a1:00"),
        ("half", "30:0d:a0:09:30:07:82:05:6c:6f:63:61:6c:a1:00"),
    ] {
        comparison.issue(file, "root", &format!("{CA}\n2.5.29.30 = critical,DER:{value}"));
        let leaf = format!("below-{file}");
        comparison.issue(&leaf, file, "subjectAltName = DNS:a.example");
        let outcome = comparison.verify_with(&format!("{leaf} {file}"), "root", verify);
        assert_eq!(outcome, Err(CertError::Malformed), "{file}");
    }
}

/// Issues a leaf with `name` below a CA that permits or excludes `base`, and verifies it.
fn below(
    comparison: &Comparison,
    number: &mut u32,
    base: &[u8],
    name: &[u8],
) -> [Result<(), CertError>; 2] {
    [false, true].map(|excluded| {
        *number += 1;
        let (ca, leaf) = (format!("ca{number}"), format!("leaf{number}"));
        comparison.issue(&ca, "root", &critical_constraints(excluded, &[base.to_vec()]));
        comparison
            .authority
            .issue(&Request { subject: "/C=DE", ..Request::new(&leaf, &ca, &alt_names(name)) });
        comparison.verify_with(&format!("{leaf} {ca}"), "root", verify)
    })
}

#[test]
fn names_that_cannot_be_read_are_refused_both_ways() {
    let Some(comparison) = Comparison::new("names_that_cannot_be_read") else { return };
    let acme = organization(UTF8, b"Acme");
    let refused = Err(CertError::NameNotPermitted);
    let number = &mut 0;
    for relative_names in [
        [&acme[..], &[5, 0]].concat(),
        [&acme[..], &[0x31, 0]].concat(),
        [&[0x31, 0][..], &acme].concat(),
    ] {
        let outcome = below(&comparison, number, &directory(&acme), &directory(&relative_names));
        assert_eq!(outcome, [refused; 2], "{relative_names:02x?}");
    }
    for text in
        ["x@b.example\0", "x@b.example ", "<x@b.example>", "x\0@b.example", "x", "\"x@b.example"]
    {
        for base in ["b.example", ".example", "x@b.example", ""] {
            let (base, name) = (element(MAIL, base.as_bytes()), element(MAIL, text.as_bytes()));
            assert_eq!(below(&comparison, number, &base, &name), [refused; 2], "{text:?}");
        }
    }
    for text in ["b.example\0", "b .example", "https://b.example", "b..example", "x*.b.example"] {
        let name = element(DNS, text.as_bytes());
        let [_, excluded] = below(&comparison, number, &element(DNS, b"c.example"), &name);
        assert_eq!(excluded, refused, "{text:?}");
    }
    for address in [&[10, 0, 0][..], &[10, 0, 0, 0, 0], &[]] {
        let network = element(IP, &[11, 0, 0, 0, 255, 0, 0, 0]);
        assert_eq!(below(&comparison, number, &network, &element(IP, address)), [refused; 2]);
    }
    // constraints on names of another kind have nothing to say about them
    let base = element(DNS, b"example");
    let name = element(MAIL, b"x@b.example ");
    assert_eq!(
        below(&comparison, number, &base, &name),
        [Ok(()), refused],
        "a.example alone counts"
    );
    let base = element(URI, b"example");
    assert_eq!(below(&comparison, number, &base, &name), [Ok(()); 2]);
}

#[test]
fn directory_names_that_cannot_be_compared_are_refused() {
    let Some(comparison) = Comparison::new("directory_names_that_cannot_be_compared") else {
        return;
    };
    let refused = Err(CertError::NameNotPermitted);
    let number = &mut 0;
    let acme = directory(&organization(UTF8, b"Acme"));
    for (tag, value) in [
        (UTF8, "A\u{301}cme".as_bytes()),
        (UTF8, "Ac\u{200b}me".as_bytes()),
        (UTF8, "\u{ff21}cme".as_bytes()),
        (UTF8, "Acm\u{117}".as_bytes()),
        (UTF8, b"Acme\xff"),
        (0x1b, b"Acme"),
        (4, b"Acme"),
        (0x1e, b"\0A\0c\0m\0e\0"),
        (0x14, b"\xc2Acme"),
    ] {
        let name = directory(&organization(tag, value));
        assert_eq!(below(&comparison, number, &acme, &name), [refused; 2], "{tag} {value:02x?}");
        // and the other way round
        assert_eq!(below(&comparison, number, &name, &acme), [refused; 2], "{tag} {value:02x?}");
    }
    for (tag, value) in [
        (UTF8, "Acme\u{e9}".as_bytes()),
        (UTF8, "\u{6771}\u{4eac}".as_bytes()),
        (0x13, b"Other"),
        (0x1e, b"\0B"),
    ] {
        let name = directory(&organization(tag, value));
        assert_eq!(
            below(&comparison, number, &acme, &name),
            [refused, Ok(())],
            "{tag} {value:02x?}"
        );
    }
}

#[test]
fn mail_in_utf8_is_constrained_as_mail() {
    let Some(comparison) = Comparison::new("mail_in_utf8_is_constrained") else { return };
    let (refused, number) = (Err(CertError::NameNotPermitted), &mut 0);
    // id-on-SmtpUTF8Mailbox
    let oid = [6, 8, 0x2b, 6, 1, 5, 5, 7, 8, 9];
    let mailbox = |address: &str| {
        let value = element(0xa0, &element(UTF8, address.as_bytes()));
        element(0xa0, &[&oid[..], &value].concat())
    };
    let base = element(MAIL, b"b.example");
    let inside = mailbox("b\u{fc}cher@b.example");
    assert_eq!(below(&comparison, number, &base, &inside), [Ok(()), refused]);
    let outside = mailbox("b\u{fc}cher@c.example");
    assert_eq!(below(&comparison, number, &base, &outside), [refused, Ok(())]);
    assert_eq!(below(&comparison, number, &base, &mailbox("b\u{fc}cher")), [refused; 2]);
    // the same mailbox by other octets
    let base = element(MAIL, b"x@b.example");
    let name = element(MAIL, b"\"x\"@b.example");
    assert_eq!(below(&comparison, number, &base, &name), [refused; 2]);
}
