//! ECDSA verification (FIPS 186-5, section 6.4.2) in slices. Everything in it is public: nothing
//! here is constant time.

use super::formulas::{COMPARE, ORDER_RADIX, OTHER, RADIX, SCALAR, T, U, Z};
use super::machine::EcMachine;
use crate::mp::{Limb, Multiplier, Power, number};
use crate::signed_digits::SignedDigits;

/// A signature check under way: (X, Y, Z) is the public key until the tables are made.
pub(super) struct Check {
    /// The width of the digits is one more.
    window: usize,
    /// 1 / s.
    inversion: Option<Power<3>>,
    /// Entries of both tables that are made.
    made: usize,
    /// Bits of the scalars still to be taken in.
    left: usize,
    /// Digits of the factor of the public key, and of that of the base point.
    digits: [SignedDigits; 2],
}

impl Check {
    /// Starts to check a signature r || s of a message's hash; none if the key, which `load` loads,
    /// is no point or the signature out of range.
    #[inline(never)]
    pub(super) fn start_vartime<M: Multiplier>(
        machine: &EcMachine<'_, M>,
        window: usize,
        load: impl FnOnce(&EcMachine<'_, M>) -> bool,
        digest: &[u8],
        signature: &[u8],
    ) -> Option<Self> {
        let (r, s) = signature.split_at_checked(machine.params.bytes)?;
        if s.len() != machine.params.bytes
            || machine.load_scalar(OTHER, r) & machine.load_scalar(U, s) == 0
            || !load(machine)
        {
            return None;
        }
        machine.load_digest(SCALAR, digest);
        let order = machine.order();
        order.r_squared(machine.slot(ORDER_RADIX));
        order.to_montgomery(machine.slot(U), machine.slot(U), machine.slot(ORDER_RADIX));
        let bits = machine.params.bits;
        let digits = || SignedDigits::new(bits);
        let inversion = Some(machine.inversion());
        Some(Check { window, inversion, made: 0, left: bits + 1, digits: [digits(), digits()] })
    }

    /// Steps until the verdict is known.
    pub(super) fn remaining(&self) -> usize {
        let inversion = self.inversion.as_ref().map_or(0, Power::remaining);
        inversion + (1 << self.window) - self.made + self.left + 1
    }

    /// Goes one step; the verdict once it is known.
    #[inline(never)]
    pub(super) fn step_vartime<M: Multiplier>(
        &mut self,
        machine: &EcMachine<'_, M>,
    ) -> Option<bool> {
        let all = 1 << (self.window - 1);
        if let Some(inversion) = &mut self.inversion {
            let order = machine.order();
            if machine.invert(inversion, &order, U) {
                self.inversion = None;
                // Plain times Montgomery is plain: e / s and r / s. r stays behind for the end.
                let (e, r, radix) =
                    (machine.slot(SCALAR), machine.slot(OTHER), machine.slot(ORDER_RADIX));
                number::set(radix, r);
                order.multiply(e, e, machine.slot(U));
                order.multiply(r, r, machine.slot(U));
            }
        } else if self.made < 2 * all {
            if self.made == all {
                machine.load_generator();
            }
            machine.fill_step(self.made & all, self.made & (all - 1));
            self.made += 1;
            if self.made == 2 * all {
                number::set_small(machine.slot(Z), 0);
            }
        } else if self.left > 0 {
            self.left -= 1;
            machine.double();
            for (i, scalar) in [OTHER, SCALAR].into_iter().enumerate() {
                let slot = machine.slot(scalar);
                let bit = |j: i32| number::bit(slot, j as isize as usize) as u32;
                let digit =
                    self.digits[i & 1].at_vartime(self.left as i32, self.window as i32, bit);
                if let Some(digit) = digit {
                    let negative = if digit < 0 { Limb::MAX } else { 0 };
                    machine.load_entry(all * i + digit.unsigned_abs() as usize / 2, negative);
                    machine.add_vartime();
                }
            }
        } else {
            return Some(is_x_coordinate_vartime(machine));
        }
        None
    }
}

/// Whether the number in ORDER_RADIX is the x-coordinate of (X, Y, Z) modulo n. Infinity has none.
fn is_x_coordinate_vartime<M: Multiplier>(machine: &EcMachine<'_, M>) -> bool {
    if machine.is_zero(Z) {
        return false;
    }
    let r = machine.slot(ORDER_RADIX);
    let (field, order) = (machine.field.limbs(), machine.order().limbs());
    // The x-coordinate is below p < 2 n, so r + n is the only other number to be compared with.
    for _ in 0..2 {
        if number::less(r, field) == 0 {
            return false;
        }
        machine.field.to_montgomery(machine.slot(U), r, machine.slot(RADIX));
        machine.run(&COMPARE);
        if machine.is_zero(T) {
            return true;
        }
        if number::add(r, r, order) != 0 {
            return false;
        }
    }
    false
}
