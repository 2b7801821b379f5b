//! An answer being made.

use super::{CertId, CertStatus, Responder, ResponseStatus};
use crate::algorithm::Scheme;
use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, DerWriter, ENUMERATED, OCTET_STRING, SEQUENCE};
use crate::extension::NewExtension;
use crate::oid::known;
use crate::signed::{Signer, Unsigned, WriteError};
use crate::time::write_generalized;
use motetls_base::{BufferFull, UnixTime};

/// An OCSP answer to be given.
#[derive(Clone, Copy, Debug)]
pub struct NewResponse<'a> {
    /// The responder: the issuer of the certificates, or one it authorised.
    pub responder: Responder<'a>,
    /// When the answer is signed.
    pub produced_at: UnixTime,
    /// An answer for each certificate asked for.
    pub responses: &'a [NewSingleResponse<'a>],
    /// Extensions: the nonce of the question, if there was one.
    pub extensions: &'a [NewExtension<'a>],
    /// Certificates in DER: that of the responder, unless it is the issuer itself.
    pub certificates: &'a [&'a [u8]],
}

/// The answer for one certificate.
#[derive(Clone, Copy, Debug)]
pub struct NewSingleResponse<'a> {
    /// Which certificate, as it was asked for.
    pub id: CertId<'a>,
    /// What is known of it.
    pub status: CertStatus,
    /// When that was known to be so.
    pub this_update: UnixTime,
    /// Until when newer information will be there.
    pub next_update: Option<UnixTime>,
    /// Extensions, of which there are none as a rule.
    pub extensions: &'a [NewExtension<'a>],
}

impl NewSingleResponse<'_> {
    fn write(&self, der: &mut DerWriter<'_>) {
        let single = der.open(SEQUENCE);
        self.id.write(der);
        match self.status {
            CertStatus::Good => der.element(CONTEXT, &[]),
            CertStatus::Unknown => der.element(CONTEXT | 2, &[]),
            CertStatus::Revoked(date, reason) => {
                let revoked = der.open(CONTEXT_CONSTRUCTED | 1);
                write_generalized(date, der);
                if let Some(reason) = reason {
                    let explicit = der.open(CONTEXT_CONSTRUCTED);
                    der.element(ENUMERATED, &[reason.0]);
                    der.close(explicit);
                }
                der.close(revoked);
            }
        }
        write_generalized(self.this_update, der);
        if let Some(next_update) = self.next_update {
            let explicit = der.open(CONTEXT_CONSTRUCTED);
            write_generalized(next_update, der);
            der.close(explicit);
        }
        NewExtension::write_explicit(self.extensions, 1, der);
        der.close(single);
    }
}

impl NewResponse<'_> {
    /// Writes the OCSPResponse to the start of `buffer`, signed by `signer`, and yields its length.
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

    /// Writes what is to be signed with `scheme` into `buffer`, behind the envelopes around it.
    #[must_use]
    pub fn unsigned<'b>(&'b self, scheme: Scheme, buffer: &'b mut [u8]) -> Unsigned<'b> {
        let mut der = DerWriter::new(buffer);
        let response = der.open(SEQUENCE);
        der.element(ENUMERATED, &[ResponseStatus::SUCCESSFUL.0]);
        let explicit = der.open(CONTEXT_CONSTRUCTED);
        let bytes = der.open(SEQUENCE);
        known::OCSP_BASIC.write(&mut der);
        let octets = der.open(OCTET_STRING);
        let around = [octets, bytes, explicit, response];
        Unsigned::within(der, around, self.certificates, scheme, |der| {
            let contents = der.open(SEQUENCE);
            match self.responder {
                Responder::Name(name) => der.element(CONTEXT_CONSTRUCTED | 1, name.der),
                Responder::KeyHash(hash) => {
                    let explicit = der.open(CONTEXT_CONSTRUCTED | 2);
                    der.octets(hash);
                    der.close(explicit);
                }
            }
            write_generalized(self.produced_at, der);
            let list = der.open(SEQUENCE);
            for single in self.responses {
                single.write(der);
            }
            der.close(list);
            NewExtension::write_explicit(self.extensions, 1, der);
            der.close(contents);
        })
    }
}

/// Writes an OCSPResponse that is no answer, for the reason `status`, to the start of `buffer`, and
/// yields its length, 5.
///
/// # Errors
/// [`BufferFull`] when `buffer` is too small.
pub fn write_refusal(status: ResponseStatus, buffer: &mut [u8]) -> Result<usize, BufferFull> {
    let mut der = DerWriter::new(buffer);
    let response = der.open(SEQUENCE);
    der.element(ENUMERATED, &[status.0]);
    der.close(response);
    der.done()
}
