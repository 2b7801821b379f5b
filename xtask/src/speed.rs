//! `cargo xtask speed`: our primitives, and our client, beside other libraries on this host.
//!
//! `speed/` and `speed/clients/` measure; they stand outside the workspace because they compile C.
//! Not a test: a busy machine may do as it likes.

use crate::{firmware, toolchain};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const INTRODUCTION: &str = "\
# How fast it is on a host

Written by `cargo xtask speed`; do not edit. It needs a C compiler, and takes two minutes the first time.

Our code is portable Rust made for small devices, here at opt-level 3; no instruction of the processor for AES, carry-less
multiplication or SHA is used. *AWS-LC in a slot* is `motetls-engine-aws-lc` through the traits of a profile, which is what such a
profile costs; *directly* is `aws-lc-rs` as its users call it. All do the same work in turns, four milliseconds at a time,
and each figure is the median of 25 turns, in processor time; *ours : mbedTLS* above 1 says that ours is faster, *slot : directly* of 1 that the
slot costs nothing; both are medians of what each turn says. What is computed is compared first.
";

const CLIENTS_INTRODUCTION: &str = "\
# What a client costs a host

Written by `cargo xtask speed --clients`; do not edit. It needs a C compiler, OpenSSL's headers (`libssl-dev`) and `openssl`, and
takes ten minutes the first time. What primitives cost by themselves is in [speed.md](speed.md).

Each figure is the processor time, in user and system mode, of a process that is one client; the server, the same for all, is
`openssl s_server`. All verify its chain (two certificates below a root, ECDSA on P-256) and its name, and agree on AES-128-GCM
and P-256. A handshake begins with the making of the socket and ends with close_notify.

";

/// Compares clients; writes `docs/performance.md`.
pub(crate) fn clients(root: &Path) -> Result<()> {
    toolchain::require(&[("cc", "gcc"), ("openssl", "openssl")])?;
    let printed = measure(root, &["--package", "clients"])?;
    println!("{printed}");
    let notes = fs::read_to_string(root.join("speed/clients/notes.md"))?;
    fs::write(
        root.join("docs/performance.md"),
        format!("{CLIENTS_INTRODUCTION}{printed}\n{notes}"),
    )?;
    Ok(())
}

/// Measures lines whose name holds `pattern`; all of them, if it is empty, go to `docs/speed.md`.
pub(crate) fn run(root: &Path, pattern: &str) -> Result<()> {
    toolchain::require(&[("cc", "gcc")])?;
    let mut page = INTRODUCTION.to_owned();
    for (title, feature, pattern) in
        [("With everything the processor has", "", pattern), ("AES in software", "portable", "AES")]
    {
        if feature == "portable" && !page.contains("AES") {
            continue;
        }
        let printed = measure(root, &["--features", feature, "--", pattern])?;
        println!("{printed}");
        page += &format!("\n## {title}\n\n{printed}");
    }
    if pattern.is_empty() {
        fs::write(
            root.join("docs/speed.md"),
            page + &fs::read_to_string(root.join("speed/notes.md"))?,
        )?;
    }
    Ok(())
}

/// Builds and runs a program of `speed/` with these arguments of `cargo run`, and yields what it
/// printed.
fn measure(root: &Path, arguments: &[&str]) -> Result<String> {
    let folder = firmware::target_folder(root).with_file_name("speed");
    let mut command = Command::new("cargo");
    command
        .args(["run", "--quiet", "--release", "--locked", "--target-dir"])
        .arg(folder)
        .args(arguments);
    command.current_dir(root.join("speed")).stderr(Stdio::inherit());
    let output = command.output().context("cannot start cargo")?;
    ensure!(output.status.success(), "the comparison failed");
    Ok(String::from_utf8(output.stdout)?)
}
