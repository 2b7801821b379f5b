//! Block ciphers and AEADs: the key and the text are secret, the nonce and all lengths are not.

use crate::{Operation, Sink, part};
use motetls_crypto::aes::block;
use motetls_crypto::ccm::{Aes128Ccm, Aes128Ccm8};
use motetls_crypto::gcm::Aes128Gcm;
use motetls_crypto::{Aead, Aes128Ct, Aes192Ct, Aes256Ct, BlockCipher, BlockDecrypt, ByteArray};

const NONCE: [u8; 12] = *b"public nonce";
/// Bytes of text: two blocks and a piece of a third.
const TEXT: usize = 37;

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new("AES-128 encrypt", 16 + 32, encrypt::<Aes128Ct>),
    Operation::new("AES-192 encrypt", 24 + 32, encrypt::<Aes192Ct>),
    Operation::new("AES-256 encrypt", 32 + 32, encrypt::<Aes256Ct>),
    Operation::new("AES-128 decrypt", 16 + 32, decrypt::<Aes128Ct>),
    Operation::new("AES-192 decrypt", 24 + 32, decrypt::<Aes192Ct>),
    Operation::new("AES-256 decrypt", 32 + 32, decrypt::<Aes256Ct>),
    Operation::new("AES-128-GCM seal", 16 + TEXT, seal::<Aes128Gcm>),
    Operation::new("AES-128-GCM open", 16, open::<Aes128Gcm>),
    Operation::new("AES-128-CCM seal", 16 + TEXT, seal::<Aes128Ccm>),
    Operation::new("AES-128-CCM open", 16, open::<Aes128Ccm>),
    Operation::new("AES-128-CCM_8 seal", 16 + TEXT, seal::<Aes128Ccm8>),
];

/// The key, and the two blocks behind it.
fn key_and_pair<C: BlockCipher>(secret: &[u8]) -> (C, [[u32; 4]; 2]) {
    let mut key = C::Key::ZERO;
    for (to, from) in key.as_mut().iter_mut().zip(secret) {
        *to = *from;
    }
    (C::new(&key), [block(&part(secret, C::Key::LEN)), block(&part(secret, C::Key::LEN + 16))])
}

/// Takes in two blocks.
fn keep(pair: &[[u32; 4]; 2], sink: &mut Sink) {
    for word in pair.iter().flatten() {
        sink.keep(&word.to_le_bytes());
    }
}

/// Encrypts a pair of blocks, and one of them once more.
pub(crate) fn encrypt<C: BlockCipher>(secret: &[u8], sink: &mut Sink) {
    let (cipher, mut pair) = key_and_pair::<C>(secret);
    let mut keys = C::RoundKeys::default();
    cipher.expand(&mut keys);
    C::encrypt_pair(&keys, &mut pair);
    C::encrypt(&keys, &mut pair[1]);
    keep(&pair, sink);
}

/// Decrypts a pair of blocks, and one of them once more.
fn decrypt<C: BlockDecrypt>(secret: &[u8], sink: &mut Sink) {
    let (cipher, mut pair) = key_and_pair::<C>(secret);
    let mut keys = C::InverseKeys::default();
    cipher.expand_inverse(&mut keys);
    C::decrypt_pair(&keys, &mut pair);
    C::decrypt(&keys, &mut pair[1]);
    keep(&pair, sink);
}

/// Seals the text behind the key.
fn seal<A: Aead>(secret: &[u8], sink: &mut Sink) {
    let (key, text) = secret.split_at(A::KEY_LEN.min(secret.len()));
    let Ok(aead) = A::new(key) else { return };
    let mut text: [u8; TEXT] = part(text, 0);
    let Ok(tag) = aead.seal(&NONCE, b"associated", &mut text) else { return };
    sink.keep(&text);
    sink.keep(tag.as_ref());
}

/// Opens a public ciphertext in two pieces. The tag that belongs to it is a secret until it was
/// compared; whether it fits is not.
fn open<A: Aead>(secret: &[u8], sink: &mut Sink) {
    let Ok(aead) = A::new(secret) else { return };
    let mut text = [0x3c; TEXT];
    let Ok(mut message) = aead.start(&NONCE, b"associated", TEXT) else { return };
    let (first, second) = text.split_at_mut(20);
    aead.open_piece(&mut message, first);
    aead.open_piece(&mut message, second);
    let mut fits = [u8::from(aead.check(&mut message, &[0x77; 16]).is_ok())];
    sink.publish(&mut fits);
    sink.keep(&text);
    sink.keep(&fits);
}
