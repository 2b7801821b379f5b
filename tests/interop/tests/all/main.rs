//! The client against real servers, and the server against real clients. `cargo test -p
//! motetls-interop --test all openssl::` runs a file of it.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

mod bounded_steps;
mod brainpool;
mod dressed;
mod engines;
mod generations;
mod gnutls;
mod mosquitto;
mod mutual;
mod openssl;
mod post_handshake;
mod priced;
mod raw_public_keys;
mod refusals;
mod resumption;
mod serving;
mod status;
mod tampering;
mod tokio_io;
mod wide;
