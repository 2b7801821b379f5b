//! The lines of the table.

mod asymmetric;
mod symmetric;

pub use asymmetric::asymmetric;
pub use symmetric::symmetric;

use motetls_base::{Random, RandomError};

/// Counts: private keys that are the same for all.
pub struct Counter(pub u8);

impl Random for Counter {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(71);
            *byte = self.0;
        }
        Ok(())
    }
}

/// The first bytes of a result: to tell whether two are the same.
fn first(result: impl AsRef<[u8]>) -> u64 {
    result.as_ref().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
