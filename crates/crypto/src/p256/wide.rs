//! Field elements of four words of 64 bits, for hosts.
//!
//! Elements are integers below p in Montgomery form with R = 2^256: N and M are both `0..p`. As p =
//! -1 modulo 2^64, the quotient digit of a Montgomery step is the lowest word itself, and of its
//! multiple of p only one product is no shift.

use core::cell::Cell;
use motetls_base::ct::{self, barrier};

use zeroize::Zeroize;

use super::field::Field;
use super::limbs::Words;
use super::limbs29::Unrolled;
use super::sealed;
use super::words::{COMB_256, CONSTANTS_256, P, Quarters};

/// Four words of 64 bits; one `MUL` or `UMULH` per half product.
#[derive(Clone, Copy, Debug)]
pub enum Wide {}

impl sealed::Field for Wide {}

impl Field for Wide {
    type Element = Quarters;
    type Product = Unrolled;
    type Context = ();
    const ZERO: Quarters = [0; 4];
    const CONSTANTS: &'static [Quarters; 4] = &CONSTANTS_256;
    const COMB: &'static [[Quarters; 8]; 2] = &COMB_256;

    #[inline(always)]
    fn context() {}

    /// Takes integers up to 2^256 - 1 as long as one of both is below p: the sum is below 2 p then.
    #[inline(always)]
    fn multiply(to: &Cell<Quarters>, left: &Cell<Quarters>, right: &Cell<Quarters>, (): &mut ()) {
        to.set(product(&left.get(), &right.get()));
    }

    #[inline(always)]
    fn combine(x: i32, y: i32, to: &Cell<Quarters>, left: &Cell<Quarters>, right: &Cell<Quarters>) {
        let (mut a, b) = (left.get(), right.get());
        if x == 2 {
            a = plus(&a, &a);
        }
        to.set(match y {
            -2 => minus(&a, &plus(&b, &b)),
            -1 => minus(&a, &b),
            0 => a,
            _ => plus(&a, &b),
        });
    }

    #[inline(always)]
    fn from_words(words: &Words) -> Quarters {
        let mut quarters = [0; 4];
        for (quarter, [low, high]) in quarters.iter_mut().zip(words.as_chunks().0) {
            *quarter = u64::from(*low) | u64::from(*high) << 32;
        }
        reduced(&quarters, 0)
    }

    #[inline(always)]
    fn to_words(element: &Quarters) -> Words {
        let mut words = [0; 8];
        for ([low, high], quarter) in words.as_chunks_mut().0.iter_mut().zip(element) {
            (*low, *high) = (*quarter as u32, (*quarter >> 32) as u32);
        }
        words
    }

    #[inline(always)]
    fn zero_mask(element: &Quarters) -> u32 {
        let any = element.iter().fold(0, |any, word| any | word);
        // The top bit of x | -x tells whether x differs from 0.
        barrier(!((((any | any.wrapping_neg()) as i64) >> 63) as u32))
    }

    #[inline(always)]
    fn conditional_negate(element: &mut Quarters, mask: i32) {
        let negative = minus(&[0; 4], element);
        let mask = barrier(i64::from(mask) as u64);
        for (word, negative) in element.iter_mut().zip(negative) {
            *word ^= (*word ^ negative) & mask;
        }
    }

    #[inline(always)]
    fn select(to: &mut Quarters, entries: &[Quarters; 8], masks: &[i32; 8]) {
        *to = [0; 4];
        for (entry, mask) in entries.iter().zip(masks) {
            for (word, entry) in to.iter_mut().zip(entry) {
                *word |= entry & i64::from(*mask) as u64;
            }
        }
    }

    #[inline(always)]
    fn wipe(elements: &mut [Quarters]) {
        elements.as_flattened_mut().zeroize();
    }
}

/// a + b c + carry as (low, high): at most 2^128 - 1.
#[inline(always)]
const fn step(a: u64, b: u64, c: u64, carry: u64) -> (u64, u64) {
    let wide = a as u128 + b as u128 * c as u128 + carry as u128;
    (wide as u64, (wide >> 64) as u64)
}

/// a b / R modulo p: four rows, each a word of `a` times b and a Montgomery step.
#[inline(always)]
fn product(a: &Quarters, b: &Quarters) -> Quarters {
    let (mut t0, mut t1, mut t2, mut t3, mut t4) = (0, 0, 0, 0, 0u64);
    for a in a {
        let mut c;
        (t0, c) = step(t0, *a, b[0], 0);
        (t1, c) = step(t1, *a, b[1], c);
        (t2, c) = step(t2, *a, b[2], c);
        (t3, c) = step(t3, *a, b[3], c);
        let (low, high) = t4.overflowing_add(c);
        let (top, over) = (low, u64::from(high));
        // q p = q 2^256 - q 2^224 + q 2^192 + q 2^96 - q, where q = t0 goes out.
        let q = t0;
        (t0, c) = step(t1, q, 1 << 32, 0);
        (t1, c) = step(t2, 0, 0, c);
        (t2, c) = step(t3, q, P[3], c);
        let (low, high) = top.overflowing_add(c);
        (t3, t4) = (low, over + u64::from(high));
    }
    reduced(&[t0, t1, t2, t3], t4)
}

/// carry 2^256 + a, below 2 p, modulo p.
#[inline(always)]
fn reduced(a: &Quarters, carry: u64) -> Quarters {
    let (difference, borrow) = difference(a, &P);
    // a stays where the difference is negative.
    let keep = barrier(carry.wrapping_sub(borrow));
    core::array::from_fn(|i| difference[i] ^ ((difference[i] ^ a[i]) & keep))
}

/// a - b modulo 2^256, and the borrow.
#[inline(always)]
fn difference(a: &Quarters, b: &Quarters) -> (Quarters, u64) {
    let mut difference = [0; 4];
    let mut borrow = false;
    for (to, (a, b)) in difference.iter_mut().zip(a.iter().zip(b)) {
        let (first, under) = a.overflowing_sub(*b);
        let (second, again) = first.overflowing_sub(u64::from(borrow));
        (*to, borrow) = (second, under | again);
    }
    (difference, u64::from(borrow))
}

/// a + b modulo 2^256, and the carry.
#[inline(always)]
fn sum(a: &Quarters, b: &Quarters) -> (Quarters, u64) {
    let mut sum = [0; 4];
    let mut carry = false;
    for (to, (a, b)) in sum.iter_mut().zip(a.iter().zip(b)) {
        let (first, over) = a.overflowing_add(*b);
        let (second, again) = first.overflowing_add(u64::from(carry));
        (*to, carry) = (second, over | again);
    }
    (sum, u64::from(carry))
}

/// a + b modulo p.
#[inline(always)]
fn plus(a: &Quarters, b: &Quarters) -> Quarters {
    let (sum, carry) = sum(a, b);
    reduced(&sum, carry)
}

/// a - b modulo p.
#[inline(always)]
fn minus(a: &Quarters, b: &Quarters) -> Quarters {
    let (difference, borrow) = difference(a, b);
    let mask = ct::mask(borrow);
    sum(&difference, &P.map(|word| word & mask)).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::p256::reference::{self, Integer};
    use crate::random::random;
    use proptest::array::uniform4;
    use proptest::prelude::{Strategy, any, prop_oneof};
    use proptest::sample::select;

    fn quarters(integer: Integer) -> Quarters {
        [integer.1 as u64, (integer.1 >> 64) as u64, integer.0 as u64, (integer.0 >> 64) as u64]
    }

    fn integer(quarters: &Quarters) -> Integer {
        let half = |low: u64, high: u64| u128::from(low) | u128::from(high) << 64;
        Integer(half(quarters[2], quarters[3]), half(quarters[0], quarters[1]))
    }

    #[test]
    fn constants_follow_from_their_recipes() {
        assert_eq!(quarters(reference::P), P);
        let montgomery = |x: Integer| quarters(x.doubled(256));
        let radix = reference::ONE.doubled(256);
        assert_eq!(
            CONSTANTS_256,
            [
                montgomery(reference::ONE),
                quarters(reference::ONE),
                montgomery(radix),
                montgomery(reference::B)
            ]
        );
    }

    /// Elements at the ends of the range.
    fn ends() -> impl Iterator<Item = Quarters> {
        (0..5).flat_map(|k| [[k, 0, 0, 0], difference(&P, &[k + 1, 0, 0, 0]).0])
    }

    /// Elements of random words and of words at the ends of their range.
    fn element() -> impl Strategy<Value = Quarters> {
        let word = prop_oneof![any::<u64>(), select(&[0, u64::MAX, 1, u64::MAX << 32])];
        uniform4(word).prop_map(|words| reduced(&words, 0))
    }

    #[test]
    fn operations_as_in_the_textbook() {
        let unit = reference::ONE.doubled(256).inverse();
        let check = |a, b| as_in_the_textbook(a, b, unit);
        ends().for_each(|a| ends().for_each(|b| check(a, b)));
        random(32, (element(), element()), |(a, b)| {
            check(a, b);
            for end in ends().take(2) {
                check(a, end);
                check(end, a);
            }
        });
    }

    fn as_in_the_textbook(a: Quarters, b: Quarters, unit: Integer) {
        let (x, y) = (integer(&a), integer(&b));
        assert_eq!(integer(&product(&a, &b)), x.times(y).times(unit), "{a:x?} {b:x?}");
        assert_eq!(integer(&plus(&a, &b)), x.plus(y));
        assert_eq!(integer(&minus(&a, &b)), x.minus(y));
        for mask in [0, -1] {
            let mut negated = a;
            Wide::conditional_negate(&mut negated, mask);
            let expected = if mask == 0 { x } else { reference::ZERO.minus(x) };
            assert_eq!(integer(&negated), expected);
        }
        assert_eq!(Wide::zero_mask(&a), if a == [0; 4] { !0 } else { 0 });
        assert_eq!(Wide::from_words(&Wide::to_words(&a)), a);
    }
}
