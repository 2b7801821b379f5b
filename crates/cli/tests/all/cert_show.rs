//! `motetls cert inspect` on real and broken things, beside what openssl says of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::{House, Run, motetls};
use motetls_peers::{Pki, Recipe, Scratch, Tool};
use serde_json::Value;

/// The corpus of the crate that reads.
fn corpus(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../pki/tests/vectors")
        .join(file)
        .display()
        .to_string()
}

fn inspect(file: &str) -> Run {
    motetls(&["cert", "inspect", file], b"")
}

fn items(file: &str) -> Vec<Value> {
    let run = motetls(&["cert", "inspect", "--json", file], b"");
    assert_eq!(run.code, 0, "{run:?}");
    let object: Value = serde_json::from_str(&run.stdout).unwrap();
    object["files"][0]["items"].as_array().unwrap().clone()
}

fn openssl(arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } =
        Command::new("openssl").args(arguments).output().unwrap();
    assert!(status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn a_certificate_is_spelled_out() {
    let run = inspect(&corpus("x509/letsencryptx3.pem"));
    for line in [
        "subject            CN=Let's Encrypt Authority X3,O=Let's Encrypt,C=US",
        "issuer             CN=DST Root CA X3,O=Digital Signature Trust Co.",
        "serial number      0a:01:41:42:00:00:01:53:85:73:6a:0b:85:ec:a7:08",
        "valid from         2016-03-17 16:40:46 UTC, ",
        "valid now          expired",
        "public key         RSA 2048",
        "SPKI pin           sha256/YLh1dUR9y6Kja30RrAn7JKnbQG/uEtLMkBgFF2Fuihg=",
        "signature          RSA PKCS#1 with SHA-256",
        "basicConstraints (critical)",
        "path length        0",
        "uses               digitalSignature",
        "OCSP: URI:http://isrg.trustid.ocsp.identrust.com",
        "2.23.140.1.2.1 (domain validated)",
        "the key, by SHA-1",
        "SHA-256            25:84:7d:66:8e:b4",
        "1,174 bytes of DER",
        "as an anchor: 370 bytes of flash",
        "does not take its key (RSA 2048)",
    ] {
        assert!(run.stdout.contains(line), "{line} is missing:\n{}", run.stdout);
    }
}

#[test]
fn openssl_reads_the_same() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let file = house.cafile();
    let json = items(&file).remove(0);
    let one = |option: &str| {
        let text = openssl(&["x509", "-in", &file, "-noout", "-nameopt", "RFC2253", option]);
        text.trim_end().split_once('=').unwrap().1.to_owned()
    };
    assert_eq!(json["subject"], one("-subject"));
    assert_eq!(json["serial_number"].as_str().unwrap().to_uppercase(), one("-serial"));
    let fingerprint = openssl(&["x509", "-in", &file, "-noout", "-fingerprint", "-sha256"]);
    let fingerprint =
        fingerprint.trim_end().split_once('=').unwrap().1.replace(':', "").to_lowercase();
    assert_eq!(json["SHA_256"], fingerprint);
    let modern = openssl(&["x509", "-in", &file, "-noout", "-enddate", "-dateopt", "iso_8601"]);
    assert_eq!(
        json["valid_to"],
        modern.trim_end().trim_start_matches("notAfter=").replace(' ', "T")
    );
    assert_eq!(json["self_signed"], "by its own key: the signature holds");
    assert_eq!(json["valid_now"], "yes");
    assert_eq!(json["device"]["tls13_ecdsa"], "takes its key and its signature");
    let names: Vec<&str> = json["extensions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names, ["basicConstraints", "keyUsage", "subjectKeyIdentifier"]);

    // of the key, only what is public, and the same as of the certificate
    let key = house.root.key.display().to_string();
    let shown = items(&key).remove(0);
    assert_eq!((&shown["point"], &shown["SPKI_pin"]), (&json["point"], &json["SPKI_pin"]));
    let private = openssl(&["pkey", "-in", &key, "-noout", "-text"]);
    let digits: String = private
        .split("priv:")
        .nth(1)
        .unwrap()
        .split("pub:")
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let digits = digits.replace(':', "");
    assert!(digits.len() >= 64);
    for run in [inspect(&key), motetls(&["cert", "inspect", "--json", &key], b"")] {
        assert!(
            !run.stdout.contains(&digits) && !run.stdout.contains(&digits[..16]),
            "the key is shown"
        );
    }
}

#[test]
fn an_altered_certificate_is_told() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let pki = Pki::new().unwrap();
    let root = pki.issue(&Recipe::authority("Root"), None).unwrap();
    let text = openssl(&["x509", "-in", root.certificate.to_str().unwrap(), "-outform", "PEM"]);
    let mut der = motetls::pki::pem::certificates(text.as_bytes()).unwrap().remove(0);
    let place = der.windows(4).position(|window| window == b"Root").unwrap();
    der[place] = b'B';
    let last = der.windows(4).rposition(|window| window == b"Root").unwrap();
    der[last] = b'B';
    let file = pki.scratch().write("altered.der", &der).unwrap();
    let run = inspect(file.to_str().unwrap());
    assert!(run.stdout.contains("NOT by its own key"), "{}", run.stdout);
}

#[test]
fn requests_lists_responses_and_bags() {
    let request = items(&corpus("requests/san_rsa_sha1.pem")).remove(0);
    assert_eq!(request["kind"], "request");
    assert_eq!(request["proof"], "holds: the requester has the private key");
    assert_eq!(request["extensions"][0]["names"][0], "DNS:cryptography.io");
    let broken = items(&corpus("requests/invalid_signature.pem")).remove(0);
    assert!(broken["proof"].as_str().unwrap().contains("DOES NOT HOLD"), "{broken}");

    let list = items(&corpus("crl/crl_all_reasons.pem")).remove(0);
    assert_eq!(
        (&list["kind"], &list["revoked"]),
        (&Value::from("revocation_list"), &Value::from(12))
    );
    assert_eq!(list["entries"][2]["reason"], "keyCompromise");

    let response = items(&corpus("ocsp/resp-revoked-reason.der")).remove(0);
    assert_eq!(response["kind"], "ocsp_response");
    assert!(
        response["answers"][0]["status"].as_str().unwrap().starts_with("revoked since"),
        "{response}"
    );

    let bag = items(&corpus("pkcs7/amazon-roots.der")).remove(0);
    assert_eq!(bag["kind"], "bag");
    assert_eq!(bag["certificates"].as_array().unwrap().len(), 2);
}

#[test]
fn dates_of_answers_before_1970_stand_as_they_are() {
    let der = std::fs::read(corpus("ocsp/resp-revoked-reason.der")).unwrap();
    let scratch = Scratch::new().unwrap();
    // producedAt, revocationTime, thisUpdate, nextUpdate in the order they are written
    let places: Vec<usize> =
        (0..der.len() - 4).filter(|at| der[*at..].starts_with(b"\x18\x0f2018")).collect();
    let [signed, revoked, known, newer] = places[..] else { panic!("{places:?}") };
    for (place, shown) in [
        (signed, "1918-09-01 19:48:17 UTC"),
        (revoked, "revoked since 1918-06-27 12:30:01 UTC"),
        (known, "1918-09-01 19:48:17 UTC"),
        (newer, "1918-09-03 19:48:17 UTC"),
    ] {
        let mut der = der.clone();
        der[place + 2..place + 4].copy_from_slice(b"19");
        let file = scratch.write("answer.der", &der).unwrap();
        let run = inspect(file.to_str().unwrap());
        assert!(run.stdout.contains(shown), "{shown}: {}", run.stdout);
    }
}

#[test]
fn timestamps_of_logs() {
    let run = inspect(&corpus("x509/cryptography-scts.pem"));
    assert!(run.stdout.contains("signedCertificateTimestamps"), "{}", run.stdout);
    assert!(run.stdout.contains(" UTC, log "), "{}", run.stdout);
}

#[test]
fn the_whole_corpus_is_shown_or_refused() {
    let mut shown = 0;
    for file in files_below(Path::new(&corpus(""))) {
        let file = file.display().to_string();
        for arguments in [&["cert", "inspect", &file][..], &["cert", "inspect", "--json", &file]] {
            let run = motetls(arguments, b"");
            assert!(matches!(run.code, 0 | 1), "{file}: {run:?}");
            assert!(!run.stderr.contains("panicked"), "{file}: {}", run.stderr);
            assert!(
                run.stdout.chars().all(|character| character == '\n' || !character.is_control()),
                "{file}"
            );
            shown += usize::from(run.code == 0);
        }
    }
    assert!(shown > 300, "{shown}");
}

#[test]
fn dates_before_1970_are_shown_as_they_stand() {
    for (pem, date) in [
        (&include_bytes!("../reported/utc-1950.pem")[..], "1950-"),
        (include_bytes!("../reported/gt-0000.pem"), "0000-"),
    ] {
        let run = motetls(&["cert", "inspect", "-"], pem);
        let line = run.stdout.lines().find(|line| line.trim().starts_with("valid from")).unwrap();
        assert!(line.contains(date) && line.contains("years ago"), "{line}");
        let run = motetls(&["cert", "inspect", "--json", "-"], pem);
        let object: Value = serde_json::from_str(&run.stdout).unwrap();
        let from = &object["files"][0]["items"][0]["valid_from"];
        assert!(from.as_str().is_some_and(|from| from.starts_with(date)), "{object}");
    }
}
