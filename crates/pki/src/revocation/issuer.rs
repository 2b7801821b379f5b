//! Who may say what is revoked.

use super::Why;
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;

/// keyUsage cRLSign, bit 6 (RFC 5280, section 4.2.1.3).
pub const CRL_SIGN: u8 = 0x02;

/// The issuer of lists and answers: as a rule that of the certificate, and always one that was verified.
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
        Issuer { name: certificate.subject, spki: certificate.spki, key_usage: certificate.extensions.key_usage }
    }

    /// Whether it may sign lists.
    ///
    /// # Errors
    /// [`Why::NotAllowed`] when its keyUsage lacks cRLSign.
    pub fn check_signs_lists(&self) -> Result<(), Why> {
        if self.key_usage.is_none_or(|usage| usage & CRL_SIGN != 0) { Ok(()) } else { Err(Why::NotAllowed) }
    }
}

impl<'a> From<TrustAnchor<'a>> for Issuer<'a> {
    fn from(anchor: TrustAnchor<'a>) -> Self {
        Issuer { name: anchor.subject, spki: anchor.spki, key_usage: None }
    }
}
