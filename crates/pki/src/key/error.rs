//! Why a private key could not be decrypted or encrypted.

use core::fmt;

/// Why an encrypted key was not decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DecryptError {
    /// Its encoding cannot be read.
    Malformed,
    /// It is encrypted in a way that is not known here, or not with the hash and the cipher asked
    /// for.
    Unsupported,
    /// It asks for more iterations than the caller allows.
    TooManyIterations,
    /// The buffer is shorter than the encrypted key.
    BufferFull,
    /// The password is wrong, or the key was altered: there is no telling which.
    WrongPassword,
    /// The password is right, and what it opens is not a PrivateKeyInfo.
    NotPrivateKey,
}

impl fmt::Display for DecryptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DecryptError::Malformed => "the encrypted key is malformed",
            DecryptError::Unsupported => {
                "the key is encrypted in a way that is not supported: convert it with `openssl \
                 pkcs8 -topk8 -v2 aes-256-cbc`"
            }
            DecryptError::TooManyIterations => {
                "the key asks for more iterations of PBKDF2 than are \
                allowed here"
            }
            DecryptError::BufferFull => "the buffer is too small for the key",
            DecryptError::WrongPassword => "the password is wrong, or the key was altered",
            DecryptError::NotPrivateKey => {
                "the password is right, but what it opens is not a \
                private key of PKCS#8"
            }
        })
    }
}

impl core::error::Error for DecryptError {}

/// Why a key was not encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EncryptError {
    /// The scheme names another hash or another length of key than it is sealed with, or one that
    /// PBES2 has no identifier for here.
    Unsupported,
    /// The scheme has no iterations of PBKDF2.
    NoIterations,
    /// The buffer is too small.
    BufferFull,
}

impl fmt::Display for EncryptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EncryptError::Unsupported => "the hash or the cipher is not that of the scheme",
            EncryptError::NoIterations => "PBKDF2 needs one iteration at least",
            EncryptError::BufferFull => "the buffer is too small for the encrypted key",
        })
    }
}

impl core::error::Error for EncryptError {}
