//! All faults of a chain at once.

use super::faults::Faults;
use super::validator::{FirstFault, Validator};
use super::verify_policy::MAX_CERTIFICATES;
use super::waived::Waived;
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::error::CertError;
use crate::oid::Oid;

/// How many places a certificate can have: [`MAX_CERTIFICATES`], and that of an anchor.
const PLACES: usize = MAX_CERTIFICATES as usize + 1;

/// The validator that goes on after a fault and gathers all there are, certificate by certificate.
///
/// A chain with a fault is not trusted in the end, whatever came after it:
/// [`Chain::push_with`](super::Chain::push_with) fails with the first one in the end. `inner` finds
/// further faults, and clears those that its [`Validator::fault`] lets pass.
///
/// It may refuse what [`FirstFault`] trusts. That one steps over an issuer's certificate that has a
/// fault, and takes the next of the name if there is one (last year's, behind it this year's). This
/// one takes the first of the name, notes its faults, and goes on above it; it steps over those of
/// another name alone, and over those that cannot be read. So let it explain a refusal, and not
/// decide: the faults it finds are those of the certificates as they were given.
///
/// ```
/// use motetls_pki::chain::{AllFaults, Chain, HostAlgorithms};
/// use motetls_pki::{CertError, VerifyPolicy, Usage};
///
/// let policy = VerifyPolicy { anchors: &[], name: None, now: None, usage: Usage::ServerAuth };
/// let mut validator = AllFaults::default();
/// let mut chain = Chain::<HostAlgorithms>::new();
/// assert!(chain.push_with(&policy, b"no certificate", &mut validator).is_err());
/// assert!(chain.finish_with(&mut validator).is_err());
/// assert_eq!(validator.faults(), CertError::Malformed.into());
/// assert!(validator.faults().to_string().starts_with("a certificate is malformed"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllFaults<V = FirstFault> {
    /// The validator within.
    pub inner: V,
    places: [Faults; PLACES],
    first: Option<CertError>,
    /// [`Validator::trust`] refused it, and the chain ends for that.
    told: bool,
}

impl Default for AllFaults {
    fn default() -> Self {
        AllFaults::new(FirstFault)
    }
}

impl<V> AllFaults<V> {
    /// Gathers faults, those that `inner` finds among them.
    #[must_use]
    pub const fn new(inner: V) -> Self {
        AllFaults { inner, places: [Faults::NONE; PLACES], first: None, told: false }
    }

    /// All faults so far.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.places.iter().fold(Faults::NONE, |all, faults| all.and(*faults))
    }

    /// The faults found at `depth`.
    #[must_use]
    pub fn at(&self, depth: u8) -> Faults {
        self.places.get(usize::from(depth)).copied().unwrap_or_default()
    }

    /// The first fault that was found.
    #[must_use]
    pub const fn first(&self) -> Option<CertError> {
        self.first
    }

    fn note(&mut self, depth: u8, error: CertError) {
        let last = self.places.len().saturating_sub(1);
        if let Some(place) = self.places.get_mut(usize::from(depth).min(last)) {
            *place = place.and(error.into());
        }
        self.first = self.first.or(Some(error));
    }
}

impl<V: Validator> Validator for AllFaults<V> {
    const FOLDS_NAMES: Option<bool> = V::FOLDS_NAMES;
    const READS_EXTENSIONS: bool = V::READS_EXTENSIONS;

    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        if let Err(error) = self.inner.fault(depth, error) {
            self.note(depth, error);
        }
        Ok(())
    }
    /// Goes on as well: with the fault noted, [`Validator::trust`] refuses the chain in the end.
    fn unwaivable(&mut self, depth: u8, error: CertError) -> Result<Waived, CertError> {
        if let Err(error) = self.inner.unwaivable(depth, error) {
            self.note(depth, error);
        }
        Ok(Waived::NEW)
    }
    fn understands(&self, extension: Oid<'_>) -> bool {
        self.inner.understands(extension)
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.inner.certificate(depth, certificate)
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.inner.anchor(depth, anchor)
    }
    fn trust(&mut self) -> Result<(), CertError> {
        self.told = self.first.is_some();
        self.first.map_or_else(|| self.inner.trust(), Err)
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        let known = self.told && self.first == Some(error); // noted already, where it was found
        if !known && !self.at(depth).contains(error) {
            self.note(depth, error);
        }
        self.inner.refused(depth, error);
    }
}
