//! X25519 (RFC 7748): key agreement on Curve25519, by the ladder of `curve25519-dalek`. Feature
//! `x25519`.
//!
//! Private keys, public keys and shared secrets have 32 bytes. Any 32 bytes are a private key, and
//! nearly any a public one: points of small order, which lead to a shared secret of zeros, are
//! refused (RFC 9846, section 7.4.2). Constant time where the core's multiplication is; that of
//! Cortex-M3 is not.
//!
//! Where flash counts more than time, and the image has P-384 or RSA, take
//! [`X25519Small`](crate::X25519Small).
//!
//! Flash, instructions and stack of key generation and agreement are in `docs/crypto.md`. The
//! public key is made by the same ladder as the secret, which takes no table and no second set of
//! formulas.
//!
//! ```
//! use motetls_crypto::X25519;
//! use motetls_crypto::keys::{AgreeValidated, PrivateKey};
//!
//! let (ours, theirs) = (PrivateKey::from_bytes(&[1; 32])?, PrivateKey::from_bytes(&[2; 32])?);
//! // Of a peer: PublicKey::from_bytes(&bytes)
//! let a = X25519::agree_validated(&ours, &X25519::public_key(&theirs));
//! let b = X25519::agree_validated(&theirs, &X25519::public_key(&ours));
//! assert_eq!(a.expose_bytes(), b.expose_bytes());
//! # Ok::<(), motetls_crypto::InvalidPrivateKey>(())
//! ```

use curve25519_dalek::MontgomeryPoint;
use curve25519_dalek::constants::X25519_BASEPOINT;
use motetls_base::{Random, RandomError, Secret, ct};
use zeroize::Zeroize;

use crate::keys::{
    self, AgreeValidated, KeyRange, PrivateKey, PublicKey, PublicKeyValidation, PublicKeys,
    SharedSecret,
};
use crate::traits::{Group, InvalidPublicKey, WholeGroup};

/// The group x25519 (RFC 9846, section 4.3.7).
#[derive(Clone, Copy, Debug)]
pub enum X25519 {}

impl keys::sealed::Sealed for X25519 {}

/// Any 32 bytes; they are clamped when used (RFC 7748, section 5).
impl KeyRange<32> for X25519 {
    const DRAWS: u32 = 1;
    const EXCESS: u32 = 0;

    #[inline(always)]
    fn contains(_: &Secret<32>) -> bool {
        true
    }
}

/// Any 32 bytes but points of small order, of the curve and of its twist: those that times the
/// cofactor, 8, are infinity.
impl PublicKeyValidation<32> for X25519 {
    fn is_valid_vartime(bytes: &[u8; 32]) -> bool {
        let eight = [true, false, false, false];
        MontgomeryPoint(*bytes).mul_bits_be(eight.into_iter()).0 != [0; 32]
    }
}

impl PublicKeys for X25519 {
    type PublicKey = PublicKey<X25519, 32>;

    fn public_from_bytes(bytes: &[u8]) -> Result<Self::PublicKey, InvalidPublicKey> {
        PublicKey::from_bytes(bytes)
    }
}

impl AgreeValidated for X25519 {
    fn public_key(private: &Self::Private) -> Self::PublicKey {
        PublicKey::of_valid(Self::public(private))
    }

    /// The order of a valid point is that of the large prime subgroup or a multiple of it, which no
    /// clamped scalar is: the common point is not infinity.
    fn agree_validated(private: &Self::Private, peer: &Self::PublicKey) -> Self::Shared {
        let mut point = multiply(&MontgomeryPoint(*peer.as_bytes()), private);
        let shared = Secret::new(point.0);
        point.zeroize();
        SharedSecret::new(shared)
    }
}

impl Group for X25519 {
    type Private = PrivateKey<X25519, 32>;
    type Public = [u8; 32];
    type Shared = SharedSecret<X25519, 32>;
    type Steps = WholeGroup<Self>;

    fn generate<R: Random>(random: &mut R) -> Result<Self::Private, RandomError> {
        PrivateKey::generate(random)
    }

    fn public(private: &Self::Private) -> [u8; 32] {
        multiply(&X25519_BASEPOINT, private).0
    }

    /// The x-coordinate of the common point, unless it is 0 (RFC 7748, section 6.1).
    fn agree(private: &Self::Private, peer: &[u8]) -> Result<Self::Shared, InvalidPublicKey> {
        let peer = MontgomeryPoint(peer.try_into().map_err(|_| InvalidPublicKey)?);
        let mut point = multiply(&peer, private);
        let shared = Secret::new(point.0);
        point.zeroize();
        if ct::equal(shared.expose(), &[0; 32]) {
            Err(InvalidPublicKey)
        } else {
            Ok(SharedSecret::new(shared))
        }
    }
}

#[inline(never)]
fn multiply(point: &MontgomeryPoint, private: &PrivateKey<X25519, 32>) -> MontgomeryPoint {
    point.mul_clamped(*private.expose_bytes())
}
