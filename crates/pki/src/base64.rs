//! Base64 (RFC 4648, section 4), piece by piece and without a table.
//!
//! Strict as its section 3.5 asks: the alphabet, the padding, no stray bits. Line ends are not part
//! of it; a text of lines is taken in line by line ([`pem`](crate::pem) does). Digits are
//! computed, not looked up, in a time that does not depend on them: private keys travel this way.
//!
//! ```
//! use motetls_base::Writer;
//! use motetls_pki::base64::{Decoder, encode};
//!
//! let mut text = [0; 8];
//! let mut out = Writer::new(&mut text);
//! encode(b"fooba", &mut out);
//! assert_eq!(out.written(), b"Zm9vYmE=");
//!
//! let mut bytes = [0; 5];
//! let mut out = Writer::new(&mut bytes);
//! let mut decoder = Decoder::new();
//! decoder.update(b"Zm9", &mut out)?;
//! decoder.update(b"vYmE=", &mut out)?;
//! decoder.finish()?;
//! assert_eq!(out.written(), b"fooba");
//! # Ok::<(), motetls_base::DecodeError>(())
//! ```

use motetls_base::{DecodeError, Writer};

/// How many characters `bytes` bytes become.
#[must_use]
pub const fn encoded_len(bytes: usize) -> usize {
    bytes.div_ceil(3).saturating_mul(4)
}

/// Base64 being decoded. Wiping what it holds of a secret, up to two bytes, is not worth the code:
/// the output holds all.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    /// The digits of the unfinished group of four, six bits each.
    group: u32,
    digits: u8,
    padding: u8,
}

impl Decoder {
    /// Before the first character.
    #[must_use]
    pub const fn new() -> Self {
        Decoder { group: 0, digits: 0, padding: 0 }
    }

    /// Takes in the next piece of text, of any length, and writes the bytes it completes to `out`.
    ///
    /// # Errors
    /// [`DecodeError`] at anything but digits and, at the end of all, padding. That `out` is full,
    /// it tells itself.
    pub fn update(&mut self, text: &[u8], out: &mut Writer<'_>) -> Result<(), DecodeError> {
        for byte in text {
            let digit = match byte {
                b'=' => 0,
                _ if self.padding > 0 => return Err(DecodeError),
                _ => value(*byte).ok_or(DecodeError)?,
            };
            self.padding = self.padding.wrapping_add(u8::from(*byte == b'='));
            self.group = self.group << 6 | digit;
            self.digits = self.digits.wrapping_add(1);
            if self.digits == 4 {
                self.group_of_four(out)?;
            }
        }
        Ok(())
    }

    /// Puts out a full group: three bytes, less one for each padding; the bits so left out must be
    /// zero.
    fn group_of_four(&mut self, out: &mut Writer<'_>) -> Result<(), DecodeError> {
        let [_, bytes @ ..] = self.group.to_be_bytes();
        let kept = 3_usize.checked_sub(self.padding.into()).ok_or(DecodeError)?;
        let (kept, dropped) = bytes.split_at_checked(kept).ok_or(DecodeError)?;
        if kept.is_empty() || dropped.iter().any(|byte| *byte != 0) {
            return Err(DecodeError);
        }
        out.bytes(kept);
        self.group = 0;
        self.digits = 0;
        Ok(())
    }

    /// Ends the decoding.
    ///
    /// # Errors
    /// [`DecodeError`] when a group of four is unfinished.
    pub const fn finish(self) -> Result<(), DecodeError> {
        if self.digits == 0 { Ok(()) } else { Err(DecodeError) }
    }
}

/// Writes `bytes` to `out`, padded at the end. Pieces of a multiple of three bytes can be written
/// one after another.
pub fn encode(bytes: &[u8], out: &mut Writer<'_>) {
    for group in bytes.chunks(3) {
        let mut bits = group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        let missing = 3_usize.saturating_sub(group.len()) as u32;
        bits = bits.wrapping_shl(missing.wrapping_mul(8));
        for place in 0..4_u32 {
            let digit = bits >> 18 & 63;
            bits <<= 6;
            out.u8(if place.wrapping_add(missing) > 3 { b'=' } else { character(digit) });
        }
    }
}

/// All ones if `low <= value <= high`, else 0. All three are below 2³¹.
const fn within(value: u32, low: u32, high: u32) -> u32 {
    let outside = value.wrapping_sub(low) | high.wrapping_sub(value);
    ((outside >> 31) & 1).wrapping_sub(1)
}

/// The six bits a character stands for.
fn value(character: u8) -> Option<u32> {
    let c = u32::from(character);
    let digit = within(c, 65, 90) & c.wrapping_sub(65).wrapping_add(1)
        | within(c, 97, 122) & c.wrapping_sub(97).wrapping_add(27)
        | within(c, 48, 57) & c.wrapping_sub(48).wrapping_add(53)
        | within(c, 43, 43) & 63
        | within(c, 47, 47) & 64;
    digit.checked_sub(1)
}

/// The character for six bits.
fn character(digit: u32) -> u8 {
    let offset = within(digit, 0, 25) & 65
        | within(digit, 26, 51) & 71
        | within(digit, 52, 61) & 4_u32.wrapping_neg()
        | within(digit, 62, 62) & 19_u32.wrapping_neg()
        | within(digit, 63, 63) & 16_u32.wrapping_neg();
    (digit.wrapping_add(offset) & 0xff) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    fn decode(pieces: &[&str]) -> Result<Vec<u8>, DecodeError> {
        let mut buffer = [0; 64];
        let mut out = Writer::new(&mut buffer);
        let mut decoder = Decoder::new();
        for piece in pieces {
            decoder.update(piece.as_bytes(), &mut out)?;
        }
        decoder.finish()?;
        Ok(out.written().to_vec())
    }

    fn encoded(bytes: &[u8]) -> Vec<u8> {
        let mut buffer = [0; 64];
        let mut out = Writer::new(&mut buffer);
        encode(bytes, &mut out);
        assert_eq!(out.len(), encoded_len(bytes.len()));
        out.written().to_vec()
    }

    #[test]
    fn strict_both_ways() {
        // RFC 4648, section 10
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(decode(&[text]), Ok(bytes.as_bytes().to_vec()), "{text}");
            assert_eq!(encoded(bytes.as_bytes()), text.as_bytes());
            for cut in 0..text.len() {
                assert_eq!(
                    decode(&[&text[..cut], &text[cut..]]),
                    Ok(bytes.as_bytes().to_vec()),
                    "{text} at {cut}"
                );
            }
        }
        for text in [
            "Zm9v!", "Zm 9v", "-_-_", "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "Zg=g", "Zm9v=",
            "Zg======", "Z",
        ] {
            assert_eq!(decode(&[text]), Err(DecodeError), "{text}");
        }
    }

    #[test]
    fn every_character_is_its_own_digit_or_none() {
        const DIGITS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for byte in 0..=255 {
            let expected = DIGITS.iter().position(|digit| *digit == byte);
            assert_eq!(value(byte), expected.map(|place| place as u32), "{byte}");
        }
        for (place, digit) in (0..).zip(DIGITS) {
            assert_eq!(character(place), *digit);
        }
    }

    #[test]
    fn a_full_buffer_is_told() {
        let mut out = Writer::new(&mut []);
        assert_eq!(Decoder::new().update(b"Zm9v", &mut out), Ok(()));
        assert!(out.done().is_err());
    }
}
