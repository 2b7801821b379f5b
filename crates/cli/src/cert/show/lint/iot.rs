//! The profile for the Internet of Things (draft-ietf-uta-tls13-iot-profile-22, section 17), for
//! certificates of devices and of the authorities above them.

use motetls::crypto::HashId;
use motetls::pki::algorithm::Scheme;
use motetls::pki::extension::{KeyUsage, Value};
use motetls::pki::key::PublicKey;
use motetls::pki::oid::known;

use super::rule::{ALL, CA, END, ROOT, Rule, SUBORDINATE, when};
use super::usage::authority;
use crate::cert::show::arguments::Severity;

use Severity::{Error, Note, Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "iot_version",
        severity: Error,
        source: "IoT profile, section 17.1.1",
        roles: ALL,
        check: |seen| when(seen.certificate.version != 3, "it is not of version 3"),
        remedy: "issue it as version 3",
    },
    Rule {
        name: "iot_serial_short",
        severity: Error,
        source: "IoT profile, section 17.1.2",
        roles: ALL,
        check: |seen| {
            let length = seen.certificate.serial.len();
            (length < 8).then(|| format!("the serial number has {length} octets"))
        },
        remedy: "draw 8 to 20 octets from a generator; `motetls cert` draws 16",
    },
    Rule {
        name: "iot_signature",
        severity: Error,
        source: "IoT profile, section 17.1.3",
        roles: ALL,
        check: |seen| {
            let strong = [HashId::Sha256, HashId::Sha384, HashId::Sha512];
            let fits = matches!(seen.scheme(), Some(Scheme::Ecdsa(hash)) if strong.contains(&hash));
            when(!fits, "it is not signed with ECDSA and SHA-256 or stronger")
        },
        remedy: "have it signed with ECDSA and SHA-256",
    },
    Rule {
        name: "iot_key",
        severity: Error,
        source: "IoT profile, section 17.1.6",
        roles: ALL,
        check: |seen| {
            let fits = matches!(seen.key(), Some(PublicKey::Ec(curve, _)) if curve.facts().nist);
            when(!fits, "the key is not of P-256, P-384 or P-521")
        },
        remedy: "make a P-256 key",
    },
    Rule {
        name: "iot_key_costly",
        severity: Note,
        source: "IoT profile, section 17.1.6",
        roles: ALL,
        check: |seen| match seen.key() {
            Some(PublicKey::Ec(curve, _)) if curve.facts().strength > 128 => Some(format!(
                "a key of {curve} costs a device fifteen to thirty times the work of P-256"
            )),
            _ => None,
        },
        remedy: "use P-256 for what devices verify",
    },
    Rule {
        name: "iot_key_compressed",
        severity: Error,
        source: "RFC 9846, section 4.3.8.2; RFC 5480, section 2.2",
        roles: ALL,
        check: |seen| {
            when(
                matches!(seen.key(), Some(PublicKey::Ec(_, [2 | 3, ..]))),
                "the point is compressed",
            )
        },
        remedy: "write the point whole: small verifiers do not expand it",
    },
    Rule {
        name: "iot_distribution_points",
        severity: Warning,
        source: "IoT profile, sections 17.1.7 and 17.3.6",
        roles: SUBORDINATE | END,
        check: |seen| {
            when(
                seen.has(known::CRL_DISTRIBUTION_POINTS),
                "there are cRLDistributionPoints, which devices do not read",
            )
        },
        remedy: "leave them out: revoke through device management",
    },
    Rule {
        name: "iot_ocsp",
        severity: Warning,
        source: "IoT profile, sections 17.1.7 and 17.3.7",
        roles: SUBORDINATE | END,
        check: |seen| {
            let Some(Value::AuthorityInfoAccess(mut list)) =
                seen.value(known::AUTHORITY_INFO_ACCESS)
            else {
                return None;
            };
            let ocsp =
                list.any(|place| place.is_ok_and(|place| place.method == known::ACCESS_OCSP));
            when(ocsp, "it names an OCSP responder, which devices do not ask")
        },
        remedy: "leave it out",
    },
    Rule {
        name: "iot_ca_name_incomplete",
        severity: Error,
        source: "IoT profile, sections 17.2.1 and 17.3.1",
        roles: CA,
        check: |seen| {
            let requested = [
                (known::COMMON_NAME, "commonName"),
                (known::ORGANIZATION, "organizationName"),
                (known::COUNTRY, "countryName"),
            ];
            let missing =
                requested.iter().find(|(kind, _)| seen.certificate.subject.find(*kind).is_none());
            missing.map(|(_, name)| format!("the subject of the authority has no {name}"))
        },
        remedy: "name the authority with CN, O and C",
    },
    Rule {
        name: "iot_root_authority_key_id",
        severity: Warning,
        source: "IoT profile, section 17.2.2",
        roles: ROOT,
        check: |seen| {
            when(!seen.has(known::AUTHORITY_KEY_ID), "the root has no authorityKeyIdentifier")
        },
        remedy: "add it, with the root's own subjectKeyIdentifier",
    },
    Rule {
        name: "iot_root_authority_key_id_other",
        severity: Error,
        source: "IoT profile, section 17.2.2",
        roles: ROOT,
        check: |seen| {
            let Some(Value::SubjectKeyId(own)) = seen.value(known::SUBJECT_KEY_ID) else {
                return None;
            };
            let other = authority(seen).is_some_and(|id| id.key_id != Some(own));
            when(other, "authorityKeyIdentifier of the root is not its own subjectKeyIdentifier")
        },
        remedy: "put the root's own identifier in",
    },
    Rule {
        name: "iot_ca_digital_signature",
        severity: Warning,
        source: "IoT profile, section 17.3.4",
        roles: SUBORDINATE,
        check: |seen| {
            when(
                !seen.may(KeyUsage::DIGITAL_SIGNATURE),
                "keyUsage of the authority lacks digitalSignature",
            )
        },
        remedy: "add digitalSignature",
    },
    Rule {
        name: "iot_ca_purposes",
        severity: Error,
        source: "IoT profile, section 17.2.4",
        roles: ROOT,
        check: |seen| when(seen.has(known::EXTENDED_KEY_USAGE), "the root has extKeyUsage"),
        remedy: "leave it out of authorities",
    },
    Rule {
        name: "iot_subordinate_purposes",
        severity: Warning,
        source: "IoT profile, section 17.3.4",
        roles: SUBORDINATE,
        check: |seen| when(seen.has(known::EXTENDED_KEY_USAGE), "the authority has extKeyUsage"),
        remedy: "leave it out of authorities",
    },
    Rule {
        name: "iot_root_path_length",
        severity: Error,
        source: "IoT profile, section 17.2.5",
        roles: ROOT,
        check: |seen| {
            when(
                seen.basic().is_some_and(|basic| basic.path_len.is_some()),
                "the root limits the path length",
            )
        },
        remedy: "leave pathLenConstraint out of the root",
    },
    Rule {
        name: "iot_subordinate_path_length",
        severity: Warning,
        source: "IoT profile, section 17.3.5",
        roles: SUBORDINATE,
        check: |seen| {
            when(
                seen.basic().is_some_and(|basic| basic.path_len.is_some()),
                "the authority limits the path length",
            )
        },
        remedy: "leave pathLenConstraint out",
    },
    Rule {
        name: "iot_name_in_common_name",
        severity: Error,
        source: "IoT profile, section 17.4.1; RFC 9525, section 2",
        roles: END,
        check: |seen| {
            let name = seen.common_name()?;
            (is_domain(&name)).then(|| format!("commonName is a domain name, {name}"))
        },
        remedy: "put domain names into subjectAltName only: commonName is not read",
    },
    Rule {
        name: "iot_wildcard",
        severity: Error,
        source: "IoT profile, section 17.4.1",
        roles: END,
        check: |seen| {
            let wild = seen.dns_names().into_iter().find(|name| name.contains('*'));
            wild.map(|name| format!("{name} is a wildcard"))
        },
        remedy: "name the one device or server",
    },
    Rule {
        name: "iot_several_names",
        severity: Error,
        source: "IoT profile, section 17.4.1",
        roles: END,
        check: |seen| {
            let count = seen.names().len();
            (count > 1).then(|| format!("subjectAltName has {count} names"))
        },
        remedy: "put one name in",
    },
    Rule {
        name: "iot_subject_key_id",
        severity: Error,
        source: "IoT profile, section 17.4.3",
        roles: END,
        check: |seen| when(seen.has(known::SUBJECT_KEY_ID), "there is a subjectKeyIdentifier"),
        remedy: "leave it out: it follows from the key and takes 31 bytes",
    },
    Rule {
        name: "iot_key_usage_missing",
        severity: Error,
        source: "IoT profile, section 17.4.4",
        roles: END,
        check: |seen| when(!seen.has(known::KEY_USAGE), "there is no keyUsage"),
        remedy: "add a critical keyUsage with digitalSignature",
    },
    Rule {
        name: "iot_key_usage_not_critical",
        severity: Error,
        source: "IoT profile, section 17.4.4",
        roles: ALL,
        check: |seen| when(seen.not_critical(known::KEY_USAGE), "keyUsage is not critical"),
        remedy: "mark keyUsage critical",
    },
    Rule {
        name: "iot_no_digital_signature",
        severity: Error,
        source: "IoT profile, section 17.4.4",
        roles: END,
        check: |seen| {
            when(
                seen.has(known::KEY_USAGE) && !seen.may(KeyUsage::DIGITAL_SIGNATURE),
                "keyUsage lacks digitalSignature",
            )
        },
        remedy: "add digitalSignature: TLS 1.3 signs",
    },
    Rule {
        name: "iot_purpose_missing",
        severity: Error,
        source: "IoT profile, section 17.4.4",
        roles: END,
        check: |seen| {
            let purposes = seen.purposes();
            let tls =
                [known::SERVER_AUTH, known::CLIENT_AUTH].iter().any(|one| purposes.contains(one));
            when(!purposes.is_empty() && !tls, "extKeyUsage has neither serverAuth nor clientAuth")
        },
        remedy: "add clientAuth for a device that connects, serverAuth for one that is connected to",
    },
];

/// Whether a text is a domain name of several labels, the last not a number.
fn is_domain(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'*'))
    };
    labels.len() > 1
        && labels.iter().all(label)
        && labels.last().is_some_and(|last| last.bytes().any(|byte| !byte.is_ascii_digit()))
}
