//! Multiplication of field elements in loops: small, and as constant in time as the core's shortest
//! multiplication.

use core::sync::atomic::{Ordering::SeqCst, compiler_fence};
use motetls_base::ct::barrier;

use super::limbs::{Limbs, MASK, P_7, P_8, Product};
use super::limbs29::Multiplier29;
use super::sealed;

/// Multiplication in loops, one `SMLAL` per product: 1 KB less than [`Unrolled`](super::Unrolled),
/// for twice the instructions.
#[derive(Clone, Copy, Debug)]
pub enum Rolled {}

/// Multiplication in loops, every product from four of 16 bits. `MUL` takes one cycle on Cortex-M3,
/// and on most M0, where the time of `UMULL` and `SMLAL` depends on the operands (M3) or there are
/// none (M0).
#[derive(Clone, Copy, Debug)]
pub enum Limbs16 {}

impl Product for Rolled {
    #[inline(always)]
    fn product(a: i32, b: i32) -> i64 {
        i64::from(a) * i64::from(b)
    }
}

impl sealed::Multiplier29 for Rolled {}

impl Multiplier29 for Rolled {
    const SMALL: bool = true;
    /// 2^9, hidden from the compiler, which would shift and add.
    type Context = i32;

    #[inline(always)]
    fn context() -> i32 {
        barrier(1 << 9)
    }

    /// Row by row: t = (t + a b_i + q p) / B nine times over, with q = t_0 + a_0 b_i mod B.
    #[inline(never)]
    fn multiply(to: &Limbs, left: &Limbs, right: &Limbs, root: &mut i32) {
        let mut t = [0i32; 9];
        let root = *root;
        for b in right {
            let b = b.get();
            let mut c = Self::product(left[0].get(), b) + i64::from(t[0]);
            let q = c as i32 & MASK;
            c >>= 29;
            macro_rules! limb {
                ($i:literal $j:literal $(, $coefficient:expr)?) => {
                    c += i64::from(t[$i]) + Self::product(left[$i].get(), b);
                    $(c += i64::from(q) * $coefficient;)?
                    t[$j] = c as i32 & MASK;
                    c >>= 29;
                    compiler_fence(SeqCst);
                };
            }
            limb!(1 0);
            limb!(2 1);
            limb!(3 2, i64::from(root));
            limb!(4 3);
            limb!(5 4);
            limb!(6 5, i64::from(root << 9));
            limb!(7 6, P_7);
            limb!(8 7, P_8);
            t[8] = c as i32;
        }
        for (to, from) in to.iter().zip(t) {
            to.set(from);
        }
    }
}

impl Product for Limbs16 {
    /// a = a1 2^15 + a0 with 0 <= a0 < 2^15 and a1 within +-2^14, and so b: no sum of two products
    /// exceeds +-2^30.
    #[inline(always)]
    fn product(a: i32, b: i32) -> i64 {
        // Opaque, so that four products are not put together again.
        let (a0, b0) = barrier((a & 0x7fff, b & 0x7fff));
        let (a1, b1) = (a >> 15, b >> 15);
        i64::from(a0 * b0) + (i64::from(a1 * b0 + a0 * b1) << 15) + (i64::from(a1 * b1) << 30)
    }
}

impl sealed::Multiplier29 for Limbs16 {}

impl Multiplier29 for Limbs16 {
    const SMALL: bool = true;
    type Context = ();

    #[inline(always)]
    fn context() {}

    #[inline(always)]
    fn multiply(to: &Limbs, left: &Limbs, right: &Limbs, (): &mut ()) {
        columns::<Limbs16>(to, left, right);
    }
}

/// to = left * right / R mod p, column by column: see [`super::limbs`] for the bounds, which are
/// the same.
#[inline(never)]
fn columns<P: Product>(to: &Limbs, left: &Limbs, right: &Limbs) {
    // Quotient digit j is in place j + 8, with zeros around the nine.
    let mut q = [0i32; 8 + 9 + 5];
    let mut c = 0i64;
    for k in 0..17 {
        let limbs = k.max(8) - 8..k.min(8) + 1;
        let (left, right) =
            (left.get(limbs.clone()).unwrap_or_default(), right.get(limbs).unwrap_or_default());
        for (a, b) in left.iter().zip(right.iter().rev()) {
            c += P::product(a.get(), b.get());
        }
        if let Some([q_8, q_7, q_6, _, _, q_3]) = q.get(k..k + 6) {
            // Products of the same kind: a sum of shifts would be put together to a multiplication
            // of 32 bits.
            c += (i64::from(*q_3) << 9) + (i64::from(*q_6) << 18);
            c += P::product(*q_7, P_7 as i32) + P::product(*q_8, P_8 as i32);
        }
        let digit = c as i32 & MASK;
        c >>= 29;
        match k.checked_sub(9) {
            None => q[k + 8] = digit,
            Some(k) => to[k].set(digit),
        }
    }
    to[8].set(c as i32);
}
