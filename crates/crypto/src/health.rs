//! Tests of an entropy source while it runs (NIST SP 800-90B, section 4.4), and several sources as
//! one.
//!
//! A hardware generator breaks silently: an oscillator locks to the clock, a supply droops, and the
//! bytes keep coming. [`Tested`] stands between such a source and a generator. It sees every
//! sample, refuses to deliver when one value repeats too long (repetition count test) or too often
//! (adaptive proportion test), and stays that way until it is restarted. It begins with 1,024
//! samples that are tested and thrown away (section 4.3, requirement 4).
//!
//! The tests have to stand directly at the source: what was whitened or hashed passes them whatever
//! it came from. How much entropy a sample holds is for the maker of the source to know;
//! [`Cutoffs`] follow from it. The time the tests take does not depend on the samples.
//!
//! ```
//! use motetls_base::{Entropy, EntropyError};
//! use motetls_crypto::health::{Cutoffs, FalseAlarm, Tested};
//!
//! struct Stuck;
//! impl Entropy for Stuck {
//!     fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
//!         out.fill(0xff);
//!         Ok(())
//!     }
//! }
//!
//! // Bytes of at least 4 bits of entropy each.
//! const CUTOFFS: Cutoffs = Cutoffs::bytes(8, FalseAlarm::TwoToMinus30);
//! assert!(Tested::<_>::new(Stuck, CUTOFFS).is_err());
//! ```

use motetls_base::secret::wipe;
use motetls_base::{Entropy, EntropyError, ct};

/// Samples tested before any is delivered (section 4.3, requirement 4).
const START_UP: usize = 1024;

/// Samples the proportion is taken over: of one bit.
const BINARY_WINDOW: u16 = 1024;

/// The same of more bits.
const WINDOW: u16 = 512;

/// Cutoffs of the adaptive proportion test over 1,024 bits: 1 + CRITBINOM(1024, 2^-H, 1 - alpha)
/// for H of 0.1 to 1 bit by tenths; first for alpha = 2^-20, then for 2^-30.
#[rustfmt::skip]
const BINARY: [[u16; 10]; 2] = [
    [991, 941, 890, 840, 793, 748, 705, 664, 625, 589],
    [999, 952, 904, 856, 810, 766, 723, 683, 645, 609],
];

/// The same over 512 bytes, for H of 0.5 to 8 bits by halves.
#[rustfmt::skip]
const BYTES: [[u16; 16]; 2] = [
    [410, 311, 234, 177, 135, 103, 80, 62, 49, 39, 31, 25, 21, 18, 15, 13],
    [422, 325, 248, 190, 147, 114, 89, 71, 56, 46, 37, 31, 26, 22, 19, 16],
];

/// How often a sound source may be refused: the probability alpha of a false alarm, per sample or
/// window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FalseAlarm {
    /// One in a million: the most the standard recommends.
    TwoToMinus20,
    /// One in a thousand million: for sources that run all the time.
    TwoToMinus30,
}

/// When a source is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutoffs {
    /// So many equal samples in a row (section 4.4.1).
    pub repetition: u16,
    /// So many samples of a window equal to its first (section 4.4.2).
    pub proportion: u16,
    /// Samples of a window.
    pub window: u16,
}

impl Cutoffs {
    /// For samples of one bit that hold `tenths` tenths of a bit of entropy: 1 to 10. Other figures
    /// count as the nearest of these.
    #[must_use]
    pub const fn bits(tenths: u8, alarm: FalseAlarm) -> Self {
        let tenths = nearest(tenths, 10);
        let repetition = 1 + (10 * alarm.exponent()).div_ceil(tenths);
        let proportion = BINARY[alarm as usize][tenths as usize - 1];
        Cutoffs { repetition, proportion, window: BINARY_WINDOW }
    }

    /// For samples of eight bits that hold `halves` halves of a bit of entropy: 1 to 16. Other
    /// figures count as the nearest of these.
    #[must_use]
    pub const fn bytes(halves: u8, alarm: FalseAlarm) -> Self {
        let halves = nearest(halves, 16);
        let repetition = 1 + (2 * alarm.exponent()).div_ceil(halves);
        let proportion = BYTES[alarm as usize][halves as usize - 1];
        Cutoffs { repetition, proportion, window: WINDOW }
    }
}

/// The number from 1 to `most` nearest to `value`.
const fn nearest(value: u8, most: u8) -> u16 {
    match value {
        0 => 1,
        value if value > most => most as u16,
        value => value as u16,
    }
}

impl FalseAlarm {
    /// The negative logarithm of alpha to the base of 2.
    const fn exponent(self) -> u16 {
        match self {
            FalseAlarm::TwoToMinus20 => 20,
            FalseAlarm::TwoToMinus30 => 30,
        }
    }
}

/// A source whose samples are tested. `BITS` is the size of a sample: 8, or 1, 2 or 4 for samples
/// packed into bytes, the first in the lowest bits.
pub struct Tested<S: Entropy, const BITS: u32 = 8> {
    source: S,
    cutoffs: Cutoffs,
    /// The last sample, and how many of it there were in a row; none before the first.
    last: u8,
    run: u16,
    /// The first sample of the window, how many equal it, and how many there were.
    first: u8,
    equal: u16,
    seen: u16,
    failed: bool,
}

impl<S: Entropy, const BITS: u32> Tested<S, BITS> {
    /// Starts a source and tests it.
    ///
    /// # Errors
    /// [`EntropyError`] when the source fails or does not pass. Lend the source (`&mut`) to have it
    /// back then.
    pub fn new(source: S, cutoffs: Cutoffs) -> Result<Self, EntropyError> {
        const { assert!(matches!(BITS, 1 | 2 | 4 | 8), "samples have 1, 2, 4 or 8 bits") };
        let mut tested =
            Tested { source, cutoffs, last: 0, run: 0, first: 0, equal: 0, seen: 0, failed: true };
        tested.restart()?;
        Ok(tested)
    }

    /// Forgets everything, a failure too, and tests the source as in the beginning.
    ///
    /// # Errors
    /// [`EntropyError`] when the source fails or does not pass.
    pub fn restart(&mut self) -> Result<(), EntropyError> {
        (self.run, self.seen, self.failed) = (0, 0, false);
        let mut discarded = [0; 32];
        let per_byte = (8 / BITS) as usize;
        for _ in 0..START_UP / (per_byte * discarded.len()) {
            let outcome = self.draw(&mut discarded);
            if outcome.is_err() {
                self.failed = true;
                return outcome;
            }
        }
        wipe(&mut discarded);
        Ok(())
    }

    /// Whether a test has failed since the last start: nothing is delivered any more.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        self.failed
    }

    /// Draws and tests; wipes `out` when that fails.
    #[inline(never)]
    fn draw(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        let outcome = self.source.entropy(out);
        if outcome.is_ok() {
            for byte in out.iter() {
                let mut rest = *byte;
                for _ in 0..8 / BITS {
                    self.sample(rest & (0xff >> (8 - BITS)));
                    rest = rest.checked_shr(BITS).unwrap_or(0);
                }
            }
        }
        if self.failed || outcome.is_err() {
            wipe(out);
            return Err(EntropyError);
        }
        Ok(())
    }

    /// Tests one sample.
    fn sample(&mut self, sample: u8) {
        let goes_on = equal(sample, self.last) & ct::mask(u16::from(self.run > 0));
        self.run = (self.run & goes_on).wrapping_add(1);
        self.last = sample;
        if self.seen == 0 {
            (self.first, self.equal) = (sample, 0);
        }
        self.equal = self.equal.wrapping_add(equal(sample, self.first) & 1);
        self.seen = self.seen.wrapping_add(1);
        if self.seen >= self.cutoffs.window {
            self.seen = 0;
        }
        self.failed |=
            (self.run >= self.cutoffs.repetition) | (self.equal >= self.cutoffs.proportion);
    }
}

impl<S: Entropy, const BITS: u32> Entropy for Tested<S, BITS> {
    /// Fills `out` with tested samples.
    ///
    /// # Errors
    /// [`EntropyError`] when the source fails this time, or a test fails or has failed since the
    /// last start. `out` holds zeros then.
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        if self.failed {
            wipe(out);
            return Err(EntropyError);
        }
        self.draw(out)
    }
}

impl<S: Entropy, const BITS: u32> Drop for Tested<S, BITS> {
    fn drop(&mut self) {
        wipe(core::slice::from_mut(&mut self.last));
        wipe(core::slice::from_mut(&mut self.first));
    }
}

/// All ones when both are equal, zero otherwise.
fn equal(a: u8, b: u8) -> u16 {
    ct::mask_zero(u16::from(a ^ b))
}

/// Two sources as one: their sum modulo 2, which is at least as hard to guess as the better of
/// them, if they do not depend on each other. More than two are nested. Both have to deliver.
pub struct Combined<A, B>(pub A, pub B);

impl<A: Entropy, B: Entropy> Entropy for Combined<A, B> {
    /// Fills `out` from both sources.
    ///
    /// # Errors
    /// [`EntropyError`] when one of them fails. `out` holds zeros then.
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        let mut other = [0; 32];
        let mut outcome = self.0.entropy(out);
        for piece in out.chunks_mut(other.len()) {
            let Some(other) = other.get_mut(..piece.len()) else { break };
            outcome = outcome.and(self.1.entropy(other));
            for (to, from) in piece.iter_mut().zip(other.iter()) {
                *to ^= *from;
            }
        }
        wipe(&mut other);
        if outcome.is_err() {
            wipe(out);
        }
        outcome
    }
}
