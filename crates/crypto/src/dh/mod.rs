//! Diffie-Hellman in the multiplicative group modulo a prime: the groups of RFC 7919, and explicit ones (RFC 5246,
//! `ServerDHParams`).
//!
//! | group | private value | bytes of p in flash | stack on a device, about |
//! |---|---|---|---|
//! | [`Ffdhe2048`] | 232 bits | 256 | 3.0 KB |
//! | [`Ffdhe3072`] | 280 bits | 384 | 4.2 KB |
//! | [`Ffdhe4096`] | 328 bits | 512 | 5.3 KB |
//! | [`Ffdhe6144`] | 376 bits | 768 | 7.6 KB |
//! | [`Ffdhe8192`] | 408 bits | 1024 | 9.9 KB |
//!
//! Private values are as long as section 5.2 asks, rounded up to bytes, with the topmost bit set. A peer's public value y must be in
//! `1 < y < p - 1` (section 5.1); as p is a safe prime, that leaves no subgroup to be confined to. [`Parameters::check_subgroup`] asks for
//! y^((p - 1) / 2) = 1 besides, where a standard wants it. Shared secrets are as long as p: TLS 1.3 takes them whole, TLS 1.2 without
//! leading zeros (RFC 5246, section 8.1.2; [`Shared::without_leading_zeros`]).
//!
//! Constant time in private values and shared secrets. Each group is a type of its own: what is not named is not in the image. Their memory
//! is on the stack; [`Parameters`] take the caller's, and [`Operation`] runs in slices.
//!
//! ```
//! use motetls_crypto::Group;
//! use motetls_crypto::dh::Ffdhe2048;
//! # use motetls_base::{Random, RandomError};
//! # struct Generator(u64);
//! # impl Random for Generator {
//! #     fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
//! #         for byte in out {
//! #             self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
//! #             *byte = (self.0 >> 56) as u8;
//! #         }
//! #         Ok(())
//! #     }
//! # }
//! # let mut random = Generator(5);
//! type Ours = Ffdhe2048;
//! let (a, b) = (Ours::generate(&mut random)?, Ours::generate(&mut random)?);
//! let shared = Ours::agree(&a, &Ours::public(&b)).unwrap();
//! assert_eq!(shared.as_ref(), Ours::agree(&b, &Ours::public(&a)).unwrap().as_ref());
//! # Ok::<(), motetls_base::RandomError>(())
//! ```

mod named;
mod primes;

use core::marker::PhantomData;

use motetls_base::{Random, RandomError};

use crate::mp::{
    LIMB_BITS, Limb, Modulus, Multiplier, Native, Number, Power, cells, limbs_for, number, power_table, split,
};

pub use named::{
    Exponent, Ffdhe, Ffdhe2048, Ffdhe3072, Ffdhe4096, Ffdhe6144, Ffdhe8192, NamedPrime, Prime2048, Prime3072,
    Prime4096, Prime6144, Prime8192, Shared,
};

/// Fewest bits of an explicit prime unless told otherwise.
pub const MIN_BITS: usize = 2048;
/// Most bits of a prime.
pub const MAX_BITS: usize = 8192;
/// Bits of the window of an exponentiation unless chosen otherwise.
pub const WINDOW: usize = 2;

/// Why there is no public value or shared secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The prime is even or out of bounds, or the generator is not in `1 < g < p - 1`.
    InvalidParameters,
    /// The peer's value is not in `1 < y < p - 1`, or the secret would be 0, 1 or p - 1: it was made to be known.
    InvalidPublicKey,
    /// A private value is empty or longer than the prime, an output is not as long as the prime, or the scratch is too short.
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

/// Bytes of a private value for a prime of so many bits: twice the strength of RFC 7919, section 5.2. That is enough if p is a safe prime
/// or g has a large prime order. Of a p of unknown kind only a private value as long as p is safe.
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
    /// Takes explicit parameters of at least `min_bits` bits; [`MIN_BITS`] is what not to go below without need. Whether p is prime is not
    /// looked at: [`crate::primes::is_probable_prime`] does, of p and of (p - 1) / 2, where parameters cannot be trusted.
    ///
    /// # Errors
    /// [`Error::InvalidParameters`] when p is even, shorter than `min_bits` or longer than [`MAX_BITS`], or g is not in `1 < g < p - 1`.
    pub fn explicit(p: &'a [u8], g: &'a [u8], min_bits: usize) -> Result<Self, Error> {
        let trim = |bytes: &'a [u8]| {
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            bytes.get(zeros..).unwrap_or(&[])
        };
        let (p, g) = (trim(p), trim(g));
        let bits = 8 * p.len() - p.first().map_or(0, |byte| byte.leading_zeros() as usize);
        let in_bounds = bits >= min_bits.max(16) && bits <= MAX_BITS && p.last().is_some_and(|byte| byte & 1 == 1);
        // Both are without leading zeros: the longer is larger. p - 1 differs from p in the last byte only.
        let below = g.len() < p.len() || g.len() == p.len() && g < p && !is_predecessor(g, p);
        let large = g.len() > 1 || g.first().is_some_and(|g| *g > 1);
        if in_bounds && below && large { Ok(Parameters { p, g }) } else { Err(Error::InvalidParameters) }
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
    /// [`Error::InvalidLength`] when it is shorter than 29 bytes or longer than p, [`Error::Random`] when the generator fails.
    pub fn generate<R: Random>(&self, private: &mut [u8], random: &mut R) -> Result<(), Error> {
        if private.len() > self.len() || private.len() < private_len(0).min(self.len()) {
            return Err(Error::InvalidLength);
        }
        random.random(private)?;
        let same = private.len() == self.len();
        if let (Some(first), Some(top)) = (private.first_mut(), self.p.first()) {
            // As long as p it is to stay below p / 2.
            *first = if same { *first & top >> 1 } else { *first | 0x80 };
        }
        Ok(())
    }

    /// The public value g^x of a private one, as long as p. The scratch has [`scratch_for`] limbs or more, for windows of [`WINDOW`] bits.
    ///
    /// # Errors
    /// [`Error::InvalidLength`].
    pub fn public(&self, private: &[u8], public: &mut [u8], scratch: &mut [Limb]) -> Result<(), Error> {
        Operation::<Native, WINDOW>::public(self, private, scratch)?.run(public)
    }

    /// The shared secret with a peer, as long as p. For the scratch see [`Parameters::public`].
    ///
    /// # Errors
    /// [`Error::InvalidPublicKey`] when the peer's value is degenerate, longer or shorter than p, or leads to a known secret;
    /// [`Error::InvalidLength`]. `shared` is wiped then.
    pub fn agree(&self, private: &[u8], peer: &[u8], shared: &mut [u8], scratch: &mut [Limb]) -> Result<(), Error> {
        Operation::<Native, WINDOW>::agree(self, private, peer, scratch)?.run(shared)
    }

    /// Whether a peer's value y is in the subgroup of order (p - 1) / 2 of a safe prime p. That takes about nine times as long as an agreement
    /// and wants [`scratch_for`] limbs for a private value as long as p.
    ///
    /// # Errors
    /// [`Error::InvalidPublicKey`] when it is not; [`Error::InvalidLength`] when the scratch is too short.
    pub fn check_subgroup(&self, peer: &[u8], scratch: &mut [Limb]) -> Result<(), Error> {
        let mut operation = Operation::<Native, WINDOW>::agree(self, self.p, peer, scratch)?;
        // (p - 1) / 2, as p is odd.
        number::shift_right(operation.exponent, 1, 0);
        while !operation.step() {}
        let (one, _) = split(operation.table, operation.power.len());
        number::set_small(one, 1);
        if number::equal(operation.power, one) == 0 { Err(Error::InvalidPublicKey) } else { Ok(()) }
    }
}

/// Whether g = p - 1, for an odd p as long as g.
fn is_predecessor(g: &[u8], p: &[u8]) -> bool {
    match (g, p) {
        ([g @ .., last_g], [p @ .., last_p]) => g == p && last_g ^ last_p == 1,
        _ => false,
    }
}

/// A power of the generator or of a peer's value under way, to be run in slices.
///
/// A step takes at most `W` + 1 multiplications modulo p, the first about twelve: with 2048 bits and a window of 2 bits, 200,000 and 800,000
/// instructions of a Cortex-M3. The scratch is wiped when it is dropped.
pub struct Operation<'s, M: Multiplier = Native, const W: usize = WINDOW> {
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

impl<'s, M: Multiplier, const W: usize> Operation<'s, M, W> {
    /// Starts to compute the public value of a private one. The scratch has [`scratch_for`] limbs or more.
    ///
    /// # Errors
    /// [`Error::InvalidLength`].
    pub fn public(parameters: &Parameters<'_>, private: &[u8], scratch: &'s mut [Limb]) -> Result<Self, Error> {
        Operation::new(parameters, private, parameters.g, cells(scratch))
    }

    /// Starts to compute the secret shared with a peer. The scratch has [`scratch_for`] limbs or more.
    ///
    /// # Errors
    /// [`Error::InvalidPublicKey`] when the peer's value is not as long as p or not in `1 < y < p - 1`; [`Error::InvalidLength`].
    pub fn agree(
        parameters: &Parameters<'_>,
        private: &[u8],
        peer: &[u8],
        scratch: &'s mut [Limb],
    ) -> Result<Self, Error> {
        if peer.len() != parameters.len() {
            return Err(Error::InvalidPublicKey);
        }
        let operation = Operation::new(parameters, private, peer, cells(scratch))?;
        if operation.is_sound() == 0 { Err(Error::InvalidPublicKey) } else { Ok(operation) }
    }

    #[inline(never)]
    fn new(parameters: &Parameters<'_>, private: &[u8], base: &[u8], scratch: &'s Number) -> Result<Self, Error> {
        let length = parameters.len();
        let fits = !private.is_empty() && private.len() <= length;
        let all = scratch.get(..scratch_for(length, private.len(), W)).filter(|_| fits).ok_or(Error::InvalidLength)?;
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
        Ok(Operation { prime, modular, wide, power, exponent, table, state: None, length, done: false, multiplier })
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

    /// Goes one step; true once the result is there.
    #[inline(never)]
    pub fn step(&mut self) -> bool {
        let modulus = Modulus::<M::Core>::new(self.prime, self.modular);
        match &mut self.state {
            _ if self.done => {}
            None => {
                let (r_squared, _) = split(self.table, self.power.len());
                modulus.r_squared(r_squared);
                modulus.enter(self.power, self.power, r_squared);
                self.state = Some(Power::new(LIMB_BITS * self.exponent.len()));
            }
            Some(state) => {
                if state.step::<M>(&modulus, self.power, self.wide, self.table, self.exponent) {
                    modulus.leave(self.power, self.power);
                    self.done = true;
                }
            }
        }
        self.done
    }

    /// Writes the result, as long as p, after the last step.
    ///
    /// # Errors
    /// [`Error::InvalidPublicKey`] when the result is 0, 1 or p - 1 (SP 800-56A, section 5.7.1.1); [`Error::InvalidLength`] when `out` is not
    /// as long as p, or steps are left. `out` is wiped then.
    pub fn finish(self, out: &mut [u8]) -> Result<(), Error> {
        out.fill(0);
        if out.len() != self.length || !self.done {
            return Err(Error::InvalidLength);
        }
        if self.is_sound() == 0 {
            return Err(Error::InvalidPublicKey);
        }
        number::to_be_bytes(out, self.power);
        Ok(())
    }

    /// All the steps and the end.
    fn run(mut self, out: &mut [u8]) -> Result<(), Error> {
        while !self.step() {}
        self.finish(out)
    }
}

impl<M: Multiplier, const W: usize> Drop for Operation<'_, M, W> {
    fn drop(&mut self) {
        for number in [self.modular, self.power, self.exponent, self.table] {
            number::wipe(number);
        }
    }
}

impl From<RandomError> for Error {
    fn from(_: RandomError) -> Self {
        Error::Random
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Error::InvalidParameters => "the prime or the generator is out of bounds",
            Error::InvalidPublicKey => "the peer's value is degenerate",
            Error::InvalidLength => "a value, a buffer or the scratch has a wrong length",
            Error::Random => "the random generator failed",
        })
    }
}

impl core::error::Error for Error {}
