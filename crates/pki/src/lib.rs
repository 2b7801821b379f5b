//! X.509 for devices with kilobytes: DER, certificates, names and chain verification, without a heap.
//!
//! | module | purpose |
//! |---|---|
//! | [`error`] | [`CertError`]: one small reason for each way a certificate can be refused |
//! | [`oid`] | the object identifiers and algorithm identifiers this crate knows |
//! | [`der`] | a strict reader of the distinguished encoding rules |
//! | [`time`] | certificate times as [`UnixTime`](motetls_base::UnixTime), and the build-date floor |
//! | [`key`] | public keys and signatures out of DER, as bytes of a fixed width |
//! | [`name`] | who a server claims to be and who it was expected to be |
//! | [`certificate`] | a certificate as borrowed fields |
//! | [`anchor`] | what is trusted: a subject and its key |
//! | [`chain`] | verification of a chain, one certificate at a time, with nothing kept but what the next one needs |
//! | `pem` | the text armour of certificates, for hosts (feature `alloc`) |
//!
//! Each module imports only those above it. Everything here reads what a peer sent: nothing panics on input, and no
//! byte is believed before a signature that leads to an anchor covers it.

#![no_std]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::arithmetic_side_effects))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod anchor;
pub mod certificate;
pub mod chain;
pub mod der;
pub mod error;
pub mod key;
pub mod name;
pub mod oid;
#[cfg(feature = "alloc")]
pub mod pem;
pub mod time;

pub use anchor::TrustAnchor;
pub use certificate::Certificate;
pub use chain::{Algorithms, Chain, Policy, Progress, Usage};
pub use error::CertError;
pub use name::{NameMismatch, ServerName};
