//! The handshake of a server: it shares the doors and the reading of messages with a client's.

use motetls_base::Random;

use super::handshake::SMALLEST_RX;
use super::{Connection, Handshake};
use crate::buffer::Buffer;
use crate::config::party::Party;
use crate::config::server::ServerConfig;
use crate::error::{Error, ErrorKind};
use crate::handshake::state::State;
use crate::handshake::{Flight, HandshakeScratch, Serving, Step, server13};
use crate::msg::MESSAGE_HEADER;
use crate::num::{ExtensionType, HandshakeType};
use crate::profile::{CertificateCheck, OnlyWith, OptionSlot, Profile};

impl<P: Profile, B: Buffer> Connection<P, B> {
    /// Starts a handshake as a server, for profiles that name the role; the ClientHello is awaited.
    ///
    /// The receive buffer must hold a ClientHello: 2,048 bytes do for clients that send a share of
    /// a post-quantum group, 512 for most others. The send buffer must hold a ServerHello and the
    /// signature of a CertificateVerify with Finished behind it: 512 bytes do. Certificates may be
    /// longer than either.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`], [`ErrorKind::Random`], [`ErrorKind::MessageTooLarge`] for a
    /// receive buffer below 80 bytes, or [`ErrorKind::Misuse`] on a connection that was used
    /// before.
    pub fn server<'c, R: Random>(
        &'c mut self,
        config: &'c ServerConfig<'c, P>,
        random: &mut R,
        scratch: &'c mut HandshakeScratch<P>,
    ) -> Result<Handshake<'c, P, B>, Error> {
        const { assert!(P::SERVER, "to serve, add `server` to the profile's `roles`") };
        let Some(only) = OnlyWith::new(config) else { return Err(self.at(ErrorKind::Misuse)) };
        let message = HandshakeType::CLIENT_HELLO;
        let (party, state) = (Party::Server(only), State::ClientHello);
        let mut handshake = Handshake { connection: self, party, scratch, state, message };
        handshake.start_server(config, random).map_err(|kind| handshake.at(kind))?;
        Ok(handshake)
    }
}

impl<P: Profile, B: Buffer> Connection<P, B> {
    /// Whether this is the end of a server whose client has shown a certificate, which was
    /// verified.
    #[must_use]
    pub fn client_authenticated(&self) -> bool {
        self.serving.value().is_some_and(|serving| serving.authenticated)
    }
}

impl<P: Profile, B: Buffer> Handshake<'_, P, B> {
    fn start_server<R: Random>(
        &mut self,
        config: &ServerConfig<'_, P>,
        random: &mut R,
    ) -> Result<(), ErrorKind> {
        if self.connection.negotiated.is_some() || self.connection.error.is_some() {
            return Err(ErrorKind::Misuse);
        }
        self.connection.inbound.check_fits(SMALLEST_RX)?;
        self.scratch.clear();
        server13::check_config(config)?;
        random.random(&mut self.scratch.random)?;
        self.scratch.private.generate(random)?;
        self.scratch.record_size_limit = self.record_size_limit()?;
        self.connection.serving.put(Serving { authenticated: false });
        Ok(())
    }

    /// Whether the first message may be a second ClientHello, with what comes in between.
    pub(super) fn takes_cookies(&self) -> bool {
        match self.party {
            Party::Client(_) => false,
            Party::Server(config) => P::COOKIES && config.get().cookie_key.is_some(),
        }
    }

    /// Hands a complete message to the function of the current state, or makes the next part of our
    /// flight.
    #[inline(never)]
    pub(super) fn dispatch_server(
        &mut self,
        config: &ServerConfig<'_, P>,
        length: usize,
    ) -> Result<State, ErrorKind> {
        let Connection { inbound, outbound, negotiated, traffic, .. } = &mut *self.connection;
        let message = inbound.content().get(..length).unwrap_or(&[]);
        let mut step = Step {
            config,
            scratch: &mut *self.scratch,
            message,
            body: message.get(MESSAGE_HEADER..).unwrap_or(&[]),
            flight: Flight { out: outbound, observer: config.observer },
            negotiated,
            traffic,
        };
        match self.state {
            State::ClientHello => server13::on_client_hello(&mut step),
            State::Answer => server13::answer(&mut step),
            State::Sign => server13::sign(&mut step),
            State::Finished => server13::on_finished(&mut step),
            _ if !P::Certificates::PRESENT => Err(ErrorKind::UnexpectedMessage),
            State::Certificate => server13::on_certificate_head(&mut step),
            State::CertificateVerify => server13::on_certificate_verify(&mut step, self.party),
            _ => Err(ErrorKind::UnexpectedMessage),
        }
    }

    /// Goes on from a state that was reached: behind the ServerHello with the rest of our flight,
    /// under the keys of the handshake, behind the client's Finished with its application's keys.
    /// What reads changes on proof that no byte of the old waits.
    pub(super) fn advance_server(&mut self, state: State) -> Result<(), ErrorKind> {
        if matches!(state, State::ClientHello | State::Answer)
            && self.scratch.offered.has(ExtensionType::EARLY_DATA)
        {
            self.connection.inbound.skip_early_data();
        }
        if !matches!(state, State::Answer | State::Open) {
            return Ok(());
        }
        let aligned = self.connection.inbound.aligned()?;
        self.connection.renew_reading(aligned)?;
        if state == State::Answer {
            self.connection.renew_writing()?;
            self.state = self.dispatch(0)?;
            return Ok(());
        }
        if P::EXPORTER {
            let slot = core::mem::replace(&mut self.scratch.exporter, OptionSlot::EMPTY);
            self.connection.exporter = slot;
        }
        if let Some(serving) = self.connection.serving.value_mut() {
            serving.authenticated = self.scratch.depth != 0;
        }
        self.connection.establish();
        Ok(())
    }
}
