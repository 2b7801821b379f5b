//! Scalars: integers below 2^256 as eight words, least significant first, and the group order n.

use zeroize::Zeroize;

/// A 256-bit integer, least significant word first.
pub(super) type Words = [u32; 8];

/// The order n of the group (SP 800-186, section 3.2.1.3).
pub(super) static ORDER: Words =
    [0xfc63_2551, 0xf3b9_cac2, 0xa717_9e84, 0xbce6_faad, 0xffff_ffff, 0xffff_ffff, 0x0000_0000, 0xffff_ffff];

/// A scalar recoded for [`digit`]s, all of them odd. Wiped when dropped.
///
/// An odd k below 2^256 is the sum of (2 h_i - 1) 2^i over the 256 bits h_i of h = (k >> 1) + 2^255.
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

    /// The digits of weight 2^j, 2^(j + 64), 2^(j + 128) and 2^(j + 192) together, for j in `0..64`.
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
    /// Four bits h_3 to h_0 that mean the sum of (2 h_i - 1) g_i: h_3 is the sign, the others are relative to it.
    fn new(w: u32) -> Self {
        let negative = (w >> 3).wrapping_sub(1);
        Digit { index: (w ^ negative) & 7, negative: negative as i32 }
    }
}

/// The integer of 32 big-endian bytes.
pub(super) fn from_bytes(bytes: &[u8; 32]) -> Words {
    let mut words = [0; 8];
    for (word, chunk) in words.iter_mut().rev().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*chunk);
    }
    words
}

/// a += b mod 2^256; yields the carry, 0 or 1.
#[inline(never)]
pub(super) fn add(a: &mut Words, b: &Words) -> u32 {
    let mut carry = 0;
    for (a, b) in a.iter_mut().zip(b) {
        let sum = u64::from(*a) + u64::from(*b) + u64::from(carry);
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
pub(super) fn less_vartime(a: &Words, b: &Words) -> bool {
    let mut a = *a;
    sub(&mut a, b) != 0
}

/// Whether a = 0; constant time, up to what the caller does with the answer.
fn is_zero_vartime(a: &Words) -> bool {
    a.iter().fold(0, |any, word| any | word) == 0
}

/// Whether `k` is in `1..n`. The answer may be public, `k` stays secret.
pub(super) fn in_range(k: &Words) -> bool {
    !is_zero_vartime(k) && less_vartime(k, &ORDER)
}

/// Whether bit i is set; bits outside `0..256` are clear.
pub(super) fn bit_vartime(k: &Words, i: i32) -> u32 {
    k.get((i >> 5) as usize).map_or(0, |word| word >> (i & 31) & 1)
}

/// Replaces x and y by x / s and y / s modulo n, for s in `1..n`, x and y below n. All three are public.
///
/// A binary extended Euclid: n is prime, a and b run from s and n down to 0 and 1; throughout, a x_0 = s x_a and
/// b x_0 = s x_b modulo n where x_0 is the x of the start, and the same for y.
pub(super) fn divide_vartime(x: &mut Words, y: &mut Words, s: &Words) {
    let (mut a, mut b) = (*s, ORDER);
    let (mut x_b, mut y_b) = ([0; 8], [0; 8]);
    while !is_zero_vartime(&a) {
        if a[0] & 1 != 0 {
            if less_vartime(&a, &b) {
                core::mem::swap(&mut a, &mut b);
                core::mem::swap(x, &mut x_b);
                core::mem::swap(y, &mut y_b);
            }
            sub(&mut a, &b);
            sub_mod_vartime(x, &x_b);
            sub_mod_vartime(y, &y_b);
        }
        halve(&mut a, 0);
        halve_mod_vartime(x);
        halve_mod_vartime(y);
    }
    *x = x_b;
    *y = y_b;
}

/// a = a - b mod n, for a and b below n.
fn sub_mod_vartime(a: &mut Words, b: &Words) {
    if sub(a, b) != 0 {
        add(a, &ORDER);
    }
}

/// a = a / 2 mod n, for a below n.
fn halve_mod_vartime(a: &mut Words) {
    let carry = if a[0] & 1 != 0 { add(a, &ORDER) } else { 0 };
    halve(a, carry);
}

/// a = (a + 2^256 carry) >> 1.
#[inline(never)]
fn halve(a: &mut Words, carry: u32) {
    let mut high = carry;
    for word in a.iter_mut().rev() {
        let low = *word;
        *word = low >> 1 | high << 31;
        high = low;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A 257-bit two's complement number is enough for sums of digits: compare modulo 2^256.
    fn add_signed(sum: &mut Words, bit: u32, negative: bool) {
        let mut power = [0; 8];
        power[bit as usize / 32] = 1 << (bit % 32);
        if negative {
            sub(sum, &power)
        } else {
            add(sum, &power)
        };
    }

    fn samples() -> impl Iterator<Item = Words> {
        let mut state = 7u32;
        let random = (0..200).map(move |_| {
            core::array::from_fn(|i| {
                state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
                if i == 7 { (state >> 8) * 255 } else { state }
            })
        });
        let near = (0..40u32).map(|k| {
            let mut words = ORDER;
            sub(&mut words, &[k / 2 + 1, 0, 0, 0, 0, 0, 0, 0]);
            if k % 2 == 0 { words } else { [k / 2 + 1, 0, 0, 0, 0, 0, 0, 0] }
        });
        random.chain(near).chain([ORDER, [0; 8]])
    }

    #[test]
    fn digits_add_up() {
        for k in samples() {
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
    }

    /// No k in `1..n` has the last column c that would make the last addition of the comb exceptional: k = n + 2 c with
    /// c = -2^192 +- 2^128 +- 2^64 +- 1. For windows there is one such k, n - 2.
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
    fn quotients_times_divisor_are_the_dividends() {
        let times = |a: &Words, b: &Words| {
            (0..256).rev().fold([0; 8], |product, i| {
                let mut sum = [0; 8];
                for term in [&product, &product, if bit_vartime(b, i) == 1 { a } else { &[0; 8] }] {
                    let mut negative = ORDER;
                    sub(&mut negative, term);
                    sub_mod_vartime(&mut sum, &if *term == [0; 8] { [0; 8] } else { negative });
                }
                sum
            })
        };
        let values = || samples().filter(|k| less_vartime(k, &ORDER));
        for ((x, y), s) in values().zip(values().skip(1)).zip(values().skip(2).filter(in_range)) {
            let (mut u, mut v) = (x, y);
            divide_vartime(&mut u, &mut v, &s);
            assert_eq!((times(&u, &s), times(&v, &s)), (x, y));
        }
    }
}
