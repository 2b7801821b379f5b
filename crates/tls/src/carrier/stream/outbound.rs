//! To the wire: frames and seals in place.
//!
//! ```text
//! 0 ≤ sent ≤ end ≤ buffer.len()
//!
//! [sent .. end)                          records on their way to the wire
//! [end + 5 .. )                          where the text of the next record is written
//! ```
//!
//! The text is written where it will be sent from, past the header; type byte and tag follow it. Nothing is copied.

use super::{HEADER, MAX_CONTENT};
use crate::carrier::stream::inbound::short;
use crate::error::ErrorKind;
use crate::num::{ContentType, ProtocolVersion};
use crate::profile::Profile;
use crate::protect::{Keys, MAX_TAG};

/// The sending half of a stream.
pub(crate) struct Outbound<'b, P: Profile> {
    buffer: &'b mut [u8],
    sent: usize,
    end: usize,
    /// Bytes of content the peer takes in one record.
    limit: usize,
    keys: Option<Keys<P>>,
}

impl<'b, P: Profile> Outbound<'b, P> {
    /// Starts with an empty buffer and no keys.
    pub(crate) fn new(buffer: &'b mut [u8]) -> Self {
        Outbound { buffer, sent: 0, end: 0, limit: MAX_CONTENT, keys: None }
    }

    /// Bytes of the buffer.
    pub(crate) const fn capacity(&self) -> usize {
        self.buffer.len()
    }

    /// Bytes that wait to be sent.
    pub(crate) fn pending(&self) -> &[u8] {
        self.buffer.get(self.sent..self.end).unwrap_or(&[])
    }

    /// The first `n` pending bytes were sent.
    pub(crate) fn pending_done(&mut self, n: usize) {
        self.sent = self.sent.saturating_add(n).min(self.end);
        if self.sent == self.end {
            self.sent = 0;
            self.end = 0;
        }
    }

    /// Where the content of the next record is written: as much as fits and the peer takes.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        let overhead = if self.keys.is_some() { MAX_TAG.wrapping_add(1) } else { 0 };
        let start = self.end.wrapping_add(HEADER);
        let end = self.buffer.len().saturating_sub(overhead).min(start.wrapping_add(self.limit));
        self.buffer.get_mut(start..end).unwrap_or(&mut [])
    }

    /// Frames the first `n` bytes of [`Outbound::room`] as a record, sealed if there are keys.
    ///
    /// The record says TLS 1.2, as every record of TLS 1.3 does (RFC 8446, section 5.1).
    #[inline(never)]
    pub(crate) fn frame(&mut self, content: ContentType, n: usize) -> Result<(), ErrorKind> {
        let full = ErrorKind::SendBufferTooSmall;
        if n > self.room().len() {
            return Err(full);
        }
        let (outer, extra) = match &self.keys {
            Some(keys) => (ContentType::APPLICATION_DATA, keys.tag_len().wrapping_add(1)),
            None => (content, 0),
        };
        let length = n.wrapping_add(extra);
        let [high, low] = short(length).to_be_bytes();
        let [major, minor] = ProtocolVersion::TLS1_2.0.to_be_bytes();
        let header = [outer.0, major, minor, high, low];
        let end = self.end.wrapping_add(HEADER).wrapping_add(length);
        let record = self.buffer.get_mut(self.end..end).ok_or(full)?;
        let (front, body) = record.split_first_chunk_mut::<HEADER>().ok_or(full)?;
        *front = header;
        if let Some(keys) = &mut self.keys {
            *body.get_mut(n).ok_or(full)? = content.0;
            keys.seal(&header, body)?;
        }
        self.end = end;
        Ok(())
    }

    /// Protects with `keys` from the next record on.
    pub(crate) fn install(&mut self, keys: Keys<P>) {
        self.keys = Some(keys);
    }

    /// Whether the keys want to be replaced.
    pub(crate) fn is_worn(&self) -> bool {
        self.keys.as_ref().is_some_and(Keys::is_worn)
    }

    /// The peer takes records of `limit` bytes, inner content type included (RFC 8449, section 4).
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit.saturating_sub(1).min(MAX_CONTENT);
    }
}
