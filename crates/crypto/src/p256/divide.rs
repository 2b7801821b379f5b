//! Division modulo an odd number below 2^256, in constant time.
//!
//! By [division steps](crate::divsteps), of which 590 bring every 0 <= g <= f < 2^256 with f odd
//! down to g = 0 and f = +-gcd, in batches of 29 on the low words; the matrix of a batch is then
//! applied to the whole.

use crate::divsteps::Signed;

use super::limbs::{Fe, MASK, Product, wipe};

/// Batches of 29 steps: 609 in all.
const BATCHES: u32 = 21;

/// What is divided by: an odd number below 2^256 whose limbs are N.
pub(super) struct LimbModulus {
    /// The number m.
    pub(super) limbs: Fe,
    /// -1 / m modulo 2^29.
    pub(super) inverse: i32,
}

/// The matrix of a batch. Its entries fit an `i32`.
type Batch = crate::divsteps::Batch<29>;

/// x = x / y modulo m; 0 if y = 0.
///
/// x and y have limbs 0 to 7 in `0..2^29`, limb 8 in `0..2^24`, y is at most m, and prime to it
/// unless 0. The result has limbs 0 to 7 in `0..2^29`, and is congruent to the quotient and in
/// `-2^233 .. 2^256 + 2^230`.
///
/// Throughout, d y = f x and e y = g x modulo m for the x of the start; |d| and |e| grow by at most
/// m a batch, to 22 * 2^256 in the end.
#[inline(never)]
pub(super) fn divide<P: Product>(x: &mut Fe, y: &Fe, modulus: &LimbModulus) {
    let mut state = [modulus.limbs, *y, [0; 9], *x];
    let [f, g, d, e] = &mut state;
    let mut zeta = -1;
    for _ in 0..BATCHES {
        let low = |limbs: &Fe| limbs[0] | limbs[1] << 29;
        let batch = steps(&mut zeta, low(f), low(g));
        apply::<P>(&batch, f, g, &modulus.limbs, 0);
        apply::<P>(&batch, d, e, &modulus.limbs, modulus.inverse);
    }
    // f = +-1 is the sign of d.
    let sign = f[8] >> 31;
    for (x, d) in x.iter_mut().zip(d) {
        *x = (*d ^ sign) - sign;
    }
    reduce::<P>(x, &modulus.limbs);
    wipe(state.as_flattened_mut());
}

/// Takes off the multiple of m that limb 8 suggests: x = x - (x >> 256) m, up to a carry, for limb
/// 8 within +-2^29 and the others within +-2^29. Limbs 0 to 7 end in `0..2^29`.
pub(super) fn reduce<P: Product>(x: &mut Fe, modulus: &Fe) {
    let times = x[8] >> 24;
    let mut sum = 0i64;
    for (x, m) in x.iter_mut().zip(modulus) {
        sum += i64::from(*x) - P::product(times, *m);
        *x = sum as i32 & MASK;
        sum >>= 29;
    }
    x[8] |= (sum << 29) as i32;
}

/// Division steps on the low 32 bits of f and g.
#[inline(always)]
fn steps(zeta: &mut Signed, f: i32, g: i32) -> Batch {
    Batch::run(zeta, Signed::from(f), Signed::from(g))
}

/// (a, b) = (u a + v b, q a + r b) / 2^29, after the multiple of m that makes the division
/// exact was added: that multiple is none if `inverse` is 0.
///
/// Limbs 0 to 7 are in `0..2^29`, limb 8 is within +-2^29, before and after. Sums are below
/// 2^60.
#[inline(never)]
fn apply<P: Product>(batch: &Batch, a: &mut Fe, b: &mut Fe, modulus: &Fe, inverse: i32) {
    let [u, v, q, r] = [batch.u, batch.v, batch.q, batch.r].map(|entry| entry as i32);
    let product = P::product;
    let multiple = |x: i32, y: i32| {
        x.wrapping_mul(a[0]).wrapping_add(y.wrapping_mul(b[0])).wrapping_mul(inverse) & MASK
    };
    let (m, n) = (multiple(u, v), multiple(q, r));
    let (mut sum_a, mut sum_b) = (0i64, 0i64);
    for i in 0..9 {
        let (x, y, limb) = (a[i], b[i], modulus[i]);
        sum_a += product(u, x) + product(v, y) + product(m, limb);
        sum_b += product(q, x) + product(r, y) + product(n, limb);
        if i > 0 {
            a[i - 1] = sum_a as i32 & MASK;
            b[i - 1] = sum_b as i32 & MASK;
        }
        sum_a >>= 29;
        sum_b >>= 29;
    }
    a[8] = sum_a as i32;
    b[8] = sum_b as i32;
}
