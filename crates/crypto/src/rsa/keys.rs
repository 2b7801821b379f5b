//! Making keys (FIPS 186-5, appendix A.1.3) and checking them.

use core::ops::ControlFlow;

use motetls_base::Random;
use motetls_base::secret::wipe;

use super::{
    Error, MAX_BITS, MIN_BITS, PrivateKey, PrivateNumbers, PrivateOperation, WINDOW, half_limbs, private_scratch,
    private_scratch_for,
};
use crate::mp::{
    LIMB_BITS, Limb, Modulus, Multiplier, Number, Squares, cells, inverse, inverse_scratch, number, split,
};
use crate::primes::{Kind, Progress, Search, multiply_65537, remainder_65537};

/// The public exponent of keys made here.
static EXPONENT: [u8; 3] = [1, 0, 1];
/// Its value.
const E: Limb = 65537;
/// Primes closer to one another than 2^(bits - 100) are thrown away (FIPS 186-5, appendix A.1.3, step 5.4).
const APART: usize = 100;

/// Bytes of a key made here: n, d, p, q, dp, dq and qinv.
#[must_use]
pub const fn key_bytes(bits: usize) -> usize {
    bits / 16 * 9
}

/// Limbs of scratch to make a key of so many bits, or to check one: as many as its private operation takes.
#[must_use]
pub const fn generate_scratch(bits: usize) -> usize {
    private_scratch(bits)
}

/// Makes a key in `bytes`, whose length says for how many bits: [`key_bytes`] of 2048, 3072, 4096 or another multiple of 256. The key
/// that is yielded borrows them.
///
/// `progress` is called after every [`Generation::step`]; the making ends when it breaks. Of a key of 2048 bits, a Cortex-M3 takes about
/// 1,000 million instructions for each prime on average, and may well take three times that.
///
/// # Errors
/// [`Error`]; `bytes` are wiped then.
pub fn generate<'a, R: Random>(
    bytes: &'a mut [u8],
    random: &mut R,
    scratch: &mut [Limb],
    mut progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<PrivateKey<'a>, Error> {
    let outcome = {
        let mut generation = Generation::<Squares, WINDOW>::new(bytes, scratch)?;
        loop {
            match generation.step(random) {
                Ok(Some(step)) if progress(step).is_break() => break Err(Error::Cancelled),
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
    PrivateKey::generated(bytes)
}

impl<'a> PrivateKey<'a> {
    /// The key in bytes that [`generate`] or [`Generation`] filled.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] when there is none.
    pub fn generated(bytes: &'a [u8]) -> Result<Self, Error> {
        let half = bytes.len() / 9;
        let (n, rest) = bytes.split_at_checked(2 * half).ok_or(Error::InvalidKey)?;
        let (d, rest) = rest.split_at_checked(2 * half).ok_or(Error::InvalidKey)?;
        let mut rest = rest.chunks_exact(half.max(1));
        let [p, q, dp, dq, qinv] = core::array::from_fn(|_| rest.next().unwrap_or(&[]));
        PrivateKey::new(PrivateNumbers { n, e: &EXPONENT, d, p, q, dp, dq, qinv })
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
    First(Search<'a, M, W>),
    Second(Search<'a, M, W>),
    Try(PrivateOperation<'a, M, W>),
    Done,
}

/// The making of a key, to be run in slices: steps as of [`Search`], one of about ten million instructions that derives
/// the numbers of a key of 2048 bits from its primes, and the steps of a private operation, which must hold.
///
/// [`PrivateKey::generated`] finds the key in the bytes that were filled. Whoever gives up before the end wipes them.
pub struct Generation<'a, M: Multiplier = Squares, const W: usize = WINDOW> {
    places: Places<'a>,
    scratch: &'a Number,
    phase: Phase<'a, M, W>,
}

impl<'a, M: Multiplier, const W: usize> Generation<'a, M, W> {
    /// Starts to make a key in `bytes`; see [`generate`]. The scratch has [`private_scratch_for`] limbs or more.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] when the number of bytes is not [`key_bytes`] of a multiple of 256 within bounds, or the scratch is
    /// too short.
    pub fn new(bytes: &'a mut [u8], scratch: &'a mut [Limb]) -> Result<Self, Error> {
        let half = bytes.len() / 9;
        let bits = 16 * half;
        let fits = bytes.len() == 9 * half && bits.is_multiple_of(256) && (MIN_BITS..=MAX_BITS).contains(&bits);
        let scratch = cells(scratch).get(..private_scratch_for(bits, W)).filter(|_| fits);
        let scratch = scratch.ok_or(Error::InvalidLength)?;
        let (n, rest) = bytes.split_at_mut_checked(2 * half).ok_or(Error::InvalidLength)?;
        let (d, rest) = rest.split_at_mut_checked(2 * half).ok_or(Error::InvalidLength)?;
        let mut rest = rest.chunks_exact_mut(half);
        let [p, q, dp, dq, qinv] = core::array::from_fn(|_| rest.next().unwrap_or(&mut []));
        let first = Search::of_kind(Kind::Rsa, p, scratch)?;
        let places = Places { n, d, p: &mut [], q, dp, dq, qinv };
        Ok(Generation { places, scratch, phase: Phase::First(first) })
    }

    /// Goes one step; `None` once the key is there. Each prime ends with [`Progress::Found`].
    ///
    /// # Errors
    /// [`Error::Random`] when the generator fails, [`Error::Fault`] when the key does not work.
    #[inline(never)]
    pub fn step<R: Random>(&mut self, random: &mut R) -> Result<Option<Progress>, Error> {
        let progress = match &mut self.phase {
            Phase::First(search) | Phase::Second(search) => search.step(random)?,
            Phase::Try(operation) => {
                if operation.step(random)? {
                    self.phase = Phase::Done;
                }
                return Ok(Some(Progress::Test));
            }
            Phase::Done => return Ok(None),
        };
        if progress == Progress::Found {
            self.phase = match core::mem::replace(&mut self.phase, Phase::Done) {
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
    fn second(&mut self) -> Result<Phase<'a, M, W>, Error> {
        let place = core::mem::take(&mut self.places.q);
        Ok(Phase::Second(Search::of_kind(Kind::Rsa, place, self.scratch)?))
    }

    /// The private operation that shows that the key works: on d, a number below n as good as any.
    fn probe(&mut self) -> Result<Phase<'a, M, W>, Error> {
        fn take<'a>(place: &mut &'a mut [u8]) -> &'a [u8] {
            let bytes: &'a mut [u8] = core::mem::take(place);
            bytes
        }
        let Places { n, d, p, q, dp, dq, qinv } = &mut self.places;
        let (n, d, p, q) = (take(n), take(d), take(p), take(q));
        let numbers = PrivateNumbers { n, e: &EXPONENT, d, p, q, dp: take(dp), dq: take(dq), qinv: take(qinv) };
        let key = PrivateKey::new(numbers)?.with::<M, W>();
        Ok(Phase::Try(PrivateOperation::over(&key, d, self.scratch)?))
    }

    /// Derives the other numbers from both primes, of which p becomes the larger; false if another q is needed, which is next to
    /// impossible.
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
        number::swap(p, q, number::less(p, q));
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

/// Writes 1 / 65537 mod m for an even m that 65537 does not divide: (1 + k m) / 65537 with k = -1 / m mod 65537. `spare` is a limb
/// longer than m and holds the result, too.
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

/// a = gcd(a, b) for odd a and b, in constant time (Stein's algorithm): each round takes a bit off both together.
fn gcd(a: &Number, b: &Number, temporary: &Number) {
    for _ in 0..2 * LIMB_BITS * a.len() {
        let odd = number::mask(number::bit(b, 0));
        number::swap(a, b, odd & number::less(b, a));
        number::subtract(temporary, b, a);
        number::select(b, temporary, odd);
        number::shift_right(b, 1, 0);
    }
}

impl<M: Multiplier, const W: usize> PrivateKey<'_, M, W> {
    /// Checks that the numbers of the key fit together: n = p q, dp and dq are d modulo p - 1 and q - 1 and inverse to e there, and
    /// qinv q = 1 modulo p. Whether p and q are prime is for [`crate::primes::is_probable_prime`] to say.
    ///
    /// The scratch has [`private_scratch_for`] limbs or more. Time tells the answer, not the key.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] when they do not; [`Error::InvalidLength`] when the scratch is too short.
    #[inline(never)]
    pub fn check(&self, scratch: &mut [Limb]) -> Result<(), Error> {
        let length = self.public().len();
        let all = cells(scratch).get(..private_scratch_for(8 * length, W)).ok_or(Error::InvalidLength)?;
        let sound = self.is_sound(half_limbs(length), all);
        number::wipe(all);
        if sound == 0 { Err(Error::InvalidKey) } else { Ok(()) }
    }

    /// All ones if the numbers fit together.
    fn is_sound(&self, h: usize, all: &Number) -> Limb {
        let numbers = self.numbers();
        let (d, rest) = split(all, 2 * h);
        let (wide, rest) = split(rest, 2 * h);
        let (p, rest) = split(rest, h);
        let (q, rest) = split(rest, h);
        let (a, rest) = split(rest, h);
        let (b, rest) = split(rest, h);
        let (one, rest) = split(rest, h);
        let (modular, _) = split(rest, h + 1);
        let mut sound = number::from_be_bytes(d, numbers.d);
        sound &= number::from_be_bytes(p, numbers.p) & number::from_be_bytes(q, numbers.q);
        sound &= number::mask(number::bit(p, 0)) & number::mask(number::bit(q, 0));
        number::multiply::<M::Core>(wide, p, q);
        // n goes where d comes later.
        number::from_be_bytes(d, self.public().modulus());
        sound &= number::equal(d, wide);
        number::from_be_bytes(d, numbers.d);
        number::set_small(one, 1);
        // Neither prime is 1, and n has so many bits that the other one leaves many for it.
        sound &= !number::equal(p, one) & !number::equal(q, one);
        let modulus = Modulus::<M::Core>::secret(p, modular, 1);
        modulus.r_squared(a);
        modulus.enter(a, q, a);
        sound &= number::from_be_bytes(b, numbers.qinv) & number::less(b, p);
        modulus.multiply(a, b, a);
        sound &= number::equal(a, one);
        for (prime, private) in [(p, numbers.dp), (q, numbers.dq)] {
            number::subtract(prime, prime, one);
            sound &= number::from_be_bytes(b, private) & number::less(b, prime);
            sound &= self.fits_modulo(d, b, a, one, &Modulus::secret(prime, modular, 1));
        }
        sound
    }

    /// All ones if `private`, below m, is d modulo m and inverse to e. m, even and above 1, is only added with. `sum` is a place, and `bit`
    /// holds 1 before and after.
    fn fits_modulo(&self, d: &Number, private: &Number, sum: &Number, bit: &Number, m: &Modulus<'_, M::Core>) -> Limb {
        number::set_small(sum, 0);
        for i in (0..LIMB_BITS * d.len()).rev() {
            m.add(sum, sum, sum);
            number::set_small(bit, number::bit(d, i));
            m.add(sum, sum, bit);
        }
        let same = number::equal(sum, private);
        number::set_small(sum, 0);
        for byte in self.public().exponent() {
            for i in (0..8).rev() {
                m.add(sum, sum, sum);
                if byte >> i & 1 == 1 {
                    m.add(sum, sum, private);
                }
            }
        }
        number::set_small(bit, 1);
        same & number::equal(sum, bit)
    }
}
