//! CTR_DRBG (NIST SP 800-90A Rev. 1, section 10.2.1) over any AES: for devices that have AES anyway
//! and no hash.
//!
//! [`CtrDrbg`] has the derivation function, which condenses any seed. [`CtrDrbgFullEntropy`] has
//! not: its source must yield bytes with nothing predictable in them, as a conditioned hardware
//! generator does, exactly as many as a key and a block have.
//!
//! Strength: 128 bits over AES-128, 256 bits over AES-256. Constant time where the cipher is. More
//! on use is in [`drbg`](crate::drbg).
//!
//! ```
//! use motetls_base::{Entropy, EntropyError, Random};
//! use motetls_crypto::{Aes128Ct, CtrDrbg};
//!
//! struct Hardware;
//! impl Entropy for Hardware {
//!     fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
//!         out.fill(4); // the registers of a real one stand here
//!         Ok(())
//!     }
//! }
//!
//! let mut generator = CtrDrbg::<Aes128Ct, _>::new(Hardware, b"boot 17", b"sensor 4711")?;
//! let mut key = [0; 32];
//! generator.random(&mut key)?;
//! # Ok::<(), motetls_base::RandomError>(())
//! ```

use crate::aes::{Block, BlockCipher, block, bytes};
use crate::drbg::{Drbg, Mechanism};
use crate::traits::ByteArray;
use core::marker::PhantomData;
use motetls_base::secret::wipe;

/// Bytes of the longest seed: a key of 32 bytes and a block.
const MAX_SEED: usize = 48;

/// CTR_DRBG with the derivation function, over the cipher `C` and the entropy source `E`; see
/// [`Drbg`].
pub type CtrDrbg<C, E, const PREDICTION_RESISTANCE: bool = false, const SEED: usize = 64> =
    Drbg<State<C, Derived>, E, PREDICTION_RESISTANCE, SEED>;

/// CTR_DRBG without it: `SEED` is 32 over AES-128, 40 over AES-192 and 48 over AES-256, and the
/// source owes as many bytes of entropy. There is no nonce, and personalization and additional
/// input are no longer than the seed; what is longer is folded.
pub type CtrDrbgFullEntropy<C, E, const PREDICTION_RESISTANCE: bool, const SEED: usize> =
    Drbg<State<C, Plain>, E, PREDICTION_RESISTANCE, SEED>;

/// Makes of inputs what the state takes in.
pub trait Condense {
    /// Whether any seed will do.
    const ANY_SEED: bool;
    /// A key and a block from the parts, in the first bytes of `out`, which holds zeros.
    fn condense<C: BlockCipher>(parts: &[&[u8]; 3], out: &mut [u8; MAX_SEED]);
}

/// By the derivation function (section 10.3.2).
#[derive(Clone, Copy, Debug)]
pub enum Derived {}

/// As they are, added up (sections 10.2.1.3.1 and 10.2.1.4.1).
#[derive(Clone, Copy, Debug)]
pub enum Plain {}

/// The state: a key and a block, wiped when dropped.
pub struct State<C: BlockCipher, F> {
    cipher: C,
    value: [u8; 16],
    condense: PhantomData<F>,
}

impl<C: BlockCipher, F: Condense> Mechanism for State<C, F> {
    const SEED_LEN: Option<usize> = if F::ANY_SEED { None } else { Some(C::Key::LEN + 16) };

    fn zero() -> Self {
        State { cipher: C::new(&C::Key::ZERO), value: [0; 16], condense: PhantomData }
    }

    /// Sections 10.2.1.3 and 10.2.1.4.
    #[inline(always)]
    fn seed(&mut self, seed: &[u8], first: &[u8], second: &[u8]) {
        let mut provided = [0; MAX_SEED];
        F::condense::<C>(&[seed, first, second], &mut provided);
        self.update(&provided);
        wipe(&mut provided);
    }

    /// Section 10.2.1.5.
    #[inline(always)]
    fn request(&mut self, out: &mut [u8], additional: &[u8]) {
        let mut provided = [0; MAX_SEED];
        if !additional.is_empty() {
            F::condense::<C>(&[additional, &[], &[]], &mut provided);
            self.update(&provided);
        }
        self.fill(out);
        self.update(&provided);
        wipe(&mut provided);
    }
}

impl<C: BlockCipher, F> State<C, F> {
    /// Bytes of a key and a block: `seedlen` in the standard.
    const SEED_LEN: usize = C::Key::LEN + 16;

    /// CTR_DRBG_Update (section 10.2.1.2): a new key and a new value, from the old ones and the
    /// first `SEED_LEN` bytes of `provided`.
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

impl<C: BlockCipher, F> Drop for State<C, F> {
    fn drop(&mut self) {
        wipe(&mut self.value);
    }
}

impl Condense for Derived {
    const ANY_SEED: bool = true;

    fn condense<C: BlockCipher>(parts: &[&[u8]; 3], out: &mut [u8; MAX_SEED]) {
        condense::<C>(parts, out);
    }
}

impl Condense for Plain {
    const ANY_SEED: bool = false;

    #[inline(never)]
    fn condense<C: BlockCipher>(parts: &[&[u8]; 3], out: &mut [u8; MAX_SEED]) {
        for part in parts.iter().flat_map(|part| part.chunks(C::Key::LEN + 16)) {
            for (to, from) in out.iter_mut().zip(part) {
                *to ^= *from;
            }
        }
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
