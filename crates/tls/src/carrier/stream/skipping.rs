//! What is known of early data that are passed over.

use crate::profile::{Profile, ProfileOption};

/// That early data may come.
#[derive(Clone, Copy)]
pub(super) struct Skipping {
    /// Bytes that may still come.
    pub(super) left: usize,
    /// The record at hand is dropped as it comes.
    pub(super) dropping: bool,
}

/// Room for it, in profiles with the role of a server.
pub(super) type SkippingSlot<P> = <<P as Profile>::ServerRole as ProfileOption>::Slot<Skipping>;
