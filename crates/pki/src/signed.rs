//! What certificates, requests, revocation lists and OCSP responses have in common: contents, an
//! algorithm, a signature.
//!
//! [`Signed`] reads that envelope, [`Unsigned`] writes it around contents that are there, with a
//! [`Signer`] or with a signature that is brought later.
//!
//! ```text
//! Signed ::= SEQUENCE { contents SEQUENCE, AlgorithmIdentifier, signature BIT STRING }
//! ```

mod checked;
mod ecdsa;
mod ed25519;
mod rsa;
mod signer;
mod unsigned;

pub use checked::Checked;
pub use ecdsa::EcdsaKey;
pub use ed25519::Ed25519Key;
pub use rsa::RsaKey;
pub use signer::{DigestSigner, Hashing, Signer, WriteError};
pub use unsigned::Unsigned;

use crate::algorithm::AlgorithmIdentifier;
use crate::der::{Der, Read, SEQUENCE};
use motetls_base::DecodeError;

/// Contents, and the signature over them. Nothing in the contents is authentic before it was
/// checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'a> {
    /// All of the contents, tag and length included: what the signature covers.
    pub contents: &'a [u8],
    /// What it is signed with.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The signature as its algorithm has it: of ECDSA a SEQUENCE, see
    /// [`signature_from_der`](crate::key::signature_from_der).
    pub signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// The envelope's fields, as they stand inside another SEQUENCE too.
    pub(crate) fn fields(fields: &mut Der<'a>) -> Result<Self, DecodeError> {
        let contents = fields.whole(SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(fields)?;
        let signature = fields.octets()?;
        Ok(Signed { contents, algorithm, signature })
    }

    /// A cursor over the contents.
    pub(crate) fn contents_reader(&self) -> Result<Der<'a>, DecodeError> {
        Der::new(self.contents).nested(SEQUENCE)
    }
}

impl<'a> Read<'a> for Signed<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let signed = Signed::fields(&mut fields)?;
        fields.end()?;
        Ok(signed)
    }
}
