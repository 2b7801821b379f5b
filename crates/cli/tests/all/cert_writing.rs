//! What the command line writes over: nothing that was read, nothing unasked, all files or none,
//! and what is not a file is not replaced by one.

#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt, symlink};

use crate::folder::Folder;

const BY: &str = "--ca ca.pem --ca-key ca.key";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.made("new ca --name CA --stem ca");
    folder
}

/// The names of all files, and what is in each.
fn all(folder: &Folder) -> std::collections::BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder.file("")).unwrap().map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .map(|name| (name.clone(), folder.read(&name)))
        .collect()
}

#[test]
fn no_command_replaces_what_it_reads() {
    let folder = folder();
    folder.made("new ca --name key --stem k");
    folder.made("csr --name x --stem x");
    folder.made(&format!("crl {BY} --out list.crl"));
    folder.made(&format!("new client --name leaf {BY}"));
    // another name of the same file
    std::fs::hard_link(folder.file("ca.key"), folder.file("linked.key")).unwrap();
    symlink("ca.key", folder.file("symbolic.key")).unwrap();
    let before = all(&folder);
    for line in [
        format!("new server --dns ca {BY} --force"),
        format!("new client --name linked {BY} --force"),
        format!("new client --name symbolic {BY} --force"),
        format!("new device --name ca {BY} --force"),
        format!("new device --name ca {BY} --resume"),
        format!("new ca --name ca {BY} --force"),
        "new ca --name k --from-key k.pem --force".to_owned(),
        "new ca --name k --stem k.key --from-key k.key --force --out-dir .".to_owned(),
        "csr --name k --stem k --from-key k.key --force --out-dir .".to_owned(),
        format!("sign x.csr --as client --stem ca {BY} --force"),
        format!("crl {BY} --out ca.key --force"),
        format!("crl {BY} --out ca.pem --force"),
        format!("crl {BY} --revoke-file leaf.pem --out leaf.pem --force"),
        "convert ca.key --public --out ca.key --force".to_owned(),
        "convert ca.key --public --out ./ca.key --force".to_owned(),
        "convert ca.key --public --out linked.key --force".to_owned(),
        "convert ca.key --public --out symbolic.key --force".to_owned(),
        "anchors ca.pem --output ca.pem --force".to_owned(),
    ] {
        let printed = folder.cert(&line);
        let now = all(&folder);
        if printed.code == 0 {
            // where it writes elsewhere, what was read is still as it was
            for (name, contents) in &before {
                assert_eq!(now.get(name), Some(contents), "{line}: {name}");
            }
            for name in now.keys().filter(|name| !before.contains_key(*name)) {
                std::fs::remove_file(folder.file(name)).unwrap();
            }
            continue;
        }
        assert_eq!(now, before, "{line}: {printed:?}");
    }
    folder.refused(
        "convert ca.key --public --out symbolic.key --force",
        1,
        "symbolic.key is read here and would be lost",
    );
    // what is extended is the exception, and what was not read may be replaced
    folder.made(&format!("crl {BY} --update list.crl --revoke 07"));
    folder.made("convert ca.pem --out leaf.pem --force");
}

#[test]
fn with_force_all_files_are_replaced_or_none() {
    let folder = folder();
    folder.made("new ca --name r2 --chain");
    for blocked in ["r2.pem", "r2.chain.pem", "r2.key"] {
        let old = folder.read(blocked);
        std::fs::remove_file(folder.file(blocked)).unwrap();
        std::fs::create_dir(folder.file(blocked)).unwrap();
        let before = all(&folder);
        folder.refused("new ca --name r2 --chain --force", 1, "is a folder");
        assert_eq!(all(&folder), before, "{blocked}");
        std::fs::remove_dir(folder.file(blocked)).unwrap();
        folder.write(blocked, old);
    }
    folder.made("csr --name q");
    std::fs::remove_file(folder.file("q.csr")).unwrap();
    std::fs::create_dir(folder.file("q.csr")).unwrap();
    let before = all(&folder);
    folder.refused("csr --name q --force", 1, "is a folder");
    assert_eq!(all(&folder), before);
}

#[test]
fn links_are_followed_and_what_is_not_a_file_stays() {
    let folder = folder();
    std::fs::create_dir(folder.file("www")).unwrap();
    folder.made(&format!("crl {BY} --out www/root.crl"));
    symlink("www/root.crl", folder.file("cur.crl")).unwrap();
    let mode = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(folder.file("www/root.crl"), mode).unwrap();
    folder.made(&format!("crl {BY} --update cur.crl --revoke 4f2a"));
    assert!(folder.file("cur.crl").is_symlink());
    let printed = folder.made(&format!("crl {BY} --update www/root.crl --revoke 4f2b"));
    assert!(printed.contains("number 3, 2 revoked"), "{printed}");
    let now = std::fs::metadata(folder.file("www/root.crl")).unwrap().permissions().mode();
    assert_eq!(now & 0o777, 0o640, "readable by those that could read it");

    // a pipe, from which another program reads
    folder.well("mkfifo pipe");
    let pipe = folder.file("pipe");
    let reader = std::thread::spawn(move || std::fs::read(pipe).unwrap());
    folder.made("convert ca.pem --out pipe");
    assert_eq!(reader.join().unwrap(), folder.read("ca.pem"));
    let is_pipe = || {
        let kind = std::fs::symlink_metadata(folder.file("pipe")).unwrap().file_type();
        std::os::unix::fs::FileTypeExt::is_fifo(&kind)
    };
    assert!(is_pipe());
    folder.made("convert ca.pem --out /dev/null");
    let null = std::fs::symlink_metadata("/dev/null").unwrap().file_type();
    assert!(std::os::unix::fs::FileTypeExt::is_char_device(&null));
}

#[test]
fn a_command_that_cannot_write_leaves_nothing() {
    let folder = folder();
    let program = env!("CARGO_BIN_EXE_motetls");
    let before = all(&folder);
    // the system ends the command at the first byte it writes
    let printed =
        folder.other(&format!("sh -c 'ulimit -f 0; {program} cert new ca --name Ul; true'"));
    let left: Vec<_> = all(&folder).into_keys().filter(|name| !before.contains_key(name)).collect();
    assert!(left.iter().all(|name| name.starts_with(".new-")), "{left:?} {printed:?}");
    folder.made("new ca --name Ul");
}

#[test]
fn keys_of_an_interrupted_batch_are_certified_and_not_replaced() {
    let folder = folder();
    folder.made("csr --name sensor-8");
    let key = folder.read("sensor-8.key");
    let resume = format!("new device --name sensor-8 {BY} --resume");
    folder.made(&resume);
    assert_eq!(folder.read("sensor-8.key"), key);
    let spki = folder.well("openssl pkey -in sensor-8.key -pubout");
    assert_eq!(folder.well("openssl x509 -in sensor-8.pem -noout -pubkey"), spki);
    let printed = folder.made(&resume);
    assert!(printed.contains("no device in . was left to be made"), "{printed}");
    assert!(!printed.contains("0 to 0 bytes"), "{printed}");

    // the authority's own key, under the name of a device
    std::fs::copy(folder.file("ca.pem"), folder.file("fac.crt")).unwrap();
    std::fs::copy(folder.file("ca.key"), folder.file("fac.key")).unwrap();
    folder.write("t.csv", "name\nfac\n");
    let before = all(&folder);
    folder.refused(
        "new device --list t.csv --resume --ca fac.crt --ca-key fac.key",
        1,
        "fac.key is read here",
    );
    assert_eq!(all(&folder), before);

    // cut off in the middle, at the end, encrypted, and of another kind
    let device = format!("new device --name d {BY} --resume");
    for cut in [0, 1, 20, 100, key.len() - 3] {
        folder.write("d.key", &key[..cut]);
        folder.made(&device);
        folder.well("openssl pkey -in d.key -check -noout");
        std::fs::remove_file(folder.file("d.pem")).unwrap();
    }
    folder.write("d.key", "a file of mine\n");
    folder.refused(&device, 1, "neither PEM");
    assert_eq!(folder.read("d.key"), b"a file of mine\n");
    folder.write("pass", "secret\n");
    folder.made("convert ca.key --encrypt file:pass --iterations 10000 --out d.key --force");
    folder.refused(&device, 1, "is encrypted");
    let printed = folder.made(&format!("{device} --encrypt file:pass"));
    assert!(printed.contains("1 keys were there and were kept"), "{printed}");
    std::fs::remove_file(folder.file("d.pem")).unwrap();
    folder.refused(&format!("{device} --encrypt file:pass --key p384"), 1, "EC P-384 is asked for");
    folder.write("d.pem", "a file of mine\n");
    folder.refused(&device, 1, "neither PEM");

    // a certificate by another authority is not counted as made
    folder.made("new ca --name Other --stem other");
    folder.refused(
        "new device --name sensor-8 --ca other.pem --ca-key other.key --resume",
        1,
        "is there already, and is not by this authority",
    );
}

#[test]
fn one_object_is_asked_for_and_several_are_refused() {
    let folder = folder();
    for name in ["a", "b"] {
        folder.made(&format!("csr --name {name}"));
        folder.made(&format!("crl {BY} --revoke 0{} --out {name}.crl", name.len()));
    }
    let two = |ending: &str| {
        let both = [folder.read(&format!("a.{ending}")), folder.read(&format!("b.{ending}"))];
        folder.write(&format!("two.{ending}"), both.concat());
    };
    for ending in ["csr", "crl", "key"] {
        two(ending);
    }
    let before = all(&folder);
    for line in [
        format!("sign two.csr --as client {BY}"),
        format!("crl {BY} --update two.crl --revoke 03"),
        "new ca --name x --from-key two.key".to_owned(),
        "new client --name x --ca ca.pem --ca-key two.key".to_owned(),
    ] {
        folder.refused(&line, 1, "holds 2 objects");
        assert_eq!(all(&folder), before, "{line}");
    }
}

#[test]
fn options_that_do_nothing_are_refused() {
    let folder = folder();
    folder.write("pass", "secret\n");
    for (line, code, says) in [
        (format!("new client --name x {BY} --ca-passphrase file:pass"), 1, "is not encrypted"),
        (format!("new client --name x {BY} --ca-passphrase env:NOPE"), 1, "is not encrypted"),
        (
            "new ca --name x --from-key ca.key --key-passphrase env:NOPE".to_owned(),
            1,
            "is not encrypted",
        ),
        (format!("new device --name x {BY} --idevid --role server"), 2, "cannot be used with"),
        (format!("new device --name x {BY} --pss"), 1, "--pss is for RSA keys"),
        (format!("crl {BY} --pss --out x.crl"), 1, "--pss is for RSA keys"),
        ("csr --name x --pss".to_owned(), 1, "--pss is for RSA keys"),
        ("csr --name x --key ed25519 --pss".to_owned(), 1, "--pss is for RSA keys"),
        ("new ca --name x --encrypt file:pass --iterations 9999".to_owned(), 2, "10000..=20000000"),
        (
            "new ca --name x --encrypt file:pass --iterations 20000001".to_owned(),
            2,
            "10000..=20000000",
        ),
        ("anchors ca.pem --json --output -".to_owned(), 1, "both go to standard output"),
    ] {
        folder.refused(&line, code, says);
        assert!(!folder.file("x.pem").exists() && !folder.file("x.key").exists(), "{line}");
    }
    folder.made("new ca --name x --encrypt file:pass --iterations 10000");
}
