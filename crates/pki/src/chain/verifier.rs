//! The verifier: what becomes of each certificate, one after the other. Why nothing can be skipped
//! is told in [`chain`](super).

use super::algorithms::Signatures;
use super::check_steps::{AtOnce, SignatureCheck};
use super::checks::{check_issuer, check_leaf};
use super::constraints::ConstrainedNames;
use super::faults::Faults;
use super::issuer_name::IssuerName;
use super::rules::{DeviceRules, RuleSet, same_name};
use super::validator::{FirstFault, Validator, report};
use super::verify_policy::{MAX_CERTIFICATES, VerifyPolicy};
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::error::CertError;

/// Whether a chain has reached an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainProgress {
    /// Not yet: the issuer of the last certificate is needed.
    NeedsIssuer,
    /// Yes: the leaf's key is authentic.
    Trusted,
}

/// How far a chain has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No certificate was taken.
    Empty,
    /// An issuer is needed; the reason to give if none comes.
    Pending(CertError),
    Trusted,
    Failed(CertError),
}

/// A chain under verification: about 200 bytes with [`Algorithms`](super::Algorithms) of P-256 and
/// the rules of a [`DeviceRules`], and never more.
///
/// A clone is a branch: what is pushed to it does not change this chain.
pub struct Chain<A: Signatures, R: RuleSet = DeviceRules> {
    /// Of the last certificate: the digest of its contents, its signature.
    kept: A::Unverified,
    /// Its issuer's name.
    issuer: R::IssuerName,
    /// The leaf's public key.
    leaf: A::LeafKey,
    state: State,
    /// How many certificates were pushed; stops at 255.
    pushed: u8,
    /// How many intermediates were taken that are not self-issued.
    intermediates: u8,
    /// The names below the issuer that is needed.
    names: R::Names,
}

impl<A: Signatures, R: RuleSet> Default for Chain<A, R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Signatures, R: RuleSet> Clone for Chain<A, R> {
    fn clone(&self) -> Self {
        Chain {
            kept: self.kept.clone(),
            issuer: self.issuer.clone(),
            leaf: self.leaf.clone(),
            names: self.names.clone(),
            ..*self
        }
    }
}

impl<A: Signatures, R: RuleSet> Chain<A, R> {
    /// An empty chain.
    #[must_use]
    pub const fn new() -> Self {
        Chain {
            kept: A::NOTHING,
            issuer: R::IssuerName::NONE,
            leaf: A::NO_KEY,
            state: State::Empty,
            pushed: 0,
            intermediates: 0,
            names: R::Names::NONE,
        }
    }

    /// How many certificates were pushed so far, trusted or not; stops at 255.
    #[must_use]
    pub const fn pushed(&self) -> u8 {
        self.pushed
    }

    /// Takes in the next certificate, in DER: the leaf, then the issuer of each one before.
    ///
    /// Once [`ChainProgress::Trusted`], further certificates are counted and otherwise ignored.
    /// `policy` must be the same in every call.
    ///
    /// # Errors
    /// What is wrong with the leaf, or with an issuer that was taken; [`CertError::ChainTooLong`].
    /// An error stays: every later call returns it again. What is wrong with a certificate that
    /// was stepped over, [`Chain::finish`] tells if no other comes in its place.
    pub fn push(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
    ) -> Result<ChainProgress, CertError> {
        self.push_with(policy, der, &mut FirstFault)
    }

    /// As [`Chain::push`], with a validator that says what becomes of faults, and may find more of
    /// them. `validator` must be the same in every call, like `policy`.
    ///
    /// # Errors
    /// As [`Chain::push`], and what `validator` ends the chain with.
    #[inline(never)]
    pub fn push_with<V: Validator>(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
        validator: &mut V,
    ) -> Result<ChainProgress, CertError> {
        self.push_by(policy, der, (validator, &mut AtOnce))
    }

    /// As [`Chain::push_with`], with signatures checked as `checks` has it.
    #[inline(always)]
    pub(super) fn push_by<V: Validator, C: SignatureCheck<A>>(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
        (validator, checks): (&mut V, &mut C),
    ) -> Result<ChainProgress, CertError> {
        const {
            assert!(
                match V::FOLDS_NAMES {
                    Some(folds) => folds == R::FOLD,
                    None => true,
                },
                "chain and validator compare names by different rules: give both the same RuleSet"
            );
        }
        self.pushed = self.pushed.saturating_add(1);
        let state = match self.state {
            State::Trusted | State::Failed(_) => self.state,
            State::Empty | State::Pending(_) => self
                .take::<V, C, true>(policy, der, (validator, checks))
                .unwrap_or_else(|error| State::Failed(refuse(self.depth(), error, validator))),
        };
        self.state = state;
        match state {
            State::Failed(error) => Err(error),
            State::Trusted => Ok(ChainProgress::Trusted),
            State::Empty | State::Pending(_) => Ok(ChainProgress::NeedsIssuer),
        }
    }

    /// As [`Chain::push_with`], for a search that tries each issuer by itself: one that does not
    /// fit is an error, and not stepped over. The chain is of no use after an error.
    pub(crate) fn try_issuer<V: Validator>(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
        validator: &mut V,
    ) -> Result<ChainProgress, CertError> {
        self.pushed = self.pushed.saturating_add(1);
        self.state = self
            .take::<V, AtOnce, false>(policy, der, (validator, &mut AtOnce))
            .map_err(|error| refuse(self.depth(), error, validator))?;
        Ok(match self.state {
            State::Trusted => ChainProgress::Trusted,
            State::Empty | State::Pending(_) | State::Failed(_) => ChainProgress::NeedsIssuer,
        })
    }

    /// Ends the chain and yields the leaf's public key, if an anchor was reached: 0x04 || X || Y
    /// with [`Algorithms`](super::Algorithms) of P-256, a [`LeafKey`](super::LeafKey) with
    /// [`Many`](super::Many).
    ///
    /// # Errors
    /// What [`Chain::push`] failed with; else the most telling reason for an issuer that is
    /// missing: what was wrong with an anchor or with the first certificate that has the right
    /// name; [`CertError::IssuerMismatch`] when a certificate of another name was stepped over;
    /// [`CertError::UnknownIssuer`].
    pub const fn finish(&self) -> Result<&A::LeafKey, CertError> {
        match self.state {
            State::Trusted => Ok(&self.leaf),
            State::Failed(error) | State::Pending(error) => Err(error),
            State::Empty => Err(CertError::UnknownIssuer),
        }
    }

    /// As [`Chain::finish`], and tells the validator if an issuer is missing.
    ///
    /// # Errors
    /// As [`Chain::finish`]; what [`Validator::trust`] has against the chain before a missing
    /// issuer.
    pub fn finish_with<V: Validator>(&self, validator: &mut V) -> Result<&A::LeafKey, CertError> {
        match self.state {
            State::Empty | State::Pending(_) => {
                self.finish().map_err(|error| refuse(self.depth(), error, validator))
            }
            State::Trusted | State::Failed(_) => self.finish(),
        }
    }

    /// The place of the certificate pushed last.
    const fn depth(&self) -> u8 {
        self.pushed.saturating_sub(1)
    }

    #[inline(always)]
    fn keep_names(&mut self, certificate: &Certificate<'_>) {
        if R::Names::PRESENT {
            self.names.add(certificate);
        }
    }

    /// Takes the next certificate, or steps over it if `STEPS_OVER` and it is no issuer of the one
    /// before.
    fn take<V: Validator, C: SignatureCheck<A>, const STEPS_OVER: bool>(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
        (validator, checks): (&mut V, &mut C),
    ) -> Result<State, CertError> {
        if self.pushed > MAX_CERTIFICATES {
            return Err(CertError::ChainTooLong);
        }
        let depth = self.depth();
        let parsed = Certificate::parse(der);
        let mut reason = CertError::UnknownIssuer;
        // by reference: a copy would double the frame
        let (certificate, self_issued) = if let State::Pending(before) = self.state {
            match parsed.as_ref().map_err(|error| *error).and_then(|certificate| {
                self.check_link(policy, certificate, depth, (&mut *validator, &mut *checks))
                    .map(|()| certificate)
            }) {
                Ok(certificate) => {
                    if before == CertError::IssuerMismatch {
                        reason = before;
                    }
                    hear(validator.certificate(depth, certificate), depth, validator)?;
                    let self_issued = same_name::<R>(certificate.issuer, certificate.subject);
                    if !self_issued {
                        // at most MAX_CERTIFICATES
                        self.intermediates = self.intermediates.wrapping_add(1);
                        self.keep_names(certificate);
                    }
                    (certificate, self_issued)
                }
                Err(error) if STEPS_OVER => {
                    let replaces =
                        matches!(before, CertError::UnknownIssuer | CertError::IssuerMismatch);
                    return Ok(State::Pending(if replaces { error } else { before }));
                }
                Err(error) => return Err(error),
            }
        } else {
            let leaf = parsed.as_ref().map_err(|error| *error)?;
            check_leaf::<R, V>(leaf, policy, depth, validator)?;
            A::keep_key(&mut self.leaf, leaf.spki)?;
            hear(validator.certificate(depth, leaf), depth, validator)?;
            self.keep_names(leaf);
            let is_itself = |anchor: &&TrustAnchor<'_>| {
                anchor.spki == leaf.spki && same_name::<R>(anchor.subject, leaf.subject)
            };
            let self_issued = same_name::<R>(leaf.issuer, leaf.subject);
            // what is self-issued is checked as by any other anchor: its signature must hold
            if let Some(anchor) = policy.anchors.iter().find(is_itself)
                && !self_issued
            {
                return trust(depth, anchor, validator);
            }
            (leaf, self_issued)
        };
        self.reach_anchor(policy, certificate, self_issued, (depth, reason), (validator, checks))
    }

    /// Looks for the anchor that signed `certificate`, which was taken; keeps what its issuer is
    /// needed for if there is none. `reason` is what a missing issuer is told by.
    #[inline(always)]
    fn reach_anchor<V: Validator, C: SignatureCheck<A>>(
        &mut self,
        policy: &VerifyPolicy<'_>,
        certificate: &Certificate<'_>,
        self_issued: bool,
        (depth, mut reason): (u8, CertError),
        (validator, checks): (&mut V, &mut C),
    ) -> Result<State, CertError> {
        A::keep(&mut self.kept, certificate)?;
        for anchor in policy
            .anchors
            .iter()
            .filter(|anchor| same_name::<R>(anchor.subject, certificate.issuer))
        {
            let itself = self_issued && anchor.spki == certificate.spki;
            match checks
                .verify(&self.kept, certificate.tbs, anchor.spki)
                .and_then(|()| self.check_anchor(anchor, itself, depth, validator))
            {
                Ok(()) => {
                    return trust(depth.saturating_add(u8::from(!itself)), anchor, validator);
                }
                // of several keys of the name, one whose signatures can be checked tells more
                Err(CertError::UnsupportedAlgorithm) if reason == CertError::BadSignature => {}
                Err(error) => reason = error,
            }
        }
        self.issuer.keep::<A::NameHash>(certificate.issuer);
        Ok(State::Pending(reason))
    }

    /// Whether `issuer` may have issued the certificate taken last: it bears the name, its key made
    /// the signature, and it is such as may issue it.
    #[inline(always)]
    fn check_link<V: Validator, C: SignatureCheck<A>>(
        &self,
        policy: &VerifyPolicy<'_>,
        issuer: &Certificate<'_>,
        depth: u8,
        (validator, checks): (&mut V, &mut C),
    ) -> Result<(), CertError> {
        if !self.issuer.is::<A::NameHash>(issuer.subject) {
            return Err(CertError::IssuerMismatch);
        }
        checks
            .verify(&self.kept, &[], issuer.spki)
            .or_else(|error| report(validator, depth, error))?;
        check_issuer::<R, V>(issuer, policy, self.intermediates, depth, validator)?;
        if R::Names::PRESENT && !issuer.extensions.name_constraints.is_empty() {
            self.names
                .check(issuer.extensions.name_constraints)
                .or_else(|error| report(validator, depth, error))?;
        }
        Ok(())
    }

    /// Whether `anchor` may issue what is below it; `itself` says that the certificate it signed is
    /// its own.
    #[inline(always)]
    fn check_anchor<V: Validator>(
        &self,
        anchor: &TrustAnchor<'_>,
        itself: bool,
        depth: u8,
        validator: &mut V,
    ) -> Result<(), CertError> {
        // constraints are about what is below: of a leaf that is the anchor, nothing; of an issuer
        // that is, all that was pushed before
        if anchor.name_constraints.is_empty() || (itself && self.state == State::Empty) {
            return Ok(());
        }
        self.names
            .check(anchor.name_constraints)
            .or_else(|error| report(validator, depth.saturating_add(1), error))
    }
}

/// Asks `validator` about the faults it found.
#[inline(always)]
fn hear<V: Validator>(faults: Faults, depth: u8, validator: &mut V) -> Result<(), CertError> {
    if faults.is_empty() {
        Ok(())
    } else {
        faults.iter().try_for_each(|error| report(validator, depth, error))
    }
}

/// The chain ends with `error`: tells `validator`, whose last word, if it has one, is the reason
/// given.
#[inline(always)]
fn refuse<V: Validator>(depth: u8, error: CertError, validator: &mut V) -> CertError {
    validator.refused(depth, error);
    validator.trust().err().unwrap_or(error)
}

/// An anchor is reached: asks `validator` for the last word.
#[inline(always)]
fn trust<V: Validator>(
    depth: u8,
    anchor: &TrustAnchor<'_>,
    validator: &mut V,
) -> Result<State, CertError> {
    hear(validator.anchor(depth, anchor), depth, validator)?;
    validator.trust()?;
    Ok(State::Trusted)
}

#[cfg(test)]
mod tests {
    use super::super::{Algorithms, Usage};
    use super::*;

    enum Nothing {}

    impl Algorithms for Nothing {
        type Sha256 = motetls_crypto::Sha256;
        type EcdsaP256 = motetls_crypto::Absent;
    }

    const POLICY: VerifyPolicy<'_> =
        VerifyPolicy { anchors: &[], name: None, now: None, usage: Usage::ServerAuth };

    #[test]
    fn a_chain_stays_small() {
        assert!(size_of::<Chain<Nothing>>() <= 200, "{}", size_of::<Chain<Nothing>>());
        assert_eq!(size_of::<Result<ChainProgress, CertError>>(), 2);
        assert_eq!(size_of::<Result<(), CertError>>(), 1);
    }

    #[test]
    fn nothing_is_not_trusted() {
        assert_eq!(Chain::<Nothing>::new().finish(), Err(CertError::UnknownIssuer));
    }

    #[test]
    fn an_error_stays() {
        let mut chain = Chain::<Nothing>::default();
        assert_eq!(chain.push(&POLICY, &[0x30, 0x80]), Err(CertError::Malformed));
        assert_eq!(chain.state, State::Failed(CertError::Malformed));
        chain.state = State::Failed(CertError::Expired);
        assert_eq!(chain.push(&POLICY, &[]), Err(CertError::Expired), "not looked at again");
        assert_eq!(chain.finish(), Err(CertError::Expired));
        assert_eq!(chain.pushed(), 2);
    }
}
