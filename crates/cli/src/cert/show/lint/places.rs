//! RFC 5280 on constraints, policies and places.

use motetls::pki::extension::{NameConstraints, Value};
use motetls::pki::oid::known;

use super::rule::{ALL, END, Rule, Seen, when};
use crate::cert::show::arguments::Severity;

use Severity::Error;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "name_constraints_without_ca",
        severity: Error,
        source: "RFC 5280, section 4.2.1.10",
        roles: END,
        check: |seen| {
            when(seen.has(known::NAME_CONSTRAINTS), "nameConstraints without being an authority")
        },
        remedy: "leave it out: only an authority constrains names",
    },
    Rule {
        name: "name_constraints_with_distance",
        severity: Error,
        source: "RFC 5280, section 4.2.1.10",
        roles: ALL,
        check: |seen| {
            when(
                constraints(seen).is_some_and(has_distance),
                "a constraint has a minimum or a maximum",
            )
        },
        remedy: "leave them out: verifiers refuse them",
    },
    Rule {
        name: "policy_mapped_from_any",
        severity: Error,
        source: "RFC 5280, section 4.2.1.5",
        roles: ALL,
        check: |seen| {
            let Some(Value::PolicyMappings(mut list)) = seen.value(known::POLICY_MAPPINGS) else {
                return None;
            };
            let any = list.any(|one| {
                one.is_ok_and(|one| {
                    one.issuer == known::ANY_POLICY || one.subject == known::ANY_POLICY
                })
            });
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
            let twice =
                policies.windows(2).find(|pair| matches!(pair, [one, other] if one == other));
            twice
                .and_then(|pair| pair.first())
                .map(|policy| format!("policy {policy} occurs twice"))
        },
        remedy: "name each policy once",
    },
];

fn constraints<'a>(seen: &Seen<'a>) -> Option<NameConstraints<'a>> {
    match seen.value(known::NAME_CONSTRAINTS) {
        Some(Value::NameConstraints(constraints)) => Some(constraints),
        _ => None,
    }
}

fn has_distance(constraints: NameConstraints<'_>) -> bool {
    let mut subtrees = constraints.permitted.chain(constraints.excluded).map_while(Result::ok);
    subtrees.any(|subtree| subtree.minimum != 0 || subtree.maximum.is_some())
}

/// The policies in dotted decimal; none when the extension is not there.
pub(super) fn policies(seen: &Seen<'_>) -> Vec<String> {
    match seen.value(known::CERTIFICATE_POLICIES) {
        Some(Value::Policies(list)) => {
            list.map_while(Result::ok).map(|policy| policy.oid.to_string()).collect()
        }
        _ => Vec::new(),
    }
}
