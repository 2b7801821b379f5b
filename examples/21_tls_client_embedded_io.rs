//! The same client by the traits of `embedded-io`, as firmware would write it, with a pre-shared
//! key instead of certificates. Only the transport and the entropy source are the host's.
//!
//! `cargo run -p motetls-examples --bin 21_tls_client_embedded_io -- HOST:PORT`

use std::error::Error;
use std::net::TcpStream;

use embedded_io::{Read, Write};
use embedded_io_adapters::std::FromStd;
use motetls::blocking::BlockingStream;
use motetls::os_entropy::OsEntropy;
use motetls::profiles::Tls13PskEcdhe;
use motetls::{Config, HandshakeScratch, Psk, Random, StreamError, std_io};

/// The key this device shares with its server:
/// `openssl s_server -nocert -psk_identity sensor-7 -psk 101112…`.
const KEY: [u8; 16] = [
    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
];

/// Reports a temperature over any transport and yields the length of the answer, which lies at the
/// start of `answer`.
fn report<T: Read + Write>(
    transport: T,
    shut_down: fn(&mut T),
    random: &mut impl Random,
    answer: &mut [u8],
) -> Result<usize, StreamError<T::Error>> {
    let config =
        Config::<Tls13PskEcdhe> { psks: &[Psk::new(b"sensor-7", &KEY)], ..Config::new(&()) };
    let (mut rx, mut tx) = ([0; 512], [0; 512]);
    let (buffers, mut scratch) = ((&mut rx[..], &mut tx[..]), HandshakeScratch::new());
    let mut tls =
        BlockingStream::client(transport, shut_down, buffers, &config, random, &mut scratch)?;
    tls.write_all(b"21.5 degrees\n")?;
    let n = tls.read(answer)?;
    tls.close()?;
    Ok(n)
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("usage: HOST:PORT")?;
    let mut random = OsEntropy::generator()?;
    let mut answer = [0; 64];
    let tcp = FromStd::new(TcpStream::connect(address)?);
    let shut_down = |tcp: &mut FromStd<TcpStream>| std_io::shut_down(tcp.inner_mut());
    let n = report(tcp, shut_down, &mut random, &mut answer)?;
    print!("{}", String::from_utf8_lossy(answer.get(..n).unwrap_or(&[])));
    Ok(())
}
