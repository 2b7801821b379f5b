//! The client against real servers. `cargo test -p motetls-interop --test all openssl::` runs a
//! file of it.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

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
mod status;
mod tampering;
mod tokio_io;
mod wide;
