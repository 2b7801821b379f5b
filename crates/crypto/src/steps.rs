//! Operations in steps of a bounded length, for a watchdog or a cooperative loop: one protocol for
//! all of them.
//!
//! | what | operations |
//! |---|---|
//! | P-256 | [`P256PublicSteps`], [`P256AgreeSteps`], [`P256SignSteps`], [`P256VerifySteps`] |
//! | other curves | [`EcAgreeSteps`], [`EcSignSteps`], [`EcVerifySteps`] |
//! | RSA | [`RsaPublicSteps`], [`RsaPrivateSteps`], [`RsaKeySteps`] |
//! | Diffie-Hellman, primes | [`DhSteps`], [`PrimeSteps`] |
//!
//! Slots of a profile name theirs: [`Group::Steps`](crate::Group::Steps),
//! [`EcdsaVerify::Steps`](crate::EcdsaVerify::Steps), [`EcdsaSignSteps`](crate::EcdsaSignSteps).
//!
//! Each is a value that is started with its input and stepped until it is [`Poll::Ready`]. It may
//! be dropped at any time, and wipes what is secret then. What [`Steps::step_with`] does, each also
//! has as a method of its own, `step`, which takes a generator where the operation draws from one.
//! A result that is longer than a few words stays in the operation's memory: `finish`, or a getter,
//! writes it out.
//!
//! ```
//! use motetls_crypto::p256::{PrivateKey, steps::P256PublicSteps};
//! use motetls_crypto::{Group, P256, Steps};
//!
//! /// Any operation that draws nothing, under a watchdog.
//! fn watched<S: Steps<()>>(operation: &mut S) -> S::Output {
//!     loop {
//!         // The watchdog is fed here.
//!         if let core::task::Poll::Ready(output) = operation.step_with(&mut ()) {
//!             return output;
//!         }
//!     }
//! }
//!
//! let private = PrivateKey::from_bytes(&[1; 32]).unwrap();
//! let mut operation: P256PublicSteps = P256PublicSteps::new(&private);
//! assert_eq!(watched(&mut operation), P256::public(&private));
//! ```
//!
//! [`P256PublicSteps`]: crate::p256::steps::P256PublicSteps
//! [`P256AgreeSteps`]: crate::p256::steps::P256AgreeSteps
//! [`P256SignSteps`]: crate::p256::steps::P256SignSteps
//! [`P256VerifySteps`]: crate::p256::steps::P256VerifySteps
//! [`EcAgreeSteps`]: crate::ec::EcAgreeSteps
//! [`EcSignSteps`]: crate::ec::EcSignSteps
//! [`EcVerifySteps`]: crate::ec::EcVerifySteps
//! [`RsaPublicSteps`]: crate::rsa::RsaPublicSteps
//! [`RsaPrivateSteps`]: crate::rsa::RsaPrivateSteps
//! [`RsaKeySteps`]: crate::rsa::RsaKeySteps
//! [`DhSteps`]: crate::dh::DhSteps
//! [`PrimeSteps`]: crate::primes::PrimeSteps

use core::task::Poll;

/// An operation in steps of a bounded length, which draws from a generator `R`; one that draws
/// nothing takes any `R`, and `()`.
pub trait Steps<R: ?Sized> {
    /// What the operation comes to.
    type Output;

    /// Goes one step; ready once the operation is over.
    fn step_with(&mut self, random: &mut R) -> Poll<Self::Output>;

    /// Steps until it is over, the one that yields the output counted in, so that this is never 0;
    /// one when it is over. A signature takes more than this with a probability below 2^-31.
    /// `None`: chance decides, as in the search for a prime.
    fn remaining(&self) -> Option<usize>;

    /// Goes all the steps that are left.
    fn run_with(&mut self, random: &mut R) -> Self::Output {
        loop {
            if let Poll::Ready(output) = self.step_with(random) {
                return output;
            }
        }
    }
}

/// No operation: it is over.
impl<R: ?Sized> Steps<R> for () {
    type Output = ();

    fn step_with(&mut self, _: &mut R) -> Poll<()> {
        Poll::Ready(())
    }

    fn remaining(&self) -> Option<usize> {
        Some(1)
    }
}
