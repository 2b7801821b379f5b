//! A connection with its buffers: the four doors, key updates, closing.
//!
//! | door | direction | acknowledged by |
//! |---|---|---|
//! | [`Connection::cipher_in`] | from the transport | [`Connection::cipher_in_done`] |
//! | [`Connection::cipher_out`] | to the transport | [`Connection::cipher_out_done`] |
//! | [`Connection::plain_in`] | from the application | [`Connection::plain_in_done`] |
//! | [`Connection::plain_out`] | to the application | [`Connection::plain_out_done`] |
//!
//! Application data is released only after the tag of its record was checked.

use motetls_base::{Random, Writer};

use super::{Handshake, Wants};
use crate::carrier::stream::inbound::{Aligned, short};
use crate::carrier::stream::{Arrival, Inbound, Outbound};
use crate::config::Config;
use crate::error::{Error, ErrorKind, Phase};
use crate::handshake::{Negotiated, Workshop};
use crate::msg::{self, key_update};
use crate::num::{AlertDescription, ContentType, HandshakeType};
use crate::profile::Profile;
use crate::protect::Keys;
use crate::schedule::{HashSecret, Traffic, next_traffic_secret};

/// One end of a connection.
///
/// Holds the two buffers it was given, the traffic keys, and little else; see `docs/footprint.md` for its size.
pub struct Connection<'b, P: Profile> {
    pub(crate) inbound: Inbound<'b, P>,
    pub(crate) outbound: Outbound<'b, P>,
    pub(crate) negotiated: Option<Negotiated>,
    /// The traffic secrets in use, of the handshake and then of the application.
    pub(crate) traffic: Traffic,
    /// The handshake is complete.
    open: bool,
    pub(crate) error: Option<Error>,
    /// Bytes of a message nobody wants (NewSessionTicket) still to come.
    skip: usize,
    /// We owe the peer a KeyUpdate.
    update_due: bool,
    /// The peer sent close_notify.
    pub(crate) read_closed: bool,
    /// We will send nothing more but close_notify.
    write_closed: bool,
    /// We owe the peer that close_notify.
    close_due: bool,
}

impl<'b, P: Profile> Connection<'b, P> {
    /// A connection that is not open yet.
    ///
    /// `rx` must hold one certificate and one record of application data; what it can hold is announced to the server
    /// (record_size_limit, RFC 8449); 80 bytes are the least. `tx` must hold a ClientHello; 512 bytes do.
    #[must_use]
    pub fn new(rx: &'b mut [u8], tx: &'b mut [u8]) -> Self {
        Connection {
            inbound: Inbound::new(rx),
            outbound: Outbound::new(tx),
            negotiated: None,
            traffic: Traffic::new(),
            open: false,
            error: None,
            skip: 0,
            update_due: false,
            read_closed: false,
            write_closed: false,
            close_due: false,
        }
    }

    /// Starts a handshake as a client; the ClientHello waits to be sent.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`], [`ErrorKind::Random`], [`ErrorKind::SendBufferTooSmall`], or
    /// [`ErrorKind::Misuse`] on a connection that was used before.
    pub fn client<'c, R: Random>(
        &'c mut self,
        config: &'c Config<'c, P>,
        random: &mut R,
        workshop: &'c mut Workshop<P>,
    ) -> Result<Handshake<'c, 'b, P>, Error> {
        Handshake::client(self, config, random, workshop)
    }

    /// What the handshake agreed upon; `None` before it is complete.
    #[must_use]
    pub fn negotiated(&self) -> Option<Negotiated> {
        if self.open { self.negotiated } else { None }
    }

    /// What the connection waits for: data to be taken, bytes to be sent, bytes to be received, in this order.
    ///
    /// # Errors
    /// The error that ended the connection, once its alert was sent.
    pub fn wants(&self) -> Result<Wants, Error> {
        if !self.plain_out().is_empty() {
            return Ok(Wants::Take);
        }
        if !self.cipher_out().is_empty() {
            return Ok(Wants::Send);
        }
        match self.error {
            Some(error) => Err(error),
            None if self.read_closed => Ok(Wants::Closed),
            None if !self.open => Err(self.at(ErrorKind::Misuse)),
            None => Ok(Wants::Receive),
        }
    }

    /// Where bytes from the transport go: as many as the current record still needs, none while data waits to be taken.
    pub fn cipher_in(&mut self) -> &mut [u8] {
        if self.error.is_some() || self.read_closed {
            return &mut [];
        }
        self.inbound.room()
    }

    /// `n` bytes were written into [`Connection::cipher_in`].
    pub fn cipher_in_done(&mut self, n: usize) {
        if let Err(kind) = self.receive(n) {
            self.fail(self.at(kind));
        }
    }

    /// Bytes for the transport.
    #[must_use]
    pub fn cipher_out(&self) -> &[u8] {
        self.outbound.pending()
    }

    /// The first `n` bytes of [`Connection::cipher_out`] were sent.
    pub fn cipher_out_done(&mut self, n: usize) {
        self.outbound.pending_done(n);
        self.pay_close();
        if let Err(kind) = self.pay_update() {
            self.fail(self.at(kind));
        }
    }

    /// Where the application writes the data of the next record; empty while the connection cannot take any.
    pub fn plain_in(&mut self) -> &mut [u8] {
        if !self.open || self.error.is_some() || self.write_closed || self.update_due {
            return &mut [];
        }
        self.outbound.room()
    }

    /// The first `n` bytes of [`Connection::plain_in`] are a record: it is sealed in place and waits to be sent.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] when the connection is not open or `n` is more than was lent.
    pub fn plain_in_done(&mut self, n: usize) -> Result<(), Error> {
        if n > self.plain_in().len() {
            return Err(self.at(ErrorKind::Misuse));
        }
        if n == 0 {
            return Ok(());
        }
        let framed = self.outbound.frame(ContentType::APPLICATION_DATA, n);
        framed.and_then(|()| self.renew_worn_keys()).map_err(|kind| self.at(kind))
    }

    /// Application data of the peer; none before the handshake is complete.
    #[must_use]
    pub fn plain_out(&self) -> &[u8] {
        if self.open { self.inbound.data() } else { &[] }
    }

    /// The first `n` bytes of [`Connection::plain_out`] were taken.
    pub fn plain_out_done(&mut self, n: usize) {
        if self.plain_out().is_empty() {
            return;
        }
        self.inbound.consume(n);
        if self.inbound.content().is_empty() {
            self.inbound.next();
        }
    }

    /// Closes our direction: close_notify waits to be sent. The peer may still send until it closes too.
    pub fn close(&mut self) {
        if !self.write_closed && self.error.is_none() {
            self.close_due = true;
            self.pay_close();
        }
        self.write_closed = true;
        self.update_due = false;
    }

    /// The transport has ended.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] when the peer had not closed its direction: data may be missing.
    pub fn end_of_stream(&mut self) -> Result<(), Error> {
        if self.read_closed {
            return Ok(());
        }
        let error = self.at(ErrorKind::Truncated);
        Err(*self.error.get_or_insert(error))
    }

    /// Replaces our sending key, and asks the peer to replace its own if `request` is set (RFC 8446, section 4.6.3).
    ///
    /// # Errors
    /// [`ErrorKind::SendBufferTooSmall`] when bytes that wait to be sent leave no room: send them first.
    pub fn update_keys(&mut self, request: bool) -> Result<(), Error> {
        self.send_key_update(request).map_err(|kind| self.at(kind))
    }

    /// An error of an open connection.
    fn at(&self, kind: ErrorKind) -> Error {
        self.describe(kind, Phase::Open, HandshakeType(0))
    }

    /// An error with its circumstances.
    pub(crate) fn describe(&self, kind: ErrorKind, phase: Phase, message: HandshakeType) -> Error {
        let (needed, buffer) = match kind {
            ErrorKind::RecordTooLarge | ErrorKind::MessageTooLarge => (self.inbound.needed(), self.inbound.capacity()),
            ErrorKind::SendBufferTooSmall => (0, self.outbound.capacity()),
            _ => (0, 0),
        };
        Error { kind, phase, message, needed: short(needed), buffer: short(buffer) }
    }

    /// Ends the connection: the alert waits to be sent, then [`Connection::wants`] yields the error.
    ///
    /// An alert that does not fit is not sent: the peer sees the stream end.
    pub(crate) fn fail(&mut self, error: Error) {
        if self.error.is_none() {
            if let Some(alert) = error.kind.alert() {
                self.send_alert(alert);
            }
            self.error = Some(error);
        }
    }

    /// Appends an alert to what waits to be sent, if it fits.
    pub(crate) fn send_alert(&mut self, alert: AlertDescription) -> bool {
        let level = if alert == AlertDescription::close_notify { 1 } else { 2 };
        let Some(room) = self.outbound.room().first_chunk_mut::<2>() else { return false };
        *room = [level, alert.0];
        self.outbound.frame(ContentType::ALERT, 2).is_ok()
    }

    /// Sends the close_notify we owe as soon as there is room for it.
    fn pay_close(&mut self) {
        if self.close_due && self.error.is_none() && self.send_alert(AlertDescription::close_notify) {
            self.close_due = false;
        }
    }

    /// Processes an alert of the peer (section 6): all but two end the connection, whatever level they claim.
    pub(crate) fn on_alert(&mut self) -> Result<(), ErrorKind> {
        let [_, alert] = *self.inbound.content() else { return Err(ErrorKind::Decode) };
        self.inbound.consume(2);
        self.inbound.next();
        match AlertDescription(alert) {
            AlertDescription::close_notify if self.open => self.read_closed = true,
            AlertDescription::user_canceled => {}
            alert => return Err(ErrorKind::AlertReceived(alert)),
        }
        Ok(())
    }

    fn receive(&mut self, n: usize) -> Result<(), ErrorKind> {
        let Arrival::Record(content) = self.inbound.arrived(n)? else { return Ok(()) };
        if self.skip != 0 && content != ContentType::HANDSHAKE {
            self.inbound.consume(usize::MAX);
            return Err(ErrorKind::UnexpectedMessage);
        }
        match content {
            ContentType::APPLICATION_DATA => {
                if self.inbound.content().is_empty() {
                    self.inbound.next();
                }
                Ok(())
            }
            ContentType::ALERT => self.on_alert(),
            ContentType::HANDSHAKE => {
                while self.post_handshake()? {}
                self.inbound.next();
                Ok(())
            }
            _ => Err(ErrorKind::UnexpectedMessage),
        }
    }

    /// Processes one message after the handshake; `false` when more bytes are needed for it.
    fn post_handshake(&mut self) -> Result<bool, ErrorKind> {
        let content = self.inbound.content();
        if self.skip != 0 {
            let n = self.skip.min(content.len());
            self.skip = self.skip.saturating_sub(n);
            self.inbound.consume(n);
            return Ok(n != 0);
        }
        let Some([message, length @ ..]) = content.first_chunk::<{ msg::HEADER }>() else { return Ok(false) };
        let length = length.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
        let whole = length.wrapping_add(msg::HEADER);
        match HandshakeType(*message) {
            // Tickets are tolerated, not kept: resumption is not offered.
            HandshakeType::NEW_SESSION_TICKET => {
                self.skip = whole;
                Ok(true)
            }
            HandshakeType::KEY_UPDATE if length == 1 => {
                let Some(body) = content.get(msg::HEADER..whole) else { return Ok(false) };
                let requested = key_update::decode(body)?;
                self.inbound.consume(whole);
                self.on_key_update(requested)?;
                Ok(false)
            }
            HandshakeType::KEY_UPDATE => Err(ErrorKind::Decode),
            _ => Err(ErrorKind::UnexpectedMessage),
        }
    }

    fn on_key_update(&mut self, requested: bool) -> Result<(), ErrorKind> {
        let aligned = self.inbound.aligned()?;
        next_traffic_secret::<P::Hash>(&mut self.traffic.server);
        self.renew_reading(aligned)?;
        self.update_due |= requested && !self.write_closed;
        self.pay_update()
    }

    /// Sends the KeyUpdate we owe as soon as there is room for it.
    fn pay_update(&mut self) -> Result<(), ErrorKind> {
        if self.update_due && self.error.is_none() && self.outbound.room().len() > msg::HEADER {
            self.update_due = false;
            self.send_key_update(false)?;
        }
        Ok(())
    }

    fn renew_worn_keys(&mut self) -> Result<(), ErrorKind> {
        self.update_due |= self.outbound.is_worn();
        self.pay_update()
    }

    fn send_key_update(&mut self, request: bool) -> Result<(), ErrorKind> {
        if !self.open || self.write_closed || self.error.is_some() {
            return Err(ErrorKind::Misuse);
        }
        let mut w = Writer::new(self.outbound.room());
        key_update::encode(&mut w, request);
        let n = w.done().map_err(|_| ErrorKind::SendBufferTooSmall)?;
        self.outbound.frame(ContentType::HANDSHAKE, n)?;
        next_traffic_secret::<P::Hash>(&mut self.traffic.client);
        self.renew_writing()
    }

    /// Reads with the current traffic secret from the next record on.
    pub(crate) fn renew_reading(&mut self, aligned: Aligned) -> Result<(), ErrorKind> {
        self.inbound.install(aligned, self.keys(&self.traffic.server)?);
        Ok(())
    }

    /// Writes with the current traffic secret from the next record on.
    pub(crate) fn renew_writing(&mut self) -> Result<(), ErrorKind> {
        self.outbound.install(self.keys(&self.traffic.client)?);
        Ok(())
    }

    fn keys(&self, secret: &HashSecret) -> Result<Keys<P>, ErrorKind> {
        self.negotiated.and_then(|negotiated| Keys::new(negotiated.aead, secret)).ok_or(ErrorKind::Misuse)
    }

    /// The handshake is complete: data may flow, in records the peer takes.
    pub(crate) fn settle(&mut self) {
        self.open = true;
        self.inbound.settle();
        if let Some(limit) = self.negotiated.and_then(|negotiated| negotiated.record_size_limit) {
            self.outbound.set_limit(usize::from(limit));
        }
    }
}
