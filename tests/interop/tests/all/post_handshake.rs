//! Authentication after the handshake with `openssl s_server`, which sends a CertificateRequest
//! when it reads a line "c".

use std::io::{ErrorKind, Read, Write};

use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};
use motetls::{Config, Credential, EcdsaSigner, ServerName, TrustAnchor, UnixTime, profile};
use motetls_interop::file_key::{load, p256_signer};
use motetls_interop::{Client, Family, NAME};
use motetls_peers::{Recipe, Server, Tool};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, split};

use crate::mutual::client_certificate;

profile! {
    /// A device that can be asked for its certificate at any time.
    struct Later;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [post_handshake_auth];
    signer: EcdsaSigner<P256, Sha256>;
}

/// Opens a connection, has the server ask, answers, and asks for a line: twice.
fn asked(
    server: &mut Server,
    family: &Family,
    credentials: &[Credential<'_, <Later as motetls::Profile>::Signer>],
) {
    let mut client = Client::trusting(&family.root).buffers(2048, 1024);
    let trusted = client.trusted.clone();
    let anchors = [TrustAnchor::from_certificate(&trusted[0]).unwrap()];
    let config = Config::<Later> {
        server_name: Some(ServerName::from_static(NAME)),
        anchors: &anchors,
        now: Some(UnixTime(1_800_000_000)),
        credentials,
        ..Config::new(&())
    };
    let mut stream = client.with(server.address(), &config).unwrap();
    stream.write_all(b"hello from a sensor\n").unwrap();
    assert!(server.prints("hello from a sensor\n"), "{}", server.output());
    for turn in 1..=2 {
        server.type_in("c\n").unwrap();
        let asked = stream.read(&mut [0; 64]).unwrap_err();
        assert_eq!(asked.kind(), ErrorKind::PermissionDenied, "{asked}: {}", server.output());
        stream.authenticate(&config).unwrap();
        server.type_in("a line behind\n").unwrap();
        let mut told = [0; 14];
        stream.read_exact(&mut told).unwrap();
        assert_eq!(&told, b"a line behind\n");
        let words = format!("turn {turn}\n");
        stream.write_all(words.as_bytes()).unwrap();
        assert!(server.prints(&words), "{}", server.output());
    }
    stream.close().unwrap();
}

#[test]
fn a_device_shows_its_certificate_when_it_is_asked() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let (certificate, key) = load(&client_certificate(&family, Recipe::server(NAME).key));
    let signer = p256_signer(&key);
    let root = family.root.certificate.display().to_string();
    let mut server = family.openssl(&["-CAfile", &root]);
    asked(&mut server, &family, &[Credential { chain: &[&certificate], signer: &signer }]);
    assert!(server.prints_times("CN = server sensor-7.example", 2), "{}", server.output());
}

#[test]
fn a_device_without_a_certificate_shows_none() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let root = family.root.certificate.display().to_string();
    let mut server = family.openssl(&["-CAfile", &root]);
    asked(&mut server, &family, &[]);
    assert!(!server.output().contains("sensor-7.example"));
}

/// The same over tokio, whose halves are put together to answer.
#[test]
fn a_device_shows_its_certificate_over_tokio() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let (certificate, key) = load(&client_certificate(&family, Recipe::server(NAME).key));
    let signer = p256_signer(&key);
    let root = family.root.certificate.display().to_string();
    let mut server = family.openssl(&["-CAfile", &root]);
    let trusted = Client::trusting(&family.root).trusted;
    let config = Config::<Later> {
        server_name: Some(ServerName::from_static(NAME)),
        anchors: &[TrustAnchor::from_certificate(&trusted[0]).unwrap()],
        now: Some(UnixTime(1_800_000_000)),
        credentials: &[Credential { chain: &[&certificate], signer: &signer }],
        ..Config::new(&())
    };
    crate::tokio_io::run(async {
        let buffers = (2048, 1024);
        let stream = crate::tokio_io::open(server.address(), buffers, &config).await.unwrap();
        let (mut reader, mut writer) = split(stream);
        writer.write_all(b"hello from a sensor\n").await.unwrap();
        assert!(server.prints("hello from a sensor\n"), "{}", server.output());
        server.type_in("c\n").unwrap();
        let asked = reader.read(&mut [0; 64]).await.unwrap_err();
        assert_eq!(asked.kind(), ErrorKind::PermissionDenied, "{asked}");
        let mut stream = reader.unsplit(writer);
        stream.authenticate(&config).await.unwrap();
        server.type_in("a line behind\n").unwrap();
        let mut told = [0; 14];
        stream.read_exact(&mut told).await.unwrap();
        assert_eq!(&told, b"a line behind\n");
        stream.shutdown().await.unwrap();
    });
    assert!(server.prints("CN = server sensor-7.example"), "{}", server.output());
}
