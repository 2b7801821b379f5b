//! Keys for other purposes, from an open connection and from one that sends early data.

use motetls_base::Secret;

use super::{Connection, Handshake};
use crate::buffer::Buffer;
use crate::error::{Error, ErrorKind};
use crate::exporter::{self, CHANNEL_BINDING};
use crate::handshake::ScheduleStage;
use crate::handshake::psk::Offered;
use crate::handshake::state::State;
use crate::profile::{OptionSlot, Profile};

/// Bytes of the channel binding `tls-exporter` (RFC 9266, section 4).
const CHANNEL_BINDING_LEN: usize = 32;

impl<P: Profile, B: Buffer> Connection<P, B> {
    /// Fills `out` with keying material that the two ends of this connection alone can
    /// derive (RFC 9846, section 7.5), for profiles that name `exporter`.
    ///
    /// `label` belongs to the protocol that uses the material and is registered with IANA as a
    /// rule; `context` is that protocol's, and may be empty, which is the same as none. Key
    /// updates change nothing about what is exported.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] while the connection is not open, for a label of more than 249 bytes,
    /// and for more output than 255 digests of the suite's hash: 8,160 or 12,240 bytes.
    pub fn export(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), Error> {
        const { assert!(P::EXPORTER, "to export keys, add `exporter` to the profile's `options`") };
        let secret = self.exporter.value().ok_or(ErrorKind::Misuse);
        secret
            .and_then(|secret| exporter::export(self.traffic.hash, secret, label, context, out))
            .map_err(|kind| self.at(kind))
    }

    /// The channel binding `tls-exporter` (RFC 9266): what an authentication inside this
    /// connection, by SCRAM for instance, is bound to it with.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] while the connection is not open.
    pub fn channel_binding(&self) -> Result<Secret<CHANNEL_BINDING_LEN>, Error> {
        let mut binding = Secret::zero();
        self.export(CHANNEL_BINDING, &[], binding.expose_mut())?;
        Ok(binding)
    }
}

impl<P: Profile, B: Buffer> Handshake<'_, P, B> {
    /// As [`Connection::export`], for data that go out before the server has answered: from the
    /// early secret, which the (first) pre-shared key determines (RFC 9846, section 7.5). What is
    /// derived so has the weaknesses of early data: it is not fresh, a hello that is sent again
    /// leads to the same.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] without a pre-shared key, once the server has answered, and as
    /// [`Connection::export`] says.
    pub fn export_early(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), Error> {
        const { assert!(P::EXPORTER, "to export keys, add `exporter` to the profile's `options`") };
        self.export_early_secret(label, context, out).map_err(|kind| self.at(kind))
    }

    fn export_early_secret(
        &self,
        label: &[u8],
        context: &[u8],
        out: &mut [u8],
    ) -> Result<(), ErrorKind> {
        let (Some(config), State::Hello { retried: false }, ScheduleStage::Early(early)) =
            (self.party.client(), self.state, &self.scratch.secret)
        else {
            return Err(ErrorKind::Misuse);
        };
        let first = Offered::new(config, &self.scratch.session, false, early.hash).first();
        if first.is_none() {
            return Err(ErrorKind::Misuse);
        }
        let hello = self.scratch.transcript.digest_with(early.hash, &[]);
        exporter::export(early.hash, &early.exporter(&hello), label, context, out)
    }
}
