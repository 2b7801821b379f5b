//! The private operation, x^d mod n.

use core::task::Poll;

use motetls_base::Random;

use super::public::{RsaPublicSteps, Source};
use super::{MAX_EXPONENT, RsaError, RsaPrivate, half_limbs, private_scratch_for};
use crate::mp::{
    LIMB_BITS, Limb, Modulus, Multiplier, Number, Power, cells, number, power_vartime, split,
};
use crate::primes::draw;
use crate::steps::Steps;

/// The numbers of an operation, of so many half lengths h.
#[derive(Clone, Copy)]
struct Numbers<'a> {
    /// What is raised to the power of d: 2 h.
    input: &'a Number,
    /// The rest of the scratch, which the parts below share with the check at the end.
    rest: &'a Number,
    /// The power modulo q: h.
    power_q: &'a Number,
    /// The prime that is at work: h.
    prime: &'a Number,
    power: &'a Number,
    unblind: &'a Number,
    exponent: &'a Number,
    /// The scratch of the modulus: h + 1.
    modular: &'a Number,
    /// Where squares are made, in that and the beginning of the table: 2 h.
    wide: &'a Number,
    /// Powers of the base.
    table: &'a Number,
    /// The result, at the end of the table: 2 h.
    result: &'a Number,
}

/// Where an operation is.
enum Phase<'a, const W: usize> {
    /// Next is the preparation of a prime: q, then p.
    Prepare(bool),
    Power(bool, Power<W>),
    Combine,
    Check(RsaPublicSteps<'a, 'a>),
    Done,
    /// The result did not lead back to the input: there is none, and there will be none.
    Failed,
}

/// The private operation, to be run in slices (RFC 8017, sections 5.1.2 and 5.2.1, by remainders).
///
/// With h limbs to a prime, a step takes at most `W` + 1 Montgomery multiplications of h limbs, or,
/// at the three seams, about 45 of them: with 2048 bits, 100,000 and 900,000 instructions of a
/// Cortex-M3. Of each prime the base x is blinded by a fresh random r as x r^e, and taken to the
/// power of dp - 1, as e dp = 1 modulo p - 1 makes x^dp = (x r^e)^(dp - 1) x r^(e - 1): that needs
/// no inverse. (dp is odd, so that only its last bit changes.)
pub struct RsaPrivateSteps<'a, M: Multiplier, const W: usize> {
    key: RsaPrivate<'a, M, W>,
    numbers: Numbers<'a>,
    phase: Phase<'a, W>,
}

impl<'a, M: Multiplier, const W: usize> RsaPrivateSteps<'a, M, W> {
    /// Starts with `input`, a big-endian number below n, as long as n. The scratch has
    /// [`private_scratch_for`] limbs or more.
    ///
    /// # Errors
    /// [`RsaError::InvalidLength`] when `input` is not as long as n or not below n, or the scratch
    /// is too short.
    pub fn new(
        key: &RsaPrivate<'a, M, W>,
        input: &[u8],
        scratch: &'a mut [Limb],
    ) -> Result<Self, RsaError> {
        RsaPrivateSteps::over(key, input, cells(scratch))
    }

    /// The same on cells.
    pub(super) fn over(
        key: &RsaPrivate<'a, M, W>,
        input: &[u8],
        scratch: &'a Number,
    ) -> Result<Self, RsaError> {
        let length = key.public.len();
        let all =
            scratch.get(..private_scratch_for(8 * length, W)).filter(|_| input.len() == length);
        let all = all.ok_or(RsaError::InvalidLength)?;
        let numbers = Numbers::new(half_limbs(length), all);
        number::from_be_bytes(numbers.input, input);
        let (modulus, _) = split(numbers.rest, numbers.input.len());
        number::from_be_bytes(modulus, key.public.n);
        if number::less(numbers.input, modulus) == 0 {
            number::wipe(all);
            return Err(RsaError::InvalidLength);
        }
        Ok(RsaPrivateSteps { key: key.with(), numbers, phase: Phase::Prepare(false) })
    }

    /// Goes one step; ready once the operation is over. `random` blinds; it is drawn from twice.
    ///
    /// # Errors
    /// [`RsaError::Random`] when the generator fails: the same step may be tried again.
    /// [`RsaError::Fault`] when the result does not lead back to the input: there is none then.
    #[inline(never)]
    pub fn step<R: Random>(&mut self, random: &mut R) -> Poll<Result<(), RsaError>> {
        let numbers = self.numbers;
        match &mut self.phase {
            Phase::Prepare(second) => {
                let second = *second;
                if draw(split(numbers.table, numbers.power.len()).0, random).is_err() {
                    return Poll::Ready(Err(RsaError::Random));
                }
                self.prepare(second);
                let bits = LIMB_BITS * numbers.power.len();
                self.phase = Phase::Power(second, Power::new(bits));
            }
            Phase::Power(second, power) => {
                let second = *second;
                let modulus = numbers.modulus::<M::Core>(self.key.public.bits());
                if power.step::<M>(
                    &modulus,
                    numbers.power,
                    numbers.wide,
                    numbers.table,
                    numbers.exponent,
                ) {
                    modulus.multiply(numbers.power, numbers.power, numbers.unblind);
                    self.phase = Phase::Combine;
                    if !second {
                        modulus.from_montgomery(numbers.power_q, numbers.power);
                        self.phase = Phase::Prepare(true);
                    }
                }
            }
            Phase::Combine => {
                self.combine();
                let n = numbers.input.len();
                let check = RsaPublicSteps::over(
                    self.key.public,
                    Source::Number(numbers.result),
                    n,
                    numbers.rest,
                );
                self.phase = check.map_or(Phase::Failed, Phase::Check);
            }
            Phase::Check(check) => {
                if check.step().is_ready() {
                    let back = number::equal(check.power(), numbers.input);
                    if back == 0 {
                        number::wipe(numbers.result);
                        self.phase = Phase::Failed;
                        return Poll::Ready(Err(RsaError::Fault));
                    }
                    self.phase = Phase::Done;
                    return Poll::Ready(Ok(()));
                }
            }
            Phase::Done => return Poll::Ready(Ok(())),
            Phase::Failed => return Poll::Ready(Err(RsaError::Fault)),
        }
        Poll::Pending
    }

    /// Writes the result, big-endian, as long as n.
    ///
    /// # Errors
    /// [`RsaError::InvalidLength`] when `out` is not as long as n, or there is no result; `out` is
    /// left as it is then.
    pub fn finish(self, out: &mut [u8]) -> Result<(), RsaError> {
        if !matches!(self.phase, Phase::Done) || out.len() != self.key.public.len() {
            return Err(RsaError::InvalidLength);
        }
        number::to_be_bytes(out, self.numbers.result);
        Ok(())
    }

    /// Loads a prime, its exponent and the input modulo that prime, and blinds it: the random
    /// number is at the start of the table.
    #[inline(never)]
    fn prepare(&self, second: bool) {
        let Numbers { input, prime, power, unblind, exponent, table, .. } = self.numbers;
        let key = &self.key.numbers;
        let (bytes, private) = if second { (key.p, key.dp) } else { (key.q, key.dq) };
        number::from_be_bytes(prime, bytes);
        number::from_be_bytes(exponent, private);
        if let Some(low) = exponent.first() {
            low.set(low.get() & !1);
        }
        let modulus = self.numbers.modulus::<M::Core>(self.key.public.bits());
        let (r, _) = split(table, power.len());
        modulus.r_squared(unblind);
        modulus.reduce(power, input, unblind);
        modulus.to_montgomery(r, r, unblind);
        // e - 1 of the public e, which is odd.
        let mut even = [0; MAX_EXPONENT];
        for (to, from) in even.iter_mut().rev().zip(self.key.public.e.iter().rev()) {
            *to = *from;
        }
        even[MAX_EXPONENT - 1] &= !1;
        power_vartime(&modulus, unblind, r, &even);
        modulus.multiply(r, r, unblind);
        modulus.multiply(unblind, unblind, power);
        modulus.multiply(power, power, r);
    }

    /// result = s_q + q ((s_p - s_q) qinv mod p), where s_p is in Montgomery form.
    #[inline(never)]
    fn combine(&self) {
        let Numbers { rest, power_q, power, unblind, exponent, table, result, .. } = self.numbers;
        let key = &self.key.numbers;
        let modulus = self.numbers.modulus::<M::Core>(self.key.public.bits());
        let (r_squared, _) = split(table, power.len());
        modulus.r_squared(r_squared);
        modulus.to_montgomery(unblind, power_q, r_squared);
        modulus.subtract(power, power, unblind);
        number::from_be_bytes(exponent, key.qinv);
        modulus.multiply(power, exponent, power);
        number::from_be_bytes(exponent, key.q);
        number::multiply::<M::Core>(result, power, exponent);
        // s_q stands before the prime, which is not needed any more.
        number::wipe(self.numbers.prime);
        let (long, _) = split(rest, result.len());
        number::add(result, result, long);
    }
}

impl<R: Random, M: Multiplier, const W: usize> Steps<R> for RsaPrivateSteps<'_, M, W> {
    /// The result is written by [`RsaPrivateSteps::finish`].
    type Output = Result<(), RsaError>;

    fn step_with(&mut self, random: &mut R) -> Poll<Self::Output> {
        self.step(random)
    }

    fn remaining(&self) -> Option<usize> {
        let prime = 1 + Power::<W>::new(LIMB_BITS * self.numbers.power.len()).remaining();
        let check = 1 + super::bits(self.key.public.e);
        Some(match &self.phase {
            Phase::Prepare(false) => 2 * prime + check,
            Phase::Prepare(true) => prime + check,
            Phase::Power(false, power) => power.remaining() + prime + check,
            Phase::Power(true, power) => power.remaining() + check,
            Phase::Combine => check,
            Phase::Check(steps) => Steps::<R>::remaining(steps)?,
            Phase::Done | Phase::Failed => 1,
        })
    }
}

impl<M: Multiplier, const W: usize> Drop for RsaPrivateSteps<'_, M, W> {
    fn drop(&mut self) {
        for number in [self.numbers.input, self.numbers.rest] {
            number::wipe(number);
        }
    }
}

impl<'a> Numbers<'a> {
    fn new(half: usize, all: &'a Number) -> Self {
        let (input, rest) = split(all, 2 * half);
        let (power_q, tail) = split(rest, half);
        let (prime, tail) = split(tail, half);
        let (power, tail) = split(tail, half);
        let (unblind, tail) = split(tail, half);
        let (exponent, tail) = split(tail, half);
        let (wide, _) = split(tail, 2 * half);
        let (modular, table) = split(tail, half + 1);
        let (_, result) = split(table, table.len().saturating_sub(2 * half));
        Numbers {
            input,
            rest,
            power_q,
            prime,
            power,
            unblind,
            exponent,
            modular,
            wide,
            table,
            result,
        }
    }

    /// The prime at work. n has so many bits and the other prime h limbs at most, so that the rest
    /// must be in this one.
    fn modulus<M: Multiplier>(&self, bits: usize) -> Modulus<'a, M> {
        Modulus::secret(self.prime, self.modular, bits.saturating_sub(LIMB_BITS * self.prime.len()))
    }
}
