//! HMAC (RFC 2104, FIPS 198-1) over any [`Hash`].

use crate::traits::{ByteArray, Hash};
use motetls_base::secret::wipe;
use zeroize::Zeroize;

/// The byte the padded key is added to before it begins the inner hash.
const INNER: u8 = 0x36;

/// The same for the outer hash.
const OUTER: u8 = 0x5c;

/// A keyed HMAC: what two hashes became by taking in the padded key, ready for any number of messages.
///
/// Keying costs two compressions, each message after that two more than its own. Keys may have any length; tags are
/// as long as the digest. Two chaining values in size (64 bytes with SHA-256), wiped when dropped. Constant time in key
/// and message.
pub struct Hmac<H: Hash> {
    inner: H::Midstate,
    outer: H::Midstate,
}

impl<H: Hash> Hmac<H> {
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

    /// The tag of one message, given in parts, under a key used only once: nothing is kept of the key.
    #[inline(never)]
    #[must_use]
    pub fn once(key: &[u8], parts: &[&[u8]]) -> H::Output {
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

impl<H: Hash> Drop for Hmac<H> {
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
