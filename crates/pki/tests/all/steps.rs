//! Certificates that are stepped over, anchors that are leaves, anchors that constrain names, and
//! times before the build.

#![cfg(feature = "alloc")]

use crate::common::sealed::{self, Anchor, NOW, Paper, Sealed, UNTIL, sequence};
use motetls_base::UnixTime;
use motetls_pki::anchor::{AnchorSet, to_vec};
use motetls_pki::chain::{AllFaults, DeviceRules, Faults, Rfc5280Rules, RuleSet};
use motetls_pki::extension::{NewExtension, Subtree};
use motetls_pki::general_name::GeneralName;
use motetls_pki::oid::{Oid, known};
use motetls_pki::time::BUILD_DATE;
use motetls_pki::{CertError, Certificate, Chain, TrustAnchor, Usage, VerifyPolicy};

type Full = Rfc5280Rules<1024>;

fn policy<'a>(anchors: &'a [TrustAnchor<'a>]) -> VerifyPolicy<'a> {
    VerifyPolicy { anchors, name: None, now: Some(UnixTime(NOW)), usage: Usage::ServerAuth }
}

fn verify<R: RuleSet>(policy: &VerifyPolicy<'_>, chain: &[&[u8]]) -> Result<(), CertError> {
    let mut state = Chain::<Sealed, R>::new();
    for der in chain {
        state.push(policy, der)?;
    }
    state.finish().map(|_| ())
}

/// The verdict of both sets of rules, which must agree.
#[track_caller]
fn agreed(anchors: &[TrustAnchor<'_>], chain: &[&[u8]]) -> Result<(), CertError> {
    let verdict = verify::<DeviceRules>(&policy(anchors), chain);
    assert_eq!(verify::<Full>(&policy(anchors), chain), verdict);
    // what all faults are gathered of is trusted by no more
    let (mut state, mut all) = (Chain::<Sealed, Full>::new(), AllFaults::default());
    for der in chain {
        let _ = state.push_with(&policy(anchors), der, &mut all);
    }
    assert!(verdict.is_ok() || state.finish_with(&mut all).is_err());
    verdict
}

/// The verdict where all faults are gathered, and the faults of the certificate at this place.
fn gathered(
    anchors: &[TrustAnchor<'_>],
    chain: &[&[u8]],
    place: u8,
) -> (Result<(), CertError>, Faults) {
    let (mut state, mut all) = (Chain::<Sealed, Full>::new(), AllFaults::default());
    for der in chain {
        let _ = state.push_with(&policy(anchors), der, &mut all);
    }
    (state.finish_with(&mut all).map(|_| ()), all.at(place))
}

/// Gathering goes on after a fault with the very certificate that has it: none is stepped over but
/// those of another name, so one that may be replaced by the next counts all the same.
#[test]
fn where_faults_are_gathered_the_first_of_the_name_is_the_issuer() {
    let root = Anchor::new("root", 1);
    let anchors = [root.get()];
    let leaf = Paper::leaf("ca", 2).make();
    let sound = Paper::ca("ca", 2, "root", 1);
    let good = sound.make();
    for (paper, fault) in [
        (Paper { key: 3, ..sound }, CertError::BadSignature),
        (Paper { until: NOW - 1, ..sound }, CertError::Expired),
        (Paper { ca: false, ..sound }, CertError::NotACa),
    ] {
        let chain = [&leaf[..], &paper.make(), &good];
        assert_eq!(agreed(&anchors, &chain), Ok(()), "{fault:?}");
        assert_eq!(gathered(&anchors, &chain, 1), (Err(fault), fault.into()));
    }
    let stray = Paper { subject: "another", ..sound }.make();
    let chain = [&leaf[..], &stray, b"unreadable", &good];
    assert_eq!(gathered(&anchors, &chain, 1), (Ok(()), Faults::NONE));
    let expired = Paper { until: NOW - 1, ..sound }.make();
    let chain = [&leaf[..], &stray, &expired];
    assert_eq!(gathered(&anchors, &chain, 2), (Err(CertError::Expired), CertError::Expired.into()));
}

#[test]
fn issuers_at_fault_are_stepped_over() {
    let root = Anchor::new("root", 1);
    let anchors = [root.get()];
    let leaf = Paper::leaf("ca", 2).make();
    let sound = Paper::ca("ca", 2, "root", 1);
    let good = sound.make();
    assert_eq!(agreed(&anchors, &[&leaf, &good]), Ok(()));
    let other = sequence(|der| der.null());
    let unknown = NewExtension::Other { oid: Oid(&[0x2a, 3]), critical: true, value: &other };
    let faults = [
        (Paper { key: 3, ..sound }, CertError::BadSignature),
        (Paper { until: NOW - 1, ..sound }, CertError::Expired),
        (Paper { ca: false, ..sound }, CertError::NotACa),
        (Paper { more: &[unknown], ..sound }, CertError::UnknownCriticalExtension),
        (Paper { subject: "another", ..sound }, CertError::IssuerMismatch),
    ];
    for (paper, reason) in &faults {
        let bad = paper.make();
        for chain in [
            &[&leaf[..], &bad, &good][..],
            &[&leaf, &bad, &bad, &good],
            &[&leaf, &bad, &good, &bad],
        ] {
            assert_eq!(agreed(&anchors, chain), Ok(()), "{reason:?}");
        }
        assert_eq!(agreed(&anchors, &[&leaf, &bad]), Err(*reason), "alone");
        let seven: Vec<&[u8]> = [&leaf[..]].into_iter().chain([&bad[..]; 6]).collect();
        assert_eq!(agreed(&anchors, &[&seven[..], &[&good]].concat()), Ok(()), "{reason:?}");
        let eight = [&seven[..], &[&bad, &good]].concat();
        assert_eq!(agreed(&anchors, &eight), Err(CertError::ChainTooLong), "{reason:?}");
        // the reason is that of the first of the name, whatever comes behind it
        for (later, _) in &faults {
            let reason = if *reason == CertError::IssuerMismatch { None } else { Some(*reason) };
            let outcome = agreed(&anchors, &[&leaf, &bad, &later.make()]);
            assert!(reason.is_none_or(|reason| outcome == Err(reason)), "{outcome:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_behind_the_leaf_is_stepped_over() {
    let root = Anchor::new("root", 1);
    let (leaf, ca) = (Paper::leaf("ca", 2).make(), Paper::ca("ca", 2, "root", 1).make());
    let anchors = [root.get()];
    let mut version2 = Paper::ca("stray", 7, "elsewhere", 8).make();
    let version = version2.windows(5).position(|bytes| bytes == [0xa0, 3, 2, 1, 2]).unwrap();
    version2[version + 4] = 1;
    let unreadable = [&ca[..], &[0]].concat();
    for (stray, reason) in [
        (&version2[..], CertError::UnsupportedVersion),
        (&unreadable, CertError::Malformed),
        (b"", CertError::Malformed),
    ] {
        assert_eq!(agreed(&anchors, &[&leaf, stray, &ca]), Ok(()));
        assert_eq!(agreed(&anchors, &[&leaf, stray]), Err(reason));
        assert_eq!(agreed(&anchors, &[stray, &leaf, &ca]), Err(reason), "as a leaf it counts");
    }
}

#[test]
fn a_more_telling_reason_stays() {
    let other_key = Anchor::new("root", 9);
    let anchors = [other_key.get()];
    let leaf = Paper::leaf("root", 1).make();
    let stray = Paper::ca("stray", 7, "elsewhere", 8).make();
    assert_eq!(agreed(&anchors, &[&leaf]), Err(CertError::BadSignature));
    assert_eq!(agreed(&anchors, &[&leaf, &stray]), Err(CertError::BadSignature));
    // a key of another kind, before and behind
    let unsupported = TrustAnchor { spki: &[0x30, 0], ..anchors[0] };
    for anchors in [[anchors[0], unsupported], [unsupported, anchors[0]]] {
        assert_eq!(agreed(&anchors, &[&leaf, &stray]), Err(CertError::BadSignature));
    }
    assert_eq!(agreed(&[], &[&leaf, &stray]), Err(CertError::IssuerMismatch));
    assert_eq!(agreed(&[], &[&leaf]), Err(CertError::UnknownIssuer));
}

#[test]
fn a_self_issued_leaf_that_is_an_anchor_is_verified() {
    let own = Paper { subject: "leaf", ..Paper::leaf("leaf", 200) }.make();
    let anchor = TrustAnchor::from_certificate(&own).unwrap();
    assert_eq!(agreed(&[anchor], &[&own]), Ok(()));
    for place in 0..own.len() {
        for bit in [1, 0x80] {
            let mut forged = own.clone();
            forged[place] ^= bit;
            let other_issuer = Certificate::parse(&forged).is_ok_and(|certificate| {
                certificate.issuer != certificate.subject
                    && (certificate.subject, certificate.spki) == (anchor.subject, anchor.spki)
            });
            assert!(other_issuer || agreed(&[anchor], &[&forged]).is_err(), "{place}");
        }
    }
    // of a leaf by another issuer, the signature is not looked at: its key is what is trusted
    let pinned = Paper::leaf("elsewhere", 7).make();
    let anchor = TrustAnchor::from_certificate(&pinned).unwrap();
    assert_eq!(agreed(&[anchor], &[&pinned]), Ok(()));
    let other = Paper { key: 201, ..Paper::leaf("elsewhere", 7) }.make();
    assert_eq!(agreed(&[anchor], &[&other]), Err(CertError::UnknownIssuer));
}

/// An anchor's certificate with nameConstraints.
fn constrained(excluded: bool, base: &str) -> Vec<u8> {
    let subtrees = [Subtree { base: GeneralName::Dns(base.as_bytes()), minimum: 0, maximum: None }];
    let constraints = sequence(|der| {
        let list = der.open(if excluded { 0xa1 } else { 0xa0 });
        for subtree in &subtrees {
            let open = der.open(0x30);
            subtree.base.write(der);
            der.close(open);
        }
        der.close(list);
    });
    let (oid, critical) = (known::NAME_CONSTRAINTS, true);
    let more = [NewExtension::Other { oid, critical, value: &constraints }];
    Paper { more: &more, ..Paper::ca("root", 1, "root", 1) }.make()
}

#[test]
fn constraints_of_an_anchor_hold_below_it() {
    let names = [GeneralName::Dns(b"x.a.example")];
    let alt_names = [NewExtension::SubjectAltName { names: &names, critical: false }];
    let leaf = Paper { more: &alt_names, ..Paper::leaf("root", 1) }.make();
    let deep = Paper { more: &alt_names, ..Paper::leaf("ca", 2) }.make();
    let ca = Paper::ca("ca", 2, "root", 1).make();
    for (excluded, base, expected) in [
        (false, "a.example", Ok(())),
        (true, "b.example", Ok(())),
        (false, "b.example", Err(CertError::NameNotPermitted)),
        (true, "a.example", Err(CertError::NameNotPermitted)),
        (true, "*.example", Err(CertError::Malformed)),
    ] {
        let root = constrained(excluded, base);
        let anchor = TrustAnchor::from_certificate(&root).unwrap();
        assert!(!anchor.name_constraints.is_empty());
        let bytes = to_vec::<motetls_crypto::Sha256>(&[anchor]);
        let set = AnchorSet::parse(&bytes).unwrap();
        for chain in [&[&leaf[..]][..], &[&deep, &ca]] {
            let anchors = [anchor];
            assert_eq!(verify::<Full>(&policy(&anchors), chain), expected, "{base}");
            let device = verify::<DeviceRules>(&policy(&anchors), chain);
            assert_eq!(device, Err(CertError::NameConstraints));
            // without them, by the caller's wish
            let bare = [TrustAnchor::new(anchor.subject, anchor.spki)];
            assert_eq!(agreed(&bare, chain), Ok(()));
            // out of a set
            let mut state = Chain::<Sealed, Full>::new();
            for der in chain {
                let certificate = Certificate::parse(der).unwrap();
                let found: Vec<_> =
                    set.for_certificate::<motetls_crypto::Sha256>(&certificate).collect();
                let _ = state.push(&policy(&found), der);
            }
            assert_eq!(state.finish().map(|_| ()), expected);
        }
    }
}

/// The holder of an anchor's key can certify that key again, for the same name without constraints,
/// for another name, for a server: the constraints hold all the same.
#[test]
fn an_anchor_does_not_leave_its_constraints_by_certifying_its_own_key() {
    let root = constrained(false, "b.example");
    let anchors = [TrustAnchor::from_certificate(&root).unwrap()];
    let names = [GeneralName::Dns(b"x.a.example")];
    let alt_names = [NewExtension::SubjectAltName { names: &names, critical: false }];
    let leaf = Paper { more: &alt_names, ..Paper::leaf("root", 1) }.make();
    let twin = Paper::ca("root", 1, "root", 1).make();
    let deep = Paper { more: &alt_names, ..Paper::leaf("other", 1) }.make();
    let other = Paper::ca("other", 1, "root", 1).make();
    let of_its_key = Paper { key: 1, more: &alt_names, ..Paper::leaf("root", 1) }.make();
    let chains: [&[&[u8]]; 5] = [
        &[&leaf, &twin],
        &[&leaf, &twin, &twin],
        &[&deep, &other],
        &[&of_its_key],
        &[&of_its_key, &twin],
    ];
    for chain in chains {
        let permitted = Err(CertError::NameNotPermitted);
        assert_eq!(verify::<Full>(&policy(&anchors), chain), permitted);
        let device = verify::<DeviceRules>(&policy(&anchors), chain);
        assert_eq!(device, Err(CertError::NameConstraints));
        let bare = [TrustAnchor::new(anchors[0].subject, anchors[0].spki)];
        assert_eq!(agreed(&bare, chain), Ok(()));
    }
}

#[test]
fn another_day_may_be_before_the_build() {
    let root = Anchor::new("root", 1);
    let anchors = [root.get()];
    let leaf = Paper::leaf("root", 1).make();
    let at = |seconds| VerifyPolicy { now: Some(UnixTime(seconds)), ..policy(&anchors) };
    let before = sealed::FROM + 1;
    assert!(before < BUILD_DATE.0);
    assert_eq!(verify::<Full>(&at(before), &[&leaf]), Ok(()));
    assert_eq!(verify::<Full>(&at(sealed::FROM - 1), &[&leaf]), Err(CertError::NotYetValid));
    assert_eq!(verify::<Full>(&at(UNTIL + 1), &[&leaf]), Err(CertError::Expired));
    assert_eq!(verify::<Full>(&at(0), &[&leaf]), Err(CertError::NotYetValid));
    let device = verify::<DeviceRules>(&at(before), &[&leaf]);
    assert_eq!(device, Err(CertError::ClockBehindBuild));
    // without a clock, what expired before the build is refused by both
    let old = Paper { until: before, ..Paper::leaf("root", 1) }.make();
    let no_clock = VerifyPolicy { now: None, ..policy(&anchors) };
    assert_eq!(verify::<Full>(&no_clock, &[&old]), Err(CertError::Expired));
    assert_eq!(verify::<DeviceRules>(&no_clock, &[&old]), Err(CertError::Expired));
}

#[test]
fn extensions_are_unique_and_have_a_kind() {
    let root = Anchor::new("root", 1);
    let anchors = [root.get()];
    let id = [7; 20];
    let null = sequence(|der| der.null());
    let other = |oid| NewExtension::Other { oid, critical: false, value: &null };
    let key_id = NewExtension::SubjectKeyId(&id);
    let verdicts = |more: &[NewExtension<'_>]| {
        let leaf = Paper { more, ..Paper::leaf("root", 1) }.make();
        let policy = policy(&anchors);
        (verify::<DeviceRules>(&policy, &[&leaf]), verify::<Full>(&policy, &[&leaf]))
    };
    let malformed = Err(CertError::Malformed);
    assert_eq!(verdicts(&[key_id]), (Ok(()), Ok(())));
    assert_eq!(verdicts(&[key_id, key_id]), (malformed, malformed));
    for kind in [known::CRL_DISTRIBUTION_POINTS, known::AUTHORITY_KEY_ID] {
        assert_eq!(verdicts(&[other(kind), key_id]), (Ok(()), Ok(())));
        assert_eq!(verdicts(&[other(kind), key_id, other(kind)]), (malformed, malformed));
    }
    // beyond 2.5.29.14 to 45, a device reads none and counts none
    let beyond = [known::FRESHEST_CRL, known::TLS_FEATURE, known::AUTHORITY_INFO_ACCESS];
    for kind in beyond.into_iter().chain([Oid(&[0x2a, 3])]) {
        assert_eq!(verdicts(&[other(kind), other(kind)]), (Ok(()), malformed));
    }
    let kinds: Vec<[u8; 2]> = (0..102).map(|last| [0x2a, last]).collect();
    let many: Vec<_> = kinds.iter().map(|kind| other(Oid(kind))).collect();
    assert_eq!(verdicts(&many[..100]), (Ok(()), Ok(())));
    assert_eq!(verdicts(&many[..101]), (Ok(()), malformed), "more than are compared");
    for no_kind in [&[][..], &[0x80], &[0x2a, 0x80, 3]] {
        assert_eq!(verdicts(&[other(Oid(no_kind)), key_id]), (Ok(()), malformed), "{no_kind:?}");
    }
}
