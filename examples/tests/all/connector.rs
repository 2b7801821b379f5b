//! The connector of embedded-nal-async: its pool of buffers, and handshakes that meet.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use embedded_io_adapters::tokio_1::FromTokio;
use embedded_io_async::{Read, Write};
use embedded_nal_async::TcpConnect;
use motetls::asynchronous::AsyncStream;
use motetls::connector::{ConnectionBuffers, LentBuffer, TlsConnector};
use motetls::os_entropy::{OsEntropy, OsRandom};
use motetls::profiles::Tls13Psk;
use motetls::{Config, ErrorKind, Psk, StreamError};
use motetls_peers::{Server, Tool};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::halves::reversing;

/// Where a connection that hangs is given up.
const PATIENCE: Duration = Duration::from_secs(60);

struct Tcp;

impl TcpConnect for Tcp {
    type Error = io::Error;
    type Connection<'a> = FromTokio<TcpStream>;

    async fn connect(&self, remote: SocketAddr) -> io::Result<FromTokio<TcpStream>> {
        Ok(FromTokio::new(TcpStream::connect(remote).await?))
    }
}

const CONFIG: Config<'static, Tls13Psk> =
    Config::<Tls13Psk> { psks: &[Psk::new(b"sensor-7", &[0x10; 16])], ..Config::new(&()) };

/// Runs a test with a connector that has this many pairs of buffers.
fn run(pairs: usize, test: impl AsyncFnOnce(&TlsConnector<'_, Tls13Psk, Tcp, OsRandom>)) {
    let mut memory = vec![([0; 512], [0; 256]); pairs];
    let buffers: Vec<_> =
        memory.iter_mut().map(|(rx, tx)| ConnectionBuffers::new(rx, tx)).collect();
    let connector = TlsConnector::new(Tcp, &CONFIG, &buffers, OsEntropy::generator().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { timeout(PATIENCE, test(&connector)).await.unwrap() });
}

type Connection<'a> = AsyncStream<Tls13Psk, FromTokio<TcpStream>, LentBuffer<'a>>;

/// Asks a server that reverses.
async fn ask(connection: &mut Connection<'_>) {
    connection.write_all(b"drawer\n").await.unwrap();
    connection.flush().await.unwrap();
    let mut answer = [0; 7];
    connection.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"reward\n");
}

fn servers() -> Option<[Server; 2]> {
    Tool::OpenSsl.ready().then(|| [reversing(), reversing()])
}

/// Two handshakes are begun at once and share what a handshake needs; the third connection finds
/// no buffers, until one of the others is gone.
#[test]
fn as_many_as_there_are_buffers() {
    let Some(servers) = servers() else { return };
    let [one, other] = servers.each_ref().map(Server::address);
    run(2, async |connector| {
        let (first, second) = tokio::join!(connector.connect(one), connector.connect(other));
        let (mut first, mut second) = (first.unwrap(), second.unwrap());
        ask(&mut first).await;
        ask(&mut second).await;
        let third = connector.connect(one).await;
        assert!(matches!(third, Err(StreamError::NoBuffers)));
        first.close().await.unwrap();
        drop(first);
        ask(&mut connector.connect(one).await.unwrap()).await;
        ask(&mut second).await;
    });
}

/// A server that says nothing is given up: buffers and scratch memory are free for the next.
#[test]
fn a_connection_given_up_holds_nothing() {
    let Some([server, _]) = servers() else { return };
    run(1, async |connector| {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let connecting = connector.connect(silent.local_addr().unwrap());
        assert!(timeout(Duration::from_millis(100), connecting).await.is_err());
        ask(&mut connector.connect(server.address()).await.unwrap()).await;
    });
}

/// What goes wrong says where it did.
#[test]
fn errors_keep_their_types() {
    run(1, async |connector| {
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let Err(StreamError::Transport(error)) = connector.connect(gone).await else {
            panic!("nothing listens there")
        };
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hangs_up = async { drop(listener.accept().await.unwrap()) };
        let address = listener.local_addr().unwrap();
        let (outcome, ()) = tokio::join!(connector.connect(address), hangs_up);
        match outcome.map(drop) {
            Err(StreamError::Tls(error)) => assert_eq!(error.kind, ErrorKind::Truncated),
            // The ClientHello lay unread: the socket was reset.
            Err(StreamError::Transport(error)) => {
                assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
            }
            outcome => panic!("{outcome:?}"),
        }
    });
}
