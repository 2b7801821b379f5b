//! SHA-1 (`sha1`), SHA-2 (`sha2`) and SHA-3 (`sha3`).
//!
//! These crates do not give out the chaining value between two blocks, so what HMAC keeps of a key
//! is a whole running hash: 100 to 400 bytes where our own has 20 to 64. The states wipe themselves
//! when dropped.

use motetls_crypto::rustcrypto_traits::FromDigest;

/// SHA-1 (FIPS 180-4): for what demands it; collisions are known.
pub type Sha1 = FromDigest<sha1::Sha1, 20, 64>;
/// SHA-224 (FIPS 180-4).
pub type Sha224 = FromDigest<sha2::Sha224, 28, 64>;
/// SHA-256 (FIPS 180-4).
pub type Sha256 = FromDigest<sha2::Sha256, 32, 64>;
/// SHA-384 (FIPS 180-4).
pub type Sha384 = FromDigest<sha2::Sha384, 48, 128>;
/// SHA-512 (FIPS 180-4).
pub type Sha512 = FromDigest<sha2::Sha512, 64, 128>;
/// SHA3-224 (FIPS 202).
pub type Sha3_224 = FromDigest<sha3::Sha3_224, 28, 144>;
/// SHA3-256 (FIPS 202).
pub type Sha3_256 = FromDigest<sha3::Sha3_256, 32, 136>;
/// SHA3-384 (FIPS 202).
pub type Sha3_384 = FromDigest<sha3::Sha3_384, 48, 104>;
/// SHA3-512 (FIPS 202).
pub type Sha3_512 = FromDigest<sha3::Sha3_512, 64, 72>;
