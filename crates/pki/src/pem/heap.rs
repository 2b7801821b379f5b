//! PEM into vectors, for hosts.

use super::{
    Block, Blocks, CERTIFICATE, PemError, PemReason, TRUSTED_CERTIFICATE, X509_CERTIFICATE,
};
use super::{encode, encoded_len};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// One block, decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Decoded {
    /// What it says to be.
    pub label: String,
    /// What its base64 holds. Not wiped when dropped.
    pub der: Vec<u8>,
}

/// The blocks of `text` that bear one of `labels`, or all when there are no labels, decoded, in
/// their order.
///
/// # Errors
/// [`PemError`] at the first block that cannot be read.
pub fn decode(text: &[u8], labels: &[&str]) -> Result<Vec<Decoded>, PemError> {
    let decode = |block: Result<Block<'_>, PemError>| {
        let block = block?;
        Ok(Decoded { label: String::from(block.label), der: der(&block)? })
    };
    Blocks::labelled(text, labels).map(decode).collect()
}

/// What the base64 of a block holds.
fn der(block: &Block<'_>) -> Result<Vec<u8>, PemError> {
    let mut der = vec![0; block.max_len()];
    let length = block.decode(&mut der)?.len();
    der.truncate(length);
    Ok(der)
}

/// The certificates of `text`, in DER, in their order; none is not an error.
///
/// What the base64 holds is not looked at: [`Certificate::parse`](crate::Certificate::parse) tells.
///
/// # Errors
/// [`PemError`] at the first line of a certificate that cannot be read, and at a
/// [`TRUSTED_CERTIFICATE`]: what OpenSSL's settings take away from it, it must not be trusted with.
pub fn certificates(text: &[u8]) -> Result<Vec<Vec<u8>>, PemError> {
    let labels = [CERTIFICATE, X509_CERTIFICATE, TRUSTED_CERTIFICATE];
    let decode = |block: Result<Block<'_>, PemError>| match block? {
        block if block.label == TRUSTED_CERTIFICATE => {
            Err(PemError { line: block.line, reason: PemReason::Trusted })
        }
        block => der(&block),
    };
    Blocks::labelled(text, &labels).map(decode).collect()
}

/// `der` as a block under `label`.
#[must_use]
pub fn to_text(label: &str, der: &[u8]) -> String {
    let mut text = vec![0; encoded_len(label.len(), der.len())];
    let length = encode(label, der, &mut text).unwrap_or(0);
    text.truncate(length);
    String::from_utf8(text).unwrap_or_default()
}

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
        let text = [
            "# a root\r\n",
            ONE,
            "-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n\x7f",
            "\n",
            ONE,
        ]
        .concat();
        let two = Ok(vec![vec![0, 1, 2]; 2]);
        assert_eq!(certificates(text.as_bytes()), two);
        assert_eq!(certificates(text.replace('\n', "\r\n").as_bytes()), two);
        assert_eq!(certificates(text.replace('\n', "\r").as_bytes()), two);
        assert_eq!(certificates(text.replace('\n', " \t\n").as_bytes()), two);
        assert_eq!(certificates(text.replace("CERTIFICATE", "X509 CERTIFICATE").as_bytes()), two);
    }

    #[test]
    fn no_certificate_is_passed_over() {
        let trusted = ONE.replace("CERTIFICATE", "TRUSTED CERTIFICATE");
        let is_trusted = Err(PemError { line: 4, reason: PemReason::Trusted });
        assert_eq!(certificates([ONE, &trusted].concat().as_bytes()), is_trusted);
        let marked = ["\u{feff}", ONE].concat();
        assert_eq!(certificates([ONE, &marked].concat().as_bytes()), Ok(vec![vec![0, 1, 2]; 2]));
        for before in ["> ", "\u{a0}"] {
            let quoted = [before, ONE].concat();
            let broken = Err(PemError { line: 4, reason: PemReason::NotBoundary });
            assert_eq!(certificates([ONE, &quoted].concat().as_bytes()), broken);
        }
        let lost = ONE.replacen("-----BEGIN CERTIFICATE-----\n", "", 1);
        let unbegun = Err(PemError { line: 2, reason: PemReason::Unbegun });
        assert_eq!(certificates([&lost, ONE].concat().as_bytes()), unbegun);
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
        for text in [
            "Zm9v!",
            "Zm 9v",
            "-_-_",
            "Zh==",
            "Zm9=",
            "====",
            "Z===",
            "Zg==Zg==",
            "Zg=g",
            "Zm9v=",
            "Zg==\n====",
        ] {
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
        assert_eq!(
            certificates(["-----BEGIN CERTIFICATE-----\nAAEC\n", ONE].concat().as_bytes()),
            unended(1)
        );
        assert_eq!(
            certificates(b"-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----")
                .unwrap_err()
                .to_string(),
            "line 2 is not base64: the file is damaged, or not PEM"
        );
    }
}
