//! An object identifier that was read, and its text.

use crate::der::{Der, DerWriter, OID, Read};
use core::fmt;
use motetls_base::DecodeError;

/// An OBJECT IDENTIFIER, by the contents octets of its DER (X.690, section 8.19).
///
/// ```
/// use motetls_pki::oid::Oid;
/// assert_eq!(Oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]).to_string(), "1.2.840.10045.2.1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Oid<'a>(pub &'a [u8]);

impl<'a> Oid<'a> {
    /// Writes the DER contents of the identifier that `text` is in dotted decimal, `1.2.840…`, into
    /// `buffer`.
    ///
    /// `None` when it is not one: fewer than two arcs, a first arc above 2, a second above 39 below
    /// the first two, an arc above 2³² − 1, or more octets than `buffer` has.
    #[must_use]
    pub fn parse(text: &str, buffer: &'a mut [u8]) -> Option<Self> {
        let mut arcs = text.split('.').map(|arc| {
            let plain = arc.bytes().all(|byte| byte.is_ascii_digit())
                && (arc.len() == 1 || !arc.starts_with('0'));
            if plain { arc.parse::<u32>().ok() } else { None }
        });
        let (first, second) = (arcs.next()??, arcs.next()??);
        if first > 2 || (first < 2 && second > 39) {
            return None;
        }
        let mut arc = first.wrapping_mul(40).checked_add(second)?;
        let mut length = 0_usize;
        loop {
            let groups = 32_u32.saturating_sub(arc.leading_zeros()).div_ceil(7).max(1);
            for group in (0..groups).rev() {
                let more = if group > 0 { 0x80 } else { 0 };
                let bits = arc.wrapping_shr(group.wrapping_mul(7)) & 0x7f;
                *buffer.get_mut(length)? = more | bits as u8;
                length = length.checked_add(1)?;
            }
            match arcs.next() {
                Some(next) => arc = next?,
                None => return buffer.get(..length).map(Oid),
            }
        }
    }

    /// The octet after `arc`, if the identifier is that arc and one octet more.
    pub(crate) fn octet_under(self, arc: Oid<'_>) -> Option<u8> {
        match self.0.split_last() {
            Some((octet, rest)) if rest == arc.0 => Some(*octet),
            _ => None,
        }
    }

    /// The identifier whose contents octets are `octets`, of an element that is tagged in another
    /// way.
    ///
    /// # Errors
    /// [`DecodeError`] when there are none, an arc does not end, or one starts with zeros.
    pub fn from_contents(octets: &'a [u8]) -> Result<Self, DecodeError> {
        let mut starts = true;
        for octet in octets {
            if starts && *octet == 0x80 {
                return Err(DecodeError); // an arc with a leading zero
            }
            starts = octet & 0x80 == 0;
        }
        if octets.is_empty() || !starts { Err(DecodeError) } else { Ok(Oid(octets)) }
    }

    /// Writes the identifier.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        der.oid(self.0);
    }
}

impl<'a> Read<'a> for Oid<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        Oid::from_contents(der.contents(OID)?)
    }
}

/// In dotted decimal; an arc of 2⁶³ and more as `…`.
impl fmt::Display for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut arc, mut first) = (Some(0_u64), true);
        for octet in self.0 {
            arc = arc.filter(|arc| arc >> 56 == 0).map(|arc| arc << 7 | u64::from(octet & 0x7f));
            if octet & 0x80 != 0 {
                continue;
            }
            if core::mem::take(&mut first) {
                let root = arc.map_or(2, |arc| if arc < 80 { u64::from(arc >= 40) } else { 2 });
                write!(f, "{root}")?;
                arc = arc.map(|arc| arc.wrapping_sub(root.wrapping_mul(40)));
            }
            match arc {
                Some(arc) => write!(f, ".{arc}")?,
                None => f.write_str(".…")?,
            }
            arc = Some(0);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn both_ways() {
        for (text, octets) in [
            ("2.5.29.15", &[0x55, 0x1d, 15][..]),
            ("1.2.840.113549.1.1.11", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]),
            ("0.39", &[39]),
            ("1.0", &[40]),
            ("2.0", &[80]),
            ("2.999.3", &[0x88, 0x37, 3]),
            ("2.5.4294967295", &[0x55, 0x8f, 0xff, 0xff, 0xff, 0x7f]),
        ] {
            assert_eq!(Oid(octets).to_string(), text);
            assert_eq!(Oid::parse(text, &mut [0; 16]), Some(Oid(octets)));
        }
        for text in
            ["", "1", "1.", "3.1", "1.40", "1.2.", "1..2", "1.+2", "1.02", "1.2.4294967296", "a.b"]
        {
            assert_eq!(Oid::parse(text, &mut [0; 16]), None, "{text}");
        }
        assert_eq!(Oid::parse("1.2.840", &mut [0; 2]), None);
        assert_eq!(
            Oid(&[0x55, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]).to_string(),
            "2.5.…"
        );
    }

    #[test]
    fn arcs_are_minimal_and_whole() {
        for wrong in
            [&[6, 0][..], &[6, 2, 0x55, 0x80], &[6, 3, 0x55, 0x80, 1], &[6, 1, 0x80], &[2, 1, 1]]
        {
            assert!(Oid::from_der(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(Oid::from_der(&[6, 1, 0x55]), Ok(Oid(&[0x55])));
    }
}
