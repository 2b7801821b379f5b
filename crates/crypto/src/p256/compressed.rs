//! Compressed points (SEC 1, section 2.3.4). Public data, variable time.

use super::curve::{EQUATION, S, T, U, W, X, Y, encode};
use super::field::{Field, P256Machine, UNIT, lin, mul};
use super::scalar::from_bytes;
use crate::formula::Op;

/// W = U = T.
static BEGIN: [Op; 2] = [lin(W, 1, T, 0, T), lin(U, 1, T, 0, T)];
/// T = U^2 - W.
static COMPARE: [Op; 2] = [mul(T, U, U), lin(T, 1, T, -1, W)];
/// Y = U as an integer.
static OUT: [Op; 1] = [mul(Y, U, UNIT)];
/// U = -U, when T = 0.
static NEGATE: [Op; 1] = [lin(U, 1, T, -1, U)];

/// The point 0x04 || x || y of 0x02 or 0x03 || x, if there is one.
///
/// y is one of the roots (x^3 - 3 x + b)^((p + 1) / 4), as p = 3 mod 4, and has the parity the
/// first byte tells. (p + 1) / 4 = (((2^32 - 1) 2^32 + 1) 2^96 + 1) 2^94.
pub(super) fn decompress_vartime<F: Field>(compressed: &[u8; 33]) -> Option<[u8; 65]> {
    let [parity @ (2 | 3), x @ ..] = compressed else { return None };
    let mut machine = P256Machine::<F>::ZERO;
    machine.prepare();
    if !machine.load_element(X, &from_bytes(x)) {
        return None;
    }
    machine.0[Y] = F::ZERO;
    machine.run(&EQUATION);
    machine.run(&BEGIN);
    for count in [1, 2, 4, 8, 16] {
        machine.run(&[lin(S, 1, U, 0, U)]);
        raise(&mut machine, count, U);
        machine.run(&[mul(U, U, S)]);
    }
    for (count, factor) in [(32, Some(W)), (96, Some(W)), (94, None)] {
        raise(&mut machine, count, U);
        if let Some(factor) = factor {
            machine.run(&[mul(U, U, factor)]);
        }
    }
    machine.run(&COMPARE);
    if !machine.is_zero(T) {
        return None;
    }
    machine.run(&[mul(X, X, UNIT)]);
    loop {
        machine.run(&OUT);
        let point = encode(&machine);
        // 0 is no y-coordinate: it would belong to a point of order 2.
        if (point[64] ^ parity) & 1 == 0 {
            return Some(point);
        }
        machine.run(&NEGATE);
    }
}

/// Squares a slot `count` times.
fn raise<F: Field>(machine: &mut P256Machine<F>, count: u32, slot: usize) {
    for _ in 0..count {
        machine.run(&[mul(slot, slot, slot)]);
    }
}
