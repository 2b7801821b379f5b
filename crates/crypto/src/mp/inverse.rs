//! Inversion modulo an odd number, in constant time.
//!
//! By [division steps](crate::divsteps), in batches on the lowest limbs; the matrix of a batch is
//! then applied to the whole numbers.

use super::multiplier::Multiplier;
use super::{LIMB_BITS, Limb, Number, montgomery, number, split};
use crate::divsteps::Signed;
use motetls_base::ct::barrier;

/// Division steps in a batch: so many that a number of n + 1 limbs holds 2^BATCH (|f| + |g| + m).
const BATCH: usize = LIMB_BITS - 4;

/// The matrix of a batch.
type Batch = crate::divsteps::Batch<BATCH>;

/// Limbs of scratch that [`inverse`] needs for a modulus of `n` limbs.
pub(crate) const fn inverse_scratch(n: usize) -> usize {
    4 * (n + 1)
}

/// to = 1 / a modulo an odd m > 1, for a below m; all ones if there is an inverse, zero if a and m
/// have a common factor (and `to` means nothing). `to` may be a. The scratch of [`inverse_scratch`]
/// limbs is wiped.
///
/// Throughout, d a = f and e a = g modulo m, with d and e in `0..m` and f and g within +-m. With b
/// bits in m, 2.304 b + 1.5 steps bring g to 0 and f to +-gcd (Wuille's bound, "safegcd-bounds");
/// batches for at least 7/3 b + 2 are done.
#[inline(never)]
pub(crate) fn inverse<M: Multiplier>(
    to: &Number,
    a: &Number,
    m: &Number,
    scratch: &Number,
) -> Limb {
    let n = m.len();
    let (f, rest) = split(scratch, n + 1);
    let (g, rest) = split(rest, n + 1);
    let (d, rest) = split(rest, n + 1);
    let (e, _) = split(rest, n + 1);
    number::set(f, m);
    number::set(g, a);
    number::set_small(d, 0);
    number::set_small(e, 1);
    let negated_inverse = montgomery::negated_inverse(m);
    let mut zeta = -1;
    let batches = (LIMB_BITS * n * 7 / 3 + 2).div_ceil(BATCH);
    for _ in 0..batches {
        let batch = steps(&mut zeta, f, g);
        apply::<M>(&batch, f, g, m, 0);
        apply::<M>(&batch, d, e, m, negated_inverse);
        normalize(d, m);
        normalize(e, m);
    }
    // f = +-gcd, and its sign is that of d.
    let sign = number::mask(f.last().map_or(0, |top| top.get()) >> (LIMB_BITS - 1));
    let ((d, _), (e, _)) = (split(d, n), split(e, n));
    number::subtract(e, m, d);
    number::conditional_assign(d, e, sign);
    number::set(to, d);
    // f - 1 if f is 1, and -f - 1 = !f if f is -1: zero in both cases, and in no other.
    let rest = f
        .iter()
        .enumerate()
        .fold(0, |any, (i, limb)| any | (limb.get() ^ sign ^ Limb::from(i == 0) & !sign));
    number::wipe(scratch);
    number::zero_limb(rest)
}

/// Brings a number of n + 1 limbs in two's complement from `-m .. 2 m` to `0..m`.
#[inline(never)]
fn normalize(x: &Number, m: &Number) {
    let Some((top, x)) = x.split_last() else { return };
    let mut high = top.get();
    high = high.wrapping_add(number::conditional_add(x, m, number::mask(high >> (LIMB_BITS - 1))));
    high = high.wrapping_sub(number::subtract(x, x, m));
    number::conditional_add(x, m, number::mask(high >> (LIMB_BITS - 1)));
    top.set(0);
}

/// Division steps on the lowest limbs of f and g.
#[inline(never)]
fn steps(zeta: &mut Signed, f: &Number, g: &Number) -> Batch {
    Batch::run(zeta, number::low(f) as Signed, number::low(g) as Signed)
}

/// (a, b) = (u a + v b + k m, q a + r b + l m) / 2^BATCH, where k and l below 2^BATCH make the
/// divisions exact; they are 0 if `negated_inverse`, -1 / m modulo a limb, is given as 0, and
/// the divisions are exact without.
///
/// a and b have n + 1 limbs in two's complement. All products are modulo
/// 2^(bits of a limb * (n + 1)), which the sums stay within: |u a + v b| <= 2^BATCH max(|a|, |b|),
/// and k m is below 2^BATCH m.
#[inline(never)]
fn apply<M: Multiplier>(batch: &Batch, a: &Number, b: &Number, m: &Number, negated_inverse: Limb) {
    let mut first = Row::new(batch.u, batch.v, a, b, negated_inverse);
    let mut second = Row::new(batch.q, batch.r, a, b, negated_inverse);
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

/// One of the two sums of [`apply`] under way.
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
        let low = (u as Limb)
            .wrapping_mul(number::low(a))
            .wrapping_add((v as Limb).wrapping_mul(number::low(b)));
        let k = low.wrapping_mul(negated_inverse) & (Limb::MAX >> (LIMB_BITS - BATCH));
        let signs = [u, v].map(|x| barrier(x >> (LIMB_BITS - 1)) as Limb);
        let [u, v] =
            [(u, signs[0]), (v, signs[1])].map(|(x, sign)| (x as Limb ^ sign).wrapping_sub(sign));
        Row { factors: [u, v, k], signs, carries: [u & signs[0], v & signs[1], 0] }
    }

    /// Adds up the next limb and puts it to `to`, and its low bits on top of what was put `below`
    /// before.
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
