//! Certificate policies along a path (RFC 5280, section 6.1, as RFC 9618 has it).
//!
//! A policy is an object identifier an authority issues under; an authority above may require one (policyConstraints),
//! take the subject's for its own (policyMappings), and forbid that *any* is claimed (inhibitAnyPolicy). Who relies on the
//! path says which he accepts: [`Rules`]. TLS on the web has no use for any of it; the bridges of governments and
//! industries do, and whoever meets a critical policy extension must either process it or refuse the certificate.
//!
//! [`check`] walks a path that was verified already, from the anchor down: signatures, times and names are the
//! [`Chain`](crate::Chain)'s. [`Builder::find_under`](crate::path::Builder::find_under) does both in one call.
//!
//! # The graph of RFC 9618, one level at a time
//!
//! RFC 5280 grows a tree of policies that a few certificates can make exponentially large; RFC 9618 makes a graph of it,
//! whose nodes at each level are as many as there are policies. All that is asked of the graph in the end is which of the
//! policies that hang on *anyPolicy* still have a node at the leaf. So a node carries a set of those it descends from, and
//! nothing above the present level is kept. That is what [`Node`]s are for: the policies expected of the next certificate,
//! those it has, and those expected of the one after: three times the most policies and mappings of a certificate will do.
//! Running out of them is an error, [`CertError::TooManyPolicies`].
//!
//! Only the policies that are acceptable are told apart in that set, at most [`MAX_ACCEPTABLE`]; qualifiers are not looked
//! at.
//!
//! ```
//! use motetls_pki::oid::Oid;
//! use motetls_pki::policy::{Node, Rules, check};
//! use motetls_pki::CertError;
//!
//! const MEDIUM_ASSURANCE: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 3, 3]);
//!
//! /// `path`: leaf first, verified by a chain.
//! fn of_medium_assurance(path: &[&[u8]]) -> Result<bool, CertError> {
//!     let rules = Rules { acceptable: &[MEDIUM_ASSURANCE], explicit: true, ..Rules::default() };
//!     let mut nodes = [Node::EMPTY; 24];
//!     Ok(check(&rules, path.iter().rev().copied(), &mut nodes)?.holds(0))
//! }
//! assert_eq!(of_medium_assurance(&[b"no certificate"]), Err(CertError::Malformed));
//! ```

mod graph;
mod said;

use crate::certificate::Certificate;
use crate::dn::fold;
use crate::error::CertError;
use crate::oid::Oid;
use graph::Graph;
use said::Said;

/// How many policies can be acceptable.
pub const MAX_ACCEPTABLE: usize = 32;

/// What whoever relies on a path demands of its policies (RFC 5280, section 6.1.1). As it comes, nothing: any policy will
/// do, and none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules<'a> {
    /// user-initial-policy-set: the policies accepted, at most [`MAX_ACCEPTABLE`]; none stand for anyPolicy.
    pub acceptable: &'a [Oid<'a>],
    /// initial-explicit-policy: the path must be of an acceptable policy, whether or not a certificate demands it.
    pub explicit: bool,
    /// initial-policy-mapping-inhibit: no policy is taken for another.
    pub inhibit_mapping: bool,
    /// initial-any-policy-inhibit: anyPolicy in a certificate counts for nothing.
    pub inhibit_any: bool,
}

/// Room for one policy. What it holds is of no use after [`check`].
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    policy: Oid<'a>,
    /// Which of the acceptable policies it descends from.
    roots: u32,
    /// policyMappings have it.
    mapped: bool,
}

impl Node<'_> {
    /// Room for one.
    pub const EMPTY: Self = Node { policy: Oid(&[]), roots: 0, mapped: false };
}

/// Under which policies a path is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The acceptable ones it is valid under, the first as the lowest bit; without any named, 1 when it is valid under one.
    user: u32,
    /// Something demanded that there be one.
    explicit: bool,
}

impl Outcome {
    /// Whether the path is valid under the acceptable policy of this index: the user-constrained-policy-set. When all are
    /// acceptable, 0 asks for any.
    #[must_use]
    pub const fn holds(&self, index: usize) -> bool {
        index < MAX_ACCEPTABLE && self.user & bit(index) != 0
    }

    /// Whether the path is valid under no acceptable policy, and nothing demanded one.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.user == 0
    }

    /// Whether the rules or a certificate demanded an acceptable policy: explicit_policy has come down to 0.
    #[must_use]
    pub const fn is_explicit(&self) -> bool {
        self.explicit
    }
}

/// The bit of an acceptable policy.
const fn bit(index: usize) -> u32 {
    1_u32.wrapping_shl((index & 31) as u32)
}

/// Processes the policies of `path`, in DER, from the certificate an anchor issued down to the leaf. The anchor is not part
/// of it.
///
/// # Errors
/// [`CertError::CertificatePolicy`] when a policy is demanded and none is acceptable, or anyPolicy is mapped;
/// [`CertError::TooManyPolicies`] when `nodes` are too few or more than [`MAX_ACCEPTABLE`] are acceptable;
/// [`CertError::Malformed`] when a certificate or an extension cannot be read, or an extension, or a policy that counts, occurs twice.
pub fn check<'c>(
    rules: &Rules<'_>,
    path: impl Iterator<Item = &'c [u8]>,
    nodes: &mut [Node<'c>],
) -> Result<Outcome, CertError> {
    let mut graph = Graph::new(rules, nodes)?;
    let mut path = path.peekable();
    while let Some(der) = path.next() {
        let certificate = Certificate::parse(der)?;
        let said = Said::read(&certificate.extension_list())?;
        let self_issued = fold::same(certificate.issuer, certificate.subject);
        let last = path.peek().is_none();
        graph.take(&said, self_issued, last)?;
        if last {
            return graph.finish(&said);
        }
        graph.prepare(&said, self_issued)?;
    }
    Err(CertError::UnknownIssuer)
}
