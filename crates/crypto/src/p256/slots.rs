//! What the slots of a profile take of P-256: the group, and checks of signatures; each at once and
//! in steps.

use core::task::Poll;

use motetls_base::{Random, RandomError};

use super::field::P256Machine;
use super::steps::{P256AgreeSteps, P256SignSteps, P256VerifySteps};
use super::{
    Fast, Field, NistP256, PrivateKey, SharedSecret, agree_with_loaded, curve, multiply_base, sign,
    verify,
};
use crate::steps::Steps;
use crate::traits::{
    EcdsaSignSteps, EcdsaVerify, Group, GroupOutput, GroupSteps, Hash, InvalidPublicKey, SignError,
    VerificationFailed, VerifySteps,
};

/// A public key or a shared secret in steps.
pub struct P256GroupSteps<F: Field = Fast> {
    /// The latter, or what it has in common with the former.
    operation: P256AgreeSteps<F>,
    started: Started,
}

/// Which of them is under way.
enum Started {
    Nothing,
    Public,
    Agreement,
}

impl<F: Field> GroupSteps<NistP256<F>> for P256GroupSteps<F> {
    const IDLE: Self =
        P256GroupSteps { operation: P256AgreeSteps::IDLE, started: Started::Nothing };

    fn start_public(&mut self, private: &PrivateKey) {
        self.started = Started::Public;
        self.operation.start_public(private);
    }

    fn start_agreement(
        &mut self,
        private: &PrivateKey,
        peer: &[u8],
    ) -> Result<(), InvalidPublicKey> {
        self.started = Started::Nothing;
        self.operation.start(private, peer)?;
        self.started = Started::Agreement;
        Ok(())
    }
}

impl<F: Field> Steps<()> for P256GroupSteps<F> {
    type Output = Result<GroupOutput<NistP256<F>>, InvalidPublicKey>;

    fn step_with(&mut self, (): &mut ()) -> Poll<Self::Output> {
        match self.started {
            Started::Nothing => Poll::Ready(Err(InvalidPublicKey)),
            Started::Public => self.operation.step_public().map(|key| Ok(GroupOutput::Public(key))),
            Started::Agreement => self.operation.step().map(|key| Ok(GroupOutput::Shared(key))),
        }
    }

    fn remaining(&self) -> Option<usize> {
        Steps::<()>::remaining(&self.operation)
    }
}

impl<F: Field> VerifySteps for P256VerifySteps<F> {
    const IDLE: Self = P256VerifySteps::IDLE;

    fn start(
        &mut self,
        public: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        P256VerifySteps::start(self, public, digest, signature)
    }
}

impl<F: Field> EcdsaSignSteps for NistP256<F> {
    type Signing<H: Hash> = P256SignSteps<H, F>;

    fn start<H: Hash>(
        private: &PrivateKey,
        digest: &[u8],
        hedge: &[u8; 32],
    ) -> Result<P256SignSteps<H, F>, SignError> {
        Ok(P256SignSteps::new(private, digest, hedge))
    }
}

impl<F: Field> Group for NistP256<F> {
    type Private = PrivateKey;
    /// 0x04 || x || y (RFC 9846, section 4.3.8.2).
    type Public = [u8; 65];
    type Shared = SharedSecret;
    type Steps = P256GroupSteps<F>;

    fn generate<R: Random>(random: &mut R) -> Result<PrivateKey, RandomError> {
        PrivateKey::generate(random)
    }

    fn public(private: &PrivateKey) -> [u8; 65] {
        multiply_base::<F>(private.secret())
    }

    /// The x-coordinate of the common point (RFC 9846, section 7.4.2), after the full validation of
    /// SP 800-56A, 5.6.2.3.3: its last step is void, as every point of the curve has the order
    /// n.
    #[inline(never)]
    fn agree(private: &PrivateKey, peer: &[u8]) -> Result<SharedSecret, InvalidPublicKey> {
        let mut machine = P256Machine::<F>::ZERO;
        machine.prepare();
        if !curve::load_point_vartime(&mut machine, peer) {
            return Err(InvalidPublicKey);
        }
        Ok(agree_with_loaded(&mut machine, private))
    }
}

impl<F: Field> EcdsaVerify for NistP256<F> {
    type Steps = P256VerifySteps<F>;

    // Inlined, so that a caller with arrays pays for no checks of lengths.
    #[inline(always)]
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), VerificationFailed> {
        let (Ok(public), Ok(signature)) = (public.try_into(), signature.try_into()) else {
            return Err(VerificationFailed);
        };
        let holds = match digest.first_chunk() {
            Some(digest) => verify::verify_vartime::<F>(public, digest, signature),
            None => verify::verify_vartime::<F>(public, &sign::widened(digest), signature),
        };
        if holds { Ok(()) } else { Err(VerificationFailed) }
    }
}
