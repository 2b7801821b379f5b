//! SHA-384, SHA-512, SHA-512/224 and SHA-512/256 (FIPS 180-4, sections 4.1.3, 4.2.3, 5.3 and 6.4 to
//! 6.7).
//!
//! One compression function, four beginnings. Digests of 48, 64, 28 and 32 bytes; a message may
//! have up to 2^64 - 1 bytes. Time depends on the length of the message only.
//!
//! Written for 32-bit cores: words are rotated by halves, and the working variables slide along an
//! array, which there costs less than keeping sixteen registers' worth of them in place. Processors
//! of 64 bits have another form.
//!
//! ```
//! use motetls_crypto::{Hash, sha512::Sha384};
//!
//! let mut hash = Sha384::new();
//! hash.update(b"a");
//! hash.update(b"bc");
//! assert_eq!(hash.finish()[..4], [0xcb, 0x00, 0x75, 0x3f]);
//! ```

use crate::block_buffer::{self, Compress, truncated};
use crate::hosts;
use crate::traits::{Hash, ResumableHash};
use zeroize::Zeroize;

/// The initial hash value of SHA-512: the first 64 bits of the fractional parts of the square roots
/// of the first 8 primes.
#[rustfmt::skip]
const INITIAL_512: [u64; 8] = [
    0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
];

/// The same of SHA-384: of the ninth to sixteenth prime.
#[rustfmt::skip]
const INITIAL_384: [u64; 8] = [
    0xcbbb_9d5d_c105_9ed8, 0x629a_292a_367c_d507, 0x9159_015a_3070_dd17, 0x152f_ecd8_f70e_5939,
    0x6733_2667_ffc0_0b31, 0x8eb4_4a87_6858_1511, 0xdb0c_2e0d_64f9_8fa7, 0x47b5_481d_befa_4fa4,
];

/// The same of SHA-512/224 (section 5.3.6.1).
#[rustfmt::skip]
const INITIAL_512_224: [u64; 8] = [
    0x8c3d_37c8_1954_4da2, 0x73e1_9966_89dc_d4d6, 0x1dfa_b7ae_32ff_9c82, 0x679d_d514_582f_9fcf,
    0x0f6d_2b69_7bd4_4da8, 0x77e3_6f73_04c4_8942, 0x3f9d_85a8_6a1d_36c8, 0x1112_e6ad_91d6_92a1,
];

/// The same of SHA-512/256 (section 5.3.6.2).
#[rustfmt::skip]
const INITIAL_512_256: [u64; 8] = [
    0x2231_2194_fc2b_f72c, 0x9f55_5fa3_c84c_64c2, 0x2393_b86b_6f53_b151, 0x9638_7719_5940_eabd,
    0x9628_3ee2_a88e_ffe3, 0xbe5e_1e25_5386_3992, 0x2b01_99fc_2c85_b8aa, 0x0eb7_2ddc_81c5_2ca2,
];

/// The first 64 bits of the fractional parts of the cube roots of the first 80 primes.
#[rustfmt::skip]
static K: [[u64; 16]; 5] = [
    [
        0x428a_2f98_d728_ae22, 0x7137_4491_23ef_65cd, 0xb5c0_fbcf_ec4d_3b2f, 0xe9b5_dba5_8189_dbbc,
        0x3956_c25b_f348_b538, 0x59f1_11f1_b605_d019, 0x923f_82a4_af19_4f9b, 0xab1c_5ed5_da6d_8118,
        0xd807_aa98_a303_0242, 0x1283_5b01_4570_6fbe, 0x2431_85be_4ee4_b28c, 0x550c_7dc3_d5ff_b4e2,
        0x72be_5d74_f27b_896f, 0x80de_b1fe_3b16_96b1, 0x9bdc_06a7_25c7_1235, 0xc19b_f174_cf69_2694,
    ],
    [
        0xe49b_69c1_9ef1_4ad2, 0xefbe_4786_384f_25e3, 0x0fc1_9dc6_8b8c_d5b5, 0x240c_a1cc_77ac_9c65,
        0x2de9_2c6f_592b_0275, 0x4a74_84aa_6ea6_e483, 0x5cb0_a9dc_bd41_fbd4, 0x76f9_88da_8311_53b5,
        0x983e_5152_ee66_dfab, 0xa831_c66d_2db4_3210, 0xb003_27c8_98fb_213f, 0xbf59_7fc7_beef_0ee4,
        0xc6e0_0bf3_3da8_8fc2, 0xd5a7_9147_930a_a725, 0x06ca_6351_e003_826f, 0x1429_2967_0a0e_6e70,
    ],
    [
        0x27b7_0a85_46d2_2ffc, 0x2e1b_2138_5c26_c926, 0x4d2c_6dfc_5ac4_2aed, 0x5338_0d13_9d95_b3df,
        0x650a_7354_8baf_63de, 0x766a_0abb_3c77_b2a8, 0x81c2_c92e_47ed_aee6, 0x9272_2c85_1482_353b,
        0xa2bf_e8a1_4cf1_0364, 0xa81a_664b_bc42_3001, 0xc24b_8b70_d0f8_9791, 0xc76c_51a3_0654_be30,
        0xd192_e819_d6ef_5218, 0xd699_0624_5565_a910, 0xf40e_3585_5771_202a, 0x106a_a070_32bb_d1b8,
    ],
    [
        0x19a4_c116_b8d2_d0c8, 0x1e37_6c08_5141_ab53, 0x2748_774c_df8e_eb99, 0x34b0_bcb5_e19b_48a8,
        0x391c_0cb3_c5c9_5a63, 0x4ed8_aa4a_e341_8acb, 0x5b9c_ca4f_7763_e373, 0x682e_6ff3_d6b2_b8a3,
        0x748f_82ee_5def_b2fc, 0x78a5_636f_4317_2f60, 0x84c8_7814_a1f0_ab72, 0x8cc7_0208_1a64_39ec,
        0x90be_fffa_2363_1e28, 0xa450_6ceb_de82_bde9, 0xbef9_a3f7_b2c6_7915, 0xc671_78f2_e372_532b,
    ],
    [
        0xca27_3ece_ea26_619c, 0xd186_b8c7_21c0_c207, 0xeada_7dd6_cde0_eb1e, 0xf57d_4f7f_ee6e_d178,
        0x06f0_67aa_7217_6fba, 0x0a63_7dc5_a2c8_98a6, 0x113f_9804_bef9_0dae, 0x1b71_0b35_131c_471b,
        0x28db_77f5_2304_7d84, 0x32ca_ab7b_40c7_2493, 0x3c9e_be0a_15c9_bebc, 0x431d_67c4_9c10_0d4c,
        0x4cc5_d4be_cb3e_42b6, 0x597f_299c_fc65_7e2a, 0x5fcb_6fab_3ad6_faec, 0x6c44_198c_4a47_5817,
    ],
];

/// A running SHA-512: 200 bytes, wiped when dropped, a clone of it as well.
pub struct Sha512 {
    state: [u64; 8],
    block: [u64; 16],
    /// Bytes taken in so far.
    length: u64,
}

truncated!(
    /// A running SHA-384: 200 bytes, wiped when dropped. Shares its code with [`Sha512`].
    Sha384, Sha512, [u8; 48], [u8; 128], INITIAL_384
);
truncated!(
    /// A running SHA-512/224: 200 bytes, wiped when dropped. Shares its code with [`Sha512`].
    Sha512_224, Sha512, [u8; 28], [u8; 128], INITIAL_512_224
);
truncated!(
    /// A running SHA-512/256: 200 bytes, wiped when dropped. Shares its code with [`Sha512`].
    Sha512_256, Sha512, [u8; 32], [u8; 128], INITIAL_512_256
);

impl Sha512 {
    const fn starting(state: [u64; 8]) -> Self {
        Sha512 { state, block: [0; 16], length: 0 }
    }
}

impl Hash for Sha512 {
    type Output = [u8; 64];
    type Block = [u8; 128];

    fn new() -> Self {
        Self::starting(INITIAL_512)
    }

    #[inline(never)]
    fn update(&mut self, data: &[u8]) {
        block_buffer::update(&mut self.state, &mut self.block, &mut self.length, data);
    }

    #[inline(never)]
    fn finish(&mut self) -> [u8; 64] {
        block_buffer::finish(
            &mut self.state,
            &mut self.block,
            self.length,
            [self.length >> 61, self.length << 3],
        );
        let mut digest = [0; 64];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(&self.state) {
            *bytes = word.to_be_bytes();
        }
        self.restart();
        digest
    }

    fn restart(&mut self) {
        self.state = INITIAL_512;
        self.length = 0;
    }
}

impl ResumableHash for Sha512 {
    type Midstate = [u64; 8];

    fn midstate(&self) -> [u64; 8] {
        self.state
    }

    fn resume(&mut self, midstate: &[u64; 8]) {
        self.state = *midstate;
        self.length = 128;
    }
}

impl Clone for Sha512 {
    fn clone(&self) -> Self {
        Sha512 { ..*self }
    }
}

impl Drop for Sha512 {
    fn drop(&mut self) {
        self.state.zeroize();
        self.block.zeroize();
    }
}

impl Compress for [u64; 8] {
    type Word = u64;

    /// The compression function (section 6.4.2).
    #[inline(never)]
    fn compress(&mut self, w: &mut [u64; 16]) {
        if cfg!(target_pointer_width = "64") {
            hosts::sha512(self, w, &K)
        } else {
            compress(self, w)
        }
    }
}

/// The compression function for small cores.
///
/// A round writes one working variable anew and changes another; the others only change names. So
/// `v` holds h to a in this order from some place on, and every round moves that place by one.
#[inline(always)]
fn compress(state: &mut [u64; 8], w: &mut [u64; 16]) {
    let mut v = [0u64; 24];
    for (to, from) in v.iter_mut().zip(state.iter().rev()) {
        *to = *from;
    }
    for (row, k) in K.iter().enumerate() {
        if row > 0 {
            extend(w);
        }
        let mut at = 0;
        for (k, w) in k.as_chunks::<2>().0.iter().zip(w.as_chunks::<2>().0) {
            let place = at & 14;
            let bc = v[place + 6] ^ v[place + 5];
            let ab = round(&mut v, place, k[0].wrapping_add(w[0]), bc);
            apart();
            round(&mut v, place + 1, k[1].wrapping_add(w[1]), ab);
            at += 2;
        }
        [v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]] =
            [v[16], v[17], v[18], v[19], v[20], v[21], v[22], v[23]];
    }
    for (word, sum) in state.iter_mut().rev().zip(&v) {
        *word = word.wrapping_add(*sum);
    }
}

/// One round (section 6.4.2, step 3) on the working variables from `i` on; `bc` is the sum of b and
/// c modulo 2. Yields that of a and b, which is that of b and c one round later.
#[inline(always)]
fn round(v: &mut [u64; 24], i: usize, kw: u64, bc: u64) -> u64 {
    let [h, g, f, e, d] = [v[i], v[i + 1], v[i + 2], v[i + 3], v[i + 4]];
    let [b, a] = [v[i + 6], v[i + 7]];
    let choice = ((f ^ g) & e) ^ g;
    let t = h.wrapping_add(kw).wrapping_add(rotations(e, 14, 18, 41)).wrapping_add(choice);
    v[i + 4] = d.wrapping_add(t);
    let majority = ((a ^ b) & bc) ^ b;
    v[i + 8] = t.wrapping_add(rotations(a, 28, 34, 39)).wrapping_add(majority);
    a ^ b
}

/// The next sixteen words of the message schedule (section 6.4.2, step 1), in place.
#[inline(always)]
fn extend(w: &mut [u64; 16]) {
    let Some(w) = w.as_chunks_mut::<2>().0.as_mut_array::<8>() else { return };
    for i in 0..8 {
        let two = w[(i + 7) & 7];
        let odd = w[i][1];
        let even = w[i][0].wrapping_add(shifts(odd, 1, 8, 7)).wrapping_add(w[(i + 4) & 7][1]);
        w[i][0] = even.wrapping_add(shifts(two[0], 19, 61, 6));
        apart();
        let odd =
            odd.wrapping_add(shifts(w[(i + 1) & 7][0], 1, 8, 7)).wrapping_add(w[(i + 5) & 7][0]);
        w[i][1] = odd.wrapping_add(shifts(two[1], 19, 61, 6));
    }
}

/// Keeps a small core from working on what stands above and below at the same time: it has no
/// registers for it.
#[inline(always)]
fn apart() {
    core::sync::atomic::compiler_fence(core::sync::atomic::Ordering::SeqCst);
}

/// The sum modulo 2 of `x` rotated right by `a`, `b` and `c`.
#[inline(always)]
const fn rotations(x: u64, a: u32, b: u32, c: u32) -> u64 {
    let (high, low) = ((x >> 32) as u32, x as u32);
    let new_low =
        (near(low, a) ^ near(low, b) ^ near(low, c)) ^ (far(high, a) ^ far(high, b) ^ far(high, c));
    let new_high =
        (near(high, a) ^ near(high, b) ^ near(high, c)) ^ (far(low, a) ^ far(low, b) ^ far(low, c));
    ((new_high as u64) << 32) | new_low as u64
}

/// The sum modulo 2 of `x` rotated right by `a` and `b` and shifted right by `c`, less than 32.
#[inline(always)]
const fn shifts(x: u64, a: u32, b: u32, c: u32) -> u64 {
    let (high, low) = ((x >> 32) as u32, x as u32);
    let new_low =
        (near(low, a) ^ near(low, b) ^ near(low, c)) ^ (far(high, a) ^ far(high, b) ^ far(high, c));
    let new_high = (near(high, a) ^ near(high, b) ^ near(high, c)) ^ (far(low, a) ^ far(low, b));
    ((new_high as u64) << 32) | new_low as u64
}

/// What a half contributes to its own place when a word is rotated right by `n`.
#[inline(always)]
const fn near(half: u32, n: u32) -> u32 {
    if n < 32 { half >> n } else { half << (64 - n) }
}

/// What a half contributes to the other half's place.
#[inline(always)]
const fn far(half: u32, n: u32) -> u32 {
    if n < 32 { half << (32 - n) } else { half >> (n - 32) }
}

#[cfg(test)]
mod tests {
    use super::{K, compress, hosts};
    use crate::random::random;
    use proptest::prelude::any;

    #[test]
    fn both_forms_agree() {
        random(256, any::<[u64; 16]>(), |block| {
            let (mut compact, mut host) = (super::INITIAL_512, super::INITIAL_512);
            compress(&mut compact, &mut block.clone());
            hosts::sha512(&mut host, &block, &K);
            assert_eq!(compact, host);
        });
    }
}
