//! How numbers are multiplied: the product of two limbs, and whether a square is more than a
//! product.

use core::marker::PhantomData;

use super::{LIMB_BITS, Limb};

/// Bits of half a limb.
const HALF: usize = LIMB_BITS / 2;
/// The low half of a limb.
const LOW: Limb = Limb::MAX >> HALF;

/// The form of a prime.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// 2^384 - 2^128 - 2^96 + 2^32 - 1.
    P384,
    /// 2^521 - 1.
    P521,
}

/// How limbs are multiplied: a type parameter, as it is a property of the core.
///
/// [`Native`] uses the widening multiplication of the core. On Cortex-M3 that instruction takes a
/// time that depends on its operands, and Cortex-M0 has none: [`Products16`] keeps to products of
/// half limbs, which take the same time always. [`Squares`] of either has a routine for squares,
/// too.
pub trait Multiplier: sealed::Multiply {}

/// The core's own widening multiplication (`UMULL`, `MUL`): constant time on Cortex-M4, M7, M33,
/// x86-64 and AArch64.
#[derive(Clone, Copy, Debug)]
pub enum Native {}

/// Widening products built from four products of half limbs: constant time on Cortex-M3 and M0,
/// too, at about four times the instructions of [`Native`].
#[derive(Clone, Copy, Debug)]
pub enum Products16 {}

/// As `M`, with a routine of its own for squares, which takes three products where multiplication
/// takes four.
///
/// It is 0.9 KB of flash on a Cortex-M3. Four fifths of RSA and Diffie-Hellman are squares: a
/// signature with 2048 bits takes 45 million instructions instead of 53. Curves gain nothing worth
/// it: their numbers are short. Numbers of an odd number of limbs are multiplied by themselves as
/// ever.
#[derive(Clone, Copy, Debug)]
pub struct Squares<M = Native>(PhantomData<M>);

/// As `M`, and modulo the primes of P-384 and P-521 products are reduced by sums instead of
/// Montgomery's products: their form was chosen for that. See the table in [`crate::ec`]. Other
/// numbers are treated as ever.
#[derive(Clone, Copy, Debug)]
pub struct Solinas<M = Native>(PhantomData<M>);

impl Multiplier for Native {}
impl Multiplier for Products16 {}
impl<M: Multiplier> Multiplier for Squares<M> {}
impl<M: Multiplier> Multiplier for Solinas<M> {}

pub(crate) mod sealed {
    use super::{Form, Limb, Multiplier};

    /// The operation behind a [`Multiplier`](super::Multiplier).
    pub trait Multiply {
        /// How limbs are multiplied and nothing else: what does not square is compiled for this
        /// one, and so once.
        type Core: Multiplier;
        /// Whether squares have a routine of their own.
        const SQUARES: bool;
        /// What is kept of the form of a modulus.
        type Form: Copy;
        /// Keeps it, if anything is kept.
        fn keep(form: Option<Form>) -> Self::Form;
        /// What was kept.
        fn form(kept: Self::Form) -> Option<Form>;
        /// a b + c + d as (low, high): at most (B - 1)^2 + 2 (B - 1) = B^2 - 1, so it always fits.
        fn multiply_add(a: Limb, b: Limb, c: Limb, d: Limb) -> (Limb, Limb);
    }
}

/// What all do that know no form.
macro_rules! formless {
    () => {
        type Form = ();

        #[inline(always)]
        fn keep(_: Option<Form>) {}

        #[inline(always)]
        fn form((): ()) -> Option<Form> {
            None
        }
    };
}

impl sealed::Multiply for Native {
    type Core = Native;
    const SQUARES: bool = false;
    formless!();

    #[inline(always)]
    fn multiply_add(a: Limb, b: Limb, c: Limb, d: Limb) -> (Limb, Limb) {
        a.carrying_mul_add(b, c, d)
    }
}

impl<M: Multiplier> sealed::Multiply for Squares<M> {
    type Core = M::Core;
    const SQUARES: bool = true;
    type Form = M::Form;

    fn keep(form: Option<Form>) -> M::Form {
        M::keep(form)
    }

    fn form(kept: M::Form) -> Option<Form> {
        M::form(kept)
    }

    #[inline(always)]
    fn multiply_add(a: Limb, b: Limb, c: Limb, d: Limb) -> (Limb, Limb) {
        M::multiply_add(a, b, c, d)
    }
}

impl<M: Multiplier> sealed::Multiply for Solinas<M> {
    type Core = Solinas<M::Core>;
    const SQUARES: bool = M::SQUARES;
    type Form = Option<Form>;

    #[inline(always)]
    fn keep(form: Option<Form>) -> Option<Form> {
        form
    }

    #[inline(always)]
    fn form(kept: Option<Form>) -> Option<Form> {
        kept
    }

    #[inline(always)]
    fn multiply_add(a: Limb, b: Limb, c: Limb, d: Limb) -> (Limb, Limb) {
        M::multiply_add(a, b, c, d)
    }
}

impl sealed::Multiply for Products16 {
    type Core = Products16;
    const SQUARES: bool = false;
    formless!();

    #[inline(always)]
    fn multiply_add(a: Limb, b: Limb, c: Limb, d: Limb) -> (Limb, Limb) {
        let (a0, a1, b0, b1) = (a & LOW, a >> HALF, b & LOW, b >> HALF);
        // Each product is at most (2^h - 1)^2, so that two half limbs more still fit.
        let low = a0 * b0 + (c & LOW) + (d & LOW);
        let middle = a1 * b0 + (low >> HALF) + (c >> HALF);
        let other = a0 * b1 + (middle & LOW) + (d >> HALF);
        let high = a1 * b1 + (middle >> HALF) + (other >> HALF);
        (low & LOW | other << HALF, high)
    }
}

#[cfg(test)]
mod tests {
    use super::sealed::Multiply;
    use super::*;
    use crate::random::random;
    use proptest::prelude::{Just, Strategy, any, prop_oneof};

    /// A limb: random, or with halves that carry.
    fn limb() -> impl Strategy<Value = Limb> {
        prop_oneof![
            3 => any::<Limb>(),
            1 => Just(0),
            1 => Just(Limb::MAX),
            1 => any::<Limb>().prop_map(|limb| limb & LOW),
            1 => any::<Limb>().prop_map(|limb| limb & !LOW),
            1 => (0..LIMB_BITS).prop_map(|bit| 1 << bit),
        ]
    }

    #[test]
    fn both_multipliers_agree_with_wide_integers() {
        random(256, (limb(), limb(), limb(), limb()), |(a, b, c, d)| {
            let wide = u128::from(a) * u128::from(b) + u128::from(c) + u128::from(d);
            let expected = (wide as Limb, (wide >> LIMB_BITS) as Limb);
            assert_eq!(Native::multiply_add(a, b, c, d), expected, "{a:x} {b:x} {c:x} {d:x}");
            assert_eq!(Products16::multiply_add(a, b, c, d), expected, "{a:x} {b:x} {c:x} {d:x}");
        });
    }
}
