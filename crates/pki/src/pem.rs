//! The text armour of certificates (RFC 7468), for hosts.
//!
//! Lenient about what surrounds a certificate: any text before, between and after, any line endings, blanks at the ends
//! of lines, blocks of other labels. Strict about the base64 inside: its alphabet, its padding, no stray bits.

use alloc::vec::Vec;
use core::fmt;

const BEGIN: [&[u8]; 2] = [b"-----BEGIN CERTIFICATE-----", b"-----BEGIN X509 CERTIFICATE-----"];
const END: [&[u8]; 2] = [b"-----END CERTIFICATE-----", b"-----END X509 CERTIFICATE-----"];

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
    /// The certificate that begins there has no matching end.
    Unended,
}

/// The certificates of `text`, in DER, in their order; none is not an error.
///
/// What the base64 holds is not looked at: [`Certificate::parse`](crate::Certificate::parse) tells.
///
/// # Errors
/// [`PemError`] at the first line of a certificate that cannot be read.
pub fn certificates(text: &[u8]) -> Result<Vec<Vec<u8>>, PemError> {
    let mut found = Vec::new();
    let mut open: Option<(usize, Base64)> = None;
    for (line, content) in (1..).zip(Lines(Some(text))) {
        let content = content.trim_ascii();
        open = match open {
            None => BEGIN.contains(&content).then(|| (line, Base64::default())),
            Some((_, block)) if END.contains(&content) => {
                found.push(block.finish().ok_or(PemError { line, reason: PemReason::NotBase64 })?);
                None
            }
            Some((begun, _)) if content.starts_with(b"-----") => {
                return Err(PemError { line: begun, reason: PemReason::Unended });
            }
            Some((begun, mut block)) => {
                block.line(content).ok_or(PemError { line, reason: PemReason::NotBase64 })?;
                Some((begun, block))
            }
        };
    }
    match open {
        Some((line, _)) => Err(PemError { line, reason: PemReason::Unended }),
        None => Ok(found),
    }
}

/// The lines of a text, ended by LF, CR LF or CR.
struct Lines<'a>(Option<&'a [u8]>);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.0.take()?;
        let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
        let (line, rest) = text.split_at_checked(end)?;
        self.0 = match rest {
            [] => None,
            [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => Some(rest),
        };
        Some(line)
    }
}

/// Base64 being decoded (RFC 4648, section 4; strict as its section 3.5 asks).
#[derive(Default)]
struct Base64 {
    out: Vec<u8>,
    /// The digits of the unfinished group of four, six bits each.
    group: u32,
    digits: u32,
    padding: u32,
}

impl Base64 {
    /// Takes in one line; `None` when it holds anything but digits and, at the end of all, padding.
    fn line(&mut self, line: &[u8]) -> Option<()> {
        for byte in line {
            let digit = match byte {
                b'=' => 0,
                _ if self.padding > 0 => return None,
                b'A'..=b'Z' => byte.wrapping_sub(b'A'),
                b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
                b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            self.padding = self.padding.wrapping_add(u32::from(*byte == b'='));
            self.group = self.group << 6 | u32::from(digit);
            self.digits = self.digits.wrapping_add(1);
            if self.digits == 4 {
                self.group_of_four()?;
            }
        }
        Some(())
    }

    /// Puts out a full group: three bytes, less one for each padding; the bits so left out must be zero.
    fn group_of_four(&mut self) -> Option<()> {
        let [_, bytes @ ..] = self.group.to_be_bytes();
        let (kept, dropped) = bytes.split_at_checked(3_usize.checked_sub(self.padding as usize)?)?;
        if kept.is_empty() || dropped.iter().any(|byte| *byte != 0) {
            return None;
        }
        self.out.extend_from_slice(kept);
        self.group = 0;
        self.digits = 0;
        Some(())
    }

    /// What was decoded; `None` when a group is unfinished.
    fn finish(self) -> Option<Vec<u8>> {
        (self.digits == 0).then_some(self.out)
    }
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, reason } = self;
        match reason {
            PemReason::NotBase64 => write!(f, "line {line} is not base64: the file is damaged, or not PEM"),
            PemReason::Unended => {
                write!(
                    f,
                    "the certificate that begins in line {line} has no END line: the file was cut or pasted in part"
                )
            }
        }
    }
}

impl core::error::Error for PemError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;
    use std::vec;

    const ONE: &str = "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n";

    /// What one block with `body` holds, or the line of its error.
    fn body(body: &str) -> Result<Vec<u8>, usize> {
        let text = ["-----BEGIN CERTIFICATE-----\n", body, "\n-----END CERTIFICATE-----"].concat();
        certificates(text.as_bytes()).map(|mut found| found.remove(0)).map_err(|error| error.line)
    }

    #[test]
    fn text_around_certificates_does_not_matter() {
        assert_eq!(certificates(b""), Ok(vec![]));
        assert_eq!(certificates(b"no certificate here"), Ok(vec![]));
        let text = ["# a root\r\n", ONE, "-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n\x7f", "\n", ONE]
            .concat();
        let two = Ok(vec![vec![0, 1, 2]; 2]);
        assert_eq!(certificates(text.as_bytes()), two);
        assert_eq!(certificates(text.replace('\n', "\r\n").as_bytes()), two);
        assert_eq!(certificates(text.replace('\n', "\r").as_bytes()), two);
        assert_eq!(certificates(text.replace('\n', " \t\n").as_bytes()), two);
        assert_eq!(certificates(text.replace("CERTIFICATE", "X509 CERTIFICATE").as_bytes()), two);
        assert_eq!(certificates(ONE.replace("BEGIN ", "BEGIN TRUSTED ").as_bytes()), Ok(vec![]));
    }

    #[test]
    fn base64_is_strict() {
        // RFC 4648, section 10
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9v\nYm\n\nFy", "foobar"),
        ] {
            assert_eq!(body(text), Ok(bytes.as_bytes().to_vec()), "{text}");
        }
        assert_eq!(body("+/+/"), Ok(vec![0xfb, 0xff, 0xbf]));
        for text in
            ["Zm9v!", "Zm 9v", "-_-_", "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "Zg=g", "Zm9v=", "Zg==\n===="]
        {
            assert!(body(text).is_err(), "{text}");
        }
        for text in ["Z", "Zg", "Zg=", "Zm9vY"] {
            assert_eq!(body(text), Err(3), "{text}: unfinished, seen at the end");
        }
    }

    #[test]
    fn errors_name_the_line() {
        assert_eq!(body("AAEC\r\nAA?C"), Err(3));
        let unended = |line| Err(PemError { line, reason: PemReason::Unended });
        assert_eq!(certificates(b"\n-----BEGIN CERTIFICATE-----\nAAEC"), unended(2));
        assert_eq!(certificates(["-----BEGIN CERTIFICATE-----\nAAEC\n", ONE].concat().as_bytes()), unended(1));
        assert_eq!(
            certificates(b"-----BEGIN CERTIFICATE-----\n*").unwrap_err().to_string(),
            "line 2 is not base64: the file is damaged, or not PEM"
        );
    }
}
