//! The reference for tests: textbook arithmetic modulo p on two `u128`, and affine points. Shares
//! nothing with the rest.

use super::limbs::Fe;

/// An integer below p, its high half first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Integer(pub(super) u128, pub(super) u128);

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    Infinity,
    Affine(Integer, Integer),
}

/// p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (SP 800-186, section 3.2.1.3).
pub(super) const P: Integer =
    Integer(0xffff_ffff_0000_0001_0000_0000_0000_0000, 0x0000_0000_ffff_ffff_ffff_ffff_ffff_ffff);
/// The coefficient b (SP 800-186, section 3.2.1.3).
pub(super) const B: Integer =
    Integer(0x5ac6_35d8_aa3a_93e7_b3eb_bd55_7698_86bc, 0x651d_06b0_cc53_b0f6_3bce_3c3e_27d2_604b);
/// The base point G (SP 800-186, section 3.2.1.3).
pub(super) const G: Point = Point::Affine(
    Integer(0x6b17_d1f2_e12c_4247_f8bc_e6e5_63a4_40f2, 0x7703_7d81_2deb_33a0_f4a1_3945_d898_c296),
    Integer(0x4fe3_42e2_fe1a_7f9b_8ee7_eb4a_7c0f_9e16, 0x2bce_3357_6b31_5ece_cbb6_4068_37bf_51f5),
);
pub(super) const ZERO: Integer = Integer(0, 0);
pub(super) const ONE: Integer = Integer(0, 1);

impl Integer {
    /// self - other modulo 2^256 and whether that wrapped.
    fn difference(self, other: Integer) -> (Integer, bool) {
        let (low, borrow) = self.1.overflowing_sub(other.1);
        let (high, first) = self.0.overflowing_sub(other.0);
        let (high, second) = high.overflowing_sub(u128::from(borrow));
        (Integer(high, low), first | second)
    }

    pub(super) fn minus(self, other: Integer) -> Integer {
        if self >= other {
            self.difference(other).0
        } else {
            P.difference(other.difference(self).0).0
        }
    }

    pub(super) fn plus(self, other: Integer) -> Integer {
        self.minus(if other == ZERO { ZERO } else { P.difference(other).0 })
    }

    pub(super) fn bit(self, i: u32) -> bool {
        let half = if i < 128 { self.1 } else { self.0 };
        half >> (i % 128) & 1 == 1
    }

    pub(super) fn times(self, other: Integer) -> Integer {
        (0..256).rev().fold(ZERO, |product, i| {
            let doubled = product.plus(product);
            if other.bit(i) { doubled.plus(self) } else { doubled }
        })
    }

    /// 1 / self, as self^(p - 2).
    pub(super) fn inverse(self) -> Integer {
        let exponent = P.difference(Integer(0, 2)).0;
        (0..256).rev().fold(ONE, |power, i| {
            let squared = power.times(power);
            if exponent.bit(i) { squared.times(self) } else { squared }
        })
    }

    /// self 2^count.
    pub(super) fn doubled(self, count: u32) -> Integer {
        (0..count).fold(self, |x, _| x.plus(x))
    }

    /// The integer in limbs of 29 bits.
    pub(super) fn limbs(self) -> Fe {
        core::array::from_fn(|limb| {
            (0..29u32)
                .map(|bit| (bit, 29 * limb as u32 + bit))
                .fold(0, |limb, (bit, i)| limb | i32::from(i < 256 && self.bit(i)) << bit)
        })
    }

    /// The integer in Montgomery form, as it stands in a slot.
    pub(super) fn slot(self) -> Fe {
        self.doubled(261).limbs()
    }
}

impl Point {
    pub(super) fn negative(self) -> Point {
        match self {
            Point::Affine(x, y) => Point::Affine(x, ZERO.minus(y)),
            Point::Infinity => Point::Infinity,
        }
    }

    pub(super) fn plus(self, other: Point) -> Point {
        let (Point::Affine(x1, y1), Point::Affine(x2, y2)) = (self, other) else {
            return if self == Point::Infinity { other } else { self };
        };
        let slope = if x1 != x2 {
            y2.minus(y1).times(x2.minus(x1).inverse())
        } else if y1 == y2 {
            let square = x1.times(x1);
            square.doubled(1).plus(square).minus(Integer(0, 3)).times(y1.plus(y1).inverse())
        } else {
            return Point::Infinity;
        };
        let x = slope.times(slope).minus(x1).minus(x2);
        Point::Affine(x, slope.times(x1.minus(x)).minus(y1))
    }
}
