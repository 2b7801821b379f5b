//! The paddings of PKCS #1 v1.5: EMSA-PKCS1-v1_5 (RFC 8017, section 9.2) and that of
//! RSAES-PKCS1-v1_5 (section 7.2), decoded with implicit rejection (draft-irtf-cfrg-rsa-guidance,
//! section 7).

use motetls_base::Random;
use motetls_base::ct::{self, barrier};
use motetls_base::secret::wipe;

use super::RsaError;
use crate::hmac::{self, Hmac};
use crate::sha256::Sha256;
use crate::traits::{Hash, HashId};

/// Bytes of padding at least: 00, a block type, eight of a string, 00.
const OVERHEAD: usize = 11;
/// Random lengths drawn for a message that stands in for one that was not there.
const CANDIDATES: usize = 128;
/// Times a random byte of the padding is drawn until it is not 0: a sound generator needs two with
/// probability 1/256.
const DRAWS: u32 = 16;
/// A `DigestInfo` (RFC 8017, section 9.2, note 1) up to the digest, for the hashes of arc
/// 2.16.840.1.101.3.4.2; without its lengths and the last arc.
const NIST: [u8; 19] = [0x30, 0, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 0, 5, 0, 4, 0];
/// The same for SHA-1.
const SHA1: [u8; 15] = [0x30, 33, 0x30, 9, 6, 5, 0x2b, 14, 3, 2, 26, 5, 0, 4, 20];

/// The last arc of the object identifier below 2.16.840.1.101.3.4.2; 0 for SHA-1, which has
/// another. The compiler makes no table of it as long as the names stand in this order.
#[inline(always)]
const fn last_arc(hash: HashId) -> u8 {
    match hash {
        HashId::Sha1 => 0,
        HashId::Sha256 => 1,
        HashId::Sha384 => 2,
        HashId::Sha512 => 3,
        HashId::Sha224 => 4,
        HashId::Sha512_224 => 5,
        HashId::Sha512_256 => 6,
        HashId::Sha3_224 => 7,
        HashId::Sha3_256 => 8,
        HashId::Sha3_384 => 9,
        HashId::Sha3_512 => 10,
    }
}

/// Fills `encoded` with the encoded message: 00 01 FF .. FF 00 `DigestInfo`.
#[inline(never)]
pub(super) fn encode_signature(
    encoded: &mut [u8],
    hash: HashId,
    digest: &[u8],
) -> Result<(), RsaError> {
    let length = hash.len();
    let mut nist = NIST;
    nist[1] = length as u8 + 17;
    nist[14] = last_arc(hash);
    nist[18] = length as u8;
    let prefix = if hash == HashId::Sha1 { &SHA1[..] } else { &nist[..] };
    let info = prefix.len() + digest.len();
    let padding = encoded
        .len()
        .checked_sub(info + 3)
        .filter(|padding| *padding >= 8 && digest.len() == length);
    let (head, tail) = encoded
        .split_at_mut_checked(padding.ok_or(RsaError::InvalidLength)? + 2)
        .ok_or(RsaError::InvalidLength)?;
    head.fill(0xff);
    if let [first, second, ..] = head {
        (*first, *second) = (0, 1);
    }
    for (to, from) in tail.iter_mut().zip([0].iter().chain(prefix).chain(digest)) {
        *to = *from;
    }
    Ok(())
}

/// Fills `encoded` with 00 02, random bytes that are not 0, 00 and the message. On failure it is
/// wiped.
#[inline(never)]
pub(super) fn encode_message<R: Random>(
    encoded: &mut [u8],
    message: &[u8],
    random: &mut R,
) -> Result<(), RsaError> {
    let padding = encoded.len().checked_sub(message.len() + 3).filter(|padding| *padding >= 8);
    let (head, tail) = encoded
        .split_at_mut_checked(padding.ok_or(RsaError::InvalidLength)? + 2)
        .ok_or(RsaError::InvalidLength)?;
    random.random(head)?;
    for byte in head.iter_mut() {
        let mut draws = DRAWS;
        while *byte == 0 {
            draws = draws.checked_sub(1).ok_or(RsaError::Random)?;
            random.random(core::slice::from_mut(byte))?;
        }
    }
    if let [first, second, ..] = head {
        (*first, *second) = (0, 2);
    }
    for (to, from) in tail.iter_mut().zip([0].iter().chain(message)) {
        *to = *from;
    }
    Ok(())
}

/// 32 of the pseudorandom bytes made from a key, of `length` in all: HMAC(key, counter || label ||
/// bits of the whole).
fn block(key: &Hmac<Sha256>, counter: u16, label: &[u8], length: usize) -> [u8; 32] {
    key.mac(&[&counter.to_be_bytes(), label, &(8 * length as u16).to_be_bytes()])
}

/// All ones if x < y, else zero; both below 2^31.
fn less(x: u32, y: u32) -> u32 {
    ct::mask_less(x, y)
}

/// All ones if x = 0, else zero; x below 2^31.
fn zero(x: u32) -> u32 {
    less(x, 1)
}

/// x where the mask is all ones, else y.
fn select(mask: u32, x: u32, y: u32) -> u32 {
    ct::select(mask, x, y)
}

/// The key that makes what stands in for a message that was not there: a function of the private
/// exponent, taken in as long as n, and the ciphertext.
#[inline(never)]
fn derive(d: &[u8], ciphertext: &[u8]) -> Hmac<Sha256> {
    let mut hash = Sha256::new();
    for _ in d.len()..ciphertext.len() {
        hash.update(&[0]);
    }
    hash.update(d.get(d.len().saturating_sub(ciphertext.len())..).unwrap_or(d));
    let mut secret = hash.finish();
    let mut seed = hmac::once::<Sha256>(&secret, &[ciphertext]);
    let key = Hmac::new(&seed);
    wipe(&mut secret);
    wipe(&mut seed);
    key
}

/// The length of what stands in, in a text of `length` bytes: the last of 128 candidates that is
/// short enough. Only as many bits of each are looked at as the longest one has.
fn draw_length(key: &Hmac<Sha256>, length: usize) -> u32 {
    let longest = length.saturating_sub(OVERHEAD - 1) as u32;
    let mask = u32::MAX >> longest.leading_zeros();
    let mut drawn = 0;
    for counter in 0..(2 * CANDIDATES / 32) as u16 {
        let mut block = block(key, counter, b"length", 2 * CANDIDATES);
        for bytes in block.as_chunks().0 {
            let candidate = u32::from(u16::from_be_bytes(*bytes)) & mask;
            drawn = select(less(candidate, longest), candidate, drawn);
        }
        wipe(&mut block);
    }
    drawn
}

/// Decodes `text`, 00 02 padding 00 message, in place: where the message starts. If the padding is
/// wrong another one stands there.
///
/// Which of the two it is shows neither in time nor in addresses. The position that is yielded is
/// no secret any more.
#[inline(never)]
pub(super) fn decode_message(text: &mut [u8], d: &[u8], ciphertext: &[u8]) -> usize {
    let key = derive(d, ciphertext);
    let mut wrong = 0;
    // The first zero behind the block type.
    let (mut found, mut end) = (0, 0);
    for (i, byte) in (0u32..).zip(text.iter()) {
        let byte = u32::from(*byte);
        match i {
            0 => wrong |= byte,
            1 => wrong |= byte ^ 2,
            _ => {
                let here = zero(byte) & !found;
                end = select(here, i, end);
                found |= here;
            }
        }
    }
    let length = text.len();
    let good = zero(wrong) & found & !less(end, OVERHEAD as u32 - 1);
    let start = select(good, end + 1, length as u32 - draw_length(&key, length));
    for (counter, chunk) in (0..).zip(text.chunks_mut(32)) {
        let mut block = block(&key, counter, b"message", length);
        for (byte, other) in chunk.iter_mut().zip(&block) {
            *byte = select(good, u32::from(*byte), u32::from(*other)) as u8;
        }
        wipe(&mut block);
    }
    barrier(start) as usize
}
