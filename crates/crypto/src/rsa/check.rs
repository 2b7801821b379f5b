//! Whether the numbers of a private key fit together.

use super::{RsaError, RsaPrivate, half_limbs, private_scratch_for};
use crate::mp::{LIMB_BITS, Limb, Modulus, Multiplier, Number, cells, number, split};

impl<M: Multiplier, const W: usize> RsaPrivate<'_, M, W> {
    /// Checks that the numbers of the key fit together: n = p q, dp and dq are d modulo p - 1 and
    /// q - 1 and inverse to e there, and qinv q = 1 modulo p. Whether p and q are prime is for
    /// [`crate::primes::is_probable_prime_vartime`] to say.
    ///
    /// The scratch has [`private_scratch_for`] limbs or more. Time tells the answer, not the key.
    ///
    /// # Errors
    /// [`RsaError::InvalidKey`] when they do not; [`RsaError::InvalidLength`] when the scratch is
    /// too short.
    #[inline(never)]
    pub fn check(&self, scratch: &mut [Limb]) -> Result<(), RsaError> {
        let length = self.public().len();
        let all = cells(scratch)
            .get(..private_scratch_for(8 * length, W))
            .ok_or(RsaError::InvalidLength)?;
        let sound = self.is_sound(half_limbs(length), all);
        number::wipe(all);
        if sound == 0 { Err(RsaError::InvalidKey) } else { Ok(()) }
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
        // Neither prime is 1, and n has so many bits that many of them belong to each.
        sound &= !number::equal(p, one) & !number::equal(q, one);
        let modulus = Modulus::<M::Core>::secret(p, modular, 1);
        modulus.r_squared(a);
        modulus.to_montgomery(a, q, a);
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

    /// All ones if `private`, below m, is d modulo m and inverse to e. m, even and above 1, is only
    /// added with. `sum` is a place, and `bit` holds 1 before and after.
    fn fits_modulo(
        &self,
        d: &Number,
        private: &Number,
        sum: &Number,
        bit: &Number,
        m: &Modulus<'_, M::Core>,
    ) -> Limb {
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
