//! What CI runs, by name.
//!
//! | module | purpose |
//! |---|---|
//! | [`bench`] | runs images that measure one group of primitives |
//! | [`layers`] | prints the floors and modules; fails when one imports upward |
//! | [`machine`] | the emulated boards |
//! | [`toolchain`] | finds what builds for Cortex-M, or names what to install |

mod bench;
mod layers;
mod machine;
mod toolchain;

use anyhow::{Context, Result, bail, ensure};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask layers      print the floors and modules in order; fail when one imports upward
cargo xtask bench [NAME] [--target T]
                        run the images of firmware/bench: instructions and stack of primitives
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = pico_args::Arguments::from_env();
    let command = arguments.subcommand()?;
    let root = root()?;
    match command.as_deref() {
        Some("bench") => {
            let board = target(&mut arguments)?;
            let name: Option<String> = arguments.opt_free_from_str()?;
            finish(arguments)?;
            bench::run(&root, board, name.as_deref())
        }
        Some("layers") => {
            finish(arguments)?;
            layers::run(&root)
        }
        Some(other) => bail!("no task is called {other}\n{HELP}"),
        None => {
            print!("{HELP}");
            Ok(())
        }
    }
}

/// The board `--target` names, or the measured one.
fn target(arguments: &mut pico_args::Arguments) -> Result<&'static machine::Board> {
    let name: Option<String> = arguments.opt_value_from_str("--target")?;
    machine::board(name.as_deref().unwrap_or("thumbv7m"))
}

/// Refuses what no task took.
fn finish(arguments: pico_args::Arguments) -> Result<()> {
    let rest = arguments.finish();
    ensure!(rest.is_empty(), "unknown argument {}", rest.join(OsStr::new(" ")).display());
    Ok(())
}

/// The repository's root: the folder above this crate.
fn root() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask stands in the root")?;
    Ok(root.to_owned())
}
