//! The operating system as an entropy source.

use motetls_base::{Entropy, EntropyError};

/// Draws from the operating system. Seeds an [`HmacDrbg`](motetls_crypto::HmacDrbg) on hosts.
#[derive(Clone, Copy, Debug)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(out).map_err(|_| EntropyError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let (mut a, mut b) = ([0; 32], [0; 32]);
        OsEntropy.entropy(&mut a).unwrap();
        OsEntropy.entropy(&mut b).unwrap();
        assert_ne!(a, b);
    }
}
