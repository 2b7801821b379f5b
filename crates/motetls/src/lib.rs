//! TLS 1.3 for devices with kilobytes: the front door.
//!
//! | item | purpose |
//! |---|---|
//! | [`profile!`], [`profiles`] | what a program can do, as a type; three shipped ones |
//! | [`Config`], [`Connection`], [`Handshake`], [`Workshop`] | the engine: four doors, no sockets, no heap |
//!
//! The floors below are crates of their own: `motetls-tls`, `motetls-pki`, `motetls-crypto`, `motetls-base`.

#![no_std]

pub mod profiles;

pub use motetls_base::{Entropy, EntropyError, Random, RandomError, UnixTime};
pub use motetls_crypto as crypto;
pub use motetls_pki as pki;
pub use motetls_tls::*;
