//! `motetls cert lint`: every rule finds its fault, and nothing else where there is none.

use std::collections::BTreeSet;

use crate::common::motetls;
use crate::faulty::values::*;
use crate::faulty::{self, Made, name, raw_name, spki};
use motetls::pki::algorithm::{HashId, Scheme};
use motetls::pki::der::{GENERALIZED_TIME, SEQUENCE, UTC_TIME};
use motetls::pki::extension::{Extension, KINDS, KeyUsage, Structures};
use motetls::pki::general_name::GeneralName;
use motetls::pki::key::{NamedCurve, PublicKey};
use motetls::pki::oid::Oid;
use motetls::pki::oid::known::*;
use motetls::pki::text::{TELETEX, UTF8};
use serde_json::Value;

type Change = fn(&mut Made);
/// A rule, the certificate it is tried on, and how that is spoiled.
type Case = (&'static str, fn() -> Made, Change);

const CA_NAME: &str = "CN=Root,O=Motes,C=DE";
fn root() -> Made {
    Made::new(CA_NAME, CA_NAME)
        .with(BASIC_CONSTRAINTS, true, basic(true, None))
        .with(KEY_USAGE, true, usage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)))
        .with(SUBJECT_KEY_ID, false, octets(ID))
        .with(AUTHORITY_KEY_ID, false, authority_key())
}

fn subordinate() -> Made {
    let mut made = root();
    made.subject = name("CN=Line 3,O=Motes,C=DE");
    let uses = KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN).and(KeyUsage::DIGITAL_SIGNATURE);
    made.set(KEY_USAGE, true, usage(uses));
    made
}

fn device() -> Made {
    Made::new(CA_NAME, "serialNumber=4711")
        .with(KEY_USAGE, true, usage(KeyUsage::DIGITAL_SIGNATURE))
        .with(EXTENDED_KEY_USAGE, false, purposes(&[CLIENT_AUTH]))
        .with(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Uri(b"urn:dev:ow:10e2073a01080063")]))
        .with(AUTHORITY_KEY_ID, false, authority_key())
}

fn server() -> Made {
    Made::new(CA_NAME, "CN=www.motes.org")
        .with(KEY_USAGE, true, usage(KeyUsage::DIGITAL_SIGNATURE))
        .with(EXTENDED_KEY_USAGE, false, purposes(&[SERVER_AUTH]))
        .with(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"www.motes.org")]))
        .with(AUTHORITY_KEY_ID, false, authority_key())
        .with(CERTIFICATE_POLICIES, false, policies(&["2.23.140.1.2.1"]))
        .with(AUTHORITY_INFO_ACCESS, false, access(ACCESS_CA_ISSUERS, "http://motes.org/ca.der"))
        .with(SIGNED_TIMESTAMPS, false, octets(&[0, 3, 0, 1, 0]))
}

const FIELDS: &[Case] = &[
    ("version_not_3", device, |made| {
        made.version = None;
        made.extensions.clear();
    }),
    ("serial_not_positive", device, |made| made.serial = vec![0xff, 1, 2, 3, 4, 5, 6, 7]),
    ("serial_not_positive", device, |made| made.serial = vec![0]),
    ("serial_too_long", device, |made| made.serial = vec![7; 21]),
    ("algorithms_differ", device, |made| made.inner = scheme(Scheme::Ecdsa(HashId::Sha384))),
    ("issuer_empty", device, |made| made.issuer = name("")),
    ("subject_of_ca_empty", subordinate, |made| made.subject = name("")),
    ("validity_reversed", device, |made| made.not_after = (UTC_TIME, "291231235959Z")),
    ("generalized_time_before_2050", device, |made| {
        made.not_after = (GENERALIZED_TIME, "20491231235959Z")
    }),
    ("unique_identifiers", device, |made| made.unique = true),
    ("extension_repeated", device, |made| {
        let again = made.extensions[0].clone();
        made.extensions.push(again);
    }),
    ("extension_malformed", device, |made| made.set(EXTENDED_KEY_USAGE, false, vec![0x30, 0])),
    ("extension_malformed", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, vec![0x30, 2, 0x89, 0])
    }),
    ("extension_unknown_critical", device, |made| {
        made.set(NETSCAPE_COMMENT, true, vec![0x16, 1, b'x'])
    }),
    ("extension_malformed", device, |made| made.set(TLS_FEATURE, false, vec![0x30, 2, 5, 0])),
    ("extension_malformed", device, |made| {
        let point = vec![0x30, 8, 0x30, 6, 0xa2, 4, 0x82, 0, 5, 0];
        made.set(CRL_DISTRIBUTION_POINTS, false, point);
    }),
    ("extension_malformed", device, |made| {
        let qualifier = vec![0x30, 10, 0x30, 8, 6, 2, 0x2a, 3, 0x30, 2, 5, 0];
        made.set(CERTIFICATE_POLICIES, false, qualifier);
    }),
    ("extension_malformed", device, |made| {
        made.set(AUTHORITY_KEY_ID, false, vec![0x30, 4, 0xa1, 2, 5, 0])
    }),
    ("extension_malformed", device, |made| {
        made.set(CRL_DISTRIBUTION_POINTS, false, vec![0x30, 6, 0x30, 4, 0x81, 2, 5, 0x60]);
    }),
    ("extension_wrongly_marked", device, |made| made.mark(AUTHORITY_KEY_ID, Some(true))),
    ("extension_wrongly_marked", root, |made| {
        made.set(NAME_CONSTRAINTS, false, constraints(false))
    }),
    ("extension_wrongly_marked", root, |made| made.set(INHIBIT_ANY_POLICY, false, vec![2, 1, 0])),
    ("extension_better_marked", device, |made| made.mark(KEY_USAGE, None)),
    ("extension_better_marked", device, |made| made.set(CRL_DISTRIBUTION_POINTS, true, points())),
    ("extension_out_of_place", device, |made| made.set(CRL_NUMBER, false, vec![2, 1, 7])),
    ("default_written_out", device, |made| made.mark(EXTENDED_KEY_USAGE, Some(false))),
    ("default_written_out", device, |made| {
        made.set(BASIC_CONSTRAINTS, true, vec![0x30, 3, 1, 1, 0])
    }),
    ("key_malformed", device, |made| {
        let length = made.spki.len();
        made.spki[length - 65] = 9;
    }),
    ("key_unknown", device, |made| made.spki = vec![0x30, 9, 0x30, 4, 6, 2, 0x2a, 3, 3, 1, 0]),
    ("curve_unnamed", device, |made| made.spki = ec_key(&[0x30, 3, 2, 1, 1])), // specifiedCurve
    ("curve_unnamed", device, |made| made.spki = ec_key(&[5, 0])),             // implicitCurve
    ("curve_unnamed", device, |made| made.spki = ec_key(&[])),
    ("rsa_key_weak", device, |made| made.spki = rsa(1024, &[1, 0, 1])),
    ("rsa_exponent_weak", device, |made| made.spki = rsa(2048, &[3])),
    ("signature_weak", device, |made| {
        made.inner = scheme(Scheme::Ecdsa(HashId::Sha1));
        made.outer = made.inner.clone();
    }),
    ("signature_unknown", device, |made| {
        made.inner = vec![0x30, 4, 6, 2, 0x2a, 3];
        made.outer = made.inner.clone();
    }),
    ("self_signature_wrong", root, |made| made.forged = true),
    ("self_signature_unchecked", root, |made| {
        made.inner = vec![0x30, 4, 6, 2, 0x2a, 3];
        made.outer = made.inner.clone();
    }),
];

const NAMES: &[Case] = &[
    ("nameless", device, |made| {
        made.subject = name("");
        made.remove(SUBJECT_ALT_NAME);
    }),
    ("alt_name_must_be_critical", device, |made| made.subject = name("")),
    ("alt_name_critical", device, |made| made.mark(SUBJECT_ALT_NAME, Some(true))),
    ("alt_name_dns_invalid", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"a..b")]))
    }),
    ("alt_name_dns_invalid", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"a b.org")]))
    }),
    ("alt_name_address_as_dns", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"192.0.2.1")]))
    }),
    ("alt_name_address_as_dns", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"2001:db8::1")]))
    }),
    ("alt_name_address_as_dns", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"motes.256")]))
    }),
    ("alt_name_address_invalid", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Ip(&[1; 8])]))
    }),
    ("alt_name_uri_invalid", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Uri(b"//x/y")]))
    }),
    ("alt_name_mail_invalid", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Mail(b"no-at-sign")]))
    }),
    ("name_malformed", device, |made| made.subject = raw_name(COMMON_NAME, UTF8, &[0xff])),
    ("name_text_deprecated", device, |made| made.subject = raw_name(COMMON_NAME, TELETEX, b"mote")),
    ("name_too_long", device, |made| made.subject = raw_name(COMMON_NAME, UTF8, &[b'm'; 65])),
    ("country_invalid", device, |made| made.subject = raw_name(COUNTRY, UTF8, b"DE")),
    ("country_invalid", device, |made| made.subject = name("C=Germany,CN=x")),
    ("mail_in_subject", device, |made| made.subject = name("emailAddress=a@motes.org")),
];

const USAGE: &[Case] = &[
    ("key_usage_empty", device, |made| made.set(KEY_USAGE, true, usage(KeyUsage(0)))),
    ("key_usage_of_ca_missing", root, |made| made.remove(KEY_USAGE)),
    ("ca_may_not_sign", root, |made| made.set(KEY_USAGE, true, usage(KeyUsage::CRL_SIGN))),
    ("cert_sign_without_ca", device, |made| {
        made.set(KEY_USAGE, true, usage(KeyUsage::KEY_CERT_SIGN))
    }),
    ("agreement_only_without_agreement", device, |made| {
        made.set(KEY_USAGE, true, usage(KeyUsage::ENCIPHER_ONLY))
    }),
    ("key_usage_beyond_key", device, |made| {
        made.set(KEY_USAGE, true, usage(KeyUsage::KEY_ENCIPHERMENT))
    }),
    ("key_usage_beyond_key", device, |made| {
        made.spki = rsa(2048, &[1, 0, 1]);
        made.set(KEY_USAGE, true, usage(KeyUsage::KEY_AGREEMENT));
    }),
    ("key_usage_beyond_key", device, |made| made.spki = spki(&PublicKey::X25519(&[9; 32]))),
    ("basic_constraints_not_critical", root, |made| made.mark(BASIC_CONSTRAINTS, None)),
    ("path_length_without_ca", device, |made| {
        made.set(BASIC_CONSTRAINTS, true, vec![0x30, 3, 2, 1, 0])
    }),
    ("path_length_without_cert_sign", subordinate, |made| {
        made.set(BASIC_CONSTRAINTS, true, basic(true, Some(0)));
        made.set(KEY_USAGE, true, usage(KeyUsage::CRL_SIGN));
    }),
    ("subject_key_id_of_ca_missing", root, |made| made.remove(SUBJECT_KEY_ID)),
    ("authority_key_id_missing", device, |made| made.remove(AUTHORITY_KEY_ID)),
    ("authority_key_id_without_key", device, |made| {
        made.set(AUTHORITY_KEY_ID, false, vec![0x30, 0])
    }),
    ("authority_key_id_half", device, |made| {
        made.set(AUTHORITY_KEY_ID, false, vec![0x30, 3, 0x82, 1, 7])
    }),
    ("any_purpose_critical", device, |made| {
        made.set(EXTENDED_KEY_USAGE, true, purposes(&[ANY_PURPOSE]))
    }),
];

const PLACES: &[Case] = &[
    ("name_constraints_without_ca", device, |made| {
        made.set(NAME_CONSTRAINTS, true, constraints(false))
    }),
    ("name_constraints_with_distance", root, |made| {
        made.set(NAME_CONSTRAINTS, true, constraints(true))
    }),
    ("policy_mapped_from_any", root, |made| {
        let mapping = sequence(|out| {
            let one = out.open(SEQUENCE);
            ANY_POLICY.write(out);
            Oid(&[0x2a, 3]).write(out);
            out.close(one);
        });
        made.set(POLICY_MAPPINGS, true, mapping);
    }),
    ("policy_repeated", device, |made| {
        made.set(CERTIFICATE_POLICIES, false, policies(&["1.2.3", "1.2.4", "1.2.3"]))
    }),
];

const IOT: &[Case] = &[
    ("iot_version", device, |made| {
        made.version = None;
        made.extensions.clear();
    }),
    ("iot_serial_short", device, |made| made.serial = vec![1; 7]),
    ("iot_signature", device, |made| {
        made.inner = scheme(Scheme::RsaPkcs1(HashId::Sha256));
        made.outer = made.inner.clone();
    }),
    ("iot_key", device, |made| made.spki = spki(&PublicKey::Ed25519(&[3; 32]))),
    ("iot_key_costly", device, |made| made.spki = spki(&PublicKey::Ec(NamedCurve::P384, &[4; 97]))),
    ("iot_key_compressed", device, |made| {
        made.spki = spki(&PublicKey::Ec(NamedCurve::P256, &[2; 33]))
    }),
    ("iot_distribution_points", device, |made| made.set(CRL_DISTRIBUTION_POINTS, false, points())),
    ("iot_ocsp", device, |made| {
        made.set(AUTHORITY_INFO_ACCESS, false, access(ACCESS_OCSP, "http://motes.org/"))
    }),
    ("iot_ca_name_incomplete", subordinate, |made| made.subject = name("CN=Line 3,O=Motes")),
    ("iot_root_authority_key_id", root, |made| made.remove(AUTHORITY_KEY_ID)),
    ("iot_root_authority_key_id_other", root, |made| {
        made.set(SUBJECT_KEY_ID, false, octets(&[6; 20]))
    }),
    ("iot_ca_digital_signature", subordinate, |made| {
        made.set(KEY_USAGE, true, usage(KeyUsage::KEY_CERT_SIGN))
    }),
    ("iot_ca_purposes", root, |made| made.set(EXTENDED_KEY_USAGE, false, purposes(&[CLIENT_AUTH]))),
    ("iot_subordinate_purposes", subordinate, |made| {
        made.set(EXTENDED_KEY_USAGE, false, purposes(&[CLIENT_AUTH]))
    }),
    ("iot_root_path_length", root, |made| made.set(BASIC_CONSTRAINTS, true, basic(true, Some(1)))),
    ("iot_subordinate_path_length", subordinate, |made| {
        made.set(BASIC_CONSTRAINTS, true, basic(true, Some(0)))
    }),
    ("iot_name_in_common_name", device, |made| made.subject = name("CN=mote-7.motes.org")),
    ("iot_wildcard", device, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"*.motes.org")]))
    }),
    ("iot_several_names", device, |made| {
        made.set(
            SUBJECT_ALT_NAME,
            false,
            alt(&[GeneralName::Dns(b"a.motes.org"), GeneralName::Ip(&[10, 0, 0, 7])]),
        );
    }),
    ("iot_subject_key_id", device, |made| made.set(SUBJECT_KEY_ID, false, octets(ID))),
    ("iot_key_usage_missing", device, |made| made.remove(KEY_USAGE)),
    ("iot_key_usage_not_critical", device, |made| made.mark(KEY_USAGE, None)),
    ("iot_no_digital_signature", device, |made| {
        made.set(KEY_USAGE, true, usage(KeyUsage::KEY_AGREEMENT))
    }),
    ("iot_purpose_missing", device, |made| {
        made.set(EXTENDED_KEY_USAGE, false, purposes(&[CODE_SIGNING]))
    }),
];

const CABF: &[Case] = &[
    ("cabf_lifetime", server, |made| made.not_after = (UTC_TIME, "300217000000Z")),
    ("cabf_lifetime", server, |made| {
        made.not_before = (UTC_TIME, "260401000000Z");
        made.not_after = (UTC_TIME, "261018000000Z");
    }),
    ("cabf_serial_short", server, |made| made.serial = vec![1; 7]),
    ("cabf_alt_name_missing", server, |made| made.remove(SUBJECT_ALT_NAME)),
    ("cabf_alt_name_kind", server, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Mail(b"a@motes.org")]))
    }),
    ("cabf_internal_name", server, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"mote.local")]))
    }),
    ("cabf_internal_name", server, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"mote")]))
    }),
    ("cabf_underscore", server, |made| {
        made.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"a_b.motes.org")]))
    }),
    ("cabf_common_name_not_in_alt_name", server, |made| made.subject = name("CN=ftp.motes.org")),
    ("cabf_common_name_not_in_alt_name", server, |made| made.subject = name("CN=WWW.motes.org")),
    ("cabf_organizational_unit", server, |made| made.subject = name("OU=Sensors,CN=www.motes.org")),
    ("cabf_server_auth_missing", server, |made| {
        made.set(EXTENDED_KEY_USAGE, false, purposes(&[CLIENT_AUTH]))
    }),
    ("cabf_any_purpose", server, |made| {
        made.set(EXTENDED_KEY_USAGE, false, purposes(&[SERVER_AUTH, ANY_PURPOSE]))
    }),
    ("cabf_policy_missing", server, |made| {
        made.set(CERTIFICATE_POLICIES, false, policies(&["1.2.3"]))
    }),
    ("cabf_authority_information_missing", server, |made| made.remove(AUTHORITY_INFO_ACCESS)),
    ("cabf_place_not_http", server, |made| {
        made.set(
            AUTHORITY_INFO_ACCESS,
            false,
            access(ACCESS_CA_ISSUERS, "https://motes.org/ca.der"),
        );
    }),
    ("cabf_key_kind", server, |made| made.spki = spki(&PublicKey::Ed25519(&[3; 32]))),
    ("cabf_signature", server, |made| {
        made.inner = scheme(Scheme::Ed25519);
        made.outer = made.inner.clone();
    }),
    ("cabf_ca_key_usage", subordinate, |made| {
        made.set(KEY_USAGE, true, usage(KeyUsage::KEY_CERT_SIGN))
    }),
    ("cabf_key_usage_not_critical", server, |made| made.mark(KEY_USAGE, None)),
    ("cabf_subordinate_purposes_missing", subordinate, |_| {}),
    ("cabf_purposes_critical", server, |made| made.mark(EXTENDED_KEY_USAGE, Some(true))),
    ("cabf_purposes_critical", subordinate, |made| {
        made.set(EXTENDED_KEY_USAGE, true, purposes(&[SERVER_AUTH]))
    }),
    ("cabf_root_purposes", root, |made| {
        made.set(EXTENDED_KEY_USAGE, false, purposes(&[SERVER_AUTH]))
    }),
    ("cabf_subject_key_id", server, |made| made.set(SUBJECT_KEY_ID, false, octets(ID))),
    ("cabf_timestamps_missing", server, |made| made.remove(SIGNED_TIMESTAMPS)),
];

/// The rules of `profile` that `made` breaks, and the exit code.
fn lint(profile: &str, made: &Made) -> (BTreeSet<String>, i32) {
    let run = motetls(&["cert", "lint", "--json", "--profile", profile, "-"], &made.write());
    let object: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
    assert_eq!(object["ok"] == true, run.code == 0);
    let findings = object["certificates"][0]["findings"].as_array().unwrap();
    (
        findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect(),
        run.code,
    )
}

#[test]
fn sound_certificates_have_no_findings() {
    for (profile, made) in [
        ("rfc5280", device()),
        ("rfc5280", server()),
        ("rfc5280", root()),
        ("rfc5280", subordinate()),
        ("iot", device()),
        ("iot", root()),
        ("iot", subordinate()),
        ("cabf", server()),
        ("cabf", root()),
        ("cabf", subordinate().with(EXTENDED_KEY_USAGE, false, purposes(&[SERVER_AUTH]))),
    ] {
        assert_eq!(lint(profile, &made), (BTreeSet::new(), 0), "{profile}");
    }
}

/// The public key of [`p256`](faulty::p256) with other parameters.
fn ec_key(parameters: &[u8]) -> Vec<u8> {
    let whole = faulty::p256();
    let bits = &whole[whole.len() - 68..];
    sequence(|out| {
        let algorithm = out.open(SEQUENCE);
        EC.write(out);
        out.raw(parameters);
        out.close(algorithm);
        out.raw(bits);
    })
}

/// Every kind of extension that a table knows is called by its name, and told of when it is marked
/// against what its source says.
#[test]
fn kinds_of_extensions_by_their_table() {
    for kind in KINDS {
        let mut made = device();
        for critical in [false, true] {
            made.set(kind.oid, critical, vec![0x16, 1, b'x']);
            let run = motetls(&["cert", "inspect", "-"], &made.write());
            assert!(run.stdout.contains(kind.name), "{}: {run:?}", kind.name);
            let (found, _) = lint("rfc5280", &made);
            let extension = Extension { oid: kind.oid, critical, octets: &[] };
            let expected = extension.wrongly_marked();
            assert_eq!(found.contains("extension_wrongly_marked"), expected == Some(true));
            assert_eq!(found.contains("extension_better_marked"), expected == Some(false));
            let is_here = kind.structures.has(Structures::CERTIFICATE);
            assert_eq!(found.contains("extension_out_of_place"), !is_here, "{}", kind.name);
        }
    }
}

#[test]
fn what_is_near_a_fault_is_none() {
    let mut names = server();
    let near = ["www.motes.org", "10.motes.org", "192-0-2-1.motes.org", "7.0x7f", "a.b1"];
    let list: Vec<_> = near.iter().map(|name| GeneralName::Dns(name.as_bytes())).collect();
    names.set(SUBJECT_ALT_NAME, false, alt(&list));
    assert_eq!(lint("cabf", &names), (BTreeSet::new(), 0));
    let mut upper = server();
    upper.subject = name("CN=WWW.motes.org");
    upper.set(SUBJECT_ALT_NAME, false, alt(&[GeneralName::Dns(b"WWW.motes.org")]));
    assert_eq!(lint("cabf", &upper), (BTreeSet::new(), 0));
    // RFC 5280 leaves it to the issuer whether extKeyUsage is critical
    let mut critical = device();
    critical.mark(EXTENDED_KEY_USAGE, Some(true));
    assert_eq!(lint("rfc5280", &critical), (BTreeSet::new(), 0));
}

#[test]
fn certificates_of_the_field() {
    for (pem, rule) in [
        (&include_bytes!("../reported/comp-ca-ca.pem")[..], "self_signature_unchecked"),
        (include_bytes!("../reported/ip-as-dns.pem"), "alt_name_address_as_dns"),
        (include_bytes!("../reported/expl-leaf.pem"), "curve_unnamed"),
    ] {
        let run = motetls(&["cert", "lint", "-"], pem);
        assert!(run.stdout.contains(rule), "{rule}: {run:?}");
        assert!(!run.stdout.contains("key_unknown"), "{run:?}");
        assert!(!run.stdout.contains("self_signature_wrong"), "{run:?}");
    }
}

#[test]
fn every_rule_finds_its_fault() {
    let severity = |rules: &Value, name: &str| {
        let rules = rules["rules"].as_array().unwrap();
        let rule =
            rules.iter().find(|rule| rule["rule"] == name).unwrap_or_else(|| panic!("{name}"));
        rule["severity"].as_str().unwrap().to_owned()
    };
    for (profile, cases) in [
        ("rfc5280", [FIELDS, NAMES, USAGE, PLACES].concat()),
        ("iot", IOT.to_vec()),
        ("cabf", CABF.to_vec()),
    ] {
        let listed = motetls(&["cert", "lint", "--rules", "--json", "--profile", profile], b"");
        let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
        for (rule, base, change) in &cases {
            let mut made = base();
            change(&mut made);
            let (found, code) = lint(profile, &made);
            assert!(found.contains(*rule), "{rule}: {found:?}");
            if severity(&listed, rule) == "error" {
                assert_eq!(code, 4, "{rule}");
            }
        }
        let tried: BTreeSet<&str> = cases.iter().map(|(rule, ..)| *rule).collect();
        let own =
            listed["rules"].as_array().unwrap().iter().filter_map(|rule| rule["rule"].as_str());
        let own: BTreeSet<&str> =
            own.filter(|rule| profile == "rfc5280" || rule.starts_with(profile)).collect();
        assert_eq!(tried, own, "{profile}: rules and faults");
    }
}

#[test]
fn lifetimes_of_the_baseline_requirements() {
    for (from, to, fits) in [
        ("260401000000Z", "261017235959Z", true),  // 200 days
        ("270401000000Z", "270709235959Z", true),  // 100 days
        ("270401000000Z", "270710000000Z", false), // a second more
        ("300101000000Z", "300216235959Z", true),  // 47 days
    ] {
        let mut made = server();
        (made.not_before, made.not_after) = ((UTC_TIME, from), (UTC_TIME, to));
        assert_eq!(lint("cabf", &made).0.is_empty(), fits, "{from} to {to}");
    }
}

#[test]
fn severities_and_texts() {
    let mut made = device();
    made.mark(KEY_USAGE, None); // a warning
    assert_eq!(lint("rfc5280", &made).1, 0);
    let der = made.write();
    let run = motetls(&["cert", "lint", "--fail-on", "warning", "-"], &der);
    assert_eq!(run.code, 4, "{run:?}");
    for text in [
        "standard input, end entity",
        "warning  keyUsage is not critical (RFC 5280, section 4.2.1.3)",
        "RFC 5280, section 4.2: mark it as",
    ] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    let clean = motetls(&["cert", "lint", "--profile", "iot", "-"], &device().write());
    assert_eq!(
        (clean.code, clean.stdout.as_str()),
        (0, "standard input, end entity: nothing to complain of\n")
    );
    let mut malformed = device();
    malformed.not_after = (UTC_TIME, "3002162359Z");
    let run = motetls(&["cert", "lint", "-"], &malformed.write());
    assert!(run.code != 0, "{run:?}");
}
