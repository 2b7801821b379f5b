//! CMAC (NIST SP 800-38B, RFC 4493): a MAC from a block cipher, piecewise; AES-CMAC-PRF-128 (RFC
//! 4615).
//!
//! Tags may be cut to their first bytes: 8 at the least where a forger may try on (appendix A). A
//! key may authenticate 2^48 texts with AES. As constant in time as the cipher is.
//!
//! ```
//! use motetls_crypto::{Aes128Ct, BlockCipher, Cmac};
//!
//! let mut mac = Cmac::new(Aes128Ct::new(&[7; 16]));
//! mac.update(b"in pieces ");
//! mac.update(b"of any length");
//! let tag = mac.finish();
//! mac.update(b"in pieces of any length");
//! assert!(mac.verify_truncated(&tag[..8], 8).is_ok());
//! ```

use crate::aes::{Aes128Ct, Block, BlockCipher, add, block, bytes};
use crate::ghash::doubled;
use crate::traits::InvalidTag;
use motetls_base::ct;
use motetls_base::secret::{wipe, wipe_words};

/// Bytes of the shortest tag that is accepted.
const MIN_TAG: usize = 4;

/// A text under way: the cipher's key and 20 bytes. Wiped when dropped.
pub struct Cmac<C: BlockCipher> {
    cipher: C,
    /// The chain, with the current block added as far as it is known.
    state: Block,
    /// Bytes of the current block: none only at the start.
    at: u32,
}

impl<C: BlockCipher> Cmac<C> {
    /// Starts an empty text.
    pub fn new(cipher: C) -> Self {
        Cmac { cipher, state: [0; 4], at: 0 }
    }

    /// Appends `data` to the text.
    #[inline(never)]
    pub fn update(&mut self, data: &[u8]) {
        // What fits the current block needs no cipher: the last block is encrypted when the text
        // ends.
        let fits = data.len().min(16 - self.at as usize);
        let (now, rest) = data.split_at(fits);
        self.take(now);
        if rest.is_empty() {
            return;
        }
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        for piece in rest.chunks(16) {
            C::encrypt(&keys, &mut self.state);
            self.at = 0;
            self.take(piece);
        }
    }

    /// Ends the text and yields its tag (section 6.2). An empty one starts.
    #[inline(never)]
    pub fn finish(&mut self) -> [u8; 16] {
        let mut subkey = [0; 4];
        let mut keys = C::RoundKeys::default();
        self.cipher.expand(&mut keys);
        C::encrypt(&keys, &mut subkey);
        double(&mut subkey);
        if self.at < 16 {
            double(&mut subkey);
            if let Some(word) = self.state.get_mut(self.at as usize / 4) {
                *word ^= 0x80 << (8 * (self.at & 3));
            }
        }
        let mut tag = add(self.state, &subkey);
        C::encrypt(&keys, &mut tag);
        wipe_words(&mut subkey);
        self.state = [0; 4];
        self.at = 0;
        bytes(&tag)
    }

    /// Ends the text and compares its tag with `tag` in constant time. An empty text starts.
    ///
    /// # Errors
    /// [`InvalidTag`] when they differ, or `tag` has not 16 bytes.
    pub fn verify(&mut self, tag: &[u8]) -> Result<(), InvalidTag> {
        self.verify_truncated(tag, 16)
    }

    /// The same for tags that a protocol cuts to `length` bytes, 4 to 16 of them. The length is the
    /// protocol's: one that follows `tag` lets a forger choose how little there is to guess.
    ///
    /// # Errors
    /// [`InvalidTag`] when they differ, `tag` is of another length than that, or that is none.
    pub fn verify_truncated(&mut self, tag: &[u8], length: usize) -> Result<(), InvalidTag> {
        compare_truncated(&self.finish(), tag, length)
    }

    /// The tag of one text.
    #[must_use]
    pub fn once(cipher: C, data: &[u8]) -> [u8; 16] {
        let mut mac = Cmac::new(cipher);
        mac.update(data);
        mac.finish()
    }

    /// Adds what fits the current block to the state.
    fn take(&mut self, piece: &[u8]) {
        if let Ok(whole) = <&[u8; 16]>::try_from(piece) {
            self.state = add(self.state, &block(whole));
            self.at = 16;
            return;
        }
        for byte in piece {
            if let Some(word) = self.state.get_mut(self.at as usize / 4) {
                *word ^= u32::from(*byte) << (8 * (self.at & 3));
            }
            self.at += 1;
        }
    }
}

impl<C: BlockCipher> Drop for Cmac<C> {
    fn drop(&mut self) {
        wipe_words(&mut self.state);
    }
}

/// Compares a tag that was cut to `length` bytes with the right one.
pub(crate) fn compare_truncated(
    right: &[u8; 16],
    tag: &[u8],
    length: usize,
) -> Result<(), InvalidTag> {
    let right = right.get(..length).filter(|right| right.len() >= MIN_TAG).ok_or(InvalidTag)?;
    if ct::equal(right, tag) { Ok(()) } else { Err(InvalidTag) }
}

/// AES-CMAC-PRF-128 in constant time (RFC 4615): a pseudo-random function with a key of any length.
#[must_use]
pub fn aes_cmac_prf_128(key: &[u8], data: &[u8]) -> [u8; 16] {
    if let Ok(key) = key.try_into() {
        return Cmac::once(Aes128Ct::new(key), data);
    }
    let mut reduced = Cmac::once(Aes128Ct::new(&[0; 16]), key);
    let value = Cmac::once(Aes128Ct::new(&reduced), data);
    wipe(&mut reduced);
    value
}

/// The product with x, big-endian (section 6.1).
#[inline(never)]
fn double(subkey: &mut Block) {
    let [a, b, c, d] = subkey.map(u32::swap_bytes);
    let [d, c, b, a] = doubled([d, c, b, a]);
    *subkey = [a, b, c, d].map(u32::swap_bytes);
}
