//! Certificate policies along a path (RFC 5280, section 6.1, as RFC 9618 has it).
//!
//! A policy is an object identifier an authority issues under; an authority above may require one
//! (policyConstraints), take the subject's for its own (policyMappings), and forbid that *any* is
//! claimed (inhibitAnyPolicy). The relying party
//! says which it accepts: [`PolicyInputs`]. TLS on the
//! web has no use for any of it; the bridges of governments and industries do, and a verifier that
//! meets a critical policy extension must either process it or refuse the certificate.
//!
//! [`check`] walks a path that was verified already, from the anchor down: signatures, times and
//! names are the [`Chain`](crate::Chain)'s.
//! [`Builder::find_under`](crate::path::Builder::find_under) does both in one call.
//!
//! # The graph of RFC 9618, one level at a time
//!
//! RFC 5280 grows a tree of policies that a few certificates can make exponentially large; RFC 9618
//! makes a graph of it, whose nodes at each level are as many as there are policies. All that is
//! asked of the graph in the end is which of the policies that hang on *anyPolicy* still have a
//! node at the leaf. So a node carries a set of those it descends from, and nothing above the
//! present level is kept. That is what [`Node`]s are for: the policies expected of the next
//! certificate, those it has, and those expected of the one after: three times the most policies
//! and mappings of a certificate will do. Running out of them is an error,
//! [`CertError::TooManyPolicies`].
//!
//! Only the policies that are acceptable are told apart in that set, at most [`MAX_ACCEPTABLE`].
//! Qualifiers are for people to read and change nothing. But where certificatePolicies is critical,
//! one of a kind other than the pointer to a statement and the user notice is one that cannot be
//! interpreted, and the certificate is refused (RFC 5280, section 4.2.1.4).
//!
//! ```
//! use motetls_pki::oid::Oid;
//! use motetls_pki::policy::{Node, PolicyInputs, check};
//! use motetls_pki::CertError;
//!
//! const MEDIUM_ASSURANCE: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 3, 3]);
//!
//! /// `path`: leaf first, verified by a chain.
//! fn of_medium_assurance(path: &[&[u8]]) -> Result<bool, CertError> {
//!     let acceptable = &[MEDIUM_ASSURANCE];
//!     let rules = PolicyInputs { acceptable, explicit: true, ..PolicyInputs::default() };
//!     let mut nodes = [Node::EMPTY; 24];
//!     Ok(check(&rules, path.iter().rev().copied(), &mut nodes)?.holds(0))
//! }
//! assert_eq!(of_medium_assurance(&[b"no certificate"]), Err(CertError::Malformed));
//! ```

mod extensions;
mod graph;
mod inputs;
mod outcome;

pub use graph::Node;
pub use inputs::{MAX_ACCEPTABLE, PolicyInputs};
pub use outcome::PolicyOutcome;

use crate::certificate::Certificate;
use crate::dn::fold;
use crate::error::CertError;
use extensions::PolicyExtensions;
use graph::Graph;

/// Processes the policies of `path`, in DER, from the certificate an anchor issued down to the
/// leaf. The anchor is not part of it.
///
/// # Errors
/// [`CertError::CertificatePolicy`] when a policy is demanded and none is acceptable, or anyPolicy
/// is mapped; [`CertError::TooManyPolicies`] when `nodes` are too few or more than
/// [`MAX_ACCEPTABLE`] are acceptable; [`CertError::UnknownCriticalExtension`] when
/// certificatePolicies is critical and has a qualifier of an unknown kind; [`CertError::Malformed`]
/// when a certificate or an extension cannot be read, or an extension, or a policy that counts,
/// occurs twice.
pub fn check<'c>(
    rules: &PolicyInputs<'_>,
    path: impl Iterator<Item = &'c [u8]>,
    nodes: &mut [Node<'c>],
) -> Result<PolicyOutcome, CertError> {
    let mut graph = Graph::new(rules, nodes)?;
    let mut path = path.peekable();
    while let Some(der) = path.next() {
        let certificate = Certificate::parse(der)?;
        let found = PolicyExtensions::read(&certificate.extension_list())?;
        let self_issued = fold::same(certificate.issuer, certificate.subject);
        let last = path.peek().is_none();
        graph.take(&found, self_issued, last)?;
        if last {
            return graph.finish(&found);
        }
        graph.prepare(&found, self_issued)?;
    }
    Err(CertError::UnknownIssuer)
}
