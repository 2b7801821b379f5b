//! Record protection (RFC 8446, section 5.2): a key, an IV and a counter, nothing else.
//!
//! A record is sealed in one act and opened in pieces, because a handshake record may be longer than the buffer it
//! arrives in. Which AEAD stands behind a suite is the profile's choice; a suite the profile does not name is a variant
//! without values.

use motetls_base::Secret;
use motetls_crypto::{Aead, Unauthentic};

use crate::error::ErrorKind;
use crate::profile::Profile;
use crate::schedule::{HashSecret, expand_label};
use crate::suite::{AeadId, RECORDS_PER_KEY};

/// Bytes of every AES-128 key.
const KEY_LEN: usize = 16;

/// The longest tag of a suite.
pub(crate) const MAX_TAG: usize = 16;

/// The AEAD of the negotiated suite, keyed.
enum Cipher<P: Profile> {
    Gcm(P::Aes128Gcm),
    Ccm(P::Aes128Ccm),
    Ccm8(P::Aes128Ccm8),
}

/// A record on its way through the AEAD.
pub(crate) enum Message<P: Profile> {
    Gcm(<P::Aes128Gcm as Aead>::Message),
    Ccm(<P::Aes128Ccm as Aead>::Message),
    Ccm8(<P::Aes128Ccm8 as Aead>::Message),
}

/// The keys of one direction.
pub(crate) struct Keys<P: Profile> {
    cipher: Cipher<P>,
    iv: Secret<12>,
    sequence: u64,
}

/// The AEAD's verb on whatever cipher and message there are; `$other` where they do not belong together.
macro_rules! dispatch {
    ($keys:expr, $message:expr, |$aead:ident, $m:ident| $do:expr, $other:expr) => {
        match (&$keys.cipher, $message) {
            (Cipher::Gcm($aead), Message::Gcm($m)) => $do,
            (Cipher::Ccm($aead), Message::Ccm($m)) => $do,
            (Cipher::Ccm8($aead), Message::Ccm8($m)) => $do,
            _ => $other,
        }
    };
}

impl<P: Profile> Keys<P> {
    /// Derives key and IV from a traffic secret (section 7.3); `None` when the profile lacks the suite.
    #[inline(never)]
    pub(crate) fn new(aead: AeadId, secret: &HashSecret) -> Option<Self> {
        let mut key = Secret::<KEY_LEN>::zero();
        expand_label::<P::Hash>(secret, b"key", &[], key.expose_mut());
        let mut iv = Secret::<12>::zero();
        expand_label::<P::Hash>(secret, b"iv", &[], iv.expose_mut());
        let cipher = match aead {
            AeadId::Aes128Gcm => P::Aes128Gcm::new(key.expose()).map(Cipher::Gcm),
            AeadId::Aes128Ccm => P::Aes128Ccm::new(key.expose()).map(Cipher::Ccm),
            AeadId::Aes128Ccm8 => P::Aes128Ccm8::new(key.expose()).map(Cipher::Ccm8),
        };
        Some(Keys { cipher: cipher.ok()?, iv, sequence: 0 })
    }

    /// Bytes of the tag.
    pub(crate) fn tag_len(&self) -> usize {
        match self.cipher {
            Cipher::Gcm(_) => P::Aes128Gcm::TAG_LEN,
            Cipher::Ccm(_) => P::Aes128Ccm::TAG_LEN,
            Cipher::Ccm8(_) => P::Aes128Ccm8::TAG_LEN,
        }
    }

    /// Whether half of the records this key may protect are used up: time for a KeyUpdate.
    pub(crate) const fn is_worn(&self) -> bool {
        self.sequence >= RECORDS_PER_KEY / 2
    }

    /// Starts the next record of `length` bytes, inner content type and padding included.
    ///
    /// The nonce is the IV with the record's number folded in (section 5.3); the number then moves on.
    #[inline(never)]
    pub(crate) fn start(&mut self, header: &[u8; 5], length: usize) -> Result<Message<P>, ErrorKind> {
        if self.sequence >= RECORDS_PER_KEY {
            return Err(ErrorKind::KeysExhausted);
        }
        let mut nonce = *self.iv.expose();
        for (byte, number) in nonce.iter_mut().skip(4).zip(self.sequence.to_be_bytes()) {
            *byte ^= number;
        }
        self.sequence = self.sequence.wrapping_add(1);
        Ok(match &self.cipher {
            Cipher::Gcm(aead) => Message::Gcm(aead.start(&nonce, header, length)),
            Cipher::Ccm(aead) => Message::Ccm(aead.start(&nonce, header, length)),
            Cipher::Ccm8(aead) => Message::Ccm8(aead.start(&nonce, header, length)),
        })
    }

    /// Decrypts the next piece of a record in place; not authentic before [`Keys::open_last`].
    pub(crate) fn open_piece(&self, message: &mut Message<P>, piece: &mut [u8]) {
        dispatch!(self, message, |aead, m| aead.open_piece(m, piece), {});
    }

    /// Decrypts the last piece of a record in place and compares its tag.
    pub(crate) fn open_last(&self, message: &mut Message<P>, piece: &mut [u8], tag: &[u8]) -> Result<(), Unauthentic> {
        dispatch!(self, message, |aead, m| aead.open_last(m, piece, tag), Err(Unauthentic))
    }

    /// Encrypts a whole record in place and writes its tag behind it: `body` is text and room for the tag.
    #[inline(never)]
    pub(crate) fn seal(&mut self, header: &[u8; 5], body: &mut [u8]) -> Result<(), ErrorKind> {
        let length = body.len().checked_sub(self.tag_len()).ok_or(ErrorKind::Misuse)?;
        let mut message = self.start(header, length)?;
        let (text, room) = body.split_at_mut_checked(length).ok_or(ErrorKind::Misuse)?;
        dispatch!(
            self,
            &mut message,
            |aead, m| {
                aead.seal_piece(m, text);
                for (to, from) in room.iter_mut().zip(aead.tag(m).as_ref()) {
                    *to = *from;
                }
            },
            {}
        );
        Ok(())
    }
}
