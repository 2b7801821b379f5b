//! ARIA (RFC 5794), Camellia (RFC 3713) and triple DES (SP 800-67) by their RustCrypto crates, with
//! the feature `rustcrypto-ciphers`.
//!
//! ARIA and Camellia are block ciphers like [`aes`](crate::aes): all modes, GCM, CCM and CMAC take
//! them. Triple DES, whose blocks have 8 bytes, comes with CBC only, to read what was encrypted
//! before 2024 (SP 800-131A). All three look up tables by key and data: **not constant time**.
//!
//! ```
//! use motetls_crypto::rustcrypto::{Aria128, Camellia256, TripleDesCbc};
//! use motetls_crypto::{Aead, BlockCipher, Gcm, modes::ctr::Ctr};
//!
//! let gcm = Gcm::<Aria128, [u8; 16]>::new(&[7; 16])?;
//! let mut text = *b"in place";
//! let tag = gcm.seal(&[0; 12], b"", &mut text)?;
//! assert!(gcm.open(&[0; 12], b"", &mut text, &tag).is_ok());
//!
//! Ctr::new(Camellia256::new(&[7; 32]), &[0; 16]).apply(&mut text);
//!
//! let keys: [u8; 24] = core::array::from_fn(|i| i as u8);
//! let mut cbc = TripleDesCbc::new(&keys, &[9; 8])?;
//! cbc.encrypt(&mut text)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::aes::{Block, BlockCipher, BlockDecrypt, block, bytes};
pub use crate::errors::EqualKeys;
use crate::modes::pkcs7::{self, InvalidPadding};
use crate::traits::InvalidLength;
use aria::cipher::consts::U16;
use aria::cipher::typenum::Unsigned;
use aria::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, KeyInit};
use core::marker::PhantomData;
use motetls_base::ct;
use motetls_base::secret::wipe;

/// ARIA with a 128-bit key.
pub type Aria128 = Foreign<aria::Aria128, 16>;

/// ARIA with a 192-bit key.
pub type Aria192 = Foreign<aria::Aria192, 24>;

/// ARIA with a 256-bit key.
pub type Aria256 = Foreign<aria::Aria256, 32>;

/// Camellia with a 128-bit key.
pub type Camellia128 = Foreign<camellia::Camellia128, 16>;

/// Camellia with a 192-bit key.
pub type Camellia192 = Foreign<camellia::Camellia192, 24>;

/// Camellia with a 256-bit key.
pub type Camellia256 = Foreign<camellia::Camellia256, 32>;

/// A key of the block cipher `B`, which takes `KEY` bytes. Wiped when dropped.
///
/// A key of another length does not compile:
///
/// ```
/// use motetls_crypto::rustcrypto::Foreign;
/// use motetls_crypto::BlockCipher;
/// let _ = Foreign::<aria::Aria128, 16>::new(&[7; 16]);
/// ```
/// ```compile_fail
/// use motetls_crypto::rustcrypto::Foreign;
/// use motetls_crypto::BlockCipher;
/// let _ = Foreign::<aria::Aria128, 32>::new(&[7; 32]);
/// ```
/// ```compile_fail
/// use motetls_crypto::rustcrypto::Foreign;
/// use motetls_crypto::BlockCipher;
/// let _ = Foreign::<aria::Aria128, 15>::new(&[7; 15]);
/// ```
pub struct Foreign<B, const KEY: usize> {
    key: [u8; KEY],
    cipher: PhantomData<B>,
}

/// The round keys of [`Foreign`]. Wiped when dropped.
pub struct KeyedCipher<B>(Option<B>);

impl<B, const KEY: usize> Foreign<B, KEY>
where
    B: KeyInit,
{
    fn round_keys(&self) -> KeyedCipher<B> {
        KeyedCipher(B::new_from_slice(&self.key).ok())
    }
}

impl<B, const KEY: usize> BlockCipher for Foreign<B, KEY>
where
    B: KeyInit + BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>,
{
    type Key = [u8; KEY];
    type RoundKeys = KeyedCipher<B>;

    fn new(key: &[u8; KEY]) -> Self {
        const { assert!(KEY == B::KeySize::USIZE, "no length of a key of this cipher") }
        Foreign { key: *key, cipher: PhantomData }
    }

    fn expand(&self, keys: &mut KeyedCipher<B>) {
        *keys = self.round_keys();
    }

    #[expect(clippy::expect_used, reason = "no caller in this crate leaves keys unexpanded")]
    fn encrypt(keys: &KeyedCipher<B>, state: &mut Block) {
        // Only keys that were not expanded are none; a stream of zeros would hide nothing.
        let cipher = keys.0.as_ref().expect("round keys are expanded before their use");
        let mut text = bytes(state).into();
        cipher.encrypt_block(&mut text);
        *state = block(text.as_ref());
    }

    fn encrypt_pair(keys: &KeyedCipher<B>, blocks: &mut [Block; 2]) {
        for block in blocks {
            Self::encrypt(keys, block);
        }
    }
}

impl<B, const KEY: usize> BlockDecrypt for Foreign<B, KEY>
where
    B: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser<BlockSize = U16>,
{
    type InverseKeys = KeyedCipher<B>;

    fn expand_inverse(&self, keys: &mut KeyedCipher<B>) {
        *keys = self.round_keys();
    }

    #[expect(clippy::expect_used, reason = "no caller in this crate leaves keys unexpanded")]
    fn decrypt(keys: &KeyedCipher<B>, state: &mut Block) {
        let cipher = keys.0.as_ref().expect("round keys are expanded before their use");
        let mut text = bytes(state).into();
        cipher.decrypt_block(&mut text);
        *state = block(text.as_ref());
    }

    fn decrypt_pair(keys: &KeyedCipher<B>, blocks: &mut [Block; 2]) {
        for block in blocks {
            Self::decrypt(keys, block);
        }
    }
}

/// Triple DES with three keys in CBC mode, under way. Wiped when dropped.
///
/// Pieces follow each other as if they were one text. One object goes one way at a time. Two keys
/// are given as the first, the second, and the first again. No more than 2^20 blocks may be
/// encrypted with one key (SP 800-67 Rev. 2, 3.3).
pub struct TripleDesCbc {
    cipher: des::TdesEde3,
    /// The ciphertext block before the next.
    chain: [u8; 8],
}

impl TripleDesCbc {
    /// Takes in three keys of 8 bytes, parity bits ignored, and starts a chain from the
    /// initialization vector `iv`.
    ///
    /// # Errors
    /// [`EqualKeys`] when the second is the first or the third: the pair of them cancels out, and
    /// what remains is single DES (SP 800-67 Rev. 2, section 3.2).
    pub fn new(key: &[u8; 24], iv: &[u8; 8]) -> Result<Self, EqualKeys> {
        let mut keys = key.map(|byte| byte & !1);
        let [first, second, third] = keys.as_chunks::<8>().0 else { return Err(EqualKeys) };
        let equal = ct::equal(first, second) | ct::equal(second, third);
        wipe(&mut keys);
        if equal {
            return Err(EqualKeys);
        }
        Ok(TripleDesCbc { cipher: des::TdesEde3::new(key.into()), chain: *iv })
    }

    /// Starts another chain with the same key.
    pub fn restart(&mut self, iv: &[u8; 8]) {
        self.chain = *iv;
    }

    /// Encrypts the next whole blocks in place.
    ///
    /// # Errors
    /// [`InvalidLength`] when `text` is not a multiple of 8 bytes; it is untouched then.
    pub fn encrypt(&mut self, text: &mut [u8]) -> Result<(), InvalidLength> {
        for block in blocks(text)? {
            add(block, &self.chain);
            self.cipher.encrypt_block(block.into());
            self.chain = *block;
        }
        Ok(())
    }

    /// Decrypts the next whole blocks in place.
    ///
    /// # Errors
    /// [`InvalidLength`] when `text` is not a multiple of 8 bytes; it is untouched then.
    pub fn decrypt(&mut self, text: &mut [u8]) -> Result<(), InvalidLength> {
        for block in blocks(text)? {
            let before = core::mem::replace(&mut self.chain, *block);
            self.cipher.decrypt_block(block.into());
            add(block, &before);
        }
        Ok(())
    }

    /// Pads the last `length` bytes of the text, which lie at the start of `buffer`, and encrypts
    /// them in place. Yields the length of the ciphertext, the next multiple of 8 above `length`.
    ///
    /// # Errors
    /// [`InvalidLength`] when `buffer` is shorter than that; it is untouched then.
    pub fn encrypt_padded(
        &mut self,
        buffer: &mut [u8],
        length: usize,
    ) -> Result<usize, InvalidLength> {
        let padded = pkcs7::pad::<8>(buffer, length)?;
        let total = padded.len();
        self.encrypt(padded)?;
        Ok(total)
    }

    /// Decrypts the last blocks of the text in place and yields them without their padding.
    ///
    /// # Errors
    /// [`InvalidPadding`] when `text` is empty, not whole blocks or not padded; what it holds is
    /// not to be used then.
    pub fn decrypt_padded<'a>(
        &mut self,
        text: &'a mut [u8],
    ) -> Result<&'a mut [u8], InvalidPadding> {
        self.decrypt(text).map_err(|InvalidLength| InvalidPadding)?;
        let length = pkcs7::unpadded_length::<8>(text)?;
        text.get_mut(..length).ok_or(InvalidPadding)
    }
}

impl<B> Default for KeyedCipher<B> {
    fn default() -> Self {
        KeyedCipher(None)
    }
}

impl<B, const KEY: usize> Drop for Foreign<B, KEY> {
    fn drop(&mut self) {
        wipe(&mut self.key);
    }
}

fn blocks(text: &mut [u8]) -> Result<&mut [[u8; 8]], InvalidLength> {
    let (blocks, rest) = text.as_chunks_mut();
    if rest.is_empty() { Ok(blocks) } else { Err(InvalidLength) }
}

fn add(block: &mut [u8; 8], other: &[u8; 8]) {
    for (to, from) in block.iter_mut().zip(other) {
        *to ^= from;
    }
}
