//! GMAC (NIST SP 800-38D, section 3): GCM without a text, as a MAC that needs a nonce, piecewise.
//!
//! A nonce must never be used twice with one key, whatever the texts: two tags under one nonce give
//! the hash key away. Where nonces cannot be kept apart, use [`Cmac`](crate::Cmac).
//!
//! ```
//! use motetls_crypto::{Aes128Ct, Gmac};
//!
//! let key = Gmac::<Aes128Ct>::new(&[7; 16])?;
//! let mut text = key.start(&[0; 12])?;
//! text.update(b"in pieces ");
//! text.update(b"of any length");
//! let tag = text.finish();
//! // What a receiver does.
//! let mut text = key.start(&[0; 12])?;
//! text.update(b"in pieces of any length");
//! assert!(text.verify(&tag).is_ok());
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use crate::aes::BlockCipher;
use crate::cmac::compare_truncated;
use crate::gcm::{AesGcm, GcmMessage, Hashed};
use crate::traits::{Aead, InvalidLength, InvalidTag};

/// A key: the cipher's, and 16 bytes. Wiped when dropped. As constant in time as the cipher is.
pub struct Gmac<C: BlockCipher>(AesGcm<C>);

/// A text under way, 60 bytes on 32-bit cores. Wiped when dropped.
pub struct GmacMessage<'a, C: BlockCipher> {
    key: &'a Gmac<C>,
    message: GcmMessage<Hashed>,
}

impl<C: BlockCipher> Gmac<C> {
    /// Takes in a key.
    ///
    /// # Errors
    /// [`InvalidLength`] when it has another length than the cipher's.
    pub fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        AesGcm::new(key).map(Gmac)
    }

    /// Starts a text with a nonce of one byte or more, better of 12.
    ///
    /// # Errors
    /// [`InvalidLength`] when the nonce is empty.
    pub fn start(&self, nonce: &[u8]) -> Result<GmacMessage<'_, C>, InvalidLength> {
        Ok(GmacMessage { key: self, message: self.0.start_any(nonce, &[], 0)? })
    }
}

impl<C: BlockCipher> GmacMessage<'_, C> {
    /// Appends `data` to the text.
    pub fn update(&mut self, data: &[u8]) {
        self.key.0.authenticate(&mut self.message, data);
    }

    /// Ends the text and yields its tag.
    #[must_use]
    pub fn finish(mut self) -> [u8; 16] {
        self.key.0.end_authentication(&mut self.message);
        self.key.0.tag_any(&mut self.message)
    }

    /// Ends the text and compares its tag with `tag` in constant time.
    ///
    /// # Errors
    /// [`InvalidTag`] when they differ, or `tag` has not 16 bytes.
    pub fn verify(self, tag: &[u8]) -> Result<(), InvalidTag> {
        self.verify_truncated(tag, 16)
    }

    /// The same for tags that a protocol cuts to `length` bytes, 4 to 16 of them; see
    /// [`Cmac::verify_truncated`](crate::Cmac::verify_truncated).
    ///
    /// # Errors
    /// [`InvalidTag`] when they differ, `tag` is of another length than that, or that is none.
    pub fn verify_truncated(self, tag: &[u8], length: usize) -> Result<(), InvalidTag> {
        compare_truncated(&self.finish(), tag, length)
    }
}
