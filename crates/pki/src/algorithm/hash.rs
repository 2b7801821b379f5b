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
    let entry = HASHES.iter().find(|(_, oid, _)| *oid == identifier.oid && identifier.is_plain());
    entry.map(|(hash, ..)| *hash)
}

/// A hash that is computed and has a name. Whoever brings a hash of his own, in hardware, names it with this.
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
