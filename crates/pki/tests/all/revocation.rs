//! Chains held against revocation lists and stapled answers, beside `openssl verify
//! -crl_check_all`; keys of every kind.

use crate::common::maker::{Elsewhere, KEYS, key};
use motetls_base::UnixTime;
use motetls_crypto::Hash;
use motetls_crypto::sha1::Sha1;
use motetls_pki::algorithm::{HashId, Scheme};
use motetls_pki::chain::{
    AllFaults, Chain, DeviceRules, Faults, HostAlgorithms, IncrementalSignatures, Rfc5280Rules,
    RuleSet,
};
use motetls_pki::crl::{NewRevocationList, NewRevoked};
use motetls_pki::der::{List, Read};
use motetls_pki::dn::DistinguishedName;
use motetls_pki::extension::{NewExtension, NewIssuingPoint, Reason};

use crate::common::registry::{self, Authority, CA, CA_USE, DAY, LEAF_USE, NOW, Ours, revoked};
use crate::common::tools::{Folder, openssl};
use motetls_pki::key::PublicKeyInfo;
use motetls_pki::ocsp::{CertId, CertStatus, NewResponse, NewSingleResponse, Responder};
use motetls_pki::oid::known;
use motetls_pki::pem;
use motetls_pki::revocation::{
    CrlReader, Freshness, GivenCrl, Inquiry, Issuer, Revocation, RevocationError, RevocationMode,
    RevocationPolicy, RevocationValidator, Status, Subject, check_crl, check_response,
};
use motetls_pki::{CertError, TrustAnchor, Usage, VerifyPolicy};

const FRESHNESS: Freshness = Freshness::at(Some(NOW));
const LEAF: &[u8] = &[0x5a, 1];
const MIDDLE: &[u8] = &[0x5a, 2];
const SERVER: NewExtension<'_> =
    NewExtension::ExtendedKeyUsage(&[motetls_pki::oid::known::SERVER_AUTH]);

/// A root, a certification authority below it, a leaf below that.
struct Family {
    root: Authority,
    middle: Authority,
    ders: [Vec<u8>; 3],
}

impl Family {
    fn new(extensions: &[NewExtension<'_>]) -> Self {
        let (root, middle) = (Authority::new("CN=Root", 1), Authority::new("CN=Middle", 2));
        let leaf = middle.certify(
            &Authority::new("CN=mote", 3),
            LEAF,
            &[&[LEAF_USE, SERVER], extensions].concat(),
        );
        let ders = [
            leaf,
            root.certify(&middle, MIDDLE, &[CA, CA_USE]),
            root.certify(&root, &[1], &[CA, CA_USE]),
        ];
        Family { root, middle, ders }
    }

    /// The first fault, all faults, and the statuses of leaf and middle.
    fn verify(
        &self,
        policy: &RevocationPolicy<'_>,
    ) -> (Result<(), CertError>, Faults, [Status; 2]) {
        let anchors = [TrustAnchor::from_certificate(&self.ders[2]).unwrap()];
        let chain_policy = VerifyPolicy {
            anchors: &anchors,
            name: None,
            now: Some(NOW),
            usage: Usage::ServerAuth,
        };
        let verdict = |validator: &mut RevocationValidator<'_, Ours>| {
            let mut chain = Chain::<Ours>::new();
            for der in &self.ders[..2] {
                chain.push_with(&chain_policy, der, validator)?;
            }
            chain.finish().map(drop)
        };
        let first = verdict(&mut RevocationValidator::new(policy));
        let mut all = AllFaults::new(RevocationValidator::<Ours>::new(policy));
        let mut chain = Chain::<Ours>::new();
        let outcome = self.ders[..2]
            .iter()
            .map(|der| chain.push_with(&chain_policy, der, &mut all))
            .last()
            .unwrap();
        assert_eq!(outcome.is_err(), first.is_err());
        let validator = all.inner.clone();
        (first, all.faults(), [validator.status(0), validator.status(1)])
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
        self.middle.answer(LEAF, status, signer)
    }
}

const fn unknown(why: RevocationError) -> Status {
    Status::Unknown(why)
}

#[test]
fn lists_of_a_chain() {
    let family = Family::new(&[]);
    let folder = openssl("lists_of_a_chain").then(Folder::new);
    let list = |by: &Authority, serials: &[&'static [u8]]| {
        let entries: Vec<NewRevoked<'_>> =
            serials.iter().map(|serial| revoked(serial, None)).collect();
        by.list(&entries, &[NewExtension::CrlNumber(&[1])])
    };
    let (root, middle) = (list(&family.root, &[]), list(&family.middle, &[]));
    let (root_bad, middle_bad) = (list(&family.root, &[MIDDLE]), list(&family.middle, &[LEAF]));
    let crossed = [list(&family.root, &[LEAF]), list(&family.middle, &[MIDDLE])];
    let twin = list(&Authority::new("CN=Middle", 9), &[]);
    let old = family.middle.sign_list(NewRevocationList {
        issuer: family.middle.dn(),
        this_update: UnixTime(NOW.0 - 9 * DAY),
        next_update: Some(UnixTime(NOW.0 - DAY)),
        revoked: &[],
        extensions: &[],
    });
    let bad = Status::Revoked(Revocation {
        date: UnixTime(NOW.0 - 2 * DAY),
        reason: Reason::UNSPECIFIED,
    });
    let nothing = unknown(RevocationError::NothingGiven);
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
        (
            vec![&root, &twin],
            [unknown(RevocationError::BadSignature), good],
            Err(none),
            Err(none),
            Ok(()),
        ),
        (vec![&root, &twin, &middle], [good, good], Ok(()), Ok(()), Ok(())),
        (vec![&root, &old], [unknown(RevocationError::Stale), good], Err(none), Err(none), Ok(())),
    ] {
        let given: Vec<GivenCrl<'_>> = lists.iter().map(|der| GivenCrl::new(der)).collect();
        for (mode, expected) in [
            (RevocationMode::AllKnown, all_known),
            (RevocationMode::LeafKnown, leaf_known),
            (RevocationMode::UnknownPasses, unknown_passes),
        ] {
            let policy =
                RevocationPolicy { lists: &given, mode, ..RevocationPolicy::new(FRESHNESS) };
            let (first, all, told) = family.verify(&policy);
            assert_eq!((first, told), (expected, statuses), "{mode:?}");
            assert_eq!(all.is_empty(), first.is_ok());
            assert!(first.err().is_none_or(|error| all.contains(error)));
        }
        let Some(folder) = &folder else { continue };
        if lists.is_empty() || lists.len() > 2 {
            // a file without lists is an error of its own; of two lists by one name, openssl looks
            // at one only
            continue;
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

/// Where there is no room for all, the list that has it comes first.
#[test]
fn more_lists_than_room() {
    let family = Family::new(&[]);
    let number = |number| NewExtension::CrlNumber(number);
    let base = family.middle.list(&[], &[number(&[5])]);
    let delta = family
        .middle
        .list(&[revoked(LEAF, None)], &[number(&[6]), NewExtension::DeltaCrlIndicator(&[5])]);
    let lists = [GivenCrl::new(&delta), GivenCrl::new(&base)];
    let verify = |lists: &[GivenCrl<'_>]| {
        let policy = RevocationPolicy { lists, ..RevocationPolicy::new(FRESHNESS) };
        let anchors = [TrustAnchor::from_certificate(&family.ders[2]).unwrap()];
        let chain = VerifyPolicy {
            anchors: &anchors,
            name: None,
            now: Some(NOW),
            usage: Usage::ServerAuth,
        };
        let mut validator = RevocationValidator::<Ours, DeviceRules, 1>::new(&policy);
        let mut verifier = Chain::<Ours>::new();
        for der in &family.ders[..2] {
            let _ = verifier.push_with(&chain, der, &mut validator);
        }
        (verifier.finish().map(drop), validator.status(0))
    };
    assert_eq!(verify(&lists[1..]), (Ok(()), Status::Good));
    let is_revoked = Status::Revoked(Revocation {
        date: UnixTime(NOW.0 - 2 * DAY),
        reason: Reason::UNSPECIFIED,
    });
    for lists in [lists, [lists[1], lists[0]]] {
        assert_eq!(verify(&lists), (Err(CertError::Revoked), is_revoked));
    }
    let policy = RevocationPolicy { lists: &lists, ..RevocationPolicy::new(FRESHNESS) };
    assert_eq!(family.verify(&policy).0, Err(CertError::Revoked), "in any order");
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
    for lists in [
        [&base, &delta, &other],
        [&other, &delta, &base],
        [&base, &old, &delta],
        [&old, &base, &delta],
    ] {
        let lists = lists.map(|der| GivenCrl::new(der));
        let policy = RevocationPolicy { lists: &lists, ..RevocationPolicy::new(FRESHNESS) };
        assert_eq!(family.verify(&policy).0, Err(CertError::Revoked));
    }
    // a delta does not take back what a later one says
    let adds = NewExtension::DeltaCrlIndicator(&[5]);
    let held = list(&[5], &[revoked(LEAF, Some(Reason::CERTIFICATE_HOLD))], &[]);
    let freed = list(&[6], &[revoked(LEAF, Some(Reason::REMOVE_FROM_CRL))], &[adds]);
    let ended = list(&[7], &[revoked(LEAF, Some(Reason::KEY_COMPROMISE))], &[adds]);
    let verify = |lists: &[&Vec<u8>]| {
        let lists: Vec<GivenCrl<'_>> = lists.iter().map(|der| GivenCrl::new(der)).collect();
        family.verify(&RevocationPolicy { lists: &lists, ..RevocationPolicy::new(FRESHNESS) }).0
    };
    assert_eq!(verify(&[&held]), Err(CertError::Revoked));
    assert_eq!(verify(&[&held, &freed]), Ok(()));
    assert_eq!(verify(&[&held, &freed, &ended]), Err(CertError::Revoked));
    assert_eq!(verify(&[&held, &ended, &freed]), Err(CertError::Revoked));
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
    let verify = |staple: &[u8], lists: &[GivenCrl<'_>], mode| {
        let staples = [staple];
        let (first, _, told) = family.verify(&RevocationPolicy {
            staples: &staples,
            lists,
            mode,
            ..RevocationPolicy::new(FRESHNESS)
        });
        (first, told[0])
    };
    let leaf = RevocationMode::LeafKnown;
    let wrong = Err(CertError::BadStatusResponse);
    assert_eq!(verify(&good, &[], leaf), (Ok(()), Status::Good));
    assert_eq!(verify(&bad, &[], leaf), (Err(CertError::Revoked), revoked_status));
    assert_eq!(verify(&bad, &[], RevocationMode::UnknownPasses).0, Err(CertError::Revoked));
    assert_eq!(verify(&lost, &[], leaf), (wrong, unknown(RevocationError::UnknownToResponder)));
    assert_eq!(verify(&forged, &[], leaf), (wrong, unknown(RevocationError::BadSignature)));
    assert_eq!(verify(&good[1..], &[], leaf), (wrong, unknown(RevocationError::Malformed)));
    assert_eq!(
        verify(&forged, &[], RevocationMode::UnknownPasses),
        (Ok(()), unknown(RevocationError::BadSignature))
    );
    assert_eq!(
        verify(&[], &[], leaf),
        (Err(CertError::RevocationUnknown), unknown(RevocationError::NothingGiven))
    );
    assert_eq!(
        verify(&good, &[], RevocationMode::AllKnown).0,
        Err(CertError::RevocationUnknown),
        "of the authority"
    );
    // either source may be missing; the worse one counts
    let empty = family.middle.list(&[], &[]);
    let full = family.middle.list(&[revoked(LEAF, None)], &[]);
    assert_eq!(verify(&forged, &[GivenCrl::new(&empty)], leaf), (Ok(()), Status::Good));
    assert_eq!(verify(&good, &[GivenCrl::new(&full)], leaf).0, Err(CertError::Revoked));
    assert_eq!(verify(&bad, &[GivenCrl::new(&empty)], leaf).0, Err(CertError::Revoked));
}

#[test]
fn promised_answers() {
    let family = Family::new(&[NewExtension::TlsFeature(&[5])]);
    let good = family.answer(CertStatus::Good, &family.middle);
    let forged = family.answer(CertStatus::Good, &Authority::new("CN=Middle", 9));
    let empty = family.middle.list(&[], &[]);
    let lists = [GivenCrl::new(&empty)];
    let verify = |staples: &[&[u8]], must_staple, mode| {
        let policy = RevocationPolicy {
            staples,
            lists: &lists,
            must_staple,
            mode,
            ..RevocationPolicy::new(FRESHNESS)
        };
        let (first, _, told) = family.verify(&policy);
        (first, told[0])
    };
    for mode in [RevocationMode::LeafKnown, RevocationMode::UnknownPasses] {
        assert_eq!(verify(&[&good], true, mode), (Ok(()), Status::Good));
        assert_eq!(verify(&[], false, mode), (Ok(()), Status::Good));
        assert_eq!(
            verify(&[], true, mode),
            (Err(CertError::BadStatusResponse), unknown(RevocationError::NotStapled))
        );
        assert_eq!(verify(&[&[]], true, mode).0, Err(CertError::BadStatusResponse));
        assert_eq!(
            verify(&[&good[1..]], true, mode),
            (Err(CertError::BadStatusResponse), unknown(RevocationError::Malformed))
        );
        assert_eq!(
            verify(&[&forged], true, mode),
            (Err(CertError::BadStatusResponse), unknown(RevocationError::BadSignature))
        );
        assert_eq!(verify(&[&forged], false, mode), (Ok(()), Status::Good), "the list has it");
    }
    let odd =
        NewExtension::Other { oid: known::TLS_FEATURE, critical: false, value: &[0x30, 2, 5, 0] };
    let policy =
        RevocationPolicy { lists: &lists, must_staple: true, ..RevocationPolicy::new(FRESHNESS) };
    assert_eq!(
        Family::new(&[odd]).verify(&policy).0,
        Err(CertError::BadStatusResponse),
        "an unreadable tlsfeature is taken for must-staple"
    );
    let plain = Family::new(&[]);
    let policy = RevocationPolicy {
        must_staple: true,
        mode: RevocationMode::UnknownPasses,
        ..RevocationPolicy::new(FRESHNESS)
    };
    assert_eq!(plain.verify(&policy).0, Ok(()));
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
        if matches!(file, "k256" | "bp512" | "rsa1024")
            || (scheme == Scheme::Ed25519 && !cfg!(feature = "ed25519"))
        {
            continue; // not built in, or too short for our engine
        }
        kinds += 1;
        let spki = key(&folder, file, algorithm);
        let signer = &mut Elsewhere { folder: &folder, key: file, scheme, length };
        let issuer = Issuer { name: &name, spki: &spki, key_usage: None };
        let subject = Subject { issuer: &name, serial: LEAF, ca: false, points: List::empty() };
        let next_update = Some(UnixTime(NOW.0 + DAY));
        let entries = [revoked(LEAF, Some(Reason::SUPERSEDED))];
        let list = NewRevocationList {
            issuer: dn,
            this_update: NOW,
            next_update,
            revoked: &entries,
            extensions: &[],
        };
        let mut der = vec![0; 2048];
        let length = list.sign(signer, &mut der).unwrap();
        let bad = Status::Revoked(Revocation { date: entries[0].date, reason: Reason::SUPERSEDED });
        let mut inquiries = [Inquiry::new(subject)];
        let outcome = check_crl::<HostAlgorithms, Rfc5280Rules>(
            &der[..length],
            issuer,
            FRESHNESS,
            &mut inquiries,
        );
        assert_eq!((outcome, inquiries[0].status()), (Ok(()), bad), "{file}");
        let expected = if scheme == Scheme::Ed25519 {
            Err(RevocationError::UnsupportedAlgorithm)
        } else {
            Ok(())
        };
        assert_eq!(
            in_pieces::<HostAlgorithms, DeviceRules>(&der[..length], issuer, subject),
            expected,
            "{file}"
        );
        let ours = if file == "p256" { Ok(()) } else { Err(RevocationError::UnsupportedAlgorithm) };
        assert_eq!(in_pieces::<Ours, DeviceRules>(&der[..length], issuer, subject), ours, "{file}");

        let bits = PublicKeyInfo::from_der(&spki).unwrap().bits;
        let (name_hash, key_hash) = (Sha1::digest(&name), Sha1::digest(bits));
        let id = CertId {
            hash: Some(HashId::Sha1),
            issuer_name_hash: &name_hash,
            issuer_key_hash: &key_hash,
            serial: LEAF,
        };
        let single = NewSingleResponse {
            id,
            status: CertStatus::Good,
            this_update: NOW,
            next_update,
            extensions: &[],
        };
        let new = NewResponse {
            responder: Responder::KeyHash(&key_hash),
            produced_at: NOW,
            responses: &[single],
            extensions: &[],
            certificates: &[],
        };
        let length = new.sign(signer, &mut der).unwrap();
        let policy = motetls_pki::revocation::ResponsePolicy::new(FRESHNESS);
        let answer = &mut der[..length];
        assert_eq!(
            check_response::<HostAlgorithms, DeviceRules>(&subject, answer, &issuer, &policy),
            Ok(Status::Good),
            "{file}"
        );
        *answer.last_mut().unwrap() ^= 1;
        let outcome =
            check_response::<HostAlgorithms, DeviceRules>(&subject, answer, &issuer, &policy);
        assert_eq!(outcome, Err(RevocationError::BadSignature), "{file}");
    }
    assert!(kinds >= if cfg!(feature = "ed25519") { 6 } else { 5 });
}

fn in_pieces<S: IncrementalSignatures, R: RuleSet>(
    der: &[u8],
    issuer: Issuer<'_>,
    subject: Subject<'_>,
) -> Result<(), RevocationError> {
    let mut inquiries = [Inquiry::new(subject)];
    let mut reader = CrlReader::<S, R>::new(issuer, FRESHNESS, &mut inquiries);
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
