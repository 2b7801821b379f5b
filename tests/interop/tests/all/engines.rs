//! `openssl s_server` over profiles of other people's engines.

use std::io::{Read, Write};

use motetls::{Profile, profile};
use motetls_engine_rustcrypto::{Aes128Ccm8, Aes128Gcm, P256, Sha256};
use motetls_interop::{Client, Family};
use motetls_peers::Tool;

profile! {
    /// Everything by RustCrypto.
    pub struct RustCrypto;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: Aes128Gcm };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    observer: ();
}

profile! {
    /// The curve by our own, the rest by RustCrypto.
    pub struct Mixed;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: Aes128Ccm8 };
    groups: { secp256r1: motetls::crypto::P256 };
    signatures: { ecdsa_secp256r1_sha256: motetls::crypto::P256 };
    key_exchange: [x509];
    observer: ();
}

/// A handshake and a line there and back, with records that fit the buffer and records that do not.
fn converse<P: Profile<Observer = ()>>(suite: &str) {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev", "-ciphersuites", suite]);
    for rx in [1024, 18_000] {
        let mut client = Client::trusting(&family.root).buffers(rx, 1024);
        let mut stream = client.verify::<P>(server.address()).unwrap();
        stream.write_all(b"drawer\n").unwrap();
        let mut answer = [0; 7];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"reward\n");
        stream.close().unwrap();
    }
}

#[test]
fn rustcrypto() {
    converse::<RustCrypto>("TLS_AES_128_GCM_SHA256");
}

#[test]
fn rustcrypto_and_ours() {
    converse::<Mixed>("TLS_AES_128_CCM_8_SHA256");
}
