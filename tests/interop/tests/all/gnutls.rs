//! `gnutls-serv`, which honours record_size_limit and has one of its own.

use std::io::{Read, Write};

use motetls::num::AlertDescription;
use motetls::profiles::{Tls13Ecdsa, Tls13Psk, Tls13PskEcdhe};
use motetls::{Config, ErrorKind, Psk};
use motetls_interop::{Client, Family, engine_error, refusal};
use motetls_peers::{Direction, Proxy, Tool};

/// What a record adds to its content: header, content type, tag.
const OVERHEAD: usize = 5 + 1 + 16;

fn ready() -> bool {
    Tool::GnuTls.ready() && Tool::OpenSsl.ready()
}

#[test]
fn a_long_download_arrives_in_small_buffers() {
    if !ready() {
        return;
    }
    let family = Family::new();
    let text: Vec<u8> = (0..400_000u32).map(|number| (number % 251) as u8).collect();
    let file = family.pki.scratch().write("data", &text).unwrap().display().to_string();
    let server = family.gnutls(&["--http", "--httpdata", &file, "--disable-client-cert"]);
    for rx in [1024, 2048, 16_384] {
        let proxy = Proxy::counting(server.address()).unwrap();
        let mut client = Client::trusting(&family.root).buffers(rx, 512);
        let mut stream = client.verify::<Tls13Ecdsa>(proxy.address()).unwrap();
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(answer.ends_with(&text), "{rx}: {} bytes of {}", answer.len(), text.len());
        let to_client =
            proxy.seen().into_iter().filter(|record| record.direction == Direction::ToClient);
        let longest = to_client.map(|record| record.length).max().unwrap();
        assert!(longest <= rx + 5, "a record of {longest} bytes came for a buffer of {rx}");
    }
}

#[test]
fn its_own_limit_is_kept() {
    if !ready() {
        return;
    }
    let family = Family::new();
    let server = family.gnutls(&["--echo", "--recordsize", "512", "--disable-client-cert"]);
    let proxy = Proxy::counting(server.address()).unwrap();
    let mut client = Client::trusting(&family.root).buffers(4096, 4096);
    let mut stream = client.verify::<Tls13Ecdsa>(proxy.address()).unwrap();
    let limit = usize::from(stream.connection().negotiated().unwrap().record_size_limit().unwrap());
    let text: Vec<u8> =
        (0..200).flat_map(|number| format!("line {number:05}\n").into_bytes()).collect();
    stream.write_all(&text).unwrap();
    let mut answer = vec![0; text.len()];
    stream.read_exact(&mut answer).unwrap();
    assert!(answer == text);
    let from_client =
        proxy.seen().into_iter().filter(|record| record.direction == Direction::ToServer);
    let longest = from_client.map(|record| record.length).max().unwrap();
    assert!(
        longest <= limit - 1 + OVERHEAD,
        "a record of {longest} bytes went to a server with a limit of {limit}"
    );
}

#[test]
fn a_request_for_a_client_certificate() {
    if !ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    let server = family.gnutls(&["--echo"]);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    stream.write_all(b"drawer\n").unwrap();
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"drawer\n");
    drop(stream);

    let server = family.gnutls(&["--echo", "--require-client-cert"]);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    let error = engine_error(&stream.read(&mut answer).unwrap_err());
    assert_eq!(error.kind, ErrorKind::AlertReceived(AlertDescription::certificate_required));
}

#[test]
fn application_protocols() {
    if !ready() {
        return;
    }
    let family = Family::new();
    let server =
        family.gnutls(&["--echo", "--disable-client-cert", "--alpn", "mqtt", "--alpn-fatal"]);
    let mut client = Client { alpn: vec![b"coap", b"mqtt"], ..Client::trusting(&family.root) };
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    assert_eq!(stream.connection().negotiated().unwrap().alpn, Some(1));
    drop(stream);
    client.alpn = vec![b"h2"];
    let refused = refusal(client.verify::<Tls13Ecdsa>(server.address()));
    assert_eq!(refused, ErrorKind::AlertReceived(AlertDescription::no_application_protocol));
}

#[test]
fn pre_shared_key_with_and_without_a_curve() {
    if !ready() {
        return;
    }
    let family = Family::new();
    let keys =
        family.pki.scratch().write("keys", "sensor-7:101112131415161718191a1b1c1d1e1f\n").unwrap();
    let keys = keys.display().to_string();
    let priority =
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-CCM-8:+PSK:+DHE-PSK:+ECDHE-PSK";
    let server = family.gnutls(&["--echo", "--pskpasswd", &keys, "--priority", priority]);
    let secret: Vec<u8> = (0x10..0x20).collect();
    let psks = &[Psk::new(b"sensor-7", &secret)];
    let mut client = Client::shared();
    for with_curve in [true, false] {
        let mut answer = [0; 7];
        let ephemeral = if with_curve {
            let config = Config::<Tls13PskEcdhe> { psks, ..Config::new(&()) };
            let mut stream = client.with(server.address(), &config).unwrap();
            stream.write_all(b"drawer\n").unwrap();
            stream.read_exact(&mut answer).unwrap();
            stream.connection().negotiated().unwrap().group.is_some()
        } else {
            let config = Config::<Tls13Psk> { psks, ..Config::new(&()) };
            let mut stream = client.with(server.address(), &config).unwrap();
            stream.write_all(b"drawer\n").unwrap();
            stream.read_exact(&mut answer).unwrap();
            stream.connection().negotiated().unwrap().group.is_some()
        };
        assert_eq!((&answer, ephemeral), (b"drawer\n", with_curve));
    }
}
