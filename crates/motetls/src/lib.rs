//! TLS 1.3 for devices with kilobytes: the front door.
//!
//! | item | purpose |
//! |---|---|
//! | [`profile!`], [`profiles`] | what a program can do, as a type; three shipped ones |
//! | [`Config`], [`Connection`], [`Handshake`], [`HandshakeScratch`] | the engine: four doors, no sockets, no heap |
//! | `std_io::StdStream`, `std_io::ReadAhead` | the engine over `std::io`, and a socket read in large pieces (feature `std`) |
//! | `blocking::BlockingStream` | the engine over `embedded-io` (feature `embedded-io-07`) |
//! | `asynchronous::AsyncStream` | the engine over `embedded-io-async` (feature `embedded-io-async-07`) |
//! | `halves::SharedStream` | an `AsyncStream` in two halves, for two tasks of one executor |
//! | `connector::TlsConnector` | `AsyncStream`s as the `TcpConnect` of `embedded-nal-async`, for HTTP and MQTT clients (feature `embedded-nal-async-09`) |
//! | `tokio_io::TokioStream` | the engine over the traits of tokio (feature `tokio-1`) |
//! | `os_entropy::OsEntropy` | the operating system as an entropy source (feature `std`) |
//!
//! | Cargo feature | what it adds | default |
//! |---|---|---|
//! | `defmt` | `defmt::Format` of the errors | no |
//! | `ed25519` | signatures of Ed25519, over `curve25519-dalek` | no |
//! | `embedded-io-07` | the blocking adapter over `embedded-io` 0.7 | no |
//! | `embedded-io-async-07` | the asynchronous adapter over `embedded-io-async` 0.7 | no |
//! | `embedded-nal-async-09` | the asynchronous adapter as `TcpConnect` of `embedded-nal-async` 0.9; implies `embedded-io-async-07` | no |
//! | `std` | the blocking adapter over `std::io`, and the operating system's entropy | no |
//! | `tokio-1` | the asynchronous adapter over the traits of tokio 1; implies `std` | no |
//! | `x25519` | key agreement by X25519, over `curve25519-dalek` | no |
//!
//! A feature that is an adapter carries the version of the traits it speaks.
//!
//! The floors below are crates of their own: `motetls-tls`, `motetls-pki`, `motetls-crypto`,
//! `motetls-base`.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]

#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "embedded-io-async-07")]
pub mod asynchronous;
#[cfg(feature = "embedded-io-07")]
pub mod blocking;
#[cfg(feature = "embedded-nal-async-09")]
pub mod connector;
#[cfg(any(feature = "embedded-io-07", feature = "embedded-io-async-07", feature = "std"))]
mod drive;
#[cfg(feature = "embedded-io-async-07")]
pub mod halves;
#[cfg(feature = "std")]
pub mod os_entropy;
#[cfg(feature = "std")]
mod read_ahead;
#[cfg(feature = "tokio-1")]
mod senders;
#[cfg(feature = "std")]
pub mod std_io;
#[cfg(any(feature = "embedded-io-07", feature = "embedded-io-async-07", feature = "std"))]
mod stream_error;
#[cfg(feature = "tokio-1")]
pub mod tokio_io;

pub mod profiles;

pub use motetls_base::{Entropy, EntropyError, Random, RandomError, UnixTime};
pub use motetls_crypto as crypto;
pub use motetls_pki as pki;
pub use motetls_tls::*;
#[cfg(any(feature = "embedded-io-07", feature = "embedded-io-async-07", feature = "std"))]
pub use stream_error::StreamError;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
