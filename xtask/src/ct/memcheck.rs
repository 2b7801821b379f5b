//! The referee on x86-64: valgrind's memcheck follows secrets that are marked uninitialised.
//!
//! A complaint is a jump or an address that depends on one. Those at the lines of `ct/public.toml`
//! are accepted: what is branched on there is computed from secrets but public.

use super::Row;
use crate::toolchain;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A source line that may branch on what memcheck holds to be secret.
#[derive(Clone, Deserialize)]
pub(super) struct Exception {
    /// The file, from the root.
    pub(super) file: String,
    /// What stands in the line.
    pub(super) text: String,
    /// In how many lines of the file it stands.
    #[serde(default = "one")]
    lines: usize,
    /// Why it is public.
    pub(super) reason: String,
}

const fn one() -> usize {
    1
}

#[derive(Deserialize)]
struct Exceptions {
    #[serde(default)]
    line: Vec<Exception>,
}

/// The accepted lines, which stand in their files as often as they say.
pub(super) fn exceptions(root: &Path) -> Result<Vec<Exception>> {
    let exceptions: Exceptions = toml::from_str(&fs::read_to_string(root.join("ct/public.toml"))?)?;
    for Exception { file, text, lines, .. } in &exceptions.line {
        let source = fs::read_to_string(root.join(file)).with_context(|| file.clone())?;
        let count = source.lines().filter(|line| line.contains(text)).count();
        ensure!(count == *lines, "ct/public.toml: {count} lines with {text} are in {file}");
    }
    Ok(exceptions.line)
}

/// Runs every operation under valgrind and notes its complaints. Yields the accepted lines that
/// were not needed.
pub(super) fn run(root: &Path, referee: &Path, rows: &mut [Row]) -> Result<Vec<String>> {
    toolchain::require(&[("valgrind", "valgrind")])?;
    let exceptions = exceptions(root)?;
    let mut used = vec![false; exceptions.len()];
    for row in rows {
        super::progress(&format!("memcheck {}", row.operation.name));
        let mut command = Command::new("valgrind");
        command.args([
            "-q",
            "--error-limit=no",
            "--read-inline-info=yes",
            "--num-callers=8",
            "--fullpath-after=",
        ]);
        let output =
            command.arg(referee).args(["memcheck", "--name", &row.operation.name]).output()?;
        let printed = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{} fails under valgrind: {printed}", row.operation.name);
        let found: Vec<Found> = super::parse(&output.stdout)?;
        let found = found.first().and_then(|found| found.errors).context("not under valgrind")?;
        let complaints = complaints(root, &printed);
        ensure!(
            (found == 0) == complaints.is_empty(),
            "cannot read what valgrind prints: {printed}"
        );
        let mut left = Vec::new();
        for (text, file, line) in complaints {
            match exceptions.iter().position(|exception| exception.covers(root, &file, line)) {
                Some(place) => used[place] = true,
                None => left.push(format!("{text} at {file}:{line}")),
            }
        }
        row.memcheck = Some(left);
    }
    super::progress("");
    let stale = exceptions.iter().zip(used).filter(|(_, used)| !used);
    Ok(stale.map(|(exception, _)| format!("{}: {}", exception.file, exception.text)).collect())
}

/// What the referee counted.
#[derive(Deserialize)]
struct Found {
    errors: Option<u64>,
}

impl Exception {
    fn covers(&self, root: &Path, file: &str, line: usize) -> bool {
        let text = || {
            fs::read_to_string(root.join(file))
                .ok()?
                .lines()
                .nth(line.checked_sub(1)?)
                .map(str::to_owned)
        };
        self.file == file && text().is_some_and(|text| text.contains(&self.text))
    }
}

/// What valgrind complains of, and the innermost line of the repository it happens in; if there is
/// none, the innermost.
fn complaints(root: &Path, printed: &str) -> Vec<(String, String, usize)> {
    let mut complaints = Vec::new();
    let mut text = String::new();
    let mut outside: Option<(String, usize)> = None;
    let mut reported = true;
    let lines = printed
        .lines()
        .filter_map(|line| line.strip_prefix("==")?.split_once("== ").map(|(_, rest)| rest));
    for line in lines.chain([""]) {
        let frame =
            line.trim_start().starts_with("at 0x") || line.trim_start().starts_with("by 0x");
        if !frame {
            if !reported && let Some((file, number)) = outside.take() {
                complaints.push((text.clone(), file, number));
            }
            reported = !(line.contains("uninitialised") || line.contains("Invalid"));
            text = line.trim().to_owned();
            outside = None;
        } else if !reported && let Some((file, number)) = place(line) {
            match file.strip_prefix(&format!("{}/", root.display())) {
                Some(inside) => {
                    complaints.push((text.clone(), inside.to_owned(), number));
                    reported = true;
                }
                None => outside = outside.or(Some((file, number))),
            }
        }
    }
    complaints
}

/// File and line at the end of a frame.
fn place(frame: &str) -> Option<(String, usize)> {
    let (_, place) = frame.rsplit_once('(')?;
    let (file, line) = place.strip_suffix(')')?.rsplit_once(':')?;
    Some((file.to_owned(), line.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accepted_text_stands_in_as_many_lines_as_it_says() {
        assert!(!exceptions(&crate::root().unwrap()).unwrap().is_empty());
    }

    #[test]
    fn complaints_are_read() {
        let printed = "\
operation leaky branch
==7== Conditional jump or move depends on uninitialised value(s)
==7==    at 0x1228AD: UnknownInlinedFun (/rustc/library/core/src/cmp.rs:55)
==7==    by 0x1228AD: generate<Known> (/root/crates/crypto/src/p256/mod.rs:138)
==7==    by 0x1228AD: check (/root/ct/referee/src/memcheck.rs:25)
==7== 
==7== Use of uninitialised value of size 8
==7==    at 0x1228AD: memcpy (/rustc/memcpy.rs:5)
==7== ";
        let read = complaints(Path::new("/root"), printed);
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].1.as_str(), read[0].2), ("crates/crypto/src/p256/mod.rs", 138));
        assert_eq!((read[1].1.as_str(), read[1].2), ("/rustc/memcpy.rs", 5));
    }
}
