//! SHA-1 (FIPS 180-4, sections 4.1.1, 4.2.1, 5.3.1 and 6.1).
//!
//! **Collisions can be made**: do not sign, name or compare things by it. HMAC-SHA-1 and what
//! stands on it (PBKDF2, old key derivations) are not known to be broken; new designs take
//! [`Sha256`](crate::Sha256).
//!
//! Digests of 20 bytes; a message may have up to 2^61 - 1 bytes. Time depends on the length of the
//! message only. The message schedule of 80 words is part of the object, which is thereby 352
//! bytes: it is written in place and wiped with the rest.
//!
//! ```
//! use motetls_crypto::{Hash, sha1::Sha1};
//!
//! let mut hash = Sha1::new();
//! hash.update(b"a");
//! hash.update(b"bc");
//! assert_eq!(hash.finish()[..4], [0xa9, 0x99, 0x3e, 0x36]);
//! ```

use crate::block_buffer::{self, Compress, resumable};
use crate::hosts;
use crate::traits::Hash;

/// The initial hash value (section 5.3.1).
const INITIAL: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

/// A constant for every twenty rounds (section 4.2.1).
const K: [u32; 4] = [0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6];

/// A running SHA-1: 352 bytes, wiped when dropped, a clone of it as well.
pub struct Sha1 {
    state: [u32; 5],
    /// The block under way, and the rest of its message schedule.
    block: [u32; 80],
    /// Bytes taken in so far.
    length: u64,
}

impl Hash for Sha1 {
    type Output = [u8; 20];
    type Block = [u8; 64];

    fn new() -> Self {
        Sha1 { state: INITIAL, block: [0; 80], length: 0 }
    }

    #[inline(never)]
    fn update(&mut self, data: &[u8]) {
        block_buffer::update(&mut self.state, &mut self.block, &mut self.length, data);
    }

    #[inline(never)]
    fn finish(&mut self) -> [u8; 20] {
        let bits = self.length << 3;
        block_buffer::finish(
            &mut self.state,
            &mut self.block,
            self.length,
            [(bits >> 32) as u32, bits as u32],
        );
        let mut digest = [0; 20];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(&self.state) {
            *bytes = word.to_be_bytes();
        }
        self.restart();
        digest
    }

    fn restart(&mut self) {
        self.state = INITIAL;
        self.length = 0;
    }
}

resumable!(Sha1, 5);

impl Compress<80> for [u32; 5] {
    type Word = u32;

    /// The compression function (section 6.1.2).
    #[inline(never)]
    fn compress(&mut self, w: &mut [u32; 80]) {
        if cfg!(target_pointer_width = "64") {
            if let Some(block) = w.first_chunk() {
                hosts::sha1(self, block, &K);
            }
        } else {
            compress(self, w);
        }
    }
}

/// The compression function for small cores. Five rounds are written out so that the working
/// variables change names instead of places.
#[inline(always)]
fn compress(state: &mut [u32; 5], w: &mut [u32; 80]) {
    // Two at a time: the words both need lie side by side.
    for t in (0..64).step_by(2) {
        w[t + 16] = (w[t] ^ w[t + 2] ^ w[t + 8] ^ w[t + 13]).rotate_left(1);
        w[t + 17] = (w[t + 1] ^ w[t + 3] ^ w[t + 9] ^ w[t + 14]).rotate_left(1);
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for (stage, w) in w.as_chunks::<20>().0.iter().enumerate() {
        let k = K[stage & 3];
        macro_rules! round {
            ($a:ident $b:ident $c:ident $d:ident $e:ident, $w:expr, $f:expr) => {
                let sum = $e.wrapping_add($a.rotate_left(5)).wrapping_add($f($b, $c, $d));
                $e = sum.wrapping_add(k).wrapping_add($w);
                $b = $b.rotate_left(30);
            };
        }
        macro_rules! twenty {
            ($f:expr) => {
                for w in w.as_chunks::<5>().0 {
                    round!(a b c d e, w[0], $f);
                    round!(e a b c d, w[1], $f);
                    round!(d e a b c, w[2], $f);
                    round!(c d e a b, w[3], $f);
                    round!(b c d e a, w[4], $f);
                }
            };
        }
        match stage {
            0 => twenty!(|x, y, z| ((y ^ z) & x) ^ z),
            // Majority: the two terms have no bit in common.
            2 => twenty!(|x: u32, y: u32, z: u32| ((y ^ z) & x).wrapping_add(y & z)),
            _ => twenty!(|x, y, z| x ^ y ^ z),
        }
    }
    for (word, sum) in state.iter_mut().zip([a, b, c, d, e]) {
        *word = word.wrapping_add(sum);
    }
}

#[cfg(test)]
mod tests {
    use super::{K, compress, hosts};
    use crate::random::random;
    use proptest::prelude::any;

    #[test]
    fn both_forms_agree() {
        random(256, any::<[u32; 16]>(), |block| {
            let (mut compact, mut host, mut w) = (super::INITIAL, super::INITIAL, [0; 80]);
            w[..16].copy_from_slice(&block);
            compress(&mut compact, &mut w);
            hosts::sha1(&mut host, &block, &K);
            assert_eq!(compact, host);
        });
    }
}
