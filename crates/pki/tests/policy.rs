//! Certificate policies on random paths, beside the tree of RFC 5280, section 6.1, grown as the text has it.

#![allow(clippy::unwrap_used, clippy::panic, dead_code, unreachable_pub)] // in helpers of tests

#[path = "common/sealed.rs"]
mod sealed;
#[path = "common/tree.rs"]
mod tree;

use motetls_pki::CertError;
use motetls_pki::der::{CONTEXT, DerWriter, SEQUENCE};
use motetls_pki::extension::NewExtension;
use motetls_pki::oid::{Oid, known};
use motetls_pki::policy::{Node, Rules, check};
use sealed::{Paper, certificate_policies, policy, sequence};
use tree::{Paths, Said, Wanted, judge};

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    fn small(&mut self, limit: u64) -> u8 {
        u8::try_from(self.below(limit)).unwrap()
    }

    fn count(&mut self, odds: u64) -> Option<u8> {
        self.one_in(odds).then(|| self.small(3))
    }

    fn said(&mut self) -> Said {
        let policies = (!self.one_in(12)).then(|| {
            let all: Vec<u8> = (0..5).filter(|_| self.one_in(2)).collect();
            if all.is_empty() { vec![1] } else { all }
        });
        let mappings = if self.one_in(2) { vec![] } else { (0..=self.below(3)).map(|_| self.mapping()).collect() };
        Said {
            policies,
            mappings,
            require: self.count(5),
            inhibit_mapping: self.count(6),
            inhibit_any: self.count(6),
            self_issued: self.one_in(4),
        }
    }

    fn mapping(&mut self) -> (u8, u8) {
        let from = if self.one_in(60) { 0 } else { 1 };
        (self.small(4) + from, self.small(4) + 1)
    }
}

fn element(tag: u8, count: Option<u8>, der: &mut DerWriter<'_>) {
    if let Some(count) = count {
        der.element(tag, &[count]);
    }
}

/// The certificate that says so.
fn make(said: &Said) -> Vec<u8> {
    let policies = certificate_policies(said.policies.as_deref().unwrap_or(&[]));
    let mappings = sequence(|der| {
        for (issuer, subject) in &said.mappings {
            let mapping = der.open(SEQUENCE);
            Oid(&policy(*issuer)).write(der);
            Oid(&policy(*subject)).write(der);
            der.close(mapping);
        }
    });
    let constraints = sequence(|der| {
        element(CONTEXT, said.require, der);
        element(CONTEXT | 1, said.inhibit_mapping, der);
    });
    let inhibit = [2, 1, said.inhibit_any.unwrap_or(0)];
    let extensions = [
        (said.policies.is_some(), known::CERTIFICATE_POLICIES, &policies[..]),
        (!said.mappings.is_empty(), known::POLICY_MAPPINGS, &mappings),
        (said.require.is_some() || said.inhibit_mapping.is_some(), known::POLICY_CONSTRAINTS, &constraints),
        (said.inhibit_any.is_some(), known::INHIBIT_ANY_POLICY, &inhibit),
    ];
    let there = extensions.iter().filter(|(there, _, _)| *there);
    let more: Vec<_> = there.map(|(_, oid, value)| NewExtension::Other { oid: *oid, critical: true, value }).collect();
    let issuer = if said.self_issued { "an authority" } else { "another" };
    Paper { more: &more, ..Paper::ca("an authority", 1, issuer, 2) }.make()
}

#[test]
fn random_paths_come_out_as_by_the_text() {
    let mut dice = Dice(1);
    let (mut valid, mut demanded, mut mapped) = (0, 0, 0);
    let arcs: Vec<Vec<u8>> = (1..=5).map(policy).collect();
    for round in 0..6000 {
        let path: Paths = (0..=dice.below(4)).map(|_| dice.said()).collect();
        let accept: Vec<u8> = (1..=5).filter(|_| dice.one_in(3)).collect();
        let wanted = Wanted {
            accept: if dice.one_in(2) { vec![] } else { accept },
            explicit: dice.one_in(2),
            inhibit_mapping: dice.one_in(8),
            inhibit_any: dice.one_in(8),
        };
        let acceptable: Vec<Oid<'_>> = wanted.accept.iter().map(|arc| Oid(&arcs[usize::from(*arc) - 1])).collect();
        let rules = Rules {
            acceptable: &acceptable,
            explicit: wanted.explicit,
            inhibit_mapping: wanted.inhibit_mapping,
            inhibit_any: wanted.inhibit_any,
        };
        let ders: Vec<Vec<u8>> = path.iter().map(make).collect();
        let outcome = check(&rules, ders.iter().map(Vec::as_slice), &mut [Node::EMPTY; 32]);
        let expected = judge(&path, &wanted);
        let ours = match outcome {
            Err(error) => Err(error),
            Ok(outcome) if acceptable.is_empty() => Ok((!outcome.is_empty()).then(Vec::new)),
            Ok(outcome) => {
                let indices = (0..acceptable.len()).filter(|index| outcome.holds(*index));
                let arcs: Vec<u8> = indices.map(|index| wanted.accept[index]).collect();
                assert_eq!(arcs.is_empty(), outcome.is_empty());
                Ok(if arcs.is_empty() { None } else { Some(arcs) })
            }
        };
        assert_eq!(ours, expected.ok_or(CertError::CertificatePolicy), "round {round}: {path:?} {wanted:?}");
        valid += u32::from(matches!(ours, Ok(Some(_))));
        demanded += u32::from(ours.is_err());
        mapped += u32::from(matches!(ours, Ok(Some(_))) && path.iter().any(|said| !said.mappings.is_empty()));
    }
    assert!(valid > 500 && demanded > 500 && mapped > 200, "{valid} {demanded} {mapped}");
}

#[test]
fn nodes_run_out_without_harm() {
    let said = |arcs: std::ops::Range<u8>| Said { policies: Some(arcs.collect()), ..Said::default() };
    let ders = [said(1..9), said(1..9), said(1..9)].map(|said| make(&said));
    let run = |count: usize| {
        let path = ders.iter().map(Vec::as_slice);
        check(&Rules::default(), path, &mut [Node::EMPTY; 24][..count]).map(|outcome| outcome.is_empty())
    };
    assert_eq!(run(24), Ok(false), "three times the most");
    assert_eq!(run(23), Err(CertError::TooManyPolicies));
    assert_eq!(run(0), Err(CertError::TooManyPolicies));
    let twice = make(&Said { policies: Some(vec![1, 2, 1]), ..Said::default() });
    let outcome = check(&Rules::default(), [&twice[..]].into_iter(), &mut [Node::EMPTY; 24]);
    assert_eq!(outcome, Err(CertError::Malformed));
    let outcome = check(&Rules::default(), std::iter::empty(), &mut [Node::EMPTY; 24]);
    assert_eq!(outcome, Err(CertError::UnknownIssuer), "a path of nothing");
}
