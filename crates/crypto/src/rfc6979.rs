//! Nonces for ECDSA out of the private key and the digest (RFC 6979, section 3.2), hedged on demand
//! (section 3.6).
//!
//! HMAC_DRBG seeded once: nothing to reseed, nothing to fail. Time depends on the lengths and on
//! the number of candidates drawn only. Those that were refused tell nothing of the one taken: on
//! the NIST curves one in 2^32 at most is, on brainpool curves up to one in three.

use crate::hmac;
use crate::traits::{ByteArray, Hash};
use motetls_base::secret::wipe;

/// Candidates for a nonce, one after the other. Two digests in size, wiped when dropped.
pub(crate) struct Nonces<H: Hash> {
    key: H::Output,
    value: H::Output,
}

impl<H: Hash> Nonces<H> {
    /// Steps b to g, for the private key and bits2octets of the digest (that is the digest modulo
    /// the order), big-endian and both as wide as the group order. `hedge` is the additional data
    /// k' of section 3.6; empty, the nonces depend on the other two alone.
    #[inline(never)]
    pub(crate) fn new(private: &[u8], digest: &[u8], hedge: &[u8]) -> Self {
        let (key, mut value) = (H::Output::ZERO, H::Output::ZERO);
        value.as_mut().fill(1);
        let mut nonces = Nonces { key, value };
        for separator in [0, 1] {
            nonces.take_in(&[&[separator], private, digest, hedge]);
        }
        nonces
    }

    /// Steps h.1, h.2 and bits2int: a candidate that fills `nonce`, big-endian, and has `excess`
    /// bits less.
    ///
    /// Whether it is in `1..n` is for the caller to see; if it is not, the next one comes after
    /// [`Self::skip`].
    #[inline(never)]
    pub(crate) fn draw(&mut self, nonce: &mut [u8], excess: u32) {
        for piece in nonce.chunks_mut(H::Output::LEN) {
            self.next_value();
            for (to, from) in piece.iter_mut().zip(self.value.as_ref()) {
                *to = *from;
            }
        }
        let mut above = 0;
        for byte in nonce {
            let pair = above << 8 | u32::from(*byte);
            *byte = (pair >> (excess & 7)) as u8;
            above = pair & 0xff;
        }
    }

    /// Step h.3, after a candidate that was refused.
    pub(crate) fn skip(&mut self) {
        self.take_in(&[&[0], &[], &[], &[]]);
    }

    /// K = HMAC(K, V || parts), V = HMAC(K, V)
    #[inline(never)]
    fn take_in(&mut self, parts: &[&[u8]; 4]) {
        let [separator, private, digest, hedge] = parts;
        self.key = hmac::once::<H>(
            self.key.as_ref(),
            &[self.value.as_ref(), separator, private, digest, hedge],
        );
        self.next_value();
    }

    fn next_value(&mut self) {
        self.value = hmac::once::<H>(self.key.as_ref(), &[self.value.as_ref()]);
    }
}

impl<H: Hash> Drop for Nonces<H> {
    fn drop(&mut self) {
        wipe(self.key.as_mut());
        wipe(self.value.as_mut());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sha256::Sha256;

    /// RFC 6979, A.1: the curve K-163, whose order has 163 bits, so that five are in excess and the
    /// first two candidates are refused.
    #[test]
    fn detailed_example() {
        let private = [
            0x00, 0x9a, 0x4d, 0x67, 0x92, 0x29, 0x5a, 0x7f, 0x73, 0x0f, 0xc3, 0xf2, 0xb4, 0x9c,
            0xbc, 0x0f, 0x62, 0xe8, 0x62, 0x27, 0x2f,
        ];
        let digest = [
            0x01, 0x79, 0x5e, 0xdf, 0x0d, 0x54, 0xdb, 0x76, 0x0f, 0x15, 0x6d, 0x0d, 0xac, 0x04,
            0xc0, 0x32, 0x2b, 0x3a, 0x20, 0x42, 0x24,
        ];
        let expected = [
            0x02, 0x3a, 0xf4, 0x07, 0x4c, 0x90, 0xa0, 0x2b, 0x3f, 0xe6, 0x1d, 0x28, 0x6d, 0x5c,
            0x87, 0xf4, 0x25, 0xe6, 0xbd, 0xd8, 0x1b,
        ];
        let mut nonces = Nonces::<Sha256>::new(&private, &digest, &[]);
        let mut nonce = [0; 21];
        for first in [0x04, 0x04] {
            nonces.draw(&mut nonce, 5);
            assert!(nonce[0] >= first && nonce != expected);
            nonces.skip();
        }
        nonces.draw(&mut nonce, 5);
        assert_eq!(nonce, expected);
    }
}
