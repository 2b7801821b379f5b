//! Counter mode (SP 800-38A, section 6.5): a stream of key bytes, to be added to a text from any
//! position on.
//!
//! Encryption and decryption are the same. A counter block must never be used twice with one key:
//! the first counter blocks of texts must be further apart than the texts are long. The counter is
//! the whole block, big-endian, and wraps.
//!
//! ```
//! use motetls_crypto::{Aes128Ct, BlockCipher, modes::ctr::Ctr};
//!
//! let mut ctr = Ctr::new(Aes128Ct::new(&[7; 16]), &[0; 16]);
//! let mut text = *b"in pieces of any length";
//! let (first, second) = text.split_at_mut(5);
//! ctr.apply(first);
//! ctr.apply(second);
//! ctr.seek(3)?;
//! ctr.apply(&mut text[3..9]);
//! assert_eq!(&text[3..9], b"pieces");
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use super::{Direction, crypt};
use crate::aes::{Block, BlockCipher};
use crate::traits::InvalidLength;
use motetls_base::secret::wipe_words;

/// A key stream under way: the cipher's key and 24 bytes. No part of the stream is kept.
pub struct Ctr<C> {
    cipher: C,
    /// The first counter block, as a number: lowest word first.
    first: [u32; 4],
    /// Bytes of the stream used.
    position: u64,
}

impl<C: BlockCipher> Ctr<C> {
    /// Starts a stream at the counter block `first`.
    pub fn new(cipher: C, first: &[u8; 16]) -> Self {
        Ctr { cipher, first: number(first), position: 0 }
    }

    /// Starts another stream with the same key.
    pub fn restart(&mut self, first: &[u8; 16]) {
        self.first = number(first);
        self.position = 0;
    }

    /// Goes to byte `position` of the stream, below 2^63: from there on no text is so long that the
    /// position would come round to 0 and the stream repeat.
    ///
    /// # Errors
    /// [`InvalidLength`] when it is 2^63 or more; the position stays.
    pub fn seek(&mut self, position: u64) -> Result<(), InvalidLength> {
        if position >> 63 != 0 {
            return Err(InvalidLength);
        }
        self.position = position;
        Ok(())
    }

    /// Adds the next bytes of the stream to `text`: encrypts or decrypts it in place.
    #[inline(never)]
    pub fn apply(&mut self, text: &mut [u8]) {
        if text.is_empty() {
            return;
        }
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        let mut stream = [[0; 4]; 2];
        let mut rest = text;
        while !rest.is_empty() {
            let index = self.position >> 4;
            stream = [self.counter_block(index), self.counter_block(index.wrapping_add(1))];
            C::encrypt_pair(&keys, &mut stream);
            for block in &stream {
                let at = (self.position & 15) as usize;
                let length = rest.len().min(16 - at);
                let (now, later) = rest.split_at_mut(length);
                rest = later;
                crypt(block, at, now, Direction::Decrypt);
                self.position = self.position.wrapping_add(length as u64);
            }
        }
        wipe_words(stream.as_flattened_mut());
    }

    /// The first counter block plus `index`.
    #[inline(never)]
    fn counter_block(&self, index: u64) -> Block {
        let addend = [index as u32, (index >> 32) as u32, 0, 0];
        let mut sum = [0; 4];
        let mut carry = false;
        for ((sum, first), addend) in sum.iter_mut().rev().zip(&self.first).zip(&addend) {
            let (partial, first_carry) = first.overflowing_add(*addend);
            let (total, second_carry) = partial.overflowing_add(u32::from(carry));
            *sum = total.swap_bytes();
            carry = first_carry | second_carry;
        }
        sum
    }
}

/// A big-endian number, lowest word first.
fn number(bytes: &[u8; 16]) -> [u32; 4] {
    let mut number = [0; 4];
    for (word, bytes) in number.iter_mut().rev().zip(bytes.as_chunks().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    number
}
