//! Assembly for `motetls-crypto`: P-256 by the instruction `UMAAL` of Cortex-M4 and M7.
//!
//! The one crate of the library with `unsafe` in it. What it offers is [`Umaal`], an [`Arithmetic`]
//! for the field of P-256, and [`P256Umaal`], the curve over it, to be named where a profile names
//! `P256`. On targets `thumbv7em-*` it is assembly; elsewhere the same names mean [`Portable`], the
//! twin in Rust it is compared with on an emulated Cortex-M4
//! (`cargo xtask crypto p256_umaal_twin`): right, but slower than `P256` is there. Cortex-M33 has
//! the instruction where it has the DSP extension, which `thumbv8m.main-*` does not promise: it
//! gets the twin.
//!
//! | on Cortex-M4 | flash | key pair | shared secret | signature checked | stack |
//! |---|---|---|---|---|---|
//! | `P256Umaal` | 6,150 B | 0.44 M | 0.98 M | 1.08 M | 2.0 KB |
//! | `P256` | 6,646 B | 0.67 M | 1.58 M | 1.80 M | 2.1 KB |
//!
//! No branch and no address depends on a value. `UMAAL` takes one cycle on Cortex-M4, whatever it
//! multiplies.
//!
//! ```
//! use motetls_crypto::p256::PrivateKey;
//! use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, Hash, Sha256};
//! use motetls_crypto_asm::P256Umaal;
//!
//! let ours = PrivateKey::from_bytes(&[1; 32])?; // as a rule: P256Umaal::generate(&mut generator)
//! let digest = Sha256::digest(b"a message");
//! let signature = P256Umaal::sign_deterministic::<Sha256>(&ours, &digest)?;
//! assert!(P256Umaal::verify(&P256Umaal::public(&ours), &digest, &signature).is_ok());
//! # Ok::<(), motetls_crypto::SignError>(())
//! ```
//!
//! [`Arithmetic`]: motetls_crypto::p256::Arithmetic
//! [`Portable`]: motetls_crypto::p256::Portable

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]

#[cfg(umaal)]
mod umaal;

#[cfg(not(umaal))]
pub use motetls_crypto::p256::Portable as Umaal;
#[cfg(umaal)]
pub use umaal::Umaal;

use motetls_crypto::p256::{NistP256, Words32};

/// P-256 with `UMAAL`.
pub type P256Umaal = NistP256<Words32<Umaal>>;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
