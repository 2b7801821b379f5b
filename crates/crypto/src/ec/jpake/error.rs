//! Why an exchange ends.

use motetls_base::{DecodeError, RandomError};

use crate::traits::InvalidPublicKey;

/// Why the exchange ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum JpakeError {
    /// The password is empty, too long (three times the bytes of the curve's order is the limit),
    /// or 0 modulo the order.
    InvalidPassword,
    /// The peer's message is cut, has bytes too many, or names another curve.
    InvalidMessage,
    /// A key of the peer is no point of the curve, or a sum of keys is the point at infinity.
    InvalidPublicKey,
    /// A proof of the peer does not hold.
    InvalidProof,
    /// The buffer is too small for the message.
    BufferFull,
    /// The generator of random bytes failed.
    Random,
    /// A message was asked for, or came, before those it depends on, or a second time.
    OutOfOrder,
}

impl From<InvalidPublicKey> for JpakeError {
    fn from(_: InvalidPublicKey) -> Self {
        JpakeError::InvalidPublicKey
    }
}

impl From<RandomError> for JpakeError {
    fn from(_: RandomError) -> Self {
        JpakeError::Random
    }
}

impl From<DecodeError> for JpakeError {
    fn from(_: DecodeError) -> Self {
        JpakeError::InvalidMessage
    }
}

impl core::fmt::Display for JpakeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            JpakeError::InvalidPassword => "the password is empty or too long",
            JpakeError::InvalidMessage => "the peer's message is malformed or for another curve",
            JpakeError::InvalidPublicKey => "a key of the peer is no point of the curve",
            JpakeError::InvalidProof => {
                "a proof of the peer does not hold: it does not know what it sent"
            }
            JpakeError::BufferFull => "the buffer is too small for the message",
            JpakeError::Random => "the random generator failed",
            JpakeError::OutOfOrder => "the message is not due: rounds go in order, each once",
        })
    }
}

impl core::error::Error for JpakeError {}
