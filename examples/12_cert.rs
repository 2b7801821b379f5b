//! Certificates without a heap: an authority certifies itself, a device asks for a certificate and
//! gets one, a verifier goes the way back. Every byte lies in an array of the caller's.
//!
//! `cargo run -p motetls-examples --bin 12_cert -- [NAME]`

use std::error::Error;

use motetls::crypto::p256::PrivateKey;
use motetls::crypto::{EcdsaVerify, Group, Hash, HmacDrbg, P256, Sha256, SignError};
use motetls::os_entropy::OsEntropy;
use motetls::pki::csr::{CertificationRequest, NewRequest};
use motetls::pki::der::{DerWriter, Read};
use motetls::pki::dn::{self, DistinguishedName};
use motetls::pki::extension::{BasicConstraints, KeyUsage, NewExtension, Value, key_id};
use motetls::pki::general_name::GeneralName;
use motetls::pki::key::{NamedCurve, PublicKey, PublicKeyInfo, signature_from_der};
use motetls::pki::oid::known::{CLIENT_AUTH, COMMON_NAME, SERIAL_NUMBER};
use motetls::pki::pem;
use motetls::pki::signed::{Checked, EcdsaKey, Hashing, Signed, Signer, WriteError};
use motetls::pki::time::{BUILD_DATE, Calendar};
use motetls::pki::x509::NewCertificate;
use motetls::pki::{Algorithms, CertError, Chain, ServerName, TrustAnchor, Usage, VerifyPolicy};
use motetls::{Random, UnixTime};

/// The longest certificate and the longest request made here.
const ROOM: usize = 512;
/// Seconds of ten years.
const TEN_YEARS: u64 = 10 * 365 * 86_400;

/// What the verifier computes with.
struct Ours;

impl Algorithms for Ours {
    type Sha256 = Sha256;
    type EcdsaP256 = P256;
}

/// A key pair, as a device holds one: 32 bytes that never leave it, the point of 65, and a
/// SubjectPublicKeyInfo of 91.
struct Key {
    private: PrivateKey,
    public: [u8; 65],
    spki: [u8; 91],
}

impl Key {
    fn new(random: &mut impl Random) -> Result<Self, Box<dyn Error>> {
        let private = P256::generate(random)?;
        let mut spki = [0; 91];
        let mut der = DerWriter::new(&mut spki);
        let public = P256::public(&private);
        PublicKey::Ec(NamedCurve::P256, &public).write(&mut der);
        der.done()?;
        Ok(Key { private, public, spki })
    }

    /// Signs, and verifies what it made before it gives it out. A secure element would implement
    /// `DigestSigner`, or `Signer`, and take this place.
    fn signer<'k>(&'k self, hedge: &'k [u8; 32]) -> impl Signer<Error = SignError> + use<'k> {
        Hashing(Checked::<_, P256>::new(
            EcdsaKey::<P256, Sha256>::new(&self.private, hedge),
            &self.public,
        ))
    }

    fn id(&self) -> Result<[u8; 20], Box<dyn Error>> {
        Ok(key_id::<Sha256>(PublicKeyInfo::from_der(&self.spki)?.bits))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let device_name = std::env::args().nth(1).unwrap_or_else(|| "mote-7.example".to_owned());
    let mut random = HmacDrbg::<Sha256, _>::new(OsEntropy, b"boot 17", b"factory 3")?;

    // in the office, once
    let authority = Key::new(&mut random)?;
    let mut root = [0; ROOM];
    let root = certify_itself(&authority, &mut random, &mut root)?;
    println!("root: {} bytes", root.len());

    // on the device, in the factory
    let device = Key::new(&mut random)?;
    let mut request = [0; ROOM];
    let request = ask(&device, &device_name, &mut request)?;
    println!("request: {} bytes", request.len());

    // on the bench beside it
    let mut certificate = [0; ROOM];
    let certificate = grant(&authority, root, request, &mut random, &mut certificate)?;
    println!("certificate: {} bytes", certificate.len());
    let mut text = [0; 2 * ROOM];
    let length = pem::encode(pem::CERTIFICATE, certificate, &mut text)?;
    println!("{}", std::str::from_utf8(text.get(..length).unwrap_or(&[]))?);

    // wherever the device connects to
    let anchors = [TrustAnchor::from_certificate(root)?];
    let now = UnixTime(BUILD_DATE.0 + 86_400);
    let policy = VerifyPolicy {
        anchors: &anchors,
        name: Some(ServerName::dns(&device_name)?),
        now: Some(now),
        usage: Usage::ClientAuth,
    };
    let key = verify(&policy, certificate).map(|key| key == P256::public(&device.private));
    println!("verified: {}", if key == Ok(true) { "its key is the device's" } else { "it is not" });

    // and what does not pass
    let late = UnixTime(now.0 + TEN_YEARS);
    let mut forged = [0; ROOM];
    let forged = forged.get_mut(..certificate.len()).unwrap_or(&mut []);
    forged.copy_from_slice(certificate);
    forged[certificate.len() / 2] ^= 1;
    for (why, policy, der) in [
        (
            "under another name",
            VerifyPolicy { name: Some(ServerName::from_static("other.example")), ..policy },
            certificate,
        ),
        ("ten years later", VerifyPolicy { now: Some(late), ..policy }, certificate),
        (
            "with a clock that was never set",
            VerifyPolicy { now: Some(UnixTime(0)), ..policy },
            certificate,
        ),
        ("as a server's", VerifyPolicy { usage: Usage::ServerAuth, ..policy }, certificate),
        ("without the root", VerifyPolicy { anchors: &[], ..policy }, certificate),
        ("with one bit changed", policy, forged),
    ] {
        match verify(&policy, der) {
            Ok(_) => println!("{why}: verified"),
            Err(error) => println!("{why}: {error}"),
        }
    }
    Ok(())
}

/// Sixteen random bytes, as a positive number: 127 bits that cannot be guessed.
fn serial(random: &mut impl Random) -> Result<[u8; 16], Box<dyn Error>> {
    let mut serial = [0; 16];
    random.random(&mut serial)?;
    serial[0] = serial[0] & 0x7f | 0x40;
    Ok(serial)
}

/// A root's certificate, in `out`.
fn certify_itself<'o>(
    key: &Key,
    random: &mut impl Random,
    out: &'o mut [u8],
) -> Result<&'o [u8], Box<dyn Error>> {
    let (mut name, mut hedge) = ([0; 64], [0; 32]);
    let name = DistinguishedName { der: dn::parse("CN=Motes Root,O=Motes,C=DE", &mut name)? };
    random.random(&mut hedge)?;
    let new = NewCertificate {
        serial: &serial(random)?,
        issuer: name,
        not_before: BUILD_DATE,
        not_after: UnixTime(BUILD_DATE.0 + 2 * TEN_YEARS),
        subject: name,
        public_key: &key.spki,
        extensions: &[
            NewExtension::BasicConstraints(BasicConstraints { ca: true, path_len: None }),
            NewExtension::KeyUsage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
            NewExtension::SubjectKeyId(&key.id()?),
        ],
    };
    let length = new.sign(&mut key.signer(&hedge), out).map_err(reason)?;
    Ok(out.get(..length).unwrap_or(&[]))
}

/// A request for a certificate, in `out`. Its signature shows that the requester has the private
/// key.
fn ask<'o>(key: &Key, name: &str, out: &'o mut [u8]) -> Result<&'o [u8], Box<dyn Error>> {
    let mut subject = [0; 128];
    let subject = dn::encode(&[(COMMON_NAME, "mote 7"), (SERIAL_NUMBER, "0007")], &mut subject)?;
    let request = NewRequest {
        subject: DistinguishedName { der: subject },
        public_key: &key.spki,
        extensions: &[NewExtension::SubjectAltName {
            names: &[GeneralName::Dns(name.as_bytes())],
            critical: false,
        }],
    };
    // without a generator at hand, nonces come from the key and the message alone
    let mut signer = Hashing(EcdsaKey::<P256, Sha256>::deterministic(&key.private));
    let length = request.sign(&mut signer, out).map_err(reason)?;
    Ok(out.get(..length).unwrap_or(&[]))
}

/// The certificate that is asked for, in `out`, if the requester has the key.
fn grant<'o>(
    authority: &Key,
    root: &[u8],
    request: &[u8],
    random: &mut impl Random,
    out: &'o mut [u8],
) -> Result<&'o [u8], Box<dyn Error>> {
    let request = CertificationRequest::from_der(request)?;
    let PublicKey::Ec(NamedCurve::P256, point) = request.public_key.key()? else {
        return Err("not a key of P-256".into());
    };
    check(&request.signed, point)?;
    println!("asked for by: {}", request.subject);
    // of what it asks for, one name is granted, and nothing else
    let mut requested = None;
    for extension in request.extensions()? {
        if let Value::SubjectAltName(mut names) = extension?.value()? {
            requested = names.next().transpose()?;
        }
    }
    let Some(name @ GeneralName::Dns(_)) = requested else {
        return Err("it asks for no DNS name".into());
    };
    let root = motetls::pki::x509::CertificateView::from_der(root)?;
    let mut hedge = [0; 32];
    random.random(&mut hedge)?;
    let new = NewCertificate {
        serial: &serial(random)?,
        issuer: root.subject,
        not_before: BUILD_DATE,
        not_after: UnixTime(BUILD_DATE.0 + TEN_YEARS - 1),
        subject: request.subject,
        public_key: request.public_key.der,
        extensions: &[
            NewExtension::KeyUsage(KeyUsage::DIGITAL_SIGNATURE),
            NewExtension::ExtendedKeyUsage(&[CLIENT_AUTH]),
            NewExtension::SubjectAltName { names: &[name], critical: false },
            NewExtension::AuthorityKeyId(&authority.id()?),
        ],
    };
    println!("granted until: {}", Calendar::of(new.not_after));
    let length = new.sign(&mut authority.signer(&hedge), out).map_err(reason)?;
    Ok(out.get(..length).unwrap_or(&[]))
}

/// Checks that what is signed was signed by `point`.
fn check(signed: &Signed<'_>, point: &[u8]) -> Result<(), Box<dyn Error>> {
    let mut signature = [0; 64];
    signature_from_der(signed.signature, &mut signature)?;
    let verdict = P256::verify(point, &Sha256::digest(signed.contents), &signature);
    verdict.map_err(|_| "the requester does not have the key".into())
}

/// The device's key, if its certificate leads to an anchor.
fn verify(policy: &VerifyPolicy<'_>, certificate: &[u8]) -> Result<[u8; 65], CertError> {
    let mut chain = Chain::<Ours>::new();
    chain.push(policy, certificate)?;
    chain.finish().copied()
}

fn reason(error: WriteError<SignError>) -> String {
    format!("no certificate: {error:?}")
}
