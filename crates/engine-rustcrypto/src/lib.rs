//! RustCrypto and dalek crates in the slots of a motetls profile.
//!
//! For programs that have these crates on board anyway, and for those that trust them more than our
//! code: every type here fills the same slot as its counterpart in `motetls-crypto`, and may be
//! mixed with those.
//!
//! ```
//! use motetls_engine_rustcrypto::{Aes128Gcm, P256, Sha256};
//! use motetls_crypto::{Aead, Hash};
//!
//! let gcm = Aes128Gcm::new(&[7; 16])?;
//! let mut text = *b"21.5 degrees";
//! let tag = gcm.seal(&[0; 12], b"sensor 7", &mut text)?;
//! assert!(gcm.open(&[0; 12], b"sensor 7", &mut text, &tag).is_ok());
//! assert_eq!(Sha256::digest(b"abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
//! # Ok::<(), motetls_crypto::SealError>(())
//! ```
//!
//! In a profile: `suites: { TLS_AES_128_GCM_SHA256: motetls_engine_rustcrypto::Aes128Gcm }` and so
//! on; a whole one is in `tests/interop`.
//!
//! | module | types | by |
//! |---|---|---|
//! | [`hash`] | [`Sha1`], [`Sha224`] to [`Sha512`], [`Sha3_224`] to [`Sha3_512`] | `sha1`, `sha2`, `sha3` |
//! | [`aead`] | [`Aes128Gcm`], [`Aes256Gcm`], [`Aes128Ccm`], [`Aes128Ccm8`], [`Aes256Ccm`], [`Aes256Ccm8`], [`ChaCha20Poly1305`] | `aes-gcm`, `ccm`, `chacha20poly1305` |
//! | [`curve`] | [`P256`], [`P384`]: key agreement, signatures and their checks | `p256`, `p384` |
//! | [`x25519`] | [`X25519`]: key agreement | `x25519-dalek` |
//!
//! `no_std`, without a heap. What each costs on Cortex-M beside our own is in `docs/crypto.md`:
//! several times the flash, as a rule. On hosts these crates use the processor's instructions for
//! AES, carry-less multiplication and SHA where it has them. The constant-time statements are those
//! of the crates; `aes-gcm` needs a multiplier whose time does not depend on what it multiplies,
//! which the Cortex-M3 does not have.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]

pub mod aead;
pub mod curve;
pub mod hash;
pub mod x25519;

pub use aead::{
    Aes128Ccm, Aes128Ccm8, Aes128Gcm, Aes256Ccm, Aes256Ccm8, Aes256Gcm, ChaCha20Poly1305,
};
pub use curve::{P256, P384};
pub use hash::{Sha1, Sha3_224, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512};
pub use x25519::X25519;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
