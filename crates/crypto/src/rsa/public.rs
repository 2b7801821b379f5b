//! The public operation, x^e mod n, and what stands on it: checks of signatures, encryption. Variable time: all is public,
//! but for the message that is encrypted, and that is only multiplied.

use motetls_base::Random;

use super::{Error, PublicKey, convert, oaep, pkcs1, pss};
use crate::mp::{Limb, Modulus, Native, Number, cells, limbs_for, number, split};
use crate::traits::{Hash, HashId, Unauthentic};

/// Where the number comes from that is raised to the power of e: it is read twice, which saves a copy.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Bytes(&'a [u8]),
    Number(&'a Number),
}

/// The public operation, to be run in slices (RFC 8017, sections 5.1.1 and 5.2.2).
///
/// A step takes at most two multiplications modulo n, the first about three: with 2048 bits, 140,000 and 220,000 instructions of
/// a Cortex-M3. There are as many steps as e has bits: 17 for 65537.
pub struct PublicOperation<'k, 's> {
    source: Source<'k>,
    exponent: &'k [u8],
    modulus: &'s Number,
    base: &'s Number,
    power: &'s Number,
    modular: &'s Number,
    /// The bit of e to be taken in next, counted from its lowest; `None`: not begun.
    bit: Option<usize>,
}

impl<'k, 's> PublicOperation<'k, 's> {
    /// Starts with `input`, a big-endian number below n, as long as n. The scratch has [`super::public_scratch`] limbs or more.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] when `input` is not as long as n or not below n, or the scratch is too short.
    pub fn new(key: PublicKey<'k>, input: &'k [u8], scratch: &'s mut [Limb]) -> Result<Self, Error> {
        if input.len() != key.len() {
            return Err(Error::InvalidLength);
        }
        let n = limbs_for(key.len());
        let operation = PublicOperation::over(key, Source::Bytes(input), n, cells(scratch));
        let operation = operation.ok_or(Error::InvalidLength)?;
        if number::less(operation.base, operation.modulus) == 0 {
            return Err(Error::InvalidLength);
        }
        Ok(operation)
    }

    /// Starts with n limbs to a number, if the scratch is long enough for it.
    pub(super) fn over(key: PublicKey<'k>, source: Source<'k>, n: usize, scratch: &'s Number) -> Option<Self> {
        let (modulus, rest) = split(scratch.get(..4 * n + 1)?, n);
        let (base, rest) = split(rest, n);
        let (power, modular) = split(rest, n);
        number::from_be_bytes(modulus, key.n);
        let operation = PublicOperation { source, exponent: key.e, modulus, base, power, modular, bit: None };
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

    /// Goes one step; true once the result is there.
    #[inline(never)]
    pub fn step(&mut self) -> bool {
        let modulus = Modulus::<Native>::new(self.modulus, self.modular);
        let set = |bit: usize| {
            let byte = self.exponent.iter().rev().nth(bit / 8).map_or(0, |byte| *byte);
            byte >> (bit & 7) & 1 == 1
        };
        let Some(bit) = self.bit else {
            convert::r_squared_vartime::<Native>(self.power, self.modulus);
            modulus.enter(self.base, self.base, self.power);
            number::set(self.power, self.base);
            let zeros = self.exponent.first().map_or(0, |byte| byte.leading_zeros() as usize);
            // The topmost bit is taken in: base^1.
            self.bit = Some((8 * self.exponent.len()).saturating_sub(zeros + 2));
            return false;
        };
        modulus.multiply(self.power, self.power, self.power);
        if bit == 0 {
            // e is odd. A factor that is not in Montgomery form leads out of it.
            self.load();
        }
        if set(bit) {
            modulus.multiply(self.power, self.power, self.base);
        }
        self.bit = Some(bit.saturating_sub(1));
        bit == 0
    }

    /// Goes the steps left and yields the result.
    fn run(mut self) -> PublicResult<'s> {
        while !self.step() {}
        PublicResult { power: self.power, spare: self.base }
    }

    /// The result, all of whose steps were gone.
    pub(super) fn power(&self) -> &'s Number {
        self.power
    }

    /// Writes the result, all of whose steps were gone: big-endian, as long as `out`. The scratch is left as it is.
    pub fn finish(self, out: &mut [u8]) {
        number::to_be_bytes(out, self.power);
    }
}

/// What the public operation leaves behind.
struct PublicResult<'s> {
    /// The result.
    power: &'s Number,
    /// A number as long, free for use.
    spare: &'s Number,
}

impl PublicKey<'_> {
    /// Checks a signature, RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2.2), by making the encoded message and comparing the whole.
    ///
    /// `digest` is the message's digest by `hash`. `encoded` is a place for as many bytes as n has; the scratch has
    /// [`super::public_scratch`] limbs or more.
    ///
    /// # Errors
    /// [`Unauthentic`] when the signature does not hold or a length is wrong.
    #[inline(never)]
    pub fn verify_pkcs1(
        &self,
        hash: HashId,
        digest: &[u8],
        signature: &[u8],
        encoded: &mut [u8],
        scratch: &mut [Limb],
    ) -> Result<(), Unauthentic> {
        let encoded = encoded.get_mut(..self.len()).ok_or(Unauthentic)?;
        pkcs1::encode_signature(encoded, hash, digest).map_err(|_| Unauthentic)?;
        let result = PublicOperation::new(*self, signature, scratch).map_err(|_| Unauthentic)?.run();
        number::from_be_bytes(result.spare, encoded);
        if number::equal(result.power, result.spare) == 0 { Err(Unauthentic) } else { Ok(()) }
    }

    /// Checks a signature, RSASSA-PSS (RFC 8017, section 8.1.2), with MGF1 over `G`.
    ///
    /// `digest` is the message's digest by `H`, `salt` the length of the salt in bytes, or `None` to take any. For `encoded` and
    /// the scratch see [`PublicKey::verify_pkcs1`].
    ///
    /// # Errors
    /// [`Unauthentic`] when the signature does not hold or a length is wrong.
    #[inline(never)]
    pub fn verify_pss<H: Hash, G: Hash>(
        &self,
        digest: &[u8],
        salt: Option<usize>,
        signature: &[u8],
        encoded: &mut [u8],
        scratch: &mut [Limb],
    ) -> Result<(), Unauthentic> {
        let encoded = encoded.get_mut(..self.len()).ok_or(Unauthentic)?;
        let result = PublicOperation::new(*self, signature, scratch).map_err(|_| Unauthentic)?.run();
        number::to_be_bytes(encoded, result.power);
        if pss::verify::<H, G>(encoded, self.bits(), digest, salt) { Ok(()) } else { Err(Unauthentic) }
    }

    /// Encrypts a message of at most k - 11 bytes, RSAES-PKCS1-v1_5 (RFC 8017, section 7.2.1), into `ciphertext`, whose length k is
    /// that of n. For protocols that ask for it; [`PublicKey::encrypt_oaep`] is what to use else.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] when the message is too long, or another length wrong; [`Error::Random`] when the generator fails.
    pub fn encrypt_pkcs1<R: Random>(
        &self,
        message: &[u8],
        ciphertext: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), Error> {
        self.fits(ciphertext, scratch)?;
        pkcs1::encode_message(ciphertext, message, random)?;
        self.encrypt(ciphertext, scratch)
    }

    /// Encrypts a message of at most k - 2 h - 2 bytes, RSAES-OAEP (RFC 8017, section 7.1.1), with MGF1 over `G`, into `ciphertext`,
    /// whose length k is that of n; h is the length of a digest by `H`. Both sides know the label; it may be empty.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] when the message is too long, or another length wrong; [`Error::Random`] when the generator fails.
    pub fn encrypt_oaep<H: Hash, G: Hash, R: Random>(
        &self,
        label: &[u8],
        message: &[u8],
        ciphertext: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), Error> {
        self.fits(ciphertext, scratch)?;
        oaep::encode::<H, G, R>(ciphertext, label, message, random)?;
        self.encrypt(ciphertext, scratch)
    }

    /// Refuses buffers of a wrong length before a message is written into one.
    fn fits(&self, ciphertext: &[u8], scratch: &[Limb]) -> Result<(), Error> {
        let enough = scratch.len() >= super::public_scratch(8 * self.len());
        if enough && ciphertext.len() == self.len() { Ok(()) } else { Err(Error::InvalidLength) }
    }

    /// Encrypts the encoded message in place.
    #[inline(never)]
    fn encrypt(&self, text: &mut [u8], scratch: &mut [Limb]) -> Result<(), Error> {
        let result = PublicOperation::new(*self, text, scratch)?.run();
        number::to_be_bytes(text, result.power);
        number::wipe(cells(scratch));
        Ok(())
    }
}
