//! What is generic over the curve: as little as can be.

use core::marker::PhantomData;

use motetls_base::{Random, RandomError};

use super::formulas::SLOTS;
use super::machine::EcMachine;
use super::params::Params;
use crate::mp::{Limb, Multiplier, Native, Number, cells, number};
use crate::traits::ByteArray;

/// A curve by its parameters and the widths that follow from them.
pub trait Curve:
    sealed::Curve<
        Private = <Self as Curve>::Secret,
        Key = <Self as Curve>::PrivateKey,
        Point = <Self as Curve>::Public,
        Valid = <Self as Curve>::PublicKey,
        Shared = <Self as Curve>::SharedSecret,
    >
{
    /// A field element or a scalar, big-endian.
    type Bytes: ByteArray;
    /// A scalar or the x-coordinate of a point: wiped when dropped.
    #[doc(hidden)]
    type Secret: AsRef<[u8]>;
    /// A private key: an integer in `1..n`, big-endian.
    type PrivateKey;
    /// What two key pairs share: the x-coordinate of the common point (RFC 9846, section 7.4.2).
    type SharedSecret: AsRef<[u8]>;
    /// The bytes of a public key: 0x04 || x || y (SEC 1, section 2.3.3).
    type Public: ByteArray;
    /// A public key that was validated.
    type PublicKey: AsRef<[u8]>;
    /// A signature: r || s.
    type Signature: ByteArray;
}

/// How points are multiplied: by windows of so many bits, [`Window3`], [`Window4`] or [`Window5`],
/// or with a table of multiples of the base point besides, [`Comb4`]. See the table in
/// [`crate::ec`].
pub trait Window: sealed::Window {}

macro_rules! window {
    ($name:ident, $bits:literal, $entries:literal) => {
        #[doc = concat!("Windows of ", $bits, " bits, tables of ", $entries, " points.")]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Window for $name {}

        impl sealed::Window for $name {
            const BITS: usize = $bits;
            const COMB: bool = false;
            type Points<T: sealed::Zero> = [T; $entries];
            type Twice<T: sealed::Zero> = [T; 2 * $entries];
        }
    };
}

window!(Window3, 3, 4);
window!(Window4, 4, 8);
window!(Window5, 5, 16);

/// As [`Window4`], but multiples of the base point (key pairs, signatures) are found by a comb of
/// four teeth: half the work, for a table of eight points to each curve in flash.
#[derive(Clone, Copy, Debug)]
pub enum Comb4 {}

impl Window for Comb4 {}

impl sealed::Window for Comb4 {
    const BITS: usize = 4;
    const COMB: bool = true;
    type Points<T: sealed::Zero> = [T; 8];
    type Twice<T: sealed::Zero> = [T; 16];
}

/// What is taken unless chosen otherwise: on devices flash counts more than time, on 64-bit hosts
/// it does not.
#[cfg(not(target_pointer_width = "64"))]
pub type DefaultWindow = Window4;
/// What is taken unless chosen otherwise: on devices flash counts more than time, on 64-bit hosts
/// it does not.
#[cfg(target_pointer_width = "64")]
pub type DefaultWindow = Comb4;

pub(crate) mod sealed {
    use super::{Limb, Params, Random, RandomError};

    pub trait Curve {
        /// A number of this curve.
        type Element: Element;
        /// The parameters.
        const PARAMS: &'static Params;
        /// The table of [`super::Comb4`].
        const COMB: &'static [u8];
        /// Same as [`super::Curve::Secret`].
        type Private;
        /// Same as [`super::Curve::PrivateKey`].
        type Key;
        /// Same as [`super::Curve::SharedSecret`].
        type Shared;
        /// Same as [`super::Curve::Public`].
        type Point;
        /// Same as [`super::Curve::PublicKey`].
        type Valid;
        /// Draws a private key.
        fn generate<R: Random>(random: &mut R) -> Result<Self::Key, RandomError>;
        /// The scalar a private key consists of.
        fn scalar(private: &Self::Key) -> &Self::Private;
        /// A secret that was agreed upon.
        fn shared(secret: Self::Private) -> Self::Shared;
        /// A public key that was validated.
        fn of_valid(point: Self::Point) -> Self::Valid;
        /// An empty secret.
        fn secret() -> Self::Private;
        /// The bytes of a secret.
        fn expose_mut(secret: &mut Self::Private) -> &mut [u8];
    }

    pub trait Window {
        const BITS: usize;
        /// Whether the curves' tables of multiples of the base point are used.
        const COMB: bool;
        /// The table for one point, and that for two.
        type Points<T: Zero>: Zero + AsMut<[T]>;
        type Twice<T: Zero>: Zero + AsMut<[T]>;
    }

    /// What can be made of zeros where it stays: it is too large to be moved.
    pub trait Zero: Copy {
        const ZERO: Self;
    }

    impl Zero for Limb {
        const ZERO: Self = 0;
    }

    impl<T: Zero, const N: usize> Zero for [T; N] {
        const ZERO: Self = [T::ZERO; N];
    }

    /// A number of a width known to the compiler.
    pub trait Element: Zero {
        fn flatten(elements: &mut [Self]) -> &mut [Limb];
    }

    impl<const N: usize> Element for [Limb; N] {
        fn flatten(elements: &mut [Self]) -> &mut [Limb] {
            elements.as_flattened_mut()
        }
    }
}

use sealed::{Element, Zero};

/// A group on curve `C`, with limbs multiplied by `M` and windows of `W`.
pub struct Weierstrass<C, M = Native, W = DefaultWindow>(PhantomData<(C, M, W)>);

/// The memory of an operation: slots and tables. Wiped when dropped.
pub(crate) struct Memory<E: Element, T: Zero + AsMut<[[E; 3]]>> {
    slots: [E; SLOTS],
    table: T,
}

impl<E: Element, T: Zero + AsMut<[[E; 3]]>> Memory<E, T> {
    pub(crate) const ZERO: Self = Memory { slots: [E::ZERO; SLOTS], table: T::ZERO };

    fn numbers(&mut self) -> (&Number, &Number) {
        let table = self.table.as_mut().as_flattened_mut();
        (cells(E::flatten(&mut self.slots)), cells(E::flatten(table)))
    }

    /// The machine in this memory as it stands.
    pub(crate) fn machine<M: Multiplier>(&mut self, params: &'static Params) -> EcMachine<'_, M> {
        let (slots, table) = self.numbers();
        EcMachine::new(params, slots, table)
    }

    /// The machine with the curve's constants loaded.
    pub(crate) fn prepare<M: Multiplier>(&mut self, params: &'static Params) -> EcMachine<'_, M> {
        let (slots, table) = self.numbers();
        EcMachine::prepare(params, slots, table)
    }
}

impl<E: Element, T: Zero + AsMut<[[E; 3]]>> Drop for Memory<E, T> {
    fn drop(&mut self) {
        let (slots, table) = self.numbers();
        number::wipe(slots);
        number::wipe(table);
    }
}
