//! AWS-LC does what our own code does, in every form the traits have.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

#[path = "../../engine-rustcrypto/tests/common/mod.rs"]
mod common;

use aws_lc_rs::signature::{self, EcdsaKeyPair};
use common::{Counter, aead, bytes, hash};
use motetls_base::Random;
use motetls_crypto as own;
use motetls_crypto::{
    EcdsaSign, EcdsaVerify, Group, Hash, HashId, InvalidPublicKey, RsaVerify, SignError, rsa,
};
use motetls_engine_aws_lc as engine;
use std::ops::ControlFlow;

#[test]
fn sha_256_and_hmac() {
    hash::<engine::Sha256, own::Sha256>();
}

#[test]
fn digests_of_abc() {
    assert_eq!(engine::Sha1::digest(b"abc")[..4], [0xa9, 0x99, 0x3e, 0x36]);
    assert_eq!(engine::Sha224::digest(b"abc")[..4], [0x23, 0x09, 0x7d, 0x22]);
    assert_eq!(engine::Sha384::digest(b"abc")[..4], [0xcb, 0x00, 0x75, 0x3f]);
    assert_eq!(engine::Sha512::digest(b"abc")[..4], [0xdd, 0xaf, 0x35, 0xa1]);
    assert_eq!(engine::Sha3_256::digest(b"abc")[..4], [0x3a, 0x98, 0x5d, 0xa7]);
    assert_eq!(engine::Sha3_384::digest(b"abc")[..4], [0xec, 0x01, 0x49, 0x82]);
    assert_eq!(engine::Sha3_512::digest(b"abc")[..4], [0xb7, 0x51, 0x85, 0x0b]);
}

#[test]
fn aeads() {
    aead::<engine::Aes128Gcm, own::AesGcm<own::Aes128Ct>>();
    aead::<engine::Aes256Gcm, own::AesGcm<own::Aes256Ct>>();
    aead::<engine::ChaCha20Poly1305, own::ChaCha20Poly1305>();
}

#[test]
fn p256_agrees_with_ours() {
    for seed in 0..8 {
        let theirs = engine::P256::generate(&mut Counter(seed)).unwrap();
        let ours = own::P256::generate(&mut Counter(seed)).unwrap();
        let point = own::P256::public(&ours);
        assert_eq!(point, engine::P256::public(&theirs));
        let peer = own::P256::public(&own::P256::generate(&mut Counter(seed + 100)).unwrap());
        let (a, b) =
            (engine::P256::agree(&theirs, &peer).unwrap(), own::P256::agree(&ours, &peer).unwrap());
        assert_eq!(a.as_ref(), b.as_ref());
        let algorithm = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
        let signer =
            EcdsaKeyPair::from_private_key_and_public_key(algorithm, ours.expose_bytes(), &point)
                .unwrap();
        for length in [0, 20, 31, 32, 33, 48, 64] {
            let digest = bytes(seed, length);
            let theirs = engine::P256::sign::<own::Sha256>(&signer, &digest, &[0; 32]).unwrap();
            own::P256::verify(&point, &digest, &theirs).unwrap();
            let ours = own::P256::sign_deterministic::<own::Sha256>(&ours, &digest).unwrap();
            engine::P256::verify(&point, &digest, &ours).unwrap();
            assert!(engine::P256::verify(&peer, &digest, &ours).is_err());
        }
    }
}

#[test]
fn bad_points_and_keys_are_refused() {
    let private = engine::P256::generate(&mut Counter(1)).unwrap();
    let point = engine::P256::public(&private);
    let mut compressed = [2; 33];
    compressed[1..].copy_from_slice(&point[1..33]);
    let (mut off, mut hybrid) = (point, point);
    off[64] ^= 1;
    hybrid[0] = 6 | point[64] & 1;
    for bad in [&compressed[..], &off, &hybrid, &point[..64], &[4], &[]] {
        assert_eq!(engine::P256::agree(&private, bad).err(), Some(InvalidPublicKey));
        assert!(engine::P256::verify(bad, &[1; 32], &[1; 64]).is_err());
    }
    let signer = EcdsaKeyPair::generate(&signature::ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
    assert_eq!(
        engine::P256::sign::<own::Sha256>(&signer, &[1; 32], &[0; 32]),
        Err(SignError::InvalidPrivateKey)
    );
    engine::P384::sign::<own::Sha256>(&signer, &[1; 48], &[0; 32]).unwrap();
    assert_eq!(
        engine::P384::sign_deterministic::<own::Sha256>(&signer, &[1; 48]),
        Err(SignError::Failed)
    );
}

/// Agreement of a group with itself, and keys that are none.
fn group<G: Group>() {
    let (a, b) =
        (G::generate(&mut Counter(1)).unwrap(), G::generate(&mut engine::SystemRandom).unwrap());
    let shared = G::agree(&a, G::public(&b).as_ref()).unwrap();
    assert_eq!(shared.as_ref(), G::agree(&b, G::public(&a).as_ref()).unwrap().as_ref());
    assert!(G::agree(&a, &vec![0; G::public(&a).as_ref().len()]).is_err());
    assert!(G::agree(&a, &[9; 31]).is_err());
}

#[test]
fn groups() {
    group::<engine::P256>();
    group::<engine::P384>();
    group::<engine::X25519>();
}

#[test]
fn random_bytes_differ() {
    let (mut a, mut b) = ([0; 32], [0; 32]);
    engine::SystemRandom.random(&mut a).unwrap();
    engine::SystemRandom.random(&mut b).unwrap();
    assert!(a != b && a != [0; 32]);
}

#[test]
fn rsa_holds_what_ours_signed() {
    let mut random = engine::SystemRandom;
    let mut scratch = [0; rsa::generate_scratch(2048)];
    let mut bytes = [0; rsa::key_bytes(2048)];
    let key = rsa::generate(&mut bytes, &mut random, &mut scratch, |_| ControlFlow::Continue(()))
        .unwrap();
    let (n, e) = (key.numbers().n, key.numbers().e);
    let digest = own::Sha256::digest(b"message");
    let mut signature = [0; 256];
    key.sign_pkcs1(HashId::Sha256, &digest, &mut signature, &mut random, &mut scratch).unwrap();
    engine::Rsa::verify_pkcs1(n, e, HashId::Sha256, &digest, &signature).unwrap();
    assert!(engine::Rsa::verify_pkcs1(n, e, HashId::Sha384, &digest, &signature).is_err());
    assert!(engine::Rsa::verify_pkcs1(n, e, HashId::Sha256, &[0; 32], &signature).is_err());
    key.sign_pss::<own::Sha256, own::Sha256, _>(
        &digest,
        32,
        &mut signature,
        &mut random,
        &mut scratch,
    )
    .unwrap();
    engine::Rsa::verify_pss::<own::Sha256>(n, e, &digest, &signature).unwrap();
    assert!(engine::Rsa::verify_pss::<own::sha3::Sha3_256>(n, e, &digest, &signature).is_err());
    signature[9] ^= 1;
    assert!(engine::Rsa::verify_pss::<own::Sha256>(n, e, &digest, &signature).is_err());
}
