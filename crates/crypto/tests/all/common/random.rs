//! Random inputs from proptest, new in every run. Unit tests of the crate and tests of
//! `motetls-pki` use this file, too.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestError, TestRunner};
use std::panic::Location;

/// Whether all is asked for, not the sample that fits between two edits: with MOTETLS_THOROUGH=1,
/// as `cargo xtask evidence tests` has it.
pub(crate) fn thorough() -> bool {
    std::env::var_os("MOTETLS_THOROUGH").is_some()
}

/// Holds `test` against `cases` random inputs, or at least a thousand if all is asked for.
#[track_caller]
pub(crate) fn random<S: Strategy>(cases: u32, inputs: S, test: impl Fn(S::Value)) {
    random_few(if thorough() { cases.max(1000) } else { cases }, inputs, test);
}

/// Holds `test` against `cases` random inputs, and no more if all is asked for: for what takes
/// long. One that fails is shrunk, and printed with its seed.
#[track_caller]
pub(crate) fn random_few<S: Strategy>(cases: u32, inputs: S, test: impl Fn(S::Value)) {
    let config = Config { source_file: Some(Location::caller().file()), ..config(cases) };
    outcome(config, inputs, test).unwrap_or_else(|failure| panic!("{failure}"));
}

/// How long is looked for an input that fails, and for a smaller one then.
pub(crate) fn config(cases: u32) -> Config {
    Config {
        cases,
        // Four times `cases` otherwise, which is little where those are few.
        max_shrink_iters: 4096,
        // A minute, in milliseconds.
        max_shrink_time: 60_000,
        ..Config::default()
    }
}

/// The smallest input found for which `test` panics, if there is one.
pub(crate) fn outcome<S: Strategy>(
    config: Config,
    inputs: S,
    test: impl Fn(S::Value),
) -> Result<(), TestError<S::Value>> {
    TestRunner::new(config).run(&inputs, |input| {
        test(input);
        Ok(())
    })
}
