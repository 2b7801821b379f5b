//! A list being made.

use crate::algorithm::Scheme;
use crate::der::{DerWriter, INTEGER, SEQUENCE};
use crate::dn::DistinguishedName;
use crate::extension::{NewExtension, Reason};
use crate::signed::{Signer, Unsigned, WriteError};
use crate::time;
use motetls_base::UnixTime;

/// A revocation list to be issued, of version 2.
#[derive(Clone, Copy, Debug)]
pub struct NewRevocationList<'a> {
    /// The subject of the issuer's certificate.
    pub issuer: DistinguishedName<'a>,
    /// When it is issued.
    pub this_update: UnixTime,
    /// When the next one will be at the latest; RFC 5280, section 5.1.2.5, wants one.
    pub next_update: Option<UnixTime>,
    /// What is revoked.
    pub revoked: &'a [NewRevoked<'a>],
    /// The extensions: RFC 5280, section 5.2, wants authorityKeyIdentifier and cRLNumber.
    pub extensions: &'a [NewExtension<'a>],
}

/// One entry of a list.
#[derive(Clone, Copy, Debug)]
pub struct NewRevoked<'a> {
    /// The contents octets of the certificate's serial number, as it has them
    /// ([`CertificateView::serial`](crate::x509::CertificateView::serial)): two's complement, so
    /// that the number of a certificate that has a negative one is revoked and no other.
    pub serial: &'a [u8],
    /// Since when.
    pub date: UnixTime,
    /// The reason; `None` writes no reasonCode.
    pub reason: Option<Reason>,
    /// Its other extensions: invalidityDate, and certificateIssuer in lists that are indirect.
    pub extensions: &'a [NewExtension<'a>],
}

impl NewRevoked<'_> {
    fn write(&self, der: &mut DerWriter<'_>) {
        let entry = der.open(SEQUENCE);
        der.element(INTEGER, self.serial);
        time::write(self.date, der);
        if self.reason.is_some() || !self.extensions.is_empty() {
            let extensions = der.open(SEQUENCE);
            if let Some(reason) = self.reason {
                NewExtension::Reason(reason).write(der);
            }
            for extension in self.extensions {
                extension.write(der);
            }
            der.close(extensions);
        }
        der.close(entry);
    }
}

impl NewRevocationList<'_> {
    /// Writes the list to the start of `buffer`, signed by `signer`, and yields its length.
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
            der.small(1);
            scheme.write(der);
            der.raw(self.issuer.der);
            time::write(self.this_update, der);
            if let Some(next_update) = self.next_update {
                time::write(next_update, der);
            }
            if !self.revoked.is_empty() {
                let list = der.open(SEQUENCE);
                for entry in self.revoked {
                    entry.write(der);
                }
                der.close(list);
            }
            NewExtension::write_explicit(self.extensions, 0, der);
            der.close(contents);
        })
    }
}
