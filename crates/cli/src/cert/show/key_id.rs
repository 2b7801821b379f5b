//! How a key identifier was made of its key.

use motetls::crypto::sha1::Sha1;
use motetls::crypto::{Hash, Sha256};

/// How `id` was made of the octets of a public key's BIT STRING, if in a known way.
pub(crate) fn method(id: &[u8], bits: &[u8]) -> Option<&'static str> {
    let sha256 = Sha256::digest(bits);
    if id == Sha1::digest(bits) {
        Some("the key, by SHA-1 (RFC 5280, section 4.2.1.2)")
    } else if id == sha256 || sha256.first_chunk::<20>().is_some_and(|first| id == first) {
        Some("the key, by SHA-256 (RFC 7093, section 2)")
    } else {
        None
    }
}
