//! The field GF(2^128): GHASH (NIST SP 800-38D, section 6.4) in constant time, with 32-bit
//! multiplications only, and the doubling of CMAC and XTS.
//!
//! An element is four words, the *last* four bytes of the block first, each read big-endian: bit i
//! of the 128-bit number is then the coefficient of x^(127-i). Carry-less products come from
//! ordinary ones with holes: operands keep every fourth bit, so that three bits are free for
//! carries. `MUL` yields only the low half of a product; the high half is the low half of the
//! product of the bit-reversed operands, reversed. 64-bit products are avoided because their time
//! depends on the operands on a Cortex-M3. (The technique is described in the documentation of
//! BearSSL.)

use crate::aes::Block;
use motetls_base::ct;

/// Adds a block of little-endian words to `hash`.
pub(crate) fn fold(hash: &mut Block, block: &Block) {
    let ([a, b, c, d], [e, f, g, h]) = (*hash, *block);
    *hash = [a ^ h.swap_bytes(), b ^ g.swap_bytes(), c ^ f.swap_bytes(), d ^ e.swap_bytes()];
}

/// `x` becomes `x` times `y` in GF(2^128).
#[inline(never)]
pub(crate) fn multiply(x: &mut Block, y: &Block) {
    let (mut low, mut high) = (karatsuba(x), karatsuba(y));
    for (a, b) in low.iter_mut().zip(&mut high) {
        (*a, *b) =
            (product(*a, *b), product(a.reverse_bits(), b.reverse_bits()).reverse_bits() >> 1);
    }
    *x = reduce(&combine(&low, &high));
}

/// The product with x modulo x^128 + x^7 + x^2 + x + 1 of an element in the plain order of CMAC and
/// XTS: bit i of the 128-bit number, its lowest word first, is the coefficient of x^i.
#[inline(always)]
pub(crate) fn doubled([a, b, c, d]: [u32; 4]) -> [u32; 4] {
    let reduced = 0x87 & ct::mask(d >> 31);
    [(a << 1) ^ reduced, (b << 1) | (a >> 31), (c << 1) | (b >> 31), (d << 1) | (c >> 31)]
}

/// The nine sums two levels of Karatsuba's method multiply.
#[inline(always)]
fn karatsuba(x: &Block) -> [u32; 9] {
    let [a, b, c, d] = *x;
    [a, b, a ^ b, c, d, c ^ d, a ^ c, b ^ d, a ^ b ^ c ^ d]
}

/// The low half of the carry-less product.
///
/// The i-th of the four interleaved products holds at most i / 4 + 1 summands in the group of four
/// bits at i; two of them fit into 15, or overflow past bit 31 in the last group.
#[inline(always)]
fn product(x: u32, y: u32) -> u32 {
    let mask = |value: u32, i: u32| value & (0x1111_1111 << i);
    let [x0, x1, x2, x3] = [mask(x, 0), mask(x, 1), mask(x, 2), mask(x, 3)];
    let [y0, y1, y2, y3] = [mask(y, 0), mask(y, 1), mask(y, 2), mask(y, 3)];
    let two = |a: u32, b: u32, c: u32, d: u32| a.wrapping_mul(b).wrapping_add(c.wrapping_mul(d));
    mask(two(x0, y0, x1, y3) ^ two(x2, y2, x3, y1), 0)
        | mask(two(x0, y1, x2, y3) ^ two(x1, y0, x3, y2), 1)
        | mask(two(x0, y2, x3, y3) ^ two(x1, y1, x2, y0), 2)
        | mask(two(x0, y3, x1, y2) ^ two(x2, y1, x3, y0), 3)
}

/// The product of 255 bits from the nine partial ones.
#[inline(always)]
fn combine(low: &[u32; 9], high: &[u32; 9]) -> [u32; 8] {
    let half = |i: usize| {
        let ([l0, l1, l2], [h0, h1, h2]) =
            ([low[i], low[i + 1], low[i + 2]], [high[i], high[i + 1], high[i + 2]]);
        [l0, h0 ^ l0 ^ l1 ^ l2, l1 ^ h0 ^ h1 ^ h2, h1]
    };
    let ([a, b, c, d], [e, f, g, h], [i, j, k, l]) = (half(0), half(3), half(6));
    [a, b, c ^ i ^ a ^ e, d ^ j ^ b ^ f, e ^ k ^ c ^ g, f ^ l ^ d ^ h, g, h]
}

/// The product modulo x^128 + x^7 + x^2 + x + 1.
///
/// Reflected, the product of two numbers of 128 bits lacks one bit at its end; its low half is what
/// lies beyond x^127.
#[inline(always)]
fn reduce(product: &[u32; 8]) -> Block {
    let [p0, p1, p2, p3, p4, p5, p6, p7] = *product;
    let join = |word: u32, below: u32| (word << 1) | (below >> 31);
    let up = |word: u32| word ^ (word >> 1) ^ (word >> 2) ^ (word >> 7);
    let down = |word: u32| (word << 31) ^ (word << 30) ^ (word << 25);
    let z0 = p0 << 1;
    let z1 = join(p1, p0);
    let z2 = join(p2, p1);
    let z3 = join(p3, p2) ^ down(z0);
    let z4 = join(p4, p3) ^ up(z0) ^ down(z1);
    let z5 = join(p5, p4) ^ up(z1) ^ down(z2);
    let z6 = join(p6, p5) ^ up(z2) ^ down(z3);
    let z7 = join(p7, p6) ^ up(z3);
    [z4, z5, z6, z7]
}
