//! Every peer a TLS 1.3 client can be tried against: how it is started, and what it can do.
//!
//! A peer is a row of [`PEERS`]. What it can do is data: a client that is refused something of it,
//! or is not refused something else, has found a mistake, of its own or in the row.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::PeerError;
use crate::features::Features;
use crate::fleet::{Fleet, Lane};
use crate::rows;
use crate::scratch::Scratch;
use crate::server::Server;

/// The names of kinds of keys, of servers and of clients.
pub mod keys {
    /// ECDSA on P-256.
    pub const P256: &str = "P-256";
    /// ECDSA on P-384.
    pub const P384: &str = "P-384";
    /// ECDSA on P-521.
    pub const P521: &str = "P-521";
    /// RSA with 2,048 bits, for any scheme of RSA.
    pub const RSA: &str = "RSA";
    /// RSA with 2,048 bits, for PSS alone.
    pub const RSA_PSS: &str = "RSA-PSS";
    /// Ed25519.
    pub const ED25519: &str = "Ed25519";
}

/// What a server says to a client that speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialogue {
    /// The line it was sent.
    Echo,
    /// The line it was sent, reversed.
    Reverse,
    /// `reward`, as the body of an answer by HTTP.
    Http,
    /// A CONNACK of MQTT 3.1.1.
    Mqtt,
    /// What is typed into its standard input; it prints what it was sent.
    Console,
}

/// What a peer can do in TLS 1.3 as it is started here, by the names of the IANA registry.
#[derive(Clone, Copy, Debug)]
pub struct Abilities {
    /// Cipher suites.
    pub suites: &'static [&'static str],
    /// Groups.
    pub groups: &'static [&'static str],
    /// Keys of its own it can sign with, by [`keys`].
    pub server_keys: &'static [&'static str],
    /// Keys of clients it can check signatures of, by [`keys`].
    pub client_keys: &'static [&'static str],
    /// Suites in which it takes an external pre-shared key of the suite's hash.
    pub psk_suites: &'static [&'static str],
    /// Whether it takes one without (EC)DHE.
    pub psk_ke: bool,
    /// Whether it sends tickets, and takes them.
    pub resumes: bool,
    /// Whether it ends its direction with close_notify.
    pub closes: bool,
    /// What else it can do.
    pub features: Features,
}

/// How a peer is made.
#[derive(Clone, Copy, Debug)]
pub enum Launch {
    /// A program in `tests/peers/servers`, run by this command.
    Script(&'static [&'static str]),
    /// A program in `tests/peers/servers`, compiled by a command; `{}` stands for the result.
    Compiled(&'static [&'static str]),
    /// A program that its own workspace, `tests/native`, builds.
    Native,
    /// A command that has one listener to a process.
    Alone(fn(&Scratch, &Lane) -> Result<Server, PeerError>),
}

/// A peer.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// Its name, and that of its program in `tests/native`.
    pub name: &'static str,
    /// The line that installs it.
    pub install: &'static str,
    /// The command that prints its version; behind the name of a native program nothing.
    pub version: &'static [&'static str],
    /// How it is made.
    pub launch: Launch,
    /// What its servers say.
    pub dialogue: Dialogue,
    /// Whether it takes the group it likes best rather than one there is a share of, so that each
    /// group needs a lane of its own.
    pub by_group: bool,
    /// What it can do.
    pub abilities: Abilities,
}

/// All peers.
pub static PEERS: &[Peer] = rows::PEERS;

impl Peer {
    /// Whether it is compiled by `tests/native`, which takes minutes.
    #[must_use]
    pub fn is_native(&self) -> bool {
        matches!(self.launch, Launch::Native)
    }

    /// Its version, as it says it in one line; `None` when it is missing.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        let mut command = match self.launch {
            Launch::Native => Command::new(self.native()),
            _ => program(self.version.first()?),
        };
        command.args(self.version.get(1..).unwrap_or_default()).stdin(Stdio::null());
        let output = command.current_dir(sources()).output().ok()?;
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        let line = text.lines().find(|line| line.chars().any(|c| c.is_ascii_digit()))?;
        // openssl names its library too, haproxy its address
        let line = line.split(" (Library").next()?.split(" - http").next()?;
        Some(line.trim().to_owned())
    }

    /// Starts a server for each lane.
    ///
    /// # Errors
    /// [`PeerError`] with what it printed.
    pub fn start(&self, scratch: &Scratch, lanes: &[Lane]) -> Result<Fleet, PeerError> {
        let command = match self.launch {
            Launch::Alone(start) => return Fleet::one_each(lanes, |lane| start(scratch, lane)),
            Launch::Native => Command::new(self.native()),
            Launch::Compiled(line) => Command::new(compile(line, &scratch.file(self.name))?),
            Launch::Script(line) => {
                let mut command = program(line.first().copied().unwrap_or_default());
                command.args(line.get(1..).unwrap_or_default());
                command
            }
        };
        let mut command = command;
        command.current_dir(sources());
        Fleet::program(command, lanes)
    }

    /// Where `tests/native` builds it.
    fn native(&self) -> PathBuf {
        root().join("target/native/release").join(self.name)
    }
}

/// A command of the system, or one whose path begins with `target/`.
fn program(name: &str) -> Command {
    if name.starts_with("target/") { Command::new(root().join(name)) } else { Command::new(name) }
}

/// Runs a compiler and yields what it made.
fn compile(line: &[&str], result: &Path) -> Result<PathBuf, PeerError> {
    let mut words = line.iter();
    let mut command = Command::new(words.next().copied().unwrap_or_default());
    for word in words {
        if *word == "{}" {
            command.arg(result)
        } else {
            command.arg(word)
        };
    }
    let output = command.current_dir(sources()).stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(result.to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(PeerError::new(format!("{} failed: {said}", line.join(" "))))
}

/// The folder of the programs.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("servers")
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_once() {
        for (place, peer) in PEERS.iter().enumerate() {
            assert!(PEERS.iter().skip(place + 1).all(|other| other.name != peer.name));
            assert!(peer.install.contains("install ") || peer.is_native(), "{}", peer.name);
            let abilities = peer.abilities;
            let has = |suite| abilities.suites.contains(suite);
            assert!(abilities.psk_suites.iter().all(has), "{}", peer.name);
        }
    }

    #[test]
    fn programs_of_the_catalog_are_there() {
        for peer in PEERS {
            if let Launch::Script(line) | Launch::Compiled(line) = peer.launch {
                let of_ours = line.iter().find(|word| sources().join(word).is_file());
                assert!(of_ours.is_some(), "{}: {line:?}", peer.name);
            }
        }
    }
}
