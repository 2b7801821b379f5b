//! The chain verifier: a policy, then certificates one after the other, each after its length in
//! two bytes. Signatures hold when they are the signer's name for the contents, so that a verdict
//! is easy to come by and easy to check.
//!
//! `flags time{4} length{2} der...`
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::certs::with_chain;
use motetls_fuzz::null::{Bound, Flat};
use motetls_pki::certificate::{DIGITAL_SIGNATURE, KEY_CERT_SIGN, SERVER_AUTH};
use motetls_pki::{Algorithms, Certificate, Chain, ChainProgress, TrustAnchor, VerifyPolicy};

fuzz_target!(|data: &[u8]| {
    with_chain(data, |flags, policy, ders| {
        if flags & 8 != 0 { verify::<Flat>(policy, ders) } else { verify::<Bound>(policy, ders) }
    });
});

fn verify<A: Algorithms>(policy: &VerifyPolicy<'_>, ders: &[&[u8]]) {
    let mut chain = Chain::<A>::new();
    let mut failed = None;
    for (place, der) in ders.iter().enumerate() {
        let progress = chain.push(policy, der);
        assert_eq!(usize::from(chain.pushed()), (place + 1).min(255));
        assert!(failed.is_none() || progress.err() == failed, "an error stays");
        failed = progress.err();
        assert_eq!(progress == Ok(ChainProgress::Trusted), chain.finish().is_ok());
    }
    let Ok(key) = chain.finish() else { return };
    let certificates: Vec<_> =
        ders.iter().take(8).filter_map(|der| Certificate::parse(der).ok()).collect();
    let leaf = certificates.first().expect("a leaf that can be read");
    assert!(leaf.spki.ends_with(key));
    assert!(in_time(leaf, policy) && allows(leaf, DIGITAL_SIGNATURE));
    assert!(policy.name.is_none_or(|name| name.find_in(leaf.extensions.alt_names).is_ok()));
    let trusted = |certificate: &Certificate<'_>| {
        policy.anchors.iter().any(|anchor| anchor.subject == certificate.issuer)
            || policy.anchors.contains(&TrustAnchor::new(leaf.subject, leaf.spki))
    };
    let issuers = certificates.iter().skip(1).filter(|issuer| {
        let extensions = &issuer.extensions;
        extensions.ca
            && extensions.name_constraints.is_empty()
            && in_time(issuer, policy)
            && allows(issuer, KEY_CERT_SIGN)
    });
    assert!(
        trusted(leaf) || issuers.into_iter().any(trusted),
        "no anchor and no issuer vouches for the leaf"
    );
}

fn in_time(certificate: &Certificate<'_>, policy: &VerifyPolicy<'_>) -> bool {
    policy.now.is_none_or(|now| certificate.not_before <= now && now <= certificate.not_after)
}

fn allows(certificate: &Certificate<'_>, usage: u8) -> bool {
    let extensions = &certificate.extensions;
    let has = |set: Option<u8>, bit: u8| set.is_none_or(|set| set & bit != 0);
    !extensions.unknown_critical
        && has(extensions.key_usage, usage)
        && has(extensions.extended_key_usage, SERVER_AUTH)
}
