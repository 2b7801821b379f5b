//! What several lists say together: deltas in any order, more lists than room, lists of two keys,
//! entries and extensions that cannot be read.

use crate::common::registry::{self, Authority, CA, CA_USE, DAY, LEAF_USE, NOW, Ours, revoked};
use motetls_base::UnixTime;
use motetls_pki::chain::{AllFaults, Chain, DeviceRules, Rfc5280Rules, RuleSet, Validator};
use motetls_pki::crl::NewRevoked;
use motetls_pki::extension::{NewExtension, NewIssuingPoint, Reason};
use motetls_pki::general_name::GeneralName;
use motetls_pki::ocsp::CertStatus;
use motetls_pki::oid::{Oid, known};
use motetls_pki::revocation::{
    Freshness, GivenCrl, Inquiry, Issuer, Revocation, RevocationError, RevocationMode,
    RevocationPolicy, RevocationValidator, Status, Subject, check_crl, must_staple,
};
use motetls_pki::{CertError, Certificate, TrustAnchor, Usage, VerifyPolicy};

const FRESHNESS: Freshness = Freshness::at(Some(NOW));
const LEAF: &[u8] = &[0x5a, 1];
const OTHER: &[u8] = &[0x11];
const MODES: [RevocationMode; 3] =
    [RevocationMode::LeafKnown, RevocationMode::AllKnown, RevocationMode::UnknownPasses];

fn told(reason: Reason) -> Status {
    Status::Revoked(Revocation { date: UnixTime(NOW.0 - 2 * DAY), reason })
}

/// An authority, and a leaf it issued.
struct Pair {
    root: Authority,
    anchor: Vec<u8>,
    leaf: Vec<u8>,
}

impl Pair {
    fn new(extensions: &[NewExtension<'_>]) -> Self {
        let root = Authority::new("CN=Root", 1);
        let anchor = root.certify(&root, &[1], &[CA, CA_USE]);
        let leaf =
            root.certify(&Authority::new("CN=mote", 3), LEAF, &[&[LEAF_USE], extensions].concat());
        Pair { root, anchor, leaf }
    }

    fn list(&self, number: u8, entries: &[NewRevoked<'_>], more: &[NewExtension<'_>]) -> Vec<u8> {
        numbered(&self.root, number, entries, more)
    }

    /// The outcome of the chain and the leaf's status, with room for `N` lists.
    fn verdict<R: RuleSet, const N: usize>(
        &self,
        policy: &RevocationPolicy<'_>,
    ) -> (Result<(), CertError>, Status) {
        let mut validator = RevocationValidator::<Ours, R, N>::new(policy);
        let outcome = verify::<R, _>(&self.anchor, &[&self.leaf], &mut validator);
        (outcome, validator.status(0))
    }

    fn status(&self, lists: &[&[u8]]) -> Status {
        let lists: Vec<GivenCrl<'_>> = lists.iter().map(|der| GivenCrl::new(der)).collect();
        let policy = RevocationPolicy { lists: &lists, ..RevocationPolicy::new(FRESHNESS) };
        let (outcome, status) = self.verdict::<DeviceRules, 8>(&policy);
        assert_eq!(outcome.is_ok(), status == Status::Good);
        status
    }

    /// An answer about the leaf.
    fn answer(&self, status: CertStatus) -> Vec<u8> {
        self.root.answer(LEAF, status, &self.root)
    }
}

fn numbered(
    by: &Authority,
    number: u8,
    entries: &[NewRevoked<'_>],
    more: &[NewExtension<'_>],
) -> Vec<u8> {
    by.list(entries, &[&[NewExtension::CrlNumber(&[number])], more].concat())
}

fn verify<R: RuleSet, V: Validator>(
    anchor: &[u8],
    ders: &[&[u8]],
    validator: &mut V,
) -> Result<(), CertError> {
    let anchors = [TrustAnchor::from_certificate(anchor).unwrap()];
    let policy =
        VerifyPolicy { anchors: &anchors, name: None, now: Some(NOW), usage: Usage::ServerAuth };
    let mut chain = Chain::<Ours, R>::new();
    for der in ders {
        let _ = chain.push_with(&policy, der, validator);
    }
    chain.finish_with(validator).map(drop)
}

/// All orders of what is given.
fn orders<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..of.len() {
        let mut rest = of.to_vec();
        let first = rest.remove(at);
        all.extend(orders(&rest).into_iter().map(|rest| [vec![first.clone()], rest].concat()));
    }
    all
}

const fn adds(base: &'static [u8]) -> NewExtension<'static> {
    NewExtension::DeltaCrlIndicator(base)
}

#[test]
fn deltas_build_on_each_other_in_any_order() {
    let pair = Pair::new(&[]);
    let hold = revoked(LEAF, Some(Reason::CERTIFICATE_HOLD));
    let freed = revoked(LEAF, Some(Reason::REMOVE_FROM_CRL));
    let complete = pair.list(5, &[], &[]);
    let held = pair.list(5, &[hold], &[]);
    let sixth = pair.list(6, &[], &[adds(&[5])]);
    let revoking = pair.list(7, &[revoked(LEAF, None)], &[adds(&[6])]);
    let freeing = pair.list(7, &[freed], &[adds(&[6])]);
    let holding = pair.list(6, &[hold], &[adds(&[5])]);
    let far = pair.list(9, &[], &[adds(&[8])]);
    let plain = told(Reason::UNSPECIFIED);
    let on_hold = told(Reason::CERTIFICATE_HOLD);
    for (lists, expected) in [
        (vec![&complete, &sixth, &revoking], plain),
        (vec![&complete, &holding, &freeing], Status::Good),
        (vec![&held, &sixth, &freeing], Status::Good),
        (vec![&held, &freeing], on_hold), // the sixth is missing: 7 builds on it
        (vec![&complete, &revoking], plain), // revokes, though nothing says since which list
        (vec![&revoking], plain),
        (vec![&complete, &far], Status::Good),
        (vec![&far], Status::Unknown(RevocationError::DeltaWithoutBase)),
    ] {
        for lists in orders(&lists) {
            let lists: Vec<&[u8]> = lists.iter().map(|list| &list[..]).collect();
            assert_eq!(pair.status(&lists), expected);
        }
    }
}

#[test]
fn a_revocation_without_room_is_not_passed_over() {
    let pair = Pair::new(&[]);
    let base = pair.list(5, &[], &[]);
    let delta = pair.list(6, &[revoked(LEAF, None)], &[adds(&[5])]);
    let staples = [&pair.answer(CertStatus::Good)[..]];
    let plain = told(Reason::UNSPECIFIED);
    for mode in MODES {
        for lists in orders(&[&base, &delta]) {
            let lists: Vec<GivenCrl<'_>> = lists.iter().map(|der| GivenCrl::new(der)).collect();
            let policy = RevocationPolicy {
                lists: &lists,
                staples: &staples,
                mode,
                ..RevocationPolicy::new(FRESHNESS)
            };
            let expected = (Err(CertError::Revoked), plain);
            assert_eq!(pair.verdict::<DeviceRules, 1>(&policy), expected, "{mode:?}");
        }
    }
    // four lists of the right name, signed by another key, before and behind the one that revokes
    let twin = Authority::new("CN=Root", 9);
    let forged: Vec<Vec<u8>> = (1..=4).map(|number| numbered(&twin, number, &[], &[])).collect();
    let real = pair.list(7, &[revoked(LEAF, None)], &[]);
    let claiming: Vec<Vec<u8>> =
        (1..=4).map(|number| numbered(&twin, number, &[revoked(LEAF, None)], &[])).collect();
    for at in 0..=4 {
        let mut lists: Vec<GivenCrl<'_>> = forged.iter().map(|der| GivenCrl::new(der)).collect();
        lists.insert(at, GivenCrl::new(&real));
        let mut claims: Vec<GivenCrl<'_>> = claiming.iter().map(|der| GivenCrl::new(der)).collect();
        claims.insert(at, GivenCrl::new(&real));
        for mode in MODES {
            let policy = |lists| RevocationPolicy {
                lists,
                staples: &staples,
                mode,
                ..RevocationPolicy::new(FRESHNESS)
            };
            let (outcome, status) = pair.verdict::<DeviceRules, 4>(&policy(&lists));
            assert_eq!((outcome, status), (Err(CertError::Revoked), plain), "{at} {mode:?}");
            // a forger that claims revocations gains a refusal
            let (outcome, status) = pair.verdict::<DeviceRules, 4>(&policy(&claims));
            let expected = if at == 4 {
                let lost = Status::Unknown(RevocationError::TooManyLists);
                (Err(CertError::RevocationUnknown), lost)
            } else {
                (Err(CertError::Revoked), plain)
            };
            assert_eq!((outcome, status), expected, "{at} {mode:?}");
        }
    }
}

#[test]
fn lists_without_room_that_do_not_revoke_cost_nothing_but_knowledge() {
    let pair = Pair::new(&[]);
    let lists: Vec<Vec<u8>> = (1..=6).map(|number| pair.list(number, &[], &[])).collect();
    let given: Vec<GivenCrl<'_>> = lists.iter().map(|der| GivenCrl::new(der)).collect();
    let policy = RevocationPolicy { lists: &given, ..RevocationPolicy::new(FRESHNESS) };
    assert_eq!(pair.verdict::<DeviceRules, 4>(&policy), (Ok(()), Status::Good));
    let twin = Authority::new("CN=Root", 9);
    let forged: Vec<Vec<u8>> = (1..=4).map(|number| numbered(&twin, number, &[], &[])).collect();
    let mut given: Vec<GivenCrl<'_>> = forged.iter().map(|der| GivenCrl::new(der)).collect();
    given.push(GivenCrl::new(&lists[0]));
    let policy = RevocationPolicy { lists: &given, ..RevocationPolicy::new(FRESHNESS) };
    let lost = Status::Unknown(RevocationError::TooManyLists);
    let expected = (Err(CertError::RevocationUnknown), lost);
    assert_eq!(pair.verdict::<DeviceRules, 4>(&policy), expected);
}

#[test]
fn points_that_cannot_be_read_hide_no_revocation() {
    let uris = [GeneralName::Uri(b"http://a.example/1.crl")];
    let good_points = NewExtension::CrlDistributionPoints(&uris);
    let points = |value: &'static [u8]| NewExtension::Other {
        oid: known::CRL_DISTRIBUTION_POINTS,
        critical: false,
        value,
    };
    let no_oid = NewExtension::Other { oid: Oid(&[0x80]), critical: false, value: &[5, 0] };
    for extensions in [
        vec![points(&[0x30, 2, 5, 0])],
        vec![points(&[4, 0])],
        vec![points(&[0x30, 0])],
        vec![points(&[0x30, 2, 0x30, 0])],
        vec![points(&[0x30, 6, 0x30, 4, 0xa0, 2, 0xa0, 0])],
        vec![points(&[0x30, 4, 0x30, 2, 0xa2, 0])],
        vec![points(&[0x30, 6, 0x30, 4, 0x81, 2, 1, 6])],
        vec![good_points, good_points],
        vec![no_oid, good_points],
    ] {
        let pair = Pair::new(&extensions);
        if let Err(error) = Certificate::parse(&pair.leaf) {
            assert_eq!(error, CertError::Malformed); // so much is known before
            continue;
        }
        let (bad, good) = (pair.list(5, &[revoked(LEAF, None)], &[]), pair.list(5, &[], &[]));
        let date = UnixTime(NOW.0 - 2 * DAY);
        let answers =
            [CertStatus::Revoked(date, None), CertStatus::Good].map(|status| pair.answer(status));
        for mode in MODES {
            let run = |list: Option<&Vec<u8>>, answer: Option<&Vec<u8>>| {
                let lists: Vec<_> = list.into_iter().map(|der| GivenCrl::new(der)).collect();
                let staples: Vec<&[u8]> = answer.into_iter().map(|der| &der[..]).collect();
                let policy = RevocationPolicy {
                    lists: &lists,
                    staples: &staples,
                    mode,
                    ..RevocationPolicy::new(FRESHNESS)
                };
                pair.verdict::<DeviceRules, 4>(&policy)
            };
            let expected = (Err(CertError::Revoked), told(Reason::UNSPECIFIED));
            assert_eq!(run(Some(&bad), None), expected, "{mode:?} {extensions:?}");
            assert_eq!(run(None, Some(&answers[0])), expected, "{mode:?} {extensions:?}");
            assert_eq!(run(Some(&good), Some(&answers[0])), expected);
            let malformed = Status::Unknown(RevocationError::Malformed);
            for (list, answer) in
                [(Some(&good), None), (None, Some(&answers[1])), (Some(&good), Some(&answers[1]))]
            {
                let (outcome, status) = run(list, answer);
                assert_eq!(status, malformed, "{mode:?} {extensions:?}");
                assert_eq!(outcome.is_ok(), mode == RevocationMode::UnknownPasses);
            }
        }
        let certificate = Certificate::parse(&pair.leaf).unwrap();
        let mut inquiries = [Inquiry::new(Subject::of(&certificate))];
        let issuer = pair.root.issuer();
        check_crl::<Ours, DeviceRules>(&good, issuer, FRESHNESS, &mut inquiries).unwrap();
        assert_eq!(inquiries[0].status(), Status::Unknown(RevocationError::Malformed));
    }
}

#[test]
fn a_delta_of_another_key_takes_nothing_back() {
    let pair = Pair::new(&[]);
    let twin = Authority::new("CN=Root", 9);
    let held = pair.list(5, &[revoked(LEAF, Some(Reason::CERTIFICATE_HOLD))], &[]);
    let clean = pair.list(5, &[], &[]);
    let entry = [revoked(LEAF, Some(Reason::REMOVE_FROM_CRL))];
    let (own, other) =
        (pair.list(6, &entry, &[adds(&[5])]), numbered(&twin, 6, &entry, &[adds(&[5])]));
    let ended = numbered(&twin, 6, &[revoked(LEAF, None)], &[adds(&[5])]);
    let by_twin = |der| GivenCrl { der, signer: Some(twin.issuer()) };
    let on_hold = told(Reason::CERTIFICATE_HOLD);
    for (lists, expected) in [
        ([GivenCrl::new(&held), GivenCrl::new(&own)], Status::Good),
        ([GivenCrl::new(&held), by_twin(&other)], on_hold),
        ([GivenCrl::new(&clean), by_twin(&ended)], told(Reason::UNSPECIFIED)),
    ] {
        for lists in [lists, [lists[1], lists[0]]] {
            let policy = RevocationPolicy { lists: &lists, ..RevocationPolicy::new(FRESHNESS) };
            assert_eq!(pair.verdict::<DeviceRules, 4>(&policy).1, expected);
        }
    }
    // the same with readers, one for each issuer
    let certificate = Certificate::parse(&pair.leaf).unwrap();
    for (issuer, delta, expected) in
        [(pair.root.issuer(), &own, Status::Good), (twin.issuer(), &other, on_hold)]
    {
        let mut inquiries = [Inquiry::new(Subject::of(&certificate))];
        for (der, issuer) in [(&held, pair.root.issuer()), (delta, issuer)] {
            check_crl::<Ours, DeviceRules>(der, issuer, FRESHNESS, &mut inquiries).unwrap();
        }
        assert_eq!(inquiries[0].status(), expected);
    }
}

#[test]
fn an_entry_whose_issuer_cannot_be_read_moves_no_entries() {
    let pair = Pair::new(&[]);
    let indirect = NewIssuingPoint { indirect: true, ..NewIssuingPoint::default() };
    for value in [&[0x30, 2, 0x89, 0][..], &[0x30, 3, 0x82, 1, 0x61], &[0x30, 0], &[5, 0]] {
        let moves = [NewExtension::Other { oid: known::CERTIFICATE_ISSUER, critical: true, value }];
        let foreign = NewRevoked { extensions: &moves, ..revoked(OTHER, None) };
        for entries in [[foreign, revoked(LEAF, None)], [revoked(LEAF, None), foreign]] {
            let list = pair.list(5, &entries, &[NewExtension::IssuingPoint(indirect)]);
            assert_eq!(pair.status(&[&list]), Status::Unknown(RevocationError::Malformed));
        }
    }
}

#[test]
fn what_occurs_twice_or_says_nothing_is_malformed() {
    let pair = Pair::new(&[]);
    let malformed = Status::Unknown(RevocationError::Malformed);
    let date = NewExtension::InvalidityDate(NOW);
    let dates = [date, date];
    let entry = NewRevoked { extensions: &dates, ..revoked(OTHER, None) };
    assert_eq!(pair.status(&[&pair.list(5, &[entry], &[])]), malformed);
    let other = |oid, value: &'static [u8]| NewExtension::Other { oid, critical: false, value };
    for oid in [
        known::AUTHORITY_KEY_ID,
        known::ISSUER_ALT_NAME,
        known::FRESHEST_CRL,
        known::AUTHORITY_INFO_ACCESS,
    ] {
        let extension = other(oid, &[0x30, 0]);
        assert_eq!(pair.status(&[&pair.list(5, &[], &[extension])]), Status::Good);
        assert_eq!(pair.status(&[&pair.list(5, &[], &[extension, extension])]), malformed);
    }
    let nothing = other(known::ISSUING_DISTRIBUTION_POINT, &[0x30, 0]);
    assert_eq!(pair.status(&[&pair.list(5, &[], &[nothing])]), malformed);
    for (features, expected) in [
        (&[0x30, 3, 2, 1, 5][..], Some(true)),
        (&[0x30, 3, 2, 1, 17], Some(false)),
        (&[0x30, 0], None),
    ] {
        let feature =
            NewExtension::Other { oid: known::TLS_FEATURE, critical: false, value: features };
        let promised = |extensions: &[NewExtension<'_>]| {
            let leaf = Pair::new(extensions).leaf;
            Certificate::parse(&leaf).map(|leaf| must_staple(&leaf).ok())
        };
        assert_eq!(promised(&[feature]), Ok(expected));
        assert!(matches!(promised(&[feature, feature]), Ok(None) | Err(CertError::Malformed)));
    }
}

/// A promise behind an extension that cannot be read is kept all the same.
#[test]
fn a_promise_that_cannot_be_read_is_taken_for_one() {
    let no_oid = NewExtension::Other { oid: Oid(&[0x80]), critical: false, value: &[5, 0] };
    let feature = NewExtension::Other {
        oid: known::TLS_FEATURE,
        critical: false,
        value: &[0x30, 3, 2, 1, 5],
    };
    for extensions in [&[no_oid, feature][..], &[feature, feature]] {
        let pair = Pair::new(extensions);
        let policy = RevocationPolicy {
            mode: RevocationMode::UnknownPasses,
            must_staple: true,
            ..RevocationPolicy::new(FRESHNESS)
        };
        let (outcome, _) = pair.verdict::<DeviceRules, 4>(&policy);
        assert!(matches!(outcome, Err(CertError::BadStatusResponse | CertError::Malformed)));
    }
}

/// The same name in another string type or case.
#[test]
fn names_are_folded_as_those_of_the_chain() {
    let pair = Pair::new(&[]);
    let mut printable = Authority::new("CN=Root", 1);
    printable.name = registry::name("CN=rOOT");
    let list = numbered(&printable, 5, &[revoked(LEAF, None)], &[]);
    let given = [GivenCrl::new(&list)];
    let policy = RevocationPolicy { lists: &given, ..RevocationPolicy::new(FRESHNESS) };
    let plain = told(Reason::UNSPECIFIED);
    let nothing = Status::Unknown(RevocationError::NothingGiven);
    let folded = pair.verdict::<Rfc5280Rules<1024>, 4>(&policy);
    assert_eq!(folded, (Err(CertError::Revoked), plain));
    assert_eq!(pair.verdict::<DeviceRules, 4>(&policy).1, nothing);
    // the name of a point, too
    let [upper, lower] = ["CN=Root,O=Lists", "CN=rooT,O=LISTS"].map(registry::name);
    let directory = |der| [GeneralName::Directory(motetls_pki::dn::DistinguishedName { der })];
    let (upper, lower) = (directory(&upper), directory(&lower));
    let pair = Pair::new(&[NewExtension::CrlDistributionPoints(&upper)]);
    let point = NewIssuingPoint { names: &lower, ..NewIssuingPoint::default() };
    let list = pair.list(5, &[revoked(LEAF, None)], &[NewExtension::IssuingPoint(point)]);
    let given = [GivenCrl::new(&list)];
    let policy = RevocationPolicy { lists: &given, ..RevocationPolicy::new(FRESHNESS) };
    assert_eq!(pair.verdict::<Rfc5280Rules<1024>, 4>(&policy).1, plain);
    let other = Status::Unknown(RevocationError::OutOfScope);
    assert_eq!(pair.verdict::<DeviceRules, 4>(&policy).1, other);
}

/// The reason told is that of the list that comes nearest.
#[test]
fn the_most_telling_reason_is_told() {
    let pair = Pair::new(&[]);
    let bad = {
        let mut der = pair.list(5, &[], &[]);
        *der.last_mut().unwrap() ^= 1;
        der
    };
    let authorities = NewIssuingPoint { only_authorities: true, ..NewIssuingPoint::default() };
    let elsewhere = pair.list(5, &[], &[NewExtension::IssuingPoint(authorities)]);
    for lists in orders(&[&bad[..], &elsewhere]) {
        assert_eq!(pair.status(&lists), Status::Unknown(RevocationError::BadSignature));
    }
    assert_eq!(pair.status(&[&elsewhere]), Status::Unknown(RevocationError::OutOfScope));
}

/// Critical cRLDistributionPoints are understood where revocation is checked, and only there.
#[test]
fn critical_points_are_understood_by_what_reads_them() {
    let value = {
        let uris = [GeneralName::Uri(b"http://a.example/1.crl")];
        let pair = Pair::new(&[NewExtension::CrlDistributionPoints(&uris)]);
        let leaf = Certificate::parse(&pair.leaf).unwrap();
        let found = leaf.extension_list().find_kind(known::CRL_DISTRIBUTION_POINTS);
        found.unwrap().octets.to_vec()
    };
    let points = |oid| NewExtension::Other { oid, critical: true, value: &value };
    for (oid, understood) in [(known::CRL_DISTRIBUTION_POINTS, true), (known::FRESHEST_CRL, false)]
    {
        let pair = Pair::new(&[points(oid)]);
        let list = pair.list(5, &[], &[]);
        let given = [GivenCrl::new(&list)];
        let policy = RevocationPolicy { lists: &given, ..RevocationPolicy::new(FRESHNESS) };
        let unknown = Err(CertError::UnknownCriticalExtension);
        let expected = if understood { Ok(()) } else { unknown };
        assert_eq!(pair.verdict::<DeviceRules, 4>(&policy).0, expected);
        let alone = verify::<DeviceRules, _>(
            &pair.anchor,
            &[&pair.leaf],
            &mut motetls_pki::chain::FirstFault,
        );
        assert_eq!(alone, unknown);
    }
}

/// Of a chain that is forged, no status is told.
#[test]
fn nothing_is_known_of_what_the_key_did_not_sign() {
    let (root, middle) = (Authority::new("CN=Root", 1), Authority::new("CN=Middle", 2));
    let anchor = root.certify(&root, &[1], &[CA, CA_USE]);
    let mut leaf = middle.certify(&Authority::new("CN=mote", 3), LEAF, &[LEAF_USE]);
    let middle_der = root.certify(&middle, &[2], &[CA, CA_USE]);
    let lists = [numbered(&root, 5, &[], &[]), numbered(&middle, 5, &[], &[])];
    let given = [GivenCrl::new(&lists[0]), GivenCrl::new(&lists[1])];
    let policy = RevocationPolicy {
        lists: &given,
        mode: RevocationMode::AllKnown,
        ..RevocationPolicy::new(FRESHNESS)
    };
    let mut run = |forge: bool| {
        if forge {
            *leaf.last_mut().unwrap() ^= 1;
        }
        let mut all = AllFaults::new(RevocationValidator::<Ours>::new(&policy));
        let outcome = verify::<DeviceRules, _>(&anchor, &[&leaf, &middle_der], &mut all);
        (outcome, all.inner.status(0), all.inner.status(1))
    };
    assert_eq!(run(false), (Ok(()), Status::Good, Status::Good));
    let unknown = Status::Unknown(RevocationError::BadSignature);
    assert_eq!(run(true), (Err(CertError::BadSignature), unknown, Status::Good));
}

/// `verify --time` of another day: lists of that day are believed.
#[test]
fn lists_of_another_day() {
    let pair = Pair::new(&[]);
    let day = UnixTime(1_700_000_000); // before any build of this
    let list = pair.root.sign_list(motetls_pki::crl::NewRevocationList {
        issuer: pair.root.dn(),
        this_update: UnixTime(day.0 - DAY),
        next_update: Some(UnixTime(day.0 + DAY)),
        revoked: &[],
        extensions: &[],
    });
    let certificate = Certificate::parse(&pair.leaf).unwrap();
    let ask = |freshness| {
        let mut inquiries = [Inquiry::new(Subject::of(&certificate))];
        let issuer: Issuer<'_> = pair.root.issuer();
        let _ = check_crl::<Ours, DeviceRules>(&list, issuer, freshness, &mut inquiries);
        inquiries[0].status()
    };
    assert_eq!(ask(Freshness::as_of(day)), Status::Good);
    let stale = Status::Unknown(RevocationError::Stale);
    assert_eq!(ask(Freshness::as_of(UnixTime(day.0 + 2 * DAY))), stale);
    let behind = Status::Unknown(RevocationError::ClockBehindBuild);
    assert_eq!(ask(Freshness::at(Some(day))), behind);
}
