//! Certificate and CertificateRequest (RFC 8446, sections 4.4.2 and 4.3.2).
//!
//! ```text
//! struct {
//!     opaque certificate_request_context<0..2^8-1>;     empty from a server
//!     CertificateEntry certificate_list<0..2^24-1>;
//! } Certificate;
//!
//! struct {
//!     opaque cert_data<1..2^24-1>;                      one DER certificate
//!     Extension extensions<0..2^16-1>;
//! } CertificateEntry;
//!
//! struct {
//!     opaque certificate_request_context<0..2^8-1>;     empty in a handshake
//!     Extension extensions<2..2^16-1>;
//! } CertificateRequest;
//! ```
//!
//! A Certificate is read entry by entry, so that no more than one certificate is in memory.

use motetls_base::{DecodeError, Reader, Writer};

use super::{HEADER, message};
use crate::error::ErrorKind;
use crate::num::{ExtensionType, HandshakeType};

/// Bytes of a Certificate before its first entry: header, empty context, length of the list.
pub const HEAD: usize = HEADER + 1 + 3;

/// Reads the head of a server's Certificate and yields the bytes of its list.
///
/// # Errors
/// [`ErrorKind::IllegalParameter`] for a context, [`ErrorKind::Decode`] for lengths that contradict each other,
/// [`ErrorKind::NoCertificate`] for an empty list.
pub fn decode_head(head: &[u8]) -> Result<usize, ErrorKind> {
    let mut r = Reader::new(head);
    let fields = |r: &mut Reader<'_>| -> Result<(u32, u8, u32), DecodeError> {
        r.u8()?;
        Ok((r.uint(3)?, r.u8()?, r.uint(3)?))
    };
    let (length, context, list) = fields(&mut r)?;
    if context != 0 {
        return Err(ErrorKind::IllegalParameter);
    }
    if length != list.saturating_add(4) {
        return Err(ErrorKind::Decode);
    }
    if list == 0 {
        return Err(ErrorKind::NoCertificate);
    }
    Ok(list as usize)
}

/// Bytes of the entry that `content` starts with, as far as can be told: `Err(n)` when `n` bytes are needed to tell.
///
/// # Errors
/// The number of bytes needed to go on.
pub fn entry_length(content: &[u8]) -> Result<usize, usize> {
    let mut r = Reader::new(content);
    let length = r.uint(3).map_err(|_| 3usize)? as usize;
    let extensions = length.saturating_add(5);
    r.take(length).map_err(|_| extensions)?;
    let whole = extensions.saturating_add(r.uint(2).map_err(|_| extensions)? as usize);
    if content.len() < whole { Err(whole) } else { Ok(whole) }
}

/// Decodes one whole entry and yields its certificate.
///
/// # Errors
/// [`ErrorKind::UnsolicitedExtension`]: we ask for no extensions of certificates.
pub fn decode_entry(entry: &[u8]) -> Result<&[u8], ErrorKind> {
    let fields = |mut r: Reader<'_>| -> Result<bool, DecodeError> {
        let extensions = r.vector(2)?;
        r.end()?;
        Ok(extensions.is_empty())
    };
    let mut r = Reader::new(entry);
    let certificate = r.vector(3)?.rest();
    if !fields(r)? {
        return Err(ErrorKind::UnsolicitedExtension);
    }
    if certificate.is_empty() { Err(ErrorKind::Decode) } else { Ok(certificate) }
}

/// Encodes a Certificate without certificates: the answer of a client that has none (section 4.4.2).
pub fn encode_empty(w: &mut Writer<'_>) {
    message(w, HandshakeType::CERTIFICATE, |w| w.bytes(&[0; 4]));
}

/// Checks a CertificateRequest. Unknown extensions in it are ignored, as section 4.3.2 demands.
///
/// # Errors
/// [`ErrorKind::MissingExtension`] without signature_algorithms, which every request must hold.
pub fn check_request(body: &[u8]) -> Result<(), ErrorKind> {
    let fields = |mut r: Reader<'_>| -> Result<(bool, bool), DecodeError> {
        let context = r.vector(1)?;
        let mut extensions = r.vector(2)?;
        r.end()?;
        let mut schemes = false;
        while !extensions.is_empty() {
            let kind = extensions.u16()?;
            extensions.vector(2)?;
            schemes |= kind == ExtensionType::SIGNATURE_ALGORITHMS.0;
        }
        Ok((context.is_empty(), schemes))
    };
    match fields(Reader::new(body)) {
        Err(DecodeError) => Err(ErrorKind::Decode),
        Ok((false, _)) => Err(ErrorKind::IllegalParameter),
        Ok((_, false)) => Err(ErrorKind::MissingExtension),
        Ok((true, true)) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        assert_eq!(decode_head(&[11, 0, 0, 9, 0, 0, 0, 5]), Ok(5));
        assert_eq!(decode_head(&[11, 0, 0, 9, 1, 0, 0, 5]), Err(ErrorKind::IllegalParameter), "a context");
        assert_eq!(decode_head(&[11, 0, 0, 9, 0, 0, 0, 6]), Err(ErrorKind::Decode), "list longer than message");
        assert_eq!(decode_head(&[11, 0, 0, 4, 0, 0, 0, 0]), Err(ErrorKind::NoCertificate));
    }

    #[test]
    fn entries_tell_what_they_need() {
        let entry = [0, 0, 2, 0xaa, 0xbb, 0, 1, 9];
        assert_eq!(entry_length(&entry[..2]), Err(3));
        assert_eq!(entry_length(&entry[..4]), Err(7));
        assert_eq!(entry_length(&entry[..7]), Err(8));
        assert_eq!(entry_length(&entry), Ok(8));
        assert_eq!(decode_entry(&entry), Err(ErrorKind::UnsolicitedExtension));
        assert_eq!(decode_entry(&[0, 0, 1, 7, 0, 0]), Ok(&[7][..]));
        assert_eq!(decode_entry(&[0, 0, 0, 0, 0]), Err(ErrorKind::Decode));
    }

    #[test]
    fn requests() {
        assert_eq!(check_request(&[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3]), Ok(()));
        assert_eq!(check_request(&[0, 0, 4, 0xfe, 0xfe, 0, 0]), Err(ErrorKind::MissingExtension));
        assert_eq!(check_request(&[1, 7, 0, 0]), Err(ErrorKind::IllegalParameter));
        assert_eq!(check_request(&[0, 0, 1, 0]), Err(ErrorKind::Decode));
    }
}
