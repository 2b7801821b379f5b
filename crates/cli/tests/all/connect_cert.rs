//! `motetls connect` with a certificate of its own.

use crate::common::{House, connect};
use motetls_peers::{Recipe, Tool};

/// Keys of `openssl req -newkey`.
const KEYS: [&[&str]; 4] = [
    &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
    &["rsa:2048"],
    &["ed25519"],
];

#[test]
fn a_client_certificate_of_every_kind() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    for key in KEYS {
        let house = House::new();
        let recipe = Recipe { key, ..Recipe::server("sensor-7.example") };
        let client = house.pki.issue(&recipe, Some(&house.root)).unwrap();
        let cafile = house.cafile();
        let server =
            house.server(&["-rev", "-Verify", "3", "-verify_return_error", "-CAfile", &cafile]);
        let cert = client.certificate.display().to_string();
        let key_file = client.key.display().to_string();
        let run = connect(&house, &server, &["--cert", &cert, "--key", &key_file], b"drawer\n");
        assert_eq!((run.code, run.stdout.as_str()), (0, "reward\n"), "{key:?}: {run:?}");
        assert!(server.prints("sensor-7.example"), "{}", server.output());
    }
}

#[test]
fn a_certificate_of_another_key_is_told() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-rev"]);
    let cert = house.leaf.certificate.display().to_string();
    let key = house.root.key.display().to_string();
    let run = connect(&house, &server, &["--cert", &cert, "--key", &key], b"");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("is not of the key"), "{}", run.stderr);
    let run = connect(&house, &server, &["--cert", &cert], b"");
    assert_eq!(run.code, 2, "one without the other: {run:?}");
}

#[test]
fn a_server_that_demands_one_turns_away_who_has_none() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let cafile = house.cafile();
    let server = house.server(&["-rev", "-Verify", "1", "-CAfile", &cafile]);
    let run = connect(&house, &server, &[], b"drawer\n");
    assert_ne!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("certificate_required"), "{}", run.stderr);
}
