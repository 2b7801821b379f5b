//! Division modulo an odd number below 2^256, in constant time.
//!
//! Bernstein and Yang, "Fast constant-time gcd computation and modular inversion" (CHES 2019), with the starting
//! delta = 1/2 of Wuille's variant: 590 division steps bring every 0 <= g <= f < 2^256 with f odd down to g = 0 and
//! f = +-gcd. Steps go in batches of 29, on the low words only; a batch is a matrix that is then applied to the whole.

use core::hint::black_box;

use super::limbs::{Fe, MASK, Product, wipe};

/// Batches of 29 steps: 609 in all.
const BATCHES: u32 = 21;

/// What is divided by: an odd number below 2^256 whose limbs are N.
pub(super) struct Modulus {
    /// The number m.
    pub(super) limbs: Fe,
    /// -1 / m modulo 2^29.
    pub(super) inverse: i32,
}

/// A batch of division steps: 2^29 (f', g') = (u f + v g, q f + r g), with |u| + |v| and |q| + |r| at most 2^29.
struct Batch {
    u: i32,
    v: i32,
    q: i32,
    r: i32,
}

/// x = x / y modulo m; 0 if y = 0.
///
/// x and y have limbs 0 to 7 in `0..2^29`, limb 8 in `0..2^24`, y is at most m, and prime to it unless 0. The result has
/// limbs 0 to 7 in `0..2^29`, and is congruent to the quotient and in `-2^233 .. 2^256 + 2^230`.
///
/// Throughout, d y = f x and e y = g x modulo m for the x of the start; |d| and |e| grow by at most m a batch, to
/// 22 * 2^256 in the end.
#[inline(never)]
pub(super) fn divide<P: Product>(x: &mut Fe, y: &Fe, modulus: &Modulus) {
    let mut state = [modulus.limbs, *y, [0; 9], *x];
    let [f, g, d, e] = &mut state;
    let mut zeta = -1;
    for _ in 0..BATCHES {
        let low = |limbs: &Fe| limbs[0] | limbs[1] << 29;
        let batch = steps(&mut zeta, low(f), low(g));
        batch.apply::<P>(f, g, &modulus.limbs, 0);
        batch.apply::<P>(d, e, &modulus.limbs, modulus.inverse);
    }
    // f = +-1 is the sign of d.
    let sign = f[8] >> 31;
    for (x, d) in x.iter_mut().zip(d) {
        *x = (*d ^ sign) - sign;
    }
    reduce::<P>(x, &modulus.limbs);
    wipe(state.as_flattened_mut());
}

/// Takes off the multiple of m that limb 8 suggests: x = x - (x >> 256) m, up to a carry, for limb 8 within +-2^29 and
/// the others within +-2^29. Limbs 0 to 7 end in `0..2^29`.
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

/// 29 division steps on the low 32 bits of f and g. zeta is -(delta + 1/2).
fn steps(zeta: &mut i32, mut f: i32, mut g: i32) -> Batch {
    let Batch { mut u, mut v, mut q, mut r } = Batch { u: 1, v: 0, q: 0, r: 1 };
    for _ in 0..29 {
        // Masks: delta > 0, and g odd. Opaque, so that neither is turned back into a branch.
        let positive = *zeta >> 31;
        let odd = black_box(-(g & 1));
        let signed = |x: i32| (x ^ positive).wrapping_sub(positive) & odd;
        g = g.wrapping_add(signed(f));
        q += signed(u);
        r += signed(v);
        let swap = positive & odd;
        *zeta = (*zeta ^ swap) - 1;
        f = f.wrapping_add(g & swap);
        u = (u + (q & swap)) << 1;
        v = (v + (r & swap)) << 1;
        g = (g as u32 >> 1) as i32;
    }
    Batch { u, v, q, r }
}

impl Batch {
    /// (a, b) = (u a + v b, q a + r b) / 2^29, after the multiple of m that makes the division exact was added: that
    /// multiple is none if `inverse` is 0.
    ///
    /// Limbs 0 to 7 are in `0..2^29`, limb 8 is within +-2^29, before and after. Sums are below 2^60.
    #[inline(never)]
    fn apply<P: Product>(&self, a: &mut Fe, b: &mut Fe, modulus: &Fe, inverse: i32) {
        let Batch { u, v, q, r } = *self;
        let product = P::product;
        let multiple =
            |x: i32, y: i32| x.wrapping_mul(a[0]).wrapping_add(y.wrapping_mul(b[0])).wrapping_mul(inverse) & MASK;
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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One division step as the paper defines it; `delta` is twice its delta.
    fn step(delta: &mut i32, f: &mut i64, g: &mut i64) {
        if *delta > 0 && *g & 1 == 1 {
            (*delta, *f, *g) = (2 - *delta, *g, (*g - *f) / 2);
        } else {
            (*delta, *g) = (2 + *delta, (*g + (*g & 1) * *f) / 2);
        }
    }

    #[test]
    fn batches_are_division_steps() {
        let mut state = 3u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 34) as i64 - (1 << 29)
        };
        for _ in 0..500 {
            let (f, g) = (next() | 1, next());
            let (mut delta, mut low_f, mut low_g) = (1, f, g);
            let mut zeta = -1;
            // More batches than one: delta goes on from where it was.
            for _ in 0..3 {
                let (start_f, start_g) = (low_f, low_g);
                let Batch { u, v, q, r } = steps(&mut zeta, start_f as i32, start_g as i32);
                for _ in 0..29 {
                    step(&mut delta, &mut low_f, &mut low_g);
                }
                let row = |x: i32, y: i32| i64::from(x) * start_f + i64::from(y) * start_g;
                assert_eq!((row(u, v), row(q, r)), (low_f << 29, low_g << 29));
                assert!(u.abs() + v.abs() <= 1 << 29 && q.abs() + r.abs() <= 1 << 29);
                assert_eq!(2 * zeta, -(delta + 1));
            }
        }
    }
}
