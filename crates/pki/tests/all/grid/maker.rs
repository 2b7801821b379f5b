//! Chains made in memory with real keys of each kind, and broken on mode.

use crate::common::sealed::certificate_policies;
use crate::common::tools::Folder;
use motetls_base::{Random, RandomError, UnixTime};
use motetls_crypto::{P256, Sha256, Sha384, Sha512, ec, rsa};
use motetls_pki::algorithm::{HashId, KnownHash, PssParameters, Scheme};
use motetls_pki::der::Read;
use motetls_pki::dn::{self, DistinguishedName};
use motetls_pki::extension::{BasicConstraints, KeyUsage, NewExtension, key_id};
use motetls_pki::general_name::GeneralName;
use motetls_pki::key::{EcPrivateKey, PrivateKey, PublicKeyInfo};
use motetls_pki::oid::{Oid, known};
use motetls_pki::signed::{EcdsaKey, Hashing, RsaKey, Signer};
use motetls_pki::x509::NewCertificate;

pub(super) const FROM: u64 = 1_767_225_600; // 2026-01-01
pub(super) const NOW: u64 = 2_000_000_000; // 2033
pub(super) const UNTIL: u64 = 2_366_841_600; // 2045-01-01

/// A kind of key, and the command that makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    P256,
    P384,
    #[cfg(feature = "ed25519")]
    Ed25519,
}

impl Kind {
    pub(super) const ALL: &'static [Kind] = &[
        Kind::P256,
        Kind::P384,
        Kind::Rsa,
        #[cfg(feature = "ed25519")]
        Kind::Ed25519,
    ];

    const fn options(self) -> &'static str {
        match self {
            Kind::Rsa => "RSA",
            Kind::P256 => "EC -pkeyopt ec_paramgen_curve:P-256",
            Kind::P384 => "EC -pkeyopt ec_paramgen_curve:P-384",
            #[cfg(feature = "ed25519")]
            Kind::Ed25519 => "ED25519",
        }
    }

    /// What keys of this kind sign with, with this hash.
    pub(super) fn scheme(self, hash: HashId) -> Scheme {
        match self {
            Kind::Rsa => Scheme::RsaPkcs1(hash),
            Kind::P256 | Kind::P384 => Scheme::Ecdsa(hash),
            #[cfg(feature = "ed25519")]
            Kind::Ed25519 => Scheme::Ed25519,
        }
    }
}

/// A key that openssl made.
pub(super) struct Key {
    kind: Kind,
    private: Vec<u8>,
    pub(super) spki: Vec<u8>,
}

impl Key {
    pub(super) fn new(folder: &Folder, kind: Kind) -> Key {
        folder
            .well(&format!("openssl genpkey -algorithm {} -outform DER -out key", kind.options()));
        folder.well("openssl pkey -in key -pubout -outform DER -out pub");
        Key { kind, private: folder.read("key"), spki: folder.read("pub") }
    }

    pub(super) fn id(&self) -> [u8; 20] {
        key_id::<Sha256>(PublicKeyInfo::from_der(&self.spki).unwrap().bits)
    }

    fn issue(&self, new: &NewCertificate<'_>, scheme: Scheme) -> Vec<u8> {
        match scheme.hash() {
            Some(HashId::Sha384) => self.issue_by::<Sha384>(new, scheme),
            Some(HashId::Sha512) => self.issue_by::<Sha512>(new, scheme),
            _ => self.issue_by::<Sha256>(new, scheme),
        }
    }

    fn issue_by<H: KnownHash>(&self, new: &NewCertificate<'_>, scheme: Scheme) -> Vec<u8> {
        match PrivateKey::from_any(&self.private).unwrap() {
            PrivateKey::Ec(EcPrivateKey { private, .. }) if self.kind == Kind::P256 => {
                let private = motetls_crypto::keys::PrivateKey::from_bytes(private).unwrap();
                signed(new, &mut Hashing(EcdsaKey::<P256, H>::deterministic(&private)))
            }
            PrivateKey::Ec(EcPrivateKey { private, .. }) => {
                let private = motetls_crypto::keys::PrivateKey::from_bytes(private).unwrap();
                signed(new, &mut Hashing(EcdsaKey::<ec::P384, H>::deterministic(&private)))
            }
            PrivateKey::Rsa(key) => {
                let private = rsa::RsaPrivate::new(rsa::PrivateNumbers {
                    n: key.public.modulus,
                    e: key.public.exponent,
                    d: key.private_exponent,
                    p: key.primes[0],
                    q: key.primes[1],
                    dp: key.exponents[0],
                    dq: key.exponents[1],
                    qinv: key.coefficient,
                });
                type Engine = rsa::RsaSigner<rsa::Rsa2048, { rsa::private_scratch(2048) }>;
                let (private, counter) = (private.unwrap(), &mut Counter(3));
                match scheme {
                    Scheme::RsaPss(_) => {
                        signed(new, &mut Hashing(RsaKey::<Engine, H, _>::pss(&private, counter)))
                    }
                    _ => {
                        signed(new, &mut Hashing(RsaKey::<Engine, H, _>::pkcs1(&private, counter)))
                    }
                }
            }
            #[cfg(feature = "ed25519")]
            PrivateKey::Ed25519(seed) => {
                let private = motetls_crypto::keys::PrivateKey::from_bytes(seed).unwrap();
                signed(
                    new,
                    &mut motetls_pki::signed::Ed25519Key::<motetls_crypto::Ed25519>::new(&private),
                )
            }
            _ => unreachable!("a kind of key that was not made"),
        }
    }
}

fn signed<S: Signer<Error: std::fmt::Debug>>(new: &NewCertificate<'_>, signer: &mut S) -> Vec<u8> {
    let mut der = vec![0; 4096];
    let length = new.sign(signer, &mut der).unwrap();
    der.truncate(length);
    der
}

/// A generator of predictable bytes, for tests only: blinding with them hides nothing.
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

/// What is done to a certificate after it was signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    /// The last bit of the signature.
    Signature,
    /// A bit of the serial number.
    Contents,
}

/// A certificate to be made. Keys by their place: 0 the leaf's, 1 its issuer's, …, 4 a stranger's.
#[derive(Clone)]
pub(super) struct Sheet {
    pub(super) subject: String,
    pub(super) issuer: String,
    pub(super) key: usize,
    pub(super) signer: usize,
    /// Of the signer's kind, unless [`Sheet::pss`].
    pub(super) hash: HashId,
    pub(super) pss: bool,
    pub(super) from: u64,
    pub(super) until: u64,
    pub(super) constraints: Option<BasicConstraints>,
    pub(super) usage: Option<KeyUsage>,
    pub(super) purposes: Vec<Oid<'static>>,
    pub(super) names: Vec<GeneralName<'static>>,
    pub(super) permitted: Vec<GeneralName<'static>>,
    pub(super) excluded: Vec<GeneralName<'static>>,
    /// certificatePolicies, as in [`certificate_policies`].
    pub(super) policies: Vec<u8>,
    /// Kind, whether critical, value.
    pub(super) more: Vec<(Oid<'static>, bool, Vec<u8>)>,
    pub(super) twist: Twist,
}

/// Names are in order of their width, so that a tree holds them.
pub(super) fn name_of(place: usize) -> String {
    format!("CN=place {place},O=Motes")
}

impl Sheet {
    /// The certificate at `place`: 0 the leaf, and an authority above.
    pub(super) fn new(place: usize, top: usize) -> Sheet {
        let above = top.min(place + 1);
        let leaf = place == 0;
        let usage = if leaf {
            KeyUsage::DIGITAL_SIGNATURE
        } else {
            KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)
        };
        Sheet {
            subject: name_of(place),
            issuer: name_of(above),
            key: place,
            signer: above,
            hash: HashId::Sha256,
            pss: false,
            from: FROM,
            until: UNTIL,
            constraints: Some(BasicConstraints { ca: !leaf, path_len: None }),
            usage: Some(usage),
            purposes: if leaf { vec![known::SERVER_AUTH, known::CLIENT_AUTH] } else { vec![] },
            names: if leaf { names() } else { vec![] },
            permitted: vec![],
            excluded: vec![],
            policies: vec![],
            more: vec![],
            twist: Twist::None,
        }
    }

    pub(super) fn make(&self, keys: &[Key]) -> Vec<u8> {
        let (own, above) = (keys[self.key].id(), keys[self.signer].id());
        let policies = certificate_policies(&self.policies);
        let mut extensions =
            vec![NewExtension::SubjectKeyId(&own), NewExtension::AuthorityKeyId(&above)];
        extensions.extend(self.constraints.map(NewExtension::BasicConstraints));
        extensions.extend(self.usage.map(NewExtension::KeyUsage));
        if !self.purposes.is_empty() {
            extensions.push(NewExtension::ExtendedKeyUsage(&self.purposes));
        }
        if !self.names.is_empty() {
            extensions.push(NewExtension::SubjectAltName {
                names: &self.names,
                critical: self.subject.is_empty(),
            });
        }
        let (permitted, excluded) = (&self.permitted, &self.excluded);
        if !(permitted.is_empty() && excluded.is_empty()) {
            extensions.push(NewExtension::NameConstraints { permitted, excluded });
        }
        if !self.policies.is_empty() {
            let (oid, critical) = (known::CERTIFICATE_POLICIES, true);
            extensions.push(NewExtension::Other { oid, critical, value: &policies });
        }
        for (oid, critical, value) in &self.more {
            extensions.push(NewExtension::Other { oid: *oid, critical: *critical, value });
        }
        let (mut subject, mut issuer) = ([0; 128], [0; 128]);
        let new = NewCertificate {
            serial: &SERIAL,
            issuer: DistinguishedName { der: dn::parse(&self.issuer, &mut issuer).unwrap() },
            not_before: UnixTime(self.from),
            not_after: UnixTime(self.until),
            subject: DistinguishedName { der: dn::parse(&self.subject, &mut subject).unwrap() },
            public_key: &keys[self.key].spki,
            extensions: &extensions,
        };
        let pss = Scheme::RsaPss(PssParameters::usual(self.hash));
        let signer = &keys[self.signer];
        let mut der =
            signer.issue(&new, if self.pss { pss } else { signer.kind.scheme(self.hash) });
        match self.twist {
            Twist::None => {}
            Twist::Signature => *der.last_mut().unwrap() ^= 1,
            Twist::Contents => {
                let at = der.windows(SERIAL.len()).position(|window| window == SERIAL).unwrap();
                der[at + 7] ^= 1;
            }
        }
        der
    }
}

const SERIAL: [u8; 12] = *b"motes serial";

/// What a leaf is called.
pub(super) fn names() -> Vec<GeneralName<'static>> {
    vec![
        GeneralName::Dns(b"a.example"),
        GeneralName::Dns(b"*.b.example"),
        GeneralName::Ip(&[192, 0, 2, 7]),
        GeneralName::Mail(b"mote@a.example"),
        GeneralName::Uri(b"coaps://a.example/seven"),
    ]
}
