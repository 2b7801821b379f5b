//! Tickets of the server, kept as sessions in memory of the caller.

use motetls_base::UnixTime;
use motetls_base::secret::wipe;

use super::Connection;
use crate::buffer::Buffer;
use crate::config::Config;
use crate::error::ErrorKind;
use crate::handshake::HandshakeScratch;
use crate::hashes::HashSecret;
use crate::msg::new_session_ticket::NewSessionTicket;
use crate::profile::{OptionSlot, Profile};
use crate::protect::MAX_TAG;
use crate::schedule::resumption_psk;
use crate::session::{Contents, Tickets, binding};

impl<P: Profile, B: Buffer> Connection<P, B> {
    /// Lends `room` for sessions: from now on the newest ticket of the server is kept there, see
    /// [`Connection::session`]. For profiles that name `resumption`, and connections with a clock
    /// ([`Config::now`]).
    ///
    /// A session takes 42 bytes besides its key, of 32 or 48 bytes, and the ticket, of which the
    /// server says how long it is: 300 bytes in all do for OpenSSL and GnuTLS. A ticket that does
    /// not fit the room, or the receive buffer, is passed over.
    ///
    /// Servers send tickets behind the handshake, before or among their data: they arrive while
    /// the connection is read from.
    pub fn keep_session(&mut self, room: B) {
        const { assert!(P::RESUMPTION, "to keep sessions, add `resumption` to the profile's `options`") };
        if self.tickets.value().is_none() {
            self.tickets.put(Tickets {
                secret: HashSecret::zero(),
                binding: binding::<P>(None, &[]),
                now: None,
                room: None,
                length: 0,
            });
        }
        if let Some(tickets) = self.tickets.value_mut() {
            tickets.room = Some(room);
            tickets.length = 0;
        }
    }

    /// The newest session, for [`Session::new`](crate::Session::new) in a later connection; `None`
    /// as long as there was no ticket.
    ///
    /// It is a secret. It stands at the front of the memory lent by [`Connection::keep_session`],
    /// and stays there when the connection is dropped; the rest of that memory is zero.
    #[must_use]
    pub fn session(&self) -> Option<&[u8]> {
        let tickets = self.tickets.value()?;
        tickets.room.as_ref()?.as_ref().get(..tickets.length).filter(|bytes| !bytes.is_empty())
    }

    /// Tells the time: tickets are dated with it from now on, with [`Config::now`] before that. For
    /// connections whose server sends tickets late.
    pub fn set_time(&mut self, now: UnixTime) {
        if let Some(tickets) = self.tickets.value_mut() {
            tickets.now = Some(now);
        }
    }

    /// The handshake is complete: keeps what the sessions to come are made of.
    #[inline(never)]
    pub(super) fn expect_tickets(
        &mut self,
        config: &Config<'_, P>,
        scratch: &HandshakeScratch<P>,
    ) -> Result<(), ErrorKind> {
        let alpn = self.negotiated.as_ref().and_then(|negotiated| negotiated.alpn);
        let protocol = alpn.and_then(|place| config.alpn.get(usize::from(place)));
        let secret = scratch.secret.resumption(&scratch.transcript).ok_or(ErrorKind::Misuse)?;
        let binding = binding::<P>(config.server_name.as_ref(), protocol.unwrap_or(&&[][..]));
        let room = self.tickets.value_mut().and_then(|earlier| earlier.room.take());
        self.tickets.put(Tickets { secret, binding, now: config.now, room, length: 0 });
        Ok(())
    }

    /// Whether a NewSessionTicket of this length, header included, is to be read, not passed over:
    /// its session is wanted, and the receive buffer holds the message with the end of a record.
    pub(super) fn reads_ticket(&self, length: usize) -> bool {
        P::RESUMPTION
            && self.tickets.value().is_some_and(|kept| kept.room.is_some() && kept.now.is_some())
            && length.saturating_add(MAX_TAG).saturating_add(1) <= self.inbound.capacity()
    }

    /// Keeps the ticket in the content at hand, whose body ends at `end`.
    #[inline(never)]
    pub(super) fn on_ticket(&mut self, body: core::ops::Range<usize>) -> Result<(), ErrorKind> {
        let Connection { inbound, tickets, negotiated, traffic, .. } = self;
        let ticket = NewSessionTicket::decode(inbound.content().get(body).unwrap_or(&[]))?;
        let (Some(tickets), Some(negotiated)) = (tickets.value_mut(), negotiated) else {
            return Ok(());
        };
        let (Some(room), Some(issued)) = (&mut tickets.room, tickets.now) else { return Ok(()) };
        // a lifetime of zero says that the ticket is not to be kept (section 4.7.1)
        if ticket.lifetime == 0 {
            return Ok(());
        }
        let psk = resumption_psk(traffic.hash, &tickets.secret, ticket.nonce);
        let contents = Contents {
            suite: negotiated.suite.id,
            lifetime: ticket.lifetime,
            age_add: ticket.age_add,
            max_early_data: ticket.max_early_data,
            issued,
            secret: psk.expose(traffic.hash),
            ticket: ticket.ticket,
        };
        if let Some(length) = contents.encode::<P>(room.as_mut(), &tickets.binding) {
            tickets.length = length;
            wipe(room.as_mut().get_mut(length..).unwrap_or(&mut []));
        }
        Ok(())
    }
}
