//! Electronic codebook (SP 800-38A, section 6.1): every block for itself.
//!
//! Equal blocks stay equal: this is a part for other constructions, not a way to encrypt a text.
//!
//! ```
//! use motetls_crypto::{Aes128Ct, BlockCipher, modes::ecb};
//!
//! let aes = Aes128Ct::new(&[7; 16]);
//! let mut text = *b"thirty-two bytes are two blocks.";
//! ecb::encrypt(&aes, &mut text)?;
//! ecb::decrypt(&aes, &mut text)?;
//! assert_eq!(&text, b"thirty-two bytes are two blocks.");
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use super::{in_pairs, whole_blocks};
use crate::aes::{BlockCipher, BlockDecrypt};
use crate::traits::InvalidLength;

/// Encrypts whole blocks in place.
///
/// # Errors
/// [`InvalidLength`] when `text` is not a multiple of 16 bytes; it is untouched then.
pub fn encrypt<C: BlockCipher>(cipher: &C, text: &mut [u8]) -> Result<(), InvalidLength> {
    let blocks = whole_blocks(text)?;
    let mut keys = C::RoundKeys::default();
    cipher.expand(&mut keys);
    in_pairs(blocks, |pair| C::encrypt_pair(&keys, pair));
    Ok(())
}

/// Decrypts whole blocks in place.
///
/// # Errors
/// [`InvalidLength`] when `text` is not a multiple of 16 bytes; it is untouched then.
pub fn decrypt<C: BlockDecrypt>(cipher: &C, text: &mut [u8]) -> Result<(), InvalidLength> {
    let blocks = whole_blocks(text)?;
    let mut keys = C::InverseKeys::default();
    cipher.expand_inverse(&mut keys);
    in_pairs(blocks, |pair| C::decrypt_pair(&keys, pair));
    Ok(())
}
