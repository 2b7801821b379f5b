//! A machine of numbered slots, each a number as long as the field; formulas are lists of [`Op`], two bytes each.
//!
//! Slots are in Montgomery form modulo p unless said otherwise. What a formula does to the slots does not depend on
//! their values.

use super::params::Params;
use crate::mp::{Limb, Modulus, Multiplier, Number, Power, limbs_for, number, split};

/// The accumulator of point arithmetic, in Jacobian coordinates: x = X / Z^2, y = Y / Z^3; infinity if Z = 0.
pub(super) const X: usize = 0;
pub(super) const Y: usize = 1;
pub(super) const Z: usize = 2;
/// The point to be added, in Jacobian coordinates.
pub(super) const U: usize = 3;
pub(super) const S: usize = 4;
pub(super) const W: usize = 5;
/// What lies between.
pub(super) const T: usize = 6;
pub(super) const D: usize = 7;
pub(super) const E: usize = 8;
/// The first of three slots where a point is kept.
pub(super) const KEPT: usize = 9;
/// R, which is 1 in Montgomery form.
pub(super) const ONE: usize = 12;
/// R^2 modulo p.
pub(super) const RADIX: usize = 13;
/// The coefficients of the curve.
pub(super) const A: usize = 14;
pub(super) const B: usize = 15;
/// Plain numbers from here on; formulas cannot name them. The field's p, the group's order n.
pub(super) const FIELD: usize = 16;
pub(super) const ORDER: usize = 17;
/// R^2 modulo n.
pub(super) const ORDER_RADIX: usize = 18;
/// A scalar, and another one.
pub(super) const SCALAR: usize = 19;
pub(super) const OTHER: usize = 20;
/// A private key.
pub(super) const PRIVATE: usize = 21;
/// Two slots of intermediate results of multiplications.
const SCRATCH: usize = 22;
/// All slots.
pub(super) const SLOTS: usize = 24;

/// Bits of the window of inversions.
const INVERSION: usize = 3;

/// One operation: four bits of what, and three slots of four bits: where to, left, right.
pub(super) type Op = u16;

/// to = left * right.
pub(super) const fn mul(to: usize, left: usize, right: usize) -> Op {
    (to << 8 | left << 4 | right) as Op
}

/// to = left + right.
pub(super) const fn add(to: usize, left: usize, right: usize) -> Op {
    1 << 12 | mul(to, left, right)
}

/// to = left - right.
pub(super) const fn sub(to: usize, left: usize, right: usize) -> Op {
    2 << 12 | mul(to, left, right)
}

/// The slots of one computation and a table of points, which has entries of three slots; both belong to the caller.
pub(super) struct Machine<'a, M: Multiplier> {
    pub(super) params: &'static Params,
    slots: &'a Number,
    pub(super) table: &'a Number,
    /// The field.
    pub(super) field: Modulus<'a, M::Core>,
}

impl<'a, M: Multiplier> Machine<'a, M> {
    /// The machine in memory that was [prepared](Self::prepare) before. Takes few instructions.
    pub(super) fn new(params: &'static Params, slots: &'a Number, table: &'a Number) -> Self {
        let n = limbs_for(params.bytes);
        let slot = |i: usize, count: usize| split(split(slots, n * i).1, n * count).0;
        Machine { params, slots, table, field: Modulus::of_form(params.form, slot(FIELD, 1), slot(SCRATCH, 2)) }
    }

    /// Loads the curve's constants into memory and yields the machine.
    #[inline(never)]
    pub(super) fn prepare(params: &'static Params, slots: &'a Number, table: &'a Number) -> Self {
        let blank = Self::new(params, slots, table);
        number::from_be_bytes(blank.slot(FIELD), params.field());
        number::from_be_bytes(blank.slot(ORDER), params.order());
        let machine = Self::new(params, slots, table);
        machine.field.one(machine.slot(ONE));
        machine.field.r_squared(machine.slot(RADIX));
        machine.load_vartime(A, params.a);
        machine.negate_if(A, if params.a_negative { Limb::MAX } else { 0 });
        machine.load_vartime(B, params.b());
        machine
    }

    /// Arithmetic modulo the order n of the group.
    pub(super) fn order(&self) -> Modulus<'a, M::Core> {
        Modulus::new(self.slot(ORDER), split(self.wide(), self.limbs() + 1).0)
    }

    /// Limbs of a slot.
    pub(super) fn limbs(&self) -> usize {
        limbs_for(self.params.bytes)
    }

    /// A slot.
    #[inline(never)]
    pub(super) fn slot(&self, i: usize) -> &'a Number {
        self.slots_from(i, 1)
    }

    /// Three slots as one number.
    pub(super) fn triple(&self, i: usize) -> &'a Number {
        self.slots_from(i, 3)
    }

    #[inline(never)]
    fn slots_from(&self, i: usize, count: usize) -> &'a Number {
        split(split(self.slots, self.limbs() * i).1, self.limbs() * count).0
    }

    /// Where squares are made: the scratch of the moduli.
    fn wide(&self) -> &'a Number {
        self.slots_from(SCRATCH, 2)
    }

    /// Entry i of the table, three slots as one number.
    #[inline(never)]
    pub(super) fn entry(&self, i: usize) -> &'a Number {
        let n = 3 * self.limbs();
        split(split(self.table, n * i).1, n).0
    }

    /// The first `count` entries of the table.
    pub(super) fn table_entries(&self, count: usize) -> &'a Number {
        split(self.table, 3 * self.limbs() * count).0
    }

    /// Runs a formula.
    #[inline(never)]
    pub(super) fn run(&self, formula: &[Op]) {
        for &op in formula {
            let op = usize::from(op);
            let (to, left, right) = (self.slot(op >> 8 & 15), self.slot(op >> 4 & 15), self.slot(op & 15));
            match op >> 12 {
                0 if M::SQUARES && op >> 4 & 15 == op & 15 => {
                    self.field.square_by::<M>(to, left, self.wide());
                }
                0 => self.field.multiply(to, left, right),
                1 => self.field.add(to, left, right),
                _ => self.field.subtract(to, left, right),
            }
        }
    }

    /// Loads a field element from big-endian bytes; false unless it is below p.
    #[inline(never)]
    pub(super) fn load_vartime(&self, to: usize, bytes: &[u8]) -> bool {
        let slot = self.slot(to);
        let fits = number::from_be_bytes(slot, bytes) & number::less(slot, self.slot(FIELD));
        self.field.enter(slot, slot, self.slot(RADIX));
        fits != 0
    }

    /// Writes a field element as big-endian bytes. Uses T.
    #[inline(never)]
    pub(super) fn store(&self, bytes: &mut [u8], from: usize) {
        self.field.leave(self.slot(T), self.slot(from));
        number::to_be_bytes(bytes, self.slot(T));
    }

    /// Whether a slot is 0.
    pub(super) fn is_zero_vartime(&self, slot: usize) -> bool {
        number::zero(self.slot(slot)) != 0
    }

    /// Negates a slot where the mask is all ones. Uses T.
    #[inline(never)]
    pub(super) fn negate_if(&self, slot: usize, mask: Limb) {
        let (slot, negative) = (self.slot(slot), self.slot(T));
        number::set_small(negative, 0);
        self.field.subtract(negative, negative, slot);
        number::select(slot, negative, mask);
    }

    /// Loads a scalar; all ones if it is in `1..n`.
    #[inline(never)]
    pub(super) fn load_scalar(&self, to: usize, bytes: &[u8]) -> Limb {
        let scalar = self.slot(to);
        number::from_be_bytes(scalar, bytes) & number::less(scalar, self.slot(ORDER)) & !number::zero(scalar)
    }

    /// Loads a message's hash as an integer: its leftmost bits, as many as n has (FIPS 186-5, section 6.4.1). It may be n or
    /// more.
    #[inline(never)]
    pub(super) fn load_digest(&self, to: usize, digest: &[u8]) {
        let slot = self.slot(to);
        let Params { bytes, bits, .. } = *self.params;
        let whole = digest.len() < bytes;
        number::from_be_bytes(slot, digest.get(..bytes).unwrap_or(digest));
        number::shift_right(slot, if whole { 0 } else { 8 * bytes - bits }, 0);
    }

    /// An inversion modulo a prime, to be run by [`Self::invert`].
    pub(super) fn inversion(&self) -> Power<INVERSION> {
        Power::new(self.params.bits)
    }

    /// One step of to = 1 / to modulo a prime; true once it is done. Montgomery form in and out; 0 stays 0. Uses the table
    /// and the slot D.
    ///
    /// It is to^(modulus - 2) (Fermat).
    #[inline(never)]
    pub(super) fn invert(&self, power: &mut Power<INVERSION>, modulus: &Modulus<'_, M::Core>, to: usize) -> bool {
        let exponent = self.slot(D);
        number::set_small(exponent, 2);
        number::subtract(exponent, modulus.limbs(), exponent);
        let wide = if M::SQUARES { self.wide() } else { &[] };
        power.step::<M>(modulus, self.slot(to), wide, self.table, exponent)
    }
}
