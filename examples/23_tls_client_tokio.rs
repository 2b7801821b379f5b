//! A TLS client on tokio: verifies the server, sends what it reads from standard input, and prints
//! what the server sends, in two tasks that own a half of the connection each.
//!
//! `cargo run -p motetls-examples --bin 23_tls_client_tokio -- HOST:PORT NAME CA.pem`

use std::error::Error;
use std::io::ErrorKind;
use std::time::{Duration, SystemTime};

use motetls::os_entropy::OsEntropy;
use motetls::pki::pem;
use motetls::profiles::Tls13Ecdsa;
use motetls::tokio_io::TokioStream;
use motetls::{Config, FULL_RX, FULL_TX, HandshakeScratch, ServerName, TrustAnchor, UnixTime};
use tokio::io::{AsyncWriteExt, copy, split, stdin, stdout};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Connects and does the handshake. The stream owns all it needs: it may go to any task.
async fn connect(
    address: &str,
    name: &str,
    ca: &[u8],
) -> Result<TokioStream<Tls13Ecdsa, TcpStream>, Box<dyn Error>> {
    let certificates = pem::certificates(ca)?;
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
    let buffers = (vec![0; FULL_RX], vec![0; FULL_TX]);
    let mut scratch = HandshakeScratch::new();
    let tcp = TcpStream::connect(address).await?;
    Ok(TokioStream::client(tcp, buffers, &config, &mut random, &mut scratch).await?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, name, ca] = arguments.as_slice() else {
        return Err("usage: HOST:PORT NAME CA.pem".into());
    };
    let tls =
        timeout(Duration::from_secs(10), connect(address, name, &std::fs::read(ca)?)).await??;
    let (mut reader, mut writer) = split(tls);
    let receiving = tokio::spawn(async move { copy(&mut reader, &mut stdout()).await });

    copy(&mut stdin(), &mut writer).await?;
    let closed = writer.shutdown().await;
    receiving.await??;
    match closed {
        // A server may have gone before we said goodbye.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
