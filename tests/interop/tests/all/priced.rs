//! Every profile that is priced (`firmware/client`), with the flight of a real server: cut and
//! ended at every place, with every bit changed. Nothing of it may panic, hang, or succeed.
//!
//! A sample of the places, unless `MOTETLS_THOROUGH=1` asks for all of them (`cargo xtask evidence
//! flights`). Messages cut into records at every place are tried over the scripted server, in
//! `crates/tls/src/tests/cuts.rs`.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

use motetls::crypto::{Hash, Sha256};
use motetls::pki::pem;
use motetls::profiles::{Tls13Ecdsa, Tls13Psk, Tls13PskEcdhe};
use motetls::{Config, Credential, Profile, Psk, ServerName, Session, TrustAnchor, UnixTime};
use motetls_interop::file_key::{load, p256_signer};
use motetls_interop::{Client, Family, NAME};
use motetls_peers::{Pki, Recipe, Server, Tool};

mod profiles;
mod replay;

use profiles::{
    Tls13EcdsaM3, Tls13EcdsaM4, Tls13Mutual, Tls13Resume, Tls13ResumePskKe, Tls13Rpk, Tls13Rsa,
    Tls13Wide,
};
use replay::try_all;

/// When everything is valid.
const NOW: UnixTime = UnixTime(1_800_000_000);

/// What tries a profile, by the name of its image.
type Trial = fn(&str);

/// The profiles, by the names of their images.
const TABLE: [(&str, Trial); 11] = [
    ("tls13_ecdsa", certified::<Tls13Ecdsa>),
    ("tls13_ecdsa_m3", certified::<Tls13EcdsaM3>),
    ("tls13_ecdsa_m4", certified::<Tls13EcdsaM4>),
    ("tls13_mutual", mutual),
    ("tls13_psk", keyed::<Tls13Psk>),
    ("tls13_psk_ecdhe", keyed::<Tls13PskEcdhe>),
    ("tls13_resume", resumed::<Tls13Resume>),
    ("tls13_resume_psk_ke", resumed::<Tls13ResumePskKe>),
    ("tls13_rpk", pinned),
    ("tls13_rsa", rsa),
    ("tls13_wide", certified::<Tls13Wide>),
];

#[test]
fn every_cut_and_every_bit_of_every_priced_profile() {
    if !Tool::OpenSsl.ready() || !Tool::GnuTls.ready() {
        return;
    }
    for (name, try_it) in TABLE {
        try_it(name);
    }
}

/// No profile differs from that of its image.
#[test]
fn the_profiles_are_those_of_the_images() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../firmware/client/src/bin");
    for (image, _) in TABLE {
        let text = std::fs::read_to_string(folder.join(image).with_extension("rs")).unwrap();
        for start in ["motetls::profile! {", "motetls::pki::algorithms! {"] {
            for block in text.split(start).skip(1) {
                let block = &block[..block.find("\n}\n").unwrap()];
                assert!(include_str!("priced/profiles.rs").contains(block), "{image}: {block}");
            }
        }
    }
}

/// What a client of certificates is told, by a root in DER.
fn trusting<P: Profile<Observer = ()>>(anchors: &[TrustAnchor<'_>], then: impl Fn(&Config<'_, P>)) {
    let server_name = Some(ServerName::from_static(NAME));
    then(&Config { server_name, anchors, now: Some(NOW), ..Config::new(&()) });
}

/// The root of a family in DER.
fn root(issued: &motetls_peers::Issued) -> Vec<u8> {
    pem::certificates(&std::fs::read(&issued.certificate).unwrap()).unwrap().remove(0)
}

fn certified<P: Profile<Observer = ()>>(name: &str) {
    let family = Family::new();
    let server = family.openssl(&["-rev"]);
    let root = root(&family.root);
    let anchors = [TrustAnchor::from_certificate(&root).unwrap()];
    trusting::<P>(&anchors, |config| try_all(name, server.address(), config));
}

fn rsa(name: &str) {
    let pki = Pki::new().unwrap();
    let key: &[&str] = &["rsa:2048"];
    let authority = pki.issue(&Recipe { key, ..Recipe::authority("Root") }, None).unwrap();
    let issued = pki.issue(&Recipe { key, ..Recipe::server(NAME) }, Some(&authority)).unwrap();
    let server = Server::certified(&issued, None, &["-rev"]).unwrap();
    let root = root(&authority);
    let anchors = [TrustAnchor::from_certificate(&root).unwrap()];
    trusting::<Tls13Rsa>(&anchors, |config| try_all(name, server.address(), config));
}

fn mutual(name: &str) {
    let family = Family::new();
    let trusted = family.root.certificate.display().to_string();
    let server = family.openssl(&["-rev", "-Verify", "3", "-CAfile", &trusted, "-alpn", "mqtt"]);
    let (certificate, key) =
        load(&family.pki.issue(&Recipe::server("client.example"), Some(&family.root)).unwrap());
    let signer = p256_signer(&key);
    let credentials = [Credential { chain: &[&certificate], signer: &signer }];
    let root = root(&family.root);
    let anchors = [TrustAnchor::from_certificate(&root).unwrap()];
    trusting::<Tls13Mutual>(&anchors, |config| {
        let config = Config { credentials: &credentials, alpn: &[b"mqtt"], ..*config };
        try_all(name, server.address(), &config);
    });
}

fn keyed<P: Profile<Observer = ()>>(name: &str) {
    let key = "7369787465656e20627974652070736b";
    let of_key = ["-tls1_3", "-nocert", "-psk_identity", "mote-1", "-psk", key, "-rev"];
    let suite = ["-ciphersuites", "TLS_AES_128_CCM_8_SHA256", "-allow_no_dhe_kex"];
    let server = Server::openssl(&[&of_key[..], &suite].concat()).unwrap();
    let psks = [Psk::new(b"mote-1", b"sixteen byte psk")];
    try_all::<P>(name, server.address(), &Config { psks: &psks, ..Config::new(&()) });
}

/// The flight of a resumed handshake; that of a full one is tried with the other profiles.
fn resumed<P: Profile<Observer = ()>>(name: &str) {
    let family = Family::new();
    let server = family.openssl(&["-rev", "-allow_no_dhe_kex"]);
    let root = root(&family.root);
    let anchors = [TrustAnchor::from_certificate(&root).unwrap()];
    trusting::<P>(&anchors, |config| {
        let (mut client, mut room) = (Client::shared(), vec![0; 1024]);
        let mut stream = client.with(server.address(), config).unwrap();
        stream.connection().keep_session(&mut room);
        // by the time of the answer the tickets have come
        stream.write_all(b"drawer\n").unwrap();
        stream.read_exact(&mut [0; 7]).unwrap();
        let _ = stream.close();
        drop(stream);
        let session = Session::new(&room);
        let config = Config { session: Some(&session), anchors: &[], ..*config };
        try_all(name, server.address(), &config);
    });
}

fn pinned(name: &str) {
    let scratch = motetls_peers::Scratch::new().unwrap();
    let (private, public) = (scratch.file("key.pem"), scratch.file("public.pem"));
    let openssl = |arguments: &[&str]| {
        let status = Command::new(Tool::OpenSsl.command()).args(arguments).output().unwrap().status;
        assert!(status.success());
    };
    let (private, public) = (private.display().to_string(), public.display().to_string());
    let curve = "ec_paramgen_curve:P-256";
    openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", curve, "-out", &private]);
    openssl(&["pkey", "-in", &private, "-pubout", "-out", &public]);
    let types = "NORMAL:-CTYPE-SRV-ALL:+CTYPE-SRV-RAWPK";
    let server = Server::gnutls(&[
        "--echo",
        "--disable-client-cert",
        "--priority",
        types,
        "--rawpkkeyfile",
        &private,
        "--rawpkfile",
        &public,
    ])
    .unwrap();
    let text = std::fs::read(&public).unwrap();
    let spki = pem::decode(&text, &["PUBLIC KEY"]).unwrap().remove(0).der.to_vec();
    let pins = [Sha256::digest(&spki)];
    try_all::<Tls13Rpk>(name, server.address(), &Config { pins: &pins, ..Config::new(&()) });
}
