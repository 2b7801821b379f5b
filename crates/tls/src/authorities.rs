//! The certification authorities that a server names when it asks for a certificate.

use motetls_base::{DecodeError, Reader};

use crate::num::ExtensionType;

/// The names of certification authorities in a CertificateRequest (section 4.3.4), each a whole
/// DER-encoded Name.
#[derive(Clone, Debug, Default)]
pub struct Authorities<'a>(&'a [u8]);

impl<'a> Authorities<'a> {
    /// Those in the body of a CertificateRequest; none if it does not name any.
    ///
    /// ```text
    /// opaque DistinguishedName<1..2^16-1>;
    ///
    /// struct {
    ///     DistinguishedName authorities<3..2^16-1>;
    /// } CertificateAuthoritiesExtension;
    /// ```
    ///
    /// # Errors
    /// [`DecodeError`] when the list does not follow its grammar.
    pub fn in_request(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(body);
        r.vector(1)?;
        let mut extensions = r.vector(2)?;
        while !extensions.is_empty() {
            let kind = ExtensionType(extensions.u16()?);
            let mut value = extensions.vector(2)?;
            if kind != ExtensionType::CERTIFICATE_AUTHORITIES {
                continue;
            }
            let list = value.vector(2)?.rest();
            value.end()?;
            let mut names = Reader::new(list);
            while !names.is_empty() {
                if names.vector(2)?.is_empty() {
                    return Err(DecodeError);
                }
            }
            return if list.is_empty() { Err(DecodeError) } else { Ok(Authorities(list)) };
        }
        Ok(Authorities(&[]))
    }

    /// Whether the server named none: any will do then.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> Iterator for Authorities<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let ([high, low], rest) = self.0.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let (name, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_authorities() {
        const SCHEMES: [u8; 8] = [0, 13, 0, 4, 0, 2, 4, 3];
        let with = |list: &[u8]| {
            let length = u8::try_from(list.len()).unwrap();
            let extension = [&[0, 47, 0, length], list].concat();
            let block = [&SCHEMES, &extension[..]].concat();
            let body = [&[0, 0, u8::try_from(block.len()).unwrap()], &block[..]].concat();
            Authorities::in_request(&body)
                .map(|names| names.map(<[u8]>::to_vec).collect::<std::vec::Vec<_>>())
        };
        assert_eq!(with(&[0, 7, 0, 2, 0x30, 0, 0, 1, 9]).unwrap(), [&[0x30, 0][..], &[9]]);
        for wrong in [
            &[][..],
            &[0, 0],
            &[0, 2, 0, 0],
            &[0, 3, 0, 2, 9],
            &[0, 3, 0, 1, 9, 0],
            &[0, 4, 0, 1, 9, 0],
        ] {
            assert_eq!(with(wrong), Err(DecodeError), "{wrong:?}");
        }
        let body = [&[0, 0, 8], &SCHEMES[..]].concat();
        assert!(Authorities::in_request(&body).unwrap().is_empty());
    }
}
