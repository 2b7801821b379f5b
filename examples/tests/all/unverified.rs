//! An update in pieces, from a server and through an attacker.

use std::fs;
use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::SystemTime;

use motetls::crypto::{Aes128Ct, AesGcm, HmacDrbg, P256, Sha256};
use motetls::os_entropy::OsEntropy;
use motetls::std_io::StdStream;
use motetls::{
    Config, ErrorKind, HandshakeScratch, ServerName, TrustAnchor, UnixTime, pki::pem, profile,
};
use motetls_peers::{Direction, Pki, Proxy, Recipe, Server, Tool, Verdict};

const LENGTH: usize = 16_001;

/// A server with an update, and the files of a device.
struct Scene {
    server: Server,
    ca: String,
    slot: PathBuf,
    /// Holds the files.
    _pki: Pki,
}

impl Scene {
    fn new() -> Self {
        let pki = Pki::new().unwrap();
        let root = pki.issue(&Recipe::authority("Root"), None).unwrap();
        let leaf = pki.issue(&Recipe::server("device.example"), Some(&root)).unwrap();
        let server = Server::certified(&leaf, None, &[]).unwrap();
        let slot = pki.scratch().write("slot.bin", "what was here before").unwrap();
        Scene { server, ca: root.certificate.display().to_string(), slot, _pki: pki }
    }

    /// Runs the device against this address; the server sends the update once it is connected.
    fn update(&mut self, address: SocketAddr, update: &str) -> Output {
        let device = Command::new(env!("CARGO_BIN_EXE_27_update_in_pieces"))
            .args([&address.to_string(), "device.example", &self.ca])
            .arg(&self.slot)
            .arg(LENGTH.to_string())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        assert!(self.server.prints("CIPHER is"), "{}", self.server.output());
        self.server.type_in(update).unwrap();
        device.wait_with_output().unwrap()
    }

    fn approved(&self) -> bool {
        self.slot.with_extension("approved").exists()
    }
}

/// A line of bytes that show where they belong, zeros in between.
fn update() -> String {
    let mut update: String =
        (0..LENGTH - 1).map(|n| if n % 5000 < 3000 { '\0' } else { 'x' }).collect();
    update.replace_range(0..1, "x");
    update.push('\n');
    update
}

#[test]
fn an_update_is_approved_once_it_is_authentic() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let mut scene = Scene::new();
    let output = scene.update(scene.server.address(), &update());
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "connected\n16001 bytes, approved\n");
    assert!(fs::read(&scene.slot).unwrap() == update().into_bytes(), "the slot holds the update");
    assert!(scene.approved());
}

/// One bit is flipped on its way: the device has written what came before the tag, and erases it.
#[test]
fn a_changed_update_is_thrown_away() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let mut scene = Scene::new();
    let proxy = Proxy::start(scene.server.address(), |direction, _, record| {
        if direction == Direction::ToClient && record.len() > 2000 {
            record[1000] ^= 1;
        }
        Verdict::Pass
    })
    .unwrap();
    let output = scene.update(proxy.address(), &update());
    assert!(!output.status.success(), "{output:?}");
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(stdout, "connected\na record was refused\nthrown away\n", "{stderr}");
    assert!(stderr.contains("BadRecordMac"), "{stderr}");
    assert!(scene.server.hears_alert(20), "{}", scene.server.output());
    assert_eq!(fs::read(&scene.slot).unwrap(), b"", "the slot is erased");
    assert!(!scene.approved());
}

profile! {
    struct Updated;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [unverified_pieces];
}

/// No adapter hands such pieces on: it refuses the record, as without the option.
#[test]
fn an_adapter_refuses_what_is_not_verified() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let mut scene = Scene::new();
    let certificates = pem::certificates(&fs::read(&scene.ca).unwrap()).unwrap();
    let anchors = [TrustAnchor::from_certificate(&certificates[0]).unwrap()];
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let config = Config::<Updated> {
        server_name: Some(ServerName::from_static("device.example")),
        anchors: &anchors,
        now: Some(UnixTime(now)),
        ..Config::new(&())
    };
    let mut random = HmacDrbg::<Sha256, _>::new(OsEntropy, &[], &[]).unwrap();
    let tcp = TcpStream::connect(scene.server.address()).unwrap();
    let buffers = (vec![0; 520], vec![0; 512]);
    let mut scratch = HandshakeScratch::new();
    let mut tls = StdStream::client(tcp, buffers, &config, &mut random, &mut scratch).unwrap();
    scene.server.type_in(&update()).unwrap();
    let error = tls.read(&mut [0; 100]).unwrap_err();
    let error = error.get_ref().and_then(|inner| inner.downcast_ref::<motetls::Error>()).unwrap();
    assert_eq!((error.kind, error.buffer), (ErrorKind::RecordTooLarge, 520));
    assert!(error.needed > 2000, "{error}");
    assert!(scene.server.hears_alert(22), "{}", scene.server.output());
}
