//! `motetls connect` with raw public keys and stapled OCSP responses.

use std::process::Command;

use motetls_peers::{Recipe, Scratch, Server, Tool};

use crate::common::{House, NAME, connect, motetls};

/// A private key and its public one, in files.
fn pair(scratch: &Scratch, name: &str) -> (String, String) {
    let private = scratch.file(&format!("{name}.key")).display().to_string();
    let public = scratch.file(&format!("{name}.pub")).display().to_string();
    for arguments in [
        &["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", &private][..],
        &["pkey", "-in", &private, "-pubout", "-out", &public],
    ] {
        assert!(Command::new("openssl").args(arguments).output().unwrap().status.success());
    }
    (private, public)
}

#[test]
fn a_server_whose_key_is_known() {
    if !Tool::GnuTls.ready() || !Tool::OpenSsl.ready() {
        return;
    }
    let scratch = Scratch::new().unwrap();
    let ((key, public), (own, own_public)) = (pair(&scratch, "server"), pair(&scratch, "client"));
    let both = "NORMAL:-CTYPE-SRV-ALL:+CTYPE-SRV-RAWPK:-CTYPE-CLI-ALL:+CTYPE-CLI-RAWPK";
    let server = Server::gnutls(&[
        "--echo",
        "--rawpkkeyfile",
        &key,
        "--rawpkfile",
        &public,
        "--priority",
        both,
        "--require-client-cert",
    ])
    .unwrap();
    let address = server.address().to_string();

    let other = "00".repeat(32);
    let run = motetls(&["connect", &address, "-v", "--pin", &other], b"");
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("none of the pinned keys"), "{}", run.stderr);
    // the pin it tells is the one to take
    let (_, told) = run.stderr.split_once("its public key ").unwrap();
    let pin = told.split(',').next().unwrap();

    assert!(!run.stderr.contains("raw public key, pinned"), "{}", run.stderr);

    let run = motetls(&["connect", &address, "-v", "--pin", pin, "--rpk", &own], b"drawer\n");
    assert!(run.stderr.contains("raw public key, pinned"), "{}", run.stderr);
    assert!(run.stderr.contains("ecdsa_secp256r1_sha256"), "{}", run.stderr);
    let known = ["connect", &address, "--pin", &other, "--pin", pin, "--rpk", &own];
    let run = motetls(&known, b"drawer\n");
    assert_eq!((run.code, run.stdout.as_str()), (0, "drawer\n"), "{run:?}");
    let shown = std::fs::read_to_string(own_public).unwrap();
    assert!(server.prints(shown.trim()), "{}", server.output());

    let run = motetls(&["connect", &address, "--pin", "c0ffee"], b"");
    assert!(run.code == 2 && run.stderr.contains("64 hex digits"), "{run:?}");
}

#[test]
fn a_stapled_response_is_asked_for() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::with(&Recipe { must_staple: true, ..Recipe::server(NAME) });
    let answer = |revoked| {
        let file = house.pki.answer("answer.der", &house.leaf, &house.root, revoked).unwrap();
        house.server(&["-rev", "-status_file", &file.display().to_string()])
    };
    let run = connect(&house, &answer(false), &["--status"], b"drawer\n");
    assert_eq!((run.code, run.stdout.as_str()), (0, "reward\n"), "{run:?}");
    let run = connect(&house, &answer(true), &["--ocsp"], b"drawer\n");
    assert!(run.code != 0 && run.stderr.contains("revoked"), "{run:?}");
    let run = connect(&house, &house.server(&["-rev"]), &["--status"], b"drawer\n");
    assert!(run.code != 0 && run.stderr.contains("OCSP"), "{run:?}");
    let run = connect(&house, &house.server(&["-rev"]), &[], b"drawer\n");
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn a_certificate_is_shown_when_the_server_asks_later() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let client = house.pki.issue(&Recipe::server("sensor-7.example"), Some(&house.root)).unwrap();
    let (cert, key) = (client.certificate.display().to_string(), client.key.display().to_string());
    let cafile = house.cafile();
    let mut server = house.server(&["-CAfile", &cafile]);
    let (address, told) = (
        server.address().to_string(),
        std::thread::spawn(move || {
            assert!(server.prints("a first line"), "{}", server.output());
            server.type_in("c\n").unwrap();
            assert!(server.prints("CN = server sensor-7.example"), "{}", server.output());
            server.type_in("Q\n").unwrap();
            server
        }),
    );
    let run = crate::common::motetls_held_open(
        &[
            "connect",
            &address,
            "--cafile",
            &cafile,
            "--servername",
            NAME,
            "--post-handshake-auth",
            "--cert",
            &cert,
            "--key",
            &key,
        ],
        b"a first line\n",
    );
    let server = told.join().unwrap();
    // the server's way to end has no close_notify
    assert_eq!(run.code, 6, "{run:?}: {}", server.output());
    assert!(run.stderr.contains("without close_notify"), "{}", run.stderr);
}
