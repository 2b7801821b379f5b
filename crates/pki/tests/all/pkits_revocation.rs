//! The Public Key Interoperability Test Suite (NIST, version 1.0.1) with its revocation lists:
//! every status of every path must be known to be good. What comes out otherwise stands in
//! `pkits/revocation.txt`, with the reason.

use crate::common::pkits::{NOW, Outcome, Suite, Test, tests};
use motetls_base::UnixTime;
use motetls_pki::chain::{Faults, HostAlgorithms, Rfc5280Rules, Validator};
use motetls_pki::oid::Oid;
use motetls_pki::path::{BUDGET, Branch, Builder, PathError};
use motetls_pki::policy::Node;
use motetls_pki::revocation::{
    Freshness, GivenCrl, Issuer, RevocationMode, RevocationPolicy, RevocationValidator, check_crl,
};
use motetls_pki::{CertError, Certificate, TrustAnchor, Usage, VerifyPolicy, policy};
use std::collections::BTreeMap;

type Everything = Rfc5280Rules<4096, true>;
type Lists<'r> = RevocationValidator<'r, HostAlgorithms, Everything>;

const FRESHNESS: Freshness = Freshness::at(Some(UnixTime(NOW)));

/// Takes a certificate that signs nothing but lists for a leaf.
#[derive(Clone)]
struct SignsLists<V>(V);

impl<V: Validator> Validator for SignsLists<V> {
    const FOLDS_NAMES: Option<bool> = V::FOLDS_NAMES;
    const READS_EXTENSIONS: bool = V::READS_EXTENSIONS;
    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        let waived = depth == 0 && error == CertError::WrongUsage;
        if waived { Ok(()) } else { self.0.fault(depth, error) }
    }
    fn understands(&self, extension: Oid<'_>) -> bool {
        self.0.understands(extension)
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.0.certificate(depth, certificate)
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.0.anchor(depth, anchor)
    }
}

/// The files of one test.
struct Case<'s> {
    suite: &'s Suite,
    anchor: TrustAnchor<'s>,
    pool: Vec<&'s [u8]>,
    lists: Vec<&'s [u8]>,
}

impl<'s> Case<'s> {
    fn new(suite: &'s Suite, test: &Test) -> Self {
        let anchor =
            TrustAnchor::from_certificate(suite.file("TrustAnchorRootCertificate")).unwrap();
        Case {
            suite,
            anchor,
            pool: suite.all(&test.certificates[1..]),
            lists: suite.all(&test.lists),
        }
    }

    /// The lists, each with its signer if a certificate of the test is that, and is itself not
    /// revoked.
    fn given(&self, depth: u32) -> Vec<GivenCrl<'s>> {
        let signed = |list, issuer: Issuer<'_>| {
            check_crl::<HostAlgorithms, Everything>(list, issuer, FRESHNESS, &mut []).is_ok()
        };
        let signer = |list| {
            let root = Issuer::from(self.anchor);
            if signed(list, root) {
                return Some(root);
            }
            self.pool.iter().find_map(|der| {
                let certificate = Certificate::parse(der).ok()?;
                let issuer = Issuer::of(&certificate);
                (signed(list, issuer) && (depth == 0 || self.find(der, depth - 1).is_ok()))
                    .then_some(issuer)
            })
        };
        self.lists.iter().map(|list| GivenCrl { der: list, signer: signer(list) }).collect()
    }

    /// Whether `der` may sign lists: a path with revocation, without policies.
    fn find(&self, der: &'s [u8], depth: u32) -> Result<(), PathError> {
        let lists = self.given(depth);
        let mode =
            if depth == 0 { RevocationMode::UnknownPasses } else { RevocationMode::AllKnown };
        let revocation =
            RevocationPolicy { lists: &lists, mode, ..RevocationPolicy::new(FRESHNESS) };
        let policy = self.policy();
        let validator = SignsLists(Lists::new(&revocation));
        let builder = Builder { policy: &policy, pool: &self.pool, budget: BUDGET, validator };
        let mut slots = [const { Branch::<HostAlgorithms, Everything, _>::EMPTY }; 8];
        builder.find(der, &mut slots).map(drop)
    }

    fn policy(&self) -> VerifyPolicy<'_> {
        let anchors = core::slice::from_ref(&self.anchor);
        VerifyPolicy { anchors, name: None, now: Some(UnixTime(NOW)), usage: Usage::ServerAuth }
    }

    fn verdict(&self, test: &Test) -> Result<(), CertError> {
        let lists = self.given(2);
        let revocation = RevocationPolicy {
            lists: &lists,
            mode: RevocationMode::AllKnown,
            ..RevocationPolicy::new(FRESHNESS)
        };
        let policy = self.policy();
        let validator = Lists::new(&revocation);
        let builder = Builder { policy: &policy, pool: &self.pool, budget: BUDGET, validator };
        let mut slots = [const { Branch::<HostAlgorithms, Everything, _>::EMPTY }; 8];
        let has = |word| test.settings.split(", ").any(|setting| setting == word);
        let rules = policy::PolicyInputs {
            acceptable: &test.acceptable,
            explicit: has("explicit"),
            inhibit_mapping: has("inhibit-mapping"),
            inhibit_any: has("inhibit-any"),
        };
        let leaf = self.suite.file(test.certificates[0]);
        match builder.find_under(leaf, &mut slots, &rules, &mut [Node::EMPTY; 24]) {
            Ok(_) => Ok(()),
            Err(PathError::BudgetExhausted) => panic!("{}: the budget is exhausted", test.number),
            Err(PathError::Refused(fault)) => Err(fault.error),
        }
    }
}

fn exceptions() -> BTreeMap<&'static str, &'static str> {
    let lines = include_str!("pkits/revocation.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(" | ").unwrap()).collect()
}

#[test]
fn statuses_come_out_as_the_suite_says() {
    let Some(suite) = Suite::open("statuses_come_out_as_the_suite_says") else { return };
    let (mut unexplained, mut excepted) = (Vec::new(), exceptions());
    let mut revoked = 0;
    for test in tests() {
        let outcome = Case::new(&suite, &test).verdict(&test);
        let expected = match test.outcome {
            Outcome::Valid => outcome.is_ok(),
            Outcome::Invalid => outcome.is_err(),
            Outcome::Revoked => {
                revoked += 1;
                matches!(outcome, Err(CertError::Revoked | CertError::RevocationUnknown))
            }
        };
        match (expected, excepted.remove(test.number)) {
            (false, None) => {
                unexplained.push(format!("{} {}: {outcome:?}", test.number, test.certificates[0]));
            }
            (true, Some(reason)) => {
                unexplained.push(format!("{}: comes out well, and still: {reason}", test.number))
            }
            _ => {}
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    assert!(excepted.is_empty(), "no such test: {excepted:?}");
    assert!(revoked > 40, "{revoked}");
}
