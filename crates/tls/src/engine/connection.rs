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

use motetls_base::Writer;

use super::Wants;
use crate::buffer::Buffer;
use crate::carrier::stream::inbound::{Aligned, short};
use crate::carrier::stream::{Arrival, Inbound, Outbound, RecordPadding};
use crate::counter::Counter;
use crate::error::{Error, ErrorKind, Phase};
use crate::handshake::{ExporterSecret, LaterSlot, Negotiated, ServerSlot, Serving};
use crate::hashes::HashSecret;
use crate::msg::{self, certificate_request, key_update};
use crate::num::{AlertDescription, ContentType, HandshakeType};
use crate::profile::{OptionSlot, Profile};
use crate::protect::Keys;
use crate::schedule::{Traffic, next_traffic_secret};
use crate::session::{ResumptionRoom, Tickets};

/// KeyUpdates one connection may send (RFC 9846, section 4.7.3).
pub(crate) const MAX_UPDATES: u64 = (1 << 48) - 1;

/// One end of a connection.
///
/// Holds the two buffers it was given, borrowed or owned as their type `B` says, the traffic keys,
/// and little else; see `docs/footprint.md` for its size.
pub struct Connection<P: Profile, B> {
    pub(crate) inbound: Inbound<P, B>,
    pub(crate) outbound: Outbound<P, B>,
    pub(crate) negotiated: Option<Negotiated>,
    /// The traffic secrets in use, of the handshake and then of the application.
    pub(crate) traffic: Traffic<P::Hashes>,
    /// What keys for other purposes come from.
    pub(crate) exporter: ExporterSecret<P>,
    /// What sessions are made of.
    pub(crate) tickets: ResumptionRoom<P, Tickets<P, B>>,
    /// What answers a request for a certificate.
    pub(crate) later: LaterSlot<P>,
    /// What a server knows of its client; a client knows nothing of the kind.
    pub(crate) serving: ServerSlot<P, Serving>,
    /// The handshake is complete.
    open: bool,
    pub(crate) error: Option<Error>,
    /// Bytes of a NewSessionTicket still to come, which are passed over.
    skip: usize,
    /// We owe the peer a KeyUpdate.
    update_due: bool,
    /// The peer owes us one: it was asked and has not sent any since.
    update_requested: bool,
    /// KeyUpdates sent so far.
    pub(crate) updates: Counter,
    /// The peer sent close_notify.
    pub(crate) read_closed: bool,
    /// We will send nothing more but close_notify.
    write_closed: bool,
    /// We owe the peer that close_notify.
    close_due: bool,
}

impl<'b, P: Profile> Connection<P, &'b mut [u8]> {
    /// A connection that is not open yet, in buffers it borrows.
    ///
    /// `rx` must hold one certificate and one record of application data; what it can hold is
    /// announced to the server (record_size_limit, RFC 8449); 80 bytes are the least. `tx` must
    /// hold a ClientHello; 512 bytes do.
    #[must_use]
    pub fn new(rx: &'b mut [u8], tx: &'b mut [u8]) -> Self {
        Self::with_buffers(rx, tx)
    }
}

impl<P: Profile, B: Buffer> Connection<P, B> {
    /// A connection that is not open yet, in buffers of any kind: with `Box<[u8]>` or `Vec<u8>`
    /// it owns them and is `'static`. What they must hold is said at [`Connection::new`].
    #[must_use]
    pub fn with_buffers(rx: B, tx: B) -> Self {
        Connection {
            inbound: Inbound::new(rx),
            outbound: Outbound::new(tx),
            negotiated: None,
            traffic: Traffic::new(),
            exporter: OptionSlot::EMPTY,
            tickets: OptionSlot::EMPTY,
            later: OptionSlot::EMPTY,
            serving: OptionSlot::EMPTY,
            open: false,
            error: None,
            skip: 0,
            update_due: false,
            update_requested: false,
            updates: Counter::new(0),
            read_closed: false,
            write_closed: false,
            close_due: false,
        }
    }

    /// What the handshake agreed upon; `None` before it is complete.
    #[must_use]
    pub fn negotiated(&self) -> Option<Negotiated> {
        if self.open { self.negotiated } else { None }
    }

    /// The error that ended the connection, also while its alert, or data, wait to be sent or
    /// taken: [`Connection::wants`] yields it after these.
    #[must_use]
    pub const fn error(&self) -> Option<Error> {
        self.error
    }

    /// What the connection waits for: data to be taken, bytes to be sent, bytes to be received, in
    /// this order.
    ///
    /// # Errors
    /// The error that ended the connection, once its alert was sent.
    pub fn wants(&self) -> Result<Wants, Error> {
        if !self.plain_out().is_empty() {
            return Ok(Wants::Take);
        }
        if let Some(wants) = self.wants_unverified() {
            return Ok(wants);
        }
        if !self.cipher_out().is_empty() {
            return Ok(Wants::Send);
        }
        match self.error {
            Some(error) => Err(error),
            None if self.read_closed => Ok(Wants::Closed),
            None if !self.open => Err(self.at(ErrorKind::Misuse)),
            None if self.request().is_some() => Ok(Wants::Authenticate),
            None => Ok(Wants::Receive),
        }
    }

    /// Where bytes from the transport go: as many as the current record still needs, none while
    /// data waits to be taken.
    pub fn cipher_in(&mut self) -> &mut [u8] {
        if self.error.is_some() || self.read_closed {
            return &mut [];
        }
        self.inbound.room()
    }

    /// `n` bytes were written into [`Connection::cipher_in`].
    pub fn cipher_in_done(&mut self, n: usize) {
        if let Err(kind) = self.receive(n) {
            let error = self.at(kind);
            self.refuse_record(error);
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
            let _ = self.fail(self.at(kind));
        }
    }

    /// Where the application writes the data of the next record; empty while the connection cannot
    /// take any.
    pub fn plain_in(&mut self) -> &mut [u8] {
        if !self.open || self.error.is_some() || self.write_closed || self.update_due {
            return &mut [];
        }
        self.outbound.room()
    }

    /// The first `n` bytes of [`Connection::plain_in`] are a record: it is sealed in place and
    /// waits to be sent.
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

    /// Pads the records of application data from the next one on, for profiles that name
    /// `record_padding`. Without a call of this there is no padding.
    pub fn set_record_padding(&mut self, policy: RecordPadding) {
        const { assert!(P::RECORD_PADDING, "to pad, add `record_padding` to the profile's `options`") };
        self.outbound.set_padding(policy);
    }

    /// Closes our direction: close_notify waits to be sent. The peer may still send until it closes
    /// too.
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
        if P::UNVERIFIED_PIECES {
            self.inbound.refuse_pieces();
        }
        Err(*self.error.get_or_insert(error))
    }

    /// Replaces our sending key, and asks the peer to replace its own if `request` is set (RFC
    /// 9846, section 4.7.3). A peer that was asked already and has not answered is not asked again.
    ///
    /// # Errors
    /// [`ErrorKind::SendBufferTooSmall`] when bytes that wait to be sent take the room: send them
    /// first; [`ErrorKind::KeysExhausted`] after 2^48-1 updates.
    pub fn update_keys(&mut self, request: bool) -> Result<(), Error> {
        self.send_key_update(request).map_err(|kind| self.at(kind))
    }

    /// An error of an open connection.
    pub(crate) fn at(&self, kind: ErrorKind) -> Error {
        self.describe(kind, Phase::Open, HandshakeType(0))
    }

    /// An error with its circumstances.
    pub(crate) fn describe(&self, kind: ErrorKind, phase: Phase, message: HandshakeType) -> Error {
        let (needed, buffer) = match kind {
            ErrorKind::RecordTooLarge | ErrorKind::MessageTooLarge => {
                (self.inbound.needed(), self.inbound.capacity())
            }
            ErrorKind::SendBufferTooSmall => (0, self.outbound.capacity()),
            _ => (0, 0),
        };
        Error { kind, phase, message, needed: short(needed), buffer: short(buffer) }
    }

    /// Ends the connection: the alert waits to be sent, then [`Connection::wants`] yields the
    /// error.
    ///
    /// Yields the alert if there is one and it fits. An alert that does not fit is not sent: the
    /// peer sees the stream end.
    pub(crate) fn fail(&mut self, error: Error) -> Option<AlertDescription> {
        if self.error.is_some() {
            return None;
        }
        self.error = Some(error);
        error.kind.alert().filter(|alert| self.send_alert(*alert))
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
        if self.close_due && self.error.is_none() && self.send_alert(AlertDescription::close_notify)
        {
            self.close_due = false;
        }
    }

    /// Processes an alert of the peer (section 6): all but two end the connection, whatever level
    /// they claim. After user_canceled the peer is heard on until its close_notify (section 6.1).
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
        let arrival = self.inbound.arrived(n)?;
        if P::UNVERIFIED_PIECES && arrival == Arrival::Piece {
            // A ticket that is passed over goes on in this record, which is too long for it.
            if self.skip != 0 {
                return Err(ErrorKind::RecordTooLarge);
            }
            self.inbound.go_on();
        }
        let Arrival::Record(content) = arrival else { return Ok(()) };
        if self.skip != 0 && content != ContentType::HANDSHAKE {
            self.inbound.consume(usize::MAX);
            return Err(ErrorKind::UnexpectedMessage);
        }
        match content {
            ContentType::APPLICATION_DATA => {
                if self.inbound.content().is_empty() && !self.inbound.in_pieces() {
                    self.inbound.next();
                }
                Ok(())
            }
            ContentType::ALERT => self.on_alert(),
            ContentType::HANDSHAKE => self.read_messages(),
            _ => Err(ErrorKind::UnexpectedMessage),
        }
    }

    /// Processes the messages of a record after the handshake, up to a request for a certificate,
    /// which waits at the front of what is left.
    pub(crate) fn read_messages(&mut self) -> Result<(), ErrorKind> {
        while self.post_handshake()? {}
        if self.request().is_none() {
            self.inbound.next();
        }
        Ok(())
    }

    /// The CertificateRequest that waits for an answer, with its header.
    pub(crate) fn request(&self) -> Option<&[u8]> {
        if !P::POST_HANDSHAKE_AUTH || self.skip != 0 || !self.inbound.holds_handshake() {
            return None;
        }
        match msg::first_message(self.inbound.content()) {
            Some((HandshakeType::CERTIFICATE_REQUEST, request)) => Some(request),
            _ => None,
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
        let Some([message, length @ ..]) = content.first_chunk::<{ msg::MESSAGE_HEADER }>() else {
            return Ok(false);
        };
        let length = length.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
        let length_with_header = length.wrapping_add(msg::MESSAGE_HEADER);
        match HandshakeType(*message) {
            // both are a server's to send
            HandshakeType::NEW_SESSION_TICKET | HandshakeType::CERTIFICATE_REQUEST
                if self.serving.value().is_some() =>
            {
                Err(ErrorKind::UnexpectedMessage)
            }
            HandshakeType::NEW_SESSION_TICKET if self.reads_ticket(length_with_header) => {
                if content.len() < length_with_header {
                    return Ok(false);
                }
                self.on_ticket(msg::MESSAGE_HEADER..length_with_header)?;
                self.inbound.consume(length_with_header);
                Ok(true)
            }
            // Tickets that are of no use are ignored (section 4.7.1), their contents included: they
            // may be longer than the buffer.
            HandshakeType::NEW_SESSION_TICKET => {
                self.skip = length_with_header;
                Ok(true)
            }
            HandshakeType::KEY_UPDATE if length == 1 => {
                let Some(body) = content.get(msg::MESSAGE_HEADER..length_with_header) else {
                    return Ok(false);
                };
                let requested = key_update::decode(body)?;
                self.inbound.consume(length_with_header);
                self.on_key_update(requested)?;
                Ok(false)
            }
            HandshakeType::KEY_UPDATE => Err(ErrorKind::Decode),
            // The answer is for `authenticate`; a malformed one is refused here.
            HandshakeType::CERTIFICATE_REQUEST if P::POST_HANDSHAKE_AUTH => {
                if let Some(body) = content.get(msg::MESSAGE_HEADER..length_with_header) {
                    certificate_request::decode_later(body)?;
                }
                Ok(false)
            }
            _ => Err(ErrorKind::UnexpectedMessage),
        }
    }

    fn on_key_update(&mut self, requested: bool) -> Result<(), ErrorKind> {
        let aligned = self.inbound.aligned()?;
        next_traffic_secret(self.traffic.hash, &mut self.traffic.peer);
        self.renew_reading(aligned)?;
        self.update_requested = false;
        // At the limit the request is ignored, as section 4.7.3 advises.
        self.update_due |= requested && !self.write_closed && self.updates.get() < MAX_UPDATES;
        self.pay_update()
    }

    /// Sends the KeyUpdate we owe as soon as there is room for it.
    fn pay_update(&mut self) -> Result<(), ErrorKind> {
        if self.update_due
            && self.error.is_none()
            && self.outbound.room().len() > msg::MESSAGE_HEADER
        {
            self.update_due = false;
            self.send_key_update(false)?;
        }
        Ok(())
    }

    fn renew_worn_keys(&mut self) -> Result<(), ErrorKind> {
        self.update_due |= self.outbound.is_worn() && self.updates.get() < MAX_UPDATES;
        self.pay_update()
    }

    fn send_key_update(&mut self, request: bool) -> Result<(), ErrorKind> {
        if !self.open || self.write_closed || self.error.is_some() {
            return Err(ErrorKind::Misuse);
        }
        if self.updates.get() >= MAX_UPDATES {
            return Err(ErrorKind::KeysExhausted);
        }
        let request = request && !self.update_requested;
        let mut w = Writer::new(self.outbound.room());
        key_update::encode(&mut w, request);
        let n = w.done().map_err(|_| ErrorKind::SendBufferTooSmall)?;
        self.outbound.frame(ContentType::HANDSHAKE, n)?;
        self.update_requested |= request;
        self.updates.increment();
        next_traffic_secret(self.traffic.hash, &mut self.traffic.local);
        self.renew_writing()
    }

    /// Reads with the current traffic secret from the next record on.
    pub(crate) fn renew_reading(&mut self, aligned: Aligned) -> Result<(), ErrorKind> {
        self.inbound.install(aligned, self.keys(&self.traffic.peer))
    }

    /// Writes with the current traffic secret from the next record on.
    pub(crate) fn renew_writing(&mut self) -> Result<(), ErrorKind> {
        self.outbound.install(self.keys(&self.traffic.local))
    }

    fn keys(&self, secret: &HashSecret<P::Hashes>) -> Option<Keys<P>> {
        let suite = self.negotiated.as_ref()?.suite;
        Keys::new(suite.aead, self.traffic.hash, secret)
    }

    /// The handshake is complete: data may flow, in records the peer takes.
    pub(crate) fn establish(&mut self) {
        self.open = true;
        self.inbound.establish();
        if let Some(limit) = self.negotiated.as_ref().and_then(Negotiated::record_size_limit) {
            self.outbound.set_limit(usize::from(limit));
        }
    }
}
