//! The same operations in steps of a bounded length, for a watchdog or a cooperative loop.
//!
//! Each operation is a value that is made from its input, then stepped until it is [`Poll::Ready`]; stepped again, it
//! yields the same result again. It holds all it needs and wipes it when dropped, at any time. A step is one window or one
//! column of a multiplication, or something shorter: at most as many instructions on Cortex-M3 as the table says.
//!
//! | operation | steps | bytes | longest step | with [`P256Small`](super::P256Small) | with [`P256Halves`](super::P256Halves) |
//! |---|---|---|---|---|---|
//! | [`PublicSteps`] | 66 | 616 | 40,000 | 44,000 | 139,000 |
//! | [`AgreeSteps`] | 68 | 1,480 | 40,000 | 69,000 | 310,000 |
//! | [`SignSteps`] | 71 or, one time in 2^31, more | 784 | 41,000 | 44,000 | 139,000 |
//! | [`VerifySteps`] | 262 | 1,624 | 40,000 | 69,000 | 310,000 |
//!
//! Making a value takes up to 18,000 instructions (39,000 with `P256Halves`), and 62,000 for [`SignSteps`] with SHA-256, which draws up the
//! nonce.
//!
//! ```
//! use core::task::Poll;
//! use motetls_base::Secret;
//! use motetls_crypto::p256::steps::AgreeSteps;
//! use motetls_crypto::{Group, P256};
//!
//! let (ours, theirs) = (Secret::new([1; 32]), Secret::new([2; 32]));
//! let mut operation: AgreeSteps = AgreeSteps::new(&ours, &P256::public(&theirs))?;
//! let shared = loop {
//!     // The watchdog is fed here.
//!     if let Poll::Ready(shared) = operation.step() {
//!         break shared;
//!     }
//! };
//! assert_eq!(shared.expose(), P256::agree(&theirs, &P256::public(&ours))?.expose());
//! # Ok::<(), motetls_crypto::InvalidPublicKey>(())
//! ```

use core::task::Poll;

use motetls_base::Secret;

use super::curve::{self, DIGITS, FLATTEN, Multiples, X, Y, add_digit, correct, load_point_vartime, make_affine};
use super::field::{Field, Machine, Words};
use super::scalar::{Recoded, from_bytes, in_range, quotient};
use super::sign::{self, Divisions};
use super::verify::{COLUMNS, Digits, is_abscissa_vartime};
use super::{DRAWS, Fast, is_private, recode};
use crate::rfc6979::Nonces;
use crate::traits::{Hash, InvalidPublicKey, SignError, Unauthentic};

/// [`Group::public`](crate::Group::public) in steps.
pub struct PublicSteps<F: Field = Fast> {
    machine: Machine<F>,
    scalar: Recoded,
    /// Steps until it is done.
    left: u32,
}

impl<F: Field> PublicSteps<F> {
    /// Begins with the public key of `private`, which must be in `1..n`.
    #[must_use]
    pub fn new(private: &Secret<32>) -> Self {
        let mut operation = PublicSteps { machine: Machine::ZERO, scalar: recode(private), left: DIGITS + 1 };
        operation.machine.prepare();
        operation.machine.run(&FLATTEN);
        operation
    }

    /// Goes one step on.
    pub fn step(&mut self) -> Poll<[u8; 65]> {
        match self.left {
            0 => return Poll::Ready(curve::encode(&self.machine)),
            1 => {
                self.machine.negate_if(Y, self.scalar.negated);
                make_affine(&mut self.machine);
            }
            left => add_digit(&mut self.machine, F::COMB, &self.scalar, left - 2),
        }
        self.left -= 1;
        Poll::Pending
    }
}

/// [`Group::agree`](crate::Group::agree) in steps.
pub struct AgreeSteps<F: Field = Fast> {
    machine: Machine<F>,
    multiples: Multiples<F>,
    scalar: Recoded,
    /// Steps until it is done.
    left: u32,
}

impl<F: Field> AgreeSteps<F> {
    /// Begins with the secret shared with `peer`, for a `private` in `1..n`.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when `peer` is not the encoding of a valid public key.
    pub fn new(private: &Secret<32>, peer: &[u8]) -> Result<Self, InvalidPublicKey> {
        let (machine, multiples) = (Machine::ZERO, Multiples::ZERO);
        let mut operation = AgreeSteps { machine, multiples, scalar: recode(private), left: DIGITS + 3 };
        operation.machine.prepare();
        if load_point_vartime(&mut operation.machine, peer) { Ok(operation) } else { Err(InvalidPublicKey) }
    }

    /// Goes one step on.
    pub fn step(&mut self) -> Poll<Secret<32>> {
        match self.left {
            0 => {
                let mut shared = Secret::zero();
                self.machine.store(X, shared.expose_mut());
                return Poll::Ready(shared);
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
pub struct VerifySteps<F: Field = Fast> {
    machine: Machine<F>,
    multiples: Multiples<F>,
    digits: Digits,
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

impl<F: Field> VerifySteps<F> {
    /// Begins with the check of a signature.
    ///
    /// # Errors
    /// [`Unauthentic`] when it cannot hold: see [`EcdsaVerify::verify`](crate::EcdsaVerify::verify).
    pub fn new(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<Self, Unauthentic> {
        let ([r, s], []) = signature.as_chunks::<32>() else { return Err(Unauthentic) };
        let mut operation = VerifySteps {
            machine: Machine::ZERO,
            multiples: Multiples::ZERO,
            digits: Digits::new(),
            digest: from_bytes(&sign::digest(digest)),
            u: Recoded::new(&[0; 8]),
            v: [0; 8],
            r: from_bytes(r),
            s: from_bytes(s),
            left: COLUMNS + 4,
            holds: false,
        };
        operation.machine.prepare();
        let fits = in_range(&operation.r) && in_range(&operation.s);
        if fits && load_point_vartime(&mut operation.machine, public) { Ok(operation) } else { Err(Unauthentic) }
    }

    /// Goes one step on. Time depends on the data, which is public.
    pub fn step(&mut self) -> Poll<Result<(), Unauthentic>> {
        match self.left {
            0 => return Poll::Ready(if self.holds { Ok(()) } else { Err(Unauthentic) }),
            1 => self.holds = is_abscissa_vartime(&mut self.machine, self.r),
            left if left <= COLUMNS + 1 => {
                let Self { machine, multiples, digits, u, v, .. } = self;
                digits.column_vartime(machine, multiples, u, v, left - 2);
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
pub struct SignSteps<H: Hash, F: Field = Fast> {
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
    Multiply(PublicSteps<F>),
    /// Its coordinate, and the divisions that were done.
    Divide(Divisions, u32),
    /// Nothing.
    Done(Result<[u8; 64], SignError>),
}

impl<H: Hash, F: Field> SignSteps<H, F> {
    /// Begins with a signature over `digest`: see [`EcdsaSign::sign`](crate::EcdsaSign::sign) for the arguments.
    ///
    /// # Errors
    /// [`SignError::InvalidPrivateKey`] when the key is not in `1..n`.
    pub fn new(private: &Secret<32>, digest: &[u8], hedge: &[u8]) -> Result<Self, SignError> {
        if !is_private(private) {
            return Err(SignError::InvalidPrivateKey);
        }
        let digest = sign::digest(digest);
        let nonces = Nonces::new(private.expose(), &digest, hedge);
        let private = Secret::new(*private.expose());
        Ok(SignSteps { private, digest, nonces, nonce: Secret::zero(), draws: DRAWS, stage: Stage::Draw })
    }

    /// Goes one step on. [`SignError::Failed`] when no nonce will do: see [`EcdsaSign::sign`](crate::EcdsaSign::sign).
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
        if is_private(&self.nonce) { Stage::Multiply(PublicSteps::new(&self.nonce)) } else { self.redraw() }
    }

    /// Gives a nonce up.
    fn redraw(&mut self) -> Stage<F> {
        self.nonces.skip();
        self.draws -= 1;
        if self.draws == 0 { Stage::Done(Err(SignError::Failed)) } else { Stage::Draw }
    }
}
