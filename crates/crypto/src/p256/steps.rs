//! The same operations in steps of a bounded length, for a watchdog or a cooperative loop.
//!
//! Each operation is a value that is made from its input, then stepped ([`Steps`]) until it is
//! [`Poll::Ready`]; stepped again, it yields the same result again. It holds all it needs and wipes
//! it when dropped, at any time. A step is one window or one column of a multiplication, or
//! something shorter: at most as many instructions on Cortex-M3 as the table says.
//!
//! | operation | steps | bytes | longest step | with [`P256Small`](super::P256Small) | with [`P256Products16`](super::P256Products16) |
//! |---|---|---|---|---|---|
//! | [`P256PublicSteps`] | 66 | 616 | 40,000 | 44,000 | 139,000 |
//! | [`P256AgreeSteps`] | 68 | 1,480 | 40,000 | 69,000 | 310,000 |
//! | [`P256SignSteps`] | 71 or, one time in 2^31, more | 784 | 41,000 | 44,000 | 139,000 |
//! | [`P256VerifySteps`] | 262 | 1,624 | 40,000 | 69,000 | 310,000 |
//!
//! Making a value takes up to 18,000 instructions (39,000 with `P256Products16`), and 62,000 for
//! [`P256SignSteps`] with SHA-256, which draws up the nonce.
//!
//! ```
//! use core::task::Poll;
//! use motetls_crypto::p256::{PrivateKey, PublicKey};
//! use motetls_crypto::p256::steps::P256AgreeSteps;
//! use motetls_crypto::{Group, P256};
//!
//! let ours = PrivateKey::from_bytes(&[1; 32]).unwrap();
//! let theirs = PrivateKey::from_bytes(&[2; 32]).unwrap();
//! let peer = PublicKey::from_bytes(&P256::public(&theirs))?;
//! let mut operation: P256AgreeSteps = P256AgreeSteps::validated(&ours, &peer);
//! let shared = loop {
//!     // The watchdog is fed here.
//!     if let Poll::Ready(shared) = operation.step() {
//!         break shared;
//!     }
//! };
//! let same = P256::agree(&theirs, &P256::public(&ours))?;
//! assert_eq!(shared.expose_bytes(), same.expose_bytes());
//! # Ok::<(), motetls_crypto::InvalidPublicKey>(())
//! ```

use core::task::Poll;

use motetls_base::Secret;

use super::curve::{
    self, DIGITS, FLATTEN, Multiples, X, Y, add_digit, correct, load_point_vartime,
    load_valid_point, make_affine,
};
use super::field::{Field, P256Machine};
use super::limbs::Words;
use super::scalar::{Recoded, from_bytes, in_range, quotient};
use super::sign::{self, Divisions};
use super::verify::{COLUMNS, column_vartime, is_x_coordinate_vartime};
use super::{DRAWS, Fast, PrivateKey, PublicKey, SharedSecret, is_scalar, recode};
use crate::rfc6979::Nonces;
use crate::signed_digits::SignedDigits;
use crate::steps::Steps;
use crate::traits::{Hash, InvalidPublicKey, SignError, VerificationFailed};

/// [`Group::public`](crate::Group::public) in steps.
pub struct P256PublicSteps<F: Field = Fast> {
    machine: P256Machine<F>,
    scalar: Recoded,
    /// Steps until it is done.
    left: u32,
}

impl<F: Field> P256PublicSteps<F> {
    /// Begins with the public key of `private`.
    #[must_use]
    pub fn new(private: &PrivateKey) -> Self {
        Self::of_scalar(private.secret())
    }

    /// Begins with the multiple of the base point by a private key or a nonce in `1..n`.
    fn of_scalar(private: &Secret<32>) -> Self {
        let mut operation =
            P256PublicSteps { machine: P256Machine::ZERO, scalar: recode(private), left: 0 };
        operation.left = begin_public(&mut operation.machine);
        operation
    }

    /// Goes one step on.
    pub fn step(&mut self) -> Poll<[u8; 65]> {
        step_public(&mut self.machine, &self.scalar, &mut self.left)
    }
}

/// Begins with a multiple of the base point; yields how many steps it takes.
fn begin_public<F: Field>(machine: &mut P256Machine<F>) -> u32 {
    machine.prepare();
    machine.run(&FLATTEN);
    DIGITS + 1
}

/// One step of a multiple of the base point.
fn step_public<F: Field>(
    machine: &mut P256Machine<F>,
    scalar: &Recoded,
    left: &mut u32,
) -> Poll<[u8; 65]> {
    match *left {
        0 => return Poll::Ready(curve::encode(machine)),
        1 => {
            machine.conditional_negate(Y, scalar.negated);
            make_affine(machine);
        }
        left => add_digit(machine, F::COMB, scalar, left - 2),
    }
    *left -= 1;
    Poll::Pending
}

/// [`Group::agree`](crate::Group::agree) in steps.
pub struct P256AgreeSteps<F: Field = Fast> {
    machine: P256Machine<F>,
    multiples: Multiples<F>,
    scalar: Recoded,
    /// Steps until it is done.
    left: u32,
}

impl<F: Field> P256AgreeSteps<F> {
    /// Nothing under way. To be started where it stays: it is too large to be moved.
    pub(super) const IDLE: Self = P256AgreeSteps {
        machine: P256Machine::ZERO,
        multiples: Multiples::ZERO,
        scalar: Recoded::NONE,
        left: 0,
    };

    /// Begins with the secret shared with `peer`.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when `peer` is not the encoding of a valid public key.
    pub fn new(private: &PrivateKey, peer: &[u8]) -> Result<Self, InvalidPublicKey> {
        let mut operation = Self::IDLE;
        operation.start(private, peer)?;
        Ok(operation)
    }

    /// As [`Self::new`], for a public key that was validated before.
    #[must_use]
    pub fn validated(private: &PrivateKey, peer: &PublicKey) -> Self {
        let mut operation = Self::IDLE;
        operation.begin(private);
        load_valid_point(&mut operation.machine, peer.as_bytes());
        operation
    }

    /// Starts in place.
    pub(super) fn start(
        &mut self,
        private: &PrivateKey,
        peer: &[u8],
    ) -> Result<(), InvalidPublicKey> {
        self.begin(private);
        if load_point_vartime(&mut self.machine, peer) { Ok(()) } else { Err(InvalidPublicKey) }
    }

    fn begin(&mut self, private: &PrivateKey) {
        self.scalar = recode(private.secret());
        self.left = DIGITS + 3;
        self.machine.prepare();
    }

    /// Starts in place with a public key instead, for [`Self::step_public`].
    pub(super) fn start_public(&mut self, private: &PrivateKey) {
        self.scalar = recode(private.secret());
        self.left = begin_public(&mut self.machine);
    }

    /// One step of a public key.
    pub(super) fn step_public(&mut self) -> Poll<[u8; 65]> {
        step_public(&mut self.machine, &self.scalar, &mut self.left)
    }

    /// Goes one step on.
    pub fn step(&mut self) -> Poll<SharedSecret> {
        match self.left {
            0 => {
                let mut shared = Secret::zero();
                self.machine.store(X, shared.expose_mut());
                return Poll::Ready(SharedSecret::new(shared));
            }
            1 => make_affine(&mut self.machine),
            2 => correct(&mut self.machine, &mut self.multiples),
            left if left == DIGITS + 3 => {
                self.multiples.fill(&mut self.machine);
                self.machine.run(&FLATTEN);
            }
            left => add_digit(&mut self.machine, &self.multiples.0, &self.scalar, left - 3),
        }
        self.left -= 1;
        Poll::Pending
    }
}

/// [`EcdsaVerify::verify`](crate::EcdsaVerify::verify) in steps.
pub struct P256VerifySteps<F: Field = Fast> {
    machine: P256Machine<F>,
    multiples: Multiples<F>,
    digits: SignedDigits,
    digest: Words,
    /// The multiple of G.
    u: Recoded,
    /// The multiple of Q.
    v: Words,
    r: Words,
    s: Words,
    /// Steps until it is done.
    left: i32,
    holds: bool,
}

impl<F: Field> P256VerifySteps<F> {
    /// Nothing under way. To be started where it stays: it is too large to be moved.
    pub(super) const IDLE: Self = P256VerifySteps {
        machine: P256Machine::ZERO,
        multiples: Multiples::ZERO,
        digits: SignedDigits::NONE,
        digest: [0; 8],
        u: Recoded::NONE,
        v: [0; 8],
        r: [0; 8],
        s: [0; 8],
        left: 0,
        holds: false,
    };

    /// Begins with the check of a signature.
    ///
    /// # Errors
    /// [`VerificationFailed`] when it cannot hold: see
    /// [`EcdsaVerify::verify`](crate::EcdsaVerify::verify).
    pub fn new(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<Self, VerificationFailed> {
        let mut operation = Self::IDLE;
        operation.start(public, digest, signature)?;
        Ok(operation)
    }

    /// Starts in place.
    pub(super) fn start(
        &mut self,
        public: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        let ([r, s], []) = signature.as_chunks::<32>() else { return Err(VerificationFailed) };
        self.digits = SignedDigits::new(256);
        self.digest = from_bytes(&sign::digest(digest));
        (self.r, self.s) = (from_bytes(r), from_bytes(s));
        (self.left, self.holds) = (COLUMNS + 4, false);
        self.machine.prepare();
        let fits = in_range(&self.r) && in_range(&self.s);
        if fits && load_point_vartime(&mut self.machine, public) {
            Ok(())
        } else {
            Err(VerificationFailed)
        }
    }

    /// Goes one step on. Time depends on the data, which is public.
    pub fn step(&mut self) -> Poll<Result<(), VerificationFailed>> {
        match self.left {
            0 => return Poll::Ready(if self.holds { Ok(()) } else { Err(VerificationFailed) }),
            1 => self.holds = is_x_coordinate_vartime(&mut self.machine, self.r),
            left if left <= COLUMNS + 1 => {
                let Self { machine, multiples, digits, u, v, .. } = self;
                column_vartime(machine, digits, multiples, u, v, left - 2);
            }
            left if left == COLUMNS + 2 => {
                self.multiples.fill(&mut self.machine);
                self.machine.0[curve::Z] = F::ZERO;
            }
            left if left == COLUMNS + 3 => self.v = quotient::<F::Product>(&self.r, &self.s),
            _ => self.u = Recoded::new(&quotient::<F::Product>(&self.digest, &self.s)),
        }
        self.left -= 1;
        Poll::Pending
    }
}

/// [`EcdsaSign::sign`](crate::EcdsaSign::sign) in steps, with nonces made by `H`.
pub struct P256SignSteps<H: Hash, F: Field = Fast> {
    private: Secret<32>,
    digest: [u8; 32],
    nonces: Nonces<H>,
    nonce: Secret<32>,
    /// Nonces left to be tried.
    draws: u32,
    stage: Stage<F>,
}

/// What a signature comes to next.
enum Stage<F: Field> {
    /// A nonce.
    Draw,
    /// Its point.
    Multiply(P256PublicSteps<F>),
    /// Its coordinate, and the divisions that were done.
    Divide(Divisions, u32),
    /// Nothing.
    Done(Result<[u8; 64], SignError>),
}

impl<H: Hash, F: Field> P256SignSteps<H, F> {
    /// Begins with a signature over `digest`: see [`EcdsaSign::sign`](crate::EcdsaSign::sign) for
    /// the arguments.
    #[must_use]
    pub fn new(private: &PrivateKey, digest: &[u8], hedge: &[u8; 32]) -> Self {
        Self::with_hedge(private, digest, hedge)
    }

    /// As [`Self::new`]; see
    /// [`EcdsaSign::sign_deterministic`](crate::EcdsaSign::sign_deterministic).
    #[must_use]
    pub fn deterministic(private: &PrivateKey, digest: &[u8]) -> Self {
        Self::with_hedge(private, digest, &[])
    }

    /// Begins with a hedge that is empty or 32 bytes.
    fn with_hedge(private: &PrivateKey, digest: &[u8], hedge: &[u8]) -> Self {
        let digest = sign::digest(digest);
        let nonces = Nonces::new(private.expose_bytes(), &digest, hedge);
        let private = Secret::new(*private.expose_bytes());
        P256SignSteps {
            private,
            digest,
            nonces,
            nonce: Secret::zero(),
            draws: DRAWS,
            stage: Stage::Draw,
        }
    }

    /// Goes one step on. [`SignError::Failed`] when no nonce will do: see
    /// [`EcdsaSign::sign`](crate::EcdsaSign::sign).
    pub fn step(&mut self) -> Poll<Result<[u8; 64], SignError>> {
        let next = match &mut self.stage {
            Stage::Draw => Some(self.draw()),
            Stage::Multiply(multiplication) => match multiplication.step() {
                Poll::Ready(point) => Some(match Divisions::new(&point) {
                    Some(divisions) => Stage::Divide(divisions, 0),
                    None => self.redraw(),
                }),
                Poll::Pending => None,
            },
            Stage::Divide(divisions, done) => {
                *done += 1;
                match *done {
                    1 => {
                        divisions.first::<F::Product>(&self.private, &self.digest);
                        None
                    }
                    2 => {
                        divisions.second::<F::Product>(&self.nonce);
                        None
                    }
                    _ => Some(match divisions.third::<F::Product>() {
                        Some(signature) => Stage::Done(Ok(signature)),
                        None => self.redraw(),
                    }),
                }
            }
            Stage::Done(result) => return Poll::Ready(*result),
        };
        if let Some(next) = next {
            self.stage = next;
        }
        Poll::Pending
    }

    /// Draws a nonce.
    fn draw(&mut self) -> Stage<F> {
        self.nonces.draw(self.nonce.expose_mut(), 0);
        if is_scalar(&self.nonce) {
            Stage::Multiply(P256PublicSteps::of_scalar(&self.nonce))
        } else {
            self.redraw()
        }
    }

    /// Gives a nonce up.
    fn redraw(&mut self) -> Stage<F> {
        self.nonces.skip();
        self.draws -= 1;
        if self.draws == 0 { Stage::Done(Err(SignError::Failed)) } else { Stage::Draw }
    }
}

impl<R: ?Sized, F: Field> Steps<R> for P256PublicSteps<F> {
    type Output = [u8; 65];

    fn step_with(&mut self, _: &mut R) -> Poll<[u8; 65]> {
        self.step()
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.left as usize + 1)
    }
}

impl<R: ?Sized, F: Field> Steps<R> for P256AgreeSteps<F> {
    type Output = SharedSecret;

    fn step_with(&mut self, _: &mut R) -> Poll<SharedSecret> {
        self.step()
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.left as usize + 1)
    }
}

impl<R: ?Sized, F: Field> Steps<R> for P256VerifySteps<F> {
    type Output = Result<(), VerificationFailed>;

    fn step_with(&mut self, _: &mut R) -> Poll<Self::Output> {
        self.step()
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.left.unsigned_abs() as usize + 1)
    }
}

impl<R: ?Sized, H: Hash, F: Field> Steps<R> for P256SignSteps<H, F> {
    type Output = Result<[u8; 64], SignError>;

    fn step_with(&mut self, _: &mut R) -> Poll<Self::Output> {
        self.step()
    }

    /// If the nonce will do.
    fn remaining(&self) -> Option<usize> {
        // A draw, the multiplication, three divisions, the result.
        let multiplied = 3 + 1;
        Some(match &self.stage {
            Stage::Draw => 1 + DIGITS as usize + 2 + multiplied,
            Stage::Multiply(steps) => steps.left as usize + 1 + multiplied,
            Stage::Divide(_, done) => multiplied.saturating_sub(*done as usize),
            Stage::Done(_) => 1,
        })
    }
}
