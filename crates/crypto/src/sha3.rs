//! SHA-3 and SHAKE (FIPS 202): Keccak with 24 rounds on 1,600 bits.
//!
//! Digests of 28, 32, 48 and 64 bytes; SHAKE gives as many bytes as are asked for, and two requests
//! give what one for both would. Messages may have any length. Time depends on the lengths only.
//!
//! All variants share one permutation and one sponge. There is no chaining value smaller than the
//! state: what HMAC keeps of a key is two times 200 bytes.
//!
//! ```
//! use motetls_crypto::{Hash, sha3::{Sha3_256, Shake128}};
//!
//! assert_eq!(Sha3_256::digest(b"abc")[..4], [0x3a, 0x98, 0x5d, 0xa7]);
//!
//! let mut shake = Shake128::new();
//! shake.update(b"abc");
//! let (mut stream, mut out) = (shake.finish(), [0; 4]);
//! stream.squeeze(&mut out);
//! assert_eq!(out, [0x58, 0x81, 0x09, 0x2d]);
//! ```

use crate::traits::{Hash, ResumableHash};
use zeroize::Zeroize;

/// What is appended to a message to be hashed: two bits, and the first of the padding (section
/// 6.1).
const HASH: u8 = 0x06;

/// What is appended to a message to be extended: four bits, and the first of the padding (section
/// 6.2).
const EXTEND: u8 = 0x1f;

/// A round constant in a byte: bit `j` of it stands at bit 2^j - 1 of the lane (section 3.2.5).
static ROUNDS: [u8; 24] = [
    1, 26, 94, 112, 31, 33, 121, 85, 14, 12, 53, 38, 63, 79, 93, 83, 82, 72, 22, 102, 121, 88, 33,
    116,
];

/// SHA3-224.
pub type Sha3_224 = Sha3<144, 28>;
/// SHA3-256.
pub type Sha3_256 = Sha3<136, 32>;
/// SHA3-384.
pub type Sha3_384 = Sha3<104, 48>;
/// SHA3-512.
pub type Sha3_512 = Sha3<72, 64>;
/// SHAKE128.
pub type Shake128 = Shake<168>;
/// SHAKE256.
pub type Shake256 = Shake<136>;

/// A running SHA-3 with input blocks of `RATE` bytes and a digest of `DIGEST`: 208 bytes, wiped
/// when dropped, a clone of it as well.
#[derive(Clone)]
pub struct Sha3<const RATE: usize, const DIGEST: usize>(Sponge);

/// A running SHAKE with blocks of `RATE` bytes: 208 bytes, wiped when dropped, a clone of
/// it as well.
#[derive(Clone)]
pub struct Shake<const RATE: usize>(Sponge);

/// The output of a SHAKE: a stream without end, read once.
pub struct ShakeStream(Sponge);

/// The sponge (section 4): what was absorbed, and where in the block the next byte goes to or comes
/// from. Wiped when dropped, a clone of it as well.
struct Sponge {
    lanes: [u64; 25],
    /// Less than `rate` while absorbing; `rate` when a block is used up.
    at: usize,
    /// Bytes of a block, a multiple of 8.
    rate: usize,
}

impl<const RATE: usize, const DIGEST: usize> Hash for Sha3<RATE, DIGEST> {
    type Output = [u8; DIGEST];
    type Block = [u8; RATE];

    fn new() -> Self {
        Sha3(Sponge::new(RATE))
    }

    fn update(&mut self, data: &[u8]) {
        self.0.absorb(data);
    }

    fn finish(&mut self) -> [u8; DIGEST] {
        let mut digest = [0; DIGEST];
        self.0.pad(HASH);
        self.0.squeeze(&mut digest);
        self.restart();
        digest
    }

    fn restart(&mut self) {
        self.0.lanes = [0; 25];
        self.0.at = 0;
    }
}

impl<const RATE: usize, const DIGEST: usize> ResumableHash for Sha3<RATE, DIGEST> {
    type Midstate = [u64; 25];

    fn midstate(&self) -> [u64; 25] {
        self.0.lanes
    }

    fn resume(&mut self, midstate: &[u64; 25]) {
        self.0.lanes = *midstate;
        self.0.at = 0;
    }
}

impl<const RATE: usize> Shake<RATE> {
    /// Starts an empty message.
    #[must_use]
    pub fn new() -> Self {
        Shake(Sponge::new(RATE))
    }

    /// Appends `data` to the message.
    pub fn update(&mut self, data: &[u8]) {
        self.0.absorb(data);
    }

    /// Ends the message.
    #[must_use]
    pub fn finish(mut self) -> ShakeStream {
        self.0.pad(EXTEND);
        ShakeStream(self.0)
    }

    /// Fills `out` from one message.
    pub fn digest(data: &[u8], out: &mut [u8]) {
        let mut shake = Self::new();
        shake.update(data);
        shake.finish().squeeze(out);
    }
}

impl<const RATE: usize> Default for Shake<RATE> {
    fn default() -> Self {
        Self::new()
    }
}

impl ShakeStream {
    /// Fills `out` with the next bytes.
    pub fn squeeze(&mut self, out: &mut [u8]) {
        self.0.squeeze(out);
    }
}

impl Sponge {
    const fn new(rate: usize) -> Self {
        Sponge { lanes: [0; 25], at: 0, rate }
    }

    #[inline(never)]
    fn absorb(&mut self, data: &[u8]) {
        let mut rest = data;
        while let Some((byte, tail)) = rest.split_first() {
            let Some(lane) = self.lanes.get_mut(self.at / 8) else { return };
            if self.at & 7 == 0
                && let Some((bytes, tail)) = rest.split_first_chunk()
            {
                *lane ^= u64::from_le_bytes(*bytes);
                self.at += 8;
                rest = tail;
            } else {
                *lane ^= u64::from(*byte) << (8 * (self.at & 7));
                self.at += 1;
                rest = tail;
            }
            if self.at == self.rate {
                self.permute();
            }
        }
    }

    /// Ends the message: `suffix` behind it and a bit at the end of the block (section 5.1).
    #[inline(never)]
    fn pad(&mut self, suffix: u8) {
        if let Some(lane) = self.lanes.get_mut(self.at / 8) {
            *lane ^= u64::from(suffix) << (8 * (self.at & 7));
        }
        if let Some(lane) = self.lanes.get_mut(self.rate / 8 - 1) {
            *lane ^= 1 << 63;
        }
        self.permute();
    }

    #[inline(never)]
    fn squeeze(&mut self, out: &mut [u8]) {
        for byte in out {
            if self.at == self.rate {
                self.permute();
            }
            let Some(lane) = self.lanes.get(self.at / 8) else { return };
            *byte = lane.to_le_bytes()[self.at & 7];
            self.at += 1;
        }
    }

    fn permute(&mut self) {
        keccak(&mut self.lanes);
        self.at = 0;
    }
}

impl Clone for Sponge {
    fn clone(&self) -> Self {
        Sponge { ..*self }
    }
}

impl Drop for Sponge {
    fn drop(&mut self) {
        self.lanes.zeroize();
    }
}

/// The permutation Keccak-f\[1600\] (section 3.3). Lane (x, y) is `a[x + 5 * y]`.
#[inline(never)]
fn keccak(a: &mut [u64; 25]) {
    for bits in &ROUNDS {
        theta(a);
        rho_pi(a);
        chi(a);
        // iota
        let bits = u32::from(*bits);
        let low =
            bits & 3 | (bits & 4) << 1 | (bits & 8) << 4 | (bits & 16) << 11 | (bits & 32) << 26;
        a[0] ^= u64::from(bits >> 6) << 63 | u64::from(low);
    }
}

/// Adds to every lane the columns beside it (section 3.2.1).
#[inline(always)]
fn theta(a: &mut [u64; 25]) {
    let mut sums = [a[0]; 6];
    for x in 0..5 {
        sums[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    }
    sums[5] = sums[0];
    let mut before = sums[4];
    for x in 0..5 {
        let both = before ^ sums[x + 1].rotate_left(1);
        before = sums[x];
        a[x] ^= both;
        a[x + 5] ^= both;
        a[x + 10] ^= both;
        a[x + 15] ^= both;
        a[x + 20] ^= both;
    }
}

/// Rotates the lanes and moves them, each to the place of the next (sections 3.2.2 and 3.2.3). The
/// lane at the origin stays.
#[inline(always)]
fn rho_pi(a: &mut [u64; 25]) {
    let mut moved = a[1];
    macro_rules! steps {
        ($($to:literal by $distance:literal),*) => {
            $(moved = core::mem::replace(&mut a[$to], moved.rotate_left($distance));)*
        };
    }
    steps!(10 by 1, 7 by 3, 11 by 6, 17 by 10, 18 by 15, 3 by 21, 5 by 28, 16 by 36);
    steps!(8 by 45, 21 by 55, 24 by 2, 4 by 14, 15 by 27, 23 by 41, 19 by 56, 13 by 8);
    steps!(12 by 25, 2 by 43, 20 by 62, 14 by 18, 22 by 39, 9 by 61, 6 by 20);
    a[1] = moved.rotate_left(44);
}

/// Adds to every lane the product of the two behind it in its row, the first of them inverted
/// (section 3.2.4).
#[inline(always)]
fn chi(a: &mut [u64; 25]) {
    for row in a.as_chunks_mut::<5>().0 {
        let [a, b, c, d, e] = *row;
        *row = [a ^ (!b & c), b ^ (!c & d), c ^ (!d & e), d ^ (!e & a), e ^ (!a & b)];
    }
}
