//! What is measured of every client.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

/// The name of the server.
pub const NAME: &str = motetls_interop::NAME;

/// A certificate of the client's and its key, in PEM.
pub struct Own {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// What a client is made of.
pub struct Settings {
    /// The certificate that is trusted, in PEM.
    pub ca: PathBuf,
    pub own: Option<Own>,
    /// Whether connections after one that was kept resume it, by psk_dhe_ke.
    pub resume: bool,
}

/// An open connection.
pub trait Stream: Read + Write {
    /// Keeps what came with the newest ticket, for connections to resume; called once, after the
    /// tickets were read.
    fn keep(&mut self);
    /// Says goodbye; nothing is done with it afterwards.
    fn close(&mut self);
}

/// A client: TLS 1.3 with AES-128-GCM and P-256, whatever else it could do; it verifies chain and
/// name of the server, and keeps no tickets unless it is told to resume.
pub trait Client {
    fn new(settings: &Settings) -> Self
    where
        Self: Sized;
    /// Does the handshake.
    fn connect(&self, tcp: TcpStream) -> Box<dyn Stream>;
}
