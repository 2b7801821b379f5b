//! Servers that must be refused, or refuse: each with its own error, and the alert the server
//! hears.

use std::io::{Read, Write};
use std::net::TcpListener;

use motetls::num::AlertDescription as Alert;
use motetls::profiles::{Tls13Ecdsa, Tls13Psk, Tls13PskEcdhe};
use motetls::{CertError, Config, ErrorKind, Phase, Psk};
use motetls_interop::{Client, Family, NAME, engine_error, refusal};
use motetls_peers::{Pki, Recipe, Server, Tool, pki};

/// A server of this family is refused for this reason, and hears this alert.
fn refused(family: &Family, client: &mut Client, error: CertError, alert: Alert) {
    let server = family.openssl(&["-rev"]);
    let refused = refusal(client.verify::<Tls13Ecdsa>(server.address()));
    assert_eq!(refused, ErrorKind::Certificate(error));
    assert_eq!(refused.alert(), Some(alert));
    assert!(server.hears_alert(alert.0), "{}", server.output());
}

/// A receive buffer too short for any max_fragment_length, which openssl would keep to.
const SMALL: usize = 520;

#[test]
fn a_wrong_name() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    for name in ["other.example", "x.server.example", "example", "127.0.0.1"] {
        let mut client = Client { name, ..Client::trusting(&family.root) };
        refused(&family, &mut client, CertError::NameMismatch, Alert::bad_certificate);
    }
}

#[test]
fn times_that_are_over_or_to_come() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let (leaf, middle) = (Recipe::server(NAME), Recipe::authority("Middle"));
    for (validity, error) in
        [(pki::EXPIRED, CertError::Expired), (pki::NOT_YET, CertError::NotYetValid)]
    {
        let old_leaf = Family::with_server(&Recipe { validity, ..leaf.clone() });
        refused(
            &old_leaf,
            &mut Client::trusting(&old_leaf.root),
            error,
            Alert::certificate_expired,
        );
        let old_middle = Family::of(&Recipe { validity, ..middle.clone() }, &leaf);
        refused(
            &old_middle,
            &mut Client::trusting(&old_middle.root),
            error,
            Alert::certificate_expired,
        );
    }
}

#[test]
fn issuers_that_are_not_trusted() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let stranger = family.pki.issue(&Recipe::authority("Stranger"), None).unwrap();
    refused(&family, &mut Client::trusting(&stranger), CertError::UnknownIssuer, Alert::unknown_ca);
    refused(&family, &mut Client::shared(), CertError::UnknownIssuer, Alert::unknown_ca);

    let namesake = family.pki.issue(&Recipe::authority("Root"), None).unwrap();
    refused(
        &family,
        &mut Client::trusting(&namesake),
        CertError::BadSignature,
        Alert::bad_certificate,
    );

    let server = Server::certified(&family.server, None, &["-rev"]).unwrap();
    let missing = refusal(Client::trusting(&family.root).verify::<Tls13Ecdsa>(server.address()));
    assert_eq!(missing, ErrorKind::Certificate(CertError::UnknownIssuer));
    assert!(server.hears_alert(Alert::unknown_ca.0), "{}", server.output());
}

#[test]
fn intermediates_that_are_no_authority() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = Recipe::server(NAME);
    for basic_constraints in [Some("critical,CA:FALSE"), None] {
        let family =
            Family::of(&Recipe { basic_constraints, ..Recipe::authority("Middle") }, &server);
        refused(
            &family,
            &mut Client::trusting(&family.root),
            CertError::NotACa,
            Alert::bad_certificate,
        );
    }
    let no_signing =
        Recipe { key_usage: Some("critical,digitalSignature"), ..Recipe::authority("Middle") };
    let family = Family::of(&no_signing, &server);
    refused(
        &family,
        &mut Client::trusting(&family.root),
        CertError::WrongUsage,
        Alert::unsupported_certificate,
    );

    let pki = Pki::new().unwrap();
    let root = pki.issue(&Recipe::authority("Root"), None).unwrap();
    let only = Recipe {
        basic_constraints: Some("critical,CA:TRUE,pathlen:0"),
        ..Recipe::authority("Only")
    };
    let only = pki.issue(&only, Some(&root)).unwrap();
    let middle = pki.issue(&Recipe::authority("Middle"), Some(&only)).unwrap();
    let leaf = pki.issue(&server, Some(&middle)).unwrap();
    let chain = pki.bundle("chain.pem", &[&middle, &only]).unwrap();
    let server = Server::certified(&leaf, Some(&chain), &["-rev"]).unwrap();
    let long = refusal(Client::trusting(&root).verify::<Tls13Ecdsa>(server.address()));
    assert_eq!(long, ErrorKind::Certificate(CertError::PathTooLong));
}

#[test]
fn algorithms_the_profile_does_not_name() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    for key in [&["rsa:2048"][..], &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]] {
        let family = Family::with_server(&Recipe { key, ..Recipe::server(NAME) });
        let server = family.openssl(&["-rev"]);
        let error = refusal(Client::trusting(&family.root).verify::<Tls13Ecdsa>(server.address()));
        assert_eq!(error, ErrorKind::AlertReceived(Alert::handshake_failure), "{key:?}");
    }
    let family = Family::new();
    for arguments in [["-ciphersuites", "TLS_AES_256_GCM_SHA384"], ["-groups", "P-384"]] {
        let server = family.openssl(&arguments);
        let error = refusal(Client::trusting(&family.root).verify::<Tls13Ecdsa>(server.address()));
        assert_eq!(error, ErrorKind::AlertReceived(Alert::handshake_failure), "{arguments:?}");
    }
    // The leaf is signed by a key of an algorithm that is not built in.
    let strong = Recipe {
        key: &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
        ..Recipe::authority("Middle")
    };
    let family = Family::of(&strong, &Recipe::server(NAME));
    let mut client = Client::trusting(&family.root);
    refused(&family, &mut client, CertError::UnsupportedAlgorithm, Alert::unsupported_certificate);
}

#[test]
fn a_server_of_tls_1_2() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let (certificate, key) =
        (family.server.certificate.display().to_string(), family.server.key.display().to_string());
    let server = Server::openssl(&["-tls1_2", "-cert", &certificate, "-key", &key]).unwrap();
    let error = refusal(Client::trusting(&family.root).verify::<Tls13Ecdsa>(server.address()));
    assert_eq!(error, ErrorKind::AlertReceived(Alert::protocol_version));
}

#[test]
fn wrong_pre_shared_keys() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let psk = [
        "-tls1_3",
        "-nocert",
        "-psk_identity",
        "sensor-7",
        "-psk",
        "101112131415161718191a1b1c1d1e1f",
    ];
    let rest = ["-allow_no_dhe_kex", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"];
    let server = Server::openssl(&[&psk[..], &rest].concat()).unwrap();
    let mut client = Client::shared();
    let secret: Vec<u8> = (0x10..0x20).collect();
    let wrong_key = Some(Psk::new(b"sensor-7", &[7; 16]));
    let wrong_name = Some(Psk::new(b"sensor-8", &secret));

    // The binder does not hold: the server says so. An identity it does not know makes it ask for
    // what a handshake with certificates needs.
    for (psk, alert) in
        [(wrong_key, Alert::illegal_parameter), (wrong_name, Alert::missing_extension)]
    {
        let error = refusal(client.with(
            server.address(),
            &Config::<Tls13Psk> { psks: psk.as_slice(), ..Config::new(&()) },
        ));
        assert_eq!(error, ErrorKind::AlertReceived(alert));
        let error = refusal(client.with(
            server.address(),
            &Config::<Tls13PskEcdhe> { psks: psk.as_slice(), ..Config::new(&()) },
        ));
        assert_eq!(error, ErrorKind::AlertReceived(alert));
    }
}

#[test]
fn configurations_that_cannot_work() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev"]);
    let mut client = Client::shared();
    let unauthenticated = refusal(client.with(server.address(), &Config::<Tls13Ecdsa>::new(&())));
    assert_eq!(unauthenticated, ErrorKind::Configuration);
    let nothing = refusal(client.with(server.address(), &Config::<Tls13Psk>::new(&())));
    assert_eq!(nothing, ErrorKind::Configuration);
    let small = refusal(
        Client::trusting(&family.root).buffers(2048, 64).verify::<Tls13Ecdsa>(server.address()),
    );
    assert_eq!(small, ErrorKind::SendBufferTooSmall);
}

#[test]
fn certificates_and_records_too_large() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::with_server(&Recipe { padding: 2_000, ..Recipe::server(NAME) });
    let server = family.openssl(&["-rev"]);
    let outcome = Client::trusting(&family.root).verify::<Tls13Ecdsa>(server.address()).map(drop);
    let error = outcome.unwrap_err();
    assert_eq!(
        (error.kind, error.buffer, error.phase),
        (ErrorKind::MessageTooLarge, 2048, Phase::Authentication)
    );
    assert!(error.needed > 2_300 && error.needed < 2_600, "{error}");
    assert!(server.hears_alert(Alert::internal_error.0), "{}", server.output());
    // Zeros at the end of a message are released with what follows them, so the advice may be a few
    // bytes short.
    let enough = usize::from(error.needed) + 3;
    assert!(
        Client::trusting(&family.root)
            .buffers(enough, 512)
            .verify::<Tls13Ecdsa>(server.address())
            .is_ok()
    );

    let family = Family::new();
    let mut server = family.openssl(&[]);
    let mut client = Client::trusting(&family.root).buffers(SMALL, 512);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    server.type_in(&format!("{}\n", "x".repeat(3_999))).unwrap();
    let error = engine_error(&stream.read(&mut [0; 64]).unwrap_err());
    assert_eq!((error.kind, error.phase), (ErrorKind::RecordTooLarge, Phase::Open));
    assert_eq!((error.needed, error.buffer), (4_000 + 1 + 16, 520));
    assert!(error.to_string().starts_with("peer record 4017 > buffer 520: "), "{error}");
    assert!(error.to_string().contains("give rx"), "{error}");
    assert!(server.hears_alert(Alert::record_overflow.0), "{}", server.output());
}

/// The records behind the one that is refused stay unread, and no reset overtakes the alert.
#[test]
fn an_open_connection_is_refused_while_more_arrives() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut server = family.openssl(&[]);
    let mut client = Client::trusting(&family.root).buffers(SMALL, 512);
    let mut stream = client.verify::<Tls13Ecdsa>(server.address()).unwrap();
    server.type_in(&format!("{}\n", "x".repeat(3_999)).repeat(20)).unwrap();
    let error = engine_error(&stream.read(&mut [0; 64]).unwrap_err());
    assert_eq!((error.kind, error.phase), (ErrorKind::RecordTooLarge, Phase::Open));
    drop(stream);
    assert!(server.hears_alert(Alert::record_overflow.0), "{}", server.output());
}

#[test]
fn a_server_of_something_else() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut peer, _) = listener.accept().unwrap();
        peer.write_all(b"220 mail.example ESMTP ready\r\n").unwrap();
        let mut heard = Vec::new();
        let _ = peer.read_to_end(&mut heard);
        heard
    });
    let error = refusal(Client::shared().verify::<Tls13Ecdsa>(address));
    assert_eq!(error, ErrorKind::UnexpectedMessage);
    let heard = server.join().unwrap();
    assert!(heard.ends_with(&[21, 3, 3, 0, 2, 2, Alert::unexpected_message.0]), "{heard:?}");
}
