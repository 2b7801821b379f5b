//! NIST P-256 (SP 800-186, section 3.2.1.3): ECDH (SP 800-56A) and ECDSA (FIPS 186-5).
//!
//! | module | purpose |
//! |---|---|
//! | `scalar` | 256-bit integers, recoding into odd digits |
//! | `limbs` | arithmetic modulo p on signed limbs of 29 bits |
//! | `divide` | division modulo p and modulo the order of the group |
//! | `field` | sixteen numbered slots; formulas are lists of two-byte operations |
//! | `compressed` | points whose ordinate is a bit |
//! | `curve` | Jacobian formulas, multiplication by a secret scalar, points of a peer checked |
//! | `comb` | the table that makes multiples of the generator cheap |
//! | `rows` | their multiplication in loops, from whole and from 16-bit products |
//! | `wide`, `words` | arithmetic modulo p on words of 64 bits, for hosts; its constants |
//! | `words32` | arithmetic modulo p on words of 32 bits, for assembly |
//! | `verify` | checks of signatures; public data, variable time |
//! | `sign` | signatures from a nonce |
//! | [`steps`] | the operations in steps of a bounded length |
//!
//! Made small for Cortex-M: key pair, shared secret and signature check are one set of formulas and one interpreter. The
//! arithmetic below is a type. On Cortex-M3 at opt-level z, flash with and without [`EcdsaSign`] (HMAC is counted, the hash is not),
//! millions of instructions for a key pair, a shared secret, a signature and its check:
//!
//! | form | flash | public | agree | sign | verify | stack |
//! |---|---|---|---|---|---|---|
//! | [`P256`] on devices | 7.7 / 6.5 KB | 0.64 | 1.5 | 0.82 | 1.7 | 2.1 KB |
//! | [`P256Small`] | 6.8 / 5.6 KB | 1.5 | 3.5 | 1.7 | 3.9 | 2.1 KB |
//! | [`P256Halves`] | 7.5 / 6.2 KB | 6.6 | 17 | 7.1 | 19 | 2.2 KB |
//!
//! On Cortex-M4 and M7 the crate `motetls-crypto-asm` has a form in assembly, `P256Umaal`: 6.0 KB, and 0.44, 0.98 and 1.08
//! million for a key pair, a shared secret and a check, where [`P256`] takes 6.5 KB and 0.67, 1.6 and 1.8 million.
//!
//! What touches a private key, a nonce or a shared secret is constant time; checks of signatures and of public keys are
//! not. `SMULL` and `SMLAL` take a time that depends on their operands on Cortex-M3: take [`P256Halves`] there when an
//! attacker can time that closely.
//!
//! ```
//! use motetls_base::Secret;
//! use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, Hash, P256, Sha256};
//!
//! let ours = P256::private(&[1; 32])?; // as a rule: P256::generate(&mut generator)
//! let theirs = P256::private(&[2; 32])?;
//! let (a, b) = (P256::agree(&ours, &P256::public(&theirs)), P256::agree(&theirs, &P256::public(&ours)));
//! assert!(a.is_ok_and(|a| b.is_ok_and(|b| a.expose() == b.expose())));
//!
//! let digest = Sha256::digest(b"a message");
//! let signature = P256::sign::<Sha256>(&ours, &digest, &[])?;
//! assert!(P256::verify(&P256::public(&ours), &digest, &signature).is_ok());
//! assert!(P256::verify(&P256::public(&theirs), &digest, &signature).is_err());
//! # Ok::<(), motetls_crypto::SignError>(())
//! ```

mod comb;
mod compressed;
mod curve;
mod divide;
mod field;
mod limbs;
mod rows;
mod scalar;
mod sign;
pub mod steps;
#[cfg(test)]
mod slow;
mod verify;
#[cfg(target_pointer_width = "64")]
mod wide;
mod words;
mod words32;

use core::marker::PhantomData;

use motetls_base::{Random, RandomError, Secret};
use zeroize::Zeroize;

use crate::rfc6979::Nonces;
use crate::traits::{EcdsaSign, EcdsaVerify, Group, Hash, InvalidPrivateKey, InvalidPublicKey, SignError, Unauthentic};
pub use field::{Field, Words};
pub use limbs::{Fe, Limbs, Limbs29, Multiplier29, Product, Unrolled};
pub use rows::{Halves, Rolled};
#[cfg(target_pointer_width = "64")]
pub use wide::Wide;
pub use words32::{Arithmetic, Portable, Words32};

use field::Machine;
use scalar::Recoded;

/// Draws of a private key until the generator is held to be broken: a sound one needs a second with probability 2^-32.
const DRAWS: u32 = 8;

/// The group secp256r1 (RFC 8446, section 4.2.7) and its signatures, over the arithmetic `F`.
#[derive(Clone, Copy, Debug)]
pub struct Curve<F: Field>(PhantomData<F>);

/// P-256 made for speed: on hosts of 64 bits over `Wide`, on devices over [`Limbs29`], where it takes 6.5 KB and
/// 5.5 million instructions for a key pair, a shared secret and two checks on Cortex-M3.
pub type P256 = Curve<Fast>;

/// The fastest portable arithmetic for this target.
#[cfg(not(target_pointer_width = "64"))]
pub type Fast = Limbs29<Unrolled>;

/// The fastest portable arithmetic for this target.
#[cfg(target_pointer_width = "64")]
pub type Fast = Wide;

/// P-256 made small: 0.9 KB less than on devices by default, for 2.3 times the instructions.
pub type P256Small = Curve<Limbs29<Rolled>>;

/// P-256 of 16-bit products, for cores whose multiplication of 32 bits takes a time that depends on its operands.
pub type P256Halves = Curve<Limbs29<Halves>>;

impl<F: Field> Curve<F> {
    /// Takes in a private key, 32 bytes big-endian (SP 800-56A, 5.6.2.1.2). The caller wipes its own copy. Constant time
    /// but for the verdict.
    ///
    /// # Errors
    /// [`InvalidPrivateKey`] when it has another length or is not in `1..n`.
    pub fn private(bytes: &[u8]) -> Result<Secret<32>, InvalidPrivateKey> {
        let private = Secret::new(bytes.try_into().map_err(|_| InvalidPrivateKey)?);
        if is_private(&private) { Ok(private) } else { Err(InvalidPrivateKey) }
    }

    /// Validates a public key, 0x04 || x || y (SP 800-56A, 5.6.2.3.3). [`Group::agree`] and [`EcdsaVerify::verify`] do so
    /// by themselves.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when it is not the uncompressed encoding of a point of the curve.
    pub fn validate(public: &[u8]) -> Result<(), InvalidPublicKey> {
        let mut machine = Machine::<F>::ZERO;
        machine.prepare();
        if curve::load_point_vartime(&mut machine, public) { Ok(()) } else { Err(InvalidPublicKey) }
    }

    /// The public key 0x04 || x || y of a compressed one, 0x02 or 0x03 || x (SEC 1, section 2.3.4). Valid by its making.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when there is no such point.
    pub fn decompress(compressed: &[u8; 33]) -> Result<[u8; 65], InvalidPublicKey> {
        compressed::decompress_vartime::<F>(compressed).ok_or(InvalidPublicKey)
    }
}

impl<F: Field> Group for Curve<F> {
    /// An integer in `1..n`, big-endian. Another one gives no point and no secret that means anything.
    type Private = Secret<32>;
    /// 0x04 || x || y (RFC 8446, section 4.2.8.2).
    type Public = [u8; 65];
    /// The abscissa of the common point (RFC 8446, section 7.4.2).
    type Shared = Secret<32>;

    /// Draws a private key by rejection (FIPS 186-5, A.2.2).
    ///
    /// # Errors
    /// [`RandomError`] when the generator fails, or yields nothing below the group order time and again.
    fn generate<R: Random>(random: &mut R) -> Result<Secret<32>, RandomError> {
        let mut private = Secret::zero();
        for _ in 0..DRAWS {
            random.random(private.expose_mut())?;
            if is_private(&private) {
                return Ok(private);
            }
        }
        Err(RandomError)
    }

    #[inline(never)]
    fn public(private: &Secret<32>) -> [u8; 65] {
        curve::public::<F>(&recode(private))
    }

    /// The abscissa of the common point (RFC 8446, section 7.4.2), after the full validation of SP 800-56A, 5.6.2.3.3:
    /// its last step is void, as every point of the curve has the order n.
    #[inline(never)]
    fn agree(private: &Secret<32>, peer: &[u8]) -> Result<Secret<32>, InvalidPublicKey> {
        let mut machine = Machine::<F>::ZERO;
        machine.prepare();
        if !curve::load_point_vartime(&mut machine, peer) {
            return Err(InvalidPublicKey);
        }
        let mut shared = Secret::zero();
        curve::agree(&mut machine, &recode(private), shared.expose_mut());
        Ok(shared)
    }
}

impl<F: Field> EcdsaVerify for Curve<F> {
    // Inlined, so that whoever hands over arrays pays for no lengths.
    #[inline(always)]
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), Unauthentic> {
        let (Ok(public), Ok(signature)) = (public.try_into(), signature.try_into()) else { return Err(Unauthentic) };
        let holds = match digest.first_chunk() {
            Some(digest) => verify::verify_vartime::<F>(public, digest, signature),
            None => verify::verify_vartime::<F>(public, &widened(digest), signature),
        };
        if holds { Ok(()) } else { Err(Unauthentic) }
    }
}

impl<F: Field> EcdsaSign for Curve<F> {
    /// As for [`Group`]: an integer in `1..n`, big-endian.
    type Private = Secret<32>;
    type Signature = [u8; 64];

    /// # Errors
    /// [`SignError::InvalidPrivateKey`] when the key is not in `1..n`; [`SignError::Failed`] when no nonce will do, which
    /// tells of a broken hash: of sound nonces, one in 2^32 is refused.
    fn sign<H: Hash>(private: &Secret<32>, digest: &[u8], hedge: &[u8]) -> Result<[u8; 64], SignError> {
        if !is_private(private) {
            return Err(SignError::InvalidPrivateKey);
        }
        let digest = sign::digest(digest);
        let mut nonces = Nonces::<H>::new(private.expose(), &digest, hedge);
        let mut nonce = Secret::zero();
        for _ in 0..DRAWS {
            nonces.draw(nonce.expose_mut(), 0);
            if is_private(&nonce)
                && let Some(signature) = sign::sign::<F::Product>(&Self::public(&nonce), private, &digest, &nonce)
            {
                return Ok(signature);
            }
            nonces.skip();
        }
        Err(SignError::Failed)
    }
}

/// A digest of fewer than 32 bytes as the integer it is.
fn widened(digest: &[u8]) -> [u8; 32] {
    let mut wide = [0; 32];
    for (to, from) in wide.iter_mut().rev().zip(digest.iter().rev()) {
        *to = *from;
    }
    wide
}

/// Whether a private key is in `1..n`. Only the answer is public.
fn is_private(private: &Secret<32>) -> bool {
    let mut words = scalar::from_bytes(private.expose());
    let fits = scalar::in_range(&words);
    words.zeroize();
    fits
}

/// A private key, recoded.
fn recode(private: &Secret<32>) -> Recoded {
    let mut words = scalar::from_bytes(private.expose());
    let recoded = Recoded::new(&words);
    words.zeroize();
    recoded
}
