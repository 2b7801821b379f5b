//! The three sizes of a key, as types: what a size decides is known when compiling.

use super::block;
use crate::traits::ByteArray;
use motetls_base::secret::wipe_words;

/// An array of words whose length is part of a key size.
pub trait Words: Copy + AsRef<[u32]> + AsMut<[u32]> {
    /// All zeros.
    const ZERO: Self;
    /// The number of words.
    const LEN: usize;
}

impl<const N: usize> Words for [u32; N] {
    const ZERO: Self = [0; N];
    const LEN: usize = N;
}

/// A size of an AES key (FIPS 197, section 5): [`Key128`], [`Key192`] or [`Key256`], and no other.
pub trait KeySize: sealed::Sealed {
    /// The key as bytes: 16, 24 or 32.
    type Bytes: ByteArray;
    /// The key as little-endian words: 4, 6 or 8.
    type Words: Words;
    /// The round keys, four words each: 44, 52 or 60.
    type Schedule: Words;
    /// The words of a key.
    fn words(bytes: &Self::Bytes) -> Self::Words;
}

/// 128-bit keys, 10 rounds.
#[derive(Clone, Copy, Debug)]
pub enum Key128 {}

/// 192-bit keys, 12 rounds.
#[derive(Clone, Copy, Debug)]
pub enum Key192 {}

/// 256-bit keys, 14 rounds.
#[derive(Clone, Copy, Debug)]
pub enum Key256 {}

/// A key, wiped when dropped.
pub(super) struct Key<S: KeySize>(pub(super) S::Words);

/// Round keys of [`Table`](super::table::Table) and [`Small`](super::small::Small): 176, 208 or 240
/// bytes, wiped when dropped.
pub struct RoundKeys<S: KeySize>(pub(super) S::Schedule);

impl<S: KeySize> Key<S> {
    pub(super) fn new(bytes: &S::Bytes) -> Self {
        Key(S::words(bytes))
    }
}

impl<S: KeySize> Default for RoundKeys<S> {
    #[inline(always)]
    fn default() -> Self {
        RoundKeys(S::Schedule::ZERO)
    }
}

impl<S: KeySize> Drop for Key<S> {
    fn drop(&mut self) {
        wipe_words(self.0.as_mut());
    }
}

impl<S: KeySize> Drop for RoundKeys<S> {
    fn drop(&mut self) {
        wipe_words(self.0.as_mut());
    }
}

impl KeySize for Key128 {
    type Bytes = [u8; 16];
    type Words = [u32; 4];
    type Schedule = [u32; 44];
    #[inline(always)]
    fn words(bytes: &[u8; 16]) -> [u32; 4] {
        block(bytes)
    }
}

impl KeySize for Key192 {
    type Bytes = [u8; 24];
    type Words = [u32; 6];
    type Schedule = [u32; 52];
    fn words(bytes: &[u8; 24]) -> [u32; 6] {
        words(bytes)
    }
}

impl KeySize for Key256 {
    type Bytes = [u8; 32];
    type Words = [u32; 8];
    type Schedule = [u32; 60];
    fn words(bytes: &[u8; 32]) -> [u32; 8] {
        words(bytes)
    }
}

fn words<const N: usize>(bytes: &[u8]) -> [u32; N] {
    let mut words = [0; N];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    words
}

/// The key schedule (FIPS 197, section 5.2), as many words at a time as the key has: each follows
/// from the one before and the one a key's length earlier. `substitute` is SubWord.
#[inline(always)]
pub(super) fn expand<S: KeySize>(
    key: &S::Words,
    keys: &mut S::Schedule,
    substitute: impl Fn(u32) -> u32,
) {
    let mut now = *key;
    let mut constant = 1;
    let (first, rest) = keys.as_mut().split_at_mut(S::Words::LEN);
    first.copy_from_slice(now.as_ref());
    for part in rest.chunks_mut(S::Words::LEN) {
        let last = now.as_ref().last().copied().unwrap_or(0);
        let mut sum = substitute(last.rotate_right(8)) ^ constant;
        for (i, word) in now.as_mut().iter_mut().enumerate() {
            if S::Words::LEN == 8 && i == 4 {
                sum = substitute(sum);
            }
            sum ^= *word;
            *word = sum;
        }
        for (to, from) in part.iter_mut().zip(now.as_ref()) {
            *to = *from;
        }
        constant = (constant << 1) ^ (0x11b & 0u32.wrapping_sub(constant >> 7));
    }
    wipe_words(now.as_mut());
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Key128 {}
    impl Sealed for super::Key192 {}
    impl Sealed for super::Key256 {}
}
