//! Prime numbers: random ones, and whether a number is one.
//!
//! Candidates are drawn afresh each time (FIPS 186-5, appendix A.1.3), so that a prime tells nothing of how long the search
//! for it took. Each is tried with small divisors, then by Miller and Rabin's test with random bases (appendix B.3.1). Of
//! 1024 bits, one candidate in 355 is a prime, and one in 7 has no small divisor.
//!
//! Constant time in the prime that is found: primes of [`generate`] are 3 modulo 4, so that the test does the same for each of
//! them. What time tells of candidates that were thrown away is of no use to anybody. [`is_probable_prime`] takes a time that
//! depends on how often 2 divides the number less one, and ends early when the number is composite.
//!
//! A search can be run in slices: [`Search::step`] does a handful of multiplications or tries one candidate. Memory is the
//! caller's, [`scratch`] limbs.
//!
//! ```
//! use core::ops::ControlFlow;
//! use motetls_crypto::primes;
//! # use motetls_base::{Random, RandomError};
//! # struct Generator(u64);
//! # impl Random for Generator {
//! #     fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
//! #         for byte in out {
//! #             self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
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
//! assert!(primes::is_probable_prime(&prime, 40, &mut random, &mut scratch)?);
//! # Ok::<(), primes::Error>(())
//! ```

use core::hint::black_box;
use core::ops::ControlFlow;

use motetls_base::secret::wipe;
use motetls_base::{Random, RandomError};

use crate::mp::{
    LIMB_BITS, Limb, Modulus, Multiplier, Native, Number, Power, cells, limbs_for, number, power, power_table, split,
};

/// Numbers below this are tried as divisors.
const TRIED: Limb = 4096;
/// Bits of the window of an exponentiation unless chosen otherwise.
pub(crate) const WINDOW: usize = 4;
/// Shortest prime to be had, in bytes.
const SHORTEST: usize = 4;
/// The upper 32 bits of the square root of 2^63, rounded up: what both primes of an RSA key have to exceed.
const ROOT_OF_HALF: u32 = 0xb504_f334;
/// Random bytes drawn at a time.
const DRAW: usize = 32;

/// Why there is no prime, or no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A prime of less than 4 bytes was asked for, or the scratch is shorter than [`scratch`] says.
    InvalidLength,
    /// The generator failed.
    Random,
    /// The callback asked to give up.
    Cancelled,
}

/// What a search did last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
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
    /// Also above 2^(bits - 1/2), so that two make a modulus of twice the bits, and fit for the exponent 65537.
    Rsa,
}

/// Limbs of scratch for a prime or a number of so many bytes.
#[must_use]
pub const fn scratch(bytes: usize) -> usize {
    scratch_for(bytes, WINDOW)
}

/// Limbs of scratch of a [`Search`] with windows of `window` bits.
#[must_use]
pub const fn scratch_for(bytes: usize, window: usize) -> usize {
    let n = limbs_for(bytes);
    4 * n + 1 + power_table(window, n)
}

/// Rounds of Miller and Rabin's test for a random number: what table B.1 of FIPS 186-5 asks for the primes of RSA keys of 2048
/// bits and more, and below that enough for an error of 2^-100 (Damgård, Landrock, Pomerance, 1993).
const fn rounds_for(bits: usize) -> u32 {
    match bits {
        1536.. => 4,
        1024.. => 5,
        512.. => 8,
        256.. => 17,
        _ => 40,
    }
}

/// Fills `prime` with a random prime of as many bytes, big-endian: its topmost bit is set, and it is 3 modulo 4.
///
/// `progress` is called after every [`Search::step`]; the search ends when it breaks. Time varies much from search to search.
///
/// # Errors
/// [`Error`]; `prime` is wiped then.
pub fn generate<R: Random>(
    prime: &mut [u8],
    random: &mut R,
    scratch: &mut [Limb],
    mut progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), Error> {
    let mut search = Search::<Native, WINDOW>::new(prime, scratch)?;
    loop {
        let step = search.step(random)?;
        if progress(step).is_break() {
            return Err(Error::Cancelled);
        }
        if step == Progress::Found {
            return Ok(());
        }
    }
}

/// Whether `value`, big-endian, is a prime: it surely is not if the answer is no, and if the answer is yes, a composite one
/// chosen by an enemy would pass as often as once in 4^`rounds`. 40 rounds are plenty.
///
/// # Errors
/// [`Error::InvalidLength`] when the scratch is too short, [`Error::Random`] when the generator fails.
pub fn is_probable_prime<R: Random>(
    value: &[u8],
    rounds: u32,
    random: &mut R,
    scratch: &mut [Limb],
) -> Result<bool, Error> {
    let skip = value.iter().take_while(|byte| **byte == 0).count();
    let value = value.get(skip..).unwrap_or(&[]);
    let numbers = Numbers::new(value.len(), WINDOW, cells(scratch)).ok_or(Error::InvalidLength)?;
    let outcome = numbers.is_prime::<Native, R>(value, rounds, random);
    numbers.wipe();
    outcome
}

/// The numbers of a test: all of n limbs but for the scratch of the modulus and the table.
#[derive(Clone, Copy)]
struct Numbers<'a> {
    candidate: &'a Number,
    exponent: &'a Number,
    base: &'a Number,
    modular: &'a Number,
    /// Where squares are made: the scratch of the modulus and the beginning of the table.
    wide: &'a Number,
    table: &'a Number,
}

/// What small divisors tell of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trial {
    Composite,
    Prime,
    Unknown,
}

impl<'a> Numbers<'a> {
    fn new(bytes: usize, window: usize, scratch: &'a Number) -> Option<Self> {
        let n = limbs_for(bytes);
        let all = scratch.get(..scratch_for(bytes, window))?;
        let (candidate, rest) = split(all, n);
        let (exponent, rest) = split(rest, n);
        let (base, rest) = split(rest, n);
        let (wide, _) = split(rest, 2 * n);
        let (modular, table) = split(rest, n + 1);
        Some(Numbers { candidate, exponent, base, modular, wide, table })
    }

    fn wipe(&self) {
        for number in [self.candidate, self.exponent, self.base, self.modular, self.table] {
            number::wipe(number);
        }
    }

    /// The candidate as a modulus: `bits` of it, its topmost set, or 0 if that is not known.
    fn modulus<M: Multiplier>(&self, bits: usize) -> Modulus<'a, M> {
        Modulus::secret(self.candidate, self.modular, bits)
    }

    /// Whether the candidate has a divisor among the small numbers prime to 6. `small` is its value if that is below 2^24:
    /// divisors up to its root settle what it is then.
    #[inline(never)]
    fn trial<M: Multiplier>(&self, small: Option<Limb>) -> Trial {
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

    /// Prepares a round: a random base, and the odd part of the candidate less one as its exponent. Yields how often 2
    /// divides that, which time tells.
    #[inline(never)]
    fn prepare<M: Multiplier, R: Random>(&self, bits: usize, random: &mut R) -> Result<usize, RandomError> {
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
    fn judge<M: Multiplier>(&self, bits: usize, twos: usize) -> bool {
        let modulus = self.modulus::<M>(bits);
        let minus_one = self.exponent;
        let (one, _) = split(self.table, minus_one.len());
        modulus.one(one);
        number::subtract(minus_one, self.candidate, one);
        // A base that is a multiple of the candidate says nothing. It takes a tiny candidate to meet one.
        let mut passed = number::equal(self.base, one) | number::equal(self.base, minus_one) | number::zero(self.base);
        for _ in 1..twos {
            modulus.multiply(self.base, self.base, self.base);
            passed |= number::equal(self.base, minus_one);
        }
        passed != 0
    }

    fn is_prime<M: Multiplier, R: Random>(&self, value: &[u8], rounds: u32, random: &mut R) -> Result<bool, Error> {
        number::from_be_bytes(self.candidate, value);
        let small = number::bit_length_vartime(self.candidate) <= 24;
        match self.trial::<M::Core>(small.then(|| number::low(self.candidate))) {
            Trial::Composite => return Ok(false),
            Trial::Prime => return Ok(true),
            Trial::Unknown => {}
        }
        let bits = LIMB_BITS * self.candidate.len();
        for _ in 0..rounds {
            let twos = self.prepare::<M::Core, R>(0, random)?;
            let modulus = self.modulus::<M::Core>(0);
            power::<M, WINDOW>(&modulus, self.base, self.wide, self.table, self.exponent, bits);
            if !self.judge::<M::Core>(0, twos) {
                return Ok(false);
            }
        }
        Ok(true)
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
/// With n limbs to the prime and windows of `W` bits, a step takes at most W + 1 Montgomery multiplications of n limbs, about
/// 100,000 instructions of a Cortex-M3 for a prime of 1024 bits, or tries one candidate with small divisors, up to about 400,000.
/// When it is dropped before it found a prime, the place of the prime is wiped; the scratch is wiped always.
pub struct Search<'a, M: Multiplier = Native, const W: usize = WINDOW> {
    prime: &'a mut [u8],
    numbers: Numbers<'a>,
    phase: Phase<W>,
    kind: Kind,
    /// Rounds left.
    rounds: u32,
    multiplier: core::marker::PhantomData<M>,
}

impl<'a, M: Multiplier, const W: usize> Search<'a, M, W> {
    /// Starts a search for a prime that fills `prime`; see [`generate`]. The scratch has [`scratch_for`] limbs or more.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] when the prime has less than 4 bytes or the scratch is too short.
    pub fn new(prime: &'a mut [u8], scratch: &'a mut [Limb]) -> Result<Self, Error> {
        Search::of_kind(Kind::Any, prime, cells(scratch))
    }

    /// Starts a search for a prime of a kind.
    pub(crate) fn of_kind(kind: Kind, prime: &'a mut [u8], scratch: &'a Number) -> Result<Self, Error> {
        let numbers = Numbers::new(prime.len(), W, scratch).filter(|_| prime.len() >= SHORTEST);
        let numbers = numbers.ok_or(Error::InvalidLength)?;
        Ok(Search { prime, numbers, phase: Phase::Draw, kind, rounds: 0, multiplier: core::marker::PhantomData })
    }

    /// Goes one step, to be called until it yields [`Progress::Found`].
    ///
    /// # Errors
    /// [`Error::Random`] when the generator fails; the search may be taken up again.
    #[inline(never)]
    pub fn step<R: Random>(&mut self, random: &mut R) -> Result<Progress, Error> {
        let numbers = self.numbers;
        let bits = 8 * self.prime.len();
        match &mut self.phase {
            Phase::Draw => {
                if self.draw(random)? {
                    self.phase = Phase::Base;
                    self.rounds = rounds_for(bits);
                }
                Ok(Progress::Candidate)
            }
            Phase::Base => {
                let twos = numbers.prepare::<M::Core, R>(bits, random)?;
                self.phase = Phase::Power(twos, Power::new(bits));
                Ok(Progress::Test)
            }
            Phase::Power(twos, power) => {
                let modulus = numbers.modulus::<M::Core>(bits);
                if !power.step::<M>(&modulus, numbers.base, numbers.wide, numbers.table, numbers.exponent) {
                    return Ok(Progress::Test);
                }
                if !numbers.judge::<M::Core>(bits, *twos) {
                    self.phase = Phase::Draw;
                    return Ok(Progress::Test);
                }
                self.rounds = self.rounds.saturating_sub(1);
                if self.rounds > 0 {
                    self.phase = Phase::Base;
                    return Ok(Progress::Passed);
                }
                number::to_be_bytes(self.prime, numbers.candidate);
                self.phase = Phase::Found;
                Ok(Progress::Found)
            }
            Phase::Found => Ok(Progress::Found),
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
    fn draw<R: Random>(&mut self, random: &mut R) -> Result<bool, Error> {
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
        Ok(self.numbers.trial::<M::Core>(None) != Trial::Composite)
    }
}

impl<M: Multiplier, const W: usize> Drop for Search<'_, M, W> {
    fn drop(&mut self) {
        self.numbers.wipe();
        if !matches!(self.phase, Phase::Found) {
            wipe(self.prime);
        }
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

/// 1 / d modulo 2^(bits of a limb) for an odd d, by Newton's iteration.
pub(crate) fn inverse_of_limb(d: Limb) -> Limb {
    let mut inverse = d;
    for _ in 0..LIMB_BITS.trailing_zeros() - 1 {
        inverse = inverse.wrapping_mul((2 as Limb).wrapping_sub(d.wrapping_mul(inverse)));
    }
    inverse
}

/// Whether the odd number `d`, below half a limb, divides a. Constant time in a; only the answer is given away.
///
/// A limb at a time from below, c = (c + limb + q d) / B with the q that makes it exact: c stays in `0..=d`, and a is 0
/// modulo d if c is in the end (Granlund and Warren, "Hacker's Delight", section 10-16).
#[inline(never)]
fn divides<M: Multiplier>(d: Limb, a: &Number) -> bool {
    let negated = inverse_of_limb(d).wrapping_neg();
    let mut c = 0;
    for limb in a {
        let q = limb.get().wrapping_add(c).wrapping_mul(negated);
        c = M::multiply_add(q, d, limb.get(), c).1;
    }
    black_box(c) == 0 || c == d
}

/// a modulo 65537: as 2^16 is -1 there, halves of 32-bit words are added and subtracted in turn.
pub(crate) fn remainder_65537(a: &Number) -> u32 {
    let mut sum = 0u32;
    for limb in a {
        for shift in (0..LIMB_BITS).step_by(32) {
            let word = (limb.get() >> shift) as u32;
            // Stays within 2^17 after each fold, as 2^32 is 1: low - high + 65537 is not negative.
            sum += (word & 0xffff) + 65537 - (word >> 16);
            sum = fold_65537(sum);
        }
    }
    sum
}

/// a b modulo 65537, for both below that.
pub(crate) fn multiply_65537(a: u32, b: u32) -> u32 {
    let product = u64::from(a) * u64::from(b);
    // 2^32 is 1.
    fold_65537(fold_65537(product as u32) + (product >> 32) as u32)
}

/// A sum below 2^32 modulo 65537, in `0..65537`.
fn fold_65537(sum: u32) -> u32 {
    let folded = (sum & 0xffff) + 65537 - (sum >> 16);
    folded - (65537 & black_box((folded < 65537) as u32).wrapping_sub(1))
}

impl From<RandomError> for Error {
    fn from(_: RandomError) -> Self {
        Error::Random
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Error::InvalidLength => "the prime or the scratch is too short",
            Error::Random => "the random generator failed",
            Error::Cancelled => "the search was cancelled",
        })
    }
}

impl core::error::Error for Error {}
