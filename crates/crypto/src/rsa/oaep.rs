//! EME-OAEP (RFC 8017, section 7.1).

use motetls_base::Random;
use motetls_base::ct::{barrier, mask_less};

use super::RsaError;
use super::pss::mask;
use crate::traits::{ByteArray, Hash};

/// Takes an encoded message apart: its first byte, the seed, the block of label hash, zeros, 01 and
/// message.
fn parts(encoded: &mut [u8], hash: usize) -> Option<(&mut u8, &mut [u8], &mut [u8])> {
    let (first, rest) = encoded.split_first_mut()?;
    let (seed, block) = rest.split_at_mut_checked(hash)?;
    (block.len() > hash).then_some((first, seed, block))
}

/// Fills `encoded`, as long as n, with 00 || masked seed || masked block.
#[inline(never)]
pub(super) fn encode<H: Hash, G: Hash, R: Random>(
    encoded: &mut [u8],
    label: &[u8],
    message: &[u8],
    random: &mut R,
) -> Result<(), RsaError> {
    let (first, seed, block) = parts(encoded, H::Output::LEN).ok_or(RsaError::InvalidLength)?;
    let padding =
        block.len().checked_sub(message.len() + 1).filter(|padding| *padding >= H::Output::LEN);
    let (padded, tail) = block
        .split_at_mut_checked(padding.ok_or(RsaError::InvalidLength)?)
        .ok_or(RsaError::InvalidLength)?;
    random.random(seed)?;
    *first = 0;
    padded.fill(0);
    for (to, from) in padded.iter_mut().zip(H::digest(label).as_ref()) {
        *to = *from;
    }
    for (to, from) in tail.iter_mut().zip([1].iter().chain(message)) {
        *to = *from;
    }
    mask::<G>(block, seed);
    mask::<G>(seed, block);
    Ok(())
}

/// Unmasks `encoded` in place and yields where its message starts, or `None` if it is no encoding.
///
/// Time and addresses tell that answer and nothing else (Manger, 2001): every byte is looked at,
/// and the position of the message is a secret until all else was found right.
#[inline(never)]
pub(super) fn decode<H: Hash, G: Hash>(encoded: &mut [u8], label: &[u8]) -> Option<usize> {
    let length = encoded.len();
    let (first, seed, block) = parts(encoded, H::Output::LEN)?;
    mask::<G>(seed, block);
    mask::<G>(block, seed);
    let (label_hash, padded) = block.split_at_checked(H::Output::LEN)?;
    let mut wrong = u32::from(*first);
    for (byte, expected) in label_hash.iter().zip(H::digest(label).as_ref()) {
        wrong |= u32::from(byte ^ expected);
    }
    // Ones until a byte that is not 0 was met; it must be 1.
    let mut searching = u32::MAX;
    let mut zeros = 0;
    for byte in padded {
        let byte = u32::from(*byte);
        let zero = mask_less(byte, 1);
        wrong |= searching & !zero & (byte ^ 1);
        searching &= zero;
        zeros += searching & 1;
    }
    wrong |= searching;
    let start = length - padded.len() + zeros as usize + 1;
    (barrier(wrong) == 0).then_some(start)
}
