//! Multiplication of a point by a secret scalar, in constant time and in slices.

use super::machine::{KEPT, Machine, ORDER, S, SCALAR, T, U, X, Y, Z};
use crate::mp::{Limb, Multiplier, Power, number};

/// k P under way: P is (X, Y, Z) at the start and k the slot SCALAR, in `1..n`. In the end (X, Y) is k P, affine.
///
/// An odd k of at most L bits, L a multiple of w, is the sum of (2 h_i - 1) 2^i over the L bits h_i of
/// h = (k >> 1) + 2^(L - 1), so each window of w bits of h is an odd digit: the way is the same for every k. Where k is
/// even, n - k is taken, and the result negated.
///
/// No addition is exceptional save the last. The accumulator before the addition of a digit's point is 2^m a P for an odd
/// a >= 1, and the digit is an odd c. They are equal or opposite only if 2^m a -+ c is a multiple of n. It is odd, so not 0,
/// and below n in absolute value before the last digit, as are the sums. For the last digit, 2^m a + c = k is no multiple
/// of n, but 2^m a - c = n is possible: then both are the same point, and the doubled point of the digit is taken instead.
pub(super) struct Multiplication {
    /// w, 2 to 5.
    window: usize,
    /// Entries of the table still to be made.
    entries: usize,
    /// Windows still to be added.
    left: usize,
    /// Whether the first window was loaded.
    started: bool,
    /// All ones if n - k stands for k.
    negated: Limb,
    /// The inversion at the end.
    inversion: Power<3>,
}

impl Multiplication {
    /// Starts.
    pub(super) fn new<M: Multiplier>(machine: &Machine<'_, M>, window: usize) -> Self {
        let (k, other) = (machine.slot(SCALAR), machine.slot(T));
        let negated = number::mask(number::low(k) & 1 ^ 1);
        number::subtract(other, machine.slot(ORDER), k);
        number::select(k, other, negated);
        number::shift_right(k, 1, 0);
        let left = machine.params.bits.div_ceil(window.max(1));
        Multiplication {
            window,
            entries: 1 << (window - 1),
            left,
            started: false,
            negated,
            inversion: machine.inversion(),
        }
    }

    /// Goes one step; true once (X, Y) is the result. Between steps the machine is to be left as it is.
    #[inline(never)]
    pub(super) fn step<M: Multiplier>(&mut self, machine: &Machine<'_, M>) -> bool {
        let all = 1 << (self.window - 1);
        if self.entries > 0 {
            machine.fill_step(0, all - self.entries);
            self.entries -= 1;
        } else if self.left > 0 {
            self.left -= 1;
            self.add_window(machine);
        } else if machine.invert(&mut self.inversion, &machine.field, Z) {
            machine.make_affine();
            machine.negate_if(Y, self.negated);
            return true;
        }
        false
    }

    fn add_window<M: Multiplier>(&mut self, machine: &Machine<'_, M>) {
        let w = self.window;
        let half = 1 << (w - 1);
        let first = !self.started;
        self.started = true;
        let mut bits = number::bits(machine.slot(SCALAR), w * self.left, w);
        if first {
            bits |= half;
        } else {
            for _ in 0..w {
                machine.double();
            }
        }
        // h_(w-1) is the sign; the other bits are relative to it.
        let negative = number::mask(bits >> (w - 1) & 1 ^ 1);
        let (sum, other, kept) = (machine.triple(X), machine.triple(U), machine.triple(KEPT));
        number::pick(other, machine.table_entries(half as usize), (bits ^ negative) & (half - 1));
        machine.negate_if(S, negative);
        if first {
            number::set(sum, other);
            return;
        }
        let last = self.left == 0;
        if last {
            number::set(kept, sum);
            number::set(sum, other);
            machine.double();
            number::swap(sum, kept, Limb::MAX);
        }
        machine.add_different();
        if last {
            let same = number::zero(machine.slot(Z));
            number::select(sum, kept, same);
        }
    }
}
