//! A strict reader of the distinguished encoding rules (ITU-T X.690).
//!
//! Lengths are definite and minimal, tags are single octets, integers are minimal, booleans are 0x00 or 0xff, the unused
//! bits of bit strings are zero. Whoever has read all it knows calls [`Der::end`].

use crate::error::CertError;
use motetls_base::Reader;

/// BOOLEAN.
pub const BOOLEAN: u8 = 0x01;
/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub const OID: u8 = 0x06;
/// UTCTime.
pub const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub const GENERALIZED_TIME: u8 = 0x18;
/// SEQUENCE and SEQUENCE OF.
pub const SEQUENCE: u8 = 0x30;
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
    /// [`CertError::Malformed`] when the tag is another one or has several octets, the length is indefinite, not minimal
    /// or of more than four octets, or fewer octets remain.
    #[inline(never)]
    pub fn contents(&mut self, tag: u8) -> Result<&'a [u8], CertError> {
        let mut rest = self.0;
        let found = rest.u8()?;
        if found != tag || found & 0x1f == 0x1f || found == 0 {
            return Err(CertError::Malformed);
        }
        let mut length = u32::from(rest.u8()?);
        if length >= 0x80 {
            let octets = length & 0x7f;
            if octets > 4 {
                return Err(CertError::Malformed);
            }
            length = rest.uint(octets as usize)?;
            let fewer = octets.saturating_sub(1).saturating_mul(8);
            if length < 0x80 || length >> fewer == 0 {
                return Err(CertError::Malformed);
            }
        }
        let contents = rest.take(length as usize)?;
        self.0 = rest;
        Ok(contents)
    }

    /// Takes the next element, which must bear `tag`, and yields all of it: tag, length and contents.
    ///
    /// # Errors
    /// [`CertError::Malformed`] as [`Der::contents`].
    #[inline(never)]
    pub fn whole(&mut self, tag: u8) -> Result<&'a [u8], CertError> {
        let start = self.0.rest();
        self.contents(tag)?;
        let length = start.len().saturating_sub(self.0.rest().len());
        start.get(..length).ok_or(CertError::Malformed)
    }

    /// Takes the next element, which must bear `tag`, and enters it.
    ///
    /// # Errors
    /// [`CertError::Malformed`] as [`Der::contents`].
    pub fn enter(&mut self, tag: u8) -> Result<Der<'a>, CertError> {
        self.contents(tag).map(Der::new)
    }

    /// Takes an INTEGER and yields its contents octets: two's complement, big-endian, at least one, minimal.
    ///
    /// # Errors
    /// [`CertError::Malformed`] when it is anything else.
    #[inline(never)]
    pub fn integer(&mut self) -> Result<&'a [u8], CertError> {
        let contents = self.contents(INTEGER)?;
        match contents {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => Err(CertError::Malformed),
            _ => Ok(contents),
        }
    }

    /// Takes an INTEGER that is not negative and yields its octets without a leading zero: zero is the one octet 0.
    ///
    /// # Errors
    /// [`CertError::Malformed`] when it is anything else.
    #[inline(never)]
    pub fn unsigned(&mut self) -> Result<&'a [u8], CertError> {
        match self.integer()? {
            [0x80..=0xff, ..] => Err(CertError::Malformed),
            [0x00, rest @ ..] if !rest.is_empty() => Ok(rest),
            octets => Ok(octets),
        }
    }

    /// Takes a BOOLEAN if one is next; absent, it is false.
    ///
    /// An explicit FALSE is let through although DER leaves out a default: certificates with one are about, OpenSSL and
    /// others take them, and it says the same.
    ///
    /// # Errors
    /// [`CertError::Malformed`] when its contents are not the one octet 0x00 or 0xff.
    #[inline(never)]
    pub fn boolean_or_false(&mut self) -> Result<bool, CertError> {
        if self.tag() != BOOLEAN {
            return Ok(false);
        }
        match self.contents(BOOLEAN)? {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(CertError::Malformed),
        }
    }

    /// Takes a BIT STRING of named bits and yields its first eight, bit 0 as the highest; missing bits are 0.
    ///
    /// # Errors
    /// [`CertError::Malformed`] when the count of unused bits does not fit or an unused bit is set.
    #[inline(never)]
    pub fn named_bits(&mut self) -> Result<u8, CertError> {
        let (unused, bits) = self.contents(BIT_STRING)?.split_first().ok_or(CertError::Malformed)?;
        let last = bits.last().copied().unwrap_or(0);
        let mask = !0xff_u8.wrapping_shl(u32::from(*unused));
        if *unused > 7 || last & mask != 0 || (bits.is_empty() && *unused != 0) {
            return Err(CertError::Malformed);
        }
        Ok(bits.first().copied().unwrap_or(0))
    }

    /// Takes a BIT STRING whose bits are whole octets and yields these.
    ///
    /// # Errors
    /// [`CertError::Malformed`] when bits are unused.
    #[inline(never)]
    pub fn octets(&mut self) -> Result<&'a [u8], CertError> {
        match self.contents(BIT_STRING)? {
            [0, octets @ ..] => Ok(octets),
            _ => Err(CertError::Malformed),
        }
    }

    /// Ends the decoding.
    ///
    /// # Errors
    /// [`CertError::Malformed`] when elements remain.
    pub fn end(&self) -> Result<(), CertError> {
        if self.is_empty() { Ok(()) } else { Err(CertError::Malformed) }
    }
}
