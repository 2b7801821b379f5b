//! By which rules a chain is verified, beyond those that all chains have in common.

use super::constraints::{ConstrainedNames, NameBuffer, NoNames};
use super::issuer_name::{HashedName, IssuerName, WholeName};
use super::validator::Validator;
use crate::certificate::Certificate;
use crate::dn::fold;
use crate::extension::{READ_BY_CHAINS, READ_BY_POLICIES};
use crate::oid::Oid;

/// Which rules of RFC 5280 a [`Chain`](super::Chain) knows beyond those that cannot be done
/// without. A type, so that a rule that is not named is not in the image.
pub trait RuleSet {
    /// Whether names are compared under the folding rules of RFC 5280, section 7.1, or by their
    /// bytes, which is stricter.
    const FOLD: bool;
    /// Whether the caller evaluates certificate policies (RFC 5280, section 6.1): critical
    /// extensions about them are not unknown then.
    const POLICIES: bool;
    /// Whether a time before [`BUILD_DATE`](crate::time::BUILD_DATE) is refused as that of a clock
    /// that was never set. A device has no other time; a host may ask about another day.
    const BUILD_DATE_FLOOR: bool;
    /// Whether a certificate is malformed that has any extension twice, or one whose kind is no
    /// object identifier: see
    /// [`Extensions::check_unique`](crate::extension::Extensions::check_unique). Without
    /// it, only those from 2.5.29.14 to 45 are counted.
    const UNIQUE_EXTENSIONS: bool = false;
    /// How the name of the expected issuer is kept.
    type IssuerName: IssuerName;
    /// Where names are kept for the nameConstraints of an issuer that comes later: [`NoNames`]
    /// refuses all chains with such.
    type Names: ConstrainedNames;
}

/// Names by their bytes, no name constraints, no policies: what a device needs, at the least price.
#[derive(Clone, Copy, Debug)]
pub enum DeviceRules {}

impl RuleSet for DeviceRules {
    const FOLD: bool = false;
    const POLICIES: bool = false;
    const BUILD_DATE_FLOOR: bool = true;
    type IssuerName = HashedName;
    type Names = NoNames;
}

/// All rules: names are folded, name constraints are checked with up to `NAMES` bytes of names
/// below a certificate, extensions are unique, and the time may be any.
///
/// With `POLICIES`, certificate policies are left to the caller.
#[derive(Clone, Copy, Debug)]
pub enum Rfc5280Rules<const NAMES: usize = 4096, const POLICIES: bool = false> {}

impl<const NAMES: usize, const POLICIES: bool> RuleSet for Rfc5280Rules<NAMES, POLICIES> {
    const FOLD: bool = true;
    const POLICIES: bool = POLICIES;
    const BUILD_DATE_FLOOR: bool = false;
    const UNIQUE_EXTENSIONS: bool = true;
    type IssuerName = WholeName<512>;
    type Names = NameBuffer<NAMES>;
}

/// Whether two names are the same.
#[inline(always)]
pub(crate) fn same_name<R: RuleSet>(one: &[u8], other: &[u8]) -> bool {
    one == other || (R::FOLD && fold::same(one, other))
}

/// Whether the certificate has a critical extension that neither the chain nor `validator` reads.
#[inline(always)]
pub(super) fn has_unknown<R: RuleSet, V: Validator>(
    certificate: &Certificate<'_>,
    validator: &V,
) -> bool {
    let understood = |kind: Oid<'_>| {
        (R::POLICIES && READ_BY_POLICIES.contains(&kind))
            || (V::READS_EXTENSIONS && validator.understands(kind))
    };
    certificate.extensions.unknown_critical
        && !((R::POLICIES || V::READS_EXTENSIONS) && understands_critical(certificate, understood))
}

/// Whether all critical extensions are such as verification reads, or `understood` beyond that.
pub(crate) fn understands_critical(
    certificate: &Certificate<'_>,
    understood: impl Fn(Oid<'_>) -> bool,
) -> bool {
    let mut extensions = certificate.extension_list();
    extensions.all(|extension| {
        extension.is_ok_and(|extension| {
            !extension.critical
                || READ_BY_CHAINS.contains(&extension.oid)
                || understood(extension.oid)
        })
    })
}
