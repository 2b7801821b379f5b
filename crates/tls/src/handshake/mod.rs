//! Handshakes as small functions: the old state by value, the message borrowed, the answer through a [`Flight`].
//!
//! | module | purpose |
//! |---|---|
//! | [`hello`] | what a client offers and what it makes of the answer |
//! | [`auth`] | the server's certificates and its signature |
//! | [`client13`] | the TLS 1.3 client, state by state |

use motetls_base::Writer;
use motetls_crypto::{Group, Hash};

use crate::carrier::stream::Outbound;
use crate::config::Config;
use crate::error::ErrorKind;
use crate::msg::{self, extension::ExtensionSet};
use crate::num::{ContentType, HandshakeType};
use crate::observer::{Event, Observer};
use crate::profile::{CertificateCheck, Profile};
use crate::schedule::{Early, Master, Traffic};
use crate::suite::AeadId;
use crate::transcript::Transcript;

pub(crate) mod auth;
pub(crate) mod client13;
pub(crate) mod hello;

/// The (EC)DHE secret.
type Shared<P> = <<P as Profile>::Secp256r1 as Group>::Shared;

/// What a ServerHello settles, and the (EC)DHE secret if there is one.
type Settled<P> = (Negotiated, Option<Shared<P>>);

/// What a handshake works with and an open connection no longer needs.
///
/// Lent for the time of a handshake and wiped at its end. One workshop serves any number of connections, one after
/// the other.
pub struct Workshop<P: Profile> {
    pub(crate) transcript: Transcript<P::Hash>,
    pub(crate) random: [u8; 32],
    pub(crate) private: Option<<P::Secp256r1 as Group>::Private>,
    pub(crate) secret: Stage,
    pub(crate) certificates: Option<P::Certificates>,
    pub(crate) offered: ExtensionSet,
    /// What the receive buffer takes, if it is worth saying.
    pub(crate) record_size_limit: Option<u16>,
    /// Bytes of the certificate list still to come.
    pub(crate) list: usize,
    /// Certificates seen so far.
    pub(crate) depth: u8,
    /// The server asked for a certificate of ours.
    pub(crate) certificate_requested: bool,
    /// The suite a HelloRetryRequest chose.
    pub(crate) retry_suite: Option<AeadId>,
}

impl<P: Profile> Workshop<P> {
    /// An empty workshop.
    #[must_use]
    pub fn new() -> Self {
        Workshop {
            transcript: Transcript::new(),
            random: [0; 32],
            private: None,
            secret: Stage::Empty,
            certificates: None,
            offered: ExtensionSet::EMPTY,
            record_size_limit: None,
            list: 0,
            depth: 0,
            certificate_requested: false,
            retry_suite: None,
        }
    }

    /// Wipes everything: dropped secrets clear themselves, the transcript starts anew.
    #[inline(never)]
    pub(crate) fn clear(&mut self) {
        self.transcript.clear();
        self.private = None;
        self.secret = Stage::Empty;
        self.certificates = P::Certificates::start();
        self.depth = 0;
        self.certificate_requested = false;
        self.retry_suite = None;
    }
}

impl<P: Profile> Default for Workshop<P> {
    fn default() -> Self {
        Self::new()
    }
}

/// How far the key schedule went.
pub(crate) enum Stage {
    /// Not begun, or wiped.
    Empty,
    /// Before the ServerHello.
    Early(Early),
    /// From the ServerHello on.
    Master(Master),
}

/// What the handshake agreed upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Negotiated {
    /// The record protection.
    pub aead: AeadId,
    /// Whether the pre-shared key authenticates the server, instead of a certificate.
    pub psk: bool,
    /// Whether an (EC)DHE secret went into the keys: forward secrecy.
    pub ephemeral: bool,
    /// Which of the offered application protocols the server chose, counted from 0.
    pub alpn: Option<u8>,
    /// The longest record the server takes (RFC 8449), if it said so.
    pub record_size_limit: Option<u16>,
}

/// What the function of a state works with.
pub(crate) struct Step<'s, 'b, P: Profile> {
    pub(crate) config: &'s Config<'s, P>,
    pub(crate) ws: &'s mut Workshop<P>,
    /// The message with its header.
    pub(crate) message: &'s [u8],
    pub(crate) flight: Flight<'s, 'b, P>,
    pub(crate) negotiated: &'s mut Option<Negotiated>,
    pub(crate) traffic: &'s mut Traffic,
}

impl<'s, P: Profile> Step<'s, '_, P> {
    /// The message without its header.
    pub(crate) fn body(&self) -> &'s [u8] {
        self.message.get(msg::HEADER..).unwrap_or(&[])
    }
}

/// The only way to send a handshake message: encoded, taken into the transcript and framed in one act.
pub(crate) struct Flight<'f, 'b, P: Profile> {
    pub(crate) out: &'f mut Outbound<'b, P>,
    pub(crate) observer: &'f P::Observer,
}

impl<P: Profile> Flight<'_, '_, P> {
    /// Sends one message.
    pub(crate) fn send(
        &mut self,
        transcript: &mut Transcript<P::Hash>,
        encode: impl FnOnce(&mut Writer<'_>, &Transcript<P::Hash>),
    ) -> Result<(), ErrorKind> {
        let mut w = Writer::new(self.out.room());
        encode(&mut w, transcript);
        let length = w.done().map_err(|_| ErrorKind::SendBufferTooSmall)?;
        self.commit(transcript, length)
    }

    #[inline(never)]
    fn commit(&mut self, transcript: &mut Transcript<P::Hash>, length: usize) -> Result<(), ErrorKind> {
        let bytes = self.out.room().get(..length).unwrap_or(&[]);
        let message = HandshakeType(bytes.first().copied().unwrap_or(0));
        self.observer.on(Event::Sent { message, bytes });
        transcript.add(bytes);
        self.out.frame(ContentType::HANDSHAKE, length)
    }
}

/// SHA-256 of a server's CertificateVerify content: context string and transcript hash.
pub(crate) fn signed_content<H: Hash<Output = [u8; 32]>>(context: &[u8], transcript: &[u8; 32]) -> [u8; 32] {
    let mut hash = H::new();
    hash.update(context);
    hash.update(transcript);
    hash.finish()
}
