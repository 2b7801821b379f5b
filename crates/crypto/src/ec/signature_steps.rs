//! ECDSA in bounded steps, as `steps` has the multiplications.

use core::marker::PhantomData;
use core::task::Poll;

use motetls_base::secret::wipe;

use super::machine::EcMachine;
use super::sign::{Making, SigningProgress, load};
use super::types::{Curve, DefaultWindow, Memory, Window};
use super::verify::Check;
use crate::mp::{Multiplier, Native};
use crate::rfc6979::Nonces;
use crate::steps::Steps;
use crate::traits::{ByteArray, Hash, SignError, VerificationFailed};

/// Candidates for a nonce until something is held to be broken: at most one in three is refused, on
/// the worst of curves.
const DRAWS: u32 = 128;

type Element<C> = <C as super::types::sealed::Curve>::Element;
type Points<C, W> = <W as super::types::sealed::Window>::Points<[Element<C>; 3]>;
type Twice<C, W> = <W as super::types::sealed::Window>::Twice<[Element<C>; 3]>;

/// An ECDSA signature check. Public data: not constant time.
///
/// ```
/// # use core::task::Poll;
/// # use motetls_crypto::ec::{P384, EcVerifySteps, curves::Secp384r1};
/// # use motetls_crypto::{EcdsaSign, Group, Sha256, Hash};
/// # let private = motetls_crypto::keys::PrivateKey::from_bytes(&[7; 48]).unwrap();
/// # let public = P384::public(&private);
/// let digest = Sha256::digest(b"message");
/// let signature = P384::sign_deterministic::<Sha256>(&private, &digest).unwrap();
/// let mut verification = EcVerifySteps::<Secp384r1>::new();
/// verification.start(&public, &digest, &signature);
/// let verdict = loop {
///     // Feed the watchdog.
///     if let Poll::Ready(verdict) = verification.step() {
///         break verdict;
///     }
/// };
/// assert!(verdict.is_ok());
/// ```
pub struct EcVerifySteps<C: Curve, M = Native, W: Window = DefaultWindow> {
    memory: Memory<Element<C>, Twice<C, W>>,
    check: Option<Check>,
    multiplier: PhantomData<M>,
}

impl<C: Curve, M: Multiplier, W: Window> Default for EcVerifySteps<C, M, W> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Curve, M: Multiplier, W: Window> EcVerifySteps<C, M, W> {
    /// Nothing under way. To be used where it stays: it is too large to be moved.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        EcVerifySteps { memory: Memory::ZERO, check: None, multiplier: PhantomData }
    }

    /// Starts to check a signature r || s of a message's hash by the holder of a public key 0x04 ||
    /// x || y. What cannot be one is told by the first step.
    pub fn start(&mut self, public: &[u8], digest: &[u8], signature: &[u8]) {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        let load = |machine: &EcMachine<'_, M>| machine.load_point_vartime(public);
        self.check = Check::start_vartime(&machine, W::BITS, load, digest, signature);
    }

    /// As [`Self::start`], for a public key that was validated before.
    pub fn start_validated(&mut self, public: &C::PublicKey, digest: &[u8], signature: &[u8]) {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        let load = |machine: &EcMachine<'_, M>| machine.load_valid_point(public.as_ref());
        self.check = Check::start_vartime(&machine, W::BITS, load, digest, signature);
    }

    /// Goes one step; ready once the verdict is known.
    ///
    /// # Errors
    /// [`VerificationFailed`] when the signature does not hold, or nothing was started.
    pub fn step(&mut self) -> Poll<Result<(), VerificationFailed>> {
        let machine = self.memory.machine::<M>(C::PARAMS);
        let Some(check) = &mut self.check else { return Poll::Ready(Err(VerificationFailed)) };
        match check.step_vartime(&machine) {
            Some(valid) => {
                self.check = None;
                Poll::Ready(if valid { Ok(()) } else { Err(VerificationFailed) })
            }
            None => Poll::Pending,
        }
    }
}

/// An ECDSA signature under way, with the nonce of RFC 6979 over `H`.
///
/// ```
/// # use core::task::Poll;
/// # use motetls_crypto::ec::{P384, EcSignSteps, curves::Secp384r1};
/// # use motetls_crypto::{EcdsaSign, Group, Sha256, Hash};
/// # fn main() -> Result<(), motetls_crypto::SignError> {
/// # let private = motetls_crypto::keys::PrivateKey::from_bytes(&[7; 48]).unwrap();
/// let digest = Sha256::digest(b"message");
/// let mut signing = EcSignSteps::<Secp384r1, Sha256>::new();
/// // 32 bytes of the device's generator.
/// let hedge = [0x5a; 32];
/// signing.start(&private, &digest, &hedge)?;
/// let signature = loop {
///     // Feed the watchdog.
///     if let Poll::Ready(signature) = signing.step() {
///         break signature?;
///     }
/// };
/// assert_eq!(signature, P384::sign::<Sha256>(&private, &digest, &hedge)?);
/// # Ok(())
/// # }
/// ```
pub struct EcSignSteps<C: Curve, H: Hash, M = Native, W: Window = DefaultWindow> {
    memory: Memory<Element<C>, Points<C, W>>,
    making: Option<Making<W>>,
    nonces: Option<Nonces<H>>,
    multiplier: PhantomData<M>,
}

impl<C: Curve, H: Hash, M: Multiplier, W: Window> Default for EcSignSteps<C, H, M, W> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Curve, H: Hash, M: Multiplier, W: Window> EcSignSteps<C, H, M, W> {
    /// Nothing under way. To be used where it stays: it is too large to be moved.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        EcSignSteps { memory: Memory::ZERO, making: None, nonces: None, multiplier: PhantomData }
    }

    /// Starts to sign a message's hash; see [`EcdsaSign::sign`](crate::EcdsaSign::sign).
    ///
    /// # Errors
    /// [`SignError::Failed`] when no nonce will do, which tells of a broken hash.
    pub fn start(
        &mut self,
        private: &C::PrivateKey,
        digest: &[u8],
        hedge: &[u8; 32],
    ) -> Result<(), SignError> {
        self.start_with(private, digest, hedge)
    }

    /// As [`Self::start`]; see
    /// [`EcdsaSign::sign_deterministic`](crate::EcdsaSign::sign_deterministic).
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_deterministic(
        &mut self,
        private: &C::PrivateKey,
        digest: &[u8],
    ) -> Result<(), SignError> {
        self.start_with(private, digest, &[])
    }

    /// Starts with a hedge that is empty or 32 bytes.
    pub(super) fn start_with(
        &mut self,
        private: &C::PrivateKey,
        digest: &[u8],
        hedge: &[u8],
    ) -> Result<(), SignError> {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        let mut reduced = C::Bytes::ZERO;
        self.making = None;
        let private = C::scalar(private);
        load(&machine, private.as_ref(), digest, reduced.as_mut());
        self.nonces = Some(Nonces::new(private.as_ref(), reduced.as_ref(), hedge));
        self.draw()
    }

    /// Starts with the next nonce in `1..n`. Whether a candidate is depends on nothing but itself:
    /// it tells nothing of the one that is taken.
    fn draw(&mut self) -> Result<(), SignError> {
        let machine = self.memory.machine::<M>(C::PARAMS);
        let nonces = self.nonces.as_mut().ok_or(SignError::Failed)?;
        let mut nonce = C::Bytes::ZERO;
        for _ in 0..DRAWS {
            nonces.draw(nonce.as_mut(), C::PARAMS.excess());
            self.making = Making::start::<C, M>(&machine, nonce.as_ref());
            if self.making.is_some() {
                break;
            }
            nonces.skip();
        }
        wipe(nonce.as_mut());
        if self.making.is_some() { Ok(()) } else { Err(SignError::Failed) }
    }

    /// Goes one step; ready once the signature is there.
    ///
    /// # Errors
    /// [`SignError::Failed`] when nothing was started.
    pub fn step(&mut self) -> Poll<Result<C::Signature, SignError>> {
        let machine = self.memory.machine::<M>(C::PARAMS);
        let Some(making) = &mut self.making else { return Poll::Ready(Err(SignError::Failed)) };
        let mut signature = C::Signature::ZERO;
        match making.step(&machine, signature.as_mut()) {
            SigningProgress::Pending => return Poll::Pending,
            SigningProgress::Done => {}
            SigningProgress::Again => {
                if let Some(nonces) = &mut self.nonces {
                    nonces.skip();
                }
                return self
                    .draw()
                    .map_or_else(|error| Poll::Ready(Err(error)), |()| Poll::Pending);
            }
        }
        (self.making, self.nonces) = (None, None);
        Poll::Ready(Ok(signature))
    }
}

impl<R: ?Sized, C: Curve, M: Multiplier, W: Window> Steps<R> for EcVerifySteps<C, M, W> {
    type Output = Result<(), VerificationFailed>;

    fn step_with(&mut self, _: &mut R) -> Poll<Self::Output> {
        self.step()
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.check.as_ref().map_or(1, Check::remaining))
    }
}

impl<R: ?Sized, C: Curve, H: Hash, M: Multiplier, W: Window> Steps<R> for EcSignSteps<C, H, M, W> {
    type Output = Result<C::Signature, SignError>;

    fn step_with(&mut self, _: &mut R) -> Poll<Self::Output> {
        self.step()
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.making.as_ref().map_or(1, Making::remaining))
    }
}
