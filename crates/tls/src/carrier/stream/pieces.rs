//! What is known of a record that is handed on in pieces; see [`unverified`](super::unverified).

use crate::profile::{Profile, ProfileOption};

/// Room for the state of such a record, in profiles that name `unverified_pieces`.
pub(crate) type PiecesSlot<P> = <<P as Profile>::UnverifiedPieces as ProfileOption>::Slot<Pieces>;

/// What became of a record that was handed on in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnverifiedEnd {
    /// The record is complete and authentic: the peer sent these bytes.
    Authentic,
    /// It is not, or not known to be: all its pieces must be thrown away.
    Refused,
}

/// A record that is handed on in pieces.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pieces {
    /// Such a record is under way, or its end has not been taken.
    pub(super) active: bool,
    /// Bytes of content before the zeros that are due.
    pub(super) first: usize,
    /// Zeros to be handed on.
    pub(super) due: usize,
    /// Zeros that were dropped and may be padding.
    pub(super) dropped: usize,
    pub(super) end: Option<UnverifiedEnd>,
}
