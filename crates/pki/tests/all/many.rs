//! Chains of many algorithms, issued by the openssl command line, and its verdict beside ours.

use crate::common::comparison::{ACCEPTED, Comparison};
use crate::common::{CA, LEAF, Request};
use motetls_pki::algorithm::{HashId, PssParameters};
use motetls_pki::chain::{AllFaults, HostAlgorithms, HostSlots, LeafKey, Many, Signatures};
use motetls_pki::der::{BIT_STRING, DerWriter, Read, SEQUENCE};
use motetls_pki::key::{PublicKey, PublicKeyInfo};
use motetls_pki::oid::known;
use motetls_pki::{CertError, Certificate, Chain, TrustAnchor, VerifyPolicy};

/// Pushes all, and yields the leaf's key.
fn verdict<A: Signatures>(
    policy: &VerifyPolicy<'_>,
    chain: &[&[u8]],
) -> Result<A::LeafKey, CertError> {
    let (mut state, mut validator) = (Chain::<A>::new(), AllFaults::default());
    let mut all = Chain::<A>::new();
    let mut first = Ok(());
    for der in chain {
        first = first.and(state.push(policy, der).map(|_| ()));
        let _ = all.push_with(policy, der, &mut validator);
    }
    let outcome = all.finish_with(&mut validator).map(|_| ());
    assert_eq!(
        outcome.is_ok(),
        state.finish().is_ok(),
        "gathering faults comes to the same verdict"
    );
    assert_eq!(validator.faults().is_empty(), outcome.is_ok());
    state.finish().cloned()
}

fn host(policy: &VerifyPolicy<'_>, chain: &[&[u8]]) -> Result<LeafKey<HostSlots>, CertError> {
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
    let Some(comparison) = Comparison::new("every_algorithm_below_every_position") else { return };
    for &(name, curve, digest) in ISSUERS {
        let [root, ca, leaf] = ["root", "ca", "leaf"].map(|part| format!("{name}-{part}"));
        let issue = |file: &str, issuer: &str, extensions, pool: &str| {
            // keys of RSA take seconds to make: two of a kind serve all, and neighbours differ
            let [key, pool] = [file.to_owned(), format!("{curve} {pool}")]
                .map(|name| comparison.authority.path(&format!("{name}.key")));
            let made = std::fs::copy(&pool, &key).is_ok();
            comparison.authority.issue(&Request {
                curve,
                digest,
                ..Request::new(file, issuer, extensions)
            });
            if !made {
                std::fs::copy(&key, &pool).unwrap();
            }
        };
        issue(&root, &root, CA, "one");
        issue(&ca, &root, CA, "other");
        issue(&leaf, &ca, LEAF, "one");
        let chain = format!("{leaf} {ca}");
        let key = comparison.verify_with(&chain, &root, host).unwrap();
        let shown = match curve {
            "ed25519" => "Ed25519".to_owned(),
            "rsa" => "RSA 2048".to_owned(),
            "rsa-pss" => "RSA 2048, for PSS only".to_owned(),
            other => other.replace("rsa:", "RSA ").replace("P-", "EC P-"),
        };
        assert_eq!(format!("{key:?}"), shown);
        comparison.check_theirs(&chain, &root, ACCEPTED);
        assert_eq!(comparison.verify_with(&leaf, &ca, host).map(|_| ()), Ok(()));
        // another bit in the leaf's signature, in the intermediate's, in the contents
        let (ders, roots) = (comparison.read(&chain), comparison.read(&root));
        let anchors = [motetls_pki::TrustAnchor::from_certificate(&roots[0]).unwrap()];
        for (place, back) in [(0, 9), (1, 9), (0, 600)] {
            let mut forged = ders.clone();
            let at = forged[place].len().saturating_sub(back).max(30);
            forged[place][at] ^= 1;
            let slices: Vec<&[u8]> = forged.iter().map(Vec::as_slice).collect();
            let policy = VerifyPolicy {
                anchors: &anchors,
                name: None,
                now: comparison.now.map(motetls_base::UnixTime),
                usage: comparison.usage,
            };
            let error = host(&policy, &slices).map(|_| ()).unwrap_err();
            assert!(back > 9 || error == CertError::BadSignature, "{name}: {error:?}");
        }
    }
}

#[test]
fn kinds_do_not_mix() {
    let Some(comparison) = Comparison::new("kinds_do_not_mix") else { return };
    let issue = |file: &str, subject: &str, curve, digest| {
        comparison.authority.issue(&Request {
            curve,
            digest,
            subject,
            ..Request::new(file, file, CA)
        });
    };
    issue("a", "same", "rsa", "sha256");
    issue("b", "same", "P-384", "sha384");
    comparison.issue("below", "a", LEAF);
    let bad = Err(CertError::BadSignature);
    assert_eq!(comparison.verify_with("below", "b", host).map(|_| ()), bad);
    assert_eq!(comparison.verify_with("below", "a", host).map(|_| ()), Ok(()));
    assert_eq!(comparison.verify_with("below", "b a", host).map(|_| ()), Ok(()));
    assert_eq!(comparison.verify_with("below b", "root", host).map(|_| ()), bad);
}

motetls_pki::algorithms! {
    /// RSA and P-256 with SHA-256, and SHA-1 for what is old.
    enum Old;
    sha256: motetls_crypto::Sha256;
    legacy_sha1: motetls_crypto::sha1::Sha1;
    ecdsa_p256: motetls_crypto::P256;
    rsa: motetls_crypto::rsa::Rsa2048;
    digest: [u8; 32];
    signature: [u8; 256];
    key: [u8; 300];
}

#[test]
fn what_is_not_named_is_not_supported() {
    let Some(comparison) = Comparison::new("what_is_not_named_is_not_supported") else { return };
    let old = |chain: &str, anchors: &str| {
        comparison.verify_with(chain, anchors, verdict::<Many<Old>>).map(|_| ())
    };
    let new = |chain: &str, anchors: &str| comparison.verify_with(chain, anchors, host).map(|_| ());
    let issue = |file: &str, issuer: &str, curve, digest| {
        let extensions = if file == issuer { CA } else { LEAF };
        comparison.authority.issue(&Request {
            curve,
            digest,
            ..Request::new(file, issuer, extensions)
        });
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
        assert_eq!(
            (old(leaf, "rsa-root"), new(leaf, "rsa-root")),
            (by_old, by_new),
            "{curve} {digest}"
        );
        comparison.check_theirs(leaf, "rsa-root", ACCEPTED);
    }
    issue("long-root", "long-root", "rsa:3072", "sha256");
    issue("below-long", "long-root", "P-256", "sha256");
    assert_eq!(
        (old("below-long", "long-root"), new("below-long", "long-root")),
        (unsupported, Ok(()))
    );
    assert_eq!(old("leaf intermediate", "root"), Ok(()));
}

#[test]
fn salts_are_as_long_as_the_parameters_say() {
    let Some(comparison) = Comparison::new("salts_are_as_long_as_the_parameters_say") else {
        return;
    };
    let issue = |file: &str, issuer: &str, extensions: &str, digest: &str| {
        let request = Request { curve: "rsa", digest, ..Request::new(file, issuer, extensions) };
        comparison.authority.issue(&request);
    };
    issue("pss-root", "pss-root", CA, "sha256");
    for (number, (digest, expected)) in [
        ("sha256 pss:0", Ok(())),
        ("sha256 pss:20", Ok(())),
        ("sha256 pss:222", Ok(())), // the longest, which openssl takes if none is named
        ("sha512 pss:32", Ok(())),
        ("sha256 pss:32 sha512", Err(CertError::UnsupportedAlgorithm)),
    ]
    .into_iter()
    .enumerate()
    {
        let leaf = format!("salt{number}");
        issue(&leaf, "pss-root", LEAF, digest);
        assert_eq!(
            comparison.verify_with(&leaf, "pss-root", host).map(|_| ()),
            expected,
            "{digest}"
        );
        comparison.check_theirs(&leaf, "pss-root", ACCEPTED);
    }
}

#[test]
fn keys_for_pss_are_held_to_their_parameters() {
    let Some(comparison) = Comparison::new("keys_for_pss_are_held_to_their_parameters") else {
        return;
    };
    let request = Request { curve: "rsa", ..Request::new("root-pss", "root-pss", CA) };
    comparison.authority.issue(&request);
    let leaf = Request { digest: "sha256 pss", ..Request::new("below-pss", "root-pss", LEAF) };
    let leaf = comparison.authority.issue(&leaf);
    let root = comparison.read("root-pss").remove(0);
    let of_root = Certificate::parse(&root).unwrap();
    let info = PublicKeyInfo::from_der(of_root.spki).unwrap();
    let PublicKey::Rsa(key) = info.key().unwrap() else { panic!("a key of RSA") };
    let verdict = |spki: &[u8]| {
        let anchors = [TrustAnchor::new(of_root.subject, spki)];
        let now = comparison.now.map(motetls_base::UnixTime);
        let policy = VerifyPolicy { anchors: &anchors, name: None, now, usage: comparison.usage };
        host(&policy, &[&leaf]).map(|_| ())
    };
    let restricted = |parameters| {
        let mut buffer = [0; 512];
        let mut der = DerWriter::new(&mut buffer);
        PublicKey::RsaPss(key, parameters).write(&mut der);
        verdict(der.written())
    };
    let (bad, usual) = (Err(CertError::BadSignature), PssParameters::usual(HashId::Sha256));
    assert_eq!(restricted(None), Ok(()));
    assert_eq!(restricted(Some(usual)), Ok(()));
    assert_eq!(restricted(Some(PssParameters { salt_len: 20, ..usual })), Ok(()), "or longer");
    assert_eq!(restricted(Some(PssParameters { salt_len: 33, ..usual })), bad);
    assert_eq!(restricted(Some(PssParameters { mask_hash: HashId::Sha1, ..usual })), bad);
    assert_eq!(restricted(Some(PssParameters { mask_hash: HashId::Sha512, ..usual })), bad);
    assert_eq!(restricted(Some(PssParameters::usual(HashId::Sha384))), bad);
    // restricted to a hash that is not known here (MD5), or to another mask generation function
    let md5 = [0xa0, 12, 0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 2, 5];
    let mask = [0xa1, 6, 0x30, 4, 6, 2, 0x2a, 3];
    for parameters in [&md5[..], &mask] {
        let mut buffer = [0; 512];
        let mut der = DerWriter::new(&mut buffer);
        let whole = der.open(SEQUENCE);
        let algorithm = der.open(SEQUENCE);
        known::RSASSA_PSS.write(&mut der);
        der.element(SEQUENCE, parameters);
        der.close(algorithm);
        der.element(BIT_STRING, &[&[0], info.bits].concat());
        der.close(whole);
        assert_eq!(verdict(der.written()), Err(CertError::UnsupportedAlgorithm));
    }
}

#[cfg(feature = "ed25519")]
mod ed25519 {
    use super::*;

    motetls_pki::algorithms! {
        /// Ed25519 without memory for contents.
        enum Tight;
        sha256: motetls_crypto::Sha256;
        ed25519: motetls_crypto::Ed25519;
        digest: [u8; 32];
        signature: [u8; 64];
        key: [u8; 44];
    }

    #[test]
    fn without_memory_only_right_below_an_anchor() {
        let Some(comparison) = Comparison::new("without_memory_only_right_below_an_anchor") else {
            return;
        };
        let issue = |file: &str, issuer: &str, extensions| {
            let (curve, digest) = ("ed25519", "default");
            comparison.authority.issue(&Request {
                curve,
                digest,
                ..Request::new(file, issuer, extensions)
            });
        };
        issue("top", "top", CA);
        issue("middle", "top", CA);
        issue("end", "middle", LEAF);
        let tight = |chain: &str, anchors: &str| {
            comparison.verify_with(chain, anchors, verdict::<Many<Tight>>).map(|_| ())
        };
        assert_eq!(tight("end", "middle"), Ok(()));
        assert_eq!(tight("end middle", "top"), Err(CertError::ContentsTooLong));
        assert_eq!(comparison.verify_with("end middle", "top", host).map(|_| ()), Ok(()));
        assert!(size_of::<Chain<Many<Tight>>>() < 320, "{}", size_of::<Chain<Many<Tight>>>());
    }
}
