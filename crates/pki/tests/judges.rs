//! Judges: all faults at once, exceptions, pins, and policies by name.

mod common;

use common::court::Court;
use common::{CA, LEAF, Ours, Request};
use motetls_base::UnixTime;
use motetls_crypto::{Hash, Sha256};
use motetls_pki::chain::{
    AllFaults, CaBrowser, ExpectedKey, Faults, Full, HostAlgorithms, Iot, Judge, Pins, Strength, raw_key,
};
use motetls_pki::{CertError, Certificate, Chain, Policy, Progress, TrustAnchor};
use std::collections::HashMap;

/// Has `judge` judge a chain, under all rules.
fn judged<J: Judge>(judge: &mut J, policy: &Policy<'_>, chain: &[&[u8]]) -> Result<(), CertError> {
    let mut state = Chain::<HostAlgorithms, Full<1024>>::new();
    for der in chain {
        let _ = state.push_with(policy, der, judge);
    }
    state.finish_with(judge).map(|_| ())
}

fn faults(of: &[CertError]) -> Faults {
    of.iter().copied().collect()
}

#[test]
fn all_faults_are_gathered_where_they_are() {
    let Some(mut court) = Court::open("all_faults_are_gathered") else { return };
    let issue = |request: Request<'_>| court.authority.issue(&request);
    issue(Request { until: "20270101000000Z", ..Request::new("top", "root", &CA.replace("TRUE", "TRUE,pathlen:0")) });
    issue(Request::new("middle", "top", "keyUsage = cRLSign"));
    let leaf = "subjectAltName = DNS:b.example\nextendedKeyUsage = codeSigning\n1.2.3.4 = critical,ASN1:NULL";
    issue(Request { from: "20400101000000Z", ..Request::new("end", "middle", leaf) });
    court.name = "a.example";
    let mut judge = AllFaults::default();
    let outcome = court.hear("end middle top", "root", |policy, ders| judged(&mut judge, policy, ders));
    assert_eq!(outcome, Err(CertError::NotYetValid), "the first");
    assert_eq!(judge.first(), Some(CertError::NotYetValid));
    let expected =
        [CertError::NotYetValid, CertError::UnknownCriticalExtension, CertError::WrongUsage, CertError::NameMismatch];
    assert_eq!(judge.at(0), faults(&expected));
    assert_eq!(judge.at(1), faults(&[CertError::NotACa, CertError::WrongUsage]));
    assert_eq!(judge.at(2), faults(&[CertError::Expired, CertError::PathTooLong]));
    assert_eq!((judge.at(3), judge.at(99)), (Faults::NONE, Faults::NONE));
    assert_eq!(judge.faults().iter().count(), 7);
    assert_eq!(judge.faults().to_string().lines().count(), 7);
}

#[test]
fn gathering_never_trusts() {
    let Some(court) = Court::open("gathering_never_trusts") else { return };
    let gather = |chain: &str, anchors: &str| {
        let mut judge = AllFaults::default();
        let outcome = court.hear(chain, anchors, |policy, ders| judged(&mut judge, policy, ders));
        (outcome, judge.faults())
    };
    court.authority.issue(&Request { subject: "intermediate", ..Request::new("impostor", "root", CA) });
    let is = |error: CertError| (Err(error), Faults::from(error));
    assert_eq!(gather("leaf intermediate", "root"), (Ok(()), Faults::NONE));
    assert_eq!(gather("leaf impostor", "root"), is(CertError::BadSignature));
    assert_eq!(gather("leaf", "impostor"), is(CertError::BadSignature));
    assert_eq!(gather("leaf", "root"), is(CertError::UnknownIssuer));
    assert_eq!(gather("leaf root", "intermediate"), (Ok(()), Faults::NONE));
    assert_eq!(gather("leaf root", "root"), is(CertError::IssuerMismatch));
    assert_eq!(gather("", "root"), is(CertError::UnknownIssuer));
    let eight = "leaf leaf leaf leaf leaf leaf leaf leaf leaf";
    assert_eq!(gather(eight, "root"), is(CertError::ChainTooLong));
}

#[test]
fn what_met_a_pin_is_forgotten_with_the_chain() {
    let Some(court) = Court::open("what_met_a_pin_is_forgotten") else { return };
    let pin = [court.hear("leaf", "root", |_, ders| Sha256::digest(Certificate::parse(ders[0]).unwrap().spki))];
    let mut pinned = Pins::<Sha256>::new(&pin);
    court.authority.issue(&Request::new("another", "intermediate", LEAF));
    let mut hear = |chain: &str| court.hear(chain, "root", |policy, ders| judged(&mut pinned, policy, ders));
    assert_eq!(hear("leaf intermediate"), Ok(()));
    assert_eq!(hear("another intermediate"), Err(CertError::PinMismatch));
}

#[test]
fn an_error_of_a_search_is_kept() {
    let Some(court) = Court::open("an_error_of_a_search_is_kept") else { return };
    court.hear("leaf intermediate", "root", |policy, ders| {
        let mut chain = Chain::<Ours>::new();
        assert_eq!(chain.push(policy, ders[0]), Ok(Progress::NeedsIssuer));
        let mut branch = chain.clone();
        assert_eq!(branch.push(policy, &[]), Err(CertError::Malformed));
        assert_eq!(chain.push(policy, ders[1]), Ok(Progress::Trusted), "a clone is a branch");
        assert_eq!(branch.finish().unwrap_err(), CertError::Malformed);
        assert!(chain.clone().finish().is_ok());
    });
}

/// Lets expired certificates pass; writes down what it is shown.
#[derive(Default)]
struct Lenient {
    shown: Vec<(u8, Vec<u8>)>,
    anchors: Vec<u8>,
    ended: Option<(u8, CertError)>,
}

impl Judge for Lenient {
    fn fault(&mut self, _: u8, error: CertError) -> Result<(), CertError> {
        if error == CertError::Expired { Ok(()) } else { Err(error) }
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.shown.push((depth, certificate.subject.to_vec()));
        Faults::NONE
    }
    fn anchor(&mut self, depth: u8, _: &TrustAnchor<'_>) -> Faults {
        self.anchors.push(depth);
        Faults::NONE
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        self.ended = Some((depth, error));
    }
}

#[test]
fn a_judge_sees_what_is_taken_and_makes_exceptions() {
    let Some(mut court) = Court::open("a_judge_sees_what_is_taken") else { return };
    court.now = Some(2_500_000_000); // 2049: all have expired
    let mut judge = Lenient::default();
    court.hear("leaf root intermediate", "root", |policy, ders| {
        assert_eq!(judged(&mut judge, policy, ders), Ok(()));
        let [leaf, _, intermediate] = ders else { panic!("three") };
        let subject = |der| Certificate::parse(der).unwrap().subject.to_vec();
        assert_eq!(judge.shown, [(0, subject(leaf)), (2, subject(intermediate))], "what is stepped over is not shown");
    });
    assert_eq!((judge.anchors, judge.ended), (vec![3], None));
    let mut itself = Lenient::default();
    assert_eq!(court.hear("leaf", "leaf", |policy, ders| judged(&mut itself, policy, ders)), Ok(()));
    assert_eq!((itself.shown.len(), itself.anchors), (1, vec![0]));
    // a fault that is let pass is not gathered either
    let mut all = AllFaults::new(Lenient::default());
    assert_eq!(court.hear("leaf intermediate", "root", |policy, ders| judged(&mut all, policy, ders)), Ok(()));
    court.name = "c.example";
    let mut one = Lenient::default();
    let wrong = CertError::NameMismatch;
    assert_eq!(court.hear("leaf", "root", |policy, ders| judged(&mut one, policy, ders)), Err(wrong));
    assert_eq!((one.shown.len(), one.ended), (0, Some((0, wrong))));
}

#[test]
fn pins() {
    let Some(court) = Court::open("pins") else { return };
    let digests: HashMap<&str, [u8; 32]> = ["leaf", "intermediate", "root"]
        .map(|file| (file, Sha256::digest(Certificate::parse(&court.read(file)[0]).unwrap().spki)))
        .into();
    let check = |pins: &[[u8; 32]], chain: &str, anchors: &str| {
        court.hear(chain, anchors, |policy, ders| judged(&mut Pins::<Sha256>::new(pins), policy, ders))
    };
    let mismatch = Err(CertError::PinMismatch);
    for file in ["leaf", "intermediate", "root"] {
        assert_eq!(check(&[[7; 32], digests[file]], "leaf intermediate", "root"), Ok(()), "{file}");
    }
    assert_eq!(check(&[], "leaf intermediate", "root"), mismatch);
    assert_eq!(check(&[[7; 32]], "leaf intermediate", "root"), mismatch);
    assert_eq!(check(&[digests["root"]], "leaf intermediate root", "intermediate"), mismatch, "not needed");
    assert_eq!(check(&[digests["root"]], "leaf root intermediate", "intermediate"), mismatch, "stepped over");
    assert_eq!(check(&[digests["leaf"]], "leaf", "leaf"), Ok(()));
    assert_eq!(check(&[digests["leaf"]], "leaf", "root"), Err(CertError::UnknownIssuer), "beside anchors");
    let mut all = AllFaults::new(Pins::<Sha256>::new(&[]));
    assert_eq!(court.hear("leaf intermediate", "root", |policy, ders| judged(&mut all, policy, ders)), mismatch);
    assert_eq!(all.at(2), CertError::PinMismatch.into());
}

#[test]
fn raw_keys() {
    let Some(court) = Court::open("raw_keys") else { return };
    let (der, other) = (court.read("leaf").remove(0), court.read("root").remove(0));
    let (spki, other) = (Certificate::parse(&der).unwrap().spki, Certificate::parse(&other).unwrap().spki);
    let expected = [ExpectedKey::Spki(other), ExpectedKey::Sha256(Sha256::digest(spki))];
    assert!(raw_key::<Ours>(spki, &expected).is_ok_and(|key| spki.ends_with(&key)));
    assert!(raw_key::<HostAlgorithms>(other, &expected).is_ok_and(|key| key.spki() == other));
    assert_eq!(raw_key::<Ours>(spki, &expected[..1]), Err(CertError::PinMismatch));
    assert_eq!(raw_key::<Ours>(spki, &[]), Err(CertError::PinMismatch));
    assert_eq!(raw_key::<Ours>(&[1], &[ExpectedKey::Spki(&[1])]), Err(CertError::UnsupportedAlgorithm));
    assert_eq!(raw_key::<HostAlgorithms>(&[1], &[ExpectedKey::Spki(&[1])]), Err(CertError::Malformed));
}

const FULL_CA: &str = "basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n\
                       subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid";
const FULL_LEAF: &str = "basicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n\
                         extendedKeyUsage = serverAuth\nauthorityKeyIdentifier = keyid\nsubjectAltName = DNS:a.example";

/// Valid for 47 days to the second, from a day after 15 March 2029 on.
const FROM: &str = "20290401000000Z";
const UNTIL: &str = "20290517235959Z";

#[test]
fn policies_by_name() {
    let Some(mut court) = Court::open("policies_by_name") else { return };
    court.now = Some(1_870_000_000); // 2029-04-04
    let outside = CertError::OutsidePolicy;
    let none: &[CertError] = &[];
    let without =
        |line: &str| FULL_LEAF.lines().filter(|other| !other.starts_with(line)).collect::<Vec<_>>().join("\n");
    let day_more = "20290518000000Z";
    let (wild, ca) = (FULL_LEAF.replace("a.ex", "*.a.ex,DNS:a.ex"), FULL_LEAF.replace("FALSE", "TRUE"));
    let relaxed = FULL_LEAF.replace("keyUsage = critical,", "keyUsage = ");
    let issue = |file: &str, curve, digest, until, issuer: &str, extensions: &str| {
        let request = Request { curve, digest, from: FROM, until, ..Request::new(file, issuer, extensions) };
        court.authority.issue(&request);
    };
    let long = "20450101000000Z";
    issue("top", "P-256", "sha256", long, "top", FULL_CA);
    issue("good", "P-256", "sha256", long, "top", FULL_CA);
    issue("big", "P-384", "sha256", long, "top", FULL_CA);
    issue("lax", "P-256", "sha256", long, "top", "basicConstraints = CA:TRUE\nkeyUsage = keyCertSign");
    for (issuer, curve, digest, until, extensions, web, iot) in [
        ("good", "P-256", "sha256", UNTIL, FULL_LEAF, none, none),
        ("good", "P-256", "sha256", day_more, FULL_LEAF, &[CertError::ValidityTooLong], none),
        ("good", "rsa", "sha256", UNTIL, FULL_LEAF, none, &[CertError::WeakKey]),
        ("good", "rsa:1024", "sha256", UNTIL, FULL_LEAF, &[CertError::WeakKey], &[CertError::WeakKey]),
        ("good", "P-384", "sha384", UNTIL, FULL_LEAF, none, none),
        ("good", "P-256", "sha256", UNTIL, &wild, none, &[outside]),
        ("good", "P-256", "sha256", UNTIL, &ca, &[outside], &[outside]),
        ("good", "P-256", "sha256", UNTIL, &relaxed, none, &[outside]),
        ("good", "P-256", "sha256", UNTIL, &without("extended"), &[CertError::WrongUsage], &[outside]),
        ("good", "P-256", "sha256", UNTIL, &FULL_LEAF.replace("keyid", "none"), none, &[outside]),
        (
            "good",
            "P-256",
            "sha256",
            UNTIL,
            &without("subjectAlt"),
            &[CertError::NameMismatch, CertError::NoAltName],
            &[CertError::NameMismatch, CertError::NoAltName],
        ),
        ("big", "P-256", "sha256", UNTIL, FULL_LEAF, none, none),
        ("lax", "P-256", "sha256", UNTIL, FULL_LEAF, &[outside], &[outside]),
    ] {
        let leaf =
            format!("leaf-{:x}", Sha256::digest(format!("{issuer}{curve}{digest}{until}{extensions}").as_bytes())[0]);
        issue(&leaf, curve, digest, until, issuer, extensions);
        let chain = format!("{leaf} {issuer}");
        let gather = |judge: &mut dyn FnMut(&Policy<'_>, &[&[u8]]) -> Faults| court.hear(&chain, "top", judge);
        let mut browser = AllFaults::new(CaBrowser);
        let by_web = gather(&mut |policy, ders| {
            let _ = judged(&mut browser, policy, ders);
            browser.faults()
        });
        let mut thing = AllFaults::new(Iot);
        let by_iot = gather(&mut |policy, ders| {
            let _ = judged(&mut thing, policy, ders);
            thing.faults()
        });
        assert_eq!((by_web, by_iot), (faults(web), faults(iot)), "{issuer} {curve} {digest} {until} {extensions}");
    }
}

#[test]
fn strength_counts_up_to_the_anchor() {
    let Some(court) = Court::open("strength_counts_up_to_the_anchor") else { return };
    let issue = |file: &str, curve, issuer: &str, extensions| {
        court.authority.issue(&Request { curve, ..Request::new(file, issuer, extensions) });
    };
    issue("short", "rsa", "short", CA);
    issue("end", "P-256", "short", LEAF);
    let check =
        |mut strength: Strength<'_>| court.hear("end", "short", |policy, ders| judged(&mut strength, policy, ders));
    let weak = Err(CertError::WeakKey);
    assert_eq!(check(Strength::BITS_112), Ok(()));
    assert_eq!(check(Strength::BITS_128), weak);
    assert_eq!(check(Strength { rsa_bits: 0, ..Strength::BITS_112 }), weak);
    assert_eq!(check(Strength { curves: &[], ..Strength::BITS_112 }), weak);
    assert_eq!(check(Strength { hashes: &[], ..Strength::BITS_112 }), Err(CertError::WeakHash));
    // judges go together: each may find a fault
    let pair = |pin: [u8; 32]| {
        let pins = [pin];
        let mut judge = (Some(Strength::BITS_112), Pins::<Sha256>::new(&pins));
        court.hear("end", "short", |policy, ders| judged(&mut judge, policy, ders))
    };
    let digest = Sha256::digest(Certificate::parse(&court.read("end")[0]).unwrap().spki);
    assert_eq!(pair(digest), Ok(()));
    assert_eq!(pair([0; 32]), Err(CertError::PinMismatch));
    let now = Some(UnixTime(common::court::NOW));
    let policy = Policy { anchors: &[], name: None, now, usage: court.usage };
    assert_eq!(judged(&mut None::<Strength<'_>>, &policy, &[&court.read("end")[0]]), Err(CertError::UnknownIssuer));
}
