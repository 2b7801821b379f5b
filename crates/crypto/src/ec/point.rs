//! Points: a peer's points checked, doubling, sums, tables of multiples.

use super::formulas::{
    ADD, AFFINE, AFFINE_SKIPS, D, DOUBLE, EQUATION, KEPT, ONE, S, T, U, X, Y, Z,
};
use super::machine::EcMachine;
use crate::mp::{Limb, Multiplier, number};

impl<M: Multiplier> EcMachine<'_, M> {
    /// (X, Y, Z) = 2 (X, Y, Z). In all cases: no point of a group of odd order has Y = 0.
    #[inline(never)]
    pub(super) fn double(&self) {
        self.run(self.params.slope);
        self.run(&DOUBLE);
    }

    /// (X, Y, Z) = (X, Y, Z) + (U, S, W), two different points, not opposite, neither of them
    /// infinity.
    pub(super) fn add_different(&self) {
        self.run(&ADD);
    }

    /// The same where W is 1.
    #[inline(never)]
    pub(super) fn add_different_affine(&self) {
        self.run(ADD.get(..AFFINE_SKIPS.start).unwrap_or_default());
        self.run(ADD.get(AFFINE_SKIPS.end..).unwrap_or_default());
    }

    /// (X, Y, Z) = (X, Y, Z) + (U, S, W), in all cases save that (U, S, W) is infinity. Uses
    /// [`KEPT`].
    #[inline(never)]
    pub(super) fn add_vartime(&self) {
        let (sum, other, kept) = (self.triple(X), self.triple(U), self.triple(KEPT));
        if self.is_zero(Z) {
            number::set(sum, other);
            return;
        }
        number::set(kept, other);
        self.run(&ADD);
        // Equal x-coordinates: the sum is infinity, as Z tells, unless the y-coordinates are equal,
        // too.
        if self.is_zero(Z) && self.is_zero(D) {
            number::set(sum, kept);
            self.double();
        }
    }

    /// Loads x || y into (X, Y, Z); false unless it is a point of the curve (SP 800-56A, 5.6.2.3.3;
    /// the cofactor of every curve here is 1, so each of its points is one of the group, and
    /// infinity has no such encoding).
    #[inline(never)]
    pub(super) fn load_affine_vartime(&self, coordinates: &[u8]) -> bool {
        let fits = self.load_coordinates(coordinates);
        self.run(&EQUATION);
        fits && self.is_zero(T)
    }

    /// Loads x || y of a point into (X, Y, Z); false if one of them is no field element.
    #[inline(always)]
    fn load_coordinates(&self, coordinates: &[u8]) -> bool {
        let Some((x, y)) = coordinates.split_at_checked(self.params.bytes) else { return false };
        number::set(self.slot(Z), self.slot(ONE));
        y.len() == self.params.bytes && self.load(X, x) & self.load(Y, y)
    }

    /// The same for the uncompressed encoding 0x04 || x || y (SEC 1, section 2.3.4).
    pub(super) fn load_point_vartime(&self, bytes: &[u8]) -> bool {
        match bytes.split_first() {
            Some((4, coordinates)) => self.load_affine_vartime(coordinates),
            _ => false,
        }
    }

    /// Loads the uncompressed encoding of a point that is known to be valid.
    #[inline(never)]
    pub(super) fn load_valid_point(&self, bytes: &[u8]) -> bool {
        self.load_coordinates(bytes.get(1..).unwrap_or_default())
    }

    /// Loads the base point into (X, Y, Z).
    pub(super) fn load_generator(&self) {
        self.load_affine_vartime(self.params.generator());
    }

    /// (X, Y) = the affine coordinates of (X, Y, Z), after Z was inverted.
    pub(super) fn make_affine(&self) {
        self.run(&AFFINE);
    }

    /// Makes the table's entries from `from` on, `count` of them, odd multiples of (X, Y, Z) = P:
    /// P, 3 P, 5 P, ..., one entry each call with i = 0, 1, .... The accumulator is to be left as
    /// it is between calls.
    ///
    /// No addition is exceptional: i P = +-2 P for an odd i below 64 is impossible in a group of
    /// large prime order.
    #[inline(never)]
    pub(super) fn fill_step(&self, from: usize, i: usize) {
        let (sum, other, kept) = (self.triple(X), self.triple(U), self.triple(KEPT));
        if i == 0 {
            number::set(self.entry(from), sum);
            self.double();
            number::set(kept, sum);
            number::set(sum, self.entry(from));
        } else {
            number::set(other, kept);
            self.add_different();
            number::set(self.entry(from + i), sum);
        }
    }

    /// (U, S, W) = entry i of the table, negated where the mask is all ones; for a public i.
    pub(super) fn load_entry(&self, i: usize, negative: Limb) {
        number::set(self.triple(U), self.entry(i));
        self.conditional_negate(S, negative);
    }
}
