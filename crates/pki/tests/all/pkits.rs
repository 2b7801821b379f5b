//! The Public Key Interoperability Test Suite (NIST, version 1.0.1) through the verifier, the
//! builder and the policies.

use crate::common::pkits::{NOW, Outcome, Suite, TEST_POLICIES, Test, exceptions, tests};
use motetls_base::UnixTime;
use motetls_pki::chain::{Chain, ChainProgress, FirstFault, HostAlgorithms, Rfc5280Rules};
use motetls_pki::path::{BUDGET, Branch, Builder, PathError};
use motetls_pki::policy::{self, Node, PolicyInputs};
use motetls_pki::{CertError, TrustAnchor, Usage, VerifyPolicy};

/// All rules, certificate policies included.
type Everything = Rfc5280Rules<4096, true>;

/// The errors that tests of a section may be refused with.
fn reasons(number: &str) -> &'static [CertError] {
    use CertError::*;
    let section = number.split('.').nth(1).unwrap();
    match section {
        // two of the bad signatures are no whole octets: such a certificate cannot be read, and a
        // pool passes it over
        "1" => &[BadSignature, Malformed, UnknownIssuer],
        "2" => &[Expired, NotYetValid],
        "3" => &[UnknownIssuer, IssuerMismatch],
        "5" => &[NotACa, BadSignature],
        "6" => &[NotACa, PathTooLong],
        "7" => &[WrongUsage],
        "8" | "9" | "10" | "11" | "12" => &[CertificatePolicy],
        "13" => &[NameNotPermitted],
        "16" => &[UnknownCriticalExtension],
        _ => &[],
    }
}

/// What is the matter with an outcome: `None` when it is as the suite says, revocation aside.
fn complaint(test: &Test, outcome: Result<(), CertError>) -> Option<String> {
    match (test.outcome, outcome) {
        (Outcome::Valid | Outcome::Revoked, Ok(())) => None,
        (Outcome::Invalid, Err(error)) if reasons(test.number).contains(&error) => None,
        (Outcome::Invalid, Ok(())) => Some("is not refused".into()),
        (_, Err(error)) => Some(format!("{error:?}")),
    }
}

/// Has `verdict` verify all tests; what comes out otherwise must be an exception, and no
/// exception come out well.
fn run(verdict: impl Fn(&Test) -> Result<(), CertError>) {
    let mut unexplained = Vec::new();
    let mut excepted = exceptions();
    for test in tests() {
        let reason = excepted.remove(test.number);
        match (complaint(&test, verdict(&test)), reason) {
            (Some(complaint), None) => {
                unexplained.push(format!("{} {}: {complaint}", test.number, test.certificates[0]));
            }
            (None, Some(reason)) => {
                unexplained.push(format!("{}: comes out well, and still: {reason}", test.number))
            }
            _ => {}
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    assert!(excepted.is_empty(), "no such test: {excepted:?}");
}

/// Looks for a path from a test's leaf in `pool`, under the test's policies.
fn find<'c>(suite: &'c Suite, test: &Test, pool: &'c [&'c [u8]]) -> Result<(), CertError> {
    let anchor = TrustAnchor::from_certificate(suite.file("TrustAnchorRootCertificate")).unwrap();
    let policy = VerifyPolicy {
        anchors: &[anchor],
        name: None,
        now: Some(UnixTime(NOW)),
        usage: Usage::ServerAuth,
    };
    let builder = Builder { policy: &policy, pool, budget: BUDGET, validator: FirstFault };
    let mut slots = [const { Branch::<HostAlgorithms, Everything>::EMPTY }; 8];
    let leaf = suite.file(test.certificates[0]);
    let rules = rules(test, &test.acceptable);
    match builder.find_under(leaf, &mut slots, &rules, &mut [Node::EMPTY; 24]) {
        Ok(_) => Ok(()),
        Err(PathError::BudgetExhausted) => panic!("{}: the budget is exhausted", test.number),
        Err(PathError::Refused(fault)) => Err(fault.error),
    }
}

/// The certificates of each test, one after the other.
#[test]
fn chains_come_out_as_the_suite_says() {
    let Some(suite) = Suite::open("chains_come_out_as_the_suite_says") else { return };
    run(|test| {
        let anchor =
            TrustAnchor::from_certificate(suite.file("TrustAnchorRootCertificate")).unwrap();
        let policy = VerifyPolicy {
            anchors: &[anchor],
            name: None,
            now: Some(UnixTime(NOW)),
            usage: Usage::ServerAuth,
        };
        let mut chain = Chain::<HostAlgorithms, Everything>::new();
        let mut path = Vec::new();
        for der in suite.all(&test.certificates) {
            path.push(der);
            if chain.push(&policy, der)? == ChainProgress::Trusted {
                break;
            }
        }
        chain.finish()?;
        let outcome = policy::check(
            &rules(test, &test.acceptable),
            path.into_iter().rev(),
            &mut [Node::EMPTY; 24],
        );
        outcome.map(drop)
    });
}

/// The certificates of each test, in no order.
#[test]
fn paths_come_out_as_the_suite_says() {
    let Some(suite) = Suite::open("paths_come_out_as_the_suite_says") else { return };
    run(|test| find(&suite, test, &suite.all(&test.certificates[1..])));
}

/// All certificates of the suite at once.
#[test]
fn paths_are_found_among_all_certificates() {
    let Some(suite) = Suite::open("paths_are_found_among_all_certificates") else { return };
    let pool = suite.certificates();
    assert_eq!(pool.len(), 405);
    run(|test| find(&suite, test, &pool));
}

fn rules<'a>(test: &Test, acceptable: &'a [motetls_pki::oid::Oid<'a>]) -> PolicyInputs<'a> {
    let has = |word| test.settings.split(", ").any(|setting| setting == word);
    PolicyInputs {
        acceptable,
        explicit: has("explicit"),
        inhibit_mapping: has("inhibit-mapping"),
        inhibit_any: has("inhibit-any"),
    }
}

/// Sections 4.8 to 4.12: policies alone, on paths as they are listed.
#[test]
fn policies_come_out_as_the_suite_says() {
    let Some(suite) = Suite::open("policies_come_out_as_the_suite_says") else { return };
    let mut count = 0;
    for test in tests() {
        let Some(expected) = &test.policies else { continue };
        let path = suite.all(&test.certificates);
        let check = |acceptable: &[_]| {
            policy::check(
                &rules(&test, acceptable),
                path.iter().rev().copied(),
                &mut [Node::EMPTY; 24],
            )
        };
        let (number, leaf) = (test.number, test.certificates[0]);
        let outcome = check(&test.acceptable);
        let Ok(outcome) = outcome else {
            assert_eq!(outcome, Err(CertError::CertificatePolicy), "{number} {leaf}");
            assert_eq!(test.outcome, Outcome::Invalid, "{number} {leaf}");
            assert!(expected.explicit && expected.user == Some(0), "{number} {leaf}");
            count += 1;
            continue;
        };
        assert_eq!(test.outcome, Outcome::Valid, "{number} {leaf}");
        assert_eq!(outcome.is_explicit(), expected.explicit, "{number} {leaf}");
        // the authorities' set is told by accepting all there are; the users' of all is that
        let set = |outcome: policy::PolicyOutcome, of: &[_]| {
            (0..of.len()).filter(|index| outcome.holds(*index)).fold(0, |set, index| {
                set | 1 << TEST_POLICIES.iter().position(|policy| *policy == of[index]).unwrap()
            })
        };
        let authority = set(check(&TEST_POLICIES).unwrap(), &TEST_POLICIES);
        assert_eq!(authority, expected.authority.unwrap_or(0x3f), "{number} {leaf}");
        let user =
            if test.acceptable.is_empty() { authority } else { set(outcome, &test.acceptable) };
        assert_eq!(user, expected.user.unwrap_or(0x3f), "{number} {leaf}");
        assert_eq!(outcome.is_empty(), user == 0, "{number} {leaf}");
        count += 1;
    }
    assert_eq!(count, 86);
}
