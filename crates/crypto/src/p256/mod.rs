//! NIST P-256 (SP 800-186, section 3.2.1.3): ECDH (SP 800-56A) and ECDSA (FIPS 186-5).
//!
//! | module | purpose |
//! |---|---|
//! | `sealed` | what keeps arithmetic from outside away |
//! | `limbs` | arithmetic modulo p on signed limbs of 29 bits |
//! | `divide` | division modulo p and modulo the order of the group |
//! | `scalar` | 256-bit integers, recoding into odd digits |
//! | `field` | what arithmetic modulo p is; sixteen numbered slots; formulas are lists of operations |
//! | `comb` | the table that makes multiples of the generator cheap |
//! | `limbs29` | signed limbs as a field |
//! | `rows` | their multiplication in loops, from whole and from 16-bit products |
//! | `words` | constants of the fields below |
//! | `wide` | arithmetic modulo p on words of 64 bits, for hosts |
//! | `words32` | arithmetic modulo p on words of 32 bits, for assembly |
//! | `curve` | Jacobian formulas, multiplication by a secret scalar, points of a peer checked |
//! | `compressed` | points whose y-coordinate is a bit |
//! | `verify` | checks of signatures; public data, variable time |
//! | `sign` | signatures from a nonce |
//! | [`steps`] | the operations in steps of a bounded length |
//!
//! Made small for Cortex-M: key pair, shared secret and signature check are one set of formulas and
//! one interpreter. The arithmetic below is a type. On Cortex-M3 at opt-level z, flash with and
//! without [`EcdsaSign`] (HMAC is counted, the hash is not), millions of instructions for a key
//! pair, a shared secret, a signature and its check:
//!
//! | form | flash | public | agree | sign | verify | stack |
//! |---|---|---|---|---|---|---|
//! | [`P256`] on devices | 7.7 / 6.5 KB | 0.64 | 1.5 | 0.82 | 1.7 | 2.1 KB |
//! | [`P256Small`] | 6.8 / 5.6 KB | 1.5 | 3.5 | 1.7 | 3.9 | 2.1 KB |
//! | [`P256Products16`] | 7.5 / 6.2 KB | 6.6 | 17 | 7.1 | 19 | 2.2 KB |
//!
//! On Cortex-M4 and M7 the crate `motetls-crypto-asm` has a form in assembly, `P256Umaal`: 6.0 KB,
//! and 0.44, 0.98 and 1.08 million for a key pair, a shared secret and a check, where [`P256`]
//! takes 6.5 KB and 0.67, 1.6 and 1.8 million.
//!
//! What touches a private key, a nonce or a shared secret is constant time; checks of signatures
//! and of public keys are not. `SMULL` and `SMLAL` take a time that depends on their operands on
//! Cortex-M3: take [`P256Products16`] there when an attacker can time that closely.
//!
//! ```
//! use motetls_crypto::keys::{AgreeValidated, VerifyValidated};
//! use motetls_crypto::p256::PrivateKey;
//! use motetls_crypto::{EcdsaSign, Hash, P256, Sha256};
//!
//! let ours = PrivateKey::from_bytes(&[1; 32])?; // as a rule: P256::generate(&mut generator)
//! let theirs = PrivateKey::from_bytes(&[2; 32])?;
//! // Of a peer: PublicKey::from_bytes(&bytes)
//! let (our_public, their_public) = (P256::public_key(&ours), P256::public_key(&theirs));
//! let a = P256::agree_validated(&ours, &their_public);
//! let b = P256::agree_validated(&theirs, &our_public);
//! assert_eq!(a.expose_bytes(), b.expose_bytes());
//!
//! let digest = Sha256::digest(b"a message");
//! let signature = P256::sign_deterministic::<Sha256>(&ours, &digest)?;
//! assert!(P256::verify_validated(&our_public, &digest, &signature).is_ok());
//! assert!(P256::verify_validated(&their_public, &digest, &signature).is_err());
//! # Ok::<(), motetls_crypto::SignError>(())
//! ```

mod sealed;
mod limbs;
mod divide;
mod scalar;
mod field;
mod comb;
mod limbs29;
mod rows;
mod words;
#[cfg(target_pointer_width = "64")]
mod wide;
mod words32;
mod curve;
mod compressed;
mod verify;
mod sign;
pub mod steps;
mod slots;
#[cfg(test)]
mod reference;

use core::marker::PhantomData;

use motetls_base::Secret;
use zeroize::Zeroize;

use crate::keys::{
    self, AgreeValidated, KeyRange, PublicKeyValidation, PublicKeys, VerifyValidated,
};
use crate::rfc6979::Nonces;
use crate::traits::{EcdsaSign, Group, Hash, InvalidPublicKey, SignError, VerificationFailed};
pub use field::Field;
pub use limbs::{Fe, Limbs, Product, Words};
pub use limbs29::{Limbs29, Multiplier29, Unrolled};
pub use rows::{Limbs16, Rolled};
pub use slots::P256GroupSteps;
#[cfg(target_pointer_width = "64")]
pub use wide::Wide;
pub use words32::{Arithmetic, Portable, Words32};

use field::P256Machine;
use scalar::Recoded;

/// Draws of a private key until the generator is held to be broken: a sound one needs a second with
/// probability 2^-32.
const DRAWS: u32 = 8;

/// A private key of P-256: an integer in `1..n`, big-endian. The same type for every arithmetic.
pub type PrivateKey = keys::PrivateKey<P256, 32>;
/// A public key of P-256: 0x04 || x || y, a point of the curve. The same type for every arithmetic.
pub type PublicKey = keys::PublicKey<P256, 65>;
/// What two key pairs of P-256 share: the x-coordinate of the common point (RFC 9846, section
/// 7.4.2).
pub type SharedSecret = keys::SharedSecret<P256, 32>;

impl keys::sealed::Sealed for P256 {}

impl KeyRange<32> for P256 {
    const DRAWS: u32 = DRAWS;
    const EXCESS: u32 = 0;

    #[inline(always)]
    fn contains(bytes: &Secret<32>) -> bool {
        is_scalar(bytes)
    }
}

impl PublicKeyValidation<65> for P256 {
    fn is_valid_vartime(bytes: &[u8; 65]) -> bool {
        is_valid_vartime::<Fast>(bytes)
    }
}

/// The group secp256r1 (RFC 9846, section 4.3.7) and its signatures, over the arithmetic `F`.
#[derive(Clone, Copy, Debug)]
pub struct NistP256<F: Field>(PhantomData<F>);

/// P-256 made for speed: on hosts of 64 bits over `Wide`, on devices over [`Limbs29`], where it
/// takes 6.5 KB and 5.5 million instructions for a key pair, a shared secret and two checks on
/// Cortex-M3.
pub type P256 = NistP256<Fast>;

/// The fastest portable arithmetic for this target.
#[cfg(not(target_pointer_width = "64"))]
pub type Fast = Limbs29<Unrolled>;

/// The fastest portable arithmetic for this target.
#[cfg(target_pointer_width = "64")]
pub type Fast = Wide;

/// P-256 made small: 0.9 KB less than on devices by default, for 2.3 times the instructions.
pub type P256Small = NistP256<Limbs29<Rolled>>;

/// P-256 of 16-bit products, for cores whose multiplication of 32 bits takes a time that depends on
/// its operands.
pub type P256Products16 = NistP256<Limbs29<Limbs16>>;

impl<F: Field> NistP256<F> {
    /// The public key 0x04 || x || y of a compressed one, 0x02 or 0x03 || x (SEC 1, section 2.3.4).
    /// Valid by its making.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when there is no such point.
    pub fn decompress(compressed: &[u8; 33]) -> Result<PublicKey, InvalidPublicKey> {
        compressed::decompress_vartime::<F>(compressed)
            .map(PublicKey::of_valid)
            .ok_or(InvalidPublicKey)
    }
}

impl<F: Field> PublicKeys for NistP256<F> {
    type PublicKey = PublicKey;

    fn public_from_bytes(bytes: &[u8]) -> Result<PublicKey, InvalidPublicKey> {
        let bytes = bytes.try_into().map_err(|_| InvalidPublicKey)?;
        if is_valid_vartime::<F>(bytes) {
            Ok(PublicKey::of_valid(*bytes))
        } else {
            Err(InvalidPublicKey)
        }
    }
}

impl<F: Field> AgreeValidated for NistP256<F> {
    fn public_key(private: &PrivateKey) -> PublicKey {
        PublicKey::of_valid(Self::public(private))
    }

    #[inline(never)]
    fn agree_validated(private: &PrivateKey, peer: &PublicKey) -> SharedSecret {
        let mut machine = P256Machine::<F>::ZERO;
        machine.prepare();
        curve::load_valid_point(&mut machine, peer.as_bytes());
        agree_with_loaded(&mut machine, private)
    }
}

impl<F: Field> VerifyValidated for NistP256<F> {
    fn verify_validated(
        public: &PublicKey,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        let signature = signature.try_into().map_err(|_| VerificationFailed)?;
        let digest = sign::digest(digest);
        let holds = verify::verify_validated_vartime::<F>(public.as_bytes(), &digest, signature);
        if holds { Ok(()) } else { Err(VerificationFailed) }
    }
}

impl<F: Field> EcdsaSign for NistP256<F> {
    type Private = PrivateKey;
    type Signature = [u8; 64];

    /// # Errors
    /// [`SignError::Failed`] when no nonce will do, which tells of a broken hash: of sound nonces,
    /// one in 2^32 is refused.
    #[inline]
    fn sign<H: Hash>(
        private: &PrivateKey,
        digest: &[u8],
        hedge: &[u8; 32],
    ) -> Result<[u8; 64], SignError> {
        sign::<F, H>(private, digest, hedge)
    }

    /// # Errors
    /// As [`Self::sign`].
    #[inline]
    fn sign_deterministic<H: Hash>(
        private: &PrivateKey,
        digest: &[u8],
    ) -> Result<[u8; 64], SignError> {
        sign::<F, H>(private, digest, &[])
    }
}

/// The secret shared with the holder of the public key in (X, Y).
#[inline(always)]
fn agree_with_loaded<F: Field>(machine: &mut P256Machine<F>, private: &PrivateKey) -> SharedSecret {
    let mut shared = Secret::zero();
    curve::agree(machine, &recode(private.secret()), shared.expose_mut());
    SharedSecret::new(shared)
}

/// Whether 0x04 || x || y is a point of the curve (SP 800-56A, 5.6.2.3.3).
fn is_valid_vartime<F: Field>(public: &[u8; 65]) -> bool {
    let mut machine = P256Machine::<F>::ZERO;
    machine.prepare();
    curve::load_point_vartime(&mut machine, public)
}

/// Signs; `hedge` is empty or 32 bytes.
fn sign<F: Field, H: Hash>(
    private: &PrivateKey,
    digest: &[u8],
    hedge: &[u8],
) -> Result<[u8; 64], SignError> {
    let digest = sign::digest(digest);
    let mut nonces = Nonces::<H>::new(private.expose_bytes(), &digest, hedge);
    let mut nonce = Secret::zero();
    for _ in 0..DRAWS {
        nonces.draw(nonce.expose_mut(), 0);
        if is_scalar(&nonce) {
            let point = multiply_base::<F>(&nonce);
            let signature = sign::sign::<F::Product>(&point, private.secret(), &digest, &nonce);
            if let Some(signature) = signature {
                return Ok(signature);
            }
        }
        nonces.skip();
    }
    Err(SignError::Failed)
}

/// Whether a scalar is in `1..n`. Only the answer is public.
fn is_scalar(bytes: &Secret<32>) -> bool {
    let mut words = scalar::from_bytes(bytes.expose());
    let fits = scalar::in_range(&words);
    words.zeroize();
    fits
}

/// The multiple of the base point by a private key or a nonce: one copy for both.
#[inline(never)]
fn multiply_base<F: Field>(scalar: &Secret<32>) -> [u8; 65] {
    curve::public::<F>(&recode(scalar))
}

/// A private key or a nonce, recoded.
fn recode(private: &Secret<32>) -> Recoded {
    let mut words = scalar::from_bytes(private.expose());
    let recoded = Recoded::new(&words);
    words.zeroize();
    recoded
}
