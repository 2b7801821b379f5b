//! AWS-LC, by `aws-lc-rs`, in the slots of a motetls profile: for hosts that want its speed.
//!
//! Gateways and servers talk to thousands of devices; on x86-64 and AArch64 AWS-LC is several times
//! as fast as our portable code, and the record layer and the handshake over it are the same as on
//! the device. `docs/speed.md` has the figures: within a few hundredths of calling `aws-lc-rs`
//! directly.
//!
//! ```
//! use motetls_crypto::{Aead, Group, Hash};
//! use motetls_engine_aws_lc::{Aes128Gcm, Sha256, SystemRandom, X25519};
//!
//! let gcm = Aes128Gcm::new(&[7; 16]).unwrap();
//! let mut text = *b"21.5 degrees";
//! let tag = gcm.seal(&[0; 12], b"sensor 7", &mut text)?;
//! assert!(gcm.open(&[0; 12], b"sensor 7", &mut text, &tag).is_ok());
//!
//! let a = X25519::generate(&mut SystemRandom).unwrap();
//! let b = X25519::generate(&mut SystemRandom).unwrap();
//! let shared = X25519::agree(&a, &X25519::public(&b)).unwrap();
//! assert_eq!(shared.expose(), X25519::agree(&b, &X25519::public(&a)).unwrap().expose());
//! assert_eq!(Sha256::digest(b"abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
//! ```
//!
//! | module | types |
//! |---|---|
//! | [`hash`] | [`Sha1`], [`Sha224`], [`Sha256`], [`Sha384`], [`Sha512`], [`Sha3_256`], [`Sha3_384`], [`Sha3_512`] |
//! | [`aead`] | [`Aes128Gcm`], [`Aes256Gcm`], [`ChaCha20Poly1305`] |
//! | [`curve`] | [`P256`], [`P384`]: key agreement, signatures and their checks; [`X25519`]: key agreement |
//! | [`random`] | [`SystemRandom`] |
//! | [`rsa`] | [`Rsa`]: signature checks |
//!
//! It needs a C compiler to build (no CMake, no bindgen on the usual hosts) and half a minute;
//! therefore it stands outside the workspace, whose tests need neither. It uses the heap.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod aead;
pub mod curve;
pub mod hash;
pub mod random;
pub mod rsa;

pub use aead::{Aes128Gcm, Aes256Gcm, ChaCha20Poly1305};
pub use curve::{P256, P384, X25519};
pub use hash::{Sha1, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512};
pub use random::SystemRandom;
pub use rsa::Rsa;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
