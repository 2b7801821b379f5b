//! To the wire: frames and seals in place.
//!
//! ```text
//! 0 ≤ sent ≤ end ≤ buffer.len()
//!
//! [sent .. end)                          records on their way to the wire
//! [end + 5 .. )                          where the text of the next record is written
//! ```
//!
//! The text is written where it will be sent from, past the header; type byte and tag follow it.
//! Nothing is copied.

use super::padding::{PaddingSlot, RecordPadding};
use super::{MAX_CONTENT, RECORD_HEADER};
use crate::buffer::Buffer;
use crate::carrier::stream::inbound::{move_down, short};
use crate::error::ErrorKind;
use crate::num::{ContentType, ProtocolVersion};
use crate::profile::{OptionSlot, Profile};
use crate::protect::{Keys, MAX_TAG};

/// The sending half of a stream.
pub(crate) struct Outbound<P: Profile, B> {
    buffer: B,
    sent: usize,
    end: usize,
    /// Bytes of content the peer takes in one record.
    limit: usize,
    pub(crate) keys: Option<Keys<P>>,
    padding: PaddingSlot<P>,
}

impl<P: Profile, B: Buffer> Outbound<P, B> {
    /// Starts with an empty buffer and no keys.
    pub(crate) fn new(buffer: B) -> Self {
        Outbound {
            buffer,
            sent: 0,
            end: 0,
            limit: MAX_CONTENT,
            keys: None,
            padding: OptionSlot::EMPTY,
        }
    }

    /// Bytes of the buffer.
    pub(crate) fn capacity(&self) -> usize {
        self.buffer.as_ref().len()
    }

    /// Bytes that wait to be sent.
    pub(crate) fn pending(&self) -> &[u8] {
        self.buffer.as_ref().get(self.sent..self.end).unwrap_or(&[])
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
        let start = self.end.wrapping_add(RECORD_HEADER);
        let end =
            self.buffer.as_ref().len().saturating_sub(overhead).min(start.wrapping_add(self.limit));
        self.buffer.as_mut().get_mut(start..end).unwrap_or(&mut [])
    }

    /// Frames the first `n` bytes of [`Outbound::room`] as a record, sealed if there are keys.
    ///
    /// The record says TLS 1.2, as every record of TLS 1.3 does (RFC 9846, section 5.1).
    #[inline(never)]
    pub(crate) fn frame(&mut self, content: ContentType, n: usize) -> Result<(), ErrorKind> {
        let full = ErrorKind::SendBufferTooSmall;
        if n > self.room().len() {
            return Err(full);
        }
        let padding = self.padding_of(content, n);
        let (outer, extra) = match &self.keys {
            Some(keys) => {
                let extra = keys.tag_len().wrapping_add(1).wrapping_add(padding);
                (ContentType::APPLICATION_DATA, extra)
            }
            None => (content, 0),
        };
        let length = n.wrapping_add(extra);
        let [high, low] = short(length).to_be_bytes();
        let [major, minor] = ProtocolVersion::TLS1_2.0.to_be_bytes();
        let header = [outer.0, major, minor, high, low];
        let end = self.end.wrapping_add(RECORD_HEADER).wrapping_add(length);
        let record = self.buffer.as_mut().get_mut(self.end..end).ok_or(full)?;
        let (front, body) = record.split_first_chunk_mut::<RECORD_HEADER>().ok_or(full)?;
        *front = header;
        if let Some(keys) = &mut self.keys {
            if P::RECORD_PADDING {
                body.get_mut(n..).ok_or(full)?.fill(0);
            }
            *body.get_mut(n).ok_or(full)? = content.0;
            keys.seal(&header, body)?;
        }
        self.end = end;
        Ok(())
    }

    /// Where the next handshake message is written: as [`Outbound::room`], and for a server, whose
    /// client may take short records only, whatever the peer takes.
    pub(crate) fn message_room(&mut self) -> &mut [u8] {
        if !P::SERVER {
            return self.room();
        }
        let limit = core::mem::replace(&mut self.limit, MAX_CONTENT);
        let length = self.room().len();
        self.limit = limit;
        let start = self.end.wrapping_add(RECORD_HEADER);
        self.buffer.as_mut().get_mut(start..start.wrapping_add(length)).unwrap_or(&mut [])
    }

    /// Frames the first `n` bytes of [`Outbound::message_room`], in as many records as the peer's
    /// limit makes of them.
    pub(crate) fn frame_message(&mut self, n: usize) -> Result<(), ErrorKind> {
        if !P::SERVER || n <= self.limit {
            return self.frame(ContentType::HANDSHAKE, n);
        }
        // The message moves to the end of the buffer, and from there into one record after the
        // other: with room for all of them none overtakes what is still to be framed.
        let full = ErrorKind::SendBufferTooSmall;
        let start = self.end.wrapping_add(RECORD_HEADER);
        let records = n.div_ceil(self.limit.max(1));
        let overhead = RECORD_HEADER.wrapping_add(1).wrapping_add(MAX_TAG);
        let needed = records.saturating_mul(overhead).saturating_add(n);
        let capacity = self.capacity();
        let mut from = capacity.checked_sub(n).ok_or(full)?;
        if self.end.saturating_add(needed) > capacity {
            return Err(full);
        }
        move_up(self.buffer.as_mut(), start, n);
        while from < capacity {
            let length = self.limit.min(capacity.wrapping_sub(from));
            let start = self.end.wrapping_add(RECORD_HEADER);
            move_down(self.buffer.as_mut(), from, from.wrapping_add(length), start);
            self.frame(ContentType::HANDSHAKE, length)?;
            from = from.wrapping_add(length);
        }
        Ok(())
    }

    /// Bytes of padding of a record with `n` bytes of content.
    fn padding_of(&mut self, content: ContentType, n: usize) -> usize {
        if !P::RECORD_PADDING || content != ContentType::APPLICATION_DATA {
            return 0;
        }
        let room = self.room().len().saturating_sub(n);
        self.padding.value().map_or(0, |policy| policy.bytes(n, room))
    }

    /// Pads by this policy from the next record on.
    pub(crate) fn set_padding(&mut self, policy: RecordPadding) {
        self.padding.put(policy);
    }

    /// Appends a change_cipher_spec, which means nothing and is not protected (appendix E.4).
    pub(crate) fn change_cipher_spec(&mut self) -> Result<(), ErrorKind> {
        let [major, minor] = ProtocolVersion::TLS1_2.0.to_be_bytes();
        let record = [ContentType::CHANGE_CIPHER_SPEC.0, major, minor, 0, 1, 1];
        let room = self.buffer.as_mut().get_mut(self.end..).unwrap_or(&mut []);
        *room.first_chunk_mut().ok_or(ErrorKind::SendBufferTooSmall)? = record;
        self.end = self.end.wrapping_add(record.len());
        Ok(())
    }

    /// Protects with `keys` from the next record on.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] when there are none.
    pub(crate) fn install(&mut self, keys: Option<Keys<P>>) -> Result<(), ErrorKind> {
        if keys.is_none() {
            return Err(ErrorKind::Misuse);
        }
        self.keys = keys;
        Ok(())
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

/// Moves the `n` bytes from `from` on to the end of the buffer. They are never more than there are
/// from there on; should they be, nothing moves, which keeps the panic of `copy_within` out of the
/// image.
fn move_up(buffer: &mut [u8], from: usize, n: usize) {
    if let Some(part) = buffer.get_mut(from..)
        && let Some(to) = part.len().checked_sub(n)
    {
        part.copy_within(..n, to);
    }
}
