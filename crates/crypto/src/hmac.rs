//! HMAC (RFC 2104, FIPS 198-1) over any [`Hash`].
//!
//! Keys of any length, tags as long as the digest or cut shorter. [`Hmac`] is a key, ready for any
//! number of messages; [`HmacMessage`] is one message under way, with a hash of its own; [`once`]
//! is for a key with one message, and takes any hash. Constant time in key and message.
//!
//! ```
//! use motetls_crypto::{Hmac, Sha256};
//!
//! let key = Hmac::<Sha256>::new(b"key");
//! let tag = key.mac(&[b"The quick brown fox ", b"jumps over the lazy dog"]);
//! assert_eq!(tag[..4], [0xf7, 0xbc, 0x83, 0xf4]);
//! assert!(key.verify(&[b"The quick brown fox jumps over the lazy dog"], &tag).is_ok());
//!
//! let mut message = key.start();
//! message.update(b"The quick brown fox ");
//! message.update(b"jumps over the lazy dog");
//! assert_eq!(message.finish(), tag);
//! ```

use crate::traits::{ByteArray, Hash, InvalidTag, ResumableHash};
use motetls_base::ct;
use motetls_base::secret::wipe;
use zeroize::Zeroize;

/// The byte the padded key is added to before it begins the inner hash.
const INNER: u8 = 0x36;

/// The same for the outer hash.
const OUTER: u8 = 0x5c;

/// Bytes a truncated tag must have at least, and half a digest if that is more (RFC 2104, section
/// 5).
const SHORTEST: usize = 10;

/// The tag of one message, given in parts, under a key used only once: nothing is kept of the
/// key.
#[inline(never)]
#[must_use]
pub fn once<H: Hash>(key: &[u8], parts: &[&[u8]]) -> H::Output {
    let mut hash = H::new();
    absorb_key(&mut hash, key, INNER);
    for part in parts {
        hash.update(part);
    }
    let mut digest = hash.finish();
    absorb_key(&mut hash, key, OUTER);
    hash.update(digest.as_ref());
    wipe(digest.as_mut());
    hash.finish()
}

/// A keyed HMAC: what two hashes became by taking in the padded key, ready for any number of
/// messages.
///
/// Keying costs two compressions, each message after that two more than its own. Keys may have any
/// length; tags are as long as the digest. Two chaining values in size (64 bytes with SHA-256),
/// wiped when dropped. Constant time in key and message.
pub struct Hmac<H: ResumableHash> {
    inner: H::Midstate,
    outer: H::Midstate,
}

impl<H: ResumableHash> Hmac<H> {
    /// Takes in a key.
    #[inline(never)]
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        let mut hash = H::new();
        absorb_key(&mut hash, key, INNER);
        let inner = hash.midstate();
        hash.restart();
        absorb_key(&mut hash, key, OUTER);
        Hmac { inner, outer: hash.midstate() }
    }

    /// The tag of one message, given in parts.
    #[inline(never)]
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> H::Output {
        let mut message = H::new();
        self.begin(&mut message);
        for part in parts {
            message.update(part);
        }
        self.end(&mut message)
    }

    /// Compares the tag of one message, given in parts, with `tag` in constant time.
    ///
    /// # Errors
    /// [`InvalidTag`] when they differ, or `tag` is not as long as a digest.
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> Result<(), InvalidTag> {
        self.verify_truncated(parts, tag, H::Output::LEN)
    }

    /// The same for tags that a protocol cuts to `length` bytes: at least 10 and half a digest (RFC
    /// 2104, section 5). The length is the protocol's: one that follows `tag` lets a forger choose
    /// how little there is to guess.
    ///
    /// # Errors
    /// [`InvalidTag`] when they differ, `tag` is of another length than that, or that is none.
    #[inline(never)]
    pub fn verify_truncated(
        &self,
        parts: &[&[u8]],
        tag: &[u8],
        length: usize,
    ) -> Result<(), InvalidTag> {
        compare(&mut self.mac(parts), tag, length)
    }

    /// Starts a message that is given piece by piece.
    #[must_use]
    pub fn start(&self) -> HmacMessage<'_, H> {
        let mut hash = H::new();
        self.begin(&mut hash);
        HmacMessage { key: self, hash }
    }

    /// Begins a message: `message` is the hash it is to be fed to with [`Hash::update`].
    pub fn begin(&self, message: &mut H) {
        message.resume(&self.inner);
    }

    /// The tag of a message begun with [`Hmac::begin`]. `message` is left in no useful state.
    #[inline(never)]
    #[must_use]
    pub fn end(&self, message: &mut H) -> H::Output {
        let mut digest = message.finish();
        message.resume(&self.outer);
        message.update(digest.as_ref());
        wipe(digest.as_mut());
        message.finish()
    }
}

/// A message under way: what its pieces are fed to. Wiped when dropped.
pub struct HmacMessage<'a, H: ResumableHash> {
    key: &'a Hmac<H>,
    hash: H,
}

impl<H: ResumableHash> HmacMessage<'_, H> {
    /// Appends `data` to the message.
    pub fn update(&mut self, data: &[u8]) {
        self.hash.update(data);
    }

    /// The tag of the message.
    #[must_use]
    pub fn finish(mut self) -> H::Output {
        self.key.end(&mut self.hash)
    }

    /// Compares the tag of the message with `tag`, as [`Hmac::verify`] does.
    ///
    /// # Errors
    /// [`InvalidTag`] as there.
    pub fn verify(self, tag: &[u8]) -> Result<(), InvalidTag> {
        compare(&mut self.finish(), tag, H::Output::LEN)
    }

    /// Compares a tag cut to `length` bytes, as [`Hmac::verify_truncated`] does.
    ///
    /// # Errors
    /// [`InvalidTag`] as there.
    pub fn verify_truncated(self, tag: &[u8], length: usize) -> Result<(), InvalidTag> {
        compare(&mut self.finish(), tag, length)
    }
}

/// A [`Hash`] that does not give out its chaining value, for [`Hmac`]: what is kept of a key is a
/// clone of the running hash.
#[derive(Clone)]
pub struct ClonedHash<H: Hash>(H);

/// A running hash set aside: as secret as what it took in, and wiped as it wipes itself.
pub struct Running<H: Hash>(pub(crate) H);

impl<H: Hash> Zeroize for Running<H> {
    fn zeroize(&mut self) {
        // The old state is dropped, and wiped by that.
        self.0 = H::new();
    }
}

impl<H: Hash> Hash for ClonedHash<H> {
    type Output = H::Output;
    type Block = H::Block;

    fn new() -> Self {
        ClonedHash(H::new())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finish(&mut self) -> H::Output {
        self.0.finish()
    }

    fn restart(&mut self) {
        self.0.restart();
    }
}

impl<H: Hash> ResumableHash for ClonedHash<H> {
    type Midstate = Running<H>;

    fn midstate(&self) -> Running<H> {
        Running(self.0.clone())
    }

    fn resume(&mut self, midstate: &Running<H>) {
        self.0.clone_from(&midstate.0);
    }
}

/// Compares `tag`, which was cut to `length` bytes, with the right one, which is wiped.
fn compare<T: ByteArray>(right: &mut T, tag: &[u8], length: usize) -> Result<(), InvalidTag> {
    let long_enough = length >= SHORTEST && length >= T::LEN / 2;
    let equal = right.as_ref().get(..length).is_some_and(|right| ct::equal(right, tag));
    wipe(right.as_mut());
    if long_enough && equal { Ok(()) } else { Err(InvalidTag) }
}

impl<H: ResumableHash> Drop for Hmac<H> {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

/// Feeds the padded key to an empty hash, every byte added to `pad`.
#[inline(never)]
fn absorb_key<H: Hash>(hash: &mut H, key: &[u8], pad: u8) {
    let mut short = H::Output::ZERO;
    let mut key = key;
    if key.len() > H::Block::LEN {
        hash.update(key);
        short = hash.finish();
        key = short.as_ref();
    }
    let mut block = H::Block::ZERO;
    block.as_mut().fill(pad);
    for (to, from) in block.as_mut().iter_mut().zip(key) {
        *to ^= *from;
    }
    hash.update(block.as_ref());
    wipe(block.as_mut());
    wipe(short.as_mut());
}
