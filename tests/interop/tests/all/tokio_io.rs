//! The adapter over tokio against `openssl s_server`: both directions at once, much data, failures.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use motetls::os_entropy::OsEntropy;
use motetls::pki::pem;
use motetls::profiles::{Tls13Ecdsa, Tls13Psk};
use motetls::tokio_io::TokioStream;
use motetls::{
    Config, ErrorKind, FULL_RX, FULL_TX, HandshakeScratch, Profile, Psk, ServerName, TrustAnchor,
    UnixTime,
};
use motetls_interop::{Family, NAME, engine_error};
use motetls_peers::{Server, Tool};
use tokio::io::{AsyncReadExt, AsyncWriteExt, split};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Where a connection that hangs is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs a test on two threads, and not for ever.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(async { timeout(PATIENCE, test).await.unwrap() });
}

/// Connects with these lengths of buffers.
pub(crate) async fn open<P: Profile<Observer = ()>>(
    address: SocketAddr,
    (rx, tx): (usize, usize),
    config: &Config<'_, P>,
) -> io::Result<TokioStream<P, TcpStream>> {
    let tcp = TcpStream::connect(address).await?;
    let mut random = OsEntropy::generator().unwrap();
    let mut scratch = HandshakeScratch::new();
    TokioStream::client(tcp, (vec![0; rx], vec![0; tx]), config, &mut random, &mut scratch).await
}

/// Connects to a server of the family.
async fn verify(
    family: &Family,
    server: &Server,
    name: &str,
    lengths: (usize, usize),
) -> io::Result<TokioStream<Tls13Ecdsa, TcpStream>> {
    let trusted = pem::certificates(&std::fs::read(&family.root.certificate).unwrap()).unwrap();
    let anchors: Vec<_> =
        trusted.iter().map(|der| TrustAnchor::from_certificate(der).unwrap()).collect();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let config = Config::<Tls13Ecdsa> {
        server_name: Some(ServerName::dns(name).unwrap()),
        anchors: &anchors,
        now: Some(UnixTime(now)),
        ..Config::new(&())
    };
    open(server.address(), lengths, &config).await
}

/// The line of this number, 1,000 bytes with its end.
fn line(number: usize) -> Vec<u8> {
    let mut line = format!("{number:010}").repeat(100).into_bytes();
    line[999] = b'\n';
    line
}

/// Sends `lines` lines in one task while another reads them reversed; the sender never waits for an
/// answer, so that all buffers in between fill.
async fn both_directions(tls: TokioStream<Tls13Ecdsa, TcpStream>, lines: usize) {
    let (mut reader, mut writer) = split(tls);
    let sending: JoinHandle<io::Result<()>> = tokio::spawn(async move {
        for number in 0..lines {
            writer.write_all(&line(number)).await?;
        }
        writer.shutdown().await
    });
    let mut answer = vec![0; 1000];
    for number in 0..lines {
        reader.read_exact(&mut answer).await.unwrap();
        let mut expected = line(number);
        expected[..999].reverse();
        assert_eq!(answer, expected, "line {number}");
    }
    assert_eq!(reader.read(&mut answer).await.unwrap(), 0, "the server closes properly");
    sending.await.unwrap().unwrap();
}

#[test]
fn ten_megabytes_in_both_directions_at_once() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev"]);
    run(async {
        let full = (FULL_RX, FULL_TX);
        both_directions(verify(&family, &server, NAME, full).await.unwrap(), 10_000).await;
    });
}

#[test]
fn small_buffers_in_both_directions_at_once() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev"]);
    run(async {
        let small = (2048, 512);
        both_directions(verify(&family, &server, NAME, small).await.unwrap(), 500).await;
    });
}

/// A KeyUpdate of ours is answered while data flow, and `K` of the server's asks for ours.
#[test]
fn keys_change_under_a_split_stream() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev"]);
    run(async {
        let mut tls = verify(&family, &server, NAME, (2048, 512)).await.unwrap();
        tls.connection().update_keys(true).unwrap();
        both_directions(tls, 200).await;
    });
}

#[test]
fn a_name_that_is_not_the_servers() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&[]);
    run(async {
        let outcome = verify(&family, &server, "other.example", (2048, 512)).await;
        let error = engine_error(&outcome.err().unwrap());
        assert!(matches!(error.kind, ErrorKind::Certificate(_)), "{error}");
    });
    // bad_certificate or what else the alert table says: the number is the error's.
    assert!(server.prints("SSL alert number"));
}

/// A server that sends a message that has no place and 60,000 bytes behind it, and listens only
/// then, hears the alert.
#[test]
fn a_refused_server_hears_the_alert() {
    const ALERT: [u8; 7] = [21, 3, 3, 0, 2, 2, 10];
    run(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut peer, _) = listener.accept().await?;
            peer.read_exact(&mut [0; 64]).await?;
            let mut flight = vec![22, 3, 3, 0, 4, 8, 0, 0, 0];
            flight.resize(60_000, 7);
            peer.write_all(&flight).await?;
            tokio::time::sleep(Duration::from_millis(200)).await;
            let mut heard = Vec::new();
            peer.read_to_end(&mut heard).await?;
            io::Result::Ok(heard)
        });
        let config =
            Config::<Tls13Psk> { psks: &[Psk::new(b"sensor-7", &[0x10; 16])], ..Config::new(&()) };
        let error = engine_error(&open(address, (512, 256), &config).await.err().unwrap());
        assert_eq!(error.kind, ErrorKind::UnexpectedMessage);
        let heard = server.await.unwrap().unwrap();
        assert!(heard.ends_with(&ALERT), "{heard:?}");
    });
}
