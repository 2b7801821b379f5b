//! Application data of a record longer than the buffer, handed on before its tag was checked.
//!
//! Until the record ends, its last byte that is not zero could be its content type, and the zeros
//! behind that its padding (RFC 9846, section 5.2): they are held back. Zeros that fill the buffer
//! are counted and dropped; if content follows after all, they are handed on from a constant.
//!
//! ```text
//! start        released           opened
//! | first | (zeros) | rest of the content | held back |
//! ```

use super::Inbound;
use super::inbound::RecordStage;
use super::pieces::{Pieces, UnverifiedEnd};
use crate::buffer::Buffer;
use crate::num::ContentType;
use crate::profile::{OptionSlot, Profile};

/// What zeros are handed on from.
static ZEROS: [u8; 64] = [0; 64];

impl<P: Profile, B: Buffer> Inbound<P, B> {
    /// Whether a record is handed on in pieces.
    pub(crate) fn in_pieces(&self) -> bool {
        P::UNVERIFIED_PIECES && self.pieces.value().is_some_and(|pieces| pieces.active)
    }

    /// A record begins that does not fit.
    pub(super) fn begin_pieces(&mut self) {
        self.pieces.put(Pieces { active: true, ..Pieces::default() });
    }

    /// Zeros were dropped.
    pub(super) fn drop_zeros(&mut self, zeros: usize) {
        if let Some(pieces) = self.pieces.value_mut() {
            pieces.dropped = pieces.dropped.saturating_add(zeros);
        }
    }

    /// Content follows behind zeros that were dropped: they belong to it, behind its first byte.
    pub(super) fn restore_zeros(&mut self) {
        if let Some(pieces) = self.pieces.value_mut() {
            (pieces.first, pieces.due, pieces.dropped) = (1, pieces.dropped, 0);
        }
    }

    /// The record is complete and authentic; it was no application data if `refused`.
    pub(super) fn complete_pieces(&mut self, refused: bool) {
        if let Some(pieces) = self.pieces.value_mut() {
            pieces.end =
                Some(if refused { UnverifiedEnd::Refused } else { UnverifiedEnd::Authentic });
        }
    }

    /// Nothing of the record at hand is to be trusted: its end is told next, its content is not.
    pub(crate) fn refuse_pieces(&mut self) {
        if let Some(pieces) = self.pieces.value_mut()
            && pieces.active
        {
            (pieces.due, pieces.end) = (0, Some(UnverifiedEnd::Refused));
            self.consume(usize::MAX);
        }
    }

    /// Bytes that wait to be taken.
    pub(crate) fn unverified(&self) -> &[u8] {
        match self.pieces.value() {
            Some(pieces) if pieces.active => match pieces {
                Pieces { due: 0, .. } => self.content(),
                Pieces { first: 0, due, .. } => ZEROS.get(..*due).unwrap_or(&ZEROS),
                Pieces { first, .. } => self.content().get(..*first).unwrap_or(&[]),
            },
            _ => &[],
        }
    }

    /// The first `n` of them were taken. Makes room for more of the record once none is left.
    pub(crate) fn unverified_done(&mut self, n: usize) {
        let n = n.min(self.unverified().len());
        let Some(pieces) = self.pieces.value_mut() else { return };
        match pieces {
            Pieces { first: 0, due: due @ 1.., .. } => *due = due.saturating_sub(n),
            Pieces { first, .. } => {
                *first = first.saturating_sub(n);
                self.consume(n);
            }
        }
        self.go_on();
    }

    /// Makes room for more of the record once nothing waits. There is some then: all that stays is
    /// the first byte held back, and a part of the tag.
    pub(crate) fn go_on(&mut self) {
        if self.stage == RecordStage::Body && self.in_pieces() && self.unverified().is_empty() {
            self.make_room();
        }
    }

    /// The end of the record, once all its pieces were taken.
    pub(crate) fn unverified_end(&self) -> Option<UnverifiedEnd> {
        let pieces = self.pieces.value().filter(|pieces| pieces.active)?;
        pieces.end.filter(|_| self.unverified().is_empty())
    }

    /// The end was taken: the next record may come.
    pub(crate) fn unverified_end_done(&mut self) {
        if let Some(pieces) = self.pieces.value_mut() {
            *pieces = Pieces::default();
        }
        if self.stage == RecordStage::Complete(ContentType::APPLICATION_DATA) {
            self.next();
        }
    }
}
