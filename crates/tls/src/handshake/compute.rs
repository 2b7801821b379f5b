//! Public-key operations between two calls of the doors, in bounded steps: for profiles that name
//! `bounded_steps`.
//!
//! Nothing is kept of how far the function of a state had come. A state that needs an operation
//! begins it and yields; its message stays in the receive buffer, and nothing has changed but what
//! stands here. When the operation is over the message is processed anew, and finds the outcome in
//! place of the operation.

use core::task::Poll;

use motetls_pki::{CertError, VerifyPolicy};

use super::key_share::{CheckSteps, Operation, PrivateKeys, PublicKeys, SharedSecret};
use crate::error::ErrorKind;
use crate::num::{NamedGroup, SignatureScheme};
use crate::profile::{CertificateCheck, OptionSlot, Profile, ProfileOption};

/// Room for the operation of a handshake, in profiles that name `bounded_steps`.
pub(crate) type ComputationSlot<P> =
    <<P as Profile>::BoundedSteps as ProfileOption>::Slot<Computation<P>>;

/// The one operation of a handshake, under way or over.
pub(crate) struct Computation<P: Profile> {
    operation: Operation<P>,
    /// The public keys of our shares that were computed.
    pub(crate) publics: PublicKeys<P>,
    /// What came of an agreement.
    agreed: Option<Result<SharedSecret<P>, ErrorKind>>,
    pending: bool,
    /// An operation is over, and what it was for was not processed anew since.
    over: bool,
}

impl<P: Profile> Computation<P> {
    /// Nothing under way.
    pub(crate) const fn new() -> Self {
        Computation {
            operation: Operation::None,
            publics: PublicKeys::NONE,
            agreed: None,
            pending: false,
            over: false,
        }
    }

    /// Whether an operation is under way.
    pub(crate) const fn is_pending(&self) -> bool {
        self.pending
    }

    /// Goes one step; whether that was the last.
    #[inline(never)]
    pub(crate) fn step(&mut self) -> bool {
        let Poll::Ready(outcome) = self.operation.step(&mut self.publics) else { return false };
        if !matches!(self.operation, Operation::Check(_)) {
            self.agreed = outcome.transpose();
            self.operation = Operation::None;
        }
        (self.pending, self.over) = (false, true);
        true
    }

    fn agree(
        &mut self,
        private: &PrivateKeys<P>,
        group: NamedGroup,
        peer: &[u8],
    ) -> Result<Option<SharedSecret<P>>, ErrorKind> {
        if let Some(outcome) = self.agreed.take() {
            return outcome.map(Some);
        }
        private.start_agreement(&mut self.operation, group, peer)?;
        self.pending = true;
        Ok(None)
    }

    /// Does a check of signatures in steps.
    fn check<E>(
        &mut self,
        check: impl FnOnce(&mut CheckSteps<P>) -> Poll<Result<(), E>>,
    ) -> Result<(), E> {
        if !matches!(self.operation, Operation::Check(_)) {
            self.operation = Operation::Check(Default::default());
        }
        let Operation::Check(steps) = &mut self.operation else { return Ok(()) };
        let outcome = check(steps);
        self.pending = outcome.is_pending();
        match outcome {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => Ok(()),
        }
    }
}

/// Whether an operation is under way.
#[inline(always)]
pub(crate) fn is_pending<P: Profile>(slot: &ComputationSlot<P>) -> bool {
    P::BOUNDED_STEPS && slot.value().is_some_and(Computation::is_pending)
}

/// Whether what is processed was seen before an operation it led to: says so once.
#[inline(always)]
pub(crate) fn is_seen_again<P: Profile>(slot: &mut ComputationSlot<P>) -> bool {
    P::BOUNDED_STEPS
        && slot.value_mut().is_some_and(|computation| core::mem::take(&mut computation.over))
}

/// Whether the public keys of these groups are there; begins with the first that is not.
pub(crate) fn has_shares<P: Profile>(
    slot: &mut ComputationSlot<P>,
    private: &PrivateKeys<P>,
    groups: &[NamedGroup],
) -> bool {
    let Some(computation) = slot.value_mut() else { return true };
    for group in groups {
        if !computation.publics.has(*group)
            && private.start_public(&mut computation.operation, *group)
        {
            computation.pending = true;
            return false;
        }
    }
    true
}

/// Agrees with the peer's public key of a group; `None` while the operation is under way.
///
/// # Errors
/// As [`PrivateKeys::agree`].
#[inline(always)]
pub(crate) fn agree<P: Profile>(
    slot: &mut ComputationSlot<P>,
    private: &PrivateKeys<P>,
    group: NamedGroup,
    peer: &[u8],
) -> Result<Option<SharedSecret<P>>, ErrorKind> {
    if !P::BOUNDED_STEPS {
        return private.agree(group, peer).map(Some);
    }
    slot.value_mut().ok_or(ErrorKind::Misuse)?.agree(private, group, peer)
}

/// Verifies the next certificate. While the operation is under way nothing comes of it.
///
/// # Errors
/// As [`CertificateCheck::certificate`].
#[inline(always)]
pub(crate) fn check_certificate<P: Profile>(
    slot: &mut ComputationSlot<P>,
    check: &mut P::Certificates,
    policy: &VerifyPolicy<'_>,
    der: &[u8],
) -> Result<(), CertError> {
    if !P::BOUNDED_STEPS {
        return check.certificate(policy, der);
    }
    let computation = slot.value_mut().ok_or(CertError::UnknownIssuer)?;
    computation.check(|steps| check.certificate_in_steps(policy, der, steps))
}

/// Checks the signature of a CertificateVerify. While the operation is under way nothing comes of
/// it.
///
/// # Errors
/// As [`CertificateCheck::verify`].
#[inline(always)]
pub(crate) fn check_signature<P: Profile>(
    slot: &mut ComputationSlot<P>,
    check: &P::Certificates,
    scheme: SignatureScheme,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), ErrorKind> {
    if !P::BOUNDED_STEPS {
        return check.verify(scheme, message, signature);
    }
    let computation = slot.value_mut().ok_or(ErrorKind::Misuse)?;
    computation.check(|steps| check.verify_in_steps(scheme, message, signature, steps))
}
