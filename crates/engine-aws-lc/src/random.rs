//! AWS-LC's generator, seeded from the operating system and the processor.

use motetls_base::{Entropy, EntropyError, Random, RandomError};

/// The generator of this thread. There is nothing to make or to seed.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        aws_lc_rs::rand::fill(out).map_err(|_| RandomError)
    }
}

impl Entropy for SystemRandom {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        aws_lc_rs::rand::fill(out).map_err(|_| EntropyError)
    }
}
