//! The TLS engine of motetls: sans-IO, without a heap, configured by a type.
//!
//! Bytes of the transport and of the application go through four doors ([`Connection`]); the handshake borrows a
//! [`Workshop`] and gives it back. What a program can do is a [`Profile`].
//!
//! The order of the modules is the order of their imports, from the bottom up:
//!
//! | module | purpose |
//! |---|---|
//! | [`num`] | wire numbers |
//! | [`error`] | what can go wrong, and the alert for it |
//! | [`observer`] | somebody who watches a connection |
//! | [`suite`] | the table of cipher suites |
//! | [`mod@profile`] | configuration as a type, and `profile!` |
//! | [`msg`] | messages and extensions, one file each |
//! | `transcript` | the running hash |
//! | `schedule` | the key schedule |
//! | `protect` | record protection |
//! | `carrier` | records over a stream |
//! | [`config`] | what a connection is told by its owner |
//! | `handshake` | handshakes as small functions |
//! | `engine` | the four doors |
//!
//! No module below `engine` knows where bytes come from, none but `carrier` knows that they come as a stream.

#![no_std]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::arithmetic_side_effects))]

#[cfg(test)]
extern crate std;

pub mod num;

pub mod error;

pub mod observer;

pub mod suite;

pub mod profile;

pub mod msg;

mod transcript;

mod schedule;

mod protect;

mod carrier;

pub mod config;

mod handshake;

mod engine;

#[cfg(test)]
mod tests;

pub use config::{Config, Psk};
pub use engine::{Connection, Handshake, Wants};
pub use error::{Error, ErrorKind, Phase};
pub use handshake::{Negotiated, Workshop};
pub use motetls_pki::{CertError, ServerName, TrustAnchor};
pub use observer::{Event, Observer};
pub use profile::{CertificateCheck, Profile, Unverified};
pub use suite::AeadId;

/// What [`profile!`] expands to.
#[doc(hidden)]
pub mod __private {
    pub use motetls_crypto::Absent;
    pub use motetls_pki::{Algorithms, Chain};

    pub use crate::profile::check_mix;
}
