//! Verification of a chain, one certificate at a time (RFC 5280, section 6).
//!
//! Certificates arrive leaf first and each is borrowed only while it is looked at. What stays is
//! what the next one is measured by: the digest of the contents, the signature, the hash of the
//! issuer's name; and the leaf's key.
//!
//! ```text
//!  push(leaf)          name, time, usage ─┐ signed by an anchor it names as issuer? ─> Trusted
//!      │                                  │ the leaf itself an anchor? ──────────────> Trusted
//!      │ no: keep digest, signature, H(issuer)
//!  push(intermediate)  H(subject) = kept H(issuer), CA, time, usage, path length, names below,
//!      │               its key verifies the kept digest and signature ──> as above, for its issuer
//!      …
//! ```
//!
//! There is one verifier, and what it can do is chosen by type; what is not named is not in the
//! image.
//!
//! | parameter | choice |
//! |---|---|
//! | [`Signatures`] of a [`Chain`] | [`Algorithms`]: P-256 alone, in 200 bytes; [`Many`]: a slot for each algorithm; [`HostAlgorithms`]: all |
//! | [`RuleSet`] of a [`Chain`] | [`DeviceRules`]: names by bytes; [`Rfc5280Rules`]: names folded, name constraints, policies left to the caller |
//! | [`Validator`] of [`Chain::push_with`] | [`FirstFault`]; [`AllFaults`]; [`Waive`]; [`Pins`]; [`Strength`], [`CaBrowser`], [`Iot`] |
//!
//! A key that comes without a certificate is checked by [`raw_key`].
//!
//! Faults that make a chain worthless are let pass by [`dangerous`] only: see [`is_waivable`].
//!
//! # Why nothing can be skipped
//!
//! Let C0 be the leaf and Ci+1 the certificate that is taken as the issuer of Ci.
//!
//! 1. All checks of Ci's contents are made on the very bytes whose digest is kept, in the one call
//!    that reads them, and before anything of Ci is kept. They depend on the role alone, leaf or
//!    issuer, and the role on the position alone; nothing in a certificate chooses which checks it
//!    undergoes.
//! 2. `Trusted` has three sources: the kept signature of Ci verifies under an anchor's key; C0
//!    bears an anchor's own subject and key, and another's name as its issuer; or it was reached
//!    before. The anchors are the caller's, never the peer's. In the second case the rest of C0 is
//!    not authentic, but only the holder of the anchor's key can use it, and that key could sign
//!    any other: a verifier of files, to which no peer proves that it holds the key, compares the
//!    whole certificate.
//! 3. A certificate behind the leaf that cannot be read, whose subject is not the expected issuer,
//!    whose key did not make the signature, or that may not issue what is below it, is stepped over
//!    and changes nothing but the reason that is given when the chain ends. One that is taken
//!    replaces what is kept only after its key verified what was kept. So when `Trusted` is reached
//!    at Ci, every Cj before it was signed by Cj+1, and the anchor's key signed Ci: all contents
//!    that passed the checks are authentic, by induction from the anchor down.
//! 4. Checks of Ci run before the signature over Ci is known to be good. That only lets a forger
//!    choose the error that ends the chain; and every error but those of 3 is kept, whatever is
//!    pushed after it.
//! 5. The names that constraints in Ci+1 are about are those kept of C0 … Ci: all of C0, and of the
//!    others all of those that are not self-issued (RFC 5280, section 6.1.3 (b)). One that is not
//!    kept, for want of room or because it cannot be read, is remembered as missing, and
//!    constraints that come later are refused. Ci+1's own names are added after its constraints
//!    were applied, so each is held against the constraints above it and no others.
//! 6. A validator cannot make a check pass unnoticed: it is asked about each fault, and only its
//!    own `Ok` lets it pass; what it adds is faults, and a last refusal. [`FirstFault`] never says
//!    `Ok`, and is what [`Chain::push`] asks. [`AllFaults`] always does, and refuses in the end
//!    what had a fault: so a chain it trusts passed all checks, and no certificate of an issuer's
//!    name was stepped over in it for a fault. Other validators make exceptions of time, name,
//!    usage and policy ([`is_waivable`]), and 1 to 5 hold but for these; signatures and authorities
//!    are excepted by [`dangerous`] alone. No validator is asked whether a certificate can be read,
//!    whether the leaf's algorithm is built in, and whether an issuer is missing.
//!
//! 7. In bounded steps ([`Chain::push_in_steps`]) a certificate is read anew after each check. What
//!    was read before is thrown away, as it happened on a copy of the chain; the outcomes of the
//!    checks are kept in the order they are asked for, which depends on nothing but the
//!    certificate, the anchors and these outcomes. So the last reading is that of 1 to 6.
//!
//! Each link costs one signature check, plus one for each anchor that bears the issuer's name.
//!
//! # What is decided here
//!
//! - A [`DeviceRules`] compares names by their bytes, not under the folding rules of RFC 5280,
//!   section 7.1: a stricter test.
//! - A leaf may be a CA: nothing in RFC 5280 forbids it, and the usual self-signed certificate of a
//!   device is one. Its key must still be allowed to sign (keyUsage) and to serve (extKeyUsage).
//! - extKeyUsage of an intermediate limits what is below it, as all verifiers in the field have it.
//! - A [`DeviceRules`] refuses nameConstraints, critical or not: the names below an intermediate
//!   are gone when its constraints are read, and a leaf must have none. [`Rfc5280Rules`] keeps
//!   them, and reads those of a leaf as being about nothing.
//! - Certificate policies are not evaluated; marked critical, they are refused as unknown, unless
//!   the [`RuleSet`] say that the caller evaluates them ([`policy`](crate::policy)).
//! - Intermediates of version 1 are no issuers: they cannot say that they are CAs. As anchors they
//!   will do.
//! - Anchors have no validity; the name constraints of one hold for all that is below it, see
//!   [`TrustAnchor`](crate::TrustAnchor).
//! - Certificates that do not fit in (extraneous, doubled, expired ones of an issuer that sent a
//!   newer one, too) are stepped over as RFC 9846, section 4.5.1, asks; a chain in another order
//!   may fail with [`CertError::IssuerMismatch`](crate::CertError::IssuerMismatch).
//!   [`path`](crate::path) sorts it.
//! - Under [`DeviceRules`], a clock before [`BUILD_DATE`](crate::time::BUILD_DATE) is refused as
//!   such, with [`CertError::ClockBehindBuild`](crate::CertError::ClockBehindBuild): it was never
//!   set, and "not yet valid" would point to the certificate. Under [`Rfc5280Rules`] the time may
//!   be any day that is asked about. Without a clock, what expired before that date is refused.
//! - Ed25519 takes the issuer's key before the contents, so contents it signed are kept whole, see
//!   [`Slots::Contents`].

mod algorithms;
mod all_faults;
mod bytes;
mod check_steps;
mod checks;
mod constraints;
pub mod dangerous;
mod faults;
mod host;
mod many;
mod many_steps;
mod pieces;
mod pins;
mod practice;
mod push_in_steps;
mod rules;
mod slots;
mod subtrees;
mod validator;
mod verifier;
mod verify_policy;
mod waived;
mod issuer_name;

pub use algorithms::{Algorithms, Capabilities, Signatures, UnverifiedP256};
pub use all_faults::AllFaults;
pub use check_steps::CheckSteps;
pub use constraints::{ConstrainedNames, NameBuffer, NoNames};
pub use faults::Faults;
pub use host::{HostAlgorithms, HostSlots};
pub use issuer_name::{HashedName, IssuerName, WholeName};
pub use many::{LeafKey, Many, UnverifiedMany};
pub use many_steps::ManySteps;
pub use pieces::{IncrementalSignatures, RunningMany};
pub use pins::{ExpectedKey, Pins, raw_key};
pub use practice::{CaBrowser, Iot, Strength};
pub use rules::{DeviceRules, Rfc5280Rules, RuleSet};
pub use slots::{HashSlot, Slots};

/// What fills a slot that is not used, see [`algorithms!`](crate::algorithms).
pub use motetls_crypto::Absent;
pub use validator::{FirstFault, Validator, Waive, is_waivable};
pub use verifier::{Chain, ChainProgress};
pub use verify_policy::{MAX_CERTIFICATES, Usage, VerifyPolicy};

pub(crate) use rules::{same_name, understands_critical};
