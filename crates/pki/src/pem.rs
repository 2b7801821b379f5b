//! The text armour of certificates, keys and requests (RFC 7468; RFC 1421 for headers of old keys).
//!
//! Lenient about what surrounds a block: any text before, between and after, any line endings,
//! blanks at the ends of lines, byte order marks. Strict about boundaries: a line that holds
//! `-----BEGIN ` or `-----END ` and something else beside is an error, not text, as the block would
//! be passed over in silence. Strict about the base64 inside: its alphabet, its padding, no stray
//! bits. Decoding goes into a buffer of the caller's; with the feature `alloc`, into vectors.
//!
//! | module | purpose |
//! |---|---|
//! | `blocks` | texts read: boundaries, headers, base64 |
//! | `heap` | the same into vectors |
//! | `error` | why a text cannot be read, and in which line |
//!
//! ```
//! use motetls_pki::pem::{self, Blocks};
//!
//! let mut text = [0; 128];
//! let length = pem::encode(pem::PUBLIC_KEY, &[0x30, 0], &mut text)?;
//! assert_eq!(&text[..length], b"-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n");
//!
//! let mut der = [0; 16];
//! for block in Blocks::new(&text[..length]) {
//!     let block = block?;
//!     assert_eq!(block.label, pem::PUBLIC_KEY);
//!     assert_eq!(block.decode(&mut der)?, [0x30, 0]);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod lines;
mod blocks;
mod error;
#[cfg(feature = "alloc")]
mod heap;

pub use blocks::{Block, Blocks};
pub use error::{PemError, PemReason};
#[cfg(feature = "alloc")]
pub use heap::{Decoded, certificates, decode, to_text};

use crate::base64;
use motetls_base::{BufferFull, Writer};

/// A certificate, in DER.
pub const CERTIFICATE: &str = "CERTIFICATE";
/// A certificate with trust settings of OpenSSL behind it.
pub const TRUSTED_CERTIFICATE: &str = "TRUSTED CERTIFICATE";
/// A certificate, by an older name.
pub const X509_CERTIFICATE: &str = "X509 CERTIFICATE";
/// A revocation list.
pub const X509_CRL: &str = "X509 CRL";
/// A certification request.
pub const CERTIFICATE_REQUEST: &str = "CERTIFICATE REQUEST";
/// A certification request, by an older name.
pub const NEW_CERTIFICATE_REQUEST: &str = "NEW CERTIFICATE REQUEST";
/// A private key in PKCS#8.
pub const PRIVATE_KEY: &str = "PRIVATE KEY";
/// An encrypted private key in PKCS#8.
pub const ENCRYPTED_PRIVATE_KEY: &str = "ENCRYPTED PRIVATE KEY";
/// An elliptic-curve private key as SEC 1 has it.
pub const EC_PRIVATE_KEY: &str = "EC PRIVATE KEY";
/// An RSA private key as PKCS#1 has it.
pub const RSA_PRIVATE_KEY: &str = "RSA PRIVATE KEY";
/// A SubjectPublicKeyInfo.
pub const PUBLIC_KEY: &str = "PUBLIC KEY";
/// An RSA public key as PKCS#1 has it.
pub const RSA_PUBLIC_KEY: &str = "RSA PUBLIC KEY";
/// A bag of certificates.
pub const PKCS7: &str = "PKCS7";
/// A bag of certificates, by its newer name.
pub const CMS: &str = "CMS";

const DASHES: &[u8] = b"-----";
/// Characters of base64 in a line (RFC 7468, section 2).
const LINE: usize = 64;

/// How many bytes [`encode`] writes for `der` bytes under a label of `label` bytes.
#[must_use]
pub const fn encoded_len(label: usize, der: usize) -> usize {
    let digits = base64::encoded_len(der);
    let armour = label.saturating_mul(2).saturating_add(16 + 14 + 2);
    armour.saturating_add(digits).saturating_add(digits.div_ceil(LINE))
}

/// Writes `der` as a block under `label` to the start of `out`, in lines of 64 ended by LF, and
/// yields its length.
///
/// # Errors
/// [`BufferFull`] when `out` is shorter than [`encoded_len`].
pub fn encode(label: &str, der: &[u8], out: &mut [u8]) -> Result<usize, BufferFull> {
    let mut out = Writer::new(out);
    let edge = |kind: &[u8], out: &mut Writer<'_>| {
        for part in [DASHES, kind, label.as_bytes(), DASHES, b"\n"] {
            out.bytes(part);
        }
    };
    edge(b"BEGIN ", &mut out);
    for line in der.chunks(LINE / 4 * 3) {
        base64::encode(line, &mut out);
        out.u8(b'\n');
    }
    edge(b"END ", &mut out);
    out.done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;
    use std::vec::Vec;

    #[test]
    fn what_is_written_is_read() {
        for size in [0, 1, 2, 3, 47, 48, 49, 96, 200] {
            let der: Vec<u8> = (0..size).map(|place| place as u8).collect();
            let mut text = std::vec![0; encoded_len(CERTIFICATE.len(), size)];
            assert_eq!(
                encode(CERTIFICATE, &der, &mut text),
                Ok(text.len()),
                "the length announced is the length written"
            );
            assert_eq!(encode(CERTIFICATE, &der, &mut text.clone()[1..]), Err(BufferFull));
            let block = Blocks::new(&text).next().unwrap().unwrap();
            let mut out = std::vec![0; block.max_len()];
            assert_eq!(block.decode(&mut out).unwrap(), der);
            let text = String::from_utf8(text).unwrap();
            assert!(text.lines().all(|line| line.len() <= LINE));
        }
    }
}
