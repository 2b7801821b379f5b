//! Division by small numbers, and arithmetic modulo 65537, in constant time.

use motetls_base::ct::barrier;

use crate::mp::{LIMB_BITS, Limb, Multiplier, Number};

/// 1 / d modulo 2^(bits of a limb) for an odd d, by Newton's iteration.
pub(crate) fn inverse_of_limb(d: Limb) -> Limb {
    let mut inverse = d;
    for _ in 0..LIMB_BITS.trailing_zeros() - 1 {
        inverse = inverse.wrapping_mul((2 as Limb).wrapping_sub(d.wrapping_mul(inverse)));
    }
    inverse
}

/// Whether the odd number `d`, below half a limb, divides a. Constant time in a; only the answer is
/// given away.
///
/// A limb at a time from below, c = (c + limb + q d) / B with the q that makes it exact: c stays in
/// `0..=d`, and a is 0 modulo d if c is in the end (Granlund and Warren, "Hacker's Delight",
/// section 10-16).
#[inline(never)]
pub(super) fn divides<M: Multiplier>(d: Limb, a: &Number) -> bool {
    let negated = inverse_of_limb(d).wrapping_neg();
    let mut c = 0;
    for limb in a {
        let q = limb.get().wrapping_add(c).wrapping_mul(negated);
        c = M::multiply_add(q, d, limb.get(), c).1;
    }
    barrier(c) == 0 || c == d
}

/// a modulo 65537: as 2^16 is -1 there, halves of 32-bit words are added and subtracted in turn.
pub(crate) fn remainder_65537(a: &Number) -> u32 {
    let mut sum = 0u32;
    for limb in a {
        for shift in (0..LIMB_BITS).step_by(32) {
            let word = (limb.get() >> shift) as u32;
            // Stays within 2^17 after each fold, as 2^32 is 1: low - high + 65537 is not negative.
            sum += (word & 0xffff) + 65537 - (word >> 16);
            sum = fold_65537(sum);
        }
    }
    sum
}

/// a b modulo 65537, for both below that.
pub(crate) fn multiply_65537(a: u32, b: u32) -> u32 {
    let product = u64::from(a) * u64::from(b);
    // 2^32 is 1.
    fold_65537(fold_65537(product as u32) + (product >> 32) as u32)
}

/// A sum below 2^32 modulo 65537, in `0..65537`.
fn fold_65537(sum: u32) -> u32 {
    let folded = (sum & 0xffff) + 65537 - (sum >> 16);
    folded - (65537 & barrier((folded < 65537) as u32).wrapping_sub(1))
}
