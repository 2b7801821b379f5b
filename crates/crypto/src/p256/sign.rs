//! ECDSA signatures (FIPS 186-5, section 6.4.1) from a nonce that is given.
//!
//! s = (e + r d) / k is worked out as (e / r + d) / (k / r): three divisions of [`super::divide`], which is constant
//! time, and no multiplication modulo n, which nothing else here has a use for.

use motetls_base::Secret;
use motetls_base::secret::wipe_words;

use super::field::Field;
use super::scalar::{add, from_bytes, is_zero_vartime, quotient, settle, to_bytes};
use super::{Curve, widened};
use crate::traits::Group;

/// A message's hash as an integer modulo n: its leftmost 32 bytes, or all of it if it is shorter.
pub(super) fn digest(digest: &[u8]) -> [u8; 32] {
    let mut reduced = digest.first_chunk().map_or_else(|| widened(digest), |digest| *digest);
    let mut words = from_bytes(&reduced);
    settle(&mut words, 0);
    to_bytes(&words, &mut reduced);
    reduced
}

/// r || s, for a private key and a nonce in `1..n`, unless either comes out as 0.
///
/// r is public as soon as the signature is, and so is whether there is one.
#[inline(never)]
pub(super) fn sign<F: Field>(private: &Secret<32>, digest: &[u8; 32], nonce: &Secret<32>) -> Option<[u8; 64]> {
    let public = Curve::<F>::public(nonce);
    let mut r = from_bytes(public.split_first_chunk::<1>()?.1.first_chunk()?);
    settle(&mut r, 0);
    if is_zero_vartime(&r) {
        return None;
    }
    let (mut d, mut k) = (from_bytes(private.expose()), from_bytes(nonce.expose()));
    let mut sum = quotient::<F::Product>(&from_bytes(digest), &r);
    let carry = add(&mut sum, &d, !0);
    settle(&mut sum, carry);
    let mut ratio = quotient::<F::Product>(&k, &r);
    let s = quotient::<F::Product>(&sum, &ratio);
    for words in [&mut d, &mut k, &mut sum, &mut ratio] {
        wipe_words(words);
    }
    if is_zero_vartime(&s) {
        return None;
    }
    let mut signature = [0; 64];
    if let ([first, second], _) = signature.as_chunks_mut::<32>() {
        to_bytes(&r, first);
        to_bytes(&s, second);
    }
    Some(signature)
}
