//! Contents that wait for their signature.

use super::{Signer, WriteError};
use crate::algorithm::Scheme;
use crate::der::{CONTEXT_CONSTRUCTED, DerWriter, Open, SEQUENCE};
use crate::key::signature_to_der;
use motetls_base::BufferFull;

/// r || s of the longest curve known here, P-521.
const LONGEST_ECDSA: usize = 132;

/// Contents written into the caller's buffer, to be signed there.
///
/// [`Unsigned::sign`] has a [`Signer`] do it. Where the key is elsewhere and its answer takes a
/// while, [`Unsigned::contents`] are sent there, and the signature is given to
/// [`Unsigned::attach`].
#[derive(Debug)]
pub struct Unsigned<'b> {
    der: DerWriter<'b>,
    envelope: Open,
    /// Where the contents start.
    start: usize,
    scheme: Scheme,
    around: Option<Around<'b>>,
}

/// What stands behind the signature and around the envelope of an OCSP answer.
#[derive(Debug)]
struct Around<'b> {
    certificates: &'b [&'b [u8]],
    /// From the inside outwards.
    elements: [Open; 4],
}

impl<'b> Unsigned<'b> {
    /// Has `write` write the contents, one SEQUENCE that names `scheme` where it must, to the start
    /// of `buffer`.
    pub(crate) fn new(
        buffer: &'b mut [u8],
        scheme: Scheme,
        write: impl FnOnce(&mut DerWriter<'b>),
    ) -> Self {
        let mut der = DerWriter::new(buffer);
        let envelope = der.open(SEQUENCE);
        let start = der.len();
        write(&mut der);
        Unsigned { der, envelope, start, scheme, around: None }
    }

    /// The same behind what `der` has written, `elements` of which are open, the innermost first.
    /// `certificates` are to follow the signature.
    pub(crate) fn within(
        mut der: DerWriter<'b>,
        elements: [Open; 4],
        certificates: &'b [&'b [u8]],
        scheme: Scheme,
        write: impl FnOnce(&mut DerWriter<'b>),
    ) -> Self {
        let envelope = der.open(SEQUENCE);
        let start = der.len();
        write(&mut der);
        Unsigned { der, envelope, start, scheme, around: Some(Around { certificates, elements }) }
    }

    /// What is to be signed; cut short when the buffer was too small, which [`Unsigned::attach`]
    /// tells.
    #[must_use]
    pub fn contents(&self) -> &[u8] {
        self.der.written().get(self.start..).unwrap_or(&[])
    }

    /// What it is to be signed with.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Has `signer` sign the contents, and yields the length of the whole.
    ///
    /// # Errors
    /// [`WriteError::BufferFull`] when the buffer is too small; [`WriteError::Signer`] when the
    /// signer fails. What the buffer holds is of no use then.
    pub fn sign<S: Signer>(self, signer: &mut S) -> Result<usize, WriteError<S::Error>> {
        let end = self.der.len();
        let length = signer.signature_len();
        if let Scheme::Ecdsa(_) = self.scheme {
            let mut scratch = [0; LONGEST_ECDSA];
            let signature = scratch.get_mut(..length).ok_or(WriteError::BufferFull)?;
            signer.sign(&[self.contents()], signature).map_err(WriteError::Signer)?;
            return Ok(self.attach(signature)?);
        }
        let Unsigned { mut der, envelope, start, scheme, around } = self;
        scheme.write(&mut der);
        let bits = der.open_bits();
        let (before, signature) = der.reserve(length).ok_or(WriteError::BufferFull)?;
        let contents = before.get(start..end).ok_or(WriteError::BufferFull)?;
        signer.sign(&[contents], signature).map_err(WriteError::Signer)?;
        der.close(bits);
        Ok(close(der, envelope, around)?)
    }

    /// Puts in a signature that was made over [`Unsigned::contents`], as a [`Signer`] would make
    /// it: r || s for ECDSA; and yields the length of the whole.
    ///
    /// # Errors
    /// [`BufferFull`] when the buffer is too small.
    pub fn attach(mut self, signature: &[u8]) -> Result<usize, BufferFull> {
        self.scheme.write(&mut self.der);
        let bits = self.der.open_bits();
        match self.scheme {
            Scheme::Ecdsa(_) => signature_to_der(signature, &mut self.der),
            _ => self.der.raw(signature),
        }
        self.der.close(bits);
        close(self.der, self.envelope, self.around)
    }
}

/// Closes what is open.
fn close(
    mut der: DerWriter<'_>,
    envelope: Open,
    around: Option<Around<'_>>,
) -> Result<usize, BufferFull> {
    let Some(Around { certificates, elements }) = around else {
        der.close(envelope);
        return der.done();
    };
    if !certificates.is_empty() {
        let explicit = der.open(CONTEXT_CONSTRUCTED);
        let list = der.open(SEQUENCE);
        for certificate in certificates {
            der.raw(certificate);
        }
        der.close(list);
        der.close(explicit);
    }
    der.close(envelope);
    for element in elements {
        der.close(element);
    }
    der.done()
}
