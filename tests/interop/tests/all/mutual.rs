//! Clients that show a certificate to `openssl s_server`, with every kind of key.

use std::cell::Cell;
use std::io::{Read, Write};

use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};
use motetls::pki::chain::{Chain, HostAlgorithms};
use motetls::{Credential, EcdsaSigner, HandshakeSigner, SignatureError, SignatureScheme, profile};
use motetls_interop::file_key::{FileKey, load, p256_signer};
use motetls_interop::{Client, Family, NAME};
use motetls_peers::{Issued, Recipe, Server, Tool};

profile! {
    /// A device with a certificate of its own.
    struct Mutual;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    signer: EcdsaSigner<P256, Sha256>;
}

profile! {
    /// The same with a key of any kind, whose signer takes its time.
    struct AnyKey;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    certificates: Chain<HostAlgorithms>;
    key_exchange: [x509];
    signer: PendingSigner;
}

profile! {
    /// A device whose chain need not fit its send buffer.
    struct LongChain;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [long_chain];
    signer: EcdsaSigner<P256, Sha256>;
}

/// A key file's key, which says twice that its signature is pending.
struct PendingSigner {
    key: FileKey,
    asked: Cell<u32>,
}

impl HandshakeSigner for PendingSigner {
    type Signature = <FileKey as HandshakeSigner>::Signature;

    fn signs(&self, scheme: SignatureScheme) -> bool {
        self.key.signs(scheme)
    }

    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() < 3 {
            return Err(SignatureError::Pending);
        }
        self.key.sign(scheme, message, signature)
    }
}

/// A server that demands a certificate below the family's root, and says who showed one.
fn server(family: &Family) -> Server {
    let root = family.root.certificate.display().to_string();
    family.openssl(&["-Verify", "3", "-verify_return_error", "-CAfile", &root])
}

/// A certificate for a client, by the family's root, with this key.
pub(crate) fn client_certificate(family: &Family, key: &'static [&'static str]) -> Issued {
    let recipe = Recipe { key, ..Recipe::server("sensor-7.example") };
    family.pki.issue(&recipe, Some(&family.root)).unwrap()
}

/// Speaks, and yields what the server said of the client.
fn greet<P: motetls::Profile<Observer = ()>>(
    client: &mut Client,
    server: &Server,
    credential: Option<Credential<'_, P::Signer>>,
) -> String {
    let mut stream = client.verify_as::<P>(server.address(), credential).unwrap();
    stream.write_all(b"hello from a sensor\n").unwrap();
    assert!(server.prints("hello from a sensor\n"), "{}", server.output());
    stream.close().unwrap();
    let _ = stream.read(&mut [0; 16]);
    server.output()
}

#[test]
fn a_device_with_a_key_of_p256() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let (certificate, key) = load(&client_certificate(&family, Recipe::server(NAME).key));
    let signer = p256_signer(&key);
    let credential = Credential { chain: &[&certificate], signer: &signer };
    let server = server(&family);
    let mut client = Client::trusting(&family.root).buffers(2048, 1024);
    let said = greet::<Mutual>(&mut client, &server, Some(credential));
    assert!(said.contains("sensor-7.example"), "{said}");
}

#[test]
fn keys_of_every_kind_whose_signer_takes_its_time() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let keys: [&'static [&'static str]; 5] = [
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
        &["rsa:2048"],
        &["ed25519"],
    ];
    for kind in keys {
        let family = Family::new();
        let (certificate, key) = load(&client_certificate(&family, kind));
        let signer = PendingSigner { key: FileKey(key), asked: Cell::new(0) };
        let credential = Credential { chain: &[&certificate], signer: &signer };
        let server = server(&family);
        let mut client = Client::trusting(&family.root).buffers(4096, 2048);
        let said = greet::<AnyKey>(&mut client, &server, Some(credential));
        assert!(said.contains("sensor-7.example"), "{kind:?}: {said}");
        assert_eq!(signer.asked.get(), 3, "pending twice");
    }
}

/// Certificate, intermediate and a comment of 2,000 bytes, through 512 bytes of send buffer.
#[test]
fn a_chain_longer_than_the_send_buffer() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let recipe = Recipe { padding: 2_000, ..Recipe::server("sensor-7.example") };
    let issued = family.pki.issue(&recipe, Some(&family.middle)).unwrap();
    let ((certificate, key), (middle, _)) = (load(&issued), load(&family.middle));
    let signer = p256_signer(&key);
    let credential = Credential { chain: &[&certificate, &middle], signer: &signer };
    let server = server(&family);
    let mut client = Client::trusting(&family.root).buffers(2048, 512);
    let said = greet::<LongChain>(&mut client, &server, Some(credential));
    assert!(said.contains("sensor-7.example"), "{said}");
}

/// Without a certificate to show, an empty list is sent, and the server decides.
#[test]
fn a_server_that_insists_turns_away_who_has_none() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = server(&family);
    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify_as::<Mutual>(server.address(), None).unwrap();
    assert!(stream.read(&mut [0; 1]).is_err());
    assert!(server.prints("peer did not return a certificate"), "{}", server.output());
}

/// Such a server closes while the client writes already: the error is the alert, not the broken
/// pipe.
#[test]
fn who_writes_is_told_why_too() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = server(&family);
    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify_as::<Mutual>(server.address(), None).unwrap();
    assert!(server.prints("peer did not return a certificate"), "{}", server.output());
    let told = loop {
        if let Err(error) = stream.write_all(b"a measurement\n") {
            break motetls_interop::engine_error(&error);
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    let required = motetls::num::AlertDescription::certificate_required;
    assert_eq!(told.kind, motetls::ErrorKind::AlertReceived(required));
}
