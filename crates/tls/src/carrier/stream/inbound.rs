//! From the wire: finds records, opens them in place, at once or in pieces.
//!
//! The header is read into its own five bytes; the body goes into the caller's buffer, and never
//! more than one record is read. The buffer is divided by four marks:
//!
//! ```text
//! 0 ≤ start ≤ released ≤ opened ≤ received ≤ buffer.len()
//!
//! [start .. released)    content for the floors above
//! [released .. opened)   held back: the last byte that is not zero, and the zeros behind it
//! [opened .. received)   ciphertext and tag, as they came
//! ```
//!
//! Bytes are held back because the content type is the last byte of a record that is not zero
//! (section 5.2): until the record has ended, that byte could be it. Content of a record that is
//! longer than the buffer is released before its tag was checked; its reader must not act on
//! it beyond computing ([`Arrival::Piece`], `unverified` for application data), and an error found
//! in it is kept until the tag has told whether the peer wrote it or an attacker
//! ([`Inbound::defer`]).

use super::pieces::PiecesSlot;
use super::skipping::SkippingSlot;
use super::{MAX_CONTENT, RECORD_HEADER};
use crate::buffer::Buffer;
use crate::error::ErrorKind;
use crate::num::ContentType;
use crate::profile::{CertificateCheck, OptionSlot, Profile};
use crate::protect::{Keys, Message};

/// Where the reading of a record stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordStage {
    Header,
    Body,
    /// The record is complete and authentic; its content, of this type, waits to be consumed.
    Complete(ContentType),
}

/// What the last bytes brought.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// Not enough yet.
    Nothing,
    /// The buffer is full before the record ended: some of its content can be read, none of it is
    /// authentic.
    Piece,
    /// A complete, authentic record.
    Record(ContentType),
}

/// Proof that no byte of content waits: keys may change here (section 5.1).
pub(crate) struct Aligned(());

/// The receiving half of a stream.
pub(crate) struct Inbound<P: Profile, B> {
    buffer: B,
    pub(super) start: usize,
    pub(super) released: usize,
    pub(super) opened: usize,
    pub(super) received: usize,
    /// Bytes of the record's body still on the wire.
    pub(super) missing: usize,
    /// Bytes of the record's text not opened yet.
    closed: usize,
    header: [u8; RECORD_HEADER],
    header_length: usize,
    pub(super) stage: RecordStage,
    /// Content of an earlier record waits before this one: only more of the same message may
    /// follow.
    pub(super) carried: bool,
    /// The record at hand has brought no content so far.
    empty: bool,
    /// Zeros were dropped from the hold-back: nothing but zeros may follow in this record.
    squeezed: bool,
    /// The handshake is over: change_cipher_spec is refused, and records must fit the buffer.
    established: bool,
    pub(crate) keys: Option<Keys<P>>,
    pub(super) message: Option<Message<P>>,
    deferred: Option<ErrorKind>,
    /// Bytes that were needed when something did not fit.
    needed: usize,
    /// A record of application data that is handed on in pieces.
    pub(super) pieces: PiecesSlot<P>,
    /// Early data that are passed over.
    pub(super) skipping: SkippingSlot<P>,
}

impl<P: Profile, B: Buffer> Inbound<P, B> {
    /// Only certificates make a handshake record long: without them none needs to be read in
    /// pieces, unless the profile wants those of application data so.
    const PIECEWISE: bool = P::Certificates::PRESENT || P::UNVERIFIED_PIECES;

    /// Starts with an empty buffer and no keys.
    pub(crate) fn new(buffer: B) -> Self {
        Inbound {
            buffer,
            start: 0,
            released: 0,
            opened: 0,
            received: 0,
            missing: 0,
            closed: 0,
            header: [0; RECORD_HEADER],
            header_length: 0,
            stage: RecordStage::Header,
            carried: false,
            empty: true,
            squeezed: false,
            established: false,
            keys: None,
            message: None,
            deferred: None,
            needed: 0,
            pieces: OptionSlot::EMPTY,
            skipping: OptionSlot::EMPTY,
        }
    }

    /// Bytes of the buffer.
    pub(crate) fn capacity(&self) -> usize {
        self.buffer.as_ref().len()
    }

    /// Where the next bytes from the wire go: no more than the current record still needs.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        match self.stage {
            RecordStage::Header => self.header.get_mut(self.header_length..),
            RecordStage::Body => {
                let end = self.received.wrapping_add(self.missing).min(self.buffer.as_ref().len());
                self.buffer.as_mut().get_mut(self.received..end)
            }
            RecordStage::Complete(_) => None,
        }
        .unwrap_or(&mut [])
    }

    /// `n` bytes were written into [`Inbound::room`].
    ///
    /// Without any, nothing happens: a record that was refused has no room left and is not looked
    /// at again.
    #[inline(never)]
    pub(crate) fn arrived(&mut self, n: usize) -> Result<Arrival, ErrorKind> {
        let n = n.min(self.room().len());
        if n == 0 {
            return Ok(Arrival::Nothing);
        }
        match self.stage {
            RecordStage::Header => {
                self.header_length = self.header_length.wrapping_add(n);
                if self.header_length == RECORD_HEADER {
                    self.begin()?;
                }
                Ok(Arrival::Nothing)
            }
            RecordStage::Body if P::SERVER && self.is_dropping() => {
                self.drop_bytes(n);
                Ok(Arrival::Nothing)
            }
            RecordStage::Body => {
                self.received = self.received.wrapping_add(n);
                self.missing = self.missing.saturating_sub(n);
                if self.missing == 0 {
                    self.complete()
                } else if Self::PIECEWISE && self.received == self.buffer.as_ref().len() {
                    self.open()?;
                    Ok(if self.deferred.is_some() { Arrival::Nothing } else { Arrival::Piece })
                } else {
                    Ok(Arrival::Nothing)
                }
            }
            RecordStage::Complete(_) => Ok(Arrival::Nothing),
        }
    }

    /// The type and the length of the record at hand, as they stand in its header. Its version is
    /// ignored (section 5.1).
    fn last_header(&self) -> (ContentType, usize) {
        let [content, _, _, high, low] = self.header;
        (ContentType(content), usize::from(u16::from_be_bytes([high, low])))
    }

    /// A header is complete: decides what the record is and makes room for its body.
    fn begin(&mut self) -> Result<(), ErrorKind> {
        let (outer, length) = self.last_header();
        move_down(self.buffer.as_mut(), self.start, self.released, 0);
        self.released = self.released.saturating_sub(self.start);
        self.start = 0;
        self.opened = self.released;
        self.received = self.released;
        self.carried = self.released != 0;
        self.empty = true;
        self.squeezed = false;
        self.missing = length;
        self.closed = length;
        if P::SERVER && self.begins_dropping(outer, length) {
            self.stage = RecordStage::Body;
            return Ok(());
        }
        match (&mut self.keys, outer) {
            (Some(keys), ContentType::APPLICATION_DATA) => {
                if length > MAX_CONTENT.wrapping_add(256) {
                    return Err(ErrorKind::RecordOverflow);
                }
                let text = length.checked_sub(keys.tag_len()).ok_or(ErrorKind::BadRecordMac)?;
                if text > MAX_CONTENT.wrapping_add(1) {
                    return Err(ErrorKind::RecordOverflow);
                }
                self.closed = text;
                self.message = Some(keys.start(&self.header, text)?);
            }
            // A client that refuses us before it has sent anything under its keys may not have them
            // in use yet. Nothing is lost: an attacker that can forge its alert can end the stream.
            (Some(keys), ContentType::ALERT)
                if P::SERVER && !self.established && !self.carried && keys.sequence.get() == 0 => {}
            (_, ContentType::CHANGE_CIPHER_SPEC)
                if !self.established && length == 1 && !self.carried => {}
            (None, ContentType::HANDSHAKE) => {}
            (None, ContentType::ALERT) if !self.carried => {}
            _ => return Err(ErrorKind::UnexpectedMessage),
        }
        if length == 0 {
            return Err(ErrorKind::UnexpectedMessage);
        }
        if length > MAX_CONTENT && self.message.is_none() {
            return Err(ErrorKind::RecordOverflow);
        }
        if (self.established || !P::Certificates::PRESENT)
            && length > self.buffer.as_ref().len().saturating_sub(self.received)
        {
            self.needed = length;
            if !P::UNVERIFIED_PIECES || !self.established || self.carried {
                return Err(ErrorKind::RecordTooLarge);
            }
            self.begin_pieces();
        }
        self.stage = RecordStage::Body;
        Ok(())
    }

    /// Opens what has arrived of the record's text and releases all but the hold-back. Of a
    /// complete record the tag is checked, too.
    fn open(&mut self) -> Result<(), ErrorKind> {
        let length = self.received.saturating_sub(self.opened).min(self.closed);
        let end = self.opened.wrapping_add(length);
        let arrived = self.buffer.as_mut().get_mut(self.opened..self.received).unwrap_or(&mut []);
        let (piece, tag) = arrived.split_at_mut_checked(length).unwrap_or_default();
        self.closed = self.closed.saturating_sub(length);
        self.opened = end;
        let (Some(keys), Some(message)) = (&self.keys, &mut self.message) else {
            self.released = end;
            return Ok(());
        };
        if !Self::PIECEWISE || self.missing == 0 {
            keys.open_last(message, piece, tag).map_err(|_| ErrorKind::BadRecordMac)?;
        } else {
            keys.open_piece(message, piece);
        }
        let resumed = Self::PIECEWISE && self.squeezed && piece.iter().any(|byte| *byte != 0);
        if resumed && self.in_pieces() {
            self.squeezed = false;
            self.restore_zeros();
        } else if resumed && self.deferred.is_none() {
            self.needed = self.capacity().wrapping_add(1);
            self.deferred = Some(ErrorKind::MessageTooLarge);
        }
        let held = self.buffer.as_ref().get(self.released..self.opened).unwrap_or(&[]);
        if let Some(last) = held.iter().rposition(|byte| *byte != 0) {
            self.released = self.released.wrapping_add(last);
            self.empty &= last == 0;
        }
        if Self::PIECEWISE && self.deferred.is_some() {
            self.start = self.released;
            self.make_room();
        }
        Ok(())
    }

    /// The body is complete: opens what is left of it and finds the content type.
    fn complete(&mut self) -> Result<Arrival, ErrorKind> {
        let outcome = self.open();
        if P::SERVER && self.message.is_some() && self.skipping.value().is_some() {
            match outcome {
                Err(ErrorKind::BadRecordMac) if self.drop_record(self.last_header().1) => {
                    return Ok(Arrival::Nothing);
                }
                _ => self.end_skipping(),
            }
        }
        outcome?;
        let mut content = self.last_header().0;
        if self.message.take().is_some() {
            content = match self
                .buffer
                .as_ref()
                .get(self.released..self.opened)
                .and_then(<[u8]>::first)
            {
                None | Some(0) => return Err(ErrorKind::UnexpectedMessage),
                Some(content) => ContentType(*content),
            };
            // Only application data may be empty (section 5.4).
            if self.empty && content != ContentType::APPLICATION_DATA {
                return Err(ErrorKind::UnexpectedMessage);
            }
        }
        self.opened = self.released;
        self.received = self.released;
        if let (Some(error), true) = (self.deferred, Self::PIECEWISE) {
            return Err(error);
        }
        if self.in_pieces() {
            // What was handed on was no application data, and is too long for anything else.
            let refused = content != ContentType::APPLICATION_DATA;
            self.complete_pieces(refused);
            if refused {
                return Err(ErrorKind::RecordTooLarge);
            }
        }
        // Handshake messages are not interleaved with anything else (section 5.1).
        if self.carried && content != ContentType::HANDSHAKE {
            return Err(ErrorKind::UnexpectedMessage);
        }
        if content == ContentType::CHANGE_CIPHER_SPEC {
            let body = self.content();
            if self.was_sealed() || body != [1] {
                return Err(ErrorKind::UnexpectedMessage);
            }
            self.consume(1);
            self.next();
            return Ok(Arrival::Nothing);
        }
        self.stage = RecordStage::Complete(content);
        Ok(Arrival::Record(content))
    }

    /// Whether the record at hand was protected: its outer type says so.
    fn was_sealed(&self) -> bool {
        self.last_header().0 == ContentType::APPLICATION_DATA
    }

    /// The content that may be read now.
    pub(crate) fn content(&self) -> &[u8] {
        self.buffer.as_ref().get(self.start..self.released).unwrap_or(&[])
    }

    /// Application data that waits.
    pub(crate) fn data(&self) -> &[u8] {
        if self.stage == RecordStage::Complete(ContentType::APPLICATION_DATA) && !self.in_pieces() {
            self.content()
        } else {
            &[]
        }
    }

    /// Whether the content may be acted upon: its record ended and was authentic.
    pub(crate) fn is_authentic(&self) -> bool {
        matches!(self.stage, RecordStage::Complete(_))
    }

    /// Whether the record that began last is a change_cipher_spec.
    pub(crate) fn is_change_cipher_spec(&self) -> bool {
        self.last_header().0 == ContentType::CHANGE_CIPHER_SPEC
    }

    /// Whether a complete record of handshake messages is at hand.
    pub(crate) fn holds_handshake(&self) -> bool {
        self.stage == RecordStage::Complete(ContentType::HANDSHAKE)
    }

    /// The first `n` bytes of content are done with.
    #[inline(never)]
    pub(crate) fn consume(&mut self, n: usize) {
        self.start = self.start.saturating_add(n).min(self.released);
    }

    /// The complete record is done with: the next one may come. Content not consumed stays in front
    /// of it.
    pub(crate) fn next(&mut self) {
        self.stage = RecordStage::Header;
        self.header_length = 0;
    }

    /// The buffer is full in the middle of a record: moves what is left to its front and drops
    /// zeros that are padding.
    ///
    /// # Errors
    /// [`ErrorKind::MessageTooLarge`] when that frees nothing.
    pub(crate) fn make_room_or_fail(&mut self) -> Result<(), ErrorKind> {
        self.make_room();
        self.check_fits(self.received.wrapping_add(1))
    }

    pub(super) fn make_room(&mut self) {
        let start = self.start;
        move_down(self.buffer.as_mut(), start, self.received, 0);
        self.start = 0;
        for mark in [&mut self.released, &mut self.opened, &mut self.received] {
            *mark = mark.saturating_sub(start);
        }
        if self.received < self.buffer.as_ref().len() {
            return;
        }
        // Everything behind the first held-back byte is zero: padding, unless the content goes on
        // (see `open`).
        let keep = self.released.wrapping_add(1).min(self.opened);
        let zeros = self.opened.saturating_sub(keep);
        if zeros != 0 {
            move_down(self.buffer.as_mut(), self.opened, self.received, keep);
            self.opened = keep;
            self.received = self.received.saturating_sub(zeros);
            self.squeezed = true;
            if self.in_pieces() {
                self.drop_zeros(zeros);
            }
        }
    }

    /// Refuses a message that needs more bytes than the buffer has.
    pub(crate) fn check_fits(&mut self, needed: usize) -> Result<(), ErrorKind> {
        self.needed = needed;
        if needed > self.buffer.as_ref().len() { Err(ErrorKind::MessageTooLarge) } else { Ok(()) }
    }

    /// Bytes that were needed when something did not fit.
    pub(crate) const fn needed(&self) -> usize {
        self.needed
    }

    /// Keeps an error found in a record that is not authentic yet; the rest of the record is opened
    /// and thrown away.
    ///
    /// # Errors
    /// `error`, when the record is not protected: its end would tell no more.
    pub(crate) fn defer(&mut self, error: ErrorKind) -> Result<(), ErrorKind> {
        if !self.was_sealed() {
            return Err(error);
        }
        self.deferred = Some(error);
        self.start = self.released;
        self.make_room();
        Ok(())
    }

    /// Proves that no content waits, nor a record under way.
    pub(crate) fn aligned(&self) -> Result<Aligned, ErrorKind> {
        if self.stage != RecordStage::Body && self.start == self.released {
            Ok(Aligned(()))
        } else {
            Err(ErrorKind::UnexpectedMessage)
        }
    }

    /// Reads with `keys` from the next record on.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] when there are none.
    pub(crate) fn install(&mut self, _: Aligned, keys: Option<Keys<P>>) -> Result<(), ErrorKind> {
        if keys.is_none() {
            return Err(ErrorKind::Misuse);
        }
        self.keys = keys;
        Ok(())
    }

    /// The handshake is over.
    pub(crate) fn establish(&mut self) {
        self.established = true;
    }
}

/// A length for an error message, capped.
#[allow(clippy::cast_possible_truncation)]
pub(crate) const fn short(length: usize) -> u16 {
    if length > 0xffff { 0xffff } else { length as u16 }
}

/// Moves the bytes from `from` to `end` down to `to`. Marks are never out of order; should they be,
/// nothing moves, which keeps the panic of `copy_within` out of the image.
#[inline(never)]
pub(super) fn move_down(buffer: &mut [u8], from: usize, end: usize, to: usize) {
    let gap = from.saturating_sub(to);
    if let Some(part) = buffer.get_mut(to..end)
        && gap <= part.len()
    {
        part.copy_within(gap.., 0);
    }
}
