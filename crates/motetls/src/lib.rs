//! TLS 1.3 for devices with kilobytes: the front door.
//!
//! | item | purpose |
//! |---|---|
//! | [`profile!`], [`profiles`] | what a program can do, as a type; three shipped ones |
//! | [`Config`], [`Connection`], [`Handshake`], [`Workshop`] | the engine: four doors, no sockets, no heap |
//! | `blocking::Stream` | the engine over `embedded-io` (feature `embedded-io`) |
//! | `std_io::Stream` | the engine over `std::io` (feature `std`) |
//! | `os_entropy::OsEntropy` | the operating system as an entropy source (feature `std`) |
//!
//! The floors below are crates of their own: `motetls-tls`, `motetls-pki`, `motetls-crypto`, `motetls-base`.

#![no_std]

#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "embedded-io")]
pub mod blocking;
#[cfg(any(feature = "embedded-io", feature = "std"))]
mod drive;
#[cfg(feature = "std")]
pub mod os_entropy;
#[cfg(feature = "std")]
pub mod std_io;

pub mod profiles;

#[cfg(any(feature = "embedded-io", feature = "std"))]
pub use drive::StreamError;
pub use motetls_base::{Entropy, EntropyError, Random, RandomError, UnixTime};
pub use motetls_crypto as crypto;
pub use motetls_pki as pki;
pub use motetls_tls::*;
