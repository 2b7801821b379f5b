//! AES (FIPS 197) with 128-bit, 192-bit and 256-bit keys, in three implementations of which a
//! program names one by type.
//!
//! | module | types | purpose |
//! |---|---|---|
//! | [`ct`] | [`Aes128Ct`], [`Aes192Ct`], [`Aes256Ct`] | bitsliced, two blocks at once, constant time: the default |
//! | [`table`] | [`Aes128TableVartime`], [`Aes192TableVartime`], [`Aes256TableVartime`] | by table, faster, leaks through caches and memory timing |
//! | [`small`] | [`Aes128SmallVartime`], [`Aes192SmallVartime`], [`Aes256SmallVartime`] | S-box only, smallest, leaks like the former |
//! | [`size`] | [`KeySize`] | what a key size decides |
//!
//! Flash and instructions per byte on a Cortex-M3 at opt z, of counter mode (encryption only) and
//! of CBC both ways, the figure being that of decryption (`cargo xtask crypto`):
//!
//! | | CTR, 128-bit keys | CTR, 256-bit keys | CBC, 128-bit keys | CBC, 256-bit keys |
//! |---|---|---|---|---|
//! | ct | 2,377 B, 133 | 2,541 B, 180 | 3,312 B, 212 | 3,482 B, 292 |
//! | table | 2,105 B, 47 | 2,193 B, 61 | 3,702 B, 49 | 3,786 B, 62 |
//! | small | 1,177 B, 131 | 1,265 B, 180 | 1,738 B, 169 | 1,818 B, 235 |
//!
//! A key is kept as its bytes; the round keys exist on the stack for the length of one call, and
//! are wiped. Blocks are four little-endian words. Encryption and decryption are two traits: a
//! program that only encrypts, as most modes do in both directions, has no decryption in its image.
//!
//! A single block (ECB, SP 800-38A, section 6.1), the example of FIPS 197, appendix C.1:
//!
//! ```
//! use motetls_crypto::aes::{block, bytes};
//! use motetls_crypto::{Aes128Ct, BlockCipher, BlockDecrypt};
//!
//! let key: [u8; 16] = core::array::from_fn(|i| i as u8);
//! let text: [u8; 16] = core::array::from_fn(|i| 0x11 * i as u8);
//! let aes = Aes128Ct::new(&key);
//!
//! let mut keys = Default::default();
//! aes.expand(&mut keys);
//! let mut state = block(&text);
//! Aes128Ct::encrypt(&keys, &mut state);
//! assert_eq!(bytes(&state)[..4], [0x69, 0xc4, 0xe0, 0xd8]);
//!
//! let mut keys = Default::default();
//! aes.expand_inverse(&mut keys);
//! Aes128Ct::decrypt(&keys, &mut state);
//! assert_eq!(bytes(&state), text);
//! ```

mod columns;
pub mod ct;
mod ct_inverse;
mod sbox;
pub mod size;
pub mod small;
pub mod table;

use crate::traits::ByteArray;

pub use ct::{Aes128Ct, Aes192Ct, Aes256Ct};
pub use size::{Key128, Key192, Key256, KeySize};
pub use small::{Aes128SmallVartime, Aes192SmallVartime, Aes256SmallVartime};
pub use table::{Aes128TableVartime, Aes192TableVartime, Aes256TableVartime};

/// One block as little-endian words: byte `i` is bits `8 * (i % 4)` and up of word `i / 4`.
pub type Block = [u32; 4];

/// A block cipher of 16-byte blocks. Wiped when dropped.
pub trait BlockCipher {
    /// The key: 16, 24 or 32 bytes.
    type Key: ByteArray;
    /// The round keys; by default none yet. Wiped when dropped.
    type RoundKeys: Default;
    /// Takes in a key.
    fn new(key: &Self::Key) -> Self;
    /// Derives the round keys. A place to write them to, because returning them would copy them.
    fn expand(&self, keys: &mut Self::RoundKeys);
    /// Encrypts a block in place.
    fn encrypt(keys: &Self::RoundKeys, block: &mut Block);
    /// Encrypts two blocks in place: as cheap as one where the implementation works on two at a
    /// time.
    fn encrypt_pair(keys: &Self::RoundKeys, blocks: &mut [Block; 2]);
}

/// A block cipher that goes backwards too.
pub trait BlockDecrypt: BlockCipher {
    /// The round keys of the inverse cipher; by default none yet. Wiped when dropped.
    type InverseKeys: Default;
    /// Derives the round keys of the inverse cipher.
    fn expand_inverse(&self, keys: &mut Self::InverseKeys);
    /// Decrypts a block in place.
    fn decrypt(keys: &Self::InverseKeys, block: &mut Block);
    /// Decrypts two blocks in place: as cheap as one where the implementation works on two at a
    /// time.
    fn decrypt_pair(keys: &Self::InverseKeys, blocks: &mut [Block; 2]);
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

/// The sum of two blocks.
#[inline(always)]
pub(crate) fn add([a, b, c, d]: Block, [e, f, g, h]: &Block) -> Block {
    [a ^ e, b ^ f, c ^ g, d ^ h]
}
