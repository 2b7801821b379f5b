//! Arithmetic modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1 on a machine of sixteen numbered slots.
//!
//! Formulas are lists of [`Op`], two bytes each; they are public, and what they do to the slots
//! does not depend on the values. Whatever an operation reads is M and whatever it writes is N (see
//! [`super::limbs`]), so operations chain without further thought.

use core::cell::Cell;

use super::divide::{LimbModulus, divide, reduce};
use super::limbs::{MASK, Product, Words, to_limbs, to_words as words_of, wipe};
use super::scalar::less;
use super::sealed;
use crate::formula::{Op, op, parts};

/// p in limbs of 29 bits, as an N, and -1 / p modulo 2^29.
pub(super) static P: LimbModulus = LimbModulus {
    limbs: [MASK, MASK, MASK, 0x1ff, 0, 0, 0x4_0000, 0x1fe0_0000, 0xff_ffff],
    inverse: 1,
};
/// p as words, least significant first.
pub(super) static P_WORDS: Words = [!0, !0, !0, 0, 0, 0, 1, !0];

/// Arithmetic modulo p on elements in Montgomery form, x R mod p for an R of the implementation's
/// choice. Sealed: from outside, [`Arithmetic`](super::Arithmetic) is what can be implemented.
///
/// What is read is an *operand* (M), what is written is *normal* (N); every N is an M, and an N is
/// zero modulo p in two forms at most. Nothing may take a time or touch an address that depends on
/// a value.
pub trait Field: Copy + 'static + sealed::Field {
    /// An element.
    type Element: Copy + 'static;
    /// How signed words are multiplied where divisions need it.
    type Product: Product;
    /// What multiplications want at hand.
    type Context;
    /// Zero, an N.
    const ZERO: Self::Element;
    /// 1, 1 / R, R and the coefficient b of the curve (SP 800-186, section 3.2.1.3), in Montgomery
    /// form, all N.
    const CONSTANTS: &'static [Self::Element; 4];
    /// x and 2 y of the points s_0 G + s_1 2^64 G + s_2 2^128 G + 2^192 G, s_t = 1 where bit t of
    /// the entry's number is set and -1 where it is not; in Montgomery form, all N.
    const COMB: &'static [[Self::Element; 8]; 2];

    /// What multiplications want at hand; made anew for every formula.
    fn context() -> Self::Context;
    /// to = left * right / R. Reads M, writes N; all three may be one.
    fn multiply(
        to: &Cell<Self::Element>,
        left: &Cell<Self::Element>,
        right: &Cell<Self::Element>,
        context: &mut Self::Context,
    );
    /// to = x * left + y * right, for x in 1..=2 and y in -2..=1. Reads M (N for 2 and -2), writes
    /// N; all three may be one.
    fn combine(
        x: i32,
        y: i32,
        to: &Cell<Self::Element>,
        left: &Cell<Self::Element>,
        right: &Cell<Self::Element>,
    );
    /// An integer as it is, not in Montgomery form: an M.
    fn from_words(words: &Words) -> Self::Element;
    /// The integer in `0..=p` that stands in an element which was last written by a multiplication
    /// of an N by 1 / R.
    fn to_words(element: &Self::Element) -> Words;
    /// element = 1 / element as an N in Montgomery form, for an element as [`Self::to_words`] takes
    /// it; 0 for 0.
    ///
    /// That multiplication has taken the element out of Montgomery form; dividing R by it puts the
    /// inverse back in.
    fn invert(element: &mut Self::Element) {
        let mut limbs = [Self::to_words(&Self::CONSTANTS[0]), Self::to_words(element)]
            .map(|words| to_limbs(&words));
        let [quotient, divisor] = &mut limbs;
        divide::<Self::Product>(quotient, divisor, &P);
        // Now in `-2^233 .. 2^256 + 2^230`: what is below 0 gains p, what is 2^256 or more loses
        // it.
        reduce::<Self::Product>(quotient, &P.limbs);
        *element = Self::from_words(&words_of(quotient));
        wipe(limbs.as_flattened_mut());
    }
    /// All ones if the N is zero modulo p, else zero; opaque to the compiler.
    fn zero_mask(element: &Self::Element) -> u32;
    /// Negates an M where `mask` is all ones; unchanged where it is zero. The result is M.
    fn conditional_negate(element: &mut Self::Element, mask: i32);
    /// The entry whose mask is all ones; all entries are read.
    fn select(to: &mut Self::Element, entries: &[Self::Element; 8], masks: &[i32; 8]);
    /// Overwrites elements with zeros in a way the compiler keeps.
    fn wipe(elements: &mut [Self::Element]);
}

/// Slot of 1, which is R mod p.
pub(super) const ONE: usize = 12;
/// Slot of 1 / R, which takes an element out of Montgomery form.
pub(super) const UNIT: usize = 13;
/// Slot of R, which is R^2 mod p and brings an element into Montgomery form.
pub(super) const RADIX: usize = 14;
/// Slot of the coefficient b of the curve (SP 800-186, section 3.2.1.3).
pub(super) const CURVE_B: usize = 15;

/// to = left * right: 8.
pub(super) const fn mul(to: usize, left: usize, right: usize) -> Op {
    op(8, to, left, right)
}

/// to = x * left + y * right, for x in 1..=2 and y in -2..=1; with 2 and -2, both must be N. Below
/// 8: bit 2 is x - 1, bits 0 and 1 are y + 2.
pub(super) const fn lin(to: usize, x: usize, left: usize, y: i32, right: usize) -> Op {
    op((x - 1) << 2 | (y + 2) as usize, to, left, right)
}

/// Sixteen field elements. Wiped when dropped.
pub(super) struct P256Machine<F: Field>(pub(super) [F::Element; 16]);

impl<F: Field> P256Machine<F> {
    /// Zeros. To be [prepared](Self::prepare) where it stays: it is too large to be moved.
    pub(super) const ZERO: Self = P256Machine([F::ZERO; 16]);

    /// Loads the constants into the last slots.
    #[inline(never)]
    pub(super) fn prepare(&mut self) {
        for (slot, constant) in self.0.iter_mut().skip(ONE).zip(F::CONSTANTS) {
            *slot = *constant;
        }
    }

    /// Runs a formula.
    #[inline(never)]
    pub(super) fn run(&mut self, formula: &[Op]) {
        let mut context = F::context();
        let slots = Cell::from_mut(&mut self.0).as_array_of_cells();
        for &op in formula {
            let (what, to, left, right) = parts(op);
            let (to, left, right) = (&slots[to], &slots[left], &slots[right]);
            if what & 8 == 0 {
                F::combine((1 + (what >> 2)) as i32, (what & 3) as i32 - 2, to, left, right);
            } else {
                F::multiply(to, left, right, &mut context);
            }
        }
    }

    /// slot = 1 / slot, for a slot that was last written by a multiplication of an N by [`UNIT`]; 0
    /// for 0.
    pub(super) fn invert(&mut self, slot: usize) {
        F::invert(&mut self.0[slot & 15]);
    }

    /// Loads a field element and brings it into Montgomery form, unless it is p or more.
    pub(super) fn load_element(&mut self, to: usize, words: &Words) -> bool {
        self.0[to & 15] = F::from_words(words);
        self.run(&[mul(to, to, RADIX)]);
        less(words, &P_WORDS)
    }

    /// The integer in a slot that was last written by a multiplication of an N by [`UNIT`],
    /// big-endian; p stands for 0.
    pub(super) fn store(&self, from: usize, bytes: &mut [u8; 32]) {
        let keep = !self.zero_mask(from);
        let words = F::to_words(&self.0[from & 15]);
        for (chunk, word) in bytes.as_chunks_mut::<4>().0.iter_mut().rev().zip(&words) {
            *chunk = (word & keep).to_be_bytes();
        }
    }

    /// All ones if the N in a slot is zero modulo p, else zero.
    #[inline(never)]
    pub(super) fn zero_mask(&self, slot: usize) -> u32 {
        F::zero_mask(&self.0[slot & 15])
    }

    /// Whether the N in a slot is zero modulo p.
    pub(super) fn is_zero(&self, slot: usize) -> bool {
        self.zero_mask(slot) != 0
    }

    /// Negates the M in a slot where `mask` is all ones; unchanged where it is zero. The result
    /// is M.
    #[inline(never)]
    pub(super) fn conditional_negate(&mut self, slot: usize, mask: i32) {
        F::conditional_negate(&mut self.0[slot & 15], mask);
    }
}

impl<F: Field> Drop for P256Machine<F> {
    fn drop(&mut self) {
        F::wipe(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::p256::limbs::{Fe, MASK, P_7, P_8, is_normal};
    use crate::p256::limbs29::{Limbs29, Multiplier29, Unrolled};
    use crate::p256::reference::{self, Integer};
    use crate::p256::rows::{Limbs16, Rolled};
    use crate::random::random;
    use proptest::array::uniform8;
    use proptest::prelude::{Strategy, prop_oneof};
    use proptest::sample::select;

    #[test]
    fn constants_follow_from_their_recipes() {
        assert_eq!((P.limbs, P.inverse), (reference::P.limbs(), 1));
        let words: Words = core::array::from_fn(|i| {
            let half = if i < 4 { reference::P.1 } else { reference::P.0 };
            (half >> (32 * (i % 4))) as u32
        });
        assert_eq!(P_WORDS, words);
        assert_eq!(<Limbs29<Unrolled>>::CONSTANTS[ONE - ONE], reference::ONE.slot());
        assert_eq!(<Limbs29<Unrolled>>::CONSTANTS[UNIT - ONE], reference::ONE.limbs());
        assert_eq!(<Limbs29<Unrolled>>::CONSTANTS[RADIX - ONE], reference::ONE.doubled(261).slot());
        assert_eq!(<Limbs29<Unrolled>>::CONSTANTS[CURVE_B - ONE], reference::B.slot());
        // p = -1 + 2^9 B^3 + 2^18 B^6 + (2^29 - 2^21) B^7 + (2^24 - 1) B^8 in base B = 2^29.
        let power = |exponent| reference::ONE.doubled(exponent);
        let times =
            |coefficient: i64, exponent| power(exponent).times(Integer(0, coefficient as u128));
        let sum = power(9 + 87).plus(power(18 + 174)).plus(times(P_7, 203)).plus(times(P_8, 232));
        assert_eq!(sum.minus(reference::ONE), reference::ZERO);
    }

    /// The value of limbs modulo p.
    fn value(limbs: &Fe) -> Integer {
        limbs.iter().rev().fold(reference::ZERO, |value, limb| {
            let part = Integer(0, u128::from(limb.unsigned_abs()));
            let value = value.doubled(29);
            if *limb < 0 { value.minus(part) } else { value.plus(part) }
        })
    }

    /// The largest highest limb of the range M.
    const TOP: i32 = (1 << 24) + (1 << 20);

    /// Elements with limbs at the ends of the range M.
    fn ends() -> impl Iterator<Item = Fe> {
        let fixed = [
            (MASK, TOP),
            (-MASK, -TOP),
            (0, 0),
            (MASK, -TOP),
            (-MASK, TOP),
            (1, 0),
            (0, -TOP),
            (MASK, 0xff_ffff),
        ];
        let fixed = fixed
            .into_iter()
            .map(|(low, top)| core::array::from_fn(|i| if i == 8 { top } else { low }));
        fixed.chain([P.limbs, P.limbs.map(|limb| -limb)])
    }

    /// Elements with each limb at an end of its range or within.
    fn element() -> impl Strategy<Value = Fe> {
        let limb = |end: i32| {
            let ends = select(std::vec![end, -end, 0, end - 1]);
            prop_oneof![-end..=end, ends]
        };
        (uniform8(limb(MASK)), limb(TOP))
            .prop_map(|(low, top)| core::array::from_fn(|i| if i == 8 { top } else { low[i] }))
    }

    /// Holds `test` against pairs of elements: the ends with each other, random ones with an end,
    /// and with each other.
    fn pairs(test: impl Fn(Fe, Fe)) {
        ends().for_each(|a| ends().for_each(|b| test(a, b)));
        random(16, (element(), element()), |(a, b)| {
            test(a, b);
            for end in ends().take(2) {
                test(a, end);
                test(end, a);
            }
        });
    }

    /// Overflow checks and the assertions on ranges are on in this build.
    #[test]
    fn operations_keep_value_and_range_at_the_ends_of_the_ranges() {
        keeps_value_and_range::<Unrolled>();
        keeps_value_and_range::<Rolled>();
        keeps_value_and_range::<Limbs16>();
    }

    fn keeps_value_and_range<M: Multiplier29>() {
        let unit = reference::ONE.doubled(261).inverse();
        pairs(|a, b| {
            let mut machine = P256Machine::<Limbs29<M>>::ZERO;
            machine.0[0] = a;
            machine.0[1] = b;
            machine.run(&[mul(2, 0, 1), mul(3, 0, 0)]);
            assert_eq!(value(&machine.0[2]), value(&a).times(value(&b)).times(unit), "{a:?} {b:?}");
            assert_eq!(value(&machine.0[3]), value(&a).times(value(&a)).times(unit), "{a:?}");
            for (x, y) in [(1, 1i32), (1, 0), (1, -1), (1, -2), (2, 1), (2, 0), (2, -1), (2, -2)] {
                if (x, y) == (2, -2)
                    && ![a, b].map(|limbs| limbs.map(Cell::new)).iter().all(is_normal)
                {
                    continue;
                }
                machine.run(&[lin(4, x, 0, y, 1)]);
                let scaled = value(&a).doubled(x as u32 - 1);
                let expected = match y {
                    -2 => scaled.minus(value(&b)).minus(value(&b)),
                    -1 => scaled.minus(value(&b)),
                    0 => scaled,
                    _ => scaled.plus(value(&b)),
                };
                assert_eq!(value(&machine.0[4]), expected, "{x} {a:?} + {y} {b:?}");
            }
        });
    }

    #[test]
    fn operands_and_result_may_be_one() {
        aliases::<Unrolled>();
        aliases::<Rolled>();
        aliases::<Limbs16>();
    }

    fn aliases<M: Multiplier29>() {
        pairs(|a, b| {
            let mut machine = P256Machine::<Limbs29<M>>::ZERO;
            for op in [mul as fn(usize, usize, usize) -> Op, |to, left, right| {
                lin(to, 2, left, -1, right)
            }] {
                machine.0[0] = a;
                machine.0[1] = b;
                machine.run(&[op(2, 0, 1), op(3, 0, 0)]);
                let (apart, square) = (machine.0[2], machine.0[3]);
                machine.run(&[op(0, 0, 1)]);
                assert_eq!(machine.0[0], apart);
                machine.0[0] = a;
                machine.run(&[op(1, 0, 1)]);
                assert_eq!(machine.0[1], apart);
                machine.run(&[op(0, 0, 0)]);
                assert_eq!(machine.0[0], square);
            }
        });
    }

    #[test]
    fn zero_has_two_forms() {
        let mut machine = P256Machine::<Limbs29<Unrolled>>::ZERO;
        for (limbs, zero) in [
            ([0; 9], true),
            (P.limbs, true),
            (reference::ONE.limbs(), false),
            (reference::B.limbs(), false),
        ] {
            machine.0[0] = limbs;
            assert_eq!(machine.zero_mask(0), if zero { !0 } else { 0 });
            for i in 0..9 {
                for bit in 0..29 {
                    machine.0[0] = limbs;
                    machine.0[0][i] ^= 1 << bit;
                    assert!(!zero || machine.zero_mask(0) == 0);
                }
            }
        }
    }

    #[test]
    fn integers_go_in_and_out() {
        loads_and_stores::<Unrolled>();
        loads_and_stores::<Rolled>();
        loads_and_stores::<Limbs16>();
    }

    fn loads_and_stores<M: Multiplier29>() {
        let mut machine = P256Machine::<Limbs29<M>>::ZERO;
        machine.prepare();
        for shift in 0..256 {
            let mut words = [0; 8];
            words[shift / 32] = 0x8000_0001u32.rotate_left(shift as u32 % 32);
            let fits = machine.load_element(0, &words);
            assert!(fits);
            machine.run(&[mul(0, 0, UNIT)]);
            let mut bytes = [0; 32];
            machine.store(0, &mut bytes);
            assert_eq!(crate::p256::scalar::from_bytes(&bytes), words);
        }
        assert!(!machine.load_element(0, &P_WORDS));
        assert!(!machine.load_element(0, &[!0; 8]));
        // p stands for 0.
        machine.0[0] = P.limbs;
        machine.run(&[mul(0, 0, UNIT)]);
        let mut bytes = [1; 32];
        machine.store(0, &mut bytes);
        assert_eq!(bytes, [0; 32]);
    }
}
