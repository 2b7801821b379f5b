//! OCSP responses stapled by `openssl s_server` and `gnutls-serv`.

use std::io::{Read, Write};

use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};
use motetls::num::AlertDescription;
use motetls::pki::CertError;
use motetls::{ErrorKind, profile};
use motetls_interop::{Client, Family, NAME, refusal};
use motetls_peers::{Recipe, Server, Tool};

profile! {
    /// A client that asks for a response.
    struct Asks;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [status_request];
}

const BAD: ErrorKind = ErrorKind::Certificate(CertError::BadStatusResponse);

/// A server's family whose server promises a response, or not.
fn family(must_staple: bool) -> Family {
    Family::with_server(&Recipe { must_staple, ..Recipe::server(NAME) })
}

/// What comes of a handshake with buffers that hold one certificate and its response.
fn outcome(family: &Family, server: &Server) -> Result<(), ErrorKind> {
    let mut client = Client::trusting(&family.root).buffers(1024, 512);
    match client.verify::<Asks>(server.address()) {
        Ok(mut stream) => {
            stream.write_all(b"hello\n").unwrap();
            stream.close().unwrap();
            let _ = stream.read(&mut [0; 16]);
            Ok(())
        }
        Err(error) => Err(error.kind),
    }
}

/// The response of the intermediate about the server.
fn answer(family: &Family, revoked: bool) -> String {
    let Family { pki, server, middle, .. } = family;
    pki.answer("answer.der", server, middle, revoked).unwrap().display().to_string()
}

#[test]
fn openssl_staples() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    for must_staple in [false, true] {
        let family = family(must_staple);
        let good = family.openssl(&["-status_file", &answer(&family, false)]);
        assert_eq!(outcome(&family, &good), Ok(()));
        let revoked = family.openssl(&["-status_file", &answer(&family, true)]);
        assert_eq!(outcome(&family, &revoked), Err(ErrorKind::Certificate(CertError::Revoked)));
        assert!(revoked.hears_alert(AlertDescription::certificate_revoked.0));
        let silent = family.openssl(&[]);
        assert_eq!(outcome(&family, &silent), if must_staple { Err(BAD) } else { Ok(()) });
    }
}

#[test]
fn openssl_staples_what_another_authority_said() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let (family, other) = (family(false), family(false));
    let server = family.openssl(&["-status_file", &answer(&other, false)]);
    assert_eq!(outcome(&family, &server), Err(BAD));
    assert!(server.hears_alert(AlertDescription::bad_certificate_status_response.0));
}

#[test]
fn gnutls_staples() {
    if !Tool::OpenSsl.ready() || !Tool::GnuTls.ready() {
        return;
    }
    let family = family(true);
    for (revoked, expected) in
        [(false, Ok(())), (true, Err(ErrorKind::Certificate(CertError::Revoked)))]
    {
        let answer = answer(&family, revoked);
        let server = family.gnutls(&[
            "--echo",
            "--disable-client-cert",
            "--ignore-ocsp-response-errors",
            "--ocsp-response",
            &answer,
        ]);
        assert_eq!(outcome(&family, &server), expected);
    }
    let silent = family.gnutls(&["--echo", "--disable-client-cert"]);
    let mut client = Client::trusting(&family.root);
    assert_eq!(refusal(client.verify::<Asks>(silent.address())), BAD);
}
