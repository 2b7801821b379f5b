//! A cursor over bytes that a peer wrote.
//!
//! Every read either yields exactly what was asked for or fails without moving past the end. A
//! decoder that has read all it knows calls [`Reader::end`], so that trailing bytes are an error
//! and not a hiding place.

/// The bytes end too early, go on too long, or hold a value their grammar forbids.
///
/// Carries nothing: the caller knows which type it was decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DecodeError;

impl core::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("malformed encoding")
    }
}

impl core::error::Error for DecodeError {}

/// A cursor over borrowed bytes.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    /// The bytes not read yet.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether everything was read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Takes the next `n` bytes.
    ///
    /// # Errors
    /// [`DecodeError`] when fewer remain.
    #[inline(never)]
    pub fn take(&mut self, n: usize) -> Result<&'a [u8], DecodeError> {
        let (head, rest) = self.rest.split_at_checked(n).ok_or(DecodeError)?;
        self.rest = rest;
        Ok(head)
    }

    /// Takes the next `N` bytes as an array.
    ///
    /// # Errors
    /// [`DecodeError`] when fewer remain.
    pub fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], DecodeError> {
        self.take(N)?.try_into().map_err(|_| DecodeError)
    }

    /// Takes a big-endian unsigned integer of `width` bytes, at most four.
    ///
    /// # Errors
    /// [`DecodeError`] when fewer bytes remain.
    #[inline(never)]
    pub fn uint(&mut self, width: usize) -> Result<u32, DecodeError> {
        let bytes = self.take(width)?;
        Ok(bytes.iter().fold(0, |value, byte| (value << 8) | u32::from(*byte)))
    }

    /// Takes one byte.
    ///
    /// # Errors
    /// [`DecodeError`] when none remains.
    #[allow(clippy::cast_possible_truncation)]
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(self.uint(1)? as u8)
    }

    /// Takes two bytes, big-endian.
    ///
    /// # Errors
    /// [`DecodeError`] when fewer remain.
    #[allow(clippy::cast_possible_truncation)]
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        Ok(self.uint(2)? as u16)
    }

    /// Takes the contents of a vector whose length stands before it in `width` bytes (RFC 9846,
    /// section 3.4).
    ///
    /// # Errors
    /// [`DecodeError`] when the length or the contents are cut short.
    #[inline(never)]
    pub fn vector(&mut self, width: usize) -> Result<Reader<'a>, DecodeError> {
        let length = self.uint(width)? as usize;
        Ok(Reader::new(self.take(length)?))
    }

    /// Ends the decoding.
    ///
    /// # Errors
    /// [`DecodeError`] when bytes remain.
    pub const fn end(self) -> Result<(), DecodeError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_there_and_no_more() {
        let mut r = Reader::new(&[1, 2, 3, 0, 2, 9, 8, 7]);
        assert_eq!(r.u8(), Ok(1));
        assert_eq!(r.u16(), Ok(0x0203));
        let mut inner = r.vector(2).unwrap();
        assert_eq!(inner.array::<2>(), Ok(&[9, 8]));
        assert_eq!(inner.end(), Ok(()));
        assert_eq!(r.end(), Err(DecodeError));
        assert_eq!(r.u16(), Err(DecodeError));
        assert_eq!(r.rest(), &[7], "a failed read leaves the cursor where it was");
    }

    #[test]
    fn a_vector_longer_than_its_bytes_is_refused() {
        assert!(Reader::new(&[3, 1, 2]).vector(1).is_err());
        assert!(Reader::new(&[0, 0]).vector(3).is_err());
    }
}
