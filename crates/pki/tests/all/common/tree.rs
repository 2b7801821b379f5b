//! The valid_policy_tree of RFC 5280, section 6.1, as the text grows it: a reference for short
//! paths, exponential in their length.

/// What one certificate says; policies by their number, 0 for anyPolicy.
#[derive(Clone, Debug, Default)]
pub struct PathEntry {
    pub policies: Option<Vec<u8>>,
    pub mappings: Vec<(u8, u8)>,
    pub require: Option<u8>,
    pub inhibit_mapping: Option<u8>,
    pub inhibit_any: Option<u8>,
    pub self_issued: bool,
}

/// From the certificate below the anchor down.
pub type Paths = Vec<PathEntry>;

/// The inputs of section 6.1.1.
#[derive(Clone, Debug)]
pub struct InitialInputs {
    /// Empty for anyPolicy.
    pub accept: Vec<u8>,
    pub explicit: bool,
    pub inhibit_mapping: bool,
    pub inhibit_any: bool,
}

#[derive(Clone, Debug)]
struct Node {
    depth: usize,
    policy: u8,
    expected: Vec<u8>,
    parent: Option<usize>,
    alive: bool,
}

struct Tree(Vec<Node>);

impl Tree {
    fn at(&self, depth: usize) -> Vec<usize> {
        (0..self.0.len())
            .filter(|index| self.0[*index].alive && self.0[*index].depth == depth)
            .collect()
    }

    fn grow(&mut self, parent: usize, policy: u8, expected: Vec<u8>) {
        let depth = self.0[parent].depth + 1;
        self.0.push(Node { depth, policy, expected, parent: Some(parent), alive: true });
    }

    /// Deletes nodes above `depth` that have no child, until there are none.
    fn prune(&mut self, depth: usize) {
        for above in (0..depth).rev() {
            for index in self.at(above) {
                let has_child =
                    self.at(above + 1).iter().any(|child| self.0[*child].parent == Some(index));
                self.0[index].alive = has_child;
            }
        }
    }

    fn is_null(&self) -> bool {
        self.0.iter().all(|node| !node.alive)
    }

    /// Section 6.1.3 (d).
    fn take(&mut self, depth: usize, policies: &[u8], any_counts: bool) {
        let above = self.at(depth - 1);
        for policy in policies.iter().filter(|policy| **policy != 0) {
            let matching: Vec<usize> = above
                .iter()
                .copied()
                .filter(|index| self.0[*index].expected.contains(policy))
                .collect();
            for parent in &matching {
                self.grow(*parent, *policy, vec![*policy]);
            }
            let any = above.iter().find(|index| self.0[**index].policy == 0);
            if let (true, Some(any)) = (matching.is_empty(), any) {
                self.grow(*any, *policy, vec![*policy]);
            }
        }
        if policies.contains(&0) && any_counts {
            for parent in above {
                for policy in self.0[parent].expected.clone() {
                    let there = self.at(depth).iter().any(|child| {
                        self.0[*child].parent == Some(parent) && self.0[*child].policy == policy
                    });
                    if !there {
                        self.grow(parent, policy, vec![policy]);
                    }
                }
            }
        }
        self.prune(depth);
    }

    /// Section 6.1.4 (b).
    fn map(&mut self, depth: usize, mappings: &[(u8, u8)], allowed: bool) {
        let mut issuers: Vec<u8> = mappings.iter().map(|(issuer, _)| *issuer).collect();
        issuers.sort_unstable();
        issuers.dedup();
        let before = self.at(depth);
        for issuer in issuers {
            let subjects: Vec<u8> = mappings
                .iter()
                .filter(|mapping| mapping.0 == issuer)
                .map(|mapping| mapping.1)
                .collect();
            let nodes: Vec<usize> =
                before.iter().copied().filter(|index| self.0[*index].policy == issuer).collect();
            let any = before.iter().copied().find(|index| self.0[*index].policy == 0);
            match (allowed, any) {
                (true, Some(any)) if nodes.is_empty() => {
                    let parent = self.0[any].parent.unwrap();
                    self.grow(parent, issuer, subjects);
                }
                (true, _) => {
                    nodes.into_iter().for_each(|index| self.0[index].expected = subjects.clone())
                }
                (false, _) => nodes.into_iter().for_each(|index| self.0[index].alive = false),
            }
        }
        self.prune(depth);
    }
}

/// The user-constrained-policy-set, `None` inside when it is empty; empty inside when all are
/// acceptable and one is there. `None` outside when the path is not valid.
pub fn evaluate(path: &[PathEntry], inputs: &InitialInputs) -> Option<Option<Vec<u8>>> {
    let n = path.len();
    let start = |now: bool| if now { 0 } else { n + 1 };
    let (mut explicit, mut mapping) = (start(inputs.explicit), start(inputs.inhibit_mapping));
    let mut any = start(inputs.inhibit_any);
    let mut tree =
        Tree(vec![Node { depth: 0, policy: 0, expected: vec![0], parent: None, alive: true }]);
    for (entry, i) in path.iter().zip(1..) {
        match &entry.policies {
            Some(policies) if !tree.is_null() => {
                tree.take(i, policies, any > 0 || (i < n && entry.self_issued))
            }
            Some(_) => {}
            None => tree.0.iter_mut().for_each(|node| node.alive = false),
        }
        if explicit == 0 && tree.is_null() {
            return None;
        }
        if i == n {
            break;
        }
        if entry.mappings.iter().any(|mapping| mapping.0 == 0 || mapping.1 == 0) {
            return None;
        }
        if !tree.is_null() {
            tree.map(i, &entry.mappings, mapping > 0);
        }
        for counter in [&mut explicit, &mut mapping, &mut any] {
            *counter -= usize::from(!entry.self_issued && *counter > 0);
        }
        let least = |counter: usize, given: Option<u8>| {
            given.map_or(counter, |given| counter.min(usize::from(given)))
        };
        explicit = least(explicit, entry.require);
        mapping = least(mapping, entry.inhibit_mapping);
        any = least(any, entry.inhibit_any);
    }
    explicit -= usize::from(explicit > 0);
    if path.last().is_some_and(|entry| entry.require == Some(0)) {
        explicit = 0;
    }
    let set = intersect(&tree, n, &inputs.accept);
    if explicit == 0 && set.is_none() { None } else { Some(set) }
}

/// Section 6.1.5 (g).
fn intersect(tree: &Tree, n: usize, accept: &[u8]) -> Option<Vec<u8>> {
    if tree.is_null() {
        return None;
    }
    if accept.is_empty() {
        return Some(vec![]);
    }
    let alive = tree.0.iter().filter(|node| node.alive);
    let below_any =
        alive.filter(|node| node.parent.is_some_and(|parent| tree.0[parent].policy == 0));
    let authority: Vec<u8> = below_any.map(|node| node.policy).collect();
    let any = tree.at(n).iter().any(|index| tree.0[*index].policy == 0);
    let set: Vec<u8> =
        accept.iter().copied().filter(|policy| any || authority.contains(policy)).collect();
    if set.is_empty() { None } else { Some(set) }
}
