//! `cargo xtask interop`: the client against every peer there is on this machine.
//!
//! `tests/interop` makes the connections, `tests/peers` starts the peers, and `tests/native` holds
//! those that are compiled from other people's C.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::toolchain;

const INTRODUCTION: &str = "\
# What it speaks with

Written by `cargo xtask interop`; do not edit. Each cell is a connection with the server of another implementation on loopback:
handshake, data both ways, close. The client is the library as a device has it (own cryptography, buffers of 4,096 and 2,048 bytes)
with everything in its profile, but for the suites, of which it offers one at a time, and the groups, of which it sends one share.

In the tables of peers, *cert* is a server authenticated by its certificate; *mutual:5* both ends, with client keys of five kinds;
*resumed* a second connection by the ticket of a first; *psk_dhe_ke* and *psk_ke* a pre-shared key of the suite's hash, with and without
(EC)DHE. `-` is what the peer does not know as it is started here: each such suite and group was tried, and refused. What a peer knows is
data (`tests/peers/src/rows.rs`): a cell that is refused and should not be is a failure, and so is one that is opened and should not
be. The first table counts what was opened.

*Other features* is tried with each peer, too, and both ends have to see it. A server's *raw public key* is pinned, and refused with
another pin; one that demands the client's knows which. A *certificate asked for later* is named by the server afterwards. The
certificate with a stapled response promises one (TLS feature extension), so that it is refused without; where the response says
*revoked* the client ends the handshake. *0-RTT* is data that the server answers and that were sent with the ClientHello alone;
*skipped* is the same with the ticket of another server: a full handshake, in which the server passes over them. (`gnutls-serv` neither
names who answered nor answers what came early: there our side is what is seen, and that the server goes on.) What a peer cannot do
is offered to it as well: the connection is opened without, or refused where there is nothing else to agree on.

Peers from *wolfssl* on are compiled from their crates (`cargo xtask interop --native`).

";

/// What to try.
#[derive(Debug)]
pub(crate) struct Options {
    /// Whether peers of `tests/native` are compiled first.
    pub(crate) native: bool,
    /// Whether only a part of the cells is tried, of peers that need no compiling.
    pub(crate) sample: bool,
    /// Whether a list of cells is printed instead of tables.
    pub(crate) json: bool,
    /// The only peer.
    pub(crate) peer: Option<String>,
}

/// Tries the peers; all of them with all cells go to `docs/interop.md`.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    if options.native {
        build_native(root)?;
    }
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--locked", "-p", "motetls-interop", "--"]).current_dir(root);
    for (flag, given) in [("--sample", options.sample), ("--json", options.json)] {
        if given {
            command.arg(flag);
        }
    }
    if let Some(peer) = &options.peer {
        command.args(["--peer", peer]);
    }
    let begin = Instant::now();
    let output = command.stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    let tables = String::from_utf8(output.stdout)?;
    print!("{tables}");
    ensure!(output.status.success(), "a peer is missing, or a connection went wrong");
    if options.peer.is_none() && !options.sample && !options.json {
        let day = toolchain::first_line(Command::new("date").args(["-u", "+%F"]));
        let seconds = begin.elapsed().as_secs();
        let line =
            if options.native { "cargo xtask interop --native" } else { "cargo xtask interop" };
        let date = format!("{day}, by `{line}` in {seconds} seconds on this host.\n\n");
        fs::write(root.join("docs/interop.md"), INTRODUCTION.to_owned() + &date + &tables)?;
    }
    Ok(())
}

/// Compiles the peers of `tests/native`; one that cannot be does not keep back the others.
fn build_native(root: &Path) -> Result<()> {
    let begin = Instant::now();
    // in its folder, as it has settings of its own for cargo
    let status = Command::new("cargo")
        .args(["build", "--release", "--locked", "--keep-going"])
        .args(["--target-dir", "../../target/native"])
        .current_dir(root.join("tests/native"))
        .status()
        .context("cannot start cargo")?;
    let seconds = begin.elapsed().as_secs();
    eprintln!("tests/native: compiled in {seconds} s");
    ensure!(status.success(), "not all peers of tests/native could be compiled");
    Ok(())
}
