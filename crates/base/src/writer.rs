//! A cursor over a buffer the caller owns.
//!
//! A writer that ran out of room stays full: later writes are ignored and [`Writer::done`] reports
//! the failure once, so encoders need no check after every field. An open length prefix is filled
//! with 0xff until its scope ends; a scope that never ends can therefore not pass for a short
//! vector.

/// The buffer is too small for what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct BufferFull;

impl core::fmt::Display for BufferFull {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the buffer is too small for the message")
    }
}

impl core::error::Error for BufferFull {}

/// A cursor over a borrowed buffer.
#[derive(Debug)]
pub struct Writer<'a> {
    buffer: &'a mut [u8],
    length: usize,
    full: bool,
}

/// An open length prefix, to be given back to [`Writer::close`].
#[derive(Debug)]
#[must_use = "a prefix that is not closed stays poisoned"]
pub struct Prefix {
    /// Where the prefix starts, and in the two low bits how wide it is: one register.
    place: usize,
}

impl<'a> Writer<'a> {
    /// Starts at the first byte of `buffer`.
    #[must_use]
    pub const fn new(buffer: &'a mut [u8]) -> Self {
        Writer { buffer, length: 0, full: false }
    }

    /// How many bytes were written.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing was written yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// What was written so far.
    #[must_use]
    pub fn written(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or(&[])
    }

    /// What was written so far, to be changed in place.
    pub fn written_mut(&mut self) -> &mut [u8] {
        self.buffer.get_mut(..self.length).unwrap_or(&mut [])
    }

    /// Reserves the next `n` bytes and lends them to be filled; empty when they do not fit.
    #[inline(never)]
    pub fn reserve(&mut self, n: usize) -> &mut [u8] {
        let start = self.length;
        let end = start.saturating_add(n);
        if self.full || end > self.buffer.len() {
            self.full = true;
            return &mut [];
        }
        self.length = end;
        self.buffer.get_mut(start..end).unwrap_or(&mut [])
    }

    /// Appends `bytes`.
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &[u8]) {
        for (to, from) in self.reserve(bytes.len()).iter_mut().zip(bytes) {
            *to = *from;
        }
    }

    /// Appends the low `width` bytes of `value`, big-endian; `width` is at most four.
    #[inline(never)]
    pub fn uint(&mut self, width: usize, value: u32) {
        let bytes = value.to_be_bytes();
        self.bytes(bytes.get(bytes.len().saturating_sub(width)..).unwrap_or(&[]));
    }

    /// Appends one byte.
    pub fn u8(&mut self, value: u8) {
        self.uint(1, u32::from(value));
    }

    /// Appends two bytes, big-endian.
    pub fn u16(&mut self, value: u16) {
        self.uint(2, u32::from(value));
    }

    /// Opens a vector whose length will stand before it in `width` bytes, at most three.
    #[inline(never)]
    pub fn open(&mut self, width: usize) -> Prefix {
        let at = self.length;
        self.reserve(width).fill(0xff);
        Prefix { place: (at << 2) | (width & 3) }
    }

    /// Closes a vector: its length, what was written since [`Writer::open`], is filled in.
    #[inline(never)]
    pub fn close(&mut self, prefix: Prefix) {
        let (at, width) = (prefix.place >> 2, prefix.place & 3);
        let start = at.wrapping_add(width);
        let mut value = self.length.wrapping_sub(start);
        for byte in self.buffer.get_mut(at..start).unwrap_or(&mut []).iter_mut().rev() {
            *byte = (value & 0xff) as u8;
            value >>= 8;
        }
        // A length that does not fit its prefix leaves something over.
        self.full |= value != 0;
    }

    /// Ends the encoding and yields the number of bytes written.
    ///
    /// # Errors
    /// [`BufferFull`] when anything did not fit.
    pub const fn done(self) -> Result<usize, BufferFull> {
        if self.full { Err(BufferFull) } else { Ok(self.length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_vectors() {
        let mut buffer = [0; 16];
        let mut w = Writer::new(&mut buffer);
        let outer = w.open(2);
        w.u8(7);
        let inner = w.open(1);
        w.bytes(b"abc");
        w.close(inner);
        w.close(outer);
        assert_eq!(w.written(), &[0, 5, 7, 3, b'a', b'b', b'c']);
        assert_eq!(w.done(), Ok(7));
    }

    #[test]
    fn an_open_prefix_is_poisoned() {
        let mut buffer = [0; 4];
        let mut w = Writer::new(&mut buffer);
        let _never_closed = w.open(2);
        w.u8(1);
        assert_eq!(
            w.written(),
            &[0xff, 0xff, 1],
            "a forgotten length must not read as a short vector"
        );
    }

    #[test]
    fn a_full_writer_stays_full() {
        let mut buffer = [0; 3];
        let mut w = Writer::new(&mut buffer);
        w.bytes(&[1, 2]);
        w.u16(3);
        w.u8(4);
        assert_eq!(w.written(), &[1, 2]);
        assert_eq!(w.done(), Err(BufferFull));
    }

    #[test]
    fn a_vector_too_long_for_its_prefix_is_full() {
        let mut buffer = [0; 300];
        let mut w = Writer::new(&mut buffer);
        let prefix = w.open(1);
        w.reserve(256);
        w.close(prefix);
        assert_eq!(w.done(), Err(BufferFull));
    }
}
