//! The crates do what our own code does, in every form the traits have.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

mod common;

use common::{Counter, aead, bytes, hash};
use motetls_crypto as own;
use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, Hash, InvalidPublicKey};
use motetls_engine_rustcrypto as engine;

#[test]
fn sha_256_and_hmac() {
    hash::<engine::Sha256, own::Sha256>();
}

#[test]
fn digests_of_abc() {
    fn begins<H: Hash>(expected: [u8; 4]) {
        let mut hash = H::new();
        hash.update(b"x");
        hash.restart();
        hash.update(b"ab");
        hash.update(b"c");
        assert_eq!(hash.finish().as_ref()[..4], expected);
        assert_eq!(H::digest(b"abc").as_ref()[..4], expected);
    }
    begins::<engine::Sha1>([0xa9, 0x99, 0x3e, 0x36]);
    begins::<engine::Sha224>([0x23, 0x09, 0x7d, 0x22]);
    begins::<engine::Sha256>([0xba, 0x78, 0x16, 0xbf]);
    begins::<engine::Sha384>([0xcb, 0x00, 0x75, 0x3f]);
    begins::<engine::Sha512>([0xdd, 0xaf, 0x35, 0xa1]);
    begins::<engine::Sha3_224>([0xe6, 0x42, 0x82, 0x4c]);
    begins::<engine::Sha3_256>([0x3a, 0x98, 0x5d, 0xa7]);
    begins::<engine::Sha3_384>([0xec, 0x01, 0x49, 0x82]);
    begins::<engine::Sha3_512>([0xb7, 0x51, 0x85, 0x0b]);
}

#[test]
fn aeads() {
    aead::<engine::Aes128Gcm, own::AesGcm<own::Aes128Ct>>();
    aead::<engine::Aes256Gcm, own::AesGcm<own::Aes256Ct>>();
    aead::<engine::Aes128Ccm, own::AesCcm<own::Aes128Ct>>();
    aead::<engine::Aes128Ccm8, own::AesCcm8<own::Aes128Ct>>();
    aead::<engine::Aes256Ccm, own::AesCcm<own::Aes256Ct>>();
    aead::<engine::Aes256Ccm8, own::AesCcm8<own::Aes256Ct>>();
    aead::<engine::ChaCha20Poly1305, own::ChaCha20Poly1305>();
}

#[test]
fn p256_agrees_with_ours() {
    for seed in 0..8 {
        let theirs = engine::P256::generate(&mut Counter(seed)).unwrap();
        let ours = own::P256::generate(&mut Counter(seed)).unwrap();
        assert_eq!(ours.expose_bytes()[..], theirs.to_bytes()[..]);
        let peer = own::P256::generate(&mut Counter(seed + 100)).unwrap();
        let point = own::P256::public(&peer);
        assert_eq!(own::P256::public(&ours), engine::P256::public(&theirs));
        let (a, b) = (
            engine::P256::agree(&theirs, &point).unwrap(),
            own::P256::agree(&ours, &point).unwrap(),
        );
        assert_eq!(a.as_ref(), b.as_ref());
        for length in [0, 20, 31, 32, 33, 48, 64] {
            let (digest, hedge) = (bytes(seed, length), [seed; 32]);
            let signature = engine::P256::sign::<engine::Sha256>(&theirs, &digest, &hedge).unwrap();
            own::P256::verify(&own::P256::public(&ours), &digest, &signature).unwrap();
            engine::P256::verify(&own::P256::public(&ours), &digest, &signature).unwrap();
            assert_eq!(own::P256::sign::<own::Sha256>(&ours, &digest, &hedge).unwrap(), signature);
            assert_eq!(
                own::P256::sign_deterministic::<own::Sha256>(&ours, &digest),
                engine::P256::sign_deterministic::<engine::Sha256>(&theirs, &digest)
            );
        }
    }
}

#[test]
fn bad_points_and_signatures_are_refused() {
    let private = engine::P256::generate(&mut Counter(1)).unwrap();
    let point = engine::P256::public(&private);
    let mut compressed = [2; 33];
    compressed[1..].copy_from_slice(&point[1..33]);
    let mut off = point;
    off[64] ^= 1;
    for bad in [&compressed[..], &off, &point[..64], &[4], &[]] {
        assert_eq!(engine::P256::agree(&private, bad).err(), Some(InvalidPublicKey));
        assert!(engine::P256::verify(bad, &[1; 32], &[1; 64]).is_err());
    }
    let signature = engine::P256::sign_deterministic::<engine::Sha256>(&private, &[1; 32]).unwrap();
    engine::P256::verify(&point, &[1; 32], &signature).unwrap();
    assert!(engine::P256::verify(&point, &[2; 32], &signature).is_err());
    assert!(engine::P256::verify(&point, &[1; 32], &signature[..63]).is_err());
}

#[test]
fn p384_with_itself() {
    let ours = engine::P384::generate(&mut Counter(1)).unwrap();
    let theirs = engine::P384::generate(&mut Counter(2)).unwrap();
    let a = engine::P384::agree(&ours, &engine::P384::public(&theirs)).unwrap();
    let b = engine::P384::agree(&theirs, &engine::P384::public(&ours)).unwrap();
    assert_eq!(a.as_ref(), b.as_ref());
    let signature = engine::P384::sign_deterministic::<engine::Sha384>(&ours, &[7; 48]).unwrap();
    engine::P384::verify(&engine::P384::public(&ours), &[7; 48], &signature).unwrap();
    assert!(engine::P384::verify(&engine::P384::public(&theirs), &[7; 48], &signature).is_err());
}

#[test]
fn x25519_agrees_with_openssl() {
    let alice = engine::X25519::generate(&mut Counter(1)).unwrap();
    let bob = engine::X25519::generate(&mut Counter(2)).unwrap();
    let a = engine::X25519::agree(&alice, &engine::X25519::public(&bob)).unwrap();
    let b = engine::X25519::agree(&bob, &engine::X25519::public(&alice)).unwrap();
    assert_eq!(a.as_ref(), b.as_ref());
    assert_eq!(a.expose()[..8], [0x65, 0x81, 0x6a, 0x3e, 0x78, 0x42, 0x0d, 0xdb]);
    assert!(engine::X25519::agree(&alice, &[0; 32]).is_err());
    assert!(engine::X25519::agree(&alice, &[9; 31]).is_err());
}
