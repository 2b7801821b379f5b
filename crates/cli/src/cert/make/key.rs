//! Key pairs: made, and read from files in any form.
//!
//! | module | purpose |
//! |---|---|
//! | `material` | the numbers of keys, and the types that calculate with them |
//! | `fault` | why a private key cannot be read |
//! | `signer` | the key as one that signs |

mod fault;
mod material;
mod signer;

use std::ops::ControlFlow;
use std::path::Path;

use motetls::crypto::{Ed25519, Group, SignError, SignVerify, keys, rsa};
use motetls::pki::algorithm::{HashId, PssParameters};
use motetls::pki::der::{DerWriter, Read};
use motetls::pki::key::{
    EcPrivateKey, NamedCurve, PrivateKey, PrivateKeyInfo, PublicKey, PublicKeyInfo, RsaPrivateKey,
};
use motetls::pki::signed::WriteError;
use motetls_base::Random;

use crate::cert::curve::on_curve;
use crate::cert::input::Input;
use crate::cert::kind::Kind;
use crate::cert::random::Generator;
use crate::cert::same::same_point;
use crate::cert::secret::{self, Source};
use crate::cert::wiped::Wiped;
use crate::failure::Failure;
use material::{MOST_BITS, numbers, scalar, unfit};
use signer::KeySigner;

/// The message for a key whose public key is not its own.
const ANOTHER: &str = "the public key beside the private key belongs to another one";
/// Octets no private key is longer than: RSA of 8192 bits, in PKCS#8.
const LONGEST: usize = 8192;
/// Bits of the shortest RSA key that is taken.
const LEAST_BITS: usize = 2048;

/// The kinds of keys that are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum KeyKind {
    P256,
    P384,
    P521,
    Secp256k1,
    Rsa2048,
    Rsa3072,
    Rsa4096,
    Ed25519,
}

impl KeyKind {
    /// What a key of the kind is called, as by [`describe`].
    pub(crate) const fn name(self) -> &'static str {
        match self {
            KeyKind::P256 => "EC P-256",
            KeyKind::P384 => "EC P-384",
            KeyKind::P521 => "EC P-521",
            KeyKind::Secp256k1 => "EC secp256k1",
            KeyKind::Rsa2048 => "RSA 2048",
            KeyKind::Rsa3072 => "RSA 3072",
            KeyKind::Rsa4096 => "RSA 4096",
            KeyKind::Ed25519 => "Ed25519",
        }
    }
}

/// A private key and its public key.
pub(crate) struct KeyPair {
    /// The PrivateKeyInfo.
    pkcs8: Wiped,
    /// The SubjectPublicKeyInfo.
    spki: Vec<u8>,
    /// The hash of an RSA key that signs by RSASSA-PSS only.
    only_pss: Option<HashId>,
}

/// A SubjectPublicKeyInfo.
fn public_der(key: PublicKey<'_>) -> Vec<u8> {
    let mut spki = vec![0; LONGEST];
    let mut der = DerWriter::new(&mut spki);
    key.write(&mut der);
    let length = der.done().unwrap_or(0);
    spki.truncate(length);
    spki
}

impl KeyPair {
    /// Makes a key.
    pub(crate) fn generate(kind: KeyKind, random: &mut Generator) -> Result<Self, Failure> {
        let pair = match kind {
            KeyKind::P256 => Self::generate_ec(NamedCurve::P256, random),
            KeyKind::P384 => Self::generate_ec(NamedCurve::P384, random),
            KeyKind::P521 => Self::generate_ec(NamedCurve::P521, random),
            KeyKind::Secp256k1 => Self::generate_ec(NamedCurve::Secp256k1, random),
            KeyKind::Rsa2048 => Self::generate_rsa(2048, random),
            KeyKind::Rsa3072 => Self::generate_rsa(3072, random),
            KeyKind::Rsa4096 => Self::generate_rsa(4096, random),
            KeyKind::Ed25519 => {
                let seed = Ed25519::generate(random)?;
                Self::of(&PrivateKey::Ed25519(seed.expose_bytes()))
            }
        }?;
        pair.prove(random)?;
        Ok(pair)
    }

    fn generate_ec(curve: NamedCurve, random: &mut Generator) -> Result<Self, Failure> {
        on_curve!(curve, G, H, N => {
            let private = G::generate(random)?;
            let private = private.expose_bytes();
            let key = EcPrivateKey { private, curve: Some(curve), public: None };
            Self::of(&PrivateKey::Ec(key))
        }, else Err(Failure::local(format!("no keys of {curve} are made here"))))
    }

    fn generate_rsa(bits: usize, random: &mut Generator) -> Result<Self, Failure> {
        let mut bytes = Wiped(vec![0; rsa::key_bytes(bits)]);
        let mut scratch = vec![0; rsa::generate_scratch(bits)];
        let made = rsa::generate(&mut bytes.0, random, &mut scratch, |_| ControlFlow::Continue(()));
        let made = made.map_err(|error| Failure::local(error.to_string()))?;
        let numbers = made.numbers();
        let key = RsaPrivateKey {
            public: motetls::pki::key::RsaPublicKey { modulus: numbers.n, exponent: numbers.e },
            private_exponent: numbers.d,
            primes: [numbers.p, numbers.q],
            exponents: [numbers.dp, numbers.dq],
            coefficient: numbers.qinv,
        };
        Self::of(&PrivateKey::Rsa(key))
    }

    /// Reads the private key of a file, in whatever form it has, and checks that it fits together.
    pub(crate) fn read(
        path: &Path,
        passphrase: Option<&Source>,
        random: &mut Generator,
    ) -> Result<Self, Failure> {
        let input = Input::read(path)?;
        let item = input.only(Kind::PRIVATE_KEYS, "private key")?;
        let der = secret::open(&input.name, item, passphrase)?;
        Self::from_der(&input.name, &der, random)
    }

    /// The key in `der`, in whatever form.
    pub(crate) fn from_der(
        name: &str,
        der: &[u8],
        random: &mut Generator,
    ) -> Result<Self, Failure> {
        let wrong = |why: &str| Failure::local(format!("{name}: {why}"));
        let key = PrivateKey::from_any(der).map_err(|_| unreadable(name, der))?;
        let pair = Self::of(&key).and_then(|pair| pair.prove(random).map(|()| pair));
        let pair = pair.map_err(|failure| wrong(&failure.sentence))?;
        let beside = PrivateKeyInfo::from_der(der).ok().and_then(|info| info.public);
        if beside.is_some_and(|public| !pair.has_public(public)) {
            return Err(wrong(ANOTHER));
        }
        Ok(pair)
    }

    /// Whether these octets of a BIT STRING are its public key.
    fn has_public(&self, public: &[u8]) -> bool {
        PublicKeyInfo::from_der(&self.spki)
            .is_ok_and(|own| own.bits == public || same_point(public, own.bits))
    }

    /// `key` with its public key, which is computed anew.
    fn of(key: &PrivateKey<'_>) -> Result<Self, Failure> {
        match key {
            PrivateKey::Rsa(given) | PrivateKey::RsaPss(given, _) => KeyPair::of_rsa(key, given),
            PrivateKey::Ed25519(seed) => {
                let pkcs8 = Wiped::written(LONGEST, |der| key.write(der))?;
                let private = keys::PrivateKey::from_bytes(*seed).map_err(|_| unfit())?;
                let public = Ed25519::public(&private);
                let spki = public_der(PublicKey::Ed25519(&public));
                Ok(KeyPair { pkcs8, spki, only_pss: None })
            }
            PrivateKey::Ec(EcPrivateKey { curve: Some(curve), .. }) => {
                on_curve!(*curve, G, H, N => {
                    let private = scalar::<<G as Group>::Private, N>(key)?;
                    let public = G::public(&private);
                    let PrivateKey::Ec(given) = key else { return Err(unfit()) };
                    if given.public.is_some_and(|given| !same_point(given, &public)) {
                        return Err(Failure::local(ANOTHER));
                    }
                    let (octets, point) = (private.expose_bytes(), Some(&public[..]));
                    let whole =
                        EcPrivateKey { private: octets, curve: Some(*curve), public: point };
                    let pkcs8 = Wiped::written(LONGEST, |der| PrivateKey::Ec(whole).write(der))?;
                    let spki = public_der(PublicKey::Ec(*curve, &public));
                    Ok(KeyPair { pkcs8, spki, only_pss: None })
                }, else Err(Failure::local(format!("no keys of {curve} are computed with here"))))
            }
            PrivateKey::Ec(_) => {
                Err(Failure::local("the key is of a curve that is not known here"))
            }
            PrivateKey::X25519(_) => {
                Err(Failure::local("an X25519 key agrees on secrets and cannot sign"))
            }
            _ => {
                Err(Failure::local("the key is of an algorithm or a curve that is not known here"))
            }
        }
    }

    /// The key `key`, of which `given` are the numbers.
    fn of_rsa(key: &PrivateKey<'_>, given: &RsaPrivateKey<'_>) -> Result<Self, Failure> {
        let bits = given.public.bits();
        if !(LEAST_BITS..=MOST_BITS).contains(&bits) {
            return Err(Failure::local(format!(
                "an RSA key of {LEAST_BITS} to {MOST_BITS} bits is needed, and this one \
                 has {bits}"
            )));
        }
        let fits = rsa::RsaPrivate::new(numbers(given)).and_then(|private| {
            let mut scratch = vec![0; rsa::private_scratch(MOST_BITS)];
            private.check(&mut scratch)
        });
        fits.map_err(|_| unfit())?;
        let pkcs8 = Wiped::written(LONGEST, |der| key.write(der))?;
        let PrivateKey::RsaPss(_, parameters) = key else {
            let spki = public_der(PublicKey::Rsa(given.public));
            return Ok(KeyPair { pkcs8, spki, only_pss: None });
        };
        let parameters = pss_parameters(*parameters)?;
        let spki = public_der(PublicKey::RsaPss(given.public, parameters));
        Ok(KeyPair { pkcs8, spki, only_pss: Some(pss_hash(parameters)?) })
    }

    /// The key, bound to RSASSA-PSS as the certificate of `public` binds it: the file of the key
    /// may not say so itself.
    pub(crate) fn bound_as(mut self, public: &PublicKey<'_>) -> Result<Self, Failure> {
        if let PublicKey::RsaPss(_, parameters) = public {
            self.only_pss = Some(pss_hash(*parameters)?);
        }
        Ok(self)
    }

    /// Signs something and checks it: a key that does not fit together does no harm then.
    fn prove(&self, random: &mut Generator) -> Result<(), Failure> {
        let mut signer = self.signer(false, random)?;
        let mut buffer = vec![0; LONGEST];
        let subject = motetls::pki::dn::DistinguishedName { der: &[0x30, 0] };
        let request =
            motetls::pki::csr::NewRequest { subject, public_key: &self.spki, extensions: &[] };
        let length = request.sign(&mut signer, &mut buffer).map_err(|_| unfit())?;
        let request =
            motetls::pki::csr::CertificationRequest::from_der(buffer.get(..length).unwrap_or(&[]))
                .map_err(|_| unfit())?;
        match crate::cert::signature::check(&request.signed, &request.public_key) {
            crate::cert::signature::Verdict::Holds => Ok(()),
            _ => Err(unfit()),
        }
    }

    /// The PrivateKeyInfo.
    pub(crate) fn pkcs8(&self) -> &Wiped {
        &self.pkcs8
    }

    /// The public key.
    pub(crate) fn public(&self) -> Result<PublicKey<'_>, Failure> {
        PublicKeyInfo::from_der(&self.spki).and_then(|info| info.key()).map_err(|_| unfit())
    }

    /// The SubjectPublicKeyInfo.
    pub(crate) fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The private key, to be written in another form.
    pub(crate) fn private(&self) -> Result<PrivateKey<'_>, Failure> {
        PrivateKeyInfo::from_der(&self.pkcs8).and_then(|info| info.key()).map_err(|_| unfit())
    }

    /// What kind of key it is, `EC P-256`.
    pub(crate) fn describe(&self) -> String {
        describe(&self.spki)
    }

    /// Signs with the key; RSA with PSS if `pss` says so, or the key is for that only.
    pub(crate) fn signer<'k>(
        &'k self,
        pss: bool,
        random: &'k mut Generator,
    ) -> Result<KeySigner<'k>, Failure> {
        let key = self.private()?;
        let is_rsa = matches!(key, PrivateKey::Rsa(_) | PrivateKey::RsaPss(..));
        if pss && !is_rsa {
            return Err(Failure::local(format!(
                "--pss is for RSA keys, and the key that signs is {}: leave it out",
                self.describe()
            )));
        }
        let pss = self.only_pss.or_else(|| pss.then_some(HashId::Sha256));
        let public = self.public()?;
        let mut hedge = [0; 32];
        random.random(&mut hedge)?;
        Ok(KeySigner::new(key, public, pss, hedge, random))
    }
}

/// The message for a private key that cannot be read: the reason.
pub(crate) fn unreadable(name: &str, der: &[u8]) -> Failure {
    Failure::local(format!("{name}: {}", fault::of(der)))
}

/// What kind of key a SubjectPublicKeyInfo holds.
pub(crate) fn describe(spki: &[u8]) -> String {
    let key = PublicKeyInfo::from_der(spki).and_then(|info| info.key());
    key.map_or_else(|_| "an unreadable key".to_owned(), |key| key.to_string())
}

impl From<WriteError<SignError>> for Failure {
    fn from(error: WriteError<SignError>) -> Self {
        Failure::local(match error {
            WriteError::BufferFull => {
                "what is to be signed is longer than is ever needed: shorten names"
            }
            WriteError::Signer(_) => "the key could not sign: it may be damaged",
        })
    }
}

/// The parameters of an RSASSA-PSS key; `None` when it sets none.
fn pss_parameters(der: Option<&[u8]>) -> Result<Option<PssParameters>, Failure> {
    match der.map(PssParameters::read) {
        None => Ok(None),
        Some(Ok(Some(parameters))) => Ok(Some(parameters)),
        _ => Err(Failure::local(
            "the key is bound to parameters of RSASSA-PSS that are not known here",
        )),
    }
}

/// The hash an RSASSA-PSS key of these parameters signs with, its salt being as long as the hash:
/// that of the parameters is the least it may have (RFC 4055, section 3.3).
fn pss_hash(parameters: Option<PssParameters>) -> Result<HashId, Failure> {
    let Some(PssParameters { hash, mask_hash, salt_len }) = parameters else {
        return Ok(HashId::Sha256);
    };
    let longest = match hash {
        HashId::Sha256 => 32,
        HashId::Sha384 => 48,
        HashId::Sha512 => 64,
        _ => 0,
    };
    if mask_hash == hash && longest > 0 && salt_len <= longest {
        return Ok(hash);
    }
    Err(Failure::local(
        "the key is bound to parameters of RSASSA-PSS that nothing is signed with here: there are \
         SHA-256, SHA-384 and \
         SHA-512, the same for MGF1, with a salt of their length at most",
    ))
}
