//! A check in bounded steps by one of many algorithms: ECDSA's; RSA's and Ed25519's are one step.

use core::task::Poll;

use super::slots::Slots;
use crate::key::NamedCurve;
use motetls_crypto::{EcdsaVerify, Steps, VerificationFailed, VerifySteps};

/// [`Signatures::Steps`](super::Signatures::Steps) of all algorithms that `S` names.
pub struct ManySteps<S: Slots>(Check<S>);

enum Check<S: Slots> {
    /// It holds: it was made when it was started.
    Holds,
    P256(<S::EcdsaP256 as EcdsaVerify>::Steps),
    P384(<S::EcdsaP384 as EcdsaVerify>::Steps),
    P521(<S::EcdsaP521 as EcdsaVerify>::Steps),
}

impl<S: Slots> ManySteps<S> {
    /// None under way.
    pub(super) const IDLE: Self = ManySteps(Check::Holds);

    /// Starts with a check of ECDSA; `signature` is r || s.
    pub(super) fn start_ecdsa(
        &mut self,
        curve: NamedCurve,
        point: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        self.0 = match curve {
            NamedCurve::P256 => Check::P256(VerifySteps::IDLE),
            NamedCurve::P384 => Check::P384(VerifySteps::IDLE),
            NamedCurve::P521 => Check::P521(VerifySteps::IDLE),
            _ => return Err(VerificationFailed),
        };
        match &mut self.0 {
            Check::P256(check) => check.start(point, digest, signature),
            Check::P384(check) => check.start(point, digest, signature),
            Check::P521(check) => check.start(point, digest, signature),
            Check::Holds => Ok(()),
        }
    }
}

impl<S: Slots> Steps<()> for ManySteps<S> {
    type Output = Result<(), VerificationFailed>;

    fn step_with(&mut self, (): &mut ()) -> Poll<Self::Output> {
        match &mut self.0 {
            Check::Holds => Poll::Ready(Ok(())),
            Check::P256(check) => check.step_with(&mut ()),
            Check::P384(check) => check.step_with(&mut ()),
            Check::P521(check) => check.step_with(&mut ()),
        }
    }

    fn remaining(&self) -> Option<usize> {
        match &self.0 {
            Check::Holds => Some(1),
            Check::P256(check) => check.remaining(),
            Check::P384(check) => check.remaining(),
            Check::P521(check) => check.remaining(),
        }
    }
}
