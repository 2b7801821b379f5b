//! Early data: sent behind a hello that resumes a session, or offers an external key with which
//! they were agreed upon, before the server has answered (RFC 9846, section 2.3).
//!
//! All of them go out before anything is received. Their keys stay in use until the server has said
//! whether it takes them, and if it does, up to EndOfEarlyData.

use super::Handshake;
use crate::buffer::Buffer;
use crate::error::ErrorKind;
use crate::handshake::client13::log_secret;
use crate::handshake::state::State;
use crate::handshake::{ScheduleStage, psk};
use crate::num::ContentType;
use crate::profile::{OptionSlot, Profile};
use crate::protect::Keys;

impl<'c, P: Profile, B: Buffer> Handshake<'c, P, B> {
    /// Installs the keys of early data behind the first hello, if some are to follow it.
    pub(super) fn start_early_data(&mut self) -> Result<(), ErrorKind> {
        if !psk::sends_early_data::<P>(&self.scratch.session) {
            return Ok(());
        }
        let (ScheduleStage::Early(early), Some(offer)) =
            (&self.scratch.secret, self.scratch.session.value())
        else {
            return Err(ErrorKind::Misuse);
        };
        let hello = self.scratch.transcript.digest_with(early.hash, &[]);
        let secret = early.traffic(&hello);
        let label = "CLIENT_EARLY_TRAFFIC_SECRET";
        log_secret(self.party.observer(), self.scratch, label, secret.expose(early.hash));
        let keys = Keys::new(offer.suite.aead, early.hash, &secret);
        if self.scratch.legacy_session.value().is_some() {
            self.connection.outbound.change_cipher_spec()?;
        }
        self.connection.outbound.install(keys)?;
        self.send_early_data()
    }

    /// What is left of the early data.
    fn early_data_left(&self) -> &'c [u8] {
        let state = (self.party.client(), self.state, self.scratch.session.value());
        let rest = match state {
            (Some(config), State::Hello { retried: false }, Some(offer)) if P::EARLY_DATA => {
                offer.early.and_then(|sent| psk::early_data(config, offer).get(sent..))
            }
            _ => None,
        };
        rest.unwrap_or(&[])
    }

    /// Whether early data wait for room.
    pub(super) fn has_early_data(&self) -> bool {
        P::EARLY_DATA && !self.early_data_left().is_empty()
    }

    /// Makes records of as much as there is room for.
    pub(super) fn send_early_data(&mut self) -> Result<(), ErrorKind> {
        loop {
            let rest = self.early_data_left();
            let room = self.connection.outbound.room();
            let n = room.iter_mut().zip(rest).map(|(to, from)| *to = *from).count();
            if n == 0 {
                return Ok(());
            }
            self.connection.outbound.frame(ContentType::APPLICATION_DATA, n)?;
            if let Some(offer) = self.scratch.session.value_mut() {
                offer.early = offer.early.map(|sent| sent.saturating_add(n));
            }
        }
    }
}
