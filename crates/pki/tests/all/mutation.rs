//! Every truncation and every single-bit flip of a leaf: never a panic, never trusted.

use crate::common::comparison::NOW;
use crate::common::{Authority, CA, LEAF, Ours, Request, openssl_is_there, verdict};
use motetls_base::UnixTime;
use motetls_pki::chain::{AllFaults, Chain, Rfc5280Rules};
use motetls_pki::{CertError, NameMismatch, ServerName, TrustAnchor, Usage, VerifyPolicy};
use std::collections::BTreeMap;

#[test]
fn no_bit_of_a_leaf_is_without_weight() {
    if !openssl_is_there("no_bit_of_a_leaf_is_without_weight") {
        return;
    }
    let authority = Authority::new();
    let root = authority.root("root");
    let leaf = authority.issue(&Request::new("leaf", "root", LEAF));
    let anchors = [TrustAnchor::from_certificate(&root).unwrap()];
    let name = ServerName::from_static("a.example");
    let policy = VerifyPolicy {
        anchors: &anchors,
        name: Some(name),
        now: Some(UnixTime(NOW)),
        usage: Usage::ServerAuth,
    };
    let verify = |der: &[u8]| {
        let _ = NameMismatch::new(name, der).to_string();
        verdict::<Ours>(&policy, &[der]).map(|_| ())
    };
    assert_eq!(verify(&leaf), Ok(()));
    for length in 0..leaf.len() {
        assert_eq!(
            verify(&leaf[..length]),
            Err(CertError::Malformed),
            "{length} bytes of {}",
            leaf.len()
        );
    }
    assert_eq!(verify(&[&leaf[..], &[0]].concat()), Err(CertError::Malformed));

    let mut reasons = BTreeMap::new();
    let mut flipped = leaf.clone();
    for bit in 0..leaf.len() * 8 {
        flipped[bit / 8] ^= 1 << (bit % 8);
        let Err(error) = verify(&flipped) else { panic!("trusted with bit {bit} flipped") };
        *reasons.entry(format!("{error:?}")).or_insert(0) += 1;
        flipped[bit / 8] = leaf[bit / 8];
    }
    // the flips reach past the parser: into each check of the contents, and the signature
    for reason in [
        "Malformed",
        "BadSignature",
        "NameMismatch",
        "NotYetValid",
        "WrongUsage",
        "UnsupportedAlgorithm",
    ] {
        assert!(reasons.contains_key(reason), "no flip led to {reason}: {reasons:?}");
    }
}

#[test]
fn no_bit_of_an_intermediate_is_without_weight() {
    if !openssl_is_there("no_bit_of_an_intermediate_is_without_weight") {
        return;
    }
    let authority = Authority::new();
    let root = authority.root("root");
    let extensions = format!(
        "{CA}\nnameConstraints = critical,permitted;DNS:example,excluded;IP:10.0.0.0/255.0.0.0"
    );
    let extensions = extensions.replace("TRUE", "TRUE,pathlen:0");
    let ca = authority.issue(&Request::new("ca", "root", &extensions));
    let leaf = authority.issue(&Request::new("leaf", "ca", "subjectAltName = DNS:a.example"));
    let anchors = [TrustAnchor::from_certificate(&root).unwrap()];
    let policy = VerifyPolicy {
        anchors: &anchors,
        name: None,
        now: Some(UnixTime(NOW)),
        usage: Usage::ServerAuth,
    };
    let verify = |ca: &[u8]| {
        let (mut chain, mut all) = (Chain::<Ours, Rfc5280Rules<256>>::new(), AllFaults::default());
        let _ = chain.push_with(&policy, &leaf, &mut all);
        let _ = chain.push_with(&policy, ca, &mut all);
        let outcome = chain.finish_with(&mut all).map(|_| ());
        assert_eq!(outcome, all.first().map_or(Ok(()), Err));
        all.faults()
    };
    assert!(verify(&ca).is_empty());
    let mut reasons = BTreeMap::new();
    let mut flipped = ca.clone();
    for bit in 0..ca.len() * 8 {
        flipped[bit / 8] ^= 1 << (bit % 8);
        let faults = verify(&flipped);
        assert!(!faults.is_empty(), "trusted with bit {bit} flipped");
        for error in faults.iter() {
            *reasons.entry(format!("{error:?}")).or_insert(0) += 1;
        }
        flipped[bit / 8] = ca[bit / 8];
    }
    for reason in
        ["Malformed", "BadSignature", "NameNotPermitted", "NotACa", "IssuerMismatch", "Expired"]
    {
        assert!(reasons.contains_key(reason), "no flip led to {reason}: {reasons:?}");
    }
}
