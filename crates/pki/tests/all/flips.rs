//! Every truncation and every single-bit flip of one file of each kind, shown to every reader: an
//! error or another value, never a panic.

#![cfg(feature = "alloc")]

use crate::common::look;
use motetls_base::DecodeError;
use motetls_pki::certificate::Certificate as Lean;
use motetls_pki::der::Read;
use motetls_pki::pem::{self, Blocks};
use motetls_pki::x509::CertificateView;
use std::path::Path;

fn read(file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(file)).unwrap()
}

/// The first block of a file, or the file.
fn der(file: &str) -> Vec<u8> {
    let bytes = read(file);
    if bytes.starts_with(b"0") { bytes } else { pem::decode(&bytes, &[]).unwrap().remove(0).der }
}

/// All cuts and flips of `whole`, each given to `look`, and how many of them there were.
fn spoilt(whole: &[u8], mut look: impl FnMut(&[u8])) {
    for length in 0..whole.len() {
        look(&whole[..length]);
    }
    let mut flipped = whole.to_vec();
    for bit in 0..whole.len() * 8 {
        flipped[bit / 8] ^= 1 << (bit % 8);
        look(&flipped);
        flipped[bit / 8] = whole[bit / 8];
    }
}

type Reader = fn(&[u8]) -> Result<(), DecodeError>;

#[test]
fn nothing_panics() {
    let kinds: [(Reader, &[&str]); 5] = [
        (
            look::certificate,
            &[
                "x509/custom/san_email_dns_ip_dirname_uri.pem",
                "x509/custom/nc_permitted_excluded.pem",
                "x509/custom/cdp_fullname_reasons_crl_issuer.pem",
                "x509/custom/cp_user_notice_with_notice_reference.pem",
                "x509/custom/rsa_pss_cert.pem",
            ],
        ),
        (
            look::list,
            &[
                "crl/crl_all_reasons.pem",
                "crl/crl_idp_relative_user_all_reasons.pem",
                "crl/crl_ian_aia_aki.pem",
            ],
        ),
        (look::request, &["requests/challenge.pem", "requests/san_rsa_sha1.pem"]),
        (
            |der| look::ocsp_request(der).or(look::ocsp_response(der)),
            &[
                "ocsp/req-ext-nonce.der",
                "ocsp/resp-revoked-reason.der",
                "ocsp/resp-responder-key-hash.der",
            ],
        ),
        (
            |der| look::private_key(der).or(look::public_key(der)),
            &[
                "keys/PKCS8/ecc_private_with_rfc5915_ext.pem",
                "keys/PKCS8/rsa-aes-192-cbc.pem",
                "keys/PKCS8/rsa_pss_2048_hash_mask_salt.pem",
                "keys/Ed25519/ed25519-pkcs8.pem",
                "keys/DER_Serialization/ec_public_key.der",
            ],
        ),
    ];
    for (look, files) in kinds {
        for file in files {
            let whole = der(file);
            assert_eq!(look(&whole), Ok(()), "{file}");
            let mut refused = 0;
            spoilt(&whole, |der| refused += usize::from(look(der).is_err()));
            assert!(
                refused > whole.len(),
                "{file}: {refused} refused of {} cuts and 8 times as many flips",
                whole.len()
            );
        }
    }
}

/// What the reader of verification takes, this one takes with the same fields.
#[test]
fn both_readers_of_certificates_agree() {
    let mut both = 0;
    for file in [
        "x509/custom/san_email_dns_ip_dirname_uri.pem",
        "x509/ecdsa_root.pem",
        "x509/letsencryptx3.pem",
    ] {
        spoilt(&der(file), |der| {
            let (Ok(lean), Ok(full)) = (Lean::parse(der), CertificateView::from_der(der)) else {
                return;
            };
            both += 1;
            assert_eq!(lean.tbs, full.signed.contents);
            assert_eq!(lean.signature, full.signed.signature);
            assert_eq!(
                (lean.serial, lean.issuer, lean.subject),
                (full.serial, full.issuer.der, full.subject.der)
            );
            assert_eq!((lean.not_before, lean.not_after), (full.not_before, full.not_after));
            assert_eq!(lean.spki, full.public_key.der);
            assert_eq!(full.algorithm, full.signed.algorithm);
        });
    }
    assert!(both > 10_000, "{both} that both read");
}

#[test]
fn armour_does_not_panic() {
    let text = read("keys/Traditional_OpenSSL_Serialization/testrsa-encrypted.pem");
    let mut buffer = [0; 2048];
    spoilt(&text[..800], |text| {
        for block in Blocks::new(text) {
            let Ok(block) = block else { continue };
            let _ = (block.header("DEK-Info"), block.decode(&mut buffer).map(|der| der.len()));
        }
    });
}
