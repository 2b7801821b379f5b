//! Arithmetic modulo an odd number m in Montgomery form (Montgomery, "Modular multiplication
//! without trial division", 1985): x stands as x R mod m, where R = 2^(bits of a limb * n) for a
//! modulus of n limbs.

use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

use super::multiplier::{Form, Multiplier};
use super::{LIMB_BITS, Limb, Number, number, special, split};

/// An odd modulus of n limbs and a place for intermediate results.
///
/// Unless stated otherwise, operands and results have n limbs, are below m, and may be one and the
/// same number.
pub(crate) struct Modulus<'a, M: Multiplier> {
    /// m.
    limbs: &'a Number,
    /// n + 1 limbs that belong to these routines; 2 n if m has a form.
    scratch: &'a Number,
    /// -1 / m modulo 2^(bits of a limb).
    inverse: Limb,
    /// 2^(bits - 1) is below m; 0: unknown.
    bits: usize,
    /// The form of m, if it has one and M knows.
    form: M::Form,
}

impl<'a, M: Multiplier> Modulus<'a, M> {
    /// The modulus `limbs`, odd; `scratch` is one limb longer and overlaps no operand. Takes few
    /// instructions.
    pub(crate) fn new(limbs: &'a Number, scratch: &'a Number) -> Self {
        Modulus::secret(limbs, scratch, 0)
    }

    /// A modulus that is a secret, of which no more is public than that it is above 2^(bits - 1).
    /// With 0 bits nothing is known, and [`Modulus::one`] looks for its topmost bit in variable
    /// time.
    pub(crate) fn secret(limbs: &'a Number, scratch: &'a Number, bits: usize) -> Self {
        Modulus { limbs, scratch, inverse: negated_inverse(limbs), bits, form: M::keep(None) }
    }

    /// A modulus of a special form, for M to make use of: R is 1 then. `scratch` is twice as long
    /// as the modulus.
    pub(crate) fn of_form(form: Option<Form>, limbs: &'a Number, scratch: &'a Number) -> Self {
        let form = M::keep(form);
        let length = if M::form(form).is_some() { 2 * limbs.len() } else { limbs.len() + 1 };
        Modulus { form, ..Modulus::new(limbs, split(scratch, length).0) }
    }

    /// m itself.
    pub(crate) fn limbs(&self) -> &'a Number {
        self.limbs
    }

    /// to = a b / R. Here a may be any number of n limbs.
    ///
    /// Limbs of a are taken in one by one, and a limb of zeros is made at the low end each time
    /// (FIOS: Koç, Acar, Kaliski, "Analyzing and comparing Montgomery multiplication algorithms",
    /// 1996). The accumulator t is below 2 m before and after a step: (t + a_i b + q m) / B < (2 m
    /// + 2 (B - 1) m) / B = 2 m.
    pub(crate) fn multiply(&self, to: &Number, a: &Number, b: &Number) {
        if let Some(form) = M::form(self.form) {
            number::product::<M>(self.scratch, a, b);
            return self.fold(form, to, self.scratch);
        }
        self.accumulate(to, &[], a, b);
    }

    /// to = (start + a b) / R, for a start of at most n limbs.
    ///
    /// If there is a start, a must be below m: then the result is still below 2 m before its last
    /// subtraction, as (R - 1 + (m - 1)^2 + (R - 1) m) / R < 2 m.
    #[inline(never)]
    fn accumulate(&self, to: &Number, start: &Number, a: &Number, b: &Number) {
        let Some((_, t)) = self.scratch.split_first() else { return };
        number::set(t, start);
        let first = number::low(b);
        let mut over = false;
        for a in a {
            over = self.step(a.get(), b, first, over);
        }
        self.take_off(to, t, over);
    }

    /// to = a a / R, by [`Self::square`] if `S` has squares, else by [`Self::multiply`].
    #[inline(always)]
    pub(crate) fn square_by<S: Multiplier>(&self, to: &Number, a: &Number, wide: &Number) {
        if !S::SQUARES {
            self.multiply(to, a, a);
        } else if let Some(form) = M::form(self.form) {
            number::square::<M>(self.scratch, a);
            self.fold(form, to, self.scratch);
        } else if a.len().is_multiple_of(2) {
            self.square(to, a, wide);
        } else {
            self.multiply(to, a, a);
        }
    }

    /// to = a a / R for an even n, by way of the whole square in `wide`, 2 n limbs, which overlap
    /// neither of the numbers nor m.
    ///
    /// Two limbs of zeros are made at the low end each time, by a q below B^2. The carry is 0 or 1:
    /// the i + 2 lowest limbs of q made so far and m yield less than B^(n + i + 2), as is what
    /// stands there. In the end, (a^2 + (R - 1) m) / R < 2 m is left.
    #[inline(never)]
    fn square(&self, to: &Number, a: &Number, wide: &Number) {
        let n = self.limbs.len();
        number::square::<M>(wide, a);
        let (mut row, mut over) = (wide, false);
        let ([m, second, ..], Some((_, high))) = (self.limbs, wide.split_at_checked(n)) else {
            return;
        };
        while let Some((t @ [low, next, ..], _)) = row.split_at_checked(n + 2) {
            let q = low.get().wrapping_mul(self.inverse);
            let (_, carry) = M::multiply_add(q, m.get(), low.get(), 0);
            let rest = next.get().wrapping_add(q.wrapping_mul(second.get())).wrapping_add(carry);
            over = number::add_products::<M>(
                t,
                [q, rest.wrapping_mul(self.inverse)],
                self.limbs,
                0,
                over,
            );
            row = split(row, 2).1;
        }
        self.take_off(to, high, over);
    }

    /// to = wide mod m, for the form of m and a product of two numbers below 2 m in the 2 n limbs
    /// of `wide`, which are used up.
    #[inline(never)]
    fn fold(&self, form: Form, to: &Number, wide: &Number) {
        special::fold(form, to, wide);
        self.conditional_subtract(to);
    }

    /// to = t - m if t with its carry is m or more, else t; below 2 m it is before.
    #[inline(always)]
    fn take_off(&self, to: &Number, t: &Number, over: bool) {
        let borrow = number::subtract(to, t, self.limbs);
        // A carry out of t and a borrow cancel: the difference is right.
        number::conditional_add(to, self.limbs, number::mask(borrow ^ Limb::from(over)));
    }

    /// t = (t + a b + q m) / B for the q that makes it exact. `first` is the lowest limb of b,
    /// `over` the carry out of t.
    ///
    /// t is the limbs 1 to n of the scratch; limb 0 takes the zero that the division drops.
    #[inline(always)]
    fn step(&self, a: Limb, b: &Number, first: Limb, over: bool) -> bool {
        let Some((_, t)) = self.scratch.split_first() else { return false };
        let low = number::low(t);
        let q = low.wrapping_add(a.wrapping_mul(first)).wrapping_mul(self.inverse);
        let (mut c, mut d) = (0, 0);
        macro_rules! limb {
            ($to:expr, $t:expr, $b:expr, $m:expr) => {
                let (sum, high) = M::multiply_add(a, $b.get(), $t.get(), c);
                c = high;
                let (sum, high) = M::multiply_add(q, $m.get(), sum, d);
                d = high;
                $to.set(sum);
                compiler_fence(SeqCst);
            };
        }
        let Some((top, to)) = self.scratch.split_last() else { return false };
        let ((to, to_rest), (t, t_rest)) = (to.as_chunks::<4>(), t.as_chunks::<4>());
        let ((b, b_rest), (m, m_rest)) = (b.as_chunks::<4>(), self.limbs.as_chunks::<4>());
        // By index: of nested zips the compiler makes a call when it optimises for size.
        for i in 0..m.len() {
            let (Some(to), Some(t), Some(b), Some(m)) = (to.get(i), t.get(i), b.get(i), m.get(i))
            else {
                break;
            };
            limb!(to[0], t[0], b[0], m[0]);
            limb!(to[1], t[1], b[1], m[1]);
            limb!(to[2], t[2], b[2], m[2]);
            limb!(to[3], t[3], b[3], m[3]);
        }
        for i in 0..m_rest.len() {
            let (Some(to), Some(t), Some(b), Some(m)) =
                (to_rest.get(i), t_rest.get(i), b_rest.get(i), m_rest.get(i))
            else {
                break;
            };
            limb!(to, t, b, m);
        }
        let (sum, over) = c.carrying_add(d, over);
        top.set(sum);
        over
    }

    /// to = a + b.
    #[inline(never)]
    pub(crate) fn add(&self, to: &Number, a: &Number, b: &Number) {
        let carry = number::add(to, a, b);
        let borrow = number::subtract(to, to, self.limbs);
        number::conditional_add(to, self.limbs, number::mask(borrow ^ carry));
    }

    /// to = a - b.
    #[inline(never)]
    pub(crate) fn subtract(&self, to: &Number, a: &Number, b: &Number) {
        let borrow = number::subtract(to, a, b);
        number::conditional_add(to, self.limbs, number::mask(borrow));
    }

    /// Brings a number below 2 m, of n limbs, below m.
    #[inline(never)]
    pub(crate) fn conditional_subtract(&self, to: &Number) {
        let borrow = number::subtract(to, to, self.limbs);
        number::conditional_add(to, self.limbs, number::mask(borrow));
    }

    /// to = R, which is 1 in Montgomery form.
    #[inline(never)]
    pub(crate) fn one(&self, to: &Number) {
        if M::form(self.form).is_some() {
            return number::set_small(to, 1);
        }
        // 2^(bits - 1) is below m, as m is odd. (A modulus of 1 is none.)
        let bits = match self.bits {
            0 => number::bit_length_vartime(self.limbs),
            bits => bits,
        };
        number::set_small(to, 0);
        if let Some(limb) = to.get(bits.saturating_sub(1) / LIMB_BITS) {
            limb.set(1 << (bits.saturating_sub(1) % LIMB_BITS));
        }
        for _ in bits..=LIMB_BITS * to.len() {
            self.add(to, to, to);
        }
    }

    /// to = R^2 mod m, which brings a number into Montgomery form.
    ///
    /// R 2^n by n doublings is 2^n in Montgomery form; squaring it as often as a limb has bits in
    /// the exponent of two gives 2^(n * bits of a limb) = R in Montgomery form.
    #[inline(never)]
    pub(crate) fn r_squared(&self, to: &Number) {
        self.one(to);
        if M::form(self.form).is_some() {
            return;
        }
        for _ in 0..to.len() {
            self.add(to, to, to);
        }
        for _ in 0..LIMB_BITS.trailing_zeros() {
            self.multiply(to, to, to);
        }
    }

    /// to = a R: into Montgomery form. Here a may be any number of n limbs; `r_squared` is R^2 mod
    /// m.
    pub(crate) fn to_montgomery(&self, to: &Number, a: &Number, r_squared: &Number) {
        self.multiply(to, a, r_squared);
    }

    /// to = a / R: out of Montgomery form.
    #[inline(never)]
    #[expect(clippy::wrong_self_convention, reason = "self is the modulus, not what is converted")]
    pub(crate) fn from_montgomery(&self, to: &Number, a: &Number) {
        if M::form(self.form).is_some() {
            return number::set(to, a);
        }
        if let Some((_, t)) = self.scratch.split_first() {
            number::set(t, a);
            number::set_small(to, 0);
            self.accumulate(to, t, to, to);
        }
    }

    /// to = a R mod m, for a number of any length, which overlaps neither `to` nor the scratch: its
    /// remainder in Montgomery form. `r_squared` is R^2 mod m.
    pub(crate) fn reduce(&self, to: &Number, a: &Number, r_squared: &Number) {
        self.remainder(to, a, r_squared);
        self.multiply(to, to, r_squared);
    }

    /// to = a mod m, as [`Self::reduce`], out of Montgomery form.
    #[inline(never)]
    pub(crate) fn remainder(&self, to: &Number, a: &Number, r_squared: &Number) {
        number::set_small(to, 0);
        // x / R stands for x: (x R + chunk) / R = (chunk + (x / R) R^2) / R.
        for chunk in a.chunks(to.len().max(1)).rev() {
            self.accumulate(to, chunk, to, r_squared);
        }
        self.multiply(to, to, r_squared);
    }
}

/// -1 / m modulo 2^(bits of a limb), for an odd m.
///
/// Newton's iteration doubles the bits that are right; m is its own inverse modulo 8.
pub(super) fn negated_inverse(m: &Number) -> Limb {
    let m = number::low(m);
    let mut inverse = m;
    for _ in 0..LIMB_BITS.trailing_zeros() - 1 {
        inverse = inverse.wrapping_mul((2 as Limb).wrapping_sub(m.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}
