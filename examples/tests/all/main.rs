//! Every example runs and prints what it says; the adapters they show are tried to their limits.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

mod adapters;
mod asked;
mod connector;
mod dropped;
mod halves;
mod refused;
mod run;
mod unverified;
