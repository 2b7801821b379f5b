//! HMAC (RFC 2104, FIPS 198-1) over any [`Hash`].

use crate::traits::{ByteArray, Hash};
use motetls_base::secret::wipe;

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
    #[inline(never)]
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        let mut keyed = Hmac { inner: H::new(), outer: H::new() };
        let mut pad = H::Block::ZERO;
        if key.len() > H::Block::LEN {
            let mut short = H::digest(key);
            fill(pad.as_mut(), short.as_ref());
            wipe(short.as_mut());
        } else {
            fill(pad.as_mut(), key);
        }
        pad.as_mut().iter_mut().for_each(|byte| *byte ^= 0x36);
        keyed.inner.update(pad.as_ref());
        pad.as_mut().iter_mut().for_each(|byte| *byte ^= 0x36 ^ 0x5c);
        keyed.outer.update(pad.as_ref());
        wipe(pad.as_mut());
        keyed
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

/// Copies `from` to the start of `to`, as far as there is room.
fn fill(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}
