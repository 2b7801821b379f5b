//! Certificates made by others, sound and odd: all are read without a panic, a selection as
//! described.

#![cfg(feature = "alloc")]

use motetls_pki::{CertError, Certificate, NameMismatch, ServerName, TrustAnchor, key, pem};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/x509")
}

/// The certificates of one file of the folder.
fn read(path: &Path) -> Vec<Vec<u8>> {
    let bytes = std::fs::read(path).unwrap();
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("pem") => pem::certificates(&bytes).unwrap(),
        _ => vec![bytes],
    }
}

fn all_files() -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension != "md"));
    files
}

#[test]
fn all_are_read_or_refused_for_a_reason() {
    let mut refused = Vec::new();
    let files = all_files();
    assert_eq!(files.len(), 131);
    for path in &files {
        for der in read(path) {
            let name = ServerName::from_static("a.example");
            assert!(!NameMismatch::new(name, &der).to_string().is_empty());
            match Certificate::parse(&der) {
                Ok(certificate) => {
                    assert!(name.find_in(certificate.extensions.alt_names).is_err());
                    let _ = key::p256(certificate.spki);
                    let anchor = TrustAnchor::from_certificate(&der).unwrap();
                    assert_eq!(
                        (anchor.subject, anchor.spki),
                        (certificate.subject, certificate.spki)
                    );
                }
                Err(error) => refused
                    .push((path.strip_prefix(folder()).unwrap().display().to_string(), error)),
            }
        }
    }
    refused.sort_by(|a, b| a.0.cmp(&b.0));
    let malformed = CertError::Malformed;
    let expected = [
        ("badasn1time.pem", malformed), // a time that is none
        ("cryptography-scts-tbs-precert.der", malformed), // a TBSCertificate only
        ("custom/empty-eku.pem", malformed), // a list of at least one, with none
        ("custom/invalid_version.pem", CertError::UnsupportedVersion), // version 8
        ("custom/mismatch_inner_outer_sig_algorithm.der", malformed), // as it says
        ("custom/rsa_pss_cert_invalid_mgf.der", malformed), // parameters differ inside and outside
        ("custom/rsa_pss_cert_no_sig_params.der", malformed), // the same
        ("custom/rsa_pss_cert_unsupported_mgf_hash.der", malformed), // the same
        ("custom/two_basic_constraints.pem", malformed), // one too many
        ("v1_cert.pem", malformed),     // md5 outside, md5WithRSAEncryption inside
    ];
    assert_eq!(refused, expected.map(|(file, error)| (file.to_owned(), error)));
}

#[test]
fn fields_are_as_described() {
    let certificate = |file: &str| read(&folder().join(file)).remove(0);
    let names = |file: &str| -> Vec<String> {
        Certificate::parse(&certificate(file))
            .unwrap()
            .names()
            .map(|name| name.to_string())
            .collect()
    };
    assert_eq!(names("custom/san_ipaddr.pem"), ["127.0.0.1", "ff::"]);
    assert_eq!(
        names("custom/san_email_dns_ip_dirname_uri.pem"),
        ["cryptography.io", "127.0.0.1", "ff::"]
    );
    assert_eq!(names("custom/san_empty_hostname.pem"), [""]);
    assert_eq!(names("custom/san_wildcard_idna.pem"), ["*.xn--80ato2c.cryptography"]);
    assert_eq!(names("custom/no_sans.pem"), [""; 0]);

    let der = certificate("cryptography.io.pem");
    let io = Certificate::parse(&der).unwrap();
    assert_eq!(io.serial, [0x3f, 0x20]);
    assert_eq!((io.not_before.0, io.not_after.0), (1_413_374_972, 1_542_330_903));
    assert!(!io.is_self_issued() && !io.extensions.ca);
    let sans = io.extensions.alt_names;
    assert_eq!(ServerName::from_static("www.cryptography.io").find_in(sans), Ok(()));
    assert_eq!(
        ServerName::from_static("x.cryptography.io").find_in(sans),
        Err(CertError::NameMismatch)
    );

    let extensions =
        |file: &str, look: fn(&motetls_pki::certificate::PathExtensions<'_>) -> bool| {
            assert!(look(&Certificate::parse(&certificate(file)).unwrap().extensions), "{file}");
        };
    extensions("custom/bc_path_length_zero.pem", |extensions| {
        extensions.ca && extensions.path_len == Some(0)
    });
    extensions("custom/basic_constraints_not_critical.pem", |extensions| !extensions.ca);
    extensions("custom/all_key_usages.pem", |extensions| extensions.key_usage == Some(0xff));
    extensions("custom/extended_key_usage.pem", |extensions| {
        extensions.extended_key_usage == Some(3)
    });
    extensions("custom/nc_permitted_excluded.pem", |extensions| {
        !extensions.name_constraints.is_empty()
    });
    extensions("custom/unsupported_extension_critical.pem", |extensions| {
        extensions.unknown_critical
    });
    extensions("custom/unsupported_extension.pem", |extensions| !extensions.unknown_critical);
    extensions("custom/inhibit_any_policy_5.pem", |extensions| extensions.unknown_critical);
    assert!(key::p256(Certificate::parse(&certificate("custom/ca/ca.pem")).unwrap().spki).is_ok());
    for other in [
        "ecdsa_root.pem",
        "ed25519/root-ed25519.pem",
        "letsencryptx3.pem",
        "custom/ec_no_named_curve.pem",
    ] {
        let error = key::p256(Certificate::parse(&certificate(other)).unwrap().spki).unwrap_err();
        assert_eq!(error, CertError::UnsupportedAlgorithm, "{other}");
    }
}

#[test]
fn a_bundle_is_read_whole() {
    let count = |file: &str| read(&folder().join(file)).len();
    assert_eq!(count("cryptography.io.chain_with_garbage.pem"), 2);
    assert_eq!(count("cryptography.io.with_headers.pem"), 1);
}
