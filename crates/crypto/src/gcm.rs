//! AES-GCM (NIST SP 800-38D, RFC 5116) with 12-byte nonces and 16-byte tags.
//!
//! A nonce must never be used twice with one key. TLS 1.3 allows 2^24.5 full records per key (RFC 8446, section 5.5);
//! a message may have up to 2^32 - 17 bytes here, as may its associated data (the standard: 2^36 - 32).

use crate::aes::{AesCt, AesTable, Block, BlockCipher, bytes, encrypt_once};
use crate::ghash::{fold, multiply};
use crate::modes::{Sees, crypt};
use crate::traits::{Aead, ByteArray, InvalidLength};
use motetls_base::secret::wipe_words;

/// AES-128-GCM in constant time.
pub type Aes128GcmCt = AesGcm<AesCt>;

/// AES-128-GCM with the cipher by table: its key and text leak through caches and memory timing.
pub type Aes128GcmTable = AesGcm<AesTable>;

/// GCM over the block cipher `C`: 16-byte key, 12-byte nonce, 16-byte tag.
///
/// Holds the cipher's key and the hash key, 32 bytes; wiped when dropped. GHASH is constant time whatever the cipher is.
pub struct AesGcm<C: BlockCipher> {
    cipher: C,
    /// The hash key, the encryption of zero, as GHASH wants it.
    hash_key: Block,
}

/// A message under way: 52 bytes, wiped when dropped.
pub struct GcmMessage {
    /// The state of GHASH.
    hash: Block,
    /// What hides the tag: the encryption of the first counter block. Known as soon as there was text.
    mask: Block,
    nonce: [u32; 3],
    /// Bytes of text processed.
    position: u32,
    /// Bytes of associated data.
    associated: u32,
}

impl<C: BlockCipher> AesGcm<C> {
    /// Counter mode and GHASH over the next piece. GHASH takes in the ciphertext.
    #[inline(never)]
    fn process(&self, message: &mut GcmMessage, piece: &mut [u8], ciphertext: Sees) {
        if piece.is_empty() {
            return;
        }
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        let mut keystream = [[0; 4]; 2];
        let mut rest = piece;
        while !rest.is_empty() {
            let mut begins = message.position == 0;
            let counter = if begins { 1 } else { message.position / 16 + 2 };
            keystream = [message.counter_block(counter), message.counter_block(counter.wrapping_add(1))];
            C::encrypt_pair(&keys, &mut keystream);
            for block in &keystream {
                if begins {
                    message.mask = *block;
                    begins = false;
                    continue;
                }
                let at = (message.position & 15) as usize;
                let length = rest.len().min(16 - at);
                let (now, later) = rest.split_at_mut(length);
                rest = later;
                fold(&mut message.hash, &crypt(block, at, now, ciphertext));
                message.position = message.position.wrapping_add(length as u32);
                if at + length == 16 {
                    multiply(&mut message.hash, &self.hash_key);
                }
            }
        }
        wipe_words(keystream.as_flattened_mut());
    }
}

impl GcmMessage {
    /// The nonce and a counter (section 7.1).
    const fn counter_block(&self, counter: u32) -> Block {
        let [a, b, c] = self.nonce;
        [a, b, c, counter.swap_bytes()]
    }
}

impl<C: BlockCipher> Aead for AesGcm<C> {
    const KEY_LEN: usize = C::Key::LEN;
    const TAG_LEN: usize = 16;
    type Message = GcmMessage;
    type Tag = [u8; 16];

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        let cipher = C::new(C::Key::of(key).ok_or(InvalidLength)?);
        let (mut zero, mut hash_key) = ([0; 4], [0; 4]);
        encrypt_once(&cipher, &mut zero);
        fold(&mut hash_key, &zero);
        wipe_words(&mut zero);
        Ok(AesGcm { cipher, hash_key })
    }

    #[inline(never)]
    fn start(&self, nonce: &[u8; 12], aad: &[u8], _: usize) -> GcmMessage {
        let mut words = [0; 3];
        for (word, bytes) in words.iter_mut().zip(nonce.as_chunks().0) {
            *word = u32::from_le_bytes(*bytes);
        }
        let associated = aad.len() as u32;
        let mut message = GcmMessage { hash: [0; 4], mask: [0; 4], nonce: words, position: 0, associated };
        for part in aad.chunks(16) {
            let mut block = [0; 16];
            for (to, from) in block.iter_mut().zip(part) {
                *to = *from;
            }
            fold(&mut message.hash, &crate::aes::block(&block));
            multiply(&mut message.hash, &self.hash_key);
        }
        message
    }

    fn seal_piece(&self, message: &mut GcmMessage, piece: &mut [u8]) {
        self.process(message, piece, Sees::After);
    }

    fn open_piece(&self, message: &mut GcmMessage, piece: &mut [u8]) {
        self.process(message, piece, Sees::Before);
    }

    #[inline(never)]
    fn tag(&self, message: &mut GcmMessage) -> [u8; 16] {
        if message.position == 0 {
            message.mask = message.counter_block(1);
            encrypt_once(&self.cipher, &mut message.mask);
        }
        if message.position & 15 != 0 {
            multiply(&mut message.hash, &self.hash_key);
        }
        let [a, b, c, d] = &mut message.hash;
        *d ^= message.associated >> 29;
        *c ^= message.associated << 3;
        *b ^= message.position >> 29;
        *a ^= message.position << 3;
        multiply(&mut message.hash, &self.hash_key);
        fold(&mut message.hash, &message.mask);
        let [a, b, c, d] = message.hash.map(u32::swap_bytes);
        bytes(&[d, c, b, a])
    }
}

impl<C: BlockCipher> Drop for AesGcm<C> {
    fn drop(&mut self) {
        wipe_words(&mut self.hash_key);
    }
}

impl Drop for GcmMessage {
    fn drop(&mut self) {
        wipe_words(&mut self.hash);
        wipe_words(&mut self.mask);
    }
}
