//! AEADs of engines that know only whole messages: most hardware, and most libraries on hosts.
//!
//! The record layer hands over a record whole if it fits the buffer, and in pieces if it does not.
//! [`OneShot`] gives whole messages to an engine and the rare others to a second implementation, so
//! that an engine is three functions:
//!
//! ```
//! use motetls_crypto::{
//!     Aead, Aes128Ct, AesGcm, InvalidLength, InvalidTag, OneShot, OneShotAead, SealError,
//! };
//!
//! /// A stand-in for the engine: the portable code.
//! struct Engine(AesGcm<Aes128Ct>);
//!
//! impl OneShotAead for Engine {
//!     const KEY_LEN: usize = 16;
//!     type Tag = [u8; 16];
//!     fn new(key: &[u8]) -> Result<Self, InvalidLength> {
//!         AesGcm::new(key).map(Engine)
//!     }
//!     fn seal(
//!         &self,
//!         nonce: &[u8; 12],
//!         aad: &[u8],
//!         text: &mut [u8],
//!     ) -> Result<[u8; 16], SealError> {
//!         self.0.seal(nonce, aad, text)
//!     }
//!     fn open(
//!         &self,
//!         nonce: &[u8; 12],
//!         aad: &[u8],
//!         text: &mut [u8],
//!         tag: &[u8],
//!     ) -> Result<(), InvalidTag> {
//!         self.0.open(nonce, aad, text, tag)
//!     }
//! }
//!
//! type Gcm = OneShot<Engine, AesGcm<Aes128Ct>>;
//! let gcm = Gcm::new(&[7; 16]).unwrap();
//! let mut text = *b"sensor";
//! let tag = gcm.seal(&[1; 12], b"", &mut text).unwrap();
//! assert!(gcm.open(&[1; 12], b"", &mut text, &tag).is_ok() && text == *b"sensor");
//! ```

use crate::modes::at_most;
use crate::traits::{Aead, ByteArray, InvalidLength, InvalidTag, SealError};

/// The longest associated data an engine is given; messages with more go to the second one. TLS has
/// 5 or 13 bytes, DTLS with connection identifiers a few more.
const MAX_AAD: usize = 32;

/// Authenticated encryption of whole messages in place, with 12-byte nonces.
pub trait OneShotAead: Sized {
    /// Bytes of the key.
    const KEY_LEN: usize;
    /// The tag.
    type Tag: ByteArray;

    /// Takes in a key of `KEY_LEN` bytes.
    ///
    /// # Errors
    /// [`InvalidLength`] when `key` has another length.
    fn new(key: &[u8]) -> Result<Self, InvalidLength>;
    /// Encrypts `text`, of which [`OneShot`] has checked the length, and yields its tag.
    ///
    /// # Errors
    /// [`SealError::Failed`] when the engine refuses or breaks down; [`OneShot`] wipes `text` then.
    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> Result<Self::Tag, SealError>;
    /// Decrypts `text`, if `tag` fits.
    ///
    /// # Errors
    /// [`InvalidTag`] when it does not, or the engine broke down; `text` is not to be used then.
    fn open(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag>;
}

/// An [`Aead`] of the engine `W` for whole messages and of `A` for those that come in pieces: of
/// the same cipher.
pub struct OneShot<W, A> {
    engine: W,
    pieces: A,
}

/// A message under way. Wiped as that of `A` is.
pub struct OneShotMessage<A: Aead> {
    nonce: [u8; 12],
    aad: [u8; MAX_AAD],
    aad_length: usize,
    length: usize,
    stage: Stage<A>,
}

enum Stage<A: Aead> {
    /// Nothing was processed.
    Waiting,
    /// The engine has sealed it, or failed: no peer takes the tag of zeros then.
    Sealed(A::Tag),
    Pieces(A::Message),
}

impl<A: Aead> OneShotMessage<A> {
    /// Whether `piece` is the whole message, and none of it was processed.
    fn is_one_shot(&self, piece: &[u8]) -> bool {
        matches!(self.stage, Stage::Waiting) && piece.len() == self.length
    }

    fn aad(&self) -> &[u8] {
        self.aad.get(..self.aad_length).unwrap_or(&[])
    }

    /// The message as `A` has it, which starts it if need be. None after the engine sealed it.
    fn piecewise(&mut self, pieces: &A) -> Option<&mut A::Message> {
        if matches!(self.stage, Stage::Waiting) {
            self.stage = Stage::Pieces(pieces.start(&self.nonce, self.aad(), self.length).ok()?);
        }
        if let Stage::Pieces(message) = &mut self.stage { Some(message) } else { None }
    }
}

impl<W: OneShotAead, A> OneShot<W, A> {
    /// A whole message sealed by the engine; wiped if it fails.
    fn sealed(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> Result<W::Tag, SealError> {
        let outcome = self.engine.seal(nonce, aad, text);
        if outcome.is_err() {
            text.fill(0);
        }
        outcome
    }
}

impl<W: OneShotAead, A: Aead<Tag = W::Tag>> Aead for OneShot<W, A> {
    const KEY_LEN: usize = W::KEY_LEN;
    const TAG_LEN: usize = W::Tag::LEN;
    const MAX_LEN: u64 = A::MAX_LEN;
    type Message = OneShotMessage<A>;
    type Tag = W::Tag;

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        Ok(OneShot { engine: W::new(key)?, pieces: A::new(key)? })
    }

    fn start(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        length: usize,
    ) -> Result<OneShotMessage<A>, InvalidLength> {
        at_most(length, A::MAX_LEN)?;
        let (aad, aad_length, stage) = match kept(aad) {
            Some((kept, length)) => (kept, length, Stage::Waiting),
            None => ([0; MAX_AAD], 0, Stage::Pieces(self.pieces.start(nonce, aad, length)?)),
        };
        Ok(OneShotMessage { nonce: *nonce, aad, aad_length, length, stage })
    }

    fn start_short(&self, nonce: &[u8; 12], aad: &[u8], length: u16) -> OneShotMessage<A> {
        let (aad, aad_length, stage) = match kept(aad) {
            Some((kept, length)) => (kept, length, Stage::Waiting),
            None => ([0; MAX_AAD], 0, Stage::Pieces(self.pieces.start_short(nonce, aad, length))),
        };
        OneShotMessage { nonce: *nonce, aad, aad_length, length: usize::from(length), stage }
    }

    fn seal_piece(&self, message: &mut OneShotMessage<A>, piece: &mut [u8]) {
        if message.is_one_shot(piece) {
            let tag = self.sealed(&message.nonce, message.aad(), piece);
            message.stage = Stage::Sealed(tag.unwrap_or(W::Tag::ZERO));
        } else if let Some(message) = message.piecewise(&self.pieces) {
            self.pieces.seal_piece(message, piece);
        } else {
            // More than was announced, and the engine is through: no plaintext goes out.
            piece.fill(0);
        }
    }

    fn open_piece(&self, message: &mut OneShotMessage<A>, piece: &mut [u8]) {
        if let Some(message) = message.piecewise(&self.pieces) {
            self.pieces.open_piece(message, piece);
        }
    }

    fn tag(&self, message: &mut OneShotMessage<A>) -> W::Tag {
        if message.is_one_shot(&[]) {
            let tag = self.sealed(&message.nonce, message.aad(), &mut []);
            return tag.unwrap_or(W::Tag::ZERO);
        }
        match &message.stage {
            Stage::Sealed(tag) => *tag,
            _ => message
                .piecewise(&self.pieces)
                .map_or(W::Tag::ZERO, |message| self.pieces.tag(message)),
        }
    }

    fn check(&self, message: &mut OneShotMessage<A>, tag: &[u8]) -> Result<(), InvalidTag> {
        if message.is_one_shot(&[]) {
            // Not by comparison with what `seal` yields: of a broken engine that is zeros.
            return self.engine.open(&message.nonce, message.aad(), &mut [], tag);
        }
        let message = message.piecewise(&self.pieces).ok_or(InvalidTag)?;
        self.pieces.check(message, tag)
    }

    fn open_last(
        &self,
        message: &mut OneShotMessage<A>,
        piece: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        if message.is_one_shot(piece) {
            return self.engine.open(&message.nonce, message.aad(), piece, tag);
        }
        let message = message.piecewise(&self.pieces).ok_or(InvalidTag)?;
        self.pieces.open_last(message, piece, tag)
    }

    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> Result<W::Tag, SealError> {
        if aad.len() > MAX_AAD {
            return self.pieces.seal(nonce, aad, text);
        }
        at_most(text.len(), A::MAX_LEN)?;
        self.sealed(nonce, aad, text)
    }

    fn open(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        if aad.len() > MAX_AAD {
            return self.pieces.open(nonce, aad, text, tag);
        }
        let outcome = at_most(text.len(), A::MAX_LEN)
            .map_err(|InvalidLength| InvalidTag)
            .and_then(|()| self.engine.open(nonce, aad, text, tag));
        if outcome.is_err() {
            text.fill(0);
        }
        outcome
    }
}

/// Associated data for an engine, and its length; none if that is more than an engine is given.
fn kept(aad: &[u8]) -> Option<([u8; MAX_AAD], usize)> {
    let mut kept = [0; MAX_AAD];
    for (to, from) in kept.get_mut(..aad.len())?.iter_mut().zip(aad) {
        *to = *from;
    }
    Some((kept, aad.len()))
}
