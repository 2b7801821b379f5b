//! Formulas as data: how an operation on numbered slots stands in two bytes.
//!
//! [`crate::ec`] and [`crate::p256`] have a machine each that runs such formulas. They share this
//! and not the loop: the operations differ (products, sums and differences there; products and
//! `x left + y right` with small factors here, as signed limbs allow), and so do the slots, of a
//! length known at run time there, and arrays here.

/// One operation: four bits of what, and three slots of four bits: where to, left, right.
pub(crate) type Op = u16;

/// An operation, of numbers below 16.
pub(crate) const fn op(what: usize, to: usize, left: usize, right: usize) -> Op {
    (what << 12 | to << 8 | left << 4 | right) as Op
}

/// What, where to, left and right of an operation.
#[inline(always)]
pub(crate) fn parts(op: Op) -> (usize, usize, usize, usize) {
    let op = usize::from(op);
    (op >> 12, op >> 8 & 15, op >> 4 & 15, op & 15)
}
