//! Verification of a chain, one certificate at a time (RFC 5280, section 6).
//!
//! Certificates arrive leaf first and each is borrowed only while it is looked at. What stays is what the next one is
//! measured by: the digest of the contents, the signature, the hash of the issuer's name; and the leaf's key.
//!
//! ```text
//!  push(leaf)          name, time, usage ──┐ signature by an anchor of the issuer's name? ── yes ─> Trusted
//!      │                                   │ the leaf itself an anchor? ─────────────────── yes ─> Trusted
//!      │ no: keep digest, signature, H(issuer)
//!  push(intermediate)  H(subject) = kept H(issuer), CA, time, usage, path length, names below,
//!      │               its key verifies the kept digest and signature ──> as above, for its own issuer
//!      …
//! ```
//!
//! There is one verifier, and what it can do is chosen by type; what is not named is not in the image.
//!
//! | parameter | choice |
//! |---|---|
//! | [`Signatures`] of a [`Chain`] | [`Algorithms`]: P-256 alone, in 200 bytes; [`Many`]: a slot for each algorithm; [`HostAlgorithms`]: all |
//! | [`Rules`] of a [`Chain`] | [`Device`]: names by bytes; [`Full`]: names folded, name constraints, policies left to the caller |
//! | [`Judge`] of [`Chain::push_with`] | [`FirstFault`]; [`AllFaults`]; [`Pins`]; [`Strength`], [`CaBrowser`], [`Iot`]; one's own, for each certificate |
//!
//! A key that comes without a certificate is judged by [`raw_key`].
//!
//! # Why nothing can be skipped
//!
//! Let C0 be the leaf and Ci+1 the certificate that is taken as the issuer of Ci.
//!
//! 1. All checks of Ci's contents are made on the very bytes whose digest is kept, in the one call that reads them, and
//!    before anything of Ci is kept. They depend on the role alone, leaf or issuer, and the role on the position alone;
//!    nothing in a certificate chooses which checks it undergoes.
//! 2. `Trusted` has three sources: the kept signature of Ci verifies under an anchor's key; C0 bears an anchor's own
//!    subject and key; or it was reached before. The anchors are the caller's, never the peer's. In the second case the
//!    rest of C0 is not authentic, but only the holder of the anchor's key can use it, and he could sign any other.
//! 3. A certificate whose subject is not the issuer wanted is stepped over and changes nothing but the reason that is
//!    given when the chain ends. One that is taken replaces what is kept only after its key verified what was kept. So
//!    when `Trusted` is reached at Ci, every Cj before it was signed by Cj+1, and the anchor's key signed Ci: all
//!    contents that passed the checks are authentic, by induction from the anchor down.
//! 4. Checks run before the signature over their subject is known to be good. That only lets a forger choose the error
//!    he is refused with; and every error but a missing issuer is kept, whatever is pushed after it.
//! 5. The names that constraints in Ci+1 are about are those kept of C0 … Ci: all of C0, and of the others all of those
//!    that are not self-issued (RFC 5280, section 6.1.3 (b)). One that is not kept, for want of room or because it cannot
//!    be read, is remembered as missing, and constraints that come later are refused. Ci+1's own names are added after its
//!    constraints were applied, so each is held against the constraints above it and no others.
//! 6. A judge cannot make a check pass unnoticed: he is asked about each fault, and only his own `Ok` lets it pass; what he
//!    adds is faults, and a last refusal. [`FirstFault`] never says `Ok`, and is what [`Chain::push`] asks. [`AllFaults`]
//!    always does, and refuses in the end what had a fault: so a chain it trusts passed all checks. Other judges make
//!    exceptions by name, and 1 to 5 hold but for these. Nobody is asked whether a certificate can be read, whether its
//!    algorithm is built in, and whether an issuer is missing.
//!
//! Each link costs one signature check, plus one for each anchor that bears the issuer's name.
//!
//! # What is decided here
//!
//! - A [`Device`] compares names by their bytes, not under the folding rules of RFC 5280, section 7.1: a stricter test.
//! - A leaf may be a CA: nothing in RFC 5280 forbids it, and the usual self-signed certificate of a device is one. Its
//!   key must still be allowed to sign (keyUsage) and to serve (extKeyUsage).
//! - extKeyUsage of an intermediate limits what is below it, as all verifiers in the field have it.
//! - A [`Device`] refuses nameConstraints, critical or not: the names below an intermediate are gone when its constraints
//!   are read, and a leaf must have none. [`Full`] keeps them, and reads those of a leaf as being about nothing.
//! - Certificate policies are not evaluated; marked critical, they are refused as unknown, unless the [`Rules`] say that
//!   the caller evaluates them ([`policy`](crate::policy)).
//! - Intermediates of version 1 are nobody's issuers: they cannot say that they are CAs. As anchors they will do.
//! - Anchors have neither validity nor constraints, see [`TrustAnchor`].
//! - Certificates that do not fit in (extraneous, or doubled) are stepped over as RFC 8446, section 4.4.2, asks; a
//!   chain in another order may fail with [`CertError::IssuerMismatch`]. [`path`](crate::path) sorts it.
//! - A clock before [`BUILD_DATE`](crate::time::BUILD_DATE) is refused as such, with [`CertError::ClockBehindBuild`]: it
//!   was never set, and "not yet valid" would send people to the certificate. Without a clock, what expired before that
//!   date is refused.
//! - Ed25519 takes the issuer's key before the contents, so contents it signed are kept whole, see [`Slots::Contents`].

mod algorithms;
mod checks;
mod constraints;
mod faults;
mod judge;
mod pieces;
mod pins;
mod practice;
mod rules;
mod slots;
mod trees;
mod wanted;

pub use algorithms::{Algorithms, KeptP256, Signatures};
pub use constraints::{KeptNames, NameBuffer, NoNames};
pub use faults::Faults;
pub use judge::{AllFaults, FirstFault, Judge};
pub use pieces::{Pieces, RunningMany};
pub use pins::{ExpectedKey, Pins, raw_key};
pub use practice::{CaBrowser, Iot, Strength};
pub use rules::{Device, Full, Rules};
pub use slots::{HashSlot, HostAlgorithms, HostSlots, KeptMany, LeafKey, Many, Slots};
pub use wanted::{HashedName, WantedName, WholeName};

use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::error::CertError;
use crate::name::ServerName;
use checks::{check_issuer, check_leaf};
use motetls_base::UnixTime;
pub(crate) use rules::same_name;

/// How many certificates are looked at before an anchor must be reached.
pub const MAX_CERTIFICATES: u8 = 8;

/// What the leaf is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// It authenticates a TLS server.
    ServerAuth,
    /// It authenticates a TLS client.
    ClientAuth,
}

/// What a chain is measured by. The same for every certificate of it.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// The trusted issuers.
    pub anchors: &'a [TrustAnchor<'a>],
    /// The name the leaf must bear; `None` leaves names to the caller.
    pub name: Option<ServerName<'a>>,
    /// The time, if there is a clock. Without one, only certificates that expired before
    /// [`BUILD_DATE`](crate::time::BUILD_DATE) are refused.
    pub now: Option<UnixTime>,
    /// What the leaf is used for.
    pub usage: Usage,
}

/// Whether a chain has reached an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not yet: the issuer of the last certificate is wanted.
    NeedsIssuer,
    /// Yes: the leaf's key is authentic.
    Trusted,
}

/// How far a chain has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No certificate was taken.
    Empty,
    /// An issuer is wanted; the reason to give if none comes.
    Pending(CertError),
    Trusted,
    Failed(CertError),
}

/// A chain under verification: about 200 bytes with [`Algorithms`] of P-256 and the rules of a [`Device`], and never more.
///
/// A clone is a branch: what is pushed to it does not change this chain.
pub struct Chain<A: Signatures, R: Rules = Device> {
    /// Of the last certificate: the digest of its contents, its signature.
    kept: A::Kept,
    /// Its issuer's name.
    issuer: R::Wanted,
    /// The leaf's public key.
    leaf: A::LeafKey,
    state: State,
    /// How many certificates were pushed; stops at 255.
    pushed: u8,
    /// How many intermediates were taken that are not self-issued.
    intermediates: u8,
    /// The names below the issuer that is wanted.
    names: R::Names,
}

impl<A: Signatures, R: Rules> Default for Chain<A, R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Signatures, R: Rules> Clone for Chain<A, R> {
    fn clone(&self) -> Self {
        Chain {
            kept: self.kept.clone(),
            issuer: self.issuer.clone(),
            leaf: self.leaf.clone(),
            names: self.names.clone(),
            ..*self
        }
    }
}

impl<A: Signatures, R: Rules> Chain<A, R> {
    /// An empty chain.
    #[must_use]
    pub const fn new() -> Self {
        Chain {
            kept: A::NOTHING,
            issuer: R::Wanted::NONE,
            leaf: A::NO_KEY,
            state: State::Empty,
            pushed: 0,
            intermediates: 0,
            names: R::Names::NONE,
        }
    }

    /// How many certificates were pushed so far, trusted or not; stops at 255.
    #[must_use]
    pub const fn pushed(&self) -> u8 {
        self.pushed
    }

    /// Takes in the next certificate, in DER: the leaf, then the issuer of each one before.
    ///
    /// Once [`Progress::Trusted`], further certificates are counted and otherwise ignored. `policy` must be the same in
    /// every call.
    ///
    /// # Errors
    /// Any [`CertError`] but `UnknownIssuer` and `IssuerMismatch`, which only the end of the chain can tell. An error
    /// stays: every later call returns it again.
    pub fn push(&mut self, policy: &Policy<'_>, der: &[u8]) -> Result<Progress, CertError> {
        self.push_with(policy, der, &mut FirstFault)
    }

    /// As [`Chain::push`], with a judge who says what becomes of faults, and may find more of them. `judge` must be the
    /// same in every call, like `policy`.
    ///
    /// # Errors
    /// As [`Chain::push`], and what `judge` ends the chain with.
    #[inline(never)]
    pub fn push_with<J: Judge>(
        &mut self,
        policy: &Policy<'_>,
        der: &[u8],
        judge: &mut J,
    ) -> Result<Progress, CertError> {
        self.pushed = self.pushed.saturating_add(1);
        let state = match self.state {
            State::Trusted | State::Failed(_) => self.state,
            State::Empty | State::Pending(_) => {
                self.take(policy, der, judge).unwrap_or_else(|error| State::Failed(refuse(self.depth(), error, judge)))
            }
        };
        self.state = state;
        match state {
            State::Failed(error) => Err(error),
            State::Trusted => Ok(Progress::Trusted),
            State::Empty | State::Pending(_) => Ok(Progress::NeedsIssuer),
        }
    }

    /// Ends the chain and yields the leaf's public key, if an anchor was reached: 0x04 || X || Y with [`Algorithms`] of
    /// P-256, a [`LeafKey`] with [`Many`].
    ///
    /// # Errors
    /// What [`Chain::push`] failed with; else the most telling reason for an issuer that is missing:
    /// [`CertError::UnknownIssuer`], [`CertError::IssuerMismatch`] when a certificate was stepped over, or what
    /// was wrong with the key of an anchor that has the right name.
    pub const fn finish(&self) -> Result<&A::LeafKey, CertError> {
        match self.state {
            State::Trusted => Ok(&self.leaf),
            State::Failed(error) | State::Pending(error) => Err(error),
            State::Empty => Err(CertError::UnknownIssuer),
        }
    }

    /// As [`Chain::finish`], and tells the judge if an issuer is missing.
    ///
    /// # Errors
    /// As [`Chain::finish`]; what [`Judge::trust`] has against the chain before a missing issuer.
    pub fn finish_with<J: Judge>(&self, judge: &mut J) -> Result<&A::LeafKey, CertError> {
        match self.state {
            State::Empty | State::Pending(_) => self.finish().map_err(|error| refuse(self.depth(), error, judge)),
            State::Trusted | State::Failed(_) => self.finish(),
        }
    }

    /// The place of the certificate pushed last.
    const fn depth(&self) -> u8 {
        self.pushed.saturating_sub(1)
    }

    #[inline(always)]
    fn keep_names(&mut self, certificate: &Certificate<'_>) {
        if R::Names::PRESENT {
            self.names.add(certificate);
        }
    }

    fn take<J: Judge>(&mut self, policy: &Policy<'_>, der: &[u8], judge: &mut J) -> Result<State, CertError> {
        if self.pushed > MAX_CERTIFICATES {
            return Err(CertError::ChainTooLong);
        }
        let depth = self.depth();
        let parsed = Certificate::parse(der);
        let certificate = parsed.as_ref().map_err(|error| *error)?; // by reference: a copy would double the frame
        if self.state == State::Empty {
            check_leaf::<R, J>(certificate, policy, depth, judge)?;
            A::keep_key(&mut self.leaf, certificate.spki)?;
            hear(judge.certificate(depth, certificate), depth, judge)?;
            self.keep_names(certificate);
            let itself = TrustAnchor { subject: certificate.subject, spki: certificate.spki };
            let is_itself =
                |anchor: &TrustAnchor<'_>| anchor.spki == itself.spki && same_name::<R>(anchor.subject, itself.subject);
            if policy.anchors.iter().any(is_itself) {
                return trust(depth, &itself, judge);
            }
        } else {
            if !self.issuer.is::<A::NameHash>(certificate.subject) {
                return Ok(State::Pending(CertError::IssuerMismatch));
            }
            check_issuer::<R, J>(certificate, policy, self.intermediates, depth, judge)?;
            if R::Names::PRESENT {
                self.names.check(certificate).or_else(|error| judge.fault(depth, error))?;
            }
            A::verify(&self.kept, &[], certificate.spki).or_else(|error| judge.fault(depth, error))?;
            hear(judge.certificate(depth, certificate), depth, judge)?;
            let own = same_name::<R>(certificate.issuer, certificate.subject);
            self.intermediates = self.intermediates.wrapping_add(u8::from(!own)); // at most MAX_CERTIFICATES
            if !own {
                self.keep_names(certificate);
            }
        }
        A::keep(&mut self.kept, certificate)?;
        let mut reason = match self.state {
            State::Pending(CertError::IssuerMismatch) => CertError::IssuerMismatch,
            _ => CertError::UnknownIssuer,
        };
        for anchor in policy.anchors.iter().filter(|anchor| same_name::<R>(anchor.subject, certificate.issuer)) {
            match A::verify(&self.kept, certificate.tbs, anchor.spki) {
                Ok(()) => return trust(depth.saturating_add(1), anchor, judge),
                Err(error) => reason = error,
            }
        }
        self.issuer.keep::<A::NameHash>(certificate.issuer);
        Ok(State::Pending(reason))
    }
}

/// Asks `judge` about the faults he found.
#[inline(always)]
fn hear<J: Judge>(faults: Faults, depth: u8, judge: &mut J) -> Result<(), CertError> {
    if faults.is_empty() { Ok(()) } else { faults.iter().try_for_each(|error| judge.fault(depth, error)) }
}

/// The chain ends with `error`: tells `judge`, whose last word, if he has one, is the reason given.
#[inline(always)]
fn refuse<J: Judge>(depth: u8, error: CertError, judge: &mut J) -> CertError {
    judge.refused(depth, error);
    judge.trust().err().unwrap_or(error)
}

/// An anchor is reached: asks `judge` for the last word.
#[inline(always)]
fn trust<J: Judge>(depth: u8, anchor: &TrustAnchor<'_>, judge: &mut J) -> Result<State, CertError> {
    hear(judge.anchor(depth, anchor), depth, judge)?;
    judge.trust()?;
    Ok(State::Trusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Nothing {}

    impl Algorithms for Nothing {
        type Sha256 = motetls_crypto::Sha256;
        type EcdsaP256 = motetls_crypto::Absent;
    }

    const POLICY: Policy<'_> = Policy { anchors: &[], name: None, now: None, usage: Usage::ServerAuth };

    #[test]
    fn a_chain_stays_small() {
        assert!(size_of::<Chain<Nothing>>() <= 200, "{}", size_of::<Chain<Nothing>>());
        assert_eq!(size_of::<Result<Progress, CertError>>(), 2);
        assert_eq!(size_of::<Result<(), CertError>>(), 1);
    }

    #[test]
    fn nothing_is_not_trusted() {
        assert_eq!(Chain::<Nothing>::new().finish(), Err(CertError::UnknownIssuer));
    }

    #[test]
    fn an_error_stays() {
        let mut chain = Chain::<Nothing>::default();
        assert_eq!(chain.push(&POLICY, &[0x30, 0x80]), Err(CertError::Malformed));
        chain.state = match chain.state {
            State::Failed(CertError::Malformed) => State::Failed(CertError::Expired),
            other => other,
        };
        assert_eq!(chain.push(&POLICY, &[]), Err(CertError::Expired), "not looked at again");
        assert_eq!(chain.finish(), Err(CertError::Expired));
        assert_eq!(chain.pushed(), 2);
    }
}
