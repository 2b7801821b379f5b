//! Verification of a chain, one certificate at a time (RFC 5280, section 6, without policies).
//!
//! Certificates arrive leaf first and each is borrowed only while it is looked at. What stays is what the next one is
//! measured by: the digest of the contents, the signature, the hash of the issuer's name; and the leaf's key.
//!
//! ```text
//!  push(leaf)          name, time, usage ──┐ signature by an anchor of the issuer's name? ── yes ─> Trusted
//!      │                                   │ the leaf itself an anchor? ─────────────────── yes ─> Trusted
//!      │ no: keep digest, signature, H(issuer)
//!  push(intermediate)  H(subject) = kept H(issuer), CA, time, usage, path length,
//!      │               its key verifies the kept digest and signature ──> as above, for its own issuer
//!      …
//! ```
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
//!
//! Each link costs one signature check, plus one for each anchor that bears the issuer's name.
//!
//! # What is decided here
//!
//! - Names are compared by their bytes, not under the folding rules of RFC 5280, section 7.1: a stricter test.
//! - A leaf may be a CA: nothing in RFC 5280 forbids it, and the usual self-signed certificate of a device is one. Its
//!   key must still be allowed to sign (keyUsage) and to serve (extKeyUsage).
//! - extKeyUsage of an intermediate limits what is below it, as all verifiers in the field have it.
//! - nameConstraints are refused, critical or not: the names below an intermediate are gone when its constraints are
//!   read, and a leaf must have none. Certificate policies are not evaluated; marked critical, they are refused as
//!   unknown.
//! - Anchors have neither validity nor constraints, see [`TrustAnchor`].
//! - Certificates that do not fit in (extraneous, or doubled) are stepped over as RFC 8446, section 4.4.2, asks; a
//!   chain in another order may fail with [`CertError::IssuerMismatch`].
//! - A clock before [`BUILD_DATE`] is refused as such, with [`CertError::ClockBehindBuild`]: it was never set, and "not
//!   yet valid" would send people to the certificate. Without a clock, what expired before that date is refused.

use crate::anchor::TrustAnchor;
use crate::certificate::{CLIENT_AUTH, Certificate, DIGITAL_SIGNATURE, KEY_CERT_SIGN, SERVER_AUTH};
use crate::error::CertError;
use crate::key::{SignatureAlgorithm, ecdsa_signature, p256};
use crate::name::ServerName;
use crate::time::BUILD_DATE;
use core::marker::PhantomData;
use motetls_base::UnixTime;
use motetls_crypto::{EcdsaVerify, Hash};

/// How many certificates are looked at before an anchor must be reached.
pub const MAX_CERTIFICATES: u8 = 8;

/// The primitives a chain is verified with.
pub trait Algorithms {
    /// SHA-256 (FIPS 180-4).
    type Sha256: Hash<Output = [u8; 32]>;
    /// ECDSA signature checks on P-256 (FIPS 186-5).
    type EcdsaP256: EcdsaVerify;
}

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
    /// The time, if there is a clock. Without one, only certificates that expired before [`BUILD_DATE`] are refused.
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

/// A chain under verification: about 200 bytes, and never more.
pub struct Chain<A: Algorithms> {
    /// The digest of the last certificate's contents.
    digest: [u8; 32],
    /// Its signature, r || s.
    signature: [u8; 64],
    /// The hash of its issuer's name.
    issuer: [u8; 32],
    /// The leaf's public key.
    leaf: [u8; 65],
    state: State,
    /// How many certificates were pushed; stops at 255.
    pushed: u8,
    /// How many intermediates were taken that are not self-issued.
    intermediates: u8,
    algorithms: PhantomData<A>,
}

impl<A: Algorithms> Default for Chain<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Algorithms> Chain<A> {
    /// An empty chain.
    #[must_use]
    pub const fn new() -> Self {
        Chain {
            digest: [0; 32],
            signature: [0; 64],
            issuer: [0; 32],
            leaf: [0; 65],
            state: State::Empty,
            pushed: 0,
            intermediates: 0,
            algorithms: PhantomData,
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
    #[inline(never)]
    pub fn push(&mut self, policy: &Policy<'_>, der: &[u8]) -> Result<Progress, CertError> {
        self.pushed = self.pushed.saturating_add(1);
        let state = match self.state {
            State::Trusted | State::Failed(_) => self.state,
            State::Empty | State::Pending(_) => self.take(policy, der).unwrap_or_else(State::Failed),
        };
        self.state = state;
        match state {
            State::Failed(error) => Err(error),
            State::Trusted => Ok(Progress::Trusted),
            State::Empty | State::Pending(_) => Ok(Progress::NeedsIssuer),
        }
    }

    /// Ends the chain and yields the leaf's public key, 0x04 || X || Y, if an anchor was reached.
    ///
    /// # Errors
    /// What [`Chain::push`] failed with; else the most telling reason for an issuer that is missing:
    /// [`CertError::UnknownIssuer`], [`CertError::IssuerMismatch`] when a certificate was stepped over, or what
    /// was wrong with the key of an anchor that has the right name.
    pub const fn finish(&self) -> Result<&[u8; 65], CertError> {
        match self.state {
            State::Trusted => Ok(&self.leaf),
            State::Failed(error) | State::Pending(error) => Err(error),
            State::Empty => Err(CertError::UnknownIssuer),
        }
    }

    fn take(&mut self, policy: &Policy<'_>, der: &[u8]) -> Result<State, CertError> {
        if self.pushed > MAX_CERTIFICATES {
            return Err(CertError::ChainTooLong);
        }
        let parsed = Certificate::parse(der);
        let certificate = parsed.as_ref().map_err(|error| *error)?; // by reference: a copy would double the frame
        if self.state == State::Empty {
            check_leaf(certificate, policy)?;
            for (to, from) in self.leaf.iter_mut().zip(p256(certificate.spki)?) {
                *to = *from;
            }
            let itself = TrustAnchor { subject: certificate.subject, spki: certificate.spki };
            if policy.anchors.contains(&itself) {
                return Ok(State::Trusted);
            }
        } else {
            let mut subject = [0; 32];
            hash::<A>(certificate.subject, &mut subject);
            if subject != self.issuer {
                return Ok(State::Pending(CertError::IssuerMismatch));
            }
            check_issuer(certificate, policy, self.intermediates)?;
            self.verify(certificate.spki)?;
            self.intermediates = self.intermediates.saturating_add(u8::from(!certificate.is_self_issued()));
        }
        match SignatureAlgorithm::from_identifier(certificate.algorithm)? {
            SignatureAlgorithm::EcdsaP256Sha256 => ecdsa_signature(certificate.signature, &mut self.signature)?,
        }
        hash::<A>(certificate.tbs, &mut self.digest);
        hash::<A>(certificate.issuer, &mut self.issuer);
        let mut reason = match self.state {
            State::Pending(CertError::IssuerMismatch) => CertError::IssuerMismatch,
            _ => CertError::UnknownIssuer,
        };
        for anchor in policy.anchors.iter().filter(|anchor| anchor.subject == certificate.issuer) {
            match self.verify(anchor.spki) {
                Ok(()) => return Ok(State::Trusted),
                Err(error) => reason = error,
            }
        }
        Ok(State::Pending(reason))
    }

    /// Whether the key in `spki` made the kept signature over the kept digest.
    #[inline(never)]
    fn verify(&self, spki: &[u8]) -> Result<(), CertError> {
        A::EcdsaP256::verify(p256(spki)?, &self.digest, &self.signature).map_err(|_| CertError::BadSignature)
    }
}

/// Writes the SHA-256 of `data` into `out`, which it is not returned in to keep it off the caller's stack.
#[inline(never)]
fn hash<A: Algorithms>(data: &[u8], out: &mut [u8; 32]) {
    *out = A::Sha256::digest(data);
}

/// What a leaf must be: in time, for the usage, of the name.
#[inline(never)]
fn check_leaf(leaf: &Certificate<'_>, policy: &Policy<'_>) -> Result<(), CertError> {
    check_common(leaf, policy, DIGITAL_SIGNATURE)?;
    policy.name.map_or(Ok(()), |name| name.find_in(leaf.extensions.alt_names))
}

/// What an issuer with `intermediates` below itself must be: in time, for the usage, a CA that allows as many.
#[inline(never)]
fn check_issuer(issuer: &Certificate<'_>, policy: &Policy<'_>, intermediates: u8) -> Result<(), CertError> {
    if !issuer.extensions.ca {
        return Err(CertError::NotACa);
    }
    check_common(issuer, policy, KEY_CERT_SIGN)?;
    if issuer.extensions.path_len.is_some_and(|limit| limit < intermediates) {
        return Err(CertError::PathTooLong);
    }
    Ok(())
}

/// What every certificate must be: in time, understood, and for the usage if it names any; `key_usage` is the bit it
/// needs.
#[inline(never)]
fn check_common(certificate: &Certificate<'_>, policy: &Policy<'_>, key_usage: u8) -> Result<(), CertError> {
    let now = policy.now.unwrap_or(BUILD_DATE);
    if now < BUILD_DATE {
        return Err(CertError::ClockBehindBuild);
    }
    if now > certificate.not_after {
        return Err(CertError::Expired);
    }
    if policy.now.is_some() && now < certificate.not_before {
        return Err(CertError::NotYetValid);
    }
    let extensions = &certificate.extensions;
    if extensions.unknown_critical {
        return Err(CertError::UnknownCriticalExtension);
    }
    if extensions.name_constraints {
        return Err(CertError::NameConstraints);
    }
    let purpose = match policy.usage {
        Usage::ServerAuth => SERVER_AUTH,
        Usage::ClientAuth => CLIENT_AUTH,
    };
    let allows = |set: Option<u8>, bit| set.is_none_or(|set| set & bit != 0);
    if allows(extensions.key_usage, key_usage) && allows(extensions.extended_key_usage, purpose) {
        Ok(())
    } else {
        Err(CertError::WrongUsage)
    }
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
