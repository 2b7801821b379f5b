//! The algorithms of hosts.

use super::many::Many;
use motetls_crypto::rsa::{Rsa, public_scratch};

/// Everything `motetls-crypto` checks signatures with, and memory for the longest keys: for hosts.
///
/// Ed25519 is there with the feature `ed25519`. There is no SHA-1.
pub type HostAlgorithms = Many<HostSlots>;

#[cfg(feature = "ed25519")]
type Ed25519 = motetls_crypto::Ed25519;
#[cfg(not(feature = "ed25519"))]
type Ed25519 = motetls_crypto::Absent;

crate::algorithms! {
    /// The slots of [`HostAlgorithms`].
    pub enum HostSlots;
    sha256: motetls_crypto::Sha256;
    sha384: motetls_crypto::Sha384;
    sha512: motetls_crypto::Sha512;
    ecdsa_p256: motetls_crypto::P256;
    ecdsa_p384: motetls_crypto::ec::P384;
    ecdsa_p521: motetls_crypto::ec::P521;
    rsa: Rsa<{ public_scratch(8192) }, 1024>;
    ed25519: Ed25519;
    digest: [u8; 64];
    signature: [u8; 1024];
    key: [u8; 1064];
    contents: [u8; 4096];
}
