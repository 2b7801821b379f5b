//! A chain whose signatures are checked in bounded steps.

use core::task::Poll;

use super::algorithms::Signatures;
use super::check_steps::CheckSteps;
use super::rules::RuleSet;
use super::validator::FirstFault;
use super::verifier::{Chain, ChainProgress};
use super::verify_policy::VerifyPolicy;
use crate::error::CertError;

impl<A: Signatures, R: RuleSet> Chain<A, R> {
    /// As [`Chain::push`], with checks of signatures in bounded steps: while one is under way,
    /// nothing comes of the certificate, which is to be pushed again when `checks` has gone all
    /// its steps ([`Steps`](motetls_crypto::Steps)). It is read anew then; each signature is
    /// checked once.
    ///
    /// **It must be the same certificate, of the same bytes, until this is ready**: what came of
    /// the checks is taken for that of whatever is pushed. Of anchors that bear one name, seven
    /// are tried.
    ///
    /// # Errors
    /// As [`Chain::push`].
    #[inline(never)]
    pub fn push_in_steps(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
        checks: &mut CheckSteps<A>,
    ) -> Poll<Result<ChainProgress, CertError>> {
        let mut next = self.clone();
        checks.restart();
        let progress = next.push_by(policy, der, (&mut FirstFault, &mut *checks));
        if checks.is_pending() {
            return Poll::Pending;
        }
        checks.clear();
        *self = next;
        Poll::Ready(progress)
    }
}
