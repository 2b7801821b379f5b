//! Modes of operation that keep a text secret but do not authenticate it, and key wrap.
//!
//! | module | source | length of the text | cipher used |
//! |---|---|---|---|
//! | [`ecb`] | SP 800-38A, 6.1 | whole blocks | both ways |
//! | [`cbc`], [`pkcs7`] | SP 800-38A, 6.2; RFC 5652, 6.3 | whole blocks, or any with padding | both ways |
//! | [`ctr`] | SP 800-38A, 6.5 | any | encryption only |
//! | [`cfb`] | SP 800-38A, 6.3 (CFB128, CFB8) | any | encryption only |
//! | [`ofb`] | SP 800-38A, 6.4 | any | encryption only |
//! | [`xts`] | IEEE 1619, SP 800-38E | one block or more, any | both ways |
//! | [`wrap`] | RFC 3394, RFC 5649, SP 800-38F | keys, whole half blocks or any | both ways |
//!
//! All work in place over any [`BlockCipher`](crate::BlockCipher), and are as constant in time as
//! the cipher is; lengths are not secret. Round keys are derived for each call, so few long pieces
//! cost less than many short ones. None of them detects changes of the ciphertext: use
//! [`gcm`](crate::gcm), [`ccm`](crate::ccm) or a MAC over the ciphertext.

pub mod cbc;
pub mod cfb;
pub mod ctr;
pub mod ecb;
pub mod ofb;
pub mod pkcs7;
pub mod wrap;
pub mod xts;

use crate::aes::{Block, block, bytes, store};
use crate::traits::ByteArray;

/// `text` as blocks of 16 bytes, if it is whole blocks.
pub(crate) fn whole_blocks(text: &mut [u8]) -> Result<&mut [[u8; 16]], crate::InvalidLength> {
    let (blocks, rest) = text.as_chunks_mut();
    if rest.is_empty() { Ok(blocks) } else { Err(crate::InvalidLength) }
}

/// Whether a mode takes `length` bytes. Not compared, hence without code, where `usize` is narrower
/// than the limit.
#[inline(always)]
pub(crate) const fn at_most(length: usize, limit: u64) -> Result<(), crate::InvalidLength> {
    if length as u64 > limit { Err(crate::InvalidLength) } else { Ok(()) }
}

/// The first bytes of a block, as a tag.
#[inline(always)]
pub(crate) fn cut<T: ByteArray>(block: &Block) -> T {
    const { assert!(T::LEN <= 16, "a tag is no longer than a block") }
    bytes(block).get(..T::LEN).and_then(T::of).copied().unwrap_or(T::ZERO)
}

/// The blocks in pairs, the last of an odd number with a copy of itself.
#[inline(always)]
pub(crate) fn in_pairs(blocks: &mut [[u8; 16]], mut work: impl FnMut(&mut [Block; 2])) {
    for pair in blocks.chunks_mut(2) {
        let Some(last) = pair.len().checked_sub(1) else { return };
        let mut words = [pair.first(), pair.get(last)].map(|bytes| bytes.map_or([0; 4], block));
        work(&mut words);
        for (bytes, words) in pair.iter_mut().zip(&words) {
            store(words, bytes);
        }
    }
}

/// The position of a message whose tag was taken: it takes no text any more.
pub(crate) const DONE: usize = usize::MAX;

/// Whether a mode takes `piece` behind `position` bytes of a message of at most `limit`. What it
/// does not take is overwritten with zeros: key stream that goes on beyond the limit repeats.
#[inline(always)]
pub(crate) fn takes(position: usize, piece: &mut [u8], limit: u64) -> bool {
    let limit = if limit < DONE as u64 { limit as usize } else { DONE - 1 };
    let fits = piece.len() <= limit.saturating_sub(position);
    if !fits {
        piece.fill(0);
    }
    fits
}

/// Which way a text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From plaintext to ciphertext.
    Encrypt,
    /// From ciphertext to plaintext.
    Decrypt,
}

impl Direction {
    /// The other way. What [`crypt`] does to a text is its own inverse, so in the other direction
    /// it yields the plaintext.
    pub(crate) const fn inverse(self) -> Self {
        match self {
            Direction::Encrypt => Direction::Decrypt,
            Direction::Decrypt => Direction::Encrypt,
        }
    }
}

/// Adds `keystream` to `text` in place, from byte `at` of the block on, and yields the ciphertext,
/// zeros around it. `text` ends no later than the block does.
#[inline(never)]
pub(crate) fn crypt(keystream: &Block, at: usize, text: &mut [u8], direction: Direction) -> Block {
    if let Ok(block_bytes) = <&mut [u8; 16]>::try_from(&mut *text) {
        let ([a, b, c, d], [e, f, g, h]) = (block(block_bytes), *keystream);
        let (before, after) = ([a, b, c, d], [a ^ e, b ^ f, c ^ g, d ^ h]);
        store(&after, block_bytes);
        return if direction == Direction::Decrypt { before } else { after };
    }
    let mut ciphertext = [0; 4];
    for (i, byte) in text.iter_mut().enumerate() {
        let (word, shift) = (((at + i) / 4) & 3, 8 * ((at + i) & 3));
        let before = *byte;
        *byte = before ^ (keystream[word] >> shift).to_le_bytes()[0];
        let taken = if direction == Direction::Decrypt { before } else { *byte };
        ciphertext[word] |= u32::from(taken) << shift;
    }
    ciphertext
}
