//! Keys encrypted and converted, requests signed, revocation lists and devices in numbers, read by
//! others.

use crate::folder::Folder;
use motetls_peers::Tool;

#[test]
fn encrypted_keys_are_opened_by_others_and_others_by_us() {
    if !Tool::OpenSsl.ready() || !Tool::CertTool.ready() || !Tool::Python.ready() {
        return;
    }
    let folder = Folder::new();
    folder.write("pass", "open sesame\r\nand more\n");
    folder.write("wrong", "close sesame");
    folder.write("empty", "\n");
    for kind in ["p256", "ed25519", "rsa2048"] {
        folder.made(&format!(
            "new ca --name {kind} --key {kind} --encrypt file:pass --iterations 10000"
        ));
        let key = format!("{kind}.key");
        assert!(
            String::from_utf8(folder.read(&key))
                .unwrap()
                .starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        );
        folder.well(&format!("openssl pkey -in {key} -passin env:PASSPHRASE -check -noout"));
        folder.well(&format!("certtool -k --infile {key} --password 'open sesame'"));
        folder.python(&format!(
            "
from cryptography.hazmat.primitives.serialization import load_pem_private_key
load_pem_private_key(open('{key}', 'rb').read(), b'open sesame')"
        ));
        let by = format!("new client --name x --force --ca {kind}.pem --ca-key {key}");
        folder.made(&format!("{by} --ca-passphrase env:PASSPHRASE"));
        folder.refused(
            &format!("{by} --ca-passphrase file:wrong"),
            1,
            "the passphrase does not open",
        );
        folder.refused(&format!("{by} --ca-passphrase file:empty"), 1, "is empty");
        folder.refused(&format!("{by} --ca-passphrase env:NONE_SUCH"), 1, "NONE_SUCH is not set");
        folder.refused(&format!("{by} --ca-passphrase pass:x"), 2, "list of processes");
        folder.refused(&by, 1, "is encrypted: say where its passphrase is");
    }
    let defaults = folder.well("openssl asn1parse -in p256.key");
    for part in ["PBES2", "hmacWithSHA256", "aes-256-cbc", ":2710"] {
        assert!(defaults.contains(part), "{part} in {defaults}");
    }
    // what openssl encrypts, by every cipher and hash we open
    folder.made("convert p256.key --passphrase file:pass --out plain.key");
    for (cipher, hash) in [
        ("aes128", "hmacWithSHA1"),
        ("aes-192-cbc", "hmacWithSHA384"),
        ("aes256", "hmacWithSHA512"),
    ] {
        folder.well(&format!("openssl pkcs8 -topk8 -in plain.key -v2 {cipher} -v2prf {hash} -iter 999 -passout env:PASSPHRASE -out theirs.key"));
        folder.made("convert theirs.key --passphrase file:pass --out back.key --force");
        assert_eq!(folder.read("back.key"), folder.read("plain.key"), "{cipher}, {hash}");
    }
    folder.well("openssl ec -in plain.key -aes128 -passout env:PASSPHRASE -out old.key");
    folder.refused("convert old.key --passphrase file:pass", 1, "openssl pkcs8 -topk8");
    folder.well("openssl pkcs8 -topk8 -in plain.key -v1 PBE-SHA1-3DES -passout env:PASSPHRASE -out three.key");
    folder.refused("convert three.key --passphrase file:pass", 1, "not supported: convert it with");
    let mut damaged = folder.read("p256.key");
    damaged[100] ^= 1;
    folder.write("damaged.key", damaged);
    assert_eq!(folder.cert("convert damaged.key --passphrase file:pass").code, 1);
}

#[test]
fn keys_and_certificates_are_converted_as_others_do() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    for (kind, form, program) in
        [("p256", "sec1", "ec"), ("p521", "sec1", "ec"), ("rsa2048", "pkcs1", "rsa -traditional")]
    {
        let own = match kind {
            "rsa2048" => folder.rsa_key("rsa2048.key", 2048),
            _ => format!("--key {kind}"),
        };
        folder.made(&format!("new ca --name {kind} {own}"));
        folder.well(&format!("openssl {program} -in {kind}.key -outform DER -out theirs.der"));
        folder
            .made(&format!("convert {kind}.key --key-form {form} --to der --out ours.der --force"));
        assert_eq!(folder.read("ours.der"), folder.read("theirs.der"), "{kind}");
        folder.made("convert theirs.der --key-form pkcs8 --out back.key --force");
        assert_eq!(folder.read("back.key"), folder.read(&format!("{kind}.key")), "{kind}");
        folder.well(&format!("openssl pkey -in {kind}.key -outform DER -out theirs.p8"));
        folder.made(&format!("convert {kind}.key --to der --out ours.p8 --force"));
        folder.well("openssl pkey -in ours.p8 -inform DER -check -noout");
        folder.well(&format!("openssl pkey -in {kind}.key -pubout -out theirs.pub"));
        folder.made(&format!("convert {kind}.key --public --out ours.pub --force"));
        assert_eq!(folder.read("ours.pub"), folder.read("theirs.pub"), "{kind}");
        folder.made(&format!("convert {kind}.pem --public --out ours.pub --force"));
        assert_eq!(folder.read("ours.pub"), folder.read("theirs.pub"), "{kind}");
    }
    // forms that keys of others come in
    folder.well("openssl ecparam -name prime256v1 -genkey -out parameters.key");
    folder.made("convert parameters.key --key-form pkcs8 --out pkcs8.key");
    folder.well("openssl pkey -in pkcs8.key -check -noout");
    folder.refused(
        "convert p256.key --key-form pkcs1",
        1,
        "PKCS#1 is no form of a key of EC P-256",
    );
    folder.refused("convert rsa2048.key --key-form raw", 1, "raw is no form");
    folder.refused("convert p256.key --key-form raw", 1, "PEM does not know");
    folder.refused("convert p256.pem --to c --symbol 7up", 1, "is no name of an array");
    folder.refused("convert nothing.pem", 1, "cannot read nothing.pem");
}

#[test]
fn bags_are_packed_and_certificates_become_source_code() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.made("new ca --name p256");
    folder.made("new ca --name p521 --key p521");
    folder.refused("convert p256.key --to pkcs7", 1, "only certificates");
    let both = [folder.read("p256.pem"), folder.read("p521.pem")].concat();
    folder.write("both.pem", &both);
    folder.made("convert both.pem --to pkcs7 --out bag.p7b");
    let printed = folder.well("openssl pkcs7 -in bag.p7b -print_certs -noout");
    assert!(printed.contains("CN = p256") && printed.contains("CN = p521"), "{printed}");
    folder.well("openssl crl2pkcs7 -nocrl -certfile both.pem -out theirs.p7b");
    folder.made("convert theirs.p7b --out unpacked.pem");
    assert_eq!(folder.read("unpacked.pem"), both);

    folder.made("convert p256.key --to der --out ours.der");
    let der = folder.read("ours.der");
    folder.made("convert both.pem --to c --symbol ANCHOR --out anchor.h");
    let code = String::from_utf8(folder.read("anchor.h")).unwrap();
    assert!(
        code.contains("static const unsigned char ANCHOR_0[") && code.contains("ANCHOR_1["),
        "{code}"
    );
    assert!(code.contains("CN=p256"), "{code}");
    folder.made("convert ours.der --to rs --symbol KEY --out key.rs");
    let code = String::from_utf8(folder.read("key.rs")).unwrap();
    let bytes: Vec<u8> =
        code.split("0x").skip(1).map(|byte| u8::from_str_radix(&byte[..2], 16).unwrap()).collect();
    assert_eq!(bytes, der);
    assert!(code.contains(&format!("pub static KEY: [u8; {}]", der.len())), "{code}");
}

#[test]
fn requests_are_signed_after_their_proof_was_checked() {
    if !Tool::OpenSsl.ready() || !Tool::CertTool.ready() || !Tool::Python.ready() {
        return;
    }
    let folder = Folder::new();
    folder.made("new ca --name Root");
    let by = "--ca root.pem --ca-key root.key";
    for kind in ["p256", "p384", "ed25519", "rsa2048"] {
        let own = match kind {
            "rsa2048" => folder.rsa_key("mote-7.key", 2048),
            _ => format!("--key {kind}"),
        };
        folder.made(&format!("csr --name 'mote 7' --dns a.example --ip 2001:db8::7 --email a@b.example --uri urn:x:y {own} --force"));
        let printed = folder.well("openssl req -in mote-7.csr -noout -verify -text");
        assert!(
            printed.contains("verify OK")
                && printed.contains("DNS:a.example, IP Address:2001:DB8:0:0:0:0:0:7"),
            "{printed}"
        );
        assert!(
            folder
                .well("certtool --crq-info --infile mote-7.csr")
                .contains("Self signature: verified")
        );
        let printed =
            folder.cert(&format!("sign mote-7.csr --as server --dns b.example {by} --force"));
        assert!(
            printed.code == 0 && printed.stderr.contains("granted with --copy-names"),
            "{printed:?}"
        );
        let text = folder.well("openssl x509 -in mote-7.pem -noout -text");
        assert!(text.contains("DNS:b.example\n") && !text.contains("a.example"), "{text}");
        folder.made(&format!(
            "sign mote-7.csr --as client --copy-names --name CN=other --stem mote-7 {by} --force"
        ));
        let text = folder.well("openssl x509 -in mote-7.pem -noout -text");
        for part in [
            "Subject: CN = other",
            "URI:urn:x:y",
            "email:a@b.example",
            "TLS Web Client Authentication",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        folder.well("openssl verify -x509_strict -CAfile root.pem mote-7.pem");
    }
    folder.python(
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
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.made("new ca --name Root");
    let by = "--ca root.pem --ca-key root.key";
    // a request made by openssl that asks to be an authority, which is never granted
    folder.write("req.cnf", "[req]\ndistinguished_name=d\nreq_extensions=e\n[d]\n[e]\nbasicConstraints=critical,CA:TRUE\nsubjectAltName=DNS:x.example\n");
    folder.well(
        "openssl req -new -newkey rsa:2048 -nodes -keyout greedy.key -subj /CN=greedy -config req.cnf -out greedy.csr",
    );
    let printed = folder.cert(&format!("sign greedy.csr --as server --copy-san {by}"));
    assert!(
        printed.code == 0
            && printed.stderr.contains("asks for more than it gets: to be an authority"),
        "{printed:?}"
    );
    assert!(folder.well("openssl x509 -in greedy.pem -noout -text").contains("CA:FALSE"));
    folder.made(&format!("sign greedy.csr --as ca {by} --force"));
    assert!(folder.well("openssl x509 -in greedy.pem -noout -text").contains("CA:TRUE, pathlen:0"));
    folder.well("openssl req -new -newkey rsa:1024 -nodes -keyout weak.key -subj /CN=weak -config req.cnf -out weak.csr");
    folder.refused(&format!("sign weak.csr --as client {by}"), 4, "RSA of 1024 bits is too weak");

    // altered on the way: the subject, the key, the signature
    let own = folder.rsa_key("good.key", 2048);
    folder.made(&format!("csr --name mote --dns a.example {own} --der --stem good"));
    let good = folder.read("good.csr.der");
    for place in [20, good.len() / 3, good.len() - 5] {
        let mut bad = good.clone();
        bad[place] ^= 0x01;
        folder.write("bad.der", bad);
        let printed = folder.cert(&format!("sign bad.der --as client --stem bad {by}"));
        assert!(
            matches!(printed.code, 1 | 4) && !folder.file("bad.pem").exists(),
            "{place}: {printed:?}"
        );
    }
    let mut bad = good.clone();
    let end = bad.len() - 1;
    bad[end] ^= 1;
    folder.write("bad.der", bad);
    folder.refused(
        &format!("sign bad.der --as client {by}"),
        4,
        "is not signed with the key it is for",
    );
    folder.refused(
        &format!("sign root.pem --as client {by}"),
        1,
        "holds no certification request, but: certificate",
    );
}

#[test]
fn revocation_lists_grow_and_are_believed() {
    if !Tool::OpenSsl.ready() || !Tool::CertTool.ready() || !Tool::Python.ready() {
        return;
    }
    let folder = Folder::new();
    folder.made("new ca --name Root");
    folder.made("new ca --name Other");
    let by = "--ca root.pem --ca-key root.key";
    let mut serials = Vec::new();
    for name in ["a", "b", "c"] {
        let object = folder.json(&format!("new client --name {name} {by}"));
        serials.push(object["serial"].as_str().unwrap().to_owned());
    }
    let verify = |name: &str| {
        folder.other(&format!(
            "openssl verify -crl_check -CRLfile root.crl -CAfile root.pem {name}.pem"
        ))
    };
    folder.made(&format!("crl {by}"));
    assert!(
        folder.well("openssl crl -in root.crl -noout -text").contains("No Revoked Certificates")
    );
    assert_eq!(verify("a").code, 0);
    folder.refused(&format!("crl {by}"), 1, "extend it with --update root.crl");
    folder.made(&format!("crl {by} --update root.crl --revoke-file a.pem=keyCompromise"));
    folder.made(&format!("crl {by} --update root.crl --revoke {} --days 7", serials[1]));
    let printed =
        folder.made(&format!("crl {by} --update root.crl --revoke-file a.pem --number 70000"));
    assert!(
        printed.contains("is on the list already")
            && printed.contains("number 70000, 2 revoked, 0 of them new"),
        "{printed}"
    );
    for (name, code) in [("a", 2), ("b", 2), ("c", 0)] {
        assert_eq!(verify(name).code, code, "{name}");
    }
    let text = folder.well("openssl crl -in root.crl -noout -text -CAfile root.pem");
    assert!(
        text.contains("verify OK") && text.contains("Key Compromise") && text.contains("70000"),
        "{text}"
    );
    let printed = folder.well("certtool --crl-info --infile root.crl");
    assert!(printed.contains("Revoked certificates (2)"), "{printed}");
    folder.python(
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
    folder.refused(&format!("crl {by} --update root.crl --number 7"), 1, "the number must grow");
    folder.refused(
        "crl --ca other.pem --ca-key other.key --update root.crl",
        1,
        "not of this authority",
    );
    folder.refused(
        &format!("crl {by} --revoke-file other.pem --out x.crl"),
        1,
        "which alone can revoke it",
    );
    folder.refused(&format!("crl {by} --revoke 12=because --out x.crl"), 2, "is no reason");
    let list = folder.json(&format!("crl {by} --revoke 00:ff --der --out list.der"));
    assert_eq!((&list["revoked"][0], &list["number"]), (&"ff".into(), &1.into()));
    folder.well("openssl crl -in list.der -inform DER -noout -CAfile root.pem");
}

#[test]
fn a_list_of_others_keeps_what_its_entries_say() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.made("new ca --name Root");
    let by = "--ca root.pem --ca-key root.key";
    folder.made(&format!("new client --name b {by}"));
    folder.made(&format!("new client --name c {by}"));
    folder.write(
        "ca.cnf",
        "[ca]\ndefault_ca=d\n[d]\ndatabase=db\nserial=serial\ncertificate=root.pem\nprivate_key=root.key\n\
         default_md=sha256\ncrlnumber=number\ndefault_crl_days=9\n[x]\n",
    );
    folder.write("db", "");
    folder.write("number", "0A\n");
    folder.well("openssl ca -config ca.cnf -revoke c.pem -crl_compromise 20260102030405Z");
    folder.well("openssl ca -config ca.cnf -gencrl -crlexts x -out theirs.crl");
    let printed = folder.made(&format!("crl {by} --update theirs.crl --revoke-file b.pem"));
    assert!(printed.contains("number 11, 2 revoked, 1 of them new"), "{printed}");
    let text = folder.well("openssl crl -in theirs.crl -noout -text -CAfile root.pem");
    assert!(text.contains("verify OK") && text.contains("Jan  2 03:04:05 2026 GMT"), "{text}");
}

#[test]
fn devices_by_number_and_by_table() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.made("new ca --name CN=Root,O=M,C=DE --profile iot --stem root");
    let by = "--ca root.pem --ca-key root.key";
    let made = folder.json(&format!(
        "new device --count 12 --first 95 --name 'mote {{}}' --serial-number M{{}} --out-dir fleet {by} --profile iot"
    ));
    let devices = made["devices"].as_array().unwrap();
    assert_eq!(devices.len(), 12);
    assert_eq!(devices[0]["certificate"], "fleet/mote-095.der");
    assert_eq!(devices[11]["subject"], "serialNumber=M106,CN=mote 106");
    let serials: std::collections::HashSet<_> =
        devices.iter().map(|device| device["serial"].to_string()).collect();
    assert_eq!(serials.len(), 12, "no two serial numbers are alike");
    let mut keys = std::collections::HashSet::new();
    for device in devices {
        let (certificate, key) =
            (device["certificate"].as_str().unwrap(), device["private_key"].as_str().unwrap());
        let of_certificate =
            folder.well(&format!("openssl x509 -in {certificate} -inform DER -noout -pubkey"));
        assert_eq!(
            of_certificate,
            folder.well(&format!("openssl pkey -in {key} -inform DER -pubout"))
        );
        folder.well(&format!("openssl x509 -in {certificate} -inform DER -out one.pem"));
        folder.well("openssl verify -x509_strict -CAfile root.pem one.pem");
        assert!(keys.insert(of_certificate), "no two keys are alike");
    }
    folder.refused(&format!("new device --count 3 --name mote {by}"), 1, "by {} in them");
    folder.refused(
        &format!(
            "new device --count 3 --first 100 --name 'mote {{}}' --out-dir fleet {by} --profile iot"
        ),
        1,
        "is there already",
    );

    // gone on with after an interruption
    std::fs::remove_file(folder.file("fleet/mote-100.der")).unwrap();
    let kept = folder.read("fleet/mote-099.der");
    let printed = folder.made(&format!(
        "new device --count 13 --first 95 --name 'mote {{}}' --out-dir fleet --resume {by} --profile iot"
    ));
    assert!(
        printed.contains("2 devices in fleet") && printed.contains("11 were there already"),
        "{printed}"
    );
    assert_eq!(folder.read("fleet/mote-099.der"), kept);
    assert!(folder.file("fleet/mote-107.der").exists());

    folder.write(
        "fleet.csv",
        "eui64,dns,stem\n0024BEFFFE804FF1,a.example,first\n00-24-be-ff-fe-80-4f-f2,\"b.example\",\n",
    );
    folder.made(&format!("new device --list fleet.csv --role both {by}"));
    let text = folder.well("openssl x509 -in first.pem -noout -text");
    for part in [
        "serialNumber = 00-24-BE-FF-FE-80-4F-F1",
        "DNS:a.example",
        "Client Authentication, TLS Web Server",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(folder.file("00-24-be-ff-fe-80-4f-f2.key").exists());
    folder.write("bad.csv", "name,dns\nx,a.example\ny,b c\n");
    folder.refused(
        &format!("new device --list bad.csv {by}"),
        1,
        "bad.csv, line 3: not a DNS name",
    );
    assert!(!folder.file("x.pem").exists(), "nothing is made of a table that is wrong");
    folder.write("twice.csv", "name\nx\nX\n");
    folder.refused(
        &format!("new device --list twice.csv {by}"),
        1,
        "device 1 and device 2 would both be written to x",
    );
    folder.refused(
        &format!("new device --count 2 --name 'z{{}}' --from-key root.key {by}"),
        1,
        "all devices one key",
    );
}
