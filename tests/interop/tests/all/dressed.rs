//! Hellos with GREASE and dressed for middleboxes, and padded records, against real servers.

use std::io::{Read, Write};
use std::num::NonZeroU16;

use motetls::crypto::ec::P384;
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};
use motetls::{RecordPadding, profile};
use motetls_interop::{Client, Family};
use motetls_peers::{Direction, Proxy, Record, Server, Tool};

profile! {
    struct Dressed;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256, secp384r1: P384 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [middlebox_compatibility, grease, record_padding];
}

/// Says a line of seven bytes to a server that sends something back; yields the records it saw.
fn talk(family: &Family, server: &Server) -> Vec<Record> {
    let proxy = Proxy::counting(server.address()).unwrap();
    let mut client = Client { alpn: vec![b"mqtt"], ..Client::trusting(&family.root) };
    let mut stream = client.verify::<Dressed>(proxy.address()).unwrap();
    let block = NonZeroU16::new(100).unwrap();
    stream.connection().set_record_padding(RecordPadding::ToMultipleOf(block));
    stream.write_all(b"drawer\n").unwrap();
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).unwrap();
    stream.close().unwrap();
    proxy.seen()
}

/// The types and lengths of what the client sent.
fn sent(seen: &[Record]) -> Vec<(u8, usize)> {
    let ours = seen.iter().filter(|record| record.direction == Direction::ToServer);
    ours.map(|record| (record.content_type, record.length)).collect()
}

/// ClientHello, change_cipher_spec, Finished, seven bytes in a hundred.
fn assert_dressed(seen: &[Record]) {
    let sent = sent(seen);
    assert_eq!(sent[0].0, 22);
    let rest = [(20, 6), (23, 5 + 36 + 1 + 16), (23, 5 + 100 + 16)];
    assert_eq!(sent[1..4], rest, "{sent:?}");
}

#[test]
fn servers_are_tolerant() {
    if Tool::OpenSsl.ready() {
        let family = Family::new();
        assert_dressed(&talk(&family, &family.openssl(&["-rev"])));
    }
    if Tool::GnuTls.ready() {
        let family = Family::new();
        assert_dressed(&talk(&family, &family.gnutls(&["--echo", "--disable-client-cert"])));
    }
}

/// openssl refuses a second hello with more than the share it asked for. The change_cipher_spec
/// stands before that hello.
#[test]
fn a_retry_is_dressed_too() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-groups", "P-384"]);
    let proxy = Proxy::counting(server.address()).unwrap();
    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify::<Dressed>(proxy.address()).unwrap();
    stream.write_all(b"after a retry\n").unwrap();
    assert!(server.prints("after a retry\n"), "{}", server.output());
    let types: Vec<u8> = sent(&proxy.seen()).iter().map(|record| record.0).collect();
    assert_eq!(types, [22, 20, 22, 23, 23], "{types:?}");
}
