//! The cipher suites as a table: what a number on the wire stands for.

use motetls_crypto::HashId;

use crate::num::CipherSuite;

/// An AEAD of a suite; which implementation stands behind it is the profile's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AeadId {
    /// AES-128-GCM (RFC 5116).
    Aes128Gcm,
    /// AES-256-GCM (RFC 5116).
    Aes256Gcm,
    /// ChaCha20-Poly1305 (RFC 8439).
    ChaCha20Poly1305,
    /// AES-128-CCM with a 16-byte tag (RFC 5116).
    Aes128Ccm,
    /// AES-128-CCM with an 8-byte tag (RFC 6655).
    Aes128Ccm8,
}

impl AeadId {
    /// Records one key may protect; at half of them the engine takes a new one.
    ///
    /// 2^24 with GCM, where RFC 9846, section 5.5 permits 2^24.5 full-size records; 2^23 with CCM,
    /// by the analysis in RFC 9147, section 4.5.3; as many as there are numbers for with
    /// ChaCha20-Poly1305, whose limit lies beyond.
    #[must_use]
    pub const fn records_per_key(self) -> u64 {
        match self {
            AeadId::Aes128Gcm | AeadId::Aes256Gcm => 1 << 24,
            AeadId::Aes128Ccm | AeadId::Aes128Ccm8 => 1 << 23,
            AeadId::ChaCha20Poly1305 => u64::MAX,
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suite {
    /// The number on the wire.
    pub id: CipherSuite,
    /// The record protection.
    pub aead: AeadId,
    /// The hash of transcript and key schedule.
    pub hash: HashId,
}

impl Suite {
    const fn new(id: CipherSuite, aead: AeadId, hash: HashId) -> Self {
        Suite { id, aead, hash }
    }
}

/// Every suite the engine can speak, most preferred first. All belong to TLS 1.3.
pub static SUITES: [Suite; 5] = [
    Suite::new(CipherSuite::TLS_AES_128_GCM_SHA256, AeadId::Aes128Gcm, HashId::Sha256),
    Suite::new(CipherSuite::TLS_AES_256_GCM_SHA384, AeadId::Aes256Gcm, HashId::Sha384),
    Suite::new(CipherSuite::TLS_CHACHA20_POLY1305_SHA256, AeadId::ChaCha20Poly1305, HashId::Sha256),
    Suite::new(CipherSuite::TLS_AES_128_CCM_SHA256, AeadId::Aes128Ccm, HashId::Sha256),
    Suite::new(CipherSuite::TLS_AES_128_CCM_8_SHA256, AeadId::Aes128Ccm8, HashId::Sha256),
];
