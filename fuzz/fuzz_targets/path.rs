//! The search for a path, in a pool of which the input draws the certificates: which certifies
//! which, or bytes as they are. What is found must stand as a chain, and what a plain search of the
//! drawing reaches must be found.
//!
//! `flags budget leaf-issuer anchor (edge | 0xff length{2} der)...`
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_crypto::Sha256;
use motetls_fuzz::certs::{LEAF, Party, issue, name, spki};
use motetls_fuzz::input::Input;
use motetls_fuzz::null::Bound;
use motetls_pki::chain::FirstFault;
use motetls_pki::oid::Oid;
use motetls_pki::path::{Branch, Builder, PathError};
use motetls_pki::policy::{self, Node, PolicyInputs};
use motetls_pki::{Chain, ChainProgress, TrustAnchor, Usage, VerifyPolicy};

/// Names, with two keys each.
const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
/// The most certificates on a path.
const SLOTS: usize = 6;

/// An authority by its number: a name and one of its keys.
fn party(number: u8) -> Party {
    let number = number % 10;
    Party { name: NAMES[usize::from(number / 2)], key: [0x40 + number; 32] }
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let flags = input.u8();
    let budget = u32::from(input.u8());
    let (start, goal) = (input.u8() % 10, input.u8() % 10);
    let (mut edges, mut ders, mut drawn) = (Vec::new(), Vec::new(), true);
    while !input.is_empty() && ders.len() < 16 {
        let edge = input.u8();
        if edge == 0xff {
            let length = usize::from(input.u16());
            ders.push(input.take(length).to_vec());
            drawn = false;
        } else {
            let (subject, issuer) = (edge % 10, edge / 10 % 10);
            edges.push((subject, issuer));
            ders.push(issue::<Sha256>(&party(subject), &party(issuer)));
        }
    }
    let pool: Vec<&[u8]> = ders.iter().map(Vec::as_slice).collect();
    let (subject, key) = (name(party(goal).name), spki(&party(goal).key));
    let anchors = [TrustAnchor::new(&subject, &key)];
    let policy =
        VerifyPolicy { anchors: &anchors, name: None, now: None, usage: Usage::ServerAuth };
    let leaf = issue::<Sha256>(&LEAF, &party(start));
    let builder = Builder { policy: &policy, pool: &pool, budget, validator: FirstFault };
    let mut slots = [Branch::<Bound>::EMPTY; SLOTS];
    let found = builder.find(&leaf, &mut slots).map(|path| path.certificates().collect::<Vec<_>>());
    match &found {
        Ok(path) => stands(&policy, path),
        Err(PathError::BudgetExhausted) => {}
        Err(PathError::Refused(_)) => {
            assert!(!(drawn && reaches(&edges, start, goal)), "there is a path")
        }
    }
    assert!(!drawn || found.is_err() || reaches(&edges, start, goal), "there is no path");
    under_policies(&builder, &leaf, flags);
});

fn stands(policy: &VerifyPolicy<'_>, path: &[&[u8]]) {
    let mut chain = Chain::<Bound>::new();
    for (place, der) in path.iter().enumerate() {
        let progress = chain.push(policy, der);
        assert_eq!(progress == Ok(ChainProgress::Trusted), place + 1 == path.len());
    }
    let mut without = path.to_vec();
    without.dedup();
    assert_eq!(without.len(), path.len(), "none twice");
}

/// Whether `goal` certified `start`, by as many authorities in between as there are slots.
fn reaches(edges: &[(u8, u8)], start: u8, goal: u8) -> bool {
    let mut reached = vec![start];
    for _ in 1..SLOTS {
        let more = edges
            .iter()
            .filter(|(subject, _)| reached.contains(subject))
            .map(|(_, issuer)| *issuer);
        let more: Vec<u8> = more.collect();
        reached.extend(more);
        reached.sort_unstable();
        reached.dedup();
    }
    reached.contains(&goal)
}

/// Policies of whatever the pool holds: an end, without a panic; and a path only if there is one
/// without them.
fn under_policies<'c>(builder: &Builder<'c>, leaf: &'c [u8], flags: u8) {
    let acceptable = [Oid(&[0x2a, 3]), Oid(&[0x2a, 4])];
    let rules = PolicyInputs {
        acceptable: &acceptable[..usize::from(flags & 1) * 2],
        explicit: flags & 2 != 0,
        inhibit_mapping: flags & 4 != 0,
        inhibit_any: flags & 8 != 0,
    };
    let mut nodes = [Node::EMPTY; 8];
    let nodes = &mut nodes[..usize::from(flags >> 4) / 2];
    let mut slots = [Branch::<Bound>::EMPTY; SLOTS];
    let found = builder.find_under(leaf, &mut slots, &rules, nodes).is_ok();
    assert!(!found || !rules.explicit, "these certificates have no policies");
    let outcome = policy::check(&rules, builder.pool.iter().copied(), nodes);
    assert!(
        outcome.is_err() || !rules.explicit || outcome.is_ok_and(|outcome| !outcome.is_empty())
    );
}
