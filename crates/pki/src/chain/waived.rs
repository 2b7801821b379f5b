//! The token for letting pass what no validator may let pass by itself.

/// Says that a fault of the kind [`Validator::unwaivable`](super::Validator::unwaivable) is asked
/// about was let pass. Only [`dangerous`](super::dangerous) makes one.
#[derive(Clone, Copy, Debug)]
pub struct Waived(());

impl Waived {
    pub(super) const NEW: Self = Waived(());
}
