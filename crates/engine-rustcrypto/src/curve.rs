//! P-256 (`p256`) and P-384 (`p384`): ECDH, ECDSA and its check.
//!
//! Signatures have the nonce of RFC 6979 with the curve's own hash, whatever hash the caller names;
//! the hedge is mixed in as its section 3.6 has it.

use ecdsa::hazmat::{sign_prehashed_rfc6979, verify_prehashed};
use motetls_base::{Random, RandomError, Secret};
use motetls_crypto::{
    EcdsaSign, EcdsaVerify, Group, Hash, InvalidPublicKey, SignError, VerificationFailed,
    WholeGroup, WholeVerify,
};
use p256::elliptic_curve::sec1::ToSec1Point;

/// Draws of a private key until the generator is held to be broken.
const DRAWS: u32 = 8;

/// Declares a curve of a crate, with the hash of its nonces and the bytes of field, point and
/// signature.
macro_rules! curve {
    (
        $(#[$doc:meta])* $name:ident, $package:ident, $curve:ident, $hash:ty,
        $field:literal, $point:literal, $signature:literal
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Group for $name {
            type Private = $package::SecretKey;
            type Public = [u8; $point];
            type Shared = Secret<$field>;
            type Steps = WholeGroup<Self>;

            /// Draws a private key by rejection (FIPS 186-5, A.2.2).
            fn generate<R: Random>(random: &mut R) -> Result<$package::SecretKey, RandomError> {
                let mut bytes = Secret::<$field>::zero();
                for _ in 0..DRAWS {
                    random.random(bytes.expose_mut())?;
                    if let Ok(private) = $package::SecretKey::from_slice(bytes.expose()) {
                        return Ok(private);
                    }
                }
                Err(RandomError)
            }

            fn public(private: &$package::SecretKey) -> [u8; $point] {
                let point = private.public_key().to_sec1_point(false);
                point.as_bytes().try_into().unwrap_or([0; $point])
            }

            fn agree(
                private: &$package::SecretKey,
                peer: &[u8],
            ) -> Result<Secret<$field>, InvalidPublicKey> {
                let peer = point::<$point>(peer).ok_or(InvalidPublicKey)?;
                let peer = $package::PublicKey::from_sec1_bytes(peer);
                let peer = peer.map_err(|_| InvalidPublicKey)?;
                let shared = private.diffie_hellman(&peer);
                Ok(Secret::new((*shared.raw_secret_bytes()).into()))
            }
        }

        impl EcdsaVerify for $name {
            type Steps = WholeVerify<Self>;
            fn verify(
                public: &[u8],
                digest: &[u8],
                signature: &[u8],
            ) -> Result<(), VerificationFailed> {
                let public = point::<$point>(public).ok_or(VerificationFailed)?;
                let public = $package::PublicKey::from_sec1_bytes(public);
                let public = public.map_err(|_| VerificationFailed)?.to_projective();
                let signature = $package::ecdsa::Signature::from_slice(signature);
                let signature = signature.map_err(|_| VerificationFailed)?;
                let mut wide = [0; $field];
                let digest = widened(digest, &mut wide);
                verify_prehashed(&public, digest, &signature).map_err(|_| VerificationFailed)
            }
        }

        impl EcdsaSign for $name {
            type Private = $package::SecretKey;
            type Signature = [u8; $signature];

            fn sign<H: Hash>(
                private: &$package::SecretKey,
                digest: &[u8],
                hedge: &[u8; 32],
            ) -> Result<[u8; $signature], SignError> {
                Ok($name::sign_with(private, digest, hedge))
            }

            fn sign_deterministic<H: Hash>(
                private: &$package::SecretKey,
                digest: &[u8],
            ) -> Result<[u8; $signature], SignError> {
                Ok($name::sign_with(private, digest, &[]))
            }
        }

        impl $name {
            /// Signs with the nonce of RFC 6979; `hedge` is empty or 32 bytes.
            fn sign_with(
                private: &$package::SecretKey,
                digest: &[u8],
                hedge: &[u8],
            ) -> [u8; $signature] {
                let mut wide = [0; $field];
                let digest = widened(digest, &mut wide);
                let private = private.to_nonzero_scalar();
                let (signature, _) =
                    sign_prehashed_rfc6979::<$package::$curve, $hash>(&private, digest, hedge);
                signature.to_bytes().into()
            }
        }
    };
}

curve!(/** secp256r1. */ P256, p256, NistP256, sha2::Sha256, 32, 65, 64);
curve!(/** secp384r1. */ P384, p384, NistP384, sha2::Sha384, 48, 97, 96);

/// A point as 0x04 || X || Y: the crates take compressed ones as well.
fn point<const N: usize>(bytes: &[u8]) -> Option<&[u8]> {
    (bytes.len() == N && bytes.first() == Some(&4)).then_some(bytes)
}

/// A digest shorter than the order of the group as the integer it is, in `wide`; the crates refuse
/// short ones.
fn widened<'a>(digest: &'a [u8], wide: &'a mut [u8]) -> &'a [u8] {
    if digest.len() >= wide.len() {
        return digest;
    }
    for (to, from) in wide.iter_mut().rev().zip(digest.iter().rev()) {
        *to = *from;
    }
    wide
}
