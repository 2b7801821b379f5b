//! A public-key infrastructure made in memory, of certificates without real
//! signatures: fast, the same each time, and counted.
//!
//! Key `n` is the point (n, n, …), and its signature is its own name and the digest.

use motetls_base::UnixTime;
use motetls_crypto::{EcdsaVerify, Sha256, VerificationFailed, WholeVerify};
use motetls_pki::algorithm::{HashId, Scheme};
use motetls_pki::der::{DerWriter, SEQUENCE};
use motetls_pki::dn::{self, DistinguishedName};
use motetls_pki::extension::{BasicConstraints, NewExtension};
use motetls_pki::key::{NamedCurve, PublicKey};
use motetls_pki::oid::{Oid, known};
use motetls_pki::signed::{DigestSigner, Hashing};
use motetls_pki::x509::NewCertificate;
use motetls_pki::{Algorithms, TrustAnchor};
use std::cell::Cell;
use std::convert::Infallible;

pub const FROM: u64 = 1_767_225_600; // 2026-01-01
pub const NOW: u64 = 2_000_000_000; // 2033
pub const UNTIL: u64 = 2_366_841_600; // 2045-01-01

thread_local!(pub static CHECKS: Cell<u32> = const { Cell::new(0) });

/// Checks seals in the place of signatures, and counts.
pub struct Sealed;

impl Algorithms for Sealed {
    type Sha256 = Sha256;
    type EcdsaP256 = Sealed;
}

impl EcdsaVerify for Sealed {
    type Steps = WholeVerify<Self>;
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), VerificationFailed> {
        CHECKS.set(CHECKS.get() + 1);
        let fits = signature[..32] == public[1..33] && signature[32..] == *digest;
        if fits { Ok(()) } else { Err(VerificationFailed) }
    }
}

struct Seal(u8);

impl DigestSigner for Seal {
    type Hash = Sha256;
    type Error = Infallible;

    fn scheme(&self) -> Scheme {
        Scheme::Ecdsa(HashId::Sha256)
    }

    fn signature_len(&self) -> usize {
        64
    }

    fn sign_digest(&mut self, digest: &[u8], signature: &mut [u8]) -> Result<(), Infallible> {
        signature[..32].fill(self.0);
        signature[32..].copy_from_slice(digest);
        Ok(())
    }
}

/// A certificate to be made: of an authority, in time, unless set otherwise.
#[derive(Clone, Copy)]
pub struct Paper<'a> {
    pub subject: &'a str,
    /// From 1.
    pub key: u8,
    pub issuer: &'a str,
    pub signer: u8,
    pub ca: bool,
    pub path_len: Option<u32>,
    /// subjectKeyIdentifier and authorityKeyIdentifier are there, made of the numbers of the keys.
    pub key_ids: bool,
    pub until: u64,
    /// certificatePolicies: the last arcs below 2.999.
    pub policies: &'a [u8],
    /// More extensions.
    pub more: &'a [NewExtension<'a>],
}

impl<'a> Paper<'a> {
    /// An authority `subject` of key `key`, by `issuer` with key `signer`.
    pub const fn ca(subject: &'a str, key: u8, issuer: &'a str, signer: u8) -> Self {
        let (ca, path_len, key_ids, until) = (true, None, false, UNTIL);
        Paper {
            subject,
            key,
            issuer,
            signer,
            ca,
            path_len,
            key_ids,
            until,
            policies: &[],
            more: &[],
        }
    }

    /// A leaf of key 200.
    pub const fn leaf(issuer: &'a str, signer: u8) -> Self {
        let leaf = Paper::ca("leaf", 200, issuer, signer);
        Paper { ca: false, ..leaf }
    }

    pub fn make(&self) -> Vec<u8> {
        let (mut names, mut spki) = ([[0; 64]; 2], [0; 128]);
        let [subject, issuer] = &mut names;
        let name = |text, buffer| DistinguishedName {
            der: dn::encode(&[(known::COMMON_NAME, text)], buffer).unwrap(),
        };
        let (own, above) = ([self.key; 20], [self.signer; 20]);
        let policies = certificate_policies(self.policies);
        let mut extensions = self.more.to_vec();
        if self.ca {
            let constraints = BasicConstraints { ca: true, path_len: self.path_len };
            extensions.push(NewExtension::BasicConstraints(constraints));
        }
        if self.key_ids {
            extensions
                .extend([NewExtension::SubjectKeyId(&own), NewExtension::AuthorityKeyId(&above)]);
        }
        if !self.policies.is_empty() {
            let (oid, critical) = (known::CERTIFICATE_POLICIES, false);
            extensions.push(NewExtension::Other { oid, critical, value: &policies });
        }
        let mut der = vec![0; 2048];
        let new = NewCertificate {
            serial: &[self.key, self.signer],
            issuer: name(self.issuer, issuer),
            not_before: UnixTime(FROM),
            not_after: UnixTime(self.until),
            subject: name(self.subject, subject),
            public_key: public_key(self.key, &mut spki),
            extensions: &extensions,
        };
        let length = new.sign(&mut Hashing(Seal(self.signer)), &mut der).unwrap();
        der.truncate(length);
        der
    }
}

fn public_key(key: u8, buffer: &mut [u8; 128]) -> &[u8] {
    let mut point = [key; 65];
    point[0] = 4;
    let mut writer = DerWriter::new(buffer);
    PublicKey::Ec(NamedCurve::P256, &point).write(&mut writer);
    let length = writer.done().unwrap();
    &buffer[..length]
}

/// Policy N is 2.999.N; 0 is anyPolicy.
pub fn policy(arc: u8) -> Vec<u8> {
    if arc == 0 { known::ANY_POLICY.0.to_vec() } else { vec![0x88, 0x37, arc] }
}

/// The value of certificatePolicies.
pub fn certificate_policies(arcs: &[u8]) -> Vec<u8> {
    sequence(|der| {
        for arc in arcs {
            let information = der.open(SEQUENCE);
            Oid(&policy(*arc)).write(der);
            der.close(information);
        }
    })
}

/// A SEQUENCE of what `write` writes.
pub fn sequence(write: impl FnOnce(&mut DerWriter<'_>)) -> Vec<u8> {
    let mut buffer = [0; 512];
    let mut der = DerWriter::new(&mut buffer);
    let list = der.open(SEQUENCE);
    write(&mut der);
    der.close(list);
    der.written().to_vec()
}

/// What is trusted: a name and a key.
pub struct Anchor {
    subject: Vec<u8>,
    spki: Vec<u8>,
}

impl Anchor {
    pub fn new(subject: &str, key: u8) -> Self {
        let (mut name, mut spki) = ([0; 64], [0; 128]);
        let subject = dn::encode(&[(known::COMMON_NAME, subject)], &mut name).unwrap().to_vec();
        Anchor { subject, spki: public_key(key, &mut spki).to_vec() }
    }

    pub fn get(&self) -> TrustAnchor<'_> {
        TrustAnchor::new(&self.subject, &self.spki)
    }
}
