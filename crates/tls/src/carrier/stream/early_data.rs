//! Early data that a server does not take: passed over until the first record that opens under the
//! keys of the handshake (RFC 9846, section 4.3.10).
//!
//! ```text
//! ClientHello, early_data  ------->
//!                          <-------   HelloRetryRequest    there are no keys: dropped, up to the
//! [early data]                                             next hello
//! ClientHello              ------->
//!                          <-------   ServerHello ...      tried, and dropped if it does not open
//! [early data]                        Finished
//! {Finished}               ------->
//! ```

use super::skipping::Skipping;
use super::{Inbound, MAX_CONTENT};
use crate::buffer::Buffer;
use crate::counter::Counter;
use crate::num::ContentType;
use crate::profile::{OptionSlot, Profile};

/// Bytes of records that are passed over at most; more are too many for any server.
const MOST: usize = 1 << 16;

impl<P: Profile, B: Buffer> Inbound<P, B> {
    /// The client has announced early data, which are not taken.
    pub(crate) fn skip_early_data(&mut self) {
        if self.skipping.value().is_none() {
            self.skipping.put(Skipping { left: MOST, dropping: false });
        }
    }

    /// Takes `length` bytes from those that may come; `false` when they are too many, or none may.
    fn spend(&mut self, length: usize) -> bool {
        let carried = self.carried;
        let Some(skipping) = self.skipping.value_mut() else { return false };
        let left = skipping.left.checked_sub(length).filter(|_| !carried);
        skipping.left = left.unwrap_or(0);
        left.is_some()
    }

    /// Whether the record that begins is dropped as it comes: there are no keys to try, or the
    /// buffer does not hold it. A client that was told how much that is writes no such record of
    /// its own flight.
    pub(super) fn begins_dropping(&mut self, outer: ContentType, length: usize) -> bool {
        let long = length > self.capacity().saturating_sub(self.received);
        let drops = outer == ContentType::APPLICATION_DATA
            && (self.keys.is_none() || long)
            && (1..=MAX_CONTENT.wrapping_add(256)).contains(&length)
            && self.spend(length);
        if let Some(skipping) = self.skipping.value_mut() {
            skipping.dropping = drops;
        }
        drops
    }

    /// Whether the record at hand is dropped as it comes.
    pub(super) fn is_dropping(&self) -> bool {
        self.skipping.value().is_some_and(|skipping| skipping.dropping)
    }

    /// `n` bytes of such a record came.
    pub(super) fn drop_bytes(&mut self, n: usize) {
        self.missing = self.missing.saturating_sub(n);
        if self.missing == 0 {
            self.next();
        }
    }

    /// Drops the record of this length that did not open, if it may be early data; its number is
    /// taken back.
    pub(super) fn drop_record(&mut self, length: usize) -> bool {
        let drops = self.spend(length);
        if let (true, Some(keys)) = (drops, &mut self.keys) {
            keys.sequence = Counter::new(0);
            self.message = None;
            for mark in [&mut self.start, &mut self.released, &mut self.opened, &mut self.received]
            {
                *mark = 0;
            }
            self.next();
        }
        drops
    }

    /// A record has opened: no early data follow.
    pub(super) fn end_skipping(&mut self) {
        self.skipping = OptionSlot::EMPTY;
    }
}
