//! Runs operations on secrets that valgrind believes uninitialised.
//!
//! Memcheck follows every bit computed from them and reports jumps, and addresses of loads and
//! stores, that depend on one.

use crate::{client, samples};
use operations::{Operation, Sink};
use serde::Serialize;
use std::hint::black_box;

/// What memcheck found.
#[derive(Serialize)]
pub(crate) struct Verdict {
    name: &'static str,
    /// Errors; none when the program does not run under valgrind.
    errors: Option<u64>,
}

/// Runs an operation on one secret, marked. The name goes to standard error, where valgrind's
/// complaints follow.
pub(crate) fn check(operation: &Operation) -> Verdict {
    eprintln!("operation {}", operation.name);
    let before = client::errors();
    if let Some(mut secret) = samples::samples(operation).pop() {
        client::classify(&mut secret);
        let mut sink = Sink::new(client::declassify);
        (operation.run)(&secret, &mut sink);
        black_box(sink.digest());
        client::declassify(&mut secret);
    }
    let errors = client::present().then(|| client::errors() - before);
    Verdict { name: operation.name, errors }
}
