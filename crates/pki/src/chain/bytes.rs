//! Bytes of a length that is known at run time, in memory of one that is known at compile time.

use crate::error::CertError;
use motetls_crypto::ByteArray;

/// Bytes in a place that may be longer.
#[derive(Clone, Copy)]
pub(super) struct Bytes<T> {
    bytes: T,
    length: usize,
}

impl<T: ByteArray> Bytes<T> {
    pub(super) const NONE: Self = Bytes { bytes: T::ZERO, length: 0 };

    /// The bytes.
    pub(super) fn get(&self) -> &[u8] {
        self.bytes.as_ref().get(..self.length).unwrap_or(&[])
    }

    /// Room for `length` bytes, whose values are undefined.
    ///
    /// # Errors
    /// [`CertError::UnsupportedAlgorithm`] when there is less.
    pub(super) fn resize(&mut self, length: usize) -> Result<&mut [u8], CertError> {
        self.length = 0;
        let place = self.bytes.as_mut().get_mut(..length);
        let place = place.ok_or(CertError::UnsupportedAlgorithm)?;
        self.length = length;
        Ok(place)
    }

    /// Takes `bytes`; nothing when they are longer than the place.
    ///
    /// # Errors
    /// [`CertError::UnsupportedAlgorithm`] when they are.
    pub(super) fn set(&mut self, bytes: &[u8]) -> Result<(), CertError> {
        for (to, from) in self.resize(bytes.len())?.iter_mut().zip(bytes) {
            *to = *from;
        }
        Ok(())
    }
}
