//! Makes what others are to read, with keys that the openssl command line holds.

use super::tools::Folder;
use motetls_base::UnixTime;
use motetls_crypto::Sha256;
use motetls_pki::algorithm::{HashId, PssParameters, Scheme, hash};
use motetls_pki::der::Read;
use motetls_pki::dn::{self, DistinguishedName};
use motetls_pki::extension::{BasicConstraints, KeyUsage, NewExtension, key_id};
use motetls_pki::general_name::GeneralName;
use motetls_pki::key::{PublicKeyInfo, signature_from_der};
use motetls_pki::pem;
use motetls_pki::signed::{Signer, WriteError};
use motetls_pki::x509::NewCertificate;

/// A key that the openssl command line signs with: another process, which takes long and may fail.
pub struct Elsewhere<'a> {
    pub folder: &'a Folder,
    pub key: &'static str,
    pub scheme: Scheme,
    pub length: usize,
}

impl Signer for Elsewhere<'_> {
    type Error = &'static str;

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn signature_len(&self) -> usize {
        self.length
    }

    fn sign(&mut self, message: &[&[u8]], signature: &mut [u8]) -> Result<(), &'static str> {
        self.folder.write("message", &message.concat());
        let key = self.key;
        let digest = |id: HashId| hash::name(id).replace("SHA-", "sha");
        let line = match self.scheme {
            Scheme::Ed25519 => {
                format!("openssl pkeyutl -sign -rawin -inkey {key}.key -in message -out signature")
            }
            Scheme::RsaPss(PssParameters { hash: name, salt_len, .. }) => format!(
                "openssl dgst -{} -sign {key}.key -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{salt_len} \
                 -out signature message",
                digest(name)
            ),
            Scheme::RsaPkcs1(name) | Scheme::Ecdsa(name) => {
                format!("openssl dgst -{} -sign {key}.key -out signature message", digest(name))
            }
        };
        if !self.folder.run(&line).status.success() {
            return Err("no such key");
        }
        let made = self.folder.read("signature");
        match self.scheme {
            Scheme::Ecdsa(_) => signature_from_der(&made, signature).map_err(|_| "no signature"),
            _ => {
                signature.copy_from_slice(&made);
                Ok(())
            }
        }
    }
}

/// Keys of every kind, the curves with the hash of their strength.
pub const KEYS: [(&str, &str, Scheme, usize); 9] = [
    ("p256", "EC -pkeyopt ec_paramgen_curve:P-256", Scheme::Ecdsa(HashId::Sha256), 64),
    ("p384", "EC -pkeyopt ec_paramgen_curve:P-384", Scheme::Ecdsa(HashId::Sha384), 96),
    ("p521", "EC -pkeyopt ec_paramgen_curve:P-521", Scheme::Ecdsa(HashId::Sha512), 132),
    ("k256", "EC -pkeyopt ec_paramgen_curve:secp256k1", Scheme::Ecdsa(HashId::Sha256), 64),
    ("bp512", "EC -pkeyopt ec_paramgen_curve:brainpoolP512r1", Scheme::Ecdsa(HashId::Sha512), 128),
    ("rsa", "RSA", Scheme::RsaPkcs1(HashId::Sha256), 256),
    ("rsa1024", "RSA -pkeyopt rsa_keygen_bits:1024", Scheme::RsaPkcs1(HashId::Sha384), 128),
    ("ed25519", "ED25519", Scheme::Ed25519, 64),
    (
        "pss",
        "RSA",
        Scheme::RsaPss(PssParameters {
            hash: HashId::Sha256,
            mask_hash: HashId::Sha256,
            salt_len: 32,
        }),
        256,
    ),
];

/// Makes a key and its public key; yields the whole SubjectPublicKeyInfo.
pub fn key(folder: &Folder, name: &str, algorithm: &str) -> Vec<u8> {
    folder.well(&format!("openssl genpkey -algorithm {algorithm} -out {name}.key"));
    folder.well(&format!("openssl pkey -in {name}.key -pubout -outform DER -out {name}.pub"));
    folder.read(&format!("{name}.pub"))
}

pub fn id(spki: &[u8]) -> [u8; 20] {
    key_id::<Sha256>(PublicKeyInfo::from_der(spki).unwrap().bits)
}

/// Writes DER and PEM of what was made.
pub fn save(folder: &Folder, file: &str, label: &str, der: &[u8]) {
    folder.write(&format!("{file}.der"), der);
    let mut text = vec![0; pem::encoded_len(label.len(), der.len())];
    pem::encode(label, der, &mut text).unwrap();
    folder.write(&format!("{file}.pem"), &text);
}

pub const FROM: UnixTime = UnixTime(1_767_225_600); // 2026-01-01
pub const UNTIL: UnixTime = UnixTime(2_556_144_000); // 2051-01-01, as GeneralizedTime
pub const ROOT: &str = r"CN=Root \, of all,O=Motes\+,C=DE";

/// Issues `file` for `subject` under the key of `issuer`.
pub fn issue(
    signer: &mut Elsewhere<'_>,
    file: &str,
    spki: &[u8],
    subject: &str,
    extensions: &[NewExtension<'_>],
) -> Vec<u8> {
    let (mut issuer_buffer, mut subject_buffer, mut der) = ([0; 256], [0; 256], vec![0; 4096]);
    let new = NewCertificate {
        serial: &[0x80, 7, 8, 9],
        issuer: DistinguishedName { der: dn::parse(ROOT, &mut issuer_buffer).unwrap() },
        not_before: FROM,
        not_after: UNTIL,
        subject: DistinguishedName { der: dn::parse(subject, &mut subject_buffer).unwrap() },
        public_key: spki,
        extensions,
    };
    let length = new.sign(signer, &mut der).unwrap();
    let exact = new.sign(signer, &mut vec![0; length + 8]).is_ok();
    assert!(exact, "a buffer that is hardly longer does");
    let short = new.sign(signer, &mut vec![0; length / 2]);
    assert_eq!(short, Err(WriteError::BufferFull));
    der.truncate(length);
    save(signer.folder, file, pem::CERTIFICATE, &der);
    der
}

pub const CA: NewExtension<'_> =
    NewExtension::BasicConstraints(BasicConstraints { ca: true, path_len: Some(3) });
pub const CA_USE: NewExtension<'_> =
    NewExtension::KeyUsage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN));

pub fn names() -> [GeneralName<'static>; 6] {
    [
        GeneralName::Dns(b"a.example"),
        GeneralName::Dns(b"*.b.example"),
        GeneralName::Ip(&[192, 0, 2, 7]),
        GeneralName::Ip(&[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]),
        GeneralName::Mail(b"mote@a.example"),
        GeneralName::Uri(b"urn:dev:mac:0024befffe804ff1"),
    ]
}
