//! `motetls cert anchors`: the three formats read back, the choice, and the roots this system
//! trusts.

/// Made by `motetls cert anchors crates/pki/tests/vectors/pkcs7/amazon-roots.der -o amazon.rs`: it
/// compiles.
#[allow(unreachable_pub, reason = "crates that include it need it")]
#[path = "../anchors/amazon.rs"]
mod amazon;

use std::path::Path;
use std::process::Command;

use crate::common::{NAME, Run, motetls};
use motetls::TrustAnchor;
use motetls::crypto::{Hash, P256, Sha256};
use motetls::pki::anchor::AnchorSet;
use motetls::pki::{Algorithms, CertError, Certificate, Chain, Usage, VerifyPolicy, pem};
use motetls_peers::{Pki, Recipe, Scratch, Server, Tool};
use serde_json::Value;

/// Made like `amazon.rs`, read by the compiler.
const SET: AnchorSet<'static> = match AnchorSet::parse(include_bytes!("../anchors/amazon.bin")) {
    Ok(set) => set,
    Err(_) => AnchorSet::EMPTY,
};

/// Where Debian keeps its roots.
const BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";
/// How many roots Mozilla's list has, and what they may take as a set (KB of 1,000 bytes).
const MOZILLA: (usize, usize) = (146, 60_000);

fn roots() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../pki/tests/vectors/pkcs7/amazon-roots.der")
        .display()
        .to_string()
}

fn anchors(arguments: &[&str]) -> Run {
    motetls(&[&["cert", "anchors"], arguments].concat(), b"")
}

fn object(arguments: &[&str]) -> Value {
    let run = anchors(&[&["--json"], arguments].concat());
    assert_eq!(run.code, 0, "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

/// What the certificates in the bag are as anchors.
fn expected() -> Vec<(Vec<u8>, Vec<u8>)> {
    amazon::ANCHORS.iter().map(|anchor| (anchor.subject.to_vec(), anchor.spki.to_vec())).collect()
}

#[test]
fn constants_for_rust() {
    let scratch = Scratch::new().unwrap();
    let file = scratch.file("amazon.rs").display().to_string();
    assert_eq!(anchors(&[&roots(), "-o", &file]).code, 0);
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        include_str!("../anchors/amazon.rs"),
        "what is compiled here"
    );
    let bag = std::fs::read(roots()).unwrap();
    for (subject, spki) in expected() {
        for part in [subject, spki] {
            assert!(
                bag.windows(part.len()).any(|window| window == part),
                "a part of a certificate"
            );
        }
    }
    assert_eq!(expected().len(), 2);
}

#[test]
fn a_set_of_bytes() {
    let scratch = Scratch::new().unwrap();
    let file = scratch.file("amazon.bin").display().to_string();
    assert_eq!(anchors(&[&roots(), "-o", &file]).code, 0);
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(bytes, include_bytes!("../anchors/amazon.bin"));
    let set = AnchorSet::parse(&bytes).unwrap();
    assert_eq!((set, set.len()), (SET, 2));
    for (subject, spki) in expected() {
        let found: Vec<&[u8]> =
            set.find(&Sha256::digest(&subject)).map(|anchor| anchor.spki).collect();
        assert_eq!(found, [spki]);
    }
}

#[test]
fn arrays_for_c() {
    if Command::new("cc").arg("--version").output().is_err() {
        eprintln!("SKIPPED arrays_for_c: no cc");
        return;
    }
    let scratch = Scratch::new().unwrap();
    let header = scratch.file("anchors.h").display().to_string();
    assert_eq!(anchors(&[&roots(), "-o", &header]).code, 0);
    let program = "#include <stdio.h>\n#include \"anchors.h\"\n#include \"anchors.h\"\nint main(void) {\n\
        for (size_t i = 0; i < MOTETLS_ANCHOR_COUNT; i++) {\n\
        fwrite(motetls_anchors[i].subject, 1, motetls_anchors[i].subject_len, stdout);\n\
        fwrite(motetls_anchors[i].spki, 1, motetls_anchors[i].spki_len, stdout); }\nreturn 0; }\n";
    let source = scratch.write("main.c", program).unwrap();
    let binary = scratch.file("main");
    let mut cc = Command::new("cc");
    let compiled = cc
        .args(["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-o"])
        .arg(&binary)
        .arg(&source)
        .output();
    let compiled = compiled.unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let printed = Command::new(binary).output().unwrap().stdout;
    let all: Vec<u8> =
        expected().into_iter().flat_map(|(subject, spki)| [subject, spki].concat()).collect();
    assert_eq!(printed, all);
}

#[test]
fn the_table_tells_cost_expiry_and_rotation() {
    let run = anchors(&[&roots()]);
    for text in [
        "Amazon Root CA 3",
        "EC P-256    2040-05-26",
        "RSA 4096    2040-05-26",
        "2 anchors, ",
        "Amazon Root CA 3: what is issued under Amazon Root CA 2 still verifies",
    ] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    let one = object(&[&roots(), "--only", "ROOT ca 3"]);
    assert_eq!(
        (&one["count"], &one["anchors"][0]["name"]),
        (&Value::from(1), &Value::from("Amazon Root CA 3"))
    );
    assert_eq!(one["anchors"][0]["bytes"], expected()[0].0.len() + 91);
    assert_eq!(one["anchors"][0]["rotation"]["not_chosen"][0], "Amazon Root CA 2");
    assert_eq!(one["anchors"][0]["not_after"], "2040-05-26T00:00:00Z");
}

#[test]
fn what_cannot_be() {
    let scratch = Scratch::new().unwrap();
    let none = anchors(&[&roots(), "--only", "absent"]);
    assert!(
        none.code == 1 && none.stderr.contains("none of 2 certificates is called absent"),
        "{none:?}"
    );
    let kind = anchors(&[&roots(), "-o", &scratch.file("anchors.txt").display().to_string()]);
    assert!(kind.code == 1 && kind.stderr.contains("must end in .rs"), "{kind:?}");
    let there = scratch.write("there.rs", "mine").unwrap();
    let refused = anchors(&[&roots(), "-o", there.to_str().unwrap()]);
    assert!(refused.code == 1 && std::fs::read(&there).unwrap() == b"mine", "{refused:?}");
    assert_eq!(anchors(&[&roots(), "-o", there.to_str().unwrap(), "--force"]).code, 0);
}

#[test]
fn directories_and_doubles() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let pki = Pki::new().unwrap();
    let root = pki.issue(&Recipe::authority("Root"), None).unwrap();
    pki.bundle("again.pem", &[&root, &root]).unwrap();
    let folder = pki.scratch().path().display().to_string();
    let object = object(&[&folder]);
    assert_eq!(
        (&object["count"], &object["anchors"][0]["name"]),
        (&Value::from(1), &Value::from("Root"))
    );
}

/// A root, its twin of the same organization, and a server below the first.
#[test]
fn the_authority_of_a_live_server() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let scratch = Scratch::new().unwrap();
    let folder = scratch.path().display().to_string();
    let make = |arguments: &[&str]| {
        let run = motetls(&[&["cert", "new"], arguments, &["--out-dir", &folder]].concat(), b"");
        assert_eq!(run.code, 0, "{run:?}");
    };
    make(&["ca", "--name", "CN=First,O=Motes,C=DE", "--stem", "first"]);
    make(&["ca", "--name", "CN=Second,O=Motes,C=DE", "--stem", "second"]);
    make(&["ca", "--name", "CN=Other,O=Others,C=DE", "--stem", "other"]);
    let path = |file: &str| scratch.file(file).display().to_string();
    let (first, key) = (path("first.pem"), path("first.key"));
    make(&["server", "--dns", NAME, "--stem", "server", "--ca", &first, "--ca-key", &key]);
    let issued = motetls_peers::Issued {
        certificate: scratch.file("server.pem"),
        key: scratch.file("server.key"),
    };
    let server = Server::certified(&issued, None, &["-rev"]).unwrap();
    let target = server.address().to_string();
    let roots = [first, path("second.pem"), path("other.pem")];
    let roots: Vec<&str> = roots.iter().map(String::as_str).collect();

    let chosen = object(&[&roots[..], &["--from", &target]].concat());
    let names: Vec<&str> = chosen["anchors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names, ["First", "Second"]);
    assert_eq!(chosen["anchors"][0]["rotation"]["backups"][0], "Second");
    let alone = object(&[&roots[..], &["--from", &target, "--no-backup"]].concat());
    assert_eq!(
        (&alone["count"], &alone["anchors"][0]["name"]),
        (&Value::from(1), &Value::from("First"))
    );
    let stranger = anchors(&[roots[2], "--from", &target]);
    assert!(
        stranger.code == 4 && stranger.stderr.contains("none of 1 certificates vouches for"),
        "{stranger:?}"
    );
}

/// What a device with a set in flash does.
#[test]
fn a_chain_under_a_set() {
    enum Ours {}
    impl Algorithms for Ours {
        type Sha256 = Sha256;
        type EcdsaP256 = P256;
    }
    let scratch = Scratch::new().unwrap();
    let folder = scratch.path().display().to_string();
    let path = |file: &str| scratch.file(file).display().to_string();
    let make = |line: &str, more: &[&str]| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let run =
            motetls(&[&["cert", "new"], &words[..], more, &["--out-dir", &folder]].concat(), b"");
        assert_eq!(run.code, 0, "{run:?}");
    };
    let (root, root_key, line, line_key) =
        (path("root.pem"), path("root.key"), path("line.pem"), path("line.key"));
    make("ca --name CN=Root --stem root", &[]);
    make("ca --name CN=Other --stem other", &[]);
    make("ca --name CN=Line --stem line", &["--ca", &root, "--ca-key", &root_key]);
    make("server --dns a.motes.org --stem leaf", &["--ca", &line, "--ca-key", &line_key]);
    let certificate = |file: &str| {
        pem::certificates(&std::fs::read(scratch.file(file)).unwrap()).unwrap().remove(0)
    };
    let set = |name: &str, sources: &[&str]| {
        let file = path(name);
        assert_eq!(anchors(&[sources, &["-o", &file]].concat()).code, 0);
        std::fs::read(file).unwrap()
    };
    let verify = |set: &[u8], files: &[&str]| {
        let set = AnchorSet::parse(set).unwrap();
        let mut chain = Chain::<Ours>::new();
        for file in files {
            let der = certificate(file);
            let around: Vec<TrustAnchor<'_>> =
                set.for_certificate::<Sha256>(&Certificate::parse(&der).unwrap()).collect();
            let policy =
                VerifyPolicy { anchors: &around, name: None, now: None, usage: Usage::ServerAuth };
            chain.push(&policy, &der).unwrap();
        }
        chain.finish().map(drop)
    };
    let both = set("both.bin", &[&root, &path("other.pem")]);
    assert_eq!(verify(&both, &["leaf.pem", "line.pem"]), Ok(()));
    assert_eq!(verify(&both, &["leaf.pem"]), Err(CertError::UnknownIssuer));
    let other = set("other.bin", &[&path("other.pem")]);
    assert_eq!(verify(&other, &["leaf.pem", "line.pem"]), Err(CertError::UnknownIssuer));
    let pinned = set("pinned.bin", &[&path("leaf.pem")]);
    assert_eq!(verify(&pinned, &["leaf.pem"]), Ok(()), "the leaf itself is an anchor");
}

/// Mozilla's roots, and whatever else this system trusts.
#[test]
fn the_roots_of_this_system() {
    let Ok(text) = std::fs::read(BUNDLE) else {
        let test = "the_roots_of_this_system";
        motetls_peers::tool::skip(test, BUNDLE, "apt-get install ca-certificates");
        return;
    };
    let certificates = pem::certificates(&text).unwrap();
    assert!(certificates.len() > 100, "{}", certificates.len());
    let shown = motetls(&["cert", "inspect", "--json", BUNDLE], b"");
    let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
    let shown = shown["files"][0]["items"].as_array().unwrap();
    assert_eq!(shown.len(), certificates.len());
    for one in shown {
        assert_eq!(one["self_signed"], "by its own key: the signature holds", "{}", one["subject"]);
    }

    let scratch = Scratch::new().unwrap();
    let file = scratch.file("all.bin").display().to_string();
    let object = object(&[BUNDLE, "--all", "-o", &file]);
    let bytes = std::fs::read(&file).unwrap();
    let set = AnchorSet::parse(&bytes).unwrap();
    assert_eq!(
        (&object["set_bytes"], &object["count"]),
        (&Value::from(bytes.len()), &Value::from(set.len()))
    );
    for der in &certificates {
        let anchor = TrustAnchor::from_certificate(der).unwrap();
        let certificate = Certificate::parse(der).unwrap();
        let around: Vec<TrustAnchor<'_>> = set.for_certificate::<Sha256>(&certificate).collect();
        assert!(around.contains(&anchor) && around.len() < 4, "{around:?}");
    }
    let (count, most) = MOZILLA;
    assert!(
        bytes.len() * count <= most * set.len(),
        "{} bytes for {} roots",
        bytes.len(),
        set.len()
    );
}

#[test]
fn anchors_that_verify_nothing_are_told() {
    let scratch = Scratch::new().unwrap();
    for (pem, says) in [
        (&include_bytes!("../reported/rsa1024-ca.pem")[..], "1024 bits"),
        (include_bytes!("../reported/comp-ca-ca.pem"), "compressed form"),
    ] {
        let path = scratch.write("ca.pem", pem).unwrap().display().to_string();
        let run = anchors(&[&path]);
        assert_eq!(run.code, 4, "{run:?}");
        assert!(run.stderr.contains("nothing can be verified below 1 of 1 anchors"), "{run:?}");
        assert!(run.stderr.contains(says), "{run:?}");
        let both = anchors(&["--json", &roots(), &path]);
        assert_eq!(both.code, 4, "one of three");
        let object: Value = serde_json::from_str(&both.stdout).unwrap();
        let unusable: Vec<bool> = object["anchors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| !one["unusable"].is_null())
            .collect();
        assert_eq!(unusable, [false, false, true]);
    }
}

#[test]
fn own_name_constraints_are_told() {
    let scratch = Scratch::new().unwrap();
    let folder = scratch.file("out").display().to_string();
    let new = |stem: &str, constraints: &[&str]| {
        let fixed = ["cert", "new", "ca", "--name", stem, "--out-dir", &folder];
        let run = motetls(&[&fixed, constraints].concat(), b"");
        assert_eq!(run.code, 0, "{run:?}");
        format!("{folder}/{stem}.pem")
    };
    let bound = anchors(&[&new("bound", &["--permit", "DNS:motes.example"])]);
    assert_eq!(bound.code, 0, "{bound:?}");
    assert!(bound.stderr.contains("the anchor CN=bound has name constraints"), "{bound:?}");
    let free = anchors(&[&new("free", &[])]);
    assert_eq!((free.code, free.stderr.as_str()), (0, ""));
}
