//! Why a PEM text cannot be read.

use core::fmt;

/// Why a PEM text cannot be read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PemError {
    /// The line, the first being 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: PemReason,
}

/// What is wrong with a line of PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum PemReason {
    /// It is not base64, or its padding is wrong.
    NotBase64,
    /// It holds `-----BEGIN ` or `-----END ` and is not a boundary: there is something before or
    /// behind it, a dash too few, or a label that is none (RFC 7468, section 3).
    NotBoundary,
    /// The block that ends there does not begin.
    Unbegun,
    /// The block that begins there has no matching end.
    Unended,
    /// The certificate that begins there has trust settings of OpenSSL behind it, which are not
    /// known here.
    Trusted,
    /// The block that begins there is longer than the buffer it is decoded into.
    TooLong,
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, reason } = self;
        match reason {
            PemReason::NotBase64 => {
                write!(f, "line {line} is not base64: the file is damaged, or not PEM")
            }
            PemReason::NotBoundary => {
                write!(
                    f,
                    "line {line} is no boundary of PEM: nothing but -----BEGIN LABEL----- or \
                     -----END LABEL----- may \
                     stand in it, with five dashes on either side"
                )
            }
            PemReason::Unbegun => {
                write!(
                    f,
                    "the block that ends in line {line} has no BEGIN line: the file was cut or \
                     pasted in part"
                )
            }
            PemReason::Unended => {
                write!(
                    f,
                    "the block that begins in line {line} has no END line of its label: the file \
                     was cut or pasted in \
                     part"
                )
            }
            PemReason::Trusted => {
                write!(
                    f,
                    "line {line} begins a TRUSTED CERTIFICATE, whose trust settings of OpenSSL \
                     are not known here: \
                     take the certificate out of it with `openssl x509 -in FILE -out NEW`"
                )
            }
            PemReason::TooLong => {
                write!(
                    f,
                    "the block that begins in line {line} is longer than the buffer it is decoded \
                     into"
                )
            }
        }
    }
}

impl core::error::Error for PemError {}
