//! Field elements of signed limbs as a [`Field`], multiplied as a type says.

use core::cell::Cell;
use core::marker::PhantomData;
use motetls_base::ct::barrier;

use super::comb::COMB;
use super::divide::divide;
use super::field::{Field, P};
use super::limbs::{
    COEFFICIENTS, Coefficients, Fe, Limbs, MASK, Product, Words, combine, multiply, to_limbs,
    to_words, wipe,
};
use super::sealed;

/// What the last slots hold from the start, see [`Field::CONSTANTS`].
#[rustfmt::skip]
pub(super) static CONSTANTS: [Fe; 4] = [
    [0x20, 0, 0, 0x1fff_c000, MASK, MASK, 0x1f7f_ffff, 0x3ff_ffff, 0],
    [1, 0, 0, 0, 0, 0, 0, 0, 0],
    [0xc00, 0, 0x1fff_0000, 0x1fdf_ffff, 0x1fbf_ffff, MASK, MASK, 0x1fff_fffe, 0x13],
    [0x1897_bbfb, 0x1cdf_6229, 0x184_86c4, 0x173_2821, 0x1dad_59e0, 0xabf_7212, 0x1a06_d110, 0x1772_1d20, 0x86_00c3],
];

/// How field elements of signed limbs are multiplied: the part of [`Limbs29`] that is traded for
/// size, speed or constant time on a given core. Sealed.
pub trait Multiplier29: Copy + Product + sealed::Multiplier29 {
    /// Whether size counts more than speed in what surrounds the multiplication.
    const SMALL: bool;
    /// What multiplications want at hand.
    type Context;
    /// Made anew for every formula.
    fn context() -> Self::Context;
    /// to = left * right / R mod p. Reads M, writes N; all three may be one.
    fn multiply(to: &Limbs, left: &Limbs, right: &Limbs, context: &mut Self::Context);
}

/// Field elements of nine signed limbs of 29 bits, multiplied as `M` does it.
#[derive(Clone, Copy, Debug)]
pub struct Limbs29<M>(PhantomData<M>);

/// Multiplication written out whole, one `SMLAL` per product: 1.3 KB and some 380 instructions on
/// Cortex-M3.
#[derive(Clone, Copy, Debug)]
pub enum Unrolled {}

impl Product for Unrolled {
    #[inline(always)]
    fn product(a: i32, b: i32) -> i64 {
        i64::from(a) * i64::from(b)
    }
}

impl sealed::Multiplier29 for Unrolled {}

impl Multiplier29 for Unrolled {
    const SMALL: bool = false;
    /// The coefficients of p, hidden from the compiler: see `multiply`.
    type Context = Coefficients;

    #[inline(always)]
    fn context() -> Coefficients {
        barrier(COEFFICIENTS)
    }

    #[inline(always)]
    fn multiply(to: &Limbs, left: &Limbs, right: &Limbs, p: &mut Coefficients) {
        multiply(to, left, right, p);
    }
}

impl<M: Multiplier29> sealed::Field for Limbs29<M> {}

impl<M: Multiplier29> Field for Limbs29<M> {
    type Element = Fe;
    type Product = M;
    type Context = M::Context;
    const ZERO: Fe = [0; 9];
    const CONSTANTS: &'static [Fe; 4] = &CONSTANTS;
    const COMB: &'static [[Fe; 8]; 2] = &COMB;

    #[inline(always)]
    fn context() -> M::Context {
        M::context()
    }

    #[inline(always)]
    fn multiply(to: &Cell<Fe>, left: &Cell<Fe>, right: &Cell<Fe>, context: &mut M::Context) {
        M::multiply(
            to.as_array_of_cells(),
            left.as_array_of_cells(),
            right.as_array_of_cells(),
            context,
        );
    }

    #[inline(always)]
    fn combine(x: i32, y: i32, to: &Cell<Fe>, left: &Cell<Fe>, right: &Cell<Fe>) {
        combine(x, y, to.as_array_of_cells(), left.as_array_of_cells(), right.as_array_of_cells());
    }

    #[inline(always)]
    fn from_words(words: &Words) -> Fe {
        to_limbs(words)
    }

    /// Such a product is (a + Q p) / R with -p < a < 2p and 0 <= Q < R, hence in `0..=p`.
    #[inline(always)]
    fn to_words(element: &Fe) -> Words {
        to_words(element)
    }

    #[inline(always)]
    fn invert(element: &mut Fe) {
        let mut quotient = CONSTANTS[0];
        divide::<M>(&mut quotient, element, &P);
        *element = quotient;
    }

    #[inline(always)]
    fn zero_mask(element: &Fe) -> u32 {
        let (mut zero, mut p) = (0, 0);
        for (limb, p_limb) in element.iter().zip(&P.limbs) {
            zero |= limb;
            p |= limb ^ p_limb;
        }
        // The top bit of x | -x tells whether x differs from 0.
        let differs = (zero | zero.wrapping_neg()) & (p | p.wrapping_neg());
        barrier(!((differs >> 31) as u32))
    }

    /// Limb by limb.
    #[inline(always)]
    fn conditional_negate(element: &mut Fe, mask: i32) {
        for limb in element {
            *limb = (*limb ^ mask) - mask;
        }
    }

    #[inline(always)]
    fn select(to: &mut Fe, entries: &[Fe; 8], masks: &[i32; 8]) {
        if M::SMALL {
            *to = [0; 9];
            for (entry, mask) in entries.iter().zip(masks) {
                for (limb, entry) in to.iter_mut().zip(entry) {
                    *limb |= entry & mask;
                }
            }
            return;
        }
        let [e0, e1, e2, e3, e4, e5, e6, e7] = entries;
        let [m0, m1, m2, m3, m4, m5, m6, m7] = masks;
        for (i, limb) in to.iter_mut().enumerate() {
            let low = e0[i] & m0 | e1[i] & m1 | e2[i] & m2 | e3[i] & m3;
            *limb = low | e4[i] & m4 | e5[i] & m5 | e6[i] & m6 | e7[i] & m7;
        }
    }

    #[inline(always)]
    fn wipe(elements: &mut [Fe]) {
        wipe(elements.as_flattened_mut());
    }
}
