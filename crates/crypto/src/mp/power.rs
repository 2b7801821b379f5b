//! Exponentiation modulo an odd number.

use super::montgomery::Modulus;
use super::multiplier::Multiplier;
use super::{Number, number, split};

/// An exponentiation in constant time under way, by windows of `W` bits (1 to 5), to be run in
/// slices.
///
/// The caller keeps the numbers: `to`, which holds the base at first and the result in the end,
/// both in Montgomery form, and a table of 2^W + 1 numbers ([`power_table`] limbs). For an exponent
/// of b bits it takes 2^W - 2 + ceil(b / W) (W + 1) multiplications; each step is one of the
/// table's or a window's W + 1.
///
/// | W | table, 1024-bit modulus | multiplications, 1024-bit exponent |
/// |---|---|---|
/// | 1 | 384 B | 2,048 |
/// | 2 | 640 B | 1,538 |
/// | 3 | 1,152 B | 1,374 |
/// | 4 | 2,176 B | 1,294 |
/// | 5 | 4,224 B | 1,260 |
#[derive(Clone, Copy)]
pub(crate) struct Power<const W: usize> {
    /// Entries of the table that are ready.
    ready: usize,
    /// Bits of the exponent still to be taken in; a multiple of W.
    left: usize,
}

/// Limbs of the table for windows of `window` bits and a modulus of `n` limbs.
pub(crate) const fn power_table(window: usize, n: usize) -> usize {
    ((1 << window) + 1) * n
}

impl<const W: usize> Power<W> {
    /// Starts with an exponent of at most `bits` bits, a public bound: the time depends on it.
    pub(crate) fn new(bits: usize) -> Self {
        Power { ready: 0, left: bits.div_ceil(W.max(1)) * W }
    }

    /// Steps until it is done.
    pub(crate) fn remaining(&self) -> usize {
        (1usize << W).saturating_sub(self.ready.max(1)) + self.left / W.max(1)
    }

    /// Goes one step; true once `to` is base^exponent.
    ///
    /// `to` has the n limbs of the modulus and `table` n (2^W + 1); they overlap nothing. Between
    /// steps the caller does not change any of them. The table holds powers of the base in the
    /// end: the caller wipes it if that is a secret. `wide`, 2 n limbs of use to squares only, may
    /// lie in the scratch of the modulus and the first n limbs of the table.
    #[inline(never)]
    pub(crate) fn step<M: Multiplier>(
        &mut self,
        modulus: &Modulus<'_, M::Core>,
        to: &Number,
        wide: &Number,
        table: &Number,
        exponent: &Number,
    ) -> bool {
        let n = to.len();
        let (chosen, table) = split(table, n);
        let entry = |i: usize| split(split(table, n * i).1, n).0;
        if self.ready < 1 << W {
            match self.ready {
                0 => {
                    modulus.one(entry(0));
                    number::set(entry(1), to);
                    self.ready = 1;
                }
                // The base is in `to` until the table is complete.
                i => modulus.multiply(entry(i), entry(i - 1), to),
            }
            self.ready += 1;
            if self.ready >= 1 << W {
                number::set(to, entry(0));
            }
            return self.ready >= 1 << W && self.left == 0;
        }
        self.left = self.left.saturating_sub(W);
        for _ in 0..W {
            modulus.square_by::<M>(to, to, wide);
        }
        number::select(chosen, split(table, n << W).0, number::bits(exponent, self.left, W));
        modulus.multiply(to, to, chosen);
        self.left == 0
    }
}

/// to = to^exponent in one go: the loop over [`Power::step`].
pub(crate) fn power<M: Multiplier, const W: usize>(
    modulus: &Modulus<'_, M::Core>,
    to: &Number,
    wide: &Number,
    table: &Number,
    exponent: &Number,
    bits: usize,
) {
    let mut power = Power::<W>::new(bits);
    while !power.step::<M>(modulus, to, wide, table, exponent) {}
}

/// to = base^exponent for a public exponent in big-endian bytes; both numbers in Montgomery form,
/// `to` apart from `base`.
///
/// One squaring for each bit of the exponent after its first and a multiplication for each that is
/// set: 17 in all for
/// 65537. The result is 1 for 0.
#[inline(never)]
pub(crate) fn power_vartime<M: Multiplier>(
    modulus: &Modulus<'_, M>,
    to: &Number,
    base: &Number,
    exponent: &[u8],
) {
    let mut started = false;
    for byte in exponent {
        for i in (0..8).rev() {
            if started {
                modulus.multiply(to, to, to);
            }
            if byte >> i & 1 == 1 {
                if started {
                    modulus.multiply(to, to, base);
                } else {
                    number::set(to, base);
                    started = true;
                }
            }
        }
    }
    if !started {
        modulus.one(to);
    }
}
