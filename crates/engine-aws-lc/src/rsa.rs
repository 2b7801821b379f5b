//! RSA signature checks with keys of 2,048 to 8,192 bits.
//!
//! PKCS #1 v1.5 with SHA-256, SHA-384 and SHA-512, and PSS with the same and a salt as long as the
//! digest, as in TLS 1.3; anything else does not hold.

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{self, RsaParameters};
use motetls_crypto::{Hash, HashId, RsaVerify, VerificationFailed};

/// Checks signatures by AWS-LC.
#[derive(Clone, Copy, Debug)]
pub enum Rsa {}

impl RsaVerify for Rsa {
    fn verify_pkcs1(
        modulus: &[u8],
        exponent: &[u8],
        hash: HashId,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        let (parameters, algorithm) = match hash {
            HashId::Sha256 => (&signature::RSA_PKCS1_2048_8192_SHA256, &digest::SHA256),
            HashId::Sha384 => (&signature::RSA_PKCS1_2048_8192_SHA384, &digest::SHA384),
            HashId::Sha512 => (&signature::RSA_PKCS1_2048_8192_SHA512, &digest::SHA512),
            _ => return Err(VerificationFailed),
        };
        verify(modulus, exponent, parameters, algorithm, digest, signature)
    }

    fn verify_pss<H: Hash>(
        modulus: &[u8],
        exponent: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        // A hash has no name here; the digest of nothing tells which it is.
        let nothing = H::digest(&[]);
        let known = [
            (&signature::RSA_PSS_2048_8192_SHA256, &digest::SHA256),
            (&signature::RSA_PSS_2048_8192_SHA384, &digest::SHA384),
            (&signature::RSA_PSS_2048_8192_SHA512, &digest::SHA512),
        ];
        let is_it = |(_, algorithm): &(_, &'static digest::Algorithm)| {
            digest::digest(algorithm, &[]).as_ref() == nothing.as_ref()
        };
        let (parameters, algorithm) = known.into_iter().find(is_it).ok_or(VerificationFailed)?;
        verify(modulus, exponent, parameters, algorithm, digest, signature)
    }
}

fn verify(
    modulus: &[u8],
    exponent: &[u8],
    parameters: &'static RsaParameters,
    algorithm: &'static digest::Algorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), VerificationFailed> {
    let digest = Digest::import_less_safe(digest, algorithm).map_err(|_| VerificationFailed)?;
    let key = PublicKeyComponents { n: modulus, e: exponent };
    let key = key.to_parsed_public_key(parameters).map_err(|_| VerificationFailed)?;
    key.verify_digest_sig(&digest, signature).map_err(|_| VerificationFailed)
}
