//! The tables of `docs/interop.md`, and the same for machines.

use std::fmt::Write;

use motetls_peers::features::{Can, FEATURES, Feature, Features};
use serde_json::{Value, json};

use super::cells::{CLIENT_KEYS, Cell, GROUPS, SERVER_KEYS, SUITES, Way};
use super::run::{Outcome, Report, Verdict};

/// A list of all cells.
#[must_use]
pub fn json(reports: &[Report]) -> Value {
    let cells = reports.iter().flat_map(|report| {
        report.outcomes.iter().map(|outcome| {
            json!({
                "peer": report.peer.name,
                "version": report.version,
                "suite": outcome.cell.suite_name(),
                "group": outcome.cell.group_name(),
                "way": outcome.cell.way_name(),
                "verdict": word(outcome.verdict),
                "detail": outcome.detail,
                "milliseconds": u64::try_from(outcome.milliseconds).ok(),
            })
        })
    });
    Value::Array(cells.collect())
}

/// What a verdict is called.
const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Opened => "ok",
        Verdict::Refused => "-",
        Verdict::Failed => "FAIL",
    }
}

/// All tables.
#[must_use]
pub fn tables(reports: &[Report]) -> String {
    let mut page = summary(reports);
    page += &key_table("Certificates of servers", reports, &SERVER_KEYS, Way::ServerKey);
    page += &key_table("Certificates of clients", reports, &CLIENT_KEYS, Way::ClientKey);
    page += &feature_table(reports);
    for report in reports {
        page += &grid(report);
    }
    page + &failures(reports)
}

/// A row to a peer: how many connections of each way were opened.
fn summary(reports: &[Report]) -> String {
    let mut page =
        "| peer | version | certificate | client certificate | resumed | psk_dhe_ke | psk_ke | \
                    HelloRetryRequest | demanded certificate missing | failures |\n\
                    |---|---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for report in reports {
        let count = |of_way: &dyn Fn(Way) -> bool| {
            let cells = report.outcomes.iter().filter(|outcome| of_way(outcome.cell.way));
            match cells.filter(|outcome| outcome.verdict == Verdict::Opened).count() {
                0 => "-".to_owned(),
                opened => opened.to_string(),
            }
        };
        let missing = outcome_of(report, |cell| cell.way == Way::NoClientKey);
        let missing = match missing.map(|outcome| outcome.verdict) {
            Some(Verdict::Refused) => "refused",
            Some(_) => "FAIL",
            None => "-",
        };
        let failed = match &report.broken {
            Some(_) => "does not start".to_owned(),
            None => report.failures().count().to_string(),
        };
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {missing} | {failed} |",
            report.peer.name,
            report.version,
            count(&|way| matches!(way, Way::Certificate | Way::ServerKey(_))),
            count(&|way| matches!(way, Way::ClientKey(_))),
            count(&|way| way == Way::Resumed),
            count(&|way| way == Way::PskDheKe),
            count(&|way| way == Way::PskKe),
            count(&|way| way == Way::Retry),
        );
    }
    page
}

/// A row to a peer: which keys it signs with, or checks signatures of.
fn key_table(
    title: &str,
    reports: &[Report],
    names: &[&str],
    way: impl Fn(usize) -> Way,
) -> String {
    let mut page = format!("\n## {title}\n\n| peer | {} |\n|---", names.join(" | "));
    page += &"|---".repeat(names.len());
    page += "|\n";
    for report in reports {
        let _ = write!(page, "| {} |", report.peer.name);
        for place in 0..names.len() {
            let of_key = |outcome: &&Outcome| outcome.cell.way == way(place);
            let _ = write!(page, " {} |", sum(report.outcomes.iter().filter(of_key)));
        }
        page.push('\n');
    }
    page
}

/// A row to a peer: the features; and below, why not.
fn feature_table(reports: &[Report]) -> String {
    let names = FEATURES.map(Feature::name);
    let mut page = format!("\n## Other features\n\n| peer | {} |\n|---", names.join(" | "));
    page += &"|---".repeat(names.len());
    page += "|\n";
    for report in reports {
        let _ = write!(page, "| {} |", report.peer.name);
        for feature in FEATURES {
            let of_feature = |outcome: &&Outcome| outcome.cell.way == Way::Featured(feature);
            match sum(report.outcomes.iter().filter(of_feature)) {
                "-" => page += " cannot |",
                said => page += &format!(" {said} |"),
            }
        }
        page.push('\n');
    }
    page += "\nWhy a peer cannot, as it is started here:\n\n| peer | feature | reason |\n|---|---|---|\n";
    for report in reports {
        for (why, features) in reasons(&report.peer.abilities.features) {
            let _ = writeln!(page, "| {} | {} | {why} |", report.peer.name, features.join(", "));
        }
    }
    page
}

/// Why a peer cannot do something, each reason once, with the features it is one for.
fn reasons(features: &Features) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for feature in FEATURES {
        let Can::No(why) = features.can(feature) else { continue };
        match reasons.iter_mut().find(|(other, _)| *other == why) {
            Some((_, names)) => names.push(feature.name()),
            None => reasons.push((why, vec![feature.name()])),
        }
    }
    reasons
}

/// One word for several cells: FAIL if one failed, ok if one was opened.
fn sum<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> &'static str {
    let mut best = Verdict::Refused;
    for outcome in outcomes {
        match outcome.verdict {
            Verdict::Failed => return word(Verdict::Failed),
            Verdict::Opened => best = Verdict::Opened,
            Verdict::Refused => {}
        }
    }
    word(best)
}

/// A peer's table of suites and groups.
fn grid(report: &Report) -> String {
    let mut page = format!("\n## {}: {}\n\n", report.peer.name, report.version);
    if report.broken.is_some() {
        return page + "Its servers do not start.\n";
    }
    let _ = writeln!(page, "| | {} |\n|---{}|", SUITES.join(" | "), "|---".repeat(SUITES.len()));
    let groups = (0..GROUPS.len()).map(Some).chain([None]);
    for group in groups {
        let name =
            group.and_then(|group| GROUPS.get(group)).map_or("no group", |group| group.name());
        let _ = write!(page, "| {name} |");
        for suite in 0..SUITES.len() {
            let _ = write!(page, " {} |", letters(report, suite, group));
        }
        page.push('\n');
    }
    page
}

/// What was opened with a suite and a group.
fn letters(report: &Report, suite: usize, group: Option<usize>) -> String {
    let mut said = String::new();
    let mut clients = 0;
    for outcome in &report.outcomes {
        let Cell { way, .. } = outcome.cell;
        if outcome.cell.suite != suite || outcome.cell.group != group {
            continue;
        }
        match (outcome.verdict, way) {
            (Verdict::Failed, _) => return "FAIL".to_owned(),
            (Verdict::Refused, _) => {}
            (_, Way::Certificate) => said += " cert",
            (_, Way::Resumed) => said += " resumed",
            (_, Way::PskDheKe) => said += " psk_dhe_ke",
            (_, Way::PskKe) => said += " psk_ke",
            (_, Way::ClientKey(_)) => clients += 1,
            (_, Way::Retry | Way::ServerKey(_) | Way::NoClientKey | Way::Featured(_)) => {}
        }
    }
    if clients > 0 {
        let _ = write!(said, " mutual:{clients}");
    }
    if said.is_empty() { "-".to_owned() } else { said.trim_start().to_owned() }
}

/// Everything that went wrong, in sentences.
#[must_use]
pub fn failures(reports: &[Report]) -> String {
    let mut page = String::new();
    for report in reports {
        if let Some(why) = &report.broken {
            let _ = writeln!(page, "- {}: {}", report.peer.name, why.trim().replace('\n', " "));
        }
        for outcome in report.failures() {
            let Outcome { cell, detail, .. } = outcome;
            let group = cell.group_name().unwrap_or("no group");
            let (suite, way) = (cell.suite_name(), cell.way_name());
            let _ = writeln!(page, "- {}: {suite}, {group}, {way}: {detail}", report.peer.name);
        }
    }
    if page.is_empty() { page } else { format!("\n## What failed\n\n{page}") }
}

/// The one cell of a peer like this.
fn outcome_of(report: &Report, wanted: impl Fn(&Cell) -> bool) -> Option<&Outcome> {
    report.outcomes.iter().find(|outcome| wanted(&outcome.cell))
}
