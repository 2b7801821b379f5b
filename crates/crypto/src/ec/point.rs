//! Points: Jacobian formulas as lists of operations, points of a peer checked, sums of public points.
//!
//! Formula names are those of the Explicit-Formulas Database. None of them is complete; whoever runs [`ADD`] says why no
//! exceptional case occurs, or sees to it.

use super::machine::{A, B, D, E, KEPT, Machine, ONE, Op, S, T, U, W, X, Y, Z, add, mul, sub};
use crate::mp::{Limb, Multiplier, number};

/// D = 3 X^2 + a Z^4 for a = -3: 3 (X - Z^2) (X + Z^2). The beginning of a doubling.
pub(super) static SLOPE_MINUS_3: [Op; 6] =
    [mul(T, Z, Z), sub(E, X, T), add(T, X, T), mul(D, T, E), add(T, D, D), add(D, D, T)];

/// D = 3 X^2 for a = 0.
pub(super) static SLOPE_0: [Op; 3] = [mul(D, X, X), add(T, D, D), add(D, D, T)];

/// D = 3 X^2 + a Z^4 for any a.
pub(super) static SLOPE_ANY: [Op; 7] =
    [mul(D, X, X), add(T, D, D), add(D, D, T), mul(T, Z, Z), mul(T, T, T), mul(T, T, A), add(D, D, T)];

/// (X, Y, Z) doubled, once D is the slope: Z3 = 2 Y Z, X3 = D^2 - 2 F, Y3 = D (F - X3) - 8 Y^4 with F = 4 X Y^2. Infinity
/// stays infinity. Leaves (U, S, W).
static DOUBLE: [Op; 14] = [
    mul(Z, Y, Z),
    add(Z, Z, Z),
    mul(T, Y, Y),
    add(T, T, T),
    mul(E, X, T),
    add(E, E, E),
    mul(T, T, T),
    add(T, T, T),
    mul(X, D, D),
    sub(X, X, E),
    sub(X, X, E),
    sub(E, E, X),
    mul(Y, D, E),
    sub(Y, Y, T),
];

/// (X, Y, Z) + (U, S, W) (add-1998-cmo-2). Z = 0 results if either is infinity, or if the abscissas are equal; then D = 0 if
/// the ordinates are, too. Leaves W. The operations [`AFFINE_SKIPS`] multiply by powers of W.
static ADD: [Op; 23] = [
    mul(T, Z, Z),
    mul(U, U, T),
    mul(S, S, Z),
    mul(S, S, T),
    mul(T, W, W),
    mul(X, X, T),
    mul(Y, Y, W),
    mul(Y, Y, T),
    mul(Z, Z, W),
    sub(T, U, X),
    sub(D, S, Y),
    mul(Z, Z, T),
    mul(E, T, T),
    mul(T, T, E),
    mul(E, X, E),
    mul(Y, Y, T),
    mul(X, D, D),
    sub(X, X, T),
    sub(X, X, E),
    sub(X, X, E),
    sub(E, E, X),
    mul(E, D, E),
    sub(Y, E, Y),
];

/// What [`ADD`] does for nothing where W is 1.
const AFFINE_SKIPS: core::ops::Range<usize> = 4..9;

/// T = x^3 + a x + b - y^2 for a point (X, Y).
static EQUATION: [Op; 6] = [mul(T, X, X), add(T, T, A), mul(T, T, X), add(T, T, B), mul(D, Y, Y), sub(T, T, D)];

/// From the inverse of Z in Z: (X, Y) = the affine coordinates x and y.
static AFFINE: [Op; 4] = [mul(T, Z, Z), mul(X, X, T), mul(T, T, Z), mul(Y, Y, T)];

impl<M: Multiplier> Machine<'_, M> {
    /// (X, Y, Z) = 2 (X, Y, Z). In all cases: no point of a group of odd order has Y = 0.
    #[inline(never)]
    pub(super) fn double(&self) {
        self.run(self.params.slope);
        self.run(&DOUBLE);
    }

    /// (X, Y, Z) = (X, Y, Z) + (U, S, W), two different points, not opposite, neither of them infinity.
    pub(super) fn add_different(&self) {
        self.run(&ADD);
    }

    /// The same where W is 1.
    #[inline(never)]
    pub(super) fn add_different_affine(&self) {
        self.run(ADD.get(..AFFINE_SKIPS.start).unwrap_or_default());
        self.run(ADD.get(AFFINE_SKIPS.end..).unwrap_or_default());
    }

    /// (X, Y, Z) = (X, Y, Z) + (U, S, W), in all cases save that (U, S, W) is infinity. Uses [`KEPT`].
    #[inline(never)]
    pub(super) fn add_vartime(&self) {
        let (sum, other, kept) = (self.triple(X), self.triple(U), self.triple(KEPT));
        if self.is_zero_vartime(Z) {
            number::set(sum, other);
            return;
        }
        number::set(kept, other);
        self.run(&ADD);
        // Equal abscissas: the sum is infinity, as Z tells, unless the ordinates are equal, too.
        if self.is_zero_vartime(Z) && self.is_zero_vartime(D) {
            number::set(sum, kept);
            self.double();
        }
    }

    /// Loads x || y into (X, Y, Z); false unless it is a point of the curve (SP 800-56A, 5.6.2.3.3; the cofactor of every
    /// curve here is 1, so each of its points is one of the group, and infinity has no such encoding).
    #[inline(never)]
    pub(super) fn load_affine_vartime(&self, coordinates: &[u8]) -> bool {
        let Some((x, y)) = coordinates.split_at_checked(self.params.bytes) else { return false };
        let fits = y.len() == self.params.bytes && self.load_vartime(X, x) & self.load_vartime(Y, y);
        self.run(&EQUATION);
        number::set(self.slot(Z), self.slot(ONE));
        fits && self.is_zero_vartime(T)
    }

    /// The same for the uncompressed encoding 0x04 || x || y (SEC 1, section 2.3.4).
    pub(super) fn load_point_vartime(&self, bytes: &[u8]) -> bool {
        matches!(bytes.split_first(), Some((4, coordinates)) if self.load_affine_vartime(coordinates))
    }

    /// Loads the base point into (X, Y, Z).
    pub(super) fn load_generator(&self) {
        self.load_affine_vartime(self.params.generator());
    }

    /// (X, Y) = the affine coordinates of (X, Y, Z), after Z was inverted.
    pub(super) fn make_affine(&self) {
        self.run(&AFFINE);
    }

    /// Makes the table's entries from `from` on, `count` of them, odd multiples of (X, Y, Z) = P: P, 3 P, 5 P, ..., one entry
    /// each call with i = 0, 1, .... The accumulator is to be left as it is between calls.
    ///
    /// No addition is exceptional: i P = +-2 P for an odd i below 64 is impossible in a group of large prime order.
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
        self.negate_if(S, negative);
    }
}
