//! The policy graph, of which one level is kept.

use super::extensions::PolicyExtensions;
use super::inputs::{MAX_ACCEPTABLE, PolicyInputs};
use super::outcome::{PolicyOutcome, bit};
use crate::error::CertError;
use crate::oid::{Oid, known};
use core::cell::Cell;

/// More certificates than any path has: n + 1 of RFC 5280, section 6.1.2.
const NEVER: u32 = u32::MAX;

/// Room for one policy. What it holds is of no use after [`check`](super::check).
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

/// The state of RFC 5280, section 6.1.2, (a) and (d) to (f).
///
/// `nodes` begin with the policies expected of the next certificate: the union of all
/// expected_policy_sets, each with what the nodes that expect it descend from. While a certificate
/// is looked at, its own follow, and then those expected of the next one, which are moved to the
/// front in the end.
pub(super) struct Graph<'r, 'n, 'c> {
    /// The policies that are acceptable; none stand for any.
    acceptable: &'r [Oid<'r>],
    nodes: &'n mut [Node<'c>],
    /// How many are expected.
    expected: usize,
    /// How many nodes are in use.
    used: usize,
    /// anyPolicy is among the nodes of this level, and so of all above.
    any: bool,
    explicit_policy: u32,
    policy_mapping: u32,
    inhibit_any: u32,
}

impl<'r, 'n, 'c> Graph<'r, 'n, 'c> {
    /// A graph of anyPolicy alone.
    pub(super) fn new(
        rules: &'r PolicyInputs<'r>,
        nodes: &'n mut [Node<'c>],
    ) -> Result<Self, CertError> {
        // anyPolicy is a special value, not a policy (RFC 5280, section 6.1.1 (c))
        let any = rules.acceptable.contains(&known::ANY_POLICY);
        let acceptable = if any { &[] } else { rules.acceptable };
        if acceptable.len() > MAX_ACCEPTABLE {
            return Err(CertError::TooManyPolicies);
        }
        let from = |now: bool| if now { 0 } else { NEVER };
        Ok(Graph {
            acceptable,
            nodes,
            expected: 0,
            used: 0,
            any: true,
            explicit_policy: from(rules.explicit),
            policy_mapping: from(rules.inhibit_mapping),
            inhibit_any: from(rules.inhibit_any),
        })
    }

    /// Section 6.1.3, (d) to (f): the nodes of this certificate.
    pub(super) fn take(
        &mut self,
        found: &PolicyExtensions<'c>,
        self_issued: bool,
        last: bool,
    ) -> Result<(), CertError> {
        let mut any_here = false;
        if let Some(policies) = found.policies {
            for policy in policies {
                match policy?.oid {
                    known::ANY_POLICY if any_here => return Err(CertError::Malformed),
                    known::ANY_POLICY => any_here = true,
                    policy => self.have(policy)?,
                }
            }
            any_here &= self.inhibit_any > 0 || (!last && self_issued);
        }
        if any_here {
            for at in 0..self.expected {
                let node = *self.nodes.get(at).ok_or(CertError::TooManyPolicies)?;
                if self.find(self.expected, node.policy).is_none() {
                    self.add(node.policy, node.roots)?;
                }
            }
        }
        self.any &= any_here;
        self.check()
    }

    /// (d) (1): a policy of the certificate, under the nodes that expect it, else under anyPolicy,
    /// else not at all.
    fn have(&mut self, policy: Oid<'c>) -> Result<(), CertError> {
        if self.find_in(self.expected, self.used, policy).is_some() {
            return Err(CertError::Malformed);
        }
        let roots = match self.find_in(0, self.expected, policy) {
            Some(at) => self.nodes.get(at).map(|node| node.roots),
            None if self.any => Some(self.roots(policy)),
            None => None,
        };
        roots.map_or(Ok(()), |roots| self.add(policy, roots))
    }

    /// (f): a policy is not demanded, or there is one.
    fn check(&self) -> Result<(), CertError> {
        let alive = self.any || self.used > self.expected;
        if self.explicit_policy > 0 || alive { Ok(()) } else { Err(CertError::CertificatePolicy) }
    }

    /// Section 6.1.4, (a), (b) and (h) to (j): what is expected of the next certificate.
    pub(super) fn prepare(
        &mut self,
        found: &PolicyExtensions<'c>,
        self_issued: bool,
    ) -> Result<(), CertError> {
        let own = self.used;
        if let Some(mappings) = found.mappings {
            for mapping in mappings {
                let mapping = mapping?;
                if mapping.issuer == known::ANY_POLICY || mapping.subject == known::ANY_POLICY {
                    return Err(CertError::CertificatePolicy);
                }
                self.map(mapping.issuer, mapping.subject, own)?;
            }
        }
        for at in self.expected..own {
            let node = *self.nodes.get(at).ok_or(CertError::TooManyPolicies)?;
            if !node.mapped {
                self.expect(node.policy, node.roots, own)?;
            }
        }
        let cells = Cell::from_mut(&mut *self.nodes).as_slice_of_cells();
        for (to, from) in cells.iter().zip(cells.iter().take(self.used).skip(own)) {
            to.set(from.get());
        }
        self.used = self.used.saturating_sub(own);
        self.expected = self.used;
        for counter in [&mut self.explicit_policy, &mut self.policy_mapping, &mut self.inhibit_any]
        {
            *counter = counter.saturating_sub(u32::from(!self_issued && *counter != NEVER));
        }
        self.explicit_policy = self.explicit_policy.min(found.require_explicit().unwrap_or(NEVER));
        self.policy_mapping = self.policy_mapping.min(found.inhibit_mapping().unwrap_or(NEVER));
        self.inhibit_any = self.inhibit_any.min(found.inhibit_any.unwrap_or(NEVER));
        Ok(())
    }

    /// 6.1.4 (b): the issuer's policy is to be met as the subject's; or, where mapping is
    /// inhibited, is gone.
    fn map(&mut self, issuer: Oid<'c>, subject: Oid<'c>, own: usize) -> Result<(), CertError> {
        let at = self.find_in(self.expected, own, issuer);
        let roots = match at.and_then(|at| self.nodes.get_mut(at)) {
            Some(node) => {
                node.mapped = true;
                node.roots
            }
            None if self.any => self.roots(issuer),
            None => return Ok(()),
        };
        if self.policy_mapping > 0 { self.expect(subject, roots, own) } else { Ok(()) }
    }

    /// Section 6.1.5, (a), (b) and (g): what is left for the user.
    pub(super) fn finish(&self, found: &PolicyExtensions<'c>) -> Result<PolicyOutcome, CertError> {
        let explicit = self.explicit_policy <= 1 || found.require_explicit() == Some(0);
        let own = self.nodes.get(self.expected..self.used).unwrap_or(&[]);
        let mut user = own.iter().fold(0, |user, node| user | node.roots);
        if self.any {
            user = match self.acceptable.len() {
                0 => 1,
                count => (0..count).fold(0, |user, index| user | bit(index)),
            };
        }
        if explicit && user == 0 {
            return Err(CertError::CertificatePolicy);
        }
        Ok(PolicyOutcome { user, explicit })
    }

    /// What a policy directly under anyPolicy descends from: itself, if it is acceptable.
    fn roots(&self, policy: Oid<'_>) -> u32 {
        let acceptable =
            self.acceptable.iter().zip(0..).filter(|(acceptable, _)| **acceptable == policy);
        let named = acceptable.fold(0, |roots, (_, index)| roots | bit(index));
        if self.acceptable.is_empty() { 1 } else { named }
    }

    /// Expects a policy of the next certificate, perhaps once more.
    fn expect(&mut self, policy: Oid<'c>, roots: u32, own: usize) -> Result<(), CertError> {
        match self.find_in(own, self.used, policy).and_then(|at| self.nodes.get_mut(at)) {
            Some(node) => node.roots |= roots,
            None => self.add(policy, roots)?,
        }
        Ok(())
    }

    fn add(&mut self, policy: Oid<'c>, roots: u32) -> Result<(), CertError> {
        let node = self.nodes.get_mut(self.used).ok_or(CertError::TooManyPolicies)?;
        *node = Node { policy, roots, mapped: false };
        self.used = self.used.saturating_add(1);
        Ok(())
    }

    fn find(&self, from: usize, policy: Oid<'_>) -> Option<usize> {
        self.find_in(from, self.used, policy)
    }

    /// The index of a policy among the nodes `from..to`.
    fn find_in(&self, from: usize, to: usize, policy: Oid<'_>) -> Option<usize> {
        let nodes = self.nodes.get(from..to)?;
        nodes.iter().position(|node| node.policy == policy).map(|at| at.saturating_add(from))
    }
}
