//! Random numbers: an entropy source under test, two generators over it, a source that fails, and a
//! prime.
//!
//! `cargo run -p motetls-examples --bin 07_rng -- [BITS]`

use core::ops::ControlFlow;
use std::error::Error;

use motetls::crypto::health::{Combined, Cutoffs, FalseAlarm, Tested};
use motetls::crypto::{Aes256Ct, CtrDrbg, HmacDrbg, Sha256, primes};
use motetls::os_entropy::OsEntropy;
use motetls::{Entropy, EntropyError, Random};

/// What the maker of a source says of its samples, here 7.5 bits of entropy in each byte.
const CUTOFFS: Cutoffs = Cutoffs::bytes(15, FalseAlarm::TwoToMinus30);

/// A hardware generator whose oscillator stops after a while.
struct Dying {
    source: OsEntropy,
    left: usize,
}

impl Entropy for Dying {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        self.source.entropy(out)?;
        let alive = self.left.min(out.len());
        self.left -= alive;
        out.iter_mut().skip(alive).for_each(|byte| *byte = 0xff);
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let bits: usize = std::env::args().nth(1).map_or(Ok(512), |bits| bits.parse())?;
    generators()?;
    failures()?;
    prime(bits)
}

/// Generators are seeded when they are made; there is none without a source.
fn generators() -> Result<(), Box<dyn Error>> {
    // Two sources as one: as hard to guess as the better of them. The test stands directly at the
    // raw source.
    let source = Combined(Tested::<_>::new(OsEntropy, CUTOFFS)?, OsEntropy);
    // The nonce should not repeat on this device, the personalization sets devices apart.
    let mut generator = HmacDrbg::<Sha256, _>::new(source, b"boot 17", b"sensor 4711")?;
    let (mut key, mut iv) = ([0; 16], [0; 12]);
    generator.random(&mut key)?;
    generator.random(&mut iv)?;
    println!("HMAC_DRBG: {} and {} bytes", key.len(), iv.len());

    // With AES instead of a hash, and fresh entropy before every request (prediction resistance).
    let mut generator = CtrDrbg::<Aes256Ct, _, true>::new(OsEntropy, b"boot 17", b"sensor 4711")?;
    generator.generate(&mut key, b"additional input")?;
    println!("CTR_DRBG with prediction resistance: {} bytes", key.len());
    Ok(())
}

/// A failed source is an error, never a weaker key.
fn failures() -> Result<(), Box<dyn Error>> {
    let dead = Tested::<_>::new(Dying { source: OsEntropy, left: 100 }, CUTOFFS);
    println!("a source that is stuck starts: {}", if dead.is_ok() { "yes" } else { "no" });

    // 1,024 samples are tested at the start, 64 make the first seed, and not enough are left for
    // the next.
    let mut tested = Tested::<_>::new(Dying { source: OsEntropy, left: 1024 + 64 + 8 }, CUTOFFS)?;
    let mut generator = HmacDrbg::<Sha256, _>::new(&mut tested, b"", b"")?;
    generator.set_reseed_interval(2);
    let mut out = [0; 32];
    println!("before it dies: {}", outcome_text(generator.random(&mut out)));
    println!("a reseed after it died: {}", outcome_text(generator.reseed(b"")));
    println!("and what is drawn then: {}", outcome_text(generator.random(&mut out)));
    drop(generator);
    println!("the test has found it: {}", if tested.has_failed() { "yes" } else { "no" });
    Ok(())
}

/// A random prime, as for RSA or a group of one's own.
fn prime(bits: usize) -> Result<(), Box<dyn Error>> {
    let mut generator = HmacDrbg::<Sha256, _>::new(OsEntropy, b"", b"07_rng")?;
    let mut prime = vec![0; bits / 8];
    let mut scratch = vec![0; primes::scratch(prime.len())];
    let mut steps = 0u32;
    let progress = |_| {
        steps += 1; // a place to feed a watchdog, or to give up with `Break(())`
        ControlFlow::Continue(())
    };
    primes::generate(&mut prime, &mut generator, &mut scratch, progress)
        .map_err(|error| format!("{error:?}"))?;
    eprintln!("found after {steps} steps");
    let sure = primes::is_probable_prime_vartime(&prime, 40, &mut generator, &mut scratch);
    println!(
        "a prime of {} bits: {}",
        8 * prime.len(),
        if sure == Ok(true) { "yes" } else { "no" }
    );
    let digits: String = prime.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("{digits}");
    Ok(())
}

/// What an outcome means.
fn outcome_text<E: core::fmt::Display>(outcome: Result<(), E>) -> String {
    outcome.map_or_else(|error| format!("refused: {error}"), |()| "delivered".to_owned())
}
