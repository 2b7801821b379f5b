//! Generators: the seed and all that comes of it are secret.

use crate::Operation;
use motetls_base::{Entropy, EntropyError, Random, RandomError};
use motetls_crypto::{Aes256Ct, CtrDrbg, HmacDrbg, Sha256};

/// A source that yields the secret, again and again.
pub struct Known<'a>(pub &'a [u8]);

impl Entropy for Known<'_> {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        for (to, from) in out.iter_mut().zip(self.0.iter().cycle()) {
            *to = *from;
        }
        Ok(())
    }
}

impl Random for Known<'_> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.entropy(out).map_err(RandomError::from)
    }
}

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new("HMAC_DRBG seed, generate, reseed", 64, |secret, sink| {
        let mut out = [0; 50];
        let Ok(mut generator) = HmacDrbg::<Sha256, _>::new(Known(secret), b"nonce", b"") else {
            return;
        };
        if generator.generate(&mut out, b"additional").is_ok() {
            sink.keep(&out);
        }
        if generator.reseed(&[]).is_ok() && generator.random(&mut out).is_ok() {
            sink.keep(&out);
        }
    }),
    Operation::new("CTR_DRBG seed, generate, reseed", 64, |secret, sink| {
        let mut out = [0; 50];
        let Ok(mut generator) = CtrDrbg::<Aes256Ct, _>::new(Known(secret), b"nonce", b"") else {
            return;
        };
        if generator.generate(&mut out, b"additional").is_ok() {
            sink.keep(&out);
        }
        if generator.reseed(&[]).is_ok() && generator.random(&mut out).is_ok() {
            sink.keep(&out);
        }
    }),
];
