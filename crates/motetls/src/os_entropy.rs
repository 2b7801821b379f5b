//! The operating system as an entropy source.

use motetls_base::{Entropy, EntropyError};
use motetls_crypto::{HmacDrbg, Sha256};

/// Draws from the operating system. Seeds the generator of [`OsEntropy::generator`], and any other.
#[derive(Clone, Copy, Debug)]
pub struct OsEntropy;

/// A generator over the operating system's entropy: HMAC_DRBG with SHA-256.
pub type OsRandom = HmacDrbg<Sha256, OsEntropy>;

impl OsEntropy {
    /// A generator for handshakes, keys and whatever else is drawn at random on a host.
    ///
    /// # Errors
    /// [`EntropyError`] when the operating system gives none.
    pub fn generator() -> Result<OsRandom, EntropyError> {
        HmacDrbg::new(OsEntropy, &[], b"motetls on a host")
    }
}

impl Entropy for OsEntropy {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(out).map_err(|_| EntropyError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use motetls_base::Random;

    #[test]
    fn two_draws_differ() {
        let (mut a, mut b) = ([0; 32], [0; 32]);
        OsEntropy.entropy(&mut a).unwrap();
        OsEntropy.entropy(&mut b).unwrap();
        assert_ne!(a, b);
    }

    #[test]
    fn two_generators_differ() {
        let (mut a, mut b) = ([0; 32], [0; 32]);
        OsEntropy::generator().unwrap().random(&mut a).unwrap();
        OsEntropy::generator().unwrap().random(&mut b).unwrap();
        assert_ne!(a, b);
    }
}
