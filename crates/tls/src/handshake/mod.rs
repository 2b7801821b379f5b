//! Handshakes as small functions: the old state by value, the message borrowed, the answer through
//! a [`Flight`].
//!
//! | module | purpose |
//! |---|---|
//! | [`key_share`] | our private keys, one of each group, and the (EC)DHE secret |
//! | [`compute`] | public-key operations in bounded steps |
//! | [`psk`] | the pre-shared keys of a hello |
//! | `anchors` | the anchors that a certificate is held against |
//! | `offer` | the lists of a hello: what a profile names, and what is chosen of it |
//! | [`hello`] | what a client offers and what it makes of the answer |
//! | [`known_psk`] | the pre-shared key a server takes |
//! | [`retry`] | a server's HelloRetryRequest, and its cookie |
//! | [`select`] | what a server chooses of an offer |
//! | [`auth`] | the peer's certificates and its signature, and ours |
//! | [`state`] | how far a handshake went |
//! | [`client13`] | the TLS 1.3 client, state by state |
//! | [`server13`] | the TLS 1.3 server, state by state |

use motetls_base::{BufferFull, Writer};

use crate::buffer::Buffer;
use crate::carrier::stream::Outbound;
use crate::config::Config;
use crate::config::server::ServerConfig;
use crate::error::ErrorKind;
use crate::hashes::HashSecret;
use crate::msg::server_hello::type_for_observers;
use crate::msg::{certificate, extension::ExtensionSet};
use crate::num::{CipherSuite, ContentType, HandshakeType, NamedGroup, SignatureScheme};
use crate::observer::{Event, Observer};
use crate::profile::{CertificateCheck, HandshakeSigner, OptionSlot, Profile, ProfileOption};
use crate::schedule::{Early, MainSecret, Traffic};
use crate::session::{ResumptionRoom, ResumptionSlot};
use crate::suite::Suite;
use crate::transcript::Transcript;

pub(crate) mod auth;
pub(crate) mod client13;
pub(crate) mod compute;
pub(crate) mod hello;
pub(crate) mod key_share;
mod anchors;
pub(crate) mod known_psk;
mod offer;
pub(crate) mod psk;
pub(crate) mod retry;
pub(crate) mod select;
pub(crate) mod server13;
pub(crate) mod state;

use compute::{Computation, ComputationSlot};
use key_share::PrivateKeys;

/// Room for a legacy_session_id, in profiles that name `middlebox_compatibility`.
pub(crate) type LegacySessionSlot<P> =
    <<P as Profile>::MiddleboxCompatibility as ProfileOption>::Slot<[u8; 32]>;

/// Room for the exporter secret, in profiles that name `exporter`.
pub(crate) type ExporterSecret<P> =
    <<P as Profile>::Exporter as ProfileOption>::Slot<HashSecret<<P as Profile>::Hashes>>;

/// What a server knows of its client.
#[derive(Clone, Copy)]
pub(crate) struct Serving {
    /// It has shown a certificate.
    pub(crate) authenticated: bool,
}

/// Room for what servers alone have.
pub(crate) type ServerSlot<P, T> = <<P as Profile>::ServerRole as ProfileOption>::Slot<T>;

/// What answers a request for a certificate after the handshake.
pub(crate) struct Later<P: Profile> {
    /// Up to our Finished.
    pub(crate) transcript: Transcript<P::Hashes>,
    /// Whether the server takes the type of credentials that our signer has.
    pub(crate) shows: bool,
}

/// Room for it, in profiles that name `post_handshake_auth`.
pub(crate) type LaterSlot<P> = <<P as Profile>::PostHandshakeAuth as ProfileOption>::Slot<Later<P>>;

/// What a handshake works with and an open connection no longer needs.
///
/// Lent for the time of a handshake and wiped at its end. One of them serves any number of
/// connections, one after the other; each handshake draws its randomness anew.
pub struct HandshakeScratch<P: Profile> {
    pub(crate) transcript: Transcript<P::Hashes>,
    pub(crate) random: [u8; 32],
    /// The session of TLS 1.2 that is pretended for middleboxes.
    pub(crate) legacy_session: LegacySessionSlot<P>,
    pub(crate) private: PrivateKeys<P>,
    /// The public-key operation under way.
    pub(crate) computation: ComputationSlot<P>,
    pub(crate) secret: ScheduleStage<P>,
    /// What keys for other purposes come from, on its way to the connection.
    pub(crate) exporter: ExporterSecret<P>,
    /// The session that is offered.
    pub(crate) session: ResumptionSlot<P>,
    pub(crate) certificates: Option<P::Certificates>,
    pub(crate) offered: ExtensionSet,
    /// What the receive buffer takes, if it is worth saying.
    pub(crate) record_size_limit: Option<u16>,
    /// Bytes of the certificate list still to come; then, of our own Certificate, those sent.
    pub(crate) list: usize,
    /// Certificates seen so far.
    pub(crate) depth: u8,
    /// The server asked for a certificate of ours.
    pub(crate) certificate_requested: bool,
    /// The scheme to sign by, if the server and our signer know one both.
    pub(crate) signature_scheme: Option<SignatureScheme>,
    /// The place of the credential that has it.
    pub(crate) credential: u8,
    /// The suite of the HelloRetryRequest that came, or went out.
    pub(crate) retry: Option<CipherSuite>,
    /// The group it wanted a share of.
    pub(crate) retry_group: Option<NamedGroup>,
}

impl<P: Profile> HandshakeScratch<P> {
    /// Empty memory for a handshake.
    #[must_use]
    pub fn new() -> Self {
        HandshakeScratch {
            transcript: Transcript::new(),
            random: [0; 32],
            legacy_session: OptionSlot::EMPTY,
            private: PrivateKeys::NONE,
            computation: OptionSlot::EMPTY,
            secret: ScheduleStage::Empty,
            exporter: OptionSlot::EMPTY,
            session: OptionSlot::EMPTY,
            certificates: None,
            offered: ExtensionSet::EMPTY,
            record_size_limit: None,
            list: 0,
            depth: 0,
            certificate_requested: false,
            signature_scheme: None,
            credential: 0,
            retry: None,
            retry_group: None,
        }
    }

    /// Wipes everything: dropped secrets clear themselves, the transcript starts anew.
    #[inline(never)]
    pub(crate) fn clear(&mut self) {
        self.transcript.clear();
        self.private = PrivateKeys::NONE;
        if P::BOUNDED_STEPS {
            self.computation.put(Computation::new());
        }
        self.secret = ScheduleStage::Empty;
        self.exporter = OptionSlot::EMPTY;
        self.session = OptionSlot::EMPTY;
        self.certificates = P::Certificates::start();
        self.depth = 0;
        self.certificate_requested = false;
        if P::Signer::PRESENT {
            self.signature_scheme = None;
        }
        self.retry = None;
        if PrivateKeys::<P>::RETRIED || P::SERVER {
            self.retry_group = None;
        }
    }
}

impl<P: Profile> Default for HandshakeScratch<P> {
    fn default() -> Self {
        Self::new()
    }
}

/// How far the key schedule went.
pub(crate) enum ScheduleStage<P: Profile> {
    /// Not begun, or wiped.
    Empty,
    /// Before the ServerHello.
    Early(Early<P::Hashes>),
    /// From the ServerHello on.
    Main(MainSecret<P::Hashes>),
    /// The application's secrets are derived, and what is left to say goes under our handshake
    /// traffic secret. What the keys of tickets come from is still to be derived.
    Finishing(HashSecret<P::Hashes>, ResumptionRoom<P, MainSecret<P::Hashes>>),
}

impl<P: Profile> ScheduleStage<P> {
    /// From here on `own` protects what is left to say.
    pub(crate) fn finish(&mut self, own: HashSecret<P::Hashes>) {
        let mut kept = ResumptionRoom::<P, MainSecret<P::Hashes>>::EMPTY;
        if P::RESUMPTION
            && let ScheduleStage::Main(main) = core::mem::replace(self, ScheduleStage::Empty)
        {
            kept.put(main);
        }
        *self = ScheduleStage::Finishing(own, kept);
    }

    /// What the keys of tickets come from, with the transcript up to the client's Finished.
    pub(crate) fn resumption(
        &self,
        transcript: &Transcript<P::Hashes>,
    ) -> Option<HashSecret<P::Hashes>> {
        let main = match self {
            ScheduleStage::Main(main) => main,
            ScheduleStage::Finishing(_, main) => main.value()?,
            _ => return None,
        };
        Some(main.resumption(transcript.hash, &transcript.digest()))
    }
}

/// The pre-shared key a server chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChosenPsk {
    /// The one at this place of [`Config::psks`]; for a server, of the keys that the client
    /// offered.
    External(u8),
    /// The first of them, and the server took the early data.
    ExternalWithEarlyData,
    /// That of [`Config::session`]: the session was resumed.
    Session,
    /// Likewise, and the server took the early data.
    SessionWithEarlyData,
}

/// What the handshake agreed upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Negotiated {
    /// The cipher suite.
    pub suite: &'static Suite,
    /// The pre-shared key that authenticates the server; `None` if a certificate does, as always
    /// for a server of ours.
    pub psk: Option<ChosenPsk>,
    /// The group whose (EC)DHE secret went into the keys: with one there is forward secrecy.
    pub group: Option<NamedGroup>,
    /// Which application protocol was chosen: its place among those of our configuration, counted
    /// from 0.
    pub alpn: Option<u8>,
    /// 0 for none.
    record_size_limit: u16,
    /// 0 for none.
    pub(crate) scheme: SignatureScheme,
}

impl Negotiated {
    /// What a ServerHello decides.
    pub(crate) const fn new(
        suite: &'static Suite,
        psk: Option<ChosenPsk>,
        group: Option<NamedGroup>,
    ) -> Self {
        let scheme = SignatureScheme(0);
        Negotiated { suite, psk, group, alpn: None, record_size_limit: 0, scheme }
    }

    /// The longest record the peer takes, content type included, if it announced one (RFC 8449)
    /// or a length of fragments was agreed upon (RFC 6066, section 4).
    #[must_use]
    pub const fn record_size_limit(&self) -> Option<u16> {
        match self.record_size_limit {
            0 => None,
            limit => Some(limit),
        }
    }

    pub(crate) fn set_record_size_limit(&mut self, limit: Option<u16>) {
        self.record_size_limit = limit.unwrap_or(0);
    }

    /// The scheme of the signature by which the server proved that it owns its certificate or raw
    /// public key (section 4.5.2); `None` where a pre-shared key authenticates it.
    #[must_use]
    pub const fn signature_scheme(&self) -> Option<SignatureScheme> {
        match self.scheme {
            SignatureScheme(0) => None,
            scheme => Some(scheme),
        }
    }

    /// Whether a session was resumed.
    #[must_use]
    pub const fn resumed(&self) -> bool {
        matches!(self.psk, Some(ChosenPsk::Session | ChosenPsk::SessionWithEarlyData))
    }

    /// Whether the server took the early data ([`Session::early_data`](crate::Session),
    /// [`Psk::early_data`](crate::Psk)): otherwise it has seen none of them.
    #[must_use]
    pub const fn early_data(&self) -> bool {
        use ChosenPsk::{ExternalWithEarlyData, SessionWithEarlyData};
        matches!(self.psk, Some(SessionWithEarlyData | ExternalWithEarlyData))
    }
}

/// What the function of a state works with.
pub(crate) struct Step<'s, P: Profile, B, C = Config<'s, P>> {
    pub(crate) config: &'s C,
    pub(crate) scratch: &'s mut HandshakeScratch<P>,
    /// The message with its header.
    pub(crate) message: &'s [u8],
    /// The same without.
    pub(crate) body: &'s [u8],
    pub(crate) flight: Flight<'s, P, B>,
    pub(crate) negotiated: &'s mut Option<Negotiated>,
    pub(crate) traffic: &'s mut Traffic<P::Hashes>,
}

/// A step of a server.
pub(crate) type ServerStep<'s, P, B> = Step<'s, P, B, ServerConfig<'s, P>>;

/// The only way to send a handshake message: encoded, taken into the transcript and framed in one
/// act.
pub(crate) struct Flight<'f, P: Profile, B> {
    pub(crate) out: &'f mut Outbound<P, B>,
    pub(crate) observer: &'f P::Observer,
}

impl<P: Profile, B: Buffer> Flight<'_, P, B> {
    /// Whether it is worth waiting until what is made so far was sent: less than `needed` bytes of
    /// content find room.
    pub(crate) fn is_crowded(&mut self, needed: usize) -> bool {
        self.out.room().len() < needed && !self.out.pending().is_empty()
    }

    /// Sends one message.
    pub(crate) fn send(
        &mut self,
        transcript: &mut Transcript<P::Hashes>,
        encode: impl FnOnce(&mut Writer<'_>, &Transcript<P::Hashes>),
    ) -> Result<(), ErrorKind> {
        let mut w = Writer::new(self.out.message_room());
        encode(&mut w, transcript);
        let written = w.done();
        self.commit(transcript, written)
    }

    /// Writes a message behind the first `before` bytes of the next record, which is not framed
    /// yet, and yields where it ends.
    pub(crate) fn append(
        &mut self,
        before: usize,
        transcript: &mut Transcript<P::Hashes>,
        encode: impl FnOnce(&mut Writer<'_>),
    ) -> Result<usize, ErrorKind> {
        let full = ErrorKind::SendBufferTooSmall;
        let room = self.out.room().get_mut(before..).ok_or(full)?;
        let mut w = Writer::new(room);
        encode(&mut w);
        let length = w.done().map_err(|_| full)?;
        let bytes = room.get(..length).unwrap_or(&[]);
        let message = HandshakeType(bytes.first().copied().unwrap_or(0));
        self.observer.on(Event::Sent { message, bytes });
        transcript.add(bytes);
        Ok(before.saturating_add(length))
    }

    /// Sends the next piece of our Certificate, of which `sent` bytes are gone.
    pub(crate) fn send_piece(
        &mut self,
        transcript: &mut Transcript<P::Hashes>,
        sent: &mut usize,
        context: &[u8],
        chain: &[&[u8]],
    ) -> Result<(), ErrorKind> {
        let length = certificate::encode_piece(self.out.room(), *sent, context, chain);
        let bytes = self.out.room().get(..length).unwrap_or(&[]);
        if bytes.is_empty() {
            return Err(ErrorKind::SendBufferTooSmall);
        }
        self.observer.on(Event::SentPiece { bytes });
        transcript.add(bytes);
        self.out.frame(ContentType::HANDSHAKE, length)?;
        *sent = sent.saturating_add(length);
        Ok(())
    }

    #[inline(never)]
    fn commit(
        &mut self,
        transcript: &mut Transcript<P::Hashes>,
        written: Result<usize, BufferFull>,
    ) -> Result<(), ErrorKind> {
        let length = written.map_err(|_| ErrorKind::SendBufferTooSmall)?;
        let bytes = self.out.message_room().get(..length).unwrap_or(&[]);
        let mut message = HandshakeType(bytes.first().copied().unwrap_or(0));
        if P::SERVER {
            message = type_for_observers(message, bytes);
        }
        self.observer.on(Event::Sent { message, bytes });
        transcript.add(bytes);
        self.out.frame_message(length)
    }
}
