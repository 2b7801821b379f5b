//! Writing DER into a buffer the caller owns.
//!
//! Elements are written in their order. A length stands before its contents and is known after
//! them: [`DerWriter::open`] leaves one octet for it, [`DerWriter::close`] fills it in and, should
//! it need more, moves the contents up. Writing backwards from the end of the buffer would spare
//! that move, and turn every grammar upside down; a certificate's octets are moved three times at
//! most, which is nothing beside its signature.
//!
//! Running out of room sticks and is told once, by [`DerWriter::done`]. A length that is never
//! filled in is 0xff, which no DER has.

use super::{BIT_STRING, BOOLEAN, INTEGER, NULL, OCTET_STRING, OID};
use core::cell::Cell;
use motetls_base::{BufferFull, Writer};

/// A cursor that writes elements of DER.
///
/// ```
/// use motetls_pki::der::{DerWriter, OCTET_STRING, SEQUENCE};
///
/// let mut buffer = [0; 16];
/// let mut der = DerWriter::new(&mut buffer);
/// let sequence = der.open(SEQUENCE);
/// der.unsigned(&[0x80]);
/// der.element(OCTET_STRING, b"ab");
/// der.close(sequence);
/// let length = der.done()?;
/// assert_eq!(buffer[..length], [0x30, 8, 2, 2, 0, 0x80, 4, 2, b'a', b'b']);
/// # Ok::<(), motetls_base::BufferFull>(())
/// ```
#[derive(Debug)]
pub struct DerWriter<'a>(Writer<'a>);

/// An element whose contents are being written, to be given back to [`DerWriter::close`].
#[derive(Debug)]
#[must_use = "an element that is not closed has no length"]
pub struct Open {
    /// Where its contents start.
    contents: usize,
}

impl<'a> DerWriter<'a> {
    /// Starts at the first octet of `buffer`.
    #[must_use]
    pub const fn new(buffer: &'a mut [u8]) -> Self {
        DerWriter(Writer::new(buffer))
    }

    /// How many octets were written.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was written yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was written so far.
    #[must_use]
    pub fn written(&self) -> &[u8] {
        self.0.written()
    }

    /// Opens an element that bears `tag`.
    #[inline(never)]
    pub fn open(&mut self, tag: u8) -> Open {
        self.0.bytes(&[tag, 0xff]);
        Open { contents: self.0.len() }
    }

    /// Closes an element: its length, what was written since [`DerWriter::open`], is filled in.
    #[inline(never)]
    pub fn close(&mut self, open: Open) {
        let length = self.0.len().wrapping_sub(open.contents);
        let octets = length_octets(length);
        let room = self.0.reserve(octets).len();
        let from = open.contents.wrapping_sub(1);
        let Some([first, rest @ ..]) = self.0.written_mut().get_mut(from..) else { return };
        if room != octets {
            return; // no room: the element stays poisoned
        }
        *first = if octets == 0 { (length & 0x7f) as u8 } else { 0x80 | (octets & 7) as u8 };
        let cells = Cell::from_mut(rest).as_slice_of_cells();
        let Some((_, moved)) = cells.split_at_checked(octets) else { return };
        for (to, from) in moved.iter().zip(cells).rev() {
            to.set(from.get());
        }
        let mut value = length;
        for cell in cells.iter().take(octets).rev() {
            cell.set((value & 0xff) as u8);
            value >>= 8;
        }
    }

    /// Opens a BIT STRING of whole octets.
    pub fn open_bits(&mut self) -> Open {
        let open = self.open(BIT_STRING);
        self.0.u8(0);
        open
    }

    /// Writes octets that are DER already, or contents of the element that is open.
    pub fn raw(&mut self, octets: &[u8]) {
        self.0.bytes(octets);
    }

    /// Reserves the next `n` octets of the contents and lends all that was written, to be filled
    /// and read: what was written before, and those; `None` when they do not fit.
    pub fn reserve(&mut self, n: usize) -> Option<(&mut [u8], &mut [u8])> {
        let before = self.0.len();
        if self.0.reserve(n).len() != n {
            return None;
        }
        self.0.written_mut().split_at_mut_checked(before)
    }

    /// Writes an element of `tag` and `contents`.
    #[inline(never)]
    pub fn element(&mut self, tag: u8, contents: &[u8]) {
        let open = self.open(tag);
        self.0.bytes(contents);
        self.close(open);
    }

    /// Writes the INTEGER that `octets` are, big-endian, not negative, of any length; none at all
    /// are zero.
    pub fn unsigned(&mut self, octets: &[u8]) {
        self.unsigned_as(INTEGER, octets);
    }

    /// Writes the INTEGER that `octets` are, big-endian, not negative, under the implicit tag
    /// `tag`.
    #[inline(never)]
    pub fn unsigned_as(&mut self, tag: u8, octets: &[u8]) {
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        let digits = octets.get(zeros..).unwrap_or(&[]);
        let open = self.open(tag);
        if digits.first().is_none_or(|first| *first >= 0x80) {
            self.0.u8(0);
        }
        self.0.bytes(digits);
        self.close(open);
    }

    /// Writes the INTEGER `value`.
    pub fn small(&mut self, value: u32) {
        self.unsigned(&value.to_be_bytes());
    }

    /// Writes a BOOLEAN; not, as DER asks, where the value is the default.
    pub fn boolean(&mut self, value: bool) {
        self.element(BOOLEAN, &[if value { 0xff } else { 0 }]);
    }

    /// Writes a NULL.
    pub fn null(&mut self) {
        self.element(NULL, &[]);
    }

    /// Writes the OBJECT IDENTIFIER whose contents octets are `octets`.
    pub fn oid(&mut self, octets: &[u8]) {
        self.element(OID, octets);
    }

    /// Writes an OCTET STRING.
    pub fn octets(&mut self, octets: &[u8]) {
        self.element(OCTET_STRING, octets);
    }

    /// Writes a BIT STRING of whole octets.
    pub fn bits(&mut self, octets: &[u8]) {
        let open = self.open_bits();
        self.0.bytes(octets);
        self.close(open);
    }

    /// Writes a BIT STRING of up to sixteen named bits, bit 0 as the highest, without the zeros at
    /// the end.
    pub fn flags(&mut self, flags: u16) {
        self.flags_as(BIT_STRING, flags);
    }

    /// Writes what [`DerWriter::flags`] does under the implicit tag `tag`.
    #[inline(never)]
    pub fn flags_as(&mut self, tag: u8, flags: u16) {
        let open = self.open(tag);
        let [first, second] = flags.to_be_bytes();
        let octets: &[u8] = match (first, second) {
            (0, 0) => &[],
            (_, 0) => &[first],
            _ => &[first, second],
        };
        self.0.u8(octets.last().map_or(0, |last| last.trailing_zeros() as u8 & 7));
        self.0.bytes(octets);
        self.close(open);
    }

    /// Ends the writing and yields the number of octets written.
    ///
    /// # Errors
    /// [`BufferFull`] when anything did not fit.
    pub const fn done(self) -> Result<usize, BufferFull> {
        self.0.done()
    }
}

/// How many octets follow the first octet of a length.
const fn length_octets(length: usize) -> usize {
    match length {
        0..0x80 => 0,
        0x80..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x100_0000 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Der, SEQUENCE};
    use super::*;
    use std::vec;

    #[test]
    fn lengths_are_minimal_and_move_their_contents() {
        for size in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000] {
            let contents: vec::Vec<u8> = (0..size).map(|place| place as u8).collect();
            let mut buffer = vec![0; size + 16];
            let mut writer = DerWriter::new(&mut buffer);
            let outer = writer.open(SEQUENCE);
            writer.octets(&contents);
            writer.null();
            writer.close(outer);
            let length = writer.done().unwrap();
            let mut outer = Der::new(&buffer[..length]);
            let mut inner = outer.nested(SEQUENCE).unwrap();
            assert_eq!(inner.contents(OCTET_STRING), Ok(&contents[..]), "{size}");
            assert_eq!((inner.null(), inner.end(), outer.end()), (Ok(()), Ok(()), Ok(())));
            for room in [length - 1, length / 2, 1, 0] {
                let mut writer = DerWriter::new(&mut buffer[..room]);
                let outer = writer.open(SEQUENCE);
                writer.octets(&contents);
                writer.null();
                writer.close(outer);
                assert_eq!(writer.done(), Err(BufferFull), "{size} in {room}");
            }
        }
    }

    #[test]
    fn numbers_are_minimal() {
        let number = |octets: &[u8]| {
            let mut buffer = [0; 16];
            let mut writer = DerWriter::new(&mut buffer);
            writer.unsigned(octets);
            writer.written()[2..].to_vec()
        };
        assert_eq!(number(&[]), [0]);
        assert_eq!(number(&[0, 0]), [0]);
        assert_eq!(number(&[0, 0x7f]), [0x7f]);
        assert_eq!(number(&[0x80]), [0, 0x80]);
        assert_eq!(number(&[0, 1, 0]), [1, 0]);
        let mut buffer = [0; 8];
        let mut writer = DerWriter::new(&mut buffer);
        writer.small(0x8000_0000);
        assert_eq!(writer.written(), [2, 5, 0, 0x80, 0, 0, 0]);
    }

    #[test]
    fn flags_lose_their_zeros() {
        for (flags, expected) in [
            (0, &[3, 1, 0][..]),
            (0x8000, &[3, 2, 7, 0x80]),
            (0x0600, &[3, 2, 1, 0x06]),
            (0x0080, &[3, 3, 7, 0, 0x80]),
            (0xff80, &[3, 3, 7, 0xff, 0x80]),
        ] {
            let mut buffer = [0; 8];
            let mut writer = DerWriter::new(&mut buffer);
            writer.flags(flags);
            assert_eq!(writer.written(), expected);
            assert_eq!(Der::new(expected).flags(), Ok(flags));
        }
    }

    #[test]
    fn an_open_element_is_poisoned() {
        let mut buffer = [0; 8];
        let mut writer = DerWriter::new(&mut buffer);
        let _never_closed = writer.open(SEQUENCE);
        writer.null();
        assert_eq!(writer.written(), &[0x30, 0xff, 5, 0]);
    }
}
