//! The operations in bounded steps, for loops that must not be held up: start, step until done, finish.
//!
//! The memory is part of each operation, so that it may be placed where there is room; it is wiped when dropped. A step
//! is a window's worth of work at most: its doublings and one or two additions. See the table in [`crate::ec`].

use core::marker::PhantomData;
use core::task::Poll;

use motetls_base::secret::wipe;

use super::machine::{Machine, SCALAR, X, Y};
use super::multiply::Multiplication;
use super::sign::{Making, Progress, load};
use super::types::{Curve, DefaultWindow, Memory, Window};
use super::verify::Check;
use crate::mp::{Multiplier, Native};
use crate::rfc6979::Nonces;
use crate::traits::{ByteArray, Hash, InvalidPublicKey, SignError, Unauthentic};

/// Candidates for a nonce until something is held to be broken: at most one in three is refused, on the worst of curves.
const DRAWS: u32 = 128;

type Element<C> = <C as super::types::sealed::Curve>::Element;
type Points<C, W> = <W as super::types::sealed::Window>::Points<[Element<C>; 3]>;
type Twice<C, W> = <W as super::types::sealed::Window>::Twice<[Element<C>; 3]>;

/// A point multiplied by a private key: a shared secret, or a public key.
///
/// ```
/// # use motetls_crypto::ec::{AgreeSteps, P384, curves::Secp384r1};
/// # use motetls_crypto::Group;
/// # fn main() -> Result<(), motetls_crypto::InvalidPublicKey> {
/// # let (private, peer) = (motetls_base::Secret::new([7; 48]), motetls_base::Secret::new([9; 48]));
/// let peer = P384::public(&peer);
/// let mut agreement = AgreeSteps::<Secp384r1>::new();
/// agreement.start(&private, &peer)?;
/// while agreement.step().is_pending() {
///     // Feed the watchdog.
/// }
/// assert_eq!(agreement.shared().as_ref(), P384::agree(&private, &peer)?.as_ref());
/// # Ok(())
/// # }
/// ```
pub struct AgreeSteps<C: Curve, M = Native, W: Window = DefaultWindow> {
    memory: Memory<Element<C>, Points<C, W>>,
    multiplication: Option<Multiplication<W>>,
    multiplier: PhantomData<M>,
}

impl<C: Curve, M: Multiplier, W: Window> Default for AgreeSteps<C, M, W> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Curve, M: Multiplier, W: Window> AgreeSteps<C, M, W> {
    /// Nothing under way. To be used where it stays: it is too large to be moved.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        AgreeSteps { memory: Memory::ZERO, multiplication: None, multiplier: PhantomData }
    }

    /// The machine with the curve's constants loaded, for other uses.
    pub(super) fn prepare(&mut self) -> Machine<'_, M> {
        self.multiplication = None;
        self.memory.prepare(C::PARAMS)
    }

    /// Starts to multiply the public key of a peer, which is checked, by a private key in `1..n`.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when `peer` is not 0x04 || x || y for a point of the curve.
    pub fn start(&mut self, private: &C::Secret, peer: &[u8]) -> Result<(), InvalidPublicKey> {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        self.multiplication = None;
        if !machine.load_point_vartime(peer) {
            return Err(InvalidPublicKey);
        }
        machine.load_scalar(SCALAR, private.as_ref());
        self.multiplication = Some(Multiplication::new(&machine));
        Ok(())
    }

    /// Starts to multiply the base point by a private key in `1..n`.
    pub fn start_public(&mut self, private: &C::Secret) {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        machine.load_scalar(SCALAR, private.as_ref());
        self.multiplication = Some(Multiplication::of_generator::<C, M>(&machine));
    }

    /// Goes one step; ready once the result is there (or when nothing was started).
    pub fn step(&mut self) -> Poll<()> {
        let machine = self.memory.machine::<M>(C::PARAMS);
        if self.multiplication.as_mut().is_some_and(|multiplication| !multiplication.step(&machine)) {
            return Poll::Pending;
        }
        self.multiplication = None;
        Poll::Ready(())
    }

    /// After the last step: the abscissa of the point (RFC 8446, section 7.4.2).
    #[must_use]
    pub fn shared(&mut self) -> C::Secret {
        let mut shared = C::secret();
        self.memory.machine::<M>(C::PARAMS).store(C::expose_mut(&mut shared), X);
        shared
    }

    /// After the last step: the point as 0x04 || x || y.
    #[must_use]
    pub fn public(&mut self) -> C::Public {
        let machine = self.memory.machine::<M>(C::PARAMS);
        let mut public = C::Public::ZERO;
        if let Some((form, coordinates)) = public.as_mut().split_first_mut() {
            *form = 4;
            if let Some((x, y)) = coordinates.split_at_mut_checked(C::PARAMS.bytes()) {
                machine.store(x, X);
                machine.store(y, Y);
            }
        }
        public
    }
}

/// An ECDSA signature check. Public data: not constant time.
///
/// ```
/// # use core::task::Poll;
/// # use motetls_crypto::ec::{P384, VerifySteps, curves::Secp384r1};
/// # use motetls_crypto::{EcdsaSign, Group, Sha256, Hash};
/// # let private = motetls_base::Secret::new([7; 48]);
/// # let public = P384::public(&private);
/// let digest = Sha256::digest(b"message");
/// let signature = P384::sign::<Sha256>(&private, &digest, &[]).unwrap();
/// let mut verification = VerifySteps::<Secp384r1>::new();
/// verification.start(&public, &digest, &signature);
/// let verdict = loop {
///     // Feed the watchdog.
///     if let Poll::Ready(verdict) = verification.step() {
///         break verdict;
///     }
/// };
/// assert!(verdict.is_ok());
/// ```
pub struct VerifySteps<C: Curve, M = Native, W: Window = DefaultWindow> {
    memory: Memory<Element<C>, Twice<C, W>>,
    check: Option<Check>,
    multiplier: PhantomData<M>,
}

impl<C: Curve, M: Multiplier, W: Window> Default for VerifySteps<C, M, W> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Curve, M: Multiplier, W: Window> VerifySteps<C, M, W> {
    /// Nothing under way. To be used where it stays: it is too large to be moved.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        VerifySteps { memory: Memory::ZERO, check: None, multiplier: PhantomData }
    }

    /// Starts to check a signature r || s of a message's hash by the holder of a public key 0x04 || x || y. What cannot be
    /// one is told by the first step.
    pub fn start(&mut self, public: &[u8], digest: &[u8], signature: &[u8]) {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        self.check = Check::start(&machine, W::BITS, public, digest, signature);
    }

    /// Goes one step; ready once the verdict is known.
    ///
    /// # Errors
    /// [`Unauthentic`] when the signature does not hold, or nothing was started.
    pub fn step(&mut self) -> Poll<Result<(), Unauthentic>> {
        let machine = self.memory.machine::<M>(C::PARAMS);
        let Some(check) = &mut self.check else { return Poll::Ready(Err(Unauthentic)) };
        match check.step(&machine) {
            Some(valid) => {
                self.check = None;
                Poll::Ready(if valid { Ok(()) } else { Err(Unauthentic) })
            }
            None => Poll::Pending,
        }
    }
}

/// An ECDSA signature under way, with the nonce of RFC 6979 over `H`.
///
/// ```
/// # use core::task::Poll;
/// # use motetls_crypto::ec::{P384, SignSteps, curves::Secp384r1};
/// # use motetls_crypto::{EcdsaSign, Group, Sha256, Hash};
/// # fn main() -> Result<(), motetls_crypto::SignError> {
/// # let private = motetls_base::Secret::new([7; 48]);
/// let digest = Sha256::digest(b"message");
/// let mut signing = SignSteps::<Secp384r1, Sha256>::new();
/// signing.start(&private, &digest, &[])?;
/// let signature = loop {
///     // Feed the watchdog.
///     if let Poll::Ready(signature) = signing.step() {
///         break signature?;
///     }
/// };
/// assert_eq!(signature, P384::sign::<Sha256>(&private, &digest, &[])?);
/// # Ok(())
/// # }
/// ```
pub struct SignSteps<C: Curve, H: Hash, M = Native, W: Window = DefaultWindow> {
    memory: Memory<Element<C>, Points<C, W>>,
    making: Option<Making<W>>,
    nonces: Option<Nonces<H>>,
    multiplier: PhantomData<M>,
}

impl<C: Curve, H: Hash, M: Multiplier, W: Window> Default for SignSteps<C, H, M, W> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Curve, H: Hash, M: Multiplier, W: Window> SignSteps<C, H, M, W> {
    /// Nothing under way. To be used where it stays: it is too large to be moved.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        SignSteps { memory: Memory::ZERO, making: None, nonces: None, multiplier: PhantomData }
    }

    /// Starts to sign a message's hash; see [`EcdsaSign::sign`](crate::EcdsaSign::sign).
    ///
    /// # Errors
    /// [`SignError::InvalidPrivateKey`] when the private key is not in `1..n`.
    pub fn start(&mut self, private: &C::Secret, digest: &[u8], hedge: &[u8]) -> Result<(), SignError> {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        let mut reduced = C::Bytes::ZERO;
        self.making = None;
        if !load(&machine, private.as_ref(), digest, reduced.as_mut()) {
            return Err(SignError::InvalidPrivateKey);
        }
        self.nonces = Some(Nonces::new(private.as_ref(), reduced.as_ref(), hedge));
        self.draw()
    }

    /// Starts with the next nonce in `1..n`. Whether a candidate is depends on nothing but itself: it tells nothing of the
    /// one that is taken.
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
            Progress::Pending => return Poll::Pending,
            Progress::Done => {}
            Progress::Again => {
                if let Some(nonces) = &mut self.nonces {
                    nonces.skip();
                }
                return self.draw().map_or_else(|error| Poll::Ready(Err(error)), |()| Poll::Pending);
            }
        }
        (self.making, self.nonces) = (None, None);
        Poll::Ready(Ok(signature))
    }
}
