//! The routines beside `num-bigint`, for all lengths up to 130 limbs, with numbers that carry
//! everywhere.

use std::vec;
use std::vec::Vec;

use num_bigint::BigUint;
use num_integer::Integer;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

use super::*;
use crate::random::{random, random_few, thorough};

/// Lengths in limbs: all the small ones and what RSA and the curves need.
const LENGTHS: [usize; 21] =
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 15, 16, 17, 31, 32, 48, 64, 65, 96, 130];

/// Holds `test` for every length against a few random inputs of it, and more if all is asked for.
fn for_each_length<S: Strategy + 'static>(
    inputs: impl Fn(usize) -> S,
    test: impl Fn(usize, S::Value),
) {
    for n in LENGTHS {
        let cases = if n < 20 { 4 } else { 2 };
        let cases = if thorough() { 20 * cases } else { cases };
        random_few(cases, inputs(n), |input| test(n, input));
    }
}

/// A number of n limbs: random, or with long runs of zeros and ones.
fn number(n: usize) -> impl Strategy<Value = Vec<Limb>> {
    let limbs = |zero, ones, other| {
        let limb = prop_oneof![zero => Just(0), ones => Just(Limb::MAX), other => any::<Limb>()];
        vec(limb, n)
    };
    prop_oneof![
        2 => vec(any::<Limb>(), n),
        1 => limbs(6, 2, 1),
        1 => limbs(2, 6, 1),
        1 => limbs(1, 6, 2),
    ]
}

/// A modulus of n limbs: odd, above 1, sometimes with leading zeros.
fn modulus(n: usize) -> impl Strategy<Value = Vec<Limb>> {
    let shifts = prop_oneof![2 => Just(0), 1 => 0..=LIMB_BITS];
    (number(n), shifts, weighted(0.25, Just(Limb::MAX))).prop_map(|(mut m, shift, top)| {
        let last = m.last_mut().unwrap();
        *last = top.unwrap_or(*last).checked_shr(shift as u32).unwrap_or(0);
        m[0] |= 1;
        if m[0] < 3 && m[1..].iter().all(|limb| *limb == 0) {
            m[0] = 0x7fff_ffff;
        }
        m
    })
}

/// Where a number below a modulus is: often at an end.
fn places(n: usize) -> impl Strategy<Value = (u8, Vec<Limb>)> {
    (0..8u8, number(n))
}

/// The number below m at a place of [`places`].
fn below(m: &[Limb], (end, other): &(u8, Vec<Limb>)) -> Vec<Limb> {
    let big = value(m);
    let x = match end {
        0 => BigUint::ZERO,
        1 => BigUint::from(1u32),
        2 => &big - 1u32,
        3 => &big - 2u32,
        4 => &big >> 1,
        _ => value(other) % &big,
    };
    limbs(&x, m.len())
}

fn value(limbs: &[Limb]) -> BigUint {
    let bytes: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
    BigUint::from_bytes_le(&bytes)
}

fn limbs(x: &BigUint, n: usize) -> Vec<Limb> {
    let mut bytes = x.to_bytes_le();
    assert!(bytes.len() <= n * LIMB_BYTES || x == &BigUint::ZERO);
    bytes.resize(n * LIMB_BYTES, 0);
    bytes.chunks(LIMB_BYTES).map(|chunk| Limb::from_le_bytes(chunk.try_into().unwrap())).collect()
}

fn radix(n: usize) -> BigUint {
    BigUint::from(1u32) << (n * LIMB_BITS)
}

#[test]
fn sums_differences_and_masks() {
    let inputs = |n| {
        let pair = (number(n), number(n));
        prop_oneof![7 => pair, 1 => number(n).prop_map(|a| (a.clone(), a))]
    };
    for_each_length(inputs, |n, (mut a, mut b)| {
        let mut to = vec![7; n];
        let (x, y) = (value(&a), value(&b));
        let carry = number::add(cells(&mut to), cells(&mut a), cells(&mut b));
        assert_eq!(value(&to) + BigUint::from(carry) * radix(n), &x + &y);
        let borrow = number::subtract(cells(&mut to), cells(&mut a), cells(&mut b));
        assert_eq!(value(&to) + &y, &x + BigUint::from(borrow) * radix(n));
        let all = |yes| if yes { Limb::MAX } else { 0 };
        assert_eq!(number::less(cells(&mut a), cells(&mut b)), all(x < y));
        assert_eq!(number::equal(cells(&mut a), cells(&mut b)), all(x == y));
        assert_eq!(number::zero(cells(&mut a)), all(x == BigUint::ZERO));
        assert_eq!(number::bit_length_vartime(cells(&mut a)) as u64, x.bits());
        for i in
            [0, 1, LIMB_BITS - 1, LIMB_BITS, n * LIMB_BITS - 1, n * LIMB_BITS, n * LIMB_BITS + 99]
        {
            assert_eq!(number::bit(cells(&mut a), i), Limb::from(x.bit(i as u64)));
        }
        for mask in [0, Limb::MAX] {
            let mut sum = a.clone();
            let carry = number::conditional_add(cells(&mut sum), cells(&mut b), mask);
            let expected = if mask == 0 { x.clone() } else { &x + &y };
            assert_eq!(value(&sum) + BigUint::from(carry) * radix(n), expected);
            let (mut c, mut d) = (a.clone(), b.clone());
            number::conditional_assign(cells(&mut c), cells(&mut b), mask);
            assert_eq!(value(&c), if mask == 0 { x.clone() } else { y.clone() });
            c.clone_from(&a);
            number::conditional_swap(cells(&mut c), cells(&mut d), mask);
            assert_eq!((&c, &d), if mask == 0 { (&a, &b) } else { (&b, &a) });
        }
    });
}

#[test]
fn masks_of_single_bits() {
    for n in [1, 2, 5] {
        for i in 0..n * LIMB_BITS {
            let mut one = limbs(&(BigUint::from(1u32) << i), n);
            let mut zero = vec![0; n];
            assert_eq!(number::zero(cells(&mut one)), 0);
            assert_eq!(number::equal(cells(&mut one), cells(&mut zero)), 0);
            assert_eq!(number::less(cells(&mut one), cells(&mut zero)), 0);
            assert_eq!(number::less(cells(&mut zero), cells(&mut one)), Limb::MAX);
        }
        assert_eq!(number::zero(cells(&mut vec![0; n])), Limb::MAX);
    }
}

#[test]
fn shifts_bytes_and_tables() {
    let inputs = |n| {
        let lengths =
            [1, n * LIMB_BYTES - 1, n * LIMB_BYTES, n * LIMB_BYTES + 1, n * LIMB_BYTES + 20];
        let encodings = lengths.map(|length| vec(any::<u8>(), length));
        (number(n), any::<Limb>(), encodings, vec(any::<Limb>(), 8 * n))
    };
    for_each_length(inputs, |n, (a, top, encodings, mut table)| {
        let x = value(&a);
        let mut b = a.clone();
        for count in [0, 1, 7, LIMB_BITS - 1] {
            let top = (((1 as Limb) << count) - 1) & top;
            b.clone_from(&a);
            let out = number::shift_right(cells(&mut b), count, top);
            let whole = BigUint::from(top) * radix(n) + &x;
            assert_eq!((value(&b) << count) + BigUint::from(out), whole);
        }
        for bytes in encodings {
            let length = bytes.len();
            let fits = length <= n * LIMB_BYTES
                || bytes[..length - n * LIMB_BYTES].iter().all(|byte| *byte == 0);
            assert_eq!(
                number::from_be_bytes(cells(&mut b), &bytes),
                if fits { Limb::MAX } else { 0 }
            );
            assert_eq!(value(&b), BigUint::from_bytes_be(&bytes) % radix(n));
            let mut out = vec![1; length];
            number::to_be_bytes(&mut out, cells(&mut b));
            assert_eq!(BigUint::from_bytes_be(&out), BigUint::from_bytes_be(&bytes) % radix(n));
            let mut padded = vec![0; length + 3];
            padded[3 + length / 2] = 1;
            let fits = length - length / 2 <= n * LIMB_BYTES;
            assert_eq!(
                number::from_be_bytes(cells(&mut b), &padded),
                if fits { Limb::MAX } else { 0 }
            );
        }
        for i in 0..9 {
            number::select(cells(&mut b), cells(&mut table), i as Limb);
            assert_eq!(b, table.get(n * i..n * (i + 1)).map_or(vec![0; n], <[Limb]>::to_vec));
        }
        b.clone_from(&a);
        number::wipe(cells(&mut b));
        assert_eq!(b, vec![0; n]);
    });
}

fn products<M: Multiplier>() {
    let inputs = |n| (number(n), number(n), number(2));
    for_each_length(inputs, |n, (mut a, mut b, mut short)| {
        let (x, y) = (value(&a), value(&b));
        for k in [1, 2] {
            let (mut to, short) = (vec![1; n + k], &mut short[..k]);
            number::multiply::<M>(cells(&mut to), cells(&mut a), cells(short));
            assert_eq!(value(&to), &x * value(short));
        }
        let mut to = vec![1; 2 * n];
        number::multiply::<M>(cells(&mut to), cells(&mut a), cells(&mut b));
        assert_eq!(value(&to), &x * &y);
        number::square::<M>(cells(&mut to), cells(&mut a));
        assert_eq!(value(&to), &x * &x);
        number::product::<M>(cells(&mut to), cells(&mut a), cells(&mut b));
        if n > 1 {
            assert_eq!(value(&to), x * y);
        }
    });
    for n in LENGTHS {
        let (mut a, mut to) = (vec![Limb::MAX; n], vec![1; 2 * n]);
        number::square::<M>(cells(&mut to), cells(&mut a));
        assert_eq!(value(&to), value(&a) * value(&a));
    }
}

#[test]
fn plain_products_and_squares() {
    products::<Native>();
    products::<Products16>();
}

fn montgomery<M: Multiplier>() {
    let inputs = |n| {
        let long = [1, n, 2 * n, 2 * n + 1, 3 * n].map(number);
        (modulus(n), places(n), places(n), number(n), long)
    };
    for_each_length(inputs, |n, (mut m, a, b, any, long)| {
        let (a, b) = (below(&m, &a), below(&m, &b));
        let mut t = vec![9; n + 1];
        let big = value(&m);
        let modulus = Modulus::<M>::new(cells(&mut m), cells(&mut t));
        let (x, y) = (value(&a), value(&b));
        let mut to = vec![3; n];
        // The first operand may be any number.
        let (mut p, mut q) = (any.clone(), b.clone());
        modulus.multiply(cells(&mut to), cells(&mut p), cells(&mut q));
        assert!(value(&to) < big);
        assert_eq!(value(&to) * radix(n) % &big, value(&any) * &y % &big);
        // Operands and result may be one.
        p.clone_from(&a);
        let cell = cells(&mut p);
        modulus.multiply(cell, cell, cell);
        assert_eq!(value(&p) * radix(n) % &big, &x * &x % &big);
        let (square, mut wide) = (p.clone(), vec![7; 2 * n]);
        p.clone_from(&a);
        let cell = cells(&mut p);
        modulus.square_by::<Squares<M>>(cell, cell, cells(&mut wide));
        assert_eq!(p, square);
        q.clone_from(&b);
        p.clone_from(&a);
        let cell = cells(&mut q);
        modulus.multiply(cell, cells(&mut p), cell);
        assert_eq!(value(&q) * radix(n) % &big, &x * &y % &big);
        let (mut p, mut q) = (a.clone(), b.clone());
        modulus.add(cells(&mut to), cells(&mut p), cells(&mut q));
        assert_eq!(value(&to), (&x + &y) % &big);
        modulus.subtract(cells(&mut to), cells(&mut p), cells(&mut q));
        assert_eq!(value(&to), (&x + &big - &y) % &big);
        modulus.one(cells(&mut to));
        assert_eq!(value(&to), radix(n) % &big);
        let mut r = vec![5; n];
        modulus.r_squared(cells(&mut r));
        assert_eq!(value(&r), radix(n) * radix(n) % &big);
        modulus.to_montgomery(cells(&mut to), cells(&mut p), cells(&mut r));
        assert_eq!(value(&to), &x * radix(n) % &big);
        modulus.from_montgomery(cells(&mut q), cells(&mut to));
        assert_eq!(value(&q), x);
        for mut long in long {
            modulus.reduce(cells(&mut to), cells(&mut long), cells(&mut r));
            assert_eq!(value(&to), value(&long) * radix(n) % &big);
        }
    });
}

#[test]
fn montgomery_arithmetic_native() {
    montgomery::<Native>();
}

#[test]
fn montgomery_arithmetic_by_halves() {
    montgomery::<Products16>();
}

fn special<M: Multiplier>(form: Form, m: BigUint) {
    let n = (m.bits() as usize).div_ceil(LIMB_BITS);
    let (mut limbs_of_m, mut t) = (limbs(&m, n), vec![9; 2 * n]);
    let modulus = Modulus::<Solinas<M>>::of_form(Some(form), cells(&mut limbs_of_m), cells(&mut t));
    let small = limbs(&m, n);
    random(16, (places(n), places(n), number(n)), |(a, b, mut any)| {
        let (mut a, mut b, mut to) = (below(&small, &a), below(&small, &b), vec![7; n]);
        let (x, y) = (value(&a), value(&b));
        modulus.multiply(cells(&mut to), cells(&mut a), cells(&mut b));
        assert_eq!(value(&to), &x * &y % &m);
        let cell = cells(&mut a);
        modulus.square_by::<Squares<M>>(cell, cell, &[]);
        assert_eq!(value(&a), &x * &x % &m);
        // The way in: any number of as many limbs.
        let mut r = vec![3; n];
        modulus.r_squared(cells(&mut r));
        modulus.to_montgomery(cells(&mut to), cells(&mut any), cells(&mut r));
        assert_eq!(value(&to), value(&any) % &m);
        modulus.from_montgomery(cells(&mut any), cells(&mut to));
        assert_eq!(any, to);
        modulus.one(cells(&mut to));
        assert_eq!(value(&to), BigUint::from(1u32));
    });
}

#[test]
fn special_primes() {
    let two = |exponent: u32| BigUint::from(1u32) << exponent;
    let p384 = two(384) - two(128) - two(96) + two(32) - 1u32;
    special::<Native>(Form::P384, p384.clone());
    special::<Products16>(Form::P384, p384);
    special::<Native>(Form::P521, two(521) - 1u32);
    special::<Products16>(Form::P521, two(521) - 1u32);
}

fn powers<M: Multiplier, const W: usize>() {
    for n in [1, 2, 3, 4, 8, 12, 17] {
        for bits in [0, 1, W, W + 1, 65, n * LIMB_BITS] {
            let cases = if thorough() { 10 } else { 1 };
            let inputs = (modulus(n), places(n), number(n.max(3)));
            random_few(cases, inputs, |(m, base, exponent)| {
                let base = below(&m, &base);
                let exponent = value(&exponent) % (BigUint::from(1u32) << bits);
                power_of::<M, W>(m, base, exponent, bits);
            });
        }
    }
}

fn power_of<M: Multiplier, const W: usize>(
    mut m: Vec<Limb>,
    base: Vec<Limb>,
    exponent: BigUint,
    bits: usize,
) {
    let n = m.len();
    let mut place = vec![9; n + 1 + power_table(W, n)];
    let big = value(&m);
    let place = cells(&mut place);
    let modulus = Modulus::<M::Core>::new(cells(&mut m), split(place, n + 1).0);
    let (mut to, mut r) = (base.clone(), vec![0; n]);
    modulus.r_squared(cells(&mut r));
    let cell = cells(&mut to);
    modulus.to_montgomery(cell, cell, cells(&mut r));
    let mut start = cell.iter().map(|limb| limb.get()).collect::<Vec<_>>();
    // The scratch of the modulus and the table as callers lay them out.
    let (wide, table) = (split(place, 2 * n).0, split(place, n + 1).1);
    power::<M, W>(&modulus, cell, wide, table, cells(&mut limbs(&exponent, n.max(3))), bits);
    let mut plain = vec![0; n];
    modulus.from_montgomery(cells(&mut plain), cell);
    assert_eq!(value(&plain), value(&base).modpow(&exponent, &big), "{W} {n} {bits}");
    power_vartime(&modulus, cell, cells(&mut start), &[&[0][..], &exponent.to_bytes_be()].concat());
    modulus.from_montgomery(cells(&mut plain), cell);
    assert_eq!(value(&plain), value(&base).modpow(&exponent, &big), "{n} {bits}");
}

#[test]
fn powers_by_windows_of_every_width() {
    powers::<Native, 1>();
    powers::<Native, 2>();
    powers::<Native, 3>();
    powers::<Native, 4>();
    powers::<Native, 5>();
    powers::<Products16, 4>();
    powers::<Squares, 1>();
    powers::<Squares, 4>();
    powers::<Squares<Products16>, 3>();
}

fn inverses<M: Multiplier>() {
    let inputs = |n| (modulus(n), places(n), weighted(0.25, Just(15u32)));
    for_each_length(inputs, |n, (mut m, a, factor)| {
        if let Some(factor) = factor {
            // A small factor: inverses exist only sometimes.
            m = limbs(&((value(&m) / factor) * factor), n);
            m[0] |= 1;
        }
        let big = value(&m);
        if big < BigUint::from(3u32) {
            return;
        }
        let mut a = below(&m, &a);
        let x = value(&a);
        let mut scratch = vec![1; inverse_scratch(n)];
        let cell = cells(&mut a);
        let found = inverse::<M>(cell, cell, cells(&mut m), cells(&mut scratch));
        assert_eq!(
            found,
            if x.gcd(&big) == BigUint::from(1u32) { Limb::MAX } else { 0 },
            "{x} {big}"
        );
        if found != 0 {
            assert!(value(&a) < big);
            assert_eq!(value(&a) * x % &big, BigUint::from(1u32));
        }
        assert!(scratch.iter().all(|limb| *limb == 0), "scratch is wiped");
    });
}

#[test]
fn inverses_exist_where_the_gcd_is_one() {
    inverses::<Native>();
    inverses::<Products16>();
}
