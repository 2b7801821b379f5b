//! Raw public keys (RFC 7250) with `gnutls-serv`, the server's and the client's.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use motetls::crypto::{Aes128Ct, AesGcm, Hash, P256, Sha256};
use motetls::num::AlertDescription;
use motetls::pki::{CertError, pem};
use motetls::profiles::Tls13Ecdsa;
use motetls::{Config, Credential, EcdsaSigner, ErrorKind, RawPublicKey, profile};
use motetls_interop::file_key::p256_signer;
use motetls_interop::{Client, Family, refusal};
use motetls_peers::{Scratch, Server, Tool};

profile! {
    /// A device that knows its broker's key and shows one of its own.
    struct Raw;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [raw_public_key];
    signer: RawPublicKey<EcdsaSigner<P256, Sha256>>;
}

/// The types of certificates a server takes: raw public keys both ways.
const RAW_ONLY: &str = "NORMAL:-CTYPE-SRV-ALL:+CTYPE-SRV-RAWPK:-CTYPE-CLI-ALL:+CTYPE-CLI-RAWPK";

fn ready() -> bool {
    Tool::GnuTls.ready() && Tool::OpenSsl.ready()
}

/// A key pair in files, and in DER.
struct Pair {
    private: PathBuf,
    public: PathBuf,
    spki: Vec<u8>,
}

impl Pair {
    fn new(scratch: &Scratch, name: &str) -> Self {
        let private = scratch.file(&format!("{name}.key"));
        let public = scratch.file(&format!("{name}.pub"));
        let run = |arguments: &[&str], first: &Path, second: &Path| {
            let mut command = Command::new(Tool::OpenSsl.command());
            command.args(arguments).arg("-out").arg(second);
            if first != second {
                command.arg("-in").arg(first);
            }
            assert!(command.output().unwrap().status.success());
        };
        let curve = "ec_paramgen_curve:P-256";
        run(&["genpkey", "-algorithm", "EC", "-pkeyopt", curve], &private, &private);
        run(&["pkey", "-pubout"], &private, &public);
        let text = std::fs::read(&public).unwrap();
        let spki = pem::decode(&text, &["PUBLIC KEY"]).unwrap().remove(0).der.to_vec();
        Pair { private, public, spki }
    }

    fn pin(&self) -> [u8; 32] {
        Sha256::digest(&self.spki)
    }

    fn signer(&self) -> RawPublicKey<EcdsaSigner<P256, Sha256>> {
        let text = std::fs::read(&self.private).unwrap();
        let der = pem::decode(&text, &["PRIVATE KEY"]).unwrap().remove(0).der.to_vec();
        RawPublicKey(p256_signer(&der))
    }

    fn serve(&self, arguments: &[&str]) -> Server {
        let (key, public) = (self.private.display().to_string(), self.public.display().to_string());
        let mut all = vec!["--echo", "--rawpkkeyfile", &key, "--rawpkfile", &public];
        all.extend(arguments);
        Server::gnutls(&all).unwrap()
    }
}

/// A line there and back.
fn talk(server: &Server, config: &Config<'_, Raw>) {
    let mut client = Client::shared();
    let mut stream = client.with(server.address(), config).unwrap();
    stream.write_all(b"hello\n").unwrap();
    let mut answer = [0; 6];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"hello\n");
    stream.close().unwrap();
}

#[test]
fn a_server_with_a_pinned_key() {
    if !ready() {
        return;
    }
    let scratch = Scratch::new().unwrap();
    let pair = Pair::new(&scratch, "server");
    let server = pair.serve(&["--priority", RAW_ONLY, "--disable-client-cert"]);
    let pins = [[0; 32], pair.pin()];
    talk(&server, &Config::<Raw> { pins: &pins, ..Config::new(&()) });

    let pins = [[0; 32]];
    let config = Config::<Raw> { pins: &pins, ..Config::new(&()) };
    let kind = refusal(Client::shared().with(server.address(), &config));
    assert_eq!(kind, ErrorKind::Certificate(CertError::PinMismatch));
    assert!(server.prints("A TLS fatal alert has been received"), "{}", server.output());
}

#[test]
fn a_client_with_a_raw_public_key() {
    if !ready() {
        return;
    }
    let scratch = Scratch::new().unwrap();
    let (pair, own) = (Pair::new(&scratch, "server"), Pair::new(&scratch, "client"));
    let server = pair.serve(&["--priority", RAW_ONLY, "--require-client-cert"]);
    let (pins, signer) = ([pair.pin()], own.signer());
    let credentials = [Credential { chain: &[&own.spki], signer: &signer }];
    let config = Config::<Raw> { pins: &pins, credentials: &credentials, ..Config::new(&()) };
    talk(&server, &config);
    assert!(server.prints("Got 1 Raw public-key(s)."), "{}", server.output());
    let public = std::fs::read_to_string(&own.public).unwrap();
    assert!(server.prints(public.trim()), "{}", server.output());
}

#[test]
fn a_server_that_has_certificates_only_says_so() {
    if !ready() {
        return;
    }
    let family = Family::new();
    let pins = [[7; 32]];
    let config = Config::<Raw> { pins: &pins, ..Config::new(&()) };
    // gnutls-serv finds no type in common, openssl does not know the extension
    let kind = refusal(Client::shared().with(family.gnutls(&[]).address(), &config));
    assert!(matches!(kind, ErrorKind::AlertReceived(_) | ErrorKind::CertificateType), "{kind:?}");
    let server = family.openssl(&[]);
    let kind = refusal(Client::shared().with(server.address(), &config));
    assert_eq!(kind, ErrorKind::CertificateType);
    assert!(server.hears_alert(AlertDescription::unsupported_certificate.0));
}

#[test]
fn a_client_of_certificates_is_not_shown_a_key() {
    if !ready() {
        return;
    }
    let scratch = Scratch::new().unwrap();
    let server = Pair::new(&scratch, "server").serve(&["--priority", RAW_ONLY]);
    let family = Family::new();
    let kind = refusal(Client::trusting(&family.root).verify::<Tls13Ecdsa>(server.address()));
    assert!(matches!(kind, ErrorKind::AlertReceived(_)), "{kind:?}");
}
