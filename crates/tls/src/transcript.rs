//! The transcript: a running hash over all handshake messages (RFC 8446, section 4.4.1).

use motetls_crypto::Hash;

use crate::num::HandshakeType;

/// The running hash.
pub(crate) struct Transcript<H: Hash>(H);

impl<H: Hash<Output = [u8; 32]>> Transcript<H> {
    /// Starts before the ClientHello.
    pub(crate) fn new() -> Self {
        Transcript(H::new())
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.0 = H::new();
    }

    /// Appends a message, or a part of one, in order.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash up to here.
    #[inline(never)]
    pub(crate) fn hash(&self) -> [u8; 32] {
        self.0.clone().finish()
    }

    /// The hash up to here and `bytes`, without taking them in: what a PSK binder covers (section 4.2.11.2).
    #[inline(never)]
    pub(crate) fn hash_with(&self, bytes: &[u8]) -> [u8; 32] {
        let mut fork = self.0.clone();
        fork.update(bytes);
        fork.finish()
    }

    /// A HelloRetryRequest follows: the first ClientHello is replaced by its hash.
    pub(crate) fn restart_for_retry(&mut self) {
        let first = self.0.finish();
        self.0.update(&[HandshakeType::MESSAGE_HASH.0, 0, 0, 32]);
        self.0.update(&first);
    }
}
