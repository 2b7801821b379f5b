//! `cargo xtask ct`: shows that operations on secrets take the same path and touch the same
//! addresses whatever the secret is, on the binaries that ship.
//!
//! | module | purpose |
//! |---|---|
//! | [`memcheck`] | on x86-64: secrets marked uninitialised under valgrind |
//! | [`table`] | verdicts, as a table and as JSON |
//! | [`trace`] | on thumbv7m and thumbv7em: program counters and data addresses of differing secrets compared |
//!
//! What is done, and on which secrets, is listed in `ct/operations`; some of it leaks on purpose
//! and must be caught.

mod memcheck;
mod table;
mod trace;

use crate::machine::{BOARDS, Board};
use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the task is asked to do.
pub(crate) struct Options {
    /// Only operations with this in their names.
    pub(crate) only: Option<String>,
    /// Only `x86_64`, `thumbv7m` or `thumbv7em`.
    pub(crate) target: Option<String>,
    /// Print JSON instead of a table.
    pub(crate) json: bool,
}

/// One operation, as the referee lists it.
#[derive(Clone, Deserialize, Serialize)]
struct Operation {
    name: String,
    /// Bytes of the secret.
    secret: usize,
    expected: Expected,
    /// Why a difference is known.
    reason: String,
}

/// What has to be found.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Expected {
    /// No difference.
    Constant,
    /// No difference, and nothing that may end early on a secret, on any core.
    Even,
    /// A difference: the operation leaks on purpose.
    Leak,
    /// Nothing but instructions that may end early on a secret.
    Arithmetic,
    /// A difference that is known.
    Known,
}

/// What was found about one operation.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    operation: Operation,
    /// On x86-64: the first complaint of memcheck and how many there were; none without a run.
    memcheck: Option<Vec<String>>,
    /// By target.
    traces: BTreeMap<&'static str, trace::Trace>,
    /// Why the operation is not as expected; empty if it is.
    faults: Vec<String>,
}

/// Runs both referees and prints what they found; a whole run is written to
/// `docs/constant-time.md`.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let requested = |name: &str| {
        options
            .target
            .as_deref()
            .is_none_or(|target| name.strip_suffix("-none-eabi") == Some(target) || name == target)
    };
    let boards: Vec<&'static Board> =
        BOARDS.iter().filter(|board| requested(board.target)).collect();
    let host = requested("x86_64");
    ensure!(host || !boards.is_empty(), "targets are x86_64, thumbv7m and thumbv7em");
    let referee = build_referee(root)?;
    let only = options.only.as_deref().unwrap_or_default();
    let mut rows = Vec::new();
    for operation in lines::<Operation>(Command::new(&referee).args(["list", "--only", only]))? {
        rows.push(Row { operation, memcheck: None, traces: BTreeMap::new(), faults: Vec::new() });
    }
    ensure!(!rows.is_empty(), "no operation has {only} in its name");
    for (target, traces) in trace_all(root, &referee, &boards, only)? {
        trace::note(&mut rows, target, traces)?;
    }
    let mut stale = Vec::new();
    if host {
        stale = memcheck::run(root, &referee, &mut rows)?;
    }
    rows.iter_mut().for_each(Row::decide);
    let whole = options.only.is_none() && options.target.is_none();
    if options.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print!("{}", table::verdicts(&rows));
    }
    let faults: Vec<_> = rows
        .iter()
        .flat_map(|row| row.faults.iter().map(move |fault| (&row.operation.name, fault)))
        .collect();
    for (name, fault) in &faults {
        eprintln!("{name}: {fault}");
    }
    ensure!(faults.is_empty(), "{} verdicts are not as expected", faults.len());
    if options.only.is_none() {
        ensure!(stale.is_empty(), "ct/public.toml lists what is not needed: {}", stale.join("; "));
    }
    if whole {
        std::fs::write(
            root.join("docs/constant-time.md"),
            table::page(&rows, &memcheck::exceptions(root)?),
        )?;
    }
    Ok(())
}

/// What was found on each board. They are emulated side by side, as each takes one core for
/// minutes.
fn trace_all(
    root: &Path,
    referee: &Path,
    boards: &[&'static Board],
    only: &str,
) -> Result<Vec<(&'static str, Vec<trace::Trace>)>> {
    if boards.is_empty() {
        return Ok(Vec::new());
    }
    let unicorn = trace::unicorn(root)?;
    let targets: Vec<_> = boards.iter().map(|board| board.target).collect();
    progress(&format!("trace {}", targets.join(", ")));
    let run = &|board| trace::run(root, referee, &unicorn, board, only);
    let traces = std::thread::scope(|scope| {
        let runs: Vec<_> = boards.iter().map(|board| scope.spawn(move || run(board))).collect();
        let joined =
            runs.into_iter().map(|run| run.join().map_err(|_| anyhow!("a trace panicked"))?);
        joined.collect::<Result<Vec<_>>>()
    });
    progress("");
    Ok(targets.into_iter().zip(traces?).collect())
}

impl Row {
    /// Compares what was found with what has to be found.
    fn decide(&mut self) {
        let mut faults = Vec::new();
        let expected = self.operation.expected;
        let secret = |trace: &trace::Trace| {
            trace.variable.values().find_map(|executed| executed.line.clone())
        };
        if let Some(complaints) = &self.memcheck {
            match (expected, complaints.first()) {
                (Expected::Constant | Expected::Even | Expected::Arithmetic, Some(_)) => {
                    let places: BTreeSet<_> = complaints.iter().collect();
                    faults.extend(places.into_iter().map(|place| format!("memcheck: {place}")));
                }
                (Expected::Leak, None) => faults.push("memcheck does not see the leak".to_owned()),
                _ => {}
            }
        }
        for (target, trace) in &self.traces {
            match (expected, &trace.place) {
                (Expected::Constant | Expected::Even | Expected::Arithmetic, Some(place)) => {
                    faults.push(format!("{target}: {place}"))
                }
                (Expected::Leak, None) => {
                    faults.push(format!("{target}: the trace does not show the leak"))
                }
                (Expected::Even, None) => faults.extend(secret(trace).map(|line| {
                    format!("{target}: an instruction may end early on a secret at {line}")
                })),
                (Expected::Arithmetic, None) if secret(trace).is_none() => {
                    faults.push(format!("{target}: the division is not seen"));
                }
                _ => {}
            }
        }
        let quiet =
            !self.traces.is_empty() && self.traces.values().all(|trace| trace.place.is_none());
        if expected == Expected::Known && quiet {
            faults.push(format!("no difference any more, but listed: {}", self.operation.reason));
        }
        self.faults = faults;
    }
}

/// Builds the host's program.
fn build_referee(root: &Path) -> Result<PathBuf> {
    let folder = target_folder(root);
    let mut command = Command::new("cargo");
    command.args([
        "build",
        "--quiet",
        "--locked",
        "--profile",
        "host",
        "--package",
        "referee",
        "--target-dir",
    ]);
    command.arg(&folder).current_dir(root.join("ct")).env_remove("RUSTFLAGS");
    ensure!(command.status()?.success(), "the referee does not build");
    Ok(folder.join("host/referee"))
}

/// Shows progress on a terminal.
fn progress(what: &str) {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K{what}");
    }
}

/// Where the workspace `ct` is built.
fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), PathBuf::from)
        .join("ct")
}

/// What a program prints, one JSON object a line.
fn lines<T: for<'a> Deserialize<'a>>(command: &mut Command) -> Result<Vec<T>> {
    let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        bail!("the referee fails: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    parse(&output.stdout)
}

/// Reads JSON objects, one a line.
fn parse<T: for<'a> Deserialize<'a>>(printed: &[u8]) -> Result<Vec<T>> {
    String::from_utf8_lossy(printed).lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
