//! Public values and shared secrets: a power modulo p, in steps and at once.

use core::marker::PhantomData;
use core::task::Poll;

use super::{DhError, Parameters, WINDOW, scratch_for};
use crate::mp::{
    LIMB_BITS, Limb, Modulus, Multiplier, Native, Number, Power, cells, limbs_for, number, split,
};
use crate::steps::Steps;

/// A power of the generator or of a peer's value under way, to be run in slices.
///
/// A step takes at most `W` + 1 multiplications modulo p, the first about twelve: with 2048 bits
/// and a window of 2 bits, 200,000 and 800,000 instructions of a Cortex-M3. The scratch is wiped
/// when it is dropped.
pub struct DhSteps<'s, M: Multiplier = Native, const W: usize = WINDOW> {
    prime: &'s Number,
    modular: &'s Number,
    /// Where squares are made: the scratch of the modulus and the beginning of the table.
    wide: &'s Number,
    power: &'s Number,
    exponent: &'s Number,
    table: &'s Number,
    /// `None`: not begun.
    state: Option<Power<W>>,
    /// Bytes of p.
    length: usize,
    done: bool,
    multiplier: PhantomData<M>,
}

impl<'s, M: Multiplier, const W: usize> DhSteps<'s, M, W> {
    /// Starts to compute the public value of a private one. The scratch has [`scratch_for`] limbs
    /// or more.
    ///
    /// # Errors
    /// [`DhError::InvalidLength`].
    pub fn public(
        parameters: &Parameters<'_>,
        private: &[u8],
        scratch: &'s mut [Limb],
    ) -> Result<Self, DhError> {
        DhSteps::new(parameters, private, parameters.g, cells(scratch))
    }

    /// Starts to compute the secret shared with a peer. The scratch has [`scratch_for`] limbs or
    /// more.
    ///
    /// # Errors
    /// [`DhError::InvalidPublicKey`] when the peer's value is not as long as p or not in
    /// `1 < y < p - 1`; [`DhError::InvalidLength`].
    pub fn agree(
        parameters: &Parameters<'_>,
        private: &[u8],
        peer: &[u8],
        scratch: &'s mut [Limb],
    ) -> Result<Self, DhError> {
        if peer.len() != parameters.len() {
            return Err(DhError::InvalidPublicKey);
        }
        let operation = DhSteps::new(parameters, private, peer, cells(scratch))?;
        if operation.is_sound() == 0 { Err(DhError::InvalidPublicKey) } else { Ok(operation) }
    }

    /// As [`Self::agree`], for a value of the peer that was validated before.
    pub(super) fn agree_validated(
        parameters: &Parameters<'_>,
        private: &[u8],
        peer: &[u8],
        scratch: &'s mut [Limb],
    ) -> Result<Self, DhError> {
        DhSteps::new(parameters, private, peer, cells(scratch))
    }

    #[inline(never)]
    fn new(
        parameters: &Parameters<'_>,
        private: &[u8],
        base: &[u8],
        scratch: &'s Number,
    ) -> Result<Self, DhError> {
        let length = parameters.len();
        let fits = !private.is_empty() && private.len() <= length;
        let all = scratch
            .get(..scratch_for(length, private.len(), W))
            .filter(|_| fits)
            .ok_or(DhError::InvalidLength)?;
        let n = limbs_for(length);
        let (prime, rest) = split(all, n);
        let (power, rest) = split(rest, n);
        let (exponent, rest) = split(rest, limbs_for(private.len()));
        let (wide, _) = split(rest, 2 * n);
        let (modular, table) = split(rest, n + 1);
        number::from_be_bytes(prime, parameters.p);
        number::from_be_bytes(power, base);
        number::from_be_bytes(exponent, private);
        let multiplier = PhantomData;
        Ok(DhSteps {
            prime,
            modular,
            wide,
            power,
            exponent,
            table,
            state: None,
            length,
            done: false,
            multiplier,
        })
    }

    /// All ones if the number under way, not in Montgomery form, is in `1 < y < p - 1`.
    #[inline(never)]
    fn is_sound(&self) -> Limb {
        let (bound, _) = split(self.table, self.power.len());
        number::set_small(bound, 1);
        let above = number::less(bound, self.power);
        number::subtract(bound, self.prime, bound);
        above & number::less(self.power, bound)
    }

    /// Goes one step; ready once the result is there.
    #[inline(never)]
    pub fn step(&mut self) -> Poll<()> {
        let modulus = Modulus::<M::Core>::new(self.prime, self.modular);
        match &mut self.state {
            _ if self.done => {}
            None => {
                let (r_squared, _) = split(self.table, self.power.len());
                modulus.r_squared(r_squared);
                modulus.to_montgomery(self.power, self.power, r_squared);
                self.state = Some(Power::new(LIMB_BITS * self.exponent.len()));
            }
            Some(state) => {
                if state.step::<M>(&modulus, self.power, self.wide, self.table, self.exponent) {
                    modulus.from_montgomery(self.power, self.power);
                    self.done = true;
                }
            }
        }
        if self.done { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Writes the result, as long as p, after the last step.
    ///
    /// # Errors
    /// [`DhError::InvalidPublicKey`] when the result is 0, 1 or p - 1 (SP 800-56A, section
    /// 5.7.1.1); [`DhError::InvalidLength`] when `out` is not as long as p, or steps are left.
    /// `out` is wiped then.
    pub fn finish(self, out: &mut [u8]) -> Result<(), DhError> {
        out.fill(0);
        if out.len() != self.length || !self.done {
            return Err(DhError::InvalidLength);
        }
        if self.is_sound() == 0 {
            return Err(DhError::InvalidPublicKey);
        }
        number::to_be_bytes(out, self.power);
        Ok(())
    }

    /// All the steps and the end.
    pub(super) fn run(mut self, out: &mut [u8]) -> Result<(), DhError> {
        while self.step().is_pending() {}
        self.finish(out)
    }
}

impl<R: ?Sized, M: Multiplier, const W: usize> Steps<R> for DhSteps<'_, M, W> {
    /// The result is written by [`DhSteps::finish`].
    type Output = ();

    fn step_with(&mut self, _: &mut R) -> Poll<()> {
        self.step()
    }

    fn remaining(&self) -> Option<usize> {
        let power = || Power::<W>::new(LIMB_BITS * self.exponent.len());
        Some(match &self.state {
            _ if self.done => 1,
            None => 1 + power().remaining(),
            Some(state) => state.remaining(),
        })
    }
}

impl<M: Multiplier, const W: usize> Drop for DhSteps<'_, M, W> {
    fn drop(&mut self) {
        for number in [self.modular, self.power, self.exponent, self.table] {
            number::wipe(number);
        }
    }
}

impl Parameters<'_> {
    /// The public value g^x of a private one, as long as p. The scratch has [`scratch_for`] limbs
    /// or more, for windows of [`WINDOW`] bits.
    ///
    /// # Errors
    /// [`DhError::InvalidLength`].
    pub fn public(
        &self,
        private: &[u8],
        public: &mut [u8],
        scratch: &mut [Limb],
    ) -> Result<(), DhError> {
        DhSteps::<Native, WINDOW>::public(self, private, scratch)?.run(public)
    }

    /// The shared secret with a peer, as long as p. For the scratch see [`Parameters::public`].
    ///
    /// # Errors
    /// [`DhError::InvalidPublicKey`] when the peer's value is degenerate, longer or shorter than p,
    /// or leads to a known secret; [`DhError::InvalidLength`]. `shared` is wiped then.
    pub fn agree(
        &self,
        private: &[u8],
        peer: &[u8],
        shared: &mut [u8],
        scratch: &mut [Limb],
    ) -> Result<(), DhError> {
        DhSteps::<Native, WINDOW>::agree(self, private, peer, scratch)?.run(shared)
    }

    /// Whether a peer's value y is in the subgroup of order (p - 1) / 2 of a safe prime p. That
    /// takes about nine times as long as an agreement and wants [`scratch_for`] limbs for a private
    /// value as long as p.
    ///
    /// # Errors
    /// [`DhError::InvalidPublicKey`] when it is not; [`DhError::InvalidLength`] when the scratch is
    /// too short.
    pub fn check_subgroup(&self, peer: &[u8], scratch: &mut [Limb]) -> Result<(), DhError> {
        let mut operation = DhSteps::<Native, WINDOW>::agree(self, self.p, peer, scratch)?;
        // (p - 1) / 2, as p is odd.
        number::shift_right(operation.exponent, 1, 0);
        while operation.step().is_pending() {}
        let (one, _) = split(operation.table, operation.power.len());
        number::set_small(one, 1);
        if number::equal(operation.power, one) == 0 {
            Err(DhError::InvalidPublicKey)
        } else {
            Ok(())
        }
    }
}
