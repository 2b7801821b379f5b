//! Clients of others: `openssl s_client`, `gnutls-cli`, and programs over the libraries of Go and
//! Node.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::PeerError;
use crate::fleet::SharedKey;
use crate::process::Process;
use crate::scratch::Scratch;
use crate::tool::skip;

/// A client of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientPeer {
    /// `openssl s_client`.
    OpenSsl,
    /// `gnutls-cli`.
    GnuTls,
    /// `tests/peers/clients/client.go`.
    Go,
    /// `tests/peers/clients/node.js`.
    Node,
}

/// All of them.
pub const CLIENTS: [ClientPeer; 4] =
    [ClientPeer::OpenSsl, ClientPeer::GnuTls, ClientPeer::Go, ClientPeer::Node];

/// What a client connects to, and what it demands and shows.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// Where the server accepts.
    pub address: SocketAddr,
    /// The name it must bear, which is sent as well.
    pub name: &'a str,
    /// The root in PEM that is trusted.
    pub root: &'a Path,
    /// The application protocol that is offered.
    pub protocol: &'a str,
    /// The client's own certificate and its key, in PEM.
    pub credential: Option<(&'a Path, &'a Path)>,
    /// A pre-shared key, of `openssl` and `gnutls-cli` alone.
    pub psk: Option<SharedKey>,
}

impl ClientPeer {
    /// The command whose presence decides, its argument that does nothing, and what installs it.
    const fn command(self) -> [&'static str; 3] {
        match self {
            ClientPeer::OpenSsl => ["openssl", "version", "apt-get install openssl"],
            ClientPeer::GnuTls => ["gnutls-cli", "--version", "apt-get install gnutls-bin"],
            ClientPeer::Go => ["go", "version", "apt-get install golang-go"],
            ClientPeer::Node => ["node", "--version", "apt-get install nodejs"],
        }
    }

    /// Whether a test that needs it can run; if not, a line past the test harness says that it is
    /// skipped.
    ///
    /// # Panics
    /// When it is missing and [`REQUIRE`](crate::tool::REQUIRE) is `1`.
    #[must_use]
    pub fn ready(self) -> bool {
        let [command, argument, install] = self.command();
        let present =
            Command::new(command).arg(argument).output().is_ok_and(|o| o.status.success());
        if !present {
            let thread = std::thread::current();
            skip(thread.name().unwrap_or("a test"), command, install);
        }
        present
    }

    /// Starts it. It verifies the server, sends the lines that are typed into it, and prints those
    /// that come back. What has to be compiled first is put into `scratch`.
    ///
    /// # Errors
    /// [`PeerError`] when it cannot be started, with what the compiler printed.
    pub fn start(self, scratch: &Scratch, call: &Call<'_>) -> Result<Process, PeerError> {
        let address = call.address.to_string();
        let mut command = match self {
            ClientPeer::OpenSsl => {
                let mut command = Command::new("openssl");
                command.args(["s_client", "-tls1_3", "-verify_return_error", "-connect", &address]);
                command.args(["-servername", call.name, "-verify_hostname", call.name]);
                command.args(["-alpn", call.protocol, "-CAfile"]).arg(call.root);
                if let Some((certificate, key)) = call.credential {
                    command.arg("-cert").arg(certificate).arg("-key").arg(key);
                }
                if let Some(SharedKey { identity, hex }) = call.psk {
                    command.args(["-psk_identity", identity, "-psk", hex]);
                }
                return Process::start(command);
            }
            ClientPeer::GnuTls => {
                let mut command = Command::new("gnutls-cli");
                let (host, port) = (call.address.ip().to_string(), call.address.port().to_string());
                command.args(["--port", &port, "--sni-hostname", call.name]);
                command.args(["--verify-hostname", call.name, "--alpn", call.protocol]);
                let mut priority = String::from("NORMAL:-VERS-ALL:+VERS-TLS1.3");
                if let Some(SharedKey { identity, hex }) = call.psk {
                    command.args(["--pskusername", identity, "--pskkey", hex]);
                    priority += ":+PSK:+ECDHE-PSK";
                }
                command.args(["--priority", &priority]);
                command.arg("--x509cafile").arg(call.root);
                if let Some((certificate, key)) = call.credential {
                    command.arg("--x509certfile").arg(certificate).arg("--x509keyfile").arg(key);
                }
                command.arg(host);
                return Process::start(command);
            }
            ClientPeer::Go => Command::new(compiled(scratch)?),
            ClientPeer::Node => {
                let mut command = Command::new("node");
                command.arg(sources().join("node.js"));
                command
            }
        };
        command.args([&address, call.name]).arg(call.root).arg(call.protocol);
        if let Some((certificate, key)) = call.credential {
            command.arg(certificate).arg(key);
        }
        Process::start(command)
    }
}

/// The program of `client.go`.
fn compiled(scratch: &Scratch) -> Result<PathBuf, PeerError> {
    let result = scratch.path().join("client");
    if !result.is_file() {
        let output = Command::new("go")
            .args(["build", "-o"])
            .arg(&result)
            .arg("client.go")
            .current_dir(sources())
            .output()?;
        if !output.status.success() {
            let printed = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(PeerError::new(format!("client.go does not compile: {printed}")));
        }
    }
    Ok(result)
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}
