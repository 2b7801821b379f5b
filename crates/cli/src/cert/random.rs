//! Randomness: HMAC_DRBG over the operating system's entropy.

use motetls::RandomError;
use motetls::crypto::{HmacDrbg, Sha256};
use motetls::os_entropy::OsEntropy;
use motetls_base::Random;

use crate::failure::Failure;

/// The generator of keys, serial numbers and salts.
pub(crate) type Generator = HmacDrbg<Sha256, OsEntropy>;

/// A generator, seeded.
pub(crate) fn generator() -> Result<Generator, Failure> {
    HmacDrbg::new(OsEntropy, &[], b"motetls cert")
        .map_err(|error| Failure::local(error.to_string()))
}

/// Octets of a serial number: 127 random bits, which cannot be guessed (RFC 5280, section 4.1.2.2,
/// wants 64 of them or more).
const SERIAL: usize = 16;

/// A serial number: positive, and of the same length each time.
pub(crate) fn serial(random: &mut Generator) -> Result<[u8; SERIAL], Failure> {
    let mut serial = [0; SERIAL];
    random.random(&mut serial)?;
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x7f | 0x40;
    }
    Ok(serial)
}

impl From<RandomError> for Failure {
    fn from(error: RandomError) -> Self {
        Failure::local(error.to_string())
    }
}
