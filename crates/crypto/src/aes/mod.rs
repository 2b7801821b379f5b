//! AES-128 (FIPS 197), encryption only: the modes of this crate need nothing else.
//!
//! | module | purpose |
//! |---|---|
//! | [`ct`] | bitsliced, two blocks at once, constant time: the default |
//! | [`table`] | by table, faster, leaks through caches and memory timing |
//!
//! A key is kept as its 16 bytes; the round keys exist on the stack for the length of one call, and are wiped. Blocks
//! are four little-endian words.

pub mod ct;
mod sbox;
pub mod table;

pub use ct::AesCt;
pub use table::AesTable;

/// One block as little-endian words: byte `i` is bits `8 * (i % 4)` and up of word `i / 4`.
pub type Block = [u32; 4];

/// A block cipher of 16-byte keys and blocks. Wiped when dropped.
pub trait BlockCipher {
    /// The round keys; by default none yet. Wiped when dropped.
    type RoundKeys: Default;
    /// Takes in a key.
    fn new(key: &[u8; 16]) -> Self;
    /// Derives the round keys. A place to write them to, because returning them would copy them.
    fn expand(&self, keys: &mut Self::RoundKeys);
    /// Encrypts a block in place.
    fn encrypt(keys: &Self::RoundKeys, block: &mut Block);
    /// Encrypts two blocks in place: as cheap as one where the implementation works on two at a time.
    fn encrypt_pair(keys: &Self::RoundKeys, blocks: &mut [Block; 2]);
}

/// Encrypts one block under a key not expanded yet.
#[inline(never)]
pub(crate) fn encrypt_once<C: BlockCipher>(cipher: &C, block: &mut Block) {
    let mut keys = C::RoundKeys::default();
    cipher.expand(&mut keys);
    C::encrypt(&keys, block);
}

/// A block from its bytes.
#[inline(always)]
#[must_use]
pub fn block(bytes: &[u8; 16]) -> Block {
    let word = |i: usize| u32::from_le_bytes([bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]]);
    [word(0), word(4), word(8), word(12)]
}

/// The bytes of a block.
#[must_use]
pub fn bytes(block: &Block) -> [u8; 16] {
    let mut bytes = [0; 16];
    store(block, &mut bytes);
    bytes
}

/// Writes the bytes of a block.
#[inline(always)]
pub(crate) fn store(block: &Block, bytes: &mut [u8; 16]) {
    if let [a, b, c, d] = bytes.as_chunks_mut().0 {
        *a = block[0].to_le_bytes();
        *b = block[1].to_le_bytes();
        *c = block[2].to_le_bytes();
        *d = block[3].to_le_bytes();
    }
}
