//! Elliptic curves by name.

use crate::oid::{Oid, known};
use core::fmt;

/// A named curve in Weierstrass form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256, secp256r1.
    P256,
    /// NIST P-384, secp384r1.
    P384,
    /// NIST P-521, secp521r1.
    P521,
    /// secp256k1.
    Secp256k1,
    /// brainpoolP256r1.
    BrainpoolP256,
    /// brainpoolP384r1.
    BrainpoolP384,
    /// brainpoolP512r1.
    BrainpoolP512,
}

/// Each curve with its identifier, the length of its field and of its order in bytes, and its name.
const CURVES: &[(Curve, Oid<'static>, usize, &str)] = &[
    (Curve::P256, known::SECP256R1, 32, "P-256"),
    (Curve::P384, known::SECP384R1, 48, "P-384"),
    (Curve::P521, known::SECP521R1, 66, "P-521"),
    (Curve::Secp256k1, known::SECP256K1, 32, "secp256k1"),
    (Curve::BrainpoolP256, known::BRAINPOOL_P256R1, 32, "brainpoolP256r1"),
    (Curve::BrainpoolP384, known::BRAINPOOL_P384R1, 48, "brainpoolP384r1"),
    (Curve::BrainpoolP512, known::BRAINPOOL_P512R1, 64, "brainpoolP512r1"),
];

impl Curve {
    fn entry(self) -> (Oid<'static>, usize, &'static str) {
        let entry = CURVES.iter().find(|(curve, ..)| *curve == self);
        entry.map_or((Oid(&[]), 0, ""), |(_, oid, length, name)| (*oid, *length, *name))
    }

    /// Its identifier.
    #[must_use]
    pub fn oid(self) -> Oid<'static> {
        self.entry().0
    }

    /// The length in bytes of a coordinate, of a private key, and of either number of a signature.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub fn len(self) -> usize {
        self.entry().1
    }

    /// The curve an identifier names; `None` when it is not known here.
    #[must_use]
    pub fn from_oid(oid: Oid<'_>) -> Option<Self> {
        CURVES.iter().find(|(_, known, ..)| *known == oid).map(|(curve, ..)| *curve)
    }

    /// Whether `point` has the form of a point of the curve: 0x04 || X || Y, or 0x02 or 0x03 || X. That it is on the curve
    /// is for the arithmetic.
    #[must_use]
    pub fn has_form(self, point: &[u8]) -> bool {
        match point.split_first() {
            Some((4, rest)) => rest.len() == self.len().wrapping_mul(2),
            Some((2 | 3, rest)) => rest.len() == self.len(),
            _ => false,
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().2)
    }
}
