//! Making keys (FIPS 186-5, appendix A.1.3).

use core::ops::ControlFlow;
use core::task::Poll;

use motetls_base::Random;
use motetls_base::secret::wipe;

use super::{
    MAX_BITS, MIN_BITS, PrivateNumbers, RsaError, RsaPrivate, RsaPrivateSteps, WINDOW, half_limbs,
    private_scratch, private_scratch_for,
};
use crate::mp::{
    LIMB_BITS, Limb, Multiplier, Number, Squares, cells, inverse, inverse_scratch, number, split,
};
use crate::primes::{Kind, PrimeSteps, SearchProgress, multiply_65537, remainder_65537};
use crate::steps::Steps;

/// The public exponent of keys made here.
static EXPONENT: [u8; 3] = [1, 0, 1];
/// Its value.
const E: Limb = 65537;
/// Primes closer to one another than 2^(bits - 100) are thrown away (FIPS 186-5, appendix A.1.3,
/// step 5.4).
const APART: usize = 100;

/// Bytes of a key made here: n, d, p, q, dp, dq and qinv.
#[must_use]
pub const fn key_bytes(bits: usize) -> usize {
    bits / 16 * 9
}

/// Limbs of scratch to make a key of so many bits, or to check one: as many as its private
/// operation takes.
#[must_use]
pub const fn generate_scratch(bits: usize) -> usize {
    private_scratch(bits)
}

/// Makes a key in `bytes`, whose length says for how many bits: [`key_bytes`] of 2048, 3072, 4096
/// or another multiple of 256. The key that is yielded borrows them.
///
/// `progress` is called after every [`RsaKeySteps::step`]; the making ends when it breaks. Of a key
/// of 2048 bits, a Cortex-M3 takes about 1,000 million instructions for each prime on average, and
/// may well take three times that.
///
/// # Errors
/// [`RsaError`]; `bytes` are wiped then.
pub fn generate<'a, R: Random>(
    bytes: &'a mut [u8],
    random: &mut R,
    scratch: &mut [Limb],
    mut progress: impl FnMut(SearchProgress) -> ControlFlow<()>,
) -> Result<RsaPrivate<'a>, RsaError> {
    let outcome = {
        let mut generation = RsaKeySteps::<Squares, WINDOW>::new(bytes, scratch)?;
        loop {
            match generation.step(random) {
                Ok(Some(step)) if progress(step).is_break() => break Err(RsaError::Cancelled),
                Ok(Some(_)) => {}
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        }
    };
    if let Err(error) = outcome {
        wipe(bytes);
        return Err(error);
    }
    RsaPrivate::generated(bytes)
}

impl<'a> RsaPrivate<'a> {
    /// The key in bytes that [`generate`] or [`RsaKeySteps`] filled.
    ///
    /// # Errors
    /// [`RsaError::InvalidKey`] when there is none.
    pub fn generated(bytes: &'a [u8]) -> Result<Self, RsaError> {
        let half = bytes.len() / 9;
        let (n, rest) = bytes.split_at_checked(2 * half).ok_or(RsaError::InvalidKey)?;
        let (d, rest) = rest.split_at_checked(2 * half).ok_or(RsaError::InvalidKey)?;
        let mut rest = rest.chunks_exact(half.max(1));
        let [p, q, dp, dq, qinv] = core::array::from_fn(|_| rest.next().unwrap_or(&[]));
        RsaPrivate::new(PrivateNumbers { n, e: &EXPONENT, d, p, q, dp, dq, qinv })
    }
}

/// The numbers of a key under way.
struct Places<'a> {
    n: &'a mut [u8],
    d: &'a mut [u8],
    p: &'a mut [u8],
    q: &'a mut [u8],
    dp: &'a mut [u8],
    dq: &'a mut [u8],
    qinv: &'a mut [u8],
}

/// Where the making of a key is.
#[expect(clippy::large_enum_variant, reason = "there is no heap to move the larger one to")]
enum Phase<'a, M: Multiplier, const W: usize> {
    First(PrimeSteps<'a, M, W>),
    Second(PrimeSteps<'a, M, W>),
    Try(RsaPrivateSteps<'a, M, W>),
    Done,
    /// There is no key, and there will be none.
    Failed,
}

/// The making of a key, to be run in slices: steps as of [`PrimeSteps`], one of about ten million
/// instructions that derives the numbers of a key of 2048 bits from its primes, and the steps of a
/// private operation, which must hold.
///
/// [`RsaPrivate::generated`] finds the key in the bytes that were filled. A caller that gives up
/// before the end wipes them.
pub struct RsaKeySteps<'a, M: Multiplier = Squares, const W: usize = WINDOW> {
    places: Places<'a>,
    scratch: &'a Number,
    phase: Phase<'a, M, W>,
}

impl<'a, M: Multiplier, const W: usize> RsaKeySteps<'a, M, W> {
    /// Starts to make a key in `bytes`; see [`generate`]. The scratch has [`private_scratch_for`]
    /// limbs or more.
    ///
    /// # Errors
    /// [`RsaError::InvalidLength`] when the number of bytes is not [`key_bytes`] of a multiple of
    /// 256 within bounds, or the scratch is too short.
    pub fn new(bytes: &'a mut [u8], scratch: &'a mut [Limb]) -> Result<Self, RsaError> {
        let half = bytes.len() / 9;
        let bits = 16 * half;
        let fits = bytes.len() == 9 * half
            && bits.is_multiple_of(256)
            && (MIN_BITS..=MAX_BITS).contains(&bits);
        let scratch = cells(scratch).get(..private_scratch_for(bits, W)).filter(|_| fits);
        let scratch = scratch.ok_or(RsaError::InvalidLength)?;
        let (n, rest) = bytes.split_at_mut_checked(2 * half).ok_or(RsaError::InvalidLength)?;
        let (d, rest) = rest.split_at_mut_checked(2 * half).ok_or(RsaError::InvalidLength)?;
        let mut rest = rest.chunks_exact_mut(half);
        let [p, q, dp, dq, qinv] = core::array::from_fn(|_| rest.next().unwrap_or(&mut []));
        let first = PrimeSteps::of_kind(Kind::Rsa, p, scratch)?;
        let places = Places { n, d, p: &mut [], q, dp, dq, qinv };
        Ok(RsaKeySteps { places, scratch, phase: Phase::First(first) })
    }

    /// Goes one step; `None` once the key is there. Each prime ends with [`SearchProgress::Found`].
    ///
    /// # Errors
    /// [`RsaError::Random`] when the generator fails, [`RsaError::Fault`] when the key does not
    /// work.
    #[inline(never)]
    pub fn step<R: Random>(&mut self, random: &mut R) -> Result<Option<SearchProgress>, RsaError> {
        let progress = match &mut self.phase {
            Phase::First(search) | Phase::Second(search) => search.step(random)?,
            Phase::Try(operation) => {
                if let Poll::Ready(outcome) = operation.step(random) {
                    outcome?;
                    self.phase = Phase::Done;
                }
                return Ok(Some(SearchProgress::Test));
            }
            Phase::Done => return Ok(None),
            Phase::Failed => return Err(RsaError::Fault),
        };
        if progress == SearchProgress::Found {
            self.phase = match core::mem::replace(&mut self.phase, Phase::Failed) {
                Phase::First(search) => {
                    self.places.p = search.into_prime();
                    self.second()?
                }
                Phase::Second(search) => {
                    self.places.q = search.into_prime();
                    if self.derive() { self.probe()? } else { self.second()? }
                }
                phase => phase,
            };
        }
        Ok(Some(progress))
    }

    /// The search for the second prime.
    fn second(&mut self) -> Result<Phase<'a, M, W>, RsaError> {
        let place = core::mem::take(&mut self.places.q);
        Ok(Phase::Second(PrimeSteps::of_kind(Kind::Rsa, place, self.scratch)?))
    }

    /// The private operation that shows that the key works: on d, a number below n as good as any.
    fn probe(&mut self) -> Result<Phase<'a, M, W>, RsaError> {
        fn take<'a>(place: &mut &'a mut [u8]) -> &'a [u8] {
            let bytes: &'a mut [u8] = core::mem::take(place);
            bytes
        }
        let Places { n, d, p, q, dp, dq, qinv } = &mut self.places;
        let (n, d, p, q) = (take(n), take(d), take(p), take(q));
        let numbers = PrivateNumbers {
            n,
            e: &EXPONENT,
            d,
            p,
            q,
            dp: take(dp),
            dq: take(dq),
            qinv: take(qinv),
        };
        let key = RsaPrivate::new(numbers)?.with::<M, W>();
        Ok(Phase::Try(RsaPrivateSteps::over(&key, d, self.scratch)?))
    }

    /// Derives the other numbers from both primes, of which p becomes the larger; false if another
    /// q is needed, which is next to impossible.
    #[inline(never)]
    fn derive(&mut self) -> bool {
        let h = half_limbs(self.places.n.len());
        let (p, rest) = split(self.scratch, h);
        let (q, rest) = split(rest, h);
        let (a, rest) = split(rest, h);
        let (b, rest) = split(rest, h);
        let (wide, spare) = split(rest, 2 * h);
        number::from_be_bytes(p, self.places.p);
        number::from_be_bytes(q, self.places.q);
        number::conditional_swap(p, q, number::less(p, q));
        number::to_be_bytes(self.places.p, p);
        number::to_be_bytes(self.places.q, q);
        number::subtract(a, p, q);
        let (_, top) = split(a, (LIMB_BITS * h - APART).div_ceil(LIMB_BITS));
        let apart = number::zero(top) == 0;
        number::multiply::<M::Core>(wide, p, q);
        number::to_be_bytes(self.places.n, wide);
        let (scratch, _) = split(rest, inverse_scratch(h));
        inverse::<M::Core>(a, q, p, scratch);
        number::to_be_bytes(self.places.qinv, a);
        // From here on p - 1 and q - 1; both are 2 modulo 4.
        for number in [p, q] {
            if let Some(low) = number.first() {
                low.set(low.get() & !1);
            }
        }
        let (short, _) = split(spare, h + 1);
        invert::<M::Core>(self.places.dp, p, short);
        invert::<M::Core>(self.places.dq, q, short);
        number::set(a, p);
        number::set(b, q);
        number::shift_right(a, 1, 0);
        number::shift_right(b, 1, 0);
        let (temporary, _) = split(wide, h);
        gcd(a, b, temporary);
        let divisor = number::low(a);
        let (_, high) = split(a, 1);
        let small = number::zero(high) != 0;
        // The least common multiple of p - 1 and q - 1.
        number::shift_right(p, 1, 0);
        divide_exactly::<M::Core>(p, divisor);
        number::multiply::<M::Core>(wide, p, q);
        let (long, _) = split(spare, 2 * h + 1);
        invert::<M::Core>(self.places.d, wide, long);
        let (_, upper) = split(long, h);
        let large = number::zero(upper) == 0;
        number::wipe(self.scratch);
        apart && small && large
    }
}

impl<R: Random, M: Multiplier, const W: usize> Steps<R> for RsaKeySteps<'_, M, W> {
    /// [`RsaPrivate::generated`] finds the key.
    type Output = Result<(), RsaError>;

    fn step_with(&mut self, random: &mut R) -> Poll<Self::Output> {
        match self.step(random) {
            Ok(Some(_)) => Poll::Pending,
            Ok(None) => Poll::Ready(Ok(())),
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    fn remaining(&self) -> Option<usize> {
        None
    }
}

/// Writes 1 / 65537 mod m for an even m that 65537 does not divide: (1 + k m) / 65537 with k = -1 /
/// m mod 65537. `spare` is a limb longer than m and holds the result, too.
#[inline(never)]
fn invert<M: Multiplier>(to: &mut [u8], m: &Number, spare: &Number) {
    let x = remainder_65537(m);
    // Fermat: 1 / x = x^65535.
    let mut inverse = x;
    for _ in 1..16 {
        inverse = multiply_65537(multiply_65537(inverse, inverse), x);
    }
    let k = core::cell::Cell::new(E - Limb::from(inverse));
    number::multiply::<M>(spare, m, core::slice::from_ref(&k));
    if let Some(low) = spare.first() {
        low.set(low.get() | 1);
    }
    divide_exactly::<M>(spare, E);
    number::to_be_bytes(to, spare);
}

/// a = a / d for an odd d that divides a (Jebelean, "An algorithm for exact division", 1993).
fn divide_exactly<M: Multiplier>(a: &Number, d: Limb) {
    let inverse = crate::primes::inverse_of_limb(d);
    let mut borrow = 0;
    for limb in a {
        let (rest, under) = limb.get().overflowing_sub(borrow);
        let quotient = rest.wrapping_mul(inverse);
        limb.set(quotient);
        borrow = M::multiply_add(quotient, d, 0, 0).1 + Limb::from(under);
    }
}

/// a = gcd(a, b) for odd a and b, in constant time (Stein's algorithm): each round takes a bit off
/// both together.
fn gcd(a: &Number, b: &Number, temporary: &Number) {
    for _ in 0..2 * LIMB_BITS * a.len() {
        let odd = number::mask(number::bit(b, 0));
        number::conditional_swap(a, b, odd & number::less(b, a));
        number::subtract(temporary, b, a);
        number::conditional_assign(b, temporary, odd);
        number::shift_right(b, 1, 0);
    }
}
