//! `openssl s_server` and clients that compute in bounded steps, through a blocking and an
//! asynchronous adapter.

use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use motetls::crypto::ec::P384;
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256, X25519};
use motetls::os_entropy::OsEntropy;
use motetls::pki::chain::{Chain, HostAlgorithms};
use motetls::std_io::StdStream;
use motetls::tokio_io::TokioStream;
use motetls::{
    Config, Credential, ErrorKind, Event, HandshakeScratch, Observer, Profile, ServerName,
    StepwiseEcdsaSigner, TrustAnchor, UnixTime, profile,
};
use motetls_interop::file_key::{load, p256_key};
use motetls_interop::{Client, Family, NAME, refusal};
use motetls_peers::{Recipe, Server, Tool};

use crate::mutual::client_certificate;

profile! {
    /// A device with a watchdog, and a certificate of its own.
    struct Device;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [bounded_steps];
    signer: StepwiseEcdsaSigner<P256, Sha256>;
    observer: Watchdog;
}

profile! {
    /// The same for chains of every kind, and other groups.
    struct Any;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp384r1: P384, x25519: X25519, secp256r1: P256 };
    certificates: Chain<HostAlgorithms>;
    key_exchange: [x509];
    options: [bounded_steps];
}

/// A watchdog that counts how often it was fed.
#[derive(Default)]
struct Watchdog(Cell<u32>);

impl Observer for Watchdog {
    fn on(&self, event: Event<'_>) {
        if let Event::Step = event {
            self.0.set(self.0.get() + 1);
        }
    }
}

/// Gives a configuration for this family, without a credential, to `with`.
fn configured<P: Profile, T>(
    family: &Family,
    observer: &P::Observer,
    with: impl FnOnce(Config<'_, P>) -> T,
) -> T {
    let Client { trusted, .. } = Client::trusting(&family.root);
    let anchors: Vec<_> =
        trusted.iter().map(|der| TrustAnchor::from_certificate(der).unwrap()).collect();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    with(Config {
        server_name: Some(ServerName::from_static(NAME)),
        anchors: &anchors,
        now: Some(UnixTime(now)),
        ..Config::new(observer)
    })
}

/// The steps of a public key, a shared secret and three checks of signatures, at least.
const STEPS: u32 = 66 + 68 + 3 * 262;

#[test]
fn a_blocking_client_feeds_its_watchdog_between_steps() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let root = family.root.certificate.display().to_string();
    let server = family.openssl(&["-Verify", "3", "-verify_return_error", "-CAfile", &root]);
    let (certificate, key) = load(&client_certificate(&family, Recipe::server(NAME).key));
    let signer = StepwiseEcdsaSigner::new(p256_key(&key), [3; 32]);
    let watchdog = Watchdog::default();
    configured::<Device, _>(&family, &watchdog, |config| {
        let credential = Credential { chain: &[&certificate], signer: &signer };
        let config = Config { credentials: &[credential], ..config };
        let tcp = TcpStream::connect(server.address()).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let (mut rx, mut tx) = ([0; 2048], [0; 1024]);
        let mut random = OsEntropy::generator().unwrap();
        let mut scratch = HandshakeScratch::new();
        let mut stream =
            StdStream::client(tcp, (&mut rx[..], &mut tx[..]), &config, &mut random, &mut scratch)
                .unwrap();
        stream.write_all(b"hello from a sensor\n").unwrap();
        assert!(server.prints("hello from a sensor\n"), "{}", server.output());
        assert!(server.output().contains("sensor-7.example"), "{}", server.output());
        stream.close().unwrap();
    });
    assert!(watchdog.0.get() >= STEPS + 71, "{}", watchdog.0.get());
}

/// Other tasks of the executor run between two steps.
#[test]
fn an_asynchronous_client_makes_way_between_steps() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let family = Family::new();
    let server = family.openssl(&["-rev"]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let others = Rc::new(Cell::new(0));
    let watchdog = Watchdog::default();
    let counted = Rc::clone(&others);
    let other_task = async move {
        loop {
            counted.set(counted.get() + 1);
            tokio::task::yield_now().await;
        }
    };
    let device = configured::<Device, _>(&family, &watchdog, |config| {
        let set = tokio::task::LocalSet::new();
        set.block_on(&runtime, async {
            tokio::task::spawn_local(other_task);
            let tcp = tokio::net::TcpStream::connect(server.address()).await.unwrap();
            let mut random = OsEntropy::generator().unwrap();
            let (buffers, mut scratch) = ((vec![0; 2048], vec![0; 512]), HandshakeScratch::new());
            TokioStream::client(tcp, buffers, &config, &mut random, &mut scratch).await.map(|_| ())
        })
    });
    device.unwrap();
    assert!(watchdog.0.get() >= STEPS, "{}", watchdog.0.get());
    assert!(others.get() >= STEPS, "{}", others.get());
}

/// Kinds of keys and groups with steps and without.
#[test]
fn chains_and_groups_of_every_kind() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    const EC: &[&str] = &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"];
    for key in [EC, &["rsa:2048"], &["ed25519"]] {
        let middle = Recipe { key, ..Recipe::authority("Middle") };
        let family = Family::of(&middle, &Recipe { key, ..Recipe::server(NAME) });
        for group in ["P-384", "P-256", "X25519"] {
            let server = family.openssl(&["-rev", "-groups", group]);
            let mut client = Client::trusting(&family.root).buffers(4096, 1024);
            let mut stream = client.verify::<Any>(server.address()).unwrap();
            stream.write_all(b"drawer\n").unwrap();
            let mut answer = [0; 7];
            stream.read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"reward\n");
        }
    }
}

/// A server below another root of the same name is refused, and told why.
#[test]
fn another_root_of_the_same_name() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let (family, other) = (Family::new(), Family::new());
    let server: Server = other.openssl(&[]);
    let mut client = Client::trusting(&family.root);
    let outcome = client.verify::<Any>(server.address());
    assert!(matches!(refusal(outcome), ErrorKind::Certificate(_)));
    assert!(server.prints("SSL alert number"));
}
