//! `openssl s_server` over every profile and every road through a handshake that ends well.

use std::io::{Read, Write};
use std::net::TcpStream;

use motetls::num::AlertDescription;
use motetls::profiles::{Tls13Ecdsa, Tls13Psk, Tls13PskEcdhe};
use motetls::std_io::StdStream;
use motetls::{AeadId, Config, ErrorKind, Profile, Psk};
use motetls_interop::{Client, EcdsaCcm, EcdsaCcm8, Family, NAME, engine_error};
use motetls_peers::{Direction, Proxy, Recipe, Record, Server, Tool};

const KEY: [u8; 16] = [
    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
];
const PSK: &[&str] = &[
    "-tls1_3",
    "-nocert",
    "-psk_identity",
    "sensor-7",
    "-psk",
    "101112131415161718191a1b1c1d1e1f",
];

/// Says a line to a server that answers with it reversed, and closes.
fn converse<P: Profile>(mut stream: StdStream<P, TcpStream, &mut [u8]>) {
    stream.write_all(b"drawer\n").unwrap();
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"reward\n");
    stream.close().unwrap();
    assert_eq!(stream.read(&mut answer).unwrap(), 0, "the server closes properly");
}

fn psk<P: Profile<Observer = ()>>() -> Config<'static, P> {
    const KEYS: &[Psk<'static>] = &[Psk::new(b"sensor-7", &KEY)];
    Config { psks: KEYS, ..Config::new(&()) }
}

#[test]
fn certificates_with_every_suite() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = |suite| family.openssl(&["-rev", "-ciphersuites", suite]);

    let gcm = server("TLS_AES_128_GCM_SHA256");
    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify::<Tls13Ecdsa>(gcm.address()).unwrap();
    let negotiated = stream.connection().negotiated().unwrap();
    assert_eq!(
        (negotiated.suite.aead, negotiated.psk.is_some(), negotiated.group.is_some()),
        (AeadId::Aes128Gcm, false, true)
    );
    converse(stream);

    let ccm = server("TLS_AES_128_CCM_SHA256");
    converse(client.verify::<EcdsaCcm>(ccm.address()).unwrap());
    let ccm_8 = server("TLS_AES_128_CCM_8_SHA256");
    converse(client.verify::<EcdsaCcm8>(ccm_8.address()).unwrap());
}

#[test]
fn pre_shared_key_with_and_without_a_curve() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let suite = ["-rev", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256", "-allow_no_dhe_kex"];
    let server = Server::openssl(&[PSK, &suite].concat()).unwrap();
    let mut client = Client::shared();

    let mut stream = client.with(server.address(), &psk::<Tls13PskEcdhe>()).unwrap();
    let negotiated = stream.connection().negotiated().unwrap();
    assert_eq!(
        (negotiated.suite.aead, negotiated.psk.is_some(), negotiated.group.is_some()),
        (AeadId::Aes128Ccm8, true, true)
    );
    converse(stream);

    let mut stream = client.with(server.address(), &psk::<Tls13Psk>()).unwrap();
    let negotiated = stream.connection().negotiated().unwrap();
    assert_eq!(
        (negotiated.suite.aead, negotiated.psk.is_some(), negotiated.group.is_some()),
        (AeadId::Aes128Ccm8, true, false)
    );
    converse(stream);
}

#[test]
fn hello_retry_request_with_a_cookie() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    // Only with certificates: `s_server -stateless` does not accept binders after a retry, not even
    // those of s_client.
    let server = family.openssl(&["-stateless"]);
    let proxy = Proxy::counting(server.address()).unwrap();
    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify::<Tls13Ecdsa>(proxy.address()).unwrap();
    stream.write_all(b"after a retry\n").unwrap();
    assert!(server.prints("after a retry\n"), "{}", server.output());
    let hello =
        |record: &&Record| record.direction == Direction::ToServer && record.content_type == 22;
    assert_eq!(
        proxy.seen().iter().filter(hello).count(),
        2,
        "two ClientHellos: {:?}",
        proxy.seen()
    );
}

#[test]
fn key_updates_of_the_server() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut server = family.openssl(&["-msg"]);
    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    let mut line = [0; 6];
    for (command, before, after) in [
        ("k\n", "k one\n", "k two\n"),
        ("K\n", "K one\n", "K two\n"),
        ("K\n", "3 one\n", "3 two\n"),
    ] {
        // The letters are commands only at the start of what is typed in at once: wait until the
        // line has arrived.
        for (typed, arrives) in
            [(format!("-{before}"), true), (command.to_owned(), false), (format!("-{after}"), true)]
        {
            server.type_in(&typed).unwrap();
            if arrives {
                let mut line = [0; 7];
                stream.read_exact(&mut line).unwrap();
                assert_eq!(line, typed.as_bytes());
            } else {
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
        }
        line.copy_from_slice(before.as_bytes());
        stream.write_all(&line).unwrap();
        assert!(server.prints(before), "{}", server.output());
    }
    assert!(
        server.prints_times(">>> TLS 1.3, Handshake [length 0005], KeyUpdate", 3),
        "{}",
        server.output()
    );
    assert!(
        server.prints_times("<<< TLS 1.3, Handshake [length 0005], KeyUpdate", 2),
        "{}",
        server.output()
    );
}

#[test]
fn key_updates_of_ours() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev", "-msg"]);
    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    for request in [false, true, true, false] {
        stream.connection().update_keys(request).unwrap();
        stream.write_all(b"drawer\n").unwrap();
        let mut answer = [0; 7];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"reward\n");
    }
    converse(stream);
    assert!(
        server.prints_times("<<< TLS 1.3, Handshake [length 0005], KeyUpdate", 4),
        "{}",
        server.output()
    );
    assert!(
        server.prints_times(">>> TLS 1.3, Handshake [length 0005], KeyUpdate", 2),
        "{}",
        server.output()
    );
}

#[test]
fn a_request_for_a_client_certificate() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    let optional = family.openssl(&["-rev", "-verify", "1", "-msg"]);
    converse(client.verify::<Tls13Ecdsa>(optional.address()).unwrap());
    assert!(
        optional.prints("<<< TLS 1.3, Handshake [length 0008], Certificate"),
        "{}",
        optional.output()
    );

    let required = family.openssl(&["-rev", "-Verify", "1"]);
    let mut stream = client.verify::<Tls13Ecdsa>(required.address()).unwrap();
    let error = engine_error(&stream.read(&mut [0; 8]).unwrap_err());
    assert_eq!(error.kind, ErrorKind::AlertReceived(AlertDescription::certificate_required));
}

#[test]
fn a_chain_of_three_over_five_kilobytes_in_2048_bytes() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let padded = |recipe: Recipe| Recipe { padding: 1_400, ..recipe };
    let family = Family::of(&padded(Recipe::authority("Middle")), &padded(Recipe::server(NAME)));
    let lower =
        family.pki.issue(&padded(Recipe::authority("Lower")), Some(&family.middle)).unwrap();
    let leaf = family.pki.issue(&padded(Recipe::server(NAME)), Some(&lower)).unwrap();
    let chain = family.pki.bundle("three.pem", &[&lower, &family.middle]).unwrap();
    let server = Server::certified(&leaf, Some(&chain), &["-rev"]).unwrap();
    let proxy = Proxy::counting(server.address()).unwrap();
    let mut client = Client::trusting(&family.root).buffers(2048, 512);
    converse(client.verify::<Tls13Ecdsa>(proxy.address()).unwrap());
    let longest = proxy
        .seen()
        .iter()
        .filter(|record| record.direction == Direction::ToClient)
        .map(|record| record.length)
        .max();
    // openssl keeps to max_fragment_length; a chain in one record is the scripted server's to send
    assert_eq!(longest, Some(5 + 1024 + 1 + 16), "{:?}", proxy.seen());
}

#[test]
fn padded_records() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    // openssl pads up to max_fragment_length and no further
    for padding in ["512", "1500", "8192"] {
        let server = family.openssl(&["-rev", "-record_padding", padding]);
        converse(client.verify::<Tls13Ecdsa>(server.address()).unwrap());
    }
    // Where none is offered, padding far beyond the buffer does no harm to a handshake; what is too
    // long then are tickets and data.
    let mut client = Client::trusting(&family.root).buffers(520, 512);
    let server = family.openssl(&["-rev", "-record_padding", "8192"]);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    let error = engine_error(&stream.read(&mut [0; 8]).unwrap_err());
    assert_eq!(
        (error.kind, error.needed, error.buffer),
        (ErrorKind::RecordTooLarge, 8192 + 16, 520)
    );
}

#[test]
fn small_records_and_many_tickets() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = Client::trusting(&family.root);
    let server = family.openssl(&["-rev", "-max_send_frag", "512", "-num_tickets", "12"]);
    converse(client.verify::<Tls13Ecdsa>(server.address()).unwrap());
}

#[test]
fn application_protocols() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev", "-alpn", "coap,mqtt"]);
    let mut client = Client { alpn: vec![b"h2", b"mqtt"], ..Client::trusting(&family.root) };
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    assert_eq!(stream.connection().negotiated().unwrap().alpn, Some(1));
    converse(stream);

    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    assert_eq!(stream.connection().negotiated().unwrap().alpn, None);
    converse(stream);
}

#[test]
fn long_texts_leave_in_small_records() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&[]);
    let mut client = Client::trusting(&family.root).buffers(1024, 256);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    let text: String = (0..5_000).map(|number| format!("line {number}\n")).collect();
    stream.write_all(text.as_bytes()).unwrap();
    assert!(server.prints("line 4999\n"));
    assert!(server.prints(&text), "the text arrived in another order");
}

#[test]
fn addresses_as_names_and_intermediates_as_anchors() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let alt_name = Some("DNS:a.example,IP:127.0.0.1".to_owned());
    let family = Family::with_server(&Recipe { alt_name, ..Recipe::server(NAME) });
    let server = family.openssl(&["-rev"]);
    for anchor in [&family.root, &family.middle, &family.server] {
        let mut client = Client { name: "127.0.0.1", ..Client::trusting(anchor) };
        converse(client.verify::<Tls13Ecdsa>(server.address()).unwrap());
    }
}

/// openssl ignores record_size_limit and honours max_fragment_length: what it has to say at once
/// comes in records that fit 2,048 bytes.
#[test]
fn long_data_into_a_small_buffer() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut server = family.openssl(&[]);
    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    let negotiated = stream.connection().negotiated().unwrap();
    assert_eq!(negotiated.record_size_limit(), Some(1025));
    let line = format!("{}\n", "x".repeat(12_000));
    server.type_in(&line).unwrap();
    let mut heard = vec![0; line.len()];
    stream.read_exact(&mut heard).unwrap();
    assert_eq!(heard, line.as_bytes());
}
