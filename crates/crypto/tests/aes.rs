//! AES-128 against NIST CAVP (AESAVS) and an independent implementation, in both forms and both lanes.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use ::aes::cipher::{BlockCipherEncrypt, KeyInit};
use common::{Dice, records};
use motetls_crypto::aes::{block, bytes};
use motetls_crypto::{AesCt, AesTable, BlockCipher};

fn encrypt<C: BlockCipher>(key: &[u8; 16], text: &[u8; 16]) -> [u8; 16] {
    let mut keys = C::RoundKeys::default();
    C::new(key).expand(&mut keys);
    let mut single = block(text);
    C::encrypt(&keys, &mut single);
    let mut pair = [block(text), block(&[0x5a; 16])];
    C::encrypt_pair(&keys, &mut pair);
    assert_eq!(single, pair[0], "the first of a pair");
    let (mut swapped, other) = ([block(&[0x5a; 16]), block(text)], pair[1]);
    C::encrypt_pair(&keys, &mut swapped);
    assert_eq!(swapped, [other, single], "lanes do not mix");
    bytes(&single)
}

#[test]
fn cavp_ecb() {
    let mut count = 0;
    for file in [
        include_str!("data/aes128_ecb_gfsbox.rsp"),
        include_str!("data/aes128_ecb_keysbox.rsp"),
        include_str!("data/aes128_ecb_varkey.rsp"),
        include_str!("data/aes128_ecb_vartxt.rsp"),
        include_str!("data/aes128_ecb_mmt.rsp"),
    ] {
        for record in records(file, "CIPHERTEXT") {
            let key = record.bytes("KEY").try_into().unwrap();
            let (plain, cipher) = (record.bytes("PLAINTEXT"), record.bytes("CIPHERTEXT"));
            for (plain, cipher) in plain.as_chunks().0.iter().zip(cipher.as_chunks().0) {
                assert_eq!(encrypt::<AesCt>(&key, plain), *cipher);
                assert_eq!(encrypt::<AesTable>(&key, plain), *cipher);
                count += 1;
            }
        }
    }
    assert_eq!(count, 2 * (7 + 21 + 128 + 128 + 55), "encryption and decryption records, both checked by encrypting");
}

#[test]
fn random_blocks_equal_the_aes_crate() {
    let mut dice = Dice(5);
    for _ in 0..3000 {
        let (key, text) = (dice.array(), dice.array());
        let mut expected = text.into();
        ::aes::Aes128::new(&key.into()).encrypt_block(&mut expected);
        assert_eq!(encrypt::<AesCt>(&key, &text), expected[..]);
        assert_eq!(encrypt::<AesTable>(&key, &text), expected[..]);
    }
}
