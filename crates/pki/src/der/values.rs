//! Verbs for what verification never meets: options, numbers, bits, anything.

use super::{BIT_STRING, Der, INTEGER, NULL};
use motetls_base::DecodeError;

/// The contents of a BIT STRING.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bits<'a> {
    /// How many bits at the end of the last octet do not count: 0 to 7. They are zero.
    pub unused: u8,
    /// The bits, the first as the highest of the first octet.
    pub octets: &'a [u8],
}

impl Bits<'_> {
    /// The first sixteen bits, bit 0 as the highest; missing ones are 0.
    #[must_use]
    pub fn first(&self) -> u16 {
        let mut octets = self.octets.iter().copied();
        u16::from_be_bytes([octets.next().unwrap_or(0), octets.next().unwrap_or(0)])
    }
}

impl<'a> Der<'a> {
    /// What was not read yet.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.0.rest()
    }

    /// Takes the next element, whatever it is, and yields its tag and contents octets.
    ///
    /// # Errors
    /// [`DecodeError`] as [`Der::contents`]; at the end too.
    pub fn any(&mut self) -> Result<(u8, &'a [u8]), DecodeError> {
        let tag = self.tag();
        Ok((tag, self.contents(tag)?))
    }

    /// Takes the next element, whatever it is, and yields all of it.
    ///
    /// # Errors
    /// [`DecodeError`] as [`Der::contents`]; at the end too.
    pub fn any_whole(&mut self) -> Result<&'a [u8], DecodeError> {
        self.whole(self.tag())
    }

    /// Takes the next element and yields its contents octets, if it bears `tag`.
    ///
    /// # Errors
    /// [`DecodeError`] as [`Der::contents`] when it does.
    pub fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, DecodeError> {
        if self.tag() == tag { self.contents(tag).map(Some) } else { Ok(None) }
    }

    /// Takes the next element if it bears `tag`, and yields a reader of its contents.
    ///
    /// # Errors
    /// [`DecodeError`] as [`Der::contents`] when it does.
    pub fn optional_nested(&mut self, tag: u8) -> Result<Option<Der<'a>>, DecodeError> {
        Ok(self.optional(tag)?.map(Der::new))
    }

    /// Takes a NULL.
    ///
    /// # Errors
    /// [`DecodeError`] when it is anything else, or not empty.
    pub fn null(&mut self) -> Result<(), DecodeError> {
        if self.contents(NULL)?.is_empty() { Ok(()) } else { Err(DecodeError) }
    }

    /// Takes an INTEGER of 0 to 2³² − 1.
    ///
    /// # Errors
    /// [`DecodeError`] when it is anything else, a larger number included.
    pub fn small(&mut self) -> Result<u32, DecodeError> {
        number(self.unsigned()?)
    }

    /// Takes an INTEGER of 0 to 2³² − 1 tagged implicitly as `tag`, if it is next.
    ///
    /// # Errors
    /// [`DecodeError`] when it bears the tag and is anything else.
    pub fn small_optional(&mut self, tag: u8) -> Result<Option<u32>, DecodeError> {
        match self.optional(tag)? {
            None => Ok(None),
            Some([] | [0x80..=0xff, ..] | [0x00, 0x00..=0x7f, ..]) => Err(DecodeError),
            Some(octets) => number(octets).map(Some),
        }
    }

    /// Takes an INTEGER (0..MAX) that counts something; more than 2³² − 1 are as many.
    ///
    /// # Errors
    /// [`DecodeError`] when it is anything else.
    pub fn count(&mut self) -> Result<u32, DecodeError> {
        Ok(number(self.unsigned()?).unwrap_or(u32::MAX))
    }

    /// As [`Der::count`], tagged implicitly as `tag`, if it is next.
    ///
    /// # Errors
    /// [`DecodeError`] when it bears the tag and is anything else.
    pub fn count_optional(&mut self, tag: u8) -> Result<Option<u32>, DecodeError> {
        match self.optional(tag)? {
            None => Ok(None),
            Some([] | [0x80..=0xff, ..] | [0x00, 0x00..=0x7f, ..]) => Err(DecodeError),
            Some(octets) => Ok(Some(number(octets).unwrap_or(u32::MAX))),
        }
    }

    /// Takes a BIT STRING of any length, tagged as `tag`: [`BIT_STRING`], or what stands for it
    /// implicitly.
    ///
    /// # Errors
    /// [`DecodeError`] when the count of unused bits does not fit or an unused bit is set.
    pub fn bits(&mut self, tag: u8) -> Result<Bits<'a>, DecodeError> {
        let (unused, octets) = self.contents(tag)?.split_first().ok_or(DecodeError)?;
        let last = octets.last().copied().unwrap_or(0);
        let mask = !0xff_u8.wrapping_shl(u32::from(*unused));
        if *unused > 7 || last & mask != 0 || (octets.is_empty() && *unused != 0) {
            return Err(DecodeError);
        }
        Ok(Bits { unused: *unused, octets })
    }

    /// Takes a BIT STRING of named bits and yields its first sixteen, bit 0 as the highest; missing
    /// ones are 0.
    ///
    /// # Errors
    /// [`DecodeError`] as [`Der::bits`].
    pub fn flags(&mut self) -> Result<u16, DecodeError> {
        Ok(self.bits(BIT_STRING)?.first())
    }

    /// Takes the INTEGER of a version, which must be one of `expected`.
    pub(crate) fn version(&mut self, expected: &[u32]) -> Result<u32, DecodeError> {
        let version = self.small()?;
        if expected.contains(&version) { Ok(version) } else { Err(DecodeError) }
    }

    /// Whether an INTEGER is next.
    pub(crate) fn is_integer(&self) -> bool {
        self.tag() == INTEGER
    }
}

/// The number of at most four significant octets, big-endian.
fn number(octets: &[u8]) -> Result<u32, DecodeError> {
    let significant = octets.strip_prefix(&[0]).unwrap_or(octets);
    if significant.len() > 4 {
        return Err(DecodeError);
    }
    Ok(significant.iter().fold(0, |value, octet| value << 8 | u32::from(*octet)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_taken_only_if_there() {
        let mut der = Der::new(&[0x80, 1, 7, 5, 0]);
        assert_eq!(der.optional(0x81), Ok(None));
        assert_eq!(der.optional(0x80), Ok(Some(&[7][..])));
        assert_eq!(der.null(), Ok(()));
        assert_eq!(der.optional(0x80), Ok(None));
        assert!(der.any().is_err() && der.any_whole().is_err(), "nothing is left");
        assert!(Der::new(&[5, 1, 0]).null().is_err());
        assert!(Der::new(&[0x80, 2, 7]).optional(0x80).is_err());
    }

    #[test]
    fn small_numbers_fit_a_word() {
        let small = |bytes: &[u8]| Der::new(bytes).small().ok();
        assert_eq!(small(&[2, 1, 0]), Some(0));
        assert_eq!(small(&[2, 5, 0, 0xff, 0xff, 0xff, 0xff]), Some(u32::MAX));
        assert_eq!(small(&[2, 5, 1, 0, 0, 0, 0]), None);
        assert_eq!(small(&[2, 1, 0x80]), None);
        let tagged = |bytes: &[u8]| Der::new(bytes).small_optional(0x80);
        assert_eq!(tagged(&[0x80, 2, 0, 0x80]), Ok(Some(0x80)));
        assert_eq!(tagged(&[0x80, 1, 0]), Ok(Some(0)));
        assert_eq!(tagged(&[2, 1, 0]), Ok(None));
        for wrong in [&[0x80, 0][..], &[0x80, 1, 0x80], &[0x80, 2, 0, 1], &[0x80, 5, 1, 0, 0, 0, 0]]
        {
            assert_eq!(tagged(wrong), Err(DecodeError), "{wrong:?}");
        }
    }

    #[test]
    fn counts_saturate() {
        let count = |bytes: &[u8]| Der::new(bytes).count().ok();
        assert_eq!(count(&[2, 1, 7]), Some(7));
        assert_eq!(count(&[2, 5, 0, 0xff, 0xff, 0xff, 0xfe]), Some(u32::MAX - 1));
        assert_eq!(count(&[2, 5, 1, 0, 0, 0, 0]), Some(u32::MAX));
        assert_eq!(count(&[2, 1, 0x80]), None);
        let tagged = |bytes: &[u8]| Der::new(bytes).count_optional(0x80);
        assert_eq!(tagged(&[0x80, 1, 7]), Ok(Some(7)));
        assert_eq!(tagged(&[0x80, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]), Ok(Some(u32::MAX)));
        assert_eq!(tagged(&[2, 1, 0]), Ok(None));
        for wrong in [&[0x80, 0][..], &[0x80, 1, 0x80], &[0x80, 2, 0, 1]] {
            assert_eq!(tagged(wrong), Err(DecodeError), "{wrong:?}");
        }
    }

    #[test]
    fn bits_end_in_zeros() {
        let bits = |bytes: &'static [u8]| Der::new(bytes).bits(BIT_STRING);
        assert_eq!(bits(&[3, 3, 7, 0x06, 0x80]), Ok(Bits { unused: 7, octets: &[6, 0x80] }));
        assert_eq!(Der::new(&[3, 3, 7, 0x06, 0x80]).flags(), Ok(0x0680));
        assert_eq!(Der::new(&[3, 1, 0]).flags(), Ok(0));
        for wrong in [&[3, 0][..], &[3, 1, 1], &[3, 2, 6, 0xe0], &[3, 2, 8, 0], &[3, 3, 7, 0, 0x40]]
        {
            assert_eq!(bits(wrong), Err(DecodeError), "{wrong:?}");
        }
    }
}
