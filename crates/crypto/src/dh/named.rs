//! The groups of RFC 7919 as a profile names them, in memory on the stack.

use core::marker::PhantomData;

use motetls_base::secret::wipe;
use motetls_base::{Random, RandomError};

use super::{Operation, Parameters, WINDOW, primes, private_len, scratch_for};
use crate::mp::{Multiplier, Native};
use crate::traits::{ByteArray, Group, InvalidPublicKey};

/// The generator of every named group.
static TWO: [u8; 1] = [2];

/// A prime of RFC 7919, appendix A.
pub trait NamedPrime {
    /// The prime, big-endian.
    const P: &'static [u8];
    /// A public value.
    type Public: ByteArray;
    /// A private value.
    type Private: ByteArray;
}

macro_rules! named {
    ($prime:ident, $group:ident, $p:ident, $bits:literal) => {
        #[doc = concat!("The prime of ffdhe", $bits, ".")]
        #[derive(Clone, Copy, Debug)]
        pub enum $prime {}

        impl NamedPrime for $prime {
            const P: &'static [u8] = &primes::$p;
            type Public = [u8; $bits / 8];
            type Private = [u8; private_len($bits)];
        }

        #[doc = concat!("The group ffdhe", $bits, " (RFC 7919, appendix A).")]
        pub type $group<
            const LIMBS: usize = { scratch_for($bits / 8, private_len($bits), WINDOW) },
            const W: usize = WINDOW,
            M = Native,
        > = Ffdhe<$prime, LIMBS, W, M>;
    };
}

named!(Prime2048, Ffdhe2048, P2048, 2048);
named!(Prime3072, Ffdhe3072, P3072, 3072);
named!(Prime4096, Ffdhe4096, P4096, 4096);
named!(Prime6144, Ffdhe6144, P6144, 6144);
named!(Prime8192, Ffdhe8192, P8192, 8192);

/// The group of a named prime, with `LIMBS` limbs of stack, [`scratch_for`] its lengths and windows of `W` bits:
/// `Ffdhe2048<{ scratch_for(256, 29, 4) }, 4>` takes wider windows than [`Ffdhe2048`].
#[derive(Clone, Copy, Debug)]
pub struct Ffdhe<P, const LIMBS: usize, const W: usize = WINDOW, M = Native>(PhantomData<(P, M)>);

/// A private value: wiped when dropped.
pub struct Exponent<A: ByteArray>(A);

/// A shared secret, as long as the prime: wiped when dropped.
pub struct Shared<A: ByteArray>(A);

impl<A: ByteArray> Exponent<A> {
    /// Takes over a private value, big-endian. The caller wipes its own copy.
    pub const fn new(bytes: A) -> Self {
        Exponent(bytes)
    }
}

impl<A: ByteArray> AsRef<[u8]> for Exponent<A> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<A: ByteArray> Drop for Exponent<A> {
    fn drop(&mut self) {
        wipe(self.0.as_mut());
    }
}

impl<A: ByteArray> Shared<A> {
    /// The secret without leading zeros, as TLS 1.2 has it. How many there were shows in time: with a fresh private value each time that
    /// gives nothing away (RFC 7919, section 8), with one used again it does ("Raccoon", 2020).
    #[must_use]
    pub fn without_leading_zeros(&self) -> &[u8] {
        let zeros = self.0.as_ref().iter().take_while(|byte| **byte == 0).count();
        self.0.as_ref().get(zeros..).unwrap_or(&[])
    }
}

impl<A: ByteArray> AsRef<[u8]> for Shared<A> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<A: ByteArray> Drop for Shared<A> {
    fn drop(&mut self) {
        wipe(self.0.as_mut());
    }
}

impl<P: NamedPrime, const LIMBS: usize, const W: usize, M: Multiplier> Ffdhe<P, LIMBS, W, M> {
    /// The parameters of the group.
    #[must_use]
    pub const fn parameters() -> Parameters<'static> {
        Parameters { p: P::P, g: &TWO }
    }
}

impl<P: NamedPrime, const LIMBS: usize, const W: usize, M: Multiplier> Group for Ffdhe<P, LIMBS, W, M> {
    type Private = Exponent<P::Private>;
    type Public = P::Public;
    type Shared = Shared<P::Public>;

    fn generate<R: Random>(random: &mut R) -> Result<Exponent<P::Private>, RandomError> {
        let mut private = Exponent(P::Private::ZERO);
        Self::parameters().generate(private.0.as_mut(), random).map_err(|_| RandomError)?;
        Ok(private)
    }

    #[inline(never)]
    fn public(private: &Exponent<P::Private>) -> P::Public {
        let mut public = P::Public::ZERO;
        let mut scratch = [0; LIMBS];
        // Only a group with too few limbs fails here, and yields zeros, which no peer takes.
        if let Ok(operation) = Operation::<M, W>::public(&Self::parameters(), private.as_ref(), &mut scratch) {
            let _ = operation.run(public.as_mut());
        }
        public
    }

    #[inline(never)]
    fn agree(private: &Exponent<P::Private>, peer: &[u8]) -> Result<Shared<P::Public>, InvalidPublicKey> {
        let mut shared = Shared(P::Public::ZERO);
        let mut scratch = [0; LIMBS];
        let operation = Operation::<M, W>::agree(&Self::parameters(), private.as_ref(), peer, &mut scratch);
        let outcome = operation.and_then(|operation| operation.run(shared.0.as_mut()));
        outcome.map_err(|_| InvalidPublicKey)?;
        Ok(shared)
    }
}
