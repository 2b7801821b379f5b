//! `cargo xtask package`: packs every crate that will be published, as a registry would get it,
//! builds each from its package, and fails on a warning or a package that is too large.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Bytes a package may have, compressed.
const MOST: u64 = 1_000_000;
/// In a workspace of its own: it can be packed once what it stands on is published.
const LATER: &str = "engine-aws-lc";

/// Packs them all.
pub(crate) fn run(root: &Path) -> Result<()> {
    let packed = root.join("target/package");
    // What an earlier run left would be measured, too.
    if packed.exists() {
        fs::remove_dir_all(&packed)?;
    }
    let mut command = Command::new("cargo");
    command.args(["package", "--quiet", "--locked", "--allow-dirty"]).current_dir(root);
    for entry in fs::read_dir(root.join("crates"))? {
        let folder = entry?.path();
        if !folder.join("Cargo.toml").is_file() || folder.ends_with(LATER) {
            continue;
        }
        let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml"))?.parse()?;
        let name = manifest.get("package").and_then(|p| p.get("name")?.as_str());
        command.args(["--package", name.context("a crate without a name")?]);
    }
    let output = command.output().context("cannot run cargo")?;
    let printed = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && !printed.contains("warning"), "cargo package: {printed}");
    for entry in fs::read_dir(&packed)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "crate") {
            let bytes = fs::metadata(&path)?.len();
            let name = path.file_name().unwrap_or_default().display();
            println!("{name:<40} {bytes:>8} bytes");
            ensure!(bytes <= MOST, "{name} has more than {MOST} bytes");
        }
    }
    Ok(())
}
