//! `cargo xtask mutate`: breaks the cryptography in places that matter, one at a time, and expects
//! tests to fail.
//!
//! The mutations are listed in `xtask/mutations.toml`. They are made in a copy of the sources,
//! which shares what was built of other people's crates. One whose text is not found any more, or
//! stands in several places, is an error: the list is kept true.

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How long a mutated test may run: one that does not end has noticed, too.
const LIMIT: Duration = Duration::from_secs(300);

/// How long tests may run without a mutation: on a busy machine, all edge cases.
const SOUND_LIMIT: Duration = Duration::from_secs(1800);

/// What the task is asked to do.
pub(crate) struct Options {
    /// Only mutations with this in their names.
    pub(crate) only: Option<String>,
    /// Print JSON instead of a table.
    pub(crate) json: bool,
}

/// One change for the worse.
#[derive(Clone, Deserialize)]
struct Mutation {
    /// What it breaks.
    name: String,
    /// The file, from the root.
    file: String,
    /// What stands there, once.
    old: String,
    /// What stands there then.
    new: String,
    /// The tests that have to fail: arguments of `cargo test --package motetls-crypto`.
    test: Vec<String>,
}

#[derive(Deserialize)]
struct Mutations {
    mutation: Vec<Mutation>,
}

/// What became of a mutation.
#[derive(Serialize)]
struct Outcome {
    name: String,
    file: String,
    test: String,
    /// `caught`, `survived` or what is wrong with the mutation.
    verdict: String,
    seconds: u64,
}

/// Makes every mutation and prints which were caught; fails when one was not.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let only = options.only.as_deref().unwrap_or_default();
    let mut mutations = listed(root)?;
    mutations.retain(|mutation| mutation.name.contains(only));
    ensure!(!mutations.is_empty(), "no mutation has {only} in its name");
    for mutation in &mutations {
        mutation.apply(root)?;
    }
    let copy = Copy::new(root)?;
    let tests: BTreeSet<_> = mutations.iter().map(|mutation| &mutation.test).collect();
    for test in tests {
        eprintln!("sound: cargo test {}", test.join(" "));
        ensure!(
            copy.test(test, SOUND_LIMIT)? == Verdict::Passed,
            "{} fails without a mutation",
            test.join(" ")
        );
    }
    let mut outcomes = Vec::new();
    for (i, mutation) in mutations.iter().enumerate() {
        let begin = Instant::now();
        let verdict = copy.mutated(mutation)?;
        eprintln!("{}/{} {}: {verdict}", i + 1, mutations.len(), mutation.name);
        outcomes.push(Outcome {
            name: mutation.name.clone(),
            file: mutation.file.clone(),
            test: mutation.test.join(" "),
            verdict,
            seconds: begin.elapsed().as_secs(),
        });
    }
    if options.json {
        println!("{}", serde_json::to_string_pretty(&outcomes)?);
    } else {
        println!("| mutation | file | test | verdict | s |\n|---|---|---|---|--:|");
        for Outcome { name, file, test, verdict, seconds } in &outcomes {
            println!("| {name} | {file} | {test} | {verdict} | {seconds} |");
        }
    }
    let left = outcomes.iter().filter(|outcome| outcome.verdict != "caught").count();
    ensure!(left == 0, "{left} of {} mutations were not caught", outcomes.len());
    Ok(())
}

/// The mutations of the list.
fn listed(root: &Path) -> Result<Vec<Mutation>> {
    let text = fs::read_to_string(root.join("xtask/mutations.toml"))?;
    Ok(toml::from_str::<Mutations>(&text)?.mutation)
}

impl Mutation {
    /// The mutated text of the file under `root`.
    fn apply(&self, root: &Path) -> Result<String> {
        let text = fs::read_to_string(root.join(&self.file)).with_context(|| self.file.clone())?;
        match text.matches(&self.old).count() {
            1 => Ok(text.replace(&self.old, &self.new)),
            0 => bail!("{}: the text is not in {} any more", self.name, self.file),
            count => bail!("{}: the text stands {count} times in {}", self.name, self.file),
        }
    }
}

/// How a test ended.
#[derive(PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    DoesNotCompile,
}

/// A copy of the sources.
struct Copy {
    sources: PathBuf,
    /// The target folder of the repository.
    target: PathBuf,
}

impl Copy {
    /// Copies what git knows of `root`, where it changed since the last copy.
    fn new(root: &Path) -> Result<Self> {
        let folder =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let copy = Copy { sources: folder.join("mutate/sources"), target: folder };
        let mut command = Command::new("git");
        command.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root);
        let listing = command.output().context("cannot list the files of the repository")?;
        ensure!(listing.status.success(), "git does not list the files of the repository");
        for name in String::from_utf8_lossy(&listing.stdout).lines() {
            let (from, to) = (root.join(name), copy.sources.join(name));
            let Ok(bytes) = fs::read(&from) else { continue };
            if fs::read(&to).is_ok_and(|old| old == bytes) {
                continue;
            }
            fs::create_dir_all(to.parent().context("a file stands in a folder")?)?;
            fs::write(to, bytes)?;
        }
        Ok(copy)
    }

    /// Makes a mutation, tests, and takes it back.
    fn mutated(&self, mutation: &Mutation) -> Result<String> {
        let path = self.sources.join(&mutation.file);
        let sound = fs::read_to_string(&path)?;
        fs::write(&path, mutation.apply(&self.sources)?)?;
        let verdict = self.test(&mutation.test, LIMIT);
        fs::write(&path, sound)?;
        Ok(match verdict? {
            Verdict::Passed => "**survived**",
            Verdict::Failed => "caught",
            Verdict::DoesNotCompile => "does not compile",
        }
        .to_owned())
    }

    /// A command that runs tests of motetls-crypto.
    fn cargo(&self, arguments: &[String]) -> Command {
        let mut command = Command::new("cargo");
        command.args(["test", "--locked", "--package", "motetls-crypto"]).args(arguments);
        command
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS")
            // All edge cases, not a sample of them.
            .env("MOTETLS_THOROUGH", "1")
            .current_dir(&self.sources);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        // cargo and the tests it starts are stopped as one
        command.process_group(0);
        command
    }

    /// Builds tests of motetls-crypto and runs them until one fails or `limit` is over.
    fn test(&self, arguments: &[String], limit: Duration) -> Result<Verdict> {
        let built = [&["--no-run".to_owned()], arguments].concat();
        if !self.cargo(&built).stdout(Stdio::null()).status()?.success() {
            return Ok(Verdict::DoesNotCompile);
        }
        let mut child = self.cargo(arguments).spawn()?;
        let output = child.stdout.take().context("the output of tests is piped")?;
        let (failures, failed) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if line.ends_with("... FAILED") && failures.send(()).is_err() {
                    return;
                }
            }
        });
        let begin = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(if status.success() { Verdict::Passed } else { Verdict::Failed });
            }
            if failed.try_recv().is_ok() || begin.elapsed() > limit {
                let group = format!("-{}", child.id());
                Command::new("kill").args(["-s", "KILL", "--", &group]).status()?;
                child.wait()?;
                return Ok(Verdict::Failed);
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_text_stands_once_in_its_file() {
        let root = crate::root().unwrap();
        let mutations = listed(&root).unwrap();
        assert!(!mutations.is_empty());
        for mutation in mutations {
            assert_ne!(mutation.old, mutation.new, "{}", mutation.name);
            mutation.apply(&root).unwrap();
        }
    }
}
