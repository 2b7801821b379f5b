//! What is demanded of the policies of a path.

use crate::oid::Oid;

/// How many policies can be acceptable.
pub const MAX_ACCEPTABLE: usize = 32;

/// What a relying party demands of the policies of a path (RFC 5280, section 6.1.1). As it comes,
/// nothing: any policy will do, and none.
#[derive(Clone, Copy, Debug, Default)]
pub struct PolicyInputs<'a> {
    /// user-initial-policy-set: the policies accepted, at most [`MAX_ACCEPTABLE`]. None, or
    /// anyPolicy among them, stand for any.
    pub acceptable: &'a [Oid<'a>],
    /// initial-explicit-policy: the path must be of an acceptable policy, whether or not a
    /// certificate demands it.
    pub explicit: bool,
    /// initial-policy-mapping-inhibit: no policy is taken for another.
    pub inhibit_mapping: bool,
    /// initial-any-policy-inhibit: anyPolicy in a certificate counts for nothing.
    pub inhibit_any: bool,
}
