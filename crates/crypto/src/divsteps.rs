//! Division steps (Bernstein and Yang, "Fast constant-time gcd computation and modular inversion",
//! CHES 2019), with the starting delta = 1/2 of Wuille's variant: the inner loop of every
//! inversion.
//!
//! A step takes (delta, f, g), f odd, to (1 - delta, g, (g - f) / 2) if delta > 0 and g is odd,
//! else to (1 + delta, f, (g + (g mod 2) f) / 2). Steps look at the lowest bits only, so that many
//! go at once; a [`Batch`] is the matrix that is then applied to the whole numbers.
//!
//! [`crate::mp`] and [`crate::p256`] share the loop, not how a batch is applied: numbers of a
//! length known at run time are made of whole limbs without sign, those of P-256 of nine signed
//! limbs of 29 bits, which take 2 multiplications with `SMLAL` where the others take 3 with
//! corrections of the sign.

use motetls_base::ct::barrier;

/// A word with a sign, as long as a limb of [`crate::mp`].
#[cfg(not(target_pointer_width = "64"))]
pub(crate) type Signed = i32;
/// A word with a sign, as long as a limb of [`crate::mp`].
#[cfg(target_pointer_width = "64")]
pub(crate) type Signed = i64;

/// The matrix of `STEPS` division steps: 2^STEPS (f', g') = (u f + v g, q f + r g), with |u| + |v|
/// and |q| + |r| at most 2^STEPS.
pub(crate) struct Batch<const STEPS: usize> {
    pub(crate) u: Signed,
    pub(crate) v: Signed,
    pub(crate) q: Signed,
    pub(crate) r: Signed,
}

impl<const STEPS: usize> Batch<STEPS> {
    /// Division steps on the lowest words of f and g, of which `STEPS` + 1 bits count; at most
    /// three less than a word has. zeta is -(delta + 1/2), -1 at first.
    #[inline(always)]
    pub(crate) fn run(zeta: &mut Signed, f: Signed, g: Signed) -> Self {
        let (mut f, mut g) = (f, g);
        let Batch { mut u, mut v, mut q, mut r } = Batch::<STEPS> { u: 1, v: 0, q: 0, r: 1 };
        for _ in 0..STEPS {
            // Masks: delta > 0, and g odd. Opaque, so that neither is turned back into a branch.
            let positive = *zeta >> (Signed::BITS - 1);
            let odd = barrier(-(g & 1));
            let signed = |x: Signed| (x ^ positive).wrapping_sub(positive) & odd;
            g = g.wrapping_add(signed(f));
            q += signed(u);
            r += signed(v);
            let swap = positive & odd;
            *zeta = (*zeta ^ swap) - 1;
            f = f.wrapping_add(g & swap);
            u = (u + (q & swap)) << 1;
            v = (v + (r & swap)) << 1;
            g >>= 1;
        }
        Batch { u, v, q, r }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::random;

    /// One division step as the paper defines it; `delta` is twice its delta.
    fn step(delta: &mut i32, f: &mut i128, g: &mut i128) {
        if *delta > 0 && *g & 1 == 1 {
            (*delta, *f, *g) = (2 - *delta, *g, (*g - *f) / 2);
        } else {
            (*delta, *g) = (2 + *delta, (*g + (*g & 1) * *f) / 2);
        }
    }

    fn batches_are_division_steps<const STEPS: usize>() {
        let range = || -(1i64 << STEPS)..1 << STEPS;
        random(256, (range(), range()), |(f, g)| {
            let (mut delta, mut low_f, mut low_g) = (1, i128::from(f | 1), i128::from(g));
            let mut zeta = -1;
            // More batches than one: delta goes on from where it was.
            for _ in 0..3 {
                let (start_f, start_g) = (low_f, low_g);
                let Batch { u, v, q, r } =
                    Batch::<STEPS>::run(&mut zeta, start_f as Signed, start_g as Signed);
                for _ in 0..STEPS {
                    step(&mut delta, &mut low_f, &mut low_g);
                }
                let row = |x: Signed, y: Signed| i128::from(x) * start_f + i128::from(y) * start_g;
                assert_eq!((row(u, v), row(q, r)), (low_f << STEPS, low_g << STEPS));
                assert!(u.abs() + v.abs() <= 1 << STEPS && q.abs() + r.abs() <= 1 << STEPS);
                assert_eq!(2 * zeta, -(delta as Signed + 1));
            }
        });
    }

    #[test]
    fn batches_of_p256() {
        batches_are_division_steps::<29>();
    }

    #[test]
    fn batches_of_whole_limbs() {
        batches_are_division_steps::<{ Signed::BITS as usize - 4 }>();
    }
}
