//! Who judges a chain: what becomes of a fault, and what is looked at beyond the standard.

use super::Faults;
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::error::CertError;

/// How many places a certificate can have: [`MAX_CERTIFICATES`](super::MAX_CERTIFICATES), and that of an anchor.
const PLACES: usize = super::MAX_CERTIFICATES as usize + 1;

/// Who watches a chain being verified and has a say in it: asked for each fault, shown each certificate.
///
/// Every method has a default, and with the defaults a judge changes nothing: a chain ends with its first fault. What is
/// not overridden is not in the image.
///
/// A `depth` is a place among the certificates that were pushed, 0 being the leaf; those that were stepped over count. The
/// anchor of the last certificate stands one deeper than it.
///
/// Hand the same judge to every call for one chain, as the [`Policy`](super::Policy): what a judge let pass, another does
/// not know of. Whoever searches for a path clones the judge with the chain.
///
/// ```
/// use motetls_pki::chain::{Faults, Judge};
/// use motetls_pki::{CertError, Certificate};
///
/// /// Takes certificates whatever the time is, and no other than those of serial numbers below 2^64.
/// #[derive(Clone)]
/// struct Timeless;
///
/// impl Judge for Timeless {
///     fn fault(&mut self, _depth: u8, error: CertError) -> Result<(), CertError> {
///         match error {
///             CertError::Expired | CertError::NotYetValid | CertError::ClockBehindBuild => Ok(()),
///             _ => Err(error),
///         }
///     }
///     fn certificate(&mut self, _depth: u8, certificate: &Certificate<'_>) -> Faults {
///         if certificate.serial.len() > 8 { CertError::OutsidePolicy.into() } else { Faults::NONE }
///     }
/// }
/// ```
pub trait Judge {
    /// A fault was found at `depth`: an error ends the chain with it, `Ok` lets it pass and the checks go on.
    ///
    /// A signature that does not hold is found at the depth of the key it should have been made with. **What is let pass
    /// is let pass for good**, unless [`Judge::trust`] says otherwise in the end: `Ok` for
    /// [`CertError::BadSignature`] takes forgeries.
    ///
    /// # Errors
    /// The reason to end the chain with: `error` by default.
    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        let _ = depth;
        Err(error)
    }

    /// A certificate is taken: the leaf, or the issuer of the one taken before, whose signature its key was found to have
    /// made. Nothing in it is authentic yet; it is when the chain comes to be trusted.
    ///
    /// Yields further faults of it, for [`Judge::fault`] to be asked about.
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        let _ = (depth, certificate);
        Faults::NONE
    }

    /// `anchor` signed the certificate taken last; or is the leaf itself, if `depth` is 0.
    ///
    /// Yields further faults of the whole, for [`Judge::fault`] to be asked about.
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        let _ = (depth, anchor);
        Faults::NONE
    }

    /// The last word: asked when an anchor is reached, before the chain is trusted; and when the chain is refused, after
    /// [`Judge::refused`], for a reason that tells more than the one it ended with.
    ///
    /// # Errors
    /// The reason why it is not to be trusted.
    fn trust(&mut self) -> Result<(), CertError> {
        Ok(())
    }

    /// The chain ended with `error`: one that was not to be let pass, one that nobody is asked about (a certificate that
    /// cannot be read, an algorithm that is not built in, an issuer that is missing), or what a judge ended it with.
    fn refused(&mut self, depth: u8, error: CertError) {
        let _ = (depth, error);
    }
}

/// The judge that ends a chain with its first fault and looks at nothing more: that of [`Chain::push`](super::Chain::push).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FirstFault;

impl Judge for FirstFault {}

impl<J: Judge> Judge for &mut J {
    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        (**self).fault(depth, error)
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        (**self).certificate(depth, certificate)
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        (**self).anchor(depth, anchor)
    }
    fn trust(&mut self) -> Result<(), CertError> {
        (**self).trust()
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        (**self).refused(depth, error);
    }
}

/// Two judges: either may find faults, a fault passes if either lets it, and both must trust.
impl<A: Judge, B: Judge> Judge for (A, B) {
    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        self.0.fault(depth, error).or_else(|error| self.1.fault(depth, error))
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.0.certificate(depth, certificate).and(self.1.certificate(depth, certificate))
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.0.anchor(depth, anchor).and(self.1.anchor(depth, anchor))
    }
    fn trust(&mut self) -> Result<(), CertError> {
        self.0.trust().and_then(|()| self.1.trust())
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        self.0.refused(depth, error);
        self.1.refused(depth, error);
    }
}

/// No judge, or one: `None` changes nothing.
impl<J: Judge> Judge for Option<J> {
    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        self.as_mut().map_or(Err(error), |judge| judge.fault(depth, error))
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.as_mut().map_or(Faults::NONE, |judge| judge.certificate(depth, certificate))
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.as_mut().map_or(Faults::NONE, |judge| judge.anchor(depth, anchor))
    }
    fn trust(&mut self) -> Result<(), CertError> {
        self.as_mut().map_or(Ok(()), Judge::trust)
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        if let Some(judge) = self {
            judge.refused(depth, error);
        }
    }
}

/// The judge that goes on after a fault and gathers all there are, certificate by certificate.
///
/// A chain with a fault is not trusted in the end, whatever came after it: [`Chain::push_with`](super::Chain::push_with)
/// fails with the first one in the end. `inner` finds further faults, and clears those that its
/// [`Judge::fault`] lets pass.
///
/// ```
/// use motetls_pki::chain::{AllFaults, Chain, HostAlgorithms};
/// use motetls_pki::{CertError, Policy, Usage};
///
/// let policy = Policy { anchors: &[], name: None, now: None, usage: Usage::ServerAuth };
/// let mut judge = AllFaults::default();
/// let mut chain = Chain::<HostAlgorithms>::new();
/// assert!(chain.push_with(&policy, b"no certificate", &mut judge).is_err());
/// assert!(chain.finish_with(&mut judge).is_err());
/// assert_eq!(judge.faults(), CertError::Malformed.into());
/// assert!(judge.faults().to_string().starts_with("a certificate is malformed"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllFaults<J = FirstFault> {
    /// The judge within.
    pub inner: J,
    places: [Faults; PLACES],
    first: Option<CertError>,
}

impl Default for AllFaults {
    fn default() -> Self {
        AllFaults::new(FirstFault)
    }
}

impl<J> AllFaults<J> {
    /// Gathers faults, those that `inner` finds among them.
    #[must_use]
    pub const fn new(inner: J) -> Self {
        AllFaults { inner, places: [Faults::NONE; PLACES], first: None }
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

impl<J: Judge> Judge for AllFaults<J> {
    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        if let Err(error) = self.inner.fault(depth, error) {
            self.note(depth, error);
        }
        Ok(())
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.inner.certificate(depth, certificate)
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.inner.anchor(depth, anchor)
    }
    fn trust(&mut self) -> Result<(), CertError> {
        self.first.map_or_else(|| self.inner.trust(), Err)
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        if !self.faults().contains(error) {
            self.note(depth, error);
        }
        self.inner.refused(depth, error);
    }
}
