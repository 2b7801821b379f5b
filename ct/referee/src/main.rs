//! The referees of constant time. `cargo xtask ct` builds and runs this program and makes a table
//! of what it prints.
//!
//! | module | purpose |
//! |---|---|
//! | `client` | the requests a program under valgrind makes of it |
//! | [`mod@memcheck`] | runs operations on secrets marked uninitialised |
//! | `samples` | differing secrets for an operation |
//! | `thumb` | which instructions of Armv7-M take a time that depends on their operands |
//! | [`mod@trace`] | runs operations of an image on differing secrets and compares what the core did |
//! | `unicorn` | the few calls of the emulator that are needed |
//!
//! Every line printed is one JSON object: one operation.

mod client;
mod memcheck;
mod samples;
mod thumb;
mod trace;
mod unicorn;

use anyhow::{Result, bail};
use operations::{Expected, Operation, operations};
use serde::Serialize;

const HELP: &str = "\
referee list                        the operations
valgrind referee memcheck           on x86-64: errors of memcheck by operation
referee trace --image ELF --unicorn LIB --core m3|m4
                                    on an emulated core: differences between traces
    --only TEXT                     only operations with TEXT in their names
    --name NAME                     only this operation
";

/// What `list` prints.
#[derive(Serialize)]
struct Entry {
    name: &'static str,
    /// Bytes of the secret.
    secret: usize,
    /// `constant`, `even`, `leak`, `arithmetic` or `known`.
    expected: &'static str,
    /// Why a difference is known.
    reason: &'static str,
}

fn main() -> Result<()> {
    let mut arguments = pico_args::Arguments::from_env();
    let command = arguments.subcommand()?;
    let only: String = arguments.opt_value_from_str("--only")?.unwrap_or_default();
    let name: Option<String> = arguments.opt_value_from_str("--name")?;
    let requested = |operation: &Operation| match &name {
        Some(name) => operation.name == name,
        None => operation.name.contains(&only),
    };
    let chosen = operations().enumerate().filter(|(_, operation)| requested(operation));
    match command.as_deref() {
        Some("list") => chosen.for_each(|(_, operation)| print(&entry(operation))),
        Some("memcheck") => chosen.for_each(|(_, operation)| print(&memcheck::check(operation))),
        Some("trace") => {
            let image: String = arguments.value_from_str("--image")?;
            let library: String = arguments.value_from_str("--unicorn")?;
            let core: String = arguments.value_from_str("--core")?;
            let tracer = trace::Tracer::new(image.as_ref(), library.as_ref(), core.parse()?)?;
            for (index, operation) in chosen {
                print(&tracer.compare(index, operation)?);
            }
        }
        _ => bail!("{HELP}"),
    }
    Ok(())
}

fn entry(operation: &Operation) -> Entry {
    let (expected, reason) = match operation.expected {
        Expected::Constant => ("constant", ""),
        Expected::Even => ("even", ""),
        Expected::Leak => ("leak", ""),
        Expected::Arithmetic => ("arithmetic", ""),
        Expected::Known(reason) => ("known", reason),
    };
    Entry { name: operation.name, secret: samples::length(operation), expected, reason }
}

/// Prints one line of JSON.
fn print(value: &impl Serialize) {
    match serde_json::to_string(value) {
        Ok(line) => println!("{line}"),
        Err(error) => eprintln!("{error}"),
    }
}
