//! motetls against real peers: what the tests in `tests/` share.
//!
//! Everything here panics when it fails: its callers are tests.

#![allow(clippy::unwrap_used, clippy::panic)]

pub mod file_key;
pub mod matrix;

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, SystemTime};

use motetls::crypto::{Aes128Ct, AesCcm, AesCcm8, P256, Sha256};
use motetls::os_entropy::OsEntropy;
use motetls::pki::pem;
use motetls::std_io::StdStream;
use motetls::{
    Config, Credential, Error, ErrorKind, HandshakeScratch, Profile, ServerName, Session,
    TrustAnchor, UnixTime, profile,
};
use motetls_peers::{Issued, Pki, Recipe};

/// The name of the servers.
pub const NAME: &str = "server.example";
/// Where a peer that hangs is given up.
const PATIENCE: Duration = Duration::from_secs(20);

profile! {
    /// `Tls13Ecdsa` with CCM.
    pub struct EcdsaCcm;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    observer: ();
}

profile! {
    /// `Tls13Ecdsa` with CCM_8.
    pub struct EcdsaCcm8;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    observer: ();
}

/// A root, an intermediate below it, and a server below that.
#[derive(Debug)]
pub struct Family {
    /// The folder they live in.
    pub pki: Pki,
    /// The root.
    pub root: Issued,
    /// The intermediate.
    pub middle: Issued,
    /// The server.
    pub server: Issued,
}

impl Family {
    /// The usual three.
    #[must_use]
    pub fn new() -> Self {
        Family::of(&Recipe::authority("Middle"), &Recipe::server(NAME))
    }

    /// With another intermediate or another server.
    #[must_use]
    pub fn of(middle: &Recipe, server: &Recipe) -> Self {
        let pki = Pki::new().unwrap();
        let root = pki.issue(&Recipe::authority("Root"), None).unwrap();
        let middle = pki.issue(middle, Some(&root)).unwrap();
        let server = pki.issue(server, Some(&middle)).unwrap();
        Family { pki, root, middle, server }
    }

    /// The usual server with these changes.
    #[must_use]
    pub fn with_server(server: &Recipe) -> Self {
        Family::of(&Recipe::authority("Middle"), server)
    }

    /// The file of certificates the server sends behind its own.
    #[must_use]
    pub fn chain(&self) -> std::path::PathBuf {
        self.pki.bundle("chain.pem", &[&self.middle]).unwrap()
    }

    /// `openssl s_server` for this family.
    #[must_use]
    pub fn openssl(&self, arguments: &[&str]) -> motetls_peers::Server {
        motetls_peers::Server::certified(&self.server, Some(&self.chain()), arguments).unwrap()
    }

    /// `gnutls-serv` for this family.
    #[must_use]
    pub fn gnutls(&self, arguments: &[&str]) -> motetls_peers::Server {
        let all_certificates = self.pki.bundle("all.pem", &[&self.server, &self.middle]).unwrap();
        let (certificates, key) =
            (all_certificates.display().to_string(), self.server.key.display().to_string());
        let mut all = vec!["--x509certfile", &certificates, "--x509keyfile", &key];
        all.extend(arguments);
        motetls_peers::Server::gnutls(&all).unwrap()
    }
}

impl Default for Family {
    fn default() -> Self {
        Family::new()
    }
}

/// A client with everything a configuration borrows.
#[derive(Clone, Debug)]
pub struct Client {
    /// The trusted certificates in DER.
    pub trusted: Vec<Vec<u8>>,
    /// The expected name.
    pub name: &'static str,
    /// The protocols offered.
    pub alpn: Vec<&'static [u8]>,
    /// Bytes of the receive buffer.
    pub rx: Vec<u8>,
    /// Bytes of the send buffer.
    pub tx: Vec<u8>,
}

impl Client {
    /// A client that trusts `issued`, with 2,048 + 512 bytes.
    #[must_use]
    pub fn trusting(issued: &Issued) -> Self {
        let trusted = pem::certificates(&std::fs::read(&issued.certificate).unwrap()).unwrap();
        Client { trusted, ..Client::shared() }
    }

    /// A client without anchors.
    #[must_use]
    pub fn shared() -> Self {
        Client {
            trusted: Vec::new(),
            name: NAME,
            alpn: Vec::new(),
            rx: vec![0; 2048],
            tx: vec![0; 512],
        }
    }

    /// With buffers of other lengths.
    #[must_use]
    pub fn buffers(self, rx: usize, tx: usize) -> Self {
        Client { rx: vec![0; rx], tx: vec![0; tx], ..self }
    }

    /// Connects with certificates.
    ///
    /// # Errors
    /// The engine's error.
    pub fn verify<P: Profile<Observer = ()>>(
        &mut self,
        address: SocketAddr,
    ) -> Result<StdStream<P, TcpStream, &mut [u8]>, Error> {
        self.verify_with(address, |_| ())
    }

    /// Connects with certificates and shows this one of its own.
    ///
    /// # Errors
    /// The engine's error.
    pub fn verify_as<P: Profile<Observer = ()>>(
        &mut self,
        address: SocketAddr,
        credential: Option<Credential<'_, P::Signer>>,
    ) -> Result<StdStream<P, TcpStream, &mut [u8]>, Error> {
        self.connect(address, (credential, None), |_| ())
    }

    /// Connects with certificates and a configuration that the caller changes.
    ///
    /// # Errors
    /// The engine's error.
    pub fn verify_with<P: Profile<Observer = ()>>(
        &mut self,
        address: SocketAddr,
        change: impl FnOnce(&mut Config<'_, P>),
    ) -> Result<StdStream<P, TcpStream, &mut [u8]>, Error> {
        self.connect(address, (None, None), change)
    }

    /// Connects with certificates, and offers a session.
    ///
    /// # Errors
    /// The engine's error.
    pub fn resume<P: Profile<Observer = ()>>(
        &mut self,
        address: SocketAddr,
        session: Option<&Session<'_>>,
    ) -> Result<StdStream<P, TcpStream, &mut [u8]>, Error> {
        self.connect(address, (None, session), |_| ())
    }

    fn connect<P: Profile<Observer = ()>>(
        &mut self,
        address: SocketAddr,
        (credential, session): (Option<Credential<'_, P::Signer>>, Option<&Session<'_>>),
        change: impl FnOnce(&mut Config<'_, P>),
    ) -> Result<StdStream<P, TcpStream, &mut [u8]>, Error> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let trusted: Vec<_> =
            self.trusted.iter().map(|der| TrustAnchor::from_certificate(der).unwrap()).collect();
        let mut storage = [0; 16];
        let mut config = Config::<P> {
            server_name: Some(ServerName::parse(self.name, &mut storage).unwrap()),
            alpn: &self.alpn,
            anchors: &trusted,
            now: Some(UnixTime(now)),
            credentials: credential.as_slice(),
            session,
            ..Config::new(&())
        };
        change(&mut config);
        open(address, (&mut self.rx, &mut self.tx), &config)
    }

    /// Connects with a configuration of the caller's.
    ///
    /// # Errors
    /// The engine's error.
    pub fn with<P: Profile<Observer = ()>>(
        &mut self,
        address: SocketAddr,
        config: &Config<'_, P>,
    ) -> Result<StdStream<P, TcpStream, &mut [u8]>, Error> {
        open(address, (&mut self.rx, &mut self.tx), config)
    }
}

fn open<'b, P: Profile>(
    address: SocketAddr,
    buffers: (&'b mut [u8], &'b mut [u8]),
    config: &Config<'_, P>,
) -> Result<StdStream<P, TcpStream, &'b mut [u8]>, Error> {
    let tcp = TcpStream::connect(address).unwrap();
    tcp.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut random = OsEntropy::generator().unwrap();
    StdStream::client(tcp, buffers, config, &mut random, &mut HandshakeScratch::new())
        .map_err(|error| engine_error(&error))
}

/// The engine's error inside an [`io::Error`].
///
/// # Panics
/// When there is none: the transport failed.
#[must_use]
pub fn engine_error(error: &io::Error) -> Error {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(error) => *error,
        None => panic!("the transport failed: {error}"),
    }
}

/// The kind of the error that was expected.
///
/// # Panics
/// When there was none.
pub fn refusal<T>(outcome: Result<T, Error>) -> ErrorKind {
    match outcome {
        Ok(_) => panic!("a connection that must fail was opened"),
        Err(error) => error.kind,
    }
}
