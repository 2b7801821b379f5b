//! What the fuzz targets share.
//!
//! | module | purpose |
//! |---|---|
//! | [`input`] | an input as a supply of small decisions |
//! | [`null`] | cryptography that protects nothing, and the profiles made of it |
//! | [`certs`] | certificates signed with it |
//! | [`early`] | early data at the server |
//! | `hello` | a ClientHello, as the server reads it |
//! | [`kept`] | a session of an earlier connection |
//! | [`look`] | looks at all that can be read from a certificate, a list, a key; the tests of `motetls-pki` have it too |
//! | [`pump`] | drives a client through its four doors and watches its manners |
//! | [`schedule`] | the key schedule and record protection once more, for the other side |
//! | [`server`] | a server that shakes hands as an input tells it to |
//! | [`talk`] | what the server says and checks once the connection is open |
//!
//! `cargo xtask fuzz` runs every target; `seeds/` holds inputs to start from, written by
//! `cargo run --example seeds`.

#![forbid(unsafe_code)]

pub mod certs;
pub mod early;
mod hello;
pub mod input;
pub mod kept;
#[allow(missing_docs)] // its first home is among tests
#[path = "../../crates/pki/tests/all/common/look.rs"]
pub mod look;
pub mod null;
pub mod pump;
pub mod schedule;
pub mod server;
pub mod talk;
