//! One connection with one suite: handshake, data both ways, close.
//!
//! The client speaks everything the engine has but for suites, of which it offers one alone: most
//! servers cannot be told which to take.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, SystemTime};

use motetls::crypto::dh::{Ffdhe2048, Ffdhe3072};
use motetls::crypto::ec::{BrainpoolP256r1, BrainpoolP384r1, BrainpoolP512r1, P384, P521};
use motetls::crypto::{
    Aes128Ct, Aes256Ct, AesCcm, AesCcm8, AesGcm, ChaCha20Poly1305, HashId, P256, Sha256, Sha384,
    X25519,
};
use motetls::os_entropy::OsEntropy;
use motetls::pki::chain::{Chain, HostAlgorithms, Rfc5280Rules};
use motetls::std_io::StdStream;
use motetls::{
    Config, Credential, HandshakeScratch, NamedGroup, Profile, Psk, ServerName, Session,
    TrustAnchor, UnixTime, profile,
};
use motetls_peers::catalog::Dialogue;

use super::cells::{SUITES, Way};
use crate::NAME;
use crate::file_key::FileKey;

/// Where a peer that hangs is given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// Receive and send buffer: those of a device with room for hellos of long shares.
const BUFFERS: (usize, usize) = (4096, 2048);

/// Bytes for a session: the tickets of some servers hold the client's certificates.
pub(super) const SESSION: usize = 4096;

pub(super) type Stream<P> = StdStream<P, TcpStream, Vec<u8>>;

/// Declares a profile with one suite and everything else, and one with pre-shared keys alone.
macro_rules! one_suite {
    ($name:ident $alone:ident $suite:ident: $aead:ty) => {
        profile! {
            struct $name;
            hash: Sha256;
            sha384: Sha384;
            suites: { $suite: $aead };
            groups: {
                x25519: X25519,
                secp256r1: P256,
                secp384r1: P384,
                secp521r1: P521,
                brainpoolP256r1tls13: BrainpoolP256r1,
                brainpoolP384r1tls13: BrainpoolP384r1,
                brainpoolP512r1tls13: BrainpoolP512r1,
                ffdhe2048: Ffdhe2048,
                ffdhe3072: Ffdhe3072,
            };
            certificates: Chain<HostAlgorithms, Rfc5280Rules>;
            key_exchange: [x509, psk_dhe_ke];
            options: [resumption];
            signer: FileKey;
        }
        profile! {
            struct $alone;
            hash: Sha256;
            sha384: Sha384;
            suites: { $suite: $aead };
            key_exchange: [psk_ke];
        }
    };
}

one_suite!(Gcm128 Gcm128Alone TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>);
one_suite!(Gcm256 Gcm256Alone TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct>);
one_suite!(ChaCha ChaChaAlone TLS_CHACHA20_POLY1305_SHA256: ChaCha20Poly1305);
one_suite!(Ccm CcmAlone TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct>);
one_suite!(Ccm8 Ccm8Alone TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>);

/// What the client offers.
pub struct Offer<'a> {
    /// The suite, by its place in [`SUITES`].
    pub suite: usize,
    /// The groups a share is sent of.
    pub shares: &'a [NamedGroup],
    /// How server and client prove who they are.
    pub way: Way,
    /// The root in DER.
    pub root: &'a [u8],
    /// The client's chain and key.
    pub credential: Option<(&'a [&'a [u8]], &'a FileKey)>,
    /// Identity and key, if the way wants one.
    pub psk: (&'a [u8], &'a [u8]),
    /// What the server says.
    pub dialogue: Dialogue,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Spoken {
    /// The suite's name.
    pub suite: &'static str,
    /// The group, if one went into the keys.
    pub group: Option<NamedGroup>,
    /// Whether the pre-shared key, or the session, was taken.
    pub psk: bool,
    /// Whether the server closed its direction with close_notify.
    pub closed: bool,
}

/// Opens a connection, speaks and closes.
///
/// # Errors
/// A sentence, when it was refused or went wrong.
pub fn converse(address: SocketAddr, offer: &Offer<'_>) -> Result<Spoken, String> {
    match (offer.suite, offer.way) {
        (0, Way::PskKe) => shared::<Gcm128Alone>(address, offer),
        (1, Way::PskKe) => shared::<Gcm256Alone>(address, offer),
        (2, Way::PskKe) => shared::<ChaChaAlone>(address, offer),
        (3, Way::PskKe) => shared::<CcmAlone>(address, offer),
        (_, Way::PskKe) => shared::<Ccm8Alone>(address, offer),
        (0, _) => verified::<Gcm128>(address, offer),
        (1, _) => verified::<Gcm256>(address, offer),
        (2, _) => verified::<ChaCha>(address, offer),
        (3, _) => verified::<Ccm>(address, offer),
        _ => verified::<Ccm8>(address, offer),
    }
}

/// With a pre-shared key and nothing else.
fn shared<P: Profile<Observer = ()>>(
    address: SocketAddr,
    offer: &Offer<'_>,
) -> Result<Spoken, String> {
    let psks = [psk(offer)];
    let config = Config::<P> { psks: &psks, ..Config::new(&()) };
    finish(&mut open(address, &config)?, offer.dialogue)
}

/// With the server's certificate, a session of a connection before that, or a pre-shared key and
/// (EC)DHE.
fn verified<P: Profile<Observer = (), Signer = FileKey>>(
    address: SocketAddr,
    offer: &Offer<'_>,
) -> Result<Spoken, String> {
    let anchors = [TrustAnchor::from_certificate(offer.root).unwrap()];
    let mut storage = [0; 16];
    let psks = [psk(offer)];
    let credential = offer.credential.map(|(chain, signer)| Credential { chain, signer });
    let credentials: Vec<_> = credential.into_iter().collect();
    let config = Config::<P> {
        server_name: Some(ServerName::parse(NAME, &mut storage).unwrap()),
        anchors: &anchors,
        now: Some(UnixTime(now())),
        key_shares: Some(offer.shares),
        psks: if offer.way == Way::PskDheKe { &psks } else { &[] },
        credentials: &credentials,
        ..Config::new(&())
    };
    if offer.way != Way::Resumed {
        return finish(&mut open(address, &config)?, offer.dialogue);
    }
    let mut first = open(address, &config)?;
    first.connection().keep_session(vec![0; SESSION]);
    finish(&mut first, offer.dialogue)?;
    let session = first.connection().session().ok_or("no ticket came")?;
    let session = Session::new(session);
    let config = Config { session: Some(&session), ..config };
    finish(&mut open(address, &config)?, offer.dialogue)
}

/// The pre-shared key, bound to the hash of the suite.
fn psk<'a>(offer: &Offer<'a>) -> Psk<'a> {
    let (identity, secret) = offer.psk;
    let long = SUITES.get(offer.suite).is_some_and(|suite| suite.ends_with("SHA384"));
    let hash = if long { HashId::Sha384 } else { HashId::Sha256 };
    Psk { hash, ..Psk::new(identity, secret) }
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// Opens a connection with a configuration.
pub(super) fn open<P: Profile>(
    address: SocketAddr,
    config: &Config<'_, P>,
) -> Result<Stream<P>, String> {
    connect(address, config).map_err(|error| error.to_string())
}

/// As [`open`], for those who look into the error.
pub(super) fn connect<P: Profile>(
    address: SocketAddr,
    config: &Config<'_, P>,
) -> io::Result<Stream<P>> {
    let tcp = TcpStream::connect(address)?;
    tcp.set_read_timeout(Some(PATIENCE))?;
    tcp.set_nodelay(true)?;
    let mut random = OsEntropy::generator().map_err(io::Error::other)?;
    let buffers = (vec![0; BUFFERS.0], vec![0; BUFFERS.1]);
    StdStream::client(tcp, buffers, config, &mut random, &mut HandshakeScratch::new())
}

/// Speaks and closes.
pub(super) fn finish<P: Profile>(
    stream: &mut Stream<P>,
    dialogue: Dialogue,
) -> Result<Spoken, String> {
    let negotiated = stream.connection().negotiated().ok_or("nothing was agreed upon")?;
    speak(stream, question(dialogue), answer(dialogue))?;
    stream.close().map_err(|error| error.to_string())?;
    let closed = match stream.read(&mut [0; 64]) {
        Ok(0) => true,
        Ok(_) => return Err("more data than was asked for".to_owned()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => false,
        Err(error) => return Err(format!("after close_notify: {error}")),
    };
    Ok(Spoken {
        suite: negotiated.suite.id.name(),
        group: negotiated.group,
        psk: negotiated.psk.is_some(),
        closed,
    })
}

/// What a server is told.
pub(super) const fn question(dialogue: Dialogue) -> &'static [u8] {
    match dialogue {
        Dialogue::Echo | Dialogue::Reverse | Dialogue::Console => b"drawer\n",
        Dialogue::Http => b"GET / HTTP/1.1\r\nHost: server.example\r\nConnection: close\r\n\r\n",
        // CONNECT of MQTT 3.1.1: a clean session, kept alive for 60 s, of the client `m`
        Dialogue::Mqtt => b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x3c\x00\x01m",
    }
}

/// What its answer ends with.
pub(super) const fn answer(dialogue: Dialogue) -> &'static [u8] {
    match dialogue {
        Dialogue::Echo => b"drawer\n",
        Dialogue::Reverse | Dialogue::Console => b"reward\n",
        Dialogue::Http => b"reward",
        Dialogue::Mqtt => b"\x20\x02\x00\x00",
    }
}

/// Says something, and expects the answer.
pub(super) fn speak(
    stream: &mut (impl Read + Write),
    question: &[u8],
    answer: &[u8],
) -> Result<(), String> {
    stream.write_all(question).map_err(|error| error.to_string())?;
    let mut heard = Vec::new();
    while !heard.ends_with(answer) {
        let mut piece = [0; 512];
        match stream.read(&mut piece) {
            Ok(0) => return Err(format!("no answer but {:?}", String::from_utf8_lossy(&heard))),
            Ok(n) => heard.extend_from_slice(&piece[..n]),
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(())
}
