//! What is trusted.

mod set;
#[cfg(feature = "alloc")]
mod write;

pub use set::{AnchorSet, HashedAnchor, InvalidSet};
#[cfg(feature = "alloc")]
pub use write::to_vec;

use crate::certificate::Certificate;
use crate::error::CertError;

/// An issuer that is trusted: its name, its key, and the names it may certify.
///
/// An anchor may be a root, an intermediate or the server's own certificate. Whatever it signed is
/// trusted, so an anchor is an issuer even if the certificate it came from is not a CA; its
/// validity period and all its extensions but nameConstraints are not looked at (RFC 5280, section
/// 6.1.1 (d), knows only name, algorithm and key; RFC 5937 adds constraints).
///
/// Name constraints hold for all that is below the anchor. Rules that keep no names
/// ([`DeviceRules`](crate::chain::DeviceRules)) refuse what is below an anchor that has some, with
/// [`CertError::NameConstraints`]: to trust it all the same, make an anchor of its name and key.
///
/// Const-constructible, so that anchors can live in flash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustAnchor<'a> {
    /// The whole DER Name, tag and length included.
    pub subject: &'a [u8],
    /// The whole DER SubjectPublicKeyInfo, tag and length included.
    pub spki: &'a [u8],
    /// The whole DER NameConstraints, tag and length included; empty for none.
    pub name_constraints: &'a [u8],
}

impl<'a> TrustAnchor<'a> {
    /// An anchor without name constraints: a whole Name and a whole SubjectPublicKeyInfo.
    #[must_use]
    pub const fn new(subject: &'a [u8], spki: &'a [u8]) -> Self {
        TrustAnchor { subject, spki, name_constraints: &[] }
    }

    /// The anchor that is the subject of a certificate in DER.
    ///
    /// # Errors
    /// [`CertError::Malformed`] or [`CertError::UnsupportedVersion`] when `der` cannot be read.
    pub fn from_certificate(der: &'a [u8]) -> Result<Self, CertError> {
        let certificate = Certificate::parse(der)?;
        Ok(TrustAnchor {
            subject: certificate.subject,
            spki: certificate.spki,
            name_constraints: certificate.extensions.name_constraints,
        })
    }
}
