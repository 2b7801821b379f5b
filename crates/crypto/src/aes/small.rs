//! AES with as little flash as possible: a table of 256 bytes, the S-box, and one column after the
//! other. Decryption has another table of 256 bytes.
//!
//! **Not constant time**, for the same reason as [`super::table`]: table indices depend on key and
//! data.

use super::columns::{make_inverse_sbox, make_sbox, mix, unmix};
pub use super::size::RoundKeys;
use super::size::{self, Key, Key128, Key192, Key256, KeySize};
use super::{Block, BlockCipher, BlockDecrypt, add};

/// The S-box (FIPS 197, section 5.1.1).
static SBOX: [u8; 256] = make_sbox();

/// The S-box backwards.
static INVERSE: [u8; 256] = make_inverse_sbox();

/// A key of AES-128 for the small implementation. Leaks through caches and memory timing.
pub type Aes128SmallVartime = Small<Key128>;

/// A key of AES-192 for the small implementation. Leaks through caches and memory timing.
pub type Aes192SmallVartime = Small<Key192>;

/// A key of AES-256 for the small implementation. Leaks through caches and memory timing.
pub type Aes256SmallVartime = Small<Key256>;

/// A key for the small implementation: its 16, 24 or 32 bytes, wiped when dropped. Leaks through
/// caches and memory timing.
pub struct Small<S: KeySize> {
    key: Key<S>,
}

impl<S: KeySize> BlockCipher for Small<S> {
    type Key = S::Bytes;
    type RoundKeys = RoundKeys<S>;

    fn new(key: &S::Bytes) -> Self {
        Small { key: Key::new(key) }
    }

    #[inline(never)]
    fn expand(&self, keys: &mut RoundKeys<S>) {
        size::expand::<S>(&self.key.0, &mut keys.0, |word| gather(&SBOX, word, word, word, word));
    }

    fn encrypt(keys: &RoundKeys<S>, block: &mut Block) {
        encrypt(keys.0.as_ref(), block);
    }

    fn encrypt_pair(keys: &RoundKeys<S>, blocks: &mut [Block; 2]) {
        for block in blocks {
            encrypt(keys.0.as_ref(), block);
        }
    }
}

impl<S: KeySize> BlockDecrypt for Small<S> {
    type InverseKeys = RoundKeys<S>;

    fn expand_inverse(&self, keys: &mut RoundKeys<S>) {
        self.expand(keys);
    }

    fn decrypt(keys: &RoundKeys<S>, block: &mut Block) {
        decrypt(keys.0.as_ref(), block);
    }

    fn decrypt_pair(keys: &RoundKeys<S>, blocks: &mut [Block; 2]) {
        for block in blocks {
            decrypt(keys.0.as_ref(), block);
        }
    }
}

/// The cipher (FIPS 197, section 5.1).
#[inline(never)]
fn encrypt(keys: &[u32], block: &mut Block) {
    let (keys, _) = keys.as_chunks();
    let [first, rest @ ..] = keys else { return };
    let mut state = add(*block, first);
    for (round, key) in rest.iter().enumerate() {
        let [mut a, mut b, mut c, mut d] = state;
        for (column, key) in state.iter_mut().zip(key) {
            let gathered = gather(&SBOX, a, b, c, d);
            *column = key ^ if round == rest.len() - 1 { gathered } else { mix(gathered) };
            (a, b, c, d) = (b, c, d, a);
        }
    }
    *block = state;
}

/// The inverse cipher (FIPS 197, section 5.3).
#[inline(never)]
fn decrypt(keys: &[u32], block: &mut Block) {
    let (keys, _) = keys.as_chunks();
    let [rest @ .., last] = keys else { return };
    let mut state = add(*block, last);
    for (round, key) in rest.iter().enumerate().rev() {
        let [mut a, mut b, mut c, mut d] = state;
        for (column, key) in state.iter_mut().zip(key) {
            let gathered = key ^ gather(&INVERSE, a, d, c, b);
            *column = if round == 0 { gathered } else { unmix(gathered) };
            (a, b, c, d) = (b, c, d, a);
        }
    }
    *block = state;
}

/// Substitutes the bytes of the column whose rows come from `a`, `b`, `c` and `d`.
#[inline(never)]
fn gather(sbox: &[u8; 256], a: u32, b: u32, c: u32, d: u32) -> u32 {
    let substitute = |x: u32| u32::from(sbox[(x & 0xff) as usize]);
    substitute(a) | substitute(b >> 8) << 8 | substitute(c >> 16) << 16 | substitute(d >> 24) << 24
}
