//! Validators: all faults at once, exceptions and what allows none, and pins.

use crate::common::comparison::Comparison;
use crate::common::{CA, LEAF, Ours, Request};
use motetls_crypto::{Hash, Sha256};
use motetls_pki::chain::dangerous::{WaiveAnything, Waived};
use motetls_pki::chain::{
    AllFaults, ExpectedKey, Faults, FirstFault, HostAlgorithms, Pins, Rfc5280Rules, Validator,
    Waive, is_waivable, raw_key,
};
use motetls_pki::oid::Oid;
use motetls_pki::{CertError, Certificate, Chain, ChainProgress, TrustAnchor, VerifyPolicy};
use std::collections::HashMap;

/// Verifies a chain with `validator`, under all rules.
pub(crate) fn verified<V: Validator>(
    validator: &mut V,
    policy: &VerifyPolicy<'_>,
    chain: &[&[u8]],
) -> Result<(), CertError> {
    let mut state = Chain::<HostAlgorithms, Rfc5280Rules<1024>>::new();
    for der in chain {
        let _ = state.push_with(policy, der, validator);
    }
    state.finish_with(validator).map(|_| ())
}

pub(crate) fn faults(of: &[CertError]) -> Faults {
    of.iter().copied().collect()
}

#[test]
fn all_faults_are_gathered_where_they_are() {
    let Some(mut comparison) = Comparison::new("all_faults_are_gathered") else { return };
    let issue = |request: Request<'_>| comparison.authority.issue(&request);
    issue(Request {
        until: "20270101000000Z",
        ..Request::new("top", "root", &CA.replace("TRUE", "TRUE,pathlen:0"))
    });
    issue(Request::new("middle", "top", "keyUsage = cRLSign"));
    let leaf = "subjectAltName = DNS:b.example\nextendedKeyUsage = codeSigning\n1.2.3.4 = critical,ASN1:NULL";
    issue(Request { from: "20400101000000Z", ..Request::new("end", "middle", leaf) });
    comparison.name = "a.example";
    let mut validator = AllFaults::default();
    let outcome = comparison.verify_with("end middle top", "root", |policy, ders| {
        verified(&mut validator, policy, ders)
    });
    assert_eq!(outcome, Err(CertError::NotYetValid), "the first");
    assert_eq!(validator.first(), Some(CertError::NotYetValid));
    let expected = [
        CertError::NotYetValid,
        CertError::UnknownCriticalExtension,
        CertError::WrongUsage,
        CertError::NameMismatch,
    ];
    assert_eq!(validator.at(0), faults(&expected));
    assert_eq!(validator.at(1), faults(&[CertError::NotACa, CertError::WrongUsage]));
    assert_eq!(validator.at(2), faults(&[CertError::Expired, CertError::PathTooLong]));
    assert_eq!((validator.at(3), validator.at(99)), (Faults::NONE, Faults::NONE));
    assert_eq!(validator.faults().iter().count(), 7);
    assert_eq!(validator.faults().to_string().lines().count(), 7);
}

#[test]
fn gathering_never_trusts() {
    let Some(comparison) = Comparison::new("gathering_never_trusts") else { return };
    let gather = |chain: &str, anchors: &str| {
        let mut validator = AllFaults::default();
        let outcome = comparison
            .verify_with(chain, anchors, |policy, ders| verified(&mut validator, policy, ders));
        (outcome, validator.faults())
    };
    comparison
        .authority
        .issue(&Request { subject: "intermediate", ..Request::new("impostor", "root", CA) });
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
    let Some(comparison) = Comparison::new("what_met_a_pin_is_forgotten") else { return };
    let pin = [comparison.verify_with("leaf", "root", |_, ders| {
        Sha256::digest(Certificate::parse(ders[0]).unwrap().spki)
    })];
    let mut pinned = Pins::<Sha256>::new(&pin);
    comparison.authority.issue(&Request::new("another", "intermediate", LEAF));
    let mut hear = |chain: &str| {
        comparison.verify_with(chain, "root", |policy, ders| verified(&mut pinned, policy, ders))
    };
    assert_eq!(hear("leaf intermediate"), Ok(()));
    assert_eq!(hear("another intermediate"), Err(CertError::PinMismatch));
}

#[test]
fn an_error_of_a_search_is_kept() {
    let Some(comparison) = Comparison::new("an_error_of_a_search_is_kept") else { return };
    comparison.verify_with("leaf intermediate", "root", |policy, ders| {
        let mut chain = Chain::<Ours>::new();
        assert_eq!(chain.push(policy, ders[0]), Ok(ChainProgress::NeedsIssuer));
        let mut branch = chain.clone();
        assert_eq!(branch.push(policy, &[]), Ok(ChainProgress::NeedsIssuer), "stepped over");
        assert_eq!(chain.push(policy, ders[1]), Ok(ChainProgress::Trusted), "a clone is a branch");
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

impl Validator for Lenient {
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
fn a_validator_sees_what_is_taken_and_makes_exceptions() {
    let Some(mut comparison) = Comparison::new("a_validator_sees_what_is_taken") else { return };
    comparison.now = Some(2_500_000_000); // 2049: all have expired
    let mut validator = Lenient::default();
    comparison.verify_with("leaf root intermediate", "root", |policy, ders| {
        assert_eq!(verified(&mut validator, policy, ders), Ok(()));
        let [leaf, _, intermediate] = ders else { panic!("three") };
        let subject = |der| Certificate::parse(der).unwrap().subject.to_vec();
        assert_eq!(
            validator.shown,
            [(0, subject(leaf)), (2, subject(intermediate))],
            "what is stepped over is not shown"
        );
    });
    assert_eq!((validator.anchors, validator.ended), (vec![3], None));
    let mut itself = Lenient::default();
    assert_eq!(
        comparison.verify_with("leaf", "leaf", |policy, ders| verified(&mut itself, policy, ders)),
        Ok(())
    );
    assert_eq!((itself.shown.len(), itself.anchors), (1, vec![0]));
    // a fault that is let pass is not gathered either
    let mut all = AllFaults::new(Lenient::default());
    assert_eq!(
        comparison.verify_with("leaf intermediate", "root", |policy, ders| verified(
            &mut all, policy, ders
        )),
        Ok(())
    );
    comparison.name = "c.example";
    let mut one = Lenient::default();
    let wrong = CertError::NameMismatch;
    assert_eq!(
        comparison.verify_with("leaf", "root", |policy, ders| verified(&mut one, policy, ders)),
        Err(wrong)
    );
    assert_eq!((one.shown.len(), one.ended), (0, Some((0, wrong))));
}

/// What verifies a chain, given policy and certificates.
type Verification<'v> = &'v mut dyn FnMut(&VerifyPolicy<'_>, &[&[u8]]) -> Result<(), CertError>;

/// Answers both questions about faults with `Ok`, as far as that is possible without a token.
#[derive(Clone, Default)]
struct Yes {
    asked: Vec<CertError>,
    broken: Vec<CertError>,
}

impl Validator for Yes {
    fn fault(&mut self, _: u8, error: CertError) -> Result<(), CertError> {
        self.asked.push(error);
        Ok(())
    }
    fn unwaivable(&mut self, _: u8, error: CertError) -> Result<Waived, CertError> {
        self.broken.push(error);
        Err(error)
    }
}

/// Finds the fault it holds in the leaf.
#[derive(Clone)]
struct Finds(CertError);

impl Validator for Finds {
    fn certificate(&mut self, depth: u8, _: &Certificate<'_>) -> Faults {
        if depth == 0 { self.0.into() } else { Faults::NONE }
    }
}

#[test]
fn only_time_name_usage_strength_and_policy_are_asked_about() {
    let Some(mut comparison) = Comparison::new("only_time_name_usage_and_policy") else { return };
    let issue = |request: Request<'_>| comparison.authority.issue(&request);
    issue(Request { subject: "intermediate", ..Request::new("impostor", "root", CA) });
    issue(Request::new("below-leaf", "leaf", LEAF));
    issue(Request::new("odd", "intermediate", &format!("{LEAF}\n1.2.3.4 = critical,ASN1:NULL")));
    issue(Request::new("used", "intermediate", &LEAF.replace("serverAuth", "codeSigning")));
    for (chain, name, now, expected) in [
        ("leaf impostor", "a.example", 2_000_000_000, CertError::BadSignature),
        ("below-leaf leaf intermediate", "a.example", 2_000_000_000, CertError::NotACa),
        ("odd intermediate", "a.example", 2_000_000_000, CertError::UnknownCriticalExtension),
        ("used intermediate", "a.example", 2_000_000_000, CertError::WrongUsage),
        ("leaf intermediate", "z.example", 2_000_000_000, CertError::NameMismatch),
        ("leaf intermediate", "a.example", 2_500_000_000, CertError::Expired),
    ] {
        (comparison.name, comparison.now) = (name, Some(now));
        let run = |validator: Verification<'_>| comparison.verify_with(chain, "root", validator);
        let waivable = is_waivable(expected);
        let mut yes = Yes::default();
        let outcome = run(&mut |policy, ders| verified(&mut yes, policy, ders));
        assert_eq!(outcome.is_ok(), waivable, "{chain}: {outcome:?}");
        assert_eq!(yes.asked.contains(&expected), waivable);
        assert_eq!(yes.broken.contains(&expected), !waivable);
        // of two, the strict one wins, whichever comes first
        for pair in [true, false] {
            let outcome = run(&mut |policy, ders| match pair {
                true => verified(&mut (Yes::default(), FirstFault), policy, ders),
                false => verified(&mut (FirstFault, Yes::default()), policy, ders),
            });
            assert_eq!(outcome, Err(expected), "{chain}");
        }
        let mut two = (Yes::default(), Some(Yes::default()));
        assert_eq!(run(&mut |policy, ders| verified(&mut two, policy, ders)).is_ok(), waivable);
        let none = (Yes::default(), None::<Yes>);
        assert_eq!(
            run(&mut |policy, ders| verified(&mut none.clone(), policy, ders)),
            Err(expected)
        );
        let faults = CertError::ALL.iter().copied().collect();
        let mut waive = Waive { faults, inner: FirstFault };
        assert_eq!(run(&mut |policy, ders| verified(&mut waive, policy, ders)).is_ok(), waivable);
        let mut anything = WaiveAnything(FirstFault);
        assert_eq!(
            run(&mut |policy, ders| verified(&mut anything, policy, ders)),
            Ok(()),
            "{chain}"
        );
    }
    // what a validator finds is asked about in the same way
    (comparison.name, comparison.now) = ("a.example", Some(2_000_000_000));
    for error in CertError::ALL {
        let outcome = comparison.verify_with("leaf intermediate", "root", |policy, ders| {
            let faults = CertError::ALL.iter().copied().collect();
            verified(&mut Waive { faults, inner: Finds(*error) }, policy, ders)
        });
        assert_eq!(outcome.is_ok(), is_waivable(*error), "{error:?}");
    }
    for never in [
        CertError::Malformed,
        CertError::UnsupportedAlgorithm,
        CertError::BadSignature,
        CertError::NotACa,
        CertError::Revoked,
        CertError::PinMismatch,
        CertError::UnknownIssuer,
        CertError::NameNotPermitted,
        CertError::PathTooLong,
    ] {
        assert!(!is_waivable(never), "{never:?}");
    }
}

/// Reads the extension 1.2.3.4, and no other.
struct Reads;

impl Validator for Reads {
    const READS_EXTENSIONS: bool = true;
    fn understands(&self, extension: Oid<'_>) -> bool {
        extension == Oid(&[0x2a, 3, 4])
    }
}

#[test]
fn an_extension_that_a_validator_reads_may_be_critical() {
    let Some(comparison) = Comparison::new("an_extension_that_a_validator_reads") else { return };
    let odd = |oid: &str| format!("{oid} = critical,ASN1:NULL");
    let issue = |file: &str, more: &str| {
        comparison.authority.issue(&Request::new(file, "intermediate", &format!("{LEAF}\n{more}")));
    };
    issue("known", &odd("1.2.3.4"));
    issue("other", &odd("1.2.3.5"));
    issue("two", &[odd("1.2.3.4"), odd("1.2.3.5")].join("\n"));
    let unknown = Err(CertError::UnknownCriticalExtension);
    for (file, expected) in [("known", Ok(())), ("other", unknown), ("two", unknown)] {
        comparison.verify_with(&format!("{file} intermediate"), "root", |policy, ders| {
            assert_eq!(verified(&mut Reads, policy, ders), expected, "{file}");
            assert_eq!(verified(&mut &mut Reads, policy, ders), expected);
            assert_eq!(verified(&mut Some(Reads), policy, ders), expected);
            assert_eq!(verified(&mut (FirstFault, Reads), policy, ders), expected);
            assert_eq!(verified(&mut AllFaults::new(Reads), policy, ders), expected);
            assert_eq!(verified(&mut FirstFault, policy, ders), unknown);
            assert_eq!(verified(&mut None::<Reads>, policy, ders), unknown);
        });
    }
}

/// The same fault in two certificates is noted at both.
#[test]
fn a_fault_is_noted_where_it_is_though_another_has_it_too() {
    let Some(mut comparison) = Comparison::new("a_fault_is_noted_where_it_is") else { return };
    let odd = "extendedKeyUsage = serverAuth\nsubjectAltName = DER:30:03:82:05:61";
    comparison.authority.issue(&Request::new("unreadable", "intermediate", odd));
    comparison.name = "a.example";
    let (chain, mut all) = (["unreadable"], AllFaults::default());
    comparison.verify_with(&chain.join(" "), "root", |policy, ders| {
        let _ = verified(&mut all, policy, &[ders[0], &[0x30, 0x80]]);
    });
    assert!(all.at(0).contains(CertError::Malformed), "{:?}", all.at(0));
    assert!(all.at(1).contains(CertError::Malformed), "{:?}", all.at(1));
    assert!(all.at(2).is_empty());
}

#[test]
fn pins() {
    let Some(comparison) = Comparison::new("pins") else { return };
    let digests: HashMap<&str, [u8; 32]> = ["leaf", "intermediate", "root"]
        .map(|file| {
            (file, Sha256::digest(Certificate::parse(&comparison.read(file)[0]).unwrap().spki))
        })
        .into();
    let check = |pins: &[[u8; 32]], chain: &str, anchors: &str| {
        comparison.verify_with(chain, anchors, |policy, ders| {
            verified(&mut Pins::<Sha256>::new(pins), policy, ders)
        })
    };
    let mismatch = Err(CertError::PinMismatch);
    for file in ["leaf", "intermediate", "root"] {
        assert_eq!(check(&[[7; 32], digests[file]], "leaf intermediate", "root"), Ok(()), "{file}");
    }
    assert_eq!(check(&[], "leaf intermediate", "root"), mismatch);
    assert_eq!(check(&[[7; 32]], "leaf intermediate", "root"), mismatch);
    assert_eq!(
        check(&[digests["root"]], "leaf intermediate root", "intermediate"),
        mismatch,
        "not needed"
    );
    assert_eq!(
        check(&[digests["root"]], "leaf root intermediate", "intermediate"),
        mismatch,
        "stepped over"
    );
    assert_eq!(check(&[digests["leaf"]], "leaf", "leaf"), Ok(()));
    assert_eq!(
        check(&[digests["leaf"]], "leaf", "root"),
        Err(CertError::UnknownIssuer),
        "beside anchors"
    );
    let mut all = AllFaults::new(Pins::<Sha256>::new(&[]));
    assert_eq!(
        comparison.verify_with("leaf intermediate", "root", |policy, ders| verified(
            &mut all, policy, ders
        )),
        mismatch
    );
    assert_eq!(all.at(2), CertError::PinMismatch.into());
}

#[test]
fn raw_keys() {
    let Some(comparison) = Comparison::new("raw_keys") else { return };
    let (der, other) = (comparison.read("leaf").remove(0), comparison.read("root").remove(0));
    let (spki, other) =
        (Certificate::parse(&der).unwrap().spki, Certificate::parse(&other).unwrap().spki);
    let expected = [ExpectedKey::Spki(other), ExpectedKey::Sha256(Sha256::digest(spki))];
    assert!(raw_key::<Ours>(spki, &expected).is_ok_and(|key| spki.ends_with(&key)));
    assert!(raw_key::<HostAlgorithms>(other, &expected).is_ok_and(|key| key.spki() == other));
    assert_eq!(raw_key::<Ours>(spki, &expected[..1]), Err(CertError::PinMismatch));
    assert_eq!(raw_key::<Ours>(spki, &[]), Err(CertError::PinMismatch));
    assert_eq!(
        raw_key::<Ours>(&[1], &[ExpectedKey::Spki(&[1])]),
        Err(CertError::UnsupportedAlgorithm)
    );
    assert_eq!(
        raw_key::<HostAlgorithms>(&[1], &[ExpectedKey::Spki(&[1])]),
        Err(CertError::Malformed)
    );
}
