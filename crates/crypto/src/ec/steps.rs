//! Multiplications in bounded steps, for loops that must not be held up: start, step until done,
//! finish.
//!
//! The memory is part of each operation, so that it may be placed where there is room; it is wiped
//! when dropped. A step is a window's worth of work at most: its doublings and one or two
//! additions. See the table in [`crate::ec`].

use core::marker::PhantomData;
use core::task::Poll;

use super::formulas::{SCALAR, X, Y};
use super::machine::EcMachine;
use super::multiply::Multiplication;
use super::types::{Curve, DefaultWindow, Memory, Window};
use crate::mp::{Multiplier, Native};
use crate::steps::Steps;
use crate::traits::{ByteArray, InvalidPublicKey};

type Element<C> = <C as super::types::sealed::Curve>::Element;
type Points<C, W> = <W as super::types::sealed::Window>::Points<[Element<C>; 3]>;

/// A point multiplied by a private key: a shared secret, or a public key.
///
/// ```
/// # use motetls_crypto::ec::{EcAgreeSteps, P384, curves::Secp384r1};
/// # use motetls_crypto::Group;
/// # fn main() -> Result<(), motetls_crypto::InvalidPublicKey> {
/// # use motetls_crypto::keys::PrivateKey;
/// # let private = PrivateKey::from_bytes(&[7; 48]).unwrap();
/// # let peer = PrivateKey::from_bytes(&[9; 48]).unwrap();
/// let peer = P384::public(&peer);
/// let mut agreement = EcAgreeSteps::<Secp384r1>::new();
/// agreement.start(&private, &peer)?;
/// while agreement.step().is_pending() {
///     // Feed the watchdog.
/// }
/// let shared = agreement.shared().unwrap();
/// assert_eq!(shared.as_ref(), P384::agree(&private, &peer)?.as_ref());
/// # Ok(())
/// # }
/// ```
pub struct EcAgreeSteps<C: Curve, M = Native, W: Window = DefaultWindow> {
    memory: Memory<Element<C>, Points<C, W>>,
    multiplication: Option<Multiplication<W>>,
    /// Whether the result is there.
    done: bool,
    multiplier: PhantomData<M>,
}

impl<C: Curve, M: Multiplier, W: Window> Default for EcAgreeSteps<C, M, W> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Curve, M: Multiplier, W: Window> EcAgreeSteps<C, M, W> {
    /// Nothing under way. To be used where it stays: it is too large to be moved.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        EcAgreeSteps {
            memory: Memory::ZERO,
            multiplication: None,
            done: false,
            multiplier: PhantomData,
        }
    }

    /// The machine with the curve's constants loaded, for other uses.
    pub(super) fn prepare(&mut self) -> EcMachine<'_, M> {
        (self.multiplication, self.done) = (None, false);
        self.memory.prepare(C::PARAMS)
    }

    /// Starts to multiply the public key of a peer, which is checked, by a private key.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when `peer` is not 0x04 || x || y for a point of the curve.
    pub fn start(&mut self, private: &C::PrivateKey, peer: &[u8]) -> Result<(), InvalidPublicKey> {
        self.start_scalar(C::scalar(private), peer)
    }

    /// The same for a scalar in `1..n`.
    #[inline(always)]
    pub(super) fn start_scalar(
        &mut self,
        scalar: &C::Secret,
        peer: &[u8],
    ) -> Result<(), InvalidPublicKey> {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        (self.multiplication, self.done) = (None, false);
        if !machine.load_point_vartime(peer) {
            return Err(InvalidPublicKey);
        }
        machine.load_scalar(SCALAR, scalar.as_ref());
        self.multiplication = Some(Multiplication::new(&machine));
        Ok(())
    }

    /// As [`Self::start`], for a public key that was validated before.
    pub fn start_validated(&mut self, private: &C::PrivateKey, peer: &C::PublicKey) {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        self.done = false;
        machine.load_valid_point(peer.as_ref());
        machine.load_scalar(SCALAR, C::scalar(private).as_ref());
        self.multiplication = Some(Multiplication::new(&machine));
    }

    /// Whether 0x04 || x || y is a point of the curve (SP 800-56A, 5.6.2.3.3).
    #[inline(never)]
    pub(super) fn is_valid_vartime(&mut self, bytes: &[u8]) -> bool {
        self.prepare().load_point_vartime(bytes)
    }

    /// Starts to multiply the base point by a private key.
    pub fn start_public(&mut self, private: &C::PrivateKey) {
        let machine = self.memory.prepare::<M>(C::PARAMS);
        self.done = false;
        machine.load_scalar(SCALAR, C::scalar(private).as_ref());
        self.multiplication = Some(Multiplication::of_generator::<C, M>(&machine));
    }

    /// Goes one step; ready once the result is there, or when nothing was started.
    pub fn step(&mut self) -> Poll<()> {
        let Some(multiplication) = &mut self.multiplication else { return Poll::Ready(()) };
        if !multiplication.step(&self.memory.machine::<M>(C::PARAMS)) {
            return Poll::Pending;
        }
        (self.multiplication, self.done) = (None, true);
        Poll::Ready(())
    }

    /// After the last step: the x-coordinate of the point (RFC 9846, section 7.4.2). None before,
    /// and none after a peer that was refused.
    #[must_use]
    pub fn shared(&mut self) -> Option<C::SharedSecret> {
        if self.done { Some(self.x_coordinate()) } else { None }
    }

    /// The x-coordinate of the point (X, Y).
    #[inline(always)]
    pub(super) fn x_coordinate(&mut self) -> C::SharedSecret {
        let mut shared = C::secret();
        self.memory.machine::<M>(C::PARAMS).store(C::expose_mut(&mut shared), X);
        C::shared(shared)
    }

    /// After the last step: the point as 0x04 || x || y. None before, and none after a peer that
    /// was refused.
    #[must_use]
    pub fn public(&mut self) -> Option<C::Public> {
        if self.done { Some(self.encode()) } else { None }
    }

    /// All the steps and the point.
    #[inline(always)]
    pub(super) fn run_public(&mut self) -> Option<C::Public> {
        while self.step().is_pending() {}
        self.public()
    }

    /// The point (X, Y) as 0x04 || x || y.
    pub(super) fn encode(&mut self) -> C::Public {
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

impl<R: ?Sized, C: Curve, M: Multiplier, W: Window> Steps<R> for EcAgreeSteps<C, M, W> {
    /// The result is in [`EcAgreeSteps::shared`] or [`EcAgreeSteps::public`].
    type Output = ();

    fn step_with(&mut self, _: &mut R) -> Poll<()> {
        self.step()
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.multiplication.as_ref().map_or(1, Multiplication::remaining))
    }
}
