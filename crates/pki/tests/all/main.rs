//! Certificates against what others publish, make and decide. One program, as it takes minutes to
//! link thirty; `cargo test -p motetls-pki --all-features --test all chain::` runs a file of it.
//!
//! | files | what is tested |
//! |---|---|
//! | `chain`, `faults`, `rules`, `constraints`, `validators`, `practice`, `many`, `grid` | chains, openssl's verdict beside ours |
//! | `steps`, `path`, `policy`, `pkits` | steps over certificates, paths, policies |
//! | `lists`, `list_reading`, `answers`, `answers_together` | revocation lists, OCSP |
//! | `revocation`, `revocation_together`, `revocation_vectors`, `pkits_revocation` | chains held against both |
//! | `keys`, `made`, `extensions` | what is written, read by others |
//! | `vectors`, `samples`, `views`, `wycheproof` | what others wrote, read by us |
//! | `mutation`, `flips` | every bit flipped, every truncation |
//! | `common` | authorities of openssl's and of ours, other programs |

#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail anywhere

mod common;

mod answers;
mod answers_together;
mod chain;
mod constraints;
mod extensions;
mod faults;
mod flips;
mod grid;
mod keys;
mod list_reading;
mod lists;
mod made;
mod many;
mod mutation;
mod path;
mod pkits;
mod pkits_revocation;
mod policy;
mod practice;
mod revocation;
mod revocation_together;
mod revocation_vectors;
mod rules;
mod samples;
mod steps;
mod validators;
mod vectors;
mod views;
mod wycheproof;
