//! CertificateRequest (RFC 9846, section 4.4.2).
//!
//! ```text
//! struct {
//!     opaque certificate_request_context<0..2^8-1>;     empty in a handshake
//!     Extension extensions<0..2^16-1>;
//! } CertificateRequest;
//! ```

use motetls_base::{DecodeError, Reader, Writer};

use super::client_hello::vector;
use super::extension::{ExtensionSet, open};
use super::message;
use crate::error::ErrorKind;
use crate::num::{ExtensionType, HandshakeType};

/// The extensions of a CertificateRequest (section 4.3).
const IN_REQUEST: ExtensionSet = ExtensionSet::of(&[
    ExtensionType::SERVER_NAME,
    ExtensionType::STATUS_REQUEST,
    ExtensionType::SIGNATURE_ALGORITHMS,
    ExtensionType::CERTIFICATE_AUTHORITIES,
    ExtensionType::OID_FILTERS,
    ExtensionType::SIGNATURE_ALGORITHMS_CERT,
]);

/// A CertificateRequest.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CertificateRequest<'a> {
    /// What the answer repeats; empty in a handshake.
    pub context: &'a [u8],
    /// `signature_algorithms`, two bytes each.
    pub schemes: &'a [u8],
}

/// Decodes the body of a CertificateRequest of a handshake and yields the schemes of its
/// signature_algorithms, two bytes each. Unknown extensions in it are ignored, as section 4.4.2
/// demands; of the known ones, all but the lists of signature schemes are advice, and their
/// contents are not read.
///
/// # Errors
/// [`ErrorKind::Decode`] for what does not follow the grammar, [`ErrorKind::IllegalParameter`] for
/// a context, for an extension that belongs into another message, and for one that comes twice;
/// [`ErrorKind::MissingExtension`] without signature_algorithms, which every request must hold.
pub fn decode(body: &[u8]) -> Result<&[u8], ErrorKind> {
    let mut r = Reader::new(body);
    let context = r.vector(1)?;
    let extensions = r.vector(2)?;
    r.end()?;
    if !context.is_empty() {
        return Err(ErrorKind::IllegalParameter);
    }
    decode_extensions(extensions)
}

/// Decodes the body of a CertificateRequest after the handshake (section 4.7.2), which has a
/// context.
///
/// # Errors
/// As [`decode`] has them, but for the context.
pub fn decode_later(body: &[u8]) -> Result<CertificateRequest<'_>, ErrorKind> {
    let mut r = Reader::new(body);
    let context = r.vector(1)?.rest();
    let extensions = r.vector(2)?;
    r.end()?;
    Ok(CertificateRequest { context, schemes: decode_extensions(extensions)? })
}

/// Yields the schemes of signature_algorithms.
fn decode_extensions(mut extensions: Reader<'_>) -> Result<&[u8], ErrorKind> {
    let mut seen = ExtensionSet::EMPTY;
    let mut schemes: &[u8] = &[];
    while !extensions.is_empty() {
        let kind = ExtensionType(extensions.u16()?);
        let value = extensions.vector(2)?;
        let this = ExtensionSet::EMPTY.with(kind);
        if this == ExtensionSet::EMPTY {
            continue;
        }
        if !IN_REQUEST.meets(this) || seen.meets(this) {
            return Err(ErrorKind::IllegalParameter);
        }
        seen = seen.and(this);
        if matches!(
            kind,
            ExtensionType::SIGNATURE_ALGORITHMS | ExtensionType::SIGNATURE_ALGORITHMS_CERT
        ) {
            let list = decode_schemes(value)?;
            if kind == ExtensionType::SIGNATURE_ALGORITHMS {
                schemes = list;
            }
        }
    }
    if seen.has(ExtensionType::SIGNATURE_ALGORITHMS) {
        Ok(schemes)
    } else {
        Err(ErrorKind::MissingExtension)
    }
}

/// `SignatureScheme supported_signature_algorithms<2..2^16-2>` (section 4.3.3).
fn decode_schemes(mut value: Reader<'_>) -> Result<&[u8], DecodeError> {
    let schemes = value.vector(2)?.rest();
    value.end()?;
    if schemes.is_empty() || schemes.len() % 2 != 0 { Err(DecodeError) } else { Ok(schemes) }
}

/// Encodes the message of a handshake, with its header, for a client that shall sign by one of
/// `schemes`, two bytes each.
pub fn encode(w: &mut Writer<'_>, schemes: &[u8]) {
    message(w, HandshakeType::CERTIFICATE_REQUEST, |w| {
        w.u8(0);
        let block = w.open(2);
        let body = open(w, ExtensionType::SIGNATURE_ALGORITHMS);
        vector(w, schemes);
        w.close(body);
        w.close(block);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A CertificateRequest with these extensions.
    fn request(extensions: &[u8]) -> Result<(), ErrorKind> {
        let length = u8::try_from(extensions.len()).unwrap();
        decode(&[&[0, 0, length], extensions].concat()).map(|_| ())
    }

    const SCHEMES: [u8; 8] = [0, 13, 0, 4, 0, 2, 4, 3];

    #[test]
    fn requests() {
        assert_eq!(request(&SCHEMES), Ok(()));
        let body = [&[0, 0, 8], &SCHEMES[..]].concat();
        assert_eq!(decode(&body), Ok(&[4, 3][..]), "the schemes");
        let mut encoded = [0; 15];
        let mut w = Writer::new(&mut encoded);
        encode(&mut w, &[4, 3]);
        assert_eq!(w.done(), Ok(15));
        assert_eq!(encoded[..4], [13, 0, 0, 11]);
        assert_eq!(encoded[4..], body);
        assert_eq!(request(&[0, 13, 0, 6, 0, 4, 4, 3, 8, 4]), Ok(()));
        assert_eq!(request(&[0xfe, 0xfe, 0, 0]), Err(ErrorKind::MissingExtension));
        assert_eq!(decode(&[1, 7, 0, 0]), Err(ErrorKind::IllegalParameter), "a context");
        assert_eq!(decode(&[0, 0, 1, 0]), Err(ErrorKind::Decode), "cut short");
        assert_eq!(decode(&[0, 0, 0, 0]), Err(ErrorKind::Decode), "a trailing byte");
        assert_eq!(decode(&[0]), Err(ErrorKind::Decode));
    }

    /// Its lower bound is 0 since RFC 9846: an empty block lacks signature_algorithms, and follows
    /// its grammar.
    #[test]
    fn a_request_without_extensions_is_no_malformed_one() {
        assert_eq!(request(&[]), Err(ErrorKind::MissingExtension));
    }

    #[test]
    fn extensions_of_requests_come_once_and_in_their_place() {
        let with = |more: &[u8]| request(&[&SCHEMES, more].concat());
        for once in [
            &[0, 0, 0, 0][..],
            &[0, 5, 0, 0],
            &[0, 47, 0, 0],
            &[0, 48, 0, 0],
            &[0, 50, 0, 4, 0, 2, 4, 3],
        ] {
            assert_eq!(with(once), Ok(()), "{once:?}");
            let twice = [once, once].concat();
            assert_eq!(with(&twice), Err(ErrorKind::IllegalParameter), "{twice:?}");
        }
        assert_eq!(with(&SCHEMES), Err(ErrorKind::IllegalParameter));
        for misplaced in [1, 10, 16, 28, 41, 42, 43, 44, 45, 51] {
            assert_eq!(with(&[0, misplaced, 0, 0]), Err(ErrorKind::IllegalParameter));
        }
        assert_eq!(with(&[0xfe, 0xfe, 0, 1, 7]), Ok(()), "an unknown one is ignored");
    }

    #[test]
    fn lists_of_signature_schemes_follow_their_grammar() {
        for kind in [13, 50] {
            for list in [
                &[][..],
                &[0],
                &[0, 0],
                &[0, 1, 4],
                &[0, 3, 4, 3, 8],
                &[0, 2, 4, 3, 0],
                &[0, 4, 4, 3],
            ] {
                let length = u8::try_from(list.len()).unwrap();
                let extension = [&[0, kind, 0, length], list].concat();
                assert_eq!(request(&extension), Err(ErrorKind::Decode), "{extension:?}");
            }
        }
    }
}
