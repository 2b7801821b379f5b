//! HKDF (RFC 5869) over any [`Hash`].
//!
//! A pseudorandom key is a keyed [`Hmac`], so that several expansions of one secret share the cost
//! of keying it. Output of at most 255 digests. Constant time in the contents of secret, salt and
//! info.
//!
//! ```
//! use motetls_crypto::{Hmac, Sha256, hkdf};
//!
//! let secret = hkdf::extract::<Sha256>(b"salt", b"what two parties agreed on");
//! let key = Hmac::<Sha256>::new(secret.as_ref());
//! let (mut client, mut server) = ([0; 16], [0; 16]);
//! hkdf::expand(&key, &[b"client ", b"key"], &mut client)?;
//! hkdf::expand(&key, &[b"server ", b"key"], &mut server)?;
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use crate::hmac::{self, Hmac};
use crate::traits::{ByteArray, Hash, InvalidLength, ResumableHash};
use motetls_base::secret::wipe;

/// A pseudorandom key (section 2.2), as long as the digest. Wiped when dropped.
pub struct Prk<H: Hash>(H::Output);

/// To be keyed with or compared in constant time; what is borrowed stays a secret.
impl<H: Hash> AsRef<[u8]> for Prk<H> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<H: Hash> Drop for Prk<H> {
    fn drop(&mut self) {
        wipe(self.0.as_mut());
    }
}

/// HKDF-Extract (section 2.2). An empty `salt` stands for zeros.
#[must_use]
pub fn extract<H: Hash>(salt: &[u8], secret: &[u8]) -> Prk<H> {
    Prk(hmac::once::<H>(salt, &[secret]))
}

/// HKDF-Expand (section 2.3): fills `out` from a pseudorandom key and the parts of `info`.
///
/// # Errors
/// [`InvalidLength`] when `out` is longer than 255 digests; nothing is written then.
#[inline(never)]
pub fn expand<H: ResumableHash>(
    key: &Hmac<H>,
    info: &[&[u8]],
    out: &mut [u8],
) -> Result<(), InvalidLength> {
    if out.len() > 255 * H::Output::LEN {
        return Err(InvalidLength);
    }
    let mut block = H::Output::ZERO;
    let mut known = 0;
    let mut counter = 0u8;
    let mut message = H::new();
    for piece in out.chunks_mut(H::Output::LEN) {
        counter = counter.wrapping_add(1);
        key.begin(&mut message);
        message.update(block.as_ref().get(..known).unwrap_or(&[]));
        for part in info {
            message.update(part);
        }
        message.update(&[counter]);
        block = key.end(&mut message);
        known = H::Output::LEN;
        for (to, from) in piece.iter_mut().zip(block.as_ref()) {
            *to = *from;
        }
    }
    wipe(block.as_mut());
    Ok(())
}
