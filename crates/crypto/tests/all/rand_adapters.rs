//! The adapters to and from `rand_core`. Needs the feature `rand_core`.
#![cfg(feature = "rand_core")]

use motetls_base::{Random, RandomError};
use motetls_crypto::rand_adapters::{AsRandom, AsRng};
use rand_core::TryCryptoRng;

/// Counts up, and fails at the end.
struct Counter(u8);

impl Random for Counter {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            self.0 = self.0.checked_add(1).ok_or(RandomError)?;
            *byte = self.0;
        }
        Ok(())
    }
}

fn needs_rng<R: TryCryptoRng>(rng: &mut R) -> Result<(u32, u64, [u8; 3]), R::Error> {
    let mut bytes = [0; 3];
    let (small, large) = (rng.try_next_u32()?, rng.try_next_u64()?);
    rng.try_fill_bytes(&mut bytes)?;
    Ok((small, large, bytes))
}

#[test]
fn ours_is_theirs() {
    let drawn = needs_rng(&mut AsRng(Counter(0)));
    assert_eq!(drawn, Ok((0x0403_0201, 0x0c0b_0a09_0807_0605, [13, 14, 15])));
    assert_eq!(needs_rng(&mut AsRng(Counter(250))), Err(RandomError), "a failure passes through");
}

#[test]
fn theirs_is_ours() {
    let mut random = AsRandom(AsRng(Counter(0)));
    let mut out = [0; 4];
    assert_eq!(random.random(&mut out), Ok(()));
    assert_eq!(out, [1, 2, 3, 4]);
    assert_eq!(AsRandom(AsRng(Counter(254))).random(&mut out), Err(RandomError));
}
