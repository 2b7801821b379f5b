//! `openssl s_server` over a profile of AWS-LC.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

use std::io::{Read, Write};

use motetls::profile;
use motetls_engine_aws_lc::{Aes128Gcm, P256, Sha256};
use motetls_interop::{Client, Family};
use motetls_peers::Tool;

profile! {
    /// Everything by AWS-LC.
    pub struct AwsLc;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: Aes128Gcm };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    observer: ();
}

/// With records that fit the buffer, and with records that come in pieces.
#[test]
fn a_line_there_and_back() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev", "-ciphersuites", "TLS_AES_128_GCM_SHA256"]);
    for rx in [1024, 18_000] {
        let mut client = Client::trusting(&family.root).buffers(rx, 1024);
        let mut stream = client.verify::<AwsLc>(server.address()).unwrap();
        stream.write_all(b"drawer\n").unwrap();
        let mut answer = [0; 7];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"reward\n");
        stream.close().unwrap();
    }
}
