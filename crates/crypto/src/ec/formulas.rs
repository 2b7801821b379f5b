//! The slots by name, and the formulas of points over them.
//!
//! Formula names are those of the Explicit-Formulas Database. A point is (X, Y, Z) with x = X / Z^2
//! and y = Y / Z^3; infinity has Z = 0. The comment behind an operation is what its slot holds
//! then, in terms of what the slots held before the formula.
//!
//! None of the formulas is complete:
//!
//! | formula | case | what comes out |
//! |---|---|---|
//! | [`DOUBLE`] | infinity | infinity, as it should be |
//! | | Y = 0 | does not occur: it is a point of order 2, and every group here has odd order |
//! | [`ADD`] | (X, Y, Z) is infinity | Z = 0, which is wrong: the sum is (U, S, W) |
//! | | (U, S, W) is infinity | Z = 0, which is wrong: the sum is (X, Y, Z) |
//! | | both are the same point | Z = 0 and D = 0, which is wrong: the sum is the point doubled |
//! | | they are opposite | Z = 0 and D is not 0: infinity, as it should be |
//!
//! Each caller of [`ADD`] says why no wrong case occurs, or handles it.

use crate::formula::{Op, op};

/// The accumulator of point arithmetic, in Jacobian coordinates: x = X / Z^2, y = Y / Z^3; infinity
/// if Z = 0.
pub(super) const X: usize = 0;
pub(super) const Y: usize = 1;
pub(super) const Z: usize = 2;
/// The point to be added, in Jacobian coordinates: x = U / W^2, y = S / W^3.
pub(super) const U: usize = 3;
pub(super) const S: usize = 4;
pub(super) const W: usize = 5;
/// What lies between: a temporary one, the slope or the difference of both y, another temporary
/// one.
pub(super) const T: usize = 6;
pub(super) const D: usize = 7;
pub(super) const E: usize = 8;
/// The first of three slots where a point is kept.
pub(super) const KEPT: usize = 9;
/// R, which is 1 in Montgomery form.
pub(crate) const ONE: usize = 12;
/// R^2 modulo p.
pub(crate) const RADIX: usize = 13;
/// The coefficients of the curve.
pub(crate) const A: usize = 14;
pub(crate) const B: usize = 15;
/// Plain numbers from here on; formulas cannot name them. The field's p, the group's order n.
pub(crate) const FIELD: usize = 16;
pub(crate) const ORDER: usize = 17;
/// R^2 modulo n.
pub(crate) const ORDER_RADIX: usize = 18;
/// A scalar, and another one.
pub(crate) const SCALAR: usize = 19;
pub(crate) const OTHER: usize = 20;
/// A private key.
pub(crate) const PRIVATE: usize = 21;
/// Two slots of intermediate results of multiplications.
pub(super) const SCRATCH: usize = 22;
/// All slots.
pub(crate) const SLOTS: usize = 24;

/// to = left * right.
pub(crate) const fn mul(to: usize, left: usize, right: usize) -> Op {
    op(0, to, left, right)
}

/// to = left + right.
pub(crate) const fn add(to: usize, left: usize, right: usize) -> Op {
    op(1, to, left, right)
}

/// to = left - right.
pub(crate) const fn sub(to: usize, left: usize, right: usize) -> Op {
    op(2, to, left, right)
}

/// D = 3 X^2 + a Z^4 for a = -3, as 3 (X - Z^2) (X + Z^2). The beginning of a doubling
/// (dbl-2001-b).
#[rustfmt::skip]
pub(super) static SLOPE_MINUS_3: [Op; 6] = [
    mul(T, Z, Z), // Z^2
    sub(E, X, T), // X - Z^2
    add(T, X, T), // X + Z^2
    mul(D, T, E), // X^2 - Z^4
    add(T, D, D), // 2 (X^2 - Z^4)
    add(D, D, T), // 3 (X^2 - Z^4)
];

/// D = 3 X^2 for a = 0.
#[rustfmt::skip]
pub(super) static SLOPE_0: [Op; 3] = [
    mul(D, X, X), // X^2
    add(T, D, D), // 2 X^2
    add(D, D, T), // 3 X^2
];

/// D = 3 X^2 + a Z^4 for any a.
#[rustfmt::skip]
pub(super) static SLOPE_ANY: [Op; 7] = [
    mul(D, X, X), // X^2
    add(T, D, D), // 2 X^2
    add(D, D, T), // 3 X^2
    mul(T, Z, Z), // Z^2
    mul(T, T, T), // Z^4
    mul(T, T, A), // a Z^4
    add(D, D, T), // 3 X^2 + a Z^4
];

/// (X, Y, Z) doubled, once D is the slope: Z3 = 2 Y Z, X3 = D^2 - 2 F, Y3 = D (F - X3) - 8 Y^4 with
/// F = 4 X Y^2. Does not touch (U, S, W).
#[rustfmt::skip]
pub(super) static DOUBLE: [Op; 14] = [
    mul(Z, Y, Z), // Y Z
    add(Z, Z, Z), // 2 Y Z = Z3
    mul(T, Y, Y), // Y^2
    add(T, T, T), // 2 Y^2
    mul(E, X, T), // 2 X Y^2
    add(E, E, E), // 4 X Y^2 = F
    mul(T, T, T), // 4 Y^4
    add(T, T, T), // 8 Y^4
    mul(X, D, D), // D^2
    sub(X, X, E), // D^2 - F
    sub(X, X, E), // D^2 - 2 F = X3
    sub(E, E, X), // F - X3
    mul(Y, D, E), // D (F - X3)
    sub(Y, Y, T), // D (F - X3) - 8 Y^4 = Y3
];

/// (X, Y, Z) + (U, S, W) (add-1998-cmo-2): with A = X W^2, B = Y W^3, H = U Z^2 - A and
/// r = S Z^3 - B, Z3 = Z W H, X3 = r^2 - H^3 - 2 A H^2, Y3 = r (A H^2 - X3) - B H^3.
///
/// H = 0 means equal x-coordinates, and then r = 0, which is D, equal y-coordinates. Does not touch
/// W. The operations [`AFFINE_SKIPS`] multiply by powers of W.
#[rustfmt::skip]
pub(super) static ADD: [Op; 23] = [
    mul(T, Z, Z), // Z^2
    mul(U, U, T), // U Z^2
    mul(S, S, Z), // S Z
    mul(S, S, T), // S Z^3
    mul(T, W, W), // W^2
    mul(X, X, T), // A
    mul(Y, Y, W), // Y W
    mul(Y, Y, T), // B
    mul(Z, Z, W), // Z W
    sub(T, U, X), // H
    sub(D, S, Y), // r
    mul(Z, Z, T), // Z W H = Z3
    mul(E, T, T), // H^2
    mul(T, T, E), // H^3
    mul(E, X, E), // A H^2
    mul(Y, Y, T), // B H^3
    mul(X, D, D), // r^2
    sub(X, X, T), // r^2 - H^3
    sub(X, X, E), // r^2 - H^3 - A H^2
    sub(X, X, E), // r^2 - H^3 - 2 A H^2 = X3
    sub(E, E, X), // A H^2 - X3
    mul(E, D, E), // r (A H^2 - X3)
    sub(Y, E, Y), // r (A H^2 - X3) - B H^3 = Y3
];

/// What [`ADD`] does for nothing where W is 1.
pub(super) const AFFINE_SKIPS: core::ops::Range<usize> = 4..9;

/// T = x^3 + a x + b - y^2 for a point (X, Y).
#[rustfmt::skip]
pub(super) static EQUATION: [Op; 6] = [
    mul(T, X, X), // x^2
    add(T, T, A), // x^2 + a
    mul(T, T, X), // x^3 + a x
    add(T, T, B), // x^3 + a x + b
    mul(D, Y, Y), // y^2
    sub(T, T, D), // x^3 + a x + b - y^2
];

/// From the inverse of Z in Z: (X, Y) = the affine coordinates x and y.
#[rustfmt::skip]
pub(super) static AFFINE: [Op; 4] = [
    mul(T, Z, Z), // 1 / Z^2
    mul(X, X, T), // X / Z^2 = x
    mul(T, T, Z), // 1 / Z^3
    mul(Y, Y, T), // Y / Z^3 = y
];

/// T = U Z^2 - X: zero if U is the x-coordinate of (X, Y, Z).
#[rustfmt::skip]
pub(super) static COMPARE: [Op; 3] = [
    mul(T, Z, Z), // Z^2
    mul(T, T, U), // U Z^2
    sub(T, T, X), // U Z^2 - X
];
