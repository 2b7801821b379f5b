//! Drives the handshake of a connection with a borrowed scratch.
//!
//! Content of a record that is longer than the buffer is processed before its tag was checked. That
//! much is only computed upon: certificates are verified and hashed, nothing is sent, no key is
//! installed, and an error is kept until the tag has told whether the peer caused it. Finished, the
//! message that makes us send, waits for its tag.

use motetls_base::Random;

use super::{Connection, Wants};
use crate::buffer::Buffer;
use crate::carrier::stream::Arrival;
use crate::carrier::stream::inbound::short;
use crate::config::Config;
use crate::config::party::Party;
use crate::error::{Error, ErrorKind};
use crate::handshake::compute;
use crate::handshake::hello::{self, Retry};
use crate::handshake::state::State;
use crate::handshake::{Flight, HandshakeScratch, Later, Step, auth, client13, psk};
use crate::msg::{self, certificate};
use crate::num::{ContentType, HandshakeType};
use crate::observer::{Event, Observer};
use crate::profile::{CertificateCheck, HandshakeSigner, OnlyWith, OptionSlot, Profile};

/// The least a receive buffer must hold: the smallest record that may be announced (RFC 8449,
/// section 4), and its tag.
pub(super) const SMALLEST_RX: usize = 64 + crate::protect::MAX_TAG;

/// A handshake under way. When it is dropped, complete or not, the scratch is wiped and free
/// again; dropped before it is complete, the connection cannot be used.
pub struct Handshake<'c, P: Profile, B> {
    pub(crate) connection: &'c mut Connection<P, B>,
    pub(super) party: Party<'c, P>,
    pub(crate) scratch: &'c mut HandshakeScratch<P>,
    pub(super) state: State,
    /// The message being processed, for errors.
    pub(super) message: HandshakeType,
}

impl<P: Profile, B: Buffer> Connection<P, B> {
    /// Starts a handshake as a client; the ClientHello waits to be sent.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`], [`ErrorKind::Random`], [`ErrorKind::SendBufferTooSmall`], or
    /// [`ErrorKind::Misuse`] on a connection that was used before.
    pub fn client<'c, R: Random>(
        &'c mut self,
        config: &'c Config<'c, P>,
        random: &mut R,
        scratch: &'c mut HandshakeScratch<P>,
    ) -> Result<Handshake<'c, P, B>, Error> {
        Handshake::client(self, config, random, scratch)
    }
}

impl<'c, P: Profile, B: Buffer> Handshake<'c, P, B> {
    /// Whether there are times when nothing is read: a signer may be pending, or our flight be
    /// longer than the send buffer.
    const WAITS: bool = P::Signer::PRESENT || P::SERVER;

    pub(super) fn client<R: Random>(
        connection: &'c mut Connection<P, B>,
        config: &'c Config<'c, P>,
        random: &mut R,
        scratch: &'c mut HandshakeScratch<P>,
    ) -> Result<Self, Error> {
        let message = HandshakeType::CLIENT_HELLO;
        let (party, state) = (Party::Client(config), State::Hello { retried: false });
        let mut handshake = Handshake { connection, party, scratch, state, message };
        handshake.start(config, random).map_err(|kind| handshake.at(kind))?;
        Ok(handshake)
    }

    fn start<R: Random>(
        &mut self,
        config: &Config<'_, P>,
        random: &mut R,
    ) -> Result<(), ErrorKind> {
        if self.connection.negotiated.is_some() || self.connection.error.is_some() {
            return Err(ErrorKind::Misuse);
        }
        self.connection.inbound.check_fits(SMALLEST_RX)?;
        self.scratch.clear();
        hello::check_config(config)?;
        hello::prepare(config, self.scratch, random)?;
        self.scratch.record_size_limit = self.record_size_limit()?;
        self.send_hello(config)
    }

    /// Sends the first hello, once its shares are there.
    pub(super) fn send_hello(&mut self, config: &Config<'_, P>) -> Result<(), ErrorKind> {
        if P::BOUNDED_STEPS {
            self.state = State::Start;
            if !hello::has_first_shares(config, self.scratch) {
                return Ok(());
            }
            self.state = State::Hello { retried: false };
            compute::is_seen_again::<P>(&mut self.scratch.computation);
        }
        let mut flight = Flight { out: &mut self.connection.outbound, observer: config.observer };
        hello::send(config, self.scratch, &Retry { cookie: &[], group: None }, &mut flight)?;
        self.start_early_data()
    }

    /// What the receive buffer can hold, tag subtracted, if that is less than TLS permits anyway.
    /// A limit, or a length of fragments, that is chosen must fit it too.
    pub(super) fn record_size_limit(&self) -> Result<Option<u16>, ErrorKind> {
        let limit = self.connection.inbound.capacity().saturating_sub(crate::protect::MAX_TAG);
        if let Some(choices) = self.party.client().and_then(Config::chosen) {
            let longest = choices.max_fragment_length.map(|content| content.saturating_add(1));
            let wanted = [choices.record_size_limit, longest];
            let takes = short(limit.min(crate::carrier::stream::MAX_CONTENT.saturating_add(1)));
            if wanted.into_iter().flatten().any(|wanted| wanted > takes) {
                return Err(ErrorKind::Configuration);
            }
            if choices.record_size_limit.is_some() {
                return Ok(choices.record_size_limit);
            }
        }
        Ok(if limit > crate::carrier::stream::MAX_CONTENT { None } else { Some(short(limit)) })
    }

    /// What the handshake waits for.
    ///
    /// # Errors
    /// The error that ended it, once its alert was sent.
    pub fn wants(&self) -> Result<Wants, Error> {
        if !self.connection.cipher_out().is_empty() {
            return Ok(Wants::Send);
        }
        match (self.connection.error, self.state) {
            (Some(error), _) => Err(error),
            (None, State::Open) => Ok(Wants::Done),
            _ if self.computes() => Ok(Wants::Compute),
            (None, State::Sign) if Self::WAITS => Ok(Wants::Sign),
            (None, _) => Ok(Wants::Receive),
        }
    }

    /// Where bytes from the transport go: as many as the current record still needs.
    pub fn cipher_in(&mut self) -> &mut [u8] {
        let waits = self.state == State::Open || (Self::WAITS && self.state == State::Sign);
        if waits || self.computes() || self.has_early_data() {
            &mut []
        } else {
            self.connection.cipher_in()
        }
    }

    /// `n` bytes were written into [`Handshake::cipher_in`].
    pub fn cipher_in_done(&mut self, n: usize) {
        let outcome = self.receive(n);
        self.conclude(outcome);
        if P::Signer::RAW_PUBLIC_KEY {
            // nothing waits to be sent before the signature is there
            self.sign();
        }
    }

    /// Bytes for the transport.
    #[must_use]
    pub fn cipher_out(&self) -> &[u8] {
        self.connection.cipher_out()
    }

    /// The first `n` bytes of [`Handshake::cipher_out`] were sent.
    pub fn cipher_out_done(&mut self, n: usize) {
        self.connection.outbound.pending_done(n);
        if P::EARLY_DATA {
            let outcome = self.send_early_data();
            self.conclude(outcome);
        }
        self.sign();
    }

    /// Asks the signer of our certificate for its signature, see [`Wants::Sign`]. Without effect in
    /// any other state, and as long as bytes wait to be sent.
    pub fn sign(&mut self) {
        if Self::WAITS
            && self.state == State::Sign
            && self.connection.error.is_none()
            && self.connection.cipher_out().is_empty()
        {
            self.message = HandshakeType::CERTIFICATE_VERIFY;
            if P::BOUNDED_STEPS {
                self.party.observer().on(Event::Step);
            }
            let state = self.dispatch(0);
            let outcome = state.and_then(|state| self.advance(state));
            self.conclude(outcome);
        }
    }

    /// Ends the handshake when something went wrong.
    pub(super) fn conclude(&mut self, outcome: Result<(), ErrorKind>) {
        if let Err(kind) = outcome {
            let error = self.at(kind);
            if let Some(alert) = self.connection.fail(error) {
                self.party.observer().on(Event::Alert { sent: true, alert });
            }
        }
    }

    /// The transport has ended before the handshake did.
    pub fn end_of_stream(&mut self) -> Error {
        let error = self.at(ErrorKind::Truncated);
        *self.connection.error.get_or_insert(error)
    }

    pub(super) fn at(&self, kind: ErrorKind) -> Error {
        self.connection.describe(kind, self.state.phase::<P>(), self.message)
    }

    fn receive(&mut self, n: usize) -> Result<(), ErrorKind> {
        self.message = HandshakeType(0);
        if self.computes() {
            return Ok(());
        }
        if P::SERVER && self.state == State::ClientHello {
            self.message = HandshakeType::CLIENT_HELLO;
        }
        let arrival = self.connection.inbound.arrived(n)?;
        // none has its place before the first ClientHello (section 5)
        if P::SERVER
            && self.state == State::ClientHello
            && self.scratch.retry.is_none()
            && !self.takes_cookies()
            && self.connection.inbound.is_change_cipher_spec()
        {
            return Err(ErrorKind::UnexpectedMessage);
        }
        self.handle(arrival)
    }

    /// Processes what has arrived.
    #[inline(always)]
    pub(super) fn handle(&mut self, arrival: Arrival) -> Result<(), ErrorKind> {
        match arrival {
            Arrival::Nothing => Ok(()),
            Arrival::Piece if P::Certificates::PRESENT => {
                if let Err(kind) = self.process_piece() {
                    self.connection.inbound.defer(kind)?;
                }
                Ok(())
            }
            Arrival::Record(ContentType::HANDSHAKE) => {
                let needed = self.process()?;
                if !self.computes() {
                    self.connection.inbound.check_fits(needed)?;
                    self.connection.inbound.next();
                }
                Ok(())
            }
            Arrival::Record(ContentType::ALERT) => {
                let outcome = self.connection.on_alert();
                if let Err(ErrorKind::AlertReceived(alert)) = outcome {
                    self.party.observer().on(Event::Alert { sent: false, alert });
                }
                outcome
            }
            Arrival::Piece | Arrival::Record(_) => Err(ErrorKind::UnexpectedMessage),
        }
    }

    /// The buffer is full in the middle of a record: processes what can be, and makes room for the
    /// rest.
    fn process_piece(&mut self) -> Result<(), ErrorKind> {
        let needed = self.process()?;
        if self.computes() {
            return Ok(());
        }
        self.connection.inbound.check_fits(needed)?;
        self.connection.inbound.make_room_or_fail()
    }

    /// Processes all messages and parts of messages that are there, until one of them leads to an
    /// operation in steps; yields the bytes the next one needs.
    fn process(&mut self) -> Result<usize, ErrorKind> {
        loop {
            let needed = match self.state {
                State::Open => return Ok(0),
                State::Sign if Self::WAITS => return Ok(0),
                State::Entries if P::Certificates::PRESENT => self.entry()?,
                _ => self.message()?,
            };
            if let Some(needed) = needed {
                return Ok(needed);
            }
        }
    }

    /// Processes one message, or the head of a Certificate; yields the bytes needed if they are not
    /// there yet.
    fn message(&mut self) -> Result<Option<usize>, ErrorKind> {
        let content = self.connection.inbound.content();
        let Some([kind, length @ ..]) = content.first_chunk::<{ msg::MESSAGE_HEADER }>() else {
            return Ok(Some(msg::MESSAGE_HEADER));
        };
        let length = length.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
        self.message = HandshakeType(*kind);
        if !self.state.expects::<P>(self.message) {
            return Err(ErrorKind::UnexpectedMessage);
        }
        let mut needed = length.wrapping_add(msg::MESSAGE_HEADER);
        if P::Certificates::PRESENT && self.message == HandshakeType::CERTIFICATE {
            // A body that cannot hold its own fields is refused as soon as its length is known:
            // waiting for the head would take in bytes of the next message.
            if needed < certificate::HEAD {
                return Err(ErrorKind::Decode);
            }
            needed = certificate::HEAD;
        }
        if content.len() < needed {
            return Ok(Some(needed));
        }
        if self.message == HandshakeType::FINISHED
            || (P::SERVER && self.message == HandshakeType::CLIENT_HELLO)
        {
            if !self.connection.inbound.is_authentic() {
                return Ok(Some(0));
            }
            // The keys change behind it: nothing may follow in its record (section 5.1), and
            // nothing is sent if it does.
            if content.len() > needed {
                return Err(ErrorKind::UnexpectedMessage);
            }
        }
        let message = msg::server_hello::type_for_observers(self.message, content);
        if !compute::is_seen_again::<P>(&mut self.scratch.computation) {
            self.party.observer().on(Event::Received { message, length });
        }
        let state = self.dispatch(needed)?;
        if self.computes() {
            return Ok(Some(0));
        }
        self.connection.inbound.consume(needed);
        self.advance(state)?;
        Ok(None)
    }

    /// Hands a complete message to the function of the current state.
    #[inline(never)]
    pub(super) fn dispatch(&mut self, length: usize) -> Result<State, ErrorKind> {
        let config = match self.party {
            Party::Client(config) => config,
            Party::Server(config) => return self.dispatch_server(config.get(), length),
        };
        let Connection { inbound, outbound, negotiated, traffic, .. } = &mut *self.connection;
        let message = inbound.content().get(..length).unwrap_or(&[]);
        let mut step = Step {
            config,
            scratch: &mut *self.scratch,
            message,
            body: message.get(msg::MESSAGE_HEADER..).unwrap_or(&[]),
            flight: Flight { out: outbound, observer: config.observer },
            negotiated,
            traffic,
        };
        let state = match (self.state, self.message) {
            // these have a place of their own for the message in the transcript
            (State::Hello { retried }, _) => return client13::on_hello(&mut step, retried),
            (State::Finished, _) => return client13::on_finished(&mut step),
            (State::Sign, _) if P::Signer::PRESENT => return client13::sign(&mut step),
            (State::EncryptedExtensions, _) => client13::on_encrypted_extensions(&mut step)?,
            _ if !P::Certificates::PRESENT => return Err(ErrorKind::UnexpectedMessage),
            (State::CertificateVerify, _) => client13::on_certificate_verify(&mut step)?,
            (_, HandshakeType::CERTIFICATE_REQUEST) => client13::on_certificate_request(&mut step)?,
            _ => client13::on_certificate_head(&mut step)?,
        };
        if !compute::is_pending::<P>(&step.scratch.computation) {
            step.scratch.transcript.add(message);
        }
        Ok(state)
    }

    /// Processes one entry of the certificate list.
    fn entry(&mut self) -> Result<Option<usize>, ErrorKind> {
        self.message = HandshakeType::CERTIFICATE;
        let content = self.connection.inbound.content();
        let (length, there) = match certificate::entry_length(content) {
            Ok(length) => (length, true),
            Err(needed) => (needed, false),
        };
        let left = self.scratch.list.checked_sub(length).ok_or(ErrorKind::Decode)?;
        if !there {
            return Ok(Some(length));
        }
        let entry = content.get(..length).unwrap_or(&[]);
        auth::on_entry(self.party, self.scratch, entry)?;
        if self.computes() {
            return Ok(Some(0));
        }
        self.connection.inbound.consume(length);
        self.scratch.list = left;
        if left == 0 {
            auth::on_chain_end(self.party, self.scratch)?;
            self.state = State::CertificateVerify;
        }
        Ok(None)
    }

    /// Goes on to a state. Two of them read and write with new keys, installed on proof that no
    /// byte of the old waits.
    fn advance(&mut self, state: State) -> Result<(), ErrorKind> {
        self.state = state;
        let config = match self.party {
            Party::Client(config) => config,
            Party::Server(_) => return self.advance_server(state),
        };
        if !matches!(state, State::EncryptedExtensions | State::Open) {
            return Ok(());
        }
        let aligned = self.connection.inbound.aligned()?;
        self.connection.renew_reading(aligned)?;
        // alerts go under the keys of early data as long as the server may read with them
        if state == State::Open || !psk::sends_early_data::<P>(&self.scratch.session) {
            self.connection.renew_writing()?;
        }
        if state == State::Open {
            if P::EXPORTER {
                let slot = core::mem::replace(&mut self.scratch.exporter, OptionSlot::EMPTY);
                self.connection.exporter = slot;
            }
            if P::RESUMPTION {
                self.connection.expect_tickets(config, self.scratch)?;
            }
            if P::POST_HANDSHAKE_AUTH {
                let shows = client13::shows_its_type(self.scratch);
                let transcript = self.scratch.transcript.copy();
                self.connection.later.put(Later { transcript, shows });
            }
            self.connection.establish();
        }
        Ok(())
    }
}

impl<P: Profile, B> Drop for Handshake<'_, P, B> {
    fn drop(&mut self) {
        self.scratch.clear();
    }
}
