//! TLS by the four doors alone, for a stack that calls back: lwIP in its raw mode, a modem's
//! driver, an interrupt with a DMA buffer. No adapter, no trait of a transport.
//!
//! `cargo run -p motetls-examples --bin 26_callbacks -- HOST:PORT`

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;

use motetls::os_entropy::OsEntropy;
use motetls::profiles::Tls13PskEcdhe;
use motetls::{Config, Connection, HandshakeScratch, Psk, Wants};

/// The key this device shares with its server:
/// `openssl s_server -nocert -psk_identity sensor-7 -psk 101112…`.
const KEY: [u8; 16] = [
    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
];

/// A stack that hands every segment to a callback, which says how much of it it took; the rest
/// comes again, as lwIP's does when a `recv` callback takes less.
struct Stack {
    tcp: TcpStream,
    segment: Vec<u8>,
}

impl Stack {
    /// One turn of the main loop.
    fn poll(&mut self, received: impl FnOnce(&[u8]) -> usize) -> Result<(), Box<dyn Error>> {
        if self.segment.is_empty() {
            let mut room = [0; 536];
            let n = self.tcp.read(&mut room)?;
            self.segment.extend(room.iter().take(n));
        }
        if self.segment.is_empty() {
            return Err("the server is gone".into());
        }
        let taken = received(&self.segment);
        self.segment.drain(..taken);
        Ok(())
    }

    /// Takes as much as fits into its memory.
    fn send(&mut self, bytes: &[u8]) -> Result<usize, Box<dyn Error>> {
        Ok(self.tcp.write(bytes)?)
    }
}

/// Copies what both have in common and yields how much that was: `cipher_in` lends no more than the
/// record at hand still needs, and nothing while data wait to be taken.
fn copy(to: &mut [u8], from: &[u8]) -> usize {
    to.iter_mut().zip(from).map(|(to, from)| *to = *from).count()
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("usage: HOST:PORT")?;
    let mut stack = Stack { tcp: TcpStream::connect(address)?, segment: Vec::new() };
    let config =
        Config::<Tls13PskEcdhe> { psks: &[Psk::new(b"sensor-7", &KEY)], ..Config::new(&()) };
    let (mut rx, mut tx, mut scratch) = ([0; 512], [0; 512], HandshakeScratch::new());
    let mut tls = Connection::new(&mut rx, &mut tx);

    let mut handshake = tls.client(&config, &mut OsEntropy::generator()?, &mut scratch)?;
    loop {
        match handshake.wants()? {
            Wants::Send => {
                let n = stack.send(handshake.cipher_out())?;
                handshake.cipher_out_done(n);
            }
            Wants::Receive => stack.poll(|segment| {
                let n = copy(handshake.cipher_in(), segment);
                handshake.cipher_in_done(n);
                n
            })?,
            _ => break,
        }
    }
    drop(handshake);

    let n = copy(tls.plain_in(), b"21.5 degrees\n");
    tls.plain_in_done(n)?;
    loop {
        match tls.wants()? {
            Wants::Send => {
                let n = stack.send(tls.cipher_out())?;
                tls.cipher_out_done(n);
            }
            Wants::Receive => stack.poll(|segment| {
                let n = copy(tls.cipher_in(), segment);
                tls.cipher_in_done(n);
                n
            })?,
            Wants::Take => {
                print!("{}", String::from_utf8_lossy(tls.plain_out()));
                let n = tls.plain_out().len();
                tls.plain_out_done(n);
                tls.close();
            }
            _ => return Ok(()),
        }
    }
}
