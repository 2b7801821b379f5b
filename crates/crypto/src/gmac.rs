//! GMAC (NIST SP 800-38D, section 3): GCM without a text, as a MAC that needs a nonce, piecewise.
//!
//! A nonce must never be used twice with one key, whatever the texts: two tags under one nonce give the hash key away.
//! Where nonces cannot be kept apart, use [`Cmac`](crate::Cmac). A text may have up to 2^32 - 1 bytes here.
//!
//! ```
//! use motetls_crypto::{AesCt, Gmac};
//!
//! let mut mac = Gmac::<AesCt>::new(&[7; 16], &[0; 12])?;
//! mac.update(b"in pieces ");
//! mac.update(b"of any length");
//! let tag = mac.finish();
//! mac.restart(&[0; 12])?;
//! mac.update(b"in pieces of any length");
//! assert!(mac.check(&tag).is_ok());
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use crate::aes::BlockCipher;
use crate::gcm::{AesGcm, GcmMessage, Hashed};
use crate::traits::{Aead, InvalidLength, Unauthentic};
use motetls_base::same;

/// Bytes of the shortest tag [`Gmac::check`] accepts.
const MIN_TAG: usize = 4;

/// A text under way: the cipher's key and 72 bytes. Wiped when dropped. As constant in time as the cipher is.
pub struct Gmac<C: BlockCipher> {
    gcm: AesGcm<C>,
    message: GcmMessage<Hashed>,
}

impl<C: BlockCipher> Gmac<C> {
    /// Takes in a key and starts a text with a nonce of one byte or more, better of 12.
    ///
    /// # Errors
    /// [`InvalidLength`] when the key has another length than the cipher's, or the nonce is empty.
    pub fn new(key: &[u8], nonce: &[u8]) -> Result<Self, InvalidLength> {
        let gcm = AesGcm::new(key)?;
        let message = gcm.start_any(nonce, &[])?;
        Ok(Gmac { gcm, message })
    }

    /// Starts another text with the same key.
    ///
    /// # Errors
    /// [`InvalidLength`] when the nonce is empty.
    pub fn restart(&mut self, nonce: &[u8]) -> Result<(), InvalidLength> {
        self.message = self.gcm.start_any(nonce, &[])?;
        Ok(())
    }

    /// Appends `data` to the text.
    pub fn update(&mut self, data: &[u8]) {
        self.gcm.authenticate(&mut self.message, data);
    }

    /// Ends the text and yields its tag. Before another text, [`restart`](Self::restart).
    pub fn finish(&mut self) -> [u8; 16] {
        self.gcm.end_authentication(&mut self.message);
        self.gcm.tag_any(&mut self.message)
    }

    /// Ends the text and compares its tag with `tag`, 4 to 16 bytes, in constant time.
    ///
    /// # Errors
    /// [`Unauthentic`] when they differ, or `tag` has another length.
    pub fn check(&mut self, tag: &[u8]) -> Result<(), Unauthentic> {
        let ours = self.finish();
        let ours = ours.get(..tag.len()).ok_or(Unauthentic)?;
        if tag.len() >= MIN_TAG && same(ours, tag) { Ok(()) } else { Err(Unauthentic) }
    }
}
