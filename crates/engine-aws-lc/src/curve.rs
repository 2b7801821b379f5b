//! P-256, P-384 and X25519.
//!
//! Private keys for agreement are drawn from the caller's generator. Signatures have nonces of
//! AWS-LC's own, drawn from its generator with key and digest mixed in; the hash and the hedge a
//! caller names do nothing.

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{self, EcdsaKeyPair, VerificationAlgorithm};
use motetls_base::{Random, RandomError, Secret};
use motetls_crypto::{
    EcdsaSign, EcdsaVerify, Group, Hash, InvalidPublicKey, SignError, VerificationFailed,
    WholeGroup, WholeVerify,
};

/// Draws of a private key until the generator is held to be broken.
const DRAWS: u32 = 8;

/// secp256r1.
#[derive(Clone, Copy, Debug)]
pub enum P256 {}

/// secp384r1.
#[derive(Clone, Copy, Debug)]
pub enum P384 {}

/// x25519 (RFC 7748).
#[derive(Clone, Copy, Debug)]
pub enum X25519 {}

/// Declares a group with its algorithm, the bytes of a private key and of a public one, and what
/// the latter begins with.
macro_rules! group {
    ($name:ident, $algorithm:ident, $private:literal, $public:literal, $first:expr) => {
        impl Group for $name {
            type Private = PrivateKey;
            type Public = [u8; $public];
            type Shared = Secret<$private>;
            type Steps = WholeGroup<Self>;

            fn generate<R: Random>(random: &mut R) -> Result<PrivateKey, RandomError> {
                let mut bytes = Secret::<$private>::zero();
                for _ in 0..DRAWS {
                    random.random(bytes.expose_mut())?;
                    if let Ok(private) =
                        PrivateKey::from_private_key(&agreement::$algorithm, bytes.expose())
                    {
                        return Ok(private);
                    }
                }
                Err(RandomError)
            }

            fn public(private: &PrivateKey) -> [u8; $public] {
                let public = private.compute_public_key().ok();
                public.and_then(|public| public.as_ref().try_into().ok()).unwrap_or([0; $public])
            }

            fn agree(
                private: &PrivateKey,
                peer: &[u8],
            ) -> Result<Secret<$private>, InvalidPublicKey> {
                // Compressed points are valid for AWS-LC, but not in TLS.
                if peer.len() != $public
                    || $first.is_some_and(|first: u8| peer.first() != Some(&first))
                {
                    return Err(InvalidPublicKey);
                }
                let peer = UnparsedPublicKey::new(&agreement::$algorithm, peer);
                agree(private, peer, InvalidPublicKey, |shared| {
                    shared.try_into().map(Secret::new).map_err(|_| InvalidPublicKey)
                })
            }
        }
    };
}

group!(P256, ECDH_P256, 32, 65, Some(4));
group!(P384, ECDH_P384, 48, 97, Some(4));
group!(X25519, X25519, 32, 32, None);

/// Declares ECDSA on a curve with its algorithms and the bytes of field, point and signature.
macro_rules! ecdsa {
    (
        $name:ident, $verify:ident, $sign:ident, $digest:ident,
        $field:literal, $point:literal, $signature:literal
    ) => {
        impl EcdsaVerify for $name {
            type Steps = WholeVerify<Self>;
            fn verify(
                public: &[u8],
                digest: &[u8],
                signature: &[u8],
            ) -> Result<(), VerificationFailed> {
                if public.len() != $point || public.first() != Some(&4) {
                    return Err(VerificationFailed);
                }
                let digest =
                    fitted::<$field>(digest, &digest::$digest).ok_or(VerificationFailed)?;
                signature::$verify
                    .verify_digest_sig(public, &digest, signature)
                    .map_err(|_| VerificationFailed)
            }
        }

        impl EcdsaSign for $name {
            /// See [`EcdsaKeyPair`] for the ways to make one.
            type Private = EcdsaKeyPair;
            type Signature = [u8; $signature];

            fn sign<H: Hash>(
                private: &EcdsaKeyPair,
                digest: &[u8],
                _: &[u8; 32],
            ) -> Result<[u8; $signature], SignError> {
                if private.algorithm() != &signature::$sign {
                    return Err(SignError::InvalidPrivateKey);
                }
                let digest = fitted::<$field>(digest, &digest::$digest).ok_or(SignError::Failed)?;
                let signature = private.sign_digest(&digest).map_err(|_| SignError::Failed)?;
                signature.as_ref().try_into().map_err(|_| SignError::Failed)
            }

            /// AWS-LC has no deterministic signatures.
            ///
            /// # Errors
            /// Always [`SignError::Failed`].
            fn sign_deterministic<H: Hash>(
                _: &EcdsaKeyPair,
                _: &[u8],
            ) -> Result<[u8; $signature], SignError> {
                Err(SignError::Failed)
            }
        }
    };
}

ecdsa!(P256, ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, SHA256, 32, 65, 64);
ecdsa!(P384, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING, SHA384, 48, 97, 96);

/// The leftmost bytes of a digest, as many as the order of the group has, or a shorter digest as
/// the integer it is: as if it were by `algorithm`, whose digests are that long.
fn fitted<const N: usize>(digest: &[u8], algorithm: &'static digest::Algorithm) -> Option<Digest> {
    let mut fitted = [0; N];
    if let Some(first) = digest.first_chunk() {
        fitted = *first;
    } else {
        for (to, from) in fitted.iter_mut().rev().zip(digest.iter().rev()) {
            *to = *from;
        }
    }
    Digest::import_less_safe(&fitted, algorithm).ok()
}
