//! What each certificate of a chain must be by itself.

use super::rules::{Rules, has_unknown};
use super::{Judge, KeptNames, Policy, Usage};
use crate::certificate::{CLIENT_AUTH, Certificate, DIGITAL_SIGNATURE, KEY_CERT_SIGN, SERVER_AUTH};
use crate::error::CertError;
use crate::time::BUILD_DATE;

/// What a leaf must be: in time, for the usage, of the name.
#[inline(never)]
pub(super) fn check_leaf<R: Rules, J: Judge>(
    leaf: &Certificate<'_>,
    policy: &Policy<'_>,
    depth: u8,
    judge: &mut J,
) -> Result<(), CertError> {
    check_common::<R, J>(leaf, policy, DIGITAL_SIGNATURE, depth, judge)?;
    if let Some(name) = policy.name {
        name.find_in(leaf.extensions.alt_names).or_else(|error| judge.fault(depth, error))?;
    }
    Ok(())
}

/// What an issuer with `intermediates` below itself must be: in time, for the usage, a CA that allows as many.
#[inline(never)]
pub(super) fn check_issuer<R: Rules, J: Judge>(
    issuer: &Certificate<'_>,
    policy: &Policy<'_>,
    intermediates: u8,
    depth: u8,
    judge: &mut J,
) -> Result<(), CertError> {
    if !issuer.extensions.ca {
        judge.fault(depth, CertError::NotACa)?;
    }
    check_common::<R, J>(issuer, policy, KEY_CERT_SIGN, depth, judge)?;
    if issuer.extensions.path_len.is_some_and(|limit| limit < intermediates) {
        judge.fault(depth, CertError::PathTooLong)?;
    }
    Ok(())
}

/// What every certificate must be: in time, understood, and for the usage if it names any; `key_usage` is the bit it
/// needs.
#[inline(never)]
fn check_common<R: Rules, J: Judge>(
    certificate: &Certificate<'_>,
    policy: &Policy<'_>,
    key_usage: u8,
    depth: u8,
    judge: &mut J,
) -> Result<(), CertError> {
    let now = policy.now.unwrap_or(BUILD_DATE);
    if now < BUILD_DATE {
        judge.fault(depth, CertError::ClockBehindBuild)?;
    }
    if now > certificate.not_after {
        judge.fault(depth, CertError::Expired)?;
    }
    if policy.now.is_some() && now < certificate.not_before {
        judge.fault(depth, CertError::NotYetValid)?;
    }
    if has_unknown::<R>(certificate) {
        judge.fault(depth, CertError::UnknownCriticalExtension)?;
    }
    let extensions = &certificate.extensions;
    if !R::Names::PRESENT && extensions.name_constraints {
        judge.fault(depth, CertError::NameConstraints)?;
    }
    let purpose = match policy.usage {
        Usage::ServerAuth => SERVER_AUTH,
        Usage::ClientAuth => CLIENT_AUTH,
    };
    let allows = |set: Option<u8>, bit| set.is_none_or(|set| set & bit != 0);
    if !(allows(extensions.key_usage, key_usage) && allows(extensions.extended_key_usage, purpose)) {
        judge.fault(depth, CertError::WrongUsage)?;
    }
    Ok(())
}
