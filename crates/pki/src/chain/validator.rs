//! What is asked while a chain is verified: what becomes of a fault, and what is looked at beyond
//! the standard.
//!
//! | item | purpose |
//! |---|---|
//! | [`Validator`] | the questions, each with a default that changes nothing |
//! | [`FirstFault`] | the validator of a device: the first fault ends the chain |
//! | `&mut V`, `(A, B)`, [`Option`] | one lent, two together, one or none |
//! | `report` | asks the one of the two questions about faults that a fault belongs to |

use super::faults::Faults;
use super::waived::Waived;
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::error::CertError;
use crate::oid::Oid;

/// What watches a chain being verified and has a say in it: asked about faults, shown each
/// certificate.
///
/// Every method has a default, and with the defaults a validator changes nothing: a chain ends with
/// its first fault. What is not overridden is not in the image.
///
/// A `depth` is a place among the certificates that were pushed, 0 being the leaf; those that were
/// stepped over count. The anchor of the last certificate stands one deeper than it.
///
/// Hand the same validator to every call for one chain, as the
/// [`VerifyPolicy`](super::VerifyPolicy): what a validator let pass, another does not know of. A
/// search for a path clones the validator with the chain.
///
/// Two validators go together as a pair, and then both must let a fault pass. So an exception is
/// made by a validator that holds the others, not by one beside them; [`Waive`] is one for faults
/// by name.
///
/// ```
/// use motetls_pki::chain::{Faults, Validator};
/// use motetls_pki::{CertError, Certificate};
///
/// /// Takes certificates whatever the time is, and only those of serial numbers below 2^64.
/// #[derive(Clone)]
/// struct Timeless;
///
/// impl Validator for Timeless {
///     fn fault(&mut self, _depth: u8, error: CertError) -> Result<(), CertError> {
///         match error {
///             CertError::Expired | CertError::NotYetValid | CertError::ClockBehindBuild => Ok(()),
///             _ => Err(error),
///         }
///     }
///     fn certificate(&mut self, _depth: u8, certificate: &Certificate<'_>) -> Faults {
///         let long = certificate.serial.len() > 8;
///         if long { CertError::OutsidePolicy.into() } else { Faults::NONE }
///     }
/// }
/// ```
pub trait Validator {
    /// Whether it compares names, and how: folded or by their bytes, as
    /// [`RuleSet::FOLD`](super::RuleSet::FOLD) of the chain it is for. A chain of other rules does
    /// not compile with it. `None` compares no names.
    const FOLDS_NAMES: Option<bool> = None;
    /// Whether it reads extensions that the chain does not, see [`Validator::understands`].
    const READS_EXTENSIONS: bool = false;

    /// A fault that may be waived was found at `depth`, one of time, name, usage or policy: see
    /// [`is_waivable`]. An error ends the chain with it, `Ok` lets it pass and the checks go on.
    ///
    /// **What is let pass is let pass for good**, unless [`Validator::trust`] says otherwise in the
    /// end.
    ///
    /// # Errors
    /// The reason to end the chain with: `error` by default.
    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        let _ = depth;
        Err(error)
    }

    /// A fault was found at `depth` without which nothing in the chain is worth anything: a
    /// signature that does not hold, an issuer that is no authority, an extension that is not
    /// understood, a revoked certificate. A signature that does not hold is found at the depth of
    /// the key it should have been made with.
    ///
    /// It cannot be let pass but by a token of [`dangerous`](super::dangerous).
    ///
    /// # Errors
    /// The reason to end the chain with: `error` by default.
    fn unwaivable(&mut self, depth: u8, error: CertError) -> Result<Waived, CertError> {
        let _ = depth;
        Err(error)
    }

    /// Whether it reads the extension of this kind, so that it may be critical (RFC 5280, section
    /// 4.2). Asked only if [`Validator::READS_EXTENSIONS`].
    fn understands(&self, extension: Oid<'_>) -> bool {
        let _ = extension;
        false
    }

    /// A certificate is taken: the leaf, or the issuer of the one taken before, whose signature its
    /// key was found to have made. Nothing in it is authentic yet; it is when the chain comes to be
    /// trusted.
    ///
    /// Yields further faults of it, to be asked about like those of the chain.
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        let _ = (depth, certificate);
        Faults::NONE
    }

    /// `anchor` signed the certificate taken last; or is the leaf itself, if `depth` is 0.
    ///
    /// Yields further faults of the whole, to be asked about like those of the chain.
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        let _ = (depth, anchor);
        Faults::NONE
    }

    /// The last word: asked when an anchor is reached, before the chain is trusted; and when the
    /// chain is refused, after [`Validator::refused`], for a reason that tells more than the one it
    /// ended with.
    ///
    /// # Errors
    /// The reason why it is not to be trusted.
    fn trust(&mut self) -> Result<(), CertError> {
        Ok(())
    }

    /// The chain ended with `error`: one that was not let pass, one that is not asked about (a
    /// certificate that cannot be read, an algorithm of the leaf's key that is not built in, an
    /// issuer that is missing), or what a validator ended it with.
    fn refused(&mut self, depth: u8, error: CertError) {
        let _ = (depth, error);
    }
}

/// Whether a fault may be waived by [`Validator::fault`]: those of time, name, usage, strength and
/// policy, which the relying party decides. All others make a chain worthless.
#[must_use]
pub const fn is_waivable(error: CertError) -> bool {
    matches!(
        error,
        CertError::NotYetValid
            | CertError::Expired
            | CertError::ClockBehindBuild
            | CertError::NameMismatch
            | CertError::WrongUsage
            | CertError::WeakKey
            | CertError::WeakHash
            | CertError::ValidityTooLong
            | CertError::NoAltName
            | CertError::OutsidePolicy
            | CertError::CertificatePolicy
    )
}

/// Asks about a fault of either kind.
#[inline(always)]
pub(super) fn report<V: Validator>(
    validator: &mut V,
    depth: u8,
    error: CertError,
) -> Result<(), CertError> {
    if is_waivable(error) {
        validator.fault(depth, error)
    } else {
        validator.unwaivable(depth, error).map(drop)
    }
}

/// The validator that ends a chain with its first fault and looks at nothing more: that of
/// [`Chain::push`](super::Chain::push).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FirstFault;

impl Validator for FirstFault {}

/// The validator that lets faults pass by name, and otherwise does as the one it holds.
///
/// Faults that cannot be waived end the chain though they are named: see [`is_waivable`].
///
/// ```
/// use motetls_pki::CertError;
/// use motetls_pki::chain::{CaBrowser, Faults, Validator, Waive};
///
/// let faults = [CertError::Expired, CertError::BadSignature].into_iter().collect();
/// let mut validator = Waive { faults, inner: CaBrowser };
/// assert!(validator.fault(0, CertError::Expired).is_ok());
/// assert!(validator.fault(0, CertError::WeakKey).is_err());
/// assert!(validator.unwaivable(0, CertError::BadSignature).is_err());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Waive<V = FirstFault> {
    /// What is let pass.
    pub faults: Faults,
    /// What is asked about the rest.
    pub inner: V,
}

impl<V: Validator> Validator for Waive<V> {
    const FOLDS_NAMES: Option<bool> = V::FOLDS_NAMES;
    const READS_EXTENSIONS: bool = V::READS_EXTENSIONS;

    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        if self.faults.contains(error) { Ok(()) } else { self.inner.fault(depth, error) }
    }
    fn unwaivable(&mut self, depth: u8, error: CertError) -> Result<Waived, CertError> {
        self.inner.unwaivable(depth, error)
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
        self.inner.trust()
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        self.inner.refused(depth, error);
    }
}

impl<V: Validator> Validator for &mut V {
    const FOLDS_NAMES: Option<bool> = V::FOLDS_NAMES;
    const READS_EXTENSIONS: bool = V::READS_EXTENSIONS;

    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        (**self).fault(depth, error)
    }
    fn unwaivable(&mut self, depth: u8, error: CertError) -> Result<Waived, CertError> {
        (**self).unwaivable(depth, error)
    }
    fn understands(&self, extension: Oid<'_>) -> bool {
        (**self).understands(extension)
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

/// Two validators: either may find faults, both must let one pass, and both must trust.
impl<A: Validator, B: Validator> Validator for (A, B) {
    const FOLDS_NAMES: Option<bool> = match (A::FOLDS_NAMES, B::FOLDS_NAMES) {
        (Some(one), Some(other)) => {
            assert!(one == other, "two validators of a chain compare names by different rules");
            Some(one)
        }
        (None, one) | (one, None) => one,
    };
    const READS_EXTENSIONS: bool = A::READS_EXTENSIONS || B::READS_EXTENSIONS;

    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        let (one, other) = (self.0.fault(depth, error), self.1.fault(depth, error));
        one.and(other)
    }
    fn unwaivable(&mut self, depth: u8, error: CertError) -> Result<Waived, CertError> {
        let (one, other) = (self.0.unwaivable(depth, error), self.1.unwaivable(depth, error));
        one.and(other)
    }
    fn understands(&self, extension: Oid<'_>) -> bool {
        self.0.understands(extension) || self.1.understands(extension)
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

/// A validator, or none: `None` finds nothing and lets nothing pass.
impl<V: Validator> Validator for Option<V> {
    const FOLDS_NAMES: Option<bool> = V::FOLDS_NAMES;
    const READS_EXTENSIONS: bool = V::READS_EXTENSIONS;

    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        self.as_mut().map_or(Err(error), |validator| validator.fault(depth, error))
    }
    fn unwaivable(&mut self, depth: u8, error: CertError) -> Result<Waived, CertError> {
        self.as_mut().map_or(Err(error), |validator| validator.unwaivable(depth, error))
    }
    fn understands(&self, extension: Oid<'_>) -> bool {
        self.as_ref().is_some_and(|validator| validator.understands(extension))
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.as_mut().map_or(Faults::NONE, |validator| validator.certificate(depth, certificate))
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.as_mut().map_or(Faults::NONE, |validator| validator.anchor(depth, anchor))
    }
    fn trust(&mut self) -> Result<(), CertError> {
        self.as_mut().map_or(Ok(()), Validator::trust)
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        if let Some(validator) = self {
            validator.refused(depth, error);
        }
    }
}
