//! Files as they come: with byte order marks, quoted, with trust settings, in forms of others.

use crate::folder::Folder;
use motetls_peers::Tool;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// A chain of three and another root.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.made("new ca --name Root");
    folder.made("new ca --name Other");
    folder.made("new ca --name Middle --ca root.pem --ca-key root.key");
    folder
        .made("new server --dns a.example --stem leaf --ca middle.pem --ca-key middle.key --chain");
    folder
}

#[test]
fn no_block_is_passed_over_in_silence() {
    let folder = folder();
    let (root, other) = (folder.read("root.pem"), folder.read("other.pem"));
    let anchors = |parts: &[&[u8]]| {
        folder.write("roots.pem", parts.concat());
        folder.cert("anchors roots.pem --json")
    };
    // with a mark at the start of the first, of the second, of both
    for parts in [
        [MARK, &root, &other].as_slice(),
        &[&root, MARK, &other],
        &[MARK, &root, MARK, &other],
        &[b"a root:\r\n", MARK, &root, b"\r\n", &other],
    ] {
        let printed = anchors(parts);
        assert!(
            printed.stdout.contains("CN=Root") && printed.stdout.contains("CN=Other"),
            "{printed:?}"
        );
    }
    let lines = root.iter().filter(|byte| **byte == b'\n').count();
    let second = |before: &str, after: &str| {
        let text = String::from_utf8(other.clone()).unwrap();
        let begin = "-----BEGIN CERTIFICATE-----";
        text.replace(begin, &format!("{before}{begin}{after}")).into_bytes()
    };
    for (before, after) in [("> ", ""), ("\u{a0}", ""), ("", " text"), ("-", "")] {
        let printed = anchors(&[&root, &second(before, after)]);
        let place = format!("line {} is no boundary of PEM", lines + 1);
        assert!(
            printed.code == 1 && printed.stderr.contains(&place),
            "{before}{after}: {printed:?}"
        );
    }
    let cut: Vec<u8> = other[1..].to_vec(); // four dashes
    assert!(anchors(&[&root, &cut]).stderr.contains("is no boundary"));
    let lost = &other[other.iter().position(|byte| *byte == b'\n').unwrap() + 1..];
    assert!(anchors(&[&root, lost]).stderr.contains("has no BEGIN line"));
    let utf16: Vec<u8> = root.iter().flat_map(|byte| [*byte, 0]).collect();
    let printed = anchors(&[b"\xff\xfe", &utf16]);
    assert!(printed.code != 0 && !printed.stdout.contains("CN="), "{printed:?}");
}

#[test]
fn the_right_certificate_is_judged_behind_a_byte_order_mark() {
    let folder = folder();
    folder.write("marked.pem", [MARK, &folder.read("leaf.chain.pem")].concat());
    for file in ["marked.pem", "leaf.chain.pem"] {
        folder.made(&format!("verify {file} --cafile root.pem --host a.example"));
        folder.refused(
            &format!("verify {file} --cafile root.pem --host b.example"),
            4,
            "a.example",
        );
    }
}

#[test]
fn what_is_not_read_is_named() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    folder.well("openssl x509 -in other.pem -trustout -addreject serverAuth -out trusted.pem");
    let both = [folder.read("trusted.pem"), folder.read("root.pem")];
    folder.write("both.pem", both.concat());
    let named = "openssl x509 -in FILE -out NEW";
    folder.refused("anchors both.pem", 1, named);
    folder.refused("verify leaf.pem --untrusted middle.pem --cafile both.pem", 1, named);
    folder.refused("new client --name x --ca trusted.pem --ca-key other.key", 1, named);
    folder.well("openssl ecparam -name prime256v1 -out curve.pem");
    folder.well("openssl pkcs12 -export -in other.pem -inkey other.key -passout pass:x -out o.p12");
    folder.write(
        "openssh.key",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE \
         KEY-----\n",
    );
    for (file, says) in [
        ("trusted.pem", named),
        ("curve.pem", "it holds no key"),
        ("o.p12", "openssl pkcs12"),
        ("openssh.key", "ssh-keygen -p -m PKCS8"),
    ] {
        let printed = folder.cert(&format!("inspect {file}"));
        assert!(printed.code == 0 && printed.stdout.contains(says), "{file}: {printed:?}");
        assert!(!printed.stdout.contains("malformed"), "{file}: {printed:?}");
    }
}
