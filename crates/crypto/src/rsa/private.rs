//! The private operation, x^d mod n, and what stands on it: signing, decryption.

use motetls_base::Random;
use motetls_base::secret::wipe;

use super::public::{PublicOperation, Source};
use super::{Error, MAX_EXPONENT, PrivateKey, half_limbs, oaep, pkcs1, private_scratch_for, pss};
use crate::mp::{LIMB_BITS, Limb, Modulus, Multiplier, Number, Power, cells, number, power_vartime, split};
use crate::primes::draw;
use crate::traits::{Hash, HashId};

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
    Check(PublicOperation<'a, 'a>),
    Done,
}

/// The private operation, to be run in slices (RFC 8017, sections 5.1.2 and 5.2.1, by remainders).
///
/// With h limbs to a prime, a step takes at most `W` + 1 Montgomery multiplications of h limbs, or, at the three seams, about 45 of
/// them: with 2048 bits, 100,000 and 900,000 instructions of a Cortex-M3. Of each prime the base x is blinded by a fresh
/// random r as x r^e, and taken to the power of dp - 1, as e dp = 1 modulo p - 1 makes x^dp = (x r^e)^(dp - 1) x r^(e - 1): that needs
/// no inverse. (dp is odd, so that only its last bit changes.)
pub struct PrivateOperation<'a, M: Multiplier, const W: usize> {
    key: PrivateKey<'a, M, W>,
    numbers: Numbers<'a>,
    phase: Phase<'a, W>,
}

impl<'a, M: Multiplier, const W: usize> PrivateOperation<'a, M, W> {
    /// Starts with `input`, a big-endian number below n, as long as n. The scratch has [`private_scratch_for`] limbs or more.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] when `input` is not as long as n or not below n, or the scratch is too short.
    pub fn new(key: &PrivateKey<'a, M, W>, input: &[u8], scratch: &'a mut [Limb]) -> Result<Self, Error> {
        PrivateOperation::over(key, input, cells(scratch))
    }

    /// The same on cells.
    pub(super) fn over(key: &PrivateKey<'a, M, W>, input: &[u8], scratch: &'a Number) -> Result<Self, Error> {
        let length = key.public.len();
        let all = scratch.get(..private_scratch_for(8 * length, W)).filter(|_| input.len() == length);
        let all = all.ok_or(Error::InvalidLength)?;
        let numbers = Numbers::new(half_limbs(length), all);
        number::from_be_bytes(numbers.input, input);
        let (modulus, _) = split(numbers.rest, numbers.input.len());
        number::from_be_bytes(modulus, key.public.n);
        if number::less(numbers.input, modulus) == 0 {
            number::wipe(all);
            return Err(Error::InvalidLength);
        }
        Ok(PrivateOperation { key: *key, numbers, phase: Phase::Prepare(false) })
    }

    /// Goes one step; true once the result is there. `random` blinds; it is drawn from twice.
    ///
    /// # Errors
    /// [`Error::Random`] when the generator fails, [`Error::Fault`] when the result does not lead back to the input. The operation is
    /// over then.
    #[inline(never)]
    pub fn step<R: Random>(&mut self, random: &mut R) -> Result<bool, Error> {
        let numbers = self.numbers;
        match &mut self.phase {
            Phase::Prepare(second) => {
                let second = *second;
                draw(split(numbers.table, numbers.power.len()).0, random)?;
                self.prepare(second);
                let bits = LIMB_BITS * numbers.power.len();
                self.phase = Phase::Power(second, Power::new(bits));
            }
            Phase::Power(second, power) => {
                let second = *second;
                let modulus = numbers.modulus::<M::Core>(self.key.public.bits());
                if power.step::<M>(&modulus, numbers.power, numbers.wide, numbers.table, numbers.exponent) {
                    modulus.multiply(numbers.power, numbers.power, numbers.unblind);
                    self.phase = Phase::Combine;
                    if !second {
                        modulus.leave(numbers.power_q, numbers.power);
                        self.phase = Phase::Prepare(true);
                    }
                }
            }
            Phase::Combine => {
                self.combine();
                let n = numbers.input.len();
                let check = PublicOperation::over(self.key.public, Source::Number(numbers.result), n, numbers.rest);
                self.phase = Phase::Check(check.ok_or(Error::Fault)?);
            }
            Phase::Check(check) => {
                if check.step() {
                    let back = number::equal(check.power(), numbers.input);
                    self.phase = Phase::Done;
                    if back == 0 {
                        number::wipe(numbers.result);
                        return Err(Error::Fault);
                    }
                    return Ok(true);
                }
            }
            Phase::Done => return Ok(true),
        }
        Ok(false)
    }

    /// Writes the result: big-endian, as long as `out`, which is left as it is if there is no result yet.
    pub fn finish(self, out: &mut [u8]) {
        if matches!(self.phase, Phase::Done) {
            number::to_be_bytes(out, self.numbers.result);
        }
    }

    /// Loads a prime, its exponent and the input modulo that prime, and blinds it: the random number is at the start of the
    /// table.
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
        modulus.enter(r, r, unblind);
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
        modulus.enter(unblind, power_q, r_squared);
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

impl<M: Multiplier, const W: usize> Drop for PrivateOperation<'_, M, W> {
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
        Numbers { input, rest, power_q, prime, power, unblind, exponent, modular, wide, table, result }
    }

    /// The prime at work. n has so many bits and the other prime h limbs at most, so that the rest must be in this one.
    fn modulus<M: Multiplier>(&self, bits: usize) -> Modulus<'a, M> {
        Modulus::secret(self.prime, self.modular, bits.saturating_sub(LIMB_BITS * self.prime.len()))
    }
}

impl<M: Multiplier, const W: usize> PrivateKey<'_, M, W> {
    /// Signs, RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2.1), into `signature`, which is as long as n.
    ///
    /// `digest` is the message's digest by `hash`; `random` blinds and does not show in the signature. The scratch has
    /// [`super::private_scratch`] limbs or more.
    ///
    /// # Errors
    /// [`Error`]; `signature` is wiped then.
    pub fn sign_pkcs1<R: Random>(
        &self,
        hash: HashId,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), Error> {
        self.exactly(signature)?;
        let encoded = pkcs1::encode_signature(signature, hash, digest);
        self.transform(encoded, signature, random, scratch)
    }

    /// Signs, RSASSA-PSS (RFC 8017, section 8.1.1), with MGF1 over `G`, into `signature`, which is as long as n.
    ///
    /// `digest` is the message's digest by `H`, `salt` the length of the salt, as a rule that of the digest. The scratch has
    /// [`super::private_scratch`] limbs or more.
    ///
    /// # Errors
    /// [`Error`]; `signature` is wiped then.
    pub fn sign_pss<H: Hash, G: Hash, R: Random>(
        &self,
        digest: &[u8],
        salt: usize,
        signature: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), Error> {
        self.exactly(signature)?;
        let encoded = pss::encode::<H, G, R>(signature, self.public.bits(), digest, salt, random);
        self.transform(encoded, signature, random, scratch)
    }

    /// Decrypts, RSAES-PKCS1-v1_5 (RFC 8017, section 7.2.2), into `out`, which is as long as n or longer, and yields where in it the
    /// message is.
    ///
    /// A wrong padding is no error: it yields a message that is a function of key and ciphertext, of random bytes and length, which
    /// tells an attacker nothing (draft-irtf-cfrg-rsa-guidance, section 7). The length is no secret of this function.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] when the ciphertext is not as long as n or not below n, or a buffer is too short; [`Error::Random`];
    /// [`Error::Fault`]. `out` is wiped then.
    pub fn decrypt_pkcs1<'o, R: Random>(
        &self,
        ciphertext: &[u8],
        out: &'o mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<&'o mut [u8], Error> {
        let text = self.load(ciphertext, out)?;
        self.transform(Ok(()), text, random, scratch)?;
        let start = pkcs1::decode_message(text, self.numbers.d, ciphertext);
        text.get_mut(start..).ok_or(Error::Fault)
    }

    /// Decrypts, RSAES-OAEP (RFC 8017, section 7.1.2), with MGF1 over `G`, into `out`, which is as long as n or longer, and yields where in
    /// it the message is.
    ///
    /// # Errors
    /// [`Error::Undecryptable`], whatever is wrong with the ciphertext; [`Error::InvalidLength`] when a buffer is too short;
    /// [`Error::Random`]; [`Error::Fault`]. `out` is wiped then.
    pub fn decrypt_oaep<'o, H: Hash, G: Hash, R: Random>(
        &self,
        label: &[u8],
        ciphertext: &[u8],
        out: &'o mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<&'o mut [u8], Error> {
        if scratch.len() < private_scratch_for(8 * self.public.len(), W) || out.len() < self.public.len() {
            return Err(Error::InvalidLength);
        }
        let refuse = |error| if error == Error::InvalidLength { Error::Undecryptable } else { error };
        let text = self.load(ciphertext, out).map_err(refuse)?;
        self.transform(Ok(()), text, random, scratch).map_err(refuse)?;
        match oaep::decode::<H, G>(text, label) {
            Some(start) => text.get_mut(start..).ok_or(Error::Undecryptable),
            None => {
                wipe(text);
                Err(Error::Undecryptable)
            }
        }
    }

    /// Refuses what is not as long as n.
    fn exactly(&self, buffer: &[u8]) -> Result<(), Error> {
        if buffer.len() == self.public.len() { Ok(()) } else { Err(Error::InvalidLength) }
    }

    /// Copies a ciphertext to where it is decrypted.
    fn load<'o>(&self, ciphertext: &[u8], out: &'o mut [u8]) -> Result<&'o mut [u8], Error> {
        self.exactly(ciphertext)?;
        let text = out.get_mut(..ciphertext.len()).ok_or(Error::InvalidLength)?;
        for (to, from) in text.iter_mut().zip(ciphertext) {
            *to = *from;
        }
        Ok(text)
    }

    /// The private operation in place, unless what came before it failed; on failure the text is wiped.
    #[inline(never)]
    fn transform<R: Random>(
        &self,
        before: Result<(), Error>,
        text: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), Error> {
        let outcome = before.and_then(|()| {
            let mut operation = PrivateOperation::new(self, text, scratch)?;
            while !operation.step(random)? {}
            operation.finish(text);
            Ok(())
        });
        if outcome.is_err() {
            wipe(text);
        }
        outcome
    }
}
