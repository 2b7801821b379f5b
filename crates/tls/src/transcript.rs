//! The transcript: a running hash over all handshake messages (RFC 9846, section 4.1).

use crate::hashes::{Hashes, cut};
use crate::num::HandshakeType;

/// The running hash.
pub(crate) struct Transcript<H: Hashes> {
    running: H::Running,
    /// The hash of the suite, once it is chosen.
    pub(crate) hash: H::Id,
}

impl<H: Hashes> Transcript<H> {
    /// Starts before the ClientHello.
    pub(crate) fn new() -> Self {
        Transcript { running: H::start(), hash: H::FIRST }
    }

    /// The same once more, to go on from.
    pub(crate) fn copy(&self) -> Self {
        Transcript { running: H::copy(&self.running), hash: self.hash }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        *self = Self::new();
    }

    /// The suite is known, and with it the hash.
    pub(crate) fn choose(&mut self, hash: H::Id) {
        self.hash = hash;
        H::choose(&mut self.running, hash);
    }

    /// Appends a message, or a part of one, in order.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        H::update(&mut self.running, bytes);
    }

    /// The digest up to here, see [`cut`].
    pub(crate) fn digest(&self) -> H::Digest {
        self.digest_with(self.hash, &[])
    }

    /// The digest by `hash` up to here and `bytes`, without taking them in: what a PSK binder
    /// covers (section 4.3.11.2).
    #[inline(never)]
    pub(crate) fn digest_with(&self, hash: H::Id, bytes: &[u8]) -> H::Digest {
        H::fork(&self.running, hash, bytes)
    }

    /// A HelloRetryRequest follows: the first ClientHello is replaced by its digest.
    pub(crate) fn restart_for_retry(&mut self) {
        let first = H::finish(&mut self.running, self.hash);
        self.restart_from(cut::<H>(self.hash, &first));
    }

    /// Nothing was taken in so far: starts behind a first ClientHello with this digest.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // a digest is at most 48 bytes long
    pub(crate) fn restart_from(&mut self, first: &[u8]) {
        self.add(&[HandshakeType::MESSAGE_HASH.0, 0, 0, first.len() as u8]);
        self.add(first);
    }
}
