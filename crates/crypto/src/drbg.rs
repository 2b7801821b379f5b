//! HMAC_DRBG (NIST SP 800-90A Rev. 1, section 10.1.2): a generator over an entropy source that must be there.
//!
//! There is no way to make one without a source and no way to get bytes out of one whose source failed: until a reseed
//! succeeds every request is refused. To uninstantiate it (section 9.4) is to drop it. [`CtrDrbg`](crate::CtrDrbg) is
//! the same over a block cipher; [`health`](crate::health) has the tests a raw source needs.
//!
//! Strength: 256 bits over SHA-256 and longer hashes. Constant time.
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
//! // With prediction resistance, which reseeds before every request: `HmacDrbg::<Sha256, _, true>`.
//! let mut generator = HmacDrbg::<Sha256, _>::new(Hardware, b"boot 17", b"sensor 4711")?;
//! generator.set_reseed_interval(1000);
//! let mut key = [0; 32];
//! generator.random(&mut key)?;
//! generator.generate(&mut key, b"additional input")?;
//! # Ok::<(), motetls_base::RandomError>(())
//! ```

use crate::hmac::Hmac;
use crate::traits::{ByteArray, Hash};
use motetls_base::secret::wipe;
use motetls_base::{Entropy, EntropyError, Random, RandomError, Secret};

/// Bytes one request may ask for (table 2); longer ones are cut into several.
const MAX_REQUEST: usize = 1 << 16;

/// Requests between two reseeds unless set otherwise. The standard allows 2^48.
const INTERVAL: u32 = 1 << 12;

/// A deterministic generator over the entropy source `E`, reseeded from it by itself.
///
/// `PREDICTION_RESISTANCE` reseeds before every request. `SEED` is the number of bytes drawn from the source for each
/// seed: as a source owes half of them in entropy, the default of 64 gives 256 bits, enough for a strength of 128 bits
/// without a nonce and of 256 bits with one (section 8.6.7). Holds two digests, two counters and the source; wiped when
/// dropped.
pub struct HmacDrbg<H: Hash, E: Entropy, const PREDICTION_RESISTANCE: bool = false, const SEED: usize = 64> {
    key: H::Output,
    value: H::Output,
    /// Requests left until a reseed; none: nothing comes out before one.
    left: u32,
    interval: u32,
    source: E,
}

impl<H: Hash, E: Entropy, const PREDICTION_RESISTANCE: bool, const SEED: usize>
    HmacDrbg<H, E, PREDICTION_RESISTANCE, SEED>
{
    /// Seeds a generator (section 10.1.2.3).
    ///
    /// `nonce` should not repeat on this device (a boot counter, a time), `personalization` sets devices apart (a serial
    /// number); both may be empty and neither needs to be secret.
    ///
    /// # Errors
    /// [`EntropyError`] when the source fails: there is no generator then.
    pub fn new(source: E, nonce: &[u8], personalization: &[u8]) -> Result<Self, EntropyError> {
        let (key, mut value) = (H::Output::ZERO, H::Output::ZERO);
        value.as_mut().fill(1);
        let mut generator = HmacDrbg { key, value, left: 0, interval: INTERVAL, source };
        generator.seed(nonce, personalization)?;
        Ok(generator)
    }

    /// Sets after how many requests a reseed is due, at least one. Takes effect with the next reseed.
    pub fn set_reseed_interval(&mut self, requests: u32) {
        self.interval = requests.max(1);
    }

    /// Takes in fresh entropy and `additional` input now (section 10.1.2.4).
    ///
    /// # Errors
    /// [`EntropyError`] when the source fails: requests are refused until a reseed succeeds.
    pub fn reseed(&mut self, additional: &[u8]) -> Result<(), EntropyError> {
        self.seed(additional, &[])
    }

    /// Fills `out`, with `additional` input (section 10.1.2.5).
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
            if !additional.is_empty() {
                self.update(&[additional, &[], &[]]);
            }
            for piece in request.chunks_mut(H::Output::LEN) {
                self.next_value();
                for (to, from) in piece.iter_mut().zip(self.value.as_ref()) {
                    *to = *from;
                }
            }
            self.update(&[additional, &[], &[]]);
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
        self.update(&[seed.expose(), first, second]);
        self.left = self.interval;
        Ok(())
    }

    /// HMAC_DRBG_Update (section 10.1.2.2) with the concatenation of the three parts of `provided`.
    #[inline(never)]
    fn update(&mut self, provided: &[&[u8]; 3]) {
        let [first, second, third] = provided;
        for separator in [0u8, 1] {
            let parts = [self.value.as_ref(), &[separator], first, second, third];
            self.key = Hmac::<H>::once(self.key.as_ref(), &parts);
            self.next_value();
            if provided.iter().all(|part| part.is_empty()) {
                break;
            }
        }
    }

    /// V = HMAC(K, V)
    fn next_value(&mut self) {
        self.value = Hmac::<H>::once(self.key.as_ref(), &[self.value.as_ref()]);
    }
}

impl<H: Hash, E: Entropy, const PREDICTION_RESISTANCE: bool, const SEED: usize> Random
    for HmacDrbg<H, E, PREDICTION_RESISTANCE, SEED>
{
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.generate(out, &[])
    }
}

impl<H: Hash, E: Entropy, const PREDICTION_RESISTANCE: bool, const SEED: usize> Drop
    for HmacDrbg<H, E, PREDICTION_RESISTANCE, SEED>
{
    fn drop(&mut self) {
        wipe(self.key.as_mut());
        wipe(self.value.as_mut());
    }
}
