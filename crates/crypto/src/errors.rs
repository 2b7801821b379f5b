//! Why a primitive yields nothing. Values without contents: what they could tell would help attackers first.

use core::fmt;

/// A key, a nonce or another fixed-width argument has the wrong length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidLength;

/// A tag or a signature does not fit its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unauthentic;

/// A public key is not a valid point of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPublicKey;

/// Why there is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignError {
    /// The private key is not in `1..n`.
    InvalidPrivateKey,
    /// The signer refused or broke down, as hardware may.
    Failed,
}

/// A private key is out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPrivateKey;

impl From<InvalidPrivateKey> for SignError {
    fn from(_: InvalidPrivateKey) -> Self {
        SignError::InvalidPrivateKey
    }
}

impl fmt::Display for InvalidLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a length that this primitive does not take: its documentation says which it does")
    }
}

impl fmt::Display for Unauthentic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the tag or signature does not fit: the message was changed or made with another key, use nothing of it",
        )
    }
}

impl fmt::Display for InvalidPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the public key is not valid in its group: refuse the peer that sent it")
    }
}

impl fmt::Display for InvalidPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the private key is out of its range: draw another, or check how it was stored")
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignError::InvalidPrivateKey => InvalidPrivateKey.fmt(f),
            SignError::Failed => f.write_str("the signer refused or broke down: there is no signature"),
        }
    }
}

impl core::error::Error for InvalidLength {}
impl core::error::Error for Unauthentic {}
impl core::error::Error for InvalidPublicKey {}
impl core::error::Error for InvalidPrivateKey {}
impl core::error::Error for SignError {}
