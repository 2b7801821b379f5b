//! Cipher feedback (SP 800-38A, section 6.3) with segments of a block, CFB128, and of a byte, CFB8.
//!
//! A vector must be unpredictable and not be used twice with one key. CFB8 encrypts a block for
//! each byte: sixteen times the work of the others.
//!
//! ```
//! use motetls_crypto::{Aes128Ct, BlockCipher, modes::cfb::Cfb};
//!
//! let mut cfb = Cfb::new(Aes128Ct::new(&[7; 16]), &[9; 16]);
//! let mut text = *b"in pieces of any length";
//! cfb.encrypt(&mut text[..5]);
//! cfb.encrypt(&mut text[5..]);
//! cfb.restart(&[9; 16]);
//! cfb.decrypt(&mut text);
//! assert_eq!(&text, b"in pieces of any length");
//! ```

use super::{Direction, crypt};
use crate::aes::{Block, BlockCipher, block};
use motetls_base::secret::wipe_words;

/// CFB128 under way: the cipher's key and 20 bytes.
///
/// Pieces of any length follow each other as if they were one text. One object goes one way at a
/// time. Wiped when dropped.
pub struct Cfb<C> {
    cipher: C,
    /// The ciphertext so far of the current block; behind it, what is left of the key stream.
    register: Block,
    /// Bytes of the current block processed.
    at: u32,
}

/// CFB8 under way: the cipher's key and 16 bytes.
pub struct Cfb8<C> {
    cipher: C,
    /// The last 16 bytes of ciphertext: nothing secret.
    register: Block,
}

impl<C: BlockCipher> Cfb<C> {
    /// Starts from the initialization vector `iv`.
    pub fn new(cipher: C, iv: &[u8; 16]) -> Self {
        Cfb { cipher, register: block(iv), at: 0 }
    }

    /// Starts anew with the same key.
    pub fn restart(&mut self, iv: &[u8; 16]) {
        self.register = block(iv);
        self.at = 0;
    }

    /// Encrypts the next piece in place.
    pub fn encrypt(&mut self, text: &mut [u8]) {
        self.process(text, Direction::Encrypt);
    }

    /// Decrypts the next piece in place.
    pub fn decrypt(&mut self, text: &mut [u8]) {
        self.process(text, Direction::Decrypt);
    }

    #[inline(never)]
    fn process(&mut self, text: &mut [u8], direction: Direction) {
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        let mut rest = text;
        while !rest.is_empty() {
            if self.at == 0 {
                C::encrypt(&keys, &mut self.register);
            }
            let at = self.at as usize;
            let length = rest.len().min(16 - at);
            let (now, later) = rest.split_at_mut(length);
            rest = later;
            let ciphertext = crypt(&self.register, at, now, direction);
            for (i, (register, taken)) in self.register.iter_mut().zip(&ciphertext).enumerate() {
                let replaced = bytes_within(4 * i, at, at + length);
                *register = (*register & !replaced) | (taken & replaced);
            }
            self.at = (self.at + length as u32) & 15;
        }
    }
}

impl<C: BlockCipher> Cfb8<C> {
    /// Starts from the initialization vector `iv`.
    pub fn new(cipher: C, iv: &[u8; 16]) -> Self {
        Cfb8 { cipher, register: block(iv) }
    }

    /// Starts anew with the same key.
    pub fn restart(&mut self, iv: &[u8; 16]) {
        self.register = block(iv);
    }

    /// Encrypts the next piece in place.
    pub fn encrypt(&mut self, text: &mut [u8]) {
        self.process(text, Direction::Encrypt);
    }

    /// Decrypts the next piece in place.
    pub fn decrypt(&mut self, text: &mut [u8]) {
        self.process(text, Direction::Decrypt);
    }

    #[inline(never)]
    fn process(&mut self, text: &mut [u8], direction: Direction) {
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        let mut stream = [0; 4];
        for byte in text {
            stream = self.register;
            C::encrypt(&keys, &mut stream);
            let before = *byte;
            *byte ^= stream[0].to_le_bytes()[0];
            let [a, b, c, d] = self.register;
            let fed = u32::from(if direction == Direction::Decrypt { before } else { *byte });
            let join = |low: u32, high: u32| (low >> 8) | (high << 24);
            self.register = [join(a, b), join(b, c), join(c, d), join(d, fed)];
        }
        wipe_words(&mut stream);
    }
}

impl<C> Drop for Cfb<C> {
    fn drop(&mut self) {
        wipe_words(&mut self.register);
    }
}

/// The bytes of a little-endian word that starts at byte `start` of a block which lie from byte
/// `from` up to `to`.
fn bytes_within(start: usize, from: usize, to: usize) -> u32 {
    let below = |end: usize| {
        let bytes = end.saturating_sub(start).min(4);
        if bytes == 4 { !0 } else { (1u32 << (8 * bytes)) - 1 }
    };
    below(to) & !below(from)
}
