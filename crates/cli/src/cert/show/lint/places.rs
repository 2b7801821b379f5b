//! RFC 5280 on constraints, policies and places.

use motetls::pki::extension::{NameConstraints, Value};
use motetls::pki::oid::known;

use super::rule::{ALL, CA, END, Rule, Seen, Severity, when};

use Severity::{Error, Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "name_constraints_not_critical",
        severity: Error,
        source: "RFC 5280, section 4.2.1.10",
        roles: CA,
        check: |seen| when(seen.not_critical(known::NAME_CONSTRAINTS), "nameConstraints is not critical"),
        remedy: "mark it critical: who does not know it must refuse",
    },
    Rule {
        name: "name_constraints_without_ca",
        severity: Error,
        source: "RFC 5280, section 4.2.1.10",
        roles: END,
        check: |seen| when(seen.has(known::NAME_CONSTRAINTS), "nameConstraints without being an authority"),
        remedy: "leave it out: only an authority constrains names",
    },
    Rule {
        name: "name_constraints_with_distance",
        severity: Error,
        source: "RFC 5280, section 4.2.1.10",
        roles: ALL,
        check: |seen| when(constraints(seen).is_some_and(has_distance), "a constraint has a minimum or a maximum"),
        remedy: "leave them out: verifiers refuse them",
    },
    Rule {
        name: "policy_constraints_not_critical",
        severity: Error,
        source: "RFC 5280, section 4.2.1.11",
        roles: ALL,
        check: |seen| when(seen.not_critical(known::POLICY_CONSTRAINTS), "policyConstraints is not critical"),
        remedy: "mark it critical",
    },
    Rule {
        name: "inhibit_any_policy_not_critical",
        severity: Error,
        source: "RFC 5280, section 4.2.1.14",
        roles: ALL,
        check: |seen| when(seen.not_critical(known::INHIBIT_ANY_POLICY), "inhibitAnyPolicy is not critical"),
        remedy: "mark it critical",
    },
    Rule {
        name: "policy_mapped_from_any",
        severity: Error,
        source: "RFC 5280, section 4.2.1.5",
        roles: ALL,
        check: |seen| {
            let Some(Value::PolicyMappings(mut list)) = seen.value(known::POLICY_MAPPINGS) else { return None };
            let any = list
                .any(|one| one.is_ok_and(|one| one.issuer == known::ANY_POLICY || one.subject == known::ANY_POLICY));
            when(any, "anyPolicy is mapped")
        },
        remedy: "map policies by name only",
    },
    Rule {
        name: "policy_repeated",
        severity: Error,
        source: "RFC 5280, section 4.2.1.4",
        roles: ALL,
        check: |seen| {
            let mut policies = policies(seen);
            policies.sort();
            let twice = policies.windows(2).find(|pair| matches!(pair, [one, other] if one == other));
            twice.and_then(|pair| pair.first()).map(|policy| format!("policy {policy} occurs twice"))
        },
        remedy: "name each policy once",
    },
    Rule {
        name: "distribution_points_critical",
        severity: Warning,
        source: "RFC 5280, section 4.2.1.13",
        roles: ALL,
        check: |seen| when(seen.critical(known::CRL_DISTRIBUTION_POINTS), "cRLDistributionPoints is critical"),
        remedy: "mark it not critical",
    },
    Rule {
        name: "distribution_point_nowhere",
        severity: Error,
        source: "RFC 5280, section 4.2.1.13",
        roles: ALL,
        check: |seen| {
            let Some(Value::CrlDistributionPoints(mut list)) = seen.value(known::CRL_DISTRIBUTION_POINTS) else {
                return None;
            };
            let nowhere = list.any(|point| point.is_ok_and(|point| point.name.is_none() && point.issuer.is_none()));
            when(nowhere, "a distribution point has neither a name nor an issuer")
        },
        remedy: "say where the list is, or leave the point out",
    },
    Rule {
        name: "freshest_crl_critical",
        severity: Error,
        source: "RFC 5280, section 4.2.1.15",
        roles: ALL,
        check: |seen| when(seen.critical(known::FRESHEST_CRL), "freshestCRL is critical"),
        remedy: "mark it not critical",
    },
    Rule {
        name: "authority_information_critical",
        severity: Error,
        source: "RFC 5280, section 4.2.2.1",
        roles: ALL,
        check: |seen| when(seen.critical(known::AUTHORITY_INFO_ACCESS), "authorityInfoAccess is critical"),
        remedy: "mark it not critical",
    },
    Rule {
        name: "subject_information_critical",
        severity: Error,
        source: "RFC 5280, section 4.2.2.2",
        roles: ALL,
        check: |seen| when(seen.critical(known::SUBJECT_INFO_ACCESS), "subjectInfoAccess is critical"),
        remedy: "mark it not critical",
    },
];

fn constraints<'a>(seen: &Seen<'a>) -> Option<NameConstraints<'a>> {
    match seen.value(known::NAME_CONSTRAINTS) {
        Some(Value::NameConstraints(constraints)) => Some(constraints),
        _ => None,
    }
}

fn has_distance(constraints: NameConstraints<'_>) -> bool {
    let mut trees = constraints.permitted.chain(constraints.excluded).map_while(Result::ok);
    trees.any(|tree| tree.minimum != 0 || tree.maximum.is_some())
}

/// The policies in dotted decimal; none when the extension is not there.
pub(super) fn policies(seen: &Seen<'_>) -> Vec<String> {
    match seen.value(known::CERTIFICATE_POLICIES) {
        Some(Value::Policies(list)) => list.map_while(Result::ok).map(|policy| policy.oid.to_string()).collect(),
        _ => Vec::new(),
    }
}
