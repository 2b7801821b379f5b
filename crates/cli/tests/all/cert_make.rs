//! Keys and certificates made by `motetls cert new`, read and verified by openssl, GnuTLS and
//! Python.

use crate::common::motetls;
use crate::folder::Folder;
use motetls_peers::{Issued, Server, Tool};

/// The kinds of keys, and whether GnuTLS knows them.
const KINDS: [(&str, bool); 6] = [
    ("p256", true),
    ("p384", true),
    ("p521", true),
    ("secp256k1", false),
    ("ed25519", true),
    ("rsa2048", true),
];

#[test]
fn chains_of_every_kind_of_key_are_verified_by_others() {
    if !Tool::OpenSsl.ready() || !Tool::CertTool.ready() || !Tool::Python.ready() {
        return;
    }
    let folder = Folder::new();
    for (kind, gnutls) in KINDS {
        std::fs::create_dir(folder.file(kind)).unwrap();
        // one of the RSA keys is made by motetls
        let own = |name: &str| match (kind, name) {
            ("rsa2048", "root" | "middle" | "a-user") => {
                folder.rsa_key(&format!("{kind}/{name}.key"), 2048)
            }
            _ => format!("--key {kind}"),
        };
        let root = format!("--out-dir {kind} {}", own("root"));
        folder.made(&format!("new ca --name 'CN=Root,O=Motes\\, Inc.,C=DE' {root} --pathlen 1"));
        let by = |ca: &str, name: &str| {
            let own = own(name);
            format!("--ca {kind}/{ca}.pem --ca-key {kind}/{ca}.key --out-dir {kind} {own}")
        };
        folder.made(&format!("new ca --name Middle --pathlen 0 {}", by("root", "middle")));
        folder.made(&format!(
            "new server --dns s.example --dns *.t.example --ip 192.0.2.7 --chain {}",
            by("middle", "s.example")
        ));
        folder.made(&format!(
            "new client --name 'a user' --email user@example.com {}",
            by("middle", "a-user")
        ));
        let strict = format!(
            "openssl verify -x509_strict -CAfile {kind}/root.pem -untrusted {kind}/middle.pem"
        );
        let printed = folder.well(&format!(
            "{strict} -purpose sslserver -verify_hostname x.t.example {kind}/s.example.pem"
        ));
        assert!(printed.contains("s.example.pem: OK"), "{printed}");
        folder.well(&format!(
            "{strict} -purpose sslclient -verify_email user@example.com {kind}/a-user.pem"
        ));
        let wrong = folder.other(&format!("{strict} -purpose sslclient {kind}/s.example.pem"));
        assert_ne!(wrong.code, 0, "a server is no client");
        for key in ["root", "middle", "s.example", "a-user"] {
            folder.well(&format!("openssl pkey -in {kind}/{key}.key -check -noout"));
        }
        let all = ["root", "middle", "s.example", "a-user"]
            .map(|name| format!("{kind}/{name}.pem"))
            .join(" ");
        folder.made(&format!("lint --fail-on warning {all}"));
        if gnutls {
            let verify = "certtool --verify --verify-hostname s.example --load-ca-certificate";
            let printed = folder
                .well(&format!("{verify} {kind}/root.pem --infile {kind}/s.example.chain.pem"));
            assert!(printed.contains("Chain verification output: Verified"), "{kind}: {printed}");
        }
        folder.python(&format!(
            "
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, Encoding, PublicFormat
def read(name): return x509.load_pem_x509_certificate(open('{kind}/' + name + '.pem', 'rb').read())
root, middle, server, client = map(read, ['root', 'middle', 's.example', 'a-user'])
root.verify_directly_issued_by(root); middle.verify_directly_issued_by(root)
server.verify_directly_issued_by(middle); client.verify_directly_issued_by(middle)
spki = lambda key: key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
for name, certificate in [('root', root), ('s.example', server)]:
    key = load_pem_private_key(open('{kind}/' + name + '.key', 'rb').read(), None)
    assert spki(key.public_key()) == spki(certificate.public_key())
assert root.subject.rfc4514_string() == 'CN=Root,O=Motes\\\\, Inc.,C=DE', root.subject.rfc4514_string()
san = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
assert san.get_values_for_type(x509.DNSName) == ['s.example', '*.t.example']
assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 1
assert len({{c.serial_number for c in (root, middle, server, client)}}) == 4
assert all(c.serial_number.bit_length() == 127 for c in (root, middle, server, client))
"
        ));
    }
}

#[test]
fn rsa_signs_in_both_ways() {
    if !Tool::OpenSsl.ready() || !Tool::CertTool.ready() {
        return;
    }
    let folder = Folder::new();
    let (root, server) = (folder.rsa_key("root.key", 3072), folder.rsa_key("b.key", 2048));
    folder.made(&format!("new ca --name Root {root} --pss"));
    folder.made("new server --dns a.example --ca root.pem --ca-key root.key --pss");
    folder.made(&format!("new server --dns b.example --ca root.pem --ca-key root.key {server}"));
    folder.well("openssl verify -x509_strict -CAfile root.pem a.example.pem b.example.pem");
    folder.well("certtool --verify --load-ca-certificate root.pem --infile a.example.pem");
    let text = folder.well("openssl x509 -in a.example.pem -noout -text");
    assert!(text.contains("rsassaPss") && text.contains("Salt Length: 0x20"), "{text}");
    let text = folder.well("openssl x509 -in b.example.pem -noout -text");
    assert!(
        text.contains("Key Encipherment") && text.contains("sha256WithRSAEncryption"),
        "{text}"
    );
}

#[test]
fn devices_of_the_iot_profile_are_small_and_keep_its_rules() {
    if !Tool::OpenSsl.ready() || !Tool::Python.ready() {
        return;
    }
    let folder = Folder::new();
    folder.refused("new ca --profile iot --name Root", 1, "has CN, O and C");
    folder.refused(
        "new ca --profile iot --name CN=R,O=M,C=DE --key ed25519",
        1,
        "P-256, P-384 or P-521",
    );
    folder.refused("new ca --profile iot --name CN=R,O=M,C=DE --pathlen 1", 1, "no path length");
    folder.made("new ca --profile iot --name CN=R,O=M,C=DE --until forever --stem root");
    folder.made("new ca --profile iot --name CN=I,O=M,C=DE --stem sub --until forever --ca root.pem --ca-key root.key");
    let by = "--profile iot --ca sub.pem --ca-key sub.key";
    let object = folder
        .json(&format!("new device --idevid --eui64 00:24:be:ff:fe:80:4f:f1 --stem born {by}"));
    assert_eq!(object["not_after"], "9999-12-31T23:59:59Z");
    assert_eq!(object["subject"], "serialNumber=00-24-BE-FF-FE-80-4F-F1");
    let bytes = object["files"][0]["bytes"].as_u64().unwrap();
    assert_eq!(bytes, folder.read("born.der").len() as u64);
    assert!(bytes < 400, "{bytes} bytes");
    folder.made(&format!(
        "new device --serial-number 0007 --uri urn:dev:ow:10e2073a01080063 --stem local {by} --days 365"
    ));
    folder.made(&format!("new server --dns a.example --der --stem server {by}"));
    for (line, says) in [
        (
            "new device --name x --dns a.example --dns b.example",
            "one name in subjectAltName at most",
        ),
        ("new device --name x --dns *.a.example", "wildcards"),
        ("new device --name a.example --dns a.example", "stands in subjectAltName only"),
        ("new device --name x --key rsa2048", "P-256, P-384 or P-521"),
        ("new device --name x --max-bytes 300", "more than the 300 of --max-bytes"),
    ] {
        folder.refused(&format!("{line} {by}"), 1, says);
    }
    folder.made(&format!("new ca --name Old {}", folder.rsa_key("old.key", 2048)));
    folder.refused(
        "new device --profile iot --name x --ca old.pem --ca-key old.key",
        1,
        "must sign with ECDSA",
    );
    folder.python(IOT);
    folder.made("lint --profile iot --fail-on note root.pem sub.pem born.der local.der server.der");
    let verify = "openssl verify -x509_strict -CAfile root.pem -untrusted sub.pem";
    folder.well("openssl x509 -in born.der -inform DER -out born.pem");
    folder.well("openssl x509 -in local.der -inform DER -out local.pem");
    folder.well("openssl x509 -in server.der -inform DER -out server.pem");
    folder.well(&format!("{verify} -purpose sslclient born.pem local.pem"));
    folder.well(&format!("{verify} -purpose sslserver -verify_hostname a.example server.pem"));
}

/// The rules of draft-ietf-uta-tls13-iot-profile, section 17, as checked by other programs.
const IOT: &str = "
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as E
kinds = lambda c: {e.oid._name: e for e in c.extensions}
def pem(name): return x509.load_pem_x509_certificate(open(name, 'rb').read())
def der(name): return x509.load_der_x509_certificate(open(name, 'rb').read())
root, sub, born, local, server = pem('root.pem'), pem('sub.pem'), der('born.der'), der('local.der'), der('server.der')
for ca in (root, sub):
    e = kinds(ca)
    assert set(e) == {'basicConstraints', 'keyUsage', 'subjectKeyIdentifier', 'authorityKeyIdentifier'}, e
    assert e['basicConstraints'].critical and e['basicConstraints'].value.path_length is None
    assert e['keyUsage'].critical and e['keyUsage'].value.key_cert_sign and e['keyUsage'].value.crl_sign
assert kinds(sub)['keyUsage'].value.digital_signature and not kinds(root)['keyUsage'].value.digital_signature
for leaf in (born, local, server):
    e = kinds(leaf)
    assert e['keyUsage'].critical and e['keyUsage'].value.digital_signature
    assert 'subjectKeyIdentifier' not in e and not e['authorityKeyIdentifier'].critical
    assert e['authorityKeyIdentifier'].value.key_identifier == kinds(sub)['subjectKeyIdentifier'].value.digest
    leaf.verify_directly_issued_by(sub)
    assert leaf.signature_algorithm_oid._name == 'ecdsa-with-SHA256'
assert set(kinds(born)) == {'keyUsage', 'authorityKeyIdentifier'}
assert list(kinds(local)['extendedKeyUsage'].value) == [E.CLIENT_AUTH]
assert not kinds(local)['subjectAltName'].critical and kinds(server)['subjectAltName'].critical
assert len(server.subject.rdns) == 0 and list(kinds(server)['extendedKeyUsage'].value) == [E.SERVER_AUTH]
assert (local.not_valid_after_utc - local.not_valid_before_utc).total_seconds() == 365 * 86400 - 1
";

#[test]
fn authorities_keep_within_their_bounds() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    let subtrees = "--permit DNS:in.example --permit IP:192.0.2.0/24 --exclude DNS:out.in.example --permit email:in.example";
    folder.made(&format!("new ca --name Root --pathlen 0 {subtrees}"));
    let text = folder.well("openssl x509 -in root.pem -noout -text");
    for part in [
        "Name Constraints: critical",
        "DNS:in.example",
        "IP:192.0.2.0/255.255.255.0",
        "DNS:out.in.example",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let by = "--ca root.pem --ca-key root.key";
    folder.made(&format!("new server --dns a.in.example --ip 192.0.2.7 {by}"));
    folder.well("openssl verify -x509_strict -CAfile root.pem a.in.example.pem");
    folder.made("csr --name x --stem out --dns elsewhere.example");
    for line in [
        "new server --dns elsewhere.example",
        "new server --dns a.out.in.example",
        "new server --dns a.in.example --ip 198.51.100.7",
        "new client --name x --email a@b.example",
        "new client --name x --dns elsewhere.example --key ed25519",
        "sign out.csr --as client --copy-names",
    ] {
        // a request that asks for it is the request's fault
        folder.refused(
            &format!("{line} --stem outside {by}"),
            if line.starts_with("sign") { 4 } else { 1 },
            "would refuse it: an issuer may not certify a name",
        );
    }
    folder.well("openssl req -in out.csr -noout -verify");
    folder.well("openssl x509 -req -in out.csr -CA root.pem -CAkey root.key -CAcreateserial -copy_extensions copy -out outside.pem");
    let printed = folder.other("openssl verify -CAfile root.pem outside.pem");
    assert!(printed.stderr.contains("subtree violation"), "openssl thinks so, too: {printed:?}");
    folder.refused(&format!("new ca --name Below {by}"), 1, "pathlen 0");
    folder.refused(
        "new server --dns x.example --ca a.in.example.pem --ca-key a.in.example.key",
        1,
        "no CA:TRUE",
    );
    folder.refused(
        "new server --dns x.example --ca root.pem --ca-key a.in.example.key",
        1,
        "do not belong together",
    );
    folder.refused(&format!("new server --name x {by}"), 1, "--dns or --ip");
    folder.refused(&format!("new client {by}"), 1, "needs a name");
    folder.refused("new server --dns x.example", 2, "--ca");
    folder.refused(&format!("new server --dns bad..name {by}"), 2, "not a DNS name");
    folder.made("new ca --name Past --from 2020-01-01 --until 2021-01-01");
    folder.refused(
        "new server --dns x.example --ca past.pem --ca-key past.key",
        1,
        "expired on 2021-01-01 23:59:59 UTC",
    );
    let printed = folder.made(&format!("new server --dns long.in.example --days 9000 {by}"));
    assert!(printed.contains("warning: this is valid longer than the authority"), "{printed}");
    folder.made(&format!(
        "new server --dns places.in.example --crl-uri http://a/crl --ocsp-uri http://a/ocsp {by}"
    ));
    let text = folder.well("openssl x509 -in places.in.example.pem -noout -text");
    assert!(
        text.contains("URI:http://a/crl") && text.contains("OCSP - URI:http://a/ocsp"),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn private_keys_are_for_their_owner_only_and_nothing_is_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let mode =
        |file: &str| std::fs::metadata(folder.file(file)).unwrap().permissions().mode() & 0o777;
    folder.made("new ca --name Root");
    assert_eq!(mode("root.key"), 0o600);
    assert_eq!(mode("root.pem") & 0o400, 0o400);
    let before = (folder.read("root.key"), folder.read("root.pem"));
    folder.refused("new ca --name Root", 1, "root.pem is there already");
    std::fs::remove_file(folder.file("root.pem")).unwrap();
    folder.refused("new ca --name Root", 1, "root.key is there already");
    assert_eq!(folder.read("root.key"), before.0);
    assert!(!folder.file("root.pem").exists(), "nothing is made of what cannot be finished");
    // a link that leads nowhere is a file that is there too
    std::os::unix::fs::symlink("nowhere", folder.file("link.pem")).unwrap();
    folder.refused("new ca --name Link", 1, "link.pem is a link to nothing");
    // a key that others could read is replaced by one they cannot
    std::fs::set_permissions(folder.file("root.key"), std::fs::Permissions::from_mode(0o644))
        .unwrap();
    folder.made("new ca --name Root --force");
    assert_eq!(mode("root.key"), 0o600);
    assert_ne!(folder.read("root.key"), before.0);
    for line in [
        "convert root.key --out copy.key",
        "convert root.key --out copy.rs --to rs",
        "convert root.key --out raw --to der --key-form raw",
    ] {
        folder.made(line);
        assert_eq!(mode(line.split_whitespace().nth(3).unwrap()), 0o600, "{line}");
    }
    folder.made("csr --name x");
    assert_eq!(mode("x.key"), 0o600);
    let names =
        std::fs::read_dir(folder.file(".")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(
        names.into_iter().all(|name| !name.to_string_lossy().starts_with('.')),
        "nothing is left beside"
    );
    folder.refused("new ca --name Elsewhere --out-dir root.pem", 1, "cannot make the folder");
}

#[test]
fn a_server_with_what_we_made_is_trusted() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.made("new ca --name Root");
    folder.made("new ca --name Middle --ca root.pem --ca-key root.key");
    for profile in ["", "--profile iot"] {
        let by = "--ca middle.pem --ca-key middle.key --chain --force";
        folder.made(&format!("new server --dns server.example --ip 127.0.0.1 {by}").replace(
            "--ip 127.0.0.1",
            if profile.is_empty() { "--ip 127.0.0.1" } else { profile },
        ));
        let issued = Issued {
            certificate: folder.file("server.example.pem"),
            key: folder.file("server.example.key"),
        };
        let server =
            Server::certified(&issued, Some(&folder.file("server.example.chain.pem")), &["-rev"])
                .unwrap();
        let (address, cafile) =
            (server.address().to_string(), folder.file("root.pem").display().to_string());
        let connect = |name: &str| {
            motetls(&["connect", &address, "--cafile", &cafile, "--servername", name], b"drawer\n")
        };
        let run = connect("server.example");
        assert_eq!((run.code, run.stdout.as_str()), (0, "reward\n"), "{run:?}");
        assert_eq!(connect("127.0.0.1").code, if profile.is_empty() { 0 } else { 4 });
        assert_eq!(connect("another.example").code, 4);
    }
}
