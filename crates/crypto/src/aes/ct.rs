//! AES in constant time: bitsliced, two blocks in eight words.
//!
//! Word `i` holds bit `i` of all 32 bytes. Within a word, bit `8 * row + 2 * column + lane` belongs
//! to that byte of the state of block `lane`: rows are bytes of the word, so MixColumns rotates
//! whole words.
//!
//! The circuit of the S-box leaves out the constant 0x63. ShiftRows and MixColumns keep a state of
//! equal bytes as it is, so the constant is added with the round key that follows, where the key
//! schedule has put it.
//!
//! Round keys are the same in both lanes: two words share one, one in each lane. The schedule of
//! 128-bit keys, where each round key follows from the one before, runs on bits; those of longer
//! keys run on words and are sliced at the end.
//!
//! The other direction is in `ct_inverse`.

use super::sbox::substitute;
use super::size::{self, Key128, Key192, Key256, KeySize, Words};
use super::{Block, BlockCipher};
use motetls_base::secret::wipe_words;

/// The bits of 0x63, the constant of the S-box, in every byte.
static CONSTANT: [u32; 8] = [!0, !0, 0, 0, 0, !0, !0, 0];

/// The bits of lane 0.
const LANE: u32 = 0x5555_5555;

/// A key of AES-128 for the constant-time implementation.
pub type Aes128Ct = Ct<Key128>;

/// A key of AES-192 for the constant-time implementation.
pub type Aes192Ct = Ct<Key192>;

/// A key of AES-256 for the constant-time implementation.
pub type Aes256Ct = Ct<Key256>;

/// A key for the constant-time implementation: its 16, 24 or 32 bytes, wiped when dropped.
///
/// No address and no branch depends on key or data.
pub struct Ct<S: KeySize> {
    key: S::Words,
}

/// The round keys of [`Ct`], bitsliced: 176, 208 or 240 bytes, for both directions. Lane 0 of word
/// `i` of four belongs to bit `i`, lane 1 to bit `i + 4`. Wiped when dropped.
pub struct BitslicedRoundKeys<S: KeySize>(S::Schedule);

impl<S: KeySize> BitslicedRoundKeys<S> {
    /// All words, four to a round.
    #[inline(always)]
    pub(super) fn words(&self) -> &[u32] {
        self.0.as_ref()
    }
}

impl<S: KeySize> BlockCipher for Ct<S> {
    type Key = S::Bytes;
    type RoundKeys = BitslicedRoundKeys<S>;

    fn new(key: &S::Bytes) -> Self {
        Ct { key: S::words(key) }
    }

    #[inline(never)]
    fn expand(&self, keys: &mut BitslicedRoundKeys<S>) {
        if let [a, b, c, d] = *self.key.as_ref() {
            expand_sliced(&[a, b, c, d], keys.0.as_mut());
        } else {
            size::expand::<S>(&self.key, &mut keys.0, substitute_word);
            slice_words(keys.0.as_mut());
        }
    }

    fn encrypt(keys: &BitslicedRoundKeys<S>, block: &mut Block) {
        let mut pair = [*block, *block];
        encrypt_pair(keys.words(), &mut pair);
        *block = pair[0];
    }

    fn encrypt_pair(keys: &BitslicedRoundKeys<S>, blocks: &mut [Block; 2]) {
        encrypt_pair(keys.words(), blocks);
    }
}

impl<S: KeySize> Default for BitslicedRoundKeys<S> {
    #[inline(always)]
    fn default() -> Self {
        BitslicedRoundKeys(S::Schedule::ZERO)
    }
}

impl<S: KeySize> Drop for Ct<S> {
    fn drop(&mut self) {
        wipe_words(self.key.as_mut());
    }
}

impl<S: KeySize> Drop for BitslicedRoundKeys<S> {
    fn drop(&mut self) {
        wipe_words(self.0.as_mut());
    }
}

/// The round keys of AES-128, bitsliced from the start.
#[inline(always)]
fn expand_sliced(key: &Block, keys: &mut [u32]) {
    let [a, b, c, d] = *key;
    let mut now = [a, a, b, b, c, c, d, d];
    transpose(&mut now);
    let mut round_constant = 1u32;
    let Some((first, rest)) = keys.split_first_chunk_mut::<4>() else { return };
    pack(&now, first);
    let mut next = [0; 8];
    for key in rest.as_chunks_mut::<4>().0 {
        sub_bytes(&now, &mut next);
        for (i, ((now, next), constant)) in now.iter_mut().zip(&mut next).zip(&CONSTANT).enumerate()
        {
            // Column 3, one row up, lands in column 0; the round constant joins in row 0.
            let turned = (*next ^ constant).rotate_right(14) & 0x0303_0303;
            let mut sum = *now ^ turned ^ (0x03 & 0u32.wrapping_sub((round_constant >> i) & 1));
            // Every column takes in those before it.
            sum ^= (sum & 0x3f3f_3f3f) << 2;
            sum ^= (sum & 0x0f0f_0f0f) << 4;
            *now = sum;
            *next = sum ^ constant;
        }
        pack(&next, key);
        round_constant = (round_constant << 1) ^ (0x11b & 0u32.wrapping_sub(round_constant >> 7));
    }
    wipe_words(&mut now);
    wipe_words(&mut next);
}

/// Slices round keys of plain words.
#[inline(always)]
fn slice_words(keys: &mut [u32]) {
    let mut q = [0; 8];
    for (i, key) in keys.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let [a, b, c, d] = *key;
        q = [a, a, b, b, c, c, d, d];
        transpose(&mut q);
        if i > 0 {
            for (word, constant) in q.iter_mut().zip(&CONSTANT) {
                *word ^= constant;
            }
        }
        pack(&q, key);
    }
    wipe_words(&mut q);
}

/// SubWord (FIPS 197, section 5.2).
#[inline(never)]
fn substitute_word(word: u32) -> u32 {
    let mut q = [word, 0, 0, 0, 0, 0, 0, 0];
    let mut s = [0; 8];
    transpose(&mut q);
    sub_bytes(&q, &mut s);
    transpose(&mut s);
    let word = s[0] ^ 0x6363_6363;
    wipe_words(&mut q);
    wipe_words(&mut s);
    word
}

/// The cipher (FIPS 197, section 5.1) on two blocks with all of the sliced `keys`.
#[inline(never)]
fn encrypt_pair(keys: &[u32], blocks: &mut [Block; 2]) {
    let [[a0, a1, a2, a3], [b0, b1, b2, b3]] = *blocks;
    let mut q = [a0, b0, a1, b1, a2, b2, a3, b3];
    transpose(&mut q);
    let Some((first, rest)) = keys.split_first_chunk::<4>() else { return };
    let (rest, _) = rest.as_chunks();
    let (low, high) = q.split_at_mut(4);
    for ((low, high), key) in low.iter_mut().zip(high).zip(first) {
        *low ^= unpack_low(*key);
        *high ^= unpack_high(*key);
    }
    for (round, key) in rest.iter().enumerate() {
        let mut s = [0; 8];
        sub_bytes(&q, &mut s);
        s = shift_rows(s);
        if round != rest.len() - 1 {
            s = mix_columns(s);
        }
        q = add(s, key);
    }
    transpose(&mut q);
    let [a0, b0, a1, b1, a2, b2, a3, b3] = q;
    *blocks = [[a0, a1, a2, a3], [b0, b1, b2, b3]];
}

/// In every byte of the words: bit `i` of word `j` changes places with bit `j` of word `i`.
#[inline(never)]
pub(super) fn transpose(q: &mut [u32; 8]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *q;
    macro_rules! swap {
        ($distance:literal, $mask:literal: $($low:ident $high:ident),*) => {$(
            let both = (($low >> $distance) ^ $high) & $mask;
            $high ^= both;
            $low ^= both << $distance;
        )*};
    }
    swap!(1, 0x5555_5555: a b, c d, e f, g h);
    swap!(2, 0x3333_3333: a c, b d, e g, f h);
    swap!(4, 0x0f0f_0f0f: a e, b f, c g, d h);
    *q = [a, b, c, d, e, f, g, h];
}

#[inline(never)]
pub(super) fn sub_bytes(from: &[u32; 8], to: &mut [u32; 8]) {
    *to = substitute(from);
}

/// Keeps lane 0 of a round key.
#[inline(always)]
fn pack(key: &[u32; 8], packed: &mut [u32]) {
    let (low, high) = key.split_at(4);
    for ((packed, low), high) in packed.iter_mut().zip(low).zip(high) {
        *packed = (low & LANE) | (high & !LANE);
    }
}

#[inline(always)]
pub(super) fn unpack_low(key: u32) -> u32 {
    (key & LANE) | ((key & LANE) << 1)
}

#[inline(always)]
pub(super) fn unpack_high(key: u32) -> u32 {
    (key & !LANE) | ((key & !LANE) >> 1)
}

/// Adds a packed round key to both lanes.
#[inline(always)]
pub(super) fn add(q: [u32; 8], key: &[u32; 4]) -> [u32; 8] {
    let ([a, b, c, d, e, f, g, h], [i, j, k, l]) = (q, *key);
    [
        a ^ unpack_low(i),
        b ^ unpack_low(j),
        c ^ unpack_low(k),
        d ^ unpack_low(l),
        e ^ unpack_high(i),
        f ^ unpack_high(j),
        g ^ unpack_high(k),
        h ^ unpack_high(l),
    ]
}

/// Row `r` moves by `r` columns: two bits of its byte each.
#[inline(always)]
fn shift_rows(q: [u32; 8]) -> [u32; 8] {
    #[inline(always)]
    fn shift(word: u32) -> u32 {
        // Rows 2 and 3 by two columns, then rows 1 and 3 by one.
        let swap = (word ^ (word >> 4)) & 0x0f0f_0000;
        let x = word ^ swap ^ (swap << 4);
        (x & 0x00ff_00ff) | ((x & 0xfc00_fc00) >> 2) | ((x & 0x0300_0300) << 6)
    }
    let [a, b, c, d, e, f, g, h] = q;
    [shift(a), shift(b), shift(c), shift(d), shift(e), shift(f), shift(g), shift(h)]
}

/// 2 a\[r\] + 3 a\[r+1\] + a\[r+2\] + a\[r+3\] for every row r of every column.
#[inline(always)]
pub(super) fn mix_columns(q: [u32; 8]) -> [u32; 8] {
    let [a0, a1, a2, a3, a4, a5, a6, a7] = q;
    let sum = |a: u32| a ^ a.rotate_right(8);
    let (b0, b1, b2, b3) = (sum(a0), sum(a1), sum(a2), sum(a3));
    let (b4, b5, b6, b7) = (sum(a4), sum(a5), sum(a6), sum(a7));
    let rest = |a: u32, b: u32| a.rotate_right(8) ^ b.rotate_right(16);
    [
        b7 ^ rest(a0, b0),
        b0 ^ b7 ^ rest(a1, b1),
        b1 ^ rest(a2, b2),
        b2 ^ b7 ^ rest(a3, b3),
        b3 ^ b7 ^ rest(a4, b4),
        b4 ^ rest(a5, b5),
        b5 ^ rest(a6, b6),
        b6 ^ rest(a7, b7),
    ]
}
