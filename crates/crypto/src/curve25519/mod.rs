//! X25519 (RFC 7748) and Ed25519 (RFC 8032) on the shared [multi-precision core](crate::mp), for
//! images that hold it already.
//!
//! | module | purpose |
//! |---|---|
//! | `field` | parameters, little-endian numbers, inverses |
//! | `x25519` | the ladder; [`X25519Mp`] |
//! | `edwards` | points of the twisted Edwards curve |
//! | `ed25519` | keys and signatures; [`Ed25519Mp`] |
//!
//! Lengths, encodings, what is refused and the traits are those of `motetls_crypto::X25519` and
//! `motetls_crypto::Ed25519`, which the features of their names add. On Cortex-M3 at opt-level z,
//! bytes and millions of instructions:
//!
//! | | flash beside P-384 and SHA-384 | flash alone | public key | shared secret or signature | verification | stack |
//! |---|---|---|---|---|---|---|
//! | [`X25519Small`] | 897 | 3,925 | 7.4 | 7.4 | | 1,620 |
//! | `X25519` | 4,367 | 4,367 | 1.8 | 1.8 | | 1,616 |
//! | [`Ed25519Small`] | 1,958 to verify | 8,120 | 13.6 | 27.2 | 14.4 | 2,460 |
//! | `Ed25519` | | 18,664 | 1.7 | 3.5 | 1.8 | 7,048 |
//!
//! Take the small ones where flash counts and the image has P-384, P-521 or RSA; the others where
//! time counts, and on hosts. [`X25519Products16`] and [`Ed25519Products16`] take twice the time of
//! the small ones, and that time does not depend on the operands of a multiplication, as it does on
//! Cortex-M3.
//!
//! What touches a private key, a nonce or a shared secret is constant time where the multiplication
//! of limbs is; public keys and signatures are checked in variable time.
//!
//! ```
//! use motetls_crypto::keys::{AgreeValidated, PrivateKey};
//! use motetls_crypto::{Ed25519Small, SignVerify, X25519Small};
//!
//! let (ours, theirs) = (PrivateKey::from_bytes(&[1; 32])?, PrivateKey::from_bytes(&[2; 32])?);
//! // Of a peer: PublicKey::from_bytes(&bytes)
//! let a = X25519Small::agree_validated(&ours, &X25519Small::public_key(&theirs));
//! let b = X25519Small::agree_validated(&theirs, &X25519Small::public_key(&ours));
//! assert_eq!(a.expose_bytes(), b.expose_bytes());
//!
//! let private = PrivateKey::from_bytes(&[1; 32])?;
//! let signature = Ed25519Small::sign(&private, &[b"a message ", b"in parts"])?;
//! let public = Ed25519Small::public_key(&private);
//! assert!(Ed25519Small::verify_validated(&public, &[b"a message in parts"], &signature).is_ok());
//! # Ok::<(), motetls_crypto::SignError>(())
//! ```

mod field;
mod x25519;
mod edwards;
mod ed25519;

use crate::mp::{Native, Products16};

pub use ed25519::Ed25519Mp;
pub use x25519::X25519Mp;

/// X25519 with the core's own multiplication.
pub type X25519Small = X25519Mp<Native>;
/// X25519 of products of half limbs, see [`Products16`].
pub type X25519Products16 = X25519Mp<Products16>;
/// Ed25519 with the core's own multiplication.
pub type Ed25519Small = Ed25519Mp<Native>;
/// Ed25519 of products of half limbs, see [`Products16`].
pub type Ed25519Products16 = Ed25519Mp<Products16>;
