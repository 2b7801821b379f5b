//! What is trusted.

mod set;

#[cfg(feature = "alloc")]
pub use set::to_vec;
pub use set::{AnchorSet, HashedAnchor, InvalidSet};

use crate::certificate::Certificate;
use crate::error::CertError;

/// An issuer that is trusted: its name and its key, and nothing else.
///
/// An anchor may be a root, an intermediate or the server's own certificate. Whatever it signed is trusted, so an
/// anchor is an issuer even if the certificate it came from is not a CA; its validity period and its constraints are
/// not looked at (RFC 5280, section 6.1.1 (d), knows only name, algorithm and key). Const-constructible, so that
/// anchors can live in flash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustAnchor<'a> {
    /// The whole DER Name, tag and length included.
    pub subject: &'a [u8],
    /// The whole DER SubjectPublicKeyInfo, tag and length included.
    pub spki: &'a [u8],
}

impl<'a> TrustAnchor<'a> {
    /// The anchor that is the subject of a certificate in DER.
    ///
    /// # Errors
    /// [`CertError::Malformed`] or [`CertError::UnsupportedVersion`] when `der` cannot be read.
    pub fn from_certificate(der: &'a [u8]) -> Result<Self, CertError> {
        let certificate = Certificate::parse(der)?;
        Ok(TrustAnchor { subject: certificate.subject, spki: certificate.spki })
    }
}
