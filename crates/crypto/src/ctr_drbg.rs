//! CTR_DRBG (NIST SP 800-90A Rev. 1, section 10.2.1) with the derivation function, over any AES.
//!
//! For devices that have AES anyway and no hash. As with [`HmacDrbg`](crate::HmacDrbg) there is no way to make one
//! without a source and no way to get bytes out of one whose source failed: until a reseed succeeds every request is
//! refused. To uninstantiate it (section 9.4) is to drop it.
//!
//! Strength: 128 bits over AES-128, 256 bits over AES-256. Constant time where the cipher is.
//!
//! ```
//! use motetls_base::{Entropy, EntropyError, Random};
//! use motetls_crypto::{AesCt, CtrDrbg};
//!
//! struct Hardware;
//! impl Entropy for Hardware {
//!     fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
//!         out.fill(4); // the registers of a real one stand here
//!         Ok(())
//!     }
//! }
//!
//! let mut generator = CtrDrbg::<AesCt, _>::new(Hardware, b"boot 17", b"sensor 4711")?;
//! let mut key = [0; 32];
//! generator.random(&mut key)?;
//! # Ok::<(), motetls_base::RandomError>(())
//! ```

use crate::aes::{Block, BlockCipher, block, bytes};
use crate::traits::ByteArray;
use motetls_base::secret::wipe;
use motetls_base::{Entropy, EntropyError, Random, RandomError, Secret};

/// Bytes one request may ask for (table 3); longer ones are cut into several.
const MAX_REQUEST: usize = 1 << 16;

/// Requests between two reseeds unless set otherwise. The standard allows 2^48.
const INTERVAL: u32 = 1 << 12;

/// Bytes of the longest seed: a key of 32 bytes and a block.
const MAX_SEED: usize = 48;

/// A deterministic generator over the cipher `C` and the entropy source `E`, reseeded from it by itself.
///
/// `PREDICTION_RESISTANCE` reseeds before every request. `SEED` is the number of bytes drawn from the source for each
/// seed: as a source owes half of them in entropy, the default of 64 gives 256 bits, enough for a strength of 128 bits
/// without a nonce and of 256 bits with one (section 8.6.7). Holds a key, a block, two counters and the source; wiped
/// when dropped.
pub struct CtrDrbg<C: BlockCipher, E: Entropy, const PREDICTION_RESISTANCE: bool = false, const SEED: usize = 64> {
    cipher: C,
    value: [u8; 16],
    /// Requests left until a reseed; none: nothing comes out before one.
    left: u32,
    interval: u32,
    source: E,
}

impl<C: BlockCipher, E: Entropy, const PREDICTION_RESISTANCE: bool, const SEED: usize>
    CtrDrbg<C, E, PREDICTION_RESISTANCE, SEED>
{
    /// Bytes of a key and a block: `seedlen` in the standard.
    const SEED_LEN: usize = C::Key::LEN + 16;

    /// Seeds a generator (section 10.2.1.3.2).
    ///
    /// `nonce` should not repeat on this device (a boot counter, a time), `personalization` sets devices apart (a serial
    /// number); both may be empty and neither needs to be secret.
    ///
    /// # Errors
    /// [`EntropyError`] when the source fails: there is no generator then.
    pub fn new(source: E, nonce: &[u8], personalization: &[u8]) -> Result<Self, EntropyError> {
        let cipher = C::new(&C::Key::ZERO);
        let mut generator = CtrDrbg { cipher, value: [0; 16], left: 0, interval: INTERVAL, source };
        generator.seed(nonce, personalization)?;
        Ok(generator)
    }

    /// Sets after how many requests a reseed is due, at least one. Takes effect with the next reseed.
    pub fn set_reseed_interval(&mut self, requests: u32) {
        self.interval = requests.max(1);
    }

    /// Takes in fresh entropy and `additional` input now (section 10.2.1.4.2).
    ///
    /// # Errors
    /// [`EntropyError`] when the source fails: requests are refused until a reseed succeeds.
    pub fn reseed(&mut self, additional: &[u8]) -> Result<(), EntropyError> {
        self.seed(additional, &[])
    }

    /// Fills `out`, with `additional` input (section 10.2.1.5.2).
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
            let mut provided = [0; MAX_SEED];
            if !additional.is_empty() {
                condense::<C>(&[additional, &[], &[]], &mut provided);
                self.update(&provided);
            }
            self.fill(request);
            self.update(&provided);
            wipe(&mut provided);
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
        let mut provided = [0; MAX_SEED];
        condense::<C>(&[seed.expose(), first, second], &mut provided);
        self.update(&provided);
        wipe(&mut provided);
        self.left = self.interval;
        Ok(())
    }

    /// CTR_DRBG_Update (section 10.2.1.2): a new key and a new value, from the old ones and the first `SEED_LEN` bytes of
    /// `provided`.
    #[inline(never)]
    fn update(&mut self, provided: &[u8; MAX_SEED]) {
        let mut mixed = [0; MAX_SEED];
        if let Some(used) = mixed.get_mut(..Self::SEED_LEN) {
            self.fill(used);
        }
        for (to, from) in mixed.iter_mut().zip(provided) {
            *to ^= *from;
        }
        let mut key = C::Key::ZERO;
        take(&mixed, 0, key.as_mut());
        take(&mixed, C::Key::LEN, &mut self.value);
        self.cipher = C::new(&key);
        wipe(key.as_mut());
        wipe(&mut mixed);
    }

    /// Fills `out` with the encryptions of the values that follow the present one.
    #[inline(never)]
    fn fill(&mut self, out: &mut [u8]) {
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        for piece in out.chunks_mut(32) {
            // Where there is room for one block only, the second is made and not counted.
            increment(&mut self.value);
            let mut second = self.value;
            increment(&mut second);
            let mut pair = [block(&self.value), block(&second)];
            if piece.len() > 16 {
                self.value = second;
            }
            C::encrypt_pair(&keys, &mut pair);
            for (to, from) in piece.chunks_mut(16).zip(&mut pair) {
                let mut bytes = bytes(from);
                take(&bytes, 0, to);
                wipe(&mut bytes);
                *from = [0; 4];
            }
        }
    }
}

impl<C: BlockCipher, E: Entropy, const PREDICTION_RESISTANCE: bool, const SEED: usize> Random
    for CtrDrbg<C, E, PREDICTION_RESISTANCE, SEED>
{
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.generate(out, &[])
    }
}

impl<C: BlockCipher, E: Entropy, const PREDICTION_RESISTANCE: bool, const SEED: usize> Drop
    for CtrDrbg<C, E, PREDICTION_RESISTANCE, SEED>
{
    fn drop(&mut self) {
        wipe(&mut self.value);
    }
}

/// Adds one to a big-endian number.
fn increment(value: &mut [u8; 16]) {
    let mut carry = true;
    for byte in value.iter_mut().rev() {
        (*byte, carry) = byte.overflowing_add(u8::from(carry));
    }
}

/// Copies from `bytes`, from `at` on, as many bytes as `to` has.
fn take(bytes: &[u8], at: usize, to: &mut [u8]) {
    for (to, from) in to.iter_mut().zip(bytes.iter().skip(at)) {
        *to = *from;
    }
}

/// Block_Cipher_df (section 10.3.2): a key and a block from input of any length, in `out`.
#[inline(never)]
fn condense<C: BlockCipher>(parts: &[&[u8]; 3], out: &mut [u8; MAX_SEED]) {
    let mut key = C::Key::ZERO;
    for (i, byte) in (0u8..).zip(key.as_mut()) {
        *byte = i;
    }
    let mut keys = C::RoundKeys::default();
    C::new(&key).expand(&mut keys);
    for (i, piece) in (0u32..).zip(out.chunks_mut(16)).take((C::Key::LEN + 31) / 16) {
        let mut chain = Chain::<C> { keys: &keys, value: [0; 16], at: 0 };
        chain.feed(&i.to_be_bytes());
        chain.feed(&[0; 12]);
        let length = parts.iter().fold(0u32, |sum, part| sum.wrapping_add(part.len() as u32));
        chain.feed(&length.to_be_bytes());
        chain.feed(&(C::Key::LEN as u32 + 16).to_be_bytes());
        for part in parts {
            chain.feed(part);
        }
        chain.feed(&[0x80]);
        if chain.at != 0 {
            chain.step();
        }
        take(&chain.value, 0, piece);
        wipe(&mut chain.value);
    }
    take(out, 0, key.as_mut());
    let mut value = [0; 16];
    take(out, C::Key::LEN, &mut value);
    let mut keys = C::RoundKeys::default();
    C::new(&key).expand(&mut keys);
    wipe(key.as_mut());
    for piece in out.chunks_mut(16) {
        encrypt::<C>(&keys, &mut value);
        take(&value, 0, piece);
    }
    wipe(&mut value);
}

/// BCC (section 10.3.3): a block cipher chained over what it is fed.
struct Chain<'a, C: BlockCipher> {
    keys: &'a C::RoundKeys,
    value: [u8; 16],
    /// Where the next byte goes: less than 16.
    at: usize,
}

impl<C: BlockCipher> Chain<'_, C> {
    #[inline(never)]
    fn feed(&mut self, data: &[u8]) {
        for byte in data {
            self.value[self.at & 15] ^= *byte;
            self.at += 1;
            if self.at == 16 {
                self.step();
            }
        }
    }

    fn step(&mut self) {
        encrypt::<C>(self.keys, &mut self.value);
        self.at = 0;
    }
}

/// Encrypts a block of bytes in place.
#[inline(never)]
fn encrypt<C: BlockCipher>(keys: &C::RoundKeys, value: &mut [u8; 16]) {
    let mut state: Block = block(value);
    C::encrypt(keys, &mut state);
    *value = bytes(&state);
}
