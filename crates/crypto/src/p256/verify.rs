//! ECDSA verification (FIPS 186-5, section 6.4.2). Everything in it is public: nothing here is constant time.

use super::curve::{ADD, D, DOUBLE, FLATTEN, LIFT, MEET, Multiples, T, U, X, Z, load_point_vartime};
use super::field::{Field, Machine, Op, Words, lin, mul};
use super::scalar::{ORDER, Recoded, add, bit_vartime, from_bytes, in_range, quotient};

/// T = U Z^2 - X: zero if U is the abscissa of (X, Y, Z).
static COMPARE: [Op; 3] = [mul(T, Z, Z), mul(T, T, U), lin(T, 1, T, -1, X)];

/// Whether r || s is a signature of `digest` by the holder of `public`.
#[inline(never)]
pub(super) fn verify_vartime<F: Field>(public: &[u8; 65], digest: &[u8; 32], signature: &[u8; 64]) -> bool {
    let ([r, s], _) = signature.as_chunks::<32>() else { return false };
    let (r, s) = (from_bytes(r), from_bytes(s));
    if !in_range(&r) || !in_range(&s) {
        return false;
    }
    let mut machine = Machine::<F>::ZERO;
    machine.prepare();
    if !load_point_vartime(&mut machine, public) {
        return false;
    }
    let (u, v) = (quotient::<F::Product>(&from_bytes(digest), &s), quotient::<F::Product>(&r, &s));
    let mut multiples = Multiples::ZERO;
    multiples.fill(&mut machine);
    multiply_add_vartime(&mut machine, &multiples, &Recoded::new(&u), &v);
    is_abscissa_vartime(&mut machine, r)
}

/// Whether r is the abscissa of (X, Y, Z) modulo n. Infinity has none.
pub(super) fn is_abscissa_vartime<F: Field>(machine: &mut Machine<F>, mut r: Words) -> bool {
    if machine.is_zero_vartime(Z) {
        return false;
    }
    loop {
        // The abscissa is below p < 2 n, so r + n is the only other number to be compared with.
        if !machine.load_element_vartime(U, &r) {
            return false;
        }
        machine.run(&COMPARE);
        if machine.is_zero_vartime(T) {
            return true;
        }
        if add(&mut r, &ORDER, !0) != 0 {
            return false;
        }
    }
}

/// (X, Y, Z) = u G + v Q, where `multiples` are those of Q.
///
/// One run of doublings serves both: v as digits of width 5, found from the left (Okeya, Schmidt-Samoa, Spahn, Takagi,
/// "Signed Binary Representations Revisited", CRYPTO 2004), and u by the comb during the last 64 doublings.
fn multiply_add_vartime<F: Field>(machine: &mut Machine<F>, multiples: &Multiples<F>, u: &Recoded, v: &Words) {
    machine.0[Z] = F::ZERO;
    let mut digits = Digits::new();
    for i in (0..COLUMNS).rev() {
        digits.column_vartime(machine, multiples, u, v, i);
    }
}

/// Columns of [`multiply_add_vartime`].
pub(super) const COLUMNS: i32 = 257;

/// The digit of v under way.
pub(super) struct Digits {
    /// The highest bit no digit covers yet.
    next: i32,
    /// The bit the digit stands at.
    at: i32,
    digit: i32,
}

impl Digits {
    pub(super) const fn new() -> Self {
        Digits { next: 256, at: -1, digit: 0 }
    }

    /// Column i of [`multiply_add_vartime`], from the highest down.
    #[inline(always)]
    pub(super) fn column_vartime<F: Field>(
        &mut self,
        machine: &mut Machine<F>,
        multiples: &Multiples<F>,
        u: &Recoded,
        v: &Words,
        i: i32,
    ) {
        machine.run(&DOUBLE);
        if i <= self.next && bit_vartime(v, i) != bit_vartime(v, i - 1) {
            let mut window = 0;
            for j in 0..6 {
                window = window << 1 | bit_vartime(v, i - j) as i32;
            }
            // The digits d_t = v_(t-1) - v_t of i down to i - 4 as one number, its zeros at the end left out.
            self.digit = (window & 31) - (window >> 1);
            let zeros = self.digit.trailing_zeros();
            self.digit >>= zeros;
            self.at = i - 4 + zeros as i32;
            self.next = i - 5;
        }
        if i == self.at {
            add_vartime(machine, &multiples.0, self.digit.unsigned_abs() >> 1, self.digit >> 31);
        }
        if i < 64 {
            let column = u.column(i as u32);
            add_vartime(machine, F::COMB, column.index, column.negative ^ u.negated);
        }
    }
}

/// (X, Y, Z) += entry `index` of a table, negated where `negative` is all ones; in all cases.
fn add_vartime<F: Field>(machine: &mut Machine<F>, table: &[[F::Element; 8]], index: u32, negative: i32) {
    if machine.is_zero_vartime(Z) {
        load_entry_vartime(machine, X, table, index, negative);
        return;
    }
    load_entry_vartime(machine, U, table, index, negative);
    machine.run(&MEET);
    if table.len() == 3 {
        machine.run(&LIFT);
    }
    machine.run(&ADD);
    // Equal abscissas: the sum is infinity, as Z tells, unless the ordinates are equal, too.
    if machine.is_zero_vartime(Z) && machine.is_zero_vartime(D) {
        load_entry_vartime(machine, X, table, index, negative);
        machine.run(&DOUBLE);
    }
}

/// Loads an entry of a table into (X, Y, Z) or (U, S, W), whichever starts at slot `to`. Its ordinate is an M.
fn load_entry_vartime<F: Field>(
    machine: &mut Machine<F>,
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
    machine.negate_if(to + 1, negative);
}
