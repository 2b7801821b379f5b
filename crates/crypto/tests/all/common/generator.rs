//! Generators that tests hand to what draws. Their bytes are the same in every run: a key, a
//! nonce or a mask is not what a test is about. Where it is, proptest draws it (`random`).

use motetls_base::{Random, RandomError};
use proptest::test_runner::{RngAlgorithm, TestRng};
use rand_core::{Rng, TryCryptoRng, TryRng};

/// Proptest's generator, begun from a number.
pub struct Seeded(TestRng);

/// The generator of this number.
pub fn seeded(seed: u64) -> Seeded {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    Seeded(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

impl Seeded {
    pub fn byte(&mut self) -> u8 {
        self.bytes(1)[0]
    }

    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut out = vec![0; length];
        self.0.fill_bytes(&mut out);
        out
    }
}

impl Random for Seeded {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0.fill_bytes(out);
        Ok(())
    }
}

/// RustCrypto's side of the same generator.
impl TryRng for Seeded {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.0.try_next_u32()
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0.try_next_u64()
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        self.0.try_fill_bytes(out)
    }
}

impl TryCryptoRng for Seeded {}

/// Gives out these bytes in order, and fails where they end.
pub struct Script(pub Vec<u8>);

impl Random for Script {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        if out.len() > self.0.len() {
            return Err(RandomError);
        }
        out.copy_from_slice(&self.0[..out.len()]);
        self.0.drain(..out.len());
        Ok(())
    }
}

/// Fails after so many calls.
pub struct Failing<R>(pub u32, pub R);

impl<R: Random> Random for Failing<R> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0 = self.0.checked_sub(1).ok_or(RandomError)?;
        self.1.random(out)
    }
}
