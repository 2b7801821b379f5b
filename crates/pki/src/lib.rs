//! X.509 for devices with kilobytes, and for the tools that provision them: read, verified and
//! written without a heap.
//!
//! | module | purpose |
//! |---|---|
//! | [`error`] | [`CertError`]: one small reason for each way a certificate can be refused |
//! | [`der`] | the distinguished encoding rules: a strict reader, lists, a writer |
//! | [`oid`] | object identifiers, by name and as text |
//! | [`time`](mod@time) | certificate times as [`UnixTime`](motetls_base::UnixTime), the build-date floor, the calendar |
//! | [`base64`], [`pem`] | text armour, into the caller's buffer; into vectors with the feature `alloc` |
//! | [`text`] | the character strings of ASN.1 |
//! | [`dn`] | distinguished names, with the text of RFC 4514 both ways |
//! | [`algorithm`] | AlgorithmIdentifier, signature schemes, RSASSA-PSS parameters |
//! | [`key`] | public and private keys in all forms they are kept in; signatures out of DER |
//! | [`name`] | the names in a server certificate, and the name that was expected |
//! | [`general_name`], [`extension`] | what extensions say, read when asked for, and new ones |
//! | [`certificate`] | a certificate as verification reads it |
//! | [`mismatch`] | what to tell a person when a certificate is for another name |
//! | [`anchor`] | what is trusted: a subject and its key |
//! | [`chain`] | verification of a chain, one certificate at a time, with nothing kept but what the next one needs; algorithms, rules and validators by type |
//! | [`signed`] | the envelope of all that is signed; signers |
//! | [`x509`], [`csr`], [`crl`] | certificates whole, requests, revocation lists: read, and made |
//! | [`ocsp`], [`pkcs7`] | answers to "is it revoked?"; bags of certificates |
//! | [`policy`] | certificate policies along a path |
//! | [`path`] | a path found among certificates in no order |
//! | [`revocation`] | lists and answers checked: good, revoked, or unknown and why |
//!
//! Each module imports only those above it. Everything here reads what a peer sent: nothing panics
//! on input, and no byte is believed before a signature that leads to an anchor covers it.
//!
//! | Cargo feature | what it adds | default |
//! |---|---|---|
//! | `defmt` | `defmt::Format` of the errors | no |
//! | `alloc` | PEM and sets of anchors into vectors, for hosts | no |
//! | `std` | `alloc`, and nothing of its own | no |
//! | `ed25519` | Ed25519 signatures in chains | no |
//!
//! # One verifier, two readers
//!
//! A device that verifies links [`certificate`], [`chain`] and what they stand on: [`der`]'s
//! cursor, [`time`](mod@time), [`key::p256`], [`ServerName`]; about 3 KB. Nothing else here is in
//! its image, whatever tools on the host link.
//!
//! [`x509::CertificateView`] reads the same bytes for tools that show, lint and make certificates.
//! It stands on the same cursor, knows every field and extension, and decides nothing: whether a
//! certificate may be trusted is asked of [`Chain`] alone.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::arithmetic_side_effects))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod errors;
pub mod error;
pub mod der;
pub mod oid;
pub mod time;
pub mod base64;
pub mod pem;
pub mod text;
pub mod dn;
pub mod algorithm;
pub mod key;
pub mod name;
pub mod general_name;
pub mod extension;
pub mod certificate;
pub mod mismatch;
pub mod anchor;
pub mod chain;
pub mod signed;
pub mod x509;
pub mod csr;
pub mod crl;
pub mod ocsp;
pub mod pkcs7;
pub mod policy;
pub mod path;
pub mod revocation;

pub use anchor::TrustAnchor;
pub use certificate::Certificate;
pub use chain::{Algorithms, Chain, ChainProgress, Usage, VerifyPolicy};
pub use error::CertError;
pub use mismatch::NameMismatch;
pub use name::ServerName;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
