//! ECDSA signatures (FIPS 186-5, section 6.4.1) in slices and in constant time.

use super::formulas::{KEPT, ORDER_RADIX, OTHER, PRIVATE, SCALAR, U, X, Y};
use super::machine::EcMachine;
use super::multiply::Multiplication;
use super::types::{Curve, Window};
use crate::mp::{Multiplier, Power, number};

/// A signature under way. The slot PRIVATE is the private key d, OTHER the nonce k; ORDER_RADIX is
/// the message's hash e while the nonce is multiplied.
pub(super) struct Making<W> {
    multiplication: Option<Multiplication<W>>,
    /// 1 / k.
    inversion: Power<3>,
}

/// What a step of [`Making`] leads to.
pub(super) enum SigningProgress {
    /// There is more to do.
    Pending,
    /// r || s was written.
    Done,
    /// r or s is 0: to be started with another nonce. Probability about 2^-255 for each signature
    /// on curves of 256 bits, and less on the others.
    Again,
}

/// Loads the private key and the hash and writes the hash modulo n to `reduced`.
#[inline(never)]
pub(super) fn load<M: Multiplier>(
    machine: &EcMachine<'_, M>,
    private: &[u8],
    digest: &[u8],
    reduced: &mut [u8],
) {
    let e = machine.slot(ORDER_RADIX);
    machine.load_digest(ORDER_RADIX, digest);
    // Below 2 n: both have as many bits.
    machine.order().conditional_subtract(e);
    number::to_be_bytes(reduced, e);
    machine.load_scalar(PRIVATE, private);
}

impl<W: Window> Making<W> {
    /// Starts with a nonce; none if it is not in `1..n`, and another one is to be drawn.
    #[inline(never)]
    pub(super) fn start<C: Curve, M: Multiplier>(
        machine: &EcMachine<'_, M>,
        nonce: &[u8],
    ) -> Option<Self> {
        if machine.load_scalar(SCALAR, nonce) == 0 {
            return None;
        }
        number::set(machine.slot(OTHER), machine.slot(SCALAR));
        let multiplication = Some(Multiplication::of_generator::<C, M>(machine));
        Some(Making { multiplication, inversion: machine.inversion() })
    }

    /// Steps until it is done, if the nonce will do.
    pub(super) fn remaining(&self) -> usize {
        self.multiplication.as_ref().map_or(0, Multiplication::remaining)
            + self.inversion.remaining()
    }

    /// Goes one step.
    #[inline(never)]
    pub(super) fn step<M: Multiplier>(
        &mut self,
        machine: &EcMachine<'_, M>,
        signature: &mut [u8],
    ) -> SigningProgress {
        let order = machine.order();
        let (r, k, radix, e) =
            (machine.slot(X), machine.slot(OTHER), machine.slot(ORDER_RADIX), machine.slot(KEPT));
        if let Some(multiplication) = &mut self.multiplication {
            if multiplication.step(machine) {
                self.multiplication = None;
                number::set(e, radix);
                order.r_squared(radix);
                // x < p < 2 n.
                machine.field.from_montgomery(r, r);
                order.conditional_subtract(r);
                order.to_montgomery(k, k, radix);
            }
            return SigningProgress::Pending;
        }
        if !machine.invert(&mut self.inversion, &order, OTHER) {
            return SigningProgress::Pending;
        }
        // Plain times Montgomery is plain: s = (e + r d) / k.
        let (s, d) = (machine.slot(Y), machine.slot(PRIVATE));
        order.to_montgomery(machine.slot(U), r, radix);
        order.multiply(s, d, machine.slot(U));
        order.add(s, s, e);
        order.multiply(s, s, k);
        if let Some((first, second)) = signature.split_at_mut_checked(machine.params.bytes) {
            number::to_be_bytes(first, r);
            number::to_be_bytes(second, s);
        }
        if number::zero(r) | number::zero(s) == 0 {
            return SigningProgress::Done;
        }
        number::set(radix, e);
        SigningProgress::Again
    }
}
