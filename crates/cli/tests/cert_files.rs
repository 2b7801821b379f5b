//! Keys encrypted and converted, requests signed, revocation lists and devices in numbers, read by others.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

mod workshop;

use motetls_peers::Tool;
use workshop::Workshop;

#[test]
fn encrypted_keys_are_opened_by_others_and_others_by_us() {
    if !Tool::OpenSsl.ready() || !Tool::CertTool.ready() || !Tool::Python.ready() {
        return;
    }
    let shop = Workshop::new();
    shop.write("pass", "open sesame\r\nand more\n");
    shop.write("wrong", "close sesame");
    shop.write("empty", "\n");
    for kind in ["p256", "ed25519", "rsa2048"] {
        shop.made(&format!("new ca --name {kind} --key {kind} --encrypt file:pass --iterations 1000"));
        let key = format!("{kind}.key");
        assert!(String::from_utf8(shop.read(&key)).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        shop.well(&format!("openssl pkey -in {key} -passin env:PASSPHRASE -check -noout"));
        shop.well(&format!("certtool -k --infile {key} --password 'open sesame'"));
        shop.python(&format!(
            "
from cryptography.hazmat.primitives.serialization import load_pem_private_key
load_pem_private_key(open('{key}', 'rb').read(), b'open sesame')"
        ));
        let by = format!("new client --name x --force --ca {kind}.pem --ca-key {key}");
        shop.made(&format!("{by} --ca-passphrase env:PASSPHRASE"));
        shop.refused(&format!("{by} --ca-passphrase file:wrong"), 1, "the passphrase does not open");
        shop.refused(&format!("{by} --ca-passphrase file:empty"), 1, "is empty");
        shop.refused(&format!("{by} --ca-passphrase env:NONE_SUCH"), 1, "NONE_SUCH is not set");
        shop.refused(&format!("{by} --ca-passphrase pass:x"), 2, "seen by everybody");
        shop.refused(&by, 1, "is encrypted: say where its passphrase is");
    }
    let defaults = shop.well("openssl asn1parse -in p256.key");
    for part in ["PBES2", "hmacWithSHA256", "aes-256-cbc", ":03E8"] {
        assert!(defaults.contains(part), "{part} in {defaults}");
    }
    // what openssl encrypts, by every cipher and hash we open
    shop.made("convert p256.key --passphrase file:pass --out plain.key");
    for (cipher, hash) in [("aes128", "hmacWithSHA1"), ("aes-192-cbc", "hmacWithSHA384"), ("aes256", "hmacWithSHA512")]
    {
        shop.well(&format!("openssl pkcs8 -topk8 -in plain.key -v2 {cipher} -v2prf {hash} -iter 999 -passout env:PASSPHRASE -out theirs.key"));
        shop.made("convert theirs.key --passphrase file:pass --out back.key --force");
        assert_eq!(shop.read("back.key"), shop.read("plain.key"), "{cipher}, {hash}");
    }
    shop.well("openssl ec -in plain.key -aes128 -passout env:PASSPHRASE -out old.key");
    shop.refused("convert old.key --passphrase file:pass", 1, "openssl pkcs8 -topk8");
    shop.well("openssl pkcs8 -topk8 -in plain.key -v1 PBE-SHA1-3DES -passout env:PASSPHRASE -out three.key");
    shop.refused("convert three.key --passphrase file:pass", 1, "not supported: convert it with");
    let mut damaged = shop.read("p256.key");
    damaged[100] ^= 1;
    shop.write("damaged.key", damaged);
    assert_eq!(shop.cert("convert damaged.key --passphrase file:pass").code, 1);
}

#[test]
fn keys_and_certificates_are_converted_as_others_do() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let shop = Workshop::new();
    for (kind, form, program) in
        [("p256", "sec1", "ec"), ("p521", "sec1", "ec"), ("rsa2048", "pkcs1", "rsa -traditional")]
    {
        shop.made(&format!("new ca --name {kind} --key {kind}"));
        shop.well(&format!("openssl {program} -in {kind}.key -outform DER -out theirs.der"));
        shop.made(&format!("convert {kind}.key --key-form {form} --to der --out ours.der --force"));
        assert_eq!(shop.read("ours.der"), shop.read("theirs.der"), "{kind}");
        shop.made("convert theirs.der --key-form pkcs8 --out back.key --force");
        assert_eq!(shop.read("back.key"), shop.read(&format!("{kind}.key")), "{kind}");
        shop.well(&format!("openssl pkey -in {kind}.key -outform DER -out theirs.p8"));
        shop.made(&format!("convert {kind}.key --to der --out ours.p8 --force"));
        shop.well("openssl pkey -in ours.p8 -inform DER -check -noout");
        shop.well(&format!("openssl pkey -in {kind}.key -pubout -out theirs.pub"));
        shop.made(&format!("convert {kind}.key --public --out ours.pub --force"));
        assert_eq!(shop.read("ours.pub"), shop.read("theirs.pub"), "{kind}");
        shop.made(&format!("convert {kind}.pem --public --out ours.pub --force"));
        assert_eq!(shop.read("ours.pub"), shop.read("theirs.pub"), "{kind}");
    }
    // forms that keys of others come in
    shop.well("openssl ecparam -name prime256v1 -genkey -out parameters.key");
    shop.made("convert parameters.key --key-form pkcs8 --out pkcs8.key");
    shop.well("openssl pkey -in pkcs8.key -check -noout");
    shop.refused("convert p256.key --key-form pkcs1", 1, "PKCS#1 is no form of a key of EC P-256");
    shop.refused("convert rsa2048.key --key-form raw", 1, "raw is no form");
    shop.refused("convert p256.key --key-form raw", 1, "PEM does not know");
    shop.refused("convert p256.pem --to c --symbol 7up", 1, "is no name of an array");
    shop.refused("convert nothing.pem", 1, "cannot read nothing.pem");
}

#[test]
fn bags_are_packed_and_certificates_become_source_code() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let shop = Workshop::new();
    shop.made("new ca --name p256");
    shop.made("new ca --name p521 --key p521");
    shop.refused("convert p256.key --to pkcs7", 1, "only certificates");
    let both = [shop.read("p256.pem"), shop.read("p521.pem")].concat();
    shop.write("both.pem", &both);
    shop.made("convert both.pem --to pkcs7 --out bag.p7b");
    let said = shop.well("openssl pkcs7 -in bag.p7b -print_certs -noout");
    assert!(said.contains("CN = p256") && said.contains("CN = p521"), "{said}");
    shop.well("openssl crl2pkcs7 -nocrl -certfile both.pem -out theirs.p7b");
    shop.made("convert theirs.p7b --out unpacked.pem");
    assert_eq!(shop.read("unpacked.pem"), both);

    shop.made("convert p256.key --to der --out ours.der");
    let der = shop.read("ours.der");
    shop.made("convert both.pem --to c --symbol ANCHOR --out anchor.h");
    let code = String::from_utf8(shop.read("anchor.h")).unwrap();
    assert!(code.contains("static const unsigned char ANCHOR_0[") && code.contains("ANCHOR_1["), "{code}");
    assert!(code.contains("CN=p256"), "{code}");
    shop.made("convert ours.der --to rs --symbol KEY --out key.rs");
    let code = String::from_utf8(shop.read("key.rs")).unwrap();
    let bytes: Vec<u8> = code.split("0x").skip(1).map(|byte| u8::from_str_radix(&byte[..2], 16).unwrap()).collect();
    assert_eq!(bytes, der);
    assert!(code.contains(&format!("pub static KEY: [u8; {}]", der.len())), "{code}");
}

#[test]
fn requests_are_signed_after_their_proof_was_checked() {
    if !Tool::OpenSsl.ready() || !Tool::CertTool.ready() || !Tool::Python.ready() {
        return;
    }
    let shop = Workshop::new();
    shop.made("new ca --name Root");
    let by = "--ca root.pem --ca-key root.key";
    for kind in ["p256", "p384", "ed25519", "rsa2048"] {
        shop.made(&format!("csr --name 'mote 7' --dns a.example --ip 2001:db8::7 --email a@b.example --uri urn:x:y --key {kind} --force"));
        let said = shop.well("openssl req -in mote-7.csr -noout -verify -text");
        assert!(
            said.contains("verify OK") && said.contains("DNS:a.example, IP Address:2001:DB8:0:0:0:0:0:7"),
            "{said}"
        );
        assert!(shop.well("certtool --crq-info --infile mote-7.csr").contains("Self signature: verified"));
        let said = shop.cert(&format!("sign mote-7.csr --as server --dns b.example {by} --force"));
        assert!(said.code == 0 && said.stderr.contains("granted with --copy-names"), "{said:?}");
        let text = shop.well("openssl x509 -in mote-7.pem -noout -text");
        assert!(text.contains("DNS:b.example\n") && !text.contains("a.example"), "{text}");
        shop.made(&format!("sign mote-7.csr --as client --copy-names --name CN=other --stem mote-7 {by} --force"));
        let text = shop.well("openssl x509 -in mote-7.pem -noout -text");
        for part in ["Subject: CN = other", "URI:urn:x:y", "email:a@b.example", "TLS Web Client Authentication"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        shop.well("openssl verify -x509_strict -CAfile root.pem mote-7.pem");
    }
    shop.python(
        "
from cryptography import x509
request = x509.load_pem_x509_csr(open('mote-7.csr', 'rb').read())
assert request.is_signature_valid and len(request.extensions) == 1
x509.load_pem_x509_certificate(open('mote-7.pem', 'rb').read()).verify_directly_issued_by(
    x509.load_pem_x509_certificate(open('root.pem', 'rb').read()))",
    );
}

#[test]
fn requests_get_no_more_than_is_granted_and_nothing_when_altered() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let shop = Workshop::new();
    shop.made("new ca --name Root");
    let by = "--ca root.pem --ca-key root.key";
    // a request of others, which asks for more than anybody gets
    shop.write("req.cnf", "[req]\ndistinguished_name=d\nreq_extensions=e\n[d]\n[e]\nbasicConstraints=critical,CA:TRUE\nsubjectAltName=DNS:x.example\n");
    shop.well(
        "openssl req -new -newkey rsa:2048 -nodes -keyout greedy.key -subj /CN=greedy -config req.cnf -out greedy.csr",
    );
    let said = shop.cert(&format!("sign greedy.csr --as server --copy-san {by}"));
    assert!(said.code == 0 && said.stderr.contains("asks for more than it gets: to be an authority"), "{said:?}");
    assert!(shop.well("openssl x509 -in greedy.pem -noout -text").contains("CA:FALSE"));
    shop.made(&format!("sign greedy.csr --as ca {by} --force"));
    assert!(shop.well("openssl x509 -in greedy.pem -noout -text").contains("CA:TRUE, pathlen:0"));
    shop.well("openssl req -new -newkey rsa:1024 -nodes -keyout weak.key -subj /CN=weak -config req.cnf -out weak.csr");
    shop.refused(&format!("sign weak.csr --as client {by}"), 4, "RSA of 1024 bits is too weak");

    // altered on the way: the subject, the key, the signature
    shop.made("csr --name mote --dns a.example --key rsa2048 --der --stem good");
    let good = shop.read("good.csr.der");
    for place in [20, good.len() / 3, good.len() - 5] {
        let mut bad = good.clone();
        bad[place] ^= 0x01;
        shop.write("bad.der", bad);
        let said = shop.cert(&format!("sign bad.der --as client --stem bad {by}"));
        assert!(matches!(said.code, 1 | 4) && !shop.file("bad.pem").exists(), "{place}: {said:?}");
    }
    let mut bad = good.clone();
    let end = bad.len() - 1;
    bad[end] ^= 1;
    shop.write("bad.der", bad);
    shop.refused(&format!("sign bad.der --as client {by}"), 4, "is not signed with the key it is for");
    shop.refused(&format!("sign root.pem --as client {by}"), 1, "holds no certification request, but: certificate");
}

#[test]
fn revocation_lists_grow_and_are_believed() {
    if !Tool::OpenSsl.ready() || !Tool::CertTool.ready() || !Tool::Python.ready() {
        return;
    }
    let shop = Workshop::new();
    shop.made("new ca --name Root");
    shop.made("new ca --name Other");
    let by = "--ca root.pem --ca-key root.key";
    let mut serials = Vec::new();
    for name in ["a", "b", "c"] {
        let object = shop.json(&format!("new client --name {name} {by}"));
        serials.push(object["serial"].as_str().unwrap().to_owned());
    }
    let verify =
        |name: &str| shop.other(&format!("openssl verify -crl_check -CRLfile root.crl -CAfile root.pem {name}.pem"));
    shop.made(&format!("crl {by}"));
    assert!(shop.well("openssl crl -in root.crl -noout -text").contains("No Revoked Certificates"));
    assert_eq!(verify("a").code, 0);
    shop.refused(&format!("crl {by}"), 1, "extend it with --update root.crl");
    shop.made(&format!("crl {by} --update root.crl --revoke-file a.pem=keyCompromise"));
    shop.made(&format!("crl {by} --update root.crl --revoke {} --days 7", serials[1]));
    let said = shop.made(&format!("crl {by} --update root.crl --revoke-file a.pem --number 70000"));
    assert!(
        said.contains("is on the list already") && said.contains("number 70000, 2 revoked, 0 of them new"),
        "{said}"
    );
    for (name, code) in [("a", 2), ("b", 2), ("c", 0)] {
        assert_eq!(verify(name).code, code, "{name}");
    }
    let text = shop.well("openssl crl -in root.crl -noout -text -CAfile root.pem");
    assert!(text.contains("verify OK") && text.contains("Key Compromise") && text.contains("70000"), "{text}");
    let said = shop.well("certtool --crl-info --infile root.crl");
    assert!(said.contains("Revoked certificates (2)"), "{said}");
    shop.python(
        "
from cryptography import x509
root = x509.load_pem_x509_certificate(open('root.pem', 'rb').read())
crl = x509.load_pem_x509_crl(open('root.crl', 'rb').read())
assert crl.is_signature_valid(root.public_key()) and crl.issuer == root.subject
a = x509.load_pem_x509_certificate(open('a.pem', 'rb').read())
entry = crl.get_revoked_certificate_by_serial_number(a.serial_number)
assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason == x509.ReasonFlags.key_compromise
assert len(crl) == 2 and crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 70000
assert crl.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == \\
    root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest",
    );
    shop.refused(&format!("crl {by} --update root.crl --number 7"), 1, "the number must grow");
    shop.refused("crl --ca other.pem --ca-key other.key --update root.crl", 1, "not of this authority");
    shop.refused(&format!("crl {by} --revoke-file other.pem --out x.crl"), 1, "which alone can revoke it");
    shop.refused(&format!("crl {by} --revoke 12=because --out x.crl"), 2, "is no reason");
    let list = shop.json(&format!("crl {by} --revoke 00:ff --der --out list.der"));
    assert_eq!((&list["revoked"][0], &list["number"]), (&"ff".into(), &1.into()));
    shop.well("openssl crl -in list.der -inform DER -noout -CAfile root.pem");
}

#[test]
fn a_list_of_others_keeps_what_its_entries_say() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let shop = Workshop::new();
    shop.made("new ca --name Root");
    let by = "--ca root.pem --ca-key root.key";
    shop.made(&format!("new client --name b {by}"));
    shop.made(&format!("new client --name c {by}"));
    shop.write(
        "ca.cnf",
        "[ca]\ndefault_ca=d\n[d]\ndatabase=db\nserial=serial\ncertificate=root.pem\nprivate_key=root.key\n\
         default_md=sha256\ncrlnumber=number\ndefault_crl_days=9\n[x]\n",
    );
    shop.write("db", "");
    shop.write("number", "0A\n");
    shop.well("openssl ca -config ca.cnf -revoke c.pem -crl_compromise 20260102030405Z");
    shop.well("openssl ca -config ca.cnf -gencrl -crlexts x -out theirs.crl");
    let said = shop.made(&format!("crl {by} --update theirs.crl --revoke-file b.pem"));
    assert!(said.contains("number 11, 2 revoked, 1 of them new"), "{said}");
    let text = shop.well("openssl crl -in theirs.crl -noout -text -CAfile root.pem");
    assert!(text.contains("verify OK") && text.contains("Jan  2 03:04:05 2026 GMT"), "{text}");
}

#[test]
fn devices_by_number_and_by_table() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let shop = Workshop::new();
    shop.made("new ca --name CN=Root,O=M,C=DE --profile iot --stem root");
    let by = "--ca root.pem --ca-key root.key";
    let made = shop.json(&format!(
        "new device --count 12 --first 95 --name 'mote {{}}' --serial-number M{{}} --out-dir fleet {by} --profile iot"
    ));
    let devices = made["devices"].as_array().unwrap();
    assert_eq!(devices.len(), 12);
    assert_eq!(devices[0]["certificate"], "fleet/mote-095.der");
    assert_eq!(devices[11]["subject"], "serialNumber=M106,CN=mote 106");
    let serials: std::collections::HashSet<_> = devices.iter().map(|device| device["serial"].to_string()).collect();
    assert_eq!(serials.len(), 12, "no two serial numbers are alike");
    let mut keys = std::collections::HashSet::new();
    for device in devices {
        let (certificate, key) = (device["certificate"].as_str().unwrap(), device["private_key"].as_str().unwrap());
        let of_certificate = shop.well(&format!("openssl x509 -in {certificate} -inform DER -noout -pubkey"));
        assert_eq!(of_certificate, shop.well(&format!("openssl pkey -in {key} -inform DER -pubout")));
        shop.well(&format!("openssl x509 -in {certificate} -inform DER -out one.pem"));
        shop.well("openssl verify -x509_strict -CAfile root.pem one.pem");
        assert!(keys.insert(of_certificate), "no two keys are alike");
    }
    shop.refused(&format!("new device --count 3 --name mote {by}"), 1, "by {} in them");
    shop.refused(
        &format!("new device --count 3 --first 100 --name 'mote {{}}' --out-dir fleet {by} --profile iot"),
        1,
        "is there already",
    );

    // gone on with after an interruption
    std::fs::remove_file(shop.file("fleet/mote-100.der")).unwrap();
    let kept = shop.read("fleet/mote-099.der");
    let said = shop.made(&format!(
        "new device --count 13 --first 95 --name 'mote {{}}' --out-dir fleet --resume {by} --profile iot"
    ));
    assert!(said.contains("2 devices in fleet") && said.contains("11 were there already"), "{said}");
    assert_eq!(shop.read("fleet/mote-099.der"), kept);
    assert!(shop.file("fleet/mote-107.der").exists());

    shop.write(
        "fleet.csv",
        "eui64,dns,stem\n0024BEFFFE804FF1,a.example,first\n00-24-be-ff-fe-80-4f-f2,\"b.example\",\n",
    );
    shop.made(&format!("new device --list fleet.csv --role both {by}"));
    let text = shop.well("openssl x509 -in first.pem -noout -text");
    for part in ["serialNumber = 00-24-BE-FF-FE-80-4F-F1", "DNS:a.example", "Client Authentication, TLS Web Server"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(shop.file("00-24-be-ff-fe-80-4f-f2.key").exists());
    shop.write("bad.csv", "name,dns\nx,a.example\ny,b c\n");
    shop.refused(&format!("new device --list bad.csv {by}"), 1, "bad.csv, line 3: not a DNS name");
    assert!(!shop.file("x.pem").exists(), "nothing is made of a table that is wrong");
    shop.write("twice.csv", "name\nx\nX\n");
    shop.refused(&format!("new device --list twice.csv {by}"), 1, "device 1 and device 2 would both be written to x");
    shop.refused(&format!("new device --count 2 --name 'z{{}}' --from-key root.key {by}"), 1, "all devices one key");
}
