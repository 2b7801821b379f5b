//! Private keys of others: lenient in what is unambiguous, strict in what contradicts itself, and
//! the cause is told.

use crate::folder::Folder;
use motetls_peers::Tool;

/// An element of DER.
fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = match contents.len() {
        short @ ..0x80 => vec![short as u8],
        long @ ..0x100 => vec![0x81, long as u8],
        long => vec![0x82, (long >> 8) as u8, long as u8],
    };
    [&[tag][..], &length, contents].concat()
}

/// The seed and the public key that openssl makes of it.
fn ed25519(folder: &Folder, name: &str) -> (Vec<u8>, Vec<u8>) {
    folder.well(&format!("openssl genpkey -algorithm ED25519 -outform DER -out {name}.der"));
    folder.well(&format!("openssl pkey -in {name}.der -pubout -outform DER -out {name}.pub"));
    (
        folder.read(&format!("{name}.der"))[16..].to_vec(),
        folder.read(&format!("{name}.pub"))[12..].to_vec(),
    )
}

#[test]
fn keys_of_ed25519_with_and_without_their_public_half() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    let ((seed, public), (_, other)) = (ed25519(&folder, "a"), ed25519(&folder, "b"));
    let key = |version: u8, public: Option<&[u8]>| {
        let mut fields = [
            &[2, 1, version, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70][..],
            &element(4, &element(4, &seed)),
        ]
        .concat();
        if let Some(public) = public {
            fields.extend(element(0x81, &[&[0], public].concat()));
        }
        element(0x30, &fields)
    };
    for (der, says) in [
        (key(0, None), None),
        (key(1, None), None),
        (key(1, Some(&public)), None),
        (key(1, Some(&other)), Some("belongs to another one")),
        (key(1, Some(&public[..31])), Some("belongs to another one")),
        (key(0, Some(&public)), Some("version 1 of PKCS#8 has not")),
        (key(2, None), Some("version of PKCS#8 is not known")),
    ] {
        folder.write("key.der", der);
        match says {
            None => {
                folder.made("convert key.der --key-form pkcs8 --out out.key --force");
                folder.well("openssl pkey -in out.key -pubout -outform DER -out out.pub");
                assert_eq!(folder.read("out.pub")[12..], public);
                folder.made("new ca --name x --from-key key.der --force");
            }
            Some(says) => {
                // DER of another version is not recognised without a label
                folder.well("openssl base64 -in key.der -out body");
                let body = String::from_utf8(folder.read("body")).unwrap();
                let text =
                    format!("-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\n");
                folder.write("key.pem", text);
                folder.refused("convert key.pem --key-form pkcs8 --out bad.key", 1, says);
                if says.contains("another") {
                    let shown = folder.cert("inspect key.pem");
                    assert!(shown.stdout.contains("another private key"), "{shown:?}");
                }
                folder.refused("new ca --name bad --from-key key.pem", 1, says);
            }
        }
    }
}

#[test]
fn keys_of_curves_with_their_point_in_either_form() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    for (curve, octets) in [("P-256", 32), ("P-384", 48), ("P-521", 66)] {
        for name in ["a", "b"] {
            folder.well(&format!(
                "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{curve} -out {name}.key"
            ));
            for form in ["compressed", "uncompressed"] {
                folder.well(&format!(
                    "openssl ec -in {name}.key -conv_form {form} -outform DER -out {name}.{form}"
                ));
            }
        }
        folder.well("openssl pkey -in a.key -pubout -out a.pub");
        for form in ["compressed", "uncompressed"] {
            let (own, other) =
                (folder.read(&format!("a.{form}")), folder.read(&format!("b.{form}")));
            folder.write("own.der", &own);
            folder.made("convert own.der --public --out own.pub --force");
            assert_eq!(folder.read("own.pub"), folder.read("a.pub"), "{curve} {form}");
            let tail = [&own[..own.len() - 30], &other[other.len() - 30..]].concat();
            folder.write("wrong.der", tail);
            folder.refused("convert wrong.der --public --out x.pub", 1, "belongs to another one");
            let pin = |file: &str| {
                folder.json(&format!("inspect {file}"))["files"][0]["items"][0]["SPKI_pin"].clone()
            };
            let shown = folder.cert("inspect wrong.der");
            assert!(shown.stdout.contains("belongs to another private key"), "{shown:?}");
            assert_eq!(pin("wrong.der"), pin("a.key"), "what is pinned is the key's own");
            assert!(!folder.cert("inspect own.der").stdout.contains("another"), "{curve} {form}");
            if form == "compressed" {
                // the other point of the same x-coordinate
                let mut wrong = own.clone();
                let form = own.len() - 1 - octets;
                assert!(matches!(wrong[form], 2 | 3), "{curve}");
                wrong[form] ^= 1;
                folder.write("wrong.der", wrong);
                let line = "convert wrong.der --public --out x.pub";
                folder.refused(line, 1, "belongs to another one");
            }
        }
    }
}

#[test]
fn the_cause_is_told_of_keys_that_cannot_be_read() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.well("openssl genrsa -primes 3 -traditional -out three.key 2048");
    folder.well("openssl genrsa -traditional -out weak.key 1024");
    folder.well("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out p384.key");
    folder.well("openssl pkey -in p384.key -outform DER -traditional -out p384.der");
    let text = |file: &str| String::from_utf8(folder.read(file)).unwrap();
    folder.write("label.key", text("p384.key").replace("PRIVATE", "EC PRIVATE"));
    // PKCS#8 that names P-256, around a key that names P-384
    let p256 = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
    let fields = [&[2, 1, 0][..], &element(0x30, p256), &element(4, &folder.read("p384.der"))];
    folder.write("curves.der", element(0x30, &fields.concat()));
    for (file, says) in [
        ("three.key", "three or more primes"),
        ("weak.key", "2048 to 8192 bits is needed, and this one has 1024"),
        ("label.key", "correct the label to PRIVATE KEY"),
        ("curves.der", "its curve is named twice, and differently"),
    ] {
        folder.refused(&format!("new ca --name x --from-key {file}"), 1, says);
        folder.refused(&format!("convert {file} --public --out x.pub"), 1, says);
    }
}

#[test]
fn a_right_passphrase_is_not_called_wrong() {
    if !Tool::OpenSsl.ready() || !Tool::Python.ready() {
        return;
    }
    let folder = Folder::new();
    let (seed, _) = ed25519(&folder, "a");
    folder.write("pass", "secret\n");
    for (version, opens) in [(0, true), (1, true), (5, false)] {
        let fields = [
            &[2, 1, version, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70][..],
            &element(4, &element(4, &seed)),
        ];
        folder.write("plain.der", element(0x30, &fields.concat()));
        folder.python(
            "
import hashlib, os
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
def tlv(tag, body):
    n = len(body)
    return bytes([tag]) + (bytes([n]) if n < 128 else bytes([0x81, n])) + body
salt, iv = os.urandom(16), os.urandom(16)
key = hashlib.pbkdf2_hmac('sha256', b'secret', salt, 10000, 32)
padder = PKCS7(128).padder()
text = padder.update(open('plain.der', 'rb').read()) + padder.finalize()
seal = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
data = seal.update(text) + seal.finalize()
prf = tlv(0x30, bytes.fromhex('06082a864886f70d0209') + b'\\x05\\x00')
kdf = tlv(0x30, bytes.fromhex('06092a864886f70d01050c') + tlv(0x30, tlv(4, salt) + b'\\x02\\x02\\x27\\x10' + prf))
cipher = tlv(0x30, bytes.fromhex('060960864801650304012a') + tlv(4, iv))
pbes2 = tlv(0x30, bytes.fromhex('06092a864886f70d01050d') + tlv(0x30, kdf + cipher))
open('sealed.der', 'wb').write(tlv(0x30, pbes2 + tlv(4, data)))",
        );
        let line = "convert sealed.der --passphrase file:pass --out out.key --force";
        match opens {
            true => drop(folder.made(line)),
            false => folder.refused(line, 1, "the password is right, but"),
        }
    }
    folder.write("pass", "wrong\n");
    folder.refused(
        "convert sealed.der --passphrase file:pass --out out.key --force",
        1,
        "the passphrase does not open sealed.der",
    );
}

#[test]
fn keys_for_pss_stay_for_pss() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.write("x.cnf", "[req]\ndistinguished_name=d\nx509_extensions=e\n[d]\n[e]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n");
    let bound = "-pkeyopt rsa_pss_keygen_md:sha384 -pkeyopt rsa_pss_keygen_mgf1_md:sha384 \
        -pkeyopt rsa_pss_keygen_saltlen:20";
    for (options, hash) in [("", "sha256"), (bound, "sha384")] {
        folder.well(&format!(
            "openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 \
            {options} -out pss.key"
        ));
        folder.made("convert pss.key --key-form pkcs8 --out again.key --force");
        assert_eq!(folder.read("again.key"), folder.read("pss.key"), "{options}");
        folder.write("pass", "secret\n");
        folder.made(
            "convert pss.key --encrypt file:pass --iterations 10000 --out sealed.key --force",
        );
        folder.well("openssl pkey -in sealed.key -passin pass:secret -out opened.key");
        assert_eq!(folder.read("opened.key"), folder.read("pss.key"), "{options}");
        folder.made("new ca --name PSS --from-key pss.key --stem pss --force");
        let text = folder.well("openssl x509 -in pss.pem -noout -text");
        assert!(text.contains("Public Key Algorithm: rsassaPss"), "{text}");
        assert!(text.contains("Signature Algorithm: rsassaPss") && text.contains(hash), "{text}");
        folder.well("openssl verify -CAfile pss.pem pss.pem");
        // openssl's own certificate of that key, which binds the key of either form
        folder
            .well("openssl req -config x.cnf -x509 -key pss.key -subj /CN=Theirs -out theirs.pem");
        folder.made("new client --name x --ca theirs.pem --ca-key pss.key --force");
        folder.well("openssl verify -CAfile theirs.pem x.pem");
        // a form that has no place for the restriction
        folder.refused("convert pss.key --key-form pkcs1 --out no.key", 1, "PKCS#1 is no form");
    }
    folder.well(
        "openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt \
         rsa_pss_keygen_md:sha1 -out old.key",
    );
    folder.refused("new ca --name Old --from-key old.key", 1, "bound to parameters of RSASSA-PSS");
}

#[test]
fn authorities_with_a_compressed_point_sign() {
    let Some(folder) = Folder::beside(Tool::OpenSsl) else { return };
    folder.well("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ca.key");
    folder.well("openssl ec -in ca.key -conv_form compressed -out short.key");
    folder.well("openssl req -x509 -key short.key -subj /CN=Short -out ca.pem");
    folder.made("new client --name x --ca ca.pem --ca-key ca.key");
    folder.well("openssl verify -CAfile ca.pem x.pem");
}
