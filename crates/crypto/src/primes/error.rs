//! Why there is no prime.

use motetls_base::RandomError;

/// Why there is no prime, or no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PrimeError {
    /// A prime of less than 4 bytes was asked for, or the scratch is shorter than
    /// [`scratch`](super::scratch) says.
    InvalidLength,
    /// The generator failed.
    Random,
    /// The callback asked to give up.
    Cancelled,
}

impl From<RandomError> for PrimeError {
    fn from(_: RandomError) -> Self {
        PrimeError::Random
    }
}

impl core::fmt::Display for PrimeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            PrimeError::InvalidLength => "the prime or the scratch is too short",
            PrimeError::Random => "the random generator failed",
            PrimeError::Cancelled => "the search was cancelled",
        })
    }
}

impl core::error::Error for PrimeError {}
