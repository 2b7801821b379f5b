//! `openssl s_server` with every suite, group and kind of certificate.

use std::io::{Read, Write};

use motetls::crypto::dh::{Ffdhe2048, Ffdhe3072};
use motetls::crypto::ec::{BrainpoolP256r1, BrainpoolP384r1, BrainpoolP512r1, P384, P521};
use motetls::crypto::{
    Aes128Ct, Aes256Ct, AesCcm, AesCcm8, AesGcm, ChaCha20Poly1305, HashId, P256, Sha256, Sha384,
    X25519,
};
use motetls::pki::Chain;
use motetls::pki::chain::{HostAlgorithms, Rfc5280Rules};
use motetls::{Config, ErrorKind, NamedGroup, Psk, UnixTime, profile};
use motetls_interop::{Client, Family, NAME, refusal};
use motetls_peers::{Direction, Proxy, Recipe, Server, Tool};

profile! {
    /// Everything there is code for.
    struct Wide;
    hash: Sha256;
    sha384: Sha384;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct>,
        TLS_CHACHA20_POLY1305_SHA256: ChaCha20Poly1305,
        TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct>,
        TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>,
    };
    groups: {
        x25519: X25519,
        secp256r1: P256,
        secp384r1: P384,
        secp521r1: P521,
        brainpoolP256r1tls13: BrainpoolP256r1,
        brainpoolP384r1tls13: BrainpoolP384r1,
        brainpoolP512r1tls13: BrainpoolP512r1,
        ffdhe2048: Ffdhe2048,
        ffdhe3072: Ffdhe3072,
    };
    certificates: Chain<HostAlgorithms, Rfc5280Rules>;
    key_exchange: [x509, psk_dhe_ke, psk_ke];
}

const SUITES: [&str; 5] = [
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_CCM_SHA256",
    "TLS_AES_128_CCM_8_SHA256",
];

/// The groups, and what openssl 3.0 calls those it speaks in TLS 1.3.
static GROUPS: [(NamedGroup, &str); 6] = [
    (NamedGroup::x25519, "X25519"),
    (NamedGroup::secp256r1, "P-256"),
    (NamedGroup::secp384r1, "P-384"),
    (NamedGroup::secp521r1, "P-521"),
    (NamedGroup::ffdhe2048, "ffdhe2048"),
    (NamedGroup::ffdhe3072, "ffdhe3072"),
];

/// A client of everything, with room for hellos of many shares and for chains of RSA.
fn client(family: &Family) -> Client {
    Client::trusting(&family.root).buffers(4096, 2048)
}

/// Connects with these shares, speaks, and yields suite and group.
fn talk(
    client: &mut Client,
    server: &Server,
    shares: Option<&'static [NamedGroup]>,
) -> (&'static str, Option<NamedGroup>) {
    let change = |config: &mut Config<'_, Wide>| config.key_shares = shares;
    let mut stream = client.verify_with(server.address(), change).unwrap();
    let negotiated = stream.connection().negotiated().unwrap();
    stream.write_all(b"drawer\n").unwrap();
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"reward\n");
    (negotiated.suite.id.name(), negotiated.group)
}

#[test]
fn every_suite_with_every_group() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = client(&family);
    for suite in SUITES {
        for (group, name) in &GROUPS {
            let server = family.openssl(&["-rev", "-ciphersuites", suite, "-groups", name]);
            assert_eq!(
                talk(&mut client, &server, Some(std::slice::from_ref(group))),
                (suite, Some(*group)),
                "{suite} over {name}"
            );
        }
    }
}

/// A server that wants a group no share was sent of says so, and gets one.
#[test]
fn a_retry_for_every_group_and_hash() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = client(&family);
    for suite in ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"] {
        for (group, name) in GROUPS {
            let server = family.openssl(&["-rev", "-ciphersuites", suite, "-groups", name]);
            for shares in [&[][..], &[NamedGroup::brainpoolP256r1tls13]] {
                assert_eq!(
                    talk(&mut client, &server, Some(shares)),
                    (suite, Some(group)),
                    "{suite} over {name} after {shares:?}"
                );
            }
        }
    }
}

/// Without a wish, one share is sent; with several, the server takes one at once.
#[test]
fn shares_are_the_users_to_choose() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let mut client = client(&family);
    let server = family.openssl(&["-rev", "-groups", "P-384:X25519"]);
    let hellos = |client: &mut Client, shares: Option<&'static [NamedGroup]>| {
        let proxy = Proxy::counting(server.address()).unwrap();
        let change = |config: &mut Config<'_, Wide>| config.key_shares = shares;
        let mut stream = client.verify_with(proxy.address(), change).unwrap();
        let group = stream.connection().negotiated().unwrap().group;
        stream.close().unwrap();
        let plain = |record: &&motetls_peers::Record| {
            record.direction == Direction::ToServer && record.content_type == 22
        };
        (group, proxy.seen().iter().filter(plain).count())
    };
    assert_eq!(hellos(&mut client, None), (Some(NamedGroup::x25519), 1));
    static BOTH: [NamedGroup; 2] = [NamedGroup::secp384r1, NamedGroup::x25519];
    static OTHER: [NamedGroup; 1] = [NamedGroup::secp256r1];
    assert_eq!(hellos(&mut client, Some(&BOTH)), (Some(NamedGroup::secp384r1), 1));
    assert_eq!(hellos(&mut client, Some(&OTHER)).1, 2, "and a retry");
}

/// Every kind of key that may sign a handshake, below every kind of authority.
#[test]
fn certificates_of_every_kind() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let keys: [&'static [&'static str]; 6] = [
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
        &["rsa:2048"],
        &["rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"],
        &["ed25519"],
    ];
    for key in keys {
        for authority in [keys[1], keys[3], keys[5]] {
            let family = Family::of(
                &Recipe { key: authority, ..Recipe::authority("Middle") },
                &Recipe { key, ..Recipe::server(NAME) },
            );
            let server = family.openssl(&["-rev"]);
            let (suite, _) = talk(&mut client(&family), &server, None);
            assert!(SUITES.contains(&suite), "{key:?} below {authority:?}");
        }
    }
}

/// The schemes a server may be held to, one by one.
#[test]
fn every_signature_scheme_of_rsa() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::with_server(&Recipe { key: &["rsa:2048"], ..Recipe::server(NAME) });
    for scheme in ["RSA-PSS+SHA256", "RSA-PSS+SHA384", "RSA-PSS+SHA512"] {
        let server = family.openssl(&["-rev", "-sigalgs", scheme]);
        let _ = talk(&mut client(&family), &server, None);
    }
}

/// A pre-shared key is bound to a hash, and goes with the suites of that hash alone.
#[test]
fn pre_shared_keys_of_both_hashes() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let psk = [
        "-rev",
        "-nocert",
        "-psk_identity",
        "sensor-7",
        "-psk",
        "000102030405060708090a0b0c0d0e0f",
    ];
    let secret: Vec<u8> = (0..16).collect();
    let server = Server::openssl(&[&psk[..], &["-ciphersuites", SUITES[0]]].concat()).unwrap();
    let sha256 = Psk::new(b"sensor-7", &secret);
    let config = |psks| Config::<Wide> {
        psks,
        server_name: Some(motetls::ServerName::from_static("server.example")),
        now: Some(UnixTime(0)),
        ..Config::new(&())
    };
    let mut client = Client::shared().buffers(4096, 2048);
    let mut stream = client.with(server.address(), &config(std::slice::from_ref(&sha256))).unwrap();
    assert!(stream.connection().negotiated().unwrap().psk.is_some());
    drop(stream);
    let sha384 = Psk { hash: HashId::Sha384, ..sha256 };
    let outcome = client.with(server.address(), &config(std::slice::from_ref(&sha384))).map(|_| ());
    assert!(matches!(refusal(outcome), ErrorKind::AlertReceived(_)));
}
