//! Hashes by their identifiers (RFC 8017, appendix B.1; NIST CSOR).

use super::AlgorithmIdentifier;
use crate::oid::{Oid, known};
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{Hash, HashId, Sha224, Sha256, Sha256Small, Sha384, Sha512};

/// Each hash with its identifier and its name.
const HASHES: &[(HashId, Oid<'static>, &str)] = &[
    (HashId::Sha1, known::SHA1, "SHA-1"),
    (HashId::Sha224, known::SHA224, "SHA-224"),
    (HashId::Sha256, known::SHA256, "SHA-256"),
    (HashId::Sha384, known::SHA384, "SHA-384"),
    (HashId::Sha512, known::SHA512, "SHA-512"),
    (HashId::Sha512_224, known::SHA512_224, "SHA-512/224"),
    (HashId::Sha512_256, known::SHA512_256, "SHA-512/256"),
    (HashId::Sha3_224, known::SHA3_224, "SHA3-224"),
    (HashId::Sha3_256, known::SHA3_256, "SHA3-256"),
    (HashId::Sha3_384, known::SHA3_384, "SHA3-384"),
    (HashId::Sha3_512, known::SHA3_512, "SHA3-512"),
];

/// The identifier of a hash.
#[must_use]
pub fn oid(hash: HashId) -> Oid<'static> {
    HASHES.iter().find(|(known, ..)| *known == hash).map_or(Oid(&[]), |(_, oid, _)| *oid)
}

/// The name of a hash, `SHA-256`.
#[must_use]
pub fn name(hash: HashId) -> &'static str {
    HASHES.iter().find(|(known, ..)| *known == hash).map_or("", |(.., name)| *name)
}

/// The hash an identifier names, with parameters NULL or none; `None` when it is not known here.
#[must_use]
pub fn from_identifier(identifier: &AlgorithmIdentifier<'_>) -> Option<HashId> {
    if !identifier.is_plain() {
        return None;
    }
    // By arcs, not by the table, whose identifiers and names would be in every image.
    Some(match identifier.oid.octet_under(known::NIST_HASHES) {
        Some(1) => HashId::Sha256,
        Some(2) => HashId::Sha384,
        Some(3) => HashId::Sha512,
        Some(4) => HashId::Sha224,
        Some(5) => HashId::Sha512_224,
        Some(6) => HashId::Sha512_256,
        Some(7) => HashId::Sha3_224,
        Some(8) => HashId::Sha3_256,
        Some(9) => HashId::Sha3_384,
        Some(10) => HashId::Sha3_512,
        None if identifier.oid == known::SHA1 => HashId::Sha1,
        _ => return None,
    })
}

/// A hash that is computed and has a name. A hash of another origin, in hardware, is named
/// with this.
pub trait KnownHash: Hash {
    /// The name.
    const ID: HashId;
}

impl KnownHash for Sha1 {
    const ID: HashId = HashId::Sha1;
}

impl KnownHash for Sha224 {
    const ID: HashId = HashId::Sha224;
}

impl KnownHash for Sha256 {
    const ID: HashId = HashId::Sha256;
}

impl KnownHash for Sha256Small {
    const ID: HashId = HashId::Sha256;
}

impl KnownHash for Sha384 {
    const ID: HashId = HashId::Sha384;
}

impl KnownHash for Sha512 {
    const ID: HashId = HashId::Sha512;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_has_an_identifier_and_no_other_octet_names_one() {
        for (hash, oid, _) in HASHES {
            assert_eq!(from_identifier(&AlgorithmIdentifier::bare(*oid)), Some(*hash));
            assert_eq!(from_identifier(&AlgorithmIdentifier::with_null(*oid)), Some(*hash));
        }
        let mut octets = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 0];
        let mut named = 0;
        for octet in 0..=255 {
            octets[8] = octet;
            let hash = from_identifier(&AlgorithmIdentifier::bare(Oid(&octets)));
            named += usize::from(hash.is_some());
        }
        assert_eq!(named, HASHES.len() - 1);
    }
}
