//! Where randomness comes from.
//!
//! There is no default source: a connection is opened with a generator, and a generator is seeded
//! with an entropy source. A source that fails is an error that stops the operation,
//! never a weaker key.

/// A raw entropy source: a hardware generator, or the operating system.
///
/// The bytes need not be uniform, but must hold at least half their length in entropy; a generator
/// (`motetls_crypto::drbg`) conditions them.
pub trait Entropy {
    /// Fills the whole of `out`, or fails.
    ///
    /// # Errors
    /// [`EntropyError`] when the source is not ready or failed its health test.
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError>;
}

/// A generator of uniform, unpredictable bytes.
pub trait Random {
    /// Fills the whole of `out`, or fails.
    ///
    /// # Errors
    /// [`RandomError`] when the generator is unseeded or could not be reseeded. `out` must not be
    /// used then.
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError>;
}

impl<T: Entropy + ?Sized> Entropy for &mut T {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        (**self).entropy(out)
    }
}

impl<T: Random + ?Sized> Random for &mut T {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        (**self).random(out)
    }
}

/// The entropy source is not ready or failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct EntropyError;

/// The generator cannot give bytes that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RandomError;

impl From<EntropyError> for RandomError {
    fn from(_: EntropyError) -> Self {
        RandomError
    }
}

impl core::fmt::Display for EntropyError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(
            "the entropy source failed: check that the hardware generator is clocked and enabled",
        )
    }
}

impl core::fmt::Display for RandomError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the random generator is unseeded or its entropy source failed")
    }
}

impl core::error::Error for EntropyError {}
impl core::error::Error for RandomError {}
