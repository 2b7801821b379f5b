//! Key wrap (RFC 3394, KW of SP 800-38F) and key wrap with padding (RFC 5649, KWP): a key under
//! another key.
//!
//! The wrapped key is 8 bytes longer than the key, after padding to a multiple of 8. Nothing random
//! is needed; equal keys look equal. The integrity check covers every byte: a forgery succeeds with
//! probability 2^-64, or 2^-32 times the fraction of valid paddings. Everything is constant time
//! when the cipher is, but the lengths, and the length of the key in the answer of
//! [`unwrap_padded`].
//!
//! ```
//! use motetls_crypto::{Aes128Ct, BlockCipher, modes::wrap};
//!
//! let kek = Aes128Ct::new(&[7; 16]);
//! let mut wrapped = [0; 24];
//! wrap::wrap(&kek, &[0x42; 16], &mut wrapped)?;
//! assert_eq!(wrap::unwrap(&kek, &mut wrapped), Ok(&mut [0x42; 16][..]));
//!
//! let mut wrapped = [0; 32];
//! wrap::wrap_padded(&kek, &[0x42; 20], &mut wrapped)?;
//! wrapped[5] ^= 1;
//! assert!(wrap::unwrap_padded(&kek, &mut wrapped).is_err());
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use crate::aes::{Block, BlockCipher, BlockDecrypt};
use crate::traits::{InvalidLength, InvalidTag};
use motetls_base::ct::{barrier, mask_less};
use motetls_base::secret::{wipe, wipe_words};

/// The initial value of a key wrapped without padding (RFC 3394, section 2.2.3.1), as little-endian
/// words.
const PLAIN: [u32; 2] = [0xa6a6_a6a6, 0xa6a6_a6a6];

/// The constant half of that of a key wrapped with padding (RFC 5649, section 3), as a
/// little-endian word.
const PADDED: u32 = 0xa659_59a6u32.swap_bytes();

/// Wraps `key`, 16 bytes or more and a multiple of 8, into `out`, 8 bytes longer.
///
/// # Errors
/// [`InvalidLength`] when either has another length.
pub fn wrap<C: BlockCipher>(cipher: &C, key: &[u8], out: &mut [u8]) -> Result<(), InvalidLength> {
    if key.len() < 16 || key.len() & 7 != 0 {
        return Err(InvalidLength);
    }
    start(PLAIN, key, out)?;
    wrap_in_place(cipher, out);
    Ok(())
}

/// Wraps `key`, 1 byte or more, into `out`, 8 bytes longer than the next multiple of 8.
///
/// # Errors
/// [`InvalidLength`] when either has another length, or `key` more than 2^32 - 1 bytes.
pub fn wrap_padded<C: BlockCipher>(
    cipher: &C,
    key: &[u8],
    out: &mut [u8],
) -> Result<(), InvalidLength> {
    let length = u32::try_from(key.len()).map_err(|_| InvalidLength)?;
    if key.is_empty() {
        return Err(InvalidLength);
    }
    start([PADDED, length.swap_bytes()], key, out)?;
    wrap_in_place(cipher, out);
    Ok(())
}

/// Unwraps in place what [`wrap`] made and yields the key in it.
///
/// # Errors
/// [`InvalidTag`] when it was not made with this key, or has an impossible length; what it holds
/// is wiped then.
pub fn unwrap<'a, C: BlockDecrypt>(
    cipher: &C,
    wrapped: &'a mut [u8],
) -> Result<&'a mut [u8], InvalidTag> {
    let [a, b] = if wrapped.len() < 24 { [0; 2] } else { unwrap_in_place(cipher, wrapped) };
    if barrier((a ^ PLAIN[0]) | (b ^ PLAIN[1])) == 0 {
        return wrapped.get_mut(8..).ok_or(InvalidTag);
    }
    wipe(wrapped);
    Err(InvalidTag)
}

/// Unwraps in place what [`wrap_padded`] made and yields the key in it.
///
/// # Errors
/// [`InvalidTag`] when it was not made with this key, or has an impossible length; what it holds
/// is wiped then.
pub fn unwrap_padded<'a, C: BlockDecrypt>(
    cipher: &C,
    wrapped: &'a mut [u8],
) -> Result<&'a mut [u8], InvalidTag> {
    let [a, b] = if wrapped.len() < 16 { [0; 2] } else { unwrap_in_place(cipher, wrapped) };
    let length = b.swap_bytes();
    let padding = (wrapped.len() as u32).wrapping_sub(8).wrapping_sub(length);
    // 0 to 7 bytes of padding, all of them zero, and the constant in its place.
    let mut wrong = (a ^ PADDED) | (padding & !7);
    if let Some(last) = wrapped.last_chunk::<8>() {
        for (from_end, byte) in (1..=8u32).rev().zip(last) {
            let within = !mask_less(padding, from_end);
            wrong |= within & u32::from(*byte);
        }
    }
    if barrier(wrong) == 0 {
        let end = length as usize + 8;
        return wrapped.get_mut(8..end).ok_or(InvalidTag);
    }
    wipe(wrapped);
    Err(InvalidTag)
}

/// Lays out the initial value, the key and the zeros that complete its last 8 bytes.
#[inline(never)]
fn start(initial: [u32; 2], key: &[u8], out: &mut [u8]) -> Result<(), InvalidLength> {
    let (halves, rest) = out.as_chunks_mut::<8>();
    if !rest.is_empty() || halves.len() != key.len().div_ceil(8) + 1 {
        return Err(InvalidLength);
    }
    let [a, b] = initial.map(u32::to_le_bytes);
    let key = a.iter().chain(&b).chain(key).chain(core::iter::repeat(&0));
    for (to, from) in halves.as_flattened_mut().iter_mut().zip(key) {
        *to = *from;
    }
    Ok(())
}

/// The wrapping (RFC 3394, section 2.2.1, by indices; RFC 5649, section 4.1 for two halves).
#[inline(never)]
fn wrap_in_place<C: BlockCipher>(cipher: &C, out: &mut [u8]) {
    let mut keys = C::RoundKeys::default();
    cipher.expand(&mut keys);
    let [first, rest @ ..] = out.as_chunks_mut::<8>().0 else { return };
    let [a, b] = load(first);
    let mut block = [a, b, 0, 0];
    let (mut step, rounds) = (0u32, if rest.len() == 1 { 1 } else { 6 });
    for _ in 0..rounds {
        for half in rest.iter_mut() {
            [block[2], block[3]] = load(half);
            C::encrypt(&keys, &mut block);
            if rounds == 6 {
                step = step.wrapping_add(1);
                block[1] ^= step.swap_bytes();
            }
            *half = save(block[2], block[3]);
        }
    }
    *first = save(block[0], block[1]);
    wipe_words(&mut block);
}

/// The unwrapping (RFC 3394, section 2.2.2, by indices; RFC 5649, section 4.2 for two halves):
/// yields the initial value, or zeros, which are none, when the length is not a multiple of 8.
#[inline(never)]
fn unwrap_in_place<C: BlockDecrypt>(cipher: &C, wrapped: &mut [u8]) -> [u32; 2] {
    let mut keys = C::InverseKeys::default();
    cipher.expand_inverse(&mut keys);
    let ([first, rest @ ..], []) = wrapped.as_chunks_mut::<8>() else { return [0; 2] };
    let [a, b] = load(first);
    let mut block: Block = [a, b, 0, 0];
    let rounds = if rest.len() == 1 { 1 } else { 6 };
    let mut step = (rest.len() as u32).wrapping_mul(6);
    for _ in 0..rounds {
        for half in rest.iter_mut().rev() {
            [block[2], block[3]] = load(half);
            if rounds == 6 {
                block[1] ^= step.swap_bytes();
                step = step.wrapping_sub(1);
            }
            C::decrypt(&keys, &mut block);
            *half = save(block[2], block[3]);
        }
    }
    let [a, b, ..] = block;
    wipe_words(&mut block);
    [a, b]
}

fn load(bytes: &[u8; 8]) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h] = *bytes;
    [u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h])]
}

fn save(low: u32, high: u32) -> [u8; 8] {
    let ([a, b, c, d], [e, f, g, h]) = (low.to_le_bytes(), high.to_le_bytes());
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Aes128Ct;

    /// Wraps `text`, which starts with an initial value of any kind.
    fn wrapped<const N: usize>(mut text: [u8; N]) -> [u8; N] {
        wrap_in_place(&Aes128Ct::new(&[7; 16]), &mut text);
        text
    }

    #[test]
    fn every_byte_of_the_initial_value_counts() {
        let cipher = Aes128Ct::new(&[7; 16]);
        let mut sound = [0xa6; 24];
        assert!(unwrap(&cipher, &mut wrapped(sound)).is_ok());
        for byte in 0..8 {
            sound[byte] ^= 1;
            assert_eq!(unwrap(&cipher, &mut wrapped(sound)), Err(InvalidTag));
            sound[byte] ^= 1;
        }
    }

    #[test]
    fn padding_is_zeros_and_its_length_counts() {
        let cipher = Aes128Ct::new(&[7; 16]);
        let with = |length: u8, padding: [u8; 7]| {
            let mut text = [0; 24];
            text[..8].copy_from_slice(&[0xa6, 0x59, 0x59, 0xa6, 0, 0, 0, length]);
            text[8..17].fill(0x11);
            text[17..].copy_from_slice(&padding);
            wrapped(text)
        };
        assert_eq!(unwrap_padded(&cipher, &mut with(9, [0; 7])).map(|key| key.len()), Ok(9));
        for byte in 0..7 {
            let mut padding = [0; 7];
            padding[byte] = 1;
            assert_eq!(unwrap_padded(&cipher, &mut with(9, padding)), Err(InvalidTag));
        }
        for length in [0, 1, 8, 17, 24, 255] {
            assert_eq!(
                unwrap_padded(&cipher, &mut with(length, [0; 7])),
                Err(InvalidTag),
                "{length}"
            );
        }
    }
}
