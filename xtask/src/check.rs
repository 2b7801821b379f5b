//! `cargo xtask check`: what is looked at before each push, within two minutes when everything is
//! built. CI looks at more.

use crate::{layers, lint};
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Every workspace; all are formatted alike.
const WORKSPACES: &[&str] =
    &[".", "firmware", "fuzz", "ct", "speed", "tests/differential", "tests/native"];
/// Options of the formatter that `rustfmt.toml` cannot hold: stable rustfmt takes them from the
/// command line only.
const COMMENTS: &str = "wrap_comments=true,comment_width=100";

/// Runs every step and says what each took; the first that fails ends it.
pub(crate) fn run(root: &Path) -> Result<()> {
    let cargo = |line: &str| spawn(root, line);
    step("format", || format(root))?;
    step("lint", || lint::run(root))?;
    step("layers", || layers::run(root, true))?;
    step("clippy", || {
        cargo("clippy --quiet --workspace --all-targets --all-features -- -D warnings")
    })?;
    step("unit tests", || cargo("test --quiet --workspace --all-features --lib --bins"))
}

/// Whether every workspace is formatted, its comments wrapped.
pub(crate) fn format(root: &Path) -> Result<()> {
    for workspace in WORKSPACES {
        let line = format!("fmt --all --check -- --config {COMMENTS}");
        spawn(&root.join(workspace), &line)
            .with_context(|| format!("in {workspace}: cargo fmt --all -- --config {COMMENTS}"))?;
    }
    Ok(())
}

fn step(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let begin = Instant::now();
    let outcome = work().context(name.to_owned());
    eprintln!("{name:<12} {:>4} s", begin.elapsed().as_secs());
    outcome
}

/// Runs cargo with the words of `line` in `folder`; it must succeed.
pub(crate) fn spawn(folder: &Path, line: &str) -> Result<()> {
    let status = Command::new("cargo").args(line.split(' ')).current_dir(folder).status();
    ensure!(status.context("cannot run cargo")?.success(), "cargo {line} failed");
    Ok(())
}
