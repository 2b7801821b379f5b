//! The chain that is verified.

use motetls_base::{Random, RandomError, UnixTime};
use motetls_crypto::p256::PrivateKey;
use motetls_crypto::{Group, P256, Sha256};
use motetls_pki::TrustAnchor;
use motetls_pki::der::DerWriter;
use motetls_pki::dn::{self, DistinguishedName};
use motetls_pki::extension::{BasicConstraints, KeyUsage, NewExtension};
use motetls_pki::general_name::GeneralName;
use motetls_pki::key::{NamedCurve, PublicKey};
use motetls_pki::oid::known;
use motetls_pki::signed::{EcdsaKey, Hashing};
use motetls_pki::x509::NewCertificate;

/// 2033, for both.
pub const NOW: u64 = 2_000_000_000;
pub const NAME: &str = "a.example";
const PLACES: usize = 4;

/// A leaf, two intermediates, a root.
pub struct Sample {
    ders: [Vec<u8>; PLACES],
}

/// Counts: private keys that are the same each time.
struct Counter(u8);

impl Random for Counter {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(71);
            *byte = self.0;
        }
        Ok(())
    }
}

impl Sample {
    pub fn new() -> Sample {
        let mut counter = Counter(1);
        let keys: Vec<PrivateKey> = (0..PLACES)
            .map(|_| P256::generate(&mut counter).expect("a counter does not fail"))
            .collect();
        let ders = std::array::from_fn(|place| certificate(place, &keys));
        Sample { ders }
    }

    /// What is sent, the leaf first.
    pub fn certificates(&self) -> Vec<&[u8]> {
        self.ders[..PLACES - 1].iter().map(Vec::as_slice).collect()
    }

    pub fn root(&self) -> &[u8] {
        &self.ders[PLACES - 1]
    }

    pub fn anchor(&self) -> TrustAnchor<'_> {
        TrustAnchor::from_certificate(self.root()).expect("a certificate")
    }
}

fn certificate(place: usize, keys: &[PrivateKey]) -> Vec<u8> {
    let above = (place + 1).min(PLACES - 1);
    let mut buffers = [[0; 128]; 3];
    let [subject, issuer, spki] = &mut buffers;
    let name = |place: usize, buffer| {
        let text = format!("certificate {place}");
        let attributes =
            [(known::COUNTRY, "DE"), (known::ORGANIZATION, "Motes"), (known::COMMON_NAME, &*text)];
        DistinguishedName { der: dn::encode(&attributes, buffer).expect("a name") }
    };
    let mut key = DerWriter::new(spki);
    PublicKey::Ec(NamedCurve::P256, &P256::public(&keys[place])).write(&mut key);
    let leaf = [
        NewExtension::KeyUsage(KeyUsage::DIGITAL_SIGNATURE),
        NewExtension::ExtendedKeyUsage(&[known::SERVER_AUTH, known::CLIENT_AUTH]),
        NewExtension::SubjectAltName {
            names: &[GeneralName::Dns(b"www.a.example"), GeneralName::Dns(NAME.as_bytes())],
            critical: false,
        },
        NewExtension::SubjectKeyId(&[place as u8; 20]),
        NewExtension::AuthorityKeyId(&[above as u8; 20]),
    ];
    let authority = [
        NewExtension::KeyUsage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
        NewExtension::BasicConstraints(BasicConstraints { ca: true, path_len: None }),
        NewExtension::SubjectKeyId(&[place as u8; 20]),
        NewExtension::AuthorityKeyId(&[above as u8; 20]),
    ];
    let mut der = vec![0; 2048];
    let new = NewCertificate {
        serial: &[7; 16],
        issuer: name(above, issuer),
        not_before: UnixTime(NOW - 1_000_000),
        not_after: UnixTime(NOW + 1_000_000),
        subject: name(place, subject),
        public_key: key.written(),
        extensions: if place == 0 { &leaf } else { &authority },
    };
    let length =
        new.sign(&mut Hashing(EcdsaKey::<P256, Sha256>::deterministic(&keys[above])), &mut der);
    der.truncate(length.expect("room for a certificate"));
    der
}
