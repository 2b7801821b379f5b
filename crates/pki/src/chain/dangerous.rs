//! What takes forgeries, for tests and for tools that only show.
//!
//! A chain that passed with anything of this module is **not authentic**: its names, dates and keys
//! may be forged.

use super::faults::Faults;
use super::validator::Validator;
pub use super::waived::Waived;
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::error::CertError;
use crate::oid::Oid;

/// Lets a fault pass that makes a chain worthless: see [`Validator::unwaivable`].
#[must_use]
pub const fn waive() -> Waived {
    Waived::NEW
}

/// The validator that lets every fault pass that it is asked about: bad signatures, issuers that
/// are no authorities, revoked certificates. **A chain it trusts proves nothing.**
///
/// What cannot be read at all, an issuer that is missing and a leaf's key of an algorithm that is
/// not built in still end the chain. The validator within is shown everything, and its last word in
/// [`Validator::trust`] counts.
///
/// ```
/// use motetls_pki::chain::dangerous::WaiveAnything;
/// use motetls_pki::chain::{FirstFault, Validator};
/// use motetls_pki::CertError;
///
/// let mut anything = WaiveAnything(FirstFault);
/// assert!(anything.unwaivable(1, CertError::BadSignature).is_ok());
/// assert!(FirstFault.unwaivable(1, CertError::BadSignature).is_err());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct WaiveAnything<V>(pub V);

impl<V: Validator> Validator for WaiveAnything<V> {
    const FOLDS_NAMES: Option<bool> = V::FOLDS_NAMES;
    const READS_EXTENSIONS: bool = V::READS_EXTENSIONS;

    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        let _ = self.0.fault(depth, error);
        Ok(())
    }
    fn unwaivable(&mut self, depth: u8, error: CertError) -> Result<Waived, CertError> {
        let _ = self.0.unwaivable(depth, error);
        Ok(waive())
    }
    fn understands(&self, extension: Oid<'_>) -> bool {
        self.0.understands(extension)
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.0.certificate(depth, certificate)
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.0.anchor(depth, anchor)
    }
    fn trust(&mut self) -> Result<(), CertError> {
        self.0.trust()
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        self.0.refused(depth, error);
    }
}
