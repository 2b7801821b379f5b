//! Reduction modulo primes of a special form by sums (Solinas, "Generalized Mersenne numbers",
//! 1999; SP 800-186, appendix G.1): what stands above 2^k comes down as a few multiples.
//!
//! Numbers stand for themselves: under such a form, R of Montgomery's is 1.

use core::cell::Cell;

use super::multiplier::Form;
use super::{LIMB_BITS, Limb, Number, number, split};

/// Bits of P-521's prime in its topmost limb.
const TOP_521: usize = 521 % LIMB_BITS;

/// to = wide mod m, or m more, for the modulus m of the form and a product of two numbers below 2 m
/// in the 2 n limbs of `wide`, which are used up.
#[inline(always)]
pub(super) fn fold(form: Form, to: &Number, wide: &Number) {
    match form {
        Form::P384 => {
            fold_384(wide);
            number::set(to, split(wide, to.len()).0);
        }
        Form::P521 => {
            let (low, high) = split(wide, to.len().saturating_sub(1));
            number::set(to, low);
            if let (Some(to), Some(top)) = (to.last(), high.first()) {
                to.set(top.get() & ((1 << TOP_521) - 1));
            }
            number::shift_right(high, TOP_521, 0);
            number::add(to, to, split(high, to.len()).0);
        }
    }
}

/// Puts words of 32 bits in order, each the sum of some words, with signs, and of what goes over
/// from the one before.
macro_rules! columns {
    ($wide:ident $($to:literal [$($sign:tt $from:literal)*])*) => {
        let carry = 0i64;
        $(
            let sum = carry $($sign i64::from(word($wide, $from)))*;
            set_word($wide, $to, sum as u32);
            let carry = sum >> 32;
        )*
        let _ = carry;
    };
}

/// wide = low + high c with c = 2^384 mod p = 2^128 + 2^96 - 2^32 + 1, where low is the first
/// twelve words of 32 bits and high what is above; three times, until nothing is above.
///
/// Columns are written out: of a loop, half the time would go into asking which words a column has.
#[inline(never)]
fn fold_384(wide: &Number) {
    let Some(wide) = wide.first_chunk::<{ 24 * 32 / LIMB_BITS }>() else { return };
    // High has twelve words; five are left.
    columns! { wide
        0 [+ 0 + 12]
        1 [+ 1 + 13 - 12]
        2 [+ 2 + 14 - 13]
        3 [+ 3 + 15 + 12 - 14]
        4 [+ 4 + 16 + 13 + 12 - 15]
        5 [+ 5 + 17 + 14 + 13 - 16]
        6 [+ 6 + 18 + 15 + 14 - 17]
        7 [+ 7 + 19 + 16 + 15 - 18]
        8 [+ 8 + 20 + 17 + 16 - 19]
        9 [+ 9 + 21 + 18 + 17 - 20]
        10 [+ 10 + 22 + 19 + 18 - 21]
        11 [+ 11 + 23 + 20 + 19 - 22]
        12 [+ 21 + 20 - 23]
        13 [+ 22 + 21]
        14 [+ 23 + 22]
        15 [+ 23]
        16 []
    }
    // High is below 2^130. What is left is below 2^384 + 2^259.
    columns! { wide
        0 [+ 0 + 12]
        1 [+ 1 + 13 - 12]
        2 [+ 2 + 14 - 13]
        3 [+ 3 + 15 + 12 - 14]
        4 [+ 4 + 16 + 13 + 12 - 15]
        5 [+ 5 + 14 + 13 - 16]
        6 [+ 6 + 15 + 14]
        7 [+ 7 + 16 + 15]
        8 [+ 8 + 16]
        9 [+ 9]
        10 [+ 10]
        11 [+ 11]
        12 []
    }
    // High is 0 or 1, and if it is 1, low is below 2^259.
    columns! { wide
        0 [+ 0 + 12]
        1 [+ 1 - 12]
        2 [+ 2]
        3 [+ 3 + 12]
        4 [+ 4 + 12]
        5 [+ 5]
        6 [+ 6]
        7 [+ 7]
        8 [+ 8]
        9 [+ 9]
        10 [+ 10]
        11 [+ 11]
    }
}

/// Word i of 32 bits, of 24.
#[inline(always)]
fn word<const N: usize>(a: &[Cell<Limb>; N], i: usize) -> u32 {
    (a[32 * i / LIMB_BITS].get() >> (32 * i % LIMB_BITS)) as u32
}

/// Sets word i of 32 bits, of 24.
#[inline(always)]
fn set_word<const N: usize>(a: &[Cell<Limb>; N], i: usize, word: u32) {
    let (limb, at, mask) = (&a[32 * i / LIMB_BITS], 32 * i % LIMB_BITS, Limb::from(u32::MAX));
    limb.set(limb.get() & !(mask << at) | Limb::from(word) << at);
}
