//! ECDSA signatures (FIPS 186-5, section 6.4.1) from a nonce that is given.
//!
//! s = (e + r d) / k is worked out as (e / r + d) / (k / r): three divisions of [`super::divide`],
//! which is constant time, and no multiplication modulo n, which nothing else here has a use for.

use motetls_base::Secret;
use motetls_base::secret::wipe_words;

use super::limbs::{Product, Words};
use super::scalar::{add, conditional_subtract, from_bytes, is_zero, quotient, to_bytes};

/// A digest of fewer than 32 bytes as the integer it is.
pub(super) fn widened(digest: &[u8]) -> [u8; 32] {
    let mut wide = [0; 32];
    for (to, from) in wide.iter_mut().rev().zip(digest.iter().rev()) {
        *to = *from;
    }
    wide
}

/// A message's hash as an integer modulo n: its leftmost 32 bytes, or all of it if it is shorter.
pub(super) fn digest(digest: &[u8]) -> [u8; 32] {
    let mut reduced = digest.first_chunk().map_or_else(|| widened(digest), |digest| *digest);
    let mut words = from_bytes(&reduced);
    conditional_subtract(&mut words, 0);
    to_bytes(&words, &mut reduced);
    reduced
}

/// r || s from the nonce's point 0x04 || x || y, for a private key and a nonce in `1..n`, unless
/// either comes out as 0.
#[inline(never)]
pub(super) fn sign<P: Product>(
    point: &[u8; 65],
    private: &Secret<32>,
    digest: &[u8; 32],
    nonce: &Secret<32>,
) -> Option<[u8; 64]> {
    let mut divisions = Divisions::new(point)?;
    divisions.first::<P>(private, digest);
    divisions.second::<P>(nonce);
    divisions.third::<P>()
}

/// A signature under way. Wiped when dropped.
pub(super) struct Divisions {
    r: Words,
    /// e / r + d, once the first division is done.
    sum: Words,
    /// k / r, once the second is done.
    ratio: Words,
}

impl Divisions {
    /// Begins with r, unless it is 0. It is public as soon as the signature is.
    #[inline(always)]
    pub(super) fn new(point: &[u8; 65]) -> Option<Self> {
        let (_, coordinates) = point.split_first_chunk::<1>()?;
        let mut r = from_bytes(coordinates.first_chunk()?);
        conditional_subtract(&mut r, 0);
        if is_zero(&r) { None } else { Some(Divisions { r, sum: [0; 8], ratio: [0; 8] }) }
    }

    #[inline(always)]
    pub(super) fn first<P: Product>(&mut self, private: &Secret<32>, digest: &[u8; 32]) {
        let mut d = from_bytes(private.expose());
        self.sum = quotient::<P>(&from_bytes(digest), &self.r);
        let carry = add(&mut self.sum, &d, !0);
        conditional_subtract(&mut self.sum, carry);
        wipe_words(&mut d);
    }

    #[inline(always)]
    pub(super) fn second<P: Product>(&mut self, nonce: &Secret<32>) {
        let mut k = from_bytes(nonce.expose());
        self.ratio = quotient::<P>(&k, &self.r);
        wipe_words(&mut k);
    }

    /// r || s, unless s is 0.
    #[inline(always)]
    pub(super) fn third<P: Product>(&self) -> Option<[u8; 64]> {
        let s = quotient::<P>(&self.sum, &self.ratio);
        if is_zero(&s) {
            return None;
        }
        let mut signature = [0; 64];
        if let ([first, second], _) = signature.as_chunks_mut::<32>() {
            to_bytes(&self.r, first);
            to_bytes(&s, second);
        }
        Some(signature)
    }
}

impl Drop for Divisions {
    fn drop(&mut self) {
        wipe_words(&mut self.sum);
        wipe_words(&mut self.ratio);
    }
}
