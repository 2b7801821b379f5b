//! ECDSA signatures (FIPS 186-5, section 6.4.1) in slices and in constant time.

use super::machine::{KEPT, Machine, ORDER_RADIX, OTHER, PRIVATE, SCALAR, U, X, Y};
use super::multiply::Multiplication;
use super::types::{Curve, Window};
use crate::mp::{Multiplier, Power, number};

/// A signature under way. The slot PRIVATE is the private key d, OTHER the nonce k; ORDER_RADIX is the message's hash e
/// while the nonce is multiplied.
pub(super) struct Making<W> {
    multiplication: Option<Multiplication<W>>,
    /// 1 / k.
    inversion: Power<3>,
}

/// What a step of [`Making`] leads to.
pub(super) enum Progress {
    /// There is more to do.
    Pending,
    /// r || s was written.
    Done,
    /// r or s is 0: to be started with another nonce. Nobody has seen that happen.
    Again,
}

/// Loads the private key and the hash and writes the hash modulo n to `reduced`; false if the key is not in `1..n`.
#[inline(never)]
pub(super) fn load<M: Multiplier>(machine: &Machine<'_, M>, private: &[u8], digest: &[u8], reduced: &mut [u8]) -> bool {
    let e = machine.slot(ORDER_RADIX);
    machine.load_digest(ORDER_RADIX, digest);
    // Below 2 n: both have as many bits.
    machine.order().settle(e);
    number::to_be_bytes(reduced, e);
    machine.load_scalar(PRIVATE, private) != 0
}

impl<W: Window> Making<W> {
    /// Starts with a nonce; none if it is not in `1..n`, and another one is to be drawn.
    #[inline(never)]
    pub(super) fn start<C: Curve, M: Multiplier>(machine: &Machine<'_, M>, nonce: &[u8]) -> Option<Self> {
        if machine.load_scalar(SCALAR, nonce) == 0 {
            return None;
        }
        number::set(machine.slot(OTHER), machine.slot(SCALAR));
        let multiplication = Some(Multiplication::of_generator::<C, M>(machine));
        Some(Making { multiplication, inversion: machine.inversion() })
    }

    /// Goes one step.
    #[inline(never)]
    pub(super) fn step<M: Multiplier>(&mut self, machine: &Machine<'_, M>, signature: &mut [u8]) -> Progress {
        let order = machine.order();
        let (r, k, radix, e) = (machine.slot(X), machine.slot(OTHER), machine.slot(ORDER_RADIX), machine.slot(KEPT));
        if let Some(multiplication) = &mut self.multiplication {
            if multiplication.step(machine) {
                self.multiplication = None;
                number::set(e, radix);
                order.r_squared(radix);
                // x < p < 2 n.
                machine.field.leave(r, r);
                order.settle(r);
                order.enter(k, k, radix);
            }
            return Progress::Pending;
        }
        if !machine.invert(&mut self.inversion, &order, OTHER) {
            return Progress::Pending;
        }
        // Plain times Montgomery is plain: s = (e + r d) / k.
        let (s, d) = (machine.slot(Y), machine.slot(PRIVATE));
        order.enter(machine.slot(U), r, radix);
        order.multiply(s, d, machine.slot(U));
        order.add(s, s, e);
        order.multiply(s, s, k);
        if let Some((first, second)) = signature.split_at_mut_checked(machine.params.bytes) {
            number::to_be_bytes(first, r);
            number::to_be_bytes(second, s);
        }
        if number::zero(r) | number::zero(s) == 0 {
            return Progress::Done;
        }
        number::set(radix, e);
        Progress::Again
    }
}
