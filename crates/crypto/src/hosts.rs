//! Compression functions and a multiplication as processors of 64 bits like them: their rounds
//! written out for the compiler, which has the registers, and as much at a time as those hold. On
//! smaller cores the forms beside the hashes take a fraction of the flash and are no slower; either
//! is tested against the other.

use core::hint::black_box;

/// MD5 (RFC 1321, section 3.4); `w` is big-endian.
#[inline(never)]
pub(crate) fn md5(state: &mut [u32; 4], w: &[u32; 16], k: &[u32; 64]) {
    let m = w.map(u32::swap_bytes);
    // Constants the compiler knew, it would add last, where it takes longest.
    let k = black_box(k);
    let [mut a, mut b, mut c, mut d] = *state;
    // What does not wait for the step before is added up first.
    macro_rules! stage {
        ($first:literal, $word:expr, $early:expr, $late:expr, $turns:expr) => {
            for t in ($first..$first + 16).step_by(4) {
                macro_rules! step {
                    ($a:ident $b:ident $c:ident $d:ident, $i:literal) => {
                        let sum = $a.wrapping_add(k[t + $i]).wrapping_add(m[$word(t + $i) & 15]);
                        let sum = sum.wrapping_add($early($c, $d)).wrapping_add($late($b, $c, $d));
                        $a = $b.wrapping_add(sum.rotate_left($turns[$i]));
                    };
                }
                step!(a b c d, 0);
                step!(d a b c, 1);
                step!(c d a b, 2);
                step!(b c d a, 3);
            }
        };
    }
    stage!(0, |t| t, |_, _| 0u32, |x: u32, y: u32, z: u32| ((y ^ z) & x) ^ z, [7, 12, 17, 22]);
    // The two terms have no bit in common.
    stage!(16, |t| 5 * t + 1, |y: u32, z: u32| y & !z, |x: u32, _, z: u32| x & z, [5, 9, 14, 20]);
    stage!(32, |t| 3 * t + 5, |_, _| 0u32, |x: u32, y: u32, z: u32| x ^ (y ^ z), [4, 11, 16, 23]);
    stage!(48, |t| 7 * t, |_, _| 0u32, |x: u32, y: u32, z: u32| y ^ (x | !z), [6, 10, 15, 21]);
    for (word, sum) in state.iter_mut().zip([a, b, c, d]) {
        *word = word.wrapping_add(sum);
    }
}

/// SHA-1 (FIPS 180-4, section 6.1.3): the message schedule takes the place of the block.
#[inline(never)]
pub(crate) fn sha1(state: &mut [u32; 5], block: &[u32; 16], k: &[u32; 4]) {
    let mut w = *block;
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    macro_rules! stage {
        ($stage:literal, $f:expr) => {
            for t in (20 * $stage..20 * $stage + 20).step_by(5) {
                macro_rules! round {
                    ($a:ident $b:ident $c:ident $d:ident $e:ident, $i:literal) => {
                        let t: usize = t + $i;
                        if t >= 16 {
                            let sum = w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15] ^ w[t & 15];
                            w[t & 15] = sum.rotate_left(1);
                        }
                        let sum = $e.wrapping_add(w[t & 15]).wrapping_add(k[$stage]);
                        let sum = sum.wrapping_add($f($b, $c, $d));
                        $e = sum.wrapping_add($a.rotate_left(5));
                        $b = $b.rotate_left(30);
                    };
                }
                round!(a b c d e, 0);
                round!(e a b c d, 1);
                round!(d e a b c, 2);
                round!(c d e a b, 3);
                round!(b c d e a, 4);
            }
        };
    }
    stage!(0, |x, y, z| ((y ^ z) & x) ^ z);
    stage!(1, |x, y, z| x ^ y ^ z);
    stage!(2, |x: u32, y: u32, z: u32| ((y ^ z) & x).wrapping_add(y & z));
    stage!(3, |x, y, z| x ^ y ^ z);
    for (word, sum) in state.iter_mut().zip([a, b, c, d, e]) {
        *word = word.wrapping_add(sum);
    }
}

/// SHA-512 (FIPS 180-4, section 6.4.2): the message schedule takes the place of the block.
#[inline(never)]
pub(crate) fn sha512(state: &mut [u64; 8], block: &[u64; 16], k: &[[u64; 16]; 5]) {
    let mut w = *block;
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    let mut bc = b ^ c;
    macro_rules! rounds {
        (
            $k:ident $extend:expr;
            $($i:literal
              $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident;)*
        ) => {$(
            if $extend {
                let (x, y) = (w[($i + 1) & 15], w[($i + 14) & 15]);
                let x = x.rotate_right(1) ^ x.rotate_right(8) ^ (x >> 7);
                let y = y.rotate_right(19) ^ y.rotate_right(61) ^ (y >> 6);
                w[$i] = w[$i].wrapping_add(x).wrapping_add(w[($i + 9) & 15]).wrapping_add(y);
            }
            let t = $h.wrapping_add($k[$i]).wrapping_add(w[$i]).wrapping_add((($f ^ $g) & $e) ^ $g);
            // Rotations by 14, 18 and 41, and by 28, 34 and 39, nested.
            let t = t.wrapping_add(($e ^ ($e ^ $e.rotate_right(23)).rotate_right(4)).rotate_right(14));
            $d = $d.wrapping_add(t);
            let ab = $a ^ $b;
            let majority = (ab & bc) ^ $b;
            bc = ab;
            let turned = ($a ^ ($a ^ $a.rotate_right(5)).rotate_right(6)).rotate_right(28);
            $h = t.wrapping_add(majority).wrapping_add(turned);
        )*};
        ($k:ident $extend:expr) => {
            rounds! {
                $k $extend;
                0 a b c d e f g h; 1 h a b c d e f g; 2 g h a b c d e f; 3 f g h a b c d e;
                4 e f g h a b c d; 5 d e f g h a b c; 6 c d e f g h a b; 7 b c d e f g h a;
                8 a b c d e f g h; 9 h a b c d e f g; 10 g h a b c d e f; 11 f g h a b c d e;
                12 e f g h a b c d; 13 d e f g h a b c; 14 c d e f g h a b; 15 b c d e f g h a;
            }
        };
    }
    let [first, others @ ..] = black_box(k);
    rounds!(first false);
    for k in others {
        rounds!(k true);
    }
    for (word, sum) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(sum);
    }
}

/// A block of Poly1305: h becomes (h + block + 2^128) r modulo 2^130 - 5, up to a multiple of that;
/// see `chacha::poly1305`, which says what r and h are.
#[inline(always)]
pub(crate) fn poly1305(h: &mut [u32; 5], r: &[u32; 4], block: &[u32; 4]) {
    let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
    let (r0, r1) = (pair(r[0], r[1]), pair(r[2], r[3]));
    let s1 = r1 + (r1 >> 2);
    let (h0, carry) = pair(h[0], h[1]).overflowing_add(pair(block[0], block[1]));
    let sum =
        u128::from(pair(h[2], h[3])) + u128::from(pair(block[2], block[3])) + u128::from(carry);
    let (h1, h2) = (sum as u64, u64::from(h[4]) + 1 + (sum >> 64) as u64);
    let d0 = product(h0, r0) + product(h1, s1);
    let d1 = (d0 >> 64) + product(h0, r1) + product(h1, r0) + product(h2, s1);
    // What lies beyond 2^130 comes back five times: as itself and four times, which is where it
    // lies.
    let top = h2 * r0 + (d1 >> 64) as u64;
    let (h0, carry) = (d0 as u64).overflowing_add((top & !3) + (top >> 2));
    let (h1, carry) = (d1 as u64).overflowing_add(u64::from(carry));
    let h2 = (top & 3) + u64::from(carry);
    *h = [h0 as u32, (h0 >> 32) as u32, h1 as u32, (h1 >> 32) as u32, h2 as u32];
}
