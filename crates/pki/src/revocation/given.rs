//! What is given about revocation, and what is demanded.

use super::freshness::Freshness;
use super::issuer::Issuer;
use super::response_policy::ResponsePolicy;

/// A revocation list that the caller brings.
#[derive(Clone, Copy, Debug)]
pub struct GivenCrl<'a> {
    /// The list, in DER.
    pub der: &'a [u8],
    /// The signer, if that is not the very key that signed the certificate: the caller has
    /// verified that this key may.
    pub signer: Option<Issuer<'a>>,
}

impl<'a> GivenCrl<'a> {
    /// A list of the certificate's own issuer.
    #[must_use]
    pub const fn new(der: &'a [u8]) -> Self {
        GivenCrl { der, signer: None }
    }
}

/// What becomes of a certificate of which it is not known whether it is revoked. One that is known
/// to be is always refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationMode {
    /// The leaf's status must be known; that of its issuers need not be.
    LeafKnown,
    /// Every status must be known, but that of the anchor.
    AllKnown,
    /// What is not known passes. An attacker that keeps lists and answers from arriving passes with
    /// a revoked certificate, and one that holds a stolen key can do so as a rule: this finds out
    /// what honest servers forgot.
    UnknownPasses,
}

/// By what a [`RevocationValidator`](super::RevocationValidator) decides.
#[derive(Clone, Copy, Debug)]
pub struct RevocationPolicy<'a> {
    /// How old lists may be.
    pub freshness: Freshness,
    /// What OCSP answers are measured by.
    pub responses: ResponsePolicy<'a>,
    /// Lists, complete ones and deltas in any order. Those of other issuers than a certificate's
    /// are passed over.
    pub lists: &'a [GivenCrl<'a>],
    /// OCSP answers by the depth of their certificate: that of the leaf first; an empty one is
    /// none.
    pub staples: &'a [&'a [u8]],
    /// What becomes of unknown statuses.
    pub mode: RevocationMode,
    /// Whether a leaf that promises a stapled answer (RFC 7633) is refused without one, whatever
    /// lists say. Only for clients that ask for one (status_request).
    pub must_staple: bool,
}

impl RevocationPolicy<'_> {
    /// Demands to know of the leaf at `now`, with nothing given yet.
    #[must_use]
    pub const fn new(freshness: Freshness) -> Self {
        RevocationPolicy {
            freshness,
            responses: ResponsePolicy::new(freshness),
            lists: &[],
            staples: &[],
            mode: RevocationMode::LeafKnown,
            must_staple: false,
        }
    }
}
