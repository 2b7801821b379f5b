//! The Public Key Interoperability Test Suite (NIST, version 1.0.1) through the verifier, the builder and the policies.

#![allow(clippy::unwrap_used, clippy::panic, dead_code, unreachable_pub)] // in helpers of tests

#[path = "common/pkits.rs"]
mod pkits;

use motetls_pki::CertError;
use motetls_pki::policy::{self, Node, Rules};
use pkits::{Outcome, Suite, TEST_POLICIES, Test, tests};

fn rules<'a>(test: &Test, acceptable: &'a [motetls_pki::oid::Oid<'a>]) -> Rules<'a> {
    let has = |word| test.settings.split(", ").any(|setting| setting == word);
    Rules {
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
            policy::check(&rules(&test, acceptable), path.iter().rev().copied(), &mut [Node::EMPTY; 24])
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
        let set = |outcome: policy::Outcome, of: &[_]| {
            (0..of.len())
                .filter(|index| outcome.holds(*index))
                .fold(0, |set, index| set | 1 << TEST_POLICIES.iter().position(|policy| *policy == of[index]).unwrap())
        };
        let authority = set(check(&TEST_POLICIES).unwrap(), &TEST_POLICIES);
        assert_eq!(authority, expected.authority.unwrap_or(0x3f), "{number} {leaf}");
        let user = if test.acceptable.is_empty() { authority } else { set(outcome, &test.acceptable) };
        assert_eq!(user, expected.user.unwrap_or(0x3f), "{number} {leaf}");
        assert_eq!(outcome.is_empty(), user == 0, "{number} {leaf}");
        count += 1;
    }
    assert_eq!(count, 86);
}
