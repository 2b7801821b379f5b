//! Hashes by their identifiers.

use super::AlgorithmIdentifier;
use crate::oid::{Oid, known};
use core::fmt;
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{Hash, Sha224, Sha256, Sha256Small, Sha384, Sha512};

/// A hash, by name only: what computes it is the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HashId {
    /// MD5: broken, for reading what is old.
    Md5,
    /// SHA-1: broken for signatures, in use for identifiers.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA3-256.
    Sha3_256,
    /// SHA3-384.
    Sha3_384,
    /// SHA3-512.
    Sha3_512,
}

/// Each hash with its identifier, the length of its digest and its name.
const HASHES: &[(HashId, Oid<'static>, usize, &str)] = &[
    (HashId::Md5, known::MD5, 16, "MD5"),
    (HashId::Sha1, known::SHA1, 20, "SHA-1"),
    (HashId::Sha224, known::SHA224, 28, "SHA-224"),
    (HashId::Sha256, known::SHA256, 32, "SHA-256"),
    (HashId::Sha384, known::SHA384, 48, "SHA-384"),
    (HashId::Sha512, known::SHA512, 64, "SHA-512"),
    (HashId::Sha3_256, known::SHA3_256, 32, "SHA3-256"),
    (HashId::Sha3_384, known::SHA3_384, 48, "SHA3-384"),
    (HashId::Sha3_512, known::SHA3_512, 64, "SHA3-512"),
];

impl HashId {
    fn entry(self) -> (Oid<'static>, usize, &'static str) {
        let entry = HASHES.iter().find(|(hash, ..)| *hash == self);
        entry.map_or((Oid(&[]), 0, ""), |(_, oid, length, name)| (*oid, *length, *name))
    }

    /// Its identifier.
    #[must_use]
    pub fn oid(self) -> Oid<'static> {
        self.entry().0
    }

    /// The length of a digest in bytes.
    #[must_use]
    pub fn digest_len(self) -> usize {
        self.entry().1
    }

    /// The hash an identifier names, with parameters NULL or none; `None` when it is not known here.
    #[must_use]
    pub fn from_identifier(identifier: &AlgorithmIdentifier<'_>) -> Option<Self> {
        let entry = HASHES.iter().find(|(_, oid, ..)| *oid == identifier.oid && identifier.is_plain());
        entry.map(|(hash, ..)| *hash)
    }
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

impl fmt::Display for HashId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().2)
    }
}
