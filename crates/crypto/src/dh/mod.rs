//! Diffie-Hellman in the multiplicative group modulo a prime: the groups of RFC 7919, and explicit
//! ones (RFC 5246, `ServerDHParams`).
//!
//! | group | private value | bytes of p in flash | stack on a device, about |
//! |---|---|---|---|
//! | [`Ffdhe2048`] | 232 bits | 256 | 3.0 KB |
//! | [`Ffdhe3072`] | 280 bits | 384 | 4.2 KB |
//! | [`Ffdhe4096`] | 328 bits | 512 | 5.3 KB |
//! | [`Ffdhe6144`] | 376 bits | 768 | 7.6 KB |
//! | [`Ffdhe8192`] | 408 bits | 1024 | 9.9 KB |
//!
//! Private values are as long as section 5.2 asks, rounded up to bytes, with the topmost bit set. A
//! peer's public value y must be in `1 < y < p - 1` (section 5.1); as p is a safe prime, no
//! other value lies in a small subgroup. [`Parameters::check_subgroup`] asks for y^((p - 1) / 2) =
//! 1 besides, where a standard wants it. Shared secrets are as long as p: TLS 1.3 takes them whole,
//! TLS 1.2 without leading zeros (RFC 5246, section 8.1.2;
//! [`DhShared::without_leading_zeros_vartime`]).
//!
//! Constant time in private values and shared secrets. Each group is a type of its own: what is not
//! named is not in the image. Their memory is on the stack; [`Parameters`] take the caller's, and
//! [`DhSteps`] runs in slices.
//!
//! ```
//! use motetls_crypto::Group;
//! use motetls_crypto::dh::Ffdhe2048;
//! use motetls_crypto::keys::PublicKeys;
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
//! type Ours = Ffdhe2048;
//! let (a, b) = (Ours::generate(&mut random)?, Ours::generate(&mut random)?);
//! let shared = Ours::agree(&a, &Ours::public(&b)).unwrap();
//! // Validated once, for many agreements.
//! let validated = Ours::public_from_bytes(&Ours::public(&a)).unwrap();
//! assert_eq!(shared.as_ref(), Ours::agree_validated(&b, &validated).unwrap().as_ref());
//! # Ok::<(), motetls_base::RandomError>(())
//! ```

mod named;
mod primes;
mod steps;

use motetls_base::{Random, RandomError};

use crate::mp::{limbs_for, power_table};

pub use named::{
    DhPrivate, DhPublic, DhShared, Ffdhe, Ffdhe2048, Ffdhe3072, Ffdhe4096, Ffdhe6144, Ffdhe8192,
    NamedPrime, Prime2048, Prime3072, Prime4096, Prime6144, Prime8192,
};
pub use steps::DhSteps;

/// Fewest bits of an explicit prime unless told otherwise.
pub const MIN_BITS: usize = 2048;
/// Most bits of a prime.
pub const MAX_BITS: usize = 8192;
/// Bits of the window of an exponentiation unless chosen otherwise.
pub const WINDOW: usize = 2;

/// Why there is no public value or shared secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DhError {
    /// The prime is even or out of bounds, or the generator is not in `1 < g < p - 1`.
    InvalidParameters,
    /// The peer's value is not in `1 < y < p - 1`, or the secret would be 0, 1 or p - 1: it was
    /// made to be known.
    InvalidPublicKey,
    /// A private value is empty or longer than the prime, an output is not as long as the prime, or
    /// the scratch is too short.
    InvalidLength,
    /// The generator of random bytes failed.
    Random,
}

/// A prime p and a generator g, big-endian.
#[derive(Clone, Copy, Debug)]
pub struct Parameters<'a> {
    p: &'a [u8],
    g: &'a [u8],
}

/// Bytes of a private value for a prime of so many bits: twice the strength of RFC 7919, section
/// 5.2. That is enough if p is a safe prime or g has a large prime order. Of a p of unknown kind
/// only a private value as long as p is safe.
#[must_use]
pub const fn private_len(bits: usize) -> usize {
    match bits {
        0..=2048 => 29,
        2049..=3072 => 35,
        3073..=4096 => 41,
        4097..=6144 => 47,
        _ => 51,
    }
}

/// Limbs of scratch for a prime and a private value of so many bytes and windows of `window` bits.
#[must_use]
pub const fn scratch_for(prime: usize, private: usize, window: usize) -> usize {
    let n = limbs_for(prime);
    3 * n + 1 + limbs_for(private) + power_table(window, n)
}

impl<'a> Parameters<'a> {
    /// Takes explicit parameters of at least `min_bits` bits; [`MIN_BITS`] is what not to go below
    /// without need. Whether p is prime is not looked at:
    /// [`crate::primes::is_probable_prime_vartime`] does, of p and of (p - 1) / 2, where
    /// parameters cannot be trusted.
    ///
    /// # Errors
    /// [`DhError::InvalidParameters`] when p is even, shorter than `min_bits` or longer than
    /// [`MAX_BITS`], or g is not in `1 < g < p - 1`.
    pub fn explicit(p: &'a [u8], g: &'a [u8], min_bits: usize) -> Result<Self, DhError> {
        let trim = |bytes: &'a [u8]| {
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            bytes.get(zeros..).unwrap_or(&[])
        };
        let (p, g) = (trim(p), trim(g));
        let bits = 8 * p.len() - p.first().map_or(0, |byte| byte.leading_zeros() as usize);
        let in_bounds = bits >= min_bits.max(16)
            && bits <= MAX_BITS
            && p.last().is_some_and(|byte| byte & 1 == 1);
        // Both are without leading zeros: the longer is larger. p - 1 differs from p in the last
        // byte only.
        let below = g.len() < p.len() || g.len() == p.len() && g < p && !is_predecessor(g, p);
        let large = g.len() > 1 || g.first().is_some_and(|g| *g > 1);
        if in_bounds && below && large {
            Ok(Parameters { p, g })
        } else {
            Err(DhError::InvalidParameters)
        }
    }

    /// Bytes of p, and so of public values and shared secrets.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a prime is never empty")]
    pub const fn len(&self) -> usize {
        self.p.len()
    }

    /// Fills a private value of at least [`private_len`] bytes, or as long as p.
    ///
    /// # Errors
    /// [`DhError::InvalidLength`] when it is shorter than that or longer than p,
    /// [`DhError::Random`] when the generator fails.
    pub fn generate<R: Random>(&self, private: &mut [u8], random: &mut R) -> Result<(), DhError> {
        if private.len() > self.len() || private.len() < private_len(8 * self.len()).min(self.len())
        {
            return Err(DhError::InvalidLength);
        }
        random.random(private)?;
        let same = private.len() == self.len();
        if let (Some(first), Some(top)) = (private.first_mut(), self.p.first()) {
            // As long as p it is to stay below p / 2.
            *first = if same { *first & top >> 1 } else { *first | 0x80 };
        }
        Ok(())
    }
}

/// Whether g = p - 1, for an odd p as long as g.
fn is_predecessor(g: &[u8], p: &[u8]) -> bool {
    match (g, p) {
        ([g @ .., last_g], [p @ .., last_p]) => g == p && last_g ^ last_p == 1,
        _ => false,
    }
}

impl From<RandomError> for DhError {
    fn from(_: RandomError) -> Self {
        DhError::Random
    }
}

impl core::fmt::Display for DhError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            DhError::InvalidParameters => "the prime or the generator is out of bounds",
            DhError::InvalidPublicKey => "the peer's value is degenerate",
            DhError::InvalidLength => "a value, a buffer or the scratch has a wrong length",
            DhError::Random => "the random generator failed",
        })
    }
}

impl core::error::Error for DhError {}
