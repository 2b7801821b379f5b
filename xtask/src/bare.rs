//! `cargo xtask bare`: everything the library can do builds for bare metal, each capability alone.
//!
//! The features are checked, not built: what a library leaves to its user to compile is compiled
//! for `firmware/capabilities` only.

use crate::firmware;
use crate::machine::Board;
use crate::toolchain::Toolchain;
use anyhow::{Result, ensure};
use std::path::Path;

/// A crate of the library, its folder under `crates/`, and the features that a device may switch
/// on.
const CRATES: &[(&str, &[&str])] = &[
    ("base", &["defmt"]),
    ("crypto", &["defmt", "rand_core", "x25519", "ed25519", "rustcrypto-ciphers"]),
    ("crypto-asm", &[]),
    ("pki", &["alloc", "defmt"]),
    ("tls", &["defmt"]),
    ("motetls", &["defmt", "embedded-io-07", "embedded-io-async-07", "embedded-nal-async-09"]),
];

/// Checks every crate bare and with each of its features alone, then builds the profiles of
/// `firmware/capabilities`.
pub(crate) fn run(root: &Path, board: &Board) -> Result<()> {
    let toolchain = Toolchain::find(board.target)?;
    for (folder, features) in CRATES {
        for feature in [""].iter().chain(*features) {
            println!("{folder} {feature}");
            let mut command = toolchain.cargo("check", board.target);
            command.args([
                "--quiet",
                "--release",
                "--locked",
                "--lib",
                "--no-default-features",
                "--features",
                feature,
            ]);
            command
                .arg("--target-dir")
                .arg(firmware::target_folder(root))
                .current_dir(root.join("crates").join(folder));
            ensure!(
                command.status()?.success(),
                "{folder} with `{feature}` does not build for {}",
                board.target
            );
        }
    }
    println!("capabilities");
    let mut command = toolchain.cargo("build", board.target);
    command.args(["--quiet", "--release", "--locked", "--package", "capabilities"]);
    command
        .arg("--target-dir")
        .arg(firmware::target_folder(root))
        .current_dir(root.join("firmware"));
    ensure!(
        command.status()?.success(),
        "firmware/capabilities does not build for {}",
        board.target
    );
    Ok(())
}
