//! The table of `docs/interop.md`: the client against every peer there is on this machine.
//!
//! Prints the tables; with `--json` a list of cells; with `--sample` tries a part, of peers that
//! are not compiled for minutes; with `--peer NAME` one peer alone. `cargo xtask interop` runs it.

use std::io::Write;
use std::process::ExitCode;

use motetls_interop::matrix::{page, run};
use motetls_peers::{PEERS, tool};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let mut rest = arguments.iter();
    let only = rest.find(|argument| *argument == "--peer").and_then(|_| rest.next());
    let sample = given("--sample");

    let (mut peers, mut missing) = (Vec::new(), String::new());
    for peer in PEERS {
        if only.is_some_and(|name| name != peer.name) || (sample && peer.is_native()) {
            continue;
        }
        match peer.version() {
            Some(version) => peers.push((peer, version)),
            None => {
                tool::skip("interop", peer.name, peer.install);
                missing += &format!("\nNot here: {}, `{}`.\n", peer.name, peer.install);
            }
        }
    }
    let reports = run::all(&peers, sample);
    let text = match given("--json") {
        true => format!("{}\n", page::json(&reports)),
        false => page::tables(&reports) + &missing,
    };
    let printed = std::io::stdout().write_all(text.as_bytes());
    let failed = reports.iter().any(|report| {
        report.broken.is_some() || report.outcomes.is_empty() || report.failures().next().is_some()
    });
    if failed {
        eprint!("{}", page::failures(&reports));
    }
    if failed || printed.is_err() || reports.is_empty() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
