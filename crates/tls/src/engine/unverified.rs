//! Data of a record longer than the buffer, handed on before they are known to be authentic: for
//! profiles that name `unverified_pieces`.
//!
//! An attacker between the peers can change such data, and the peer is not told before the record
//! is over. They may be put where nothing acts on them, an update's inactive flash slot for
//! instance, and must be thrown away unless [`UnverifiedEnd::Authentic`] follows. They must not be
//! parsed, decompressed, answered, or shown.
//!
//! ```
//! # use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};
//! # motetls_tls::profile! {
//! #     pub struct Updated;
//! #     hash: Sha256;
//! #     suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
//! #     groups: { secp256r1: P256 };
//! #     signatures: { ecdsa_secp256r1_sha256: P256 };
//! #     key_exchange: [x509];
//! #     options: [unverified_pieces];
//! # }
//! use motetls_tls::{Buffer, Connection, Error, UnverifiedEnd, Wants};
//!
//! /// A slot of flash that nothing boots from until it is approved.
//! trait Slot {
//!     fn append(&mut self, bytes: &[u8]);
//!     fn approve(&mut self);
//!     fn discard(&mut self);
//! }
//!
//! fn turn<B: Buffer>(c: &mut Connection<Updated, B>, slot: &mut impl Slot) -> Result<(), Error> {
//!     match c.wants()? {
//!         Wants::TakeUnverified => {
//!             let piece = c.plain_out_unverified();
//!             slot.append(piece);
//!             let n = piece.len();
//!             c.plain_out_unverified_done(n);
//!         }
//!         Wants::EndUnverified => match c.unverified_end() {
//!             Some(UnverifiedEnd::Authentic) => slot.approve(),
//!             _ => slot.discard(),
//!         },
//!         _ => { /* as ever */ }
//!     }
//!     Ok(())
//! }
//! ```

use super::{Connection, Wants};
use crate::buffer::Buffer;
use crate::carrier::stream::UnverifiedEnd;
use crate::error::{Error, ErrorKind};
use crate::profile::Profile;

impl<P: Profile, B: Buffer> Connection<P, B> {
    /// What is to be done about a record that is handed on in pieces.
    pub(super) fn wants_unverified(&self) -> Option<Wants> {
        if !P::UNVERIFIED_PIECES {
            None
        } else if !self.inbound.unverified().is_empty() {
            Some(Wants::TakeUnverified)
        } else {
            self.inbound.unverified_end().map(|_| Wants::EndUnverified)
        }
    }

    /// Data that may be an attacker's: of a record longer than the buffer, before its tag was
    /// checked. Empty in profiles that do not name `unverified_pieces`, and unless the connection
    /// [wants](Connection::wants) it.
    ///
    /// They may be put where nothing acts on them, and must be thrown away unless
    /// [`Connection::unverified_end`] says [`UnverifiedEnd::Authentic`] behind them.
    #[must_use]
    pub fn plain_out_unverified(&self) -> &[u8] {
        if P::UNVERIFIED_PIECES { self.inbound.unverified() } else { &[] }
    }

    /// The first `n` bytes of [`Connection::plain_out_unverified`] were taken.
    pub fn plain_out_unverified_done(&mut self, n: usize) {
        if P::UNVERIFIED_PIECES {
            self.inbound.unverified_done(n);
        }
    }

    /// How a record that was handed on in pieces has ended, once all of them were taken: told
    /// once. After a failure of any kind it is [`UnverifiedEnd::Refused`].
    pub fn unverified_end(&mut self) -> Option<UnverifiedEnd> {
        if !P::UNVERIFIED_PIECES {
            return None;
        }
        let end = self.inbound.unverified_end();
        if end.is_some() {
            self.inbound.unverified_end_done();
        }
        end
    }

    /// Refuses a record that would be handed on in pieces, as a profile without the option does:
    /// for code that has no use for data that are not authentic. Without effect otherwise.
    ///
    /// The alert waits to be sent, then [`Connection::wants`] yields
    /// [`ErrorKind::RecordTooLarge`].
    pub fn refuse_unverified(&mut self) {
        if self.wants_unverified().is_some() {
            let error = self.at(ErrorKind::RecordTooLarge);
            self.refuse_record(error);
            let _ = self.unverified_end();
        }
    }

    /// Ends the connection over the record at hand.
    pub(super) fn refuse_record(&mut self, error: Error) {
        if P::UNVERIFIED_PIECES {
            self.inbound.refuse_pieces();
        }
        let _ = self.fail(error);
    }
}
