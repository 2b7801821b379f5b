//! Points: Jacobian formulas as lists of operations, and the two ways of multiplying by a secret
//! scalar.
//!
//! A point is (X, Y, Z) with x = X / Z^2 and 2 y = Y / Z^3: keeping 2 y saves the formulas their
//! doublings. Z = 0 is the point at infinity. Formula names are those of the Explicit-Formulas
//! Database, where y is half of ours. The comment behind an operation is what its slot holds then,
//! in terms of what the slots held before the formula.

use super::field::{CURVE_B, Field, ONE, P256Machine, UNIT, lin, mul};
use super::scalar::{Recoded, from_bytes};
use crate::formula::Op;
use motetls_base::ct::barrier;

/// Slots of the accumulator (X, Y, Z).
pub(super) const X: usize = 0;
pub(super) const Y: usize = 1;
pub(super) const Z: usize = 2;
/// Slots of the point (U, S, W) to be added; W is 1 for entries of the comb, which are affine.
pub(super) const U: usize = 3;
pub(super) const S: usize = 4;
pub(super) const W: usize = 5;
/// A temporary slot.
pub(super) const T: usize = 6;
/// After [`ADD`]: the difference of the y-coordinates of both points.
pub(super) const D: usize = 7;
/// A second temporary slot.
const E: usize = 8;

/// (X, Y, Z) doubled (dbl-2001-b). With `M = 3 (X - Z^2) (X + Z^2)` and `F = X Y^2`: `Z3 = Y Z`,
/// `X3 = M^2 - 2 F`, `Y3 = 2 M (F - X3) - Y^4`. Puts the point itself, rescaled by Y to the new Z,
/// into (U, S): `X Y^2` and `Y Y^3`.
#[rustfmt::skip]
pub(super) static DOUBLE: [Op; 14] = [
    mul(T, Z, Z),         // Z^2
    lin(D, 1, X, -1, T),  // X - Z^2
    lin(T, 1, X, 1, T),   // X + Z^2
    mul(T, T, D),         // X^2 - Z^4
    lin(T, 2, T, 1, T),   // 3 (X^2 - Z^4) = M
    mul(Z, Y, Z),         // Y Z = Z3
    mul(S, Y, Y),         // Y^2
    mul(U, X, S),         // X Y^2 = F
    mul(S, S, S),         // Y^4
    mul(X, T, T),         // M^2
    lin(X, 1, X, -2, U),  // M^2 - 2 F = X3
    lin(D, 1, U, -1, X),  // F - X3
    mul(Y, T, D),         // M (F - X3)
    lin(Y, 2, Y, -1, S),  // 2 M (F - X3) - Y^4 = Y3
];

/// Makes (X, Y) an affine point: Z = 1.
pub(super) static FLATTEN: [Op; 1] = [lin(Z, 1, ONE, 0, ONE)];

/// Rescales (U, S), an affine point or one whose Z was dealt with by [`LIFT`], to the Z of the
/// accumulator: (U Z^2, S Z^3).
#[rustfmt::skip]
pub(super) static MEET: [Op; 4] = [
    mul(T, Z, Z), // Z^2
    mul(U, U, T), // U Z^2
    mul(S, S, Z), // S Z
    mul(S, S, T), // S Z^3
];

/// Rescales (X, Y, Z) by W: (X W^2, Y W^3, Z W), the same point.
#[rustfmt::skip]
pub(super) static LIFT: [Op; 5] = [
    mul(T, W, W), // W^2
    mul(X, X, T), // X W^2
    mul(T, T, W), // W^3
    mul(Y, Y, T), // Y W^3
    mul(Z, Z, W), // Z W
];

/// (X, Y, Z) + (U, S, Z) (add-2007-bl with a common Z). With `H = U - X`, `I = (2 H)^2`, `J = H I`,
/// `r = S - Y` and `V = X I`: `Z3 = 2 H Z`, `X3 = r^2 - J - 2 V`, `Y3 = 2 r (V - X3) - 2 Y J`. Puts
/// the point itself, rescaled by 2 H to the new Z, into (U, S), S to be doubled.
///
/// | case | what comes out |
/// |---|---|
/// | both are the same point | Z = 0 and D = 0, which is wrong: the sum is the point doubled |
/// | they are opposite | Z = 0 and D is not 0: infinity, as it should be |
/// | Z = 0 | infinity; wrong where a point was to be added to infinity |
#[rustfmt::skip]
pub(super) static ADD: [Op; 14] = [
    lin(T, 1, U, -1, X),  // H
    lin(D, 1, S, -1, Y),  // r
    lin(E, 1, T, 1, T),   // 2 H
    mul(Z, Z, E),         // 2 H Z = Z3
    mul(E, E, E),         // I
    mul(T, T, E),         // J
    mul(U, X, E),         // V
    mul(S, Y, T),         // Y J
    mul(X, D, D),         // r^2
    lin(X, 1, X, -1, T),  // r^2 - J
    lin(X, 1, X, -2, U),  // r^2 - J - 2 V = X3
    lin(E, 1, U, -1, X),  // V - X3
    mul(Y, D, E),         // r (V - X3)
    lin(Y, 2, Y, -2, S),  // 2 r (V - X3) - 2 Y J = Y3
];

/// Exchanges (X, Y) and (U, S) as [`ADD`] put them: S is half of what it stands for.
#[rustfmt::skip]
static EXCHANGE: [Op; 6] = [
    lin(T, 1, X, 0, X),
    lin(X, 1, U, 0, U),
    lin(U, 1, T, 0, T),
    lin(T, 1, Y, 0, Y),
    lin(Y, 1, S, 1, S), // 2 S
    lin(S, 1, T, 0, T),
];

/// Z = 2 Z as an integer, to be [inverted](P256Machine::invert).
static BEFORE_INVERSION: [Op; 2] = [lin(Z, 1, Z, 1, Z), mul(Z, Z, UNIT)];

/// (X, Y) = the affine coordinates x and y as integers, from i = 1 / (2 Z0) in Z for the Z0 of the
/// point.
#[rustfmt::skip]
static AFTER_INVERSION: [Op; 8] = [
    mul(T, Z, Z),        // i^2
    lin(T, 1, T, 1, T),  // 2 i^2
    lin(T, 1, T, 1, T),  // 4 i^2 = 1 / Z0^2
    mul(X, X, T),        // X / Z0^2 = x
    mul(T, T, Z),        // 4 i^3 = 1 / (2 Z0^3)
    mul(Y, Y, T),        // Y / (2 Z0^3) = y
    mul(X, X, UNIT),
    mul(Y, Y, UNIT),
];

/// T = x^3 - 3 x + b - y^2 for a point (X, y); Y = 2 y; Z = 1.
#[rustfmt::skip]
pub(super) static EQUATION: [Op; 9] = [
    lin(Z, 1, ONE, 0, ONE),
    mul(T, X, X),              // x^2
    mul(T, T, X),              // x^3
    lin(T, 1, T, -2, X),       // x^3 - 2 x
    lin(T, 1, T, -1, X),       // x^3 - 3 x
    lin(T, 1, T, 1, CURVE_B),  // x^3 - 3 x + b
    mul(D, Y, Y),              // y^2
    lin(T, 1, T, -1, D),       // x^3 - 3 x + b - y^2
    lin(Y, 1, Y, 1, Y),        // 2 y
];

/// What [`EQUATION`] leaves of a point: Y = 2 y; Z = 1.
static WITHOUT_EQUATION: [Op; 2] = [lin(Z, 1, ONE, 0, ONE), lin(Y, 1, Y, 1, Y)];

/// Digits of a recoded scalar, of four bits each.
pub(super) const DIGITS: u32 = 64;

/// Odd multiples P, 3 P, ..., 15 P of a point: eight X, eight Y, eight Z. Wiped when dropped.
pub(super) struct Multiples<F: Field>(pub(super) [[F::Element; 8]; 3]);

impl<F: Field> Multiples<F> {
    /// Zeros. To be [filled](Self::fill) where it stays: it is too large to be moved.
    pub(super) const ZERO: Self = Multiples([[F::ZERO; 8]; 3]);

    /// The multiples of (X, Y, Z), which must not be infinity. The accumulator is undefined
    /// afterwards.
    ///
    /// P and 2 P share a Z after [`DOUBLE`], and so do 2 P and the sum after [`ADD`], which saves
    /// half of each addition (Meloni's co-Z addition). None is exceptional: i P = +-2 P for an odd
    /// i below 16 is impossible in a group of large prime order.
    pub(super) fn fill(&mut self, machine: &mut P256Machine<F>) {
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
    fn put(&mut self, i: usize, machine: &P256Machine<F>) {
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

/// (X, Y, Z) = the recoded scalar times the point that `table` belongs to: [`Field::COMB`] or a
/// point's [`Multiples`].
///
/// The additions are those of distinct points, neither of them infinity, save one case. The
/// accumulator before the addition of a digit's point is 2^m a times the base point for an odd a >=
/// 1, and the digit is an odd c. Both are equal or opposite only if 2^m a -+ c is a multiple of n.
/// It is odd, so not 0, and below n in absolute value before the last digit, as are the sums. For
/// the last digit, 2^m a + c = k is not a multiple of n, and 2^m a - c = n means k = n + 2 c for a
/// c < 0. For windows that is k = n - 2 with c = -1 (as n = 1 mod 16), for the comb no k has the c
/// it needs (a test goes through them all). What becomes of k = n - 2 is up to [`agree`].
fn multiply<F: Field>(machine: &mut P256Machine<F>, table: &[[F::Element; 8]], scalar: &Recoded) {
    machine.run(&FLATTEN);
    for j in (0..DIGITS).rev() {
        add_digit(machine, table, scalar, j);
    }
}

/// Digit j of [`multiply`], from the highest down; [`FLATTEN`] comes before.
#[inline(always)]
pub(super) fn add_digit<F: Field>(
    machine: &mut P256Machine<F>,
    table: &[[F::Element; 8]],
    scalar: &Recoded,
    j: u32,
) {
    let comb = table.len() == 2;
    let first = j == DIGITS - 1;
    if !first {
        for _ in 0..if comb { 1 } else { 4 } {
            machine.run(&DOUBLE);
        }
    }
    let digit = if comb { scalar.column(j) } else { scalar.window(j) };
    select(machine, if first { X } else { U }, table, digit.index);
    if !first {
        machine.conditional_negate(S, digit.negative);
        machine.run(&MEET);
        if !comb {
            machine.run(&LIFT);
        }
        machine.run(&ADD);
    }
}

/// Reads entry `index` of every column of a table into the slots from `to` on; all entries are
/// read.
#[inline(never)]
fn select<F: Field>(
    machine: &mut P256Machine<F>,
    to: usize,
    table: &[[F::Element; 8]],
    index: u32,
) {
    let mut masks = [0i32; 8];
    for (i, mask) in (0u32..).zip(&mut masks) {
        *mask = ((i ^ index).wrapping_sub(1) as i32) >> 31;
    }
    // Opaque, so that no mask is turned back into a branch.
    let masks = barrier(masks);
    for (slot, column) in machine.0.iter_mut().skip(to).zip(table) {
        F::select(slot, column, &masks);
    }
}

/// Loads the affine point of an uncompressed encoding (SEC 1, section 2.3.4) into (X, Y, Z); false
/// if it is not a point of the curve. The cofactor is 1, so that every point of the curve is one of
/// the group.
pub(super) fn load_point_vartime<F: Field>(machine: &mut P256Machine<F>, bytes: &[u8]) -> bool {
    let Some(([4], coordinates)) = bytes.split_first_chunk() else { return false };
    let ([x, y], []) = coordinates.as_chunks::<32>() else { return false };
    let below = machine.load_element(X, &from_bytes(x)) & machine.load_element(Y, &from_bytes(y));
    machine.run(&EQUATION);
    below && machine.is_zero(T)
}

/// Loads the affine point of an uncompressed encoding that is known to be one.
pub(super) fn load_valid_point<F: Field>(machine: &mut P256Machine<F>, bytes: &[u8; 65]) {
    let [_, coordinates @ ..] = bytes;
    if let ([x, y], _) = coordinates.as_chunks::<32>() {
        machine.load_element(X, &from_bytes(x));
        machine.load_element(Y, &from_bytes(y));
    }
    machine.run(&WITHOUT_EQUATION);
}

/// (X, Y) = the affine coordinates x and y as integers, for a Z other than 0.
pub(super) fn make_affine<F: Field>(machine: &mut P256Machine<F>) {
    machine.run(&BEFORE_INVERSION);
    machine.invert(Z);
    machine.run(&AFTER_INVERSION);
}

/// k G, for k in `1..n`.
#[inline(always)]
pub(super) fn public<F: Field>(scalar: &Recoded) -> [u8; 65] {
    let mut machine = P256Machine::<F>::ZERO;
    machine.prepare();
    multiply(&mut machine, F::COMB, scalar);
    machine.conditional_negate(Y, scalar.negated);
    make_affine(&mut machine);
    encode(&machine)
}

/// 0x04 || x || y of a point that is [affine](make_affine).
#[inline(always)]
pub(super) fn encode<F: Field>(machine: &P256Machine<F>) -> [u8; 65] {
    let mut point = [4; 65];
    if let [_, coordinates @ ..] = &mut point
        && let ([x, y], _) = coordinates.as_chunks_mut::<32>()
    {
        machine.store(X, x);
        machine.store(Y, y);
    }
    point
}

/// The x-coordinate of k P, for k in `1..n` and the point P in (X, Y, Z); which of k and n - k is
/// multiplied does not matter.
///
/// It exists, as k P is not infinity: the order of P is the prime n.
pub(super) fn agree<F: Field>(machine: &mut P256Machine<F>, scalar: &Recoded, x: &mut [u8; 32]) {
    multiply_point(machine, scalar);
    make_affine(machine);
    machine.store(X, x);
}

/// (X, Y, Z) = the recoded scalar times (X, Y, Z). The stack its multiples take is free again
/// before the inversion that follows.
#[inline(never)]
fn multiply_point<F: Field>(machine: &mut P256Machine<F>, scalar: &Recoded) {
    let mut table = Multiples::ZERO;
    table.fill(machine);
    multiply(machine, &table.0, scalar);
    correct(machine, &mut table);
}

/// After [`multiply`] by the digits of windows: Z = 0 for k = n - 2, and only then, see there; 2 P
/// takes its place.
#[inline(always)]
pub(super) fn correct<F: Field>(machine: &mut P256Machine<F>, table: &mut Multiples<F>) {
    let exceptional = machine.zero_mask(Z);
    table.put(1, machine);
    select(machine, X, &table.0, 0);
    machine.run(&DOUBLE);
    table.put(0, machine);
    select(machine, X, &table.0, 1u32.wrapping_add(exceptional));
}
