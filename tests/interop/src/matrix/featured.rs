//! A connection for a feature: whether it took effect, as both ends see it.

use std::io::{self, ErrorKind, Read, Write};

use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256, X25519};
use motetls::pki::CertError;
use motetls::pki::chain::{HostAlgorithms, Rfc5280Rules};
use motetls::{
    Config, Credential, Error, Profile, RawPublicKey, ServerName, Session, Stapled, TrustAnchor,
    UnixTime, profile,
};
use motetls_peers::Server;
use motetls_peers::catalog::Dialogue;
use motetls_peers::features::Feature;
use motetls_peers::fleet::ASK;

use super::client::{SESSION, Stream, answer, connect, finish, now, open, question, speak};
use super::world::{CLIENT_NAME, World};
use crate::NAME;
use crate::file_key::FileKey;

profile! {
    /// A client that permits whatever a server may do besides.
    struct Featured;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { x25519: X25519, secp256r1: P256 };
    certificates: Stapled<HostAlgorithms, Rfc5280Rules>;
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption, early_data, post_handshake_auth, status_request];
    signer: FileKey;
}

profile! {
    /// A client of pinned keys.
    struct Pinned;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { x25519: X25519, secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [raw_public_key];
    signer: RawPublicKey<FileKey>;
}

/// The early data of servers that echo a line.
const EARLY: &str = "early bird\n";
/// Those of servers of HTTP: one that closed its connection could do so before the handshake ends.
const EARLY_REQUEST: &str = "GET / HTTP/1.1\r\nHost: server.example\r\n\r\n";
/// What is said to a server that answers nothing by itself, and what is typed in for it.
const WORDS: &str = "drawer\n";
const TYPED: &str = "reward\n";

/// The server of a connection, as it is seen from the outside.
pub trait Other {
    /// Where it accepts.
    fn address(&self) -> std::net::SocketAddr;
    /// Whether it prints something soon.
    fn prints(&self, text: &str) -> bool;
    /// Types something in.
    fn type_in(&mut self, text: &str) -> Result<(), String>;
}

impl Other for Server {
    fn address(&self) -> std::net::SocketAddr {
        Server::address(self)
    }
    fn prints(&self, text: &str) -> bool {
        Server::prints(self, text)
    }
    fn type_in(&mut self, text: &str) -> Result<(), String> {
        Server::type_in(self, text).map_err(|error| error.to_string())
    }
}

/// Makes the connections of a feature, and tells whether it took effect.
///
/// # Errors
/// A sentence, when a connection was refused or went wrong.
pub fn attempt(
    world: &World,
    feature: Feature,
    (dialogue, tells): (Dialogue, bool),
    server: &mut impl Other,
) -> Result<bool, String> {
    match feature {
        Feature::RawServerKey => pinned(world, false, dialogue, server),
        Feature::RawClientKey => pinned(world, true, dialogue, server),
        _ => {
            let anchors = [TrustAnchor::from_certificate(&world.root_der).unwrap()];
            let (certificate, signer) = &world.clients[0];
            let credentials = [Credential { chain: &[certificate], signer }];
            let config = Config::<Featured> {
                server_name: Some(ServerName::from_static(NAME)),
                anchors: &anchors,
                now: Some(UnixTime(now())),
                credentials: &credentials,
                ..Config::new(&())
            };
            match feature {
                Feature::Later => later(&config, (dialogue, tells), server),
                Feature::EarlyData => early(&config, (dialogue, tells), server),
                Feature::EarlySkipped => skipped(world, &config, dialogue, server),
                _ => stapled(&config, dialogue, server, feature == Feature::StapledRevoked),
            }
        }
    }
}

/// The server's key is pinned; with another pin the connection has to fail.
fn pinned(
    world: &World,
    mutual: bool,
    dialogue: Dialogue,
    server: &mut impl Other,
) -> Result<bool, String> {
    let raw = &world.raw;
    let credentials = [Credential { chain: &[&raw.client_spki], signer: &raw.signer }];
    let credentials = if mutual { &credentials[..] } else { &[] };
    let pins = [[0; 32]];
    let stranger = Config::<Pinned> { pins: &pins, credentials, ..Config::new(&()) };
    let pins = [raw.server_pin];
    let config = Config::<Pinned> { pins: &pins, ..stranger };
    finish(&mut open(server.address(), &config)?, dialogue)?;
    match refused_for(connect(server.address(), &stranger), CertError::PinMismatch)? {
        Some(_) => Err("a key that is not pinned was trusted".to_owned()),
        None => Ok(true),
    }
}

/// The stream, or `None` if the connection failed for this reason.
fn refused_for<P: Profile>(
    outcome: io::Result<Stream<P>>,
    reason: CertError,
) -> Result<Option<Stream<P>>, String> {
    let error = match outcome {
        Ok(stream) => return Ok(Some(stream)),
        Err(error) => error,
    };
    let engine = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match engine.map(|error| error.kind) {
        Some(kind) if kind == motetls::ErrorKind::Certificate(reason) => Ok(None),
        _ => Err(error.to_string()),
    }
}

/// The certificate promises a response: without one the connection fails.
fn stapled(
    config: &Config<'_, Featured>,
    dialogue: Dialogue,
    server: &mut impl Other,
    revoked: bool,
) -> Result<bool, String> {
    match refused_for(connect(server.address(), config), CertError::Revoked)? {
        Some(mut stream) => finish(&mut stream, dialogue).map(|_| !revoked),
        None => Ok(revoked),
    }
}

/// The server is told to ask, and prints who answered, if it tells that.
fn later(
    config: &Config<'_, Featured>,
    (dialogue, tells): (Dialogue, bool),
    server: &mut impl Other,
) -> Result<bool, String> {
    let mut stream = open(server.address(), config)?;
    match dialogue {
        Dialogue::Console => {
            say(&mut stream, WORDS)?;
            if !server.prints(WORDS) {
                return Err("the server prints nothing".to_owned());
            }
            server.type_in("c\n")?;
        }
        Dialogue::Echo => say(&mut stream, ASK)?,
        _ => return finish(&mut stream, dialogue).map(|_| false),
    }
    match stream.read(&mut [0; 64]) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {}
        // the line came back: it means nothing to this server
        Ok(1..) => return Ok(false),
        other => return Err(format!("not asked: {other:?}")),
    }
    stream.authenticate(config).map_err(|error| error.to_string())?;
    say(&mut stream, WORDS)?;
    if dialogue == Dialogue::Console {
        server.type_in(TYPED)?;
    }
    listen(&mut stream, if dialogue == Dialogue::Console { TYPED } else { WORDS })?;
    if tells && !server.prints(CLIENT_NAME) {
        return Err("the server does not say who answered".to_owned());
    }
    stream.close().map_err(|error| error.to_string())?;
    Ok(true)
}

/// Keeps the session of a connection.
fn session(
    config: &Config<'_, Featured>,
    dialogue: Dialogue,
    server: &mut impl Other,
) -> Result<Vec<u8>, String> {
    let mut stream = open(server.address(), config)?;
    stream.connection().keep_session(vec![0; SESSION]);
    if dialogue == Dialogue::Console {
        server.type_in(TYPED)?;
        listen(&mut stream, TYPED)?;
        stream.close().map_err(|error| error.to_string())?;
    } else {
        finish(&mut stream, dialogue)?;
    }
    Ok(stream.connection().session().ok_or("no ticket came")?.to_vec())
}

/// What is sent early is answered, and never sent again.
fn early(
    config: &Config<'_, Featured>,
    (dialogue, tells): (Dialogue, bool),
    server: &mut impl Other,
) -> Result<bool, String> {
    let bytes = session(config, dialogue, server)?;
    let words = match dialogue {
        Dialogue::Echo | Dialogue::Console => EARLY,
        _ => EARLY_REQUEST,
    };
    let session = Session { early_data: words.as_bytes(), ..Session::new(&bytes) };
    let config = Config { session: Some(&session), ..*config };
    let mut stream = open(server.address(), &config)?;
    let negotiated = stream.connection().negotiated().ok_or("nothing was agreed upon")?;
    if !negotiated.resumed() {
        return Err("not resumed".to_owned());
    }
    if !negotiated.early_data() && dialogue == Dialogue::Console {
        return Ok(false);
    }
    if !negotiated.early_data() {
        return finish(&mut stream, dialogue).map(|_| false);
    }
    match dialogue {
        Dialogue::Echo if tells => listen(&mut stream, EARLY)?,
        Dialogue::Echo => speak(&mut stream, question(dialogue), answer(dialogue))?,
        Dialogue::Console if server.prints(EARLY) => {}
        Dialogue::Console => return Err("the server does not print early data".to_owned()),
        _ => listen(&mut stream, "reward")?,
    }
    stream.close().map_err(|error| error.to_string())?;
    Ok(true)
}

/// Early data with the ticket of another server: neither is taken, and the connection is opened.
fn skipped(
    world: &World,
    config: &Config<'_, Featured>,
    dialogue: Dialogue,
    server: &mut impl Other,
) -> Result<bool, String> {
    let bytes = world.foreign_session(|other| session(config, Dialogue::Console, other))?;
    let session = Session { early_data: question(dialogue), ..Session::new(&bytes) };
    let config = Config { session: Some(&session), ..*config };
    let mut stream = open(server.address(), &config)?;
    let negotiated = stream.connection().negotiated().ok_or("nothing was agreed upon")?;
    if negotiated.resumed() || negotiated.early_data() {
        return Err("the ticket of another server was taken".to_owned());
    }
    finish(&mut stream, dialogue).map(|_| true)
}

fn say<P: Profile>(stream: &mut Stream<P>, words: &str) -> Result<(), String> {
    stream.write_all(words.as_bytes()).map_err(|error| error.to_string())
}

fn listen<P: Profile>(stream: &mut Stream<P>, words: &str) -> Result<(), String> {
    speak(stream, b"", words.as_bytes())
}
