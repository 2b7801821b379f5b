//! A server that is refused hears the alert over every adapter, on sockets of the operating system.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use embedded_io_adapters::std::FromStd;
use motetls::os_entropy::OsEntropy;
use motetls::profiles::Tls13Psk;
use motetls::std_io::StdStream;
use motetls::{Config, ErrorKind, HandshakeScratch, Psk, StreamError};

const KEY: [u8; 16] = [0x10; 16];

/// A server that must be refused: it sends a message that has no place and 100,000 bytes behind it,
/// and listens only then. Yields all it heard, or the reset it saw instead.
fn flood(pause: Duration) -> (SocketAddr, JoinHandle<io::Result<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut peer, _) = listener.accept()?;
        peer.read_exact(&mut [0; 64])?;
        let mut flight = vec![22, 3, 3, 0, 4, 8, 0, 0, 0];
        flight.resize(100_000, 7);
        peer.write_all(&flight)?;
        std::thread::sleep(pause);
        let mut heard = Vec::new();
        peer.read_to_end(&mut heard)?;
        Ok(heard)
    });
    (address, server)
}

/// unexpected_message, in a record of its own.
const ALERT: [u8; 7] = [21, 3, 3, 0, 2, 2, 10];

/// How a client over this transport fails.
type Refusal = fn(TcpStream) -> bool;

const PSK_CONFIG: Config<'static, Tls13Psk> =
    Config::<Tls13Psk> { psks: &[Psk::new(b"sensor-7", &KEY)], ..Config::new(&()) };

/// Whether the error tells of the message that has no place.
fn unexpected(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<motetls::Error>());
    inner.is_some_and(|error| error.kind == ErrorKind::UnexpectedMessage)
}

fn refuses_over_std(tcp: TcpStream) -> bool {
    let mut random = OsEntropy::generator().unwrap();
    let (mut rx, mut tx) = ([0; 512], [0; 256]);
    let mut scratch = HandshakeScratch::new();
    let buffers = (&mut rx[..], &mut tx[..]);
    let outcome = StdStream::client(tcp, buffers, &PSK_CONFIG, &mut random, &mut scratch).map(drop);
    unexpected(&outcome.unwrap_err())
}

fn refuses_over_std_with_shutdown(tcp: TcpStream) -> bool {
    let mut random = OsEntropy::generator().unwrap();
    let (mut rx, mut tx) = ([0; 512], [0; 256]);
    let mut scratch = HandshakeScratch::new();
    let buffers = (&mut rx[..], &mut tx[..]);
    let down = motetls::std_io::shut_down;
    let (config, random) = (&PSK_CONFIG, &mut random);
    let outcome =
        StdStream::client_with_shutdown(tcp, down, buffers, config, random, &mut scratch).map(drop);
    unexpected(&outcome.unwrap_err())
}

fn refuses_over_embedded_io(tcp: TcpStream) -> bool {
    let mut random = OsEntropy::generator().unwrap();
    let (mut rx, mut tx) = ([0; 512], [0; 256]);
    let mut scratch = HandshakeScratch::new();
    let buffers = (&mut rx[..], &mut tx[..]);
    let down = |tcp: &mut FromStd<TcpStream>| motetls::std_io::shut_down(tcp.inner_mut());
    let (tcp, config, random) = (FromStd::new(tcp), &PSK_CONFIG, &mut random);
    let outcome =
        motetls::blocking::BlockingStream::client(tcp, down, buffers, config, random, &mut scratch);
    let error = outcome.map(drop).unwrap_err();
    matches!(error, StreamError::Tls(error) if error.kind == ErrorKind::UnexpectedMessage)
}

const ADAPTERS: [Refusal; 3] =
    [refuses_over_std, refuses_over_std_with_shutdown, refuses_over_embedded_io];

/// The alert arrives although the server's records were never read: no reset overtakes it.
#[test]
fn a_refused_server_hears_the_alert() {
    for (adapter, refuses) in ADAPTERS.iter().enumerate() {
        let (address, server) = flood(Duration::from_millis(200));
        let tcp = TcpStream::connect(address).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        assert!(refuses(tcp), "adapter {adapter}");
        let heard = server.join().unwrap().unwrap();
        assert!(heard.ends_with(&ALERT), "adapter {adapter}: {heard:?}");
    }
}

/// A server that neither reads nor closes holds a client up for seconds, no longer.
#[test]
fn a_refused_server_that_goes_on_is_left() {
    for refuses in &ADAPTERS[1..] {
        let (address, server) = flood(Duration::from_secs(8));
        let start = Instant::now();
        assert!(refuses(TcpStream::connect(address).unwrap()));
        assert!(start.elapsed() < Duration::from_secs(6), "{:?}", start.elapsed());
        drop(server);
    }
}
