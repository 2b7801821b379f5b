//! Servers of one peer, one to a lane: what a listener shall demand and show.
//!
//! Programs in `tests/peers/servers` open all their lanes in one process; what has one listener to
//! a process is started once for each.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::error::PeerError;
use crate::process::Process;
use crate::server::Server;

/// How long a program may take until it accepts on all lanes: a virtual machine has to start.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a server may take to print what it was told.
const SOON: Duration = Duration::from_secs(5);

/// What one listener shall show and demand.
#[derive(Clone, Debug, Default)]
pub struct Lane {
    /// The certificates in PEM, the server's own first.
    pub chain: Option<PathBuf>,
    /// The key of the first in PEM (PKCS #8).
    pub key: Option<PathBuf>,
    /// The root in PEM that a client's certificate is demanded to be signed by.
    pub client_root: Option<PathBuf>,
    /// A pre-shared key.
    pub psk: Option<SharedKey>,
    /// The only group, by the name of the registry.
    pub group: Option<&'static str>,
    /// The public key in PEM that is shown in place of certificates (RFC 7250); `key` is its
    /// private one.
    pub raw_key: Option<PathBuf>,
    /// The public key in PEM that is demanded of clients.
    pub raw_client_key: Option<PathBuf>,
    /// The root in PEM of clients that are asked for a certificate when they send [`ASK`].
    pub later_root: Option<PathBuf>,
    /// An OCSP response in DER that is stapled.
    pub status: Option<PathBuf>,
    /// Whether early data are taken.
    pub early_data: bool,
}

/// The line on which a server asks for a certificate: that of `gnutls-serv`.
pub const ASK: &str = "**REAUTH**\n";
/// The most bytes of early data that servers take.
pub const MOST_EARLY_DATA: &str = "1024";

/// An external pre-shared key.
#[derive(Clone, Copy, Debug)]
pub struct SharedKey {
    /// The identity, sent in the clear.
    pub identity: &'static str,
    /// The key in hex digits.
    pub hex: &'static str,
}

impl Lane {
    /// The flags by which the programs in `tests/peers/servers` know the lane.
    #[must_use]
    pub fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        let files = [
            ("--cert", &self.chain),
            ("--key", &self.key),
            ("--ca", &self.client_root),
            ("--raw", &self.raw_key),
            ("--raw-client", &self.raw_client_key),
            ("--later", &self.later_root),
            ("--status", &self.status),
        ];
        for (flag, file) in files {
            if let Some(file) = file {
                flags.extend([flag.to_owned(), file.display().to_string()]);
            }
        }
        if let Some(SharedKey { identity, hex }) = self.psk {
            flags.extend(["--psk", hex, "--identity", identity].map(str::to_owned));
        }
        if let Some(group) = self.group {
            flags.extend(["--group", group].map(str::to_owned));
        }
        if self.early_data {
            flags.extend(["--early-data", MOST_EARLY_DATA].map(str::to_owned));
        }
        flags
    }
}

/// The servers of one peer; killed when dropped.
#[derive(Debug)]
pub struct Fleet {
    addresses: Vec<SocketAddr>,
    alone: Vec<Server>,
    together: Option<Process>,
}

impl Fleet {
    /// Starts a server for each lane.
    ///
    /// # Errors
    /// [`PeerError`] with what the first one printed that does not accept.
    pub fn one_each(
        lanes: &[Lane],
        start: impl Fn(&Lane) -> Result<Server, PeerError>,
    ) -> Result<Self, PeerError> {
        let alone = lanes.iter().map(start).collect::<Result<Vec<_>, _>>()?;
        let addresses = alone.iter().map(Server::address).collect();
        Ok(Fleet { addresses, alone, together: None })
    }

    /// Starts a program that takes the flags of all lanes, `--` between them, and prints a line
    /// `LISTEN port` for each.
    ///
    /// # Errors
    /// [`PeerError`] with what it printed, if it does not accept on all lanes.
    pub fn program(mut command: Command, lanes: &[Lane]) -> Result<Self, PeerError> {
        for (place, lane) in lanes.iter().enumerate() {
            if place > 0 {
                command.arg("--");
            }
            command.args(lane.flags());
        }
        let process = Process::start(command)?;
        let (output, accepts) =
            process.wait_until(PATIENCE, |output| ports(output).len() == lanes.len());
        if !accepts {
            return Err(PeerError::new(format!("the server does not accept: {output}")));
        }
        let address = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let addresses = ports(&output).into_iter().map(address).collect();
        Ok(Fleet { addresses, alone: Vec::new(), together: Some(process) })
    }

    /// Where each lane accepts.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// What the server of a lane printed so far; all lanes of a program print together.
    #[must_use]
    pub fn output(&self, lane: usize) -> String {
        match (&self.together, self.alone.get(lane)) {
            (Some(process), _) => process.output(),
            (None, Some(server)) => server.output(),
            (None, None) => String::new(),
        }
    }

    /// Whether the server of a lane prints `text` soon.
    #[must_use]
    pub fn prints(&self, lane: usize, text: &str) -> bool {
        let seen = |output: &str| output.contains(text);
        match (&self.together, self.alone.get(lane)) {
            (Some(process), _) => process.wait_until(SOON, seen).1,
            (None, Some(server)) => server.prints_within(SOON, text),
            (None, None) => false,
        }
    }

    /// Types into the standard input of a lane's server, if it has one to itself.
    ///
    /// # Errors
    /// [`PeerError`] when it has none, or is gone.
    pub fn type_in(&mut self, lane: usize, text: &str) -> Result<(), PeerError> {
        match self.alone.get_mut(lane) {
            Some(server) => server.type_in(text),
            None => Err(PeerError::new("the server has no standard input of its own")),
        }
    }
}

/// The ports in complete lines `LISTEN port`.
fn ports(output: &str) -> Vec<u16> {
    let lines = output.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    lines.filter_map(|line| line.trim_end().strip_prefix("LISTEN ")?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_complete_lines() {
        assert_eq!(ports("LISTEN 12\nwarning\nLISTEN 345\nLISTEN 6"), [12, 345]);
    }

    #[test]
    fn flags_of_a_lane() {
        let psk = Some(SharedKey { identity: "sensor", hex: "0102" });
        let lane = Lane { client_root: Some("root.pem".into()), psk, ..Lane::default() };
        assert_eq!(lane.flags().join(" "), "--ca root.pem --psk 0102 --identity sensor");
        assert!(Lane::default().flags().is_empty());
    }

    #[test]
    fn a_program_that_opens_too_few_lanes_is_told_of() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo LISTEN 1; echo out of ports >&2"]);
        let error = Fleet::program(command, &[Lane::default(), Lane::default()]).unwrap_err();
        assert!(error.to_string().contains("out of ports"), "{error}");
    }
}
