//! The blocking adapters over transports that do as little as they may.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

use std::io::{self, Read, Write};
use std::net::TcpStream;

use motetls::crypto::{HmacDrbg, Sha256};
use motetls::os_entropy::OsEntropy;
use motetls::profiles::Tls13Psk;
use motetls::std_io::Stream;
use motetls::{Config, Psk, Workshop};
use motetls_peers::{Server, Tool};

const KEY: [u8; 16] = [0x10; 16];

/// Moves one byte at a time, is interrupted before each, and breaks after a number of bytes sent.
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
    let psk = ["-tls1_3", "-nocert", "-psk_identity", "sensor-7", "-psk", &key, "-allow_no_dhe_kex"];
    Server::openssl(&[&psk[..], &["-rev", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"]].concat()).unwrap()
}

fn open<'b>(
    server: &Server,
    left: usize,
    rx: &'b mut [u8],
    tx: &'b mut [u8],
) -> io::Result<Stream<'b, Tls13Psk, Meagre>> {
    let tcp = TcpStream::connect(server.address()).unwrap();
    tcp.set_nodelay(true).unwrap();
    let config = Config::<Tls13Psk> { psk: Some(Psk { identity: b"sensor-7", secret: &KEY }), ..Config::new(&()) };
    let mut random = HmacDrbg::<Sha256, _>::new(OsEntropy, b"", b"").unwrap();
    Stream::client(Meagre { tcp, interrupted: false, left }, (rx, tx), &config, &mut random, &mut Workshop::new())
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
    assert_eq!(open(&server, 20, &mut rx, &mut tx).err().unwrap().kind(), io::ErrorKind::BrokenPipe);

    // Behind the handshake: the data were taken in, so the next call reports it.
    let (mut rx, mut tx) = ([0; 512], [0; 256]);
    let mut stream = open(&server, 4096, &mut rx, &mut tx).unwrap();
    while stream.write(b"a line of text\n").is_ok() {}
    assert_eq!(stream.flush().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
}
