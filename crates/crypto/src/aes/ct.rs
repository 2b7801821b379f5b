//! AES-128 in constant time: bitsliced, two blocks in eight words.
//!
//! Word `i` holds bit `i` of all 32 bytes. Within a word, bit `8 * row + 2 * column + lane` belongs to that byte of the
//! state of block `lane`: rows are bytes of the word, so MixColumns rotates whole words.
//!
//! The circuit of the S-box leaves out the constant 0x63. ShiftRows and MixColumns keep a state of equal bytes as it is,
//! so the constant is added with the round key that follows, where the key schedule has put it.

use super::sbox::substitute;
use super::{Block, BlockCipher, block};
use motetls_base::secret::wipe_words;

/// Rounds of AES-128.
const ROUNDS: usize = 10;

/// Which bits are set in 0x63.
const CONSTANT: [u32; 8] = [!0, !0, 0, 0, 0, !0, !0, 0];

/// A key of AES-128 for the constant-time implementation: 16 bytes.
///
/// No address and no branch depends on key or data.
pub struct AesCt {
    key: Block,
}

/// The round keys of [`AesCt`], bitsliced for both lanes: 352 bytes.
pub struct RoundKeys([[u32; 8]; ROUNDS + 1]);

impl BlockCipher for AesCt {
    type RoundKeys = RoundKeys;

    fn new(key: &[u8; 16]) -> Self {
        AesCt { key: block(key) }
    }

    #[inline(never)]
    fn expand(&self, keys: &mut RoundKeys) {
        let mut now = [0; 8];
        for (i, word) in now.iter_mut().enumerate() {
            *word = self.key[i / 2];
        }
        transpose(&mut now);
        let mut round_constant = 1u32;
        let [first, rest @ ..] = &mut keys.0;
        *first = now;
        for key in rest {
            *key = now;
            sub_bytes(key);
            for (((i, word), key), constant) in now.iter_mut().enumerate().zip(key).zip(CONSTANT) {
                // Column 3, one row up, lands in column 0; the round constant joins in row 0.
                let turned = (*key ^ constant).rotate_right(14) & 0x0303_0303;
                let mut sum = *word ^ turned ^ (0x03 & 0u32.wrapping_sub((round_constant >> i) & 1));
                // Every column takes in those before it.
                sum ^= (sum & 0x3f3f_3f3f) << 2;
                sum ^= (sum & 0x0f0f_0f0f) << 4;
                *word = sum;
                *key = sum ^ constant;
            }
            round_constant = (round_constant << 1) ^ (0x11b & 0u32.wrapping_sub(round_constant >> 7));
        }
    }

    fn encrypt(keys: &RoundKeys, block: &mut Block) {
        let mut pair = [*block, *block];
        Self::encrypt_pair(keys, &mut pair);
        *block = pair[0];
    }

    #[inline(never)]
    fn encrypt_pair(keys: &RoundKeys, blocks: &mut [Block; 2]) {
        let [[a0, a1, a2, a3], [b0, b1, b2, b3]] = *blocks;
        let mut q = [a0, b0, a1, b1, a2, b2, a3, b3];
        transpose(&mut q);
        let [first, rest @ ..] = &keys.0;
        for (word, key) in q.iter_mut().zip(first) {
            *word ^= key;
        }
        for (round, key) in rest.iter().enumerate() {
            sub_bytes(&mut q);
            shift_rows(&mut q);
            if round != ROUNDS - 1 {
                mix_columns(&mut q);
            }
            add(&mut q, key);
        }
        transpose(&mut q);
        let [a0, b0, a1, b1, a2, b2, a3, b3] = q;
        *blocks = [[a0, a1, a2, a3], [b0, b1, b2, b3]];
    }
}

impl Default for RoundKeys {
    fn default() -> Self {
        RoundKeys([[0; 8]; ROUNDS + 1])
    }
}

impl Drop for AesCt {
    fn drop(&mut self) {
        wipe_words(&mut self.key);
    }
}

impl Drop for RoundKeys {
    fn drop(&mut self) {
        wipe_words(self.0.as_flattened_mut());
    }
}

/// In every byte of the words: bit `i` of word `j` changes places with bit `j` of word `i`.
#[inline(never)]
fn transpose(q: &mut [u32; 8]) {
    fn swap(low: &mut u32, high: &mut u32, distance: u32, mask: u32) {
        let both = ((*low >> distance) ^ *high) & mask;
        *high ^= both;
        *low ^= both << distance;
    }
    let [a, b, c, d, e, f, g, h] = q;
    for (x, y) in [(&mut *a, &mut *b), (&mut *c, &mut *d), (&mut *e, &mut *f), (&mut *g, &mut *h)] {
        swap(x, y, 1, 0x5555_5555);
    }
    for (x, y) in [(&mut *a, &mut *c), (&mut *b, &mut *d), (&mut *e, &mut *g), (&mut *f, &mut *h)] {
        swap(x, y, 2, 0x3333_3333);
    }
    for (x, y) in [(a, e), (b, f), (c, g), (d, h)] {
        swap(x, y, 4, 0x0f0f_0f0f);
    }
}

#[inline(never)]
fn sub_bytes(q: &mut [u32; 8]) {
    substitute(q);
}

#[inline(always)]
fn add(q: &mut [u32; 8], key: &[u32; 8]) {
    let [a, b, c, d, e, f, g, h] = *q;
    *q = [a ^ key[0], b ^ key[1], c ^ key[2], d ^ key[3], e ^ key[4], f ^ key[5], g ^ key[6], h ^ key[7]];
}

/// Row `r` moves by `r` columns: two bits of its byte each.
#[inline(always)]
fn shift_rows(q: &mut [u32; 8]) {
    let shift = |word: u32| {
        // Rows 2 and 3 by two columns, then rows 1 and 3 by one.
        let swap = (word ^ (word >> 4)) & 0x0f0f_0000;
        let x = word ^ swap ^ (swap << 4);
        (x & 0x00ff_00ff) | ((x & 0xfc00_fc00) >> 2) | ((x & 0x0300_0300) << 6)
    };
    let [a, b, c, d, e, f, g, h] = *q;
    *q = [shift(a), shift(b), shift(c), shift(d), shift(e), shift(f), shift(g), shift(h)];
}

/// 2 a\[r\] + 3 a\[r+1\] + a\[r+2\] + a\[r+3\] for every row r of every column.
#[inline(always)]
fn mix_columns(q: &mut [u32; 8]) {
    let [a0, a1, a2, a3, a4, a5, a6, a7] = *q;
    let sum = |a: u32| a ^ a.rotate_right(8);
    let (b0, b1, b2, b3) = (sum(a0), sum(a1), sum(a2), sum(a3));
    let (b4, b5, b6, b7) = (sum(a4), sum(a5), sum(a6), sum(a7));
    let rest = |a: u32, b: u32| a.rotate_right(8) ^ b.rotate_right(16);
    *q = [
        b7 ^ rest(a0, b0),
        b0 ^ b7 ^ rest(a1, b1),
        b1 ^ rest(a2, b2),
        b2 ^ b7 ^ rest(a3, b3),
        b3 ^ b7 ^ rest(a4, b4),
        b4 ^ rest(a5, b5),
        b5 ^ rest(a6, b6),
        b6 ^ rest(a7, b7),
    ];
}
