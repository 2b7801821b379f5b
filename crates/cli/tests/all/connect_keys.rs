//! `motetls connect` and keys in use: exported, replaced; and padding.

use motetls_peers::Tool;

use crate::common::{House, connect};

/// The line both ends print.
fn material(output: &str) -> &str {
    let line = output.lines().find_map(|line| line.trim().strip_prefix("Keying material: "));
    line.unwrap_or_else(|| panic!("no keying material in {output}"))
}

#[test]
fn openssl_exports_the_same_keying_material() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    // more than a digest, more than two, and of both hashes
    for (suite, length) in [
        ("TLS_AES_128_GCM_SHA256", "20"),
        ("TLS_AES_128_GCM_SHA256", "65"),
        ("TLS_AES_256_GCM_SHA384", "100"),
    ] {
        let export = ["-keymatexport", "EXPERIMENTAL label", "-keymatexportlen", length];
        let server = house.server(&[&export[..], &["-ciphersuites", suite]].concat());
        let ours = ["--keymatexport", "EXPERIMENTAL label", "--keymatexportlen", length];
        let run = connect(&house, &server, &ours, b"hello\n");
        assert_eq!(run.code, 0, "{run:?}");
        assert!(server.prints("Keying material: "), "{}", server.output());
        assert!(server.prints(material(&run.stderr)), "{suite}: {}", server.output());
        assert_eq!(material(&run.stderr).len(), 2 * length.parse::<usize>().unwrap());
    }
    let server = house.server(&["-rev"]);
    let run = connect(&house, &server, &["--json", "--keymatexport", "EXPERIMENTAL x"], b"");
    let object: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(object["keying_material"]["hex"].as_str().unwrap().len(), 40, "{object}");
    let long = "x".repeat(250);
    let run = connect(&house, &server, &["--keymatexport", &long], b"");
    assert!(run.code == 1 && run.stderr.contains("249 bytes"), "{run:?}");
}

#[test]
fn records_are_padded_and_keys_replaced() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-rev", "-msg"]);
    let ours = ["--padding", "512", "--keyupdate"];
    let run = connect(&house, &server, &ours, b"drawer\n");
    assert_eq!((run.code, run.stdout.as_str()), (0, "reward\n"), "{run:?}");
    // both ends' KeyUpdates; the header of a record says 512 bytes and a tag
    assert!(server.prints_times("KeyUpdate", 2), "{}", server.output());
    assert!(server.output().contains("17 03 03 02 10"), "{}", server.output());
    let run = connect(&house, &server, &["--padding", "0"], b"");
    assert_eq!(run.code, 2, "{run:?}");
}
