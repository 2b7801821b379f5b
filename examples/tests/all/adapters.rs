//! The blocking adapters over transports that do as little as they may.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use motetls::os_entropy::OsEntropy;
use motetls::profiles::Tls13Psk;
use motetls::std_io::{ReadAhead, StdStream};
use motetls::{Config, HandshakeScratch, Psk};
use motetls_peers::{Server, Tool};

const KEY: [u8; 16] = [0x10; 16];

/// Moves one byte at a time, is interrupted before each, and breaks in both directions after a
/// number of bytes sent.
struct Meagre {
    tcp: TcpStream,
    interrupted: bool,
    left: usize,
}

impl Meagre {
    fn interrupt(&mut self) -> io::Result<()> {
        self.interrupted = !self.interrupted;
        if self.interrupted { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

impl Read for Meagre {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.interrupt()?;
        if self.left == 0 {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let n = into.len().min(1);
        self.tcp.read(&mut into[..n])
    }
}

impl Write for Meagre {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.interrupt()?;
        self.left = self.left.checked_sub(1).ok_or(io::ErrorKind::BrokenPipe)?;
        self.tcp.write(&from[..from.len().min(1)])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

fn server() -> Server {
    let key = "10".repeat(16);
    let psk =
        ["-tls1_3", "-nocert", "-psk_identity", "sensor-7", "-psk", &key, "-allow_no_dhe_kex"];
    Server::openssl(&[&psk[..], &["-rev", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"]].concat())
        .unwrap()
}

fn open<'b>(
    server: &Server,
    left: usize,
    rx: &'b mut [u8],
    tx: &'b mut [u8],
) -> io::Result<StdStream<Tls13Psk, Meagre, &'b mut [u8]>> {
    let tcp = TcpStream::connect(server.address()).unwrap();
    tcp.set_nodelay(true).unwrap();
    let config = Config::<Tls13Psk> { psks: &[Psk::new(b"sensor-7", &KEY)], ..Config::new(&()) };
    let mut random = OsEntropy::generator().unwrap();
    StdStream::client(
        Meagre { tcp, interrupted: false, left },
        (rx, tx),
        &config,
        &mut random,
        &mut HandshakeScratch::new(),
    )
}

#[test]
fn byte_by_byte() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = server();
    let (mut rx, mut tx) = ([0; 512], [0; 256]);
    let mut stream = open(&server, usize::MAX, &mut rx, &mut tx).unwrap();
    let text: String = (0..100).map(|number| format!("{number:04}")).collect();
    stream.write_all(format!("{text}\n").as_bytes()).unwrap();
    let mut answer = vec![0; text.len() + 1];
    stream.read_exact(&mut answer).unwrap();
    let reversed: String = text.chars().rev().collect();
    assert_eq!(answer, format!("{reversed}\n").as_bytes());
    assert_eq!(stream.read(&mut []).unwrap(), 0, "nothing is asked for");
    stream.close().unwrap();
    assert_eq!(stream.read(&mut answer).unwrap(), 0, "the server closes properly");
    assert!(stream.write(b"more").is_err(), "a closed connection takes no data");
    assert_eq!(stream.write(b"").unwrap(), 0);
}

#[test]
fn a_transport_that_breaks() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = server();
    let (mut rx, mut tx) = ([0; 512], [0; 256]);
    // In the middle of the ClientHello.
    assert_eq!(
        open(&server, 20, &mut rx, &mut tx).err().unwrap().kind(),
        io::ErrorKind::BrokenPipe
    );

    // Behind the handshake: the data were taken in, so the next call reports it.
    let (mut rx, mut tx) = ([0; 512], [0; 256]);
    let mut stream = open(&server, 4096, &mut rx, &mut tx).unwrap();
    while stream.write(b"a line of text\n").is_ok() {}
    assert_eq!(stream.flush().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
}

/// Our direction is closed, the server's is not: it still answers what it was asked.
#[test]
fn one_direction_closes_first() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = server();
    let (mut rx, mut tx) = ([0; 512], [0; 256]);
    let mut stream = open(&server, usize::MAX, &mut rx, &mut tx).unwrap();
    stream.write_all(b"drawer\n").unwrap();
    stream.close().unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(answer, b"reward\n");
}

/// Counts the calls that reach a socket.
struct Counted(TcpStream, usize);

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.1 += 1;
        self.0.read(into)
    }
}

impl Write for Counted {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.0.write(from)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Reads `lines` lines that were answered already, and yields the calls that took.
fn calls_for<T: Read + Write>(
    transport: T,
    lines: usize,
    calls: impl Fn(&mut T) -> usize,
) -> usize {
    let config = Config::<Tls13Psk> { psks: &[Psk::new(b"sensor-7", &KEY)], ..Config::new(&()) };
    let mut random = OsEntropy::generator().unwrap();
    let buffers = (vec![0; 512], vec![0; 256]);
    let mut scratch = HandshakeScratch::new();
    let stream = StdStream::client(transport, buffers, &config, &mut random, &mut scratch);
    let mut stream: StdStream<Tls13Psk, T> = stream.unwrap();
    for _ in 0..lines {
        stream.write_all(b"drawer\n").unwrap();
    }
    std::thread::sleep(std::time::Duration::from_millis(500));
    let before = calls(stream.connection_and_transport().1);
    let mut answer = vec![0; lines * 7];
    stream.read_exact(&mut answer).unwrap();
    assert!(answer.chunks(7).all(|line| line == b"reward\n"));
    calls(stream.connection_and_transport().1) - before
}

/// Records that have arrived are read together; without it each takes two calls.
#[test]
fn reading_ahead_saves_calls() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = server();
    let tcp = || Counted(TcpStream::connect(server.address()).unwrap(), 0);
    assert!(calls_for(tcp(), 20, |counted| counted.1) >= 40);
    assert!(calls_for(ReadAhead::new(tcp()), 20, |ahead| ahead.get_mut().1) <= 10);
}
