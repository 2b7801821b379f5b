//! Multi-precision arithmetic: one set of routines for all sizes, from a curve of 256 bits to
//! RSA-4096.
//!
//! | module | purpose |
//! |---|---|
//! | `multiplier` | the product of two limbs: one instruction, or four products of halves; squares |
//! | `number` | bytes, sums, differences, comparisons, selection, shifts, plain products and squares |
//! | `special` | reduction modulo primes of a special form |
//! | `montgomery` | arithmetic modulo an odd number in Montgomery form |
//! | `power` | exponentiation: constant time in slices, and variable time for public exponents |
//! | `inverse` | inversion modulo an odd number |
//!
//! A number is a slice of [`Limb`]s, least significant first, behind [`Cell`]s: operands and result
//! may be one and the same wherever a contract says so. Its length is known at run time only, so
//! that an image holds each routine once. Lengths are public, values are secret: no routine
//! branches on a value or uses one as an address, unless its name ends in `_vartime`. Where lengths
//! differ from what a contract asks, the shortest counts; nothing panics.

mod multiplier;
pub(crate) mod number;
mod special;
mod montgomery;
mod power;
mod inverse;
#[cfg(test)]
mod tests;

use core::cell::Cell;

pub(crate) use inverse::{inverse, inverse_scratch};
pub(crate) use montgomery::Modulus;
pub(crate) use multiplier::Form;
pub use multiplier::{Multiplier, Native, Products16, Solinas, Squares};
pub(crate) use power::{Power, power, power_table, power_vartime};

/// A digit of a number; scratch is made of them.
#[cfg(not(target_pointer_width = "64"))]
pub type Limb = u32;
/// A digit of a number; scratch is made of them.
#[cfg(target_pointer_width = "64")]
pub type Limb = u64;

/// Bits of a limb.
pub(crate) const LIMB_BITS: usize = Limb::BITS as usize;
/// Bytes of a limb.
pub(crate) const LIMB_BYTES: usize = LIMB_BITS / 8;

/// A number: limbs, least significant first.
pub(crate) type Number = [Cell<Limb>];

/// Limbs as a number.
pub(crate) fn cells(limbs: &mut [Limb]) -> &Number {
    Cell::from_mut(limbs).as_slice_of_cells()
}

/// Limbs of a number of so many bytes.
pub(crate) const fn limbs_for(bytes: usize) -> usize {
    bytes.div_ceil(LIMB_BYTES)
}

/// The first `n` limbs and the rest. A slice shorter than that is a programming error, and yields
/// empty slices.
pub(crate) fn split(numbers: &Number, n: usize) -> (&Number, &Number) {
    numbers.split_at_checked(n).unwrap_or((&[], &[]))
}
