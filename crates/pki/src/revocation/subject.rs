//! Whose status is asked for, and how its certificate is looked into.
//!
//! [`Subject`] is what lists and answers know a certificate by; `extension` finds an extension in
//! its TBSCertificate.

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
    ///
    /// With points that cannot be read, only the issuer's lists without a name of their own are
    /// about the certificate, and it may be found to be revoked, and never to be good.
    pub points: List<'a, DistributionPoint<'a>>,
}

/// The points of a certificate whose cRLDistributionPoints, or whose extensions altogether, are
/// malformed: a list of one that cannot be read.
const UNREADABLE: &[u8] = &[0];

impl<'a> Subject<'a> {
    /// What tells of `certificate`.
    #[must_use]
    pub fn of(certificate: &Certificate<'a>) -> Self {
        let points = match extension(certificate.tbs, known::CRL_DISTRIBUTION_POINTS) {
            Ok(None) => List::empty(),
            Ok(Some(octets)) => List::from_der(octets)
                .ok()
                .filter(|points| !points.is_empty())
                .unwrap_or(List::new(UNREADABLE)),
            Err(_) => List::new(UNREADABLE),
        };
        Subject {
            issuer: certificate.issuer,
            serial: certificate.serial,
            ca: certificate.extensions.ca,
            points,
        }
    }

    /// Whether its points cannot be read.
    pub(super) fn is_malformed(&self) -> bool {
        self.points.check().is_err()
    }
}

/// The value of the extension of kind `id` in a TBSCertificate, if there is one.
///
/// An error when extensions cannot be read, or there are two of the kind (RFC 5280, section 4.2).
pub(super) fn extension<'a>(tbs: &'a [u8], id: Oid<'_>) -> Result<Option<&'a [u8]>, DecodeError> {
    let mut fields = Der::new(tbs).nested(SEQUENCE)?;
    while !fields.is_empty() {
        let (tag, contents) = fields.any()?;
        if tag == CONTEXT_CONSTRUCTED | 3 {
            let found = Extensions::from_der(contents)?.find_unique(id)?;
            return Ok(found.map(|extension| extension.octets));
        }
    }
    Ok(None)
}
