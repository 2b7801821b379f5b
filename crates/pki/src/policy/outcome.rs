//! Under which policies a path is valid.

use super::inputs::MAX_ACCEPTABLE;

/// Under which policies a path is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyOutcome {
    /// The acceptable ones it is valid under, the first as the lowest bit; without any named, 1
    /// when it is valid under one.
    pub(super) user: u32,
    /// Something demanded that there be one.
    pub(super) explicit: bool,
}

impl PolicyOutcome {
    /// Whether the path is valid under the acceptable policy of this index: the
    /// user-constrained-policy-set. When all are acceptable, 0 asks for any.
    #[must_use]
    pub const fn holds(&self, index: usize) -> bool {
        index < MAX_ACCEPTABLE && self.user & bit(index) != 0
    }

    /// Whether the path is valid under no acceptable policy, and nothing demanded one.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.user == 0
    }

    /// Whether the rules or a certificate demanded an acceptable policy: explicit_policy has come
    /// down to 0.
    #[must_use]
    pub const fn is_explicit(&self) -> bool {
        self.explicit
    }
}

/// The bit of an acceptable policy.
pub(super) const fn bit(index: usize) -> u32 {
    1_u32.wrapping_shl((index & 31) as u32)
}
