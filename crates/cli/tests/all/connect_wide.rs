//! `motetls connect` and `cert anchors --from` with every kind of key, group and pre-shared key.

use std::process::Command;

use motetls_peers::{Pki, Recipe, Server, Tool};
use serde_json::Value;

use crate::common::{self, House, Run, connect, motetls};

/// Keys of authorities and servers, and what is told of them.
const KEYS: [(&[&str], &str, &str); 4] = [
    (&["rsa:2048"], "RSA 2048", "RSA PKCS#1 with SHA-256"),
    (&["ec", "-pkeyopt", "ec_paramgen_curve:P-384"], "EC P-384", "ECDSA with SHA-256"),
    (&["ec", "-pkeyopt", "ec_paramgen_curve:P-521"], "EC P-521", "ECDSA with SHA-256"),
    (&["ed25519"], "Ed25519", "Ed25519"),
];

/// A server and its root, both with a key of this kind.
fn house(key: &'static [&'static str]) -> House {
    let pki = Pki::new().unwrap();
    let root = pki.issue(&Recipe { key, ..Recipe::authority("Root") }, None).unwrap();
    let leaf = pki.issue(&Recipe { key, ..Recipe::server(common::NAME) }, Some(&root)).unwrap();
    House { pki, root, leaf }
}

fn object(run: &Run) -> Value {
    assert_eq!(run.code, 0, "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn servers_and_authorities_with_keys_of_every_kind() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    for (key, kind, signature) in KEYS {
        let house = house(key);
        let server = house.server(&["-rev"]);
        let object = object(&connect(&house, &server, &["--json"], b"drawer\n"));
        assert_eq!(object["chain"][0]["key"], kind, "{object}");
        assert_eq!(object["chain"][0]["signature"], signature, "{object}");
        assert_eq!(object["data"]["received"], 7);
        let run = connect(&house, &server, &["--verbose"], b"drawer\n");
        assert_eq!((run.code, run.stdout.as_str()), (0, "reward\n"), "{run:?}");
        let line = format!("key {kind}, signed by {signature}");
        assert!(run.stderr.contains(&line), "{run:?}");
    }
}

/// The root of a live server is found whatever its keys are of.
#[test]
fn anchors_of_servers_with_keys_of_every_kind() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    for (key, kind, _) in KEYS {
        let (house, stranger) = (house(key), House::new());
        let target = house.server(&["-rev"]);
        let target = target.address().to_string();
        let (root, other) = (house.cafile(), stranger.cafile());
        let from = ["cert", "anchors", &root, &other, "--from", &target, "--no-backup", "--json"];
        let object = object(&motetls(&from, b""));
        assert_eq!((&object["count"], &object["anchors"][0]["name"]), (&1.into(), &"Root".into()));
        let run = motetls(&["cert", "anchors", &other, "--from", &target], b"");
        assert_eq!(run.code, 4, "{kind}: {run:?}");
    }
}

#[test]
fn shares_of_the_named_groups_are_sent_at_once() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let retry = "<--- HelloRetryRequest, ";
    for (theirs, ours, group) in [
        ("P-384", "P-384", "secp384r1"),
        ("prime256v1", "x25519:prime256v1", "secp256r1"),
        ("brainpoolP256r1", "brainpoolp256r1", ""),
        ("ffdhe2048", "P-256,ffdhe2048", "ffdhe2048"),
    ] {
        let Ok(server) = Server::certified(&house.leaf, None, &["-rev", "-groups", theirs]) else {
            panic!("openssl does not take {theirs}");
        };
        let named = connect(&house, &server, &["--verbose", "--groups", ours], b"drawer\n");
        if group.is_empty() {
            // openssl has brainpool in TLS 1.3 from version 3.2 on
            assert!(named.code == 0 || named.stderr.contains("handshake_failure"), "{named:?}");
            continue;
        }
        assert_eq!(named.code, 0, "{named:?}");
        assert!(named.stderr.contains(&format!("key exchange    {group}")), "{named:?}");
        assert!(!named.stderr.contains(retry), "{theirs}: {}", named.stderr);
        let unnamed = connect(&house, &server, &["--verbose"], b"drawer\n");
        assert_eq!(unnamed.code, 0, "{unnamed:?}");
        assert!(unnamed.stderr.contains(retry), "{theirs}: {}", unnamed.stderr);
        let json = object(&connect(&house, &server, &["--json", "--curves", ours], b""));
        assert_eq!(json["group"], group);
    }
    let wrong = motetls(&["connect", "127.0.0.1:1", "--groups", "x448"], b"");
    assert!(wrong.code == 2 && wrong.stderr.contains("secp521r1"), "{wrong:?}");
}

#[test]
fn a_server_with_nothing_in_common_is_told_so() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let run = connect(&house, &house.server(&["-rev", "-groups", "X448"]), &[], b"");
    assert_eq!(run.code, 5, "{run:?}");
    assert!(run.stderr.contains("X25519, the NIST and brainpool"), "{run:?}");
}

/// The session that a server of openssl knows a pre-shared key of SHA-384 by: its fields in DER
/// are the version, the protocol, the cipher suite, the session ID and the key.
fn session_of_sha384(house: &House, key: &[u8; 48]) -> String {
    let mut fields = vec![2, 1, 1, 2, 2, 3, 4, 4, 2, 0x13, 2, 4, 0, 4, 48];
    fields.extend(key);
    let mut der = vec![0x30, u8::try_from(fields.len()).unwrap()];
    der.extend(fields);
    let path = house.pki.scratch().write("session.der", &der).unwrap();
    let text = Command::new("openssl").args(["base64", "-in"]).arg(&path).output().unwrap().stdout;
    let text = String::from_utf8(text).unwrap();
    let pem = format!(
        "-----BEGIN SSL SESSION PARAMETERS-----\n{text}-----END SSL SESSION PARAMETERS-----\n"
    );
    house.pki.scratch().write("session.pem", &pem).unwrap().display().to_string()
}

#[test]
fn pre_shared_keys_of_both_hashes_in_any_group() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let bytes: [u8; 48] = std::array::from_fn(|place| u8::try_from(place).unwrap());
    let key: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let session = session_of_sha384(&house, &bytes);
    let fixed = ["-rev", "-nocert", "-tls1_3", "-psk_identity", "sensor-7"];
    // openssl 3.0 chooses the first suite it is offered before it looks at the key
    let of_sha384 = [&fixed[..], &["-psk_session", &session, "-groups", "P-384"]].concat();
    let of_sha384 = Server::openssl(&of_sha384).unwrap();
    let of_sha256 = [&fixed[..], &["-psk", &key, "-groups", "P-521"]].concat();
    let of_sha256 = Server::openssl(&of_sha256).unwrap();
    let run = |server: &Server, hash: &str| {
        let address = server.address().to_string();
        let psk = ["--psk", &key, "--psk_identity", "sensor-7", "--psk-hash", hash];
        motetls(&[&["connect", &address, "--json"], &psk[..]].concat(), b"drawer\n")
    };
    for (server, hash, other, suite, group) in [
        (&of_sha384, "sha384", "sha256", "TLS_AES_256_GCM_SHA384", "secp384r1"),
        (&of_sha256, "sha256", "sha384", "TLS_AES_128_GCM_SHA256", "secp521r1"),
    ] {
        let right = object(&run(server, hash));
        assert_eq!((&right["cipher_suite"], &right["group"]), (&suite.into(), &group.into()));
        assert_eq!(right["key_exchange"], format!("psk_dhe_ke with {group}"));
        let wrong = run(server, other);
        assert_eq!(wrong.code, 5, "{wrong:?}");
        assert!(wrong.stderr.contains("--psk-hash"), "{wrong:?}");
    }
    let alone = motetls(&["connect", "127.0.0.1:1", "--psk-hash", "sha384"], b"");
    assert_eq!(alone.code, 2, "{alone:?}");
}
