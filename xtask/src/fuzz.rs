//! `cargo xtask fuzz`: every fuzz target for a while.
//!
//! Needs `cargo-fuzz`. libFuzzer's instrumentation is not stable in rustc; the bootstrap switch
//! permits it to the stable compiler, so that no second toolchain is needed. No sanitizer runs
//! along: the code fuzzed has no `unsafe`, and what is asserted is asserted by the targets.

use crate::toolchain;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Lines of a finding that are shown.
const SHOWN: usize = 40;

/// Runs the target `name`, or all, for `seconds` each, from the seeds and what earlier runs found.
/// As many run at a time as there are processors; the first finding fails.
pub(crate) fn run(root: &Path, name: Option<&str>, seconds: u32) -> Result<()> {
    ensure!(seconds > 0, "--seconds must be at least 1");
    let version = toolchain::first_line(Command::new("cargo").args(["fuzz", "--version"]));
    ensure!(
        !version.is_empty(),
        "cargo-fuzz not found. Install it:\n  cargo install --locked cargo-fuzz"
    );
    let listing = fuzz(root).arg("list").output()?;
    let listing = String::from_utf8_lossy(&listing.stdout).into_owned();
    let targets: Vec<&str> =
        listing.lines().filter(|known| name.is_none_or(|name| name == *known)).collect();
    ensure!(
        !targets.is_empty(),
        "no such fuzz target; known are {}",
        listing.lines().collect::<Vec<_>>().join(", ")
    );
    println!("building {} fuzz targets", targets.len());
    let mut build = fuzz(root);
    build.args(["build", "--sanitizer", "none"]).args(name);
    ensure!(build.status()?.success(), "the fuzz targets do not build");
    let (next, outcome) = (AtomicUsize::new(0), Mutex::new(Ok(())));
    let work = || {
        while let Some(target) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = one(root, target, seconds);
            if let Ok(mut outcome) = outcome.lock() {
                if result.is_err() {
                    *outcome = result;
                }
                if outcome.is_err() {
                    return;
                }
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    outcome.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn one(root: &Path, target: &str, seconds: u32) -> Result<()> {
    let (corpus, seeds) = (format!("fuzz/corpus/{target}"), format!("fuzz/seeds/{target}"));
    fs::create_dir_all(root.join(&corpus)).with_context(|| format!("cannot make {corpus}"))?;
    let limit = format!("-max_total_time={seconds}");
    let mut command = fuzz(root);
    command.args([
        "run",
        "--sanitizer",
        "none",
        target,
        &corpus,
        &seeds,
        "--",
        &limit,
        "-print_final_stats=1",
    ]);
    let output = command.output()?;
    let report = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!(
            "{target} found something; the input is in fuzz/artifacts/{target}\n{}",
            finding(&report)
        )
    }
    let edges = word_after(&report, " cov: ");
    let inputs = word_after(&report, "stat::number_of_executed_units: ");
    let rate = word_after(&report, "stat::average_exec_per_sec: ");
    println!("{target:<22} {seconds} s, {inputs} inputs, {rate} a second, {edges} edges");
    Ok(())
}

/// What a report says of a finding: from the panic on, or its end where nothing panicked.
fn finding(report: &str) -> String {
    let lines: Vec<&str> = report.lines().collect();
    let panic = lines.iter().position(|line| line.contains(" panicked at "));
    let start = panic.unwrap_or(lines.len().saturating_sub(SHOWN));
    lines.into_iter().skip(start).take(SHOWN).collect::<Vec<_>>().join("\n")
}

/// The word behind the last `label` in `text`.
fn word_after<'a>(text: &'a str, label: &str) -> &'a str {
    text.rsplit_once(label).and_then(|(_, rest)| rest.split_whitespace().next()).unwrap_or("?")
}

fn fuzz(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.arg("fuzz").current_dir(root).env("RUSTC_BOOTSTRAP", "1");
    command
}
