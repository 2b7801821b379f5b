//! A path found among certificates in no order (RFC 4158): cross-signed, doubled, extra ones.
//!
//! TLS 1.3 asks servers to send their chain in order, and a [`Chain`](crate::chain::Chain) reads it
//! as it comes. Servers send more than that: an authority's certificates by two roots, of which one
//! has expired; roots; last year's intermediate; all of it in any order. And a verifier on a host
//! has a heap of intermediates of its own. A [`Builder`] searches such a pool depth first, the
//! likeliest issuer first, and backs out of what leads nowhere.
//!
//! There is one verifier: each step is a [`Chain::push`](crate::chain::Chain::push) onto a copy of
//! the state before it, and the path found is the chain that became trusted. The builder only
//! chooses what is pushed, so nothing it does or leaves out can make a path trusted that is not. A
//! [`Validator`] (revocation, pins, further rules) is cloned with the chain, and a path it refuses
//! is backed out of like one that does not verify. One that gathers faults
//! ([`AllFaults`](crate::chain::AllFaults)) is of use on a chain in order, not in a search.
//!
//! # What bounds it
//!
//! Certificates that sign each other can make exponentially many paths of a few names, at no cost
//! to a peer that sends them. So the work is bounded by a budget of pushes: each checks one
//! signature at most, and one for each anchor that bears the issuer's name. [`BUDGET`] is far more
//! than honest pools need. Between two pushes the pool is gone over once, without cryptography;
//! what is compared on the way, to find copies, is bounded by the budget, too, as copies are free.
//! A certificate is not taken twice on a path, nor is one of the same name and key as one below it:
//! rings end there. The depth is bounded by the [`Branch`]es the caller lends, one for each
//! certificate of the path, of which [`MAX_CERTIFICATES`](crate::chain::MAX_CERTIFICATES) can be of
//! use.
//!
//! # Which comes first
//!
//! Among the certificates whose subject is the expected issuer, those whose subjectKeyIdentifier is
//! the authorityKeyIdentifier of the certificate below come first, those with another one last, and
//! of either those in time before those that are not. That is order only: no certificate is left
//! out for it.
//!
//! # Which error is told
//!
//! When nothing leads to an anchor, the error of the attempt that is the most telling: a fault of a
//! certificate before a signature that does not fit before a missing issuer, and of these the one
//! that was deepest. So an expired cross-signed certificate is told as expired, and not as an
//! unknown issuer on the way beside it.
//!
//! ```
//! use motetls_crypto::{P256, Sha256};
//! use motetls_pki::path::{BUDGET, Builder, Fault, PathError, Branch};
//! use motetls_pki::chain::FirstFault;
//! use motetls_pki::{Algorithms, CertError, VerifyPolicy, Usage};
//!
//! struct Ours;
//! impl Algorithms for Ours {
//!     type Sha256 = Sha256;
//!     type EcdsaP256 = P256;
//! }
//!
//! let policy = VerifyPolicy { anchors: &[], name: None, now: None, usage: Usage::ServerAuth };
//! let pool: [&[u8]; 2] = [b"an intermediate", b"another"];
//! let builder = Builder { policy: &policy, pool: &pool, budget: BUDGET, validator: FirstFault };
//! let mut branches = [Branch::<Ours>::EMPTY; 8];
//! let error = builder.find(b"a leaf", &mut branches).unwrap_err();
//! assert_eq!(error, PathError::Refused(Fault { error: CertError::Malformed, certificate: None }));
//! ```

mod candidate;
mod error;
mod found;
mod branch;

pub use branch::Branch;
pub use error::{Fault, PathError};
pub use found::Path;

use crate::chain::{ChainProgress, FirstFault, RuleSet, Signatures, Validator, VerifyPolicy};
use crate::error::CertError;
use crate::policy::{self, Node, PolicyOutcome};
use branch::Rank;
use candidate::{Work, next};
use error::Best;

/// A budget for pools that come from strangers: 100 certificates pushed.
pub const BUDGET: u32 = 100;

/// Searches for a path.
#[derive(Clone, Copy, Debug)]
pub struct Builder<'c, V = FirstFault> {
    /// What the path is measured by, its anchors included.
    pub policy: &'c VerifyPolicy<'c>,
    /// The certificates that may be issuers, in DER, in any order; what cannot be read is passed
    /// over.
    pub pool: &'c [&'c [u8]],
    /// How many certificates may be pushed, see [`BUDGET`].
    pub budget: u32,
    /// What else the certificates are shown to, see
    /// [`Chain::push_with`](crate::chain::Chain::push_with): cloned with the chain. [`FirstFault`]
    /// looks at nothing more.
    pub validator: V,
}

impl<'c, V: Validator + Clone> Builder<'c, V> {
    /// Searches for a path from `leaf`, in DER, to an anchor.
    ///
    /// # Errors
    /// [`PathError::Refused`] when there is none, with the most telling reason;
    /// [`PathError::BudgetExhausted`] when the search was given up.
    pub fn find<'s, A: Signatures, R: RuleSet>(
        &self,
        leaf: &'c [u8],
        branches: &'s mut [Branch<A, R, V>],
    ) -> Result<Path<'s, 'c, A, R, V>, PathError> {
        self.find_with(leaf, branches, |_| Ok(()))
    }

    /// As [`Builder::find`], for a path that is valid under acceptable certificate policies, too
    /// (see [`policy::check`]). A path that is not is backed out of like any other.
    ///
    /// # Errors
    /// As [`Builder::find`], and what [`policy::check`] refuses paths with.
    pub fn find_under<'s, A: Signatures, R: RuleSet>(
        &self,
        leaf: &'c [u8],
        branches: &'s mut [Branch<A, R, V>],
        rules: &policy::PolicyInputs<'_>,
        nodes: &mut [Node<'c>],
    ) -> Result<(Path<'s, 'c, A, R, V>, PolicyOutcome), PathError> {
        let mut outcome = Err(CertError::UnknownIssuer);
        let path = self.find_with(leaf, branches, |path| {
            outcome = policy::check(rules, path.certificates().rev(), nodes);
            outcome.map(drop)
        })?;
        outcome
            .map(|outcome| (path, outcome))
            .map_err(|error| PathError::Refused(Fault { error, certificate: None }))
    }

    /// As [`Builder::find`], for a path that `accept` agrees to; else the search goes on.
    ///
    /// A path ends at the first anchor on its way: one that is refused is not tried with a further
    /// anchor above it.
    ///
    /// # Errors
    /// As [`Builder::find`], and what `accept` refuses paths with.
    pub fn find_with<'s, A: Signatures, R: RuleSet>(
        &self,
        leaf: &'c [u8],
        branches: &'s mut [Branch<A, R, V>],
        mut accept: impl FnMut(&Path<'_, 'c, A, R, V>) -> Result<(), CertError>,
    ) -> Result<Path<'s, 'c, A, R, V>, PathError> {
        let mut search = Search {
            builder: self,
            leaf,
            branches: &mut *branches,
            depth: 0,
            spent: 0,
            work: Work::new(self.budget),
            best: Best::NONE,
        };
        let mut progress = search.start()?;
        loop {
            if progress == ChainProgress::Trusted {
                match search.path().map(|path| accept(&path)) {
                    Some(Err(error)) => search.refuse(error),
                    _ => break,
                }
                search.step_back()?;
            }
            progress = search.advance()?;
        }
        let (depth, refused) = (search.depth, search.refused());
        branches
            .get(..=depth)
            .and_then(|branches| Path::new(leaf, self.pool, branches))
            .ok_or(refused)
    }
}

/// A search under way.
struct Search<'s, 'c, A: Signatures, R: RuleSet, V> {
    builder: &'s Builder<'c, V>,
    leaf: &'c [u8],
    branches: &'s mut [Branch<A, R, V>],
    /// The branch of the certificate whose issuer is looked for.
    depth: usize,
    spent: u32,
    /// What may still be compared.
    work: Work,
    best: Best,
}

impl<'c, A: Signatures, R: RuleSet, V: Validator + Clone> Search<'_, 'c, A, R, V> {
    /// The path as far as it goes.
    fn path(&self) -> Option<Path<'_, 'c, A, R, V>> {
        self.branches
            .get(..=self.depth)
            .and_then(|branches| Path::new(self.leaf, self.builder.pool, branches))
    }

    /// Pushes the leaf.
    fn start(&mut self) -> Result<ChainProgress, PathError> {
        self.spend()?;
        let refused = |error| PathError::Refused(Fault { error, certificate: None });
        let branch = self.branches.first_mut().ok_or(refused(CertError::ChainTooLong))?;
        *branch = Branch::EMPTY;
        let validator = branch.validator.insert(self.builder.validator.clone());
        branch.chain.push_with(self.builder.policy, self.leaf, validator).map_err(refused)
    }

    /// Takes the next certificate that is an issuer, going back as far as need be.
    fn advance(&mut self) -> Result<ChainProgress, PathError> {
        loop {
            let (tried, mut work) = (self.tried(), self.work);
            let found =
                self.path().and_then(|path| next(self.builder.policy, &path, tried, &mut work));
            self.work = work;
            if work.is_exhausted() {
                return Err(PathError::BudgetExhausted);
            }
            let Some(rank) = found else {
                self.give_up();
                self.step_back()?;
                continue;
            };
            let (Some(branch), Some(der)) =
                (self.branches.get_mut(self.depth), self.builder.pool.get(rank.index))
            else {
                return Err(self.refused());
            };
            branch.tried = Some(rank);
            let (mut chain, mut validator) = (branch.chain.clone(), branch.validator.clone());
            self.spend()?;
            match chain.try_issuer(self.builder.policy, der, &mut validator) {
                // the chain has the last word on names
                Err(CertError::IssuerMismatch) => {}
                Err(error) => self.note(error, Some(rank.index), !rank.has_other_key()),
                Ok(progress) => {
                    let next = self.depth.saturating_add(1);
                    match self.branches.get_mut(next) {
                        Some(branch) => {
                            *branch = Branch { chain, validator, index: rank.index, tried: None }
                        }
                        None => {
                            self.note(CertError::ChainTooLong, Some(rank.index), true);
                            continue;
                        }
                    }
                    self.depth = next;
                    return Ok(progress);
                }
            }
        }
    }

    /// The issuer of the present certificate that was tried last.
    fn tried(&self) -> Option<Rank> {
        self.branches.get(self.depth).and_then(|branch| branch.tried)
    }

    /// Notes that no issuer of the present certificate leads to an anchor.
    fn give_up(&mut self) {
        let reason = self.branches.get(self.depth).and_then(|branch| branch.chain.finish().err());
        if let Some(error) = reason {
            self.note(error, self.certificate(), true);
        }
    }

    /// Notes that the path is trusted and still not accepted.
    fn refuse(&mut self, error: CertError) {
        self.note(error, self.certificate(), true);
    }

    /// Which of the pool the present certificate is.
    fn certificate(&self) -> Option<usize> {
        let branch = self.branches.get(self.depth).filter(|_| self.depth > 0);
        branch.map(|branch| branch.index)
    }

    /// Leaves the present certificate for the one below it.
    fn step_back(&mut self) -> Result<(), PathError> {
        self.depth = self.depth.checked_sub(1).ok_or(self.refused())?;
        Ok(())
    }

    fn refused(&self) -> PathError {
        PathError::Refused(self.best.fault)
    }

    fn spend(&mut self) -> Result<(), PathError> {
        if self.spent >= self.builder.budget {
            return Err(PathError::BudgetExhausted);
        }
        self.spent = self.spent.saturating_add(1);
        Ok(())
    }

    /// Keeps an error if it tells more than the best one so far.
    fn note(&mut self, error: CertError, certificate: Option<usize>, likely: bool) {
        self.best.note(Fault { error, certificate }, self.depth, likely);
    }
}
