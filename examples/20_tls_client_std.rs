//! A TLS client over a `TcpStream`: connects, verifies the server, says a line and prints the answer.
//!
//! `cargo run -p motetls-examples --bin 20_tls_client_std -- HOST:PORT NAME CA.pem`

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::SystemTime;

use motetls::crypto::{HmacDrbg, Sha256};
use motetls::os_entropy::OsEntropy;
use motetls::profiles::Tls13Ecdsa;
use motetls::std_io::Stream;
use motetls::{Config, ServerName, TrustAnchor, UnixTime, Workshop, pki::pem};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, name, ca] = arguments.as_slice() else { return Err("usage: HOST:PORT NAME CA.pem".into()) };

    let certificates = pem::certificates(&std::fs::read(ca)?)?;
    let anchors = certificates.iter().map(|der| TrustAnchor::from_certificate(der)).collect::<Result<Vec<_>, _>>()?;
    let config = Config::<Tls13Ecdsa> {
        server_name: Some(ServerName::Dns(name)),
        anchors: &anchors,
        now: Some(UnixTime(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs())),
        ..Config::new(&())
    };

    let mut random = HmacDrbg::<Sha256, _>::new(OsEntropy, &[], b"20_tls_client_std")?;
    let (mut rx, mut tx) = ([0; 4096], [0; 1024]);
    let tcp = TcpStream::connect(address)?;
    let mut tls = Stream::client(tcp, (&mut rx, &mut tx), &config, &mut random, &mut Workshop::new())?;

    tls.write_all(b"Hello from a small device\n")?;
    let mut answer = [0; 256];
    let n = tls.read(&mut answer)?;
    std::io::stdout().write_all(answer.get(..n).unwrap_or(&[]))?;
    tls.close()?;
    Ok(())
}
