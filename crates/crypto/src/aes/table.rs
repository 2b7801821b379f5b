//! AES by table: one table of 1 KB joins SubBytes and MixColumns; decryption has another.
//!
//! **Not constant time.** Table indices depend on key and data. On a part without a data cache,
//! running from memory of uniform latency and alone on its bus (a Cortex-M3 from SRAM, or from
//! flash without wait states), they cannot be seen; elsewhere they can. The constant-time
//! [`super::Aes128Ct`] is the default.

use super::columns::{double, make_inverse_sbox, make_sbox, unmix};
pub use super::size::RoundKeys;
use super::size::{self, Key, Key128, Key192, Key256, KeySize};
use super::{Block, BlockCipher, BlockDecrypt, add};

/// For a byte x with s = S(x): 2 s, s, s, 3 s from the lowest byte up, that is MixColumns of a
/// column (s, 0, 0, 0).
static TABLE: [u32; 256] = make_table();

/// For a byte x with s = S⁻¹(x): 14 s, 9 s, 13 s, 11 s from the lowest byte up; together they are
/// s.
static INVERSE: [u32; 256] = make_inverse();

/// InvSubBytes, for the last round on processors that have the room: small cores take it out of
/// [`INVERSE`].
static INVERSE_SBOX: [u8; 256] = make_inverse_sbox();

/// A key of AES-128 for the table implementation. Leaks through caches and memory timing.
pub type Aes128TableVartime = Table<Key128>;

/// A key of AES-192 for the table implementation. Leaks through caches and memory timing.
pub type Aes192TableVartime = Table<Key192>;

/// A key of AES-256 for the table implementation. Leaks through caches and memory timing.
pub type Aes256TableVartime = Table<Key256>;

/// A key for the table implementation: its 16, 24 or 32 bytes, wiped when dropped. Leaks through
/// caches and memory timing.
pub struct Table<S: KeySize> {
    key: Key<S>,
}

impl<S: KeySize> BlockCipher for Table<S> {
    type Key = S::Bytes;
    type RoundKeys = RoundKeys<S>;

    fn new(key: &S::Bytes) -> Self {
        Table { key: Key::new(key) }
    }

    #[inline(never)]
    fn expand(&self, keys: &mut RoundKeys<S>) {
        size::expand::<S>(&self.key.0, &mut keys.0, |word| last_column(word, word, word, word));
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

/// Round keys for decryption are those of the equivalent inverse cipher (FIPS 197, section 5.3.5).
impl<S: KeySize> BlockDecrypt for Table<S> {
    type InverseKeys = RoundKeys<S>;

    #[inline(never)]
    fn expand_inverse(&self, keys: &mut RoundKeys<S>) {
        self.expand(keys);
        if let [_, inner @ .., _] = keys.0.as_mut().as_chunks_mut::<4>().0 {
            for word in inner.as_flattened_mut() {
                *word = unmix(*word);
            }
        }
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
    let [mut a, mut b, mut c, mut d] = *block;
    let [rounds @ .., before_last, last] = keys.as_chunks().0 else { return };
    for key in rounds {
        [a, b, c, d] = add([a, b, c, d], key);
        [a, b, c, d] =
            [column(a, b, c, d), column(b, c, d, a), column(c, d, a, b), column(d, a, b, c)];
    }
    [a, b, c, d] = add([a, b, c, d], before_last);
    [a, b, c, d] = [
        last_column(a, b, c, d),
        last_column(b, c, d, a),
        last_column(c, d, a, b),
        last_column(d, a, b, c),
    ];
    *block = add([a, b, c, d], last);
}

/// The equivalent inverse cipher (FIPS 197, section 5.3.5).
#[inline(never)]
fn decrypt(keys: &[u32], block: &mut Block) {
    let [mut a, mut b, mut c, mut d] = *block;
    let [last, before_last, rounds @ ..] = keys.as_chunks().0 else { return };
    for key in rounds.iter().rev() {
        [a, b, c, d] = add([a, b, c, d], key);
        [a, b, c, d] = [
            uncolumn(a, d, c, b),
            uncolumn(b, a, d, c),
            uncolumn(c, b, a, d),
            uncolumn(d, c, b, a),
        ];
    }
    [a, b, c, d] = add([a, b, c, d], before_last);
    [a, b, c, d] = [
        last_uncolumn(a, d, c, b),
        last_uncolumn(b, a, d, c),
        last_uncolumn(c, b, a, d),
        last_uncolumn(d, c, b, a),
    ];
    *block = add([a, b, c, d], last);
}

/// SubBytes, ShiftRows and MixColumns of the column whose rows come from `a`, `b`, `c` and `d`.
#[inline(always)]
fn column(a: u32, b: u32, c: u32, d: u32) -> u32 {
    look_up(a)
        ^ look_up(b >> 8).rotate_left(8)
        ^ look_up(c >> 16).rotate_left(16)
        ^ look_up(d >> 24).rotate_left(24)
}

/// SubBytes and ShiftRows of the column whose rows come from `a`, `b`, `c` and `d`.
#[cfg_attr(target_pointer_width = "64", inline(always))]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
fn last_column(a: u32, b: u32, c: u32, d: u32) -> u32 {
    let substitute = |x| look_up(x) >> 8 & 0xff;
    substitute(a) | substitute(b >> 8) << 8 | substitute(c >> 16) << 16 | substitute(d >> 24) << 24
}

/// InvSubBytes, InvShiftRows and InvMixColumns of the column whose rows come from `a`, `b`, `c` and
/// `d`.
#[inline(always)]
fn uncolumn(a: u32, b: u32, c: u32, d: u32) -> u32 {
    let inverse = |x: u32| INVERSE[(x & 0xff) as usize];
    inverse(a)
        ^ inverse(b >> 8).rotate_left(8)
        ^ inverse(c >> 16).rotate_left(16)
        ^ inverse(d >> 24).rotate_left(24)
}

/// InvSubBytes and InvShiftRows of the column whose rows come from `a`, `b`, `c` and `d`.
#[cfg_attr(target_pointer_width = "64", inline(always))]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
fn last_uncolumn(a: u32, b: u32, c: u32, d: u32) -> u32 {
    let substitute = |x: u32| {
        if cfg!(target_pointer_width = "64") {
            return u32::from(INVERSE_SBOX[(x & 0xff) as usize]);
        }
        let all = INVERSE[(x & 0xff) as usize];
        let pairs = all ^ (all >> 16);
        (pairs ^ (pairs >> 8)) & 0xff
    };
    substitute(a) | substitute(b >> 8) << 8 | substitute(c >> 16) << 16 | substitute(d >> 24) << 24
}

/// The entry of the lowest byte of `x`.
#[inline(always)]
fn look_up(x: u32) -> u32 {
    TABLE[(x & 0xff) as usize]
}

const fn make_table() -> [u32; 256] {
    let (sbox, mut table) = (make_sbox(), [0; 256]);
    let mut i = 0;
    while i < 256 {
        let s = sbox[i] as u32;
        table[i] = (double(s) * 0x0100_0001) ^ (s * 0x0101_0100);
        i += 1;
    }
    table
}

const fn make_inverse() -> [u32; 256] {
    let (sbox, mut table) = (make_inverse_sbox(), [0; 256]);
    let mut i = 0;
    while i < 256 {
        table[i] = unmix(sbox[i] as u32);
        i += 1;
    }
    table
}
