//! Keys made by the openssl command line, in every form it writes: read, and written again to the
//! byte.

use crate::common::tools::{Folder, certtool, openssl};
use motetls_pki::algorithm::{HashId, PssParameters};
use motetls_pki::der::{CONTEXT, CONTEXT_CONSTRUCTED, DerWriter, Read, SEQUENCE};
use motetls_pki::key::{
    DecryptError, EcPrivateKey, EncryptedPrivateKey, NamedCurve, Pbes2, PrivateKey, PrivateKeyInfo,
    PublicKey, PublicKeyInfo, RsaPublicKey,
};
use motetls_pki::oid::known;
use motetls_pki::pem::Blocks;

/// What `write` writes.
fn written(write: impl FnOnce(&mut DerWriter<'_>)) -> Vec<u8> {
    let mut buffer = vec![0; 8192];
    let mut der = DerWriter::new(&mut buffer);
    write(&mut der);
    let length = der.done().unwrap();
    buffer.truncate(length);
    buffer
}

/// A private key written again, as PKCS#8: private keys are not compared.
fn again(key: &PrivateKey<'_>) -> Vec<u8> {
    written(|der| key.write(der))
}

/// Makes a key and yields its PKCS#8, the form of old, and the public key.
fn make(folder: &Folder, algorithm: &str, options: &str) -> [Vec<u8>; 3] {
    // genpkey of openssl 3.0 writes DER in the form of old
    folder.well(&format!("openssl genpkey -algorithm {algorithm} {options} -out key.pem"));
    folder.well("openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der");
    folder.well("openssl pkey -in key.der -inform DER -traditional -outform DER -out old.der");
    folder.well("openssl pkey -in key.der -inform DER -pubout -outform DER -out pub.der");
    [folder.read("key.der"), folder.read("old.der"), folder.read("pub.der")]
}

#[test]
fn keys_of_all_curves_come_back_to_the_byte() {
    if !openssl("keys_of_all_curves_come_back_to_the_byte") {
        return;
    }
    let folder = Folder::new();
    for &curve in NamedCurve::ALL {
        // The names are those of openssl.
        let name = curve.facts().name;
        let [key, old, public] = make(&folder, "EC", &format!("-pkeyopt ec_paramgen_curve:{name}"));
        let PrivateKey::Ec(private) = PrivateKeyInfo::from_der(&key).unwrap().key().unwrap() else {
            panic!("{name} is of a curve");
        };
        assert_eq!(again(&PrivateKey::from_any(&key).unwrap()), key);
        assert_eq!((private.curve, private.private.len()), (Some(curve), curve.len()), "{name}");
        assert_eq!(again(&PrivateKey::Ec(private.clone())), key, "{name}");
        let older = EcPrivateKey::from_der(&old).unwrap();
        assert_eq!((older.private, older.public), (private.private, private.public), "{name}");
        assert_eq!(again(&PrivateKey::from_any(&old).unwrap()), key, "{name}");
        assert_eq!(written(|der| private.write(der)), old, "{name}");
        let info = PublicKeyInfo::from_der(&public).unwrap();
        let read = info.key().unwrap();
        assert_eq!(read, PublicKey::Ec(curve, private.public.unwrap()), "{name}");
        assert_eq!(written(|der| read.write(der)), public, "{name}");
        assert_eq!(read.to_string(), format!("EC {curve}"));
        let mut place = vec![9; curve.len() + 3];
        private.private_into(&mut place).unwrap();
        assert_eq!(place, [&[0; 3], private.private].concat());
        assert!(private.private_into(&mut place[..10]).is_err());
    }
}

#[test]
fn compressed_points_and_explicit_curves() {
    if !openssl("compressed_points_and_explicit_curves") {
        return;
    }
    let folder = Folder::new();
    make(&folder, "EC", "-pkeyopt ec_paramgen_curve:P-256");
    folder.well("openssl ec -in key.der -inform DER -pubout -conv_form compressed -outform DER -out short.der");
    let short = folder.read("short.der");
    let PublicKey::Ec(NamedCurve::P256, point) =
        PublicKeyInfo::from_der(&short).unwrap().key().unwrap()
    else {
        panic!("a point of P-256")
    };
    assert_eq!(
        (point.len(), written(|der| PublicKey::Ec(NamedCurve::P256, point).write(der))),
        (33, short.clone())
    );
    folder.well(
        "openssl ec -in key.der -inform DER -pubout -param_enc explicit -outform DER -out long.der",
    );
    assert_eq!(
        PublicKeyInfo::from_der(&folder.read("long.der")).unwrap().key(),
        Ok(PublicKey::Other)
    );
    let _ = make(&folder, "EC", "-pkeyopt ec_paramgen_curve:P-224");
    assert_eq!(
        PublicKeyInfo::from_der(&folder.read("pub.der")).unwrap().key(),
        Ok(PublicKey::Other)
    );
    assert!(matches!(PrivateKey::from_any(&folder.read("key.der")), Ok(PrivateKey::Other)));
}

#[test]
fn rsa_keys_come_back_to_the_byte() {
    if !openssl("rsa_keys_come_back_to_the_byte") {
        return;
    }
    let folder = Folder::new();
    for bits in [1024, 2047, 3072] {
        let [key, old, public] = make(&folder, "RSA", &format!("-pkeyopt rsa_keygen_bits:{bits}"));
        let private = PrivateKey::from_any(&key).unwrap();
        assert_eq!(again(&private), key);
        assert_eq!(again(&PrivateKey::from_any(&old).unwrap()), key);
        let PrivateKey::Rsa(rsa) = private else { panic!("RSA it is") };
        assert_eq!(written(|der| rsa.write(der)), old);
        let read = PublicKeyInfo::from_der(&public).unwrap().key().unwrap();
        assert_eq!(read, PublicKey::Rsa(rsa.public));
        assert_eq!((rsa.public.bits(), read.to_string()), (bits, format!("RSA {bits}")));
        assert_eq!(written(|der| read.write(der)), public);
        folder.well(
            "openssl rsa -in key.der -inform DER -RSAPublicKey_out -outform DER -out pkcs1.der",
        );
        let pkcs1 = folder.read("pkcs1.der");
        assert_eq!(RsaPublicKey::from_der(&pkcs1), Ok(rsa.public));
        assert_eq!(written(|der| rsa.public.write(der)), pkcs1);
    }
}

#[test]
fn keys_for_pss_only() {
    if !openssl("keys_for_pss_only") {
        return;
    }
    let folder = Folder::new();
    let sha1 = PssParameters { hash: HashId::Sha1, mask_hash: HashId::Sha1, salt_len: 20 };
    let mixed = PssParameters { hash: HashId::Sha512, mask_hash: HashId::Sha384, salt_len: 40 };
    let named = |hash: &str, mask: &str, salt: u32| {
        format!(
            "-pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_pss_keygen_md:{hash} -pkeyopt rsa_pss_keygen_mgf1_md:{mask} \
             -pkeyopt rsa_pss_keygen_saltlen:{salt}"
        )
    };
    for (options, parameters) in [
        ("-pkeyopt rsa_keygen_bits:1024".to_owned(), None),
        (named("sha1", "sha1", 20), Some(sha1)),
        (named("sha256", "sha256", 32), Some(PssParameters::usual(HashId::Sha256))),
        (named("sha512", "sha384", 40), Some(mixed)),
    ] {
        folder.well(&format!(
            "openssl genpkey -algorithm RSA-PSS {options} -outform DER -out key.der"
        ));
        folder.well("openssl pkey -in key.der -inform DER -pubout -outform DER -out pub.der");
        let public = folder.read("pub.der");
        let read = PublicKeyInfo::from_der(&public).unwrap().key().unwrap();
        assert!(
            matches!(read, PublicKey::RsaPss(_, found) if found == parameters),
            "{options}: {read:?}"
        );
        assert_eq!(written(|der| read.write(der)), public, "{options}");
        let key = folder.read("key.der");
        let private = PrivateKey::from_any(&key).unwrap();
        assert!(matches!(private, PrivateKey::RsaPss(..)), "not for any use: {options}");
        assert_eq!(again(&private), key, "the restriction stays: {options}");
    }
}

#[test]
fn keys_of_curve25519_come_back_to_the_byte() {
    if !openssl("keys_of_curve25519_come_back_to_the_byte") {
        return;
    }
    let folder = Folder::new();
    for algorithm in ["ED25519", "X25519"] {
        let [key, _, public] = make(&folder, algorithm, "");
        let private = PrivateKey::from_any(&key).unwrap();
        assert_eq!(again(&private), key);
        let read = PublicKeyInfo::from_der(&public).unwrap().key().unwrap();
        assert!(matches!(
            (algorithm, private, read),
            ("ED25519", PrivateKey::Ed25519(_), PublicKey::Ed25519(_))
                | ("X25519", PrivateKey::X25519(_), PublicKey::X25519(_))
        ));
        assert_eq!(written(|der| read.write(der)), public);
    }
    let _ = make(&folder, "ED448", "");
    assert!(matches!(PrivateKey::from_any(&folder.read("key.der")), Ok(PrivateKey::Other)));
    assert_eq!(
        PublicKeyInfo::from_der(&folder.read("pub.der")).unwrap().key(),
        Ok(PublicKey::Other)
    );
}

/// RFC 8410, section 10.3: version 2, with an attribute. openssl 3.0 and GnuTLS do not take that
/// version.
#[test]
fn private_keys_with_their_public_key() {
    let text = "-----BEGIN PRIVATE KEY-----\n\
                MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n\
                Z9w7lshQhqowtrbLDFw4rXAxZuE=\n\
                -----END PRIVATE KEY-----\n";
    let mut buffer = [0; 128];
    let der = Blocks::new(text.as_bytes()).next().unwrap().unwrap().decode(&mut buffer).unwrap();
    let info = PrivateKeyInfo::from_der(der).unwrap();
    let (public, attributes) = (info.public.unwrap(), info.attributes.unwrap());
    assert_eq!((public.len(), public[0], attributes.len()), (32, 0x19, 31));
    let PrivateKey::Ed25519(seed) = info.key().unwrap() else { panic!("Ed25519") };
    assert_eq!(seed[..2], [0xd4, 0xee]);
    let again = written(|der| PrivateKey::Ed25519(seed).write_with_public(public, der));
    let without = [&[0x30, 0x51], &der[2..48], &der[48 + 33..]].concat();
    assert_eq!(again, without, "the same, but for the attributes");
    let one = written(|der| PrivateKey::Ed25519(seed).write(der));
    assert!(PrivateKeyInfo::from_der(&one).unwrap().public.is_none());
}

/// An ECPrivateKey of P-256 with these fields.
fn sec1(private: &[u8], curve: Option<NamedCurve>, public: Option<&[u8]>) -> Vec<u8> {
    written(|der| {
        let key = der.open(SEQUENCE);
        der.small(1);
        der.octets(private);
        if let Some(curve) = curve {
            let explicit = der.open(CONTEXT_CONSTRUCTED);
            curve.oid().write(der);
            der.close(explicit);
        }
        if let Some(public) = public {
            let explicit = der.open(CONTEXT_CONSTRUCTED | 1);
            der.bits(public);
            der.close(explicit);
        }
        der.close(key);
    })
}

/// A OneAsymmetricKey of P-256 around `inner`.
fn pkcs8(version: u32, inner: &[u8], public: Option<&[u8]>) -> Vec<u8> {
    written(|der| {
        let key = der.open(SEQUENCE);
        der.small(version);
        let algorithm = der.open(SEQUENCE);
        known::EC.write(der);
        NamedCurve::P256.oid().write(der);
        der.close(algorithm);
        der.octets(inner);
        if let Some(public) = public {
            der.element(CONTEXT | 1, &[&[0], public].concat());
        }
        der.close(key);
    })
}

/// Lenient in what is unambiguous, strict in what contradicts itself.
#[test]
fn private_keys_are_refused_only_where_they_contradict_themselves() {
    let (scalar, point) = ([7; 32], [&[4][..], &[9; 64]].concat());
    let other = [&[4][..], &[8; 64]].concat();
    let (long, short) = ([&[0, 0][..], &scalar].concat(), &scalar[..31]);
    let p256 = Some(NamedCurve::P256);
    let (point, other) = (Some(&point[..]), Some(&other[..]));
    let plain = sec1(&scalar, None, None);
    for (what, der, readable) in [
        ("regular", sec1(&scalar, p256, point), true),
        ("one zero before it", sec1(&long[1..], p256, None), true),
        ("two zeros before it", sec1(&long, p256, None), true),
        ("a leading zero left out", sec1(short, p256, None), true),
        ("too long", sec1(&[7; 33], p256, None), false),
        ("empty", sec1(&[], p256, None), false),
        ("a public key of another length", sec1(&scalar, p256, Some(&[4, 9])), false),
        ("version 1", pkcs8(0, &plain, None), true),
        ("version 1, one zero before it", pkcs8(0, &sec1(&long[1..], None, None), None), true),
        ("version 1, too long", pkcs8(0, &sec1(&[7; 33], None, None), None), false),
        ("version 2", pkcs8(1, &plain, point), true),
        ("version 2 without public key", pkcs8(1, &plain, None), true),
        ("version 1 with public key", pkcs8(0, &plain, point), false),
        ("version 3", pkcs8(2, &plain, point), false),
        ("the curve twice", pkcs8(0, &sec1(&scalar, p256, None), None), true),
        ("two curves", pkcs8(0, &sec1(&scalar, Some(NamedCurve::Secp256k1), None), None), false),
        ("the public key twice", pkcs8(1, &sec1(&scalar, None, point), point), true),
        ("two public keys", pkcs8(1, &sec1(&scalar, None, point), other), false),
    ] {
        let key = PrivateKey::from_any(&der);
        assert_eq!(key.is_ok(), readable, "{what}");
        let Ok(PrivateKey::Ec(key)) = key else { continue };
        let mut octets = [0; 32];
        key.private_into(&mut octets).unwrap();
        assert!(key.private.len() <= 32 && octets[1..] == [7; 31], "{what}");
    }
}

#[test]
fn openssl_reads_what_we_make_of_odd_keys() {
    if !openssl("openssl_reads_what_we_make_of_odd_keys") {
        return;
    }
    let folder = Folder::new();
    let [key, _, public] = make(&folder, "EC", "-pkeyopt ec_paramgen_curve:P-256");
    let PrivateKey::Ec(private) = PrivateKey::from_any(&key).unwrap() else { panic!("EC") };
    let long = [&[0], private.private].concat();
    let odd = sec1(&long, Some(NamedCurve::P256), None);
    folder.write("written.der", &again(&PrivateKey::from_any(&odd).unwrap()));
    folder.well("openssl pkey -in written.der -inform DER -pubout -outform DER -out pub2.der");
    assert_eq!(folder.read("pub2.der"), public);
}

#[test]
fn keys_encrypted_by_openssl_are_opened() {
    if !openssl("keys_encrypted_by_openssl_are_opened") {
        return;
    }
    let folder = Folder::new();
    make(&folder, "EC", "-pkeyopt ec_paramgen_curve:P-256");
    let plain = folder.read("key.der");
    let kinds = [("aes-128-cbc", 16), ("aes-192-cbc", 24), ("aes-256-cbc", 32)];
    let hashes = [
        (HashId::Sha1, "hmacWithSHA1"),
        (HashId::Sha224, "hmacWithSHA224"),
        (HashId::Sha256, "hmacWithSHA256"),
        (HashId::Sha384, "hmacWithSHA384"),
        (HashId::Sha512, "hmacWithSHA512"),
    ];
    for (cipher, key_len) in kinds {
        for (hash, prf) in hashes {
            folder.well(&format!(
                "openssl pkcs8 -topk8 -in key.der -inform DER -outform DER -out enc.der -v2 {cipher} -v2prf {prf} -iter 77 \
                 -passout pass:secret"
            ));
            let encrypted = folder.read("enc.der");
            let key = EncryptedPrivateKey::from_der(&encrypted).unwrap();
            let scheme = key.pbes2().unwrap().unwrap();
            assert_eq!(
                (scheme.iterations, scheme.prf, scheme.key_len, scheme.salt.len()),
                (77, hash, key_len, 8)
            );
            let mut out = [0; 200];
            assert!(key.open(b"secret", 77, &mut out).unwrap() == plain, "{cipher} {prf}");
            assert_eq!(key.open(b"wrong", 77, &mut out), Err(DecryptError::WrongPassword));
            let identifier = written(|der| scheme.write(der));
            assert_eq!(encrypted[3..3 + identifier.len()], identifier, "{cipher} {prf}");
        }
    }
    folder.well("openssl pkcs8 -topk8 -in key.der -inform DER -outform DER -out enc.der -scrypt -passout pass:secret");
    let other = folder.read("enc.der");
    let other = EncryptedPrivateKey::from_der(&other).unwrap();
    assert_eq!(
        (other.pbes2(), other.open(b"secret", 77, &mut [0; 200])),
        (Ok(None), Err(DecryptError::Unsupported))
    );
}

#[test]
fn keys_we_encrypt_are_opened_by_others() {
    let test = "keys_we_encrypt_are_opened_by_others";
    if !openssl(test) || !certtool(test) {
        return;
    }
    let folder = Folder::new();
    for (algorithm, options) in
        [("EC", "-pkeyopt ec_paramgen_curve:P-384"), ("RSA", ""), ("ED25519", "")]
    {
        let [key, _, public] = make(&folder, algorithm, options);
        let mut out = [0; 2048];
        let length =
            Pbes2::seal(b"secret", b"sixteen bytes it", 1000, &[9; 16], &key, &mut out).unwrap();
        folder.write("sealed.der", &out[..length]);
        folder.well("openssl pkey -in sealed.der -inform DER -passin pass:secret -pubout -outform DER -out pub.der");
        assert_eq!(folder.read("pub.der"), public, "{algorithm}");
        folder.well("certtool --key-info --inder --pkcs8 --password secret --infile sealed.der");
    }
}

/// Files of pyca/cryptography that are of PBES2 and AES, with the password its tests have for them.
#[test]
fn keys_others_encrypted_are_opened() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/keys");
    for (file, password) in [
        ("X25519/x25519-pkcs8-enc.pem", "password"),
        ("Ed25519/ed25519-pkcs8-enc.pem", "password"),
        ("PKCS8/rsa-aes-192-cbc.pem", "PolarSSLTest"),
    ] {
        let text = std::fs::read(folder.join(file)).unwrap();
        let mut buffer = [0; 4096];
        let der = Blocks::new(&text).next().unwrap().unwrap().decode(&mut buffer).unwrap();
        let mut out = [0; 4096];
        let plain = EncryptedPrivateKey::from_der(der).unwrap().open(
            password.as_bytes(),
            100_000,
            &mut out,
        );
        assert!(PrivateKey::from_any(plain.unwrap()).is_ok(), "{file}");
    }
}
