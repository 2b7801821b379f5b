//! Arithmetic modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1 on limbs.
//!
//! An element is nine limbs of 29 bits in `i32`, least significant first, in Montgomery form with R
//! = 2^261. In base B = 2^29, p = -1 + 2^9 B^3 + 2^18 B^6 + (2^29 - 2^21) B^7 + (2^24 - 1) B^8: as
//! p = -1 mod B, the quotient digit of a Montgomery step is the column itself, and adding its
//! multiple of p takes four multiply-accumulates.
//!
//! Two ranges are all the contracts below speak of:
//! - **N** (normal): limbs 0 to 7 in `0..2^29`, limb 8 in `-2^20 ..= 2^24 + 2^20`. The value lies
//!   above -p and below 2p, so an N is zero modulo p only as 0 or as p, and either has one form.
//! - **M** (operand): limbs 0 to 7 in `-2^29 < limb < 2^29`, limb 8 within `+-(2^24 + 2^20)`. The
//!   value lies within +-1.07 * 2^256. Every N is an M, and so is its limb-wise negative.

use core::cell::Cell;
use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

use zeroize::Zeroize;

/// The low 29 bits.
pub(super) const MASK: i32 = (1 << 29) - 1;
/// The coefficients of p + 1 in base 2^29 that are no powers of two.
pub(super) const P_7: i64 = (1 << 29) - (1 << 21);
pub(super) const P_8: i64 = (1 << 24) - 1;

/// A 256-bit integer, least significant word first.
pub type Words = [u32; 8];

/// A field element.
pub type Fe = [i32; 9];

/// A field element in its slot: operands and result may be one and the same.
pub type Limbs = [Cell<i32>; 9];

/// The coefficients of p + 1 in base 2^29 that are not zero: those of B^3, B^6, B^7 and B^8.
pub(super) type Coefficients = [Cell<i32>; 4];

/// The same.
#[allow(clippy::declare_interior_mutable_const, reason = "every use is meant to be a copy")]
pub(super) const COEFFICIENTS: Coefficients =
    [Cell::new(1 << 9), Cell::new(1 << 18), Cell::new(P_7 as i32), Cell::new(P_8 as i32)];

/// How signed words are multiplied.
pub trait Product: 'static {
    /// a b, for a and b within +-2^29.
    fn product(a: i32, b: i32) -> i64;
}

/// Overwrites limbs with zeros in a way the compiler keeps.
#[inline(never)]
pub(super) fn wipe(limbs: &mut [i32]) {
    limbs.zeroize();
}

/// An integer as limbs of 29 bits: an N, but not in Montgomery form.
#[inline(never)]
pub(super) fn to_limbs(words: &Words) -> Fe {
    let mut limbs = [0; 9];
    let mut low = 0;
    for (i, limb) in limbs.iter_mut().enumerate() {
        // Limb i starts at bit 29 i, which is 32 - 3 i bits into word i - 1 (or at the start of
        // word 0).
        let high = words.get(i).map_or(0, |word| *word);
        *limb = if i == 0 { high as i32 } else { (low >> (32 - 3 * i) | high << (3 * i)) as i32 }
            & MASK;
        low = high;
    }
    limbs
}

/// The integer of limbs 0 to 7 in `0..2^29` and limb 8 in `0..2^24`.
#[inline(never)]
pub(super) fn to_words(limbs: &Fe) -> Words {
    let mut words = [0; 8];
    for ((j, word), [low, high]) in words.iter_mut().enumerate().zip(limbs.array_windows()) {
        // Word j starts at bit 3 j of limb j.
        *word = (*low as u32) >> (3 * j) | (*high as u32) << (29 - 3 * j);
    }
    words
}

/// to = x * left + y * right. Reads M, writes N; all three may be one.
///
/// No sum reaches 2^31: for |x| + |y| <= 3, a limb is below 3 * 2^29 in absolute value and what is
/// carried or folded into it below 2^25; for 2 and -2, both operands must be N, which keeps limbs
/// within +-2^30. The multiple of 2^256 is estimated from limb 8 alone and taken off as that
/// multiple of p, so that limb 8 ends in `-4 ..= 2^24 + 4`: its own low 24 bits and the carry of
/// limb 7.
#[inline(never)]
pub(super) fn combine(x: i32, y: i32, to: &Limbs, left: &Limbs, right: &Limbs) {
    debug_assert!(is_operand(left) && is_operand(right));
    debug_assert!(x - y < 4 || is_normal(left) && is_normal(right));
    let top = x * left[8].get() + y * right[8].get();
    let over = top >> 24;
    let mut t = over;
    macro_rules! limb {
        ($i:literal, $fold:expr) => {
            t += x * left[$i].get() + y * right[$i].get() + $fold;
            to[$i].set(t & MASK);
            t >>= 29;
        };
    }
    limb!(0, 0);
    limb!(1, 0);
    limb!(2, 0);
    limb!(3, -(over << 9));
    limb!(4, 0);
    limb!(5, 0);
    limb!(6, -(over << 18));
    limb!(7, over << 21);
    to[8].set(t + (top & 0xff_ffff));
    debug_assert!(is_normal(to));
}

/// to = left * right / R mod p. Reads M, writes N; all three may be one.
///
/// Column k, from 0 to 16, is the sum of left_i right_(k-i), of the quotient digits' q_j (p + 1)
/// that reach it, and of the carry. At most nine products below 2^58, quotient terms below 2^59 and
/// a carry below 2^34 are less than 2^62. The value is (a b + Q p) / R with 0 <= Q < R and |a b| <=
/// 1.15 * 2^512: within -1.15 * 2^251 .. p + 1.15 * 2^251. Limb k - 9 is written when no column
/// after k reads it.
///
/// `p` are the [`COEFFICIENTS`]. They stand in memory as the limbs do: of constants the compiler
/// would make shifts, and sums apart from that of the column, which take more instructions than one
/// multiply-accumulate each. The fences emit nothing. They keep the compiler from loading limbs
/// long before their use and spilling them: two products at a time take two double loads and two
/// multiply-accumulates.
#[inline(never)]
pub(super) fn multiply(to: &Limbs, left: &Limbs, right: &Limbs, p: &Coefficients) {
    debug_assert!(is_operand(left) && is_operand(right));
    let mut c = 0i64;
    macro_rules! sum {
        ($($($i:literal $j:literal),+);+) => {
            $(
                $(c += i64::from(left[$i].get()) * i64::from(right[$j].get());)+
                compiler_fence(SeqCst);
            )+
        };
    }
    let [p_3, p_6, p_7, p_8] = p;
    macro_rules! quotient {
        ($($($q:ident * $coefficient:ident),+);+) => {
            $(
                $(c += i64::from($q) * i64::from($coefficient.get());)+
                compiler_fence(SeqCst);
            )+
        };
    }
    // Takes the low 29 bits off the column.
    macro_rules! digit {
        () => {{
            let digit = c as i32 & MASK;
            c >>= 29;
            digit
        }};
    }
    sum!(0 0);
    let q0 = digit!();
    sum!(0 1, 1 0);
    let q1 = digit!();
    sum!(0 2, 1 1; 2 0);
    let q2 = digit!();
    quotient!(q0 * p_3);
    sum!(0 3, 1 2; 2 1, 3 0);
    let q3 = digit!();
    quotient!(q1 * p_3);
    sum!(0 4, 1 3; 2 2, 3 1; 4 0);
    let q4 = digit!();
    quotient!(q2 * p_3);
    sum!(0 5, 1 4; 2 3, 3 2; 4 1, 5 0);
    let q5 = digit!();
    quotient!(q3 * p_3, q0 * p_6);
    sum!(0 6, 1 5; 2 4, 3 3; 4 2, 5 1; 6 0);
    let q6 = digit!();
    quotient!(q4 * p_3, q1 * p_6; q0 * p_7);
    sum!(0 7, 1 6; 2 5, 3 4; 4 3, 5 2; 6 1, 7 0);
    let q7 = digit!();
    quotient!(q5 * p_3, q2 * p_6; q1 * p_7, q0 * p_8);
    sum!(0 8, 1 7; 2 6, 3 5; 4 4, 5 3; 6 2, 7 1; 8 0);
    let q8 = digit!();
    quotient!(q6 * p_3, q3 * p_6; q2 * p_7, q1 * p_8);
    sum!(1 8, 2 7; 3 6, 4 5; 5 4, 6 3; 7 2, 8 1);
    to[0].set(digit!());
    quotient!(q7 * p_3, q4 * p_6; q3 * p_7, q2 * p_8);
    sum!(2 8, 3 7; 4 6, 5 5; 6 4, 7 3; 8 2);
    to[1].set(digit!());
    quotient!(q8 * p_3, q5 * p_6; q4 * p_7, q3 * p_8);
    sum!(3 8, 4 7; 5 6, 6 5; 7 4, 8 3);
    to[2].set(digit!());
    quotient!(q6 * p_6; q5 * p_7, q4 * p_8);
    sum!(4 8, 5 7; 6 6, 7 5; 8 4);
    to[3].set(digit!());
    quotient!(q7 * p_6; q6 * p_7, q5 * p_8);
    sum!(5 8, 6 7; 7 6, 8 5);
    to[4].set(digit!());
    quotient!(q8 * p_6; q7 * p_7, q6 * p_8);
    sum!(6 8, 7 7; 8 6);
    to[5].set(digit!());
    quotient!(q8 * p_7, q7 * p_8);
    sum!(7 8, 8 7);
    to[6].set(digit!());
    quotient!(q8 * p_8);
    sum!(8 8);
    to[7].set(digit!());
    to[8].set(c as i32);
    debug_assert!(is_normal(to));
}

/// Whether the limbs are an M.
fn is_operand(limbs: &Limbs) -> bool {
    let [low @ .., top] = limbs;
    low.iter().all(|limb| limb.get().abs() <= MASK) && top.get().abs() <= (1 << 24) + (1 << 20)
}

/// Whether the limbs are an N.
pub(super) fn is_normal(limbs: &Limbs) -> bool {
    let [low @ .., top] = limbs;
    low.iter().all(|limb| (0..=MASK).contains(&limb.get()))
        && (-(1 << 20)..=(1 << 24) + (1 << 20)).contains(&top.get())
}
