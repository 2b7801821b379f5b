//! The TLS engine of motetls: sans-IO, without a heap, configured by a type.
//!
//! Bytes of the transport and of the application go through four doors ([`Connection`]); the
//! handshake borrows a [`HandshakeScratch`] and gives it back. What a program can do is a
//! [`Profile`].
//!
//! The order of the modules is the order of their imports, from the bottom up:
//!
//! | module | purpose |
//! |---|---|
//! | `counter` | a counter of 64 bits, aligned like a word |
//! | `buffer` | what a connection keeps its bytes in |
//! | [`num`] | wire numbers |
//! | [`error`] | what can go wrong, and the alert for it |
//! | [`observer`] | an observer of connections |
//! | [`suite`] | the table of cipher suites |
//! | [`scheme`] | the table of signature schemes |
//! | [`authorities`] | the certification authorities that a server names |
//! | [`hashes`] | the hash functions of a profile: one, or one of two |
//! | [`mod@profile`] | configuration as a type, and `profile!` |
//! | [`msg`] | messages and extensions, one file each |
//! | `transcript` | the running hash |
//! | `schedule` | the key schedule |
//! | `exporter` | keys for other purposes |
//! | `session` | sessions as bytes for the caller to keep |
//! | `protect` | record protection |
//! | `carrier` | records over a stream |
//! | [`choices`] | what is chosen, at run time, of what a profile names |
//! | [`config`] | what a connection is told by its owner |
//! | `importer` | pre-shared keys from keys of other origin |
//! | `handshake` | handshakes as small functions |
//! | `engine` | the four doors |
//!
//! | Cargo feature | what it adds | default |
//! |---|---|---|
//! | `defmt` | `defmt::Format` of the errors | no |
//!
//! No module below `engine` knows where bytes come from, none but `carrier` knows that they come as
//! a stream.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::arithmetic_side_effects))]

#[cfg(test)]
extern crate std;

mod counter;

mod buffer;

pub mod num;

pub mod error;

pub mod observer;

pub mod suite;

pub mod scheme;

pub mod authorities;

pub mod hashes;

pub mod profile;

pub mod msg;

mod transcript;

mod schedule;

mod exporter;
mod session;

mod protect;

mod carrier;

pub mod choices;
pub mod config;

mod importer;

mod handshake;

mod engine;

#[cfg(test)]
mod tests;

pub use authorities::Authorities;
pub use buffer::Buffer;
pub use carrier::stream::{FULL_RX, FULL_TX, RecordPadding, UnverifiedEnd};
pub use choices::Choices;
pub use config::server::{ClientCertificates, NamedCredential, PskLookup, ServerConfig};
pub use config::{Config, Credential, Psk, PskEarlyData, Session};
pub use engine::{Authentication, Connection, Handshake, Wants};
pub use error::{Error, ErrorKind, Phase};
pub use exporter::CHANNEL_BINDING;
pub use handshake::{ChosenPsk, HandshakeScratch, Negotiated};
pub use importer::ImportedPsk;
pub use motetls_pki::{CertError, ServerName, TrustAnchor};
pub use num::{CipherSuite, NamedGroup, SignatureScheme};
pub use observer::{Event, Observer};
pub use profile::{
    CertificateCheck, EcdsaSigner, HandshakeSigner, PinnedKeys, PolicyChain, Profile, RawPublicKey,
    Role, SignatureError, Stapled, StepwiseEcdsaSigner, Unverified,
};
pub use suite::AeadId;

/// What [`profile!`] expands to.
#[doc(hidden)]
pub mod __private {
    pub use motetls_crypto::Absent;
    pub use motetls_pki::{Algorithms, Chain};

    pub use crate::hashes::{OneHash, TwoHashes};
    pub use crate::profile::{Named, X509, check_mix};
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
