//! Responders the issuer authorised (RFC 6960, section 4.2.2.2), and what certificates promise
//! about answers.

use super::response_policy::ResponsePolicy;
use super::status::RevocationError;
use super::subject::extension;
use crate::certificate::{Certificate, DIGITAL_SIGNATURE};
use crate::chain::understands_critical;
use crate::der::{Der, List, Read, SEQUENCE};
use crate::extension::Purpose;
use crate::ocsp::BasicResponse;
use crate::oid::{Oid, known};
use crate::time::BUILD_DATE;
use motetls_base::DecodeError;

/// The certificates in an answer, as far as they can be read.
pub(super) fn certificates<'a>(
    basic: &BasicResponse<'a>,
) -> impl Iterator<Item = Certificate<'a>> + use<'a> {
    let mut rest = Der::new(basic.certificates.rest());
    core::iter::from_fn(move || rest.whole(SEQUENCE).ok())
        .filter_map(|der| Certificate::parse(der).ok())
}

/// Whether the certificate of a responder says that it may answer: for this purpose, in time, and
/// not to be asked about itself. Whether the issuer signed it is another question.
pub(super) fn check(
    certificate: &Certificate<'_>,
    policy: &ResponsePolicy<'_>,
) -> Result<(), RevocationError> {
    let Certificate { tbs, extensions, .. } = certificate;
    let mut purposes = match extension(tbs, known::EXTENDED_KEY_USAGE)? {
        Some(octets) => List::from_der(octets)?,
        None => List::empty(),
    };
    if !purposes.any(|purpose| purpose == Ok(Purpose(known::OCSP_SIGNING)))
        || !is_in_time(certificate, policy)
    {
        return Err(RevocationError::UnauthorizedResponder);
    }
    // id-pkix-ocsp-nocheck is read here, so it may be critical
    let nocheck = |kind: Oid<'_>| kind == known::OCSP_NO_CHECK;
    if extensions.unknown_critical && !understands_critical(certificate, nocheck) {
        return Err(RevocationError::UnknownCriticalExtension);
    }
    if extensions.key_usage.is_some_and(|usage| usage & DIGITAL_SIGNATURE == 0) {
        return Err(RevocationError::NotAllowed);
    }
    if extension(tbs, known::OCSP_NO_CHECK)?.is_none() && policy.no_check_required {
        return Err(RevocationError::UncheckedResponder);
    }
    Ok(())
}

fn is_in_time(certificate: &Certificate<'_>, policy: &ResponsePolicy<'_>) -> bool {
    let now = policy.freshness.now;
    now.unwrap_or(BUILD_DATE) <= certificate.not_after
        && now.is_none_or(|now| certificate.not_before <= now)
}

/// The number of the TLS extension status_request (RFC 6066, section 8).
const STATUS_REQUEST: u32 = 5;

/// Whether a certificate promises that its server staples an answer ("must-staple", RFC 7633,
/// section 4.2.3.1).
///
/// # Errors
/// [`DecodeError`] when the extension cannot be read.
pub fn must_staple(certificate: &Certificate<'_>) -> Result<bool, DecodeError> {
    let Some(octets) = extension(certificate.tbs, known::TLS_FEATURE)? else { return Ok(false) };
    let mut outer = Der::new(octets);
    let mut features = outer.nested(SEQUENCE)?;
    outer.end()?;
    let mut promised = false;
    loop {
        promised |= features.small()? == STATUS_REQUEST;
        if features.is_empty() {
            return Ok(promised);
        }
    }
}
