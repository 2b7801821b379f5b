//! What each certificate of a chain must be by itself.

use super::rules::{RuleSet, has_unknown};
use super::validator::report;
use super::{ConstrainedNames, Usage, Validator, VerifyPolicy};
use crate::certificate::{CLIENT_AUTH, Certificate, DIGITAL_SIGNATURE, KEY_CERT_SIGN, SERVER_AUTH};
use crate::error::CertError;
use crate::time::BUILD_DATE;

/// What a leaf must be: in time, for the usage, of the name.
#[inline(never)]
pub(super) fn check_leaf<R: RuleSet, V: Validator>(
    leaf: &Certificate<'_>,
    policy: &VerifyPolicy<'_>,
    depth: u8,
    validator: &mut V,
) -> Result<(), CertError> {
    check_common::<R, V>(leaf, policy, DIGITAL_SIGNATURE, depth, validator)?;
    if let Some(name) = policy.name {
        name.find_in(leaf.extensions.alt_names).or_else(|error| report(validator, depth, error))?;
    }
    Ok(())
}

/// What an issuer with `intermediates` below itself must be: in time, for the usage, a CA that
/// allows as many.
#[inline(never)]
pub(super) fn check_issuer<R: RuleSet, V: Validator>(
    issuer: &Certificate<'_>,
    policy: &VerifyPolicy<'_>,
    intermediates: u8,
    depth: u8,
    validator: &mut V,
) -> Result<(), CertError> {
    if !issuer.extensions.ca {
        report(validator, depth, CertError::NotACa)?;
    }
    check_common::<R, V>(issuer, policy, KEY_CERT_SIGN, depth, validator)?;
    if issuer.extensions.path_len.is_some_and(|limit| limit < intermediates) {
        report(validator, depth, CertError::PathTooLong)?;
    }
    Ok(())
}

/// What every certificate must be: in time, understood, and for the usage if it names any;
/// `key_usage` is the bit it needs.
#[inline(never)]
fn check_common<R: RuleSet, V: Validator>(
    certificate: &Certificate<'_>,
    policy: &VerifyPolicy<'_>,
    key_usage: u8,
    depth: u8,
    validator: &mut V,
) -> Result<(), CertError> {
    let now = policy.now.unwrap_or(BUILD_DATE);
    if R::BUILD_DATE_FLOOR && now < BUILD_DATE {
        report(validator, depth, CertError::ClockBehindBuild)?;
    }
    if now > certificate.not_after {
        report(validator, depth, CertError::Expired)?;
    }
    if policy.now.is_some() && now < certificate.not_before {
        report(validator, depth, CertError::NotYetValid)?;
    }
    if R::UNIQUE_EXTENSIONS {
        certificate.extension_list().check_unique()?;
    }
    if has_unknown::<R, V>(certificate, validator) {
        report(validator, depth, CertError::UnknownCriticalExtension)?;
    }
    let extensions = &certificate.extensions;
    if !R::Names::PRESENT && !extensions.name_constraints.is_empty() {
        report(validator, depth, CertError::NameConstraints)?;
    }
    let purpose = match policy.usage {
        Usage::ServerAuth => SERVER_AUTH,
        Usage::ClientAuth => CLIENT_AUTH,
    };
    let allows = |set: Option<u8>, bit| set.is_none_or(|set| set & bit != 0);
    if !(allows(extensions.key_usage, key_usage) && allows(extensions.extended_key_usage, purpose))
    {
        report(validator, depth, CertError::WrongUsage)?;
    }
    Ok(())
}
