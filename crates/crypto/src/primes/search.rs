//! The search for a random prime, in steps.

use core::task::Poll;

use motetls_base::Random;
use motetls_base::secret::wipe;

use super::candidate::{Numbers, Trial, WINDOW};
use super::error::PrimeError;
use super::small::remainder_65537;
use crate::mp::{Limb, Multiplier, Native, Number, Power, cells, number};
use crate::steps::Steps;

/// Shortest prime to be had, in bytes.
const SHORTEST: usize = 4;
/// The upper 32 bits of the square root of 2^63, rounded up: what both primes of an RSA key have to
/// exceed.
const ROOT_OF_HALF: u32 = 0xb504_f334;

/// What a search did last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchProgress {
    /// Drew a candidate; most have a small divisor and are thrown away at once.
    Candidate,
    /// A few multiplications of a test.
    Test,
    /// A base was found to speak for the candidate. The first one is nearly as good as a prime.
    Passed,
    /// Found a prime.
    Found,
}

/// Which primes to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 3 modulo 4, with the topmost bit set.
    Any,
    /// Also above 2^(bits - 1/2), so that two make a modulus of twice the bits, and fit for the
    /// exponent 65537.
    Rsa,
}

/// Rounds of Miller and Rabin's test for a random number: what table B.1 of FIPS 186-5 asks for the
/// primes of RSA keys of 2048 bits and more, and below that enough for an error of 2^-100 (Damgård,
/// Landrock, Pomerance, 1993).
const fn rounds_for(bits: usize) -> u32 {
    match bits {
        1536.. => 4,
        1024.. => 5,
        512.. => 8,
        256.. => 17,
        _ => 40,
    }
}

/// Where a search is.
enum Phase<const W: usize> {
    /// Next is a candidate.
    Draw,
    /// Next is a base.
    Base,
    /// The power of a base is under way.
    Power(usize, Power<W>),
    Found,
}

/// A search for a random prime, to be run in slices.
///
/// With n limbs to the prime and windows of `W` bits, a step takes at most W + 1 Montgomery
/// multiplications of n limbs, about 100,000 instructions of a Cortex-M3 for a prime of 1024 bits,
/// or tries one candidate with small divisors, up to about 400,000. When it is dropped before it
/// found a prime, the place of the prime is wiped; the scratch is wiped always.
pub struct PrimeSteps<'a, M: Multiplier = Native, const W: usize = WINDOW> {
    prime: &'a mut [u8],
    numbers: Numbers<'a>,
    phase: Phase<W>,
    kind: Kind,
    /// Rounds left.
    rounds: u32,
    multiplier: core::marker::PhantomData<M>,
}

impl<'a, M: Multiplier, const W: usize> PrimeSteps<'a, M, W> {
    /// Starts a search for a prime that fills `prime`; see [`generate`](super::generate). The
    /// scratch has [`scratch_for`](super::scratch_for) limbs or more.
    ///
    /// # Errors
    /// [`PrimeError::InvalidLength`] when the prime has less than 4 bytes or the scratch is too
    /// short.
    pub fn new(prime: &'a mut [u8], scratch: &'a mut [Limb]) -> Result<Self, PrimeError> {
        PrimeSteps::of_kind(Kind::Any, prime, cells(scratch))
    }

    /// Starts a search for a prime of a kind.
    pub(crate) fn of_kind(
        kind: Kind,
        prime: &'a mut [u8],
        scratch: &'a Number,
    ) -> Result<Self, PrimeError> {
        let numbers = Numbers::new(prime.len(), W, scratch).filter(|_| prime.len() >= SHORTEST);
        let numbers = numbers.ok_or(PrimeError::InvalidLength)?;
        Ok(PrimeSteps {
            prime,
            numbers,
            phase: Phase::Draw,
            kind,
            rounds: 0,
            multiplier: core::marker::PhantomData,
        })
    }

    /// Goes one step, to be called until it yields [`SearchProgress::Found`].
    ///
    /// # Errors
    /// [`PrimeError::Random`] when the generator fails; the search may be taken up again.
    #[inline(never)]
    pub fn step<R: Random>(&mut self, random: &mut R) -> Result<SearchProgress, PrimeError> {
        let numbers = self.numbers;
        let bits = 8 * self.prime.len();
        match &mut self.phase {
            Phase::Draw => {
                if self.draw(random)? {
                    self.phase = Phase::Base;
                    self.rounds = rounds_for(bits);
                }
                Ok(SearchProgress::Candidate)
            }
            Phase::Base => {
                let twos = numbers.prepare::<M::Core, R>(bits, random)?;
                self.phase = Phase::Power(twos, Power::new(bits));
                Ok(SearchProgress::Test)
            }
            Phase::Power(twos, power) => {
                let modulus = numbers.modulus::<M::Core>(bits);
                if !power.step::<M>(
                    &modulus,
                    numbers.base,
                    numbers.wide,
                    numbers.table,
                    numbers.exponent,
                ) {
                    return Ok(SearchProgress::Test);
                }
                if !numbers.passes::<M::Core>(bits, *twos) {
                    self.phase = Phase::Draw;
                    return Ok(SearchProgress::Test);
                }
                self.rounds = self.rounds.saturating_sub(1);
                if self.rounds > 0 {
                    self.phase = Phase::Base;
                    return Ok(SearchProgress::Passed);
                }
                number::to_be_bytes(self.prime, numbers.candidate);
                self.phase = Phase::Found;
                Ok(SearchProgress::Found)
            }
            Phase::Found => Ok(SearchProgress::Found),
        }
    }

    /// Gives back the place of the prime, which is wiped if none was found.
    pub(crate) fn into_prime(mut self) -> &'a mut [u8] {
        if !matches!(self.phase, Phase::Found) {
            wipe(self.prime);
        }
        core::mem::take(&mut self.prime)
    }

    /// Draws a candidate and tries it; whether it is worth a test.
    fn draw<R: Random>(&mut self, random: &mut R) -> Result<bool, PrimeError> {
        random.random(self.prime)?;
        if let [first, .., last] = &mut *self.prime {
            *first |= 0x80;
            *last |= 3;
        }
        let candidate = self.numbers.candidate;
        number::from_be_bytes(candidate, self.prime);
        if self.kind == Kind::Rsa {
            let top = self.prime.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
            if top < ROOT_OF_HALF || remainder_65537(candidate) == 1 {
                return Ok(false);
            }
        }
        Ok(self.numbers.trial_vartime::<M::Core>(None) != Trial::Composite)
    }
}

impl<R: Random, M: Multiplier, const W: usize> Steps<R> for PrimeSteps<'_, M, W> {
    /// The prime is where it was asked for.
    type Output = Result<(), PrimeError>;

    fn step_with(&mut self, random: &mut R) -> Poll<Self::Output> {
        match self.step(random) {
            Ok(SearchProgress::Found) => Poll::Ready(Ok(())),
            Ok(_) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    fn remaining(&self) -> Option<usize> {
        None
    }
}

impl<M: Multiplier, const W: usize> Drop for PrimeSteps<'_, M, W> {
    fn drop(&mut self) {
        self.numbers.wipe();
        if !matches!(self.phase, Phase::Found) {
            wipe(self.prime);
        }
    }
}
