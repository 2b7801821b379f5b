//! Deterministic generators over an entropy source that must be there (NIST SP 800-90A Rev. 1):
//! what all of them have in common.
//!
//! There is no way to make one without a source and no way to get bytes out of one whose source
//! failed: until a reseed succeeds every request is refused. To uninstantiate one (section 9.4) is
//! to drop it. [`health`](crate::health) has the tests a raw source needs.
//!
//! A generator is a [`Mechanism`], a source, and two counters: [`HmacDrbg`](crate::HmacDrbg) over a
//! hash, [`CtrDrbg`](crate::CtrDrbg) over a block cipher.
//!
//! ```
//! use motetls_base::{Entropy, EntropyError, Random};
//! use motetls_crypto::{HmacDrbg, Sha256};
//!
//! struct Hardware;
//! impl Entropy for Hardware {
//!     fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
//!         out.fill(4); // the registers of a real one stand here
//!         Ok(())
//!     }
//! }
//!
//! // With prediction resistance, which reseeds before every request:
//! // `HmacDrbg::<Sha256, _, true>`.
//! let mut generator = HmacDrbg::<Sha256, _>::new(Hardware, b"boot 17", b"sensor 4711")?;
//! generator.set_reseed_interval(1000);
//! let mut key = [0; 32];
//! generator.random(&mut key)?;
//! generator.generate(&mut key, b"additional input")?;
//! # Ok::<(), motetls_base::RandomError>(())
//! ```

use motetls_base::{Entropy, EntropyError, Random, RandomError, Secret};

/// Bytes one request may ask for (tables 2 and 3); longer ones are cut into several.
const MAX_REQUEST: usize = 1 << 16;

/// Requests between two reseeds unless set otherwise. The standard allows 2^48.
const INTERVAL: u32 = 1 << 12;

/// The inside of a generator: a state, how a seed gets into it and how bytes come out. Wiped when
/// dropped.
pub trait Mechanism {
    /// How many bytes a seed must have, if not any number will do.
    const SEED_LEN: Option<usize> = None;
    /// Nothing but zeros.
    fn zero() -> Self;
    /// Makes of that the state before the first seed.
    fn start(&mut self) {}
    /// Mixes a seed and two further inputs into the state: to instantiate or to reseed.
    fn seed(&mut self, seed: &[u8], first: &[u8], second: &[u8]);
    /// Fills `out`, of 2^16 bytes at most, with `additional` input.
    fn request(&mut self, out: &mut [u8], additional: &[u8]);
}

/// A deterministic generator by the mechanism `M` over the entropy source `E`, reseeded from it by
/// itself.
///
/// `PREDICTION_RESISTANCE` reseeds before every request. `SEED` is the number of bytes drawn from
/// the source for each seed: as a source owes half of them in entropy, the default of 64 gives 256
/// bits, enough for a strength of 128 bits without a nonce and of 256 bits with one (section
/// 8.6.7). Holds the mechanism, two counters and the source.
pub struct Drbg<
    M: Mechanism,
    E: Entropy,
    const PREDICTION_RESISTANCE: bool = false,
    const SEED: usize = 64,
> {
    mechanism: M,
    /// Requests left until a reseed; none: nothing comes out before one.
    left: u32,
    interval: u32,
    source: E,
}

impl<M: Mechanism, E: Entropy, const PREDICTION_RESISTANCE: bool, const SEED: usize>
    Drbg<M, E, PREDICTION_RESISTANCE, SEED>
{
    /// Seeds a generator (section 9.1).
    ///
    /// `nonce` should not repeat on this device (a boot counter, a time), `personalization` sets
    /// devices apart (a serial number); both may be empty and neither needs to be secret.
    ///
    /// # Errors
    /// [`EntropyError`] when the source fails: there is no generator then.
    pub fn new(source: E, nonce: &[u8], personalization: &[u8]) -> Result<Self, EntropyError> {
        const {
            match M::SEED_LEN {
                Some(length) => {
                    assert!(SEED == length, "this mechanism wants a seed of another length");
                }
                // the least a source of full entropy gives for a strength of 128 bits (section
                // 8.6.4); the default is longer, for sources that owe half
                None => assert!(SEED >= 16, "a seed of less than 128 bits"),
            }
        }
        let mut generator = Drbg { mechanism: M::zero(), left: 0, interval: INTERVAL, source };
        generator.mechanism.start();
        generator.seed(nonce, personalization)?;
        Ok(generator)
    }

    /// Sets after how many requests a reseed is due, at least one. In force at once: requests since
    /// the last seed count, and if there were as many, the next one reseeds first.
    pub fn set_reseed_interval(&mut self, requests: u32) {
        let used = self.interval.saturating_sub(self.left);
        self.interval = requests.max(1);
        // None left may mean that a reseed failed: a longer interval must not make up for that.
        if self.left != 0 {
            self.left = self.interval.saturating_sub(used);
        }
    }

    /// Takes in fresh entropy and `additional` input now (section 9.2).
    ///
    /// # Errors
    /// [`EntropyError`] when the source fails: requests are refused until a reseed succeeds.
    pub fn reseed(&mut self, additional: &[u8]) -> Result<(), EntropyError> {
        self.seed(additional, &[])
    }

    /// Fills `out`, with `additional` input (section 9.3).
    ///
    /// # Errors
    /// [`RandomError`] when a reseed was due and the source failed; `out` must not be used then.
    #[inline(never)]
    pub fn generate(&mut self, out: &mut [u8], additional: &[u8]) -> Result<(), RandomError> {
        for request in out.chunks_mut(MAX_REQUEST) {
            let mut additional = additional;
            if PREDICTION_RESISTANCE || self.left == 0 {
                self.reseed(additional)?;
                additional = &[];
            }
            self.mechanism.request(request, additional);
            self.left = self.left.wrapping_sub(1);
        }
        Ok(())
    }

    /// Mixes a fresh seed, `first` and `second` into the state.
    #[inline(never)]
    fn seed(&mut self, first: &[u8], second: &[u8]) -> Result<(), EntropyError> {
        self.left = 0;
        let mut seed = Secret::<SEED>::zero();
        self.source.entropy(seed.expose_mut())?;
        self.mechanism.seed(seed.expose(), first, second);
        self.left = self.interval;
        Ok(())
    }
}

impl<M: Mechanism, E: Entropy, const PREDICTION_RESISTANCE: bool, const SEED: usize> Random
    for Drbg<M, E, PREDICTION_RESISTANCE, SEED>
{
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.generate(out, &[])
    }
}
