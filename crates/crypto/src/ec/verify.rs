//! ECDSA verification (FIPS 186-5, section 6.4.2) in slices. Everything in it is public: nothing here is constant time.

use super::machine::{Machine, ORDER_RADIX, OTHER, Op, RADIX, SCALAR, T, U, X, Z, mul, sub};
use crate::mp::{Limb, Multiplier, Number, Power, number};

/// T = U Z^2 - X: zero if U is the abscissa of (X, Y, Z).
static COMPARE: [Op; 3] = [mul(T, Z, Z), mul(T, T, U), sub(T, T, X)];

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
    digits: [Digits; 2],
}

/// Signed digits of a scalar, found from the left (Okeya, Schmidt-Samoa, Spahn, Takagi, "Signed Binary Representations
/// Revisited", CRYPTO 2004).
struct Digits {
    /// The highest bit no digit has taken in yet.
    next: isize,
    /// The position of the last digit found.
    at: isize,
    /// The last digit found, odd.
    digit: isize,
}

impl Digits {
    /// The digit at bit i, if it is not 0; to be asked for i from the top down to 0.
    fn at(&mut self, scalar: &Number, i: usize, window: usize) -> Option<isize> {
        let i = i as isize;
        let bit = |j: isize| number::bit(scalar, j as usize) as isize;
        if i <= self.next && bit(i) != bit(i - 1) {
            let window = window as isize;
            let bits = (0..window + 2).fold(0, |bits, j| bits << 1 | bit(i - j));
            // The digits d_t = v_(t-1) - v_t of i down to i - w as one number, its zeros at the end left out.
            let digit = (bits & ((2 << window) - 1)) - (bits >> 1);
            let zeros = digit.trailing_zeros();
            *self = Digits { next: i - window - 1, at: i - window + zeros as isize, digit: digit >> zeros };
        }
        (i == self.at).then_some(self.digit)
    }
}

impl Check {
    /// Starts to check a signature r || s of a message's hash; none if the key is no point or the signature out of range.
    #[inline(never)]
    pub(super) fn start<M: Multiplier>(
        machine: &Machine<'_, M>,
        window: usize,
        public: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Option<Self> {
        let (r, s) = signature.split_at_checked(machine.params.bytes)?;
        if s.len() != machine.params.bytes
            || machine.load_scalar(OTHER, r) & machine.load_scalar(U, s) == 0
            || !machine.load_point_vartime(public)
        {
            return None;
        }
        machine.load_digest(SCALAR, digest);
        let order = machine.order();
        order.r_squared(machine.slot(ORDER_RADIX));
        order.enter(machine.slot(U), machine.slot(U), machine.slot(ORDER_RADIX));
        let bits = machine.params.bits;
        let digits = || Digits { next: bits as isize, at: -1, digit: 0 };
        let inversion = Some(machine.inversion());
        Some(Check { window, inversion, made: 0, left: bits + 1, digits: [digits(), digits()] })
    }

    /// Goes one step; the verdict once it is known.
    #[inline(never)]
    pub(super) fn step<M: Multiplier>(&mut self, machine: &Machine<'_, M>) -> Option<bool> {
        let all = 1 << (self.window - 1);
        if let Some(inversion) = &mut self.inversion {
            let order = machine.order();
            if machine.invert(inversion, &order, U) {
                self.inversion = None;
                // Plain times Montgomery is plain: e / s and r / s. r stays behind for the end.
                let (e, r, radix) = (machine.slot(SCALAR), machine.slot(OTHER), machine.slot(ORDER_RADIX));
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
                if let Some(digit) = self.digits[i & 1].at(machine.slot(scalar), self.left, self.window) {
                    let negative = if digit < 0 { Limb::MAX } else { 0 };
                    machine.load_entry(all * i + digit.unsigned_abs() / 2, negative);
                    machine.add_vartime();
                }
            }
        } else {
            return Some(is_abscissa_vartime(machine));
        }
        None
    }
}

/// Whether the number in ORDER_RADIX is the abscissa of (X, Y, Z) modulo n. Infinity has none.
fn is_abscissa_vartime<M: Multiplier>(machine: &Machine<'_, M>) -> bool {
    if machine.is_zero_vartime(Z) {
        return false;
    }
    let r = machine.slot(ORDER_RADIX);
    let (field, order) = (machine.field.limbs(), machine.order().limbs());
    // The abscissa is below p < 2 n, so r + n is the only other number to be compared with.
    for _ in 0..2 {
        if number::less(r, field) == 0 {
            return false;
        }
        machine.field.enter(machine.slot(U), r, machine.slot(RADIX));
        machine.run(&COMPARE);
        if machine.is_zero_vartime(T) {
            return true;
        }
        if number::add(r, r, order) != 0 {
            return false;
        }
    }
    false
}
