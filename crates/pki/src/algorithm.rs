//! What keys are of and signatures are made with, by AlgorithmIdentifier (RFC 5280, section
//! 4.1.1.2).
//!
//! [`AlgorithmIdentifier`] holds any algorithm; [`Scheme`] is one of the signature algorithms known
//! here, RSASSA-PSS with its [`PssParameters`] included; [`HashId`] a hash.
//!
//! ```
//! use motetls_pki::algorithm::{AlgorithmIdentifier, HashId, Scheme};
//! use motetls_pki::der::{DerWriter, Read};
//!
//! let mut buffer = [0; 16];
//! let mut der = DerWriter::new(&mut buffer);
//! Scheme::Ecdsa(HashId::Sha256).write(&mut der);
//! let read = AlgorithmIdentifier::from_der(der.written())?;
//! assert_eq!(read.scheme()?, Some(Scheme::Ecdsa(HashId::Sha256)));
//! # Ok::<(), motetls_base::DecodeError>(())
//! ```

pub mod hash;
mod pss;
mod scheme;

pub use hash::KnownHash;
pub use motetls_crypto::HashId;
pub use pss::PssParameters;
pub use scheme::Scheme;

use crate::der::{Der, DerWriter, NULL, Read, SEQUENCE};
use crate::oid::Oid;
use motetls_base::DecodeError;

/// An AlgorithmIdentifier: an algorithm and what it is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmIdentifier<'a> {
    /// The algorithm.
    pub oid: Oid<'a>,
    /// Its parameters, tag and length included, if there are any.
    pub parameters: Option<&'a [u8]>,
}

/// The whole element of a NULL.
const NULL_ELEMENT: &[u8] = &[NULL, 0];

impl<'a> AlgorithmIdentifier<'a> {
    /// An algorithm without parameters.
    #[must_use]
    pub const fn bare(oid: Oid<'a>) -> Self {
        AlgorithmIdentifier { oid, parameters: None }
    }

    /// An algorithm whose parameters are NULL, as RSA and hashes have it.
    #[must_use]
    pub const fn with_null(oid: Oid<'a>) -> Self {
        AlgorithmIdentifier { oid, parameters: Some(NULL_ELEMENT) }
    }

    /// Whether there are no parameters, or NULL for none: texts differ on which it should be (RFC
    /// 4055, section 2.1).
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.parameters.is_none_or(|parameters| parameters == NULL_ELEMENT)
    }

    /// Writes the identifier.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let open = der.open(SEQUENCE);
        self.oid.write(der);
        der.raw(self.parameters.unwrap_or(&[]));
        der.close(open);
    }
}

impl<'a> Read<'a> for AlgorithmIdentifier<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let oid = Oid::read(&mut fields)?;
        let parameters = if fields.is_empty() { None } else { Some(fields.any_whole()?) };
        fields.end()?;
        Ok(AlgorithmIdentifier { oid, parameters })
    }
}
