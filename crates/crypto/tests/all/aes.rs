//! AES against NIST CAVP (AESAVS) and an independent implementation: three key sizes, three
//! implementations, both directions and both lanes.

use crate::common::{random, records};
use ::aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use motetls_crypto::aes::{Block, block, bytes};
use motetls_crypto::{
    Aes128Ct, Aes128SmallVartime, Aes128TableVartime, Aes192Ct, Aes192SmallVartime,
    Aes192TableVartime, Aes256Ct, Aes256SmallVartime, Aes256TableVartime, BlockDecrypt, ByteArray,
};
use proptest::prelude::any;

/// What lies in the other lane.
const OTHER: [u8; 16] = [0x5a; 16];

/// `text` through `one` and, in either lane, through `two`.
fn lanes(text: &[u8; 16], one: impl Fn(&mut Block), two: impl Fn(&mut [Block; 2])) -> [u8; 16] {
    let mut single = block(text);
    one(&mut single);
    let mut pair = [block(text), block(&OTHER)];
    two(&mut pair);
    assert_eq!(single, pair[0], "the first of a pair");
    let (mut swapped, other) = ([block(&OTHER), block(text)], pair[1]);
    two(&mut swapped);
    assert_eq!(swapped, [other, single], "lanes do not mix");
    bytes(&single)
}

/// Encrypts, and checks that decryption comes back.
fn encrypt<C: BlockDecrypt>(key: &[u8], text: &[u8; 16]) -> [u8; 16] {
    let cipher = C::new(C::Key::of(key).unwrap());
    let (mut keys, mut inverse) = (C::RoundKeys::default(), C::InverseKeys::default());
    cipher.expand(&mut keys);
    cipher.expand_inverse(&mut inverse);
    let out =
        lanes(text, |block| C::encrypt(&keys, block), |blocks| C::encrypt_pair(&keys, blocks));
    let back = lanes(
        &out,
        |block| C::decrypt(&inverse, block),
        |blocks| C::decrypt_pair(&inverse, blocks),
    );
    assert_eq!(back, *text, "and back");
    out
}

/// By all three implementations, which must agree.
fn encrypt_all(key: &[u8], text: &[u8; 16]) -> [u8; 16] {
    let [ct, table, small] = match key.len() {
        16 => [encrypt::<Aes128Ct>, encrypt::<Aes128TableVartime>, encrypt::<Aes128SmallVartime>],
        24 => [encrypt::<Aes192Ct>, encrypt::<Aes192TableVartime>, encrypt::<Aes192SmallVartime>],
        32 => [encrypt::<Aes256Ct>, encrypt::<Aes256TableVartime>, encrypt::<Aes256SmallVartime>],
        length => panic!("key of {length} bytes"),
    };
    let out = ct(key, text);
    assert_eq!((table(key, text), small(key, text)), (out, out));
    out
}

#[test]
fn cavp_ecb() {
    let mut count = 0;
    for file in [
        include_str!("../data/aes128_ecb_gfsbox.rsp"),
        include_str!("../data/aes128_ecb_keysbox.rsp"),
        include_str!("../data/aes128_ecb_varkey.rsp"),
        include_str!("../data/aes128_ecb_vartxt.rsp"),
        include_str!("../data/aes128_ecb_mmt.rsp"),
    ] {
        for record in records(file, "CIPHERTEXT") {
            let key = record.bytes("KEY");
            let (plain, cipher) = (record.bytes("PLAINTEXT"), record.bytes("CIPHERTEXT"));
            for (plain, cipher) in plain.as_chunks().0.iter().zip(cipher.as_chunks().0) {
                assert_eq!(encrypt_all(&key, plain), *cipher);
                count += 1;
            }
        }
    }
    assert_eq!(
        count,
        2 * (7 + 21 + 128 + 128 + 55),
        "encryption and decryption records, all checked in both directions"
    );
}

#[test]
fn random_blocks_equal_the_aes_crate() {
    fn check<A: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt>(key: &[u8], text: [u8; 16]) {
        let cipher = A::new_from_slice(key).unwrap();
        let mut expected = ::aes::cipher::Block::<A>::try_from(&text[..]).unwrap();
        cipher.encrypt_block(&mut expected);
        assert_eq!(encrypt_all(key, &text), expected[..]);
    }
    random(256, any::<([u8; 32], [u8; 16])>(), |(key, text)| {
        check::<::aes::Aes128>(&key[..16], text);
        check::<::aes::Aes192>(&key[..24], text);
        check::<::aes::Aes256>(&key, text);
    });
}
