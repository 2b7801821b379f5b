//! What must be caught: each leaks its secret in one of the ways the referees watch for.

use crate::cipher::encrypt;
use crate::{Expected, Operation, part};
use core::hint::black_box;
use motetls_crypto::{Aes128SmallVartime, Aes128TableVartime};

/// A table longer than what fits a register.
static TABLE: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = (i as u8).wrapping_mul(17).rotate_left(3);
        i += 1;
    }
    table
};

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new("leaky branch", 16, |secret, sink| sink.keep(&[branch(secret)]))
        .expect(Expected::Leak),
    Operation::new("leaky load", 16, |secret, sink| sink.keep(&[load(secret)]))
        .expect(Expected::Leak),
    Operation::new("leaky store", 16, |secret, sink| sink.keep(&store(secret)))
        .expect(Expected::Leak),
    Operation::new("leaky compare", 32, |secret, sink| sink.keep_answer(compare(secret, &[0; 32])))
        .expect(Expected::Leak),
    Operation::new("leaky select", 33, |secret, sink| {
        select(&part(secret, 1), part(secret, 0), |x| sink.keep(x))
    })
    .expect(Expected::Leak),
    Operation::new("leaky AES by table", 48, encrypt::<Aes128TableVartime>).expect(Expected::Leak),
    Operation::new("leaky AES, small", 48, encrypt::<Aes128SmallVartime>).expect(Expected::Leak),
    Operation::new("leaky division", 16, |secret, sink| {
        sink.keep(&divide(part(secret, 0)).to_le_bytes())
    })
    .expect(Expected::Arithmetic),
];

/// One more step for every bit that is set.
#[inline(never)]
fn branch(secret: &[u8]) -> u8 {
    let mut sum = 1u8;
    for byte in secret {
        if byte & 1 != 0 {
            sum = black_box(sum.rotate_left(1) ^ 0x1d);
        }
    }
    sum
}

/// A table read where the secret says.
#[inline(never)]
fn load(secret: &[u8]) -> u8 {
    secret.iter().fold(0, |sum, byte| sum ^ TABLE[usize::from(*byte)])
}

/// A table written where the secret says.
#[inline(never)]
fn store(secret: &[u8]) -> [u8; 256] {
    let mut counts = [0u8; 256];
    for byte in secret {
        counts[usize::from(*byte)] += 1;
    }
    black_box(counts)
}

/// Stops at the first difference.
#[inline(never)]
fn compare(a: &[u8], b: &[u8]) -> bool {
    for (a, b) in a.iter().zip(b) {
        if black_box(*a) != *b {
            return false;
        }
    }
    true
}

/// One of two halves, taken by reference.
#[inline(never)]
fn select(halves: &[u8; 32], [which]: [u8; 1], mut keep: impl FnMut(&[u8])) {
    let (low, high) = halves.split_at(16);
    keep(if black_box(which) & 1 == 0 { low } else { high });
}

/// A quotient: the paths are the same, the time a core takes for its division is not.
#[inline(never)]
fn divide(secret: [u8; 4]) -> u32 {
    black_box(0xfeed_f00d_u32) / (black_box(u32::from_le_bytes(secret)) | 1)
}
