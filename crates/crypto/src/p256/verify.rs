//! ECDSA verification (FIPS 186-5, section 6.4.2). Everything in it is public: nothing here is
//! constant time.

use super::curve::{
    ADD, D, DOUBLE, FLATTEN, LIFT, MEET, Multiples, T, U, X, Z, load_point_vartime,
    load_valid_point,
};
use super::field::{Field, P256Machine, lin, mul};
use super::limbs::Words;
use super::scalar::{ORDER, Recoded, add, bit, from_bytes, in_range, quotient};
use crate::formula::Op;
use crate::signed_digits::SignedDigits;

/// T = U Z^2 - X: zero if U is the x-coordinate of (X, Y, Z).
static COMPARE: [Op; 3] = [mul(T, Z, Z), mul(T, T, U), lin(T, 1, T, -1, X)];

/// Whether r || s is a signature of `digest` by the holder of `public`, which is validated.
#[inline(never)]
pub(super) fn verify_vartime<F: Field>(
    public: &[u8; 65],
    digest: &[u8; 32],
    signature: &[u8; 64],
) -> bool {
    holds_vartime(
        |machine: &mut P256Machine<F>| load_point_vartime(machine, public),
        digest,
        signature,
    )
}

/// The same for a public key that was validated before.
#[inline(never)]
pub(super) fn verify_validated_vartime<F: Field>(
    public: &[u8; 65],
    digest: &[u8; 32],
    signature: &[u8; 64],
) -> bool {
    let load = |machine: &mut P256Machine<F>| {
        load_valid_point(machine, public);
        true
    };
    holds_vartime(load, digest, signature)
}

/// Whether r || s is a signature of `digest`; `load` loads the public key, unless it is none.
#[inline(always)]
fn holds_vartime<F: Field>(
    load: impl FnOnce(&mut P256Machine<F>) -> bool,
    digest: &[u8; 32],
    signature: &[u8; 64],
) -> bool {
    let ([r, s], _) = signature.as_chunks::<32>() else { return false };
    let (r, s) = (from_bytes(r), from_bytes(s));
    if !in_range(&r) || !in_range(&s) {
        return false;
    }
    let (u, v) = (quotient::<F::Product>(&from_bytes(digest), &s), quotient::<F::Product>(&r, &s));
    sum_has_x_vartime(load, &u, &v, r)
}

/// Whether r is the x-coordinate of u G + v Q, where `load` loads Q, unless it is no point. Its
/// kilobyte and a half of stack is not there yet while u and v are divided.
#[inline(never)]
fn sum_has_x_vartime<F: Field>(
    load: impl FnOnce(&mut P256Machine<F>) -> bool,
    u: &Words,
    v: &Words,
    r: Words,
) -> bool {
    let mut machine = P256Machine::<F>::ZERO;
    machine.prepare();
    if !load(&mut machine) {
        return false;
    }
    let mut multiples = Multiples::ZERO;
    multiples.fill(&mut machine);
    multiply_add_vartime(&mut machine, &multiples, &Recoded::new(u), v);
    is_x_coordinate_vartime(&mut machine, r)
}

/// Whether r is the x-coordinate of (X, Y, Z) modulo n. Infinity has none.
pub(super) fn is_x_coordinate_vartime<F: Field>(
    machine: &mut P256Machine<F>,
    mut r: Words,
) -> bool {
    if machine.is_zero(Z) {
        return false;
    }
    loop {
        // The x-coordinate is below p < 2 n, so r + n is the only other number to be compared with.
        if !machine.load_element(U, &r) {
            return false;
        }
        machine.run(&COMPARE);
        if machine.is_zero(T) {
            return true;
        }
        if add(&mut r, &ORDER, !0) != 0 {
            return false;
        }
    }
}

/// (X, Y, Z) = u G + v Q, where `multiples` are those of Q.
///
/// One run of doublings serves both: v as [signed digits](SignedDigits) of width 5, and u by the
/// comb during the last 64 doublings.
fn multiply_add_vartime<F: Field>(
    machine: &mut P256Machine<F>,
    multiples: &Multiples<F>,
    u: &Recoded,
    v: &Words,
) {
    machine.0[Z] = F::ZERO;
    let mut digits = SignedDigits::new(256);
    for i in (0..COLUMNS).rev() {
        column_vartime(machine, &mut digits, multiples, u, v, i);
    }
}

/// Columns of [`multiply_add_vartime`].
pub(super) const COLUMNS: i32 = 257;

/// Column i of [`multiply_add_vartime`], from the highest down; `digits` are those of v.
#[inline(always)]
pub(super) fn column_vartime<F: Field>(
    machine: &mut P256Machine<F>,
    digits: &mut SignedDigits,
    multiples: &Multiples<F>,
    u: &Recoded,
    v: &Words,
    i: i32,
) {
    machine.run(&DOUBLE);
    if let Some(digit) = digits.at_vartime(i, 4, |j| bit(v, j)) {
        add_vartime(machine, &multiples.0, digit.unsigned_abs() >> 1, digit >> 31);
    }
    if i < 64 {
        let column = u.column(i as u32);
        add_vartime(machine, F::COMB, column.index, column.negative ^ u.negated);
    }
}

/// (X, Y, Z) += entry `index` of a table, negated where `negative` is all ones; in all cases.
fn add_vartime<F: Field>(
    machine: &mut P256Machine<F>,
    table: &[[F::Element; 8]],
    index: u32,
    negative: i32,
) {
    if machine.is_zero(Z) {
        load_entry_vartime(machine, X, table, index, negative);
        return;
    }
    load_entry_vartime(machine, U, table, index, negative);
    machine.run(&MEET);
    if table.len() == 3 {
        machine.run(&LIFT);
    }
    machine.run(&ADD);
    // Equal x-coordinates: the sum is infinity, as Z tells, unless the y-coordinates are equal,
    // too.
    if machine.is_zero(Z) && machine.is_zero(D) {
        load_entry_vartime(machine, X, table, index, negative);
        machine.run(&DOUBLE);
    }
}

/// Loads an entry of a table into (X, Y, Z) or (U, S, W), whichever starts at slot `to`. Its
/// y-coordinate is an M.
fn load_entry_vartime<F: Field>(
    machine: &mut P256Machine<F>,
    to: usize,
    table: &[[F::Element; 8]],
    index: u32,
    negative: i32,
) {
    if to == X {
        machine.run(&FLATTEN);
    }
    for (slot, column) in machine.0.iter_mut().skip(to).zip(table) {
        *slot = column[index as usize & 7];
    }
    machine.conditional_negate(to + 1, negative);
}
