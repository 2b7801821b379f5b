//! Certificate policies on random paths, beside the tree of RFC 5280, section 6.1, grown as the
//! text has it.

use crate::common::random::random;
use crate::common::sealed::{Paper, certificate_policies, policy, sequence};
use crate::common::tree::{InitialInputs, PathEntry, Paths, evaluate};
use motetls_pki::CertError;
use motetls_pki::der::{CONTEXT, DerWriter, SEQUENCE};
use motetls_pki::extension::NewExtension;
use motetls_pki::oid::{Oid, known};
use motetls_pki::policy::{Node, PolicyInputs, check};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::subsequence;
use std::cell::RefCell;

/// A number of certificates, in one of `odds`.
fn count(odds: u32) -> impl Strategy<Value = Option<u8>> {
    weighted(1.0 / f64::from(odds), 0..3u8)
}

fn entry() -> impl Strategy<Value = PathEntry> {
    let policies = weighted(11.0 / 12.0, subsequence(vec![0, 1, 2, 3, 4], 1..=4));
    let from = prop_oneof![59 => 1..=4u8, 1 => 0..=3u8];
    let mappings = weighted(0.5, vec((from, 1..=4u8), 1..=3));
    let constraints = (count(5), count(6), count(6));
    (policies, mappings, constraints, weighted(0.25, Just(()))).prop_map(
        |(policies, mappings, (require, inhibit_mapping, inhibit_any), self_issued)| PathEntry {
            policies,
            mappings: mappings.unwrap_or_default(),
            require,
            inhibit_mapping,
            inhibit_any,
            self_issued: self_issued.is_some(),
        },
    )
}

fn inputs() -> impl Strategy<Value = InitialInputs> {
    let accept = weighted(0.5, subsequence(vec![1, 2, 3, 4, 5], 0..=4));
    let one_in_8 = || weighted(0.125, Just(()));
    (accept, any::<bool>(), one_in_8(), one_in_8()).prop_map(
        |(accept, explicit, inhibit_mapping, inhibit_any)| InitialInputs {
            accept: accept.unwrap_or_default(),
            explicit,
            inhibit_mapping: inhibit_mapping.is_some(),
            inhibit_any: inhibit_any.is_some(),
        },
    )
}

fn element(tag: u8, count: Option<u8>, der: &mut DerWriter<'_>) {
    if let Some(count) = count {
        der.element(tag, &[count]);
    }
}

/// The certificate that says so.
fn make(entry: &PathEntry) -> Vec<u8> {
    let policies = certificate_policies(entry.policies.as_deref().unwrap_or(&[]));
    let mappings = sequence(|der| {
        for (issuer, subject) in &entry.mappings {
            let mapping = der.open(SEQUENCE);
            Oid(&policy(*issuer)).write(der);
            Oid(&policy(*subject)).write(der);
            der.close(mapping);
        }
    });
    let constraints = sequence(|der| {
        element(CONTEXT, entry.require, der);
        element(CONTEXT | 1, entry.inhibit_mapping, der);
    });
    let inhibit = [2, 1, entry.inhibit_any.unwrap_or(0)];
    let extensions = [
        (entry.policies.is_some(), known::CERTIFICATE_POLICIES, &policies[..]),
        (!entry.mappings.is_empty(), known::POLICY_MAPPINGS, &mappings),
        (
            entry.require.is_some() || entry.inhibit_mapping.is_some(),
            known::POLICY_CONSTRAINTS,
            &constraints,
        ),
        (entry.inhibit_any.is_some(), known::INHIBIT_ANY_POLICY, &inhibit),
    ];
    let there = extensions.iter().filter(|(there, _, _)| *there);
    let more: Vec<_> = there
        .map(|(_, oid, value)| NewExtension::Other { oid: *oid, critical: true, value })
        .collect();
    let issuer = if entry.self_issued { "an authority" } else { "another" };
    Paper { more: &more, ..Paper::ca("an authority", 1, issuer, 2) }.make()
}

/// What came of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Demanded,
    Mapped,
    Valid,
    NoPolicy,
}

/// Both come to the same on a path.
fn compare(path: &Paths, inputs: &InitialInputs) -> Kind {
    let arcs: Vec<Vec<u8>> = (1..=5).map(policy).collect();
    let acceptable: Vec<Oid<'_>> =
        inputs.accept.iter().map(|arc| Oid(&arcs[usize::from(*arc) - 1])).collect();
    let rules = PolicyInputs {
        acceptable: &acceptable,
        explicit: inputs.explicit,
        inhibit_mapping: inputs.inhibit_mapping,
        inhibit_any: inputs.inhibit_any,
    };
    let ders: Vec<Vec<u8>> = path.iter().map(make).collect();
    let outcome = check(&rules, ders.iter().map(Vec::as_slice), &mut [Node::EMPTY; 32]);
    let ours = match outcome {
        Err(error) => Err(error),
        Ok(outcome) if acceptable.is_empty() => Ok((!outcome.is_empty()).then(Vec::new)),
        Ok(outcome) => {
            let indices = (0..acceptable.len()).filter(|index| outcome.holds(*index));
            let arcs: Vec<u8> = indices.map(|index| inputs.accept[index]).collect();
            assert_eq!(arcs.is_empty(), outcome.is_empty());
            Ok(if arcs.is_empty() { None } else { Some(arcs) })
        }
    };
    assert_eq!(ours, evaluate(path, inputs).ok_or(CertError::CertificatePolicy));
    match ours {
        Err(_) => Kind::Demanded,
        Ok(None) => Kind::NoPolicy,
        Ok(Some(_)) if path.iter().any(|entry| !entry.mappings.is_empty()) => Kind::Mapped,
        Ok(Some(_)) => Kind::Valid,
    }
}

/// 3,000 paths, and enough of every kind among them.
#[test]
fn random_paths_come_out_as_by_the_text() {
    let kinds = RefCell::new(Vec::new());
    random(3000, (vec(entry(), 1..=4), inputs()), |(path, inputs)| {
        let kind = compare(&path, &inputs);
        kinds.borrow_mut().push(kind);
    });
    let count = |kind| kinds.borrow().iter().filter(|other| **other == kind).count();
    let [demanded, mapped, valid] = [Kind::Demanded, Kind::Mapped, Kind::Valid].map(count);
    assert!(valid + mapped > 250 && demanded > 250 && mapped > 100, "{valid} {demanded} {mapped}");
}

#[test]
fn nodes_run_out_without_harm() {
    let entry = |arcs: std::ops::Range<u8>| PathEntry {
        policies: Some(arcs.collect()),
        ..PathEntry::default()
    };
    let ders = [entry(1..9), entry(1..9), entry(1..9)].map(|entry| make(&entry));
    let run = |count: usize| {
        let path = ders.iter().map(Vec::as_slice);
        check(&PolicyInputs::default(), path, &mut [Node::EMPTY; 24][..count])
            .map(|outcome| outcome.is_empty())
    };
    assert_eq!(run(24), Ok(false), "three times the most");
    assert_eq!(run(23), Err(CertError::TooManyPolicies));
    assert_eq!(run(0), Err(CertError::TooManyPolicies));
    let twice = make(&PathEntry { policies: Some(vec![1, 2, 1]), ..PathEntry::default() });
    let outcome = check(&PolicyInputs::default(), [&twice[..]].into_iter(), &mut [Node::EMPTY; 24]);
    assert_eq!(outcome, Err(CertError::Malformed));
    let outcome = check(&PolicyInputs::default(), std::iter::empty(), &mut [Node::EMPTY; 24]);
    assert_eq!(outcome, Err(CertError::UnknownIssuer), "a path of nothing");
}

/// anyPolicy among the acceptable ones is the special value, not a policy of that name.
#[test]
fn any_policy_is_acceptable_as_any() {
    let ders = [make(&PathEntry { policies: Some(vec![1]), ..PathEntry::default() })];
    let arcs: Vec<Vec<u8>> = (1..=2).map(policy).collect();
    let (first, second) = (Oid(&arcs[0]), Oid(&arcs[1]));
    let run = |acceptable: &[Oid<'_>]| {
        let rules = PolicyInputs { acceptable, explicit: true, ..PolicyInputs::default() };
        check(&rules, ders.iter().map(Vec::as_slice), &mut [Node::EMPTY; 24])
            .map(|outcome| outcome.holds(0))
    };
    assert_eq!(run(&[first]), Ok(true));
    assert_eq!(run(&[second]), Err(CertError::CertificatePolicy));
    for any in [&[known::ANY_POLICY][..], &[second, known::ANY_POLICY], &[]] {
        assert_eq!(run(any), Ok(true));
    }
    let none = [make(&PathEntry::default())];
    let rules = PolicyInputs {
        acceptable: &[known::ANY_POLICY],
        explicit: true,
        ..PolicyInputs::default()
    };
    let outcome = check(&rules, none.iter().map(Vec::as_slice), &mut [Node::EMPTY; 24]);
    assert_eq!(outcome, Err(CertError::CertificatePolicy), "one is demanded");
}

/// A qualifier of an unknown kind matters where the extension is critical.
#[test]
fn qualifiers_are_interpreted_where_they_are_critical() {
    let qualified = |kind: Oid<'_>, value: &[u8]| {
        sequence(|der| {
            let information = der.open(SEQUENCE);
            Oid(&policy(1)).write(der);
            let qualifiers = der.open(SEQUENCE);
            let qualifier = der.open(SEQUENCE);
            kind.write(der);
            der.raw(value);
            der.close(qualifier);
            der.close(qualifiers);
            der.close(information);
        })
    };
    let statement = qualified(known::QUALIFIER_CPS, &[0x16, 1, b'x']);
    let notice = qualified(known::QUALIFIER_USER_NOTICE, &[0x30, 0]);
    let other = qualified(Oid(&[0x2a, 3]), &[5, 0]);
    for (value, critical, expected) in [
        (&statement, true, Ok(())),
        (&notice, true, Ok(())),
        (&other, true, Err(CertError::UnknownCriticalExtension)),
        (&other, false, Ok(())),
        (&statement, false, Ok(())),
    ] {
        let extension = NewExtension::Other { oid: known::CERTIFICATE_POLICIES, critical, value };
        let der = Paper { more: &[extension], ..Paper::ca("an authority", 1, "another", 2) }.make();
        let path = [&der[..]].into_iter();
        let outcome = check(&PolicyInputs::default(), path, &mut [Node::EMPTY; 24]);
        assert_eq!(outcome.map(drop), expected);
    }
}

/// SkipCerts has no largest value: beyond 32 bits it never comes down to 0.
#[test]
fn counts_may_be_large() {
    let huge = [1, 0, 0, 0, 0, 0, 0, 0, 0];
    let constraints = sequence(|der| {
        der.element(CONTEXT, &huge);
        der.element(CONTEXT | 1, &huge);
    });
    let inhibit = [&[2, 9][..], &huge].concat();
    let of = |oid, value| NewExtension::Other { oid, critical: true, value };
    let more =
        [of(known::POLICY_CONSTRAINTS, &constraints), of(known::INHIBIT_ANY_POLICY, &inhibit)];
    let der = Paper { more: &more, ..Paper::ca("an authority", 1, "another", 2) }.make();
    let outcome =
        check(&PolicyInputs::default(), [&der[..]; 3].into_iter(), &mut [Node::EMPTY; 24]);
    assert!(outcome.is_ok_and(|outcome| outcome.is_empty() && !outcome.is_explicit()));
}
