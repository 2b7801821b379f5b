//! `motetls connect` with part of what it speaks, and what servers see of that: `openssl s_server
//! -trace` prints every field of a hello.

use motetls_peers::{Direction, Proxy, Recipe, Server, Tool, Verdict};
use serde_json::Value;

use crate::common::{House, NAME, connect, motetls};

/// A server that prints what it hears.
fn tracing(house: &House) -> Server {
    house.server(&["-trace"])
}

/// The lines below the first one that holds the title, trimmed, as far as they are indented deeper.
fn below(output: &str, title: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut lines = output.lines().skip_while(|line| !line.contains(title));
    let depth = lines.next().map_or_else(|| panic!("no {title} in {output}"), indent);
    lines.take_while(|line| indent(line) > depth).map(|line| line.trim().to_owned()).collect()
}

/// What the server saw of a hello with these options.
fn seen(house: &House, more: &[&str]) -> String {
    let server = tracing(house);
    let run = connect(house, &server, more, b"drawer\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(server.prints("drawer"), "{}", server.output());
    server.output()
}

#[test]
fn suites_and_signature_schemes() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let more = [
        "--suites",
        "TLS13-AES128-CCM-SHA256:tls_aes_256_gcm_sha384",
        "--sigalgs",
        "ed25519,ECDSA+SHA256",
        "--sigalgs-cert",
        "ECDSA+SHA256:RSA+SHA256",
    ];
    let output = seen(&house, &more);
    let suites = ["{0x13, 0x04} TLS_AES_128_CCM_SHA256", "{0x13, 0x02} TLS_AES_256_GCM_SHA384"];
    assert_eq!(below(&output, "cipher_suites (len=4)"), suites);
    let schemes = below(&output, "(13), length=");
    assert_eq!(schemes, ["ed25519 (0x0807)", "ecdsa_secp256r1_sha256 (0x0403)"]);
    assert_eq!(undump(&below(&output, "(50), length=")), "000404030401", "{output}");
    assert!(output.contains("CIPHER is TLS_AES_256_GCM_SHA384"), "{output}");

    // without the flags all is offered, and nothing of signature_algorithms_cert
    let output = seen(&house, &[]);
    assert_eq!(below(&output, "cipher_suites (len=10)").len(), 5);
    assert!(!output.contains("(50), length="), "{output}");
}

/// The server signs with what it is left, or refuses.
#[test]
fn a_server_that_cannot_sign_so() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::with(&Recipe { key: &["rsa:2048"], ..Recipe::server(NAME) });
    let server = house.server(&["-rev"]);
    let signed = |list: &str| {
        let run = connect(&house, &server, &["--json", "--sigalgs", list], b"");
        let object: Value = serde_json::from_str(&run.stdout).unwrap();
        (run.code, object["signature_scheme"].as_str().map(str::to_owned), run.stderr)
    };
    // the root's key is of P-256
    let (code, scheme, _) = signed("rsa_pss_rsae_sha512,ECDSA+SHA256");
    assert_eq!((code, scheme.as_deref()), (0, Some("rsa_pss_rsae_sha512")));
    let (code, _, told) = signed("ecdsa_secp384r1_sha384");
    assert!(code == 5 && told.contains("--sigalgs"), "{told}");
    let (code, _, told) = signed("RSA+SHA256");
    assert!(code == 1 && told.contains("rsa_pss_rsae_sha256"), "{told}");
}

#[test]
fn mistakes_are_told_with_what_there_is() {
    let tried = |more: &[&str]| motetls(&[&["connect", "127.0.0.1:1"], more].concat(), b"");
    for (more, code, told) in [
        (&["--suites", "TLS_RSA_WITH_NULL_MD5"][..], 2, "TLS_CHACHA20_POLY1305_SHA256"),
        (&["--sigalgs", "DSA+SHA1"], 2, "ecdsa_secp521r1_sha512"),
        (&["--sigalgs", "ed25519:ED25519"], 2, "twice"),
        (&["--mfl", "1000"], 2, "512, 1024, 2048 and 4096"),
        (&["--record-limit", "63"], 2, "64..=16385"),
        (&["--record-limit", "3000", "--rx", "3015"], 1, "--rx must be 3016 or more"),
        (&["--mfl", "2048", "--rx", "2064"], 1, "--rx must be 2065 or more"),
        (&["--psk", "aa", "--psk", "bb"], 1, "--psk-identity 0 times"),
        (&["--psk", "aa", "--psk-hash", "sha256", "--psk-hash", "sha384"], 1, "--psk-hash 2 times"),
        (&["--psk-import"], 2, "--psk"),
    ] {
        let run = tried(more);
        assert!(run.code == code && run.stderr.contains(told), "{more:?}: {run:?}");
    }
}

#[test]
fn lengths_of_records_and_fragments() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-trace"]);
    let run = connect(&house, &server, &["--mfl", "1024", "--record-limit", "900"], b"drawer\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(server.prints("max_fragment_length := 2^10 (1024 bytes)"), "{}", server.output());
    let limit = undump(&below(&server.output(), "(28), length="));
    assert_eq!(limit, "0384");
}

/// The longest record a server sends in answer to a line of 3,000 bytes.
fn longest(house: &House, server: &Server, more: &[&str]) -> usize {
    let proxy = Proxy::counting(server.address()).unwrap();
    let (address, cafile) = (proxy.address().to_string(), house.cafile());
    let fixed = ["connect", &address, "--cafile", &cafile, "--servername", NAME];
    let line = ["x".repeat(2_999).as_bytes(), b"\n"].concat();
    let run = motetls(&[&fixed[..], more].concat(), &line);
    assert_eq!((run.code, run.stdout.len()), (0, 3_000), "{run:?}");
    let seen = proxy.seen();
    let sent = seen.iter().filter(|record| record.direction == Direction::ToClient);
    sent.map(|record| record.length).max().unwrap()
}

/// openssl keeps to the length of fragments, GnuTLS to the limit of records: header, tag and
/// content type beside it.
#[test]
fn servers_keep_to_them() {
    let house = House::new();
    if Tool::OpenSsl.ready() {
        let server = house.server(&["-rev"]);
        assert_eq!(longest(&house, &server, &["--mfl", "512"]), 5 + 512 + 1 + 16);
        assert!(longest(&house, &server, &[]) > 1_000);
    }
    if Tool::GnuTls.ready() {
        let (certificate, key) =
            (house.leaf.certificate.display().to_string(), house.leaf.key.display().to_string());
        let arguments = ["--x509certfile", &certificate, "--x509keyfile", &key, "--echo"];
        let server = Server::gnutls(&arguments).unwrap();
        let limited = longest(&house, &server, &["--record-limit", "600"]);
        assert!((500..=5 + 600 + 16).contains(&limited), "{limited}");
        assert!(longest(&house, &server, &[]) > 1_000);
    }
}

#[test]
fn dress_for_middleboxes_and_values_without_meaning() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let output = seen(&house, &[]);
    assert!(output.contains("session_id (len=32)"), "{output}");
    let change = "Content Type = ChangeCipherSpec (20)";
    assert_eq!(output.matches(change).count(), 2, "the server's and ours: {output}");
    assert!(!is_greased(&output), "{output}");
    let output = seen(&house, &["--no-middlebox-compat", "--grease"]);
    assert!(output.contains("session_id (len=0)"), "{output}");
    assert_eq!(output.matches(change).count(), 1, "the server's: {output}");
    assert!(is_greased(&output), "{output}");
}

/// Whether the first suite is one of RFC 8701.
fn is_greased(output: &str) -> bool {
    let suites = below(output, "cipher_suites (len=");
    let digits: Vec<&str> = suites[0].get(1..11).unwrap().split(", ").collect();
    digits[0] == digits[1] && digits[0].ends_with('A')
}

#[test]
fn authorities_are_named() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let other = house.pki.issue(&Recipe::authority("Anemone"), None).unwrap();
    let both = house.pki.bundle("both.pem", &[&house.root, &other]).unwrap();
    let output = seen(&house, &["--requestCAfile", &both.display().to_string()]);
    let dumped = undump(&below(&output, "(47), length="));
    for name in ["Root", "Anemone"] {
        let hex: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(dumped.contains(&hex), "{name}: {output}");
    }
    assert!(!seen(&house, &[]).contains("certificate_authorities"));
}

/// The second of two keys is the one the server knows.
#[test]
fn several_pre_shared_keys() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let (known, unknown) = ("10".repeat(16), "20".repeat(32));
    let server = ["-tls1_3", "-nocert", "-rev", "-psk_identity", "sensor-7", "-psk", &known];
    let server = Server::openssl(&server).unwrap();
    let address = server.address().to_string();
    let keys = ["--psk", &unknown, "--psk-identity", "other", "--psk", &known];
    let more = ["--psk-identity", "sensor-7", "--json"];
    let run = motetls(&[&["connect", &address], &keys[..], &more].concat(), b"drawer\n");
    assert_eq!(run.code, 0, "{run:?}");
    let object: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(object["psk_identity"], "sensor-7", "{object}");
}

/// The bytes of a dump of openssl: an offset, sixteen octets, and the text of them.
fn undump(lines: &[String]) -> String {
    let octets = lines.iter().filter_map(|line| line.split_once(" - ")?.1.split("   ").next());
    octets.flat_map(str::chars).filter(char::is_ascii_hexdigit).collect()
}

/// openssl does not import keys and refuses them; the identities are those of RFC 9258, section
/// 5.1: the external one, the context, TLS 1.3, and HKDF of SHA-256 or SHA-384.
#[test]
fn imported_keys_are_offered_for_both_hashes() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let key = "10".repeat(16);
    let server = ["-tls1_3", "-nocert", "-psk_identity", "sensor-7", "-psk", &key];
    let server = Server::openssl(&server).unwrap();
    let (tell, hear) = std::sync::mpsc::channel();
    let proxy = Proxy::start(server.address(), move |direction, number, record| {
        if (direction, number) == (Direction::ToServer, 0) {
            let _ = tell.send(record.clone());
        }
        Verdict::Pass
    });
    let address = proxy.unwrap().address().to_string();
    let keys = ["--psk", &key, "--psk-identity", "sensor-7", "--psk-import=site 4"];
    let run = motetls(&[&["connect", &address], &keys[..]].concat(), b"");
    assert_eq!(run.code, 5, "{run:?}");
    let hello = hear.recv().unwrap();
    for kdf in [1, 2] {
        let identity = [&b"\0\x08sensor-7\0\x06site 4\x03\x04\0"[..], &[kdf]].concat();
        assert!(hello.windows(identity.len()).any(|bytes| bytes == identity), "{kdf}: {hello:?}");
    }
}
