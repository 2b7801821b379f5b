//! The portable twin of that, compared with it 10,000 times

#![no_std]
#![no_main]

use core::cell::Cell;
use core::hint::black_box;
use crypto::curve::{self, P256 as ANSWERS};
use crypto::ensure;
use motetls_crypto::p256::{Arithmetic, NistP256, Portable, Words, Words32};
use motetls_crypto_asm::Umaal;

/// Rounds with random words.
const ROUNDS: u32 = 10_000;

/// p, least significant word first.
static P: Words = [!0, !0, !0, 0, 0, 0, 1, !0];

/// Integers below p, at the ends of the range and with words at the ends of theirs.
static EDGES: [Words; 12] = [
    [0; 8],
    [1, 0, 0, 0, 0, 0, 0, 0],
    [2, 0, 0, 0, 0, 0, 0, 0],
    [!1, !0, !0, 0, 0, 0, 1, !0],
    [!2, !0, !0, 0, 0, 0, 1, !0],
    [!0, !0, !0, !0, !0, !0, 0, !0],
    [!0, !0, !0, !0, !0, !0, !0, !1],
    [0, 0, 0, 0, 0, 0, 1, !0],
    [1, 0, 0, !0, !0, !0, !1, 0],
    [0, !0, 0, !0, 0, !0, 0, !0],
    [!0, 0, !0, 0, !0, 0, !0, 0],
    [0, 0, 0, 0, 0, 0, 0, 1 << 31],
];

/// An operation of both kinds.
type Operation = fn(&Cell<Words>, &Cell<Words>, &Cell<Words>);

/// Each, by assembly and in Rust.
static OPERATIONS: [[Operation; 2]; 3] = [
    [Umaal::multiply, Portable::multiply],
    [Umaal::add, Portable::add],
    [Umaal::subtract, Portable::subtract],
];

/// Words by a permuted congruential generator, one in four of them 0 or all ones.
struct Random(u32);

impl Random {
    fn word(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
        let word = ((self.0 >> ((self.0 >> 28) + 4)) ^ self.0).wrapping_mul(277_803_737);
        let word = word >> 22 ^ word;
        match self.0 >> 29 {
            0 => 0,
            1 => !0,
            _ => word,
        }
    }

    /// An integer below p.
    fn element(&mut self) -> Words {
        loop {
            let words = core::array::from_fn(|_| self.word());
            if words.iter().rev().lt(P.iter().rev()) {
                return words;
            }
        }
    }
}

/// Whether both do the same to two integers, into a third place and into either operand's.
fn agree([assembly, portable]: [Operation; 2], a: &Words, b: &Words) -> bool {
    let run = |operation: Operation| {
        let (x, y, z) = (Cell::new(*a), Cell::new(*b), Cell::new([0x5a5a_5a5a; 8]));
        operation(&z, &x, &y);
        let untouched = x.get() == *a && y.get() == *b;
        operation(&x, &x, &y);
        let first = x.replace(*a);
        operation(&y, &x, &y);
        let second = y.replace(*b);
        operation(&x, &x, &x);
        (untouched, z.get(), first, second, x.get())
    };
    let (ours, theirs) = (run(black_box(assembly)), run(black_box(portable)));
    ours == theirs && ours.0 && ours.1 == ours.2 && ours.1 == ours.3
}

#[crypto::entry]
fn main() -> ! {
    for operation in OPERATIONS {
        for a in &EDGES {
            for b in &EDGES {
                ensure(agree(operation, a, b));
            }
        }
    }
    let mut source = Random(1);
    for _ in 0..ROUNDS {
        let (a, b) = (source.element(), source.element());
        for operation in OPERATIONS {
            ensure(agree(operation, &a, &b));
        }
        // Integers of 256 bits as they come from outside, times one below p and plus 0.
        let any = core::array::from_fn(|_| source.word());
        ensure(agree(OPERATIONS[0], &a, &any));
        ensure(agree(OPERATIONS[1], &[0; 8], &any));
    }
    curve::exchange::<NistP256<Words32<Portable>>>(&ANSWERS);
    curve::verify::<NistP256<Words32<Portable>>>(&ANSWERS);
    crypto::done()
}
