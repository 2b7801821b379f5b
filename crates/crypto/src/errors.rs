//! Why a primitive yields nothing. Values without contents: what they could tell would help
//! attackers first.

use core::fmt;

/// A key, a nonce or another fixed-width argument has the wrong length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidLength;

/// A signature does not hold: the message was changed, or signed with another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct VerificationFailed;

/// A tag of an AEAD, a MAC or a wrapped key does not fit: the message was changed, or protected
/// with another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidTag;

/// Keys that must differ are equal: the halves of a key of XTS, or two neighbours of triple DES.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct EqualKeys;

/// Why a message was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SealError {
    /// The message is longer than any the mode takes, or its associated data is.
    InvalidLength,
    /// The engine refused or broke down, as hardware may; the text is wiped.
    Failed,
}

/// A public key is not a valid point of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidPublicKey;

/// Why there is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SignError {
    /// The private key is not in `1..n`.
    InvalidPrivateKey,
    /// The signer refused or broke down, as hardware may.
    Failed,
}

/// A private key is out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidPrivateKey;

impl From<InvalidPrivateKey> for SignError {
    fn from(_: InvalidPrivateKey) -> Self {
        SignError::InvalidPrivateKey
    }
}

impl From<InvalidLength> for SealError {
    fn from(_: InvalidLength) -> Self {
        SealError::InvalidLength
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SealError::InvalidLength => InvalidLength.fmt(f),
            SealError::Failed => {
                f.write_str("the engine refused or broke down: nothing was sealed, send nothing")
            }
        }
    }
}

impl fmt::Display for InvalidLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a length that this primitive does not take: its documentation says which it does",
        )
    }
}

impl fmt::Display for VerificationFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature does not hold: the message was changed or another key signed it")
    }
}

impl fmt::Display for InvalidTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the tag does not fit: the message was changed or made with another key, use nothing of it",
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
            SignError::Failed => {
                f.write_str("the signer refused or broke down: there is no signature")
            }
        }
    }
}

impl core::error::Error for InvalidLength {}
impl core::error::Error for VerificationFailed {}
impl core::error::Error for InvalidTag {}
impl core::error::Error for InvalidPublicKey {}
impl core::error::Error for InvalidPrivateKey {}
impl core::error::Error for SealError {}
impl core::error::Error for SignError {}

impl fmt::Display for EqualKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("keys that must differ are equal: draw each of them anew")
    }
}

impl core::error::Error for EqualKeys {}
