//! Operations that have no bounded steps, as operations of one step, which takes them whole.

use core::marker::PhantomData;
use core::task::Poll;

use super::public_key::{EcdsaVerify, Group, GroupOutput, GroupSteps, VerifySteps};
use crate::errors::{InvalidPublicKey, VerificationFailed};
use crate::steps::Steps;

/// [`Group::Steps`] of a group without them: the operation is done when it is started.
pub struct WholeGroup<G: Group + ?Sized>(Option<GroupOutput<G>>);

impl<G: Group + ?Sized> GroupSteps<G> for WholeGroup<G> {
    const IDLE: Self = WholeGroup(None);

    fn start_public(&mut self, private: &G::Private) {
        self.0 = Some(GroupOutput::Public(G::public(private)));
    }

    fn start_agreement(
        &mut self,
        private: &G::Private,
        peer: &[u8],
    ) -> Result<(), InvalidPublicKey> {
        self.0 = Some(GroupOutput::Shared(G::agree(private, peer)?));
        Ok(())
    }
}

impl<G: Group + ?Sized> Steps<()> for WholeGroup<G> {
    /// Once: afterwards it is an error.
    type Output = Result<GroupOutput<G>, InvalidPublicKey>;

    fn step_with(&mut self, (): &mut ()) -> Poll<Self::Output> {
        Poll::Ready(self.0.take().ok_or(InvalidPublicKey))
    }

    fn remaining(&self) -> Option<usize> {
        Some(1)
    }
}

/// [`EcdsaVerify::Steps`] of a check without them: it is done when it is started.
pub struct WholeVerify<V: EcdsaVerify + ?Sized>(PhantomData<V>);

impl<V: EcdsaVerify + ?Sized> VerifySteps for WholeVerify<V> {
    const IDLE: Self = WholeVerify(PhantomData);

    fn start(
        &mut self,
        public: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        V::verify(public, digest, signature)
    }
}

impl<V: EcdsaVerify + ?Sized> Steps<()> for WholeVerify<V> {
    type Output = Result<(), VerificationFailed>;

    /// What does not hold was told by [`VerifySteps::start`].
    fn step_with(&mut self, (): &mut ()) -> Poll<Self::Output> {
        Poll::Ready(Ok(()))
    }

    fn remaining(&self) -> Option<usize> {
        Some(1)
    }
}
