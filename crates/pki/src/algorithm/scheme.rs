//! Signature algorithms.

use super::hash::name;
use super::{AlgorithmIdentifier, HashId, PssParameters};
use crate::der::{DerWriter, SEQUENCE};
use crate::oid::{Oid, known};
use core::fmt;
use motetls_base::DecodeError;

/// A signature algorithm that is known here, whether or not anything computes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 with a hash (RFC 8017, section 8.2).
    RsaPkcs1(HashId),
    /// RSASSA-PSS (RFC 8017, section 8.1).
    RsaPss(PssParameters),
    /// ECDSA with a hash, on the curve of the key (FIPS 186-5).
    Ecdsa(HashId),
    /// Ed25519 (RFC 8032).
    Ed25519,
}

const SCHEMES: &[(Scheme, Oid<'static>)] = &[
    (Scheme::Ecdsa(HashId::Sha256), known::ECDSA_WITH_SHA256),
    (Scheme::Ecdsa(HashId::Sha384), known::ECDSA_WITH_SHA384),
    (Scheme::Ecdsa(HashId::Sha512), known::ECDSA_WITH_SHA512),
    (Scheme::Ecdsa(HashId::Sha224), known::ECDSA_WITH_SHA224),
    (Scheme::Ecdsa(HashId::Sha1), known::ECDSA_WITH_SHA1),
    (Scheme::RsaPkcs1(HashId::Sha256), known::SHA256_WITH_RSA),
    (Scheme::RsaPkcs1(HashId::Sha384), known::SHA384_WITH_RSA),
    (Scheme::RsaPkcs1(HashId::Sha512), known::SHA512_WITH_RSA),
    (Scheme::RsaPkcs1(HashId::Sha224), known::SHA224_WITH_RSA),
    (Scheme::RsaPkcs1(HashId::Sha1), known::SHA1_WITH_RSA),
    (Scheme::Ed25519, known::ED25519),
];

impl AlgorithmIdentifier<'_> {
    /// The signature algorithm this is; `None` when it is not known here.
    ///
    /// # Errors
    /// [`DecodeError`] when it is known and its parameters are not what they must be: none for
    /// ECDSA (RFC 5758, section 3.2) and Ed25519 (RFC 8410, section 3), NULL or none for PKCS#1,
    /// all of them for PSS.
    pub fn scheme(&self) -> Result<Option<Scheme>, DecodeError> {
        if self.oid == known::RSASSA_PSS {
            let parameters = PssParameters::read(self.parameters.ok_or(DecodeError)?)?;
            return Ok(parameters.map(Scheme::RsaPss));
        }
        // By arcs, not by the table, whose identifiers would be in every image.
        let (scheme, sound) = if let Some(hash) = self.rsa_hash() {
            (Scheme::RsaPkcs1(hash), self.is_plain())
        } else if let Some(hash) = self.ecdsa_hash() {
            (Scheme::Ecdsa(hash), self.parameters.is_none())
        } else if self.oid == known::ED25519 {
            (Scheme::Ed25519, self.parameters.is_none())
        } else {
            return Ok(None);
        };
        if sound { Ok(Some(scheme)) } else { Err(DecodeError) }
    }
}

impl AlgorithmIdentifier<'_> {
    /// The hash in the name of a signature algorithm of PKCS#1.
    fn rsa_hash(&self) -> Option<HashId> {
        Some(match self.oid.octet_under(known::PKCS1)? {
            5 => HashId::Sha1,
            11 => HashId::Sha256,
            12 => HashId::Sha384,
            13 => HashId::Sha512,
            14 => HashId::Sha224,
            _ => return None,
        })
    }

    /// The hash in the name of a signature algorithm of ECDSA.
    fn ecdsa_hash(&self) -> Option<HashId> {
        Some(match self.oid.octet_under(known::ECDSA_WITH_SHA2) {
            Some(1) => HashId::Sha224,
            Some(2) => HashId::Sha256,
            Some(3) => HashId::Sha384,
            Some(4) => HashId::Sha512,
            None if self.oid == known::ECDSA_WITH_SHA1 => HashId::Sha1,
            _ => return None,
        })
    }
}

impl Scheme {
    /// The hash of the message; `None` where the algorithm takes the message itself.
    #[must_use]
    pub const fn hash(&self) -> Option<HashId> {
        match self {
            Scheme::RsaPkcs1(hash) | Scheme::Ecdsa(hash) => Some(*hash),
            Scheme::RsaPss(parameters) => Some(parameters.hash),
            Scheme::Ed25519 => None,
        }
    }

    /// Writes the AlgorithmIdentifier; an empty SEQUENCE, which no verifier accepts, when ECDSA or
    /// PKCS#1 has none for the hash.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let open = der.open(SEQUENCE);
        if let Scheme::RsaPss(parameters) = self {
            known::RSASSA_PSS.write(der);
            parameters.write(der);
        } else if let Some((_, oid)) = SCHEMES.iter().find(|(scheme, _)| scheme == self) {
            oid.write(der);
            if matches!(self, Scheme::RsaPkcs1(_)) {
                der.null();
            }
        }
        der.close(open);
    }
}

/// `ECDSA with SHA-256`.
impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scheme::RsaPkcs1(hash) => write!(f, "RSA PKCS#1 with {}", name(*hash)),
            Scheme::RsaPss(PssParameters { hash, mask_hash, salt_len }) if hash == mask_hash => {
                write!(f, "RSA PSS with {}, salt of {salt_len} bytes", name(*hash))
            }
            Scheme::RsaPss(PssParameters { hash, mask_hash, salt_len }) => {
                write!(
                    f,
                    "RSA PSS with {}, MGF1 with {}, salt of {salt_len} bytes",
                    name(*hash),
                    name(*mask_hash)
                )
            }
            Scheme::Ecdsa(hash) => write!(f, "ECDSA with {}", name(*hash)),
            Scheme::Ed25519 => f.write_str("Ed25519"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Read;

    #[test]
    fn all_come_back() {
        let pss = Scheme::RsaPss(PssParameters::usual(HashId::Sha384));
        for scheme in SCHEMES.iter().map(|(scheme, _)| *scheme).chain([pss]) {
            let mut buffer = [0; 80];
            let mut der = DerWriter::new(&mut buffer);
            scheme.write(&mut der);
            assert_eq!(
                AlgorithmIdentifier::from_der(der.written()).unwrap().scheme(),
                Ok(Some(scheme))
            );
        }
        assert_eq!(AlgorithmIdentifier::bare(known::SHA1).scheme(), Ok(None));
    }

    #[test]
    fn parameters_are_as_they_must_be() {
        assert_eq!(
            AlgorithmIdentifier::with_null(known::ECDSA_WITH_SHA256).scheme(),
            Err(DecodeError)
        );
        assert_eq!(AlgorithmIdentifier::with_null(known::ED25519).scheme(), Err(DecodeError));
        assert_eq!(AlgorithmIdentifier::bare(known::RSASSA_PSS).scheme(), Err(DecodeError));
        let plain = AlgorithmIdentifier::bare(known::SHA256_WITH_RSA).scheme();
        assert_eq!(plain, Ok(Some(Scheme::RsaPkcs1(HashId::Sha256))));
    }
}
