//! Certificate (RFC 9846, section 4.5.1).
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
//! ```
//!
//! A Certificate is read entry by entry, so that no more than one certificate is in memory.

use motetls_base::{DecodeError, Reader, Writer};

use super::extension::{ExtensionBlock, ExtensionSet};
use super::{MESSAGE_HEADER, message};
use crate::error::ErrorKind;
use crate::num::{ExtensionType, HandshakeType};

/// Bytes of a Certificate before its first entry: header, empty context, length of the list.
pub const HEAD: usize = MESSAGE_HEADER + 1 + 3;

/// The CertificateStatusType of OCSP.
const OCSP: u8 = 1;

/// Reads the head of a server's Certificate and yields the bytes of its list.
///
/// # Errors
/// [`ErrorKind::IllegalParameter`] for a context, [`ErrorKind::Decode`] for lengths that contradict
/// each other, [`ErrorKind::NoCertificate`] for an empty list.
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

/// Bytes of the entry that `content` starts with, as far as can be told: `Err(n)` when `n` bytes
/// are needed to tell.
///
/// # Errors
/// The number of bytes needed to go on.
pub fn entry_length(content: &[u8]) -> Result<usize, usize> {
    let mut r = Reader::new(content);
    let length = r.uint(3).map_err(|_| 3usize)? as usize;
    let extensions = length.saturating_add(5);
    r.take(length).map_err(|_| extensions)?;
    let entry = extensions.saturating_add(r.uint(2).map_err(|_| extensions)? as usize);
    if content.len() < entry { Err(entry) } else { Ok(entry) }
}

/// Decodes one complete entry and yields its certificate.
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

/// The extensions of an entry that are asked for with status_request.
const STATUS: ExtensionSet = ExtensionSet::of(&[ExtensionType::STATUS_REQUEST]);

/// Decodes one complete entry for which status_request was offered, and yields its certificate and
/// the OCSP response stapled to it, which is empty if there is none.
///
/// ```text
/// struct {
///     CertificateStatusType status_type;                1: ocsp
///     opaque OCSPResponse<1..2^24-1>;
/// } CertificateStatus;                                  RFC 6066, section 8
/// ```
///
/// # Errors
/// [`ErrorKind::UnsolicitedExtension`] for any other extension, [`ErrorKind::IllegalParameter`] for
/// two of them and for a status that is not of OCSP, [`ErrorKind::Decode`].
pub fn decode_entry_with_status(entry: &[u8]) -> Result<(&[u8], &[u8]), ErrorKind> {
    let mut r = Reader::new(entry);
    let certificate = r.vector(3)?.rest();
    let mut extensions = ExtensionBlock::last_in(r, STATUS, STATUS)?;
    let mut response: &[u8] = &[];
    while let Some((_, mut body)) = extensions.next()? {
        if body.u8()? != OCSP {
            return Err(ErrorKind::IllegalParameter);
        }
        response = body.vector(3)?.rest();
        body.end()?;
        if response.is_empty() {
            return Err(ErrorKind::Decode);
        }
    }
    if certificate.is_empty() { Err(ErrorKind::Decode) } else { Ok((certificate, response)) }
}

/// Encodes a Certificate with the certificates of `chain` in DER, the sender's own first, and no
/// extensions; without any it is the answer of a client that has none.
pub fn encode(w: &mut Writer<'_>, context: &[u8], chain: &[&[u8]]) {
    message(w, HandshakeType::CERTIFICATE, |w| {
        let echo = w.open(1);
        w.bytes(context);
        w.close(echo);
        let list = w.open(3);
        for der in chain {
            let certificate = w.open(3);
            w.bytes(der);
            w.close(certificate);
            w.u16(0);
        }
        w.close(list);
    });
}

/// Bytes of what [`encode`] encodes.
#[must_use]
pub fn encoded_len(context: &[u8], chain: &[&[u8]]) -> usize {
    let mut counter = Piece { skip: usize::MAX, out: &mut [], written: 0 };
    write_all(&mut counter, 0, context, chain);
    usize::MAX.saturating_sub(counter.skip)
}

/// Writes of what [`encode`] encodes the bytes from `skip` on, as many as there are or `out` takes,
/// and yields how many that are: for a send buffer that is shorter than the chain.
pub fn encode_piece(out: &mut [u8], skip: usize, context: &[u8], chain: &[&[u8]]) -> usize {
    let length = encoded_len(context, chain).saturating_sub(MESSAGE_HEADER);
    let mut piece = Piece { skip, out, written: 0 };
    write_all(&mut piece, length, context, chain);
    piece.written
}

/// A window on bytes that are written in order.
struct Piece<'o> {
    /// How many are passed over still.
    skip: usize,
    out: &'o mut [u8],
    written: usize,
}

impl Piece<'_> {
    fn push(&mut self, bytes: &[u8]) {
        let skipped = self.skip.min(bytes.len());
        self.skip = self.skip.saturating_sub(skipped);
        let room = self.out.get_mut(self.written..).unwrap_or(&mut []);
        for (to, from) in room.iter_mut().zip(bytes.get(skipped..).unwrap_or(&[])) {
            *to = *from;
            self.written = self.written.saturating_add(1);
        }
    }

    /// A length of three bytes.
    #[allow(clippy::cast_possible_truncation)] // no chain has 16 MiB
    fn push_length(&mut self, length: usize) {
        let [_, length @ ..] = (length as u32).to_be_bytes();
        self.push(&length);
    }
}

/// Writes a Certificate whose body has this length.
#[allow(clippy::cast_possible_truncation)] // a context has at most 255 bytes
fn write_all(piece: &mut Piece<'_>, length: usize, context: &[u8], chain: &[&[u8]]) {
    piece.push(&[HandshakeType::CERTIFICATE.0]);
    piece.push_length(length);
    piece.push(&[context.len() as u8]);
    piece.push(context);
    piece.push_length(length.saturating_sub(context.len()).saturating_sub(1 + 3));
    for der in chain {
        piece.push_length(der.len());
        piece.push(der);
        piece.push(&[0; 2]);
    }
}

/// Encodes a Certificate without certificates: the answer of a client that has none (section
/// 4.5.1).
pub fn encode_empty(w: &mut Writer<'_>) {
    message(w, HandshakeType::CERTIFICATE, |w| w.bytes(&[0; 4]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        assert_eq!(decode_head(&[11, 0, 0, 9, 0, 0, 0, 5]), Ok(5));
        assert_eq!(
            decode_head(&[11, 0, 0, 9, 1, 0, 0, 5]),
            Err(ErrorKind::IllegalParameter),
            "a context"
        );
        assert_eq!(
            decode_head(&[11, 0, 0, 9, 0, 0, 0, 6]),
            Err(ErrorKind::Decode),
            "list longer than message"
        );
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
    fn pieces_of_any_length() {
        let chains: [&[&[u8]]; 3] = [&[], &[&[7; 300]], &[&[1; 30], &[2; 5], &[3; 260]]];
        for (context, chain) in
            chains.iter().flat_map(|chain| [(&[][..], chain), (&[9; 255], chain)])
        {
            let mut whole = [0; 1024];
            let mut w = Writer::new(&mut whole);
            encode(&mut w, context, chain);
            let length = w.done().unwrap();
            assert_eq!(encoded_len(context, chain), length);
            for room in [1, 2, 3, 7, 100, 1024] {
                let (mut pieces, mut out) = (std::vec::Vec::<u8>::new(), [0; 1024]);
                while pieces.len() < length {
                    let n = encode_piece(&mut out[..room], pieces.len(), context, chain);
                    pieces.extend(&out[..n]);
                }
                assert_eq!(pieces, whole[..length], "{room}");
                assert_eq!(encode_piece(&mut out, length, context, chain), 0);
            }
        }
    }

    #[test]
    fn stapled_responses() {
        let with = |extensions: &[u8]| {
            let length = u8::try_from(extensions.len()).unwrap();
            let entry = [&[0, 0, 1, 7, 0, length], extensions].concat();
            decode_entry_with_status(&entry).map(|(_, response)| response.to_vec())
        };
        assert_eq!(with(&[]), Ok([].to_vec()));
        let one = &[0, 5, 0, 6, 1, 0, 0, 2, 8, 9];
        assert_eq!(with(one), Ok([8, 9].to_vec()));
        assert_eq!(with(&[&one[..], one].concat()), Err(ErrorKind::IllegalParameter), "twice");
        assert_eq!(with(&[0, 5, 0, 6, 2, 0, 0, 2, 8, 9]), Err(ErrorKind::IllegalParameter));
        for malformed in [
            &[0, 5, 0, 0][..],
            &[0, 5, 0, 4, 1, 0, 0, 0],
            &[0, 5, 0, 5, 1, 0, 0, 2, 8],
            &[0, 5, 0, 7, 1, 0, 0, 2, 8, 9, 0],
            &[0, 5, 0, 7, 1, 0, 0, 2, 8, 9],
            &[0, 5, 0],
        ] {
            assert_eq!(with(malformed), Err(ErrorKind::Decode), "{malformed:?}");
        }
        for other in [0, 18, 13, 255] {
            assert_eq!(with(&[0, other, 0, 0]), Err(ErrorKind::UnsolicitedExtension), "{other}");
        }
        assert_eq!(decode_entry_with_status(&[0, 0, 0, 0, 0]), Err(ErrorKind::Decode));
    }
}
