//! Broken primitives that old formats still need.
//!
//! MD5 (RFC 1321): collisions take seconds. It identifies nothing and signs nothing; what is left
//! are checksums of formats that prescribe it and keyed uses (HMAC-MD5, RFC 6151) in protocols that
//! cannot change. Nothing in motetls uses it.
//!
//! Digests of 16 bytes; a message may have up to 2^61 - 1 bytes. Time depends on the length of the
//! message only.
//!
//! ```
//! use motetls_crypto::{Hash, legacy};
//!
//! assert_eq!(legacy::Md5::digest(b"abc")[..4], [0x90, 0x01, 0x50, 0x98]);
//! ```

use crate::block_buffer::{self, Compress, resumable};
use crate::hosts;
use crate::traits::Hash;

/// The initial hash value (section 3.3).
const INITIAL: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

/// By how much a sum is rotated: four distances for every sixteen rounds.
static ROTATE: [[u8; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// The integer parts of 2^32 abs(sin(i)) for i = 1 to 64 (section 3.4).
#[rustfmt::skip]
static K: [u32; 64] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
];

/// A running MD5: 88 bytes, wiped when dropped, a clone of it as well.
pub struct Md5 {
    state: [u32; 4],
    /// The block under way, its words as if they were big-endian.
    block: [u32; 16],
    /// Bytes taken in so far.
    length: u64,
}

impl Hash for Md5 {
    type Output = [u8; 16];
    type Block = [u8; 64];

    fn new() -> Self {
        Md5 { state: INITIAL, block: [0; 16], length: 0 }
    }

    #[inline(never)]
    fn update(&mut self, data: &[u8]) {
        block_buffer::update(&mut self.state, &mut self.block, &mut self.length, data);
    }

    #[inline(never)]
    fn finish(&mut self) -> [u8; 16] {
        let bits = (self.length << 3).swap_bytes();
        block_buffer::finish(
            &mut self.state,
            &mut self.block,
            self.length,
            [(bits >> 32) as u32, bits as u32],
        );
        let mut digest = [0; 16];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(&self.state) {
            *bytes = word.to_le_bytes();
        }
        self.restart();
        digest
    }

    fn restart(&mut self) {
        self.state = INITIAL;
        self.length = 0;
    }
}

resumable!(Md5, 4);

impl Compress for [u32; 4] {
    type Word = u32;

    /// The compression function (section 3.4).
    #[inline(never)]
    fn compress(&mut self, w: &mut [u32; 16]) {
        if cfg!(target_pointer_width = "64") { hosts::md5(self, w, &K) } else { compress(self, w) }
    }
}

/// The compression function for small cores.
#[inline(always)]
fn compress(state: &mut [u32; 4], w: &[u32; 16]) {
    let [mut a, mut b, mut c, mut d] = *state;
    for (t, k) in K.iter().enumerate() {
        let stage = (t / 16) & 3;
        let (f, word) = match stage {
            0 => (((c ^ d) & b) ^ d, t),
            1 => (((b ^ c) & d) ^ c, 5 * t + 1),
            2 => (b ^ c ^ d, 3 * t + 5),
            _ => (c ^ (b | !d), 7 * t),
        };
        let sum = a.wrapping_add(f).wrapping_add(*k).wrapping_add(w[word & 15].swap_bytes());
        let next = b.wrapping_add(sum.rotate_left(u32::from(ROTATE[stage][t & 3])));
        [a, d, c, b] = [d, c, b, next];
    }
    for (word, sum) in state.iter_mut().zip([a, b, c, d]) {
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
            let (mut compact, mut host) = (super::INITIAL, super::INITIAL);
            compress(&mut compact, &block);
            hosts::md5(&mut host, &block, &K);
            assert_eq!(compact, host);
        });
    }
}
