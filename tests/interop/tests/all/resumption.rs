//! Tickets of real servers: kept as sessions, resumed, declined.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;

use motetls::crypto::{
    Aes128Ct, Aes256Ct, AesGcm, ChaCha20Poly1305, HashId, P256, Sha256, Sha384, X25519,
};
use motetls::pki::pem;
use motetls::std_io::StdStream;
use motetls::{
    ChosenPsk, CipherSuite, Config, ImportedPsk, Negotiated, Profile, Psk, PskEarlyData, Session,
    profile,
};
use motetls_interop::{Client, Family};
use motetls_peers::{Scratch, Server, Tool};

profile! {
    /// Tickets with and without (EC)DHE, of both hashes.
    struct Resuming;
    hash: Sha256;
    sha384: Sha384;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct>,
        TLS_CHACHA20_POLY1305_SHA256: ChaCha20Poly1305,
    };
    groups: { x25519: X25519, secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke, psk_ke];
    options: [resumption];
}

profile! {
    /// Tickets without (EC)DHE: one share less in the hello.
    struct WithoutGroup;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_ke];
    options: [resumption];
}

profile! {
    /// Pre-shared keys alone.
    struct Keyed;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    key_exchange: [psk_dhe_ke];
    options: [several_psks];
}

profile! {
    /// Early data.
    struct Hasty;
    hash: Sha256;
    sha384: Sha384;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct>,
    };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption, early_data];
}

profile! {
    /// Early data with a key that was agreed upon beforehand.
    struct HastyKeyed;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    key_exchange: [psk_dhe_ke];
    options: [resumption, early_data];
}

/// Has the peer answer a line, by which time its tickets have come, and closes.
fn converse<P: Profile>(mut stream: StdStream<P, TcpStream, &mut [u8]>, expected: &[u8]) {
    stream.write_all(b"drawer\n").unwrap();
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(answer, expected);
    let _ = stream.close();
}

/// Connects, resuming `session` if there is one, and yields the next session.
fn connect<P: Profile<Observer = ()>>(
    client: &mut Client,
    address: SocketAddr,
    session: Option<&[u8]>,
    answer: &[u8],
) -> (Negotiated, Option<Vec<u8>>) {
    let mut room = vec![0; 2048];
    let session = session.map(Session::new);
    let mut stream = client.resume::<P>(address, session.as_ref()).unwrap();
    stream.connection().keep_session(&mut room);
    let negotiated = stream.connection().negotiated().unwrap();
    converse(stream, answer);
    let kept = room.iter().any(|byte| *byte != 0);
    (negotiated, kept.then_some(room))
}

/// A full handshake and two resumed ones, each by the ticket of the one before it.
fn three<P: Profile<Observer = ()>>(
    client: &mut Client,
    address: SocketAddr,
    answer: &[u8],
) -> Vec<Negotiated> {
    let mut session = None;
    let mut all = Vec::new();
    for _ in 0..3 {
        let (negotiated, next) = connect::<P>(client, address, session.as_deref(), answer);
        all.push(negotiated);
        session = next.or(session);
        assert!(session.is_some(), "a ticket came");
    }
    assert_eq!(all[0].psk, None);
    assert_eq!(all[1].psk, Some(ChosenPsk::Session));
    assert_eq!(all[2].psk, Some(ChosenPsk::Session));
    all
}

const REVERSED: &[u8] = b"reward\n";
const ECHOED: &[u8] = b"drawer\n";

#[test]
fn openssl_with_every_suite() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    for suite in
        ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
    {
        let server = family.openssl(&["-rev", "-ciphersuites", suite]);
        let mut client = Client::trusting(&family.root);
        let all = three::<Resuming>(&mut client, server.address(), REVERSED);
        assert!(all.iter().all(|negotiated| negotiated.suite.id.name() == suite), "{suite}");
        assert!(all.iter().all(|negotiated| negotiated.group.is_some()), "forward secrecy");
    }
}

/// Tickets that name a session in the server's memory, and none at all.
#[test]
fn openssl_with_other_tickets() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    let stateful = family.openssl(&["-rev", "-no_ticket"]);
    three::<Resuming>(&mut client, stateful.address(), REVERSED);
    let without = family.openssl(&["-rev", "-num_tickets", "0"]);
    let (_, session) = connect::<Resuming>(&mut client, without.address(), None, REVERSED);
    assert!(session.is_none());
}

#[test]
fn openssl_without_a_group() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    let suite = ["-rev", "-ciphersuites", "TLS_AES_128_GCM_SHA256"];
    let server = family.openssl(&[&suite[..], &["-allow_no_dhe_kex"]].concat());
    let all = three::<WithoutGroup>(&mut client, server.address(), REVERSED);
    assert!(all[0].group.is_some());
    assert_eq!((all[1].group, all[2].group), (None, None));
}

/// A server that does not know the ticket: the handshake is a full one, after a retry where no
/// share was sent.
#[test]
fn a_server_that_forgot_its_tickets() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    let suite = ["-rev", "-ciphersuites", "TLS_AES_128_GCM_SHA256", "-allow_no_dhe_kex"];
    let (first, other) = (family.openssl(&suite), family.openssl(&suite));
    for forgets in [true, false] {
        let (_, session) = connect::<WithoutGroup>(&mut client, first.address(), None, REVERSED);
        let address = if forgets { other.address() } else { first.address() };
        let (negotiated, next) =
            connect::<WithoutGroup>(&mut client, address, session.as_deref(), REVERSED);
        assert_eq!(negotiated.psk.is_none(), forgets);
        assert!(next.is_some());
    }
    let (_, session) = connect::<Resuming>(&mut client, first.address(), None, REVERSED);
    let (negotiated, _) =
        connect::<Resuming>(&mut client, other.address(), session.as_deref(), REVERSED);
    assert_eq!(negotiated.psk, None);
}

/// The group of the resumed handshake is asked for by a HelloRetryRequest.
#[test]
fn a_retry_while_resuming() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    let server = family.openssl(&["-rev", "-groups", "P-256"]);
    let all = three::<Resuming>(&mut client, server.address(), REVERSED);
    assert!(all.iter().all(|negotiated| negotiated.group.is_some()));
}

/// Several keys, of which openssl knows one; an imported one beside them does no harm.
#[test]
fn openssl_chooses_among_keys() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let secret = [0x10; 16];
    let digits = "10".repeat(16);
    let psk = ["-tls1_3", "-nocert", "-rev", "-psk_identity", "sensor-7", "-psk", &digits];
    let server = Server::openssl(&psk).unwrap();
    let known = Psk::new(b"sensor-7", &secret);
    let imported = ImportedPsk::<64>::new::<Sha256>(&known, b"", HashId::Sha256).unwrap();
    let psks = [imported.psk(), Psk::new(b"sensor-8", &secret), known];
    let config = Config::<Keyed> { psks: &psks, ..Config::new(&()) };
    let mut client = Client::shared();
    let mut stream = client.with(server.address(), &config).unwrap();
    let negotiated = stream.connection().negotiated().unwrap();
    assert_eq!(negotiated.psk, Some(ChosenPsk::External(2)));
    converse(stream, REVERSED);
}

/// Data before the handshake: taken once, and not at all by a server that permits none.
#[test]
fn early_data_to_openssl() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    for (arguments, taken) in [(&["-early_data"][..], true), (&[][..], false)] {
        let first = family.openssl(&["-early_data"]);
        let mut room = vec![0; 2048];
        let mut server = first;
        let mut stream = client.resume::<Hasty>(server.address(), None).unwrap();
        stream.connection().keep_session(&mut room);
        server.type_in("ready\n").unwrap();
        stream.read_exact(&mut [0; 6]).unwrap();
        stream.close().unwrap();
        drop(stream);
        let other;
        let second = match taken {
            true => &server,
            false => {
                other = family.openssl(arguments);
                &other
            }
        };
        let session = Session { early_data: b"early bird\n", ..Session::new(&room) };
        let mut stream = client.resume::<Hasty>(second.address(), Some(&session)).unwrap();
        let negotiated = stream.connection().negotiated().unwrap();
        assert_eq!((negotiated.resumed(), negotiated.early_data()), (taken, taken));
        stream.write_all(b"later\n").unwrap();
        assert!(second.prints("later\n"), "{}", second.output());
        assert_eq!(second.output().contains("early bird\n"), taken, "{}", second.output());
    }
}

/// The key of [`external_session`].
const EXTERNAL: [u8; 32] = [0x5e; 32];

/// An external key for `s_server -psk_session`, which takes 16,384 bytes of early data with it: the
/// session of OpenSSL in ASN.1, with version, protocol, suite, no identity, key, timeout,
/// max_early_data.
fn external_session(scratch: &Scratch) -> PathBuf {
    let head = [2, 1, 1, 2, 2, 3, 4, 4, 2, 0x13, 1, 4, 0, 4, 32];
    let tail = [0xa2, 4, 2, 2, 28, 32, 0xaf, 4, 2, 2, 64, 0];
    let body = [&head[..], &EXTERNAL, &tail].concat();
    let der = [&[0x30, u8::try_from(body.len()).unwrap()][..], &body].concat();
    scratch.write("key.pem", pem::to_text("SSL SESSION PARAMETERS", &der)).unwrap()
}

#[test]
fn early_data_with_an_external_key() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let scratch = Scratch::new().unwrap();
    let file = external_session(&scratch).display().to_string();
    let known = ["-tls1_3", "-nocert", "-psk_session", &file, "-psk_identity", "sensor-7"];
    for (more, taken) in [(&["-early_data"][..], true), (&[], false)] {
        let server = Server::openssl(&[&known[..], more].concat()).unwrap();
        let early = PskEarlyData {
            suite: CipherSuite::TLS_AES_128_GCM_SHA256,
            protocol: b"",
            data: b"early bird\n",
        };
        let psks = [Psk { early_data: Some(&early), ..Psk::new(b"sensor-7", &EXTERNAL) }];
        let config = Config::<HastyKeyed> { psks: &psks, ..Config::new(&()) };
        let mut client = Client::shared();
        let mut stream = client.with(server.address(), &config).unwrap();
        let negotiated = stream.connection().negotiated().unwrap();
        assert_eq!(negotiated.early_data(), taken);
        stream.write_all(b"later\n").unwrap();
        assert!(server.prints("later\n"), "{}", server.output());
        assert_eq!(server.output().contains("early bird\n"), taken, "{}", server.output());
    }
}

#[test]
fn gnutls() {
    if !Tool::GnuTls.ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    let server = family.gnutls(&["--echo"]);
    three::<Resuming>(&mut client, server.address(), ECHOED);
}
