//! `cargo xtask fuzz`: every fuzz target for a while.
//!
//! Needs `cargo-fuzz`. libFuzzer's instrumentation is not stable in rustc; the bootstrap switch permits it to the stable
//! compiler, so that no second toolchain is needed.

use crate::toolchain;
use anyhow::{Result, bail, ensure};
use std::path::Path;
use std::process::Command;

/// Runs the target `name`, or all, for `seconds` each. A finding fails, after the others have run.
pub(crate) fn run(root: &Path, name: Option<&str>, seconds: u32) -> Result<()> {
    let version = toolchain::first_line(Command::new("cargo").args(["fuzz", "--version"]));
    ensure!(!version.is_empty(), "cargo-fuzz not found. Install it:\n  cargo install --locked cargo-fuzz");
    let listing = fuzz(root).arg("list").output()?;
    let listing = String::from_utf8_lossy(&listing.stdout).into_owned();
    let targets: Vec<&str> = listing.lines().filter(|known| name.is_none_or(|name| name == *known)).collect();
    ensure!(!targets.is_empty(), "no such fuzz target; `cargo fuzz list` names them");
    let mut found = Vec::new();
    for target in targets {
        println!("fuzzing {target} for {seconds} s");
        let limit = format!("-max_total_time={seconds}");
        let status = fuzz(root).args(["run", target, "--", &limit, "-verbosity=0", "-print_final_stats=1"]).status()?;
        if !status.success() {
            found.push(target);
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    bail!("findings in {}; the inputs are in fuzz/artifacts", found.join(", "))
}

fn fuzz(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.arg("fuzz").current_dir(root).env("RUSTC_BOOTSTRAP", "1");
    command
}
