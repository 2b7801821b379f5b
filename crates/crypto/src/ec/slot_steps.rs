//! What the slots of a profile take for operations in steps, see [`GroupSteps`], [`VerifySteps`]
//! and [`EcdsaSignSteps`].

use core::task::Poll;

use super::signature_steps::{EcSignSteps, EcVerifySteps};
use super::steps::EcAgreeSteps;
use super::types::{Curve, DefaultWindow, Weierstrass, Window};
use crate::mp::{Multiplier, Native};
use crate::steps::Steps;
use crate::traits::{
    EcdsaSignSteps, GroupOutput, GroupSteps, Hash, InvalidPublicKey, SignError, VerificationFailed,
    VerifySteps,
};

/// A public key or a shared secret in steps.
pub struct EcGroupSteps<C: Curve, M = Native, W: Window = DefaultWindow> {
    operation: EcAgreeSteps<C, M, W>,
    agrees: bool,
}

impl<C: Curve, M: Multiplier, W: Window> GroupSteps<Weierstrass<C, M, W>>
    for EcGroupSteps<C, M, W>
{
    const IDLE: Self = EcGroupSteps { operation: EcAgreeSteps::new(), agrees: false };

    fn start_public(&mut self, private: &C::PrivateKey) {
        self.agrees = false;
        self.operation.start_public(private);
    }

    fn start_agreement(
        &mut self,
        private: &C::PrivateKey,
        peer: &[u8],
    ) -> Result<(), InvalidPublicKey> {
        self.agrees = true;
        self.operation.start(private, peer)
    }
}

impl<C: Curve, M: Multiplier, W: Window> Steps<()> for EcGroupSteps<C, M, W> {
    type Output = Result<GroupOutput<Weierstrass<C, M, W>>, InvalidPublicKey>;

    fn step_with(&mut self, (): &mut ()) -> Poll<Self::Output> {
        if self.operation.step().is_pending() {
            return Poll::Pending;
        }
        let output = if self.agrees {
            self.operation.shared().map(GroupOutput::Shared)
        } else {
            self.operation.public().map(GroupOutput::Public)
        };
        Poll::Ready(output.ok_or(InvalidPublicKey))
    }

    fn remaining(&self) -> Option<usize> {
        Steps::<()>::remaining(&self.operation)
    }
}

impl<C: Curve, M: Multiplier, W: Window> VerifySteps for EcVerifySteps<C, M, W> {
    const IDLE: Self = EcVerifySteps::new();

    fn start(
        &mut self,
        public: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        EcVerifySteps::start(self, public, digest, signature);
        Ok(())
    }
}

impl<C: Curve, M: Multiplier, W: Window> EcdsaSignSteps for Weierstrass<C, M, W> {
    type Signing<H: Hash> = EcSignSteps<C, H, M, W>;

    fn start<H: Hash>(
        private: &C::PrivateKey,
        digest: &[u8],
        hedge: &[u8; 32],
    ) -> Result<EcSignSteps<C, H, M, W>, SignError> {
        let mut signing = EcSignSteps::new();
        signing.start(private, digest, hedge)?;
        Ok(signing)
    }
}
