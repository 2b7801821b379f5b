//! GCM (NIST SP 800-38D, RFC 5116) with AES or any other cipher of 16-byte blocks.
//!
//! A nonce must never be used twice with one key. TLS 1.3 allows 2^24.5 full records per key (RFC 8446, section 5.5);
//! a message may have up to 2^32 - 17 bytes here, as may its associated data (the standard: 2^36 - 32).
//!
//! Through [`Aead`] nonces have 12 bytes; [`Gcm::start_any`] takes nonces of other lengths, which are hashed, so that two
//! may meet by accident: 12 bytes and a counter are better. Tags have 4 to 16 bytes, by type; below 12 a key must be
//! changed early (appendix C).
//!
//! ```
//! use motetls_crypto::{Aead, Aes256GcmCt, Unauthentic};
//!
//! let gcm = Aes256GcmCt::new(&[7; 32])?;
//! let mut text = *b"in place";
//! let tag = gcm.seal(&[0; 12], b"header", &mut text);
//! let mut forged = text;
//! forged[0] ^= 1;
//! assert_eq!(gcm.open(&[0; 12], b"header", &mut forged, &tag), Err(Unauthentic));
//! assert_eq!(gcm.open(&[0; 12], b"header", &mut text, &tag), Ok(()));
//! assert_eq!(&text, b"in place");
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use crate::aes::{
    Aes192Ct, Aes192Small, Aes192Table, Aes256Ct, Aes256Small, Aes256Table, AesCt, AesSmall, AesTable, Block,
    BlockCipher, encrypt_once,
};
use crate::ghash::{fold, multiply};
use crate::modes::{Sees, crypt, cut};
use crate::traits::{Aead, ByteArray, InvalidLength, Unauthentic};
use core::marker::PhantomData;
use motetls_base::same;
use motetls_base::secret::wipe_words;

/// AES-128-GCM in constant time.
pub type Aes128GcmCt = AesGcm<AesCt>;

/// AES-128-GCM with the cipher by table: its key and text leak through caches and memory timing.
pub type Aes128GcmTable = AesGcm<AesTable>;

/// AES-128-GCM with the small cipher: its key and text leak through caches and memory timing.
pub type Aes128GcmSmall = AesGcm<AesSmall>;

/// AES-192-GCM in constant time.
pub type Aes192GcmCt = AesGcm<Aes192Ct>;

/// AES-192-GCM with the cipher by table: its key and text leak through caches and memory timing.
pub type Aes192GcmTable = AesGcm<Aes192Table>;

/// AES-192-GCM with the small cipher: its key and text leak through caches and memory timing.
pub type Aes192GcmSmall = AesGcm<Aes192Small>;

/// AES-256-GCM in constant time.
pub type Aes256GcmCt = AesGcm<Aes256Ct>;

/// AES-256-GCM with the cipher by table: its key and text leak through caches and memory timing.
pub type Aes256GcmTable = AesGcm<Aes256Table>;

/// AES-256-GCM with the small cipher: its key and text leak through caches and memory timing.
pub type Aes256GcmSmall = AesGcm<Aes256Small>;

/// GCM over the block cipher `C` with tags of 16 bytes.
pub type AesGcm<C> = Gcm<C, [u8; 16]>;

/// GCM over the block cipher `C` with tags `T`: 4, 8 or 12 to 16 bytes.
///
/// Holds the cipher's key and 16 bytes of hash key; wiped when dropped. GHASH is constant time whatever the cipher is.
pub struct Gcm<C: BlockCipher, T: ByteArray> {
    cipher: C,
    /// The hash key, the encryption of zero, as GHASH wants it.
    hash_key: Block,
    tag: PhantomData<T>,
}

/// The number in the first counter block: 1 behind a nonce of 12 bytes, anything behind others.
pub trait FirstCounter: sealed::Sealed {
    /// The number.
    fn first(&self) -> u32;
}

/// After a nonce of 12 bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct One;

/// After a nonce of another length.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hashed(u32);

/// A message under way: 52 bytes, or 56 after a nonce of other than 12 bytes; wiped when dropped.
pub struct GcmMessage<N: FirstCounter = One> {
    /// The state of GHASH.
    hash: Block,
    /// What hides the tag: the encryption of the first counter block. Known as soon as there was text.
    mask: Block,
    nonce: [u32; 3],
    /// Bytes of text processed.
    position: u32,
    /// Bytes of associated data.
    associated: u32,
    first: N,
}

impl<C: BlockCipher, T: ByteArray> Gcm<C, T> {
    /// Starts a message with a nonce of one byte or more (section 7.1). Its pieces and its tag are the methods below.
    ///
    /// # Errors
    /// [`InvalidLength`] when the nonce is empty.
    pub fn start_any(&self, nonce: &[u8], aad: &[u8]) -> Result<GcmMessage<Hashed>, InvalidLength> {
        if nonce.is_empty() {
            return Err(InvalidLength);
        }
        if let Ok(nonce) = nonce.try_into() {
            return Ok(self.begin(nonce_words(nonce), aad, Hashed(1)));
        }
        let mut hash = [0; 4];
        self.hash(&mut hash, nonce);
        // The length in bits, 64 of them.
        hash[0] ^= (nonce.len() as u32) << 3;
        hash[1] ^= nonce.len() as u32 >> 29;
        multiply(&mut hash, &self.hash_key);
        let [last, c, b, a] = hash;
        Ok(self.begin([a, b, c].map(u32::swap_bytes), aad, Hashed(last)))
    }

    /// Encrypts the next piece in place.
    pub fn seal_any(&self, message: &mut GcmMessage<Hashed>, piece: &mut [u8]) {
        self.process(message, piece, Sees::After);
    }

    /// Decrypts the next piece in place. Not authentic until the tag is compared.
    pub fn open_any(&self, message: &mut GcmMessage<Hashed>, piece: &mut [u8]) {
        self.process(message, piece, Sees::Before);
    }

    /// The tag of the message, all of whose pieces were processed.
    pub fn tag_any(&self, message: &mut GcmMessage<Hashed>) -> T {
        self.finish(message)
    }

    /// Compares the tag of the message with `tag` in constant time.
    ///
    /// # Errors
    /// [`Unauthentic`] when they differ: everything opened is to be thrown away.
    pub fn check_any(&self, message: &mut GcmMessage<Hashed>, tag: &[u8]) -> Result<(), Unauthentic> {
        if same(self.finish(message).as_ref(), tag) { Ok(()) } else { Err(Unauthentic) }
    }

    /// Counter mode and GHASH over the next piece. GHASH takes in the ciphertext.
    #[inline(never)]
    fn process<N: FirstCounter>(&self, message: &mut GcmMessage<N>, piece: &mut [u8], ciphertext: Sees) {
        if piece.is_empty() {
            return;
        }
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        let mut keystream = [[0; 4]; 2];
        let mut rest = piece;
        while !rest.is_empty() {
            let mut begins = message.position == 0;
            let first = message.first.first();
            let counter = if begins { first } else { first.wrapping_add(message.position / 16 + 1) };
            keystream = [message.counter_block(counter), message.counter_block(counter.wrapping_add(1))];
            C::encrypt_pair(&keys, &mut keystream);
            for block in &keystream {
                if begins {
                    message.mask = *block;
                    begins = false;
                    continue;
                }
                let at = (message.position & 15) as usize;
                let length = rest.len().min(16 - at);
                let (now, later) = rest.split_at_mut(length);
                rest = later;
                fold(&mut message.hash, &crypt(block, at, now, ciphertext));
                message.position = message.position.wrapping_add(length as u32);
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
        let associated = aad.len() as u32;
        let mut message = GcmMessage { hash: [0; 4], mask: [0; 4], nonce: words, position: 0, associated, first };
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
            let at = (message.associated & 15) as usize;
            let (now, later) = rest.split_at(rest.len().min(16 - at));
            rest = later;
            let mut block = [0; 16];
            for (to, from) in block.iter_mut().skip(at).zip(now) {
                *to = *from;
            }
            fold(&mut message.hash, &crate::aes::block(&block));
            message.associated = message.associated.wrapping_add(now.len() as u32);
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

    #[inline(always)]
    fn finish<N: FirstCounter>(&self, message: &mut GcmMessage<N>) -> T {
        if message.position == 0 {
            message.mask = message.counter_block(message.first.first());
            encrypt_once(&self.cipher, &mut message.mask);
        }
        if message.position & 15 != 0 {
            multiply(&mut message.hash, &self.hash_key);
        }
        let [a, b, c, d] = &mut message.hash;
        *d ^= message.associated >> 29;
        *c ^= message.associated << 3;
        *b ^= message.position >> 29;
        *a ^= message.position << 3;
        multiply(&mut message.hash, &self.hash_key);
        fold(&mut message.hash, &message.mask);
        let [a, b, c, d] = message.hash.map(u32::swap_bytes);
        cut(&[d, c, b, a])
    }
}

impl FirstCounter for One {
    #[inline(always)]
    fn first(&self) -> u32 {
        1
    }
}

impl FirstCounter for Hashed {
    fn first(&self) -> u32 {
        self.0
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
    type Message = GcmMessage;
    type Tag = T;

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        const { assert!(T::LEN == 4 || T::LEN == 8 || (T::LEN >= 12 && T::LEN <= 16), "no length of a GCM tag") }
        let cipher = C::new(C::Key::of(key).ok_or(InvalidLength)?);
        let (mut zero, mut hash_key) = ([0; 4], [0; 4]);
        encrypt_once(&cipher, &mut zero);
        fold(&mut hash_key, &zero);
        wipe_words(&mut zero);
        Ok(Gcm { cipher, hash_key, tag: PhantomData })
    }

    #[inline(never)]
    fn start(&self, nonce: &[u8; 12], aad: &[u8], _: usize) -> GcmMessage {
        self.begin(nonce_words(nonce), aad, One)
    }

    fn seal_piece(&self, message: &mut GcmMessage, piece: &mut [u8]) {
        self.process(message, piece, Sees::After);
    }

    fn open_piece(&self, message: &mut GcmMessage, piece: &mut [u8]) {
        self.process(message, piece, Sees::Before);
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
    }
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

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::One {}
    impl Sealed for super::Hashed {}
}
