//! An authority in memory, with a key of ours, that issues certificates, lists and answers.

use motetls_base::{Random, RandomError, UnixTime};
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{Group, Hash, P256, Sha256};
use motetls_pki::algorithm::HashId;
use motetls_pki::crl::{NewRevocationList, NewRevoked};
use motetls_pki::der::{DerWriter, Read};
use motetls_pki::dn::{self, DistinguishedName};
use motetls_pki::extension::{BasicConstraints, KeyUsage, NewExtension, Reason};
use motetls_pki::key::{NamedCurve, PublicKey, PublicKeyInfo};
use motetls_pki::ocsp::{CertId, CertStatus, NewResponse, NewSingleResponse, Responder};
use motetls_pki::revocation::Issuer;
use motetls_pki::signed::{EcdsaKey, Hashing};
use motetls_pki::x509::NewCertificate;

/// 2033-05-18.
pub const NOW: UnixTime = UnixTime(2_000_000_000);
pub const DAY: u64 = 86_400;
pub const FROM: UnixTime = UnixTime(1_767_225_600); // 2026-01-01
pub const UNTIL: UnixTime = UnixTime(2_366_841_600); // 2045-01-01

pub const CA: NewExtension<'_> =
    NewExtension::BasicConstraints(BasicConstraints { ca: true, path_len: None });
pub const CA_USE: NewExtension<'_> =
    NewExtension::KeyUsage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN));
pub const LEAF_USE: NewExtension<'_> = NewExtension::KeyUsage(KeyUsage::DIGITAL_SIGNATURE);

/// Primitives of ours.
#[derive(Debug)]
pub struct Ours;

impl motetls_pki::Algorithms for Ours {
    type Sha256 = Sha256;
    type EcdsaP256 = P256;
}

/// Predictable bytes, for tests only: keys drawn from them are known.
struct Counter(u8);

impl Random for Counter {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(17);
            *byte = self.0;
        }
        Ok(())
    }
}

/// A name and a key.
pub struct Authority {
    private: <P256 as Group>::Private,
    pub spki: Vec<u8>,
    pub name: Vec<u8>,
}

pub fn name(text: &str) -> Vec<u8> {
    let mut buffer = [0; 256];
    dn::parse(text, &mut buffer).unwrap().to_vec()
}

impl Authority {
    pub fn new(text: &str, seed: u8) -> Self {
        let private = P256::generate(&mut Counter(seed)).unwrap();
        let mut spki = [0; 128];
        let mut der = DerWriter::new(&mut spki);
        PublicKey::Ec(NamedCurve::P256, &P256::public(&private)).write(&mut der);
        let spki = der.written().to_vec();
        Authority { private, spki, name: name(text) }
    }

    pub fn dn(&self) -> DistinguishedName<'_> {
        DistinguishedName { der: &self.name }
    }

    pub fn signer(&self) -> Hashing<EcdsaKey<'_, P256, Sha256>> {
        Hashing(EcdsaKey::deterministic(&self.private))
    }

    pub fn issuer(&self) -> Issuer<'_> {
        Issuer { name: &self.name, spki: &self.spki, key_usage: Some(0x06) }
    }

    /// A certificate for `subject`, signed by this authority.
    pub fn certify(
        &self,
        subject: &Authority,
        serial: &[u8],
        extensions: &[NewExtension<'_>],
    ) -> Vec<u8> {
        let mut der = vec![0; 4096];
        let new = NewCertificate {
            serial,
            issuer: self.dn(),
            not_before: FROM,
            not_after: UNTIL,
            subject: subject.dn(),
            public_key: &subject.spki,
            extensions,
        };
        let length = new.sign(&mut self.signer(), &mut der).unwrap();
        der.truncate(length);
        der
    }

    /// A list of yesterday until tomorrow.
    pub fn list(&self, revoked: &[NewRevoked<'_>], extensions: &[NewExtension<'_>]) -> Vec<u8> {
        let next_update = Some(UnixTime(NOW.0 + DAY));
        self.sign_list(NewRevocationList {
            issuer: self.dn(),
            this_update: UnixTime(NOW.0 - DAY),
            next_update,
            revoked,
            extensions,
        })
    }

    pub fn sign_list(&self, list: NewRevocationList<'_>) -> Vec<u8> {
        let mut der = vec![0; 4096 + list.revoked.len() * 64];
        let length = list.sign(&mut self.signer(), &mut der).unwrap();
        der.truncate(length);
        der
    }
}

impl Authority {
    /// An answer of today, good until tomorrow, about the certificate of this authority with this
    /// serial number, signed by `signer`.
    pub fn answer(&self, serial: &[u8], status: CertStatus, signer: &Authority) -> Vec<u8> {
        let bits = PublicKeyInfo::from_der(&self.spki).unwrap().bits;
        let (name, key) = (Sha1::digest(&self.name), Sha1::digest(bits));
        let id = CertId {
            hash: Some(HashId::Sha1),
            issuer_name_hash: &name,
            issuer_key_hash: &key,
            serial,
        };
        let next_update = Some(UnixTime(NOW.0 + DAY));
        let single =
            NewSingleResponse { id, status, this_update: NOW, next_update, extensions: &[] };
        let new = NewResponse {
            responder: Responder::Name(self.dn()),
            produced_at: NOW,
            responses: &[single],
            extensions: &[],
            certificates: &[],
        };
        let mut der = vec![0; 1024];
        let length = new.sign(&mut signer.signer(), &mut der).unwrap();
        der.truncate(length);
        der
    }
}

/// Hands out `der` cut short in every place, with an octet behind it, and with each of its bits
/// flipped.
pub fn spoil(der: &[u8], mut spoilt: impl FnMut(&[u8])) {
    for length in 0..der.len() {
        spoilt(&der[..length]);
    }
    spoilt(&[der, &[0]].concat());
    let mut flipped = der.to_vec();
    for bit in 0..der.len() * 8 {
        flipped[bit / 8] ^= 1 << (bit % 8);
        spoilt(&flipped);
        flipped[bit / 8] ^= 1 << (bit % 8);
    }
}

pub fn revoked<'a>(serial: &'a [u8], reason: Option<Reason>) -> NewRevoked<'a> {
    NewRevoked { serial, date: UnixTime(NOW.0 - 2 * DAY), reason, extensions: &[] }
}
