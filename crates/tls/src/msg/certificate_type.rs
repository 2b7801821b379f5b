//! client_certificate_type and server_certificate_type (RFC 7250, section 3), as a server answers
//! them.
//!
//! ```text
//! struct {
//!     CertificateType type;
//! } ClientCertTypeExtension, ServerCertTypeExtension;
//! ```

use motetls_base::{DecodeError, Reader};

use crate::num::{CertificateType, ExtensionType};

/// The types a server chose; `None` where it did not say, which stands for X.509.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CertificateTypes {
    /// What the client is to show.
    pub client: Option<CertificateType>,
    /// What the server shows.
    pub server: Option<CertificateType>,
}

impl CertificateTypes {
    /// Reads an extension of EncryptedExtensions, if it is one of the two.
    ///
    /// # Errors
    /// [`DecodeError`] when it has no content.
    pub fn extension(
        &mut self,
        kind: ExtensionType,
        body: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        match kind {
            ExtensionType::CLIENT_CERTIFICATE_TYPE => {
                self.client = Some(CertificateType(body.u8()?));
            }
            ExtensionType::SERVER_CERTIFICATE_TYPE => {
                self.server = Some(CertificateType(body.u8()?));
            }
            _ => {}
        }
        Ok(())
    }
}
