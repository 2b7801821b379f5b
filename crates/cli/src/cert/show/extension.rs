//! Extensions, spelled out.

use motetls::pki::der::{List, Read};
use motetls::pki::extension::{
    AccessDescription, AuthorityKeyId, DistributionPoint, Extension, Extensions, IssuingPoint, NameConstraints,
    PointName, Policy, Qualifier, Subtree, Value,
};
use motetls::pki::general_name::GeneralName;
use motetls::pki::key::PublicKeyInfo;
use motetls::pki::oid::{Oid, known};
use motetls::pki::time::Calendar;
use serde_json::json;

use super::form;
use super::key_id;
use super::page::Page;
use super::timestamps;
use crate::describe::hex;

/// What extensions are called.
const NAMES: &[(Oid<'static>, &str)] = &[
    (known::SUBJECT_KEY_ID, "subjectKeyIdentifier"),
    (known::KEY_USAGE, "keyUsage"),
    (known::SUBJECT_ALT_NAME, "subjectAltName"),
    (known::ISSUER_ALT_NAME, "issuerAltName"),
    (known::BASIC_CONSTRAINTS, "basicConstraints"),
    (known::CRL_NUMBER, "cRLNumber"),
    (known::CRL_REASON, "reasonCode"),
    (known::INVALIDITY_DATE, "invalidityDate"),
    (known::DELTA_CRL_INDICATOR, "deltaCRLIndicator"),
    (known::ISSUING_DISTRIBUTION_POINT, "issuingDistributionPoint"),
    (known::CERTIFICATE_ISSUER, "certificateIssuer"),
    (known::NAME_CONSTRAINTS, "nameConstraints"),
    (known::CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints"),
    (known::CERTIFICATE_POLICIES, "certificatePolicies"),
    (known::POLICY_MAPPINGS, "policyMappings"),
    (known::AUTHORITY_KEY_ID, "authorityKeyIdentifier"),
    (known::POLICY_CONSTRAINTS, "policyConstraints"),
    (known::EXTENDED_KEY_USAGE, "extKeyUsage"),
    (known::FRESHEST_CRL, "freshestCRL"),
    (known::INHIBIT_ANY_POLICY, "inhibitAnyPolicy"),
    (known::AUTHORITY_INFO_ACCESS, "authorityInfoAccess"),
    (known::SUBJECT_INFO_ACCESS, "subjectInfoAccess"),
    (known::TLS_FEATURE, "tlsfeature"),
    (known::SIGNED_TIMESTAMPS, "signedCertificateTimestamps"),
    (known::PRECERTIFICATE_POISON, "precertificatePoison"),
    (known::OCSP_NO_CHECK, "ocspNoCheck"),
    (known::OCSP_NONCE, "ocspNonce"),
    (known::NETSCAPE_CERT_TYPE, "nsCertType"),
    (known::NETSCAPE_COMMENT, "nsComment"),
];

/// What an extension is called; its number, if it has no name here.
pub(crate) fn name(oid: Oid<'_>) -> String {
    NAMES.iter().find(|(known, _)| *known == oid).map_or_else(|| oid.to_string(), |(_, name)| (*name).to_owned())
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
    let mut page = Page::new(if extension.critical { format!("{name} (critical)") } else { name.clone() });
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

fn tell(page: &mut Page, extension: &Extension<'_>, value: Value<'_>, key: Option<&PublicKeyInfo<'_>>) {
    match value {
        Value::SubjectAltName(list) | Value::IssuerAltName(list) | Value::CertificateIssuer(list) => {
            page.list("names", names(list));
        }
        Value::KeyUsage(uses) => page.list("uses", uses.to_string().split(", ").map(str::to_owned).collect()),
        Value::ExtendedKeyUsage(list) => page.list("purposes", each(list, |purpose| purpose.to_string())),
        Value::BasicConstraints(constraints) => {
            page.tell("CA", vec![yes(constraints.ca)], json!(constraints.ca));
            if let Some(length) = constraints.path_len {
                let text = format!("{length}: so many intermediates may stand below it");
                page.tell("path length", vec![text], json!(length));
            }
        }
        Value::SubjectKeyId(id) => {
            page.say("key identifier", form::colons(id));
            if let Some(method) = key.and_then(|key| key_id::method(id, key.bits)) {
                page.say("made of", method);
            }
        }
        Value::AuthorityKeyId(id) => authority(page, &id),
        Value::NameConstraints(constraints) => subtrees(page, &constraints),
        Value::Policies(list) => page.list("policies", list.flat_map(policy).collect()),
        Value::PolicyMappings(list) => {
            page.list("mappings", each(list, |mapping| format!("{} is {}", mapping.issuer, mapping.subject)));
        }
        Value::PolicyConstraints(constraints) => {
            for (label, after) in
                [("policy required", constraints.require_explicit), ("no mappings", constraints.inhibit_mapping)]
            {
                if let Some(after) = after {
                    page.tell(label, vec![format!("after {after} more certificates")], json!(after));
                }
            }
        }
        Value::InhibitAnyPolicy(after) => {
            page.tell("no anyPolicy", vec![format!("after {after} more certificates")], json!(after));
        }
        Value::CrlDistributionPoints(list) | Value::FreshestCrl(list) => {
            page.list(
                "places",
                list.flat_map(|point| point.map_or_else(|_| malformed(), |point| place(&point))).collect(),
            );
        }
        Value::AuthorityInfoAccess(list) | Value::SubjectInfoAccess(list) => page.list("places", each(list, access)),
        other => tell_more(page, extension, other),
    }
}

/// What is of transparency, revocation and OCSP, and what is not known.
fn tell_more(page: &mut Page, extension: &Extension<'_>, value: Value<'_>) {
    match value {
        Value::SignedTimestamps(list) => page.list("timestamps", timestamps::lines(list)),
        Value::PrecertificatePoison => page.say("meaning", "for a log of certificates only: nobody else may accept it"),
        Value::TlsFeature(numbers) => page.list("features", features(numbers)),
        Value::OcspNoCheck => page.say("meaning", "whether this responder's certificate is revoked need not be asked"),
        Value::OcspNonce(nonce) => page.say("nonce", hex(nonce)),
        Value::CrlNumber(number) => page.say("number", form::number(number)),
        Value::DeltaCrlIndicator(number) => page.say("adds to list", form::number(number)),
        Value::IssuingPoint(point) => issuing(page, &point),
        Value::Reason(reason) => page.say("reason", reason),
        Value::InvalidityDate(date) => page.say("bad since", Calendar::of(date)),
        _ => match motetls::pki::text::Text::from_der(extension.octets) {
            Ok(text) => page.say("text", text),
            Err(_) => page.list("octets", form::block(extension.octets)),
        },
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
    let line = |tree: Subtree<'_>| match (tree.minimum, tree.maximum) {
        (0, None) => tree.base.to_string(),
        (minimum, maximum) => format!("{}, from {minimum} to {maximum:?} below", tree.base),
    };
    for (label, trees) in [("only", constraints.permitted), ("never", constraints.excluded)] {
        if !trees.is_empty() {
            page.list(label, each(trees, line));
        }
    }
}

/// Policies people have heard of (CA/Browser Forum, Baseline Requirements, section 7.1.6.1).
const POLICIES: &[(&str, &str)] = &[
    ("2.5.29.32.0", "any policy"),
    ("2.23.140.1.1", "extended validation"),
    ("2.23.140.1.2.1", "domain validated"),
    ("2.23.140.1.2.2", "organization validated"),
    ("2.23.140.1.2.3", "individual validated"),
];

fn policy(policy: Result<Policy<'_>, motetls_base::DecodeError>) -> Vec<String> {
    let Ok(policy) = policy else { return malformed() };
    let number = policy.oid.to_string();
    let known = POLICIES.iter().find(|(known, _)| *known == number);
    let mut lines = vec![known.map_or_else(|| number.clone(), |(_, name)| format!("{number} ({name})"))];
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
        PointName::Relative(attributes) => each(attributes, |attribute| format!("relative to the issuer: {attribute}")),
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

/// TLS extensions by number: 5 and 17 ask for stapled OCSP.
fn features(numbers: &[u8]) -> Vec<String> {
    let line = |octets: Result<Number<'_>, _>| match octets.map(|number| form::number(number.0)) {
        Ok(number) if number == "5" => "5: the server staples an OCSP response (status_request)".to_owned(),
        Ok(number) if number == "17" => "17: the server staples OCSP responses (status_request_v2)".to_owned(),
        Ok(number) => number,
        Err(motetls_base::DecodeError) => "malformed".to_owned(),
    };
    List::<'_, Number<'_>>::new(numbers).map(line).collect()
}

/// An INTEGER that is not negative.
struct Number<'a>(&'a [u8]);

impl<'a> Read<'a> for Number<'a> {
    fn read(der: &mut motetls::pki::der::Der<'a>) -> Result<Self, motetls_base::DecodeError> {
        der.unsigned().map(Number)
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
