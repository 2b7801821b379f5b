//! Output feedback (SP 800-38A, section 6.4): the cipher runs on itself, its blocks are added to
//! the text.
//!
//! Encryption and decryption are the same. A vector must never be used twice with one key.
//!
//! ```
//! use motetls_crypto::{Aes128Ct, BlockCipher, modes::ofb::Ofb};
//!
//! let mut ofb = Ofb::new(Aes128Ct::new(&[7; 16]), &[9; 16]);
//! let mut text = *b"in pieces of any length";
//! ofb.apply(&mut text[..5]);
//! ofb.apply(&mut text[5..]);
//! ofb.restart(&[9; 16]);
//! ofb.apply(&mut text);
//! assert_eq!(&text, b"in pieces of any length");
//! ```

use super::{Direction, crypt};
use crate::aes::{Block, BlockCipher, block};
use motetls_base::secret::wipe_words;

/// A key stream under way: the cipher's key and 20 bytes. Wiped when dropped.
pub struct Ofb<C> {
    cipher: C,
    /// The current block of the stream; at its start, the one before.
    stream: Block,
    /// Bytes of the current block used.
    at: u32,
}

impl<C: BlockCipher> Ofb<C> {
    /// Starts from the initialization vector `iv`.
    pub fn new(cipher: C, iv: &[u8; 16]) -> Self {
        Ofb { cipher, stream: block(iv), at: 0 }
    }

    /// Starts anew with the same key.
    pub fn restart(&mut self, iv: &[u8; 16]) {
        self.stream = block(iv);
        self.at = 0;
    }

    /// Adds the next bytes of the stream to `text`: encrypts or decrypts it in place.
    #[inline(never)]
    pub fn apply(&mut self, text: &mut [u8]) {
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        let mut rest = text;
        while !rest.is_empty() {
            if self.at == 0 {
                C::encrypt(&keys, &mut self.stream);
            }
            let at = self.at as usize;
            let length = rest.len().min(16 - at);
            let (now, later) = rest.split_at_mut(length);
            rest = later;
            crypt(&self.stream, at, now, Direction::Decrypt);
            self.at = (self.at + length as u32) & 15;
        }
    }
}

impl<C> Drop for Ofb<C> {
    fn drop(&mut self) {
        wipe_words(&mut self.stream);
    }
}
