//! Authenticated encryption.

use motetls_base::ct;

use super::hash::ByteArray;
use crate::errors::{InvalidLength, InvalidTag, SealError};

/// Authenticated encryption with associated data and a 12-byte nonce (RFC 5116), in place.
///
/// A message may be handed over whole or in pieces of any length; its whole length is known
/// beforehand, as a record header tells it. Pieces opened before the tag was checked are not
/// authenticated yet. Pieces that are longer in all than the mode takes, and with CCM than was
/// stated beforehand, are not processed: they are overwritten with zeros, as key stream that went
/// on would repeat.
pub trait Aead: Sized {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// Bytes of the key.
    const KEY_LEN: usize;
    /// Bytes of the tag.
    const TAG_LEN: usize;
    /// Bytes of the longest message, the tag left out.
    const MAX_LEN: u64;
    /// One message under way. Wiped when dropped.
    type Message;
    /// The tag, `TAG_LEN` bytes.
    type Tag: ByteArray;

    /// Takes in a key of `KEY_LEN` bytes.
    ///
    /// # Errors
    /// [`InvalidLength`] when `key` has another length.
    fn new(key: &[u8]) -> Result<Self, InvalidLength>;
    /// Starts a message of `length` bytes.
    ///
    /// # Errors
    /// [`InvalidLength`] when that is more than [`Aead::MAX_LEN`], or `aad` is longer than the mode
    /// takes. Where `usize` is narrower than these limits, nothing is compared.
    fn start(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        length: usize,
    ) -> Result<Self::Message, InvalidLength>;
    /// Starts a message of `length` bytes, as few as every mode takes, with less than 2^32 bytes of
    /// `aad`: for records, without a check and its cost.
    fn start_short(&self, nonce: &[u8; 12], aad: &[u8], length: u16) -> Self::Message;
    /// Encrypts the next piece in place.
    fn seal_piece(&self, message: &mut Self::Message, piece: &mut [u8]);
    /// Decrypts the next piece in place. Not authentic until the tag is compared.
    fn open_piece(&self, message: &mut Self::Message, piece: &mut [u8]);
    /// The tag of the message, all of whose pieces were processed. It ends the message: taken once
    /// more it is the same, and pieces that follow are overwritten with zeros.
    fn tag(&self, message: &mut Self::Message) -> Self::Tag;

    /// Compares the tag of the message with `tag` in constant time.
    ///
    /// # Errors
    /// [`InvalidTag`] when they differ: everything opened is to be thrown away.
    fn check(&self, message: &mut Self::Message, tag: &[u8]) -> Result<(), InvalidTag> {
        if ct::equal(self.tag(message).as_ref(), tag) { Ok(()) } else { Err(InvalidTag) }
    }

    /// Decrypts the last piece in place and compares the tag in constant time. An engine that knows
    /// only whole messages opens one here, if the last piece is the first one, too; it need not
    /// write to `piece` then when it fails.
    ///
    /// # Errors
    /// [`InvalidTag`] when the tags differ: everything opened is to be thrown away.
    fn open_last(
        &self,
        message: &mut Self::Message,
        piece: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        self.open_piece(message, piece);
        self.check(message, tag)
    }

    /// Encrypts a whole message in place and yields its tag.
    ///
    /// # Errors
    /// [`SealError::InvalidLength`] as from [`Aead::start`]; `text` is untouched then.
    /// [`SealError::Failed`] by an engine that refused or broke down; `text` is wiped then.
    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> Result<Self::Tag, SealError> {
        let mut message = self.start(nonce, aad, text.len())?;
        self.seal_piece(&mut message, text);
        Ok(self.tag(&mut message))
    }

    /// Decrypts a whole message in place. On failure `text` is wiped.
    ///
    /// # Errors
    /// [`InvalidTag`] when the tag does not fit, or the message is longer than any has.
    fn open(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        let outcome = match self.start(nonce, aad, text.len()) {
            Ok(mut message) => self.open_last(&mut message, text, tag),
            Err(InvalidLength) => Err(InvalidTag),
        };
        if outcome.is_err() {
            text.fill(0);
        }
        outcome
    }
}
