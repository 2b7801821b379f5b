//! A request being made.

use crate::algorithm::Scheme;
use crate::der::{CONTEXT_CONSTRUCTED, SEQUENCE, SET};
use crate::dn::DistinguishedName;
use crate::extension::NewExtension;
use crate::oid::known;
use crate::signed::{Signer, Unsigned, WriteError};

/// A request to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewRequest<'a> {
    /// The subject to be certified.
    pub subject: DistinguishedName<'a>,
    /// The whole SubjectPublicKeyInfo of the key that signs.
    pub public_key: &'a [u8],
    /// The extensions asked for.
    pub extensions: &'a [NewExtension<'a>],
}

impl NewRequest<'_> {
    /// Writes the request to the start of `buffer`, signed by `signer`, and yields its length.
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
            der.small(0);
            der.raw(self.subject.der);
            der.raw(self.public_key);
            let attributes = der.open(CONTEXT_CONSTRUCTED);
            if !self.extensions.is_empty() {
                let attribute = der.open(SEQUENCE);
                known::EXTENSION_REQUEST.write(der);
                let values = der.open(SET);
                NewExtension::write_sequence(self.extensions, der);
                der.close(values);
                der.close(attribute);
            }
            der.close(attributes);
            der.close(contents);
        })
    }
}
