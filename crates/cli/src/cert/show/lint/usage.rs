//! RFC 5280 on what a key may be used for, and how keys are told apart.

use motetls::pki::extension::{AuthorityKeyId, KeyUsage, Value};
use motetls::pki::key::PublicKey;
use motetls::pki::oid::known;

use super::rule::{ALL, CA, END, Rule, SUBORDINATE, Seen, when};
use crate::cert::show::arguments::Severity;

use Severity::{Error, Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "key_usage_empty",
        severity: Error,
        source: "RFC 5280, section 4.2.1.3",
        roles: ALL,
        check: |seen| {
            when(seen.usage().is_some_and(|usage| usage.0 == 0), "keyUsage allows nothing")
        },
        remedy: "set the uses of the key, or leave keyUsage out",
    },
    Rule {
        name: "key_usage_of_ca_missing",
        severity: Error,
        source: "RFC 5280, section 4.2.1.3",
        roles: CA,
        check: |seen| when(!seen.has(known::KEY_USAGE), "the authority has no keyUsage"),
        remedy: "add a critical keyUsage with keyCertSign, and cRLSign if it signs revocation lists",
    },
    Rule {
        name: "ca_may_not_sign",
        severity: Warning,
        source: "RFC 5280, section 4.2.1.9",
        roles: CA,
        check: |seen| {
            when(
                seen.has(known::KEY_USAGE) && !seen.may(KeyUsage::KEY_CERT_SIGN),
                "keyUsage of the authority lacks keyCertSign",
            )
        },
        remedy: "add keyCertSign, or do not call it an authority",
    },
    Rule {
        name: "cert_sign_without_ca",
        severity: Error,
        source: "RFC 5280, section 4.2.1.9",
        roles: END,
        check: |seen| {
            when(seen.may(KeyUsage::KEY_CERT_SIGN), "keyCertSign without being an authority")
        },
        remedy: "drop keyCertSign, or add a critical basicConstraints with CA:TRUE",
    },
    Rule {
        name: "agreement_only_without_agreement",
        severity: Warning,
        source: "RFC 5280, section 4.2.1.3",
        roles: ALL,
        check: |seen| {
            let half = seen.may(KeyUsage::ENCIPHER_ONLY) || seen.may(KeyUsage::DECIPHER_ONLY);
            when(
                half && !seen.may(KeyUsage::KEY_AGREEMENT),
                "encipherOnly or decipherOnly mean nothing without keyAgreement",
            )
        },
        remedy: "drop them, or add keyAgreement",
    },
    Rule {
        name: "key_usage_beyond_key",
        severity: Error,
        source: "RFC 8813, section 3; RFC 9295, section 3; RFC 4055, section 1.2",
        roles: ALL,
        check: beyond_key,
        remedy: "set the uses the key has: an EC or Ed25519 key in TLS has digitalSignature",
    },
    Rule {
        name: "basic_constraints_not_critical",
        severity: Error,
        source: "RFC 5280, section 4.2.1.9",
        roles: CA,
        check: |seen| {
            when(
                seen.not_critical(known::BASIC_CONSTRAINTS),
                "basicConstraints of the authority is not critical",
            )
        },
        remedy: "mark basicConstraints critical",
    },
    Rule {
        name: "path_length_without_ca",
        severity: Error,
        source: "RFC 5280, section 4.2.1.9",
        roles: END,
        check: |seen| {
            when(
                seen.basic().is_some_and(|basic| basic.path_len.is_some()),
                "a path length without being an authority",
            )
        },
        remedy: "drop pathLenConstraint",
    },
    Rule {
        name: "path_length_without_cert_sign",
        severity: Error,
        source: "RFC 5280, section 4.2.1.9",
        roles: CA,
        check: |seen| {
            let limited = seen.basic().is_some_and(|basic| basic.path_len.is_some());
            when(
                limited && seen.has(known::KEY_USAGE) && !seen.may(KeyUsage::KEY_CERT_SIGN),
                "a path length without keyCertSign",
            )
        },
        remedy: "add keyCertSign, or drop pathLenConstraint",
    },
    Rule {
        name: "subject_key_id_of_ca_missing",
        severity: Error,
        source: "RFC 5280, section 4.2.1.2",
        roles: CA,
        check: |seen| {
            when(!seen.has(known::SUBJECT_KEY_ID), "the authority has no subjectKeyIdentifier")
        },
        remedy: "add one, 20 octets of the SHA-256 of its key: issued certificates name it",
    },
    Rule {
        name: "authority_key_id_missing",
        severity: Error,
        source: "RFC 5280, section 4.2.1.1",
        roles: SUBORDINATE | END,
        check: |seen| {
            let missing = !seen.has(known::AUTHORITY_KEY_ID) && !seen.certificate.is_self_issued();
            when(missing, "there is no authorityKeyIdentifier")
        },
        remedy: "add it, with the issuer's subjectKeyIdentifier: an authority may have several keys",
    },
    Rule {
        name: "authority_key_id_without_key",
        severity: Error,
        source: "RFC 5280, section 4.2.1.1",
        roles: SUBORDINATE | END,
        check: |seen| {
            when(
                authority(seen).is_some_and(|id| id.key_id.is_none()),
                "authorityKeyIdentifier has no keyIdentifier",
            )
        },
        remedy: "put the issuer's subjectKeyIdentifier in",
    },
    Rule {
        name: "authority_key_id_half",
        severity: Error,
        source: "RFC 5280, section 4.2.1.1",
        roles: ALL,
        check: |seen| {
            let half = authority(seen).is_some_and(|id| id.issuer.is_some() != id.serial.is_some());
            when(
                half,
                "authorityKeyIdentifier has an issuer without a serial number, or the other way round",
            )
        },
        remedy: "put both in, or better neither",
    },
    Rule {
        name: "any_purpose_critical",
        severity: Warning,
        source: "RFC 5280, section 4.2.1.12",
        roles: ALL,
        check: |seen| {
            let any = seen.purposes().contains(&known::ANY_PURPOSE);
            when(
                any && seen.critical(known::EXTENDED_KEY_USAGE),
                "anyExtendedKeyUsage in a critical extKeyUsage",
            )
        },
        remedy: "mark extKeyUsage not critical, or name the purposes",
    },
];

pub(super) fn authority<'a>(seen: &Seen<'a>) -> Option<AuthorityKeyId<'a>> {
    match seen.value(known::AUTHORITY_KEY_ID) {
        Some(Value::AuthorityKeyId(id)) => Some(id),
        _ => None,
    }
}

/// Uses a key of its kind cannot have.
fn beyond_key(seen: &Seen<'_>) -> Option<String> {
    let encipher = KeyUsage::KEY_ENCIPHERMENT.and(KeyUsage::DATA_ENCIPHERMENT);
    let sign = KeyUsage::DIGITAL_SIGNATURE
        .and(KeyUsage::NON_REPUDIATION)
        .and(KeyUsage::KEY_CERT_SIGN)
        .and(KeyUsage::CRL_SIGN);
    let key = seen.key()?;
    let never = match key {
        PublicKey::Rsa(_) | PublicKey::RsaPss(..) => KeyUsage::KEY_AGREEMENT,
        PublicKey::Ec(..) => encipher,
        PublicKey::Ed25519(_) => encipher.and(KeyUsage::KEY_AGREEMENT),
        PublicKey::X25519(_) => encipher.and(sign),
        PublicKey::Other => return None,
    };
    let wrong = KeyUsage(seen.usage()?.0 & never.0);
    (wrong.0 != 0).then(|| format!("keyUsage allows {wrong}, which a key of {key} cannot do"))
}
