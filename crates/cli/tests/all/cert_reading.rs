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

/// A time without Z, a serial number with a zero too many, a BOOLEAN that is neither: every command
/// names the field, of PEM and of DER.
#[test]
fn the_field_that_cannot_be_read_is_named() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.made("new ca --name Root --from 2026-01-01 --days 3650 --der");
    let good = folder.read("root.der");
    folder.made("new ca --name Other");
    let behind = |part: &[u8]| {
        good.windows(part.len()).position(|window| window == part).unwrap() + part.len()
    };
    let serial = behind(b"\xa0\x03\x02\x01\x02\x02") + 1;
    for (places, octet, field) in [
        (behind(b"\x17\x0d") + 12..behind(b"\x17\x0d") + 13, b'+', "notBefore"),
        (serial..serial + 2, 0, "serialNumber"),
        (behind(b"\x55\x1d\x13\x01\x01")..behind(b"\x55\x1d\x13\x01\x01") + 1, 1, "2.5.29.19"),
    ] {
        let mut bad = good.clone();
        bad[places].fill(octet);
        folder.write("bad.der", &bad);
        folder.well("openssl base64 -in bad.der -out body");
        let body = String::from_utf8(folder.read("body")).unwrap();
        let block = format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n");
        folder.write("bad.pem", [&folder.read("other.pem"), block.as_bytes()].concat());
        for file in ["bad.der", "bad.pem"] {
            // the first certificate of the bundle is a good one, of another authority
            let cafile = if file == "bad.der" { "other.pem" } else { "bad.der" };
            for (line, code) in [
                (format!("lint {file}"), 4),
                (format!("anchors {file}"), 1),
                (format!("anchors other.pem {file}"), 1),
            ] {
                let printed = folder.cert(&line);
                assert_eq!(printed.code, code, "{line}: {printed:?}");
                assert!((printed.stdout + &printed.stderr).contains(field), "{line}: {field}");
            }
            if file == "bad.der" {
                folder.refused(&format!("verify {file} --cafile {cafile}"), 4, field);
            }
            let shown = folder.cert(&format!("inspect {file}"));
            assert_eq!(shown.code, 0, "{shown:?}");
            if field != "2.5.29.19" {
                assert!(shown.stdout.contains(&format!("{field} cannot be read")), "{shown:?}");
                folder.refused(&format!("convert {file} --to der"), 1, field);
            }
        }
    }
}

/// What is DER and of no kind that is known is not called malformed.
#[test]
fn objects_of_other_kinds_are_not_called_malformed() {
    let folder = Folder::new();
    folder.write(
        "dh.pem",
        "-----BEGIN DH PARAMETERS-----\nMAYCAQcCAQI=\n-----END DH PARAMETERS-----\n",
    );
    let shown = folder.cert("inspect dh.pem");
    assert!(shown.stdout.contains("DER of a kind that is not known here"), "{shown:?}");
    assert!(shown.stdout.contains("DH PARAMETERS") && !shown.stdout.contains("malformed"));
    folder.write(
        "cut.pem",
        "-----BEGIN DH PARAMETERS-----\nMAYCAQcCAQ==\n-----END DH PARAMETERS-----\n",
    );
    let shown = folder.cert("inspect cut.pem");
    assert!(shown.stdout.contains("malformed"), "{shown:?}");
    // a list of a version to come, in DER and under its label
    folder.made("new ca --name Root");
    folder.made("crl --ca root.pem --ca-key root.key -o root.crl");
    folder.well("openssl crl -in root.crl -outform DER -out list.der");
    let mut list = folder.read("list.der");
    let version = list.windows(3).position(|window| window == [2, 1, 1]).unwrap();
    list[version + 2] = 5;
    folder.write("odd.crl", &list);
    let body = motetls::pki::pem::to_text("X509 CRL", &list);
    folder.write("odd.pem", body);
    for file in ["odd.crl", "odd.pem"] {
        let shown = folder.cert(&format!("inspect {file}"));
        assert!(shown.stdout.contains("of a version that is not known"), "{shown:?}");
    }
}
