//! A certificate being made.

use crate::algorithm::Scheme;
use crate::der::{CONTEXT_CONSTRUCTED, DerWriter, SEQUENCE};
use crate::dn::DistinguishedName;
use crate::extension::NewExtension;
use crate::signed::{Signer, Unsigned, WriteError};
use crate::time;
use motetls_base::UnixTime;

/// A certificate to be issued, of version 3.
#[derive(Clone, Copy, Debug)]
pub struct NewCertificate<'a> {
    /// The serial number, big-endian, not negative: up to 20 octets, of which RFC 5280, section
    /// 4.1.2.2, wants none to be guessed; 16 random ones will do.
    pub serial: &'a [u8],
    /// The subject of the issuer's certificate, or the certificate's own when it signs itself.
    pub issuer: DistinguishedName<'a>,
    /// The first second of its validity.
    pub not_before: UnixTime,
    /// The last second of its validity; from the end of the year 9999 on, it never ends.
    pub not_after: UnixTime,
    /// The subject; empty when subjectAltName has all its names.
    pub subject: DistinguishedName<'a>,
    /// The whole SubjectPublicKeyInfo of the subject, from a request or by
    /// [`PublicKey::write`](crate::key::PublicKey).
    pub public_key: &'a [u8],
    /// The extensions, in the order they are written.
    pub extensions: &'a [NewExtension<'a>],
}

impl NewCertificate<'_> {
    /// Writes the certificate to the start of `buffer`, signed by `signer`, and yields its length.
    ///
    /// # Errors
    /// [`WriteError`] when the buffer is too small or the signer fails.
    pub fn sign<S: Signer>(
        &self,
        signer: &mut S,
        buffer: &mut [u8],
    ) -> Result<usize, WriteError<S::Error>> {
        self.unsigned(signer.scheme(), buffer).sign(signer)
    }

    /// Writes what is to be signed with `scheme` to the start of `buffer`.
    #[must_use]
    pub fn unsigned<'b>(&self, scheme: Scheme, buffer: &'b mut [u8]) -> Unsigned<'b> {
        Unsigned::new(buffer, scheme, |der| {
            let contents = der.open(SEQUENCE);
            let version = der.open(CONTEXT_CONSTRUCTED);
            der.small(2);
            der.close(version);
            der.unsigned(self.serial);
            scheme.write(der);
            der.raw(self.issuer.der);
            self.write_validity(der);
            der.raw(self.subject.der);
            der.raw(self.public_key);
            NewExtension::write_explicit(self.extensions, 3, der);
            der.close(contents);
        })
    }

    fn write_validity(&self, der: &mut DerWriter<'_>) {
        let validity = der.open(SEQUENCE);
        time::write(self.not_before, der);
        time::write(self.not_after, der);
        der.close(validity);
    }
}
