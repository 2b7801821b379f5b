//! The tag and length of an element whose contents are not all there yet.

use motetls_base::DecodeError;

/// Tag and length, under the rules of [`Der`](crate::der::Der).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) tag: u8,
    /// How many octets tag and length have.
    pub(super) length: usize,
    /// How many octets tag, length and contents have.
    pub(super) whole: usize,
}

impl Header {
    /// Reads the header at the front of `window`; `None` when it is not all there.
    #[inline(never)]
    pub(super) fn read(window: &[u8]) -> Result<Option<Self>, DecodeError> {
        let [tag, first, rest @ ..] = window else { return Ok(None) };
        if tag & 0x1f == 0x1f || *tag == 0 {
            return Err(DecodeError);
        }
        let mut contents = usize::from(*first);
        let mut octets = 0;
        if contents >= 0x80 {
            octets = contents & 0x7f;
            if octets > 4 {
                return Err(DecodeError);
            }
            let Some(digits) = rest.get(..octets) else { return Ok(None) };
            if digits.first().is_none_or(|digit| *digit == 0) {
                return Err(DecodeError);
            }
            contents = digits.iter().fold(0, |value, digit| value << 8 | usize::from(*digit));
            if contents < 0x80 {
                return Err(DecodeError);
            }
        }
        let length = octets.saturating_add(2);
        let whole = length.checked_add(contents).ok_or(DecodeError)?;
        Ok(Some(Header { tag: *tag, length, whole }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Der;

    /// Every header of up to four octets, filled up with zeros, is read here as there.
    #[test]
    fn as_strict_as_the_cursor() {
        let mut read = 0;
        for tag in [0, 2, 0x1f, 0x30, 0xa0, 0xbf] {
            for first in 0..=0xff_u8 {
                for second in [0, 1, 0x7f, 0x80, 0xff] {
                    for third in [0, 1, 0x80] {
                        let mut bytes = std::vec![0; 70_000];
                        bytes[..4].copy_from_slice(&[tag, first, second, third]);
                        let ours = Header::read(&bytes).unwrap_or(None).filter(|header| header.whole <= bytes.len());
                        let theirs = Der::new(&bytes).whole(tag).ok();
                        assert_eq!(ours.map(|header| header.whole), theirs.map(<[u8]>::len), "{:x?}", &bytes[..4]);
                        read += usize::from(ours.is_some());
                        let header = ours.map_or(0, |header| header.length);
                        for cut in 0..header {
                            assert_eq!(Header::read(&bytes[..cut]), Ok(None));
                        }
                    }
                }
            }
        }
        assert!(read > 1000, "{read}");
    }
}
