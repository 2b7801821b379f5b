//! AES-128 by table: one table of 1 KB joins SubBytes and MixColumns.
//!
//! **Not constant time.** Table indices depend on key and data. On a part without a data cache, running from memory of
//! uniform latency and alone on its bus (a Cortex-M3 from SRAM, or from flash without wait states), they cannot be seen;
//! elsewhere they can. The constant-time [`super::AesCt`] is the default.

use super::{Block, BlockCipher, block};
use motetls_base::secret::wipe_words;

/// Words of the round keys.
const WORDS: usize = 44;

/// For a byte x with s = S(x): 2 s, s, s, 3 s from the lowest byte up, that is MixColumns of a column (s, 0, 0, 0).
static TABLE: [u32; 256] = make_table();

/// A key of AES-128 for the table implementation: 16 bytes. Leaks through caches and memory timing.
pub struct AesTable {
    key: Block,
}

/// The round keys of [`AesTable`]: 176 bytes.
pub struct RoundKeys([u32; WORDS]);

impl BlockCipher for AesTable {
    type RoundKeys = RoundKeys;

    fn new(key: &[u8; 16]) -> Self {
        AesTable { key: block(key) }
    }

    #[inline(never)]
    fn expand(&self, keys: &mut RoundKeys) {
        let mut now = self.key;
        let mut constant = 1;
        let (first, rest) = keys.0.split_at_mut(4);
        first.copy_from_slice(&now);
        for key in rest.as_chunks_mut().0 {
            let turned = now[3].rotate_right(8);
            let mut sum = last_column(turned, turned, turned, turned) ^ constant;
            for word in &mut now {
                sum ^= *word;
                *word = sum;
            }
            *key = now;
            constant = (constant << 1) ^ (0x11b & 0u32.wrapping_sub(constant >> 7));
        }
    }

    #[inline(never)]
    fn encrypt(keys: &RoundKeys, block: &mut Block) {
        let [mut a, mut b, mut c, mut d] = *block;
        let add = |[a, b, c, d]: Block, key: &Block| [a ^ key[0], b ^ key[1], c ^ key[2], d ^ key[3]];
        let [rounds @ .., before_last, last] = keys.0.as_chunks().0 else { return };
        for key in rounds {
            [a, b, c, d] = add([a, b, c, d], key);
            [a, b, c, d] = [column(a, b, c, d), column(b, c, d, a), column(c, d, a, b), column(d, a, b, c)];
        }
        [a, b, c, d] = add([a, b, c, d], before_last);
        [a, b, c, d] =
            [last_column(a, b, c, d), last_column(b, c, d, a), last_column(c, d, a, b), last_column(d, a, b, c)];
        *block = add([a, b, c, d], last);
    }

    fn encrypt_pair(keys: &RoundKeys, blocks: &mut [Block; 2]) {
        for block in blocks {
            Self::encrypt(keys, block);
        }
    }
}

impl Default for RoundKeys {
    #[inline(always)]
    fn default() -> Self {
        RoundKeys([0; WORDS])
    }
}

impl Drop for AesTable {
    fn drop(&mut self) {
        wipe_words(&mut self.key);
    }
}

impl Drop for RoundKeys {
    fn drop(&mut self) {
        wipe_words(&mut self.0);
    }
}

/// SubBytes, ShiftRows and MixColumns of the column whose rows come from `a`, `b`, `c` and `d`.
#[inline(always)]
fn column(a: u32, b: u32, c: u32, d: u32) -> u32 {
    look_up(a) ^ look_up(b >> 8).rotate_left(8) ^ look_up(c >> 16).rotate_left(16) ^ look_up(d >> 24).rotate_left(24)
}

/// SubBytes and ShiftRows of the column whose rows come from `a`, `b`, `c` and `d`.
#[inline(never)]
fn last_column(a: u32, b: u32, c: u32, d: u32) -> u32 {
    let substitute = |x| look_up(x) >> 8 & 0xff;
    substitute(a) | substitute(b >> 8) << 8 | substitute(c >> 16) << 16 | substitute(d >> 24) << 24
}

/// The entry of the lowest byte of `x`.
#[inline(always)]
fn look_up(x: u32) -> u32 {
    TABLE[(x & 0xff) as usize]
}

/// The table from the definition (FIPS 197, sections 4.2 and 5.1.1), made by the compiler.
///
/// 3 generates the field: p runs through its powers, q through their inverses.
const fn make_table() -> [u32; 256] {
    let mut table = [0; 256];
    table[0] = entry(0x63);
    let (mut p, mut q) = (1u8, 1u8);
    loop {
        p ^= double(p);
        q ^= q << 1;
        q ^= q << 2;
        q ^= q << 4;
        q ^= 0x09 & 0u8.wrapping_sub(q >> 7);
        let s = q ^ q.rotate_left(1) ^ q.rotate_left(2) ^ q.rotate_left(3) ^ q.rotate_left(4) ^ 0x63;
        table[p as usize] = entry(s);
        if p == 1 {
            return table;
        }
    }
}

const fn entry(s: u8) -> u32 {
    u32::from_le_bytes([double(s), s, s, double(s) ^ s])
}

const fn double(x: u8) -> u8 {
    (x << 1) ^ (0x1b & 0u8.wrapping_sub(x >> 7))
}
