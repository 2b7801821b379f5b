//! `openssl s_server`, `gnutls-serv` and `mosquitto` on a free port of 127.0.0.1.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::error::PeerError;
use crate::pki::Issued;
use crate::process::Process;
use crate::scratch::Scratch;
use crate::tool::Tool;

/// How long a server may take to accept, and to print what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that accepts connections; killed when dropped.
#[derive(Debug)]
pub struct Server {
    process: Process,
    address: SocketAddr,
}

impl Server {
    /// Starts `openssl s_server` with these arguments besides `-accept`, and waits until it
    /// accepts.
    ///
    /// Without `-quiet` what is typed in is sent to the client, but for its one-letter commands
    /// (`k` and `K` update keys, `q` and `Q` end); `-msg` makes it print every message and alert.
    ///
    /// # Errors
    /// [`PeerError`] with what it printed.
    pub fn openssl<S: AsRef<OsStr>>(arguments: &[S]) -> Result<Self, PeerError> {
        Server::openssl_in(Path::new("."), arguments)
    }

    /// As [`Server::openssl`], in this folder: with `-WWW` its files are served.
    ///
    /// # Errors
    /// [`PeerError`] with what it printed.
    pub fn openssl_in<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Result<Self, PeerError> {
        let mut command = Command::new(Tool::OpenSsl.command());
        command.current_dir(folder);
        command.args(["s_server", "-accept", "127.0.0.1:0"]).args(arguments);
        let process = Process::start(command)?;
        let (output, accepts) =
            process.wait_until(PATIENCE, |output| accepted_port(output).is_some());
        match accepted_port(&output) {
            Some(port) if accepts => {
                Ok(Server { process, address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)) })
            }
            _ => Err(PeerError::new(format!("openssl s_server does not accept: {output}"))),
        }
    }

    /// Starts `openssl s_server` for TLS 1.3 with a certificate, those of `chain` behind it, and
    /// further arguments.
    ///
    /// # Errors
    /// [`PeerError`] with what it printed.
    pub fn certified(
        issued: &Issued,
        chain: Option<&std::path::Path>,
        more: &[&str],
    ) -> Result<Self, PeerError> {
        let (certificate, key) =
            (issued.certificate.display().to_string(), issued.key.display().to_string());
        let mut arguments = vec!["-tls1_3", "-cert", &certificate, "-key", &key];
        let chain = chain.map(|chain| chain.display().to_string());
        if let Some(chain) = &chain {
            arguments.extend(["-cert_chain", chain]);
        }
        arguments.extend(more);
        Server::openssl(&arguments)
    }

    /// Starts `gnutls-serv` with these arguments besides `--port`, and waits until it accepts.
    ///
    /// # Errors
    /// [`PeerError`] with what it printed.
    pub fn gnutls<S: AsRef<OsStr>>(arguments: &[S]) -> Result<Self, PeerError> {
        let port = free_port()?;
        let mut command = Command::new(Tool::GnuTls.command());
        command.args(["--port", &port.to_string()]).args(arguments);
        let process = Process::start(command)?;
        let listening = format!("listening on IPv4 0.0.0.0 port {port}...done");
        let (output, accepts) = process.wait_until(PATIENCE, |output| output.contains(&listening));
        if !accepts {
            return Err(PeerError::new(format!("gnutls-serv does not accept: {output}")));
        }
        Ok(Server { process, address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)) })
    }

    /// Starts the MQTT broker `mosquitto` for clients without a name over TLS 1.3, with a
    /// certificate and further lines of configuration for its listener, and waits until it
    /// accepts.
    ///
    /// # Errors
    /// [`PeerError`] with what it printed.
    pub fn mosquitto(scratch: &Scratch, issued: &Issued, more: &str) -> Result<Self, PeerError> {
        let port = free_port()?;
        let (certificate, key) = (issued.certificate.display(), issued.key.display());
        // as root it would become a user who cannot read the key
        let text = format!(
            "user root\nallow_anonymous true\nlistener {port} 127.0.0.1\ntls_version tlsv1.3\n\
             certfile {certificate}\nkeyfile {key}\n{more}"
        );
        let configuration = scratch.write("mosquitto.conf", text)?;
        let mut command = Command::new(Tool::Mosquitto.command());
        command.arg("-v").arg("-c").arg(configuration);
        let process = Process::start(command)?;
        let (output, accepts) = process.wait_until(PATIENCE, |output| output.contains("running"));
        if !accepts {
            return Err(PeerError::new(format!("mosquitto does not accept: {output}")));
        }
        Ok(Server { process, address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)) })
    }

    /// Starts a server that accepts on `port` of 127.0.0.1, and waits until it does.
    ///
    /// # Errors
    /// [`PeerError`] with what it printed.
    pub(crate) fn on_port(command: Command, port: u16) -> Result<Self, PeerError> {
        let mut process = Process::start(command)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect(address).is_err() {
            if !process.is_running() || Instant::now() > end {
                let (output, _) = process.wait_until(Duration::from_secs(1), |_| false);
                return Err(PeerError::new(format!("the server does not accept: {output}")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Server { process, address })
    }

    /// Where it accepts.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it printed so far.
    #[must_use]
    pub fn output(&self) -> String {
        self.process.output()
    }

    /// Types a line, or a one-letter command, into its standard input.
    ///
    /// # Errors
    /// [`PeerError`] when it is gone.
    pub fn type_in(&mut self, text: &str) -> Result<(), PeerError> {
        self.process.type_in(text)
    }

    /// Whether it prints `text` sooner or later.
    #[must_use]
    pub fn prints(&self, text: &str) -> bool {
        self.prints_within(PATIENCE, text)
    }

    /// Whether it prints `text` within this time.
    #[must_use]
    pub fn prints_within(&self, patience: Duration, text: &str) -> bool {
        self.process.wait_until(patience, |output| output.contains(text)).1
    }

    /// Whether it prints `text` as many times sooner or later, and no more by then.
    #[must_use]
    pub fn prints_times(&self, text: &str, times: usize) -> bool {
        let (output, reached) =
            self.process.wait_until(PATIENCE, |output| output.matches(text).count() >= times);
        reached && output.matches(text).count() == times
    }

    /// Whether `openssl s_server` reports the alert of this number from its client sooner or later.
    #[must_use]
    pub fn hears_alert(&self, alert: u8) -> bool {
        self.prints(&format!("SSL alert number {alert}\n"))
    }
}

/// The port in the line `ACCEPT 127.0.0.1:port` that `openssl s_server` prints.
fn accepted_port(output: &str) -> Option<u16> {
    let mut lines = output.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    lines.find_map(|line| line.trim_end().strip_prefix("ACCEPT 127.0.0.1:")?.parse().ok())
}

/// A free port at this moment.
pub(crate) fn free_port() -> Result<u16, PeerError> {
    Ok(TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::{Pki, Recipe};

    #[test]
    fn servers_accept_and_go_with_their_owner() {
        if !Tool::OpenSsl.ready() || !Tool::GnuTls.ready() {
            return;
        }
        let pki = Pki::new().unwrap();
        let issued = pki.issue(&Recipe::server("a.example"), None).unwrap();
        let (certificate, key) =
            (issued.certificate.to_str().unwrap(), issued.key.to_str().unwrap());
        let gnutls =
            Server::gnutls(&["--echo", "--x509certfile", certificate, "--x509keyfile", key])
                .unwrap();
        for server in [Server::certified(&issued, None, &[]).unwrap(), gnutls] {
            let address = server.address();
            assert!(TcpStream::connect(address).is_ok());
            drop(server);
            assert!(TcpStream::connect(address).is_err());
        }
    }

    #[test]
    fn a_server_that_fails_says_why() {
        if Tool::OpenSsl.ready() {
            let error = Server::openssl(&["-cert", "no such file"]).unwrap_err();
            assert!(error.to_string().contains("no such file"), "{error}");
        }
    }

    #[test]
    fn half_a_line_is_no_port() {
        assert_eq!(accepted_port("x\nACCEPT 127.0.0.1:43"), None);
        assert_eq!(accepted_port("x\nACCEPT 127.0.0.1:4321\n"), Some(4321));
    }
}
