//! Builds the programs of `firmware/`.

use crate::machine::Board;
use crate::toolchain::Toolchain;
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};

/// Parts of paths no image may hold: a reachable panic, or the formatting machinery.
pub(crate) const NEVER: &[&str] =
    &["core::panicking", "core::fmt", "panic_bounds_check", "rust_begin_unwind", "alloc::"];

/// Builds the firmware binary `name` in release mode and yields its path.
pub(crate) fn build(
    root: &Path,
    toolchain: &Toolchain,
    board: &Board,
    name: &str,
    settings: &[(&str, String)],
) -> Result<PathBuf> {
    Ok(build_all(root, toolchain, board, &[name], settings)?.join(name))
}

/// Builds firmware binaries in release mode and yields the folder they are in.
pub(crate) fn build_all(
    root: &Path,
    toolchain: &Toolchain,
    board: &Board,
    names: &[&str],
    settings: &[(&str, String)],
) -> Result<PathBuf> {
    let folder = target_folder(root);
    let mut command = toolchain.cargo("build", board.target);
    command.args(["--quiet", "--release", "--locked", "--target-dir"]).arg(&folder);
    command.args(names.iter().flat_map(|name| ["--bin", name]));
    command
        .envs(settings.iter().map(|(key, value)| (key, value)))
        .current_dir(root.join("firmware"));
    ensure!(
        command.status()?.success(),
        "firmware `{}` does not build for {}",
        names.join(" "),
        board.target
    );
    Ok(folder.join(board.target).join("release"))
}

/// Where images are built: apart from the host's programs, which another compiler may have made.
pub(crate) fn target_folder(root: &Path) -> PathBuf {
    let folder =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    folder.join("firmware")
}
