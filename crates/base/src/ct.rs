//! Constant time: the barrier, the masks and the selections that all of the cryptography uses.
//!
//! A mask is all ones for yes and zero for no. Every mask passes [`barrier`], so that the compiler
//! does not know that it has two values only and cannot turn a selection back into a branch.
//!
//! The language promises nothing of the kind, neither here nor in `subtle`, by which
//! [`equal`] compares. What holds is measured: `cargo xtask ct` runs every operation on a secret on
//! x86-64, Cortex-M3 and Cortex-M4, built by the compilers it names, and fails when a branch or an
//! address depends on the secret. Another target or compiler is another measurement.

use core::hint::black_box;
use subtle::ConstantTimeEq;

/// An unsigned word that masks are made of.
pub trait Word: Copy + sealed::Word {}

mod sealed {
    pub trait Word: Sized {
        fn negated(self) -> Self;
        fn less_bit(self, other: Self) -> Self;
        fn zero_bit(self) -> Self;
        fn select(mask: Self, yes: Self, no: Self) -> Self;
    }
}

macro_rules! words {
    ($($word:ty)*) => {$(
        impl Word for $word {}

        impl sealed::Word for $word {
            #[inline(always)]
            fn negated(self) -> Self {
                self.wrapping_neg()
            }

            #[inline(always)]
            fn less_bit(self, other: Self) -> Self {
                self.wrapping_sub(other) >> (<$word>::BITS - 1)
            }

            #[inline(always)]
            fn zero_bit(self) -> Self {
                ((self | self.wrapping_neg()) >> (<$word>::BITS - 1)) ^ 1
            }

            #[inline(always)]
            fn select(mask: Self, yes: Self, no: Self) -> Self {
                no ^ ((yes ^ no) & mask)
            }
        }
    )*};
}
words!(u16 u32 u64);

/// `value`, of which the compiler knows nothing any more.
///
/// An empty assembly statement in effect. On a Cortex-M3 `subtle`'s own, a volatile read of a byte,
/// is longer and knows no words.
#[inline(always)]
#[must_use]
pub fn barrier<T>(value: T) -> T {
    black_box(value)
}

/// All ones for 1, zero for 0.
#[inline(always)]
#[must_use]
pub fn mask<W: Word>(bit: W) -> W {
    barrier(bit.negated())
}

/// All ones if `word` is zero, else zero.
#[inline(always)]
#[must_use]
pub fn mask_zero<W: Word>(word: W) -> W {
    mask(word.zero_bit())
}

/// All ones if `a` < `b`, else zero; they differ by less than half the range of the word.
#[inline(always)]
#[must_use]
pub fn mask_less<W: Word>(a: W, b: W) -> W {
    mask(a.less_bit(b))
}

/// `yes` where the mask is all ones, `no` where it is zero.
#[inline(always)]
#[must_use]
pub fn select<W: Word>(mask: W, yes: W, no: W) -> W {
    W::select(mask, yes, no)
}

/// Whether `a` and `b` are equal, in a time that depends on their lengths only.
#[must_use]
#[inline(never)]
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        assert_eq!((mask(0_u32), mask(1_u32), mask(1_u64)), (0, u32::MAX, u64::MAX));
        for (word, expected) in [(0, u32::MAX), (1, 0), (u32::MAX, 0), (1 << 31, 0)] {
            assert_eq!(mask_zero(word), expected, "{word:x}");
        }
        for (a, b, expected) in [(0, 1, u16::MAX), (1, 1, 0), (2, 1, 0), (0, 0x7fff, u16::MAX)] {
            assert_eq!(mask_less(a, b), expected, "{a} {b}");
        }
        assert_eq!((select(u32::MAX, 5, 9), select(0_u32, 5, 9)), (5, 9));
    }

    #[test]
    fn every_byte_is_compared() {
        let a = [7u8; 32];
        assert!(equal(&a, &a));
        for i in 0..32 {
            let mut b = a;
            b[i] ^= 1;
            assert!(!equal(&a, &b));
        }
        assert!(!equal(&a, &a[..31]));
    }
}
