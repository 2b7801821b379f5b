//! Runs every example against a real server.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

use std::process::Command;

use motetls_peers::{Pki, Recipe, Server, Tool};

/// Runs an example and yields what it printed; it must succeed.
fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program}: {stderr}");
    stdout.into_owned()
}

#[test]
fn perf() {
    let printed = run(env!("CARGO_BIN_EXE_13_perf"), &["0"]);
    assert!(printed.lines().any(|line| line.starts_with("SHA-256 ") && line.ends_with(" MB/s")), "{printed}");
    assert!(
        printed.lines().any(|line| line.starts_with("P-384 signature check ") && line.ends_with(" us")),
        "{printed}"
    );
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
fn tls_client_embedded_io() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let psk = ["-nocert", "-psk_identity", "sensor-7", "-psk", "101112131415161718191a1b1c1d1e1f"];
    let suite = ["-rev", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"];
    let server = Server::openssl(&[&psk[..], &suite[..]].concat()).unwrap();
    let address = server.address().to_string();
    assert_eq!(run(env!("CARGO_BIN_EXE_21_tls_client_embedded_io"), &[&address]), "seerged 5.12\n");
}
