//! What `motetls cert verify` asks and tells: a device's rules with `--profile`, statuses with
//! lists and answers, and the cause where the general sentence would send a person elsewhere.

use crate::common::{Run, motetls};
use motetls_peers::{Scratch, Tool};
use serde_json::Value;
use std::process::Command;

/// `motetls cert` and this line; `@x` is the file x beside the tests, other files are in `folder`.
fn run(folder: &Scratch, line: &str) -> Run {
    let shown = |word: &str| match (word.strip_prefix('@'), word.rsplit_once('.')) {
        (Some(file), _) => format!("{}/tests/verify/{file}", env!("CARGO_MANIFEST_DIR")),
        (None, Some((_, "pem" | "key" | "crl" | "der"))) => folder.file(word).display().to_string(),
        _ => word.to_owned(),
    };
    let words: Vec<String> =
        ["cert".to_owned()].into_iter().chain(line.split_whitespace().map(shown)).collect();
    motetls(&words.iter().map(String::as_str).collect::<Vec<_>>(), b"")
}

#[track_caller]
fn make(folder: &Scratch, line: &str) {
    let made = run(folder, &format!("{line} --out-dir {}", folder.path().display()));
    assert_eq!(made.code, 0, "{line}: {made:?}");
}

fn bundle(folder: &Scratch, name: &str, files: &[&str]) {
    let text: Vec<u8> =
        files.iter().flat_map(|file| std::fs::read(folder.file(file)).unwrap()).collect();
    folder.write(name, text).unwrap();
}

/// Runs `openssl` in `folder`.
#[track_caller]
fn openssl(folder: &Scratch, line: &str) {
    let output = Command::new("openssl")
        .args(line.split_whitespace())
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Names of other string types, P-384 above and P-384 in the leaf: good for a host, and refused by
/// a device with the shipped profile.
#[test]
fn a_device_is_asked_by_its_profile() {
    let folder = Scratch::new().unwrap();
    for (files, error) in [
        ("strtype", "UnknownIssuer"),
        ("p384", "UnsupportedAlgorithm"),
        ("leaf384", "UnsupportedAlgorithm"),
    ] {
        let line = format!(
            "verify @{files}-chain.pem --cafile @{files}-ca.pem --host dev.example --time 2027-06-01"
        );
        let host = run(&folder, &line);
        assert_eq!(host.code, 0, "{files}: {host:?}");
        for profile in ["Tls13Ecdsa", "tls13-ecdsa"] {
            let device = run(&folder, &format!("{line} --profile {profile} --json"));
            let object: Value = serde_json::from_str(&device.stdout).unwrap();
            assert_eq!(device.code, 4, "{files}: {device:?}");
            assert_eq!(object["error"]["fault"], error, "{files}");
        }
        let all = run(&folder, &format!("{line} --profile Tls13Ecdsa --all"));
        assert!(all.code == 4 && all.stdout.starts_with("all faults"), "{all:?}");
    }
    assert_eq!(run(&folder, "verify x.pem --profile Tls13Psk").code, 2, "verifies nothing");
}

/// The order of the server is that of a device; `connect` verifies with the same.
#[test]
fn a_device_takes_certificates_in_order() {
    let folder = Scratch::new().unwrap();
    make(&folder, "new ca --name CN=Root --stem root");
    make(&folder, "new ca --name CN=Line --stem line --ca root.pem --ca-key root.key");
    make(&folder, "new server --dns a.example --stem server --ca line.pem --ca-key line.key");
    bundle(&folder, "chain.pem", &["server.pem", "line.pem", "root.pem"]);
    bundle(&folder, "swapped.pem", &["line.pem", "server.pem"]);
    let line = "--cafile root.pem --host a.example --profile Tls13Ecdsa";
    let good = run(&folder, &format!("verify chain.pem {line}"));
    assert!(good.code == 0 && good.stdout.contains("trusted: CN=Root"), "{good:?}");
    assert!(good.stdout.contains("certificate 1 (CN=Line"), "{good:?}");
    let swapped = run(&folder, &format!("verify swapped.pem {line}"));
    assert_eq!(swapped.code, 4);
    assert!(swapped.stderr.contains("own certificate first"), "{swapped:?}");
    let host = run(&folder, "verify swapped.pem --cafile root.pem");
    assert!(host.code == 4 && host.stderr.contains("own certificate first"), "{host:?}");
    // a real lack of the bit is told as such
    let client = run(&folder, "verify chain.pem --cafile root.pem --usage client");
    assert!(client.code == 4 && client.stderr.contains("extendedKeyUsage"), "{client:?}");
    let both = run(&folder, "verify chain.pem --profile Tls13Ecdsa --untrusted line.pem");
    assert_eq!(both.code, 2, "a device has no other certificates");
}

/// Each certificate's status is shown, and the one behind a refusal.
#[test]
fn statuses_are_shown() {
    let folder = Scratch::new().unwrap();
    make(&folder, "new ca --name CN=Root --stem root");
    make(&folder, "new ca --name CN=Line --stem line --ca root.pem --ca-key root.key");
    for stem in ["lost", "kept"] {
        let line = format!(
            "new server --dns {stem}.example --stem {stem} --ca line.pem --ca-key line.key"
        );
        make(&folder, &line);
    }
    let lost = folder.file("lost.pem").display().to_string();
    let listed = run(
        &folder,
        &format!(
            "crl --ca line.pem --ca-key line.key --revoke-file {lost}=keyCompromise -o line.crl"
        ),
    );
    assert_eq!(listed.code, 0, "{listed:?}");
    let made = run(&folder, "crl --ca root.pem --ca-key root.key -o root.crl");
    assert_eq!(made.code, 0, "{made:?}");
    for profile in ["", " --profile Tls13Ecdsa"] {
        let more = if profile.is_empty() { " --untrusted line.pem" } else { profile };
        for stem in ["lost", "kept"] {
            bundle(&folder, &format!("{stem}-chain.pem"), &[&format!("{stem}.pem"), "line.pem"]);
        }
        let verify = |stem: &str, lists: &str| {
            let line = format!("verify {stem}-chain.pem --cafile root.pem {lists}{more} --json");
            let outcome = run(&folder, &line);
            let object: Value = serde_json::from_str(&outcome.stdout).unwrap();
            (outcome.code, object, outcome.stderr)
        };
        let (code, object, _) = verify("kept", "--crl line.crl --crl root.crl");
        assert_eq!((code, object["statuses"][0].as_str()), (0, Some("not revoked")), "{object}");
        assert_eq!(object["statuses"][1], "not revoked");
        let (code, object, _) = verify("kept", "--crl line.crl");
        assert_eq!(code, 0);
        assert!(object["statuses"][1].as_str().unwrap().starts_with("unknown"), "{object}");
        let (code, object, stderr) = verify("lost", "--crl line.crl");
        assert_eq!((code, object["error"]["fault"].as_str()), (4, Some("Revoked")), "{object}");
        assert!(stderr.contains("reason keyCompromise"), "{stderr}");
        let (code, object, stderr) = verify("kept", "--crl root.crl");
        assert_eq!((code, object["error"]["fault"].as_str()), (4, Some("RevocationUnknown")));
        assert!(stderr.contains("(status: unknown: "), "{stderr}");
        let text =
            run(&folder, &format!("verify kept-chain.pem --cafile root.pem --crl line.crl{more}"));
        assert!(text.stdout.contains("): not revoked\n"), "{text:?}");
        let all = run(
            &folder,
            &format!("verify lost-chain.pem --cafile root.pem --crl line.crl{more} --all"),
        );
        assert!(all.stdout.contains("(status: revoked since"), "{all:?}");
    }
}

/// A list whose issuer's name is a PrintableString, of a certificate where it is a UTF8String.
#[test]
fn lists_of_the_same_name_in_another_string_type() {
    let folder = Scratch::new().unwrap();
    let line = "verify @leaf.pem --cafile @root.pem --time 2026-12-01";
    assert_eq!(run(&folder, line).code, 0, "not asked");
    let listed = run(&folder, &format!("{line} --crl @crl-printable.pem --json"));
    let object: Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!((listed.code, object["error"]["fault"].as_str()), (4, Some("Revoked")), "{object}");
}

/// A day before this program was built may be asked about; a device's clock must not stand there.
#[test]
fn a_day_before_the_build() {
    let folder = Scratch::new().unwrap();
    let line = "verify @t-2026.pem --cafile @t-ca.pem --time 2026-10-01";
    let host = run(&folder, line);
    assert!(host.code == 0 && host.stdout.starts_with("good at 2026-10-01"), "{host:?}");
    let device = run(&folder, &format!("{line} --profile Tls13Ecdsa"));
    assert!(device.code == 4 && device.stderr.contains("the clock stands before"), "{device:?}");
}

/// What is no name of a server is told why, as `connect` does.
#[test]
fn a_host_that_is_none_is_told_why() {
    let folder = Scratch::new().unwrap();
    let label = format!("{}.example", "a".repeat(64));
    for (host, says) in [
        ("[::1]", "brackets"),
        ("fe80::1%eth0", "zone"),
        ("b\u{fc}cher.example", "A-labels"),
        (&label, "63 characters"),
        ("a..example", "--host"),
    ] {
        let run = run(&folder, &format!("verify @leaf.pem --cafile @root.pem --host {host}"));
        assert!(run.code == 1 && run.stderr.contains(says), "{host}: {run:?}");
    }
}

/// RSA of 1024 bits: the key is the cause, not an altered certificate.
#[test]
fn causes_that_the_general_sentence_misses() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = Scratch::new().unwrap();
    let ca = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,digitalSignature,keyCertSign";
    openssl(
        &folder,
        &format!(
            "req -x509 -newkey rsa:1024 -noenc -keyout weak.key -out weak.pem -subj /CN=Weak -days 365 {ca}"
        ),
    );
    openssl(&folder, "ecparam -name prime256v1 -genkey -noout -out leaf.key");
    openssl(&folder, "req -new -key leaf.key -subj /CN=leaf -out leaf.req");
    openssl(&folder, "x509 -req -in leaf.req -CA weak.pem -CAkey weak.key -days 30 -out leaf.pem");
    let weak = run(&folder, "verify leaf.pem --cafile weak.pem");
    assert_eq!(weak.code, 4);
    assert!(weak.stderr.contains("RSA key has 1024 bits"), "{weak:?}");
    assert!(!weak.stderr.contains("altered"), "{weak:?}");
    // the forms of a P-256 key that are not read
    for (options, cause) in [
        ("-conv_form compressed", "compressed point"),
        ("-param_enc explicit", "explicit parameters"),
    ] {
        openssl(&folder, &format!("ec -in leaf.key {options} -out odd.key"));
        openssl(
            &folder,
            &format!("req -x509 -key odd.key -out odd.pem -subj /CN=Odd -days 365 {ca}"),
        );
        let odd = run(&folder, "verify odd.pem --cafile odd.pem");
        assert!(odd.code != 0, "{cause}: {odd:?}");
        if odd.code == 4 {
            assert!(odd.stderr.contains(cause), "{cause}: {odd:?}");
        }
        let anchors = run(&folder, "verify odd.pem --cafile weak.pem");
        assert_eq!(anchors.code, 4);
        assert!(!anchors.stderr.contains("use ECDSA P-256"), "{cause}: {anchors:?}");
    }
}
