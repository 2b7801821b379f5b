//! The demonstration's server: `openssl s_server` on loopback, with a throw-away authority, an
//! intermediate one and a certificate for [`NAME`]. All of it goes when the value is dropped.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::failure::Failure;

/// The name the server's certificate bears.
pub(super) const NAME: &str = "sensor-broker.example";
/// How long the server may take to accept, and to print what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// What `openssl req` wants to read, so that the system's own configuration adds nothing.
const CONFIGURATION: &str = "[req]\ndistinguished_name=name\n[name]\n";
/// The extensions of an authority.
const AUTHORITY: &[&str] =
    &["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"];
/// The extensions of the server.
const SERVER: &[&str] = &[
    "basicConstraints=critical,CA:FALSE",
    "keyUsage=critical,digitalSignature",
    "subjectAltName=DNS:sensor-broker.example",
];

/// A server that accepts connections.
pub(super) struct Server {
    process: Child,
    address: SocketAddr,
    /// What it prints, line by line.
    lines: Receiver<String>,
    folder: TempDir,
}

impl Server {
    /// Makes the certificates and starts the server; `arguments` are further ones of `s_server`.
    pub(super) fn start(arguments: &[&str]) -> Result<Self, Failure> {
        let folder = tempfile::tempdir().map_err(|error| Failure::local(error.to_string()))?;
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("req.cnf"), CONFIGURATION)
            .map_err(|error| Failure::local(error.to_string()))?;
        certify(folder.path(), "root", "Throw-away Root", AUTHORITY, None)?;
        certify(folder.path(), "middle", "Throw-away Intermediate", AUTHORITY, Some("root"))?;
        certify(folder.path(), "leaf", "server", SERVER, Some("middle"))?;

        let mut command = Command::new("openssl");
        command.args(["s_server", "-accept", "127.0.0.1:0", "-tls1_3"]);
        command.arg("-cert").arg(file("leaf.pem")).arg("-key").arg(file("leaf.key"));
        command.arg("-cert_chain").arg(file("middle.pem")).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command
            .spawn()
            .map_err(|error| Failure::local(format!("cannot start openssl: {error}")))?;
        let lines = lines(&mut process);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut server = Server { process, address, lines, folder };
        let port = server.wait(|line| line.strip_prefix("ACCEPT 127.0.0.1:")?.parse().ok());
        let port = port.ok_or_else(|| Failure::local("openssl s_server does not accept"))?;
        server.address.set_port(port);
        Ok(server)
    }

    /// Where it accepts.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of the authority above, in PEM.
    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// Whether it prints sooner or later that its client sent this alert.
    pub(super) fn hears_alert(&self, alert: u8) -> bool {
        let printed = format!("SSL alert number {alert}");
        self.wait(|line| line.trim_end().ends_with(&printed).then_some(())).is_some()
    }

    /// What `seen` finds in a line that is printed sooner or later.
    fn wait<T>(&self, seen: impl Fn(&str) -> Option<T>) -> Option<T> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).ok()?;
            if let Some(found) = seen(line.trim_end()) {
                return Some(found);
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether the `openssl` command can be run.
pub(super) fn is_possible() -> bool {
    let mut command = Command::new("openssl");
    command.arg("version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Makes a P-256 key and its certificate, signed by `issuer` or by itself: `stem.key`, `stem.pem`.
fn certify(
    folder: &Path,
    stem: &str,
    name: &str,
    extensions: &[&str],
    issuer: Option<&str>,
) -> Result<(), Failure> {
    let mut command = Command::new("openssl");
    command.current_dir(folder).args(["req", "-x509", "-config", "req.cnf", "-sha256", "-nodes"]);
    command.args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"]);
    command.arg("-subj").arg(format!("/CN={name}"));
    command.arg("-keyout").arg(format!("{stem}.key")).arg("-out").arg(format!("{stem}.pem"));
    for extension in extensions {
        command.args(["-addext", extension]);
    }
    if let Some(issuer) = issuer {
        command.arg("-CA").arg(format!("{issuer}.pem"));
        command.arg("-CAkey").arg(format!("{issuer}.key"));
    }
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| Failure::local(format!("cannot run openssl: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    Err(Failure::local(format!("openssl req failed: {}", printed.trim_end())))
}

/// The lines of both output streams, read in threads of their own until they end.
fn lines(process: &mut Child) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    let streams: [Option<Box<dyn std::io::Read + Send>>; 2] = [
        process.stdout.take().map(|stream| Box::new(stream) as _),
        process.stderr.take().map(|stream| Box::new(stream) as _),
    ];
    for stream in streams.into_iter().flatten() {
        let sender = sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                // The reader may be gone; the stream is read on, or the server would block.
                let _ = sender.send(line);
            }
        });
    }
    receiver
}
