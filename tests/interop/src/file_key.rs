//! A signer by a key file of any kind.

use motetls::crypto::ec::{P384, P521};
use motetls::crypto::rsa::{self, private_scratch, public_scratch};
use motetls::crypto::{
    ByteArray, EcdsaSign, Ed25519, Hash, HmacDrbg, P256, RsaSign, Sha256, Sha384, Sha512,
    SignVerify, keys, p256,
};
use motetls::os_entropy::OsEntropy;
use motetls::pki::key::PrivateKey;
use motetls::pki::pem;
use motetls::{EcdsaSigner, HandshakeSigner, SignatureError, SignatureScheme};
use motetls_peers::Issued;

/// A key in DER (PKCS #8): ECDSA on P-256, P-384 or P-521, RSA with 2,048 bits, or Ed25519.
pub struct FileKey(pub Vec<u8>);

type RsaEngine = rsa::RsaSigner<rsa::Rsa<{ public_scratch(2048) }, 256>, { private_scratch(2048) }>;

/// A certificate and its key in DER.
#[must_use]
pub fn load(issued: &Issued) -> (Vec<u8>, Vec<u8>) {
    let read = |file| std::fs::read(file).unwrap();
    let certificate = pem::certificates(&read(&issued.certificate)).unwrap().remove(0);
    let key = pem::decode(&read(&issued.key), &["PRIVATE KEY"]).unwrap().remove(0);
    (certificate, key.der.to_vec())
}

/// A signer by a P-256 key in DER, always with the same hedge.
#[must_use]
pub fn p256_signer(der: &[u8]) -> EcdsaSigner<P256, Sha256> {
    EcdsaSigner::new(p256_key(der), [7; 32])
}

/// A P-256 key in DER.
#[must_use]
pub fn p256_key(der: &[u8]) -> p256::PrivateKey {
    let PrivateKey::Ec(key) = PrivateKey::from_any(der).unwrap() else { unreachable!("an EC key") };
    let mut scalar = [0; 32];
    key.private_into(&mut scalar).unwrap();
    p256::PrivateKey::from_bytes(&scalar).unwrap()
}

/// The signature of ECDSA on a curve, from the key file's scalar.
fn ecdsa<C, H>(key: &PrivateKey<'_>, message: &[&[u8]]) -> Vec<u8>
where
    C: EcdsaSign,
    C::Private: keys::RawPrivateKey,
    H: Hash,
{
    let PrivateKey::Ec(key) = key else { unreachable!("an EC key") };
    let mut scalar = vec![0; C::Signature::LEN / 2];
    key.private_into(&mut scalar).unwrap();
    let private = <C::Private as keys::RawPrivateKey>::from_bytes(&scalar).unwrap();
    let digest = H::digest(&message.concat());
    C::sign::<H>(&private, digest.as_ref(), &[7; 32]).unwrap().as_ref().to_vec()
}

/// The signature of RSASSA-PSS with SHA-256.
fn rsa_pss(key: &motetls::pki::key::RsaPrivateKey<'_>, message: &[&[u8]]) -> Vec<u8> {
    let numbers = rsa::PrivateNumbers {
        n: key.public.modulus,
        e: key.public.exponent,
        d: key.private_exponent,
        p: key.primes[0],
        q: key.primes[1],
        dp: key.exponents[0],
        dq: key.exponents[1],
        qinv: key.coefficient,
    };
    let private = rsa::RsaPrivate::new(numbers).unwrap();
    let mut made = vec![0; 256];
    let mut random = HmacDrbg::<Sha256, _>::new(OsEntropy, &[], &[]).unwrap();
    let digest = Sha256::digest(&message.concat());
    RsaEngine::sign_pss::<Sha256, _>(&private, &digest, &mut made, &mut random).unwrap();
    made
}

impl HandshakeSigner for FileKey {
    type Signature = [u8; 256];

    fn signs(&self, scheme: SignatureScheme) -> bool {
        use SignatureScheme as S;
        match PrivateKey::from_any(&self.0).unwrap() {
            PrivateKey::Rsa(_) => scheme == S::rsa_pss_rsae_sha256,
            PrivateKey::Ed25519(_) => scheme == S::ed25519,
            PrivateKey::Ec(key) => match key.private.len() {
                32 => scheme == S::ecdsa_secp256r1_sha256,
                48 => scheme == S::ecdsa_secp384r1_sha384,
                _ => scheme == S::ecdsa_secp521r1_sha512,
            },
            _ => false,
        }
    }

    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        use SignatureScheme as S;
        let key = PrivateKey::from_any(&self.0).unwrap();
        let made = match (scheme, &key) {
            (S::ecdsa_secp256r1_sha256, _) => ecdsa::<P256, Sha256>(&key, message),
            (S::ecdsa_secp384r1_sha384, _) => ecdsa::<P384, Sha384>(&key, message),
            (S::ecdsa_secp521r1_sha512, _) => ecdsa::<P521, Sha512>(&key, message),
            (S::ed25519, PrivateKey::Ed25519(seed)) => {
                let private = keys::PrivateKey::from_bytes(*seed).unwrap();
                Ed25519::sign(&private, message).unwrap().to_vec()
            }
            (_, PrivateKey::Rsa(key)) => rsa_pss(key, message),
            _ => return Err(SignatureError::Failed),
        };
        signature[..made.len()].copy_from_slice(&made);
        Ok(made.len())
    }
}
