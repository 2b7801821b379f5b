//! Numbers: slices of limbs, least significant first.
//!
//! Masks are all ones for yes and zero for no. All masks are passed through
//! `motetls_base::ct::barrier`, so that the compiler cannot turn a selection back into a branch.

use core::sync::atomic::{Ordering::SeqCst, compiler_fence};
use motetls_base::ct::{self, barrier};

use super::multiplier::Multiplier;
use super::{LIMB_BITS, LIMB_BYTES, Limb, Number, split};

/// All ones if the limb is 1, zero if it is 0.
#[inline(always)]
pub(crate) fn mask(bit: Limb) -> Limb {
    ct::mask(bit)
}

/// All ones if the limb is 0, else zero.
#[inline(always)]
pub(crate) fn zero_limb(limb: Limb) -> Limb {
    ct::mask_zero(limb)
}

/// The lowest limb.
#[inline(always)]
pub(crate) fn low(a: &Number) -> Limb {
    a.first().map_or(0, |limb| limb.get())
}

/// Reads big-endian bytes. All ones if they fit, that is, if all bytes that do not are zero.
#[inline(never)]
pub(crate) fn from_be_bytes(to: &Number, bytes: &[u8]) -> Limb {
    let mut bytes = bytes.iter().rev();
    for limb in to {
        let mut value = 0;
        for (i, byte) in bytes.by_ref().take(LIMB_BYTES).enumerate() {
            value |= Limb::from(*byte) << (8 * i);
        }
        limb.set(value);
    }
    zero_limb(Limb::from(bytes.fold(0, |any, byte| any | byte)))
}

/// Writes big-endian bytes: leading zeros if there is room for more than the number, its low bytes
/// if there is less.
#[inline(never)]
pub(crate) fn to_be_bytes(bytes: &mut [u8], from: &Number) {
    let mut limbs = from.iter();
    for chunk in bytes.rchunks_mut(LIMB_BYTES) {
        let mut limb = limbs.next().map_or(0, |limb| limb.get());
        for byte in chunk.iter_mut().rev() {
            *byte = limb as u8;
            limb >>= 8;
        }
    }
}

/// Reads little-endian bytes, a multiple of a limb's, and as many limbs as there are of them.
/// Limbs beyond are 0.
#[inline(never)]
pub(crate) fn from_le_bytes(to: &Number, bytes: &[u8]) {
    let mut bytes = bytes.as_chunks().0.iter();
    for limb in to {
        limb.set(bytes.next().map_or(0, |bytes| Limb::from_le_bytes(*bytes)));
    }
}

/// Writes little-endian bytes, a multiple of a limb's; the low ones if there are not as many.
#[inline(never)]
pub(crate) fn to_le_bytes(bytes: &mut [u8], from: &Number) {
    for (bytes, limb) in bytes.as_chunks_mut().0.iter_mut().zip(from) {
        *bytes = limb.get().to_le_bytes();
    }
}

/// to = from, with leading zeros where `from` is shorter.
#[inline(never)]
pub(crate) fn set(to: &Number, from: &Number) {
    let mut from = from.iter();
    for limb in to {
        limb.set(from.next().map_or(0, |from| from.get()));
    }
}

/// to = value.
#[inline(never)]
pub(crate) fn set_small(to: &Number, value: Limb) {
    let mut value = value;
    for limb in to {
        limb.set(value);
        value = 0;
    }
}

/// Overwrites a number with zeros in a way the compiler keeps.
#[inline(never)]
pub(crate) fn wipe(number: &Number) {
    for limb in number {
        limb.set(barrier(0));
    }
    // The memory behind this reference may be read here: the stores above must have happened.
    let _ = barrier(number);
}

/// to = a + b modulo the width; yields the carry. Equal lengths; all three may be one.
#[inline(never)]
pub(crate) fn add(to: &Number, a: &Number, b: &Number) -> Limb {
    sum(to, a, b, 0, Limb::MAX)
}

/// to = a - b modulo the width; yields the borrow. Equal lengths; all three may be one.
#[inline(never)]
pub(crate) fn subtract(to: &Number, a: &Number, b: &Number) -> Limb {
    sum(to, a, b, Limb::MAX, Limb::MAX) ^ 1
}

/// to = to + (b & mask) modulo the width; yields the carry. Equal lengths.
#[inline(never)]
pub(crate) fn conditional_add(to: &Number, b: &Number, mask: Limb) -> Limb {
    sum(to, to, b, 0, mask)
}

/// to = a + ((b ^ flip) & mask) + (flip & 1) modulo the width; yields the carry.
///
/// By index and four at a time: so the compiler keeps the carry in its flag, and calls no iterator.
#[inline(never)]
fn sum(to: &Number, a: &Number, b: &Number, flip: Limb, mask: Limb) -> Limb {
    let mut carry = flip & 1 != 0;
    macro_rules! limb {
        ($to:expr, $a:expr, $b:expr) => {
            let (sum, over) = $a.get().carrying_add(($b.get() ^ flip) & mask, carry);
            $to.set(sum);
            carry = over;
        };
    }
    let ((to, to_rest), (a, a_rest), (b, b_rest)) =
        (to.as_chunks::<4>(), a.as_chunks::<4>(), b.as_chunks::<4>());
    for i in 0..to.len() {
        let (Some(to), Some(a), Some(b)) = (to.get(i), a.get(i), b.get(i)) else { break };
        limb!(to[0], a[0], b[0]);
        limb!(to[1], a[1], b[1]);
        limb!(to[2], a[2], b[2]);
        limb!(to[3], a[3], b[3]);
    }
    for i in 0..to_rest.len() {
        let (Some(to), Some(a), Some(b)) = (to_rest.get(i), a_rest.get(i), b_rest.get(i)) else {
            break;
        };
        limb!(to, a, b);
    }
    Limb::from(carry)
}

/// All ones if a < b, else zero. Equal lengths.
#[inline(never)]
pub(crate) fn less(a: &Number, b: &Number) -> Limb {
    // The carry out of a + !b + 1.
    let mut carry = true;
    for (a, b) in a.iter().zip(b) {
        carry = a.get().carrying_add(!b.get(), carry).1;
    }
    mask(Limb::from(carry) ^ 1)
}

/// All ones if a = 0, else zero.
#[inline(never)]
pub(crate) fn zero(a: &Number) -> Limb {
    zero_limb(a.iter().fold(0, |any, limb| any | limb.get()))
}

/// All ones if a = b, else zero. Equal lengths.
#[inline(never)]
pub(crate) fn equal(a: &Number, b: &Number) -> Limb {
    zero_limb(a.iter().zip(b).fold(0, |any, (a, b)| any | (a.get() ^ b.get())))
}

/// to = from where the mask is all ones; unchanged where it is zero. Equal lengths.
#[inline(never)]
pub(crate) fn conditional_assign(to: &Number, from: &Number, mask: Limb) {
    for (to, from) in to.iter().zip(from) {
        to.set(ct::select(mask, from.get(), to.get()));
    }
}

/// Exchanges a and b where the mask is all ones. Equal lengths.
#[inline(never)]
pub(crate) fn conditional_swap(a: &Number, b: &Number, mask: Limb) {
    for (a, b) in a.iter().zip(b) {
        let difference = (a.get() ^ b.get()) & mask;
        a.set(a.get() ^ difference);
        b.set(b.get() ^ difference);
    }
}

/// to = entry `index` of a table of numbers of its length; every entry is read. Zero if there is
/// none.
#[inline(never)]
pub(crate) fn select(to: &Number, table: &Number, index: Limb) {
    set_small(to, 0);
    for (i, entry) in (0..).zip(table.chunks_exact(to.len().max(1))) {
        let chosen = zero_limb(index ^ i);
        for (to, limb) in to.iter().zip(entry) {
            to.set(to.get() | limb.get() & chosen);
        }
    }
}

/// a = a / 2^count + top 2^(width - count), rounded down, for a count below the bits of a limb and
/// a top below 2^count; yields the bits that fall out.
#[inline(never)]
pub(crate) fn shift_right(a: &Number, count: usize, top: Limb) -> Limb {
    let count = count % LIMB_BITS;
    let mut high = top;
    for limb in a.iter().rev() {
        let value = limb.get();
        // Two shifts, as one by the bits of a limb is none.
        limb.set(value >> count | high << 1 << (LIMB_BITS - 1 - count));
        high = value;
    }
    high & !(Limb::MAX << count)
}

/// Bit i, 0 or 1; 0 outside the number.
#[inline(never)]
pub(crate) fn bit(a: &Number, i: usize) -> Limb {
    a.get(i / LIMB_BITS).map_or(0, |limb| limb.get() >> (i % LIMB_BITS) & 1)
}

/// Bits `at .. at + count` as a number, for a count up to 8; zeros outside.
#[inline(never)]
pub(crate) fn bits(a: &Number, at: usize, count: usize) -> Limb {
    (at..at + count).rev().fold(0, |window, i| window << 1 | bit(a, i))
}

/// Bits of the number without its leading zeros.
#[inline(never)]
pub(crate) fn bit_length_vartime(a: &Number) -> usize {
    let mut length = 0;
    for (i, limb) in a.iter().enumerate() {
        if limb.get() != 0 {
            length = LIMB_BITS * (i + 1) - limb.get().leading_zeros() as usize;
        }
    }
    length
}

/// to = a b, for a `to` as long as both together, which overlaps neither.
#[inline(never)]
pub(crate) fn multiply<M: Multiplier>(to: &Number, a: &Number, b: &Number) {
    set_small(to, 0);
    for (a, to) in a.iter().zip(to.windows(b.len() + 1)) {
        let mut carry = 0;
        for (to, b) in to.iter().zip(b) {
            let (low, high) = M::multiply_add(a.get(), b.get(), to.get(), carry);
            to.set(low);
            carry = high;
        }
        if let Some(top) = to.last() {
            top.set(carry);
        }
    }
}

/// to = to + (x_1 B + x_0) b + carry + over B^n, for a `to` two limbs longer than b of n limbs,
/// which it does not overlap; yields the carry, which must be 0 or 1.
///
/// Two products are added to a limb while it is at hand.
#[inline(never)]
pub(crate) fn add_products<M: Multiplier>(
    to: &Number,
    x: [Limb; 2],
    b: &Number,
    carry: Limb,
    over: bool,
) -> bool {
    let [to @ .., next, top] = to else { return false };
    let (mut below, mut c, mut d) = (0, carry, 0);
    macro_rules! limb {
        ($to:expr, $b:expr) => {
            let limb = $b.get();
            let (sum, high) = M::multiply_add(x[0], limb, $to.get(), c);
            c = high;
            let (sum, high) = M::multiply_add(x[1], below, sum, d);
            (d, below) = (high, limb);
            $to.set(sum);
            compiler_fence(SeqCst);
        };
    }
    let ((to, to_rest), (b, b_rest)) = (to.as_chunks::<4>(), b.as_chunks::<4>());
    for i in 0..to.len() {
        let (Some(to), Some(b)) = (to.get(i), b.get(i)) else { break };
        limb!(to[0], b[0]);
        limb!(to[1], b[1]);
        limb!(to[2], b[2]);
        limb!(to[3], b[3]);
    }
    for i in 0..to_rest.len() {
        let (Some(to), Some(b)) = (to_rest.get(i), b_rest.get(i)) else { break };
        limb!(to, b);
    }
    let (sum, high) = M::multiply_add(x[1], below, next.get(), c);
    let (sum, over) = sum.carrying_add(d, over);
    next.set(sum);
    let (sum, over) = top.get().carrying_add(high, over);
    top.set(sum);
    over
}

/// to = a b, for a and b of the same two limbs or more and a `to` twice as long, which overlaps
/// neither: two rows at a time.
#[inline(never)]
pub(crate) fn product<M: Multiplier>(to: &Number, a: &Number, b: &Number) {
    set_small(to, 0);
    let (mut row, length) = (to, b.len() + 2);
    let (odd, pairs) = a.as_rchunks::<2>();
    for first in odd {
        add_products::<M>(split(row, length).0, [first.get(), 0], b, 0, false);
        row = split(row, 1).1;
    }
    for [first, second] in pairs {
        add_products::<M>(split(row, length).0, [first.get(), second.get()], b, 0, false);
        row = split(row, 2).1;
    }
}

/// to = a^2, for a `to` twice as long as a, which does not overlap it.
///
/// The products of different limbs are added up once, two rows at a time, then doubled while the
/// squares of limbs are added.
#[inline(never)]
pub(crate) fn square<M: Multiplier>(to: &Number, a: &Number) {
    set_small(to, 0);
    let (mut rest, mut row) = (a, to);
    while let ([first, second, others @ ..], [_, low, above @ ..]) = (rest, row) {
        let x = [first.get(), second.get()];
        let (sum, carry) = M::multiply_add(x[0], x[1], low.get(), 0);
        low.set(sum);
        // No sum of products outgrows the limbs below it.
        add_products::<M>(split(above, others.len() + 2).0, x, others, carry, false);
        (rest, row) = (others, split(above, 2).1);
    }
    let (mut bit, mut carry) = (0, 0);
    for ([low, high], a) in to.as_chunks::<2>().0.iter().zip(a) {
        let (first, second) = (low.get(), high.get());
        let (sum, over) = M::multiply_add(a.get(), a.get(), first << 1 | bit, carry);
        low.set(sum);
        let (sum, over) = over.overflowing_add(second << 1 | first >> (LIMB_BITS - 1));
        high.set(sum);
        (bit, carry) = (second >> (LIMB_BITS - 1), Limb::from(over));
    }
}
