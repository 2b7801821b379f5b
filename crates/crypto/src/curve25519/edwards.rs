//! Points of the twisted Edwards curve -x^2 + y^2 = 1 + d x^2 y^2 (RFC 8032, section 5.1) in
//! extended coordinates: x = X / Z, y = Y / Z, x y = T / Z.
//!
//! Sum and double are complete (RFC 8032, section 5.1.4): there is no exception, and what lies in
//! the slots does not matter.

use super::field::Memory25519;
use crate::ec::EcMachine;
use crate::ec::formulas::{B, ONE, OTHER, RADIX, SCALAR, add, mul, sub};
use crate::formula::Op;
use crate::mp::{Limb, Multiplier, limbs_for, number, split};

/// The accumulator of point arithmetic.
pub(super) const X: usize = 0;
const Y: usize = 1;
const Z: usize = 2;
const T: usize = 3;
/// What lies between.
pub(super) const E: usize = 4;
const F: usize = 5;
const G: usize = 6;
/// The point to be added.
const X2: usize = 7;
const Y2: usize = 8;
const Z2: usize = 9;
const T2: usize = 10;
/// Where the exponent of [`EcMachine::root`] is.
const EXPONENT: usize = 11;

/// Limbs of a point.
const POINT: usize = 4 * limbs_for(32);
/// Memory of an operation: the table has four points.
pub(super) type EdwardsMemory = Memory25519<6>;

/// The base point: y = 4 / 5, x even.
const BASE: [u8; 32] = {
    let mut base = [0x66; 32];
    base[0] = 0x58;
    base
};

/// (X, Y, Z, T) + (X2, Y2, Z2, T2) by the names of RFC 8032, section 5.1.4.
#[rustfmt::skip]
static ADD: [Op; 19] = [
    sub(E, Y, X),   // Y1 - X1
    sub(F, Y2, X2), // Y2 - X2
    mul(E, E, F),   // A
    add(F, Y, X),   // Y1 + X1
    add(G, Y2, X2), // Y2 + X2
    mul(F, F, G),   // B
    mul(T, T, T2),  // T1 T2
    mul(T, T, B),   // d T1 T2
    add(T, T, T),   // C
    mul(Z, Z, Z2),  // Z1 Z2
    add(Z, Z, Z),   // D
    sub(G, F, E),   // E = B - A
    add(F, F, E),   // H = B + A
    sub(E, Z, T),   // F = D - C
    add(Z, Z, T),   // G = D + C
    mul(X, G, E),   // X3 = E F
    mul(Y, Z, F),   // Y3 = G H
    mul(T, G, F),   // T3 = E H
    mul(Z, E, Z),   // Z3 = F G
];

/// (X, Y, Z, T) doubled, by the same names.
#[rustfmt::skip]
static DOUBLE: [Op; 14] = [
    add(E, X, Y), // X1 + Y1
    mul(E, E, E), // (X1 + Y1)^2
    mul(F, X, X), // A
    mul(G, Y, Y), // B
    mul(Z, Z, Z), // Z1^2
    add(Z, Z, Z), // C
    add(T, F, G), // H = A + B
    sub(E, T, E), // E = H - (X1 + Y1)^2
    sub(G, F, G), // G = A - B
    add(F, Z, G), // F = C + G
    mul(X, E, F), // X3 = E F
    mul(Y, G, T), // Y3 = G H
    mul(Z, F, G), // Z3 = F G
    mul(T, E, T), // T3 = E H
];

/// From y in Y: u = y^2 - 1 in F and v = d y^2 + 1 in E, for which x^2 = u / v; u v^3 in X and
/// u v^7 in G (RFC 8032, section 5.1.3, steps 2 and 3).
#[rustfmt::skip]
static RATIO: [Op; 10] = [
    mul(Y, Y, RADIX), // y in Montgomery form
    mul(T, Y, Y),     // y^2
    mul(E, T, B),     // d y^2
    add(E, E, ONE),   // v
    sub(F, T, ONE),   // u
    mul(G, E, E),     // v^2
    mul(X, F, E),     // u v
    mul(X, X, G),     // u v^3
    mul(G, G, G),     // v^4
    mul(G, G, X),     // u v^7
];

/// X = X G; T is 0 if that is a square root of u / v.
#[rustfmt::skip]
static ROOT: [Op; 4] = [
    mul(X, X, G), // x
    mul(T, X, X), // x^2
    mul(T, T, E), // v x^2
    sub(T, T, F), // v x^2 - u
];

/// G = 2.
static TWO: [Op; 1] = [add(G, ONE, ONE)];

/// From 2^((p - 5) / 8) in G: a square root of -1 in G, 2^((p - 1) / 4).
#[rustfmt::skip]
static ROOT_OF_MINUS_ONE: [Op; 2] = [
    mul(G, G, G), // 2^((p - 5) / 4)
    add(G, G, G), // 2^((p - 1) / 4)
];

/// (X, Y, Z, T) of affine coordinates in X and Y.
#[rustfmt::skip]
static EXTENDED: [Op; 2] = [
    mul(Z, ONE, ONE), // 1
    mul(T, X, Y),     // x y
];

/// From a plain 1 in G: x in T, out of Montgomery form.
static PLAIN: [Op; 1] = [mul(T, X, G)];

/// From the inverse of Z in Z and a plain 1 in G: (X, Y) = the affine coordinates, out of
/// Montgomery form.
#[rustfmt::skip]
static AFFINE: [Op; 3] = [
    mul(Z, Z, G), // 1 / Z, plain
    mul(X, X, Z), // x, plain
    mul(Y, Y, Z), // y, plain
];

/// (X2, Y2, Z2, T2) = (X, Y, Z, T).
#[rustfmt::skip]
static COPY: [Op; 4] = [
    mul(X2, X, ONE),
    mul(Y2, Y, ONE),
    mul(Z2, Z, ONE),
    mul(T2, T, ONE),
];

/// (X, Y, Z, T) = 0, which is (0, 1).
#[rustfmt::skip]
static NEUTRAL: [Op; 4] = [
    sub(X, ONE, ONE),
    mul(Y, ONE, ONE),
    mul(Z, ONE, ONE),
    sub(T, ONE, ONE),
];

impl<M: Multiplier> EcMachine<'_, M> {
    /// Loads a point into (X, Y, Z, T), negated if `negative` is 1; false if `bytes` are no
    /// encoding of one, or that of y with p added (RFC 8032, section 5.1.3). A negative 0 is taken
    /// for 0.
    ///
    /// (u v^7)^((p - 5) / 8) u v^3 is a square root of u / v or -u / v, if either has one. That of
    /// the latter times a square root of -1 is one of the former.
    #[inline(never)]
    pub(super) fn decompress_vartime(&self, bytes: &[u8; 32], negative: Limb) -> bool {
        self.read(Y, bytes, 0);
        let below = number::less(self.slot(Y), self.field.limbs());
        self.run(&RATIO);
        self.root();
        self.run(&ROOT);
        if !self.is_zero(T) {
            self.run(&TWO);
            self.root();
            self.run(&ROOT_OF_MINUS_ONE);
            self.run(&ROOT);
        }
        let valid = below != 0 && self.is_zero(T);
        number::set_small(self.slot(G), 1);
        self.run(&PLAIN);
        let sign = number::low(self.slot(T)) & 1 ^ Limb::from(bytes[31] >> 7) ^ negative;
        self.conditional_negate(X, number::mask(sign));
        self.run(&EXTENDED);
        valid
    }

    /// G = G^((p - 5) / 8). Uses [`EXPONENT`] and the first 9 numbers of the table.
    #[inline(never)]
    fn root(&self) {
        // p / 8, rounded down.
        let exponent = self.slot(EXPONENT);
        number::set(exponent, self.field.limbs());
        number::shift_right(exponent, 3, 0);
        let mut power = self.inversion();
        let wide = if M::SQUARES { self.wide() } else { &[] };
        while !power.step::<M>(&self.field, self.slot(G), wide, self.table, exponent) {}
    }

    /// Writes the encoding of (X, Y, Z, T), which is lost (RFC 8032, section 5.1.2).
    #[inline(never)]
    pub(super) fn compress(&self, bytes: &mut [u8; 32]) {
        self.reciprocal(Z);
        number::set_small(self.slot(G), 1);
        self.run(&AFFINE);
        number::to_le_bytes(bytes, self.slot(Y));
        bytes[31] |= (number::low(self.slot(X)) << 7) as u8;
    }

    /// Entry i of the table = the point in the slots from x on. Of the first three entries, powers
    /// use parts.
    #[inline(never)]
    fn keep(&self, i: usize, x: usize) {
        let entry = split(split(self.table, i * POINT).1, POINT).0;
        number::set(entry, self.slots_from(x, 4));
    }

    /// (X2, Y2, Z2, T2) = (X, Y, Z, T); whether the order of that point divides the cofactor 8. (X,
    /// Y, Z, T) is another point then.
    ///
    /// Only points of order 1 and 2 have x = 0.
    #[inline(never)]
    pub(super) fn copy_vartime(&self) -> bool {
        self.run(&COPY);
        self.run(&DOUBLE);
        self.run(&DOUBLE);
        self.is_zero(X)
    }

    /// (X, Y, Z, T) = OTHER B + SCALAR P, for the base point B and P = (X2, Y2, Z2, T2). Constant
    /// time. Where SCALAR is 0, there need not be a P.
    ///
    /// Both scalars are taken in bit by bit at once (Straus, "Addition chains of vectors", 1964),
    /// each pair of bits by an addition from the table: 0, B, P, B + P.
    #[inline(never)]
    pub(super) fn multiply_and_add(&self) {
        self.decompress_vartime(&BASE, 0);
        self.keep(1, X);
        self.keep(2, X2);
        self.run(&ADD);
        self.keep(3, X);
        self.run(&NEUTRAL);
        self.keep(0, X);
        for i in (0..256).rev() {
            self.run(&DOUBLE);
            let [first, second] = [OTHER, SCALAR].map(|scalar| number::bit(self.slot(scalar), i));
            let table = split(self.table, 4 * POINT).0;
            number::select(self.slots_from(X2, 4), table, second << 1 | first);
            self.run(&ADD);
        }
    }
}
