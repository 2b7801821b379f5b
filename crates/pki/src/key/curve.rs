//! Elliptic curves by name, and the table of what is known of each.

use crate::algorithm::HashId;
use crate::oid::{Oid, known};
use core::fmt;

/// What is known of a curve: see [`NamedCurve::facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurveFacts {
    /// Its identifier.
    pub oid: Oid<'static>,
    /// Its name, as NIST or the RFC that defines it writes it.
    pub name: &'static str,
    /// Bytes of a coordinate, of a private key, and of either number of a signature.
    pub len: usize,
    /// Bits of security: half the bits of the group order (NIST SP 800-57, part 1, table 2).
    pub strength: u16,
    /// Whether it is one of NIST's prime curves (SP 800-186, section 3.2.1): those the CA/Browser
    /// Forum and the IETF's profile for the Internet of Things permit.
    pub nist: bool,
    /// The SHA-2 hash that is as strong as the curve: signatures by its keys are made with it.
    pub hash: HashId,
}

/// One row a curve: everything outside the arithmetic that depends on the curve looks it up here.
macro_rules! curves {
    ($($(#[$doc:meta])* $curve:ident: $oid:ident, $name:literal, $len:literal, $strength:literal,
        $nist:literal, $hash:ident;)*) => {
        /// A named curve in Weierstrass form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum NamedCurve {
            $($(#[$doc])* $curve,)*
        }

        impl NamedCurve {
            /// Every curve that is known, whether or not anything computes on it.
            pub const ALL: &'static [NamedCurve] = &[$(NamedCurve::$curve,)*];

            /// What is known of it.
            #[must_use]
            pub const fn facts(self) -> CurveFacts {
                match self {
                    $(NamedCurve::$curve => CurveFacts {
                        oid: known::$oid,
                        name: $name,
                        len: $len,
                        strength: $strength,
                        nist: $nist,
                        hash: HashId::$hash,
                    },)*
                }
            }
        }
    };
}

curves! {
    /// NIST P-256, secp256r1 (SP 800-186, section 3.2.1.3).
    P256: SECP256R1, "P-256", 32, 128, true, Sha256;
    /// NIST P-384, secp384r1 (SP 800-186, section 3.2.1.4).
    P384: SECP384R1, "P-384", 48, 192, true, Sha384;
    /// NIST P-521, secp521r1 (SP 800-186, section 3.2.1.5).
    P521: SECP521R1, "P-521", 66, 256, true, Sha512;
    /// secp256k1 (SEC 2, section 2.4.1).
    Secp256k1: SECP256K1, "secp256k1", 32, 128, false, Sha256;
    /// brainpoolP256r1 (RFC 5639, section 3.4).
    BrainpoolP256: BRAINPOOL_P256R1, "brainpoolP256r1", 32, 128, false, Sha256;
    /// brainpoolP384r1 (RFC 5639, section 3.6).
    BrainpoolP384: BRAINPOOL_P384R1, "brainpoolP384r1", 48, 192, false, Sha384;
    /// brainpoolP512r1 (RFC 5639, section 3.7).
    BrainpoolP512: BRAINPOOL_P512R1, "brainpoolP512r1", 64, 256, false, Sha512;
}

impl NamedCurve {
    /// Its identifier.
    #[must_use]
    pub const fn oid(self) -> Oid<'static> {
        self.facts().oid
    }

    /// The length in bytes of a coordinate, of a private key, and of either number of a signature.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a coordinate is never empty")]
    pub const fn len(self) -> usize {
        self.facts().len
    }

    /// The curve an identifier names; `None` when it is not known here.
    #[must_use]
    pub fn from_oid(oid: Oid<'_>) -> Option<Self> {
        NamedCurve::ALL.iter().copied().find(|curve| curve.oid() == oid)
    }

    /// Whether `point` has the form of a point of the curve: 0x04 || X || Y, or 0x02 or 0x03 || X.
    /// That it is on the curve is for the arithmetic.
    #[must_use]
    pub fn has_form(self, point: &[u8]) -> bool {
        match point.split_first() {
            Some((4, rest)) => rest.len() == self.len().wrapping_mul(2),
            Some((2 | 3, rest)) => rest.len() == self.len(),
            _ => false,
        }
    }
}

impl fmt::Display for NamedCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.facts().name)
    }
}
