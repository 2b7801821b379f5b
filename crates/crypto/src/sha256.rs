//! SHA-224 and SHA-256 (FIPS 180-4, sections 4.1.2, 4.2.2, 5.3 and 6.2).
//!
//! The message block is kept as the sixteen words the compression function wants and doubles as its
//! rolling message schedule, so that compressing needs no second copy of it. Time depends on the
//! length of the message only.
//!
//! [`Sha256Small`](crate::Sha256Small) is the same function in two thirds of the flash and twice
//! the time.
//!
//! ```
//! use motetls_crypto::{Hash, Sha256};
//!
//! let mut hash = Sha256::new();
//! hash.update(b"a");
//! hash.update(b"bc");
//! assert_eq!(hash.finish()[..4], [0xba, 0x78, 0x16, 0xbf]);
//! ```

use crate::block_buffer::{resumable, truncated};
use crate::traits::Hash;

/// The initial hash value: the first 32 bits of the fractional parts of the square roots of the
/// first 8 primes.
pub(crate) const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// The initial hash value of SHA-224: the second 32 bits of the fractional parts of the square
/// roots of the ninth to sixteenth prime.
const INITIAL_224: [u32; 8] = [
    0xc105_9ed8,
    0x367c_d507,
    0x3070_dd17,
    0xf70e_5939,
    0xffc0_0b31,
    0x6858_1511,
    0x64f9_8fa7,
    0xbefa_4fa4,
];

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes, a row for
/// every four rounds.
pub(crate) static K: [[u32; 4]; 16] = [
    [0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5],
    [0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5],
    [0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3],
    [0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174],
    [0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc],
    [0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da],
    [0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7],
    [0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967],
    [0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13],
    [0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85],
    [0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3],
    [0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070],
    [0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5],
    [0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3],
    [0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208],
    [0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2],
];

/// A running SHA-256: 104 bytes, wiped when dropped, a clone of it as well.
///
/// Digests of 32 bytes; a message may have up to 2^61 - 1 bytes.
pub struct Sha256 {
    state: [u32; 8],
    /// The block under way. The word being filled holds its bytes in its low end.
    block: [u32; 16],
    /// Bytes taken in so far.
    length: u64,
}

truncated!(
    /// A running SHA-224: 104 bytes, wiped when dropped. Shares its code with [`Sha256`].
    Sha224, Sha256, [u8; 28], [u8; 64], INITIAL_224
);

impl Sha256 {
    const fn starting(state: [u32; 8]) -> Self {
        Sha256 { state, block: [0; 16], length: 0 }
    }

    /// Where in the block the next byte goes: less than 64.
    const fn position(&self) -> usize {
        self.length as usize & 63
    }
}

impl Hash for Sha256 {
    type Output = [u8; 32];
    type Block = [u8; 64];

    fn restart(&mut self) {
        self.state = INITIAL;
        self.length = 0;
    }

    fn new() -> Self {
        Sha256 { state: INITIAL, block: [0; 16], length: 0 }
    }

    #[inline(never)]
    fn update(&mut self, data: &[u8]) {
        let mut at = self.position();
        self.length = self.length.wrapping_add(data.len() as u64);
        let mut rest = data;
        while let Some((byte, tail)) = rest.split_first() {
            if at == 0
                && let Some((bytes, tail)) = rest.split_first_chunk::<64>()
            {
                for (word, bytes) in self.block.iter_mut().zip(bytes.as_chunks().0) {
                    *word = u32::from_be_bytes(*bytes);
                }
                compress(&mut self.state, &mut self.block);
                rest = tail;
                continue;
            }
            let word = &mut self.block[(at / 4) & 15];
            if at & 3 == 0
                && let Some((bytes, tail)) = rest.split_first_chunk()
            {
                *word = u32::from_be_bytes(*bytes);
                at += 4;
                rest = tail;
            } else {
                *word = (*word << 8) | u32::from(*byte);
                at += 1;
                rest = tail;
            }
            if at == 64 {
                compress(&mut self.state, &mut self.block);
                at = 0;
            }
        }
    }

    #[inline(never)]
    fn finish(&mut self) -> [u8; 32] {
        let at = self.position();
        // One bit, then zeros to the end of the word and of the block (section 5.1.1).
        for (i, word) in self.block.iter_mut().enumerate().skip(at / 4) {
            let (begun, free) =
                if i == at / 4 { (*word << 8 | 0x80, 3 - (at & 3)) } else { (0, 0) };
            *word = begun << (8 * free);
        }
        if at >= 56 {
            compress(&mut self.state, &mut self.block);
            self.block = [0; 16];
        }
        let bits = self.length << 3;
        self.block[14] = (bits >> 32) as u32;
        self.block[15] = bits as u32;
        compress(&mut self.state, &mut self.block);
        let mut digest = [0; 32];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(&self.state) {
            *bytes = word.to_be_bytes();
        }
        self.restart();
        digest
    }
}

resumable!(Sha256, 8);

/// The compression function: `state` takes in the block `w`, which is used up.
///
/// Four rounds are written out: after them every working variable stands four places further, in
/// the half of the other four. A row of the block that went in becomes that of sixteen rounds
/// later.
#[allow(clippy::needless_range_loop, reason = "one counter in a register, not two")]
#[inline(never)]
fn compress(state: &mut [u32; 8], w: &mut [u32; 16]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    let mut bc = b ^ c;
    macro_rules! round {
        (
            $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident,
            $k:expr, $w:expr
        ) => {
            // Rotations by 6, 11 and 25, and by 2, 13 and 22, nested.
            let sum1 = ($e ^ ($e ^ $e.rotate_right(14)).rotate_right(5)).rotate_right(6);
            let choice = (($f ^ $g) & $e) ^ $g;
            let t = $h.wrapping_add($k).wrapping_add($w).wrapping_add(sum1).wrapping_add(choice);
            let sum0 = ($a ^ ($a ^ $a.rotate_right(9)).rotate_right(11)).rotate_right(2);
            // The sum of a and b is that of b and c one round later.
            let ab = $a ^ $b;
            let majority = (ab & bc) ^ $b;
            bc = ab;
            $d = $d.wrapping_add(t);
            $h = t.wrapping_add(sum0).wrapping_add(majority);
        };
    }
    let rows = w.as_chunks_mut::<4>().0;
    for i in 0..16 {
        let (k, [w0, w1, w2, w3]) = (&K[i], rows[i & 3]);
        round!(a b c d e f g h, k[0], w0);
        round!(h a b c d e f g, k[1], w1);
        round!(g h a b c d e f, k[2], w2);
        round!(f g h a b c d e, k[3], w3);
        (a, b, c, d, e, f, g, h) = (e, f, g, h, a, b, c, d);
        if i < 12 {
            extend(rows, i);
        }
    }
    for (word, sum) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(sum);
    }
}

/// The message schedule (section 6.2.2, step 1), of whose last sixteen words `rows` is a ring that
/// begins at row i: the next four words take its place.
#[inline(always)]
fn extend(rows: &mut [[u32; 4]], i: usize) {
    let (next, middle, last) = (rows[(i + 1) & 3], rows[(i + 2) & 3], rows[(i + 3) & 3]);
    let now = &mut rows[i & 3];
    macro_rules! word {
        ($i:literal: $w15:expr, $w7:expr, $w2:expr) => {
            let (x, y): (u32, u32) = ($w15, $w2);
            let sigma0 = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
            let sigma1 = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
            now[$i] = now[$i].wrapping_add(sigma0).wrapping_add($w7).wrapping_add(sigma1);
        };
    }
    word!(0: now[1], middle[1], last[2]);
    word!(1: now[2], middle[2], last[3]);
    word!(2: now[3], middle[3], now[0]);
    word!(3: next[0], last[0], now[1]);
}
