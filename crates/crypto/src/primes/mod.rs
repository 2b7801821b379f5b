//! Prime numbers: random ones, and whether a number is one.
//!
//! Candidates are drawn afresh each time (FIPS 186-5, appendix A.1.3), so that a prime tells
//! nothing of how long the search for it took. Each is tried with small divisors, then by Miller
//! and Rabin's test with random bases (appendix B.3.1). Of 1024 bits, one candidate in 355 is a
//! prime, and one in 7 has no small divisor.
//!
//! Constant time in the prime that is found: primes of [`generate`] are 3 modulo 4, so that the
//! test does the same for each of them. What time tells of candidates that were thrown away says
//! nothing of the one that was kept. [`is_probable_prime_vartime`] takes a time that depends on how
//! often 2 divides the number less one, and ends early when the number is composite.
//!
//! | module | purpose |
//! |---|---|
//! | `small` | small divisors, arithmetic modulo 65537 |
//! | `candidate` | small divisors tried, Miller and Rabin's test |
//! | `search` | the search in steps |
//!
//! A search can be run in slices: [`PrimeSteps::step`] does a handful of multiplications or tries
//! one candidate. Memory is the caller's, [`scratch`] limbs.
//!
//! ```
//! use core::ops::ControlFlow;
//! use motetls_crypto::primes;
//! # use motetls_base::{Random, RandomError};
//! # struct Generator(u64);
//! # impl Random for Generator {
//! #     fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
//! #         for byte in out {
//! #             self.0 = self.0.wrapping_mul(6364136223846793005);
//! #             self.0 = self.0.wrapping_add(1442695040888963407);
//! #             *byte = (self.0 >> 56) as u8;
//! #         }
//! #         Ok(())
//! #     }
//! # }
//! # let mut random = Generator(1);
//! let mut scratch = [0; primes::scratch(32)];
//! let mut prime = [0; 32];
//! let mut tests = 0;
//! let progress = |_| {
//!     tests += 1;
//!     ControlFlow::Continue(()) // Break(()) gives up
//! };
//! primes::generate(&mut prime, &mut random, &mut scratch, progress)?;
//! assert!(primes::is_probable_prime_vartime(&prime, 40, &mut random, &mut scratch)?);
//! # Ok::<(), primes::PrimeError>(())
//! ```

mod candidate;
mod error;
mod search;
mod small;

use core::ops::ControlFlow;

use motetls_base::Random;

use crate::mp::{Limb, Native, cells};
use candidate::Numbers;

pub use candidate::{scratch, scratch_for};
pub use error::PrimeError;
pub use search::{PrimeSteps, SearchProgress};

pub(crate) use candidate::{WINDOW, draw};
pub(crate) use search::Kind;
pub(crate) use small::{inverse_of_limb, multiply_65537, remainder_65537};

/// Fills `prime` with a random prime of as many bytes, big-endian: its topmost bit is set, and it
/// is 3 modulo 4.
///
/// `progress` is called after every [`PrimeSteps::step`]; the search ends when it breaks. Time
/// varies much from search to search.
///
/// # Errors
/// [`PrimeError`]; `prime` is wiped then.
pub fn generate<R: Random>(
    prime: &mut [u8],
    random: &mut R,
    scratch: &mut [Limb],
    mut progress: impl FnMut(SearchProgress) -> ControlFlow<()>,
) -> Result<(), PrimeError> {
    let mut search = PrimeSteps::<Native, WINDOW>::new(prime, scratch)?;
    loop {
        let step = search.step(random)?;
        if progress(step).is_break() {
            return Err(PrimeError::Cancelled);
        }
        if step == SearchProgress::Found {
            return Ok(());
        }
    }
}

/// Whether `value`, big-endian, is a prime: it surely is not if the answer is no, and if the answer
/// is yes, a composite one chosen by an enemy would pass as often as once in 4^`rounds`. 40 rounds
/// are plenty.
///
/// # Errors
/// [`PrimeError::InvalidLength`] when the scratch is too short, [`PrimeError::Random`] when the
/// generator fails.
pub fn is_probable_prime_vartime<R: Random>(
    value: &[u8],
    rounds: u32,
    random: &mut R,
    scratch: &mut [Limb],
) -> Result<bool, PrimeError> {
    let skip = value.iter().take_while(|byte| **byte == 0).count();
    let value = value.get(skip..).unwrap_or(&[]);
    let numbers =
        Numbers::new(value.len(), WINDOW, cells(scratch)).ok_or(PrimeError::InvalidLength)?;
    let outcome = numbers.is_prime_vartime::<Native, R>(value, rounds, random);
    numbers.wipe();
    outcome
}
