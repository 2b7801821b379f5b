//! What CI runs, by name.
//!
//! | module | purpose |
//! |---|---|
//! | [`bare`] | builds each capability for bare metal |
//! | [`crypto`] | prices the primitives, one image each, within budgets |
//! | [`firmware`] | builds the programs of `firmware/` |
//! | [`ct`] | shows that operations on secrets are constant time |
//! | [`footprint`] | prices the profiles on an emulated Cortex-M, within budgets |
//! | [`fuzz`] | runs every fuzz target for a while |
//! | [`image`] | what is in an image, by crate and module |
//! | [`layers`] | prints the floors and modules; fails when one imports upward |
//! | [`machine`] | the emulated boards |
//! | [`speed`] | compares our primitives with other libraries on this host |
//! | [`mutate`] | breaks the cryptography in places that matter and expects tests to fail |
//! | [`text`] | numbers and tables for people |
//! | [`toolchain`] | finds what builds for Cortex-M, or names what to install |

mod bare;
mod crypto;
mod firmware;
mod ct;
mod footprint;
mod fuzz;
mod image;
mod layers;
mod machine;
mod speed;
mod mutate;
mod text;
mod toolchain;

use anyhow::{Context, Result, bail, ensure};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask layers      print the floors and modules in order; fail when one imports upward
cargo xtask footprint   build, run and price a client for Cortex-M per profile; fail when over budget
    --profile P         only Tls13Ecdsa, Tls13PskEcdhe or Tls13Psk
    --target T          only thumbv7m or thumbv7em
    --rx N --tx N       with other buffer lengths
    --opt L             with another optimization level than z
    --symbols           list the largest functions and their stack frames too
    --json              print only a list of {profile, target, opt, flash, static_ram, rx, tx, stack, instructions,
                        handshake_ok}
cargo xtask ct          show that operations on secrets are constant time, under valgrind and in an emulator
    --only TEXT         only operations with TEXT in their names
    --target T          only x86_64, thumbv7m or thumbv7em
    --json              print a list of {name, secret, expected, memcheck, traces, faults} instead of a table
cargo xtask mutate      break the cryptography in places that matter, one at a time, and expect tests to fail
    --only TEXT         only mutations with TEXT in their names
    --json              print a list of {name, file, test, verdict, seconds} instead of a table
cargo xtask fuzz [--target NAME] [--seconds N]
                        run every fuzz target, for 30 s each; fail on the first finding
cargo xtask bare [--target T]
                        build each capability for bare metal
cargo xtask crypto [NAME..]
                        build, weigh and run an image per primitive; write docs/crypto.md
    --target T          only thumbv7m or thumbv7em
    --opt L             with another optimization level than z
    --symbols           list the largest functions and their stack frames too
    --json              print only a list of {image, title, target, opt, flash, subtracted, steps}
    --check             write nothing; fail when over budget (firmware/crypto/budgets.toml)
cargo xtask speed [PATTERN]
                        compare with mbedTLS, RustCrypto and AWS-LC on this host; write docs/speed.md (needs a C compiler)
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
    if arguments.contains(["-h", "--help"]) {
        print!("{HELP}");
        return Ok(());
    }
    let command = arguments.subcommand()?;
    let root = root()?;
    match command.as_deref() {
        Some("bare") => {
            let board = target(&mut arguments)?;
            finish(arguments)?;
            bare::run(&root, board)
        }
        Some("crypto") => {
            let mut options = crypto::Options {
                target: arguments.opt_value_from_str("--target")?,
                opt: arguments.opt_value_from_str("--opt")?,
                symbols: arguments.contains("--symbols"),
                json: arguments.contains("--json"),
                check: arguments.contains("--check"),
                names: Vec::new(),
            };
            while let Some(name) = arguments.opt_free_from_str()? {
                options.names.push(name);
            }
            finish(arguments)?;
            crypto::run(&root, &options)
        }
        Some("ct") => {
            let options = ct::Options {
                only: arguments.opt_value_from_str("--only")?,
                target: arguments.opt_value_from_str("--target")?,
                json: arguments.contains("--json"),
            };
            finish(arguments)?;
            ct::run(&root, &options)
        }
        Some("footprint") => {
            let options = footprint::Options {
                profile: arguments.opt_value_from_str("--profile")?,
                target: arguments.opt_value_from_str("--target")?,
                rx: arguments.opt_value_from_str("--rx")?,
                tx: arguments.opt_value_from_str("--tx")?,
                opt: arguments.opt_value_from_str("--opt")?,
                symbols: arguments.contains("--symbols"),
                json: arguments.contains("--json"),
            };
            finish(arguments)?;
            footprint::run(&root, &options)
        }
        Some("fuzz") => {
            let seconds = arguments.opt_value_from_str("--seconds")?.unwrap_or(30);
            let name: Option<String> = arguments.opt_value_from_str("--target")?;
            finish(arguments)?;
            fuzz::run(&root, name.as_deref(), seconds)
        }
        Some("speed") => {
            let pattern: Option<String> = arguments.opt_free_from_str()?;
            finish(arguments)?;
            speed::run(&root, pattern.as_deref().unwrap_or_default())
        }
        Some("layers") => {
            finish(arguments)?;
            layers::run(&root)
        }
        Some("mutate") => {
            let options =
                mutate::Options { only: arguments.opt_value_from_str("--only")?, json: arguments.contains("--json") };
            finish(arguments)?;
            mutate::run(&root, &options)
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
