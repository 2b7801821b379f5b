//! An attacker in the middle that changes records or cuts the line.

use std::io::{ErrorKind as Io, Read, Write};

use motetls::num::AlertDescription as Alert;
use motetls::profiles::Tls13Ecdsa;
use motetls::{ErrorKind, Phase};
use motetls_interop::{Client, Family, engine_error, refusal};
use motetls_peers::{Direction, Proxy, Server, Tool, Verdict};

/// The records of `openssl s_server` to its client: ServerHello, change_cipher_spec,
/// EncryptedExtensions, Certificate, CertificateVerify, Finished, two tickets; then data.
const SERVER_HELLO: usize = 0;
const FINISHED: usize = 5;
const DATA: usize = 8;
/// Our records: ClientHello, Finished; then data.
const CLIENT_DATA: usize = 2;

/// A proxy that flips one bit in the last byte of a record, where the tag is.
fn flipping(server: &Server, direction: Direction, which: usize) -> Proxy {
    let verdict = move |way, number, record: &mut Vec<u8>| {
        if (way, number) == (direction, which) {
            *record.last_mut().unwrap() ^= 1;
        }
        Verdict::Pass
    };
    Proxy::start(server.address(), verdict).unwrap()
}

/// A proxy that cuts the line in place of a record to the client.
fn cutting(server: &Server, which: usize) -> Proxy {
    let verdict = move |way, number, _: &mut Vec<u8>| {
        if (way, number) == (Direction::ToClient, which) { Verdict::Cut } else { Verdict::Pass }
    };
    Proxy::start(server.address(), verdict).unwrap()
}

#[test]
fn tampered_records_of_the_handshake() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev"]);
    let mut client = Client::trusting(&family.root);
    for which in SERVER_HELLO + 2..=FINISHED {
        let proxy = flipping(&server, Direction::ToClient, which);
        let error = refusal(client.verify::<Tls13Ecdsa>(proxy.address()));
        assert_eq!(error, ErrorKind::BadRecordMac, "record {which}");
    }
    assert!(server.hears_alert(Alert::bad_record_mac.0), "{}", server.output());

    // The last byte of the ServerHello belongs to the server's key share: the point is not on the
    // curve any more.
    let proxy = flipping(&server, Direction::ToClient, SERVER_HELLO);
    let error = refusal(client.verify::<Tls13Ecdsa>(proxy.address()));
    assert_eq!(error, ErrorKind::IllegalParameter);
    assert!(server.hears_alert(Alert::illegal_parameter.0), "{}", server.output());
}

#[test]
fn a_hello_changed_on_its_way() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev"]);
    // A bit of the client's random: the transcripts differ, and with them the keys.
    let verdict = |way, number, record: &mut Vec<u8>| {
        if (way, number) == (Direction::ToServer, 0) {
            record[11] ^= 1;
        }
        Verdict::Pass
    };
    let proxy = Proxy::start(server.address(), verdict).unwrap();
    let error = refusal(Client::trusting(&family.root).verify::<Tls13Ecdsa>(proxy.address()));
    assert_eq!(error, ErrorKind::BadRecordMac);
}

#[test]
fn tampered_data() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev", "-msg"]);
    let mut client = Client::trusting(&family.root);
    let proxy = flipping(&server, Direction::ToClient, DATA);
    let mut stream = client.verify::<Tls13Ecdsa>(proxy.address()).unwrap();
    stream.write_all(b"drawer\n").unwrap();
    let mut answer = [0; 7];
    let error = stream.read(&mut answer).unwrap_err();
    assert_eq!(error.kind(), Io::InvalidData);
    assert_eq!(
        (engine_error(&error).kind, engine_error(&error).phase),
        (ErrorKind::BadRecordMac, Phase::Open)
    );
    assert_eq!(answer, [0; 7], "nothing of a tampered record comes out");
    assert!(
        server.prints("<<< TLS 1.3, Alert [length 0002], fatal bad_record_mac"),
        "{}",
        server.output()
    );
    assert!(stream.write_all(b"more\n").is_err(), "a broken connection takes no data");

    // What we send is protected just the same: the server notices, and says so.
    let proxy = flipping(&server, Direction::ToServer, CLIENT_DATA);
    let mut stream = client.verify::<Tls13Ecdsa>(proxy.address()).unwrap();
    stream.write_all(b"drawer\n").unwrap();
    let error = engine_error(&stream.read(&mut answer).unwrap_err());
    assert_eq!(error.kind, ErrorKind::AlertReceived(Alert::bad_record_mac));
}

#[test]
fn streams_cut_short() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev"]);
    let mut client = Client::trusting(&family.root);
    for which in SERVER_HELLO..=FINISHED {
        let proxy = cutting(&server, which);
        let error = refusal(client.verify::<Tls13Ecdsa>(proxy.address()));
        assert_eq!(error, ErrorKind::Truncated, "record {which}");
    }

    let proxy = cutting(&server, DATA + 1);
    let mut stream = client.verify::<Tls13Ecdsa>(proxy.address()).unwrap();
    stream.write_all(b"drawer\n").unwrap();
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"reward\n", "what came before the cut is complete");
    stream.write_all(b"drawer\n").unwrap();
    let error = stream.read(&mut answer).unwrap_err();
    assert_eq!(
        (error.kind(), engine_error(&error).kind),
        (Io::UnexpectedEof, ErrorKind::Truncated)
    );
}
