//! A machine of numbered slots, each a number as long as the field; formulas are lists of [`Op`],
//! two bytes each.
//!
//! Slots are in Montgomery form modulo p unless stated otherwise. What a formula does to the slots
//! does not depend on their values.

use super::formulas::{A, B, D, FIELD, ONE, ORDER, RADIX, SCRATCH, T};
use super::params::Params;
use crate::formula::{Op, parts};
use crate::mp::{Limb, Modulus, Multiplier, Number, Power, limbs_for, number, split};

/// Bits of the window of inversions.
const INVERSION: usize = 3;

/// The slots of one computation and a table of points, which has entries of three slots; both
/// belong to the caller.
pub(crate) struct EcMachine<'a, M: Multiplier> {
    pub(crate) params: &'static Params,
    slots: &'a Number,
    pub(crate) table: &'a Number,
    /// The field.
    pub(crate) field: Modulus<'a, M::Core>,
}

impl<'a, M: Multiplier> EcMachine<'a, M> {
    /// The machine in memory that was [prepared](Self::prepare) before. Takes few instructions.
    pub(crate) fn new(params: &'static Params, slots: &'a Number, table: &'a Number) -> Self {
        let n = limbs_for(params.bytes);
        let slot = |i: usize, count: usize| split(split(slots, n * i).1, n * count).0;
        EcMachine {
            params,
            slots,
            table,
            field: Modulus::of_form(params.form, slot(FIELD, 1), slot(SCRATCH, 2)),
        }
    }

    /// Loads the curve's constants into memory and yields the machine.
    #[inline(never)]
    pub(crate) fn prepare(params: &'static Params, slots: &'a Number, table: &'a Number) -> Self {
        let blank = Self::new(params, slots, table);
        number::from_be_bytes(blank.slot(FIELD), params.field());
        number::from_be_bytes(blank.slot(ORDER), params.order());
        let machine = Self::new(params, slots, table);
        machine.field.one(machine.slot(ONE));
        machine.field.r_squared(machine.slot(RADIX));
        machine.load(A, params.a);
        machine.conditional_negate(A, if params.a_negative { Limb::MAX } else { 0 });
        machine.load(B, params.b());
        machine
    }

    /// Arithmetic modulo the order n of the group.
    pub(crate) fn order(&self) -> Modulus<'a, M::Core> {
        Modulus::new(self.slot(ORDER), split(self.wide(), self.limbs() + 1).0)
    }

    /// Limbs of a slot.
    pub(crate) fn limbs(&self) -> usize {
        limbs_for(self.params.bytes)
    }

    /// A slot.
    #[inline(never)]
    pub(crate) fn slot(&self, i: usize) -> &'a Number {
        self.slots_from(i, 1)
    }

    /// Three slots as one number.
    pub(crate) fn triple(&self, i: usize) -> &'a Number {
        self.slots_from(i, 3)
    }

    #[inline(never)]
    pub(crate) fn slots_from(&self, i: usize, count: usize) -> &'a Number {
        split(split(self.slots, self.limbs() * i).1, self.limbs() * count).0
    }

    /// Where squares are made: the scratch of the moduli.
    pub(crate) fn wide(&self) -> &'a Number {
        self.slots_from(SCRATCH, 2)
    }

    /// Entry i of the table, three slots as one number.
    #[inline(never)]
    pub(crate) fn entry(&self, i: usize) -> &'a Number {
        let n = 3 * self.limbs();
        split(split(self.table, n * i).1, n).0
    }

    /// The first `count` entries of the table.
    pub(crate) fn table_entries(&self, count: usize) -> &'a Number {
        split(self.table, 3 * self.limbs() * count).0
    }

    /// Runs a formula.
    #[inline(never)]
    pub(crate) fn run(&self, formula: &[Op]) {
        for &op in formula {
            let (what, to, left, right) = parts(op);
            let square = left == right;
            let (to, left, right) = (self.slot(to), self.slot(left), self.slot(right));
            match what {
                0 if M::SQUARES && square => {
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
    pub(crate) fn load(&self, to: usize, bytes: &[u8]) -> bool {
        let slot = self.slot(to);
        let fits = number::from_be_bytes(slot, bytes) & number::less(slot, self.slot(FIELD));
        self.field.to_montgomery(slot, slot, self.slot(RADIX));
        fits != 0
    }

    /// Writes a field element as big-endian bytes. Uses T.
    #[inline(never)]
    pub(crate) fn store(&self, bytes: &mut [u8], from: usize) {
        self.field.from_montgomery(self.slot(T), self.slot(from));
        number::to_be_bytes(bytes, self.slot(T));
    }

    /// Whether a slot is 0.
    pub(crate) fn is_zero(&self, slot: usize) -> bool {
        number::zero(self.slot(slot)) != 0
    }

    /// Negates a slot where the mask is all ones. Uses T.
    #[inline(never)]
    pub(crate) fn conditional_negate(&self, slot: usize, mask: Limb) {
        let (slot, negative) = (self.slot(slot), self.slot(T));
        number::set_small(negative, 0);
        self.field.subtract(negative, negative, slot);
        number::conditional_assign(slot, negative, mask);
    }

    /// Loads a scalar; all ones if it is in `1..n`.
    #[inline(never)]
    pub(crate) fn load_scalar(&self, to: usize, bytes: &[u8]) -> Limb {
        let scalar = self.slot(to);
        number::from_be_bytes(scalar, bytes)
            & number::less(scalar, self.slot(ORDER))
            & !number::zero(scalar)
    }

    /// Loads a message's hash as an integer: its leftmost bits, as many as n has (FIPS 186-5,
    /// section 6.4.1). It may be n or more.
    #[inline(never)]
    pub(crate) fn load_digest(&self, to: usize, digest: &[u8]) {
        let slot = self.slot(to);
        let Params { bytes, bits, .. } = *self.params;
        let whole = digest.len() < bytes;
        number::from_be_bytes(slot, digest.get(..bytes).unwrap_or(digest));
        number::shift_right(slot, if whole { 0 } else { 8 * bytes - bits }, 0);
    }

    /// An inversion modulo a prime, to be run by [`Self::invert`].
    pub(crate) fn inversion(&self) -> Power<INVERSION> {
        Power::new(self.params.bits)
    }

    /// One step of to = 1 / to modulo a prime; true once it is done. Montgomery form in and out; 0
    /// stays 0. Uses the table and the slot D.
    ///
    /// It is to^(modulus - 2) (Fermat).
    #[inline(never)]
    pub(crate) fn invert(
        &self,
        power: &mut Power<INVERSION>,
        modulus: &Modulus<'_, M::Core>,
        to: usize,
    ) -> bool {
        let exponent = self.slot(D);
        number::set_small(exponent, 2);
        number::subtract(exponent, modulus.limbs(), exponent);
        let wide = if M::SQUARES { self.wide() } else { &[] };
        power.step::<M>(modulus, self.slot(to), wide, self.table, exponent)
    }
}
