//! AEADs of engines that know only whole messages: most hardware, and most libraries on hosts.
//!
//! The record layer hands over a record whole if it fits the buffer, and in pieces if it does not. [`Whole`] gives whole
//! messages to an engine and the rare others to a second implementation, so that an engine is three functions:
//!
//! ```
//! use motetls_crypto::{Aead, AesCt, AesGcm, InvalidLength, Unauthentic, Whole, WholeAead};
//!
//! /// A stand-in for the engine: the portable code.
//! struct Engine(AesGcm<AesCt>);
//!
//! impl WholeAead for Engine {
//!     const KEY_LEN: usize = 16;
//!     type Tag = [u8; 16];
//!     fn new(key: &[u8]) -> Result<Self, InvalidLength> {
//!         AesGcm::new(key).map(Engine)
//!     }
//!     fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> [u8; 16] {
//!         self.0.seal(nonce, aad, text)
//!     }
//!     fn open(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8], tag: &[u8]) -> Result<(), Unauthentic> {
//!         self.0.open(nonce, aad, text, tag)
//!     }
//! }
//!
//! type Gcm = Whole<Engine, AesGcm<AesCt>>;
//! let gcm = Gcm::new(&[7; 16]).unwrap();
//! let mut text = *b"sensor";
//! let tag = gcm.seal(&[1; 12], b"", &mut text);
//! assert!(gcm.open(&[1; 12], b"", &mut text, &tag).is_ok() && text == *b"sensor");
//! ```

use crate::traits::{Aead, ByteArray, InvalidLength, Unauthentic};

/// The longest associated data an engine is given; messages with more go the other way. TLS has 5 or 13 bytes, DTLS with
/// connection identifiers a few more.
const MAX_AAD: usize = 32;

/// Authenticated encryption of whole messages in place, with 12-byte nonces.
pub trait WholeAead: Sized {
    /// Bytes of the key.
    const KEY_LEN: usize;
    /// The tag.
    type Tag: ByteArray;

    /// Takes in a key of `KEY_LEN` bytes.
    ///
    /// # Errors
    /// [`InvalidLength`] when `key` has another length.
    fn new(key: &[u8]) -> Result<Self, InvalidLength>;
    /// Encrypts `text` and yields its tag. An engine that breaks down wipes `text` and yields zeros: no peer takes that.
    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> Self::Tag;
    /// Decrypts `text`, if `tag` fits.
    ///
    /// # Errors
    /// [`Unauthentic`] when it does not, or the engine broke down; `text` is not to be used then.
    fn open(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8], tag: &[u8]) -> Result<(), Unauthentic>;
}

/// An [`Aead`] of the engine `W` for whole messages and of `A` for those that come in pieces: of the same cipher.
pub struct Whole<W, A> {
    engine: W,
    pieces: A,
}

/// A message under way. Wiped as that of `A` is.
pub struct WholeMessage<A: Aead> {
    nonce: [u8; 12],
    aad: [u8; MAX_AAD],
    aad_length: usize,
    length: usize,
    stage: Stage<A>,
}

enum Stage<A: Aead> {
    /// Nothing was processed.
    Waiting,
    /// The engine has sealed it.
    Sealed(A::Tag),
    Pieces(A::Message),
}

impl<A: Aead> WholeMessage<A> {
    /// Whether `piece` is the whole message, and none of it was processed.
    fn is_whole(&self, piece: &[u8]) -> bool {
        matches!(self.stage, Stage::Waiting) && piece.len() == self.length
    }

    fn aad(&self) -> &[u8] {
        self.aad.get(..self.aad_length).unwrap_or(&[])
    }

    /// The message as `A` has it, which starts it if need be. None after the engine sealed it.
    fn piecewise(&mut self, pieces: &A) -> Option<&mut A::Message> {
        if matches!(self.stage, Stage::Waiting) {
            self.stage = Stage::Pieces(pieces.start(&self.nonce, self.aad(), self.length));
        }
        if let Stage::Pieces(message) = &mut self.stage { Some(message) } else { None }
    }
}

impl<W: WholeAead, A: Aead<Tag = W::Tag>> Aead for Whole<W, A> {
    const KEY_LEN: usize = W::KEY_LEN;
    const TAG_LEN: usize = W::Tag::LEN;
    type Message = WholeMessage<A>;
    type Tag = W::Tag;

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        Ok(Whole { engine: W::new(key)?, pieces: A::new(key)? })
    }

    fn start(&self, nonce: &[u8; 12], aad: &[u8], length: usize) -> WholeMessage<A> {
        let mut known = [0; MAX_AAD];
        let stage = match known.get_mut(..aad.len()) {
            Some(known) => {
                for (to, from) in known.iter_mut().zip(aad) {
                    *to = *from;
                }
                Stage::Waiting
            }
            None => Stage::Pieces(self.pieces.start(nonce, aad, length)),
        };
        WholeMessage { nonce: *nonce, aad: known, aad_length: aad.len(), length, stage }
    }

    fn seal_piece(&self, message: &mut WholeMessage<A>, piece: &mut [u8]) {
        if message.is_whole(piece) {
            message.stage = Stage::Sealed(self.engine.seal(&message.nonce, message.aad(), piece));
        } else if let Some(message) = message.piecewise(&self.pieces) {
            self.pieces.seal_piece(message, piece);
        }
    }

    fn open_piece(&self, message: &mut WholeMessage<A>, piece: &mut [u8]) {
        if let Some(message) = message.piecewise(&self.pieces) {
            self.pieces.open_piece(message, piece);
        }
    }

    fn tag(&self, message: &mut WholeMessage<A>) -> W::Tag {
        if message.is_whole(&[]) {
            return self.engine.seal(&message.nonce, message.aad(), &mut []);
        }
        match &message.stage {
            Stage::Sealed(tag) => *tag,
            _ => message.piecewise(&self.pieces).map_or(W::Tag::ZERO, |message| self.pieces.tag(message)),
        }
    }

    fn open_last(&self, message: &mut WholeMessage<A>, piece: &mut [u8], tag: &[u8]) -> Result<(), Unauthentic> {
        if message.is_whole(piece) {
            return self.engine.open(&message.nonce, message.aad(), piece, tag);
        }
        let message = message.piecewise(&self.pieces).ok_or(Unauthentic)?;
        self.pieces.open_last(message, piece, tag)
    }

    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> W::Tag {
        self.engine.seal(nonce, aad, text)
    }

    fn open(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8], tag: &[u8]) -> Result<(), Unauthentic> {
        let outcome = self.engine.open(nonce, aad, text, tag);
        if outcome.is_err() {
            text.fill(0);
        }
        outcome
    }
}
