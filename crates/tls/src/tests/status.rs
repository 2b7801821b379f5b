//! OCSP responses stapled to the server's certificate.

use std::vec::Vec;

use motetls_base::UnixTime;
use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};
use motetls_pki::{CertError, TrustAnchor};

use super::{Script, Server, Shape, config, run};
use crate::num::HandshakeType;
use crate::profile::Stapled;
use crate::{Config, ErrorKind, Profile};

crate::profile! {
    /// A client that asks for a response.
    pub(crate) struct Asks;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [status_request];
}

crate::profile! {
    /// One that insists.
    struct Insists;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    certificates: Stapled<Asks, motetls_pki::chain::DeviceRules, true>;
    options: [status_request];
}

const ROOT: &[u8] = include_bytes!("data/status/root.der");
const PLAIN: &[u8] = include_bytes!("data/status/plain.der");
const MUST_STAPLE: &[u8] = include_bytes!("data/status/must_staple.der");
const GOOD: &[u8] = include_bytes!("data/status/good.der");
const GOOD_MUST_STAPLE: &[u8] = include_bytes!("data/status/good_must_staple.der");
/// 2030-01-01.
const LATER: UnixTime = UnixTime(1_893_456_000);

fn script(certificate: &[u8], response: &[u8]) -> Script {
    let staples = std::vec![response.to_vec()];
    Script { chain: std::vec![certificate.to_vec()], staples, ..Script::default() }
}

fn outcome<P: Profile<Observer = ()>>(script: Script, rx: usize) -> Result<(), ErrorKind> {
    let anchors = [TrustAnchor::from_certificate(ROOT).unwrap()];
    let config = Config::<P> { now: Some(LATER), ..config(&anchors) };
    let mut server = Server::<P>::new(script);
    let shape = Shape { rx, ..Shape::default() };
    let outcome = run(&config, shape, |flight| server.answer(flight));
    outcome.result.map(|_| ()).map_err(|error| error.kind)
}

fn told(certificate: &[u8], response: &[u8]) -> Result<(), ErrorKind> {
    outcome::<Asks>(script(certificate, response), 2048)
}

#[test]
fn a_good_response_is_believed() {
    assert_eq!(told(PLAIN, GOOD), Ok(()));
    assert_eq!(told(MUST_STAPLE, GOOD_MUST_STAPLE), Ok(()));
    assert_eq!(outcome::<Insists>(script(PLAIN, GOOD), 2048), Ok(()));
}

#[test]
fn responses_that_are_refused() {
    let bad = CertError::BadStatusResponse;
    let other: &[u8] = include_bytes!("data/status/other_issuer.der");
    let mut forged = GOOD.to_vec();
    *forged.last_mut().unwrap() ^= 1;
    for (certificate, response, error, alert) in [
        (PLAIN, &include_bytes!("data/status/revoked.der")[..], CertError::Revoked, 44),
        (PLAIN, include_bytes!("data/status/stale.der"), bad, 113),
        (PLAIN, include_bytes!("data/status/unknown.der"), bad, 113),
        (PLAIN, other, bad, 113),
        (PLAIN, GOOD_MUST_STAPLE, bad, 113),
        (MUST_STAPLE, GOOD, bad, 113),
        (PLAIN, &forged, bad, 113),
        (PLAIN, &[7; 40], bad, 113),
    ] {
        let kind = ErrorKind::Certificate(error);
        assert_eq!(told(certificate, response), Err(kind));
        assert_eq!(outcome::<Insists>(script(certificate, response), 2048), Err(kind));
        assert_eq!(kind.alert().map(|alert| alert.0), Some(alert));
    }
}

#[test]
fn a_response_that_is_missing() {
    assert_eq!(told(PLAIN, &[]), Ok(()));
    let promised = ErrorKind::Certificate(CertError::BadStatusResponse);
    assert_eq!(told(MUST_STAPLE, &[]), Err(promised), "must-staple");
    let insists = outcome::<Insists>(script(PLAIN, &[]), 2048);
    assert_eq!(insists, Err(ErrorKind::Certificate(CertError::RevocationUnknown)));
}

/// A response for another certificate of the list is not the leaf's.
#[test]
fn a_response_counts_for_the_leaf() {
    let revoked = include_bytes!("data/status/revoked.der").to_vec();
    let extra = Script {
        chain: std::vec![PLAIN.to_vec(), ROOT.to_vec()],
        staples: std::vec![GOOD.to_vec(), revoked],
        ..Script::default()
    };
    assert_eq!(outcome::<Asks>(extra, 2048), Ok(()));
}

/// Entries with extensions are read one by one: the whole list need not fit.
#[test]
fn entries_with_responses_pass_through_a_small_buffer() {
    let long = std::vec![9; 700];
    let script = || Script {
        chain: std::vec![PLAIN.to_vec(), long.clone(), long.clone(), long.clone()],
        staples: std::vec![GOOD.to_vec(), std::vec![1; 60], std::vec![], std::vec![2; 90]],
        ..Script::default()
    };
    for rx in 820..900 {
        assert_eq!(outcome::<Asks>(script(), rx), Ok(()), "{rx}");
    }
    for record in 1..30 {
        assert_eq!(outcome::<Asks>(Script { record, ..script() }, 900), Ok(()), "{record}");
    }
    assert_eq!(outcome::<Asks>(script(), 700), Err(ErrorKind::MessageTooLarge));
}

/// Extensions of entries that were not asked for, and malformed ones.
#[test]
fn extensions_of_entries() {
    for (kind, error, alert) in
        [(18, ErrorKind::UnsolicitedExtension, 110), (0, ErrorKind::UnsolicitedExtension, 110)]
    {
        let extension = std::vec![0, kind, 0, 0];
        let extensions = std::vec![extension];
        let script = Script { entry_extensions: extensions, ..script(PLAIN, &[]) };
        assert_eq!(outcome::<Asks>(script, 2048), Err(error));
        assert_eq!(error.alert().map(|alert| alert.0), Some(alert));
    }
    let script =
        Script { entry_extensions: std::vec![std::vec![0, 5, 0, 0]], ..script(PLAIN, &[]) };
    assert_eq!(outcome::<Asks>(script, 2048), Err(ErrorKind::Decode));
}

/// Section 4.5.1.1: a response in EncryptedExtensions is out of place in TLS 1.3.
#[test]
fn a_response_elsewhere_is_refused() {
    let extensions = &[0, 5, 0, 0];
    let script = Script { extensions, ..script(PLAIN, GOOD) };
    assert_eq!(outcome::<Asks>(script, 2048), Err(ErrorKind::IllegalParameter));
}

#[test]
fn every_flipped_bit_and_every_end() {
    let anchors = [TrustAnchor::from_certificate(ROOT).unwrap()];
    let config = Config::<Asks> { now: Some(LATER), ..config(&anchors) };
    let (mut server, mut flight) = (Server::<Asks>::new(script(PLAIN, GOOD)), Vec::new());
    run(&config, Shape::default(), |hello| {
        flight = server.answer(hello);
        flight.clone()
    })
    .result
    .unwrap();
    super::cuts::every_flip_of(&config, &flight);
    for end in (0..flight.len()).step_by(7) {
        let outcome = run(&config, Shape::default(), |_| flight[..end].to_vec());
        assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::Truncated, "{end} bytes");
    }
    // a bit of the response, under intact records
    let tamper = |kind, message: &mut Vec<u8>| {
        if kind == HandshakeType::CERTIFICATE {
            *message.last_mut().unwrap() ^= 4;
        }
    };
    let script = Script { tamper, ..script(PLAIN, GOOD) };
    let bad = ErrorKind::Certificate(CertError::BadStatusResponse);
    assert_eq!(outcome::<Asks>(script, 2048), Err(bad));
}
