//! Keys, and signatures out of DER as bytes of a fixed width.
//!
//! What verification needs of a key stands first: the point of a P-256 key and its signatures, at
//! the price of a prefix. The rest reads and writes all kinds of keys in all the forms they are
//! kept in:
//!
//! | form | label in PEM | type |
//! |---|---|---|
//! | SubjectPublicKeyInfo (RFC 5280) | `PUBLIC KEY` | [`PublicKeyInfo`], [`PublicKey`] |
//! | RSAPublicKey of PKCS#1 (RFC 8017) | `RSA PUBLIC KEY` | [`RsaPublicKey`] |
//! | RSAPrivateKey of PKCS#1 | `RSA PRIVATE KEY` | [`RsaPrivateKey`] |
//! | ECPrivateKey of SEC 1 (RFC 5915) | `EC PRIVATE KEY` | [`EcPrivateKey`] |
//! | PKCS#8, versions 1 and 2 (RFC 5958) | `PRIVATE KEY` | [`PrivateKeyInfo`], [`PrivateKey`] |
//! | encrypted PKCS#8 (RFC 5958, RFC 8018) | `ENCRYPTED PRIVATE KEY` | [`EncryptedPrivateKey`], [`Pbes2`]; opened and sealed with a password |
//!
//! ```
//! use motetls_pki::der::{DerWriter, Read};
//! use motetls_pki::key::{PrivateKey, PrivateKeyInfo, PublicKey, PublicKeyInfo};
//!
//! let mut buffer = [0; 64];
//! let mut der = DerWriter::new(&mut buffer);
//! PublicKey::Ed25519(&[7; 32]).write(&mut der);
//! assert_eq!(PublicKeyInfo::from_der(der.written())?.key()?, PublicKey::Ed25519(&[7; 32]));
//!
//! let mut der = DerWriter::new(&mut buffer);
//! PrivateKey::Ed25519(&[9; 32]).write(&mut der);
//! let key = PrivateKeyInfo::from_der(der.written())?.key()?;
//! assert!(matches!(key, PrivateKey::Ed25519(seed) if *seed == [9; 32]));
//! # Ok::<(), motetls_base::DecodeError>(())
//! ```

mod curve;
mod ec;
mod encrypted;
mod error;
mod open;
mod private;
mod public;
mod rsa;

pub use curve::{CurveFacts, NamedCurve};
pub use ec::{EcPrivateKey, signature_from_der, signature_to_der};
pub use encrypted::{EncryptedPrivateKey, Pbes2};
pub use error::{DecryptError, EncryptError};
pub use private::{PrivateKey, PrivateKeyInfo};
pub use public::{PublicKey, PublicKeyInfo};
pub use rsa::{RsaPrivateKey, RsaPublicKey};

use crate::der::{Der, SEQUENCE};
use crate::error::CertError;
use crate::oid;

/// How a certificate is signed: the hash of its contents and the kind of the issuer's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    EcdsaP256Sha256,
}

/// Each algorithm beside its whole AlgorithmIdentifier. DER writes a value in one way only, so
/// equal bytes are the test.
const SIGNATURE_ALGORITHMS: &[(&[u8], SignatureAlgorithm)] =
    &[(oid::ECDSA_WITH_SHA256, SignatureAlgorithm::EcdsaP256Sha256)];

impl SignatureAlgorithm {
    /// The algorithm a whole AlgorithmIdentifier names (RFC 5280, section 4.1.1.2).
    ///
    /// # Errors
    /// [`CertError::UnsupportedAlgorithm`] when it is not in the table.
    pub fn from_identifier(identifier: &[u8]) -> Result<Self, CertError> {
        let entry = SIGNATURE_ALGORITHMS.iter().find(|(bytes, _)| *bytes == identifier);
        entry.map(|(_, algorithm)| *algorithm).ok_or(CertError::UnsupportedAlgorithm)
    }
}

/// The point 0x04 || X || Y of a whole P-256 SubjectPublicKeyInfo (RFC 5480, section 2). Not
/// checked to be on the curve.
///
/// # Errors
/// [`CertError::UnsupportedAlgorithm`] when the key is of another kind, curve or form (a compressed
/// point).
#[inline(never)]
pub fn p256(spki: &[u8]) -> Result<&[u8; 65], CertError> {
    let point: Option<&[u8; 65]> =
        spki.strip_prefix(oid::P256_SPKI).and_then(|point| point.try_into().ok());
    point.filter(|point| point.first() == Some(&4)).ok_or(CertError::UnsupportedAlgorithm)
}

/// Writes an Ecdsa-Sig-Value (RFC 3279, section 2.2.3) of a curve of 256 bits into `out` as r || s,
/// 32 bytes each.
///
/// r and s are not negative and fit their places; whether they lie in [1, n-1] is for the check of
/// the signature.
///
/// # Errors
/// [`CertError::BadSignature`] when the encoding is not strict DER,
/// [`CertError::UnsupportedAlgorithm`] when a number is longer than 32 bytes, as those of a longer
/// curve are. `out` is undefined then.
#[inline(never)]
pub fn ecdsa_signature(der: &[u8], out: &mut [u8; 64]) -> Result<(), CertError> {
    let mut outer = Der::new(der);
    let mut numbers = outer.nested(SEQUENCE).map_err(|_| CertError::BadSignature)?;
    for place in out.chunks_exact_mut(32) {
        let number = numbers.unsigned().map_err(|_| CertError::BadSignature)?;
        let cut = place
            .len()
            .checked_sub(number.len())
            .and_then(|zeros| place.split_at_mut_checked(zeros));
        let (zeros, digits) = cut.ok_or(CertError::UnsupportedAlgorithm)?;
        zeros.fill(0);
        for (to, from) in digits.iter_mut().zip(number) {
            *to = *from;
        }
    }
    if numbers.is_empty() && outer.is_empty() { Ok(()) } else { Err(CertError::BadSignature) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn only_whole_uncompressed_points_of_p256() {
        let spki = |form: u8, length: usize| -> Vec<u8> {
            [oid::P256_SPKI, &[form], &std::vec![7; length - 1]].concat()
        };
        assert!(p256(&spki(4, 65)).is_ok_and(|point| point[..2] == [4, 7]));
        for (form, length) in [(2, 65), (6, 65), (7, 65), (0, 65), (4, 64), (4, 66), (2, 33)] {
            assert_eq!(
                p256(&spki(form, length)),
                Err(CertError::UnsupportedAlgorithm),
                "{form} {length}"
            );
        }
        assert_eq!(p256(&spki(4, 65)[1..]), Err(CertError::UnsupportedAlgorithm));
    }

    #[test]
    fn numbers_are_put_in_their_places() {
        let mut out = [9; 64];
        assert_eq!(ecdsa_signature(&[0x30, 7, 2, 2, 0, 0x80, 2, 1, 5], &mut out), Ok(()));
        let mut expected = [0; 64];
        (expected[31], expected[63]) = (0x80, 5);
        assert_eq!(out, expected);
        let long = [&[0x30, 38, 2, 33, 1][..], &[0; 32], &[2, 1, 5]].concat();
        assert_eq!(ecdsa_signature(&long, &mut out), Err(CertError::UnsupportedAlgorithm));
        for wrong in [
            &[0x30, 6, 2, 1, 0x80, 2, 1, 5][..],
            &[0x30, 3, 2, 1, 5],
            &[0x30, 7, 2, 1, 5, 2, 1, 5, 0],
            &[],
        ] {
            assert_eq!(ecdsa_signature(wrong, &mut out), Err(CertError::BadSignature), "{wrong:?}");
        }
    }
}
