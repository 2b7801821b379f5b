//! `cargo xtask bench [NAME]`: runs the images of `firmware/bench`, each of which measures one group of primitives.

use crate::machine::{self, Board};
use crate::toolchain::{self, Toolchain};
use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Builds and runs the bench image `name`, or all of them, for `board`.
pub(crate) fn run(root: &Path, board: &Board, name: Option<&str>) -> Result<()> {
    toolchain::require(machine::PROGRAMS)?;
    let toolchain = Toolchain::find(board.target)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("firmware/bench/src/bin"))? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.retain(|known| name.is_none_or(|name| name == known));
    names.sort();
    ensure!(!names.is_empty(), "firmware/bench/src/bin has no such image");
    for name in names {
        let elf = build(root, &toolchain, board, &name, &[])?;
        println!("{name} ({})", board.core);
        println!("{}", machine::run(board, &elf, None, Duration::from_secs(300))?.success()?.trim_end());
    }
    Ok(())
}

/// Builds the firmware binary `name` in release mode and yields its path.
pub(crate) fn build(
    root: &Path,
    toolchain: &Toolchain,
    board: &Board,
    name: &str,
    settings: &[(&str, String)],
) -> Result<PathBuf> {
    let folder = target_folder(root);
    let mut command = toolchain.cargo("build", board.target);
    command.args(["--quiet", "--release", "--locked", "--bin", name, "--target-dir"]).arg(&folder);
    command.envs(settings.iter().map(|(key, value)| (key, value))).current_dir(root.join("firmware"));
    ensure!(command.status()?.success(), "firmware `{name}` does not build for {}", board.target);
    Ok(folder.join(board.target).join("release").join(name))
}

/// Where images are built: apart from the host's programs, which another compiler may have made.
pub(crate) fn target_folder(root: &Path) -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    folder.join("firmware")
}
