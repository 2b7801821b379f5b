//! RSA (RFC 8017, FIPS 186-5): signatures and encryption, PKCS #1 v1.5, PSS and OAEP, and making
//! keys.
//!
//! | module | purpose |
//! |---|---|
//! | `public` | the public operation in slices, and checks of signatures |
//! | `private` | the private operation in slices: remainders of both primes, blinded, its result checked |
//! | `convert` | the public modulus's way into Montgomery form |
//! | `pkcs1`, `pss`, `oaep` | the paddings |
//! | `sign_decrypt` | signing and decryption by it |
//! | `keys`, `check` | finding a key, and whether a key fits together |
//!
//! Keys are big-endian byte strings, as they stand in DER: [`RsaPublic`] is n and e, [`RsaPrivate`]
//! the eight numbers of RFC 8017's `RSAPrivateKey`. They are borrowed; nothing is kept but slices.
//! Moduli have 2048 to 8192 bits ([`RsaPublic::legacy`] takes 1024 and more, for checks of
//! signatures only); the primes of a private key are half as long as n.
//!
//! **Memory** is the caller's: `scratch` holds limbs, 4 bytes each on a device (8 on a 64-bit
//! host), as many as [`public_scratch`], [`private_scratch`] and [`generate_scratch`] say; what is
//! secret in it is wiped. In bytes on a device, besides 0.7 KB of stack in public operations and
//! 1.2 KB in private ones:
//!
//! | bits of n | check, encrypt | sign, decrypt with windows of 2 / 3 / 4 bits | generate |
//! |---|---|---|---|
//! | 2048 | 1,028 + 256 | 1,668 / 2,180 / 3,204 | 3,204 |
//! | 3072 | 1,540 + 384 | 2,500 / 3,268 / 4,804 | 4,804 |
//! | 4096 | 2,052 + 512 | 3,332 / 4,356 / 6,404 | 6,404 |
//!
//! [`Rsa2048`], [`Rsa3072`] and [`Rsa4096`] check signatures in a stack of their own. In a client
//! that is the cheapest place: no certificate is checked while a key agreement runs, so both share
//! one stack, where a buffer would stay reserved.
//!
//! **Constant time**: the private operation in the key and, as both primes blind the number with a
//! fresh random one, in the number. What is public, moduli and e, lengths, signatures to be
//! checked, is treated in variable time. Decrypting PKCS #1 v1.5 does not tell whether the padding
//! was right: it yields a message in any case (implicit rejection, draft-irtf-cfrg-rsa-guidance),
//! and OAEP has one error. The type [`Products16`](crate::mp::Products16) makes products constant
//! in time on cores whose multiplication is not ([`RsaPrivate::with`]).
//!
//! **Faults**: a result of the private operation is given out only after the public operation led
//! back from it.
//!
//! ```
//! use core::ops::ControlFlow;
//! use motetls_crypto::{HashId, rsa};
//! # use motetls_base::{Random, RandomError};
//! # struct Generator(u64);
//! # impl Random for Generator {
//! #     fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
//! #         for byte in out {
//! #             self.0 = self.0.wrapping_mul(6364136223846793005);
//! #             self.0 = self.0.wrapping_add(1442695040888963407);
//! #             *byte = (self.0 >> 56) as u8;
//! #         }
//! #         Ok(())
//! #     }
//! # }
//! # let mut random = Generator(5);
//! let mut scratch = [0; rsa::generate_scratch(2048)];
//! let mut bytes = [0; rsa::key_bytes(2048)];
//! let key = rsa::generate(&mut bytes, &mut random, &mut scratch, |_| ControlFlow::Continue(()))?;
//!
//! let digest = [0x17; 32]; // of a message
//! let mut signature = [0; 256];
//! key.sign_pkcs1(HashId::Sha256, &digest, &mut signature, &mut random, &mut scratch)?;
//!
//! let mut encoded = [0; 256];
//! let public = key.public();
//! public.verify_pkcs1(HashId::Sha256, &digest, &signature, &mut encoded, &mut scratch).unwrap();
//! # Ok::<(), rsa::RsaError>(())
//! ```

mod check;
mod convert;
mod engine;
mod keys;
mod oaep;
mod pkcs1;
mod private;
mod pss;
mod public;
mod sign_decrypt;

use core::marker::PhantomData;

use motetls_base::RandomError;

use crate::mp::{Multiplier, Squares, limbs_for, power_table};
use crate::primes;

pub use engine::{Rsa, Rsa2048, Rsa3072, Rsa4096, RsaLegacy4096, RsaSigner};
pub use keys::{RsaKeySteps, generate, generate_scratch, key_bytes};
pub use private::RsaPrivateSteps;
pub use public::RsaPublicSteps;

/// Fewest bits of a modulus.
pub const MIN_BITS: usize = 2048;
/// Fewest bits of a modulus that is only used to check signatures and was admitted by name.
pub const LEGACY_MIN_BITS: usize = 1024;
/// Most bits of a modulus.
pub const MAX_BITS: usize = 8192;
/// Most bits of a public exponent where keys come from peers, as in certificates and handshakes: a
/// check takes a multiplication for each, so that one of 256 bits costs 15 times as much as one of
/// 17.
pub const MAX_PEER_EXPONENT_BITS: usize = 33;
/// Most bytes of a public exponent: FIPS 186-5, section 5.1, bounds it by 2^256.
const MAX_EXPONENT: usize = 32;
/// Bits of the window of the private operation unless chosen otherwise.
const WINDOW: usize = primes::WINDOW;

/// Why an operation yields nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum RsaError {
    /// The key is out of bounds or does not fit together.
    InvalidKey,
    /// A digest, message, signature, ciphertext or buffer has a length that does not go with the
    /// key, or the scratch is shorter than its function says.
    InvalidLength,
    /// The generator failed.
    Random,
    /// The result of the private operation did not hold: the key is wrong, or the arithmetic broke
    /// down.
    Fault,
    /// The ciphertext cannot be decrypted. Why is not told: an answer that tells it makes an oracle
    /// (Bleichenbacher, Manger).
    Undecryptable,
    /// The callback asked to give up.
    Cancelled,
}

/// A public key: n and e without leading zeros, both odd, n within bounds and 3 <= e < 2^256.
#[derive(Clone, Copy, Debug)]
pub struct RsaPublic<'a> {
    n: &'a [u8],
    e: &'a [u8],
}

impl<'a> RsaPublic<'a> {
    /// A public key of at least [`MIN_BITS`] bits, from big-endian bytes; leading zeros do not
    /// count.
    ///
    /// # Errors
    /// [`RsaError::InvalidKey`] when n or e is out of bounds or even.
    pub fn new(n: &'a [u8], e: &'a [u8]) -> Result<Self, RsaError> {
        RsaPublic::of_size(n, e, MIN_BITS)
    }

    /// A public key of at least [`LEGACY_MIN_BITS`] bits. Keys below [`MIN_BITS`] are within reach
    /// of an attacker with means: admit them only to check signatures of the past.
    ///
    /// # Errors
    /// [`RsaError::InvalidKey`] when n or e is out of bounds or even.
    pub fn legacy(n: &'a [u8], e: &'a [u8]) -> Result<Self, RsaError> {
        RsaPublic::of_size(n, e, LEGACY_MIN_BITS)
    }

    /// A public key of a peer: of at least `min_bits` bits, with an exponent of at most
    /// [`MAX_PEER_EXPONENT_BITS`].
    ///
    /// # Errors
    /// [`RsaError::InvalidKey`] when n or e is out of bounds or even.
    pub fn of_peer(n: &'a [u8], e: &'a [u8], min_bits: usize) -> Result<Self, RsaError> {
        let key = RsaPublic::of_size(n, e, min_bits)?;
        if bits(key.e) > MAX_PEER_EXPONENT_BITS { Err(RsaError::InvalidKey) } else { Ok(key) }
    }

    /// A public key of at least `min_bits` bits.
    fn of_size(n: &'a [u8], e: &'a [u8], min_bits: usize) -> Result<Self, RsaError> {
        let key = RsaPublic { n: trim(n), e: trim(e) };
        let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte & 1 == 1);
        let in_bounds =
            key.bits() >= min_bits && key.bits() <= MAX_BITS && key.e.len() <= MAX_EXPONENT;
        if in_bounds && odd(key.n) && odd(key.e) && key.e != [1] {
            Ok(key)
        } else {
            Err(RsaError::InvalidKey)
        }
    }

    /// The modulus, without leading zeros.
    #[must_use]
    pub const fn modulus(&self) -> &'a [u8] {
        self.n
    }

    /// The public exponent, without leading zeros.
    #[must_use]
    pub const fn exponent(&self) -> &'a [u8] {
        self.e
    }

    /// Bytes of the modulus, and so of signatures and ciphertexts.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a key is never empty")]
    pub const fn len(&self) -> usize {
        self.n.len()
    }

    /// Bits of the modulus.
    #[must_use]
    pub fn bits(&self) -> usize {
        bits(self.n)
    }
}

/// The numbers of a private key (RFC 8017, section 3.2 and appendix A.1.2), big-endian; leading
/// zeros do not matter. Borrowed; the caller wipes them.
pub struct PrivateNumbers<'a> {
    /// The modulus, n = p q.
    pub n: &'a [u8],
    /// The public exponent.
    pub e: &'a [u8],
    /// The private exponent. Only implicit rejection uses it.
    pub d: &'a [u8],
    /// A prime, at most half as long as n.
    pub p: &'a [u8],
    /// The other prime, likewise.
    pub q: &'a [u8],
    /// d mod p - 1.
    pub dp: &'a [u8],
    /// d mod q - 1.
    pub dq: &'a [u8],
    /// 1 / q mod p.
    pub qinv: &'a [u8],
}

/// A private key, borrowed; the caller wipes it.
///
/// `M` says how limbs are multiplied, `W` is the window in bits (2 to 5) by which the private
/// exponents are taken in: the table of powers has 2^W entries. [`RsaPrivate::with`] changes both.
pub struct RsaPrivate<'a, M: Multiplier = Squares, const W: usize = WINDOW> {
    numbers: PrivateNumbers<'a>,
    public: RsaPublic<'a>,
    multiplier: PhantomData<M>,
}

impl<'a> RsaPrivate<'a> {
    /// A private key. Only the public part is looked at; [`RsaPrivate::check`] looks at the rest,
    /// and an operation with a key that does not fit together yields [`RsaError::Fault`].
    ///
    /// # Errors
    /// [`RsaError::InvalidKey`] when n or e is out of bounds or even.
    pub fn new(numbers: PrivateNumbers<'a>) -> Result<Self, RsaError> {
        let public = RsaPublic::new(numbers.n, numbers.e)?;
        Ok(RsaPrivate { numbers, public, multiplier: PhantomData })
    }
}

impl<'a, M: Multiplier, const W: usize> RsaPrivate<'a, M, W> {
    /// The same key, to be used with another multiplier and another window:
    /// `key.with::<Products16, 3>()`.
    #[must_use]
    pub const fn with<N: Multiplier, const V: usize>(&self) -> RsaPrivate<'a, N, V> {
        let numbers = PrivateNumbers { ..self.numbers };
        RsaPrivate { numbers, public: self.public, multiplier: PhantomData }
    }

    /// The public key.
    #[must_use]
    pub const fn public(&self) -> RsaPublic<'a> {
        self.public
    }

    /// The numbers of the key.
    #[must_use]
    pub const fn numbers(&self) -> &PrivateNumbers<'a> {
        &self.numbers
    }
}

/// Limbs of scratch of the public operation for a modulus of so many bits.
#[must_use]
pub const fn public_scratch(bits: usize) -> usize {
    4 * limbs_for(bits.div_ceil(8)) + 1
}

/// Limbs of scratch of the private operation with the default window.
#[must_use]
pub const fn private_scratch(bits: usize) -> usize {
    private_scratch_for(bits, WINDOW)
}

/// Limbs of scratch of the private operation with windows of `window` bits.
#[must_use]
pub const fn private_scratch_for(bits: usize, window: usize) -> usize {
    let half = half_limbs(bits.div_ceil(8));
    // The check at the end takes as much as a window of 2 bits.
    8 * half + 1 + power_table(if window < 2 { 2 } else { window }, half)
}

/// Limbs of a prime for a modulus of so many bytes.
const fn half_limbs(bytes: usize) -> usize {
    limbs_for(bytes.div_ceil(2))
}

/// Bits of a number without leading zeros.
fn bits(bytes: &[u8]) -> usize {
    8 * bytes.len() - bytes.first().map_or(0, |byte| byte.leading_zeros() as usize)
}

/// The number without leading zeros.
fn trim(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or(&[])
}

impl From<RandomError> for RsaError {
    fn from(_: RandomError) -> Self {
        RsaError::Random
    }
}

impl From<primes::PrimeError> for RsaError {
    fn from(error: primes::PrimeError) -> Self {
        match error {
            primes::PrimeError::InvalidLength => RsaError::InvalidLength,
            primes::PrimeError::Random => RsaError::Random,
            primes::PrimeError::Cancelled => RsaError::Cancelled,
        }
    }
}

impl core::fmt::Display for RsaError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            RsaError::InvalidKey => "the key is out of bounds or does not fit together",
            RsaError::InvalidLength => {
                "a length does not go with the key, or the scratch is too short"
            }
            RsaError::Random => "the random generator failed",
            RsaError::Fault => "the result of the private operation did not hold",
            RsaError::Undecryptable => "the ciphertext cannot be decrypted",
            RsaError::Cancelled => "the making of the key was cancelled",
        })
    }
}

impl core::error::Error for RsaError {}
