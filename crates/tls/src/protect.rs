//! Record protection (RFC 9846, section 5.2): a key, an IV and a counter, nothing else.
//!
//! A record is sealed in one act and opened in pieces, because a handshake record may be longer
//! than the buffer it arrives in. Which AEAD stands behind a suite is the profile's choice; a suite
//! the profile does not name is a variant without values.

use motetls_base::Secret;
use motetls_crypto::{Aead, InvalidTag};

use crate::counter::Counter;
use crate::error::ErrorKind;
use crate::hashes::{HashSecret, Hashes};
use crate::profile::Profile;
use crate::schedule::expand_label;
use crate::suite::AeadId;

/// Bytes of the longest key of a suite.
const MAX_KEY: usize = 32;

/// The longest tag of a suite.
pub(crate) const MAX_TAG: usize = 16;

/// One line for each AEAD: the variant that stands for it, and the slot of the profile.
macro_rules! aeads {
    ($($name:ident),*) => {
        /// The AEAD of the negotiated suite, keyed.
        enum Cipher<P: Profile> {
            $($name(P::$name),)*
        }

        /// A record on its way through the AEAD.
        pub(crate) enum Message<P: Profile> {
            $($name(<P::$name as Aead>::Message),)*
        }

        impl<P: Profile> Cipher<P> {
            /// Takes in the front of `key`; `None` when the profile lacks the suite.
            fn new(aead: AeadId, key: &[u8; MAX_KEY]) -> Option<Self> {
                match aead {
                    $(AeadId::$name => {
                        P::$name::new(key.get(..P::$name::KEY_LEN)?).ok().map(Cipher::$name)
                    })*
                }
            }

            /// Starts a record.
            fn start(&self, nonce: &[u8; 12], header: &[u8; 5], length: u16) -> Message<P> {
                match self {
                    $(Cipher::$name(aead) => {
                        Message::$name(aead.start_short(nonce, header, length))
                    })*
                }
            }

            /// Encrypts a record in place and writes its tag to `room`.
            fn seal(&self, message: &mut Message<P>, text: &mut [u8], room: &mut [u8]) {
                match (self, message) {
                    $((Cipher::$name(aead), Message::$name(message)) => {
                        aead.seal_piece(message, text);
                        for (to, from) in room.iter_mut().zip(aead.tag(message).as_ref()) {
                            *to = *from;
                        }
                    })*
                    _ => {}
                }
            }

            /// Decrypts the next piece of a record in place.
            fn open_piece(&self, message: &mut Message<P>, piece: &mut [u8]) {
                match (self, message) {
                    $((Cipher::$name(aead), Message::$name(message)) => {
                        aead.open_piece(message, piece);
                    })*
                    _ => {}
                }
            }

            /// Decrypts the last piece of a record in place and compares its tag.
            fn open_last(
                &self,
                message: &mut Message<P>,
                piece: &mut [u8],
                tag: &[u8],
            ) -> Result<(), InvalidTag> {
                match (self, message) {
                    $((Cipher::$name(aead), Message::$name(message)) => {
                        aead.open_last(message, piece, tag)
                    })*
                    _ => Err(InvalidTag),
                }
            }

            /// Records the key may protect.
            const fn records_per_key(&self) -> u64 {
                match self {
                    $(Cipher::$name(_) => AeadId::$name.records_per_key(),)*
                }
            }

            /// Bytes of the tag.
            fn tag_len(&self) -> usize {
                match self {
                    $(Cipher::$name(_) => P::$name::TAG_LEN,)*
                }
            }
        }

        /// Bytes of the key.
        fn key_len<P: Profile>(aead: AeadId) -> usize {
            match aead {
                $(AeadId::$name => P::$name::KEY_LEN,)*
            }
        }
    };
}

aeads!(Aes128Gcm, Aes256Gcm, ChaCha20Poly1305, Aes128Ccm, Aes128Ccm8);

/// The keys of one direction.
pub(crate) struct Keys<P: Profile> {
    cipher: Cipher<P>,
    iv: Secret<12>,
    pub(crate) sequence: Counter,
}

impl<P: Profile> Keys<P> {
    /// Derives key and IV from a traffic secret (section 7.3); `None` when the profile lacks the
    /// suite.
    #[inline(never)]
    pub(crate) fn new(
        aead: AeadId,
        hash: <P::Hashes as Hashes>::Id,
        secret: &HashSecret<P::Hashes>,
    ) -> Option<Self> {
        let mut key = Secret::<MAX_KEY>::zero();
        let room = key.expose_mut().get_mut(..key_len::<P>(aead))?;
        expand_label(hash, secret, b"key", &[], room);
        let mut iv = Secret::<12>::zero();
        expand_label(hash, secret, b"iv", &[], iv.expose_mut());
        Some(Keys { cipher: Cipher::new(aead, key.expose())?, iv, sequence: Counter::new(0) })
    }

    /// Bytes of the tag.
    pub(crate) fn tag_len(&self) -> usize {
        self.cipher.tag_len()
    }

    /// Whether half of the records this key may protect are used up: time for a KeyUpdate.
    pub(crate) const fn is_worn(&self) -> bool {
        self.sequence.get() >= self.cipher.records_per_key() / 2
    }

    /// Starts the next record of `length` bytes, inner content type and padding included.
    ///
    /// The nonce is the IV with the record's number folded in (section 5.3); the number then moves
    /// on.
    #[inline(never)]
    pub(crate) fn start(
        &mut self,
        header: &[u8; 5],
        length: usize,
    ) -> Result<Message<P>, ErrorKind> {
        let mut nonce = *self.iv.expose();
        let [_, _, _, _, end @ ..] = &mut nonce;
        *end = (u64::from_be_bytes(*end) ^ self.sequence.get()).to_be_bytes();
        self.sequence.increment();
        let length = u16::try_from(length).map_err(|_| ErrorKind::Misuse)?;
        Ok(self.cipher.start(&nonce, header, length))
    }

    /// Decrypts the next piece of a record in place; not authentic before [`Keys::open_last`].
    pub(crate) fn open_piece(&self, message: &mut Message<P>, piece: &mut [u8]) {
        self.cipher.open_piece(message, piece);
    }

    /// Decrypts the last piece of a record in place and compares its tag.
    pub(crate) fn open_last(
        &self,
        message: &mut Message<P>,
        piece: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        self.cipher.open_last(message, piece, tag)
    }

    /// Encrypts a record in place and writes its tag behind it: `body` is text and room for
    /// the tag.
    #[inline(never)]
    pub(crate) fn seal(&mut self, header: &[u8; 5], body: &mut [u8]) -> Result<(), ErrorKind> {
        // A receiver does not enforce the limit (section 5.5): the peer may know a later analysis.
        if self.sequence.get() >= self.cipher.records_per_key() {
            return Err(ErrorKind::KeysExhausted);
        }
        let length = body.len().checked_sub(self.tag_len()).ok_or(ErrorKind::Misuse)?;
        let mut message = self.start(header, length)?;
        let (text, room) = body.split_at_mut_checked(length).ok_or(ErrorKind::Misuse)?;
        self.cipher.seal(&mut message, text, room);
        Ok(())
    }
}
