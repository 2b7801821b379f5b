//! Extensions, spelled out.

use motetls::pki::der::{Der, List, Read};
use motetls::pki::extension::{
    AccessDescription, AuthorityKeyId, BasicConstraints, DistributionPoint, Extension,
    ExtensionKind, Extensions, Feature, IssuingPoint, NameConstraints, PointName,
    PolicyInformation, PolicyMapping, Qualifier, Subtree, Value,
};
use motetls::pki::general_name::GeneralName;
use motetls::pki::key::PublicKeyInfo;
use motetls::pki::oid::{Oid, known};
use motetls::pki::text::Text;
use motetls::pki::time::as_written;
use serde_json::json;

use super::form;
use super::key_id;
use super::page::Page;
use super::timestamps;
use crate::describe::hex;

/// What an extension is called; its number, if it has no name here.
pub(crate) fn name(oid: Oid<'_>) -> String {
    ExtensionKind::of(oid).map_or_else(|| oid.to_string(), |kind| kind.name.to_owned())
}

/// A page for each extension; `key` is the subject's, if there is one.
pub(crate) fn pages(extensions: Extensions<'_>, key: Option<&PublicKeyInfo<'_>>) -> Vec<Page> {
    let page = |extension| match extension {
        Ok(extension) => page(&extension, key),
        Err(_) => Page::new("malformed: what follows cannot be read"),
    };
    extensions.map(page).collect()
}

fn page(extension: &Extension<'_>, key: Option<&PublicKeyInfo<'_>>) -> Page {
    let name = name(extension.oid);
    let mut page =
        Page::new(if extension.critical { format!("{name} (critical)") } else { name.clone() });
    page.silently("name", name);
    page.silently("oid", extension.oid.to_string());
    page.silently("critical", extension.critical);
    page.silently("der", hex(extension.octets));
    match extension.value() {
        Ok(value) => tell(&mut page, extension, value, key),
        Err(_) => page.list("malformed", form::block(extension.octets)),
    }
    page
}

fn tell(
    page: &mut Page,
    extension: &Extension<'_>,
    value: Value<'_>,
    key: Option<&PublicKeyInfo<'_>>,
) {
    match value {
        Value::SubjectAltName(list)
        | Value::IssuerAltName(list)
        | Value::CertificateIssuer(list) => page.list("names", names(list)),
        Value::KeyUsage(uses) => {
            page.list("uses", uses.to_string().split(", ").map(str::to_owned).collect());
        }
        Value::ExtendedKeyUsage(list) => page.list("purposes", each(list, |one| one.to_string())),
        Value::BasicConstraints(constraints) => basic(page, constraints),
        Value::SubjectKeyId(id) => subject_key_id(page, id, key),
        Value::AuthorityKeyId(id) => authority(page, &id),
        Value::NameConstraints(constraints) => subtrees(page, &constraints),
        Value::Policies(list) => page.list("policies", list.flat_map(policy).collect()),
        Value::PolicyMappings(list) => page.list("mappings", each(list, mapping)),
        Value::PolicyConstraints(constraints) => {
            after(page, "policy required", constraints.require_explicit);
            after(page, "no mappings", constraints.inhibit_mapping);
        }
        Value::InhibitAnyPolicy(count) => after(page, "no anyPolicy", Some(count)),
        Value::CrlDistributionPoints(list) | Value::FreshestCrl(list) => {
            let places =
                list.flat_map(|point| point.map_or_else(|_| malformed(), |point| place(&point)));
            page.list("places", places.collect());
        }
        Value::AuthorityInfoAccess(list) | Value::SubjectInfoAccess(list) => {
            page.list("places", each(list, access));
        }
        Value::SignedTimestamps(list) => page.list("timestamps", timestamps::lines(list)),
        Value::PrecertificatePoison => {
            page.say("meaning", "for a log of certificates only: all others must refuse it");
        }
        Value::TlsFeature(list) => page.list("features", each(list, feature)),
        Value::OcspNoCheck => {
            page.say("meaning", "this responder's certificate need not be checked for revocation");
        }
        Value::OcspNonce(nonce) => page.say("nonce", hex(nonce)),
        Value::CrlNumber(number) => page.say("number", form::number(number)),
        Value::DeltaCrlIndicator(number) => page.say("adds to list", form::number(number)),
        Value::IssuingPoint(point) => issuing(page, &point),
        Value::Reason(reason) => page.say("reason", reason),
        Value::InvalidityDate(_) => {
            if let Ok(date) = as_written(&mut Der::new(extension.octets)) {
                page.say("bad since", date);
            }
        }
        Value::Other => other(page, extension.octets),
    }
}

/// An extension that is not looked into: its text, if it is one.
fn other(page: &mut Page, octets: &[u8]) {
    match Text::from_der(octets) {
        Ok(text) => page.say("text", text),
        Err(_) => page.list("octets", form::block(octets)),
    }
}

fn basic(page: &mut Page, constraints: BasicConstraints) {
    page.tell("CA", vec![yes(constraints.ca)], json!(constraints.ca));
    if let Some(length) = constraints.path_len {
        let text = format!("{length}: so many intermediates may stand below it");
        page.tell("path length", vec![text], json!(length));
    }
}

fn subject_key_id(page: &mut Page, id: &[u8], key: Option<&PublicKeyInfo<'_>>) {
    page.say("key identifier", form::colons(id));
    if let Some(method) = key.and_then(|key| key_id::method(id, key.bits)) {
        page.say("made of", method);
    }
}

fn mapping(mapping: PolicyMapping<'_>) -> String {
    format!("{} is {}", mapping.issuer, mapping.subject)
}

/// After how many more certificates something holds, if it does.
fn after(page: &mut Page, label: &str, count: Option<u32>) {
    if let Some(count) = count {
        page.tell(label, vec![format!("after {count} more certificates")], json!(count));
    }
}

fn yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn malformed() -> Vec<String> {
    vec!["malformed".to_owned()]
}

/// A line for each element.
fn each<'a, T: Read<'a>>(list: List<'a, T>, line: impl Fn(T) -> String) -> Vec<String> {
    list.map(|element| element.map_or_else(|_| "malformed".to_owned(), &line)).collect()
}

/// A line for each name.
pub(crate) fn names(list: List<'_, GeneralName<'_>>) -> Vec<String> {
    each(list, |name| name.to_string())
}

fn authority(page: &mut Page, id: &AuthorityKeyId<'_>) {
    if let Some(key_id) = id.key_id {
        page.say("key identifier", form::colons(key_id));
    }
    if let Some(issuer) = id.issuer {
        page.list("issuer", names(issuer));
    }
    if let Some(serial) = id.serial {
        form::serial(page, "serial number", serial);
    }
}

fn subtrees(page: &mut Page, constraints: &NameConstraints<'_>) {
    let line = |subtree: Subtree<'_>| match (subtree.minimum, subtree.maximum) {
        (0, None) => subtree.base.to_string(),
        (minimum, maximum) => format!("{}, from {minimum} to {maximum:?} below", subtree.base),
    };
    for (label, subtrees) in [("only", constraints.permitted), ("never", constraints.excluded)] {
        if !subtrees.is_empty() {
            page.list(label, each(subtrees, line));
        }
    }
}

/// Well-known policies (CA/Browser Forum, Baseline Requirements, section 7.1.6.1).
const POLICIES: &[(&str, &str)] = &[
    ("2.5.29.32.0", "any policy"),
    ("2.23.140.1.1", "extended validation"),
    ("2.23.140.1.2.1", "domain validated"),
    ("2.23.140.1.2.2", "organization validated"),
    ("2.23.140.1.2.3", "individual validated"),
];

fn policy(policy: Result<PolicyInformation<'_>, motetls_base::DecodeError>) -> Vec<String> {
    let Ok(policy) = policy else { return malformed() };
    let number = policy.oid.to_string();
    let known = POLICIES.iter().find(|(known, _)| *known == number);
    let mut lines =
        vec![known.map_or_else(|| number.clone(), |(_, name)| format!("{number} ({name})"))];
    lines.extend(each(policy.qualifiers, |qualifier| match qualifier {
        Qualifier::Statement(text) => format!("  statement {text}"),
        Qualifier::Notice(Some(text)) => format!("  notice \"{text}\""),
        Qualifier::Notice(None) => "  a notice by number only".to_owned(),
        Qualifier::Other(oid, octets) => format!("  qualifier {oid}: {}", hex(octets)),
    }));
    lines
}

fn place(point: &DistributionPoint<'_>) -> Vec<String> {
    let mut lines = match point.name {
        Some(name) => point_name(name),
        None => Vec::new(),
    };
    if let Some(issuer) = point.issuer {
        lines.extend(names(issuer).iter().map(|name| format!("issued by {name}")));
    }
    lines.extend(point.reasons.map(|reasons| format!("for {}", reason_flags(reasons))));
    lines
}

fn point_name(name: PointName<'_>) -> Vec<String> {
    match name {
        PointName::Full(list) => names(list),
        PointName::Relative(attributes) => {
            each(attributes, |attribute| format!("relative to the issuer: {attribute}"))
        }
    }
}

/// ReasonFlags by name (RFC 5280, section 4.2.1.13); bit 0 is not used.
fn reason_flags(flags: u16) -> String {
    const REASONS: [&str; 9] = [
        "unused",
        "keyCompromise",
        "cACompromise",
        "affiliationChanged",
        "superseded",
        "cessationOfOperation",
        "certificateHold",
        "privilegeWithdrawn",
        "aACompromise",
    ];
    let set = REASONS.iter().enumerate().filter(|(bit, _)| flags & (0x8000 >> bit) != 0);
    set.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

fn access(access: AccessDescription<'_>) -> String {
    let method = match access.method {
        known::ACCESS_OCSP => "OCSP".to_owned(),
        known::ACCESS_CA_ISSUERS => "issuer's certificate".to_owned(),
        other => other.to_string(),
    };
    format!("{method}: {}", access.location)
}

/// A TLS extension by number: 5 and 17 ask for stapled OCSP.
fn feature(feature: Feature) -> String {
    match feature.0 {
        5 => "5: the server staples an OCSP response (status_request)".to_owned(),
        17 => "17: the server staples OCSP responses (status_request_v2)".to_owned(),
        number => number.to_string(),
    }
}

fn issuing(page: &mut Page, point: &IssuingPoint<'_>) {
    if let Some(name) = point.name {
        page.list("place", point_name(name));
    }
    for (label, set) in [
        ("of users only", point.only_users),
        ("of CAs only", point.only_authorities),
        ("of attributes", point.only_attributes),
        ("indirect", point.indirect),
    ] {
        if set {
            page.tell(label, vec![yes(true)], json!(true));
        }
    }
    if let Some(reasons) = point.only_reasons {
        page.say("reasons only", reason_flags(reasons));
    }
}
