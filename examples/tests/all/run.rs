//! Runs every example: its lines are compared, and where it connects, the peer is a real
//! server.

use std::io::Write;
use std::process::{Command, Stdio};

use motetls_peers::{Issued, Pki, Recipe, Server, Tool};

/// Runs an example and yields what it printed; it must succeed.
fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program}: {stderr}");
    stdout.into_owned()
}

#[test]
fn hash() {
    let printed = run(env!("CARGO_BIN_EXE_04_hash"), &["The quick brown fox"]);
    for line in [
        "SHA-256: 5cac4f980fedc3d3f1f99b4be3472c9b30d56523e632d151237ec9309048bda9",
        "SHA-256, in pieces: 5cac4f980fedc3d3f1f99b4be3472c9b30d56523e632d151237ec9309048bda9",
        "SHA-256, without: 5cac4f980fedc3d3f1f99b4be3472c9b30d56523e632d151237ec9309048bda9",
        "SHA-256, small: 5cac4f980fedc3d3f1f99b4be3472c9b30d56523e632d151237ec9309048bda9",
        "SHA3-256: 6a982a1fd2b2b33bf284768bd0e3df2a67ee3d412ae6f3df8248b268755751d4",
        "SHAKE256: 1dd0a51c9c3f25399947ace094f380a677a784d4831950702a0b7247f1505190e644b6e24f959065e1de5122390ec6a2",
        "SHA-1: c519c1a06cdbeb2bc499e22137fb48683858b345",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line} is not in {printed}");
    }
}

#[test]
fn aes() {
    let printed = run(env!("CARGO_BIN_EXE_05_aes"), &[]);
    assert_eq!(
        printed.matches(" -> 69c4e0d86a7b0430d8cdb78070b4c55a -> the same again\n").count(),
        3,
        "{printed}"
    );
    for line in [
        "bytes 9 to 13 alone: knows",
        "20 bytes become Ok(32)",
        "decrypted: twenty bytes of text",
        "damaged: the text does not end in a valid padding",
        "forged: Err(InvalidTag), and what is left of it: 00000000",
        "under another header: Err(InvalidTag)",
        "opened: Ok(()), open",
        "opened: Ok(()), 21.5 C",
        "damaged: Err(InvalidTag)",
        "unwrapped: Ok(\"sixteen byte key\")",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line}: {printed}");
    }
}

#[test]
fn mac() {
    let printed = run(env!("CARGO_BIN_EXE_06_mac"), &[]);
    for line in [
        "HMAC-SHA-256: 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "one of 15 bytes fits: no",
        "another message fits: no",
        "CMAC-AES-128: 2db4ba6719900ba997923763552c0414",
        "GMAC-AES-128: e8359d9c1918a88601f0d102cc0cbc12",
        "PBKDF2-HMAC-SHA-256: d70cd6856b0b74d68c2699eb7b5a9458219e61cd5a9712961164dbdbf4191b5d",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line} is not in {printed}");
    }
}

#[test]
fn rng() {
    let printed = run(env!("CARGO_BIN_EXE_07_rng"), &["256"]);
    for line in [
        "HMAC_DRBG: 16 and 12 bytes",
        "a source that is stuck starts: no",
        "before it dies: delivered",
        "and what is drawn then: refused: the random generator is unseeded or its entropy source failed",
        "the test has found it: yes",
        "a prime of 256 bits: yes",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line} is not in {printed}");
    }
    let again = run(env!("CARGO_BIN_EXE_07_rng"), &["256"]);
    assert_ne!(again.lines().last(), printed.lines().last(), "two primes");
}

#[test]
fn rsa() {
    let printed = run(env!("CARGO_BIN_EXE_08_rsa"), &[]);
    let expected = "\
a key of 2048 bits that fits together: yes
PKCS #1 v1.5 holds: yes
of another message: no
with a bit changed: no
PSS holds: yes
OAEP: half open
with another label: the ciphertext cannot be decrypted
in slices: more than 500
";
    assert_eq!(printed, expected);
}

#[test]
fn dh() {
    let printed = run(env!("CARGO_BIN_EXE_09_dh"), &[]);
    let expected = "\
ffdhe2048: 256 bytes shared, the same: yes
a peer that sends 1 is taken: no
a group of 1024 bits is taken: no
a group of 3072 bits: 384 bytes shared
";
    assert_eq!(printed, expected);
}

#[test]
fn ecdh() {
    let printed = run(env!("CARGO_BIN_EXE_10_ecdh"), &[]);
    let expected = [
        "P-256: 32 bytes, both sides agree: true",
        "P-384: 48 bytes, both sides agree: true",
        "X25519: 32 bytes, both sides agree: true",
        "a point beside the curve: refused",
        "a point of small order: refused",
        "a compressed point: taken",
        "in 68 steps, both sides agree: true",
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn dsa() {
    let printed = run(env!("CARGO_BIN_EXE_11_dsa"), &["sample"]);
    let sample = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
                  f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    assert!(printed.contains(&format!("P-256, deterministic: {sample}")), "{printed}");
    for curve in ["P-256", "P-384"] {
        for end in [
            "hedged: holds and holds, equal: false",
            "another message: refused",
            "forged: refused",
            "all zeros: refused",
        ] {
            let line = format!("{curve}, {end}");
            assert!(printed.lines().any(|printed| printed == line), "{line} is not in {printed}");
        }
    }
    assert!(printed.ends_with("Ed25519: holds\nEd25519, another message: refused\n"), "{printed}");
}

#[test]
fn cert() {
    let printed = run(env!("CARGO_BIN_EXE_12_cert"), &["mote-9.example"]);
    for start in [
        "root: 4",
        "request: 2",
        "asked for by: serialNumber=0007,CN=mote 7",
        "granted until: 20",
        "certificate: 4",
        "-----BEGIN CERTIFICATE-----",
        "verified: its key is the device's",
        "under another name: the certificate is for another name",
        "ten years later: a certificate has expired",
        "with a clock that was never set: the clock stands before",
        "as a server's: keyUsage or extendedKeyUsage forbids this use",
        "without the root: the chain does not lead to a trusted issuer",
        "with one bit changed: a signature does not fit its issuer's key",
    ] {
        assert!(printed.lines().any(|line| line.starts_with(start)), "{start}: {printed}");
    }
}

#[test]
fn perf() {
    let printed = run(env!("CARGO_BIN_EXE_13_perf"), &["0"]);
    assert!(
        printed.lines().any(|line| line.starts_with("SHA-256 ") && line.ends_with(" MB/s")),
        "{printed}"
    );
    assert!(
        printed
            .lines()
            .any(|line| line.starts_with("P-384 signature check ") && line.ends_with(" us")),
        "{printed}"
    );
}

#[test]
fn foreign_digest() {
    let printed = run(env!("CARGO_BIN_EXE_15_foreign_digest"), &[]);
    assert_eq!(printed.matches(": true\n").count(), 5, "{printed}");
}

#[test]
fn accelerator() {
    let program = env!("CARGO_BIN_EXE_14_accelerator");
    let printed = run(program, &[]);
    assert_eq!(printed.matches(": true").count(), 4, "{printed}");
    assert!(printed.contains("the engine did 4 jobs"), "{printed}");
    if !Tool::OpenSsl.ready() {
        return;
    }
    let pki = Pki::new().unwrap();
    let root = pki.issue(&Recipe::authority("Example Root"), None).unwrap();
    let server = pki.issue(&Recipe::server("device.example"), Some(&root)).unwrap();
    let server = Server::certified(&server, None, &["-rev"]).unwrap();
    let (address, ca) = (server.address().to_string(), root.certificate.display().to_string());
    let printed = run(program, &[&address, "device.example", &ca]);
    assert!(printed.starts_with("pihc a morf olleH\n"), "{printed}");
}

#[test]
fn tls_client_std() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let pki = Pki::new().unwrap();
    let root = pki.issue(&Recipe::authority("Example Root"), None).unwrap();
    let server = pki.issue(&Recipe::server("device.example"), Some(&root)).unwrap();
    let server = Server::certified(&server, None, &["-rev"]).unwrap();
    let (address, ca) = (server.address().to_string(), root.certificate.display().to_string());
    let program = env!("CARGO_BIN_EXE_20_tls_client_std");
    assert_eq!(run(program, &[&address, "device.example", &ca]), "ecived llams a morf olleH\n");

    let output = Command::new(program).args([&address, "other.example", &ca]).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("NameMismatch"), "{output:?}");
}

#[test]
fn tls_client_embedded_io_and_callbacks() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let psk = ["-nocert", "-psk_identity", "sensor-7", "-psk", "101112131415161718191a1b1c1d1e1f"];
    let suite = ["-rev", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"];
    let server = Server::openssl(&[&psk[..], &suite[..]].concat()).unwrap();
    let address = server.address().to_string();
    assert_eq!(run(env!("CARGO_BIN_EXE_21_tls_client_embedded_io"), &[&address]), "seerged 5.12\n");
    assert_eq!(run(env!("CARGO_BIN_EXE_26_callbacks"), &[&address]), "seerged 5.12\n");
}

#[test]
fn tls_client_embedded_io_async() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let psk = ["-nocert", "-psk_identity", "sensor-7", "-psk", "101112131415161718191a1b1c1d1e1f"];
    let suite = ["-rev", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"];
    let server = Server::openssl(&[&psk[..], &suite[..]].concat()).unwrap();
    let address = server.address().to_string();
    assert_eq!(
        run(env!("CARGO_BIN_EXE_22_tls_client_embedded_io_async"), &[&address]),
        "no answer without a question\nseerged 5.12\n"
    );
}

#[test]
fn tls_client_tokio() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let pki = Pki::new().unwrap();
    let root = pki.issue(&Recipe::authority("Example Root"), None).unwrap();
    let server = pki.issue(&Recipe::server("device.example"), Some(&root)).unwrap();
    let server = Server::certified(&server, None, &["-rev"]).unwrap();
    let (address, ca) = (server.address().to_string(), root.certificate.display().to_string());
    let mut client = Command::new(env!("CARGO_BIN_EXE_23_tls_client_tokio"))
        .args([&address, "device.example", &ca])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    client.stdin.take().unwrap().write_all(b"drawer\nstressed\n").unwrap();
    let output = client.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "reward\ndesserts\n");
}

/// A root, and a server below it of the usual name.
fn issue(pki: &Pki) -> (Issued, Issued) {
    let root = pki.issue(&Recipe::authority("Example Root"), None).unwrap();
    let server = pki.issue(&Recipe::server("device.example"), Some(&root)).unwrap();
    (root, server)
}

#[test]
fn https() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let pki = Pki::new().unwrap();
    let (root, server) = issue(&pki);
    let text = "21.5 degrees\n".repeat(500);
    pki.scratch().write("temperature.txt", &text).unwrap();
    let (certificate, key) = (server.certificate.to_str().unwrap(), server.key.to_str().unwrap());
    let arguments = ["-tls1_3", "-cert", certificate, "-key", key, "-WWW"];
    let server = Server::openssl_in(pki.scratch().path(), &arguments).unwrap();
    let (address, ca) = (server.address().to_string(), root.certificate.display().to_string());
    let program = env!("CARGO_BIN_EXE_24_https");
    let printed = run(program, &[&address, "device.example", &ca, "temperature.txt"]);
    assert!(printed == text.repeat(2), "{printed}");

    let other = [&address, "other.example", &ca, "temperature.txt"];
    assert!(!Command::new(program).args(other).output().unwrap().status.success());
    assert!(server.hears_alert(42), "{}", server.output());
}

#[test]
fn mqtt() {
    if !Tool::OpenSsl.ready() || !Tool::Mosquitto.ready() {
        return;
    }
    let pki = Pki::new().unwrap();
    let (root, server) = issue(&pki);
    let broker = Server::mosquitto(pki.scratch(), &server, "").unwrap();
    let (address, ca) = (broker.address().to_string(), root.certificate.display().to_string());
    let printed = run(env!("CARGO_BIN_EXE_25_mqtt"), &[&address, "device.example", &ca]);
    assert_eq!(printed, "21.5 degrees\n", "{}", broker.output());
}
