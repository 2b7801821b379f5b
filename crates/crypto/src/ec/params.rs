//! What the parameters of a curve are. Their values: [`curves`](super::curves).

use crate::formula::Op;
use crate::mp::Form;

/// A curve y^2 = x^3 + a x + b over a prime field, whose points make a group of prime order n with
/// cofactor 1.
pub struct Params {
    /// Its number as a NamedCurve (RFC 8422, section 5.1.1; RFC 7027).
    pub(crate) id: u16,
    /// Bytes of a field element and of a scalar.
    pub(crate) bytes: usize,
    /// Bits of both p and n.
    pub(crate) bits: usize,
    /// p, n, b, and the base point's x and y, big-endian.
    pub(crate) constants: &'static [u8],
    /// |a|, big-endian.
    pub(crate) a: &'static [u8],
    /// Whether a is negative.
    pub(crate) a_negative: bool,
    /// The form of p, if sums reduce modulo p.
    pub(crate) form: Option<Form>,
    /// The beginning of a doubling, which depends on a.
    pub(crate) slope: &'static [Op],
}

impl Params {
    /// Bytes of a field element and of a scalar.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Leading bits of the bytes that are always zero.
    pub(crate) const fn excess(&self) -> u32 {
        (8 * self.bytes - self.bits) as u32
    }

    /// Whether big-endian bytes are an integer in `1..n`. Constant time, up to what the caller does
    /// with the answer.
    #[inline(never)]
    pub(crate) fn is_scalar(&self, bytes: &[u8]) -> bool {
        // The borrow of bytes - n, from the last byte to the first.
        let (mut borrow, mut any) = (0, 0);
        for (byte, order) in bytes.iter().zip(self.order()).rev() {
            borrow = (u32::from(*byte).wrapping_sub(u32::from(*order)).wrapping_sub(borrow)) >> 31;
            any |= byte;
        }
        borrow == 1 && any != 0
    }

    fn constant(&self, i: usize, count: usize) -> &'static [u8] {
        self.constants.get(i * self.bytes..(i + count) * self.bytes).unwrap_or(&[])
    }

    /// p.
    pub(crate) fn field(&self) -> &'static [u8] {
        self.constant(0, 1)
    }

    /// n.
    pub(crate) fn order(&self) -> &'static [u8] {
        self.constant(1, 1)
    }

    /// b.
    pub(crate) fn b(&self) -> &'static [u8] {
        self.constant(2, 1)
    }

    /// x || y of the base point.
    pub(crate) fn generator(&self) -> &'static [u8] {
        self.constant(3, 2)
    }
}

/// The bytes of hexadecimal digits, at compile time.
pub(crate) const fn hex<const N: usize>(digits: &[&str]) -> [u8; N] {
    let mut bytes = [0; N];
    let (mut at, mut line) = (0, 0);
    while line < digits.len() {
        let text = digits[line].as_bytes();
        let mut i = 0;
        while i + 1 < text.len() {
            bytes[at] = digit(text[i]) << 4 | digit(text[i + 1]);
            at += 1;
            i += 2;
        }
        line += 1;
    }
    assert!(at == N, "as many digits as the constant has");
    bytes
}

const fn digit(c: u8) -> u8 {
    match c {
        b'0'..=b'9' => c - b'0',
        _ => c - b'a' + 10,
    }
}
