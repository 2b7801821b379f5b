//! GCM (NIST SP 800-38D, RFC 5116) with AES or any other cipher of 16-byte blocks.
//!
//! A nonce must never be used twice with one key. TLS 1.3 allows 2^24.5 full records per key (RFC
//! 9846, section 5.5); a message may have up to 2^36 - 32 bytes, its associated data 2^61 - 1.
//!
//! Through [`Aead`] nonces have 12 bytes; [`Gcm::start_any`] takes nonces of other lengths, which
//! are hashed, so that two may meet by accident: 12 bytes and a counter are better. Tags have 4 to
//! 16 bytes, by type; below 12 a key must be changed early (appendix C).
//!
//! ```
//! use motetls_crypto::gcm::Aes256Gcm;
//! use motetls_crypto::{Aead, InvalidTag};
//!
//! let gcm = Aes256Gcm::new(&[7; 32])?;
//! let mut text = *b"in place";
//! let tag = gcm.seal(&[0; 12], b"header", &mut text)?;
//! let mut forged = text;
//! forged[0] ^= 1;
//! assert_eq!(gcm.open(&[0; 12], b"header", &mut forged, &tag), Err(InvalidTag));
//! assert_eq!(gcm.open(&[0; 12], b"header", &mut text, &tag), Ok(()));
//! assert_eq!(&text, b"in place");
//! # Ok::<(), motetls_crypto::SealError>(())
//! ```

mod counter;
#[cfg(test)]
mod tests;

use crate::aes::{
    Aes128Ct, Aes128SmallVartime, Aes128TableVartime, Aes192Ct, Aes192SmallVartime,
    Aes192TableVartime, Aes256Ct, Aes256SmallVartime, Aes256TableVartime, Block, BlockCipher,
    encrypt_once,
};
use crate::ghash::{fold, multiply};
use crate::modes::{DONE, Direction, at_most, crypt, cut, takes};
use crate::traits::{Aead, ByteArray, InvalidLength, InvalidTag};
use core::marker::PhantomData;
use motetls_base::ct;
use motetls_base::secret::wipe_words;

#[doc(hidden)]
pub use counter::{FirstCounter, Hashed, One};

/// Bytes of the longest text: 2^32 counter blocks less those of the tag and of the first counter.
const MAX_LEN: u64 = (1 << 36) - 32;

/// AES-128-GCM in constant time.
pub type Aes128Gcm = AesGcm<Aes128Ct>;

/// AES-128-GCM with the cipher by table: its key and text leak through caches and memory timing.
pub type Aes128GcmTableVartime = AesGcm<Aes128TableVartime>;

/// AES-128-GCM with the small cipher: its key and text leak through caches and memory timing.
pub type Aes128GcmSmallVartime = AesGcm<Aes128SmallVartime>;

/// AES-192-GCM in constant time.
pub type Aes192Gcm = AesGcm<Aes192Ct>;

/// AES-192-GCM with the cipher by table: its key and text leak through caches and memory timing.
pub type Aes192GcmTableVartime = AesGcm<Aes192TableVartime>;

/// AES-192-GCM with the small cipher: its key and text leak through caches and memory timing.
pub type Aes192GcmSmallVartime = AesGcm<Aes192SmallVartime>;

/// AES-256-GCM in constant time.
pub type Aes256Gcm = AesGcm<Aes256Ct>;

/// AES-256-GCM with the cipher by table: its key and text leak through caches and memory timing.
pub type Aes256GcmTableVartime = AesGcm<Aes256TableVartime>;

/// AES-256-GCM with the small cipher: its key and text leak through caches and memory timing.
pub type Aes256GcmSmallVartime = AesGcm<Aes256SmallVartime>;

/// GCM over the block cipher `C` with tags of 16 bytes.
pub type AesGcm<C> = Gcm<C, [u8; 16]>;

/// GCM over the block cipher `C` with tags `T`: 4, 8 or 12 to 16 bytes.
///
/// Holds the cipher's key and 16 bytes of hash key; wiped when dropped. GHASH is constant time
/// whatever the cipher is.
pub struct Gcm<C: BlockCipher, T: ByteArray> {
    cipher: C,
    /// The hash key, the encryption of zero, as GHASH wants it.
    hash_key: Block,
    tag: PhantomData<T>,
}

/// A message under way: 52 bytes on 32-bit cores, or 60 after a nonce of other than 12 bytes; wiped
/// when dropped.
pub struct GcmMessage<N: FirstCounter = One> {
    /// The state of GHASH.
    hash: Block,
    /// What hides the tag: the encryption of the first counter block. Known as soon as there was
    /// text.
    mask: Block,
    nonce: [u32; 3],
    /// Bytes of text processed.
    position: usize,
    /// Bytes of associated data.
    associated: usize,
    first: N,
}

impl<C: BlockCipher, T: ByteArray> Gcm<C, T> {
    /// Starts a message of `length` bytes with a nonce of one byte or more (section 7.1). Its
    /// pieces and its tag are the methods below.
    ///
    /// # Errors
    /// [`InvalidLength`] when the nonce is empty, or the message or `aad` too long.
    pub fn start_any(
        &self,
        nonce: &[u8],
        aad: &[u8],
        length: usize,
    ) -> Result<GcmMessage<Hashed>, InvalidLength> {
        check_lengths(aad, length)?;
        if nonce.is_empty() {
            return Err(InvalidLength);
        }
        if let Ok(nonce) = nonce.try_into() {
            return Ok(self.begin(nonce_words(nonce), aad, Hashed(1, 0)));
        }
        let mut hash = [0; 4];
        self.hash(&mut hash, nonce);
        // The length in bits, 64 of them.
        let [low, high] = bits(nonce.len());
        hash[0] ^= low;
        hash[1] ^= high;
        multiply(&mut hash, &self.hash_key);
        let [last, c, b, a] = hash;
        wipe_words(&mut hash);
        Ok(self.begin([a, b, c].map(u32::swap_bytes), aad, Hashed(last, 0)))
    }

    /// Encrypts the next piece in place.
    pub fn seal_any(&self, message: &mut GcmMessage<Hashed>, piece: &mut [u8]) {
        self.process(message, piece, Direction::Encrypt);
    }

    /// Decrypts the next piece in place. Not authentic until the tag is compared.
    pub fn open_any(&self, message: &mut GcmMessage<Hashed>, piece: &mut [u8]) {
        self.process(message, piece, Direction::Decrypt);
    }

    /// The tag of the message, all of whose pieces were processed.
    pub fn tag_any(&self, message: &mut GcmMessage<Hashed>) -> T {
        self.finish(message)
    }

    /// Compares the tag of the message with `tag` in constant time.
    ///
    /// # Errors
    /// [`InvalidTag`] when they differ: everything opened is to be thrown away.
    pub fn check_any(
        &self,
        message: &mut GcmMessage<Hashed>,
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        if ct::equal(self.finish(message).as_ref(), tag) { Ok(()) } else { Err(InvalidTag) }
    }

    /// Counter mode and GHASH over the next piece. GHASH takes in the ciphertext.
    #[inline(never)]
    fn process<N: FirstCounter>(
        &self,
        message: &mut GcmMessage<N>,
        piece: &mut [u8],
        direction: Direction,
    ) {
        if piece.is_empty() || !takes(message.position, piece, MAX_LEN) {
            return;
        }
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        let mut keystream = [[0; 4]; 2];
        let mut rest = piece;
        while !rest.is_empty() {
            let mut begins = message.position == 0;
            let first = message.first.first();
            let counter =
                if begins { first } else { first.wrapping_add((message.position / 16) as u32 + 1) };
            keystream =
                [message.counter_block(counter), message.counter_block(counter.wrapping_add(1))];
            C::encrypt_pair(&keys, &mut keystream);
            for block in &keystream {
                if begins {
                    message.mask = *block;
                    begins = false;
                    continue;
                }
                let at = message.position & 15;
                let length = rest.len().min(16 - at);
                let (now, later) = rest.split_at_mut(length);
                rest = later;
                fold(&mut message.hash, &crypt(block, at, now, direction));
                message.position = message.position.wrapping_add(length);
                if at + length == 16 {
                    multiply(&mut message.hash, &self.hash_key);
                }
            }
        }
        wipe_words(keystream.as_flattened_mut());
    }

    /// Starts a message: `words` and `first` are the first counter block.
    #[inline(always)]
    fn begin<N: FirstCounter>(&self, words: [u32; 3], aad: &[u8], first: N) -> GcmMessage<N> {
        let associated = aad.len();
        let mut message =
            GcmMessage { hash: [0; 4], mask: [0; 4], nonce: words, position: 0, associated, first };
        self.hash(&mut message.hash, aad);
        message
    }

    /// GHASH over `data`, completed with zeros.
    #[inline(always)]
    fn hash(&self, hash: &mut Block, data: &[u8]) {
        for part in data.chunks(16) {
            let mut block = [0; 16];
            for (to, from) in block.iter_mut().zip(part) {
                *to = *from;
            }
            fold(hash, &crate::aes::block(&block));
            multiply(hash, &self.hash_key);
        }
    }

    /// Appends `data` to the associated data, of which any piece may end within a block.
    pub(crate) fn authenticate(&self, message: &mut GcmMessage<Hashed>, data: &[u8]) {
        let mut rest = data;
        while !rest.is_empty() {
            let at = message.associated & 15;
            let (now, later) = rest.split_at(rest.len().min(16 - at));
            rest = later;
            let mut block = [0; 16];
            for (to, from) in block.iter_mut().skip(at).zip(now) {
                *to = *from;
            }
            fold(&mut message.hash, &crate::aes::block(&block));
            let (sum, carry) = message.associated.overflowing_add(now.len());
            message.associated = sum;
            message.first.carry(carry);
            if at + now.len() == 16 {
                multiply(&mut message.hash, &self.hash_key);
            }
        }
    }

    /// Completes the last block of the associated data with zeros.
    pub(crate) fn end_authentication(&self, message: &mut GcmMessage<Hashed>) {
        if message.associated & 15 != 0 {
            multiply(&mut message.hash, &self.hash_key);
        }
    }

    /// The tag. Taken once more it is the same: made anew from the state it left, it would give the
    /// hash key away.
    #[inline(always)]
    fn finish<N: FirstCounter>(&self, message: &mut GcmMessage<N>) -> T {
        if message.position != DONE {
            self.complete(message);
        }
        let [a, b, c, d] = message.hash.map(u32::swap_bytes);
        cut(&[d, c, b, a])
    }

    #[inline(always)]
    fn complete<N: FirstCounter>(&self, message: &mut GcmMessage<N>) {
        if message.position == 0 {
            message.mask = message.counter_block(message.first.first());
            encrypt_once(&self.cipher, &mut message.mask);
        }
        if message.position & 15 != 0 {
            multiply(&mut message.hash, &self.hash_key);
        }
        let [a, b, c, d] = &mut message.hash;
        let ([text, text_high], [aad, aad_high]) =
            (bits(message.position), bits(message.associated));
        *d ^= aad_high | message.first.associated_high() << 3;
        *c ^= aad;
        *b ^= text_high;
        *a ^= text;
        multiply(&mut message.hash, &self.hash_key);
        fold(&mut message.hash, &message.mask);
        message.position = DONE;
    }
}

impl<N: FirstCounter> GcmMessage<N> {
    /// The nonce and a counter (section 7.1).
    const fn counter_block(&self, counter: u32) -> Block {
        let [a, b, c] = self.nonce;
        [a, b, c, counter.swap_bytes()]
    }
}

impl<C: BlockCipher, T: ByteArray> Aead for Gcm<C, T> {
    const KEY_LEN: usize = C::Key::LEN;
    const TAG_LEN: usize = T::LEN;
    const MAX_LEN: u64 = MAX_LEN;
    type Message = GcmMessage;
    type Tag = T;

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        const {
            assert!(
                T::LEN == 4 || T::LEN == 8 || (T::LEN >= 12 && T::LEN <= 16),
                "no length of a GCM tag"
            )
        }
        let cipher = C::new(C::Key::of(key).ok_or(InvalidLength)?);
        let (mut zero, mut hash_key) = ([0; 4], [0; 4]);
        encrypt_once(&cipher, &mut zero);
        fold(&mut hash_key, &zero);
        wipe_words(&mut zero);
        Ok(Gcm { cipher, hash_key, tag: PhantomData })
    }

    #[inline(always)]
    fn start(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        length: usize,
    ) -> Result<GcmMessage, InvalidLength> {
        check_lengths(aad, length)?;
        Ok(self.start_short(nonce, aad, 0))
    }

    #[inline(never)]
    fn start_short(&self, nonce: &[u8; 12], aad: &[u8], _: u16) -> GcmMessage {
        self.begin(nonce_words(nonce), aad, One)
    }

    fn seal_piece(&self, message: &mut GcmMessage, piece: &mut [u8]) {
        self.process(message, piece, Direction::Encrypt);
    }

    fn open_piece(&self, message: &mut GcmMessage, piece: &mut [u8]) {
        self.process(message, piece, Direction::Decrypt);
    }

    #[inline(never)]
    fn tag(&self, message: &mut GcmMessage) -> T {
        self.finish(message)
    }
}

impl<C: BlockCipher, T: ByteArray> Drop for Gcm<C, T> {
    fn drop(&mut self) {
        wipe_words(&mut self.hash_key);
    }
}

impl<N: FirstCounter> Drop for GcmMessage<N> {
    fn drop(&mut self) {
        wipe_words(&mut self.hash);
        wipe_words(&mut self.mask);
        // A nonce that was hashed is a value of GHASH, of which the hash key is a root.
        if size_of::<N>() != 0 {
            wipe_words(&mut self.nonce);
            self.first.wipe();
        }
    }
}

/// Whether text and associated data are within the limits of SP 800-38D, section 5.2.1.1.
#[inline(always)]
fn check_lengths(aad: &[u8], length: usize) -> Result<(), InvalidLength> {
    at_most(aad.len(), (1 << 61) - 1)?;
    at_most(length, MAX_LEN)
}

/// `length` bytes in bits, the low word first.
#[inline(always)]
const fn bits(length: usize) -> [u32; 2] {
    [(length as u32) << 3, (length >> 29) as u32]
}

/// A nonce as little-endian words.
#[inline(always)]
fn nonce_words(nonce: &[u8; 12]) -> [u32; 3] {
    let mut words = [0; 3];
    for (word, bytes) in words.iter_mut().zip(nonce.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    words
}
