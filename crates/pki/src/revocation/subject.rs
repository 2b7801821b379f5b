//! Whose status is asked for.

use crate::certificate::Certificate;
use crate::der::{CONTEXT_CONSTRUCTED, Der, List, Read, SEQUENCE};
use crate::extension::{DistributionPoint, Extensions};
use crate::oid::{Oid, known};
use motetls_base::DecodeError;

/// A certificate whose status is asked for: what lists and answers know it by.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The whole Name of its issuer.
    pub issuer: &'a [u8],
    /// The contents octets of its serial number.
    pub serial: &'a [u8],
    /// basicConstraints cA.
    pub ca: bool,
    /// Its cRLDistributionPoints; empty when it has none.
    pub points: List<'a, DistributionPoint<'a>>,
}

impl<'a> Subject<'a> {
    /// What tells of `certificate`.
    ///
    /// # Errors
    /// [`DecodeError`] when its cRLDistributionPoints cannot be read.
    pub fn of(certificate: &Certificate<'a>) -> Result<Self, DecodeError> {
        let points = match extension(certificate.tbs, known::CRL_DISTRIBUTION_POINTS)? {
            Some(octets) => List::from_der(octets)?,
            None => List::empty(),
        };
        Ok(Subject { issuer: certificate.issuer, serial: certificate.serial, ca: certificate.extensions.ca, points })
    }
}

/// The value of the extension of kind `id` in a TBSCertificate, if there is one.
pub(super) fn extension<'a>(tbs: &'a [u8], id: Oid<'_>) -> Result<Option<&'a [u8]>, DecodeError> {
    let mut fields = Der::new(tbs).enter(SEQUENCE)?;
    while !fields.is_empty() {
        let (tag, contents) = fields.any()?;
        if tag == CONTEXT_CONSTRUCTED | 3 {
            let extensions = Extensions::from_der(contents)?;
            return Ok(extensions.find_kind(id).map(|extension| extension.octets));
        }
    }
    Ok(None)
}
