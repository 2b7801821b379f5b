//! Multiplication of a point by a secret scalar, in constant time and in slices.

use core::marker::PhantomData;

use super::formulas::{KEPT, ORDER, S, SCALAR, T, U, X, Y, Z};
use super::machine::EcMachine;
use super::types::{Curve, Window};
use crate::mp::{Limb, Multiplier, Power, number};

/// k P under way: P is (X, Y, Z) at the start and k the slot SCALAR, in `1..n`. In the end (X, Y)
/// is k P, affine.
///
/// An odd k of at most L bits is the sum of (2 h_i - 1) 2^i over the L bits h_i of h = (k >> 1) +
/// 2^(L - 1): its digits are 1 and -1, so that the way is the same for every k. Where k is even, n
/// - k is taken, and the result negated.
///
/// **By windows**: L is a multiple of w; each window of w bits of h is an odd number c, looked up
/// among the multiples of P. No addition is exceptional save the last. The accumulator before the
/// addition of a digit's point is 2^m a P for an odd a >= 1, and the digit is an odd c. They are
/// equal or opposite only if 2^m a -+ c is a multiple of n. It is odd, so not 0, and below n in
/// absolute value before the last digit, as are the sums. For the last digit, 2^m a + c = k is no
/// multiple of n, but 2^m a - c = n is possible: then both are the same point, and the doubled
/// point of the digit is taken instead.
///
/// **By the comb** (Lim and Lee, 1994): P is the base point, and L = 4 d. Column i takes in bits i,
/// i + d, i + 2 d and i + 3 d of h: the digits make a sum c = +-2^(3 d) +- 2^(2 d) +- 2^d +- 1,
/// looked up in the [table](super::comb). The accumulator is 2 a P before column i, where 2^(i + 1)
/// a is k less the columns up to i, so that 2 a is at most k / 2^i + 2^(3 d + 2) in absolute value.
/// 2 a -+ c is odd and, unless i = 0, below n in absolute value; for i = 0 what was stated of the
/// last digit holds.
pub(super) struct Multiplication<W> {
    /// Entries of the table still to be made.
    entries: usize,
    /// Windows or columns still to be added.
    left: usize,
    /// Whether the first of them was loaded.
    started: bool,
    /// All ones if n - k stands for k.
    negated: Limb,
    /// The inversion at the end.
    inversion: Power<3>,
    /// The table of the comb; empty: by windows.
    comb: &'static [u8],
    window: PhantomData<W>,
}

impl<W: Window> Multiplication<W> {
    /// Entries of the table.
    const ENTRIES: usize = 1 << (W::BITS - 1);

    /// Starts.
    #[inline(never)]
    pub(super) fn new<M: Multiplier>(machine: &EcMachine<'_, M>) -> Self {
        let (k, other) = (machine.slot(SCALAR), machine.slot(T));
        let negated = number::mask(number::low(k) & 1 ^ 1);
        number::subtract(other, machine.slot(ORDER), k);
        number::conditional_assign(k, other, negated);
        number::shift_right(k, 1, 0);
        let (left, inversion) = (machine.params.bits.div_ceil(W::BITS), machine.inversion());
        Multiplication {
            entries: Self::ENTRIES,
            left,
            started: false,
            negated,
            inversion,
            comb: &[],
            window: PhantomData,
        }
    }

    /// Starts with the base point of the machine's curve `C` for P.
    pub(super) fn of_generator<C: Curve, M: Multiplier>(machine: &EcMachine<'_, M>) -> Self {
        if W::COMB {
            return Multiplication { comb: C::COMB, ..Self::new(machine) };
        }
        machine.load_generator();
        Self::new(machine)
    }

    /// Steps until it is done.
    pub(super) fn remaining(&self) -> usize {
        self.entries + self.left + self.inversion.remaining()
    }

    /// Whether this goes by the comb.
    fn combs(&self) -> bool {
        W::COMB && !self.comb.is_empty()
    }

    /// Goes one step; true once (X, Y) is the result. Between steps the machine is to be left as it
    /// is.
    #[inline(never)]
    pub(super) fn step<M: Multiplier>(&mut self, machine: &EcMachine<'_, M>) -> bool {
        if self.entries > 0 {
            let i = Self::ENTRIES - self.entries;
            if self.combs() {
                machine.keep_entry(i, self.comb);
            } else {
                machine.fill_step(0, i);
            }
            self.entries -= 1;
        } else if self.left > 0 {
            self.left -= 1;
            self.add_digit(machine);
        } else if machine.invert(&mut self.inversion, &machine.field, Z) {
            machine.make_affine();
            machine.conditional_negate(Y, self.negated);
            return true;
        }
        false
    }

    /// Takes in the next window or column.
    fn add_digit<M: Multiplier>(&mut self, machine: &EcMachine<'_, M>) {
        let (w, half) = (W::BITS, Self::ENTRIES as Limb);
        let first = !self.started;
        self.started = true;
        let scalar = machine.slot(SCALAR);
        let mut bits = if self.combs() {
            let quarter = machine.params.bits.div_ceil(w);
            (0..w)
                .rev()
                .fold(0, |bits, tooth| bits << 1 | number::bit(scalar, self.left + tooth * quarter))
        } else {
            number::bits(scalar, w * self.left, w)
        };
        if first {
            bits |= half;
        } else {
            for _ in 0..if self.combs() { 1 } else { w } {
                machine.double();
            }
        }
        // The topmost bit is the sign; the others are relative to it.
        let negative = number::mask(bits >> (w - 1) & 1 ^ 1);
        let (sum, other, kept) = (machine.triple(X), machine.triple(U), machine.triple(KEPT));
        number::select(other, machine.table_entries(Self::ENTRIES), (bits ^ negative) & (half - 1));
        machine.conditional_negate(S, negative);
        if first {
            number::set(sum, other);
            return;
        }
        let last = self.left == 0;
        if last {
            number::set(kept, sum);
            number::set(sum, other);
            machine.double();
            number::conditional_swap(sum, kept, Limb::MAX);
        }
        if self.combs() {
            machine.add_different_affine();
        } else {
            machine.add_different();
        }
        if last {
            let same = number::zero(machine.slot(Z));
            number::conditional_assign(sum, kept, same);
        }
    }
}

impl<M: Multiplier> EcMachine<'_, M> {
    /// Loads point i of a comb's table and makes it entry i of the machine's.
    #[inline(never)]
    fn keep_entry(&self, i: usize, comb: &[u8]) {
        let length = 2 * self.params.bytes;
        self.load_affine_vartime(comb.get(length * i..length * (i + 1)).unwrap_or_default());
        number::set(self.entry(i), self.triple(X));
    }
}
