//! Why a PEM text cannot be read.

use core::fmt;

/// Why a PEM text cannot be read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PemError {
    /// The line, the first being 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: PemReason,
}

/// What is wrong with a line of PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PemReason {
    /// It is not base64, or its padding is wrong.
    NotBase64,
    /// The block that begins there has no matching end.
    Unended,
    /// The block that begins there is longer than the buffer it is decoded into.
    TooLong,
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, reason } = self;
        match reason {
            PemReason::NotBase64 => write!(f, "line {line} is not base64: the file is damaged, or not PEM"),
            PemReason::Unended => {
                write!(f, "the block that begins in line {line} has no END line: the file was cut or pasted in part")
            }
            PemReason::TooLong => {
                write!(f, "the block that begins in line {line} is longer than the buffer it is decoded into")
            }
        }
    }
}

impl core::error::Error for PemError {}
