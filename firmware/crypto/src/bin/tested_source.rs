//! Health tests of an entropy source

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{bulk, done, ensure, expect, measure};
use motetls_base::{Entropy, EntropyError};
use motetls_crypto::health::{Cutoffs, FalseAlarm, Tested};

/// Counts: passes the tests, and costs little.
struct Counter(u8);

impl Entropy for Counter {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        for byte in out {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
        Ok(())
    }
}

/// For bytes of at least four bits of entropy.
const CUTOFFS: Cutoffs = Cutoffs::bytes(8, FalseAlarm::TwoToMinus30);

#[crypto::entry]
fn main() -> ! {
    let mut tested = expect(measure("start", || Tested::<_>::new(Counter(black_box(0)), CUTOFFS)));
    bulk("draw", |text| ensure(tested.entropy(text).is_ok()));
    ensure(!tested.has_failed());
    done()
}
