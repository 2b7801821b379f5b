//! Real TLS peers on loopback, for tests and demonstrations.
//!
//! | module | purpose |
//! |---|---|
//! | [`error`] | what kept a peer from working, as a sentence |
//! | [`tool`] | the programs peers are made of: which are there, and what to do without them |
//! | [`scratch`] | a folder that is removed with its owner |
//! | [`pki`] | throw-away certification authorities and certificates, made by the openssl command |
//! | [`process`] | a child process with its output kept and that ends with its owner |
//! | [`client`] | `openssl s_client`, `gnutls-cli`, and clients over Go and Node |
//! | [`server`] | `openssl s_server`, `gnutls-serv` and `mosquitto` |
//! | [`fleet`] | several servers of one peer, by the same flags for all programs |
//! | [`features`] | what peers can do besides, and why not |
//! | [`web`] | nginx and haproxy |
//! | [`catalog`] | every peer, with what it can do |
//! | [`proxy`] | an attacker in the middle: counts, changes, cuts |
//!
//! Nothing here knows motetls: these are the others.

pub mod catalog;
pub mod client;
pub mod error;
pub mod features;
pub mod fleet;
pub mod pki;
pub mod process;
pub mod proxy;
mod rows;
pub mod scratch;
pub mod server;
pub mod tool;
pub mod web;

pub use catalog::{PEERS, Peer};
pub use client::{CLIENTS, Call, ClientPeer};
pub use error::PeerError;
pub use fleet::{Fleet, Lane, SharedKey};
pub use pki::{Issued, Pki, Recipe};
pub use proxy::{Direction, Proxy, Record, Verdict};
pub use scratch::Scratch;
pub use server::Server;
pub use tool::Tool;
