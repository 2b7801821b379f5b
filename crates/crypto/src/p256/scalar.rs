//! Scalars: integers below 2^256 as eight words, least significant first, and the group order n.

use motetls_base::ct::barrier;
use zeroize::Zeroize;

use super::divide::{LimbModulus, divide, reduce};
use super::limbs::{Product, Words, to_limbs, to_words, wipe};

/// The order n of the group (SP 800-186, section 3.2.1.3).
pub(super) static ORDER: Words = [
    0xfc63_2551,
    0xf3b9_cac2,
    0xa717_9e84,
    0xbce6_faad,
    0xffff_ffff,
    0xffff_ffff,
    0x0000_0000,
    0xffff_ffff,
];

/// n in limbs of 29 bits, and -1 / n modulo 2^29.
static ORDER_LIMBS: LimbModulus = LimbModulus {
    limbs: [
        0x1c63_2551,
        0x1dce_5617,
        0x5e7_a13c,
        0xdf5_5b4e,
        0x1fff_fbce,
        0x1fff_ffff,
        0x0003_ffff,
        0x1fe0_0000,
        0xff_ffff,
    ],
    inverse: 0xe00_bc4f,
};

/// A scalar recoded into [`Digit`]s, all of them odd. Wiped when dropped.
///
/// An odd k below 2^256 is the sum of (2 h_i - 1) 2^i over the 256 bits h_i of h = (k >> 1) +
/// 2^255.
pub(super) struct Recoded {
    /// The bits of h.
    bits: Words,
    /// All ones if the scalar was even and n - k stands for it, else zero.
    pub(super) negated: i32,
}

/// One signed odd digit of a recoded scalar: `2 * index + 1`, or a point of the comb's table.
pub(super) struct Digit {
    /// Which of the eight table entries, 0 to 7.
    pub(super) index: u32,
    /// All ones if the entry is to be negated, else zero.
    pub(super) negative: i32,
}

impl Recoded {
    /// Of no scalar.
    pub(super) const NONE: Self = Recoded { bits: [0; 8], negated: 0 };

    /// Recodes k or n - k, whichever is odd, for k in `0..=n`.
    pub(super) fn new(k: &Words) -> Self {
        let even = (k[0] & 1).wrapping_sub(1);
        let mut bits = ORDER;
        sub(&mut bits, k);
        let mut high = 1;
        for (bit, k) in bits.iter_mut().zip(k).rev() {
            let word = k ^ ((k ^ *bit) & even);
            *bit = word >> 1 | high << 31;
            high = word;
        }
        Recoded { bits, negated: even as i32 }
    }

    /// The digit of weight 16^j, for j in `0..64`: |digit| = 2 index + 1.
    pub(super) fn window(&self, j: u32) -> Digit {
        Digit::new(self.bits[(j >> 3) as usize & 7] >> (4 * (j & 7)) & 15)
    }

    /// The digits of weight 2^j, 2^(j + 64), 2^(j + 128) and 2^(j + 192) together, for j in
    /// `0..64`.
    pub(super) fn column(&self, j: u32) -> Digit {
        let mut w = 0;
        for tooth in (0..8).step_by(2).rev() {
            w = w << 1 | self.bits[((j >> 5) as usize + tooth) & 7] >> (j & 31) & 1;
        }
        Digit::new(w)
    }
}

impl Drop for Recoded {
    fn drop(&mut self) {
        self.bits.zeroize();
    }
}

impl Digit {
    /// Four bits h_3 to h_0 that mean the sum of (2 h_i - 1) g_i: h_3 is the sign, the others are
    /// relative to it.
    fn new(w: u32) -> Self {
        let negative = (w >> 3).wrapping_sub(1);
        Digit { index: (w ^ negative) & 7, negative: negative as i32 }
    }
}

/// The integer of 32 big-endian bytes.
#[inline(never)]
pub(super) fn from_bytes(bytes: &[u8; 32]) -> Words {
    let mut words = [0; 8];
    for (word, chunk) in words.iter_mut().rev().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*chunk);
    }
    words
}

/// An integer as 32 big-endian bytes.
pub(super) fn to_bytes(words: &Words, bytes: &mut [u8; 32]) {
    for (chunk, word) in bytes.as_chunks_mut::<4>().0.iter_mut().rev().zip(words) {
        *chunk = word.to_be_bytes();
    }
}

/// a += b mod 2^256 where `mask` is all ones, and a stays where it is zero; yields the carry, 0 or
/// 1.
#[inline(never)]
pub(super) fn add(a: &mut Words, b: &Words, mask: u32) -> u32 {
    let mut carry = 0;
    for (a, b) in a.iter_mut().zip(b) {
        let sum = u64::from(*a) + u64::from(*b & mask) + u64::from(carry);
        *a = sum as u32;
        carry = (sum >> 32) as u32;
    }
    carry
}

/// a -= b mod 2^256; yields the borrow, 0 or 1.
#[inline(never)]
pub(super) fn sub(a: &mut Words, b: &Words) -> u32 {
    let mut borrow = 0;
    for (a, b) in a.iter_mut().zip(b) {
        let difference = i64::from(*a) - i64::from(*b) - i64::from(borrow);
        *a = difference as u32;
        borrow = (difference >> 63) as u32 & 1;
    }
    borrow
}

/// Whether a < b; constant time, up to what the caller does with the answer.
#[inline(never)]
pub(super) fn less(a: &Words, b: &Words) -> bool {
    let mut a = *a;
    sub(&mut a, b) != 0
}

/// Whether a = 0; constant time, up to what the caller does with the answer.
pub(super) fn is_zero(a: &Words) -> bool {
    a.iter().fold(0, |any, word| any | word) == 0
}

/// Whether `k` is in `1..n`. The answer may be public, `k` stays secret.
pub(super) fn in_range(k: &Words) -> bool {
    !is_zero(k) && less(k, &ORDER)
}

/// Whether bit i is set; bits outside `0..256` are clear.
pub(super) fn bit(k: &Words, i: i32) -> u32 {
    k.get((i >> 5) as usize).map_or(0, |word| word >> (i & 31) & 1)
}

/// x modulo n, for carry 2^256 + x below 2 n.
#[inline(never)]
pub(super) fn conditional_subtract(x: &mut Words, carry: u32) {
    let short = sub(x, &ORDER);
    // Opaque, so that it is not turned back into a branch.
    let back = barrier(carry.wrapping_sub(short));
    add(x, &ORDER, back);
}

/// x / s modulo n, in `0..n`, for s in `1..n`.
pub(super) fn quotient<P: Product>(x: &Words, s: &Words) -> Words {
    let mut limbs = [to_limbs(x), to_limbs(s)];
    let [dividend, divisor] = &mut limbs;
    divide::<P>(dividend, divisor, &ORDER_LIMBS);
    // Now in `-2^233 .. 2^256 + 2^230`: what is below 0 gains n, what is 2^256 or more loses it.
    reduce::<P>(dividend, &ORDER_LIMBS.limbs);
    let mut quotient = to_words(dividend);
    conditional_subtract(&mut quotient, 0);
    wipe(limbs.as_flattened_mut());
    quotient
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::p256::limbs::MASK;
    use crate::p256::limbs29::Unrolled;
    use crate::random::random;
    use proptest::prelude::{Strategy, any};

    /// A 257-bit two's complement number is enough for sums of digits: compare modulo 2^256.
    fn add_signed(sum: &mut Words, bit: u32, negative: bool) {
        let mut power = [0; 8];
        power[bit as usize / 32] = 1 << (bit % 32);
        if negative {
            sub(sum, &power)
        } else {
            add(sum, &power, !0)
        };
    }

    /// Scalars at the ends of the range, the order, and 0.
    fn ends() -> impl Iterator<Item = Words> {
        let near = (0..40u32).map(|k| {
            let mut words = ORDER;
            sub(&mut words, &[k / 2 + 1, 0, 0, 0, 0, 0, 0, 0]);
            if k % 2 == 0 { words } else { [k / 2 + 1, 0, 0, 0, 0, 0, 0, 0] }
        });
        near.chain([ORDER, [0; 8]])
    }

    /// Scalars below the order.
    fn scalar() -> impl Strategy<Value = Words> {
        any::<Words>().prop_map(|mut words| {
            if !less(&words, &ORDER) {
                sub(&mut words, &ORDER);
            }
            words
        })
    }

    #[test]
    fn digits_add_up() {
        ends().for_each(add_up);
        random(64, scalar(), add_up);
    }

    fn add_up(k: Words) {
        let recoded = Recoded::new(&k);
        let mut odd = k;
        if k[0] & 1 == 0 {
            odd = ORDER;
            sub(&mut odd, &k);
        }
        assert_eq!(recoded.negated, if odd == k { 0 } else { -1 });
        let (mut windows, mut columns) = ([0; 8], [0; 8]);
        for j in 0..64 {
            let digit = recoded.window(j);
            assert!(digit.index < 8);
            for bit in 0..4 {
                if (2 * digit.index + 1) >> bit & 1 == 1 {
                    add_signed(&mut windows, 4 * j + bit, digit.negative != 0);
                }
            }
            let digit = recoded.column(j);
            assert!(digit.index < 8);
            for tooth in 0..4 {
                let minus = tooth < 3 && digit.index >> tooth & 1 == 0;
                add_signed(&mut columns, 64 * tooth + j, minus != (digit.negative != 0));
            }
        }
        assert_eq!((windows, columns), (odd, odd));
        assert_eq!(
            (recoded.window(63).negative, recoded.column(63).negative),
            (0, 0),
            "the first digit is positive"
        );
    }

    /// No k in `1..n` has the last column c that would make the last addition of the comb
    /// exceptional: k = n + 2 c with c = -2^192 +- 2^128 +- 2^64 +- 1. For windows there is one
    /// such k, n - 2.
    #[test]
    fn exceptional_last_digits() {
        for signs in 0..8 {
            let mut k = ORDER;
            for bit in [193, 129, 65, 1].into_iter().zip([0, 4, 2, 1]) {
                add_signed(&mut k, bit.0, signs & bit.1 == 0);
            }
            let digit = Recoded::new(&k).column(0);
            assert!(digit.negative == 0 || digit.index != !signs & 7, "{signs}");
        }
        for index in 0..8 {
            let mut k = ORDER;
            sub(&mut k, &[2 * (2 * index + 1), 0, 0, 0, 0, 0, 0, 0]);
            let digit = Recoded::new(&k).window(0);
            assert_eq!(digit.negative != 0 && digit.index == index, index == 0);
        }
    }

    #[test]
    fn constants_follow_from_the_order() {
        assert_eq!(ORDER_LIMBS.limbs, to_limbs(&ORDER));
        assert_eq!(to_words(&ORDER_LIMBS.limbs), ORDER);
        assert_eq!(ORDER_LIMBS.inverse.wrapping_mul(ORDER[0] as i32) & MASK, MASK);
    }

    /// a b modulo n, bit by bit.
    fn times(a: &Words, b: &Words) -> Words {
        let plus = |a: &Words, b: &Words| {
            let mut sum = *a;
            if add(&mut sum, b, !0) != 0 || !less(&sum, &ORDER) {
                sub(&mut sum, &ORDER);
            }
            sum
        };
        (0..256).rev().fold([0; 8], |product, i| {
            let double = plus(&product, &product);
            if bit(b, i) == 1 { plus(&double, a) } else { double }
        })
    }

    #[test]
    fn quotients_times_divisors_are_the_dividends() {
        let check = |x: &Words, s: &Words| {
            let quotient = quotient::<Unrolled>(x, s);
            assert!(less(&quotient, &ORDER));
            assert_eq!(times(&quotient, s), times(&[1, 0, 0, 0, 0, 0, 0, 0], x), "{x:x?} {s:x?}");
        };
        for s in ends().filter(in_range).step_by(2) {
            ends().chain([[!0; 8]]).step_by(3).for_each(|x| check(&x, &s));
        }
        // Dividends need not be below the order.
        let divisors = scalar().prop_filter("0 divides nothing", in_range);
        random(16, (any::<Words>(), divisors), |(x, s)| check(&x, &s));
    }
}
