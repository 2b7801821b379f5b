//! What CI runs, by name.
//!
//! | module | purpose |
//! |---|---|
//! | [`check`] | what is looked at before each push |
//! | [`lint`] | rules of the house that neither rustfmt nor clippy knows |
//! | [`package`] | packs every crate as a registry would get it |
//! | [`evidence`] | what takes hours, and when it was last gathered |
//! | [`bare`] | builds each capability for bare metal |
//! | [`crypto`] | prices the primitives, one image each, within budgets |
//! | [`firmware`] | builds the programs of `firmware/` |
//! | [`ct`] | shows that operations on secrets are constant time |
//! | [`footprint`] | prices the profiles on an emulated Cortex-M, within budgets |
//! | [`fuzz`] | runs every fuzz target for a while |
//! | [`image`] | what is in an image, by crate and module |
//! | [`interop`] | the client against every peer there is |
//! | [`layers`] | prints the floors and modules; fails when one imports upward or in a circle |
//! | [`machine`] | the emulated boards |
//! | [`network`] | runs TLS over the TCP/IP stacks of devices, on an emulated board |
//! | [`speed`] | compares our primitives and our client with others on this host |
//! | [`mutate`] | breaks the cryptography in places that matter and expects tests to fail |
//! | [`text`] | numbers and tables for people |
//! | [`toolchain`] | finds what builds for Cortex-M, or names what to install |

mod bare;
mod check;
mod evidence;
mod lint;
mod package;
mod crypto;
mod firmware;
mod ct;
mod footprint;
mod fuzz;
mod image;
mod interop;
mod layers;
mod machine;
mod network;
mod speed;
mod mutate;
mod text;
mod toolchain;

use anyhow::{Context, Result, bail, ensure};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask check       format, lint, layers, clippy and unit tests: what to run before a push
cargo xtask format      fail when a workspace is not formatted, or a comment not wrapped
cargo xtask lint        fail on lines that are too long, and on secrets that can be printed, compared or copied
cargo xtask package     pack every crate as a registry would get it; fail on a warning or more than 1 MB
cargo xtask evidence [NAME]
                        gather what takes hours, and date it in docs/evidence.md: differential, fuzz, crypto, mutate,
                        ct, speed or flights; all without a name
cargo xtask layers      print the floors and modules in order; fail when one imports upward or in a circle
cargo xtask footprint   build, run and price a client for Cortex-M per profile; fail when over budget
    --profile P         only Tls13Ecdsa, Tls13PskEcdhe or Tls13Psk
    --target T          only thumbv7m or thumbv7em
    --rx N --tx N       with other buffer lengths
    --opt L             with another optimization level than z
    --symbols           list the largest functions and their stack frames too
    --json              print only a list of {profile, target, opt, flash, static_ram, rx, tx, stack, instructions,
                        handshake_ok}
    --options           instead: what each line of a profile adds; write docs/footprint-options.md
cargo xtask ct          show that operations on secrets are constant time, under valgrind and in an emulator
    --only TEXT         only operations with TEXT in their names
    --target T          only x86_64, thumbv7m or thumbv7em
    --json              print a list of {name, secret, expected, memcheck, traces, faults} instead of a table
cargo xtask mutate      break the cryptography in places that matter, one at a time, and expect tests to fail
    --only TEXT         only mutations with TEXT in their names
    --json              print a list of {name, file, test, verdict, seconds} instead of a table
cargo xtask fuzz [--target NAME] [--seconds N]
                        run every fuzz target, for 30 s each; fail on the first finding
cargo xtask interop     try every peer there is with every suite, group and key; write docs/interop.md
    --native            compile those of tests/native first: minutes, a C compiler, CMake, autotools, libclang
    --peer NAME         only this peer, and write nothing
    --sample            only some cells, without the peers of tests/native, and write nothing
    --json              print only a list of {peer, version, suite, group, way, verdict, detail, milliseconds}
cargo xtask bare [--target T]
                        build each capability for bare metal
cargo xtask network     run TLS over smoltcp and embassy-net on an emulated board with Ethernet
cargo xtask crypto [NAME..]
                        build, weigh and run an image per primitive; write docs/crypto.md
    --target T          only thumbv7m or thumbv7em
    --opt L             with another optimization level than z
    --symbols           list the largest functions and their stack frames too
    --json              print only a list of {image, title, target, opt, flash, subtracted, steps}
    --check             write nothing; fail when over budget (firmware/crypto/budgets.toml)
    --sample            only images with a target, and the first of each group
cargo xtask speed [PATTERN]
                        compare with mbedTLS, RustCrypto and AWS-LC on this host; write docs/speed.md, and
                        docs/performance.md about whole clients (needs a C compiler, OpenSSL's headers)
    --clients           whole clients only
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
    let help = arguments.contains(["-h", "--help"]);
    let Some(command) = arguments.subcommand()?.filter(|_| !help) else {
        print!("{HELP}");
        return Ok(());
    };
    let root = root()?;
    match command.as_str() {
        "bare" => {
            let board = target(&mut arguments)?;
            finish(arguments)?;
            bare::run(&root, board)
        }
        "network" => finish(arguments).and_then(|()| network::run(&root)),
        "check" => finish(arguments).and_then(|()| check::run(&root)),
        "crypto" => run_crypto(&root, arguments),
        "ct" => run_ct(&root, arguments),
        "evidence" => {
            let name: Option<String> = arguments.opt_free_from_str()?;
            finish(arguments)?;
            evidence::run(&root, name.as_deref())
        }
        "footprint" => run_footprint(&root, arguments),
        "format" => finish(arguments).and_then(|()| check::format(&root)),
        "fuzz" => {
            let seconds = arguments.opt_value_from_str("--seconds")?.unwrap_or(30);
            let name: Option<String> = arguments.opt_value_from_str("--target")?;
            finish(arguments)?;
            fuzz::run(&root, name.as_deref(), seconds)
        }
        "interop" => run_interop(&root, arguments),
        "layers" => finish(arguments).and_then(|()| layers::run(&root, false)),
        "lint" => finish(arguments).and_then(|()| lint::run(&root)),
        "mutate" => run_mutate(&root, arguments),
        "package" => finish(arguments).and_then(|()| package::run(&root)),
        "speed" => {
            let clients = arguments.contains("--clients");
            let pattern: Option<String> = arguments.opt_free_from_str()?;
            finish(arguments)?;
            if !clients {
                speed::run(&root, pattern.as_deref().unwrap_or_default())?;
            }
            if pattern.is_none() { speed::clients(&root) } else { Ok(()) }
        }
        other => bail!("no task is called {other}\n{HELP}"),
    }
}

fn run_crypto(root: &Path, mut arguments: pico_args::Arguments) -> Result<()> {
    let mut options = crypto::Options {
        target: arguments.opt_value_from_str("--target")?,
        opt: arguments.opt_value_from_str("--opt")?,
        symbols: arguments.contains("--symbols"),
        json: arguments.contains("--json"),
        check: arguments.contains("--check"),
        sample: arguments.contains("--sample"),
        names: Vec::new(),
    };
    while let Some(name) = arguments.opt_free_from_str()? {
        options.names.push(name);
    }
    finish(arguments)?;
    crypto::run(root, &options)
}

fn run_ct(root: &Path, mut arguments: pico_args::Arguments) -> Result<()> {
    let options = ct::Options {
        only: arguments.opt_value_from_str("--only")?,
        target: arguments.opt_value_from_str("--target")?,
        json: arguments.contains("--json"),
    };
    finish(arguments)?;
    ct::run(root, &options)
}

fn run_footprint(root: &Path, mut arguments: pico_args::Arguments) -> Result<()> {
    let options = footprint::Options {
        profile: arguments.opt_value_from_str("--profile")?,
        target: arguments.opt_value_from_str("--target")?,
        rx: arguments.opt_value_from_str("--rx")?,
        tx: arguments.opt_value_from_str("--tx")?,
        opt: arguments.opt_value_from_str("--opt")?,
        symbols: arguments.contains("--symbols"),
        json: arguments.contains("--json"),
        additions: arguments.contains("--options"),
    };
    finish(arguments)?;
    footprint::run(root, &options)
}

fn run_interop(root: &Path, mut arguments: pico_args::Arguments) -> Result<()> {
    let options = interop::Options {
        native: arguments.contains("--native"),
        sample: arguments.contains("--sample"),
        json: arguments.contains("--json"),
        peer: arguments.opt_value_from_str("--peer")?,
    };
    finish(arguments)?;
    interop::run(root, &options)
}

fn run_mutate(root: &Path, mut arguments: pico_args::Arguments) -> Result<()> {
    let options = mutate::Options {
        only: arguments.opt_value_from_str("--only")?,
        json: arguments.contains("--json"),
    };
    finish(arguments)?;
    mutate::run(root, &options)
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
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask stands in the root")?;
    Ok(root.to_owned())
}
