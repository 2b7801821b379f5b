//! CCM* (IEEE 802.15.4, annex B; Zigbee specification, annex A): CCM with nonces of 13 bytes and,
//! besides tags of 4, 8 and 16 bytes, none at all: then it encrypts only.
//!
//! A nonce must never be used twice with one key, and a key should serve one tag length: an
//! attacker that makes a receiver take a frame as encrypted only can change it unnoticed. A message
//! may have up to 65535 bytes.
//!
//! ```
//! use motetls_crypto::ccm_star::nonce;
//! use motetls_crypto::{Aes128Ct, CcmStar};
//!
//! let frames = CcmStar::<Aes128Ct, [u8; 4]>::new(&[7; 16])?;
//! let nonce = nonce(0x0012_4b00_0102_0304, 1, 5);
//! let mut payload = *b"on";
//! let tag = frames.seal(&nonce, b"header", &mut payload)?;
//! assert_eq!(frames.open(&nonce, b"header", &mut payload, &tag), Ok(()));
//! assert_eq!(&payload, b"on");
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use crate::aes::BlockCipher;
use crate::ccm::{Ccm, CcmMessage};
use crate::traits::{Aead, ByteArray, InvalidLength, InvalidTag};

/// CCM* over the block cipher `C` with tags `T`: 0, 4, 8 or 16 bytes.
///
/// Holds the cipher's key; wiped when dropped. As constant in time as the cipher is. Without a tag
/// the MAC is computed all the same, and thrown away: by the constant-time AES this costs nothing.
pub struct CcmStar<C: BlockCipher, T: ByteArray> {
    ccm: Ccm<C, T>,
}

impl<C: BlockCipher, T: ByteArray> CcmStar<C, T> {
    /// Takes in a key.
    ///
    /// # Errors
    /// [`InvalidLength`] when `key` has another length than the cipher's.
    pub fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        const { assert!(matches!(T::LEN, 0 | 4 | 8 | 16), "no length of a CCM* tag") }
        Ok(CcmStar { ccm: Ccm::keyed(key)? })
    }

    /// Starts a message of `length` bytes.
    ///
    /// # Errors
    /// [`InvalidLength`] when that is more than 2^16 - 1.
    pub fn start(
        &self,
        nonce: &[u8; 13],
        aad: &[u8],
        length: usize,
    ) -> Result<CcmMessage, InvalidLength> {
        self.ccm.start_general(nonce, aad, length)
    }

    /// Encrypts the next piece in place.
    pub fn seal_piece(&self, message: &mut CcmMessage, piece: &mut [u8]) {
        self.ccm.seal_piece(message, piece);
    }

    /// Decrypts the next piece in place. Not authentic until the tag is compared.
    pub fn open_piece(&self, message: &mut CcmMessage, piece: &mut [u8]) {
        self.ccm.open_piece(message, piece);
    }

    /// The tag of the message, all of whose pieces were processed.
    pub fn tag(&self, message: &mut CcmMessage) -> T {
        self.ccm.tag(message)
    }

    /// Compares the tag of the message with `tag` in constant time.
    ///
    /// # Errors
    /// [`InvalidTag`] when they differ: everything opened is to be thrown away.
    pub fn check(&self, message: &mut CcmMessage, tag: &[u8]) -> Result<(), InvalidTag> {
        self.ccm.check(message, tag)
    }

    /// Encrypts a whole message in place and yields its tag.
    ///
    /// # Errors
    /// [`InvalidLength`] when it has more than 2^16 - 1 bytes; it is untouched then.
    pub fn seal(&self, nonce: &[u8; 13], aad: &[u8], text: &mut [u8]) -> Result<T, InvalidLength> {
        let mut message = self.start(nonce, aad, text.len())?;
        self.seal_piece(&mut message, text);
        Ok(self.tag(&mut message))
    }

    /// Decrypts a whole message in place. On failure `text` is wiped.
    ///
    /// # Errors
    /// [`InvalidTag`] when the tag does not fit, or the message is too long for any.
    pub fn open(
        &self,
        nonce: &[u8; 13],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        let mut message = self.start(nonce, aad, text.len()).map_err(|InvalidLength| InvalidTag)?;
        self.open_piece(&mut message, text);
        let outcome = self.check(&mut message, tag);
        if outcome.is_err() {
            text.fill(0);
        }
        outcome
    }
}

/// The nonce of a frame (IEEE 802.15.4-2020, section 9.3.3.1): the sender's extended address, the
/// frame counter and the security level (1 to 3: tags of 4, 8 and 16 bytes; 4: encryption only; 5
/// to 7: both).
#[must_use]
pub fn nonce(source: u64, frame_counter: u32, security_level: u8) -> [u8; 13] {
    let mut nonce = [0; 13];
    let fields =
        source.to_be_bytes().into_iter().chain(frame_counter.to_be_bytes()).chain([security_level]);
    for (to, from) in nonce.iter_mut().zip(fields) {
        *to = from;
    }
    nonce
}
