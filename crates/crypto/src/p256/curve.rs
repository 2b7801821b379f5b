//! Points: Jacobian formulas as lists of operations, and the two ways of multiplying by a secret scalar.
//!
//! A point is (X, Y, Z) with x = X / Z^2 and 2 y = Y / Z^3: keeping 2 y saves the formulas their doublings. Z = 0 is the
//! point at infinity. Formula names are those of the Explicit-Formulas Database, where y is half of ours.

use core::hint::black_box;

use super::field::{CURVE_B, Field, Machine, ONE, Op, UNIT, lin, mul};
use super::scalar::{Recoded, from_bytes};

/// Slots of the accumulator.
pub(super) const X: usize = 0;
pub(super) const Y: usize = 1;
pub(super) const Z: usize = 2;
/// Slots of the point to be added.
pub(super) const U: usize = 3;
pub(super) const S: usize = 4;
pub(super) const W: usize = 5;
/// Slots for what lies between.
pub(super) const T: usize = 6;
/// After [`ADD`]: the difference of the ordinates of both points.
pub(super) const D: usize = 7;
const E: usize = 8;

/// (X, Y, Z) doubled (dbl-2001-b). Leaves the point itself, rescaled to the new Z, in (U, S): X Y^2 and Y Y^3.
pub(super) static DOUBLE: [Op; 14] = [
    mul(T, Z, Z),
    lin(D, 1, X, -1, T),
    lin(T, 1, X, 1, T),
    mul(T, T, D),
    lin(T, 2, T, 1, T),
    mul(Z, Y, Z),
    mul(S, Y, Y),
    mul(U, X, S),
    mul(S, S, S),
    mul(X, T, T),
    lin(X, 1, X, -2, U),
    lin(D, 1, U, -1, X),
    mul(Y, T, D),
    lin(Y, 2, Y, -1, S),
];

/// Makes (X, Y) an affine point.
pub(super) static FLATTEN: [Op; 1] = [lin(Z, 1, ONE, 0, ONE)];

/// Rescales (U, S), an affine point or one whose Z was dealt with by [`LIFT`], to the Z of the accumulator.
pub(super) static MEET: [Op; 4] = [mul(T, Z, Z), mul(U, U, T), mul(S, S, Z), mul(S, S, T)];

/// Rescales (X, Y, Z) by W.
pub(super) static LIFT: [Op; 5] = [mul(T, W, W), mul(X, X, T), mul(T, T, W), mul(Y, Y, T), mul(Z, Z, W)];

/// (X, Y, Z) + (U, S, Z) (add-2007-bl with a common Z). Z = 0 results if the abscissas are equal.
/// Leaves the point itself, rescaled to the new Z, in (U, S), S to be doubled.
pub(super) static ADD: [Op; 14] = [
    lin(T, 1, U, -1, X),
    lin(D, 1, S, -1, Y),
    lin(E, 1, T, 1, T),
    mul(Z, Z, E),
    mul(E, E, E),
    mul(T, T, E),
    mul(U, X, E),
    mul(S, Y, T),
    mul(X, D, D),
    lin(X, 1, X, -1, T),
    lin(X, 1, X, -2, U),
    lin(E, 1, U, -1, X),
    mul(Y, D, E),
    lin(Y, 2, Y, -2, S),
];

/// Exchanges (X, Y) and (U, S) as [`ADD`] left them.
static EXCHANGE: [Op; 6] = [
    lin(T, 1, X, 0, X),
    lin(X, 1, U, 0, U),
    lin(U, 1, T, 0, T),
    lin(T, 1, Y, 0, Y),
    lin(Y, 1, S, 1, S),
    lin(S, 1, T, 0, T),
];

/// Z = 2 Z as an integer, to be [inverted](Machine::invert).
static BEFORE_INVERSION: [Op; 2] = [lin(Z, 1, Z, 1, Z), mul(Z, Z, UNIT)];

/// (X, Y) = the affine coordinates x and y as integers, from the inverse of 2 Z in Z: x = X (4 Z^2), and
/// y = Y (4 Z^2) Z, as y is half of what Y / Z^3 is.
static AFTER_INVERSION: [Op; 8] = [
    mul(T, Z, Z),
    lin(T, 1, T, 1, T),
    lin(T, 1, T, 1, T),
    mul(X, X, T),
    mul(T, T, Z),
    mul(Y, Y, T),
    mul(X, X, UNIT),
    mul(Y, Y, UNIT),
];

/// T = x^3 - 3 x + b - y^2 for a point (X, y); Y = 2 y; Z = 1.
pub(super) static EQUATION: [Op; 9] = [
    lin(Z, 1, ONE, 0, ONE),
    mul(T, X, X),
    mul(T, T, X),
    lin(T, 1, T, -2, X),
    lin(T, 1, T, -1, X),
    lin(T, 1, T, 1, CURVE_B),
    mul(D, Y, Y),
    lin(T, 1, T, -1, D),
    lin(Y, 1, Y, 1, Y),
];

/// Digits of a recoded scalar, of four bits each.
pub(super) const DIGITS: u32 = 64;

/// Odd multiples P, 3 P, ..., 15 P of a point: eight X, eight Y, eight Z. Wiped when dropped.
pub(super) struct Multiples<F: Field>(pub(super) [[F::Element; 8]; 3]);

impl<F: Field> Multiples<F> {
    /// Zeros. To be [filled](Self::fill) where it stays: it is too large to be moved.
    pub(super) const ZERO: Self = Multiples([[F::ZERO; 8]; 3]);

    /// The multiples of (X, Y, Z), which must not be infinity. Leaves the accumulator undefined.
    ///
    /// P and 2 P share a Z after [`DOUBLE`], and so do 2 P and the sum after [`ADD`], which saves half of each addition
    /// (Meloni's co-Z addition). None is exceptional: i P = +-2 P for an odd i below 16 is impossible in a group of
    /// large prime order.
    pub(super) fn fill(&mut self, machine: &mut Machine<F>) {
        self.put(0, machine);
        machine.run(&DOUBLE);
        for i in 1..8 {
            machine.run(&ADD);
            self.put(i, machine);
            machine.run(&EXCHANGE);
        }
    }

    /// Entry `i` = (X, Y, Z), for a public i below 8.
    #[inline(never)]
    fn put(&mut self, i: usize, machine: &Machine<F>) {
        for (column, slot) in self.0.iter_mut().zip(&machine.0) {
            column[i & 7] = *slot;
        }
    }
}

impl<F: Field> Drop for Multiples<F> {
    fn drop(&mut self) {
        F::wipe(self.0.as_flattened_mut());
    }
}

/// (X, Y, Z) = the recoded scalar times the point that `table` belongs to: [`Field::COMB`] or a point's [`Multiples`].
///
/// The additions are those of distinct points, neither of them infinity, save one case. The accumulator before the
/// addition of a digit's point is 2^m a times the base point for an odd a >= 1, and the digit is an odd c. Both are
/// equal or opposite only if 2^m a -+ c is a multiple of n. It is odd, so not 0, and below n in absolute value before
/// the last digit, as are the sums. For the last digit, 2^m a + c = k is not a multiple of n, and 2^m a - c = n means
/// k = n + 2 c for a c < 0. For windows that is k = n - 2 with c = -1 (as n = 1 mod 16), for the comb no k has the c it
/// needs (a test goes through them all). What becomes of k = n - 2 is up to [`agree`].
fn multiply<F: Field>(machine: &mut Machine<F>, table: &[[F::Element; 8]], scalar: &Recoded) {
    machine.run(&FLATTEN);
    for j in (0..DIGITS).rev() {
        add_digit(machine, table, scalar, j);
    }
}

/// Digit j of [`multiply`], from the highest down; [`FLATTEN`] comes before.
#[inline(always)]
pub(super) fn add_digit<F: Field>(machine: &mut Machine<F>, table: &[[F::Element; 8]], scalar: &Recoded, j: u32) {
    let comb = table.len() == 2;
    let first = j == DIGITS - 1;
    if !first {
        for _ in 0..if comb { 1 } else { 4 } {
            machine.run(&DOUBLE);
        }
    }
    let digit = if comb { scalar.column(j) } else { scalar.window(j) };
    pick(machine, if first { X } else { U }, table, digit.index);
    if !first {
        machine.negate_if(S, digit.negative);
        machine.run(&MEET);
        if !comb {
            machine.run(&LIFT);
        }
        machine.run(&ADD);
    }
}

/// Reads entry `index` of every column of a table into the slots from `to` on; all entries are read.
#[inline(never)]
fn pick<F: Field>(machine: &mut Machine<F>, to: usize, table: &[[F::Element; 8]], index: u32) {
    let mut masks = [0i32; 8];
    for (i, mask) in (0u32..).zip(&mut masks) {
        *mask = ((i ^ index).wrapping_sub(1) as i32) >> 31;
    }
    // Opaque, so that no mask is turned back into a branch.
    let masks = black_box(masks);
    for (slot, column) in machine.0.iter_mut().skip(to).zip(table) {
        F::pick(slot, column, &masks);
    }
}

/// Loads the affine point of an uncompressed encoding (SEC 1, section 2.3.4) into (X, Y, Z); false if it is not a point
/// of the curve. The cofactor is 1, so that every point of the curve is one of the group.
pub(super) fn load_point_vartime<F: Field>(machine: &mut Machine<F>, bytes: &[u8]) -> bool {
    let Some(([4], coordinates)) = bytes.split_first_chunk() else { return false };
    let ([x, y], []) = coordinates.as_chunks::<32>() else { return false };
    let below = machine.load_element_vartime(X, &from_bytes(x)) & machine.load_element_vartime(Y, &from_bytes(y));
    machine.run(&EQUATION);
    below && machine.is_zero_vartime(T)
}

/// (X, Y) = the affine coordinates x and y as integers, for a Z other than 0.
pub(super) fn make_affine<F: Field>(machine: &mut Machine<F>) {
    machine.run(&BEFORE_INVERSION);
    machine.invert(Z);
    machine.run(&AFTER_INVERSION);
}

/// k G, for k in `1..n`.
#[inline(always)]
pub(super) fn public<F: Field>(scalar: &Recoded) -> [u8; 65] {
    let mut machine = Machine::<F>::ZERO;
    machine.prepare();
    multiply(&mut machine, F::COMB, scalar);
    machine.negate_if(Y, scalar.negated);
    make_affine(&mut machine);
    encode(&machine)
}

/// 0x04 || x || y of a point that is [affine](make_affine).
#[inline(always)]
pub(super) fn encode<F: Field>(machine: &Machine<F>) -> [u8; 65] {
    let mut point = [4; 65];
    if let [_, coordinates @ ..] = &mut point
        && let ([x, y], _) = coordinates.as_chunks_mut::<32>()
    {
        machine.store(X, x);
        machine.store(Y, y);
    }
    point
}

/// The abscissa of k P, for k in `1..n` and the point P in (X, Y, Z); which of k and n - k is multiplied does not matter.
///
/// It exists, as k P is not infinity: the order of P is the prime n.
pub(super) fn agree<F: Field>(machine: &mut Machine<F>, scalar: &Recoded, x: &mut [u8; 32]) {
    let mut table = Multiples::ZERO;
    table.fill(machine);
    multiply(machine, &table.0, scalar);
    correct(machine, &mut table);
    make_affine(machine);
    machine.store(X, x);
}

/// After [`multiply`] by the digits of windows: Z = 0 for k = n - 2, and only then, see there; 2 P takes its place.
#[inline(always)]
pub(super) fn correct<F: Field>(machine: &mut Machine<F>, table: &mut Multiples<F>) {
    let exceptional = machine.zero_mask(Z);
    table.put(1, machine);
    pick(machine, X, &table.0, 0);
    machine.run(&DOUBLE);
    table.put(0, machine);
    pick(machine, X, &table.0, 1u32.wrapping_add(exceptional));
}
