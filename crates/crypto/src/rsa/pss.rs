//! EMSA-PSS (RFC 8017, section 9.1) and the mask generation function MGF1 (appendix B.2.1).

use motetls_base::{Random, ct};

use super::RsaError;
use crate::traits::{ByteArray, Hash};

/// The last byte of an encoded message.
const TRAILER: u8 = 0xbc;

/// to = to xor MGF1(seed).
#[inline(never)]
pub(super) fn mask<G: Hash>(to: &mut [u8], seed: &[u8]) {
    let mut hash = G::new();
    for (counter, chunk) in (0u32..).zip(to.chunks_mut(G::Output::LEN.max(1))) {
        hash.update(seed);
        hash.update(&counter.to_be_bytes());
        for (to, from) in chunk.iter_mut().zip(hash.finish().as_ref()) {
            *to ^= *from;
        }
    }
}

/// Hash(00 00 00 00 00 00 00 00 || digest || salt).
fn hash<H: Hash>(digest: &[u8], salt: &[u8]) -> H::Output {
    let mut hash = H::new();
    hash.update(&[0; 8]);
    hash.update(digest);
    hash.update(salt);
    hash.finish()
}

/// The parts of an encoded message.
struct Parts<'a> {
    /// The masked padding, 01 and salt.
    block: &'a mut [u8],
    hash: &'a mut [u8],
    trailer: &'a mut u8,
    /// The bits of the first byte of the block that may be set.
    top: u8,
}

/// Takes an encoded message for a modulus of so many bits apart; `None` if there is no room for a
/// hash. If the modulus is one bit longer than the message, the message is a byte shorter, and the
/// byte before it must be zero.
fn parts(encoded: &mut [u8], bits: usize, hash: usize) -> Option<Parts<'_>> {
    let free = (8 * encoded.len()).checked_sub(bits - 1)?;
    let (zeros, message) = encoded.split_at_mut_checked(free / 8)?;
    if zeros.iter().any(|byte| *byte != 0) {
        return None;
    }
    let (trailer, rest) = message.split_last_mut()?;
    let (block, hash) = rest.split_at_mut_checked(rest.len().checked_sub(hash)?)?;
    Some(Parts { block, hash, trailer, top: 0xff >> (free & 7) })
}

/// Whether `encoded`, as long as n, is an encoding of `digest` (section 9.1.2). It is unmasked in
/// place.
#[inline(never)]
pub(super) fn verify<H: Hash, G: Hash>(
    encoded: &mut [u8],
    bits: usize,
    digest: &[u8],
    salt: Option<usize>,
) -> bool {
    let Some(parts) = parts(encoded, bits, H::Output::LEN) else { return false };
    let Some(first) = parts.block.first() else { return false };
    if *parts.trailer != TRAILER || first & !parts.top != 0 || digest.len() != H::Output::LEN {
        return false;
    }
    mask::<G>(parts.block, parts.hash);
    if let Some(first) = parts.block.first_mut() {
        *first &= parts.top;
    }
    let zeros = parts.block.iter().take_while(|byte| **byte == 0).count();
    let Some((1, found)) = parts.block.get(zeros..).and_then(<[u8]>::split_first) else {
        return false;
    };
    salt.is_none_or(|salt| salt == found.len())
        && ct::equal(hash::<H>(digest, found).as_ref(), parts.hash)
}

/// Fills `encoded`, as long as n, with an encoding of `digest` and `salt` random bytes (section
/// 9.1.1).
#[inline(never)]
pub(super) fn encode<H: Hash, G: Hash, R: Random>(
    encoded: &mut [u8],
    bits: usize,
    digest: &[u8],
    salt: usize,
    random: &mut R,
) -> Result<(), RsaError> {
    encoded.fill(0);
    let parts = parts(encoded, bits, H::Output::LEN).ok_or(RsaError::InvalidLength)?;
    let padding = salt.checked_add(1).and_then(|padding| parts.block.len().checked_sub(padding));
    let zeros = padding.filter(|_| digest.len() == H::Output::LEN);
    let padded = parts.block.get_mut(zeros.ok_or(RsaError::InvalidLength)?..);
    if let Some((one, salt)) = padded.and_then(<[u8]>::split_first_mut) {
        *one = 1;
        random.random(salt)?;
        for (to, from) in parts.hash.iter_mut().zip(hash::<H>(digest, salt).as_ref()) {
            *to = *from;
        }
    }
    mask::<G>(parts.block, parts.hash);
    if let Some(first) = parts.block.first_mut() {
        *first &= parts.top;
    }
    *parts.trailer = TRAILER;
    Ok(())
}
