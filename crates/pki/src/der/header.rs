//! The tag and length of an element, whose contents may not all be there yet.

use motetls_base::DecodeError;

/// Tag and length: the tag is a single octet and not 0, the length definite and minimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The tag.
    pub tag: u8,
    /// How many octets tag and length have.
    pub length: usize,
    /// How many octets tag, length and contents have.
    pub whole: usize,
}

impl Header {
    /// Reads the header at the front of `window`; `None` when it is not all there. Whether the
    /// contents are, the caller tells by [`Header::whole`].
    ///
    /// # Errors
    /// [`DecodeError`] when the tag has several octets, or the length is indefinite, not minimal or
    /// of more than four octets.
    #[inline] // into the cursor, whose images it makes smaller
    pub fn read(window: &[u8]) -> Result<Option<Self>, DecodeError> {
        let [tag, first, rest @ ..] = window else { return Ok(None) };
        if tag & 0x1f == 0x1f || *tag == 0 {
            return Err(DecodeError);
        }
        let mut contents = u32::from(*first);
        let mut octets = 0;
        if contents >= 0x80 {
            octets = (contents & 0x7f) as usize;
            if octets > 4 {
                return Err(DecodeError);
            }
            let Some(digits) = rest.get(..octets) else { return Ok(None) };
            contents = digits.iter().fold(0, |value, digit| value << 8 | u32::from(*digit));
            if contents < 0x80 || digits.first() == Some(&0) {
                return Err(DecodeError);
            }
        }
        let length = octets.saturating_add(2);
        let whole = length.checked_add(contents as usize).ok_or(DecodeError)?;
        Ok(Some(Header { tag: *tag, length, whole }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The octets of tag and length, and of the whole element, by the rules of X.690, section
    /// 10.1; `None` for what DER has not.
    fn expected(bytes: &[u8; 8]) -> Option<(usize, usize)> {
        if bytes[0] == 0 || bytes[0] & 0x1f == 0x1f {
            return None;
        }
        let octets = match bytes[1] {
            short @ ..=0x7f => return Some((2, 2 + usize::from(short))),
            long @ 0x81..=0x84 => usize::from(long - 0x80),
            _ => return None,
        };
        let mut padded = [0; 8];
        padded[8 - octets..].copy_from_slice(&bytes[2..2 + octets]);
        let contents = u64::from_be_bytes(padded);
        let minimal = contents >= 0x80 && contents >> (8 * (octets - 1)) != 0;
        minimal.then(|| (2 + octets, 2 + octets + contents as usize))
    }

    #[test]
    fn headers_are_read_as_soon_as_they_are_there() {
        let mut read = 0;
        for tag in [0, 2, 0x1f, 0x30, 0xa0, 0xbf] {
            for first in 0..=0xff_u8 {
                for second in [0, 1, 0x7f, 0x80, 0xff] {
                    for third in [0, 1, 0x80] {
                        let bytes = [tag, first, second, third, 9, 9, 0, 0];
                        let found = Header::read(&bytes).unwrap_or(None);
                        let ours = found.map(|header| (header.length, header.whole));
                        assert_eq!(ours, expected(&bytes), "{bytes:x?}");
                        assert!(found.is_none_or(|header| header.tag == tag));
                        read += usize::from(ours.is_some());
                        for cut in 0..ours.map_or(0, |(length, _)| length) {
                            assert_eq!(Header::read(&bytes[..cut]), Ok(None));
                        }
                    }
                }
            }
        }
        assert!(read > 1000, "{read}");
    }
}
