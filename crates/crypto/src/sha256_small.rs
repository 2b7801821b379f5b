//! SHA-256 (FIPS 180-4, section 6.2) in two thirds of the flash of [`sha256`](crate::sha256), and
//! twice the time.
//!
//! One round and one word of the message schedule are written out, and bytes are taken in one by
//! one. For images where every hundred bytes count and little is hashed. Time depends on the length
//! of the message only.
//!
//! ```
//! use motetls_crypto::{Hash, Sha256Small};
//!
//! let mut hash = Sha256Small::new();
//! hash.update(b"a");
//! hash.update(b"bc");
//! assert_eq!(hash.finish()[..4], [0xba, 0x78, 0x16, 0xbf]);
//! ```

use crate::block_buffer::resumable;
use crate::sha256::{INITIAL, K};
use crate::traits::Hash;

/// A running SHA-256: 104 bytes, wiped when dropped, a clone of it as well.
///
/// Digests of 32 bytes; a message may have up to 2^61 - 1 bytes.
pub struct Sha256Small {
    state: [u32; 8],
    /// The block under way. The word being filled holds its bytes in its low end.
    block: [u32; 16],
    /// Bytes taken in so far.
    length: u64,
}

impl Hash for Sha256Small {
    type Output = [u8; 32];
    type Block = [u8; 64];

    fn new() -> Self {
        Sha256Small { state: INITIAL, block: [0; 16], length: 0 }
    }

    #[inline(never)]
    fn update(&mut self, data: &[u8]) {
        for byte in data {
            let at = self.length as usize & 63;
            self.length = self.length.wrapping_add(1);
            let word = &mut self.block[at / 4];
            *word = (*word << 8) | u32::from(*byte);
            if at == 63 {
                compress(&mut self.state, &mut self.block);
            }
        }
    }

    #[inline(never)]
    fn finish(&mut self) -> [u8; 32] {
        let bits = self.length << 3;
        let mut byte = 0x80;
        loop {
            self.update(&[byte]);
            byte = 0;
            if self.length as usize & 63 == 56 {
                break;
            }
        }
        self.update(&bits.to_be_bytes());
        let mut digest = [0; 32];
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

resumable!(Sha256Small, 8);

/// The compression function: `state` takes in the block `w`, which is used up.
#[inline(never)]
fn compress(state: &mut [u32; 8], w: &mut [u32; 16]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (t, k) in K.as_flattened().iter().enumerate() {
        let now = w[t & 15];
        // Rotations by 6, 11 and 25, and by 2, 13 and 22, nested.
        let sum1 = (e ^ (e ^ e.rotate_right(14)).rotate_right(5)).rotate_right(6);
        let choice = ((f ^ g) & e) ^ g;
        let t1 = h.wrapping_add(*k).wrapping_add(now).wrapping_add(sum1).wrapping_add(choice);
        let sum0 = (a ^ (a ^ a.rotate_right(9)).rotate_right(11)).rotate_right(2);
        let majority = ((a ^ b) & (b ^ c)) ^ b;
        (h, g, f, e) = (g, f, e, d.wrapping_add(t1));
        (d, c, b, a) = (c, b, a, t1.wrapping_add(sum0).wrapping_add(majority));
        // The word this place holds sixteen rounds later; the last sixteen are not used.
        let (x, y) = (w[(t + 1) & 15], w[(t + 14) & 15]);
        let sigma0 = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
        let sigma1 = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
        w[t & 15] = now.wrapping_add(sigma0).wrapping_add(w[(t + 9) & 15]).wrapping_add(sigma1);
    }
    for (word, sum) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(sum);
    }
}
