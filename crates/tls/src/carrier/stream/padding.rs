//! Padding of records (RFC 9846, section 5.4).

use core::num::NonZeroU16;

use crate::profile::{Profile, ProfileOption};

/// Room for a policy, in profiles that name `record_padding`.
pub(crate) type PaddingSlot<P> =
    <<P as Profile>::RecordPadding as ProfileOption>::Slot<RecordPadding>;

/// How records of application data are padded with zeros, so that their lengths tell less of what
/// they hold (RFC 9846, section 5.4).
///
/// Padding never makes a record longer than the peer takes, or than the send buffer: a record that
/// fills it is not padded.
#[derive(Clone, Copy, Debug)]
pub enum RecordPadding {
    /// To a multiple of this many bytes, the content type counted in, as openssl does.
    ToMultipleOf(NonZeroU16),
    /// By as many bytes as the function makes of the length of the content.
    By(fn(usize) -> usize),
}

impl RecordPadding {
    /// Bytes of padding behind `content` bytes, of at most `room`.
    pub(crate) fn bytes(self, content: usize, room: usize) -> usize {
        let bytes = match self {
            RecordPadding::ToMultipleOf(block) => {
                let inner = content.saturating_add(1);
                let block = usize::from(block.get());
                inner.checked_next_multiple_of(block).unwrap_or(inner).saturating_sub(inner)
            }
            RecordPadding::By(policy) => policy(content),
        };
        bytes.min(room)
    }
}
