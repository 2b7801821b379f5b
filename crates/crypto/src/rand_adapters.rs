//! Generators of this crate for code that wants the traits of `rand_core`, and the other way round.
//! Feature `rand_core`.
//!
//! ```
//! use motetls_base::Random;
//! use motetls_crypto::rand_adapters::{AsRandom, AsRng};
//! use rand_core::TryRng;
//! # use motetls_base::{Entropy, EntropyError};
//! # struct Hardware;
//! # impl Entropy for Hardware {
//! #     fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
//! #         out.fill(4);
//! #         Ok(())
//! #     }
//! # }
//! # use motetls_crypto::{HmacDrbg, Sha256};
//!
//! let mut generator = HmacDrbg::<Sha256, _>::new(Hardware, b"", b"")?;
//! let number = AsRng(&mut generator).try_next_u32()?;
//!
//! let mut theirs = AsRandom(AsRng(&mut generator));
//! theirs.random(&mut [0; 16])?;
//! # let _ = number;
//! # Ok::<(), motetls_base::RandomError>(())
//! ```

use motetls_base::{Random, RandomError};
use rand_core::{TryCryptoRng, TryRng};

/// A [`Random`] as a [`TryCryptoRng`]. It can fail, so it is no `CryptoRng`; code that needs
/// one wraps it in `rand_core::UnwrapErr`, by which a failing source ends the program.
pub struct AsRng<R: Random>(pub R);

/// A [`TryCryptoRng`] as a [`Random`]. A failure of it is a [`RandomError`], whatever its reason.
pub struct AsRandom<R: TryCryptoRng>(pub R);

impl<R: Random> TryRng for AsRng<R> {
    type Error = RandomError;

    fn try_next_u32(&mut self) -> Result<u32, RandomError> {
        let mut bytes = [0; 4];
        self.0.random(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, RandomError> {
        let mut bytes = [0; 8];
        self.0.random(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0.random(out)
    }
}

impl<R: Random> TryCryptoRng for AsRng<R> {}

impl<R: TryCryptoRng> Random for AsRandom<R> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0.try_fill_bytes(out).map_err(|_| RandomError)
    }
}
