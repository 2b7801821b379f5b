//! Inversion modulo an odd number, in constant time.
//!
//! Bernstein and Yang, "Fast constant-time gcd computation and modular inversion" (CHES 2019), with the starting
//! delta = 1/2 of Wuille's variant. Division steps go in batches on the lowest limbs only; a batch is a matrix that is
//! then applied to the whole numbers.

use core::hint::black_box;

use super::multiplier::Multiplier;
use super::{LIMB_BITS, Limb, Number, number, split};

/// A limb with a sign.
#[cfg(not(target_pointer_width = "64"))]
type Signed = i32;
/// A limb with a sign.
#[cfg(target_pointer_width = "64")]
type Signed = i64;

/// Division steps in a batch: so many that a number of n + 1 limbs holds 2^BATCH (|f| + |g| + m).
const BATCH: usize = LIMB_BITS - 4;

/// A batch of division steps: 2^BATCH (f', g') = (u f + v g, q f + r g), with |u| + |v| and |q| + |r| at most 2^BATCH.
struct Batch {
    u: Signed,
    v: Signed,
    q: Signed,
    r: Signed,
}

/// Limbs of scratch that [`inverse`] needs for a modulus of `n` limbs.
pub(crate) const fn inverse_scratch(n: usize) -> usize {
    4 * (n + 1)
}

/// to = 1 / a modulo an odd m > 1, for a below m; all ones if there is an inverse, zero if a and m have a common factor (and
/// `to` means nothing). `to` may be a. The scratch of [`inverse_scratch`] limbs is wiped.
///
/// Throughout, d a = f and e a = g modulo m, with d and e in `0..m` and f and g within +-m. With b bits in m, 2.304 b + 1.5
/// steps bring g to 0 and f to +-gcd (Wuille's bound, "safegcd-bounds"); batches for at least 7/3 b + 2 are done.
#[inline(never)]
pub(crate) fn inverse<M: Multiplier>(to: &Number, a: &Number, m: &Number, scratch: &Number) -> Limb {
    let n = m.len();
    let (f, rest) = split(scratch, n + 1);
    let (g, rest) = split(rest, n + 1);
    let (d, rest) = split(rest, n + 1);
    let (e, _) = split(rest, n + 1);
    number::set(f, m);
    number::set(g, a);
    number::set_small(d, 0);
    number::set_small(e, 1);
    let negated_inverse = super::montgomery::negated_inverse(m);
    let mut zeta = -1;
    let batches = (LIMB_BITS * n * 7 / 3 + 2).div_ceil(BATCH);
    for _ in 0..batches {
        let batch = Batch::run(&mut zeta, number::low(f), number::low(g));
        batch.apply::<M>(f, g, m, 0);
        batch.apply::<M>(d, e, m, negated_inverse);
        settle(d, m);
        settle(e, m);
    }
    // f = +-gcd, and its sign is that of d.
    let sign = number::mask(f.last().map_or(0, |top| top.get()) >> (LIMB_BITS - 1));
    let ((d, _), (e, _)) = (split(d, n), split(e, n));
    number::subtract(e, m, d);
    number::select(d, e, sign);
    number::set(to, d);
    // f - 1 if f is 1, and -f - 1 = !f if f is -1: zero in both cases, and in no other.
    let rest = f.iter().enumerate().fold(0, |any, (i, limb)| any | (limb.get() ^ sign ^ Limb::from(i == 0) & !sign));
    number::wipe(scratch);
    number::zero_limb(rest)
}

/// Brings a number of n + 1 limbs in two's complement from `-m .. 2 m` to `0..m`.
#[inline(never)]
fn settle(x: &Number, m: &Number) {
    let Some((top, x)) = x.split_last() else { return };
    let mut high = top.get();
    high = high.wrapping_add(number::add_masked(x, m, number::mask(high >> (LIMB_BITS - 1))));
    high = high.wrapping_sub(number::subtract(x, x, m));
    number::add_masked(x, m, number::mask(high >> (LIMB_BITS - 1)));
    top.set(0);
}

impl Batch {
    /// Division steps on the lowest limbs of f and g. zeta is -(delta + 1/2).
    #[inline(never)]
    fn run(zeta: &mut Signed, f: Limb, g: Limb) -> Batch {
        let (mut f, mut g) = (f as Signed, g as Signed);
        let Batch { mut u, mut v, mut q, mut r } = Batch { u: 1, v: 0, q: 0, r: 1 };
        for _ in 0..BATCH {
            // Masks: delta > 0, and g odd. Opaque, so that neither is turned back into a branch.
            let positive = *zeta >> (LIMB_BITS - 1);
            let odd = black_box(-(g & 1));
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

    /// (a, b) = (u a + v b + k m, q a + r b + l m) / 2^BATCH, where k and l below 2^BATCH make the divisions exact; they are
    /// 0 if `negated_inverse`, -1 / m modulo a limb, is given as 0, and the divisions are exact without.
    ///
    /// a and b have n + 1 limbs in two's complement. All products are modulo 2^(bits of a limb * (n + 1)), which the sums
    /// stay within: |u a + v b| <= 2^BATCH max(|a|, |b|), and k m is below 2^BATCH m.
    #[inline(never)]
    fn apply<M: Multiplier>(&self, a: &Number, b: &Number, m: &Number, negated_inverse: Limb) {
        let mut first = Row::new(self.u, self.v, a, b, negated_inverse);
        let mut second = Row::new(self.q, self.r, a, b, negated_inverse);
        let (mut below_a, mut below_b) = (None, None);
        let mut m = m.iter();
        for (a, b) in a.iter().zip(b) {
            let m = m.next().map_or(0, |limb| limb.get());
            let (x, y) = (a.get(), b.get());
            first.limb::<M>(x, y, m, below_a, a);
            second.limb::<M>(x, y, m, below_b, b);
            (below_a, below_b) = (Some(a), Some(b));
        }
        for top in [below_a, below_b].into_iter().flatten() {
            top.set((top.get() as Signed >> BATCH) as Limb);
        }
    }
}

/// One of the two sums of [`Batch::apply`] under way.
struct Row {
    /// |u|, |v| and k.
    factors: [Limb; 3],
    /// All ones if u or v is negative: -|u| a is |u| (!a) + |u|.
    signs: [Limb; 2],
    /// What goes over into the next limb, product by product.
    carries: [Limb; 3],
}

impl Row {
    fn new(u: Signed, v: Signed, a: &Number, b: &Number, negated_inverse: Limb) -> Row {
        let low = (u as Limb).wrapping_mul(number::low(a)).wrapping_add((v as Limb).wrapping_mul(number::low(b)));
        let k = low.wrapping_mul(negated_inverse) & (Limb::MAX >> (LIMB_BITS - BATCH));
        let signs = [u, v].map(|x| black_box(x >> (LIMB_BITS - 1)) as Limb);
        let [u, v] = [(u, signs[0]), (v, signs[1])].map(|(x, sign)| (x as Limb ^ sign).wrapping_sub(sign));
        Row { factors: [u, v, k], signs, carries: [u & signs[0], v & signs[1], 0] }
    }

    /// Adds up the next limb and puts it to `to`, and its low bits on top of what was put `below` before.
    fn limb<M: Multiplier>(
        &mut self,
        a: Limb,
        b: Limb,
        m: Limb,
        below: Option<&core::cell::Cell<Limb>>,
        to: &core::cell::Cell<Limb>,
    ) {
        let mut sum = 0;
        let limbs = [a ^ self.signs[0], b ^ self.signs[1], m];
        for ((factor, limb), carry) in self.factors.iter().zip(limbs).zip(&mut self.carries) {
            (sum, *carry) = M::multiply_add(*factor, limb, sum, *carry);
        }
        if let Some(below) = below {
            below.set(below.get() >> BATCH | sum << (LIMB_BITS - BATCH));
        }
        to.set(sum);
    }
}
