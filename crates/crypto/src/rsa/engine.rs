//! RSA as a profile names it: signatures checked, and made, in memory on the stack.

use core::marker::PhantomData;

use motetls_base::Random;

use super::{Error, LEGACY_MIN_BITS, MIN_BITS, PrivateKey, PublicKey, WINDOW, public_scratch};
use crate::mp::{Multiplier, Squares};
use crate::traits::{Hash, HashId, RsaSign, RsaVerify, SignError, Unauthentic};

/// Checks signatures by keys of `MIN` to 8 `BYTES` bits, with `LIMBS` limbs and `BYTES` bytes of stack: see [`Rsa2048`].
#[derive(Clone, Copy, Debug)]
pub enum Rsa<const LIMBS: usize, const BYTES: usize, const MIN: usize = MIN_BITS> {}

/// Checks signatures by keys of 2048 bits, in 2 KB of stack.
pub type Rsa2048 = Rsa<{ public_scratch(2048) }, 256>;
/// Checks signatures by keys of 2048 to 3072 bits, in 2.6 KB of stack.
pub type Rsa3072 = Rsa<{ public_scratch(3072) }, 384>;
/// Checks signatures by keys of 2048 to 4096 bits, in 3.2 KB of stack.
pub type Rsa4096 = Rsa<{ public_scratch(4096) }, 512>;
/// Checks signatures by keys of 1024 to 4096 bits, for old devices: those below 2048 are within reach of an attacker with means.
pub type RsaLegacy4096 = Rsa<{ public_scratch(4096) }, 512, LEGACY_MIN_BITS>;

impl<const LIMBS: usize, const BYTES: usize, const MIN: usize> RsaVerify for Rsa<LIMBS, BYTES, MIN> {
    #[inline(never)]
    fn verify_pkcs1(
        modulus: &[u8],
        exponent: &[u8],
        hash: HashId,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Unauthentic> {
        let key = PublicKey::of_size(modulus, exponent, MIN).map_err(|_| Unauthentic)?;
        key.verify_pkcs1(hash, digest, signature, &mut [0; BYTES], &mut [0; LIMBS])
    }

    #[inline(never)]
    fn verify_pss<H: Hash>(
        modulus: &[u8],
        exponent: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Unauthentic> {
        let key = PublicKey::of_size(modulus, exponent, MIN).map_err(|_| Unauthentic)?;
        key.verify_pss::<H, H>(digest, Some(digest.len()), signature, &mut [0; BYTES], &mut [0; LIMBS])
    }
}

/// Signs with `LIMBS` limbs of stack, [`super::private_scratch_for`] the longest key and the window `W`, and checks signatures as `V`
/// does.
#[derive(Clone, Copy, Debug)]
pub struct RsaSigner<V, const LIMBS: usize, M = Squares, const W: usize = WINDOW>(PhantomData<(V, M)>);

impl<V: RsaVerify, const LIMBS: usize, M: Multiplier, const W: usize> RsaVerify for RsaSigner<V, LIMBS, M, W> {
    fn verify_pkcs1(
        modulus: &[u8],
        exponent: &[u8],
        hash: HashId,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Unauthentic> {
        V::verify_pkcs1(modulus, exponent, hash, digest, signature)
    }

    fn verify_pss<H: Hash>(
        modulus: &[u8],
        exponent: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Unauthentic> {
        V::verify_pss::<H>(modulus, exponent, digest, signature)
    }
}

impl<V: RsaVerify, const LIMBS: usize, M: Multiplier, const W: usize> RsaSign for RsaSigner<V, LIMBS, M, W> {
    type Private<'a> = PrivateKey<'a, M, W>;

    fn signature_len(private: &PrivateKey<'_, M, W>) -> usize {
        private.public().len()
    }

    #[inline(never)]
    fn sign_pkcs1<R: Random>(
        private: &PrivateKey<'_, M, W>,
        hash: HashId,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
    ) -> Result<(), SignError> {
        Ok(private.sign_pkcs1(hash, digest, signature, random, &mut [0; LIMBS])?)
    }

    #[inline(never)]
    fn sign_pss<H: Hash, R: Random>(
        private: &PrivateKey<'_, M, W>,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
    ) -> Result<(), SignError> {
        Ok(private.sign_pss::<H, H, R>(digest, digest.len(), signature, random, &mut [0; LIMBS])?)
    }
}

impl From<Error> for SignError {
    fn from(error: Error) -> Self {
        match error {
            Error::InvalidKey => SignError::InvalidPrivateKey,
            _ => SignError::Failed,
        }
    }
}
