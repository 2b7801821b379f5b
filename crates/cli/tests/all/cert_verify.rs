//! `motetls cert verify`: what is good, what is refused and why, beside openssl.

use std::process::Command;

use crate::common::{Run, motetls};
use motetls_peers::{Scratch, Tool};
use serde_json::Value;

/// A root, an intermediate, a server, and what else is made on the way.
struct Shop(Scratch);

impl Shop {
    fn new() -> Self {
        let folder = Shop(Scratch::new().unwrap());
        folder.make(
            "new ca --name CN=Root,O=Motes,C=DE --stem root --from 2027-01-01 --until 2047-01-01",
        );
        folder.make("new ca --name CN=Line,O=Motes,C=DE --stem line --ca root.pem --ca-key root.key --from 2027-01-01 --until 2037-01-01");
        folder.make("new server --dns a.motes.org --stem server --ca line.pem --ca-key line.key --from 2027-02-01 --until 2027-03-10");
        folder
    }

    /// `motetls cert` and this line; names of files stand for those of the folder.
    fn run(&self, line: &str) -> Run {
        let in_folder = |word: &str| match word.rsplit_once('.') {
            Some((_, "pem" | "key" | "der" | "crl")) => self.0.file(word).display().to_string(),
            _ => word.to_owned(),
        };
        let mut words = vec!["cert".to_owned()];
        words.extend(line.split_whitespace().map(in_folder));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        motetls(&words, b"")
    }

    #[track_caller]
    fn make(&self, line: &str) {
        let folder = self.0.path().display().to_string();
        let run = self.run(&format!("{line} --out-dir {folder}"));
        assert_eq!(run.code, 0, "{line}: {run:?}");
    }

    /// One file of several.
    fn bundle(&self, name: &str, files: &[&str]) {
        let text: Vec<u8> =
            files.iter().flat_map(|file| std::fs::read(self.0.file(file)).unwrap()).collect();
        self.0.write(name, text).unwrap();
    }

    /// Verifies within the server's validity, trusting the root.
    fn verify(&self, line: &str) -> Run {
        let trusted = if line.contains("--cafile") { "" } else { "--cafile root.pem" };
        self.run(&format!("verify {trusted} --time 2027-02-15 {line}"))
    }

    fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.verify(&format!("--json {line}")).stdout).unwrap()
    }
}

/// The name of the first fault, `""` if there is none; that the exit code fits is checked.
#[track_caller]
fn fault(folder: &Shop, line: &str) -> String {
    let run = folder.verify(&format!("--json {line}"));
    let object: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (object["ok"] == true, run.code),
        if run.code == 0 { (true, 0) } else { (false, 4) },
        "{run:?}"
    );
    object["error"]["fault"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn good_chains_in_any_order() {
    let folder = Shop::new();
    folder.bundle("chain.pem", &["server.pem", "line.pem"]);
    folder.bundle("heap.pem", &["server.pem", "root.pem", "root.pem", "line.pem"]);
    let run = folder.verify("--host a.motes.org chain.pem");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    for text in [
        "good at 2027-02-15 00:00:00 UTC, for a.motes.org",
        "certificate 0 (",
        "certificate 1 (CN=Line",
        "trusted: CN=Root,O=Motes,C=DE",
        "until 2027-03-10",
    ] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    assert_eq!(fault(&folder, "heap.pem"), "");
    assert_eq!(fault(&folder, "server.pem --untrusted line.pem"), "");
    let object = folder.json("heap.pem");
    assert_eq!(
        (&object["path"][1], &object["anchor"]),
        (&Value::from("CN=Line,O=Motes,C=DE"), &Value::from("CN=Root,O=Motes,C=DE"))
    );
    assert_eq!(object["until"], "2027-03-10T23:59:59Z");
}

#[test]
fn every_refusal_has_its_reason() {
    let folder = Shop::new();
    folder.bundle("chain.pem", &["server.pem", "line.pem"]);
    for (line, expected) in [
        ("--host b.motes.org chain.pem", "NameMismatch"),
        ("--time 2027-04-01 chain.pem", "Expired"),
        ("--time 2027-01-15 chain.pem", "NotYetValid"),
        ("--usage client chain.pem", "WrongUsage"),
        ("server.pem", "UnknownIssuer"),
        ("--pin sha256/AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE= chain.pem", "PinMismatch"),
    ] {
        let run = if line.contains("--time") {
            folder.run(&format!("verify --cafile root.pem --json {line}"))
        } else {
            folder.verify(&format!("--json {line}"))
        };
        let object: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!((run.code, object["error"]["fault"].as_str().unwrap()), (4, expected), "{line}");
        assert!(run.stderr.contains("refused at certificate "), "{}", run.stderr);
    }
    let mismatch = folder.verify("--host b.motes.org chain.pem");
    assert!(
        mismatch.stderr.contains("certificate is for \"a.motes.org\"; not for \"b.motes.org\""),
        "{mismatch:?}"
    );
    assert_eq!(folder.run("verify --cafile root.pem --pin x chain.pem").code, 1);
}

/// A trusted leaf of another issuer is that certificate, not whatever bears its name and key: the
/// rest of such a one was never checked.
#[test]
fn a_trusted_leaf_is_the_whole_certificate() {
    let folder = Shop::new();
    assert_eq!(fault(&folder, "--cafile server.pem server.pem"), "");
    assert_eq!(fault(&folder, "--profile Tls13Ecdsa --cafile server.pem server.pem"), "");
    let pem = std::fs::read(folder.0.file("server.pem")).unwrap();
    let der = motetls::pki::pem::certificates(&pem).unwrap().remove(0);
    let mut other_date = der.clone();
    let at = der.windows(13).position(|window| window == b"270310235959Z").unwrap();
    other_date[at..at + 2].copy_from_slice(b"47");
    let mut other_signature = der.clone();
    *other_signature.last_mut().unwrap() ^= 1;
    for (forged, name) in [(other_date, "date.der"), (other_signature, "signature.der")] {
        folder.0.write(name, forged).unwrap();
        for options in ["", "--profile Tls13Ecdsa", "--all"] {
            let line = format!("{options} --cafile server.pem {name}");
            assert_eq!(fault(&folder, &line), "UnknownIssuer", "{line}");
            let run = folder.verify(&line);
            assert!(run.stderr.contains("has the name and key of CN="), "{run:?}");
        }
    }
    // one that was issued anew for the same key is trusted by its issuer
    folder.make("new server --dns a.motes.org --from-key server.key --stem renewed --ca line.pem --ca-key line.key --from 2027-02-01 --until 2027-03-20");
    folder.bundle("trusted.pem", &["server.pem", "root.pem"]);
    folder.bundle("chain.pem", &["renewed.pem", "line.pem"]);
    let trusted = folder.json("--cafile trusted.pem chain.pem");
    assert_eq!(trusted["anchor"], "CN=Root,O=Motes,C=DE", "{trusted}");
    assert_eq!(fault(&folder, "--cafile server.pem chain.pem"), "UnknownIssuer");
}

#[test]
fn pins_of_leaf_issuer_and_anchor() {
    let folder = Shop::new();
    folder.bundle("chain.pem", &["server.pem", "line.pem"]);
    for file in ["server.pem", "line.pem", "root.pem"] {
        let shown = folder.run(&format!("inspect --json {file}"));
        let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
        let pin = shown["files"][0]["items"][0]["SPKI_pin"].as_str().unwrap().to_owned();
        assert_eq!(fault(&folder, &format!("--pin {pin} chain.pem")), "", "{file}");
    }
}

#[test]
fn all_faults_as_a_set() {
    let folder = Shop::new();
    folder.bundle("chain.pem", &["server.pem", "line.pem"]);
    let run =
        folder.run("verify --cafile root.pem --time 2027-04-01 --host b.motes.org --usage client --all --json chain.pem");
    let object: Value = serde_json::from_str(&run.stdout).unwrap();
    let faults: Vec<&str> = object["faults"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["fault"].as_str())
        .collect();
    for expected in ["Expired", "NameMismatch", "WrongUsage"] {
        assert!(faults.contains(&expected), "{faults:?}");
    }
    assert_eq!((run.code, faults.len()), (4, 3), "{faults:?}");
    let text = folder
        .run("verify --cafile root.pem --time 2027-04-01 --host b.motes.org --all chain.pem")
        .stdout;
    assert!(text.starts_with("all faults") && text.lines().count() == 3, "{text}");
}

#[test]
fn policies_by_name() {
    let folder = Shop::new();
    folder.bundle("chain.pem", &["server.pem", "line.pem"]);
    assert_eq!(fault(&folder, "--policy cabf chain.pem"), "", "38 days, P-256");
    folder.make(
        "new server --dns a.motes.org --stem long --ca line.pem --ca-key line.key --from 2027-02-01 --until 2028-02-01",
    );
    assert_eq!(fault(&folder, "--policy cabf long.pem --untrusted line.pem"), "ValidityTooLong");
    assert_eq!(fault(&folder, "--policy iot long.pem --untrusted line.pem"), "");
    folder.make(
        "new server --dns *.motes.org --stem wild --ca line.pem --ca-key line.key --from 2027-02-01 --until 2027-03-01",
    );
    assert_eq!(fault(&folder, "--policy iot wild.pem --untrusted line.pem"), "OutsidePolicy");
    folder.make("new server --dns a.motes.org --stem p384 --key p384 --ca line.pem --ca-key line.key --from 2027-02-01 --until 2027-03-01");
    assert_eq!(fault(&folder, "p384.pem --untrusted line.pem"), "");
    assert_eq!(fault(&folder, "--policy iot p384.pem --untrusted line.pem"), "");
    folder.make("new server --dns a.motes.org --stem other --key ed25519 --ca line.pem --ca-key line.key --from 2027-02-01 --until 2027-03-01");
    assert_eq!(fault(&folder, "other.pem --untrusted line.pem"), "");
    assert_eq!(fault(&folder, "--policy iot other.pem --untrusted line.pem"), "WeakKey");
}

#[test]
fn revocation_lists() {
    let folder = Shop(Scratch::new().unwrap());
    folder.make("new ca --name CN=Root,O=Motes,C=DE --stem root");
    for stem in ["lost", "kept"] {
        folder.make(&format!(
            "new server --dns {stem}.motes.org --stem {stem} --ca root.pem --ca-key root.key"
        ));
    }
    let path = |file: &str| folder.0.file(file).display().to_string();
    let made = folder.run(&format!(
        "crl --ca root.pem --ca-key root.key --revoke-file {}=keyCompromise -o root.crl",
        path("lost.pem")
    ));
    assert_eq!(made.code, 0, "{made:?}");
    let verify = |line: &str| folder.run(&format!("verify --cafile root.pem {line}"));
    assert_eq!(verify("lost.pem").code, 0, "revocation was not asked about");
    let lost = verify("--crl root.crl lost.pem");
    assert!(lost.code == 4 && lost.stderr.contains("revoked"), "{lost:?}");
    assert_eq!(verify("--crl root.crl kept.pem").code, 0);
    let stale = verify("--crl root.crl --time 2099-01-01 kept.pem");
    assert_eq!(stale.code, 4, "{stale:?}");
    assert_eq!(verify("--crl lost.pem kept.pem").code, 1, "no list");
}

#[test]
fn openssl_agrees() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = Shop::new();
    let path = |file: &str| folder.0.file(file).display().to_string();
    for kind in ["p256", "p384", "ed25519", "rsa2048"] {
        folder.make(&format!("new ca --name CN={kind},O=Motes,C=DE --stem {kind} --key {kind} --ca root.pem --ca-key root.key --from 2027-01-01 --until 2037-01-01"));
        folder.make(&format!("new server --dns a.motes.org --stem below-{kind} --ca {kind}.pem --ca-key {kind}.key --from 2027-02-01 --until 2027-03-10"));
        let leaf = format!("below-{kind}.pem");
        assert_eq!(
            fault(&folder, &format!("--host a.motes.org {leaf} --untrusted {kind}.pem")),
            "",
            "{kind}"
        );
        let mut openssl = Command::new("openssl");
        openssl.args([
            "verify",
            "-CAfile",
            &path("root.pem"),
            "-untrusted",
            &path(&format!("{kind}.pem")),
        ]);
        openssl.args([
            "-attime",
            "1802649600",
            "-purpose",
            "sslserver",
            "-verify_hostname",
            "a.motes.org",
            &path(&leaf),
        ]);
        let output = openssl.output().unwrap();
        assert!(output.status.success(), "{kind}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
