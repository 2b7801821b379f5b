//! The other direction of the constant-time implementation, in the same words and with the same
//! round keys.
//!
//! The S-box is an inversion and a linear map after it, so going back through it is the map
//! backwards, the S-box, and the map backwards: the circuit serves both directions.

use super::ct::{
    BitslicedRoundKeys, Ct, add, mix_columns, sub_bytes, transpose, unpack_high, unpack_low,
};
use super::size::KeySize;
use super::{Block, BlockCipher, BlockDecrypt};

impl<S: KeySize> BlockDecrypt for Ct<S> {
    type InverseKeys = BitslicedRoundKeys<S>;

    fn expand_inverse(&self, keys: &mut BitslicedRoundKeys<S>) {
        self.expand(keys);
    }

    fn decrypt(keys: &BitslicedRoundKeys<S>, block: &mut Block) {
        let mut pair = [*block, *block];
        decrypt_pair(keys.words(), &mut pair);
        *block = pair[0];
    }

    fn decrypt_pair(keys: &BitslicedRoundKeys<S>, blocks: &mut [Block; 2]) {
        decrypt_pair(keys.words(), blocks);
    }
}

/// The inverse cipher (FIPS 197, section 5.3) on two blocks with all of the sliced `keys`.
///
/// Round keys from the second on hold the constant of the S-box: adding one takes away what the
/// circuit lacks.
#[inline(never)]
fn decrypt_pair(keys: &[u32], blocks: &mut [Block; 2]) {
    let [[a0, a1, a2, a3], [b0, b1, b2, b3]] = *blocks;
    let mut q = [a0, b0, a1, b1, a2, b2, a3, b3];
    transpose(&mut q);
    let Some((first, rest)) = keys.split_first_chunk::<4>() else { return };
    let (rest, _) = rest.as_chunks();
    for (round, key) in rest.iter().rev().enumerate() {
        q = add(q, key);
        if round != 0 {
            q = unmix_columns(q);
        }
        let mut s = [0; 8];
        q = unmap(unshift_rows(q));
        sub_bytes(&q, &mut s);
        q = unmap(s);
    }
    let (low, high) = q.split_at_mut(4);
    for ((low, high), key) in low.iter_mut().zip(high).zip(first) {
        *low ^= unpack_low(*key);
        *high ^= unpack_high(*key);
    }
    transpose(&mut q);
    let [a0, b0, a1, b1, a2, b2, a3, b3] = q;
    *blocks = [[a0, a1, a2, a3], [b0, b1, b2, b3]];
}

/// Row `r` moves back by `r` columns: two bits of its byte each.
#[inline(always)]
fn unshift_rows(q: [u32; 8]) -> [u32; 8] {
    q.map(|word| {
        // Rows 2 and 3 by two columns, then rows 1 and 3 by one.
        let swap = (word ^ (word >> 4)) & 0x0f0f_0000;
        let x = word ^ swap ^ (swap << 4);
        (x & 0x00ff_00ff) | ((x & 0x3f00_3f00) << 2) | ((x & 0xc000_c000) >> 6)
    })
}

/// MixColumns after 5 a\[r\] + 4 a\[r+2\] for every row r of every column.
#[inline(always)]
fn unmix_columns(q: [u32; 8]) -> [u32; 8] {
    let [a0, a1, a2, a3, a4, a5, a6, a7] = q;
    let [b0, b1, b2, b3, b4, b5, b6, b7] = q.map(|word| word ^ word.rotate_right(16));
    let both = b6 ^ b7;
    mix_columns([
        a0 ^ b6,
        a1 ^ both,
        a2 ^ b0 ^ b7,
        a3 ^ b1 ^ b6,
        a4 ^ b2 ^ both,
        a5 ^ b3 ^ b7,
        a6 ^ b4,
        a7 ^ b5,
    ])
}

/// The linear map of the S-box backwards (FIPS 197, section 5.3.2): bit i is the sum of bits i + 2,
/// i + 5 and i + 7.
#[inline(always)]
fn unmap(q: [u32; 8]) -> [u32; 8] {
    let [a, b, c, d, e, f, g, h] = q;
    [c ^ f ^ h, d ^ g ^ a, e ^ h ^ b, f ^ a ^ c, g ^ b ^ d, h ^ c ^ e, a ^ d ^ f, b ^ e ^ g]
}
