//! A key pair as one that signs.

use motetls::crypto::rsa::{self, private_scratch, public_scratch};
use motetls::crypto::{Ed25519, Group, Sha256, Sha384, Sha512, SignError, keys};
use motetls::pki::algorithm::{HashId, PssParameters, Scheme};
use motetls::pki::key::{EcPrivateKey, PrivateKey, PublicKey};
use motetls::pki::signed::{Checked, EcdsaKey, Ed25519Key, Hashing, RsaKey, Signer};

use super::material::{MOST_BITS, numbers, scalar};
use crate::cert::curve::on_curve;
use crate::cert::random::Generator;

/// Signs with RSA keys of any length.
type AnyRsaSigner = rsa::RsaSigner<
    rsa::Rsa<{ public_scratch(MOST_BITS) }, { MOST_BITS / 8 }>,
    { private_scratch(MOST_BITS) },
>;

/// A key that signs.
pub(crate) struct KeySigner<'k> {
    key: PrivateKey<'k>,
    /// What signatures by the key are verified with.
    public: PublicKey<'k>,
    /// The hash of RSASSA-PSS, if it is to be that.
    pss: Option<HashId>,
    /// Mixed into the nonces of ECDSA.
    hedge: [u8; 32],
    random: &'k mut Generator,
}

/// Evaluates `$body` with the type of the hash `$hash`.
macro_rules! with_hash {
    ($hash:expr, $name:ident => $body:expr) => {
        match $hash {
            HashId::Sha384 => {
                type $name = Sha384;
                $body
            }
            HashId::Sha512 => {
                type $name = Sha512;
                $body
            }
            _ => {
                type $name = Sha256;
                $body
            }
        }
    };
}

impl<'k> KeySigner<'k> {
    /// The key `key`, which belongs to `public` and signs by RSASSA-PSS with the hash `pss`, if it
    /// is of RSA.
    pub(super) const fn new(
        key: PrivateKey<'k>,
        public: PublicKey<'k>,
        pss: Option<HashId>,
        hedge: [u8; 32],
        random: &'k mut Generator,
    ) -> Self {
        KeySigner { key, public, pss, hedge, random }
    }

    /// Has the library's signer for this key do `act`.
    fn with<T>(
        &mut self,
        act: impl FnOnce(&mut dyn Signer<Error = SignError>) -> T,
    ) -> Result<T, SignError> {
        let invalid = SignError::InvalidPrivateKey;
        match &self.key {
            PrivateKey::Ed25519(seed) => {
                let private = keys::PrivateKey::from_bytes(*seed).map_err(|_| invalid)?;
                Ok(act(&mut Ed25519Key::<Ed25519>::new(&private)))
            }
            PrivateKey::Ec(EcPrivateKey { curve: Some(curve), .. }) => {
                on_curve!(*curve, G, H, N => {
                    let private = scalar::<<G as Group>::Private, N>(&self.key);
                    let private = private.map_err(|_| invalid)?;
                    let PublicKey::Ec(_, public) = self.public else { return Err(invalid) };
                    let signer = EcdsaKey::<G, H>::new(&private, &self.hedge);
                    Ok(act(&mut Hashing(Checked::<_, G>::new(signer, public))))
                }, else Err(invalid))
            }
            PrivateKey::Rsa(key) | PrivateKey::RsaPss(key, _) => {
                let private = rsa::RsaPrivate::new(numbers(key)).map_err(|_| invalid)?;
                let Some(hash) = self.pss else {
                    let signer = RsaKey::<AnyRsaSigner, Sha256, _>::pkcs1(&private, self.random);
                    return Ok(act(&mut Hashing(signer)));
                };
                with_hash!(hash, H => {
                    Ok(act(&mut Hashing(RsaKey::<AnyRsaSigner, H, _>::pss(&private, self.random))))
                })
            }
            _ => Err(invalid),
        }
    }
}

impl Signer for KeySigner<'_> {
    type Error = SignError;

    fn scheme(&self) -> Scheme {
        match &self.key {
            PrivateKey::Ec(EcPrivateKey { curve: Some(curve), .. }) => {
                Scheme::Ecdsa(curve.facts().hash)
            }
            PrivateKey::Rsa(_) | PrivateKey::RsaPss(..) => match self.pss {
                Some(hash) => Scheme::RsaPss(PssParameters::usual(hash)),
                None => Scheme::RsaPkcs1(HashId::Sha256),
            },
            _ => Scheme::Ed25519,
        }
    }

    fn signature_len(&self) -> usize {
        match &self.key {
            PrivateKey::Ec(EcPrivateKey { curve: Some(curve), .. }) => {
                curve.len().saturating_mul(2)
            }
            PrivateKey::Rsa(key) | PrivateKey::RsaPss(key, _) => key.public.modulus.len(),
            _ => 64,
        }
    }

    fn sign(&mut self, message: &[&[u8]], signature: &mut [u8]) -> Result<(), SignError> {
        self.with(|signer| signer.sign(message, signature))?
    }
}
