//! Constants for fields with R = 2^256, out of those with R = 2^261: by arithmetic of the compiler,
//! so that there is one table to be checked.

use super::comb::COMB;
use super::limbs::{Fe, Words};
use super::limbs29::CONSTANTS;

/// An integer below 2^256, least significant half word first.
pub(super) type Quarters = [u64; 4];

/// p.
pub(super) const P: Quarters = [u64::MAX, 0xffff_ffff, 0, 0xffff_ffff_0000_0001];

/// See [`Field::CONSTANTS`](super::Field::CONSTANTS): R^2 has lost the factor 2^5 twice.
pub(super) const CONSTANTS_256: [Quarters; 4] =
    [shrunk(&CONSTANTS[0], 5), [1, 0, 0, 0], shrunk(&CONSTANTS[2], 10), shrunk(&CONSTANTS[3], 5)];

/// See [`Field::COMB`](super::Field::COMB).
pub(super) const COMB_256: [[Quarters; 8]; 2] = [column(&COMB[0]), column(&COMB[1])];

/// [`CONSTANTS_256`] in words of 32 bits.
pub(super) static CONSTANTS_32: [Words; 4] = [
    words(&CONSTANTS_256[0]),
    words(&CONSTANTS_256[1]),
    words(&CONSTANTS_256[2]),
    words(&CONSTANTS_256[3]),
];

/// [`COMB_256`] in words of 32 bits.
pub(super) static COMB_32: [[Words; 8]; 2] = [words_of(&COMB_256[0]), words_of(&COMB_256[1])];

const fn words_of(column: &[Quarters; 8]) -> [Words; 8] {
    let mut words_of = [[0; 8]; 8];
    let mut i = 0;
    while i < 8 {
        words_of[i] = words(&column[i]);
        i += 1;
    }
    words_of
}

const fn words(x: &Quarters) -> Words {
    let mut words = [0; 8];
    let mut i = 0;
    while i < 8 {
        words[i] = (x[i / 2] >> (32 * (i % 2))) as u32;
        i += 1;
    }
    words
}

const fn column(entries: &[Fe; 8]) -> [Quarters; 8] {
    let mut column = [[0; 4]; 8];
    let mut i = 0;
    while i < 8 {
        column[i] = shrunk(&entries[i], 5);
        i += 1;
    }
    column
}

/// The integer of limbs below p, divided by 2^count modulo p.
const fn shrunk(limbs: &Fe, count: u32) -> Quarters {
    let mut x = [0; 4];
    let mut bit = 0;
    while bit < 256 {
        x[bit / 64] |= ((limbs[bit / 29] >> (bit % 29) & 1) as u64) << (bit % 64);
        bit += 1;
    }
    let mut i = 0;
    while i < count {
        x = half(x);
        i += 1;
    }
    x
}

/// x / 2 modulo p.
const fn half(x: Quarters) -> Quarters {
    let odd = x[0] & 1;
    let mut sum = [0u64; 5];
    let mut carry = 0u64;
    let mut i = 0;
    while i < 4 {
        let wide = x[i] as u128 + (P[i] * odd) as u128 + carry as u128;
        sum[i] = wide as u64;
        carry = (wide >> 64) as u64;
        i += 1;
    }
    sum[4] = carry;
    [
        sum[0] >> 1 | sum[1] << 63,
        sum[1] >> 1 | sum[2] << 63,
        sum[2] >> 1 | sum[3] << 63,
        sum[3] >> 1 | sum[4] << 63,
    ]
}
