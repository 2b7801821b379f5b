//! Object identifiers, as the contents octets of their DER, and whole identifiers of algorithms.
//!
//! Here stand those that verification needs, as the shortest code that tells them; [`known`] holds
//! the others by name, and [`Oid`] is one that was read.

mod dotted;
pub mod known;

pub use dotted::Oid;

/// ecdsa-with-SHA256, 1.2.840.10045.4.3.2, as a whole AlgorithmIdentifier without parameters (RFC
/// 5758, section 3.2).
pub const ECDSA_WITH_SHA256: &[u8] =
    &[0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

/// All of a P-256 SubjectPublicKeyInfo before its uncompressed point (RFC 5480, section 2): the
/// outer SEQUENCE, id-ecPublicKey 1.2.840.10045.2.1, secp256r1 1.2.840.10045.3.1.7, the BIT STRING
/// header and its unused-bits octet.
pub const P256_SPKI: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// id-ce, 2.5.29: the arc of the certificate extensions of X.509. One octet follows.
pub const CE: &[u8] = &[0x55, 0x1d];
/// keyUsage, 2.5.29.15 (RFC 5280, section 4.2.1.3): the octet after [`CE`].
pub const KEY_USAGE: u8 = 15;
/// subjectAltName, 2.5.29.17 (RFC 5280, section 4.2.1.6).
pub const SUBJECT_ALT_NAME: u8 = 17;
/// basicConstraints, 2.5.29.19 (RFC 5280, section 4.2.1.9).
pub const BASIC_CONSTRAINTS: u8 = 19;
/// nameConstraints, 2.5.29.30 (RFC 5280, section 4.2.1.10).
pub const NAME_CONSTRAINTS: u8 = 30;
/// extKeyUsage, 2.5.29.37 (RFC 5280, section 4.2.1.12).
pub const EXTENDED_KEY_USAGE: u8 = 37;

/// anyExtendedKeyUsage, 2.5.29.37.0.
pub const ANY_EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25, 0x00];
/// id-kp, 1.3.6.1.5.5.7.3: the arc of key purposes. One octet follows.
pub const KP: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03];
/// id-kp-serverAuth: the octet after [`KP`].
pub const KP_SERVER_AUTH: u8 = 1;
/// id-kp-clientAuth: the octet after [`KP`].
pub const KP_CLIENT_AUTH: u8 = 2;
