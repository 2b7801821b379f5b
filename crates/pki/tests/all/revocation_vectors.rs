//! Lists and OCSP answers that others made, checked: what counts, and why the rest does not.

#![cfg(feature = "alloc")]

use motetls_base::UnixTime;
use motetls_pki::Certificate;
use motetls_pki::chain::{DeviceRules, HostAlgorithms, Rfc5280Rules};
use motetls_pki::crl::RevocationList;
use motetls_pki::der::{List, Read};
use motetls_pki::ocsp::Response;
use motetls_pki::pem;
use motetls_pki::revocation::{
    Freshness, Inquiry, Issuer, ResponsePolicy, RevocationError, Status, Subject, check_crl,
    check_response,
};
use motetls_pki::time::BUILD_DATE;
use std::path::{Path, PathBuf};

/// Whatever the time is.
const EVER: Freshness = Freshness {
    tolerance: u32::MAX,
    next_update_required: false,
    ..Freshness::at(Some(UnixTime(BUILD_DATE.0 + 86_400)))
};

/// The files of a folder of vectors with their names, in order, each in DER.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "der" || end == "pem"));
    paths.sort();
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).unwrap();
        let der = if bytes.starts_with(b"0") {
            bytes
        } else {
            pem::decode(&bytes, &[]).unwrap().remove(0).der
        };
        (path.file_name().unwrap().to_str().unwrap().to_string(), der)
    };
    paths.into_iter().map(read).collect()
}

fn file(path: &str) -> Vec<u8> {
    let (folder, name) = path.rsplit_once('/').unwrap();
    files(folder).into_iter().find(|(file, _)| file == name).unwrap().1
}

/// All lists under one issuer's key: that of one of them.
#[test]
fn lists() {
    let certificate = file("x509/custom/valid_signature_cert.pem");
    let certificate = Certificate::parse(&certificate).unwrap();
    let mut outcomes = Vec::new();
    for (name, der) in files("crl") {
        let list = RevocationList::from_der(&der);
        let issuer = list.map_or(certificate.subject, |list| list.issuer.der);
        let subject = Subject { issuer, serial: &[1], ca: false, points: List::empty() };
        let mut inquiries = [Inquiry::new(subject)];
        let issuer = Issuer { name: issuer, spki: certificate.spki, key_usage: None };
        let outcome = check_crl::<HostAlgorithms, Rfc5280Rules>(&der, issuer, EVER, &mut inquiries);
        let expected = outcome.map_or_else(Status::Unknown, |()| Status::Good);
        assert_eq!(inquiries[0].status(), expected, "{name}");
        outcomes.push((name, outcome.err()));
    }
    assert_eq!(outcomes.len(), 26);
    outcomes.retain(|(_, why)| *why != Some(RevocationError::BadSignature)); // of other keys
    let expected = [
        ("crl_all_reasons.pem", Some(RevocationError::Malformed)), /* it names issuers in
                                                                    * entries, and does not say
                                                                    * that it is indirect */
        ("crl_bad_version.pem", Some(RevocationError::Malformed)),
        ("crl_dup_entry_ext.pem", Some(RevocationError::Malformed)),
        ("crl_empty.pem", Some(RevocationError::UnsupportedAlgorithm)), // SHA-1
        ("crl_inner_outer_mismatch.der", Some(RevocationError::UnsupportedAlgorithm)),
        ("crl_inval_cert_issuer_entry_ext.pem", Some(RevocationError::Malformed)),
        ("crl_inval_date_fractional_seconds.der", Some(RevocationError::Malformed)),
        ("crl_invalid_time.der", Some(RevocationError::OtherIssuer)), /* not even its issuer can
                                                                       * be read by the view */
        ("crl_md2_unknown_crit_entry_ext.pem", Some(RevocationError::UnsupportedAlgorithm)),
        ("crl_no_next_update.pem", Some(RevocationError::UnsupportedAlgorithm)), // SHA-1
        ("valid_signature_crl.pem", None),
    ];
    assert_eq!(outcomes, expected.map(|(name, why)| (name.to_string(), why)));
}

/// An answer about a certificate of Let's Encrypt, by that issuer itself.
#[test]
fn an_answer_of_the_world() {
    let (issuer, answer) = (file("x509/letsencryptx3.pem"), file("ocsp/resp-sha256.der"));
    let issuer = Certificate::parse(&issuer).unwrap();
    let response = Response::from_der(&answer).unwrap().basic().unwrap().unwrap();
    let serial = response.responses.clone().next().unwrap().unwrap().id.serial;
    let subject = Subject { issuer: issuer.subject, serial, ca: false, points: List::empty() };
    let check = |subject: &Subject<'_>, answer: &[u8], freshness| {
        check_response::<HostAlgorithms, DeviceRules>(
            subject,
            answer,
            &Issuer::of(&issuer),
            &ResponsePolicy::new(freshness),
        )
    };
    assert_eq!(check(&subject, &answer, EVER), Ok(Status::Good));
    assert_eq!(
        check(&subject, &answer, Freshness { tolerance: 300, ..EVER }),
        Err(RevocationError::Stale)
    );
    assert_eq!(
        check(&Subject { serial: &[7], ..subject }, &answer, EVER),
        Err(RevocationError::OtherCertificate)
    );
    // the same answer, its algorithm spoilt
    let spoilt = file("ocsp/resp-invalid-signature-oid.der");
    assert_eq!(check(&subject, &spoilt, EVER), Err(RevocationError::UnsupportedAlgorithm));
}

/// All answers, about the certificates they name, with each certificate of the corpus as
/// the issuer.
#[test]
fn answers() {
    let mut issuers = files("x509");
    issuers.extend(files("x509/custom"));
    let mut good = Vec::new();
    for (name, der) in files("ocsp") {
        let basic =
            Response::from_der(&der).ok().and_then(|response| response.basic().ok().flatten());
        let first = basic.and_then(|basic| basic.responses.clone().next()).and_then(Result::ok);
        let serial = first.map_or(&[1][..], |single| single.id.serial);
        for (_, issuer) in &issuers {
            let Ok(issuer) = Certificate::parse(issuer) else { continue };
            let subject =
                Subject { issuer: issuer.subject, serial, ca: false, points: List::empty() };
            let policy = ResponsePolicy::new(EVER);
            if check_response::<HostAlgorithms, DeviceRules>(
                &subject,
                &der,
                &Issuer::of(&issuer),
                &policy,
            )
            .is_ok()
            {
                good.push(name.clone());
            }
        }
    }
    assert_eq!(good, ["resp-sha256.der"], "issuers of the others are not in the corpus");
}
