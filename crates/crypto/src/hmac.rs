//! HMAC (RFC 2104, FIPS 198-1) over any [`Hash`].

use crate::traits::{ByteArray, Hash};
use motetls_base::secret::wipe;

/// The byte the padded key is added to before it begins the inner hash.
const INNER: u8 = 0x36;

/// The same for the outer hash.
const OUTER: u8 = 0x5c;

/// A keyed HMAC: two hashes that have taken in the padded key, ready to be forked for any number of messages.
///
/// Keying costs two compressions, each message after that two more than its own. Keys may have any length; tags are
/// as long as the digest. Twice the size of the hash, wiped when dropped. Constant time in key and message.
pub struct Hmac<H: Hash> {
    inner: H,
    outer: H,
}

impl<H: Hash> Hmac<H> {
    /// Takes in a key.
    #[inline]
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        let mut keyed = Hmac { inner: H::new(), outer: H::new() };
        absorb_key(&mut keyed.inner, key, INNER);
        absorb_key(&mut keyed.outer, key, OUTER);
        keyed
    }

    /// The tag of one message, given in parts, under a key used only once: on half the stack of a keyed HMAC.
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
        let mut message = self.begin();
        for part in parts {
            message.update(part);
        }
        self.end(&mut message)
    }

    /// Begins a message: the hash it is to be fed to with [`Hash::update`].
    #[must_use]
    pub fn begin(&self) -> H {
        self.inner.clone()
    }

    /// The tag of a message begun with [`Hmac::begin`]. `message` is left in no useful state.
    #[inline(never)]
    #[must_use]
    pub fn end(&self, message: &mut H) -> H::Output {
        let mut digest = message.finish();
        message.clone_from(&self.outer);
        message.update(digest.as_ref());
        wipe(digest.as_mut());
        message.finish()
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
