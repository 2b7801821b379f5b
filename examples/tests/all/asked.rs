//! A server asks for a certificate while a stream is in two halves.

use embedded_io_adapters::tokio_1::FromTokio;
use embedded_io_async::{Read, Write};
use motetls::asynchronous::AsyncStream;
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};
use motetls::halves::SharedStream;
use motetls::os_entropy::OsEntropy;
use motetls::{Config, HandshakeScratch, StreamError, profile};
use motetls_peers::{Pki, Recipe, Server, Tool};
use tokio::net::TcpStream;

profile! {
    /// A device that may be asked for a certificate, and has none; it does not verify the server.
    struct Asked;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [unverified];
    options: [post_handshake_auth];
}

#[test]
fn the_half_that_reads_answers() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let pki = Pki::new().unwrap();
    let issued = pki.issue(&Recipe::server("server.example"), None).unwrap();
    let mut server = Server::certified(&issued, None, &[]).unwrap();
    crate::halves::run(async {
        let tcp = FromTokio::new(TcpStream::connect(server.address()).await.unwrap());
        let config = Config::<Asked>::new(&());
        let mut random = OsEntropy::generator().unwrap();
        let (buffers, mut scratch) = ((vec![0; 2048], vec![0; 600]), HandshakeScratch::new());
        let stream =
            AsyncStream::client_without_shutdown(tcp, buffers, &config, &mut random, &mut scratch);
        let mut stream = SharedStream::from(stream.await.unwrap());
        let (mut reader, mut writer) = stream.split();
        writer.write_all(b"hello from a sensor\n").await.unwrap();
        writer.flush().await.unwrap();
        assert!(server.prints("hello from a sensor\n"), "{}", server.output());
        server.type_in("c\n").unwrap();
        let asked = reader.read(&mut [0; 64]).await;
        assert!(matches!(asked, Err(StreamError::Authenticate)), "{asked:?}");
        let (answered, written) =
            tokio::join!(reader.authenticate(&config), writer.write_all(b"and on it goes\n"));
        answered.unwrap();
        written.unwrap();
        writer.flush().await.unwrap();
        assert!(server.prints("and on it goes\n"), "{}", server.output());
        server.type_in("a line behind\n").unwrap();
        let mut told = [0; 14];
        reader.read_exact(&mut told).await.unwrap();
        assert_eq!(&told, b"a line behind\n");
    });
}
