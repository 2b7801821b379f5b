//! Paths found among certificates in no order: rings, bridges, doubles, floods, and the errors
//! when there are none.

use crate::common::sealed::{self, Anchor, CHECKS, NOW, Paper, Sealed};
use motetls_base::UnixTime;
use motetls_pki::chain::FirstFault;
use motetls_pki::oid::Oid;
use motetls_pki::path::{BUDGET, Branch, Builder, Fault, PathError};
use motetls_pki::policy::{Node, PolicyInputs};
use motetls_pki::{CertError, TrustAnchor, Usage, VerifyPolicy};

/// What a search comes to: the issuers, by their place in the pool, and the signatures checked.
fn search(
    leaf: &[u8],
    pool: &[Vec<u8>],
    anchors: &[(&str, u8)],
    budget: u32,
) -> (Result<Vec<usize>, PathError>, u32) {
    let anchors: Vec<Anchor> = anchors.iter().map(|(name, key)| Anchor::new(name, *key)).collect();
    let anchors: Vec<TrustAnchor<'_>> = anchors.iter().map(Anchor::get).collect();
    let policy = VerifyPolicy {
        anchors: &anchors,
        name: None,
        now: Some(UnixTime(NOW)),
        usage: Usage::ServerAuth,
    };
    let pool: Vec<&[u8]> = pool.iter().map(Vec::as_slice).collect();
    let mut slots = [Branch::<Sealed>::EMPTY; 8];
    CHECKS.set(0);
    let found = Builder { policy: &policy, pool: &pool, budget, validator: FirstFault }
        .find(leaf, &mut slots);
    let found = found.map(|path| {
        let key = path.key().unwrap();
        assert_eq!(key[1..], [200; 64]);
        let certificates: Vec<&[u8]> = path.certificates().collect();
        assert_eq!((certificates[0], certificates.len()), (leaf, path.issuers().len() + 1));
        path.issuers().collect()
    });
    (found, CHECKS.get())
}

#[track_caller]
fn finds(leaf: &[u8], pool: &[Vec<u8>], anchors: &[(&str, u8)], issuers: &[usize]) {
    assert_eq!(search(leaf, pool, anchors, BUDGET).0, Ok(issuers.to_vec()));
}

#[track_caller]
fn refuses(
    leaf: &[u8],
    pool: &[Vec<u8>],
    anchors: &[(&str, u8)],
    error: CertError,
    certificate: Option<usize>,
) {
    let refused = Err(PathError::Refused(Fault { error, certificate }));
    assert_eq!(search(leaf, pool, anchors, BUDGET).0, refused);
}

fn make(papers: &[Paper<'_>]) -> Vec<Vec<u8>> {
    papers.iter().map(Paper::make).collect()
}

const EXPIRED: u64 = NOW - 1;

#[test]
fn order_does_not_matter() {
    let leaf = Paper::leaf("a", 1).make();
    let chain =
        [Paper::ca("a", 1, "b", 2), Paper::ca("b", 2, "c", 3), Paper::ca("c", 3, "root", 4)];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let pool = make(&order.map(|index| chain[index]));
        let place = |searched| order.iter().position(|index| *index == searched).unwrap();
        let (found, checks) = search(&leaf, &pool, &[("root", 4)], 4);
        assert_eq!(found, Ok(vec![place(0), place(1), place(2)]));
        assert_eq!(checks, 4, "one for each link");
    }
    finds(&leaf, &[], &[("a", 1)], &[]);
    finds(&leaf, &make(&chain), &[("a", 1), ("root", 4)], &[]);
    finds(&Paper { ca: true, ..Paper::leaf("leaf", 200) }.make(), &[], &[("leaf", 200)], &[]);
}

#[test]
fn what_does_not_belong_is_passed_over() {
    let leaf = Paper::leaf("a", 1).make();
    let mut pool = make(&[
        Paper::ca("x", 9, "a", 1),
        Paper::ca("root", 4, "root", 4),
        Paper::ca("a", 1, "root", 4),
        Paper::ca("a", 1, "root", 4),
        Paper::leaf("a", 1),
    ]);
    pool.insert(0, b"no certificate".to_vec());
    pool.insert(0, pool[3][..200].to_vec());
    finds(&leaf, &pool, &[("root", 4)], &[4]);
    let dead_end = Paper::ca("a", 1, "absent", 5).make();
    let (_, checks) = search(&leaf, &vec![dead_end; 9], &[("root", 4)], BUDGET);
    assert_eq!(checks, 1, "what is there nine times is tried once");
}

/// Copies cost a stranger nothing: what is compared to find them is bounded like what is verified.
#[test]
fn floods_of_copies_end() {
    let leaf = Paper::leaf("a", 1).make();
    let dead_end = Paper::ca("a", 1, "absent", 5).make();
    let good = Paper::ca("a", 1, "root", 4).make();
    let mut pool = vec![dead_end; 500];
    let refused = search(&leaf, &pool, &[("root", 4)], BUDGET);
    assert!(matches!(refused, (Err(PathError::Refused(_)), 1)));
    pool.push(good.clone());
    assert_eq!(search(&leaf, &pool, &[("root", 4)], BUDGET).0, Ok(vec![500]));
    // as many more, behind others of the same length that are no copies
    let mut others: Vec<Vec<u8>> = Vec::new();
    for number in 0..4000_u32 {
        let mut other = pool[0].clone();
        other[..4].copy_from_slice(&number.to_be_bytes());
        others.push(other);
    }
    others.extend(vec![pool[0].clone(); 4000]);
    let found = search(&leaf, &others, &[("root", 4)], BUDGET);
    assert_eq!(found, (Err(PathError::BudgetExhausted), 1));
    others.insert(0, good);
    assert_eq!(search(&leaf, &others, &[("root", 4)], BUDGET).0, Ok(vec![0]));
}

#[test]
fn rings_end() {
    let leaf = Paper::leaf("a", 1).make();
    let ring = make(&[
        Paper::ca("a", 1, "b", 2),
        Paper::ca("b", 2, "c", 3),
        Paper::ca("c", 3, "a", 1),
        Paper::ca("a", 1, "c", 3),
        Paper::ca("c", 3, "b", 2),
        Paper::ca("b", 2, "a", 1),
        Paper::ca("a", 1, "a", 1),
    ]);
    let (found, checks) = search(&leaf, &ring, &[], BUDGET);
    assert_eq!(
        found,
        Err(PathError::Refused(Fault { error: CertError::UnknownIssuer, certificate: Some(2) }))
    );
    assert!(checks < 12, "{checks}");
    finds(&leaf, &ring, &[("c", 3)], &[0, 1]);
    // the key of a ring's name is another one
    let (found, _) = search(&leaf, &ring, &[("c", 33)], BUDGET);
    assert!(
        matches!(found, Err(PathError::Refused(Fault { error: CertError::BadSignature, .. }))),
        "{found:?}"
    );
    // a leaf that is in the pool, too, is not its own issuer
    let own = Paper { ca: true, ..Paper::leaf("leaf", 200) }.make();
    refuses(&own, &[own.clone(), own.clone()], &[], CertError::UnknownIssuer, None);
}

#[test]
fn bridges_are_crossed() {
    // four authorities, each certified by the bridge and certifying it; we trust the last one
    let names = ["a", "b", "c", "d"];
    let keys = names.iter().zip(1..);
    let towards = keys.clone().map(|(name, key)| Paper::ca("bridge", 9, name, key));
    let back = keys.map(|(name, key)| Paper::ca(name, key, "bridge", 9));
    let pool = make(&towards.chain(back).collect::<Vec<_>>());
    let leaf = Paper::leaf("a", 1).make();
    let (found, checks) = search(&leaf, &pool, &[("d", 4)], BUDGET);
    assert_eq!(found, Ok(vec![4, 3]));
    assert!(checks <= 8, "{checks}");
}

#[test]
fn an_expired_cross_signature_is_backed_out_of() {
    let leaf = Paper::leaf("intermediate", 1).make();
    let intermediate = Paper::ca("intermediate", 1, "new root", 2);
    let old = Paper { until: EXPIRED, ..Paper::ca("new root", 2, "old root", 3) };
    let expired_root = Paper { until: EXPIRED, ..Paper::ca("old root", 3, "old root", 3) };
    // the server still sends what leads to the old root; the new one is trusted
    let pool = make(&[expired_root, old, intermediate]);
    finds(&leaf, &pool, &[("new root", 2)], &[2]);
    finds(&leaf, &pool, &[("old root", 3), ("new root", 2)], &[2]);
    refuses(&leaf, &pool, &[("old root", 3)], CertError::Expired, Some(1));
    // the intermediate itself comes by both, the expired one first
    let by_old = Paper { until: EXPIRED, ..Paper::ca("intermediate", 1, "old root", 3) };
    let pool = make(&[by_old, intermediate]);
    let (found, checks) = search(&leaf, &pool, &[("old root", 3), ("new root", 2)], 2);
    assert_eq!((found, checks), (Ok(vec![1]), 2), "what is in time comes first");
    refuses(&leaf, &pool, &[("old root", 3)], CertError::Expired, Some(0));
}

#[test]
fn key_identifiers_say_who_comes_first() {
    let named = |paper| Paper { key_ids: true, ..paper };
    let leaf = named(Paper::leaf("a", 7)).make();
    let mut pool: Vec<Paper<'_>> =
        (1..=7).map(|key| named(Paper::ca("a", key, "root", 9))).collect();
    let (found, checks) = search(&leaf, &make(&pool), &[("root", 9)], 2);
    assert_eq!((found, checks), (Ok(vec![6]), 2));
    // one that is named comes before those that are not
    let mut mixed: Vec<Paper<'_>> = (1..=6).map(|key| Paper::ca("a", key, "root", 9)).collect();
    mixed.push(named(Paper::ca("a", 7, "root", 9)));
    assert_eq!(search(&leaf, &make(&mixed), &[("root", 9)], 2).0, Ok(vec![6]));
    // an identifier that lies is believed last, and still not left out
    let liar = named(Paper::ca("a", 70, "root", 9)).make();
    pool.truncate(6);
    let mut certificates = make(&pool);
    certificates.push(liar);
    let anonymous = Paper::ca("a", 7, "root", 9).make();
    certificates.push(anonymous);
    let (found, checks) = search(&leaf, &certificates, &[("root", 9)], 2);
    assert_eq!((found, checks), (Ok(vec![7]), 2));
    let misnamed = Paper { key_ids: false, more: &[], ..Paper::ca("a", 7, "root", 9) };
    let other_id = motetls_pki::extension::NewExtension::SubjectKeyId(&[1; 20]);
    let last = Paper { more: &[other_id], ..misnamed }.make();
    certificates.pop();
    certificates.push(last);
    finds(&leaf, &certificates, &[("root", 9)], &[7]);
    // and none of the others' faults is told
    certificates.pop();
    refuses(&leaf, &certificates, &[("root", 9)], CertError::UnknownIssuer, None);
}

#[test]
fn floods_cost_no_more_than_the_budget() {
    // at each of six heights `KEYS` authorities of one name, each certified by all above: KEYS^6
    // paths
    const KEYS: u8 = 5;
    let names = ["f0", "f1", "f2", "f3", "f4", "f5", "f6"];
    let mut flood = Vec::new();
    for (height, pair) in (0..).zip(names.windows(2)) {
        for key in 0..KEYS {
            let below = height * KEYS + key + 1;
            let above = (0..KEYS).map(|other| (height + 1) * KEYS + other + 1);
            flood.extend(above.map(|above| Paper::ca(pair[0], below, pair[1], above).make()));
        }
    }
    let leaf = Paper::leaf("f0", 1).make();
    for budget in [0, 1, 10, BUDGET, 1000] {
        let (found, checks) = search(&leaf, &flood, &[("elsewhere", 99)], budget);
        assert_eq!(found, Err(PathError::BudgetExhausted));
        assert!(checks < budget.max(1), "{checks} of {budget}");
    }
    // an anchor of the name above all, and of another key, is tried once each time it is met
    let (found, checks) = search(&leaf, &flood, &[("f6", 99)], BUDGET);
    assert_eq!(found, Err(PathError::BudgetExhausted));
    assert!(checks < 2 * BUDGET, "{checks}");
    // that of the right key is met at once, whichever of the keys it is
    for key in 0..KEYS {
        let (found, _) = search(&leaf, &flood, &[("f6", 6 * KEYS + key + 1)], BUDGET);
        assert_eq!(found.map(|issuers| issuers.len()), Ok(6));
    }
}

#[test]
fn a_budget_is_spent_to_the_last() {
    let leaf = Paper::leaf("a", 1).make();
    let pool = make(&[Paper::ca("b", 2, "root", 3), Paper::ca("a", 1, "b", 2)]);
    assert_eq!(search(&leaf, &pool, &[("root", 3)], 3).0, Ok(vec![1, 0]));
    assert_eq!(search(&leaf, &pool, &[("root", 3)], 2).0, Err(PathError::BudgetExhausted));
    assert_eq!(search(&leaf, &pool, &[("root", 3)], 0).0, Err(PathError::BudgetExhausted));
}

#[test]
fn the_most_telling_error_is_told() {
    let leaf = Paper::leaf("a", 1).make();
    let anchors = &[("root", 3)];
    refuses(&leaf, &[], anchors, CertError::UnknownIssuer, None);
    refuses(b"", &[], anchors, CertError::Malformed, None);
    refuses(
        &Paper { until: EXPIRED, ..Paper::leaf("root", 3) }.make(),
        &[],
        anchors,
        CertError::Expired,
        None,
    );
    refuses(&Paper::leaf("root", 4).make(), &[], anchors, CertError::BadSignature, None);
    let a = Paper::ca("a", 1, "b", 2);
    refuses(&leaf, &make(&[a]), anchors, CertError::UnknownIssuer, Some(0));
    refuses(&leaf, &make(&[Paper { key: 11, ..a }]), anchors, CertError::BadSignature, Some(0));
    refuses(&leaf, &make(&[Paper { ca: false, ..a }]), anchors, CertError::NotACa, Some(0));
    // a dead end beside a fault: the fault; two faults: the deeper
    let elsewhere = Paper::ca("a", 1, "elsewhere", 8);
    let old = Paper { until: EXPIRED, ..a };
    refuses(&leaf, &make(&[elsewhere, old]), anchors, CertError::Expired, Some(1));
    let limited = Paper { path_len: Some(0), ..Paper::ca("b", 2, "root", 3) };
    refuses(&leaf, &make(&[old, a, limited]), anchors, CertError::PathTooLong, Some(2));
    let no_ca = Paper { ca: false, ..a };
    refuses(&leaf, &make(&[no_ca, a, limited]), anchors, CertError::PathTooLong, Some(2));
    // and what is limited on one way is reached on another
    finds(&leaf, &make(&[old, a, limited, Paper::ca("b", 2, "root", 3)]), anchors, &[1, 3]);
    let text =
        PathError::Refused(Fault { error: CertError::Expired, certificate: Some(1) }).to_string();
    assert!(text.starts_with("intermediate 1: a certificate has expired"), "{text}");
    let text =
        PathError::Refused(Fault { error: CertError::NotACa, certificate: None }).to_string();
    assert!(text.starts_with("leaf: a certificate was used"), "{text}");
}

#[test]
fn paths_are_as_long_as_there_are_slots() {
    let names = ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"];
    let chain: Vec<Vec<u8>> = (1..)
        .zip(names.windows(2))
        .map(|(key, pair)| Paper::ca(pair[0], key, pair[1], key + 1).make())
        .collect();
    let leaf = Paper::leaf("n0", 1).make();
    finds(&leaf, &chain, &[("n7", 8)], &[0, 1, 2, 3, 4, 5, 6]);
    refuses(&leaf, &chain, &[("n8", 9)], CertError::ChainTooLong, Some(7));
    let anchor = Anchor::new("n2", 3);
    let anchors = [anchor.get()];
    let policy = VerifyPolicy {
        anchors: &anchors,
        name: None,
        now: Some(UnixTime(NOW)),
        usage: Usage::ServerAuth,
    };
    let pool: Vec<&[u8]> = chain.iter().map(Vec::as_slice).collect();
    let builder = Builder { policy: &policy, pool: &pool, budget: BUDGET, validator: FirstFault };
    let outcome = |slots: &mut [Branch<Sealed>]| {
        builder.find(&leaf, slots).map(|path| path.issuers().count())
    };
    let short = |certificate| {
        Err(PathError::Refused(Fault { error: CertError::ChainTooLong, certificate }))
    };
    assert_eq!(outcome(&mut []), short(None));
    assert_eq!(outcome(&mut [Branch::EMPTY; 1]), short(Some(0)));
    assert_eq!(outcome(&mut [Branch::EMPTY; 2]), short(Some(1)));
    assert_eq!(outcome(&mut [Branch::EMPTY; 3]), Ok(2));
}

#[test]
fn a_path_under_another_policy_is_backed_out_of() {
    let leaf = Paper { policies: &[1], ..Paper::leaf("a", 1) }.make();
    let by = |issuer, signer, policies| Paper { policies, ..Paper::ca("a", 1, issuer, signer) };
    let (silver, gold) = (by("x", 2, &[2]), by("y", 3, &[1, 2]));
    let pool = make(&[silver, gold, by("z", 4, &[3])]);
    let pool: Vec<&[u8]> = pool.iter().map(Vec::as_slice).collect();
    let anchors = [("x", 2), ("y", 3), ("z", 4)].map(|(name, key)| Anchor::new(name, key));
    let anchors = [anchors[0].get(), anchors[1].get(), anchors[2].get()];
    let policy = VerifyPolicy {
        anchors: &anchors,
        name: None,
        now: Some(UnixTime(NOW)),
        usage: Usage::ServerAuth,
    };
    let builder = Builder { policy: &policy, pool: &pool, budget: BUDGET, validator: FirstFault };
    let arcs = [sealed::policy(1), sealed::policy(2)];
    let under = |rules: &PolicyInputs<'_>| {
        let mut slots = [Branch::<Sealed>::EMPTY; 4];
        let found = builder.find_under(&leaf, &mut slots, rules, &mut [Node::EMPTY; 9]);
        found.map(|(path, outcome)| (path.issuers().next(), outcome.holds(0)))
    };
    assert_eq!(under(&PolicyInputs::default()), Ok((Some(0), false)));
    assert_eq!(
        under(&PolicyInputs { explicit: true, ..PolicyInputs::default() }),
        Ok((Some(1), true))
    );
    let one = |acceptable: &[Oid<'_>]| {
        under(&PolicyInputs { acceptable, explicit: true, ..PolicyInputs::default() })
    };
    assert_eq!(one(&[Oid(&arcs[0])]), Ok((Some(1), true)));
    let refused = |error| Err(PathError::Refused(Fault { error, certificate: Some(0) }));
    assert_eq!(one(&[Oid(&arcs[1])]), refused(CertError::CertificatePolicy));
    assert_eq!(one(&[Oid(&arcs[0]); 33]), refused(CertError::TooManyPolicies));
    let mut slots = [Branch::<Sealed>::EMPTY; 4];
    let found = builder.find_under(&leaf, &mut slots, &PolicyInputs::default(), &mut []);
    assert_eq!(found.map(|_| (None, false)), refused(CertError::TooManyPolicies));
}
