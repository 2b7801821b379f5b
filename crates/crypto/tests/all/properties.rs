//! What `random` promises of a property that does not hold: its input is shrunk and printed, and
//! its seed is kept and tried first.

use crate::common::bytes;
use crate::common::random::{config, outcome};
use proptest::prelude::any;
use proptest::test_runner::{Config, FileFailurePersistence, TestError};
use std::cell::Cell;
use std::fs;

#[test]
fn what_fails_is_shrunk() {
    let quiet = || Config { failure_persistence: None, ..config(1000) };
    let failure = outcome(quiet(), any::<u32>(), |n| assert!(n < 4321, "too large"));
    let Err(TestError::Fail(why, input)) = &failure else { panic!("{failure:?}") };
    assert_eq!((why.message(), *input), ("too large", 4321));
    assert!(failure.unwrap_err().to_string().ends_with("minimal failing input: 4321"));

    // Two inputs, one with a length: each becomes as small as it may.
    let inputs = (bytes(0..100), any::<u8>());
    let failure = outcome(quiet(), inputs, |(text, n)| assert!(text.len() < 7 || n < 20));
    let Err(TestError::Fail(_, input)) = failure else { panic!("{failure:?}") };
    assert_eq!(input, (vec![0; 7], 20));

    assert_eq!(outcome(quiet(), any::<u32>(), |n| assert!(u64::from(n) < 1 << 32)), Ok(()));
}

#[test]
fn what_failed_is_tried_first() {
    const FILE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/properties.txt");
    let _ = fs::remove_file(FILE);
    let kept = |cases| Config {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(FILE))),
        ..config(cases)
    };
    let failure = outcome(kept(1000), any::<u32>(), |n| assert!(n < 4321));
    assert!(failure.is_err());
    let file = fs::read_to_string(FILE).unwrap();
    let seed = file.lines().find(|line| line.starts_with("cc ")).unwrap();
    assert!(seed.ends_with("# shrinks to 4321"), "{seed}");

    // Even before the one case that is asked for.
    let calls = Cell::new(0);
    let again = outcome(kept(1), any::<u32>(), |n| {
        calls.set(calls.get() + 1);
        assert!(calls.get() > 1 || n >= 4321, "not the input that failed");
    });
    assert_eq!((again, calls.get()), (Ok(()), 2));
}
