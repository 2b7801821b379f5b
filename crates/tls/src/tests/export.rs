//! Exporters against RFC 8448 and against the schedule of the scripted server.

use std::string::String;
use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};

use super::{Fixed, Script, Server, anchor, config};
use crate::hashes::{HashSecret, OneHash};
use crate::{CHANNEL_BINDING, Config, Connection, ErrorKind, HandshakeScratch, Wants, exporter};

crate::profile! {
    /// Certificates or a pre-shared key, and keys for other purposes.
    struct Exporting;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [exporter];
}

fn export(secret: u8, label: &[u8], context: &[u8], length: usize) -> Result<Vec<u8>, ErrorKind> {
    let mut out = std::vec![0; length];
    let secret = HashSecret::<OneHash<Sha256>>::new([secret; 32]);
    exporter::export((), &secret, label, context, &mut out).map(|()| out)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| std::format!("{byte:02x}")).collect()
}

/// The secret is 32 times 7. The values are those of HKDF in Python's `cryptography`: HKDFExpand
/// with the info of RFC 9846, section 7.5, twice.
#[test]
fn keying_material_of_a_known_secret() {
    let twenty = export(7, b"EXPERIMENTAL x", b"", 20).unwrap();
    assert_eq!(hex(&twenty), "2c9c9701884d727da887e6c8486adf061d9724da");
    let hundred = export(7, b"EXPERIMENTAL x", b"context", 100).unwrap();
    assert_eq!(
        hex(&hundred),
        "5d38eaf3c61ca47faf3ed32bda00722b87162000fe1e02b9637a68ad5ca5ad26d0\
         7a64d693915c960703daf486dc1fa43f64432df811a33bfb3cb777190c5db6ed\
         a9893bd1af551534406d4551cfc3246a09c664380fe8dfc05b26721dfb0a90fd481168"
    );
    assert_ne!(export(7, b"EXPERIMENTAL x", b"", 21).unwrap()[..20], twenty, "length is bound in");
}

#[test]
fn lengths_that_hkdf_cannot_make_are_refused() {
    assert!(export(7, &[b'x'; 249], b"", 255 * 32).is_ok());
    assert_eq!(export(7, &[b'x'; 250], b"", 1), Err(ErrorKind::Misuse));
    assert_eq!(export(7, b"x", b"", 255 * 32 + 1), Err(ErrorKind::Misuse));
    assert_eq!(export(7, b"x", b"", 0), Ok(Vec::new()));
}

/// What `during` yields before the server has answered, and `after` on the open connection.
fn exchange<'c, T, U>(
    config: &'c Config<'c, Exporting>,
    server: &mut Server<Exporting>,
    during: impl FnOnce(&crate::Handshake<'_, Exporting, &mut [u8]>) -> T,
    after: impl FnOnce(&mut Connection<Exporting, &mut [u8]>) -> U,
) -> (T, Result<(), ErrorKind>, U) {
    let (mut rx, mut tx) = ([0; 2048], [0; 512]);
    let mut connection = Connection::<Exporting, _>::new(&mut rx, &mut tx);
    let mut scratch = HandshakeScratch::new();
    let mut early_end = [0; 4];
    let mut handshake = connection.client(config, &mut Fixed(1), &mut scratch).unwrap();
    let early = during(&handshake);
    let mut wire = server.answer(handshake.cipher_out());
    let sent = handshake.cipher_out().len();
    handshake.cipher_out_done(sent);
    while handshake.wants() == Ok(Wants::Receive) {
        let n = handshake.cipher_in().len().min(wire.len());
        handshake.cipher_in()[..n].copy_from_slice(&wire[..n]);
        wire.drain(..n);
        handshake.cipher_in_done(n);
    }
    let late = handshake.export_early(b"x", b"", &mut early_end).map_err(|error| error.kind);
    drop(handshake);
    (early, late, after(&mut connection))
}

#[test]
fn both_ends_export_the_same_and_updates_change_nothing() {
    let anchors = anchor();
    let config = Config { psks: &[], ..config::<Exporting>(&anchors) };
    let mut server = Server::<Exporting>::new(Script::default());
    let (_, late, ours) = exchange(
        &config,
        &mut server,
        |_| (),
        |connection| {
            let before = connection.channel_binding().unwrap();
            connection.update_keys(false).unwrap();
            let mut after = [0; 32];
            connection.export(CHANNEL_BINDING, b"", &mut after).unwrap();
            assert_eq!(before.expose(), &after);
            after
        },
    );
    assert_eq!(late, Err(ErrorKind::Misuse), "the server has answered");
    let mut theirs = [0; 32];
    let secret = server.exporter.as_ref().unwrap();
    exporter::export((), secret, CHANNEL_BINDING, b"", &mut theirs).unwrap();
    assert_eq!(ours, theirs);
}

#[test]
fn the_early_secret_exports_until_the_server_answers() {
    let anchors = anchor();
    let config = config::<Exporting>(&anchors);
    let mut server = Server::<Exporting>::new(Script::default());
    let (early, late, ()) = exchange(
        &config,
        &mut server,
        |handshake| {
            let mut early = [0; 16];
            handshake.export_early(b"EXPERIMENTAL x", b"c", &mut early).unwrap();
            early
        },
        |_| (),
    );
    assert_eq!(late, Err(ErrorKind::Misuse));
    let mut theirs = [0; 16];
    let secret = server.early_exporter.as_ref().unwrap();
    exporter::export((), secret, b"EXPERIMENTAL x", b"c", &mut theirs).unwrap();
    assert_eq!(early, theirs);

    let config = Config { psks: &[], ..config };
    let mut server = Server::<Exporting>::new(Script::default());
    let (early, _, ()) = exchange(
        &config,
        &mut server,
        |handshake| handshake.export_early(b"x", b"", &mut [0; 4]).map_err(|error| error.kind),
        |_| (),
    );
    assert_eq!(early, Err(ErrorKind::Misuse), "without a key there is no early secret");
}

#[test]
fn a_connection_that_is_not_open_exports_nothing() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let connection = Connection::<Exporting, _>::new(&mut rx, &mut tx);
    let error = connection.export(b"x", b"", &mut [0; 4]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Misuse);
    assert!(connection.channel_binding().is_err());
}

/// Without the option nothing is kept.
#[test]
fn the_secret_takes_memory_only_where_it_is_asked_for() {
    let with = size_of::<Connection<Exporting, &mut [u8]>>();
    let without = size_of::<Connection<super::Either, &mut [u8]>>();
    assert!(with >= without + 32, "{with} and {without}");
}
