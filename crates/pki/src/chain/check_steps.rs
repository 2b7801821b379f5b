//! The checks of a chain's signatures: at once, or in bounded steps for a watchdog.
//!
//! A certificate is looked at anew when a check that it led to is over. What came of each check is
//! kept until the certificate is done with, so that each is made once.

use core::task::Poll;

use super::algorithms::Signatures;
use crate::algorithm::Scheme;
use crate::error::CertError;
use motetls_crypto::Steps;

/// The most checks that one certificate may lead to: its key of the signature below it, and anchors
/// with its issuer's name.
const MAX_CHECKS: usize = 8;

/// How the signatures of a chain are checked.
pub(super) trait SignatureCheck<A: Signatures> {
    /// As [`Signatures::verify`].
    fn verify(
        &mut self,
        kept: &A::Unverified,
        contents: &[u8],
        spki: &[u8],
    ) -> Result<(), CertError>;
}

/// Each within the call that asks for it.
pub(super) struct AtOnce;

impl<A: Signatures> SignatureCheck<A> for AtOnce {
    #[inline(always)]
    fn verify(
        &mut self,
        kept: &A::Unverified,
        contents: &[u8],
        spki: &[u8],
    ) -> Result<(), CertError> {
        A::verify(kept, contents, spki)
    }
}

/// Checks of signatures in bounded steps, those of one certificate or one message at a time: see
/// [`Chain::push_in_steps`](super::Chain::push_in_steps).
pub struct CheckSteps<A: Signatures> {
    /// The check under way, or nothing.
    check: A::Steps,
    pending: bool,
    /// What came of those before it.
    outcomes: [Result<(), CertError>; MAX_CHECKS],
    /// How many of them there are.
    over: usize,
    /// How many were asked for since the certificate was looked at anew.
    asked: usize,
}

impl<A: Signatures> Default for CheckSteps<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Signatures> CheckSteps<A> {
    /// No check under way.
    #[must_use]
    pub const fn new() -> Self {
        CheckSteps {
            check: A::IDLE,
            pending: false,
            outcomes: [Ok(()); MAX_CHECKS],
            over: 0,
            asked: 0,
        }
    }

    /// Whether a check is under way: [`Steps::step_with`] goes on with it.
    #[must_use]
    pub const fn is_pending(&self) -> bool {
        self.pending
    }

    /// Begins to look at a certificate, for the first time or anew.
    pub(super) const fn restart(&mut self) {
        self.asked = 0;
    }

    /// The certificate is done with.
    pub(super) const fn clear(&mut self) {
        (self.pending, self.over, self.asked) = (false, 0, 0);
    }

    /// As [`Signatures::verify_message`]: to be called again with the same arguments when the check
    /// that it began is over.
    ///
    /// # Errors
    /// As [`Signatures::verify_message`].
    pub fn verify_message(
        &mut self,
        key: &A::LeafKey,
        scheme: &Scheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Poll<Result<(), CertError>> {
        self.restart();
        let outcome =
            self.outcome(|check| A::start_verify_message(check, key, scheme, message, signature));
        if self.is_pending() {
            return Poll::Pending;
        }
        self.clear();
        Poll::Ready(outcome)
    }

    /// What came of the check that is asked for next, or begins it. While one is under way the
    /// answer means nothing.
    fn outcome(
        &mut self,
        start: impl FnOnce(&mut A::Steps) -> Result<(), CertError>,
    ) -> Result<(), CertError> {
        if self.is_pending() {
            return Err(CertError::BadSignature);
        }
        let place = self.asked;
        self.asked = place.saturating_add(1);
        if place == self.over {
            if place == MAX_CHECKS {
                return Err(CertError::UnknownIssuer);
            }
            match start(&mut self.check) {
                Ok(()) => {
                    self.pending = true;
                    return Err(CertError::BadSignature);
                }
                Err(error) => self.record(Err(error)),
            }
        }
        self.outcomes.get(place).copied().unwrap_or(Err(CertError::UnknownIssuer))
    }

    fn record(&mut self, outcome: Result<(), CertError>) {
        if let Some(place) = self.outcomes.get_mut(self.over) {
            *place = outcome;
            self.over = self.over.saturating_add(1);
        }
    }
}

impl<A: Signatures> SignatureCheck<A> for CheckSteps<A> {
    fn verify(
        &mut self,
        kept: &A::Unverified,
        contents: &[u8],
        spki: &[u8],
    ) -> Result<(), CertError> {
        self.outcome(|check| A::start_verify(check, kept, contents, spki))
    }
}

impl<A: Signatures> Steps<()> for CheckSteps<A> {
    /// The outcome is told where the check was begun.
    type Output = ();

    fn step_with(&mut self, (): &mut ()) -> Poll<()> {
        if !self.pending {
            return Poll::Ready(());
        }
        let Poll::Ready(outcome) = self.check.step_with(&mut ()) else { return Poll::Pending };
        self.pending = false;
        self.record(outcome.map_err(|_| CertError::BadSignature));
        Poll::Ready(())
    }

    fn remaining(&self) -> Option<usize> {
        if self.pending { self.check.remaining() } else { Some(1) }
    }
}
