//! Who answers in the issuer's place (RFC 6960, section 4.2.2.2), and what certificates promise about answers.

use super::subject::extension;
use super::{AnswerPolicy, Why};
use crate::certificate::{Certificate, DIGITAL_SIGNATURE};
use crate::der::{Der, List, Read, SEQUENCE};
use crate::extension::Purpose;
use crate::ocsp::BasicResponse;
use crate::oid::known;
use crate::time::BUILD_DATE;
use motetls_base::DecodeError;

/// The certificate of a responder, out of its answer.
pub(super) struct Delegate<'a> {
    pub certificate: Certificate<'a>,
}

impl<'a> Delegate<'a> {
    /// The first certificate of an answer that is wanted.
    pub(super) fn find(basic: &BasicResponse<'a>, wanted: impl Fn(&Certificate<'a>) -> bool) -> Option<Self> {
        let mut rest = Der::new(basic.certificates.rest());
        while let Ok(der) = rest.whole(SEQUENCE) {
            if let Ok(certificate) = Certificate::parse(der)
                && wanted(&certificate)
            {
                return Some(Delegate { certificate });
            }
        }
        None
    }

    /// Whether it may answer: for this purpose, in time, and not to be asked about itself.
    pub(super) fn check(&self, policy: &AnswerPolicy<'_>) -> Result<(), Why> {
        let Certificate { tbs, extensions, .. } = &self.certificate;
        let mut purposes = match extension(tbs, known::EXTENDED_KEY_USAGE)? {
            Some(octets) => List::from_der(octets)?,
            None => List::empty(),
        };
        if !purposes.any(|purpose| purpose == Ok(Purpose(known::OCSP_SIGNING))) || !self.is_in_time(policy) {
            return Err(Why::UnauthorizedResponder);
        }
        if extensions.unknown_critical {
            return Err(Why::UnknownCriticalExtension);
        }
        if extensions.key_usage.is_some_and(|usage| usage & DIGITAL_SIGNATURE == 0) {
            return Err(Why::NotAllowed);
        }
        if policy.no_check_required && extension(tbs, known::OCSP_NO_CHECK)?.is_none() {
            return Err(Why::UncheckedResponder);
        }
        Ok(())
    }

    fn is_in_time(&self, policy: &AnswerPolicy<'_>) -> bool {
        let now = policy.freshness.now;
        now.unwrap_or(BUILD_DATE) <= self.certificate.not_after
            && now.is_none_or(|now| self.certificate.not_before <= now)
    }
}

/// The number of the TLS extension status_request (RFC 6066, section 8).
const STATUS_REQUEST: u32 = 5;

/// Whether a certificate promises that its server staples an answer ("must-staple", RFC 7633, section 4.2.3.1).
///
/// # Errors
/// [`DecodeError`] when the extension cannot be read.
pub fn must_staple(certificate: &Certificate<'_>) -> Result<bool, DecodeError> {
    let Some(octets) = extension(certificate.tbs, known::TLS_FEATURE)? else { return Ok(false) };
    let mut outer = Der::new(octets);
    let mut features = outer.enter(SEQUENCE)?;
    outer.end()?;
    let mut promised = false;
    while !features.is_empty() {
        promised |= features.small()? == STATUS_REQUEST;
    }
    Ok(promised)
}
