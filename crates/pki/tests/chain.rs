//! Chains with a fault each, issued by the openssl command line at test time, and its verdict beside ours.

mod common;

use common::{Authority, CA, LEAF, Request, RustCrypto, openssl_is_there, verdict};
use motetls_base::UnixTime;
use motetls_pki::{CertError, Policy, ServerName, TrustAnchor, Usage};

const NOW: UnixTime = UnixTime(1_800_000_000);

#[test]
fn a_sound_chain_is_trusted() {
    if !openssl_is_there("a_sound_chain_is_trusted") {
        return;
    }
    let authority = Authority::new();
    let root = authority.root("root");
    let intermediate = authority.issue(&Request::new("intermediate", "root", CA));
    let leaf = authority.issue(&Request::new("leaf", "intermediate", LEAF));
    let anchors = [TrustAnchor::from_certificate(&root).unwrap()];
    let policy = Policy {
        anchors: &anchors,
        name: Some(ServerName::Dns("a.example")),
        now: Some(NOW),
        usage: Usage::ServerAuth,
    };
    let key = verdict::<RustCrypto>(&policy, &[&leaf, &intermediate]).unwrap();
    assert_eq!(key, leaf[leaf.windows(26).position(|w| w == motetls_pki::oid::P256_SPKI).unwrap() + 26..][..65]);
    assert_eq!(verdict::<RustCrypto>(&policy, &[&leaf, &intermediate, &root]), Ok(key));
    assert_eq!(verdict::<RustCrypto>(&policy, &[&leaf]), Err(CertError::UnknownIssuer));
}
