//! What authorities may issue: within their names, path lengths and purposes, whatever the key and
//! the dates; and subjects that others can read.

use crate::folder::Folder;
use motetls_peers::Tool;

#[test]
fn no_choice_of_key_or_dates_escapes_constraints() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    for ca in ["p256", "ed25519", "rsa2048", "secp256k1"] {
        let own = match ca {
            "rsa2048" => folder.rsa_key("rsa2048.key", 2048),
            _ => format!("--key {ca}"),
        };
        folder.made(&format!("new ca --name {ca} {own} --permit DNS:a.example"));
        let by = format!("--ca {ca}.pem --ca-key {ca}.key --force");
        for key in ["p256", "p384", "p521", "secp256k1", "ed25519", "rsa2048"] {
            let key = match key {
                "rsa2048" => folder.rsa_key("x.key", 2048),
                _ => format!("--key {key}"),
            };
            folder.made(&format!("csr --name x --stem evil --dns evil.example {key} --force"));
            folder.made(&format!("csr --name x --stem good --dns x.a.example {key} --force"));
            for dates in ["", "--from 2020-01-01 --until 2030-01-01"] {
                let line =
                    |stem: &str| format!("sign {stem}.csr --as server --copy-names {by} {dates}");
                folder.refused(&line("evil"), 4, "may not certify a name");
                folder.made(&line("good"));
            }
            assert!(!folder.file("evil.pem").exists(), "{ca} {key}");
        }
    }
}

#[test]
fn path_lengths_of_all_authorities_above_count() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.made("new ca --name P0 --pathlen 1");
    let by = |ca: &str, key: &str| format!("--ca {ca} --ca-key {key}.key");
    folder.made(&format!("new ca --name P1 {}", by("p0.pem", "p0")));
    folder.write("p1c.pem", [folder.read("p1.pem"), folder.read("p0.pem")].concat());
    folder.refused(&format!("new ca --name P2 {}", by("p1c.pem", "p1")), 1, "pathlen 1");
    folder.made(&format!("new server --dns a.example {}", by("p1c.pem", "p1")));
    folder.well("openssl verify -x509_strict -CAfile p0.pem -untrusted p1.pem a.example.pem");
    for (pathlen, works) in [(0, true), (1, false), (7, false)] {
        let line = format!("new ca --name L{pathlen} --pathlen {pathlen} {}", by("p0.pem", "p0"));
        match works {
            true => drop(folder.made(&line)),
            false => folder.refused(&line, 1, "cannot be used"),
        }
    }
    folder.refused(&format!("new ca --name L2 {}", by("l0.pem", "l0")), 1, "pathlen 0");
    folder.made("csr --name sub");
    folder.refused(&format!("sign sub.csr --as ca {}", by("p1c.pem", "p1")), 4, "pathlen 1");
    folder.made(&format!("sign sub.csr --as ca {}", by("p0.pem", "p0")));
}

#[test]
fn what_an_authority_permits_lies_in_what_it_may_certify() {
    let folder = Folder::new();
    folder.made(
        "new ca --name Top --permit DNS:a.example --permit IP:10.0.0.0/8 --exclude \
        DNS:no.a.example --permit email:a.example",
    );
    let by = "--ca top.pem --ca-key top.key --force";
    for inside in [
        "DNS:a.example",
        "DNS:x.a.example",
        "IP:10.1.0.0/16",
        "email:a.example",
        "email:u@a.example",
    ] {
        folder.made(&format!("new ca --name Sub --permit {inside} {by}"));
    }
    for outside in [
        "DNS:zzz.example",
        "DNS:no.a.example",
        "DNS:x.no.a.example",
        "IP:11.0.0.0/8",
        "email:b.example",
    ] {
        folder.refused(
            &format!("new ca --name Sub --permit {outside} {by}"),
            1,
            "allows nothing below it",
        );
    }
    folder.made("new ca --name Named --permit dir:O=Motes --stem named");
    let named = "--ca named.pem --ca-key named.key --force";
    folder.refused(&format!("new ca --name Other {named}"), 1, "may not certify a name");
    folder.made(&format!("new ca --name CN=Below,O=Motes {named}"));
}

#[test]
fn purposes_of_authorities_bound_those_below() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.made("csr --name EKU --stem eku");
    folder.made("new ca --name Root");
    for (purposes, allowed) in [
        ("clientAuth", ["client", "device --role client", "device --idevid"].as_slice()),
        ("serverAuth", &["server", "device --role server", "device --idevid"]),
        (
            "clientAuth,serverAuth",
            &[
                "client",
                "server",
                "device --role client",
                "device --role server",
                "device --role both",
                "device --idevid",
            ],
        ),
        (
            "anyExtendedKeyUsage",
            &[
                "client",
                "server",
                "device --role client",
                "device --role server",
                "device --role both",
                "device --idevid",
            ],
        ),
    ] {
        folder.write(
            "eku.ext",
            format!("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nextendedKeyUsage={purposes}\n"),
        );
        folder.well(
            "openssl x509 -req -in eku.csr -CA root.pem -CAkey root.key -extfile eku.ext \
            -out eku.pem",
        );
        for role in [
            "client",
            "server",
            "device --role client",
            "device --role server",
            "device --role both",
            "device --idevid",
        ] {
            let names = if role == "server" { "--dns a.example" } else { "--name a" };
            let line =
                format!("new {role} {names} --stem leaf --ca eku.pem --ca-key eku.key --force");
            let printed = folder.cert(&line);
            assert_eq!(
                printed.code == 0,
                allowed.contains(&role),
                "{purposes}, {role}: {printed:?}"
            );
        }
    }
}

/// An element of DER.
fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = match contents.len() {
        short @ ..0x80 => vec![short as u8],
        long @ ..0x100 => vec![0x81, long as u8],
        long => vec![0x82, (long >> 8) as u8, long as u8],
    };
    [&[tag][..], &length, contents].concat()
}

#[test]
fn requests_for_a_subject_that_is_none_are_refused() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.made("new ca --name Root");
    folder.well("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out w.key");
    folder.well("openssl pkey -in w.key -pubout -outform DER -out w.pub");
    let spki = folder.read("w.pub");
    let common_name = |tag: u8, value: &[u8]| {
        let attribute = [&[6, 3, 0x55, 4, 3][..], &element(tag, value)].concat();
        element(0x30, &element(0x31, &element(0x30, &attribute)))
    };
    let request = |version: u8, subject: &[u8]| {
        let info = element(0x30, &[&[2, 1, version][..], subject, &spki, &[0xa0, 0]].concat());
        folder.write("info", &info);
        folder.well("openssl dgst -sha256 -sign w.key -out signature info");
        let signature = [&[0][..], &folder.read("signature")].concat();
        let algorithm = [0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
        let parts = [&info[..], &algorithm, &element(3, &signature)].concat();
        folder.write("made.csr", element(0x30, &parts));
    };
    let sign = "sign made.csr --as client --stem made --ca root.pem --ca-key root.key --force";
    request(0, &common_name(0x0c, b"mote 7"));
    folder.made(sign);
    std::fs::remove_file(folder.file("made.pem")).unwrap();
    for (subject, says) in [
        (vec![0x30, 2, 5, 0], "malformed"),
        (vec![0x30, 2, 0x31, 0], "malformed"),
        (common_name(0x0c, b"\xff\xfe"), "not of the characters of its type"),
        (common_name(0x0c, b"\x1b[31mred\x00"), "control characters"),
        (common_name(0x0c, b"good\x00evil"), "control characters"),
        (common_name(0x0c, &[b'x'; 65]), "longer than the 64"),
        (common_name(0x05, b""), "is no text"),
    ] {
        request(0, &subject);
        folder.refused(sign, 4, says);
        assert!(!folder.file("made.pem").exists(), "{says}");
        folder.made(&format!("{sign} --name CN=another"));
        std::fs::remove_file(folder.file("made.pem")).unwrap();
    }
    request(1, &common_name(0x0c, b"mote 7"));
    folder.write("pem.csr", {
        folder.well("openssl base64 -in made.csr -out body");
        let body = String::from_utf8(folder.read("body")).unwrap();
        format!("-----BEGIN CERTIFICATE REQUEST-----\n{body}-----END CERTIFICATE REQUEST-----\n")
    });
    folder.refused(
        "sign pem.csr --as client --ca root.pem --ca-key root.key",
        4,
        "of a version that is not known",
    );
    folder.refused(
        "sign made.csr --as client --ca root.pem --ca-key root.key",
        1,
        "what looks like a certification request of a version",
    );
}

#[test]
fn attributes_of_one_relative_name_are_sorted_as_openssl_sorts_them() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.write("x.cnf", "[req]\ndistinguished_name=d\nstring_mask=utf8only\n[d]\n");
    for (name, theirs) in [
        ("O=aa+CN=b", "/O=aa+CN=b"),
        ("CN=b+O=aa", "/O=aa+CN=b"),
        ("CN=b+OU=c+O=aa,C=DE", "/C=DE/O=aa+OU=c+CN=b"),
    ] {
        folder.made(&format!("new ca --name {name} --stem ours --force"));
        folder.well(&format!(
            "openssl req -config x.cnf -x509 -key ours.key -multivalue-rdn -subj {theirs} -out \
             theirs.pem"
        ));
        let subject = |file: &str| {
            folder.well(&format!("openssl x509 -in {file} -noout -subject_hash"));
            folder.well(&format!(
                "openssl x509 -in {file} -noout -subject -nameopt RFC2253,dump_all,dump_der"
            ))
        };
        assert_eq!(subject("ours.pem"), subject("theirs.pem"), "{name}");
    }
    folder.refused("new ca --name O=a+O=a", 1, "not a distinguished name");
}
