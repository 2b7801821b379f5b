//! The text armour of certificates, keys and requests (RFC 7468; RFC 1421 for headers of old keys).
//!
//! Lenient about what surrounds a block: any text before, between and after, any line endings, blanks at the ends of
//! lines. Strict about the base64 inside: its alphabet, its padding, no stray bits. Decoding goes into a buffer of the
//! caller's; with the feature `alloc`, into vectors.
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

mod error;
#[cfg(feature = "alloc")]
mod heap;

pub use error::{PemError, PemReason};
#[cfg(feature = "alloc")]
pub use heap::{Decoded, certificates, decode, to_text};

use crate::base64;
use motetls_base::{Full, Writer};

/// A certificate, in DER.
pub const CERTIFICATE: &str = "CERTIFICATE";
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

/// One block of a text: what stands between a BEGIN and its END.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// What it says to be.
    pub label: &'a str,
    /// The line of its BEGIN, the first line of the text being 1.
    pub line: usize,
    /// The lines between BEGIN and END.
    body: &'a [u8],
}

impl<'a> Block<'a> {
    /// The value of the header `name` (RFC 1421, section 4.6), of keys that OpenSSL encrypted in its old way: `DEK-Info`,
    /// `Proc-Type`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a [u8]> {
        let headers = self.headers();
        Lines(Some(self.body)).take(headers).find_map(|line| {
            let value = line.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b":")?;
            Some(value.trim_ascii())
        })
    }

    /// How many lines are headers, the empty one that ends them included. Base64 has no colon.
    fn headers(&self) -> usize {
        if !Lines(Some(self.body)).next().is_some_and(|line| line.contains(&b':')) {
            return 0;
        }
        let before = Lines(Some(self.body)).take_while(|line| !line.trim_ascii().is_empty()).count();
        before.saturating_add(1)
    }

    /// How many bytes a buffer for [`Block::decode`] needs at most.
    #[must_use]
    pub const fn max_len(&self) -> usize {
        self.body.len().div_ceil(4).saturating_mul(3)
    }

    /// Decodes the block into the start of `out`, and yields that part of it.
    ///
    /// # Errors
    /// [`PemError`] at the first line that is not base64, or when `out` is too short.
    pub fn decode<'b>(&self, out: &'b mut [u8]) -> Result<&'b mut [u8], PemError> {
        let mut writer = Writer::new(out);
        let mut decoder = base64::Decoder::new();
        let mut line = self.line;
        let headers = self.headers();
        for (place, content) in Lines(Some(self.body)).enumerate() {
            line = line.saturating_add(1);
            let content = if place < headers { &[] } else { content.trim_ascii() };
            let update = decoder.update(content, &mut writer);
            update.map_err(|_| PemError { line, reason: PemReason::NotBase64 })?;
        }
        let unfinished = PemError { line: line.saturating_add(1), reason: PemReason::NotBase64 };
        decoder.finish().map_err(|_| unfinished)?;
        let too_long = PemError { line: self.line, reason: PemReason::TooLong };
        let length = writer.done().map_err(|_| too_long)?;
        out.get_mut(..length).ok_or(too_long)
    }
}

/// The blocks of a text, in their order; none is not an error.
///
/// A block that does not end is an error, after which the search goes on behind its BEGIN.
#[derive(Clone, Debug)]
pub struct Blocks<'a> {
    text: &'a [u8],
    /// How many lines were read.
    line: usize,
    /// The labels looked for; none for all.
    labels: &'a [&'a str],
}

impl<'a> Blocks<'a> {
    /// The blocks of `text`, whatever their labels.
    #[must_use]
    pub const fn new(text: &'a [u8]) -> Self {
        Blocks { text, line: 0, labels: &[] }
    }

    /// The blocks of `text` that bear one of `labels`; others are text like any other.
    #[must_use]
    pub const fn labelled(text: &'a [u8], labels: &'a [&'a str]) -> Self {
        Blocks { text, line: 0, labels }
    }

    /// The label of a line that begins a block looked for.
    fn begins(&self, line: &'a [u8]) -> Option<&'a str> {
        let label = boundary(line, b"BEGIN ")?;
        (self.labels.is_empty() || self.labels.contains(&label)).then_some(label)
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, PemError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut lines = Lines(Some(self.text));
        let (label, begun) = loop {
            let content = lines.next();
            self.text = lines.rest();
            self.line = self.line.saturating_add(1);
            if let Some(label) = self.begins(content?.trim_ascii()) {
                break (label, self.line);
            }
        };
        let start = self.text;
        let mut count = 0_usize;
        loop {
            let length = start.len().saturating_sub(lines.rest().len());
            let content = lines.next().map(<[u8]>::trim_ascii);
            count = count.saturating_add(1);
            match content {
                Some(content) if boundary(content, b"END ") == Some(label) => {
                    self.text = lines.rest();
                    self.line = begun.saturating_add(count);
                    let body = start.get(..length).unwrap_or(&[]);
                    return Some(Ok(Block { label, line: begun, body }));
                }
                Some(content) if !content.starts_with(DASHES) => {}
                _ => return Some(Err(PemError { line: begun, reason: PemReason::Unended })),
            }
        }
    }
}

/// The label in a line `-----BEGIN label-----`, or the same with END, as `kind` says.
fn boundary<'a>(line: &'a [u8], kind: &[u8]) -> Option<&'a str> {
    let label = line.strip_prefix(DASHES)?.strip_prefix(kind)?.strip_suffix(DASHES)?;
    core::str::from_utf8(label).ok()
}

/// The lines of a text, ended by LF, CR LF or CR; nothing is after the last end of a line.
#[derive(Clone)]
struct Lines<'a>(Option<&'a [u8]>);

impl<'a> Lines<'a> {
    /// The text after the lines that were taken.
    fn rest(&self) -> &'a [u8] {
        self.0.unwrap_or(&[])
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.0.take()?;
        if text.is_empty() {
            return None;
        }
        let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
        let (line, rest) = text.split_at_checked(end)?;
        self.0 = match rest {
            [] => None,
            [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => Some(rest),
        };
        Some(line)
    }
}

/// How many bytes [`encode`] writes for `der` bytes under a label of `label` bytes.
#[must_use]
pub const fn encoded_len(label: usize, der: usize) -> usize {
    let digits = base64::encoded_len(der);
    let armour = label.saturating_mul(2).saturating_add(16 + 14 + 2);
    armour.saturating_add(digits).saturating_add(digits.div_ceil(LINE))
}

/// Writes `der` as a block under `label` to the start of `out`, in lines of 64 ended by LF, and yields its length.
///
/// # Errors
/// [`Full`] when `out` is shorter than [`encoded_len`].
pub fn encode(label: &str, der: &[u8], out: &mut [u8]) -> Result<usize, Full> {
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

    const KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n\nAAEC\n-----END RSA PRIVATE KEY-----";

    fn labels(text: &str) -> Vec<Result<&str, usize>> {
        Blocks::new(text.as_bytes()).map(|block| block.map(|block| block.label).map_err(|error| error.line)).collect()
    }

    #[test]
    fn blocks_of_all_labels_are_found() {
        assert_eq!(labels(""), []);
        assert_eq!(labels("no block"), []);
        let text = "one\n-----BEGIN A-----\nx\n-----END A-----\r\rtwo\n-----BEGIN B C-----\n-----END B C-----";
        assert_eq!(labels(text), [Ok("A"), Ok("B C")]);
        let lines: Vec<usize> = Blocks::new(text.as_bytes()).map(|block| block.unwrap().line).collect();
        assert_eq!(lines, [2, 7]);
        assert_eq!(
            labels("-----BEGIN A-----\nx\n-----END B-----\n-----BEGIN B-----\n-----END B-----"),
            [Err(1), Ok("B")]
        );
        assert_eq!(labels("\n-----BEGIN A-----\nx"), [Err(2)]);
        assert_eq!(labels("-----BEGIN A-----\n-----BEGIN A-----\n-----END A-----"), [Err(1), Ok("A")]);
        let some = Blocks::labelled(text.as_bytes(), &["B C"]).count();
        assert_eq!(some, 1);
    }

    #[test]
    fn headers_are_told_from_the_body() {
        let block = Blocks::new(KEY.as_bytes()).next().unwrap().unwrap();
        assert_eq!(block.header("Proc-Type"), Some(&b"4,ENCRYPTED"[..]));
        assert_eq!(block.header("DEK-Info"), Some(&b"AES-128-CBC,0011"[..]));
        assert_eq!(block.header("DEK"), None);
        assert_eq!(block.decode(&mut [0; 3]).unwrap(), [0, 1, 2]);
        let short = block.decode(&mut [0; 2]).unwrap_err();
        assert_eq!(short, PemError { line: 1, reason: PemReason::TooLong });
    }

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
            assert_eq!(encode(CERTIFICATE, &der, &mut text.clone()[1..]), Err(Full));
            let block = Blocks::new(&text).next().unwrap().unwrap();
            let mut out = std::vec![0; block.max_len()];
            assert_eq!(block.decode(&mut out).unwrap(), der);
            let text = String::from_utf8(text).unwrap();
            assert!(text.lines().all(|line| line.len() <= LINE));
        }
    }
}
