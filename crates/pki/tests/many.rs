//! Chains of many algorithms, issued by the openssl command line, and its verdict beside ours.

mod common;

use common::court::{ACCEPTED, Court};
use common::{CA, LEAF, Request};
use motetls_crypto::Absent;
use motetls_pki::chain::{AllFaults, HostAlgorithms, HostSlots, LeafKey, Many, Signatures, Slots};
use motetls_pki::{CertError, Chain, Policy};

/// Pushes all, and yields the leaf's key.
fn verdict<A: Signatures>(policy: &Policy<'_>, chain: &[&[u8]]) -> Result<A::LeafKey, CertError> {
    let (mut state, mut judge) = (Chain::<A>::new(), AllFaults::default());
    let mut all = Chain::<A>::new();
    let mut first = Ok(());
    for der in chain {
        first = first.and(state.push(policy, der).map(|_| ()));
        let _ = all.push_with(policy, der, &mut judge);
    }
    let outcome = all.finish_with(&mut judge).map(|_| ());
    assert_eq!(outcome.is_ok(), state.finish().is_ok(), "whoever gathers faults comes to the same verdict");
    assert_eq!(judge.faults().is_empty(), outcome.is_ok());
    state.finish().cloned()
}

fn host(policy: &Policy<'_>, chain: &[&[u8]]) -> Result<LeafKey<HostSlots>, CertError> {
    verdict::<HostAlgorithms>(policy, chain)
}

/// Keys with the hashes their certificates below are signed with.
const ISSUERS: &[(&str, &str, &str)] = &[
    ("r256", "rsa", "sha256"),
    ("r384", "rsa:3072", "sha384"),
    ("r512", "rsa:4096", "sha512"),
    ("p256", "rsa", "sha256 pss"),
    ("p512", "rsa:3072", "sha512 pss"),
    ("q256", "rsa-pss", "sha256 pss"),
    ("e256-384", "P-256", "sha384"),
    ("e256-512", "P-256", "sha512"),
    ("e384", "P-384", "sha384"),
    ("e384-256", "P-384", "sha256"),
    ("e521", "P-521", "sha512"),
    #[cfg(feature = "ed25519")]
    ("ed", "ed25519", "default"),
];

#[test]
fn every_algorithm_below_every_position() {
    let Some(court) = Court::open("every_algorithm_below_every_position") else { return };
    for &(name, curve, digest) in ISSUERS {
        let [root, ca, leaf] = ["root", "ca", "leaf"].map(|part| format!("{name}-{part}"));
        let issue = |file: &str, issuer: &str, extensions| {
            court.authority.issue(&Request { curve, digest, ..Request::new(file, issuer, extensions) });
        };
        issue(&root, &root, CA);
        issue(&ca, &root, CA);
        issue(&leaf, &ca, LEAF);
        let chain = format!("{leaf} {ca}");
        let key = court.hear(&chain, &root, host).unwrap();
        let shown = match curve {
            "ed25519" => "Ed25519".to_owned(),
            "rsa" => "RSA 2048".to_owned(),
            "rsa-pss" => "RSA 2048, for PSS only".to_owned(),
            other => other.replace("rsa:", "RSA ").replace("P-", "EC P-"),
        };
        assert_eq!(format!("{key:?}"), shown);
        court.check_theirs(&chain, &root, ACCEPTED);
        assert_eq!(court.hear(&leaf, &ca, host).map(|_| ()), Ok(()));
        // another bit in the leaf's signature, in the intermediate's, in the contents
        let (ders, roots) = (court.read(&chain), court.read(&root));
        let anchors = [motetls_pki::TrustAnchor::from_certificate(&roots[0]).unwrap()];
        for (place, back) in [(0, 9), (1, 9), (0, 600)] {
            let mut forged = ders.clone();
            let at = forged[place].len().saturating_sub(back).max(30);
            forged[place][at] ^= 1;
            let slices: Vec<&[u8]> = forged.iter().map(Vec::as_slice).collect();
            let policy = Policy {
                anchors: &anchors,
                name: None,
                now: court.now.map(motetls_base::UnixTime),
                usage: court.usage,
            };
            let error = host(&policy, &slices).map(|_| ()).unwrap_err();
            assert!(back > 9 || error == CertError::BadSignature, "{name}: {error:?}");
        }
    }
}

#[test]
fn kinds_do_not_mix() {
    let Some(court) = Court::open("kinds_do_not_mix") else { return };
    let issue = |file: &str, subject: &str, curve, digest| {
        court.authority.issue(&Request { curve, digest, subject, ..Request::new(file, file, CA) });
    };
    issue("a", "same", "rsa", "sha256");
    issue("b", "same", "P-384", "sha384");
    court.issue("below", "a", LEAF);
    let bad = Err(CertError::BadSignature);
    assert_eq!(court.hear("below", "b", host).map(|_| ()), bad);
    assert_eq!(court.hear("below", "a", host).map(|_| ()), Ok(()));
    assert_eq!(court.hear("below", "b a", host).map(|_| ()), Ok(()));
    assert_eq!(court.hear("below b", "root", host).map(|_| ()), bad);
}

/// RSA and P-256 with SHA-256, and SHA-1 for what is old.
enum Old {}

impl Slots for Old {
    type Sha256 = motetls_crypto::Sha256;
    type Sha384 = Absent;
    type Sha512 = Absent;
    type LegacySha1 = motetls_crypto::sha1::Sha1;
    type EcdsaP256 = motetls_crypto::P256;
    type EcdsaP384 = Absent;
    type EcdsaP521 = Absent;
    type Rsa = motetls_crypto::rsa::Rsa2048;
    type Ed25519 = Absent;
    type Digest = [u8; 32];
    type Signature = [u8; 256];
    type Key = [u8; 300];
    type Contents = [u8; 0];
}

#[test]
fn what_is_not_named_is_not_supported() {
    let Some(court) = Court::open("what_is_not_named_is_not_supported") else { return };
    let old = |chain: &str, anchors: &str| court.hear(chain, anchors, verdict::<Many<Old>>).map(|_| ());
    let new = |chain: &str, anchors: &str| court.hear(chain, anchors, host).map(|_| ());
    let issue = |file: &str, issuer: &str, curve, digest| {
        let extensions = if file == issuer { CA } else { LEAF };
        court.authority.issue(&Request { curve, digest, ..Request::new(file, issuer, extensions) });
    };
    let unsupported = Err(CertError::UnsupportedAlgorithm);
    issue("rsa-root", "rsa-root", "rsa", "sha256");
    for (leaf, curve, digest, by_old, by_new) in [
        ("a", "P-256", "sha256", Ok(()), Ok(())),
        ("b", "rsa", "sha256", Ok(()), Ok(())),
        ("c", "P-256", "sha1", Ok(()), unsupported),
        ("d", "P-256", "sha1 pss", unsupported, unsupported),
        ("e", "P-256", "sha512", unsupported, Ok(())),
        ("f", "rsa:3072", "sha256", unsupported, Ok(())),
        ("g", "P-384", "sha256", unsupported, Ok(())),
        ("h", "secp256k1", "sha256", unsupported, unsupported),
        ("i", "P-256", "sha224", unsupported, unsupported),
    ] {
        issue(leaf, "rsa-root", curve, digest);
        assert_eq!((old(leaf, "rsa-root"), new(leaf, "rsa-root")), (by_old, by_new), "{curve} {digest}");
        court.check_theirs(leaf, "rsa-root", ACCEPTED);
    }
    issue("long-root", "long-root", "rsa:3072", "sha256");
    issue("below-long", "long-root", "P-256", "sha256");
    assert_eq!((old("below-long", "long-root"), new("below-long", "long-root")), (unsupported, Ok(())));
    assert_eq!(old("leaf intermediate", "root"), Ok(()));
}

#[cfg(feature = "ed25519")]
mod ed25519 {
    use super::*;

    /// Ed25519 without memory for contents.
    enum Tight {}

    impl Slots for Tight {
        type Sha256 = motetls_crypto::Sha256;
        type Sha384 = Absent;
        type Sha512 = Absent;
        type LegacySha1 = Absent;
        type EcdsaP256 = Absent;
        type EcdsaP384 = Absent;
        type EcdsaP521 = Absent;
        type Rsa = Absent;
        type Ed25519 = motetls_crypto::Ed25519;
        type Digest = [u8; 32];
        type Signature = [u8; 64];
        type Key = [u8; 44];
        type Contents = [u8; 0];
    }

    #[test]
    fn without_memory_only_right_below_an_anchor() {
        let Some(court) = Court::open("without_memory_only_right_below_an_anchor") else { return };
        let issue = |file: &str, issuer: &str, extensions| {
            let (curve, digest) = ("ed25519", "default");
            court.authority.issue(&Request { curve, digest, ..Request::new(file, issuer, extensions) });
        };
        issue("top", "top", CA);
        issue("middle", "top", CA);
        issue("end", "middle", LEAF);
        let tight = |chain: &str, anchors: &str| court.hear(chain, anchors, verdict::<Many<Tight>>).map(|_| ());
        assert_eq!(tight("end", "middle"), Ok(()));
        assert_eq!(tight("end middle", "top"), Err(CertError::UnsupportedAlgorithm));
        assert_eq!(court.hear("end middle", "top", host).map(|_| ()), Ok(()));
        assert!(size_of::<Chain<Many<Tight>>>() < 320, "{}", size_of::<Chain<Many<Tight>>>());
    }
}
