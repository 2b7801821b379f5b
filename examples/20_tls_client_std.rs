//! A TLS client over a `TcpStream`: connects, verifies the server, says a line and prints the
//! answer.
//!
//! `cargo run -p motetls-examples --bin 20_tls_client_std -- HOST:PORT NAME CA.pem`

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::SystemTime;

use motetls::os_entropy::OsEntropy;
use motetls::pki::pem;
use motetls::profiles::Tls13Ecdsa;
use motetls::std_io::{ReadAhead, StdStream};
use motetls::{Config, FULL_RX, FULL_TX, HandshakeScratch, ServerName, TrustAnchor, UnixTime};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, name, ca] = arguments.as_slice() else {
        return Err("usage: HOST:PORT NAME CA.pem".into());
    };

    let certificates = pem::certificates(&std::fs::read(ca)?)?;
    let anchors = certificates
        .iter()
        .map(|der| TrustAnchor::from_certificate(der))
        .collect::<Result<Vec<_>, _>>()?;
    let config = Config::<Tls13Ecdsa> {
        server_name: Some(ServerName::dns(name)?),
        anchors: &anchors,
        now: Some(UnixTime(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs())),
        ..Config::new(&())
    };

    let mut random = OsEntropy::generator()?;
    let (buffers, mut scratch) = ((vec![0; FULL_RX], vec![0; FULL_TX]), HandshakeScratch::new());
    let tcp = ReadAhead::new(TcpStream::connect(address)?);
    let mut tls = StdStream::client(tcp, buffers, &config, &mut random, &mut scratch)?;

    tls.write_all(b"Hello from a small device\n")?;
    let mut answer = [0; 256];
    let n = tls.read(&mut answer)?;
    std::io::stdout().write_all(answer.get(..n).unwrap_or(&[]))?;
    tls.close()?;
    Ok(())
}
