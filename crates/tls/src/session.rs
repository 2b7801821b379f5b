//! Sessions: what a ticket of the server and the keys of a connection leave behind, as bytes for
//! the caller to keep.
//!
//! ```text
//! struct {
//!     opaque check[16];                what the rest is held against, see below
//!     uint8 version = 1;
//!     CipherSuite suite;
//!     uint32 lifetime;                 seconds, as the server said
//!     uint32 age_add;
//!     uint32 max_early_data;
//!     uint64 issued;                   UnixTime
//!     opaque secret<0..255>;           the pre-shared key, as long as a digest of the suite
//!     opaque ticket<1..2^16-1>;
//! } Session;
//! ```
//!
//! Numbers are big-endian; what follows the ticket is not looked at, so the bytes may stand in an
//! array that is longer. The check is an HMAC, cut to 16 bytes, over what follows it, by the one
//! hash every profile has. Its key is a digest of what the session is bound to: how the server was
//! authenticated, by which name, and the application protocol. Bytes that were damaged while they
//! were kept, and those of a session with another server, fail the one comparison. It is no seal:
//! with access to the memory any session can be made.

use motetls_base::{DecodeError, Reader, UnixTime, Writer, ct};
use motetls_pki::ServerName;

use crate::hashes::{HashSecret, Hashes};
use crate::num::CipherSuite;
use crate::profile::{CertificateCheck, Profile, ProfileOption};
use crate::suite::Suite;

/// The version of the format.
const VERSION: u8 = 1;

/// Bytes of the check.
const CHECK: usize = 16;

/// Bytes of a session besides its key and its ticket.
const FIXED: usize = CHECK + 1 + 2 + 4 + 4 + 4 + 8 + 1 + 2;

/// The longest a ticket is good for, whatever its server says (RFC 9846, section 4.7.1): a week.
const LONGEST: u32 = 604_800;

/// Room for what only resumption needs.
pub(crate) type ResumptionRoom<P, T> = <<P as Profile>::Resumption as ProfileOption>::Slot<T>;

/// What is offered of a session.
pub(crate) type ResumptionSlot<P> = ResumptionRoom<P, SessionOffer>;

/// The session of the configuration fits, and is offered; or the first external key is, with early
/// data.
#[derive(Clone, Copy)]
pub(crate) struct SessionOffer {
    /// It is the external key.
    pub(crate) external: bool,
    /// Which of the offered application protocols it was agreed with, counted from 0.
    pub(crate) alpn: Option<u8>,
    /// The suite it was agreed with.
    pub(crate) suite: &'static Suite,
    /// The early data that go with it: how many bytes of them were sent. `None` without any, and
    /// once the server has declined them.
    pub(crate) early: Option<usize>,
}

/// What the sessions of a connection are made of, and where they are kept.
pub(crate) struct Tickets<P: Profile, B> {
    /// The resumption secret.
    pub(crate) secret: HashSecret<P::Hashes>,
    pub(crate) binding: Binding<P>,
    /// What tickets are dated with.
    pub(crate) now: Option<UnixTime>,
    pub(crate) room: Option<B>,
    /// Bytes of the newest session in the room; 0 without one.
    pub(crate) length: usize,
}

/// What a session holds.
#[derive(Clone, Copy)]
pub(crate) struct Contents<'a> {
    pub(crate) suite: CipherSuite,
    /// Seconds.
    pub(crate) lifetime: u32,
    pub(crate) age_add: u32,
    /// Bytes of early data the server takes.
    pub(crate) max_early_data: u32,
    /// When the ticket came.
    pub(crate) issued: UnixTime,
    pub(crate) secret: &'a [u8],
    pub(crate) ticket: &'a [u8],
}

/// What a session is bound to, as a digest.
pub(crate) type Binding<P> = <<P as Profile>::Hashes as Hashes>::Digest;

/// The digest of what a session is bound to: an authentication, a name, a protocol (empty for
/// none).
#[inline(never)]
pub(crate) fn binding<P: Profile>(name: Option<&ServerName<'_>>, protocol: &[u8]) -> Binding<P> {
    let authentication = u8::from(P::Certificates::PRESENT)
        | (u8::from(P::Certificates::NEEDS_NAME) << 1)
        | (u8::from(P::Certificates::RAW_PUBLIC_KEY) << 2);
    let (kind, name): (u8, &[u8]) = match name {
        None => (0, &[]),
        Some(name) => match name.sni() {
            Some(dns) => (1, dns.as_bytes()),
            None => (2, name.as_ip().unwrap_or(&[])),
        },
    };
    let [high, low] = u16::try_from(name.len()).unwrap_or(u16::MAX).to_be_bytes();
    let head = [authentication, kind, high, low];
    P::Hashes::hmac(P::Hashes::FIRST, &[], &[&head, name, protocol])
}

fn check<P: Profile>(binding: &Binding<P>, body: &[u8]) -> Binding<P> {
    P::Hashes::hmac(P::Hashes::FIRST, binding.as_ref(), &[body])
}

impl<'a> Contents<'a> {
    /// Reads the fields, and yields them with the bytes the check covers and the check itself.
    fn read(bytes: &'a [u8]) -> Result<(Self, &'a [u8], &'a [u8; CHECK]), DecodeError> {
        let mut r = Reader::new(bytes);
        let check = r.array()?;
        let start = r;
        if r.u8()? != VERSION {
            return Err(DecodeError);
        }
        let suite = CipherSuite(r.u16()?);
        let (lifetime, age_add, max_early_data) = (r.uint(4)?, r.uint(4)?, r.uint(4)?);
        let issued = UnixTime((u64::from(r.uint(4)?) << 32) | u64::from(r.uint(4)?));
        let secret = r.vector(1)?.rest();
        let ticket = r.vector(2)?.rest();
        if ticket.is_empty() {
            return Err(DecodeError);
        }
        let body = start.rest();
        let covered = body.len().saturating_sub(r.rest().len());
        let body = body.get(..covered).ok_or(DecodeError)?;
        Ok((
            Contents { suite, lifetime, age_add, max_early_data, issued, secret, ticket },
            body,
            check,
        ))
    }

    /// Reads the fields of a session that was found sound before.
    pub(crate) fn decode(bytes: &'a [u8]) -> Option<Self> {
        Contents::read(bytes).ok().map(|(contents, ..)| contents)
    }

    /// Whether the bytes are a session bound to `binding`.
    #[inline(never)]
    pub(crate) fn is_bound<P: Profile>(bytes: &[u8], binding: &Binding<P>) -> bool {
        let Ok((_, body, expected)) = Contents::read(bytes) else { return false };
        let found = check::<P>(binding, body);
        found.as_ref().get(..CHECK).is_some_and(|found| ct::equal(found, expected))
    }

    /// Writes the session to the front of `room` and yields its length; `None`, and nothing
    /// written, when it does not fit.
    #[inline(never)]
    pub(crate) fn encode<P: Profile>(
        &self,
        room: &mut [u8],
        binding: &Binding<P>,
    ) -> Option<usize> {
        let length = FIXED.wrapping_add(self.secret.len()).wrapping_add(self.ticket.len());
        let room = room.get_mut(..length)?;
        let (front, body) = room.split_first_chunk_mut::<CHECK>()?;
        let mut w = Writer::new(body);
        w.u8(VERSION);
        w.u16(self.suite.0);
        for number in [self.lifetime, self.age_add, self.max_early_data] {
            w.uint(4, number);
        }
        w.bytes(&self.issued.0.to_be_bytes());
        let secret = w.open(1);
        w.bytes(self.secret);
        w.close(secret);
        let ticket = w.open(2);
        w.bytes(self.ticket);
        w.close(ticket);
        w.done().ok()?;
        for (to, from) in front.iter_mut().zip(check::<P>(binding, body).as_ref()) {
            *to = *from;
        }
        Some(length)
    }

    /// Its age in seconds; `None` when it is past its lifetime, or comes from the future.
    pub(crate) fn age(&self, now: UnixTime) -> Option<u32> {
        let age = u32::try_from(now.0.checked_sub(self.issued.0)?).ok()?;
        (age < self.lifetime.min(LONGEST)).then_some(age)
    }
}
