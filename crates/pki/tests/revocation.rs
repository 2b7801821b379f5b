//! Chains judged by revocation lists and stapled answers, beside `openssl verify -crl_check_all`; keys of every kind.

#![allow(clippy::unwrap_used, dead_code, unreachable_pub)] // in helpers of tests

#[path = "common/maker.rs"]
mod maker;
#[path = "common/registry.rs"]
mod registry;
#[path = "common/tools.rs"]
mod tools;

use maker::{Elsewhere, KEYS, key};
use motetls_base::UnixTime;
use motetls_crypto::Hash;
use motetls_crypto::sha1::Sha1;
use motetls_pki::algorithm::{HashId, Scheme};
use motetls_pki::chain::{AllFaults, Chain, Device, Faults, Full, HostAlgorithms, Pieces, Rules};
use motetls_pki::crl::{NewList, NewRevoked};
use motetls_pki::der::{List, Read};
use motetls_pki::dn::DistinguishedName;
use motetls_pki::extension::{NewExtension, NewIssuingPoint, Reason};

use motetls_pki::key::PublicKeyInfo;
use motetls_pki::ocsp::{CertId, CertStatus, NewResponse, NewSingleResponse, Responder};
use motetls_pki::oid::known;
use motetls_pki::pem;
use motetls_pki::revocation::{
    Demand, Freshness, GivenList, Inquiry, Issuer, ListReader, Revocation, RevocationJudge, RevocationPolicy, Status,
    Subject, Why, check_answer, check_list,
};
use motetls_pki::{CertError, Policy, TrustAnchor, Usage};
use registry::{Authority, CA, CA_USE, DAY, LEAF_USE, NOW, Ours, revoked};
use tools::{Folder, openssl};

const FRESHNESS: Freshness = Freshness::at(Some(NOW));
const LEAF: &[u8] = &[0x5a, 1];
const MIDDLE: &[u8] = &[0x5a, 2];
const SERVER: NewExtension<'_> = NewExtension::ExtendedKeyUsage(&[motetls_pki::oid::known::SERVER_AUTH]);

/// A root, a certification authority below it, a leaf below that.
struct Family {
    root: Authority,
    middle: Authority,
    ders: [Vec<u8>; 3],
}

impl Family {
    fn new(extensions: &[NewExtension<'_>]) -> Self {
        let (root, middle) = (Authority::new("CN=Root", 1), Authority::new("CN=Middle", 2));
        let leaf = middle.certify(&Authority::new("CN=mote", 3), LEAF, &[&[LEAF_USE, SERVER], extensions].concat());
        let ders = [leaf, root.certify(&middle, MIDDLE, &[CA, CA_USE]), root.certify(&root, &[1], &[CA, CA_USE])];
        Family { root, middle, ders }
    }

    /// The first fault, all faults, and the statuses of leaf and middle.
    fn judge(&self, policy: &RevocationPolicy<'_>) -> (Result<(), CertError>, Faults, [Status; 2]) {
        let anchors = [TrustAnchor::from_certificate(&self.ders[2]).unwrap()];
        let chain_policy = Policy { anchors: &anchors, name: None, now: Some(NOW), usage: Usage::ServerAuth };
        let verdict = |judge: &mut RevocationJudge<'_, Ours>| {
            let mut chain = Chain::<Ours>::new();
            for der in &self.ders[..2] {
                chain.push_with(&chain_policy, der, judge)?;
            }
            chain.finish().map(drop)
        };
        let first = verdict(&mut RevocationJudge::new(policy));
        let mut all = AllFaults::new(RevocationJudge::<Ours>::new(policy));
        let mut chain = Chain::<Ours>::new();
        let outcome = self.ders[..2].iter().map(|der| chain.push_with(&chain_policy, der, &mut all)).last().unwrap();
        assert_eq!(outcome.is_err(), first.is_err());
        let judge = all.inner.clone();
        (first, all.faults(), [judge.status(0), judge.status(1)])
    }

    fn openssl(&self, folder: &Folder, lists: &[&[u8]], option: &str) -> (bool, String) {
        let save = |file: &str, label: &str, ders: &[&[u8]]| {
            let mut all = Vec::new();
            for der in ders {
                let mut text = vec![0; pem::encoded_len(label.len(), der.len())];
                pem::encode(label, der, &mut text).unwrap();
                all.extend(text);
            }
            folder.write(file, &all);
        };
        for (file, der) in ["leaf.pem", "middle.pem", "root.pem"].iter().zip(&self.ders) {
            save(file, pem::CERTIFICATE, &[der]);
        }
        save("lists.pem", pem::X509_CRL, lists);
        let output = folder.run(&format!(
            "openssl verify {option} -CAfile root.pem -untrusted middle.pem -CRLfile lists.pem -attime {} leaf.pem",
            NOW.0
        ));
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn answer(&self, status: CertStatus, signer: &Authority) -> Vec<u8> {
        let bits = PublicKeyInfo::from_der(&self.middle.spki).unwrap().bits;
        let (name, key) = (Sha1::digest(&self.middle.name), Sha1::digest(bits));
        let id = CertId { hash: Some(HashId::Sha1), issuer_name_hash: &name, issuer_key_hash: &key, serial: LEAF };
        let next_update = Some(UnixTime(NOW.0 + DAY));
        let single = NewSingleResponse { id, status, this_update: NOW, next_update, extensions: &[] };
        let new = NewResponse {
            responder: Responder::Name(self.middle.dn()),
            produced_at: NOW,
            responses: &[single],
            extensions: &[],
            certificates: &[],
        };
        let mut der = vec![0; 1024];
        let length = new.sign(&mut signer.signer(), &mut der).unwrap();
        der.truncate(length);
        der
    }
}

const fn unknown(why: Why) -> Status {
    Status::Unknown(why)
}

#[test]
fn lists_of_a_chain() {
    let family = Family::new(&[]);
    let folder = openssl("lists_of_a_chain").then(Folder::new);
    let list = |by: &Authority, serials: &[&'static [u8]]| {
        let entries: Vec<NewRevoked<'_>> = serials.iter().map(|serial| revoked(serial, None)).collect();
        by.list(&entries, &[NewExtension::CrlNumber(&[1])])
    };
    let (root, middle) = (list(&family.root, &[]), list(&family.middle, &[]));
    let (root_bad, middle_bad) = (list(&family.root, &[MIDDLE]), list(&family.middle, &[LEAF]));
    let crossed = [list(&family.root, &[LEAF]), list(&family.middle, &[MIDDLE])];
    let twin = list(&Authority::new("CN=Middle", 9), &[]);
    let old = family.middle.sign_list(NewList {
        issuer: family.middle.dn(),
        this_update: UnixTime(NOW.0 - 9 * DAY),
        next_update: Some(UnixTime(NOW.0 - DAY)),
        revoked: &[],
        extensions: &[],
    });
    let bad = Status::Revoked(Revocation { date: UnixTime(NOW.0 - 2 * DAY), reason: Reason::UNSPECIFIED });
    let nothing = unknown(Why::NothingGiven);
    let (good, none) = (Status::Good, CertError::RevocationUnknown);
    for (lists, statuses, all_known, leaf_known, unknown_passes) in [
        (vec![&root, &middle], [good, good], Ok(()), Ok(()), Ok(())),
        (vec![&middle, &root], [good, good], Ok(()), Ok(()), Ok(())),
        (vec![&crossed[0], &crossed[1]], [good, good], Ok(()), Ok(()), Ok(())),
        (
            vec![&root, &middle_bad],
            [bad, good],
            Err(CertError::Revoked),
            Err(CertError::Revoked),
            Err(CertError::Revoked),
        ),
        (
            vec![&root_bad, &middle],
            [good, bad],
            Err(CertError::Revoked),
            Err(CertError::Revoked),
            Err(CertError::Revoked),
        ),
        (vec![&middle], [good, nothing], Err(none), Ok(()), Ok(())),
        (vec![&root], [nothing, good], Err(none), Err(none), Ok(())),
        (vec![], [nothing, nothing], Err(none), Err(none), Ok(())),
        (vec![&root, &twin], [unknown(Why::BadSignature), good], Err(none), Err(none), Ok(())),
        (vec![&root, &twin, &middle], [good, good], Ok(()), Ok(()), Ok(())),
        (vec![&root, &old], [unknown(Why::Stale), good], Err(none), Err(none), Ok(())),
    ] {
        let given: Vec<GivenList<'_>> = lists.iter().map(|der| GivenList::new(der)).collect();
        for (demand, expected) in
            [(Demand::AllKnown, all_known), (Demand::LeafKnown, leaf_known), (Demand::UnknownPasses, unknown_passes)]
        {
            let policy = RevocationPolicy { lists: &given, demand, ..RevocationPolicy::new(FRESHNESS) };
            let (first, all, told) = family.judge(&policy);
            assert_eq!((first, told), (expected, statuses), "{demand:?}");
            assert_eq!(all.is_empty(), first.is_ok());
            assert!(first.err().is_none_or(|error| all.contains(error)));
        }
        let Some(folder) = &folder else { continue };
        if lists.is_empty() || lists.len() > 2 {
            continue; // a file without lists is an error of its own; of two lists by one name, openssl looks at one only
        }
        let lists: Vec<&[u8]> = lists.iter().map(|der| &der[..]).collect();
        for (option, expected) in [("-crl_check_all", all_known), ("-crl_check", leaf_known)] {
            let (accepted, output) = family.openssl(folder, &lists, option);
            // -crl_check asks about the leaf only, and takes a revoked authority
            let leaf_only = option == "-crl_check" && statuses[1] == bad;
            assert_eq!(accepted, expected.is_ok() || leaf_only, "openssl {option}: {output}");
        }
    }
}

/// What there is no room for might be the list that has it.
#[test]
fn more_lists_than_room() {
    let family = Family::new(&[]);
    let number = |number| NewExtension::CrlNumber(number);
    let base = family.middle.list(&[], &[number(&[5])]);
    let delta = family.middle.list(&[revoked(LEAF, None)], &[number(&[6]), NewExtension::DeltaCrlIndicator(&[5])]);
    let lists = [GivenList::new(&delta), GivenList::new(&base)];
    let judge = |lists: &[GivenList<'_>]| {
        let policy = RevocationPolicy { lists, ..RevocationPolicy::new(FRESHNESS) };
        let anchors = [TrustAnchor::from_certificate(&family.ders[2]).unwrap()];
        let chain = Policy { anchors: &anchors, name: None, now: Some(NOW), usage: Usage::ServerAuth };
        let mut judge = RevocationJudge::<Ours, Device, 1>::new(&policy);
        let mut verifier = Chain::<Ours>::new();
        for der in &family.ders[..2] {
            let _ = verifier.push_with(&chain, der, &mut judge);
        }
        (verifier.finish().map(drop), judge.status(0))
    };
    assert_eq!(judge(&lists[1..]), (Ok(()), Status::Good));
    let swapped = [lists[1], lists[0]];
    assert_eq!(judge(&swapped), (Err(CertError::RevocationUnknown), unknown(Why::TooManyLists)));
    assert_eq!(judge(&lists), (Err(CertError::RevocationUnknown), unknown(Why::DeltaWithoutBase)));
    let policy = RevocationPolicy { lists: &lists, ..RevocationPolicy::new(FRESHNESS) };
    assert_eq!(family.judge(&policy).0, Err(CertError::Revoked), "in any order");
}

/// A delta adds to its own list, whatever other complete lists are given.
#[test]
fn deltas_beside_other_lists() {
    let family = Family::new(&[]);
    let list = |number, entries: &[NewRevoked<'_>], more: &[NewExtension<'_>]| {
        family.middle.list(entries, &[&[NewExtension::CrlNumber(number)], more].concat())
    };
    let users = NewIssuingPoint { only_users: true, ..NewIssuingPoint::default() };
    let (old, base) = (list(&[3], &[], &[]), list(&[5], &[], &[]));
    let delta = list(&[6], &[revoked(LEAF, None)], &[NewExtension::DeltaCrlIndicator(&[5])]);
    let other = list(&[9], &[], &[NewExtension::IssuingPoint(users)]);
    for lists in [[&base, &delta, &other], [&other, &delta, &base], [&base, &old, &delta], [&old, &base, &delta]] {
        let lists = lists.map(|der| GivenList::new(der));
        let policy = RevocationPolicy { lists: &lists, ..RevocationPolicy::new(FRESHNESS) };
        assert_eq!(family.judge(&policy).0, Err(CertError::Revoked));
    }
    // a delta does not take back what a later one says
    let adds = NewExtension::DeltaCrlIndicator(&[5]);
    let held = list(&[5], &[revoked(LEAF, Some(Reason::CERTIFICATE_HOLD))], &[]);
    let freed = list(&[6], &[revoked(LEAF, Some(Reason::REMOVE_FROM_CRL))], &[adds]);
    let ended = list(&[7], &[revoked(LEAF, Some(Reason::KEY_COMPROMISE))], &[adds]);
    let judge = |lists: &[&Vec<u8>]| {
        let lists: Vec<GivenList<'_>> = lists.iter().map(|der| GivenList::new(der)).collect();
        family.judge(&RevocationPolicy { lists: &lists, ..RevocationPolicy::new(FRESHNESS) }).0
    };
    assert_eq!(judge(&[&held]), Err(CertError::Revoked));
    assert_eq!(judge(&[&held, &freed]), Ok(()));
    assert_eq!(judge(&[&held, &freed, &ended]), Err(CertError::Revoked));
    assert_eq!(judge(&[&held, &ended, &freed]), Err(CertError::Revoked));
}

#[test]
fn stapled_answers() {
    let family = Family::new(&[]);
    let good = family.answer(CertStatus::Good, &family.middle);
    let date = UnixTime(NOW.0 - DAY);
    let bad = family.answer(CertStatus::Revoked(date, None), &family.middle);
    let lost = family.answer(CertStatus::Unknown, &family.middle);
    let forged = family.answer(CertStatus::Good, &Authority::new("CN=Middle", 9));
    let revoked_status = Status::Revoked(Revocation { date, reason: Reason::UNSPECIFIED });
    let judge = |staple: &[u8], lists: &[GivenList<'_>], demand| {
        let staples = [staple];
        let (first, _, told) =
            family.judge(&RevocationPolicy { staples: &staples, lists, demand, ..RevocationPolicy::new(FRESHNESS) });
        (first, told[0])
    };
    let leaf = Demand::LeafKnown;
    let wrong = Err(CertError::BadStatusResponse);
    assert_eq!(judge(&good, &[], leaf), (Ok(()), Status::Good));
    assert_eq!(judge(&bad, &[], leaf), (Err(CertError::Revoked), revoked_status));
    assert_eq!(judge(&bad, &[], Demand::UnknownPasses).0, Err(CertError::Revoked));
    assert_eq!(judge(&lost, &[], leaf), (wrong, unknown(Why::UnknownToResponder)));
    assert_eq!(judge(&forged, &[], leaf), (wrong, unknown(Why::BadSignature)));
    assert_eq!(judge(&good[1..], &[], leaf), (wrong, unknown(Why::Malformed)));
    assert_eq!(judge(&forged, &[], Demand::UnknownPasses), (Ok(()), unknown(Why::BadSignature)));
    assert_eq!(judge(&[], &[], leaf), (Err(CertError::RevocationUnknown), unknown(Why::NothingGiven)));
    assert_eq!(judge(&good, &[], Demand::AllKnown).0, Err(CertError::RevocationUnknown), "of the authority");
    // either source may be missing; the worse one counts
    let empty = family.middle.list(&[], &[]);
    let full = family.middle.list(&[revoked(LEAF, None)], &[]);
    assert_eq!(judge(&forged, &[GivenList::new(&empty)], leaf), (Ok(()), Status::Good));
    assert_eq!(judge(&good, &[GivenList::new(&full)], leaf).0, Err(CertError::Revoked));
    assert_eq!(judge(&bad, &[GivenList::new(&empty)], leaf).0, Err(CertError::Revoked));
}

#[test]
fn promised_answers() {
    let family = Family::new(&[NewExtension::TlsFeature(&[5])]);
    let good = family.answer(CertStatus::Good, &family.middle);
    let forged = family.answer(CertStatus::Good, &Authority::new("CN=Middle", 9));
    let empty = family.middle.list(&[], &[]);
    let lists = [GivenList::new(&empty)];
    let judge = |staples: &[&[u8]], must_staple, demand| {
        let policy =
            RevocationPolicy { staples, lists: &lists, must_staple, demand, ..RevocationPolicy::new(FRESHNESS) };
        let (first, _, told) = family.judge(&policy);
        (first, told[0])
    };
    for demand in [Demand::LeafKnown, Demand::UnknownPasses] {
        assert_eq!(judge(&[&good], true, demand), (Ok(()), Status::Good));
        assert_eq!(judge(&[], false, demand), (Ok(()), Status::Good));
        assert_eq!(judge(&[], true, demand), (Err(CertError::BadStatusResponse), unknown(Why::NotStapled)));
        assert_eq!(judge(&[&[]], true, demand).0, Err(CertError::BadStatusResponse));
        assert_eq!(judge(&[&good[1..]], true, demand), (Err(CertError::BadStatusResponse), unknown(Why::Malformed)));
        assert_eq!(judge(&[&forged], true, demand), (Err(CertError::BadStatusResponse), unknown(Why::BadSignature)));
        assert_eq!(judge(&[&forged], false, demand), (Ok(()), Status::Good), "the list has it");
    }
    let odd = NewExtension::Other { oid: known::TLS_FEATURE, critical: false, value: &[0x30, 2, 5, 0] };
    let policy = RevocationPolicy { lists: &lists, must_staple: true, ..RevocationPolicy::new(FRESHNESS) };
    assert_eq!(
        Family::new(&[odd]).judge(&policy).0,
        Err(CertError::BadStatusResponse),
        "nobody knows what it promises"
    );
    let plain = Family::new(&[]);
    let policy =
        RevocationPolicy { must_staple: true, demand: Demand::UnknownPasses, ..RevocationPolicy::new(FRESHNESS) };
    assert_eq!(plain.judge(&policy).0, Ok(()));
}

/// Lists and answers, signed with keys of every kind that is built in.
#[test]
fn of_every_kind_of_key() {
    if !openssl("of_every_kind_of_key") {
        return;
    }
    let folder = Folder::new();
    let name = registry::name("CN=Root");
    let dn = DistinguishedName { der: &name };
    let mut kinds = 0;
    for (file, algorithm, scheme, length) in KEYS {
        if matches!(file, "k256" | "bp512" | "rsa1024") || (scheme == Scheme::Ed25519 && !cfg!(feature = "ed25519")) {
            continue; // not built in, or too short for our engine
        }
        kinds += 1;
        let spki = key(&folder, file, algorithm);
        let signer = &mut Elsewhere { folder: &folder, key: file, scheme, length };
        let issuer = Issuer { name: &name, spki: &spki, key_usage: None };
        let subject = Subject { issuer: &name, serial: LEAF, ca: false, points: List::empty() };
        let next_update = Some(UnixTime(NOW.0 + DAY));
        let entries = [revoked(LEAF, Some(Reason::SUPERSEDED))];
        let list = NewList { issuer: dn, this_update: NOW, next_update, revoked: &entries, extensions: &[] };
        let mut der = vec![0; 2048];
        let length = list.sign(signer, &mut der).unwrap();
        let bad = Status::Revoked(Revocation { date: entries[0].date, reason: Reason::SUPERSEDED });
        let mut inquiries = [Inquiry::new(subject)];
        let outcome = check_list::<HostAlgorithms, Full>(&der[..length], issuer, FRESHNESS, &mut inquiries);
        assert_eq!((outcome, inquiries[0].status()), (Ok(()), bad), "{file}");
        let expected = if scheme == Scheme::Ed25519 { Err(Why::UnsupportedAlgorithm) } else { Ok(()) };
        assert_eq!(in_pieces::<HostAlgorithms, Device>(&der[..length], issuer, subject), expected, "{file}");
        let ours = if file == "p256" { Ok(()) } else { Err(Why::UnsupportedAlgorithm) };
        assert_eq!(in_pieces::<Ours, Device>(&der[..length], issuer, subject), ours, "{file}");

        let bits = PublicKeyInfo::from_der(&spki).unwrap().bits;
        let (name_hash, key_hash) = (Sha1::digest(&name), Sha1::digest(bits));
        let id =
            CertId { hash: Some(HashId::Sha1), issuer_name_hash: &name_hash, issuer_key_hash: &key_hash, serial: LEAF };
        let single = NewSingleResponse { id, status: CertStatus::Good, this_update: NOW, next_update, extensions: &[] };
        let new = NewResponse {
            responder: Responder::KeyHash(&key_hash),
            produced_at: NOW,
            responses: &[single],
            extensions: &[],
            certificates: &[],
        };
        let length = new.sign(signer, &mut der).unwrap();
        let policy = motetls_pki::revocation::AnswerPolicy::new(FRESHNESS);
        let answer = &mut der[..length];
        assert_eq!(check_answer::<HostAlgorithms>(&subject, answer, &issuer, &policy), Ok(Status::Good), "{file}");
        *answer.last_mut().unwrap() ^= 1;
        let outcome = check_answer::<HostAlgorithms>(&subject, answer, &issuer, &policy);
        assert_eq!(outcome, Err(Why::BadSignature), "{file}");
    }
    assert!(kinds >= if cfg!(feature = "ed25519") { 6 } else { 5 });
}

fn in_pieces<S: Pieces, R: Rules>(der: &[u8], issuer: Issuer<'_>, subject: Subject<'_>) -> Result<(), Why> {
    let mut inquiries = [Inquiry::new(subject)];
    let mut reader = ListReader::<S, R>::new(issuer, FRESHNESS, &mut inquiries);
    let mut rest = der;
    let read = |out: &mut [u8]| {
        let (now, later) = rest.split_at(out.len().min(rest.len()));
        out[..now.len()].copy_from_slice(now);
        rest = later;
        Ok::<usize, ()>(now.len())
    };
    reader.read(&mut [0; 300], read).unwrap();
    reader.finish()
}
