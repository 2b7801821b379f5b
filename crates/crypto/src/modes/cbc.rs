//! Cipher block chaining (SP 800-38A, section 6.2), over whole blocks or with the padding of PKCS
//! #7.
//!
//! The first vector must be unpredictable: random, or a counter encrypted under the same key. A
//! padding that is refused must not be told to the sender unless the ciphertext was
//! authenticated first: that is the padding oracle of S. Vaudenay (2002). Decryption works on two
//! blocks at a time; encryption cannot.
//!
//! ```
//! use motetls_crypto::{Aes128Ct, BlockCipher, modes::cbc::Cbc};
//!
//! let mut cbc = Cbc::new(Aes128Ct::new(&[7; 16]), &[9; 16]);
//! let mut buffer = [0; 32];
//! buffer[..21].copy_from_slice(b"any number of bytes, ");
//! let sealed = cbc.encrypt_padded(&mut buffer, 21).unwrap();
//! assert_eq!(sealed, 32);
//!
//! cbc.restart(&[9; 16]);
//! let text = cbc.decrypt_padded(&mut buffer[..sealed])?;
//! assert_eq!(text, b"any number of bytes, ");
//! # Ok::<(), motetls_crypto::modes::pkcs7::InvalidPadding>(())
//! ```

use super::pkcs7::{self, InvalidPadding};
use super::{in_pairs, whole_blocks};
use crate::aes::{Block, BlockCipher, BlockDecrypt, add, block, store};
use crate::traits::InvalidLength;

/// A chain under way: the cipher's key and 16 bytes.
///
/// Pieces follow each other as if they were one text. One object goes one way at a time.
pub struct Cbc<C> {
    cipher: C,
    /// The ciphertext block before the next: nothing secret.
    chain: Block,
}

impl<C: BlockCipher> Cbc<C> {
    /// Starts a chain from the initialization vector `iv`.
    pub fn new(cipher: C, iv: &[u8; 16]) -> Self {
        Cbc { cipher, chain: block(iv) }
    }

    /// Starts another chain with the same key.
    pub fn restart(&mut self, iv: &[u8; 16]) {
        self.chain = block(iv);
    }

    /// Encrypts the next whole blocks in place.
    ///
    /// # Errors
    /// [`InvalidLength`] when `text` is not a multiple of 16 bytes; it is untouched then.
    pub fn encrypt(&mut self, text: &mut [u8]) -> Result<(), InvalidLength> {
        let blocks = whole_blocks(text)?;
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        for bytes in blocks {
            self.chain = add(self.chain, &block(bytes));
            C::encrypt(&keys, &mut self.chain);
            store(&self.chain, bytes);
        }
        Ok(())
    }

    /// Pads the last `length` bytes of the text, which lie at the start of `buffer`, and encrypts
    /// them in place. Yields the length of the ciphertext, the next multiple of 16 above `length`.
    ///
    /// # Errors
    /// [`InvalidLength`] when `buffer` is shorter than that; it is untouched then.
    pub fn encrypt_padded(
        &mut self,
        buffer: &mut [u8],
        length: usize,
    ) -> Result<usize, InvalidLength> {
        let padded = pkcs7::pad::<16>(buffer, length)?;
        let total = padded.len();
        self.encrypt(padded)?;
        Ok(total)
    }
}

impl<C: BlockDecrypt> Cbc<C> {
    /// Decrypts the next whole blocks in place.
    ///
    /// # Errors
    /// [`InvalidLength`] when `text` is not a multiple of 16 bytes; it is untouched then.
    pub fn decrypt(&mut self, text: &mut [u8]) -> Result<(), InvalidLength> {
        let blocks = whole_blocks(text)?;
        let mut keys = C::InverseKeys::default();
        self.cipher.expand_inverse(&mut keys);
        let chain = &mut self.chain;
        in_pairs(blocks, |pair| {
            let [first, second] = *pair;
            C::decrypt_pair(&keys, pair);
            pair[0] = add(pair[0], chain);
            pair[1] = add(pair[1], &first);
            *chain = second;
        });
        Ok(())
    }

    /// Decrypts the last blocks of the text in place and yields them without their padding.
    ///
    /// The time depends on the length of `text` only; that of the result, and whether there is one,
    /// is in the answer.
    ///
    /// # Errors
    /// [`InvalidPadding`] when `text` is empty, not whole blocks or not padded; what it holds is
    /// not to be used then.
    pub fn decrypt_padded<'a>(
        &mut self,
        text: &'a mut [u8],
    ) -> Result<&'a mut [u8], InvalidPadding> {
        self.decrypt(text).map_err(|InvalidLength| InvalidPadding)?;
        let length = pkcs7::unpadded_length::<16>(text)?;
        text.get_mut(..length).ok_or(InvalidPadding)
    }
}
