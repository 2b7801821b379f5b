//! What browsers want of a public server, as far as a certificate alone tells (CA/Browser Forum,
//! Baseline Requirements for TLS server certificates, version 2).

use motetls::UnixTime;
use motetls::crypto::HashId;
use motetls::pki::extension::{AccessDescription, KeyUsage, Value};
use motetls::pki::general_name::GeneralName;
use motetls::pki::key::PublicKey;
use motetls::pki::oid::known;

use super::places::policies;
use super::rule::{ALL, CA, END, ROOT, Rule, SUBORDINATE, when};
use crate::cert::show::arguments::Severity;

use Severity::{Error, Warning};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// How many days a certificate may last that is issued from a date on (section 6.3.2), the latest
/// first.
const LIFETIMES: &[(UnixTime, u64)] = &[
    (UnixTime(1_868_227_200), 47),  // 2029-03-15
    (UnixTime(1_805_068_800), 100), // 2027-03-15
    (UnixTime(1_773_532_800), 200), // 2026-03-15
    (UnixTime(1_598_918_400), 398), // 2020-09-01
    (UnixTime(0), 825),
];

/// The arc of the policies that say how a subject was validated (section 7.1.6.1).
const RESERVED: &str = "2.23.140.1.";

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "cabf_lifetime",
        severity: Error,
        source: "Baseline Requirements, section 6.3.2",
        roles: END,
        check: |seen| {
            let issued = seen.certificate.not_before;
            let (_, days) = LIFETIMES.iter().find(|(from, _)| issued >= *from)?;
            let lasts = seen.lifetime().div_ceil(DAY);
            (seen.lifetime() > days.saturating_mul(DAY))
                .then(|| format!("it lasts {lasts} days, of {days} allowed"))
        },
        remedy: "issue it for a shorter time, and have it renewed by itself (ACME)",
    },
    Rule {
        name: "cabf_serial_short",
        severity: Error,
        source: "Baseline Requirements, section 7.1",
        roles: ALL,
        check: |seen| {
            let octets = seen.certificate.serial.len();
            (octets < 8)
                .then(|| format!("a serial number of {octets} octets cannot hold 64 random bits"))
        },
        remedy: "draw 16 octets from a generator",
    },
    Rule {
        name: "cabf_alt_name_missing",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.12",
        roles: END,
        check: |seen| when(!seen.has(known::SUBJECT_ALT_NAME), "there is no subjectAltName"),
        remedy: "add the server's names",
    },
    Rule {
        name: "cabf_alt_name_kind",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.12",
        roles: END,
        check: |seen| {
            let other = seen
                .names()
                .into_iter()
                .find(|name| !matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_)));
            other.map(|name| format!("{name} is neither a DNS name nor an address"))
        },
        remedy: "leave only DNS names and addresses in",
    },
    Rule {
        name: "cabf_internal_name",
        severity: Error,
        source: "Baseline Requirements, section 4.2.2",
        roles: END,
        check: |seen| {
            let internal = seen.dns_names().into_iter().find(|name| {
                let last = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
                !name.contains('.')
                    || [
                        "local",
                        "localhost",
                        "internal",
                        "lan",
                        "home",
                        "corp",
                        "test",
                        "invalid",
                        "example",
                    ]
                    .contains(&last.as_str())
            });
            internal.map(|name| format!("{name} is not a public name"))
        },
        remedy: "name it by its public name, or have a private authority issue it",
    },
    Rule {
        name: "cabf_underscore",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.12",
        roles: END,
        check: |seen| {
            let bad = seen.dns_names().into_iter().find(|name| name.contains('_'));
            bad.map(|name| format!("{name} has an underscore"))
        },
        remedy: "rename the host",
    },
    Rule {
        name: "cabf_common_name_not_in_alt_name",
        severity: Error,
        source: "Baseline Requirements, section 7.1.4.3",
        roles: END,
        check: |seen| {
            let name = seen.common_name()?;
            let is_name = seen
                .names()
                .iter()
                .any(|one| one.to_string().split_once(':').is_some_and(|(_, text)| text == name));
            (!is_name).then(|| format!("commonName {name} is not in subjectAltName"))
        },
        remedy: "leave commonName out, or repeat a name of subjectAltName in it, character for character",
    },
    Rule {
        name: "cabf_organizational_unit",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.4",
        roles: END,
        check: |seen| {
            when(
                seen.certificate.subject.find(known::ORGANIZATIONAL_UNIT).is_some(),
                "the subject has an organizationalUnitName",
            )
        },
        remedy: "leave it out",
    },
    Rule {
        name: "cabf_server_auth_missing",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.10",
        roles: END,
        check: |seen| {
            when(!seen.purposes().contains(&known::SERVER_AUTH), "extKeyUsage lacks serverAuth")
        },
        remedy: "add an extKeyUsage with serverAuth",
    },
    Rule {
        name: "cabf_any_purpose",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.10",
        roles: SUBORDINATE | END,
        check: |seen| {
            when(
                seen.purposes().contains(&known::ANY_PURPOSE),
                "extKeyUsage has anyExtendedKeyUsage",
            )
        },
        remedy: "name the purposes",
    },
    Rule {
        name: "cabf_policy_missing",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.9",
        roles: END,
        check: |seen| {
            let reserved = policies(seen).iter().any(|policy| policy.starts_with(RESERVED));
            when(!reserved, "no policy says how the subject was validated (2.23.140.1.…)")
        },
        remedy: "add certificatePolicies with 2.23.140.1.2.1 (domain validated) or what was done",
    },
    Rule {
        name: "cabf_authority_information_missing",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.7",
        roles: END,
        check: |seen| {
            when(!seen.has(known::AUTHORITY_INFO_ACCESS), "there is no authorityInfoAccess")
        },
        remedy: "say where the issuer's certificate is",
    },
    Rule {
        name: "cabf_place_not_http",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.7",
        roles: SUBORDINATE | END,
        check: |seen| {
            let Some(Value::AuthorityInfoAccess(mut list)) =
                seen.value(known::AUTHORITY_INFO_ACCESS)
            else {
                return None;
            };
            let is_http = |place: &AccessDescription<'_>| match place.location {
                GeneralName::Uri(uri) => uri.starts_with(b"http://"),
                _ => false,
            };
            let other = list.find_map(|place| place.ok().filter(|place| !is_http(place)));
            other.map(|place| format!("{} is not over http", place.location))
        },
        remedy: "use http: fetching over https would need the certificate it fetches",
    },
    Rule {
        name: "cabf_key_kind",
        severity: Error,
        source: "Baseline Requirements, section 6.1.5",
        roles: ALL,
        check: |seen| {
            let fits = match seen.key() {
                Some(PublicKey::Rsa(key)) => key.bits() >= 2048 && key.bits().is_multiple_of(8),
                Some(PublicKey::Ec(curve, _)) => curve.facts().nist,
                _ => false,
            };
            when(!fits, "the key is neither RSA of 2048 bits and more nor of P-256, P-384 or P-521")
        },
        remedy: "use P-256",
    },
    Rule {
        name: "cabf_signature",
        severity: Error,
        source: "Baseline Requirements, section 7.1.3.2",
        roles: SUBORDINATE | END,
        check: |seen| {
            let strong = [HashId::Sha256, HashId::Sha384, HashId::Sha512];
            let fits = seen
                .scheme()
                .and_then(|scheme| scheme.hash())
                .is_some_and(|hash| strong.contains(&hash));
            when(!fits, "it is not signed by RSA or ECDSA with SHA-256, SHA-384 or SHA-512")
        },
        remedy: "have it signed with SHA-256",
    },
    Rule {
        name: "cabf_ca_key_usage",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.10.7",
        roles: CA,
        check: |seen| {
            let fits = seen.may(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN))
                && seen.critical(known::KEY_USAGE);
            when(
                !fits,
                "keyUsage of the authority is not critical, or lacks keyCertSign or cRLSign",
            )
        },
        remedy: "add a critical keyUsage with both",
    },
    Rule {
        name: "cabf_key_usage_not_critical",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.7.6",
        roles: END,
        check: |seen| when(seen.not_critical(known::KEY_USAGE), "keyUsage is not critical"),
        remedy: "mark keyUsage critical",
    },
    Rule {
        name: "cabf_subordinate_purposes_missing",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.10.6",
        roles: SUBORDINATE,
        check: |seen| {
            when(!seen.has(known::EXTENDED_KEY_USAGE), "the authority has no extKeyUsage")
        },
        remedy: "add an extKeyUsage with serverAuth: authorities for servers issue nothing else",
    },
    Rule {
        name: "cabf_purposes_critical",
        severity: Error,
        source: "Baseline Requirements, sections 7.1.2.6.1 and 7.1.2.7.6",
        roles: SUBORDINATE | END,
        check: |seen| when(seen.critical(known::EXTENDED_KEY_USAGE), "extKeyUsage is critical"),
        remedy: "mark extKeyUsage not critical",
    },
    Rule {
        name: "cabf_root_purposes",
        severity: Error,
        source: "Baseline Requirements, section 7.1.2.1.2",
        roles: ROOT,
        check: |seen| when(seen.has(known::EXTENDED_KEY_USAGE), "the root has an extKeyUsage"),
        remedy: "leave extKeyUsage out of roots: subordinate authorities are restricted by their own",
    },
    Rule {
        name: "cabf_subject_key_id",
        severity: Warning,
        source: "Baseline Requirements, section 7.1.2.7.6",
        roles: END,
        check: |seen| when(seen.has(known::SUBJECT_KEY_ID), "there is a subjectKeyIdentifier"),
        remedy: "leave it out of servers' certificates",
    },
    Rule {
        name: "cabf_timestamps_missing",
        severity: Warning,
        source: "RFC 6962, section 3.3; the policies of browsers",
        roles: END,
        check: |seen| {
            when(!seen.has(known::SIGNED_TIMESTAMPS), "there are no signed certificate timestamps")
        },
        remedy: "have it logged, unless the server sends timestamps in TLS",
    },
];
