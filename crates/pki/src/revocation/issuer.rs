//! What may say what is revoked.

use super::status::RevocationError;
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use motetls_crypto::Hash;

/// keyUsage cRLSign, bit 6 (RFC 5280, section 4.2.1.3).
pub const CRL_SIGN: u8 = 0x02;

/// The issuer of lists and answers: as a rule that of the certificate, and always one that was
/// verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issuer<'a> {
    /// Its whole Name.
    pub name: &'a [u8],
    /// Its whole SubjectPublicKeyInfo.
    pub spki: &'a [u8],
    /// The first eight bits of its keyUsage; `None` allows everything.
    pub key_usage: Option<u8>,
}

impl<'a> Issuer<'a> {
    /// The subject of `certificate`, whose signature the caller has checked.
    #[must_use]
    pub const fn of(certificate: &Certificate<'a>) -> Self {
        Issuer {
            name: certificate.subject,
            spki: certificate.spki,
            key_usage: certificate.extensions.key_usage,
        }
    }

    /// What tells it from every other issuer: the hash of its name and its key.
    pub(super) fn digest<H: Hash<Output = [u8; 32]>>(&self) -> [u8; 32] {
        let mut hash = H::new();
        hash.update(self.name);
        hash.update(self.spki);
        hash.finish()
    }

    /// Whether it may sign lists.
    ///
    /// # Errors
    /// [`RevocationError::NotAllowed`] when its keyUsage lacks cRLSign.
    pub fn check_signs_lists(&self) -> Result<(), RevocationError> {
        if self.key_usage.is_none_or(|usage| usage & CRL_SIGN != 0) {
            Ok(())
        } else {
            Err(RevocationError::NotAllowed)
        }
    }
}

impl<'a> From<TrustAnchor<'a>> for Issuer<'a> {
    fn from(anchor: TrustAnchor<'a>) -> Self {
        Issuer { name: anchor.subject, spki: anchor.spki, key_usage: None }
    }
}
