//! Poly1305 (RFC 8439, section 2.5) over whole blocks, which is all an AEAD has.
//!
//! Numbers are words of 32 bits. The multiplier r has its upper four bits cleared, and the lower
//! two but in its lowest word: products add up without overflow, and five quarters of a word, the
//! weight of what goes beyond 2^130, are whole.

use crate::aes::Block;
use motetls_base::secret::wipe_words;

/// A MAC under way: 52 bytes, wiped when dropped.
pub(super) struct Poly1305 {
    /// The multiplier, clamped (section 2.5.1).
    r: [u32; 4],
    /// What is added in the end.
    s: [u32; 4],
    /// The sum so far: below 2^130 + 2^98, its last word below 8.
    h: [u32; 5],
}

impl Poly1305 {
    /// Takes the one-time key from the first words of a key stream (section 2.6).
    pub(super) fn new(stream: &[u32; 16]) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = *stream;
        let r = [a & 0x0fff_ffff, b & 0x0fff_fffc, c & 0x0fff_fffc, d & 0x0fff_fffc];
        Poly1305 { r, s: [e, f, g, h], h: [0; 5] }
    }

    /// h becomes (h + block + 2^128) r modulo 2^130 - 5, up to a multiple of that.
    #[inline(never)]
    pub(super) fn block(&mut self, block: &Block) {
        if cfg!(target_pointer_width = "64") {
            crate::hosts::poly1305(&mut self.h, &self.r, block);
        } else {
            absorb(&mut self.h, &self.r, block);
        }
    }

    /// The tag: h modulo 2^130 - 5, plus s, modulo 2^128.
    pub(super) fn finish(&mut self) -> Block {
        // h + 5 reaches 2^130 exactly if h is not below the modulus; the last word of h is below 8.
        let mut carry = 5;
        for word in self.h.iter().take(4) {
            carry = (u64::from(*word) + carry) >> 32;
        }
        let mut carry = u64::from(((self.h[4] + carry as u32) >> 2) * 5);
        let mut tag = [0; 4];
        for ((tag, h), s) in tag.iter_mut().zip(&self.h).zip(&self.s) {
            carry += u64::from(*h) + u64::from(*s);
            *tag = carry as u32;
            carry >>= 32;
        }
        tag
    }
}

impl Drop for Poly1305 {
    fn drop(&mut self) {
        wipe_words(&mut self.r);
        wipe_words(&mut self.s);
        wipe_words(&mut self.h);
    }
}

/// [`Poly1305::block`] for small cores.
#[inline(always)]
fn absorb(h: &mut [u32; 5], r: &[u32; 4], block: &Block) {
    let mut carry = 0;
    for (h, word) in h.iter_mut().zip(block) {
        carry += u64::from(*h) + u64::from(*word);
        *h = carry as u32;
        carry >>= 32;
    }
    h[4] += 1 + carry as u32;
    let [h0, h1, h2, h3, h4] = *h;
    let [r0, r1, r2, r3] = *r;
    let [s1, s2, s3] = [r1 + (r1 >> 2), r2 + (r2 >> 2), r3 + (r3 >> 2)];
    let product = |a: u32, b: u32| u64::from(a) * u64::from(b);
    let d0 = product(h0, r0) + product(h1, s3) + product(h2, s2) + product(h3, s1);
    let d1 = (d0 >> 32)
        + product(h0, r1)
        + product(h1, r0)
        + product(h2, s3)
        + product(h3, s2)
        + product(h4, s1);
    let d2 = (d1 >> 32)
        + product(h0, r2)
        + product(h1, r1)
        + product(h2, r0)
        + product(h3, s3)
        + product(h4, s2);
    let d3 = (d2 >> 32)
        + product(h0, r3)
        + product(h1, r2)
        + product(h2, r1)
        + product(h3, r0)
        + product(h4, s3);
    // What lies beyond 2^130 comes back five times: as itself and four times, which is where it
    // lies.
    let top = h4 * r0 + (d3 >> 32) as u32;
    *h = [d0 as u32, d1 as u32, d2 as u32, d3 as u32, top & 3];
    let mut carry = (top & !3) + (top >> 2);
    for h in h {
        let sum = u64::from(*h) + u64::from(carry);
        *h = sum as u32;
        carry = (sum >> 32) as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::absorb;
    use crate::hosts;
    use crate::random::random;
    use proptest::prelude::{Just, Strategy, any, prop_oneof};

    /// Four words; now and then all ones, as carries like it.
    fn words() -> impl Strategy<Value = [u32; 4]> {
        prop_oneof![3 => any::<[u32; 4]>(), 1 => Just([!0; 4])]
    }

    #[test]
    fn both_forms_agree() {
        random(256, (words(), words()), |(block, r)| {
            let r =
                [r[0] & 0x0fff_ffff, r[1] & 0x0fff_fffc, r[2] & 0x0fff_fffc, r[3] & 0x0fff_fffc];
            let (mut compact, mut host) = ([0; 5], [0; 5]);
            for _ in 0..20 {
                absorb(&mut compact, &r, &block);
                hosts::poly1305(&mut host, &r, &block);
                assert_eq!(compact, host);
            }
        });
    }
}
