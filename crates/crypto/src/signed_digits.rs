//! Signed digits of a public scalar, found from the left (Okeya, Schmidt-Samoa, Spahn, Takagi,
//! "Signed Binary Representations Revisited", CRYPTO 2004): odd, of absolute value below 2^w, one
//! at most for each w + 1 bits that are taken in. For verification of signatures.

/// The digits of one scalar under way.
pub(crate) struct SignedDigits {
    /// The highest bit no digit has taken in yet.
    next: i32,
    /// The position of the last digit found.
    at: i32,
    /// The last digit found, odd.
    digit: i32,
}

impl SignedDigits {
    /// Of no scalar.
    pub(crate) const NONE: Self = SignedDigits { next: 0, at: 0, digit: 0 };

    /// Digits of a scalar of `bits` bits at most.
    pub(crate) const fn new(bits: usize) -> Self {
        SignedDigits { next: bits as i32, at: -1, digit: 0 }
    }

    /// The digit at bit i, if it is not 0; to be asked for i from the number of bits down to 0.
    /// `bit` yields the bits of the scalar, zeros outside of it; w is `window`.
    #[inline(always)]
    pub(crate) fn at_vartime(
        &mut self,
        i: i32,
        window: i32,
        bit: impl Fn(i32) -> u32,
    ) -> Option<i32> {
        if i <= self.next && bit(i) != bit(i - 1) {
            let mut bits = 0;
            for j in 0..window + 2 {
                bits = bits << 1 | bit(i - j) as i32;
            }
            // The digits d_t = v_(t-1) - v_t of i down to i - w as one number, its zeros at the end
            // taken off.
            let digit = (bits & ((2 << window) - 1)) - (bits >> 1);
            let zeros = digit.trailing_zeros();
            self.digit = digit >> zeros;
            self.at = i - window + zeros as i32;
            self.next = i - window - 1;
        }
        if i == self.at { Some(self.digit) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::random;
    use proptest::prelude::any;

    #[test]
    fn digits_add_up_for_every_window() {
        // Short scalars, too.
        random(256, (any::<u32>(), 0..32u32), |(scalar, shift)| {
            let scalar = i64::from(scalar >> shift);
            for window in 1..=5 {
                let mut digits = SignedDigits::new(32);
                let mut sum = 0i64;
                for i in (0..=32).rev() {
                    let bit =
                        |j: i32| if (0..32).contains(&j) { (scalar >> j & 1) as u32 } else { 0 };
                    if let Some(digit) = digits.at_vartime(i, window, bit) {
                        assert!(digit & 1 == 1 && digit.abs() < 1 << window, "{digit}");
                        sum += i64::from(digit) << i;
                    }
                }
                assert_eq!(sum, scalar, "{window}");
            }
        });
    }
}
