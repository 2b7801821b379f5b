//! `motetls cert convert`: every option with every kind of object: it does something, or is
//! refused, and nothing that is or may be private is readable by others.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;

use crate::folder::Folder;
use motetls_peers::Tool;

/// Objects by their files, and whether each is read as a private key, has a public key, and may be
/// private.
const OBJECTS: &[(&str, bool, bool, bool)] = &[
    ("plain.key", true, true, true),
    ("plain.key.der", true, true, true),
    ("sec1.key", true, true, true),
    ("pkcs1.key", true, true, true),
    ("sealed.key", true, true, true),
    ("ca.pem", false, true, false),
    ("x.csr", false, true, false),
    ("public.pem", false, true, false),
    ("rsa-public.pem", false, true, false),
    ("list.crl", false, false, false),
    ("bag.p7b", false, true, false),
    ("trusted.pem", false, true, false),
    ("openssh.key", false, false, true),
    ("pkcs12.p12", false, false, true),
    ("three.key.der", false, false, true),
    ("unknown-label.key", false, false, true),
    ("unknown.pem", false, false, true),
];

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("pass", "open sesame\n");
    folder.made("new ca --name CA --stem ca");
    folder.made("csr --name x --stem x");
    folder.made("crl --ca ca.pem --ca-key ca.key --out list.crl");
    folder.made("convert ca.key --out plain.key");
    folder.made("convert ca.key --to der --out plain.key.der");
    folder.made("convert ca.key --key-form sec1 --out sec1.key");
    folder.made("convert ca.key --encrypt file:pass --iterations 10000 --out sealed.key");
    folder.made("convert ca.key --public --out public.pem");
    folder.made("convert ca.pem --to pkcs7 --out bag.p7b");
    folder.well("openssl genrsa -traditional -out pkcs1.key 2048");
    folder.well("openssl rsa -in pkcs1.key -RSAPublicKey_out -out rsa-public.pem");
    folder.well("openssl x509 -in ca.pem -trustout -addreject serverAuth -out trusted.pem");
    folder.well("openssl pkcs12 -export -in ca.pem -inkey ca.key -passout pass:x -out pkcs12.p12");
    folder.well("openssl genrsa -primes 3 -out three.key 2048");
    folder.well("openssl rsa -in three.key -traditional -outform DER -out three.key.der");
    let labelled = |label: &str, body: &str| {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    };
    let text = String::from_utf8(folder.read("plain.key")).unwrap();
    folder.write("unknown-label.key", text.replace("PRIVATE KEY", "ANY PRIVATE KEY"));
    folder.write("openssh.key", labelled("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEA"));
    folder.write("unknown.pem", labelled("SOMETHING", "AAEC"));
    folder
}

fn mode(folder: &Folder, file: &str) -> u32 {
    std::fs::metadata(folder.file(file)).unwrap().permissions().mode() & 0o777
}

#[test]
fn options_act_on_every_kind_of_object_or_are_refused() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    for (file, is_key, has_public, may_be_private) in OBJECTS {
        let sealed = *file == "sealed.key";
        let passphrase = if sealed { "--passphrase file:pass" } else { "" };
        let key_only = |works: bool| if works { Some(true) } else { None };
        let cases = [
            ("", if *may_be_private { Some(true) } else { Some(false) }),
            ("--to der", if *may_be_private { Some(true) } else { Some(false) }),
            ("--to c", if *may_be_private { Some(true) } else { Some(false) }),
            ("--to rs --symbol X", if *may_be_private { Some(true) } else { Some(false) }),
            ("--symbol X", None),
            ("--iterations 10000", None),
            ("--public", if *has_public { Some(false) } else { None }),
            ("--key-form pkcs8", key_only(*is_key)),
            ("--encrypt file:pass --iterations 10000", key_only(*is_key)),
            ("--passphrase file:pass", key_only(sealed)),
            ("--public --key-form pkcs8", None),
            ("--public --encrypt file:pass", None),
            ("--encrypt file:pass --iterations 9999", None),
            ("--encrypt file:pass --iterations 20000001", None),
        ];
        for (options, expected) in cases {
            let changes = options.contains("--key") || options.contains("--encrypt");
            let needs = changes || options.contains("--public");
            let passphrase = if needs { passphrase } else { "" };
            let printed = folder.cert(&format!("convert {file} {options} {passphrase} --out made"));
            let made = folder.file("made");
            // DER that is not known has no label to be written under in PEM
            let unlabelled = file.ends_with(".der") || file.ends_with(".p12");
            let no_pem = unlabelled && *may_be_private && !is_key && options.is_empty();
            let expected = if no_pem { None } else { expected };
            assert_eq!(made.exists(), expected.is_some(), "{file} {options}: {printed:?}");
            assert_eq!(printed.code == 0, expected.is_some(), "{file} {options}: {printed:?}");
            if let Some(private) = expected {
                assert!(!private || mode(&folder, "made") == 0o600, "{file} {options}");
                let text = folder.read("made");
                let is_key = text.windows(11).any(|word| word == b"PRIVATE KEY");
                assert!(private || !is_key, "{file}: {options}");
                std::fs::remove_file(made).unwrap();
            }
        }
    }
}

#[test]
fn what_is_written_of_each_is_read_by_openssl() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    let public = folder.well("openssl pkey -in ca.key -pubout");
    for file in ["plain.key", "sec1.key", "ca.pem", "bag.p7b", "trusted.pem", "public.pem"] {
        folder.made(&format!("convert {file} --public --out made --force"));
        assert_eq!(folder.well("openssl pkey -pubin -in made -pubout"), public, "{file}");
    }
    folder.made("convert rsa-public.pem --public --out made --force");
    let ours = folder.well("openssl pkey -pubin -in made -pubout");
    assert_eq!(ours, folder.well("openssl pkey -in pkcs1.key -pubout"));
    folder.made("convert x.csr --public --out made --force");
    let ours = folder.well("openssl pkey -pubin -in made -pubout");
    assert_eq!(ours, folder.well("openssl req -in x.csr -noout -pubkey"));
    let printed = folder.made("convert trusted.pem --out made --force");
    assert!(printed.contains("trust settings of OpenSSL"), "{printed}");
    assert_eq!(folder.read("made"), folder.read("ca.pem"));
    // copied to the bit
    for file in ["openssh.key", "unknown.pem", "unknown-label.key"] {
        folder.made(&format!("convert {file} --out made --force"));
        assert_eq!(folder.read("made"), folder.read(file), "{file}");
    }
    for file in ["pkcs12.p12", "three.key.der"] {
        folder.made(&format!("convert {file} --to der --out made --force"));
        assert_eq!(folder.read("made"), folder.read(file), "{file}");
    }
}

#[test]
fn everything_in_a_file_comes_out() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    for files in [
        ["bag.p7b", "plain.key"],
        ["plain.key", "bag.p7b"],
        ["bag.p7b", "x.csr"],
        ["list.crl", "bag.p7b"],
        ["ca.pem", "plain.key"],
    ] {
        let read = |file: &str| folder.read(if file == "bag.p7b" { "ca.pem" } else { file });
        folder.write("both", files.map(|file| folder.read(file)).concat());
        folder.made("convert both --out made --force");
        assert_eq!(folder.read("made"), files.map(read).concat(), "{files:?}");
        let private = files.contains(&"plain.key");
        assert!(!private || mode(&folder, "made") == 0o600, "{files:?}");
        // the key is sealed, and all else is still there
        if private {
            folder.made("convert both --encrypt file:pass --iterations 10000 --out made --force");
            let made = String::from_utf8(folder.read("made")).unwrap();
            assert!(!made.contains("BEGIN PRIVATE KEY"), "{files:?}");
            assert!(made.contains("BEGIN ENCRYPTED PRIVATE KEY") && made.contains("BEGIN CERTIF"));
        }
    }
    // a bag of others, with a revocation list in it
    folder.well("openssl crl2pkcs7 -in list.crl -certfile ca.pem -out theirs.p7b");
    folder.made("convert theirs.p7b --out made --force");
    assert_eq!(folder.read("made"), [folder.read("ca.pem"), folder.read("list.crl")].concat());
}

#[test]
fn what_would_be_lost_or_cannot_be_read_is_refused() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    folder.well("openssl ecparam -name prime256v1 -out curve.pem");
    folder.refused("convert curve.pem --out made", 1, "nothing to convert");
    folder.refused("convert curve.pem --public --out made", 1, "nothing to convert");
    let old = "-----BEGIN DSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: \
        AES-128-CBC,00\n\nAAEC\n-----END DSA PRIVATE KEY-----\n";
    folder.write("old.key", old);
    folder.refused("convert old.key --out made", 1, "the headers in the block DSA PRIVATE KEY");
    folder.write("old.key", old.replace("DSA", "RSA"));
    folder.refused("convert old.key --out made", 1, "an old way of OpenSSL");
    let list = String::from_utf8(folder.read("list.crl")).unwrap();
    folder.write("headed.crl", list.replace("CRL-----\nM", "CRL-----\nComment: x\nM"));
    folder.refused("convert headed.crl --out made", 1, "line 2 is not base64");
    folder.write("empty.pem", "-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n");
    folder.refused("convert empty.pem --out made", 1, "cannot be read");
    folder.write("empty.pem", "-----BEGIN X-----\n-----END X-----\n");
    folder.refused("convert empty.pem --out made", 1, "holds X, which is not known");
    folder.write("esc.pem", "-----BEGIN A\u{1b}[31m-----\nAAEC\n-----END A\u{1b}[31m-----\n");
    let printed = folder.cert("convert esc.pem --out made");
    assert!(printed.code == 1 && !printed.stderr.contains('\u{1b}'), "{printed:?}");
    // a label that is not that of what it holds
    let key = String::from_utf8(folder.read("plain.key")).unwrap();
    folder.write("mislabelled.pem", key.replace("PRIVATE KEY", "PUBLIC KEY"));
    for options in ["", "--public", "--to der"] {
        folder.refused(
            &format!("convert mislabelled.pem {options} --out made"),
            1,
            "correct the label to PRIVATE KEY",
        );
    }
    for (file, says) in [
        ("openssh.key", "ssh-keygen -p -m PKCS8"),
        ("pkcs12.p12", "openssl pkcs12"),
        ("unknown-label.key", "ANY PRIVATE KEY, which is not known here"),
    ] {
        for options in ["--public", "--encrypt file:pass", "--key-form pkcs8"] {
            folder.refused(&format!("convert {file} {options} --out made"), 1, says);
        }
    }
    assert!(!folder.file("made").exists());
}
