//! The public operation, x^e mod n, and what stands on it: checks of signatures, encryption.
//! Variable time: all is public, but for the message that is encrypted, and that is only
//! multiplied.

use core::task::Poll;

use motetls_base::Random;

use super::{MIN_BITS, RsaError, RsaPublic, bits, convert, oaep, pkcs1, pss};
use crate::mp::{Limb, Modulus, Native, Number, cells, limbs_for, number, split};
use crate::steps::Steps;
use crate::traits::{Hash, HashId, VerificationFailed};

/// Where the number comes from that is raised to the power of e: it is read twice, which saves a
/// copy.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Bytes(&'a [u8]),
    Number(&'a Number),
}

/// The public operation, to be run in slices (RFC 8017, sections 5.1.1 and 5.2.2).
///
/// A step takes at most two multiplications modulo n, the first about three: with 2048 bits,
/// 140,000 and 220,000 instructions of a Cortex-M3. There are as many steps as e has bits: 17 for
/// 65537.
pub struct RsaPublicSteps<'k, 's> {
    source: Source<'k>,
    exponent: &'k [u8],
    modulus: &'s Number,
    base: &'s Number,
    power: &'s Number,
    modular: &'s Number,
    /// Bytes of n.
    length: usize,
    /// Steps left: the first one, and one for each bit of e but its topmost.
    left: usize,
}

impl<'k, 's> RsaPublicSteps<'k, 's> {
    /// Starts with `input`, a big-endian number below n, as long as n. The scratch has
    /// [`super::public_scratch`] limbs or more.
    ///
    /// # Errors
    /// [`RsaError::InvalidLength`] when `input` is not as long as n or not below n, or the scratch
    /// is too short.
    pub fn new(
        key: RsaPublic<'k>,
        input: &'k [u8],
        scratch: &'s mut [Limb],
    ) -> Result<Self, RsaError> {
        if input.len() != key.len() {
            return Err(RsaError::InvalidLength);
        }
        let n = limbs_for(key.len());
        let operation = RsaPublicSteps::over(key, Source::Bytes(input), n, cells(scratch));
        let operation = operation.ok_or(RsaError::InvalidLength)?;
        if number::less(operation.base, operation.modulus) == 0 {
            return Err(RsaError::InvalidLength);
        }
        Ok(operation)
    }

    /// Starts with n limbs to a number, if the scratch is long enough for it.
    pub(super) fn over(
        key: RsaPublic<'k>,
        source: Source<'k>,
        n: usize,
        scratch: &'s Number,
    ) -> Option<Self> {
        let (modulus, rest) = split(scratch.get(..4 * n + 1)?, n);
        let (base, rest) = split(rest, n);
        let (power, modular) = split(rest, n);
        number::from_be_bytes(modulus, key.n);
        let left = bits(key.e);
        let operation = RsaPublicSteps {
            source,
            exponent: key.e,
            modulus,
            base,
            power,
            modular,
            length: key.len(),
            left,
        };
        operation.load();
        Some(operation)
    }

    fn load(&self) {
        match self.source {
            Source::Bytes(bytes) => {
                number::from_be_bytes(self.base, bytes);
            }
            Source::Number(number) => number::set(self.base, number),
        }
    }

    /// Goes one step; ready once the result is there.
    #[inline(never)]
    pub fn step(&mut self) -> Poll<()> {
        let Some(left) = self.left.checked_sub(1) else { return Poll::Ready(()) };
        let modulus = Modulus::<Native>::new(self.modulus, self.modular);
        let set = |bit: usize| {
            let byte = self.exponent.iter().rev().nth(bit / 8).map_or(0, |byte| *byte);
            byte >> (bit & 7) & 1 == 1
        };
        if self.left == bits(self.exponent) {
            convert::r_squared_vartime::<Native>(self.power, self.modulus);
            modulus.to_montgomery(self.base, self.base, self.power);
            number::set(self.power, self.base);
            // The topmost bit is taken in: base^1.
            self.left = left;
            return Poll::Pending;
        }
        let bit = left;
        modulus.multiply(self.power, self.power, self.power);
        if bit == 0 {
            // e is odd. A factor that is not in Montgomery form leads out of it.
            self.load();
        }
        if set(bit) {
            modulus.multiply(self.power, self.power, self.base);
        }
        self.left = left;
        if left == 0 { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Goes the steps left and yields the result.
    fn run(mut self) -> PublicResult<'s> {
        while self.step().is_pending() {}
        PublicResult { power: self.power, spare: self.base }
    }

    /// The result, all of whose steps were gone.
    pub(super) fn power(&self) -> &'s Number {
        self.power
    }

    /// Writes the result, big-endian, as long as n. The scratch is left as it is.
    ///
    /// # Errors
    /// [`RsaError::InvalidLength`] when `out` is not as long as n, or steps are left.
    pub fn finish(self, out: &mut [u8]) -> Result<(), RsaError> {
        if self.left != 0 || out.len() != self.length {
            return Err(RsaError::InvalidLength);
        }
        number::to_be_bytes(out, self.power);
        Ok(())
    }
}

impl<R: ?Sized> Steps<R> for RsaPublicSteps<'_, '_> {
    /// The result is written by [`RsaPublicSteps::finish`].
    type Output = ();

    fn step_with(&mut self, _: &mut R) -> Poll<()> {
        self.step()
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.left.max(1))
    }
}

/// What the public operation yields.
struct PublicResult<'s> {
    /// The result.
    power: &'s Number,
    /// A number as long, free for use.
    spare: &'s Number,
}

impl RsaPublic<'_> {
    /// Checks a signature, RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2.2), by making the encoded
    /// message and comparing the whole.
    ///
    /// `digest` is the message's digest by `hash`. `encoded` is a place for as many bytes as n has;
    /// the scratch has [`super::public_scratch`] limbs or more.
    ///
    /// # Errors
    /// [`VerificationFailed`] when the signature does not hold or a length is wrong.
    #[inline(never)]
    pub fn verify_pkcs1(
        &self,
        hash: HashId,
        digest: &[u8],
        signature: &[u8],
        encoded: &mut [u8],
        scratch: &mut [Limb],
    ) -> Result<(), VerificationFailed> {
        let encoded = encoded.get_mut(..self.len()).ok_or(VerificationFailed)?;
        pkcs1::encode_signature(encoded, hash, digest).map_err(|_| VerificationFailed)?;
        let result =
            RsaPublicSteps::new(*self, signature, scratch).map_err(|_| VerificationFailed)?.run();
        number::from_be_bytes(result.spare, encoded);
        if number::equal(result.power, result.spare) == 0 {
            Err(VerificationFailed)
        } else {
            Ok(())
        }
    }

    /// Checks a signature, RSASSA-PSS (RFC 8017, section 8.1.2), with MGF1 over `G`.
    ///
    /// `digest` is the message's digest by `H`, `salt` the length of the salt in bytes, or `None`
    /// to take any. For `encoded` and the scratch see [`RsaPublic::verify_pkcs1`].
    ///
    /// # Errors
    /// [`VerificationFailed`] when the signature does not hold or a length is wrong.
    #[inline(never)]
    pub fn verify_pss<H: Hash, G: Hash>(
        &self,
        digest: &[u8],
        salt: Option<usize>,
        signature: &[u8],
        encoded: &mut [u8],
        scratch: &mut [Limb],
    ) -> Result<(), VerificationFailed> {
        let encoded = encoded.get_mut(..self.len()).ok_or(VerificationFailed)?;
        let result =
            RsaPublicSteps::new(*self, signature, scratch).map_err(|_| VerificationFailed)?.run();
        number::to_be_bytes(encoded, result.power);
        if pss::verify::<H, G>(encoded, self.bits(), digest, salt) {
            Ok(())
        } else {
            Err(VerificationFailed)
        }
    }

    /// Encrypts a message of at most k - 11 bytes, RSAES-PKCS1-v1_5 (RFC 8017, section 7.2.1), into
    /// `ciphertext`, whose length k is that of n. For protocols that ask for it;
    /// [`RsaPublic::encrypt_oaep`] is what to use else.
    ///
    /// # Errors
    /// [`RsaError::InvalidLength`] when the message is too long, or another length wrong;
    /// [`RsaError::InvalidKey`] when n has less than [`MIN_BITS`] bits: such keys check signatures
    /// only; [`RsaError::Random`] when the generator fails.
    pub fn encrypt_pkcs1<R: Random>(
        &self,
        message: &[u8],
        ciphertext: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), RsaError> {
        self.fits(ciphertext, scratch)?;
        pkcs1::encode_message(ciphertext, message, random)?;
        self.encrypt(ciphertext, scratch)
    }

    /// Encrypts a message of at most k - 2 h - 2 bytes, RSAES-OAEP (RFC 8017, section 7.1.1), with
    /// MGF1 over `G`, into `ciphertext`, whose length k is that of n; h is the length of a digest
    /// by `H`. Both sides know the label; it may be empty.
    ///
    /// # Errors
    /// [`RsaError::InvalidLength`] when the message is too long, or another length wrong;
    /// [`RsaError::InvalidKey`] when n has less than [`MIN_BITS`] bits: such keys check signatures
    /// only; [`RsaError::Random`] when the generator fails.
    pub fn encrypt_oaep<H: Hash, G: Hash, R: Random>(
        &self,
        label: &[u8],
        message: &[u8],
        ciphertext: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), RsaError> {
        self.fits(ciphertext, scratch)?;
        oaep::encode::<H, G, R>(ciphertext, label, message, random)?;
        self.encrypt(ciphertext, scratch)
    }

    /// Refuses buffers of a wrong length before a message is written into one.
    fn fits(&self, ciphertext: &[u8], scratch: &[Limb]) -> Result<(), RsaError> {
        if self.bits() < MIN_BITS {
            return Err(RsaError::InvalidKey);
        }
        let enough = scratch.len() >= super::public_scratch(8 * self.len());
        if enough && ciphertext.len() == self.len() { Ok(()) } else { Err(RsaError::InvalidLength) }
    }

    /// Encrypts the encoded message in place.
    #[inline(never)]
    fn encrypt(&self, text: &mut [u8], scratch: &mut [Limb]) -> Result<(), RsaError> {
        let result = RsaPublicSteps::new(*self, text, scratch)?.run();
        number::to_be_bytes(text, result.power);
        number::wipe(cells(scratch));
        Ok(())
    }
}
