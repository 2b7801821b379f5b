//! RSA as a profile names it: signatures checked, and made, in memory on the stack.

use core::marker::PhantomData;

use motetls_base::Random;

use super::{LEGACY_MIN_BITS, MIN_BITS, RsaError, RsaPrivate, RsaPublic, WINDOW, public_scratch};
use crate::mp::{Multiplier, Squares};
use crate::traits::{Hash, HashId, RsaSign, RsaVerify, SignError, VerificationFailed};

/// Checks signatures by keys of `MIN` to 8 `BYTES` bits, with `LIMBS` limbs and `BYTES` bytes of
/// stack: see [`Rsa2048`]. With fewer limbs than that takes it does not compile:
///
/// ```compile_fail
/// use motetls_crypto::rsa::{Rsa, public_scratch};
/// use motetls_crypto::{HashId, RsaVerify};
/// type Short = Rsa<{ public_scratch(2048) - 1 }, 256>;
/// let _ = Short::verify_pkcs1(&[1; 256], &[3], HashId::Sha256, &[0; 32], &[0; 256]);
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Rsa<const LIMBS: usize, const BYTES: usize, const MIN: usize = MIN_BITS> {}

impl<const LIMBS: usize, const BYTES: usize, const MIN: usize> Rsa<LIMBS, BYTES, MIN> {
    /// Refuses to compile with fewer limbs than keys of 8 `BYTES` bits need.
    const ENOUGH: () = assert!(
        LIMBS >= public_scratch(8 * BYTES) && 8 * BYTES >= MIN,
        "fewer limbs than the longest key needs"
    );
}

/// Checks signatures by keys of 2048 bits, in 2 KB of stack.
pub type Rsa2048 = Rsa<{ public_scratch(2048) }, 256>;
/// Checks signatures by keys of 2048 to 3072 bits, in 2.6 KB of stack.
pub type Rsa3072 = Rsa<{ public_scratch(3072) }, 384>;
/// Checks signatures by keys of 2048 to 4096 bits, in 3.2 KB of stack.
pub type Rsa4096 = Rsa<{ public_scratch(4096) }, 512>;
/// Checks signatures by keys of 1024 to 4096 bits, for old devices: those below 2048 are within
/// reach of an attacker with means.
pub type RsaLegacy4096 = Rsa<{ public_scratch(4096) }, 512, LEGACY_MIN_BITS>;

impl<const LIMBS: usize, const BYTES: usize, const MIN: usize> RsaVerify
    for Rsa<LIMBS, BYTES, MIN>
{
    #[inline(never)]
    fn verify_pkcs1(
        modulus: &[u8],
        exponent: &[u8],
        hash: HashId,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        const { Self::ENOUGH }
        let key = RsaPublic::of_peer(modulus, exponent, MIN).map_err(|_| VerificationFailed)?;
        key.verify_pkcs1(hash, digest, signature, &mut [0; BYTES], &mut [0; LIMBS])
    }

    fn verify_pss<H: Hash>(
        modulus: &[u8],
        exponent: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        Self::verify_pss_with_salt::<H>(modulus, exponent, digest, digest.len(), signature)
    }

    const ANY_SALT: bool = true;

    #[inline(never)]
    fn verify_pss_with_salt<H: Hash>(
        modulus: &[u8],
        exponent: &[u8],
        digest: &[u8],
        salt_len: usize,
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        const { Self::ENOUGH }
        let key = RsaPublic::of_peer(modulus, exponent, MIN).map_err(|_| VerificationFailed)?;
        key.verify_pss::<H, H>(digest, Some(salt_len), signature, &mut [0; BYTES], &mut [0; LIMBS])
    }
}

/// Signs with `LIMBS` limbs of stack, [`super::private_scratch_for`] the longest key and the window
/// `W`, and checks signatures as `V` does.
#[derive(Clone, Copy, Debug)]
pub struct RsaSigner<V, const LIMBS: usize, M = Squares, const W: usize = WINDOW>(
    PhantomData<(V, M)>,
);

impl<V, const LIMBS: usize, M, const W: usize> RsaSigner<V, LIMBS, M, W> {
    /// Refuses to compile with fewer limbs than the shortest key needs; with a key that needs more,
    /// signing fails.
    const ENOUGH: () = assert!(
        LIMBS >= super::private_scratch_for(MIN_BITS, W),
        "fewer limbs than the shortest key needs"
    );
}

impl<V: RsaVerify, const LIMBS: usize, M: Multiplier, const W: usize> RsaVerify
    for RsaSigner<V, LIMBS, M, W>
{
    fn verify_pkcs1(
        modulus: &[u8],
        exponent: &[u8],
        hash: HashId,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        V::verify_pkcs1(modulus, exponent, hash, digest, signature)
    }

    fn verify_pss<H: Hash>(
        modulus: &[u8],
        exponent: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        V::verify_pss::<H>(modulus, exponent, digest, signature)
    }

    const ANY_SALT: bool = V::ANY_SALT;

    fn verify_pss_with_salt<H: Hash>(
        modulus: &[u8],
        exponent: &[u8],
        digest: &[u8],
        salt_len: usize,
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        V::verify_pss_with_salt::<H>(modulus, exponent, digest, salt_len, signature)
    }
}

impl<V: RsaVerify, const LIMBS: usize, M: Multiplier, const W: usize> RsaSign
    for RsaSigner<V, LIMBS, M, W>
{
    type Private<'a> = RsaPrivate<'a, M, W>;

    fn signature_len(private: &RsaPrivate<'_, M, W>) -> usize {
        const { Self::ENOUGH }
        private.public().len()
    }

    #[inline(never)]
    fn sign_pkcs1<R: Random>(
        private: &RsaPrivate<'_, M, W>,
        hash: HashId,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
    ) -> Result<(), SignError> {
        const { Self::ENOUGH }
        Ok(private.sign_pkcs1(hash, digest, signature, random, &mut [0; LIMBS])?)
    }

    #[inline(never)]
    fn sign_pss<H: Hash, R: Random>(
        private: &RsaPrivate<'_, M, W>,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
    ) -> Result<(), SignError> {
        const { Self::ENOUGH }
        Ok(private.sign_pss::<H, H, R>(digest, digest.len(), signature, random, &mut [0; LIMBS])?)
    }
}

impl From<RsaError> for SignError {
    fn from(error: RsaError) -> Self {
        match error {
            RsaError::InvalidKey => SignError::InvalidPrivateKey,
            _ => SignError::Failed,
        }
    }
}
