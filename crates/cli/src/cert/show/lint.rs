//! `motetls cert lint`: what is wrong with a certificate by the texts it should follow.
//!
//! | module | rules of |
//! |---|---|
//! | `rule` | what a rule is, and what it looks at |
//! | `fields`, `names`, `usage`, `places` | RFC 5280 |
//! | `iot` | the profile for the Internet of Things |
//! | `cabf` | the Baseline Requirements of the CA/Browser Forum |

mod rule;
mod fields;
mod names;
mod usage;
mod places;
mod iot;
mod cabf;

use serde_json::{Value, json};

use super::arguments::{Lint, Severity, Standard};
use crate::cert::field;
use crate::cert::input::Input;
use crate::failure::{Exit, Failure};
use crate::say;
use rule::{Rule, Seen};

/// The rules of a standard, those of RFC 5280 first.
fn rules_of(standard: Standard) -> impl Iterator<Item = &'static Rule> {
    let own: &[Rule] = match standard {
        Standard::Rfc5280 => &[],
        Standard::Iot => iot::RULES,
        Standard::Cabf => cabf::RULES,
    };
    [fields::RULES, names::RULES, usage::RULES, places::RULES, own].into_iter().flatten()
}

/// A broken rule.
struct Finding {
    rule: &'static Rule,
    text: String,
}

impl Finding {
    fn json(&self) -> Value {
        json!({
            "rule": self.rule.name, "severity": self.rule.severity.name(), "source": self.rule.source,
            "text": self.text, "remedy": self.rule.remedy,
        })
    }
}

/// Runs the command.
pub(crate) fn run(options: &Lint) -> Result<(), Failure> {
    if options.rules {
        return list(options);
    }
    let (mut worst, mut objects) = (None, Vec::new());
    for path in &options.files {
        let input = Input::read(path)?;
        let certificates = input.certificates()?;
        for (place, der) in (1_usize..).zip(&certificates) {
            let name = if certificates.len() == 1 {
                input.name.clone()
            } else {
                format!("{}, certificate {place}", input.name)
            };
            worst = worst.max(one(&name, der, options, &mut objects)?);
        }
    }
    if options.json {
        let ok = worst.is_none_or(|worst| worst < options.fail_on);
        say::out(format!("{}\n", json!({ "ok": ok, "certificates": objects })))?;
    }
    match worst {
        Some(worst) if worst >= options.fail_on => Err(Failure {
            exit: Exit::Certificate,
            sentence: format!(
                "lint found something of severity {} or worse",
                options.fail_on.name()
            ),
            error: None,
        }),
        _ => Ok(()),
    }
}

/// Lints one certificate, tells, and yields the worst severity found.
fn one(
    name: &str,
    der: &[u8],
    options: &Lint,
    objects: &mut Vec<Value>,
) -> Result<Option<Severity>, Failure> {
    let Ok(seen) = Seen::read(der) else {
        let field = field::broken(der).unwrap_or_else(|| "certificate".to_owned());
        let text = format!(
            "it cannot be read: {field} breaks the encoding rules (DER) or the structure of \
             certificates"
        );
        let remedy = "have it issued anew";
        objects.push(json!({ "name": name, "findings": [
            { "rule": "malformed", "severity": "error", "source": "RFC 5280, section 4.1", "text": text, "remedy": remedy }
        ]}));
        if !options.json {
            say::out(format!(
                "{name}\n  error    {text}\n           RFC 5280, section 4.1; {remedy} [malformed]\n"
            ))?;
        }
        return Ok(Some(Severity::Error));
    };
    let rules = rules_of(options.profile).filter(|rule| rule.roles & seen.role != 0);
    let mut findings: Vec<Finding> =
        rules.filter_map(|rule| (rule.check)(&seen).map(|text| Finding { rule, text })).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.rule.severity));
    let role = match seen.role {
        rule::ROOT => "root authority",
        rule::SUBORDINATE => "subordinate authority",
        _ => "end entity",
    };
    if !options.json {
        say::out(told(name, role, &findings))?;
    }
    objects.push(json!({
        "name": name, "role": role, "subject": seen.certificate.subject.to_string(),
        "findings": findings.iter().map(Finding::json).collect::<Vec<_>>(),
    }));
    Ok(findings.iter().map(|finding| finding.rule.severity).max())
}

fn told(name: &str, role: &str, findings: &[Finding]) -> String {
    let verdict = if findings.is_empty() { ": nothing to complain of" } else { "" };
    let mut text = format!("{name}, {role}{verdict}\n");
    for Finding { rule, text: found } in findings {
        let (severity, source, remedy) = (rule.severity.name(), rule.source, rule.remedy);
        text.push_str(&format!(
            "  {severity:<8} {found}\n           {source}: {remedy} [{}]\n",
            rule.name
        ));
    }
    text
}

/// Prints the rules of a profile.
fn list(options: &Lint) -> Result<(), Failure> {
    if options.json {
        let rules = rules_of(options.profile).map(|rule| {
            json!({ "rule": rule.name, "severity": rule.severity.name(), "source": rule.source, "remedy": rule.remedy })
        });
        return say::out(format!("{}\n", json!({ "rules": rules.collect::<Vec<_>>() })));
    }
    let line = |rule: &Rule| {
        format!("{:<36} {:<8} {}: {}\n", rule.name, rule.severity.name(), rule.source, rule.remedy)
    };
    say::out(rules_of(options.profile).map(line).collect::<String>())
}
