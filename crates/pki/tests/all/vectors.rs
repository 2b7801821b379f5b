//! What others made: keys, requests, lists, OCSP messages, bags. All are read without a panic; what
//! is refused is named, with the reason beside it.

#![cfg(feature = "alloc")]

use crate::common::look;
use motetls_base::DecodeError;
use motetls_pki::pem;
use std::path::{Path, PathBuf};

/// The files below `folder`, each as its path in it and the DER it holds, block by block.
fn read(folder: &str, labels: &[&str]) -> Vec<(String, Vec<Vec<u8>>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let (mut folders, mut files) = (vec![root.clone()], Vec::<PathBuf>::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension != "md"));
    files.sort();
    let contents = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        if bytes.starts_with(b"0") {
            return vec![bytes];
        }
        pem::decode(&bytes, labels).unwrap_or_default().into_iter().map(|block| block.der).collect()
    };
    files
        .iter()
        .map(|path| (path.strip_prefix(&root).unwrap().display().to_string(), contents(path)))
        .collect()
}

/// Which files of `folder` are refused by `look`; every file is shown to every reader. `count`
/// files are expected.
fn refused(
    folder: &str,
    count: usize,
    labels: &[&str],
    look: fn(&[u8]) -> Result<(), DecodeError>,
) -> Vec<String> {
    let mut refused = Vec::new();
    let files = read(folder, labels);
    assert_eq!(files.len(), count, "files in {folder}");
    for (name, ders) in files {
        ders.iter().for_each(|der| look::all(der));
        if ders.is_empty() || ders.iter().any(|der| look(der).is_err()) {
            refused.push(name);
        }
    }
    refused
}

#[test]
fn certificates() {
    let expected = [
        "badasn1time.pem",                        // a time that is none
        "cryptography-scts-tbs-precert.der",      // a TBSCertificate only
        "custom/cp_invalid.pem",                  // qualifiers that are none
        "custom/cp_invalid2.der",                 // the same
        "custom/empty-eku.pem",                   // a list of at least one, with none
        "custom/inhibit_any_policy_negative.pem", // a count below zero
        "custom/invalid-sct-length.der",          // a list longer than its extension
        "custom/invalid_version.pem",             // version 8
        "custom/malformed-ian.pem",               // as it says
        "custom/malformed-san.pem",               // as it says
    ];
    assert_eq!(
        refused("x509", 131, &[pem::CERTIFICATE, pem::X509_CERTIFICATE], look::certificate),
        expected
    );
}

#[test]
fn revocation_lists() {
    let expected = [
        "crl_bad_version.pem",                   // version 3
        "crl_inval_cert_issuer_entry_ext.pem",   // an extension of nothing
        "crl_inval_date_fractional_seconds.der", // RFC 5280 has none
        "crl_invalid_time.der",                  // a time that is none
    ];
    assert_eq!(refused("crl", 26, &[], look::list), expected);
}

#[test]
fn requests() {
    let expected = [
        "bad-version.pem",            // version 2
        "zero-element-attribute.pem", // asks for extensions, without a list of them
    ];
    assert_eq!(refused("requests", 26, &[], look::request), expected);
}

#[test]
fn ocsp() {
    let expected = [
        "req-invalid-version.der",               // version 2
        "resp-invalid-version.der",              // version 2
        "resp-successful-no-response-bytes.der", // an answer without one
    ];
    let either = |der: &[u8]| look::ocsp_response(der).or(look::ocsp_request(der));
    assert_eq!(refused("ocsp", 28, &[], either), expected);
}

#[test]
fn bags() {
    let expected = [
        "amazon-roots.p7b",         // BER, of indefinite lengths
        "enveloped-no-content.der", // not SignedData
        "enveloped-triple-des.pem", // not SignedData
    ];
    assert_eq!(refused("pkcs7", 6, &[], look::bag), expected);
}

#[test]
fn keys() {
    let expected = [
        "EC/ec_private_key_non_zero_unused_bits.der", // as it says
        "Ed25519/ed25519-pub-non-zero-unused-bits.der", // as it says
        "PEM_Serialization/ec_private_key_encrypted.pem", /* OpenSSL's old encryption: no DER before
                                                       * it is undone */
        "PEM_Serialization/rsa_private_key.pem", // the same
        "PKCS8/ec-inconsistent-curve.pem",       // two curves
        "PKCS8/ec-inconsistent-curve2.pem",      // the same
        "PKCS8/ec-invalid-private-scalar.pem",   // longer than the order
        "PKCS8/ec-invalid-version.pem",          // version 0 inside
        "PKCS8/enc-rsa-pkcs8-pbkdf2-0iter.pem",  // no iterations
        "Traditional_OpenSSL_Serialization/key1-malformed-dek-info.pem", // OpenSSL's old encryption
        "Traditional_OpenSSL_Serialization/key1-malformed-iv.pem", // the same
        "Traditional_OpenSSL_Serialization/key1-no-dek-info.pem", // the same
        "Traditional_OpenSSL_Serialization/key1-short-iv.pem", // the same
        "Traditional_OpenSSL_Serialization/key1.pem", // the same
        "Traditional_OpenSSL_Serialization/key2.pem", // the same
        "Traditional_OpenSSL_Serialization/rsa-wrong-version.pem", // version 3
        "Traditional_OpenSSL_Serialization/testrsa-encrypted.pem", // OpenSSL's old encryption
    ];
    let either = |der: &[u8]| look::private_key(der).or(look::public_key(der));
    assert_eq!(refused("keys", 118, &[], either), expected);
}
