//! Every truncation and every single-bit flip of a leaf: never a panic, never trusted.

mod common;

use common::court::NOW;
use common::{Authority, LEAF, Ours, Request, openssl_is_there, verdict};
use motetls_base::UnixTime;
use motetls_pki::{CertError, NameMismatch, Policy, ServerName, TrustAnchor, Usage};
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
    let name = ServerName::Dns("a.example");
    let policy = Policy { anchors: &anchors, name: Some(name), now: Some(UnixTime(NOW)), usage: Usage::ServerAuth };
    let judge = |der: &[u8]| {
        let _ = NameMismatch::new(name, der).to_string();
        verdict::<Ours>(&policy, &[der]).map(|_| ())
    };
    assert_eq!(judge(&leaf), Ok(()));
    for length in 0..leaf.len() {
        assert_eq!(judge(&leaf[..length]), Err(CertError::Malformed), "{length} bytes of {}", leaf.len());
    }
    assert_eq!(judge(&[&leaf[..], &[0]].concat()), Err(CertError::Malformed));

    let mut reasons = BTreeMap::new();
    let mut flipped = leaf.clone();
    for bit in 0..leaf.len() * 8 {
        flipped[bit / 8] ^= 1 << (bit % 8);
        let Err(error) = judge(&flipped) else { panic!("trusted with bit {bit} flipped") };
        *reasons.entry(format!("{error:?}")).or_insert(0) += 1;
        flipped[bit / 8] = leaf[bit / 8];
    }
    // the flips reach past the parser: into each check of the contents, and the signature
    for reason in ["Malformed", "BadSignature", "NameMismatch", "NotYetValid", "WrongUsage", "UnsupportedAlgorithm"] {
        assert!(reasons.contains_key(reason), "no flip led to {reason}: {reasons:?}");
    }
}
