//! Field elements of eight words of 32 bits, for cores with an instruction that multiplies and adds
//! words.
//!
//! Elements are integers below p in Montgomery form with R = 2^256: N and M are both `0..p`. In
//! base B = 2^32, p = -1 + B^3 + B^6 - B^7 + B^8: as p = -1 modulo B, the quotient digit of a
//! Montgomery step is the lowest word itself, and of its multiple of p only one product is no
//! shift.
//!
//! What is fast on such words takes assembly, which comes from a crate of its own,
//! `motetls-crypto-asm`, as an [`Arithmetic`]; [`Portable`] is the same in Rust, to be compared
//! with. Where there is no assembly, limbs of 29 bits ([`Limbs29`](super::Limbs29)) are faster:
//! Rust has no carry flag to offer.

use core::cell::Cell;
use core::marker::PhantomData;
use motetls_base::ct::{self, barrier};

use zeroize::Zeroize;

use super::field::{Field, P_WORDS};
use super::limbs::Words;
use super::limbs29::Unrolled;
use super::sealed;
use super::words::{COMB_32, CONSTANTS_32};

/// Arithmetic modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1 on words.
///
/// Operands and results are integers below p unless stated otherwise; all three may be one. Nothing
/// may take a time or touch an address that depends on a value.
pub trait Arithmetic: Copy + 'static {
    /// to = left * right / 2^256. Takes integers up to 2^256 - 1 as long as one of both is below p.
    fn multiply(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>);
    /// to = left + right. Takes integers up to 2^256 - 1 as long as the sum is below 2 p.
    fn add(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>);
    /// to = left - right.
    fn subtract(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>);
}

/// Field elements of eight words of 32 bits, with the arithmetic `A`.
#[derive(Clone, Copy, Debug)]
pub struct Words32<A>(PhantomData<A>);

/// The twin of the assembly.
#[derive(Clone, Copy, Debug)]
pub enum Portable {}

impl<A: Arithmetic> sealed::Field for Words32<A> {}

impl<A: Arithmetic> Field for Words32<A> {
    type Element = Words;
    type Product = Unrolled;
    type Context = ();
    const ZERO: Words = [0; 8];
    const CONSTANTS: &'static [Words; 4] = &CONSTANTS_32;
    const COMB: &'static [[Words; 8]; 2] = &COMB_32;

    #[inline(always)]
    fn context() {}

    #[inline(always)]
    fn multiply(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>, (): &mut ()) {
        A::multiply(to, left, right);
    }

    #[inline(always)]
    fn combine(x: i32, y: i32, to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
        let spare;
        // Room for what is between two steps: the result's own place, unless that is still to be
        // read.
        let between = if core::ptr::eq(to, right) {
            spare = Cell::new([0; 8]);
            &spare
        } else {
            to
        };
        let mut left = left;
        if x == 2 {
            A::add(between, left, left);
            left = between;
        }
        if y == -2 {
            A::subtract(between, left, right);
            left = between;
        }
        if y < 0 {
            A::subtract(to, left, right);
        } else if y == 0 {
            to.set(left.get());
        } else {
            A::add(to, left, right);
        }
    }

    #[inline(always)]
    fn from_words(words: &Words) -> Words {
        let element = Cell::new(*words);
        A::add(&element, &element, &Cell::new([0; 8]));
        element.get()
    }

    #[inline(always)]
    fn to_words(element: &Words) -> Words {
        *element
    }

    #[inline(always)]
    fn zero_mask(element: &Words) -> u32 {
        let any = element.iter().fold(0, |any, word| any | word);
        // The top bit of x | -x tells whether x differs from 0.
        barrier(!(((any | any.wrapping_neg()) as i32 >> 31) as u32))
    }

    #[inline(always)]
    fn conditional_negate(element: &mut Words, mask: i32) {
        let negative = Cell::new([0; 8]);
        A::subtract(&negative, &negative, Cell::from_mut(element));
        let mask = barrier(mask as u32);
        for (word, negative) in element.iter_mut().zip(negative.get()) {
            *word ^= (*word ^ negative) & mask;
        }
    }

    #[inline(always)]
    fn select(to: &mut Words, entries: &[Words; 8], masks: &[i32; 8]) {
        let [e0, e1, e2, e3, e4, e5, e6, e7] = entries;
        let [m0, m1, m2, m3, m4, m5, m6, m7] = masks.map(|mask| mask as u32);
        for (i, word) in to.iter_mut().enumerate() {
            let low = e0[i] & m0 | e1[i] & m1 | e2[i] & m2 | e3[i] & m3;
            *word = low | e4[i] & m4 | e5[i] & m5 | e6[i] & m6 | e7[i] & m7;
        }
    }

    #[inline(always)]
    fn wipe(elements: &mut [Words]) {
        elements.as_flattened_mut().zeroize();
    }
}

impl Arithmetic for Portable {
    #[inline(never)]
    fn multiply(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
        let b = right.get();
        let mut t = [0u32; 9];
        for a in &left.get() {
            // t + a b, below 2 B^9; `top` is the word of B^9, which does not fit t any more.
            let mut c = 0;
            for (t, b) in t.iter_mut().zip(&b) {
                (*t, c) = step(*t, *a, *b, c);
            }
            let top;
            (t[8], top) = step(t[8], 0, 0, c);
            // q p = q (p + 1) - q, where q = t_0 goes out, divided by B.
            let [q, rest @ ..] = t;
            let mut c = 0;
            for ((t, word), coefficient) in t.iter_mut().zip(&rest).zip(&[0, 0, 1, 0, 0, 1, !0, 0])
            {
                (*t, c) = step(*word, q, *coefficient, c);
            }
            t[8] = top + c;
        }
        let [sum @ .., carry] = t;
        to.set(reduced(&sum, carry));
    }

    #[inline(never)]
    fn add(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
        let (sum, carry) = sum(&left.get(), &right.get());
        to.set(reduced(&sum, carry));
    }

    #[inline(never)]
    fn subtract(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
        let (difference, borrow) = difference(&left.get(), &right.get());
        let mask = ct::mask(borrow);
        to.set(sum(&difference, &P_WORDS.map(|word| word & mask)).0);
    }
}

/// a + b c + carry as (low, high): at most 2^64 - 1.
#[inline(always)]
const fn step(a: u32, b: u32, c: u32, carry: u32) -> (u32, u32) {
    let wide = a as u64 + b as u64 * c as u64 + carry as u64;
    (wide as u32, (wide >> 32) as u32)
}

/// carry 2^256 + a, below 2 p, modulo p.
fn reduced(a: &Words, carry: u32) -> Words {
    let (mut reduced, borrow) = difference(a, &P_WORDS);
    // a stays where the difference is negative.
    let keep = barrier(carry.wrapping_sub(borrow));
    for (word, a) in reduced.iter_mut().zip(a) {
        *word ^= (*word ^ a) & keep;
    }
    reduced
}

/// a - b modulo 2^256, and the borrow.
fn difference(a: &Words, b: &Words) -> (Words, u32) {
    let mut difference = [0; 8];
    let mut borrow = 0;
    for (to, (a, b)) in difference.iter_mut().zip(a.iter().zip(b)) {
        let wide = i64::from(*a) - i64::from(*b) - i64::from(borrow);
        *to = wide as u32;
        borrow = (wide >> 63) as u32 & 1;
    }
    (difference, borrow)
}

/// a + b modulo 2^256, and the carry.
fn sum(a: &Words, b: &Words) -> (Words, u32) {
    let mut sum = [0; 8];
    let mut carry = 0;
    for (to, (a, b)) in sum.iter_mut().zip(a.iter().zip(b)) {
        (*to, carry) = step(*a, *b, 1, carry);
    }
    (sum, carry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::p256::reference::{self, Integer};
    use crate::random::random;
    use proptest::array::uniform8;
    use proptest::prelude::{Strategy, any, prop_oneof};
    use proptest::sample::select;

    fn integer(words: &Words) -> Integer {
        let half =
            |words: &[u32]| words.iter().rev().fold(0, |half, word| half << 32 | u128::from(*word));
        Integer(half(&words[4..]), half(&words[..4]))
    }

    /// Elements at the ends of the range.
    fn ends() -> impl Iterator<Item = Words> {
        let small = |k| [k, 0, 0, 0, 0, 0, 0, 0];
        (0..5).flat_map(move |k| [small(k), difference(&P_WORDS, &small(k + 1)).0])
    }

    /// Elements of random words and of words at the ends of their range.
    fn element() -> impl Strategy<Value = Words> {
        let word = prop_oneof![any::<u32>(), select(&[0, !0, 1, !1])];
        uniform8(word).prop_map(|words| reduced(&words, 0))
    }

    /// Holds `test` against pairs of elements: the ends with each other and with random ones, and
    /// random ones.
    fn pairs(test: impl Fn(Words, Words)) {
        ends().for_each(|a| ends().for_each(|b| test(a, b)));
        random(32, (element(), element()), |(a, b)| {
            test(a, b);
            for end in ends().take(2) {
                test(a, end);
                test(end, a);
            }
        });
    }

    #[test]
    fn constants_follow_from_their_recipes() {
        let values = [
            reference::ONE.doubled(256),
            reference::ONE,
            reference::ONE.doubled(512),
            reference::B.doubled(256),
        ];
        assert_eq!(CONSTANTS_32.map(|words| integer(&words)), values);
        let radix = reference::ONE.doubled(256);
        let points = COMB_32[0].iter().zip(&COMB_32[1]).zip(crate::p256::comb::COMB[0].iter());
        for ((x, y2), slot) in points {
            // Half of 2 y, and the equation y^2 = x^3 - 3 x + b.
            let [x, y] =
                [integer(x).times(radix.inverse()), integer(y2).times(radix.doubled(1).inverse())];
            let cubic = x.times(x).times(x).minus(x).minus(x).minus(x).plus(reference::B);
            assert_eq!(y.times(y), cubic);
            assert_eq!(x.slot(), *slot);
        }
    }

    #[test]
    fn operations_as_in_the_textbook() {
        let unit = reference::ONE.doubled(256).inverse();
        pairs(|a, b| {
            let (x, y) = (integer(&a), integer(&b));
            let (left, right, to) = (Cell::new(a), Cell::new(b), Cell::new([0; 8]));
            Portable::multiply(&to, &left, &right);
            assert_eq!(integer(&to.get()), x.times(y).times(unit), "{a:x?} {b:x?}");
            for (f, y) in [(1, 1), (1, 0), (1, -1), (1, -2), (2, 1), (2, 0), (2, -1), (2, -2)].map(
                |(f, n)| {
                    Words32::<Portable>::combine(f, n, &to, &left, &right);
                    ((f, n), to.get())
                },
            ) {
                let scaled = x.doubled(f.0 as u32 - 1);
                let b = integer(&b);
                let expected = match f.1 {
                    -2 => scaled.minus(b).minus(b),
                    -1 => scaled.minus(b),
                    0 => scaled,
                    _ => scaled.plus(b),
                };
                assert_eq!(integer(&y), expected, "{f:?} {a:x?} {b:x?}");
            }
        });
    }

    #[test]
    fn operands_and_result_may_be_one() {
        type Formula = fn(&Cell<Words>, &Cell<Words>, &Cell<Words>);
        let fresh = |f: Formula, a, b| {
            let to = Cell::new([0; 8]);
            f(&to, &Cell::new(a), &Cell::new(b));
            to.get()
        };
        let formulas: [Formula; 3] = [
            |to, left, right| Words32::<Portable>::multiply(to, left, right, &mut ()),
            |to, left, right| Words32::<Portable>::combine(2, 1, to, left, right),
            |to, left, right| Words32::<Portable>::combine(1, -2, to, left, right),
        ];
        for f in formulas {
            pairs(|a, b| {
                let (left, right) = (Cell::new(a), Cell::new(b));
                f(&left, &left, &right);
                assert_eq!(left.get(), fresh(f, a, b));
                left.set(a);
                f(&right, &left, &right);
                assert_eq!(right.get(), fresh(f, a, b));
                f(&left, &left, &left);
                assert_eq!(left.get(), fresh(f, a, a));
            });
        }
    }

    #[test]
    fn zero_and_negatives() {
        pairs(|a, _| {
            for mask in [0, -1] {
                let mut negated = a;
                Words32::<Portable>::conditional_negate(&mut negated, mask);
                let expected =
                    if mask == 0 { integer(&a) } else { reference::ZERO.minus(integer(&a)) };
                assert_eq!(integer(&negated), expected);
            }
            assert_eq!(Words32::<Portable>::zero_mask(&a), if a == [0; 8] { !0 } else { 0 });
        });
        assert_eq!(Words32::<Portable>::from_words(&[!0; 8]), difference(&[!0; 8], &P_WORDS).0);
        assert_eq!(Words32::<Portable>::from_words(&P_WORDS), [0; 8]);
    }
}
