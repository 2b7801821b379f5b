//! Signatures of all kinds, checked.

use motetls::crypto::rsa::{Rsa, public_scratch};
use motetls::crypto::sha1::Sha1;
use motetls::crypto::{
    EcdsaVerify, Ed25519, Hash, RsaVerify, Sha224, Sha256, Sha384, Sha512, SignVerify,
};
use motetls::pki::algorithm::{HashId, PssParameters, Scheme};
use motetls::pki::key::{NamedCurve, PublicKey, PublicKeyInfo, RsaPublicKey, signature_from_der};
use motetls::pki::signed::Signed;

use crate::cert::curve::on_curve;

/// Checks signatures by RSA keys of 1024 to 8192 bits: of the past, too.
type AnyRsaVerifier = Rsa<{ public_scratch(8192) }, 1024, 1024>;

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The signature is by this key.
    Holds,
    /// It is not.
    Fails,
    /// The algorithm, or the key, is not known here; or the encoding is none.
    Unknown,
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Verdict::Holds } else { Verdict::Fails }
    }
}

/// Checks the signature of a certificate, request or list with `key`.
pub(crate) fn check(signed: &Signed<'_>, key: &PublicKeyInfo<'_>) -> Verdict {
    let (Ok(Some(scheme)), Ok(key)) = (signed.algorithm.scheme(), key.key()) else {
        return Verdict::Unknown;
    };
    let (contents, signature) = (signed.contents, signed.signature);
    match (scheme, key) {
        // points in compressed form (SEC 1, section 2.3.3) are not decompressed here
        (Scheme::Ecdsa(_), PublicKey::Ec(_, [2 | 3, ..])) => Verdict::Unknown,
        (Scheme::Ecdsa(hash), PublicKey::Ec(curve, point)) => {
            ecdsa(curve, point, hash, contents, signature)
        }
        (Scheme::Ed25519, PublicKey::Ed25519(key)) => {
            Ed25519::verify(key, &[contents], signature).is_ok().into()
        }
        (Scheme::RsaPkcs1(hash), PublicKey::Rsa(key)) => {
            let Some(digest) = digest(hash, contents) else { return Verdict::Unknown };
            AnyRsaVerifier::verify_pkcs1(key.modulus, key.exponent, hash, &digest, signature)
                .is_ok()
                .into()
        }
        (Scheme::RsaPss(parameters), PublicKey::Rsa(key) | PublicKey::RsaPss(key, _)) => {
            pss(&key, parameters, contents, signature)
        }
        (_, PublicKey::Other) => Verdict::Unknown,
        _ => Verdict::Fails, // a key of another kind made it
    }
}

fn ecdsa(curve: NamedCurve, point: &[u8], hash: HashId, contents: &[u8], der: &[u8]) -> Verdict {
    let Some(digest) = digest(hash, contents) else { return Verdict::Unknown };
    let mut signature = vec![0; curve.len().saturating_mul(2)];
    if signature_from_der(der, &mut signature).is_err() {
        return Verdict::Fails;
    }
    on_curve!(curve, G, H, N => G::verify(point, &digest, &signature).is_ok().into(),
        else Verdict::Unknown)
}

fn pss(
    key: &RsaPublicKey<'_>,
    parameters: PssParameters,
    contents: &[u8],
    signature: &[u8],
) -> Verdict {
    let Ok(salt_len) = usize::try_from(parameters.salt_len) else { return Verdict::Unknown };
    if parameters.mask_hash != parameters.hash {
        return Verdict::Unknown;
    }
    let Some(digest) = digest(parameters.hash, contents) else { return Verdict::Unknown };
    let verify = match parameters.hash {
        HashId::Sha1 => AnyRsaVerifier::verify_pss_with_salt::<Sha1>,
        HashId::Sha224 => AnyRsaVerifier::verify_pss_with_salt::<Sha224>,
        HashId::Sha256 => AnyRsaVerifier::verify_pss_with_salt::<Sha256>,
        HashId::Sha384 => AnyRsaVerifier::verify_pss_with_salt::<Sha384>,
        HashId::Sha512 => AnyRsaVerifier::verify_pss_with_salt::<Sha512>,
        _ => return Verdict::Unknown,
    };
    verify(key.modulus, key.exponent, &digest, salt_len, signature).is_ok().into()
}

/// The digest of `contents`; `None` for a hash that is not known here.
pub(crate) fn digest(hash: HashId, contents: &[u8]) -> Option<Vec<u8>> {
    Some(match hash {
        HashId::Sha1 => Sha1::digest(contents).to_vec(),
        HashId::Sha224 => Sha224::digest(contents).to_vec(),
        HashId::Sha256 => Sha256::digest(contents).to_vec(),
        HashId::Sha384 => Sha384::digest(contents).to_vec(),
        HashId::Sha512 => Sha512::digest(contents).to_vec(),
        _ => return None,
    })
}
