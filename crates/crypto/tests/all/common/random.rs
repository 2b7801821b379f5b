//! Random inputs from proptest, new in every run. Unit tests of the crate and tests of
//! `motetls-pki` use this file, too.

use proptest::strategy::{BoxedStrategy, Strategy};
use proptest::test_runner::{Config, TestError, TestRunner};
use std::any::Any;
use std::boxed::Box;
use std::fmt;
use std::panic::Location;

/// Whether all is asked for, not the sample that fits between two edits: with MOTETLS_THOROUGH=1,
/// as `cargo xtask evidence tests` has it.
pub(crate) fn thorough() -> bool {
    std::env::var_os("MOTETLS_THOROUGH").is_some()
}

/// Holds `test` against `cases` random inputs, or at least a thousand if all is asked for.
#[track_caller]
pub(crate) fn random<S: Strategy + 'static>(cases: u32, inputs: S, test: impl Fn(S::Value)) {
    random_few(if thorough() { cases.max(1000) } else { cases }, inputs, test);
}

/// Holds `test` against `cases` random inputs, and no more if all is asked for: for what takes
/// long. One that fails is shrunk, and printed with its seed.
#[track_caller]
pub(crate) fn random_few<S: Strategy + 'static>(cases: u32, inputs: S, test: impl Fn(S::Value)) {
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
pub(crate) fn outcome<S: Strategy + 'static>(
    config: Config,
    inputs: S,
    test: impl Fn(S::Value),
) -> Result<(), TestError<S::Value>> {
    let value = |input: Input| *input.0.into_any().downcast::<S::Value>().unwrap();
    let inputs = inputs.prop_map(|value| Input(Box::new(value))).boxed();
    run(config, &inputs, &|input| test(value(input))).map_err(|error| match error {
        TestError::Abort(why) => TestError::Abort(why),
        TestError::Fail(why, input) => TestError::Fail(why, value(input)),
    })
}

/// One copy of the runner for all types of inputs: a copy for each takes longer to compile than to
/// run.
fn run(
    config: Config,
    inputs: &BoxedStrategy<Input>,
    test: &dyn Fn(Input),
) -> Result<(), TestError<Input>> {
    TestRunner::new(config).run(inputs, |input| {
        test(input);
        Ok(())
    })
}

/// An input of any type.
struct Input(Box<dyn AnyInput>);

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is asked of an input: to be shown, and to be the type again that it was.
trait AnyInput: fmt::Debug {
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<T: fmt::Debug + 'static> AnyInput for T {
    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
