//! Key pairs: made, read from files in any form, and used to sign.

use std::ops::ControlFlow;
use std::path::Path;

use motetls::crypto::rsa::{self, private_scratch, public_scratch};
use motetls::crypto::{Ed25519, Group, P256, Sha256, Sha384, Sha512, SignError, SignVerify, ec};
use motetls::pki::algorithm::Scheme;
use motetls::pki::der::{DerWriter, Read};
use motetls::pki::key::{Curve, EcPrivateKey, PrivateKey, PrivateKeyInfo, PublicKey, PublicKeyInfo, RsaPrivateKey};
use motetls::pki::signed::{EcdsaKey, Ed25519Key, Hashing, RsaKey, Signer, WriteError};
use motetls_base::{Random, Secret};

use crate::cert::input::Input;
use crate::cert::kind::Kind;
use crate::cert::random::Generator;
use crate::cert::secret::{self, Source, Wiped};
use crate::failure::Failure;

/// Octets no private key is longer than: RSA of 8192 bits, in PKCS#8.
const LONGEST: usize = 8192;
/// Bits of the longest RSA key that is known here.
const MOST_BITS: usize = rsa::MAX_BITS;

/// Signs with RSA keys of any length.
type AnyRsa =
    rsa::RsaSigner<rsa::Rsa<{ public_scratch(MOST_BITS) }, { MOST_BITS / 8 }>, { private_scratch(MOST_BITS) }>;

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

/// Evaluates `$body` with the type `$group`, its hash `$hash` and the octets `$length` of a private key of `$curve`.
macro_rules! on_curve {
    ($curve:expr, $group:ident, $hash:ident, $length:ident => $body:expr) => {
        on_curve!(@arms $curve, $group, $hash, $length, $body,
            P256: P256, Sha256, 32;
            P384: ec::P384, Sha384, 48;
            P521: ec::P521, Sha512, 66;
            Secp256k1: ec::Secp256k1, Sha256, 32;
            BrainpoolP256: ec::BrainpoolP256r1, Sha256, 32;
            BrainpoolP384: ec::BrainpoolP384r1, Sha384, 48;
            BrainpoolP512: ec::BrainpoolP512r1, Sha512, 64;)
    };
    (@arms $curve:expr, $group:ident, $hash:ident, $length:ident, $body:expr,
        $($name:ident: $type:ty, $digest:ty, $octets:literal;)*) => {
        match $curve {
            $(Curve::$name => {
                #[allow(dead_code)]
                type $group = $type;
                #[allow(dead_code)]
                type $hash = $digest;
                #[allow(dead_code)]
                const $length: usize = $octets;
                $body
            })*
        }
    };
}

/// A private key and its public key.
pub(crate) struct KeyPair {
    /// The PrivateKeyInfo.
    pkcs8: Wiped,
    /// The SubjectPublicKeyInfo.
    spki: Vec<u8>,
}

impl KeyPair {
    /// Makes a key.
    pub(crate) fn generate(kind: KeyKind, random: &mut Generator) -> Result<Self, Failure> {
        let pair = match kind {
            KeyKind::P256 => Self::generate_ec(Curve::P256, random),
            KeyKind::P384 => Self::generate_ec(Curve::P384, random),
            KeyKind::P521 => Self::generate_ec(Curve::P521, random),
            KeyKind::Secp256k1 => Self::generate_ec(Curve::Secp256k1, random),
            KeyKind::Rsa2048 => Self::generate_rsa(2048, random),
            KeyKind::Rsa3072 => Self::generate_rsa(3072, random),
            KeyKind::Rsa4096 => Self::generate_rsa(4096, random),
            KeyKind::Ed25519 => {
                let seed = Ed25519::generate(random)?;
                Self::of(&PrivateKey::Ed25519(seed.expose()))
            }
        }?;
        pair.prove(random)?;
        Ok(pair)
    }

    fn generate_ec(curve: Curve, random: &mut Generator) -> Result<Self, Failure> {
        on_curve!(curve, G, H, N => {
            let private = G::generate(random)?;
            let key = EcPrivateKey { private: private.as_ref(), curve: Some(curve), public: None };
            Self::of(&PrivateKey::Ec(key))
        })
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
    pub(crate) fn read(path: &Path, passphrase: Option<&Source>, random: &mut Generator) -> Result<Self, Failure> {
        let input = Input::read(path)?;
        let kinds = [Kind::PrivateKey, Kind::EncryptedPrivateKey, Kind::RsaPrivateKey, Kind::EcPrivateKey];
        let item = input.first(&kinds, "private key")?;
        let der = secret::open(&input.name, item, passphrase)?;
        Self::from_der(&input.name, &der, random)
    }

    /// The key in `der`, in whatever form.
    pub(crate) fn from_der(name: &str, der: &[u8], random: &mut Generator) -> Result<Self, Failure> {
        let damaged = |_| Failure::local(format!("{name} is no private key: the file is damaged"));
        let pair =
            Self::of(&PrivateKey::from_any(der).map_err(damaged)?).and_then(|pair| pair.prove(random).map(|()| pair));
        pair.map_err(|failure| Failure::local(format!("{name}: {failure}")))
    }

    /// `key` with its public key, which is computed anew.
    fn of(key: &PrivateKey<'_>) -> Result<Self, Failure> {
        let write_public = |key: PublicKey<'_>| {
            let mut spki = vec![0; LONGEST];
            let mut der = DerWriter::new(&mut spki);
            key.write(&mut der);
            let length = der.done().unwrap_or(0);
            spki.truncate(length);
            spki
        };
        match key {
            PrivateKey::Rsa(given) => {
                let fits = rsa::PrivateKey::new(numbers(given)).and_then(|private| {
                    let mut scratch = vec![0; rsa::private_scratch(MOST_BITS)];
                    private.check(&mut scratch)
                });
                fits.map_err(|_| {
                    Failure::local("an RSA key of 2048 to 8192 bits whose numbers fit together is needed")
                })?;
                let pkcs8 = Wiped::written(LONGEST, |der| key.write(der))?;
                Ok(KeyPair { pkcs8, spki: write_public(PublicKey::Rsa(given.public)) })
            }
            PrivateKey::Ed25519(seed) => {
                let pkcs8 = Wiped::written(LONGEST, |der| key.write(der))?;
                let public = Ed25519::public(&Secret::new(**seed));
                Ok(KeyPair { pkcs8, spki: write_public(PublicKey::Ed25519(&public)) })
            }
            PrivateKey::Ec(EcPrivateKey { curve: Some(curve), .. }) => on_curve!(*curve, G, H, N => {
                let private = scalar::<N>(key)?;
                let public = G::public(&private);
                let PrivateKey::Ec(given) = key else { return Err(unfit()) };
                if given.public.is_some_and(|given| given.first() == Some(&4) && given != public) {
                    return Err(Failure::local("the public key beside the private key is another one's"));
                }
                let whole = EcPrivateKey { private: private.expose(), curve: Some(*curve), public: Some(&public) };
                let pkcs8 = Wiped::written(LONGEST, |der| PrivateKey::Ec(whole).write(der))?;
                Ok(KeyPair { pkcs8, spki: write_public(PublicKey::Ec(*curve, &public)) })
            }),
            PrivateKey::Ec(_) => Err(Failure::local("the key is of a curve that is not known here")),
            PrivateKey::X25519(_) => Err(Failure::local("an X25519 key agrees on secrets and cannot sign")),
            PrivateKey::Other => Err(Failure::local("the key is of an algorithm or a curve that is not known here")),
        }
    }

    /// Signs something and checks it: a key that does not fit together does no harm then.
    fn prove(&self, random: &mut Generator) -> Result<(), Failure> {
        let mut signer = self.signer(false, random)?;
        let mut buffer = vec![0; LONGEST];
        let subject = motetls::pki::dn::DistinguishedName { der: &[0x30, 0] };
        let request = motetls::pki::csr::NewRequest { subject, public_key: &self.spki, extensions: &[] };
        let length = request.sign(&mut signer, &mut buffer).map_err(|_| unfit())?;
        let request = motetls::pki::csr::Request::from_der(buffer.get(..length).unwrap_or(&[])).map_err(|_| unfit())?;
        match crate::cert::signature::check(&request.signed, &request.public_key) {
            crate::cert::signature::Verdict::Holds => Ok(()),
            _ => Err(unfit()),
        }
    }

    /// The PrivateKeyInfo.
    pub(crate) fn pkcs8(&self) -> &Wiped {
        &self.pkcs8
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

    /// Signs with the key; RSA with PSS if `pss` says so.
    pub(crate) fn signer<'k>(&'k self, pss: bool, random: &'k mut Generator) -> Result<KeySigner<'k>, Failure> {
        let key = self.private()?;
        let mut hedge = [0; 32];
        random.random(&mut hedge)?;
        Ok(KeySigner { key, pss, hedge, random })
    }
}

/// What kind of key a SubjectPublicKeyInfo holds.
pub(crate) fn describe(spki: &[u8]) -> String {
    let key = PublicKeyInfo::from_der(spki).and_then(|info| info.key());
    key.map_or_else(|_| "an unreadable key".to_owned(), |key| key.to_string())
}

impl From<WriteError<SignError>> for Failure {
    fn from(error: WriteError<SignError>) -> Self {
        Failure::local(match error {
            WriteError::Full => "what is to be signed is longer than is ever needed: shorten names",
            WriteError::Signer(_) => "the key could not sign: it may be damaged",
        })
    }
}

fn unfit() -> Failure {
    Failure::local("the numbers of the key do not fit together: the file is damaged")
}

/// The private number of an elliptic-curve key.
fn scalar<const N: usize>(key: &PrivateKey<'_>) -> Result<Secret<N>, Failure> {
    let PrivateKey::Ec(key) = key else { return Err(unfit()) };
    let mut private = Secret::zero();
    key.private_into(private.expose_mut()).map_err(|_| unfit())?;
    Ok(private)
}

/// A key that signs.
pub(crate) struct KeySigner<'k> {
    key: PrivateKey<'k>,
    pss: bool,
    /// Mixed into the nonces of ECDSA.
    hedge: [u8; 32],
    random: &'k mut Generator,
}

impl KeySigner<'_> {
    /// Has the library's signer for this key do `act`.
    fn with<T>(&mut self, act: impl FnOnce(&mut dyn Signer<Error = SignError>) -> T) -> Result<T, SignError> {
        let invalid = SignError::InvalidPrivateKey;
        match self.key {
            PrivateKey::Ed25519(seed) => {
                let private = Secret::new(*seed);
                Ok(act(&mut Ed25519Key::<Ed25519>::new(&private)))
            }
            PrivateKey::Ec(EcPrivateKey { curve: Some(curve), .. }) => on_curve!(curve, G, H, N => {
                let private = scalar::<N>(&self.key).map_err(|_| invalid)?;
                Ok(act(&mut Hashing(EcdsaKey::<G, H>::new(&private, &self.hedge))))
            }),
            PrivateKey::Rsa(key) => {
                let private = rsa::PrivateKey::new(numbers(&key)).map_err(|_| invalid)?;
                let mut signer = match self.pss {
                    true => Hashing(RsaKey::<AnyRsa, Sha256, _>::pss(&private, self.random)),
                    false => Hashing(RsaKey::<AnyRsa, Sha256, _>::pkcs1(&private, self.random)),
                };
                Ok(act(&mut signer))
            }
            _ => Err(invalid),
        }
    }
}

fn numbers<'k>(key: &RsaPrivateKey<'k>) -> rsa::PrivateNumbers<'k> {
    let ([p, q], [dp, dq]) = (key.primes, key.exponents);
    let (n, e) = (key.public.modulus, key.public.exponent);
    rsa::PrivateNumbers { n, e, d: key.private_exponent, p, q, dp, dq, qinv: key.coefficient }
}

impl Signer for KeySigner<'_> {
    type Error = SignError;

    fn scheme(&self) -> Scheme {
        use motetls::pki::algorithm::{HashId, KnownHash, PssParameters};
        match self.key {
            PrivateKey::Ec(EcPrivateKey { curve: Some(curve), .. }) => {
                on_curve!(curve, G, H, N => Scheme::Ecdsa(<H as KnownHash>::ID))
            }
            PrivateKey::Rsa(_) if self.pss => Scheme::RsaPss(PssParameters::usual(HashId::Sha256)),
            PrivateKey::Rsa(_) => Scheme::RsaPkcs1(HashId::Sha256),
            _ => Scheme::Ed25519,
        }
    }

    fn signature_len(&self) -> usize {
        match self.key {
            PrivateKey::Ec(EcPrivateKey { curve: Some(curve), .. }) => curve.len().saturating_mul(2),
            PrivateKey::Rsa(key) => key.public.modulus.len(),
            _ => 64,
        }
    }

    fn sign(&mut self, message: &[&[u8]], signature: &mut [u8]) -> Result<(), SignError> {
        self.with(|signer| signer.sign(message, signature))?
    }
}
