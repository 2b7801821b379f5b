//! A number that may be a prime: small divisors, and Miller and Rabin's test.

use motetls_base::secret::wipe;
use motetls_base::{Random, RandomError};

use super::error::PrimeError;
use super::small::divides;
use crate::mp::{
    LIMB_BITS, Limb, Modulus, Multiplier, Number, limbs_for, number, power, power_table, split,
};

/// Numbers below this are tried as divisors.
const TRIED: Limb = 4096;
/// Bits of the window of an exponentiation unless chosen otherwise.
pub(crate) const WINDOW: usize = 4;
/// Random bytes drawn at a time.
const DRAW: usize = 32;

/// Limbs of scratch for a prime or a number of so many bytes.
#[must_use]
pub const fn scratch(bytes: usize) -> usize {
    scratch_for(bytes, WINDOW)
}

/// Limbs of scratch of a [`PrimeSteps`](super::PrimeSteps) with windows of `window` bits.
#[must_use]
pub const fn scratch_for(bytes: usize, window: usize) -> usize {
    let n = limbs_for(bytes);
    4 * n + 1 + power_table(window, n)
}

/// The numbers of a test: all of n limbs but for the scratch of the modulus and the table.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'a> {
    pub(super) candidate: &'a Number,
    pub(super) exponent: &'a Number,
    pub(super) base: &'a Number,
    pub(super) modular: &'a Number,
    /// Where squares are made: the scratch of the modulus and the beginning of the table.
    pub(super) wide: &'a Number,
    pub(super) table: &'a Number,
}

/// What small divisors tell of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trial {
    Composite,
    Prime,
    Unknown,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(bytes: usize, window: usize, scratch: &'a Number) -> Option<Self> {
        let n = limbs_for(bytes);
        let all = scratch.get(..scratch_for(bytes, window))?;
        let (candidate, rest) = split(all, n);
        let (exponent, rest) = split(rest, n);
        let (base, rest) = split(rest, n);
        let (wide, _) = split(rest, 2 * n);
        let (modular, table) = split(rest, n + 1);
        Some(Numbers { candidate, exponent, base, modular, wide, table })
    }

    pub(super) fn wipe(&self) {
        for number in [self.candidate, self.exponent, self.base, self.modular, self.table] {
            number::wipe(number);
        }
    }

    /// The candidate as a modulus: `bits` of it, its topmost set, or 0 if that is not known.
    pub(super) fn modulus<M: Multiplier>(&self, bits: usize) -> Modulus<'a, M> {
        Modulus::secret(self.candidate, self.modular, bits)
    }

    /// Whether the candidate has a divisor among the small numbers prime to 6. `small` is its value
    /// if that is below 2^24: divisors up to its root decide what it is then.
    #[inline(never)]
    pub(super) fn trial_vartime<M: Multiplier>(&self, small: Option<Limb>) -> Trial {
        match small {
            Some(0 | 1) => return Trial::Composite,
            Some(2 | 3) => return Trial::Prime,
            _ => {}
        }
        if number::low(self.candidate) & 1 == 0 || divides::<M>(3, self.candidate) {
            return Trial::Composite;
        }
        let (mut divisor, mut stride) = (5, 2);
        while divisor < TRIED {
            if small.is_some_and(|value| value < divisor * divisor) {
                return Trial::Prime;
            }
            if divides::<M>(divisor, self.candidate) {
                return Trial::Composite;
            }
            divisor += stride;
            stride = 6 - stride;
        }
        Trial::Unknown
    }

    /// Prepares a round: a random base, and the odd part of the candidate less one as its exponent.
    /// Yields how often 2 divides that, which time tells.
    #[inline(never)]
    pub(super) fn prepare<M: Multiplier, R: Random>(
        &self,
        bits: usize,
        random: &mut R,
    ) -> Result<usize, RandomError> {
        draw(self.base, random)?;
        // The remainder of the base, taken as it is in Montgomery form, and so a random one.
        let modulus = self.modulus::<M>(bits);
        modulus.one(self.exponent);
        modulus.multiply(self.base, self.base, self.exponent);
        number::set(self.exponent, self.candidate);
        let mut twos = 0;
        loop {
            number::shift_right(self.exponent, 1, 0);
            twos += 1;
            if number::bit(self.exponent, 0) == 1 || twos >= LIMB_BITS * self.exponent.len() {
                return Ok(twos);
            }
        }
    }

    /// What base^exponent says of the candidate: false if it is composite.
    #[inline(never)]
    pub(super) fn passes<M: Multiplier>(&self, bits: usize, twos: usize) -> bool {
        let modulus = self.modulus::<M>(bits);
        let minus_one = self.exponent;
        let (one, _) = split(self.table, minus_one.len());
        modulus.one(one);
        number::subtract(minus_one, self.candidate, one);
        // A base that is a multiple of the candidate says nothing. It takes a tiny candidate to
        // meet one.
        let mut passed = number::equal(self.base, one)
            | number::equal(self.base, minus_one)
            | number::zero(self.base);
        for _ in 1..twos {
            modulus.multiply(self.base, self.base, self.base);
            passed |= number::equal(self.base, minus_one);
        }
        passed != 0
    }

    pub(super) fn is_prime_vartime<M: Multiplier, R: Random>(
        &self,
        value: &[u8],
        rounds: u32,
        random: &mut R,
    ) -> Result<bool, PrimeError> {
        number::from_be_bytes(self.candidate, value);
        let small = number::bit_length_vartime(self.candidate) <= 24;
        match self.trial_vartime::<M::Core>(small.then(|| number::low(self.candidate))) {
            Trial::Composite => return Ok(false),
            Trial::Prime => return Ok(true),
            Trial::Unknown => {}
        }
        let bits = LIMB_BITS * self.candidate.len();
        for _ in 0..rounds {
            let twos = self.prepare::<M::Core, R>(0, random)?;
            let modulus = self.modulus::<M::Core>(0);
            power::<M, WINDOW>(&modulus, self.base, self.wide, self.table, self.exponent, bits);
            if !self.passes::<M::Core>(0, twos) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Fills a number with random bytes.
#[inline(never)]
pub(crate) fn draw<R: Random>(to: &Number, random: &mut R) -> Result<(), RandomError> {
    let mut bytes = [0; DRAW];
    for chunk in to.chunks(limbs_for(DRAW)) {
        random.random(&mut bytes)?;
        number::from_be_bytes(chunk, &bytes);
    }
    wipe(&mut bytes);
    Ok(())
}
