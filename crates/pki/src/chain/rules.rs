//! By which rules a chain is verified, beyond those everybody has.

use super::constraints::{KeptNames, NameBuffer, NoNames};
use super::wanted::{HashedName, WantedName, WholeName};
use crate::certificate::Certificate;
use crate::dn::fold;
use crate::oid::known;

/// Which rules of RFC 5280 a [`Chain`](super::Chain) knows beyond those that cannot be done without. A type, so that a
/// rule that is not named is not in the image.
pub trait Rules {
    /// Whether names are compared under the folding rules of RFC 5280, section 7.1, or by their bytes, which is stricter.
    const FOLD: bool;
    /// Whether the caller evaluates certificate policies (RFC 5280, section 6.1): critical extensions about them are not
    /// unknown then.
    const POLICIES: bool;
    /// How the name of the issuer that is wanted is kept.
    type Wanted: WantedName;
    /// Where names are kept for the nameConstraints of an issuer that comes later: [`NoNames`] refuses all chains with such.
    type Names: KeptNames;
}

/// Names by their bytes, no name constraints, no policies: what a device needs, at the least price.
#[derive(Clone, Copy, Debug)]
pub enum Device {}

impl Rules for Device {
    const FOLD: bool = false;
    const POLICIES: bool = false;
    type Wanted = HashedName;
    type Names = NoNames;
}

/// All rules: names are folded, name constraints are checked with up to `NAMES` bytes of names below a certificate.
///
/// With `POLICIES`, certificate policies are left to the caller.
#[derive(Clone, Copy, Debug)]
pub enum Full<const NAMES: usize = 4096, const POLICIES: bool = false> {}

impl<const NAMES: usize, const POLICIES: bool> Rules for Full<NAMES, POLICIES> {
    const FOLD: bool = true;
    const POLICIES: bool = POLICIES;
    type Wanted = WholeName<512>;
    type Names = NameBuffer<NAMES>;
}

/// Whether two names are the same.
#[inline(always)]
pub(crate) fn same_name<R: Rules>(one: &[u8], other: &[u8]) -> bool {
    one == other || (R::FOLD && fold::same(one, other))
}

/// Whether the certificate has a critical extension that nobody will look at.
#[inline(always)]
pub(super) fn has_unknown<R: Rules>(certificate: &Certificate<'_>) -> bool {
    certificate.extensions.unknown_critical && !(R::POLICIES && only_policies_are_unknown(certificate))
}

/// Whether all critical extensions that verification does not read are about policies.
fn only_policies_are_unknown(certificate: &Certificate<'_>) -> bool {
    let read = [
        known::SUBJECT_ALT_NAME,
        known::BASIC_CONSTRAINTS,
        known::KEY_USAGE,
        known::EXTENDED_KEY_USAGE,
        known::NAME_CONSTRAINTS,
        known::CERTIFICATE_POLICIES,
        known::POLICY_MAPPINGS,
        known::POLICY_CONSTRAINTS,
        known::INHIBIT_ANY_POLICY,
    ];
    let mut extensions = certificate.extension_list();
    extensions.all(|extension| extension.is_ok_and(|extension| !extension.critical || read.contains(&extension.oid)))
}
