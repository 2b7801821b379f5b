//! The ground floor of motetls: what every other crate stands on and nothing else.
//!
//! | module | purpose |
//! |---|---|
//! | [`reader`] | a cursor over bytes of a peer that cannot run past their end |
//! | [`writer`] | a cursor over a caller's buffer; open length prefixes are poisoned until they close |
//! | [`ct`] | constant time: the barrier, masks, selections, comparison |
//! | [`secret`] | fixed-size secrets: wiped when dropped, never printed; wiping |
//! | [`time`] | seconds since 1970 and the calendar, without a libc |
//! | [`random`] | the two traits of randomness: a raw [`Entropy`] source and a [`Random`] generator |
//!
//! | Cargo feature | what it adds | default |
//! |---|---|---|
//! | `defmt` | `defmt::Format` of the errors | no |
//!
//! Nothing here allocates, panics on input, or knows a protocol.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::arithmetic_side_effects))]

pub mod ct;
pub mod random;
pub mod reader;
pub mod secret;
pub mod time;
pub mod writer;

pub use random::{Entropy, EntropyError, Random, RandomError};
pub use reader::{DecodeError, Reader};
pub use secret::Secret;
pub use time::UnixTime;
pub use writer::{BufferFull, Writer};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
