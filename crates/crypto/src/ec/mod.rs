//! Elliptic curves over the shared [multi-precision core](crate::mp): ECDH (SP 800-56A) and ECDSA
//! (FIPS 186-5) on [`P384`], [`P521`], [`Secp256k1`], [`BrainpoolP256r1`], [`BrainpoolP384r1`],
//! [`BrainpoolP512r1`] and, small beside them, [`P256Generic`].
//!
//! | module | purpose |
//! |---|---|
//! | `formulas` | names of slots; Jacobian formulas, lists of two-byte operations |
//! | `params` | what the parameters of a curve are |
//! | `machine` | slots in memory, what runs formulas |
//! | `types` | what is generic over the curve: widths and memory |
//! | [`curves`] | the curves: a row each, parameters, multiples of the base point |
//! | `point` | points of a peer checked, doubling and addition, sums of public points |
//! | `multiply` | multiplication by a secret scalar, constant time |
//! | `sign`, `verify` | ECDSA; verification is of public data, variable time |
//! | `steps` | each operation in bounded slices |
//! | `group`, `jpake` | EC J-PAKE: [`Jpake`] |
//!
//! An image holds the code once for all curves; a further curve is its parameters, 200 to 500
//! bytes.
//!
//! # What it costs
//!
//! Millions of instructions and bytes of stack on Cortex-M3, optimised for size:
//!
//! | | key pair | shared secret | signature | verification | stack: the first two, signature, verification | longest step |
//! |---|---|---|---|---|---|---|
//! | [`P256Generic`] | 9.8 | 9.8 | 10.9 | 11.2 | 2,244 / 2,648 / 2,980 | 0.17 |
//! | [`Secp256k1`] | 8.9 | 8.9 | 10.0 | 10.2 | 2,244 / 2,648 / 2,980 | 0.16 |
//! | [`BrainpoolP256r1`] | 10.7 | 10.7 | 11.8 | 12.1 | 2,244 / 2,648 / 2,980 | 0.19 |
//! | [`P384`] | 23.0 | 23.0 | 25.4 | 25.7 | 3,044 / 3,480 / 4,132 | 0.25 |
//! | [`BrainpoolP384r1`] | 25.5 | 25.5 | 27.9 | 28.6 | 3,044 / 3,480 / 4,132 | 0.28 |
//! | [`BrainpoolP512r1`] | 50.6 | 50.6 | 55.2 | 55.9 | 3,844 / 4,312 / 5,292 | 0.42 |
//! | [`P521`] | 51.1 | 51.1 | 56.3 | 56.4 | 4,036 / 4,512 / 5,580 | 0.42 |
//!
//! Verification alone is 6.3 KB of flash, and so are key pair and shared secret; all of it 9.2 KB
//! beside HMAC.
//!
//! # What there is to choose
//!
//! Each is a type parameter of [`Weierstrass`]: the multiplier, and how points are multiplied. On
//! P-384:
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
//! | [`Products16`](crate::mp::Products16) for cores on which the time of `UMULL` depends on its operands | 53.0 | 58.4 | 59.4 | 3,480 / 4,180 | +608 |
//! | [`crate::P256`] instead of [`P256Generic`]: a field of its own, a comb for the base point | see there | | | | |
//!
//! A comb's table is sixteen numbers of the curve: 512 bytes to 1,056. Choices combine:
//! `Weierstrass<Secp384r1, Solinas, Comb4>`. The options of Mbed TLS correspond:
//! `MBEDTLS_ECP_WINDOW_SIZE` to the windows, `MBEDTLS_ECP_FIXED_POINT_OPTIM` to the comb,
//! `MBEDTLS_ECP_NIST_OPTIM` to `Solinas`, and `MBEDTLS_MPI_WINDOW_SIZE` to the parameter `W` of
//! [`crate::rsa`] and [`crate::dh`]. On a 64-bit host Montgomery's products are no slower than
//! sums, so that `Solinas` is no default there.

pub(crate) mod formulas;
mod params;
mod machine;
mod types;
pub mod curves;
#[cfg(test)]
mod comb;
mod point;
mod multiply;
mod sign;
mod verify;
mod steps;
mod signature_steps;
mod slot_steps;
mod group;
mod jpake;

use core::task::Poll;

use motetls_base::{Random, RandomError};

use crate::keys::{AgreeValidated, PublicKeys, VerifyValidated};
use crate::mp::Multiplier;
use crate::traits::{
    ByteArray, EcdsaSign, EcdsaVerify, Group, Hash, InvalidPublicKey, SignError, VerificationFailed,
};

pub(crate) use machine::EcMachine;
pub(crate) use params::hex;
pub(crate) use types::Memory;

pub use curves::groups::*;
pub use jpake::{Jpake, JpakeError, JpakeRole, JpakeSecret};
pub use params::Params;
pub use signature_steps::{EcSignSteps, EcVerifySteps};
pub use slot_steps::EcGroupSteps;
pub use steps::EcAgreeSteps;
pub use types::{Comb4, Curve, DefaultWindow, Weierstrass, Window, Window3, Window4, Window5};

impl<C: Curve, M: Multiplier, W: Window> Group for Weierstrass<C, M, W> {
    type Private = C::PrivateKey;
    /// 0x04 || x || y (RFC 9846, section 4.3.8.2).
    type Public = C::Public;
    type Shared = C::SharedSecret;
    type Steps = EcGroupSteps<C, M, W>;

    fn generate<R: Random>(random: &mut R) -> Result<C::PrivateKey, RandomError> {
        C::generate(random)
    }

    #[inline(never)]
    fn public(private: &C::PrivateKey) -> C::Public {
        let mut operation = EcAgreeSteps::<C, M, W>::new();
        operation.start_public(private);
        // The base point is never refused.
        operation.run_public().unwrap_or(C::Public::ZERO)
    }

    /// After the full validation of SP 800-56A, 5.6.2.3.3: its last step is void, as every point of
    /// the curve has the order n.
    #[inline(never)]
    fn agree(private: &C::PrivateKey, peer: &[u8]) -> Result<C::SharedSecret, InvalidPublicKey> {
        let mut operation = EcAgreeSteps::<C, M, W>::new();
        operation.start(private, peer)?;
        while operation.step().is_pending() {}
        operation.shared().ok_or(InvalidPublicKey)
    }
}

impl<C: Curve, M: Multiplier, W: Window> EcdsaVerify for Weierstrass<C, M, W> {
    type Steps = EcVerifySteps<C, M, W>;

    #[inline(never)]
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), VerificationFailed> {
        let mut verification = EcVerifySteps::<C, M, W>::new();
        verification.start(public, digest, signature);
        loop {
            if let Poll::Ready(verdict) = verification.step() {
                return verdict;
            }
        }
    }
}

impl<C: Curve, M: Multiplier, W: Window> PublicKeys for Weierstrass<C, M, W> {
    type PublicKey = C::PublicKey;

    fn public_from_bytes(bytes: &[u8]) -> Result<C::PublicKey, InvalidPublicKey> {
        let point = *C::Public::of(bytes).ok_or(InvalidPublicKey)?;
        if EcAgreeSteps::<C, M, W>::new().is_valid_vartime(bytes) {
            Ok(C::of_valid(point))
        } else {
            Err(InvalidPublicKey)
        }
    }
}

impl<C: Curve, M: Multiplier, W: Window> AgreeValidated for Weierstrass<C, M, W> {
    fn public_key(private: &C::PrivateKey) -> C::PublicKey {
        C::of_valid(Self::public(private))
    }

    #[inline(never)]
    fn agree_validated(private: &C::PrivateKey, peer: &C::PublicKey) -> C::SharedSecret {
        let mut operation = EcAgreeSteps::<C, M, W>::new();
        operation.start_validated(private, peer);
        while operation.step().is_pending() {}
        operation.x_coordinate()
    }
}

impl<C: Curve, M: Multiplier, W: Window> VerifyValidated for Weierstrass<C, M, W> {
    #[inline(never)]
    fn verify_validated(
        public: &C::PublicKey,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        let mut verification = EcVerifySteps::<C, M, W>::new();
        verification.start_validated(public, digest, signature);
        loop {
            if let Poll::Ready(verdict) = verification.step() {
                return verdict;
            }
        }
    }
}

impl<C: Curve, M: Multiplier, W: Window> EcdsaSign for Weierstrass<C, M, W> {
    type Private = C::PrivateKey;
    type Signature = C::Signature;

    #[inline]
    fn sign<H: Hash>(
        private: &C::PrivateKey,
        digest: &[u8],
        hedge: &[u8; 32],
    ) -> Result<C::Signature, SignError> {
        sign::<C, H, M, W>(private, digest, hedge)
    }

    #[inline]
    fn sign_deterministic<H: Hash>(
        private: &C::PrivateKey,
        digest: &[u8],
    ) -> Result<C::Signature, SignError> {
        sign::<C, H, M, W>(private, digest, &[])
    }
}

/// Signs; `hedge` is empty or 32 bytes.
#[inline(never)]
fn sign<C: Curve, H: Hash, M: Multiplier, W: Window>(
    private: &C::PrivateKey,
    digest: &[u8],
    hedge: &[u8],
) -> Result<C::Signature, SignError> {
    let mut signing = EcSignSteps::<C, H, M, W>::new();
    signing.start_with(private, digest, hedge)?;
    loop {
        if let Poll::Ready(signature) = signing.step() {
            return signature;
        }
    }
}
