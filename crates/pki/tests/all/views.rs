//! Certificates in use: the roots this system trusts, and what others say of them.

#![cfg(feature = "alloc")]

use crate::common::look;
use crate::common::tools::{Folder, openssl};
use motetls_pki::algorithm::{HashId, PssParameters, Scheme};
use motetls_pki::der::Read;
use motetls_pki::extension::{Feature, Value};
use motetls_pki::general_name::GeneralName;
use motetls_pki::key::PublicKey;
use motetls_pki::oid::known;
use motetls_pki::pem;
use motetls_pki::time::Calendar;
use motetls_pki::x509::CertificateView;
use std::path::Path;

/// What Debian's package ca-certificates installs: the Mozilla list.
const BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The roots of the bundle; `None`, with a note on standard error, when there is none.
fn roots(test: &str) -> Option<Vec<Vec<u8>>> {
    let text = std::fs::read(BUNDLE).ok();
    let Some(text) = text else {
        motetls_peers::tool::skip(test, BUNDLE, "apt-get install ca-certificates");
        return None;
    };
    Some(pem::certificates(&text).unwrap())
}

fn vector(file: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/x509").join(file);
    let bytes = std::fs::read(path).unwrap();
    if file.ends_with("der") { bytes } else { pem::certificates(&bytes).unwrap().remove(0) }
}

#[test]
fn every_root_of_the_system_is_read() {
    let Some(roots) = roots("every_root_of_the_system_is_read") else { return };
    assert!(roots.len() > 100, "{} roots", roots.len());
    for der in &roots {
        assert_eq!(look::certificate(der), Ok(()));
        let root = CertificateView::from_der(der).unwrap();
        assert_eq!(root.algorithm, root.signed.algorithm, "{}", root.subject);
        assert!(root.is_self_issued() && root.extensions.repeated().is_none(), "{}", root.subject);
        assert!(root.signed.algorithm.scheme().unwrap().is_some(), "{}", root.subject);
        let key = root.public_key.key().unwrap();
        assert!(matches!(key, PublicKey::Rsa(_) | PublicKey::Ec(..)), "{}: {key}", root.subject);
        // the reader of verification reads the same
        let lean = motetls_pki::Certificate::parse(der).unwrap();
        assert_eq!(
            (lean.subject, lean.spki, lean.serial),
            (root.subject.der, root.public_key.der, root.serial)
        );
        assert_eq!((lean.not_before, lean.not_after), (root.not_before, root.not_after));
    }
}

#[test]
fn names_and_dates_are_those_openssl_shows() {
    let test = "names_and_dates_are_those_openssl_shows";
    let Some(roots) = roots(test).filter(|_| openssl(test)) else { return };
    let folder = Folder::new();
    for der in &roots {
        folder.write("root.der", der);
        let options =
            "-noout -subject -nameopt RFC2253,-esc_msb,utf8 -enddate -dateopt iso_8601 -serial";
        let printed = folder.well(&format!("openssl x509 -in root.der -inform DER {options}"));
        let root = CertificateView::from_der(der).unwrap();
        // openssl knows no name for organizationIdentifier in this format
        let ours = root.subject.to_string();
        let theirs = printed.lines().find_map(|line| line.strip_prefix("subject=")).unwrap();
        if ours.contains("organizationIdentifier=") {
            assert_eq!(ours.split(',').count(), theirs.split(',').count(), "{theirs}");
        } else {
            assert_eq!(ours, theirs);
        }
        let until = printed.lines().find_map(|line| line.strip_prefix("notAfter=")).unwrap();
        assert_eq!(Calendar::of(root.not_after).to_string().replace(" UTC", "Z"), until);
        let serial: String = root.serial.iter().map(|octet| format!("{octet:02X}")).collect();
        let theirs = printed.lines().find_map(|line| line.strip_prefix("serial=")).unwrap();
        assert_eq!(serial.trim_start_matches('0'), theirs.trim_start_matches('0'));
    }
}

/// What the extension of `kind` says in one of the files of pyca/cryptography.
fn says<T>(file: &str, kind: motetls_pki::oid::Oid<'_>, look: impl FnOnce(Value<'_>) -> T) -> T {
    let der = vector(file);
    let certificate = CertificateView::from_der(&der).unwrap();
    look(certificate.extension(kind).unwrap().unwrap())
}

#[test]
fn names_in_extensions_are_as_described() {
    let names = |file: &str| -> Vec<String> {
        says(file, known::SUBJECT_ALT_NAME, |value| match value {
            Value::SubjectAltName(names) => names.map(|name| name.unwrap().to_string()).collect(),
            _ => panic!("names"),
        })
    };
    assert_eq!(
        names("custom/san_email_dns_ip_dirname_uri.pem"),
        [
            "email:user@cryptography.io",
            "DNS:cryptography.io",
            "IP:127.0.0.1",
            "IP:ff::",
            "dir:O=Cryptographic Authority,CN=dirCN",
            "URI:https://cryptography.io"
        ]
    );
    assert_eq!(names("custom/san_registered_id.pem"), ["RID:1.2.3.4"]);
    assert_eq!(names("custom/san_other_name.pem"), ["other 1.2.3.4:13 bytes"]);
    assert_eq!(names("san_edipartyname.der"), ["EDI:12 bytes"]);
    assert_eq!(names("san_x400address.der"), ["X400:3 bytes"]);
    let subtrees = |file: &str| -> Vec<String> {
        says(file, known::NAME_CONSTRAINTS, |value| match value {
            Value::NameConstraints(all) => {
                let show = |subtree: Result<motetls_pki::extension::Subtree<'_>, _>| {
                    subtree.unwrap().base.to_string()
                };
                let excluded: Vec<String> =
                    all.excluded.map(show).map(|subtree| format!("not {subtree}")).collect();
                all.permitted.map(show).chain(excluded).collect()
            }
            _ => panic!("constraints"),
        })
    };
    assert_eq!(
        subtrees("custom/nc_single_ip_netmask.pem"),
        ["IP:ff::/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "IP:192.168.0.1/255.255.255.255"]
    );
    assert_eq!(
        subtrees("custom/nc_permitted_excluded.pem"),
        [
            "IP:192.168.0.0/255.255.255.0",
            "IP:ff::/ffff:ffff:ffff:ffff:ffff:ffff::",
            "not DNS:.domain.com",
            "not URI:http://test.local"
        ]
    );
}

#[test]
fn other_extensions_are_as_described() {
    let usage = says("custom/all_key_usages.pem", known::KEY_USAGE, |value| match value {
        Value::KeyUsage(usage) => usage.to_string(),
        _ => panic!("usages"),
    });
    assert_eq!(usage.split(", ").count(), 9);
    says("custom/bc_path_length_zero.pem", known::BASIC_CONSTRAINTS, |value| {
        assert!(
            matches!(value, Value::BasicConstraints(found) if found.ca && found.path_len == Some(0))
        );
    });
    says("custom/authority_key_identifier.pem", known::AUTHORITY_KEY_ID, |value| {
        let Value::AuthorityKeyId(id) = value else { panic!("an identifier") };
        assert_eq!((id.key_id.map(<[u8]>::len), id.serial), (Some(20), Some(&[3][..])));
        assert!(matches!(id.issuer.unwrap().next(), Some(Ok(GeneralName::Directory(_)))));
    });
    says("custom/aia_ocsp_ca_issuers.pem", known::AUTHORITY_INFO_ACCESS, |value| {
        let Value::AuthorityInfoAccess(places) = value else { panic!("places") };
        let places: Vec<String> = places.map(|place| place.unwrap().location.to_string()).collect();
        assert_eq!(
            places,
            ["URI:http://ocsp.domain.com", "URI:http://ocsp2.domain.com", "dir:O=some Org,CN=myCN"]
        );
    });
    says("custom/policy_constraints_explicit.pem", known::POLICY_CONSTRAINTS, |value| {
        let Value::PolicyConstraints(found) = value else { panic!("constraints") };
        assert_eq!((found.require_explicit, found.inhibit_mapping), (Some(1), None));
    });
    says("custom/inhibit_any_policy_5.pem", known::INHIBIT_ANY_POLICY, |value| {
        assert!(matches!(value, Value::InhibitAnyPolicy(5)));
    });
    says("custom/cdp_fullname_reasons_crl_issuer.pem", known::CRL_DISTRIBUTION_POINTS, |value| {
        let Value::CrlDistributionPoints(mut points) = value else { panic!("points") };
        let point = points.next().unwrap().unwrap();
        assert_eq!(point.reasons, Some(0x6000), "keyCompromise, cACompromise");
        assert!(point.name.is_some() && point.issuer.is_some());
    });
    says("custom/cp_user_notice_with_explicit_text.pem", known::CERTIFICATE_POLICIES, |value| {
        let Value::Policies(mut policies) = value else { panic!("policies") };
        let policy = policies.next().unwrap().unwrap();
        assert_eq!(policy.oid.to_string(), "2.16.840.1.12345.1.2.3.4.1");
        assert!(format!("{:?}", policy.qualifiers.map(Result::unwrap).next()).contains("Notice"));
    });
    says("badssl-sct.pem", known::SIGNED_TIMESTAMPS, |value| {
        assert!(matches!(value, Value::SignedTimestamps(list) if list.len() > 100));
    });
    says("tls-feature-ocsp-staple.pem", known::TLS_FEATURE, |value| {
        assert!(matches!(value, Value::TlsFeature(list) if list.eq([Ok(Feature(5))])));
    });
    let der = vector("custom/two_basic_constraints.pem");
    assert_eq!(
        CertificateView::from_der(&der).unwrap().extensions.repeated(),
        Some(known::BASIC_CONSTRAINTS)
    );
}

#[test]
fn signature_algorithms_are_as_described() {
    let scheme =
        |file: &str| CertificateView::from_der(&vector(file)).unwrap().signed.algorithm.scheme();
    let pss = |hash, mask_hash, salt_len| {
        Ok(Some(Scheme::RsaPss(PssParameters { hash, mask_hash, salt_len })))
    };
    assert_eq!(scheme("custom/rsa_pss_cert.pem"), pss(HashId::Sha256, HashId::Sha256, 32));
    assert_eq!(scheme("ee-pss-sha1-cert.pem"), pss(HashId::Sha1, HashId::Sha1, 20));
    assert_eq!(
        scheme("custom/rsa_pss_sha256_no_null.pem"),
        pss(HashId::Sha256, HashId::Sha256, 32)
    );
    assert_eq!(scheme("custom/rsa_pss_cert_invalid_mgf.der"), Ok(None));
    assert!(scheme("custom/rsa_pss_cert_no_sig_params.der").is_err());
    assert_eq!(scheme("ed25519/root-ed25519.pem"), Ok(Some(Scheme::Ed25519)));
    assert_eq!(scheme("ed448/root-ed448.pem"), Ok(None));
    assert_eq!(scheme("ecdsa_root.pem"), Ok(Some(Scheme::Ecdsa(HashId::Sha384))));
    assert!(scheme("custom/ecdsa_null_alg.pem").is_err());
    assert_eq!(scheme("letsencryptx3.pem"), Ok(Some(Scheme::RsaPkcs1(HashId::Sha256))));
    assert_eq!(CertificateView::from_der(&vector("v1_cert.pem")).unwrap().version, 1);
}
