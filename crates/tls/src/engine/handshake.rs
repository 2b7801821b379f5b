//! Drives the handshake of a connection with a borrowed workshop.
//!
//! Content of a record that is longer than the buffer is processed before its tag was checked. That much is only
//! computed upon: certificates are judged and hashed, nothing is sent, no key is installed, and an error is kept until
//! the tag has told who caused it. Finished, the message that makes us send, waits for its tag.

use motetls_base::Random;

use super::{Connection, Wants};
use crate::carrier::stream::Arrival;
use crate::carrier::stream::inbound::short;
use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::handshake::client13::{self, State};
use crate::handshake::{Flight, Step, Workshop, auth, hello};
use crate::msg::{self, certificate};
use crate::num::{ContentType, HandshakeType};
use crate::observer::{Event, Observer};
use crate::profile::{CertificateCheck, Profile};

/// The least a receive buffer must hold: the smallest record that may be announced (RFC 8449, section 4), and its tag.
const SMALLEST_RX: usize = 64 + crate::protect::MAX_TAG;

/// A handshake under way. When it is dropped, complete or not, the workshop is wiped and free again; dropped before it is
/// complete, it leaves a connection that cannot be used.
pub struct Handshake<'c, 'b, P: Profile> {
    connection: &'c mut Connection<'b, P>,
    config: &'c Config<'c, P>,
    workshop: &'c mut Workshop<P>,
    state: State,
    /// The message being processed, for errors.
    message: HandshakeType,
}

impl<'c, 'b, P: Profile> Handshake<'c, 'b, P> {
    pub(super) fn client<R: Random>(
        connection: &'c mut Connection<'b, P>,
        config: &'c Config<'c, P>,
        random: &mut R,
        workshop: &'c mut Workshop<P>,
    ) -> Result<Self, Error> {
        let message = HandshakeType::CLIENT_HELLO;
        let state = State::Hello { retried: false };
        let mut handshake = Handshake { connection, config, workshop, state, message };
        handshake.start(random).map_err(|kind| handshake.at(kind))?;
        Ok(handshake)
    }

    fn start<R: Random>(&mut self, random: &mut R) -> Result<(), ErrorKind> {
        if self.connection.negotiated.is_some() || self.connection.error.is_some() {
            return Err(ErrorKind::Misuse);
        }
        self.connection.inbound.check_fits(SMALLEST_RX)?;
        self.workshop.clear();
        hello::check_config(self.config)?;
        hello::prepare(self.config, self.workshop, random)?;
        self.workshop.record_size_limit = self.record_size_limit();
        let mut flight = Flight { out: &mut self.connection.outbound, observer: self.config.observer };
        hello::send(self.config, self.workshop, &[], &mut flight)
    }

    /// What the receive buffer can hold, tag subtracted, if that is less than TLS permits anyway.
    fn record_size_limit(&self) -> Option<u16> {
        let limit = self.connection.inbound.capacity().saturating_sub(crate::protect::MAX_TAG);
        if limit > crate::carrier::stream::MAX_CONTENT { None } else { Some(short(limit)) }
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
            (None, _) => Ok(Wants::Receive),
        }
    }

    /// Where bytes from the transport go: as many as the current record still needs.
    pub fn cipher_in(&mut self) -> &mut [u8] {
        if self.state == State::Open { &mut [] } else { self.connection.cipher_in() }
    }

    /// `n` bytes were written into [`Handshake::cipher_in`].
    pub fn cipher_in_done(&mut self, n: usize) {
        if let Err(kind) = self.receive(n) {
            let error = self.at(kind);
            if let Some(alert) = kind.alert() {
                self.config.observer.on(Event::Alert { sent: true, alert });
            }
            self.connection.fail(error);
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
    }

    /// The transport has ended before the handshake did.
    pub fn end_of_stream(&mut self) -> Error {
        let error = self.at(ErrorKind::Truncated);
        *self.connection.error.get_or_insert(error)
    }

    fn at(&self, kind: ErrorKind) -> Error {
        self.connection.describe(kind, self.state.phase(), self.message)
    }

    fn receive(&mut self, n: usize) -> Result<(), ErrorKind> {
        self.message = HandshakeType(0);
        match self.connection.inbound.arrived(n)? {
            Arrival::Nothing => Ok(()),
            Arrival::Piece if P::Certificates::PRESENT => {
                if let Err(kind) = self.process_piece() {
                    self.connection.inbound.defer(kind)?;
                }
                Ok(())
            }
            Arrival::Record(ContentType::HANDSHAKE) => {
                let needed = self.process()?;
                self.connection.inbound.check_fits(needed)?;
                self.connection.inbound.next();
                Ok(())
            }
            Arrival::Record(ContentType::ALERT) => {
                let outcome = self.connection.on_alert();
                if let Err(ErrorKind::AlertReceived(alert)) = outcome {
                    self.config.observer.on(Event::Alert { sent: false, alert });
                }
                outcome
            }
            Arrival::Piece | Arrival::Record(_) => Err(ErrorKind::UnexpectedMessage),
        }
    }

    /// The buffer is full in the middle of a record: processes what can be, and makes room for the rest.
    fn process_piece(&mut self) -> Result<(), ErrorKind> {
        let needed = self.process()?;
        self.connection.inbound.check_fits(needed)?;
        self.connection.inbound.make_room_or_fail()
    }

    /// Processes all messages and parts of messages that are there; yields the bytes the next one needs.
    fn process(&mut self) -> Result<usize, ErrorKind> {
        loop {
            let needed = match self.state {
                State::Open => return Ok(0),
                State::Entries if P::Certificates::PRESENT => self.entry()?,
                _ => self.message()?,
            };
            if let Some(needed) = needed {
                return Ok(needed);
            }
        }
    }

    /// Processes one message, or the head of a Certificate; yields the bytes needed if they are not there yet.
    fn message(&mut self) -> Result<Option<usize>, ErrorKind> {
        let content = self.connection.inbound.content();
        let Some([kind, length @ ..]) = content.first_chunk::<{ msg::HEADER }>() else {
            return Ok(Some(msg::HEADER));
        };
        let length = length.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
        self.message = HandshakeType(*kind);
        if !self.state.expects::<P>(self.message) {
            return Err(ErrorKind::UnexpectedMessage);
        }
        let mut whole = length.wrapping_add(msg::HEADER);
        if P::Certificates::PRESENT && self.message == HandshakeType::CERTIFICATE {
            whole = certificate::HEAD;
        }
        if content.len() < whole {
            return Ok(Some(whole));
        }
        if self.message == HandshakeType::FINISHED {
            if !self.connection.inbound.is_authentic() {
                return Ok(Some(0));
            }
            // The keys change behind it: nothing may follow in its record (section 5.1), and nothing is sent if it does.
            if content.len() > whole {
                return Err(ErrorKind::UnexpectedMessage);
            }
        }
        self.config.observer.on(Event::Received { message: self.message, length });
        let state = self.dispatch(whole)?;
        self.connection.inbound.consume(whole);
        self.enter(state)?;
        Ok(None)
    }

    /// Hands a whole message to the function of the current state.
    #[inline(never)]
    fn dispatch(&mut self, whole: usize) -> Result<State, ErrorKind> {
        let Connection { inbound, outbound, negotiated, traffic, .. } = &mut *self.connection;
        let mut step = Step {
            config: self.config,
            ws: &mut *self.workshop,
            message: inbound.content().get(..whole).unwrap_or(&[]),
            flight: Flight { out: outbound, observer: self.config.observer },
            negotiated,
            traffic,
        };
        match (self.state, self.message) {
            (State::Hello { retried }, _) => client13::on_hello(&mut step, retried),
            (State::EncryptedExtensions, _) => client13::on_encrypted_extensions(&mut step),
            (State::Finished, _) => client13::on_finished(&mut step),
            _ if !P::Certificates::PRESENT => Err(ErrorKind::UnexpectedMessage),
            (State::CertificateVerify, _) => client13::on_certificate_verify(&mut step),
            (_, HandshakeType::CERTIFICATE_REQUEST) => client13::on_certificate_request(&mut step),
            _ => client13::on_certificate_head(&mut step),
        }
    }

    /// Processes one entry of the certificate list.
    fn entry(&mut self) -> Result<Option<usize>, ErrorKind> {
        self.message = HandshakeType::CERTIFICATE;
        let content = self.connection.inbound.content();
        let (length, there) = match certificate::entry_length(content) {
            Ok(length) => (length, true),
            Err(needed) => (needed, false),
        };
        let left = self.workshop.list.checked_sub(length).ok_or(ErrorKind::Decode)?;
        if !there {
            return Ok(Some(length));
        }
        let entry = content.get(..length).unwrap_or(&[]);
        auth::on_entry(self.config, self.workshop, entry)?;
        self.connection.inbound.consume(length);
        self.workshop.list = left;
        if left == 0 {
            auth::on_chain_end(self.workshop)?;
            self.state = State::CertificateVerify;
        }
        Ok(None)
    }

    /// Enters a state. Two of them read and write with new keys, installed on proof that no byte of the old waits.
    fn enter(&mut self, state: State) -> Result<(), ErrorKind> {
        self.state = state;
        if !matches!(state, State::EncryptedExtensions | State::Open) {
            return Ok(());
        }
        let aligned = self.connection.inbound.aligned()?;
        self.connection.renew_reading(aligned)?;
        self.connection.renew_writing()?;
        if state == State::Open {
            self.connection.settle();
        }
        Ok(())
    }
}

impl<P: Profile> Drop for Handshake<'_, '_, P> {
    fn drop(&mut self) {
        self.workshop.clear();
    }
}
