//! How a name lies in a subtree of names (RFC 5280, section 4.2.1.10).
//!
//! | kind | lies in the subtree |
//! |---|---|
//! | DNS | the host itself or one below it; `.example` only one below; a wildcard lies in an excluded subtree if one of its hosts does |
//! | address | of the same version, equal under the mask; one of IPv4 that is mapped to IPv6 lies in the excluded subtrees of either |
//! | mail | the address; all of a host; `.example` all hosts below it; an otherName SmtpUTF8Mailbox (RFC 9598) counts as mail; a quoted local part may be that of an excluded address |
//! | URI | as for mail, by its host |
//! | directory | the relative names of the base come first in the name |
//!
//! A name that cannot be read as one of its kind, or that cannot be compared with the base, lies in
//! no permitted subtree and in every excluded one: a URI without a host, a dNSName with a blank, a
//! directory name of characters that have equivalents. A base that is none is malformed, whatever
//! it would be compared with ([`is_base`]).
//!
//! Of any other kind, a constraint that meets a name cannot be checked, and neither can one with
//! minimum or maximum.
//!
//! | file | purpose |
//! |---|---|
//! | `host` | host names and domains; the host of a URI |
//! | `mailbox` | mail addresses |

mod host;
mod mailbox;

use crate::der::Read;
use crate::dn::subtree;
use crate::error::CertError;
use crate::extension::Subtree;
use crate::general_name::GeneralName;
use crate::oid::known;
use crate::text::{Text, UTF8};

/// What an address of IPv4 starts with when it is written as one of IPv6 (RFC 4291, section
/// 2.5.5.2).
const MAPPED: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/// Whether the base of a subtree can be read as one of its kind. Those of kinds that are not
/// compared are not looked at.
pub(super) fn is_base(base: &GeneralName<'_>) -> bool {
    match base {
        GeneralName::Dns(base) | GeneralName::Uri(base) => host::is_base(base),
        GeneralName::Mail(base) => mailbox::is_mail_base(base),
        GeneralName::Ip(network) => is_network(network),
        GeneralName::Directory(name) => name.check().is_ok(),
        GeneralName::Other(..)
        | GeneralName::X400(_)
        | GeneralName::EdiParty(_)
        | GeneralName::RegisteredId(_) => true,
    }
}

/// Whether `name` lies in `tree`; `None` when the subtree is of another kind. What cannot be told
/// is `excluded`.
///
/// # Errors
/// [`CertError::NameConstraints`] when they are of a kind that is not compared here, or the subtree
/// has minimum or maximum; [`CertError::ConstraintsTooComplex`] when the comparison takes more than
/// is left of `budget`, in octets.
pub(super) fn lies_in(
    name: &GeneralName<'_>,
    tree: &Subtree<'_>,
    excluded: bool,
    budget: &mut usize,
) -> Result<Option<bool>, CertError> {
    let work = work(name, &tree.base);
    *budget = budget.checked_sub(work).ok_or(CertError::ConstraintsTooComplex)?;
    let told = match (*name, tree.base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => {
            host::is_presented(name).then(|| host::dns_lies_in(name, base, excluded))
        }
        (GeneralName::Ip(address), GeneralName::Ip(base)) => {
            matches!(address.len(), 4 | 16).then(|| {
                let mapped = address.strip_prefix(&MAPPED).filter(|_| excluded);
                address_lies_in(address, base)
                    || mapped.is_some_and(|address| address_lies_in(address, base))
            })
        }
        (GeneralName::Mail(address), GeneralName::Mail(base)) => mailbox::read(address, false)
            .map(|mailbox| mailbox::mail_lies_in(mailbox, base, excluded)),
        (GeneralName::Other(known::SMTP_UTF8_MAILBOX, value), GeneralName::Mail(base)) => {
            utf8_mailbox(value).map(|mailbox| mailbox::mail_lies_in(mailbox, base, excluded))
        }
        (GeneralName::Uri(uri), GeneralName::Uri(base)) => {
            host::host_of(uri).map(|host| host::host_lies_in(host, base))
        }
        (GeneralName::Directory(name), GeneralName::Directory(base)) => {
            subtree::lies_in(name.der, base.der)
        }
        (name, base) if core::mem::discriminant(&name) == core::mem::discriminant(&base) => {
            return Err(CertError::NameConstraints);
        }
        _ => return Ok(None),
    };
    if tree.minimum != 0 || tree.maximum.is_some() {
        return Err(CertError::NameConstraints);
    }
    Ok(Some(told.unwrap_or(excluded)))
}

/// How many octets a comparison looks at.
fn work(name: &GeneralName<'_>, base: &GeneralName<'_>) -> usize {
    let length = |name: &GeneralName<'_>| match name {
        GeneralName::Directory(name) => name.der.len(),
        GeneralName::RegisteredId(id) => id.0.len(),
        GeneralName::Other(_, octets)
        | GeneralName::Mail(octets)
        | GeneralName::Dns(octets)
        | GeneralName::X400(octets)
        | GeneralName::EdiParty(octets)
        | GeneralName::Uri(octets)
        | GeneralName::Ip(octets) => octets.len(),
    };
    match (name, base) {
        (GeneralName::Directory(name), GeneralName::Directory(base)) => {
            subtree::work(name.der, base.der)
        }
        _ => length(name).saturating_add(length(base)).saturating_add(1),
    }
}

/// The value of an otherName of kind SmtpUTF8Mailbox, a UTF8String.
fn utf8_mailbox(value: &[u8]) -> Option<mailbox::Mailbox<'_>> {
    let text = Text::from_der(value).ok().filter(|text| text.tag == UTF8 && text.is_valid())?;
    mailbox::read(text.octets, true)
}

/// Whether it is an address and a mask that is a prefix.
fn is_network(network: &[u8]) -> bool {
    let (_, mask) = network.split_at_checked(network.len() >> 1).unwrap_or_default();
    let mut tail = mask.iter().skip_while(|octet| **octet == 0xff);
    let edge = tail.next().is_none_or(|octet| octet.leading_ones() == octet.count_ones());
    matches!(network.len(), 8 | 32) && edge && tail.all(|octet| *octet == 0)
}

/// Whether an address lies in a network, an address and a mask.
fn address_lies_in(address: &[u8], network: &[u8]) -> bool {
    let (base, mask) = network.split_at_checked(network.len() >> 1).unwrap_or_default();
    let same = |((one, other), mask): ((&u8, &u8), &u8)| (one ^ other) & mask == 0;
    address.len() == base.len() && address.iter().zip(base).zip(mask).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dn::DistinguishedName;

    /// Whether a name lies in a permitted tree, and whether in an excluded one.
    fn inside(name: GeneralName<'_>, base: GeneralName<'_>) -> (bool, bool) {
        let tree = Subtree { base, minimum: 0, maximum: None };
        let [permitted, excluded] =
            [false, true].map(|excluded| lies_in(&name, &tree, excluded, &mut 1000));
        (permitted.unwrap().unwrap(), excluded.unwrap().unwrap())
    }

    #[test]
    fn uris_by_their_host() {
        let base = GeneralName::Uri(b"b.example");
        assert_eq!(inside(GeneralName::Uri(b"https://b.example."), base), (true, true));
        assert_eq!(
            inside(GeneralName::Uri(b"urn:mote:7"), base),
            (false, true),
            "what has no host is refused both ways"
        );
    }

    #[test]
    fn nothing_constrains_everything() {
        assert_eq!(inside(GeneralName::Dns(b"a.example"), GeneralName::Dns(b"")), (true, true));
        assert_eq!(inside(GeneralName::Mail(b"x@a.example"), GeneralName::Mail(b"")), (true, true));
        let any = GeneralName::Directory(DistinguishedName { der: &[0x30, 0] });
        assert_eq!(inside(any, any), (true, true));
    }

    #[test]
    fn a_dot_at_the_end_does_not_count() {
        let (mail, uri) = (GeneralName::Mail, GeneralName::Uri);
        for (name, base) in [
            (mail(b"x@a.example"), mail(b".example.")),
            (mail(b"x@a.example."), mail(b"x@a.example")),
            (mail(b"x@a.example"), mail(b"x@a.example.")),
            (uri(b"https://a.example/"), uri(b".example.")),
            (uri(b"https://a.example./"), uri(b".example")),
        ] {
            assert_eq!(inside(name, base), (true, true), "{base:?}");
        }
    }

    #[test]
    fn bases_are_names_of_their_kind() {
        let other = GeneralName::Other(known::SMTP_UTF8_MAILBOX, &[5, 0]);
        for base in [
            GeneralName::Dns(b""),
            GeneralName::Dns(b".a.example."),
            GeneralName::Uri(b".a.example"),
            GeneralName::Mail(b""),
            GeneralName::Mail(b".a.example"),
            GeneralName::Mail(b"x@a.example"),
            GeneralName::Ip(&[10, 0, 0, 0, 255, 0, 0, 0]),
            GeneralName::Directory(DistinguishedName { der: &[0x30, 0] }),
            GeneralName::X400(b""),
            other,
        ] {
            assert!(is_base(&base), "{base:?}");
        }
        let text = [
            "https://a.example",
            "a.example:443",
            "a.example\0",
            "a example",
            "*.a.example",
            "a..example",
            "b\u{fc}cher.example",
            ".",
            "..a.example",
            "[192.0.2.7]",
            "a/b",
        ];
        for base in text {
            for kind in [GeneralName::Dns, GeneralName::Uri, GeneralName::Mail] {
                assert!(!is_base(&kind(base.as_bytes())), "{base}");
            }
        }
        for base in ["@a.example", "x@", "x@.a.example", "x@y@a.example", "<x@a.example>", "*.x"] {
            assert!(!is_base(&GeneralName::Mail(base.as_bytes())), "{base}");
        }
        // an empty relative name, a NULL behind one
        let acme = [0x31, 13, 0x30, 11, 6, 3, 0x55, 4, 10, 0x0c, 4, b'A', b'c', b'm', b'e'];
        let with_null = [&[0x30, 17], &acme[..], &[5, 0]].concat();
        for der in [&[0x30, 2, 0x31, 0][..], &with_null] {
            let name = GeneralName::Directory(DistinguishedName { der });
            assert!(!is_base(&name));
            let whole = [&[0x30, 15], &acme[..]].concat();
            let base = GeneralName::Directory(DistinguishedName { der: &whole });
            assert!(is_base(&base));
            assert_eq!(inside(name, base), (false, true), "what cannot be read is refused");
            assert_eq!(inside(base, base), (true, true));
        }
    }

    #[test]
    fn mail_in_utf8_is_mail() {
        let value = |text: &str| [&[UTF8, text.len() as u8], text.as_bytes()].concat();
        for (address, base, expected) in [
            ("b\u{fc}cher@a.example", "a.example", (true, true)),
            ("b\u{fc}cher@a.example", "b.example", (false, false)),
            ("b\u{fc}cher@a.example", "x@a.example", (false, false)),
            ("b\u{fc}cher@x.a.example", ".a.example", (true, true)),
            ("b\u{fc}cher@b\u{fc}cher.example", "a.example", (false, true)),
            ("b\u{fc}cher", "a.example", (false, true)),
        ] {
            let value = value(address);
            let name = GeneralName::Other(known::SMTP_UTF8_MAILBOX, &value);
            assert_eq!(inside(name, GeneralName::Mail(base.as_bytes())), expected, "{address}");
            let tree = Subtree { base: name, minimum: 0, maximum: None };
            let outcome = lies_in(&name, &tree, true, &mut 1000);
            assert_eq!(outcome, Err(CertError::NameConstraints), "no base that is compared");
        }
        let name = GeneralName::Other(known::SMTP_UTF8_MAILBOX, &[5, 0]);
        assert_eq!(inside(name, GeneralName::Mail(b"a.example")), (false, true));
    }

    #[test]
    fn minimum_and_maximum_are_not_supported() {
        let base = GeneralName::Dns(b"example");
        for (minimum, maximum) in [(1, None), (0, Some(0)), (0, Some(7))] {
            let tree = Subtree { base, minimum, maximum };
            let outcome = lies_in(&GeneralName::Dns(b"a.example"), &tree, true, &mut 1000);
            assert_eq!(outcome, Err(CertError::NameConstraints));
            assert_eq!(lies_in(&GeneralName::Mail(b"x@a"), &tree, true, &mut 1000), Ok(None));
        }
    }

    #[test]
    fn comparisons_are_charged_by_their_octets() {
        let base = GeneralName::Dns(b"example");
        let tree = Subtree { base, minimum: 0, maximum: None };
        let mut budget = 17;
        assert_eq!(
            lies_in(&GeneralName::Dns(b"a.example"), &tree, false, &mut budget),
            Ok(Some(true))
        );
        assert_eq!(budget, 0);
        let outcome = lies_in(&GeneralName::Ip(&[]), &tree, false, &mut budget);
        assert_eq!(outcome, Err(CertError::ConstraintsTooComplex));
    }

    #[test]
    fn what_is_no_address_is_refused_both_ways() {
        let base = GeneralName::Mail(b"a.example");
        for no_address in ["x@y@a.example", "a.example", "@a.example"] {
            assert_eq!(
                inside(GeneralName::Mail(no_address.as_bytes()), base),
                (false, true),
                "{no_address}"
            );
        }
        assert_eq!(inside(GeneralName::Mail(b"x"), GeneralName::Mail(b"")), (false, true));
        assert_eq!(inside(GeneralName::Mail(b"\"x@y\"@a.example"), base), (true, true), "quoted");
    }

    #[test]
    fn dots_and_wildcards() {
        for (name, base, expected) in [
            ("a.example.", "a.example", (true, true)),
            ("a.example", "example.", (true, true)),
            (".example", "example", (false, true)),
            ("*.example", "example", (true, true)),
            ("*.example", ".example", (true, true)),
            ("*.example", "a.example", (false, true)),
            ("*.example", "b.a.example", (false, false)),
            ("example", "a.example", (false, false)),
            ("*", "example", (false, true)),
            ("b*.example", "a.example", (false, true)),
            ("a .example", "b.example", (false, true)),
            ("a.example\0", "b.example", (false, true)),
            ("a..example", "b.example", (false, true)),
            ("https://a.example", "b.example", (false, true)),
            ("b\u{fc}cher.example", "b.example", (false, true)),
            ("", "b.example", (false, true)),
        ] {
            assert_eq!(
                inside(GeneralName::Dns(name.as_bytes()), GeneralName::Dns(base.as_bytes())),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn mapped_addresses_are_excluded_by_either_version() {
        let network = GeneralName::Ip(&[10, 0, 0, 0, 255, 0, 0, 0]);
        let mapped = |last: [u8; 4]| [&MAPPED[..], &last].concat();
        assert_eq!(inside(GeneralName::Ip(&mapped([10, 1, 2, 3])), network), (false, true));
        assert_eq!(inside(GeneralName::Ip(&mapped([11, 1, 2, 3])), network), (false, false));
        let all = [&MAPPED[..], &[0; 4], &[0xff; 12], &[0; 4]].concat();
        assert_eq!(
            inside(GeneralName::Ip(&mapped([10, 1, 2, 3])), GeneralName::Ip(&all)),
            (true, true)
        );
    }

    #[test]
    fn masks_are_prefixes() {
        let network = |mask: [u8; 4]| [[10, 64, 0, 0], mask].concat();
        for (mask, expected) in [
            ([255, 192, 0, 0], Some(true)),
            ([255, 255, 0, 0], Some(false)),
            ([0; 4], Some(true)),
            ([255; 4], Some(false)),
            ([254, 255, 0, 0], None),
            ([255, 0, 255, 0], None),
            ([0, 0, 0, 1], None),
        ] {
            let network = network(mask);
            assert_eq!(is_network(&network), expected.is_some(), "{mask:?}");
            let inside = address_lies_in(&[10, 127, 1, 2], &network);
            assert!(expected.is_none_or(|expected| inside == expected), "{mask:?}");
        }
        assert!(!address_lies_in(&[0; 16], &network([0; 4])), "of another version");
        for length in [0, 4, 7, 9, 16, 31, 33] {
            assert!(!is_network(&[0; 33][..length]), "{length}");
        }
        assert!(is_network(&[0; 32]));
    }

    #[test]
    fn addresses_of_another_length_are_refused_both_ways() {
        let network = GeneralName::Ip(&[10, 0, 0, 0, 255, 0, 0, 0]);
        for length in [0, 3, 5, 8, 15, 17] {
            assert_eq!(inside(GeneralName::Ip(&[1; 17][..length]), network), (false, true));
        }
    }
}
