//! Signatures checked with everything the library has, for those who look at certificates on a host.

use motetls::crypto::ec;
use motetls::crypto::rsa::RsaLegacy4096;
use motetls::crypto::sha1::Sha1;
use motetls::crypto::{EcdsaVerify, Hash, HashId, P256, RsaVerify, Sha224, Sha256, Sha384, Sha512, Unauthentic};
use motetls::pki::algorithm::{PssParameters, Scheme};
use motetls::pki::key::{Curve, PublicKey, PublicKeyInfo, RsaPublicKey, signature_from_der};
use motetls::pki::signed::Signed;
use motetls_crypto::{Ed25519, SignVerify};

/// r || s of the longest curve.
const LONGEST: usize = 132;

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The key made the signature.
    Holds,
    /// It did not.
    Fails,
    /// Nothing here can tell.
    Unknown,
}

/// Whether the key made the signature of `signed`.
pub(crate) fn check(signed: &Signed<'_>, key: &PublicKeyInfo<'_>) -> Verdict {
    let (Ok(Some(scheme)), Ok(key)) = (signed.algorithm.scheme(), key.key()) else { return Verdict::Unknown };
    let outcome = match (scheme, key) {
        (Scheme::Ed25519, PublicKey::Ed25519(key)) => Some(Ed25519::verify(key, &[signed.contents], signed.signature)),
        (Scheme::Ecdsa(hash), PublicKey::Ec(curve, point)) => {
            digest(hash, signed.contents).map(|digest| ecdsa(curve, point, &digest, signed.signature))
        }
        (Scheme::RsaPkcs1(hash), PublicKey::Rsa(key)) => digest(hash, signed.contents)
            .map(|digest| RsaLegacy4096::verify_pkcs1(key.modulus, key.exponent, hash, &digest, signed.signature)),
        (Scheme::RsaPss(parameters), PublicKey::Rsa(key) | PublicKey::RsaPss(key, _)) => {
            pss(parameters, &key, signed.contents, signed.signature)
        }
        (_, PublicKey::Other) => None,
        _ => Some(Err(Unauthentic)), // a key of another kind made it
    };
    match outcome {
        Some(Ok(())) => Verdict::Holds,
        Some(Err(Unauthentic)) => Verdict::Fails,
        None => Verdict::Unknown,
    }
}

/// The digest of a message by a hash that signatures are made with.
fn digest(hash: HashId, message: &[u8]) -> Option<Vec<u8>> {
    Some(match hash {
        HashId::Sha1 => Sha1::digest(message).to_vec(),
        HashId::Sha224 => Sha224::digest(message).to_vec(),
        HashId::Sha256 => Sha256::digest(message).to_vec(),
        HashId::Sha384 => Sha384::digest(message).to_vec(),
        HashId::Sha512 => Sha512::digest(message).to_vec(),
        _ => return None,
    })
}

fn ecdsa(curve: Curve, point: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), Unauthentic> {
    let mut numbers = [0; LONGEST];
    let numbers = numbers.get_mut(..curve.len().saturating_mul(2)).ok_or(Unauthentic)?;
    signature_from_der(signature, numbers).map_err(|_| Unauthentic)?;
    match curve {
        Curve::P256 => P256::verify(point, digest, numbers),
        Curve::P384 => ec::P384::verify(point, digest, numbers),
        Curve::P521 => ec::P521::verify(point, digest, numbers),
        Curve::Secp256k1 => ec::Secp256k1::verify(point, digest, numbers),
        Curve::BrainpoolP256 => ec::BrainpoolP256r1::verify(point, digest, numbers),
        Curve::BrainpoolP384 => ec::BrainpoolP384r1::verify(point, digest, numbers),
        Curve::BrainpoolP512 => ec::BrainpoolP512r1::verify(point, digest, numbers),
    }
}

/// With the parameters everybody uses; others cannot be told here.
fn pss(
    with: PssParameters,
    key: &RsaPublicKey<'_>,
    message: &[u8],
    signature: &[u8],
) -> Option<Result<(), Unauthentic>> {
    if with != PssParameters::usual(with.hash) {
        return None;
    }
    let digest = digest(with.hash, message)?;
    let (n, e) = (key.modulus, key.exponent);
    Some(match with.hash {
        HashId::Sha1 => RsaLegacy4096::verify_pss::<Sha1>(n, e, &digest, signature),
        HashId::Sha256 => RsaLegacy4096::verify_pss::<Sha256>(n, e, &digest, signature),
        HashId::Sha384 => RsaLegacy4096::verify_pss::<Sha384>(n, e, &digest, signature),
        HashId::Sha512 => RsaLegacy4096::verify_pss::<Sha512>(n, e, &digest, signature),
        _ => return None,
    })
}
