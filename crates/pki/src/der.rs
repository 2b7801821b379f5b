//! A strict reader of the distinguished encoding rules (ITU-T X.690).
//!
//! Lengths are definite and minimal, tags are single octets, integers are minimal, booleans are
//! 0x00 or 0xff, the unused bits of bit strings are zero. A reader that has read all it knows calls
//! [`Der::end`].
//!
//! The error is of size zero, so that a slice or the error fits into two registers.
//!
//! [`Der`] is the cursor; [`Read`] is implemented by everything that is read with it, [`List`] by a
//! SEQUENCE OF such; [`DerWriter`] writes.

mod header;
mod list;
mod values;
mod writer;

pub use header::Header;
pub use list::{List, Read, WithDer};
pub use values::Bits;
pub use writer::{DerWriter, Open};

use motetls_base::{DecodeError, Reader};

/// BOOLEAN.
pub const BOOLEAN: u8 = 0x01;
/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// NULL.
pub const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER.
pub const OID: u8 = 0x06;
/// ENUMERATED.
pub const ENUMERATED: u8 = 0x0a;
/// UTCTime.
pub const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub const GENERALIZED_TIME: u8 = 0x18;
/// SEQUENCE and SEQUENCE OF.
pub const SEQUENCE: u8 = 0x30;
/// SET and SET OF.
pub const SET: u8 = 0x31;
/// A context-specific tag `[n]` with primitive contents; or-ed with n.
pub const CONTEXT: u8 = 0x80;
/// A context-specific tag `[n]` with constructed contents; or-ed with n.
pub const CONTEXT_CONSTRUCTED: u8 = 0xa0;

/// A cursor over the elements of a DER encoding.
#[derive(Clone, Copy, Debug)]
pub struct Der<'a>(Reader<'a>);

impl<'a> Der<'a> {
    /// Starts at the first element of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Der(Reader::new(bytes))
    }

    /// Whether everything was read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tag of the next element; 0, which no element has here, at the end.
    #[must_use]
    pub fn tag(&self) -> u8 {
        self.0.rest().first().copied().unwrap_or(0)
    }

    /// Takes the next element, which must bear `tag`, and yields its contents octets.
    ///
    /// # Errors
    /// [`DecodeError`] when the tag is another one or has several octets, the length is indefinite,
    /// not minimal or of more than four octets, or fewer octets remain.
    #[inline(never)]
    pub fn contents(&mut self, tag: u8) -> Result<&'a [u8], DecodeError> {
        let header = Header::read(self.0.rest())?.ok_or(DecodeError)?;
        let (element, rest) = self.0.rest().split_at_checked(header.whole).ok_or(DecodeError)?;
        if header.tag != tag {
            return Err(DecodeError);
        }
        self.0 = Reader::new(rest);
        element.get(header.length..).ok_or(DecodeError)
    }

    /// Takes the next element, which must bear `tag`, and yields all of it: tag, length and
    /// contents.
    ///
    /// # Errors
    /// [`DecodeError`] as [`Der::contents`].
    #[inline(never)]
    pub fn whole(&mut self, tag: u8) -> Result<&'a [u8], DecodeError> {
        let start = self.0.rest();
        self.contents(tag)?;
        let length = start.len().saturating_sub(self.0.rest().len());
        start.get(..length).ok_or(DecodeError)
    }

    /// Takes the next element, which must bear `tag`, and yields a reader of its contents.
    ///
    /// # Errors
    /// [`DecodeError`] as [`Der::contents`].
    pub fn nested(&mut self, tag: u8) -> Result<Der<'a>, DecodeError> {
        self.contents(tag).map(Der::new)
    }

    /// Takes an INTEGER and yields its contents octets: two's complement, big-endian, at least one,
    /// minimal.
    ///
    /// # Errors
    /// [`DecodeError`] when it is anything else.
    #[inline(never)]
    pub fn integer(&mut self) -> Result<&'a [u8], DecodeError> {
        let contents = self.contents(INTEGER)?;
        match contents {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => Err(DecodeError),
            _ => Ok(contents),
        }
    }

    /// Takes an INTEGER that is not negative and yields its octets without a leading zero: zero is
    /// the one octet 0.
    ///
    /// # Errors
    /// [`DecodeError`] when it is anything else.
    #[inline(never)]
    pub fn unsigned(&mut self) -> Result<&'a [u8], DecodeError> {
        match self.integer()? {
            [0x80..=0xff, ..] => Err(DecodeError),
            [0x00, rest @ ..] if !rest.is_empty() => Ok(rest),
            octets => Ok(octets),
        }
    }

    /// Takes a BOOLEAN if one is next; absent, it is false.
    ///
    /// An explicit FALSE is let through although DER leaves out a default: certificates with one
    /// are about, OpenSSL and others take them, and it says the same.
    ///
    /// # Errors
    /// [`DecodeError`] when its contents are not the one octet 0x00 or 0xff.
    #[inline(never)]
    pub fn boolean_or_false(&mut self) -> Result<bool, DecodeError> {
        if self.tag() != BOOLEAN {
            return Ok(false);
        }
        match self.contents(BOOLEAN)? {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(DecodeError),
        }
    }

    /// Takes a BIT STRING of named bits and yields its first eight, bit 0 as the highest; missing
    /// bits are 0.
    ///
    /// # Errors
    /// [`DecodeError`] when the count of unused bits does not fit or an unused bit is set.
    #[inline(never)]
    pub fn named_bits(&mut self) -> Result<u8, DecodeError> {
        Ok(self.bits(BIT_STRING)?.octets.first().copied().unwrap_or(0))
    }

    /// Takes a BIT STRING whose bits are whole octets and yields these.
    ///
    /// # Errors
    /// [`DecodeError`] when bits are unused.
    #[inline(never)]
    pub fn octets(&mut self) -> Result<&'a [u8], DecodeError> {
        match self.contents(BIT_STRING)? {
            [0, octets @ ..] => Ok(octets),
            _ => Err(DecodeError),
        }
    }

    /// Ends the decoding.
    ///
    /// # Errors
    /// [`DecodeError`] when elements remain.
    pub fn end(&self) -> Result<(), DecodeError> {
        if self.is_empty() { Ok(()) } else { Err(DecodeError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    const BAD: Result<&[u8], DecodeError> = Err(DecodeError);

    fn contents(bytes: &[u8]) -> Result<&[u8], DecodeError> {
        Der::new(bytes).contents(OCTET_STRING)
    }

    #[test]
    fn lengths_are_definite_and_minimal() {
        assert_eq!(contents(&[4, 0]), Ok(&[][..]));
        assert_eq!(contents(&[4, 2, 8, 9]), Ok(&[8, 9][..]));
        assert_eq!(contents(&[4, 0x80, 1, 0, 0]), BAD, "indefinite");
        assert_eq!(contents(&[4, 0x81, 2, 8, 9]), BAD, "one octet would do");
        assert_eq!(contents(&[4, 0xff, 2, 8, 9]), BAD, "reserved");
        assert_eq!(contents(&[4, 0x85, 0, 0, 0, 0, 1, 9]), BAD, "five octets of length");
        assert_eq!(contents(&[4]), BAD);
        assert_eq!(contents(&[]), BAD);
        for size in [0x7f_u32, 0x80, 0xff, 0x100, 0xffff, 0x1_0000] {
            for octets in 0..=4 {
                let mut bytes = std::vec![4];
                match octets {
                    0 if size > 0x7f => continue,
                    0 => bytes.push(size as u8),
                    _ if u64::from(size) >> (8 * octets) != 0 => continue,
                    _ => {
                        bytes.push(0x80 | octets);
                        bytes.extend(&size.to_be_bytes()[4 - octets as usize..]);
                    }
                }
                let minimal = match size {
                    0..0x80 => 0,
                    0x80..0x100 => 1,
                    0x100..0x1_0000 => 2,
                    _ => 3,
                };
                bytes.resize(bytes.len() + size as usize, 7);
                assert_eq!(contents(&bytes).is_ok(), octets == minimal, "{size} in {octets}");
                bytes.pop();
                assert_eq!(contents(&bytes), BAD, "{size} in {octets}, cut short");
            }
        }
    }

    #[test]
    fn tags_are_single_octets_and_as_expected() {
        assert_eq!(Der::new(&[5, 0]).contents(OCTET_STRING), BAD);
        assert_eq!(Der::new(&[0x1f, 0]).contents(0x1f), BAD, "a tag of several octets");
        assert_eq!(Der::new(&[0xbf, 0]).contents(0xbf), BAD, "a tag of several octets");
        assert_eq!(Der::new(&[0, 0]).contents(0), BAD, "end of contents");
        let mut der = Der::new(&[5, 0, 4, 1, 9]);
        assert_eq!(der.contents(OCTET_STRING), BAD);
        assert_eq!(der.contents(5), Ok(&[][..]), "a failed read leaves the cursor where it was");
        assert_eq!((der.tag(), der.end()), (4, Err(DecodeError)));
        assert_eq!(der.whole(OCTET_STRING), Ok(&[4, 1, 9][..]));
        assert_eq!((der.tag(), der.end()), (0, Ok(())));
    }

    #[test]
    fn integers_are_minimal() {
        let integer = |contents: &[u8]| {
            let bytes: Vec<u8> = [&[2, contents.len() as u8], contents].concat();
            let signed = Der::new(&bytes).integer().is_ok();
            (signed, Der::new(&bytes).unsigned().map(<[u8]>::to_vec).ok())
        };
        assert_eq!(integer(&[]), (false, None));
        assert_eq!(integer(&[0]), (true, Some(std::vec![0])));
        assert_eq!(integer(&[0x7f]), (true, Some(std::vec![0x7f])));
        assert_eq!(integer(&[0, 0x7f]), (false, None));
        assert_eq!(integer(&[0, 0]), (false, None));
        assert_eq!(integer(&[0, 0x80]), (true, Some(std::vec![0x80])));
        assert_eq!(integer(&[0x80]), (true, None));
        assert_eq!(integer(&[0xff]), (true, None));
        assert_eq!(integer(&[0xff, 0x80]), (false, None));
        assert_eq!(integer(&[0xff, 0x7f]), (true, None));
    }

    #[test]
    fn booleans_are_all_ones_or_all_zeros() {
        assert_eq!(Der::new(&[1, 1, 0xff]).boolean_or_false(), Ok(true));
        assert_eq!(Der::new(&[1, 1, 0]).boolean_or_false(), Ok(false));
        assert_eq!(Der::new(&[2, 1, 0xff]).boolean_or_false(), Ok(false));
        assert_eq!(Der::new(&[]).boolean_or_false(), Ok(false));
        for wrong in [&[1, 1, 1][..], &[1, 1, 0x7f], &[1, 0], &[1, 2, 0xff, 0xff], &[1, 1]] {
            assert_eq!(Der::new(wrong).boolean_or_false(), Err(DecodeError), "{wrong:?}");
        }
    }

    #[test]
    fn unused_bits_are_few_and_zero() {
        assert_eq!(Der::new(&[3, 2, 5, 0xa0]).named_bits(), Ok(0xa0));
        assert_eq!(Der::new(&[3, 2, 0, 0xa5]).named_bits(), Ok(0xa5));
        assert_eq!(Der::new(&[3, 3, 7, 0x06, 0x80]).named_bits(), Ok(0x06));
        assert_eq!(Der::new(&[3, 1, 0]).named_bits(), Ok(0));
        for wrong in [
            &[3, 0][..],
            &[3, 1, 1],
            &[3, 2, 6, 0xe0],
            &[3, 2, 8, 0],
            &[3, 2, 255, 0],
            &[3, 3, 7, 0, 0x40],
            &[0x23, 2, 0, 0xa0],
        ] {
            assert_eq!(Der::new(wrong).named_bits(), Err(DecodeError), "{wrong:?}");
        }
        assert_eq!(Der::new(&[3, 3, 0, 8, 9]).octets(), Ok(&[8, 9][..]));
        assert_eq!(Der::new(&[3, 3, 1, 8, 8]).octets(), BAD);
        assert_eq!(Der::new(&[3, 0]).octets(), BAD);
    }
}
