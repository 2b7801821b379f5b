//! The cipher suites as a table: what a number on the wire stands for.

use crate::num::CipherSuite;

/// An AEAD of a suite; which implementation stands behind it is the profile's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AeadId {
    /// AES-128-GCM (RFC 5116).
    Aes128Gcm,
    /// AES-128-CCM with a 16-byte tag (RFC 5116).
    Aes128Ccm,
    /// AES-128-CCM with an 8-byte tag (RFC 6655).
    Aes128Ccm8,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// The number on the wire.
    pub id: CipherSuite,
    /// The record protection.
    pub aead: AeadId,
}

/// Every suite the engine can speak, most wanted first. All use SHA-256 and belong to TLS 1.3.
pub const SUITES: [Suite; 3] = [
    Suite { id: CipherSuite::TLS_AES_128_GCM_SHA256, aead: AeadId::Aes128Gcm },
    Suite { id: CipherSuite::TLS_AES_128_CCM_SHA256, aead: AeadId::Aes128Ccm },
    Suite { id: CipherSuite::TLS_AES_128_CCM_8_SHA256, aead: AeadId::Aes128Ccm8 },
];

/// Records one key may protect before the engine asks for a new one.
///
/// RFC 8446, section 5.5 permits 2^24.5 full-size records with GCM, the analysis in RFC 9147, section 4.5.3 permits 2^23
/// with CCM: the smaller one holds for all.
pub const RECORDS_PER_KEY: u64 = 1 << 23;
