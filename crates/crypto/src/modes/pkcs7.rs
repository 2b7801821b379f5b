//! The padding of PKCS #7 (RFC 5652, section 6.3): n bytes of value n, one to a whole block of
//! them. Blocks have 16 bytes with AES, 8 with triple DES.
//!
//! Checking it takes the same time and touches the same addresses whatever the text is.

use crate::traits::InvalidLength;
use core::fmt;
use motetls_base::ct::{barrier, mask_less};

/// A text does not end in a valid padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidPadding;

/// Writes the padding behind the first `length` bytes of `buffer` and yields text and padding.
///
/// # Errors
/// [`InvalidLength`] when `buffer` does not reach to the next whole block above `length`; it is
/// untouched then.
pub fn pad<const BLOCK: usize>(
    buffer: &mut [u8],
    length: usize,
) -> Result<&mut [u8], InvalidLength> {
    const { assert!(BLOCK.is_power_of_two() && BLOCK < 256, "no length of a block") }
    let missing = BLOCK - (length & (BLOCK - 1));
    let total = length.checked_add(missing).ok_or(InvalidLength)?;
    let padded = buffer.get_mut(..total).ok_or(InvalidLength)?;
    for byte in padded.iter_mut().skip(length) {
        *byte = missing as u8;
    }
    Ok(padded)
}

/// The length of `text`, whole blocks, without its padding.
///
/// # Errors
/// [`InvalidPadding`] when there is none.
pub fn unpadded_length<const BLOCK: usize>(text: &[u8]) -> Result<usize, InvalidPadding> {
    let Some(last) = text.last_chunk::<BLOCK>() else { return Err(InvalidPadding) };
    let count = last.last().map_or(0, |count| u32::from(*count));
    // Bits 8 and up of `wrong` count nothing; the sign of a difference is a comparison.
    let mut wrong = count.wrapping_sub(1) & !(BLOCK as u32 - 1);
    for (from_end, byte) in (1..=BLOCK as u32).rev().zip(last) {
        let within = !mask_less(count, from_end);
        wrong |= within & (u32::from(*byte) ^ count);
    }
    if barrier(wrong) == 0 { Ok(text.len() - count as usize) } else { Err(InvalidPadding) }
}

impl fmt::Display for InvalidPadding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text does not end in a valid padding")
    }
}

impl core::error::Error for InvalidPadding {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_padding_is_found_and_every_damage_too() {
        for length in 0..48 {
            let mut buffer = [0xaa; 64];
            let Ok(padded) = pad::<16>(&mut buffer, length) else { panic!("{length} bytes fit") };
            assert_eq!(padded.len(), (length / 16 + 1) * 16);
            assert_eq!(unpadded_length::<16>(padded), Ok(length));
            for at in length..padded.len() {
                padded[at] ^= 0x40;
                assert_eq!(
                    unpadded_length::<16>(padded),
                    Err(InvalidPadding),
                    "{length} bytes, damage at {at}"
                );
                padded[at] ^= 0x40;
            }
        }
    }

    #[test]
    fn counts_of_none_and_too_many_are_refused() {
        for count in (0..=255).filter(|count| !(1..=16).contains(count)) {
            assert_eq!(unpadded_length::<16>(&[count; 32]), Err(InvalidPadding));
        }
        assert_eq!(unpadded_length::<16>(&[1; 15]), Err(InvalidPadding));
        assert_eq!(pad::<16>(&mut [0; 16], 16), Err(InvalidLength));
    }
}
