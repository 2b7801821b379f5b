//! HMAC_DRBG against NIST CAVP, and its behaviour when the source fails.

use crate::common::{Fields, records};
use motetls_base::{Entropy, EntropyError, Random, RandomError};
use motetls_crypto::{HmacDrbg, Sha256};
use std::cell::Cell;
use std::rc::Rc;

/// A source that plays back what it was given and fails at the end of it.
struct Tape(Vec<Vec<u8>>);

impl Entropy for Tape {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        if self.0.is_empty() {
            return Err(EntropyError);
        }
        out.copy_from_slice(&self.0.remove(0));
        Ok(())
    }
}

fn instantiate<const PR: bool>(record: &Fields) -> HmacDrbg<Sha256, Tape, PR, 32> {
    let names = ["EntropyInput", "EntropyInputReseed", "EntropyInputPR"];
    let tape = Tape(names.iter().flat_map(|name| record.all(name)).collect());
    HmacDrbg::new(tape, &record.bytes("Nonce"), &record.bytes("PersonalizationString")).unwrap()
}

fn second_output<const PR: bool>(mut generator: HmacDrbg<Sha256, Tape, PR, 32>, record: &Fields) {
    let mut out = [0; 128];
    let additional = record.all("AdditionalInput");
    assert_eq!(additional.len(), 2);
    for input in additional {
        generator.generate(&mut out, &input).unwrap();
    }
    assert_eq!(out.as_slice(), record.bytes("ReturnedBits"));
}

#[test]
fn cavp_without_reseed() {
    let file = records(include_str!("../data/hmac_drbg_no_reseed.rsp"), "ReturnedBits");
    assert_eq!(file.len(), 240);
    for record in &file {
        second_output(instantiate::<false>(record), record);
    }
}

#[test]
fn cavp_with_reseed() {
    let file = records(include_str!("../data/hmac_drbg_pr_false.rsp"), "ReturnedBits");
    assert_eq!(file.len(), 240);
    for record in &file {
        let mut generator = instantiate::<false>(record);
        generator.reseed(&record.bytes("AdditionalInputReseed")).unwrap();
        second_output(generator, record);
    }
}

#[test]
fn cavp_with_prediction_resistance() {
    let file = records(include_str!("../data/hmac_drbg_pr_true.rsp"), "ReturnedBits");
    assert_eq!(file.len(), 240);
    for record in &file {
        second_output(instantiate::<true>(record), record);
    }
}

#[test]
fn no_generator_without_entropy() {
    assert!(HmacDrbg::<Sha256, _>::new(Tape(vec![]), b"nonce", b"device").is_err());
}

#[test]
fn reseeds_by_itself_and_refuses_when_it_cannot() {
    let mut tape = Tape(vec![vec![1; 64], vec![2; 64]]);
    let mut generator = HmacDrbg::<Sha256, _>::new(&mut tape, b"", b"").unwrap();
    generator.set_reseed_interval(2);
    generator.reseed(b"").unwrap();
    let mut out = [0; 16];
    assert_eq!(generator.random(&mut out), Ok(()));
    assert_eq!(generator.random(&mut out), Ok(()));
    assert_eq!(
        generator.random(&mut out),
        Err(RandomError),
        "the interval is over and the source is empty"
    );
    assert_eq!(generator.random(&mut out), Err(RandomError), "and stays so");
}

#[test]
fn a_failed_reseed_refuses_requests_until_one_succeeds() {
    struct Flaky(Rc<Cell<bool>>);
    impl Entropy for Flaky {
        fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
            out.fill(7);
            if self.0.get() { Ok(()) } else { Err(EntropyError) }
        }
    }
    let works = Rc::new(Cell::new(true));
    let mut generator = HmacDrbg::<Sha256, _>::new(Flaky(works.clone()), b"", b"").unwrap();
    let mut out = [0; 16];
    works.set(false);
    assert_eq!(generator.random(&mut out), Ok(()), "seeded, no reseed due");
    assert_eq!(generator.reseed(b""), Err(EntropyError));
    assert_eq!(generator.random(&mut out), Err(RandomError));
    works.set(true);
    assert_eq!(generator.random(&mut out), Ok(()));
}

#[test]
fn a_long_request_is_cut_into_allowed_ones() {
    let mut tape = Tape(vec![vec![1; 64]]);
    let mut generator = HmacDrbg::<Sha256, _>::new(&mut tape, b"", b"").unwrap();
    let mut long = vec![0; (1 << 16) + 40];
    generator.random(&mut long).unwrap();
    let mut tape = Tape(vec![vec![1; 64]]);
    let mut generator = HmacDrbg::<Sha256, _>::new(&mut tape, b"", b"").unwrap();
    let mut first = vec![0; 1 << 16];
    let mut second = vec![0; 40];
    generator.random(&mut first).unwrap();
    generator.random(&mut second).unwrap();
    assert_eq!(long, [first, second].concat());
}

#[test]
fn a_reseed_interval_is_in_force_at_once() {
    let seeds = |count| Tape(vec![vec![1; 64]; count]);
    let mut out = [0; 16];
    // Right after `new`: two requests, the third needs a seed that is not there.
    let mut tape = seeds(1);
    let mut generator = HmacDrbg::<Sha256, _>::new(&mut tape, b"", b"").unwrap();
    generator.set_reseed_interval(2);
    assert_eq!([0; 3].map(|_| generator.random(&mut out).is_ok()), [true, true, false]);
    // Requests before it count; as many as the interval has, or more, and the next one reseeds.
    for (before, interval, after) in [(1, 3, 2), (3, 3, 0), (5, 3, 0), (5, 0, 0), (0, 1, 1)] {
        let mut tape = seeds(1);
        let mut generator = HmacDrbg::<Sha256, _>::new(&mut tape, b"", b"").unwrap();
        for _ in 0..before {
            generator.random(&mut out).unwrap();
        }
        generator.set_reseed_interval(interval);
        for request in 0..after {
            assert!(generator.random(&mut out).is_ok(), "{before} {interval} {request}");
        }
        assert_eq!(generator.random(&mut out), Err(RandomError), "{before} {interval}");
    }
    // A longer one does not make up for a reseed that failed.
    let mut tape = seeds(1);
    let mut generator = HmacDrbg::<Sha256, _>::new(&mut tape, b"", b"").unwrap();
    assert!(generator.reseed(b"").is_err());
    generator.set_reseed_interval(1 << 20);
    assert_eq!(generator.random(&mut out), Err(RandomError));
}
