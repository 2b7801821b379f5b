//! The way into Montgomery form for a public modulus, faster than by multiplications.

use crate::mp::{LIMB_BITS, Limb, Multiplier, Number, number};

/// to = R^2 mod m, for a public modulus: odd, of at least two limbs' bits, as long as `to`.
/// Variable time in m.
///
/// A power of B = 2^(bits of a limb) is multiplied by B until it is R^2 = B^(2 n); each time a
/// multiple of m is taken off, first of all what the leading limbs suggest.
#[inline(never)]
pub(super) fn r_squared_vartime<M: Multiplier>(to: &Number, m: &Number) {
    let bits = number::bit_length_vartime(m);
    let reciprocal = reciprocal_vartime(window(m, bits).wrapping_add(1));
    // The largest power of B below m, which is odd.
    let start = bits.saturating_sub(1) / LIMB_BITS;
    number::set_small(to, 0);
    if let Some(limb) = to.get(start) {
        limb.set(1);
    }
    for _ in start..2 * to.len() {
        // Rounded down, and so is what it is made of: the quotient, or less by a few units.
        let high = window(to, bits);
        let quotient = M::multiply_add(reciprocal, high, 0, 0).1.wrapping_add(high);
        let mut over = shift_subtract::<M>(to, m, quotient);
        while over != 0 || number::less(to, m) == 0 {
            over = over.wrapping_sub(number::subtract(to, to, m));
        }
    }
}

/// x = x B - q m, for a q that keeps it positive; yields the limb above.
fn shift_subtract<M: Multiplier>(x: &Number, m: &Number, q: Limb) -> Limb {
    let (mut below, mut carry, mut borrow): (Limb, Limb, bool) = (0, 0, false);
    for (x, m) in x.iter().zip(m) {
        let (product, high) = M::multiply_add(q, m.get(), carry, 0);
        carry = high;
        let (difference, under) = below.borrowing_sub(product, borrow);
        borrow = under;
        below = x.replace(difference);
    }
    below.wrapping_sub(carry).wrapping_sub(Limb::from(borrow))
}

/// The limb made of the bits below bit `bits`, as many as a limb has.
#[inline(never)]
fn window(a: &Number, bits: usize) -> Limb {
    let limb = |i: usize| a.get(i).map_or(0, |limb| limb.get());
    let (i, shift) = (bits / LIMB_BITS, bits % LIMB_BITS);
    let low = limb(i.wrapping_sub(1)) >> shift;
    if shift == 0 { low } else { low | limb(i) << (LIMB_BITS - shift) }
}

/// floor((B^2 - 1) / d) - B for a d of which the topmost bit is set; 0 for 0, which stands for B.
fn reciprocal_vartime(d: Limb) -> Limb {
    if d == 0 {
        return 0;
    }
    // (B^2 - 1) - B d = (B - 1 - d) B + (B - 1), bit by bit.
    let (mut rest, mut quotient) = (!d, 0);
    for _ in 0..LIMB_BITS {
        let over = rest >> (LIMB_BITS - 1) == 1;
        rest = rest << 1 | 1;
        quotient <<= 1;
        if over || rest >= d {
            rest = rest.wrapping_sub(d);
            quotient |= 1;
        }
    }
    quotient
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mp::{Modulus, Native, cells};
    use crate::random::random;
    use proptest::collection::vec;
    use proptest::prelude::{Just, Strategy, any, prop_oneof};
    use std::vec;
    use std::vec::Vec;

    /// An odd number above 1, with leading zeros: none, some bits, up to a limb.
    fn modulus() -> impl Strategy<Value = Vec<Limb>> {
        let limb = prop_oneof![any::<Limb>(), Just(0), Just(Limb::MAX)];
        let top = prop_oneof![
            any::<Limb>().prop_map(|limb| limb | 1 << (LIMB_BITS - 1)),
            (any::<Limb>(), 0..LIMB_BITS).prop_map(|(limb, zeros)| limb >> zeros | 1),
            Just(Limb::MAX),
            Just(0),
        ];
        (vec(limb, 1..13), top).prop_map(|(mut m, top)| {
            m[0] |= 1;
            *m.last_mut().unwrap() |= 1 << (LIMB_BITS - 1);
            m.push(top);
            m
        })
    }

    #[test]
    fn both_ways_meet() {
        random(256, modulus(), |mut m| {
            let n = m.len();
            let (mut t, mut expected, mut found) = (vec![0; n + 1], vec![0; n], vec![1; n]);
            let m = cells(&mut m);
            Modulus::<Native>::new(m, cells(&mut t)).r_squared(cells(&mut expected));
            r_squared_vartime::<Native>(cells(&mut found), m);
            assert_eq!(found, expected);
        });
    }
}
