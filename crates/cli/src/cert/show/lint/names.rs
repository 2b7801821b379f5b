//! RFC 5280 on names.

use std::net::IpAddr;

use motetls::pki::der::Read;
use motetls::pki::dn::{AttributeTypeAndValue, DistinguishedName};
use motetls::pki::general_name::GeneralName;
use motetls::pki::oid::{Oid, known};
use motetls::pki::text::{BMP, PRINTABLE, TELETEX, Text, UNIVERSAL};

use super::rule::{ALL, END, Rule, Seen, when};
use crate::cert::show::arguments::Severity;

use Severity::{Error, Note, Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "nameless",
        severity: Error,
        source: "RFC 5280, section 4.1.2.6",
        roles: END,
        check: |seen| {
            let nameless =
                seen.certificate.subject.is_empty() && !seen.has(known::SUBJECT_ALT_NAME);
            when(nameless, "it has neither a subject nor a subjectAltName")
        },
        remedy: "name what it is for: a critical subjectAltName, or a subject",
    },
    Rule {
        name: "alt_name_must_be_critical",
        severity: Error,
        source: "RFC 5280, section 4.1.2.6",
        roles: ALL,
        check: |seen| {
            let empty = seen.certificate.subject.is_empty();
            when(
                empty && seen.not_critical(known::SUBJECT_ALT_NAME),
                "the subject is empty and subjectAltName is not critical",
            )
        },
        remedy: "mark subjectAltName critical",
    },
    Rule {
        name: "alt_name_critical",
        severity: Warning,
        source: "RFC 5280, section 4.2.1.6",
        roles: ALL,
        check: |seen| {
            let named = !seen.certificate.subject.is_empty();
            when(
                named && seen.critical(known::SUBJECT_ALT_NAME),
                "subjectAltName is critical though there is a subject",
            )
        },
        remedy: "mark subjectAltName not critical",
    },
    Rule {
        name: "alt_name_dns_invalid",
        severity: Error,
        source: "RFC 5280, section 4.2.1.6",
        roles: ALL,
        check: |seen| {
            let bad = seen
                .names()
                .into_iter()
                .find(|name| matches!(name, GeneralName::Dns(octets) if !is_dns(octets)));
            bad.map(|name| format!("{name} is no DNS name"))
        },
        remedy: "write labels of letters, digits and hyphens with dots between; other scripts as xn--",
    },
    Rule {
        name: "alt_name_address_as_dns",
        severity: Error,
        source: "RFC 1123, section 2.1; RFC 5280, section 4.2.1.6",
        roles: ALL,
        check: |seen| {
            let bad = seen
                .names()
                .into_iter()
                .find(|name| matches!(name, GeneralName::Dns(octets) if is_address(octets)));
            bad.map(|name| {
                format!("{name} is an address, which clients compare with iPAddress only")
            })
        },
        remedy: "put the address into an iPAddress",
    },
    Rule {
        name: "alt_name_address_invalid",
        severity: Error,
        source: "RFC 5280, section 4.2.1.6",
        roles: ALL,
        check: |seen| {
            let bad = seen.names().into_iter().find(
                |name| matches!(name, GeneralName::Ip(octets) if !matches!(octets.len(), 4 | 16)),
            );
            bad.map(|name| format!("{name} has neither 4 bytes nor 16"))
        },
        remedy: "write an address as 4 bytes or 16, without a mask",
    },
    Rule {
        name: "alt_name_uri_invalid",
        severity: Error,
        source: "RFC 5280, section 4.2.1.6",
        roles: ALL,
        check: |seen| {
            let bad = seen
                .names()
                .into_iter()
                .find(|name| matches!(name, GeneralName::Uri(octets) if !is_uri(octets)));
            bad.map(|name| format!("{name} has no scheme, or is not ASCII"))
        },
        remedy: "write it with its scheme, as in urn:dev:ow:10e2073a01080063",
    },
    Rule {
        name: "alt_name_mail_invalid",
        severity: Error,
        source: "RFC 5280, section 4.2.1.6",
        roles: ALL,
        check: |seen| {
            let bad = seen
                .names()
                .into_iter()
                .find(|name| matches!(name, GeneralName::Mail(octets) if !is_mail(octets)));
            bad.map(|name| format!("{name} is no mail address"))
        },
        remedy: "write it as local-part@domain, in ASCII",
    },
    Rule {
        name: "name_malformed",
        severity: Error,
        source: "RFC 5280, section 4.1.2.4",
        roles: ALL,
        check: |seen| {
            let bad = both(seen).into_iter().any(|name| name.check().is_err());
            when(
                bad || attribute(seen, |one| text(one).is_some_and(|text| !text.is_valid()))
                    .is_some(),
                "a name has characters its type does not have, or cannot be read",
            )
        },
        remedy: "write names as UTF8String",
    },
    Rule {
        name: "name_text_deprecated",
        severity: Warning,
        source: "RFC 5280, section 4.1.2.4",
        roles: ALL,
        check: |seen| {
            let old = attribute(seen, |one| {
                text(one).is_some_and(|text| matches!(text.tag, TELETEX | BMP | UNIVERSAL))
            });
            old.map(|one| format!("{one} is a TeletexString, BMPString or UniversalString"))
        },
        remedy: "write it as UTF8String or PrintableString",
    },
    Rule {
        name: "name_too_long",
        severity: Error,
        source: "RFC 5280, appendix A.1",
        roles: ALL,
        check: |seen| {
            let long = attribute(seen, |one| {
                let limit =
                    LIMITS.iter().find(|(kind, _)| *kind == one.kind).map(|(_, limit)| *limit);
                text(one).zip(limit).is_some_and(|(text, limit)| text.chars().count() > limit)
            });
            long.map(|one| format!("{one} is longer than its kind may be"))
        },
        remedy: "shorten it: 64 characters for commonName and organization, 128 for places",
    },
    Rule {
        name: "country_invalid",
        severity: Error,
        source: "RFC 5280, appendix A.1",
        roles: ALL,
        check: |seen| {
            let bad = attribute(seen, |one| {
                one.kind == known::COUNTRY && text(one).is_none_or(|text| !is_country(&text))
            });
            bad.map(|one| format!("{one} is not two letters in a PrintableString"))
        },
        remedy: "write the two capital letters of ISO 3166 as PrintableString",
    },
    Rule {
        name: "mail_in_subject",
        severity: Note,
        source: "RFC 5280, section 4.1.2.6",
        roles: ALL,
        check: |seen| {
            when(
                seen.certificate.subject.find(known::EMAIL_ADDRESS).is_some(),
                "the subject has an emailAddress",
            )
        },
        remedy: "put it into subjectAltName as rfc822Name",
    },
];

/// How many characters attributes may have.
const LIMITS: &[(Oid<'static>, usize)] = &[
    (known::COMMON_NAME, 64),
    (known::ORGANIZATION, 64),
    (known::ORGANIZATIONAL_UNIT, 64),
    (known::SERIAL_NUMBER, 64),
    (known::TITLE, 64),
    (known::LOCALITY, 128),
    (known::STATE, 128),
    (known::EMAIL_ADDRESS, 255),
];

fn both<'a>(seen: &Seen<'a>) -> [DistinguishedName<'a>; 2] {
    [seen.certificate.issuer, seen.certificate.subject]
}

/// The first attribute of issuer and subject that is so.
fn attribute<'a>(
    seen: &Seen<'a>,
    is_so: impl Fn(&AttributeTypeAndValue<'a>) -> bool,
) -> Option<AttributeTypeAndValue<'a>> {
    both(seen).iter().flat_map(DistinguishedName::attributes).find(is_so)
}

/// The text of an attribute, valid or not.
fn text<'a>(attribute: &AttributeTypeAndValue<'a>) -> Option<Text<'a>> {
    Text::from_der(attribute.value).ok()
}

fn is_country(text: &Text<'_>) -> bool {
    text.tag == PRINTABLE
        && text.octets.len() == 2
        && text.octets.iter().all(u8::is_ascii_alphabetic)
}

/// Labels of letters, digits, hyphens (and underscores, which are about), 253 characters in all;
/// the first may be `*`.
fn is_dns(octets: &[u8]) -> bool {
    let Ok(name) = std::str::from_utf8(octets) else { return false };
    let name = name.strip_prefix("*.").unwrap_or(name);
    let label = |label: &str| {
        let edges = !label.starts_with('-') && !label.ends_with('-');
        (1..=63).contains(&label.len())
            && edges
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    octets.len() <= 253 && name.split('.').all(label)
}

/// What reads as an address: an IPv6 address, or a last label of digits only, which no top-level
/// domain has.
fn is_address(octets: &[u8]) -> bool {
    let Ok(name) = std::str::from_utf8(octets) else { return false };
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or(name);
    let digits = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    digits || name.parse::<IpAddr>().is_ok()
}

fn is_uri(octets: &[u8]) -> bool {
    let Ok(uri) = std::str::from_utf8(octets) else { return false };
    let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
    let starts = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    starts
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && uri.is_ascii()
}

fn is_mail(octets: &[u8]) -> bool {
    let Ok(mail) = std::str::from_utf8(octets) else { return false };
    mail.is_ascii()
        && mail
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && is_dns(domain.as_bytes()))
}
