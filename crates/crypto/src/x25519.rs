//! X25519 (RFC 7748): key agreement on Curve25519, by the ladder of `curve25519-dalek`. Feature `x25519`.
//!
//! Private keys, public keys and shared secrets have 32 bytes. Any 32 bytes are a private key, and nearly any a public
//! one: points of small order, which lead to a shared secret of zeros, are refused (RFC 8446, section 7.4.2). Constant time
//! where the core's multiplication is; that of Cortex-M3 is not.
//!
//! Flash, instructions and stack of key generation and agreement are in `docs/crypto.md`. The public key is made by the same
//! ladder as the secret, which takes no table and no second set of formulas.
//!
//! ```
//! use motetls_base::Secret;
//! use motetls_crypto::{Group, X25519};
//!
//! let (ours, theirs) = (Secret::new([1; 32]), Secret::new([2; 32]));
//! let shared = X25519::agree(&ours, &X25519::public(&theirs))?;
//! assert_eq!(shared.expose(), X25519::agree(&theirs, &X25519::public(&ours))?.expose());
//! # Ok::<(), motetls_crypto::InvalidPublicKey>(())
//! ```

use curve25519_dalek::MontgomeryPoint;
use curve25519_dalek::constants::X25519_BASEPOINT;
use motetls_base::{Random, RandomError, Secret, same};
use zeroize::Zeroize;

use crate::traits::{Group, InvalidPublicKey};

/// The group x25519 (RFC 8446, section 4.2.7).
#[derive(Clone, Copy, Debug)]
pub enum X25519 {}

impl Group for X25519 {
    /// Any 32 bytes; they are clamped when used (RFC 7748, section 5).
    type Private = Secret<32>;
    type Public = [u8; 32];
    type Shared = Secret<32>;

    fn generate<R: Random>(random: &mut R) -> Result<Secret<32>, RandomError> {
        let mut private = Secret::zero();
        random.random(private.expose_mut())?;
        Ok(private)
    }

    fn public(private: &Secret<32>) -> [u8; 32] {
        multiply(&X25519_BASEPOINT, private).0
    }

    /// The abscissa of the common point, unless it is 0 (RFC 7748, section 6.1).
    fn agree(private: &Secret<32>, peer: &[u8]) -> Result<Secret<32>, InvalidPublicKey> {
        let peer = MontgomeryPoint(peer.try_into().map_err(|_| InvalidPublicKey)?);
        let mut point = multiply(&peer, private);
        let shared = Secret::new(point.0);
        point.zeroize();
        if same(shared.expose(), &[0; 32]) { Err(InvalidPublicKey) } else { Ok(shared) }
    }
}

#[inline(never)]
fn multiply(point: &MontgomeryPoint, private: &Secret<32>) -> MontgomeryPoint {
    point.mul_clamped(*private.expose())
}
