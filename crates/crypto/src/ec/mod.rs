//! Elliptic curves over the shared [multi-precision core](crate::mp): ECDH (SP 800-56A) and ECDSA (FIPS 186-5) on
//! [`P384`], [`P521`], [`Secp256k1`], [`BrainpoolP256r1`], [`BrainpoolP384r1`], [`BrainpoolP512r1`] and, small beside
//! them, [`P256Small`].
//!
//! | module | purpose |
//! |---|---|
//! | `params` | the curves' parameters |
//! | `machine` | numbered slots; formulas are lists of two-byte operations |
//! | `point` | Jacobian formulas, points of a peer checked, sums of public points |
//! | `multiply` | multiplication by a secret scalar, constant time |
//! | `comb` | multiples of the base points |
//! | `sign`, `verify` | ECDSA; verification is of public data, variable time |
//! | `steps` | each operation in bounded slices |
//! | `group`, `jpake` | EC J-PAKE: [`Jpake`] |
//! | `types` | what is generic over the curve: widths and memory |
//!
//! An image holds the code once for all curves; a further curve is its parameters, 200 to 500 bytes.
//!
//! # What it costs
//!
//! Millions of instructions and bytes of stack on Cortex-M3, optimised for size:
//!
//! | | key pair | shared secret | signature | verification | stack: the first two, signature, verification | longest step |
//! |---|---|---|---|---|---|---|
//! | [`P256Small`] | 9.8 | 9.8 | 10.9 | 11.2 | 2,244 / 2,648 / 2,980 | 0.17 |
//! | [`Secp256k1`] | 8.9 | 8.9 | 10.0 | 10.2 | 2,244 / 2,648 / 2,980 | 0.16 |
//! | [`BrainpoolP256r1`] | 10.7 | 10.7 | 11.8 | 12.1 | 2,244 / 2,648 / 2,980 | 0.19 |
//! | [`P384`] | 23.0 | 23.0 | 25.4 | 25.7 | 3,044 / 3,480 / 4,132 | 0.25 |
//! | [`BrainpoolP384r1`] | 25.5 | 25.5 | 27.9 | 28.6 | 3,044 / 3,480 / 4,132 | 0.28 |
//! | [`BrainpoolP512r1`] | 50.6 | 50.6 | 55.2 | 55.9 | 3,844 / 4,312 / 5,292 | 0.42 |
//! | [`P521`] | 51.1 | 51.1 | 56.3 | 56.4 | 4,036 / 4,512 / 5,580 | 0.42 |
//!
//! Verification alone is 6.3 KB of flash, and so are key pair and shared secret; all of it 9.2 KB beside HMAC.
//!
//! # What there is to choose
//!
//! Each is a type parameter of [`Weierstrass`]: the multiplier, and how points are multiplied. On P-384:
//!
//! | choice | key pair | signature | verification | stack of both | flash |
//! |---|---|---|---|---|---|
//! | [`Window3`] | 24.8 | 27.2 | 26.8 | 2,904 / 2,980 | +4 |
//! | [`Window4`], the default of devices | 23.0 | 25.6 | 25.8 | 3,480 / 4,132 | |
//! | [`Window5`] | 22.5 | 24.9 | 25.6 | 4,632 / 6,444 | +24 |
//! | [`Comb4`], the default of 64-bit hosts | 10.4 | 13.0 | 25.8 | 3,480 / 4,132 | +276, and +768 for the table |
//! | [`Solinas`](crate::mp::Solinas): sums instead of Montgomery's products | 19.6 | 22.2 | 22.3 | 3,480 / 4,164 | +1,800 |
//! | the same on P-521 | 39.7 instead of 51.1 | 45.1, 56.5 | 44.7, 56.1 | 4,512 / 5,620 | +1,800 |
//! | [`Squares`](crate::mp::Squares), which gains with the long numbers of RSA only | 23.9 | 26.6 | 26.7 | 3,480 / 4,160 | +950 |
//! | [`Halves`](crate::mp::Halves) for cores whose `UMULL` tells its operands | 53.0 | 58.4 | 59.4 | 3,480 / 4,180 | +608 |
//! | [`crate::P256`] instead of [`P256Small`]: a field of its own, a comb for the base point | see there | | | | |
//!
//! A comb's table is sixteen numbers of the curve: 512 bytes to 1,056. Choices combine: `Weierstrass<Secp384r1, Solinas, Comb4>`. Who knows
//! the options of Mbed TLS finds `MBEDTLS_ECP_WINDOW_SIZE` in the windows, `MBEDTLS_ECP_FIXED_POINT_OPTIM` in the comb,
//! `MBEDTLS_ECP_NIST_OPTIM` in `Solinas`, and `MBEDTLS_MPI_WINDOW_SIZE` in the parameter `W` of [`crate::rsa`] and [`crate::dh`]. On a 64-bit host
//! Montgomery's products are no slower than sums, so that `Solinas` is no default there.

mod comb;
mod group;
mod jpake;
mod machine;
mod multiply;
mod params;
mod point;
mod sign;
mod steps;
mod types;
mod verify;

use core::task::Poll;

use motetls_base::{Random, RandomError};

use crate::mp::Multiplier;
use crate::traits::{EcdsaSign, EcdsaVerify, Group, Hash, InvalidPublicKey, SignError, Unauthentic};

pub use jpake::{Jpake, JpakeError, JpakeRole};
pub use params::Params;
pub use steps::{AgreeSteps, SignSteps, VerifySteps};
pub use types::{Comb4, Curve, DefaultWindow, Weierstrass, Window, Window3, Window4, Window5};

/// The curves, to name a [`Weierstrass`] group with another multiplier or window, or an operation in steps.
pub mod curves {
    pub use super::types::{
        BrainpoolP256r1, BrainpoolP384r1, BrainpoolP512r1, Secp256k1, Secp256r1, Secp384r1, Secp521r1,
    };
}

/// NIST P-256 on the shared core: smaller beside another curve than [`P256`](crate::P256), and slower.
pub type P256Small = Weierstrass<curves::Secp256r1>;
/// NIST P-384: secp384r1 of RFC 8446.
pub type P384 = Weierstrass<curves::Secp384r1>;
/// NIST P-521: secp521r1 of RFC 8446.
pub type P521 = Weierstrass<curves::Secp521r1>;
/// secp256k1 (SEC 2).
pub type Secp256k1 = Weierstrass<curves::Secp256k1>;
/// brainpoolP256r1 (RFC 5639).
pub type BrainpoolP256r1 = Weierstrass<curves::BrainpoolP256r1>;
/// brainpoolP384r1 (RFC 5639).
pub type BrainpoolP384r1 = Weierstrass<curves::BrainpoolP384r1>;
/// brainpoolP512r1 (RFC 5639).
pub type BrainpoolP512r1 = Weierstrass<curves::BrainpoolP512r1>;

/// Draws of a private key until the generator is held to be broken: on the worst of curves one in three is refused.
const DRAWS: u32 = 128;

impl<C: Curve, M: Multiplier, W: Window> Group for Weierstrass<C, M, W> {
    /// An integer in `1..n`, big-endian. Another one gives no point and no secret that means anything.
    type Private = C::Secret;
    /// 0x04 || x || y (RFC 8446, section 4.2.8.2).
    type Public = C::Public;
    /// The abscissa of the common point (RFC 8446, section 7.4.2).
    type Shared = C::Secret;

    /// Draws a private key by rejection (FIPS 186-5, A.2.2).
    ///
    /// # Errors
    /// [`RandomError`] when the generator fails, or yields nothing below the group order time and again.
    fn generate<R: Random>(random: &mut R) -> Result<C::Secret, RandomError> {
        let mut private = C::secret();
        for _ in 0..DRAWS {
            random.random(C::expose_mut(&mut private))?;
            if let Some(first) = C::expose_mut(&mut private).first_mut() {
                *first &= 0xff >> C::PARAMS.excess();
            }
            if C::PARAMS.is_scalar(private.as_ref()) {
                return Ok(private);
            }
        }
        Err(RandomError)
    }

    #[inline(never)]
    fn public(private: &C::Secret) -> C::Public {
        let mut agreement = AgreeSteps::<C, M, W>::new();
        agreement.start_public(private);
        while agreement.step().is_pending() {}
        agreement.public()
    }

    /// After the full validation of SP 800-56A, 5.6.2.3.3: its last step is void, as every point of the curve has the
    /// order n.
    #[inline(never)]
    fn agree(private: &C::Secret, peer: &[u8]) -> Result<C::Secret, InvalidPublicKey> {
        let mut agreement = AgreeSteps::<C, M, W>::new();
        agreement.start(private, peer)?;
        while agreement.step().is_pending() {}
        Ok(agreement.shared())
    }
}

impl<C: Curve, M: Multiplier, W: Window> EcdsaVerify for Weierstrass<C, M, W> {
    #[inline(never)]
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), Unauthentic> {
        let mut verification = VerifySteps::<C, M, W>::new();
        verification.start(public, digest, signature);
        loop {
            if let Poll::Ready(verdict) = verification.step() {
                return verdict;
            }
        }
    }
}

impl<C: Curve, M: Multiplier, W: Window> EcdsaSign for Weierstrass<C, M, W> {
    type Private = C::Secret;
    type Signature = C::Signature;

    #[inline(never)]
    fn sign<H: Hash>(private: &C::Secret, digest: &[u8], hedge: &[u8]) -> Result<C::Signature, SignError> {
        let mut signing = SignSteps::<C, H, M, W>::new();
        signing.start(private, digest, hedge)?;
        loop {
            if let Poll::Ready(signature) = signing.step() {
                return signature;
            }
        }
    }
}
