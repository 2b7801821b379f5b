//! HelloRetryRequests of a server (RFC 9846, section 4.2.4), and their cookies (section 4.3.2).
//!
//! ```text
//! struct {
//!     CipherSuite suite;
//!     NamedGroup group;
//!     opaque first[Hash.length];       the digest of the first ClientHello, by the suite's hash
//!     opaque mac[32];                  HMAC of the above, by SHA-256, under the key of the server
//! } Cookie;
//! ```
//!
//! With a cookie the handshake goes on wherever the key is known: it is all that has to be known of
//! the first ClientHello. It holds no secret, and is not bound to an address: over a stream the
//! client has shown that it is where it says.

use motetls_base::{DecodeError, Reader, Writer, ct};

use super::select::Choice;
use super::{HandshakeScratch, ServerStep};
use crate::buffer::Buffer;
use crate::error::ErrorKind;
use crate::hashes::{Hashes, cut};
use crate::msg::client_offer::ClientOffer;
use crate::msg::extension::open;
use crate::msg::server_hello::{RETRY_RANDOM, ServerAnswer};
use crate::num::{CipherSuite, ExtensionType, NamedGroup};
use crate::profile::{Profile, speaks};
use crate::suite::{SUITES, Suite};

/// What the MAC covers in front of the cookie: the key is used for nothing else.
const LABEL: &[u8] = b"motetls cookie 1";

/// Bytes of a MAC.
const MAC: usize = 32;

/// The client's public key of the chosen group; `None` after a HelloRetryRequest that asks for it.
///
/// # Errors
/// [`ErrorKind::IllegalParameter`] for a second hello without it, or that leads to another choice
/// than the first one did.
#[inline(never)]
pub(crate) fn share_or_retry<'a, P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
    offer: &ClientOffer<'_>,
    choice: &Choice<'a>,
    group: NamedGroup,
) -> Result<Option<&'a [u8]>, ErrorKind> {
    let HandshakeScratch { transcript, retry, retry_group, .. } = &mut *step.scratch;
    if retry.is_some() {
        let chosen = (Some(choice.suite.id), Some(group));
        return match choice.share {
            Some(key) if (*retry, *retry_group) == chosen => Ok(Some(key)),
            _ => Err(ErrorKind::IllegalParameter),
        };
    }
    if choice.share.is_some() {
        return Ok(choice.share);
    }
    (*retry, *retry_group) = (Some(choice.suite.id), Some(group));
    let hash = P::Hashes::id(choice.suite.hash);
    transcript.choose(hash);
    transcript.add(step.message);
    let first = transcript.digest();
    transcript.restart_for_retry();
    let request = Request { suite: choice.suite.id, group, first: cut::<P::Hashes>(hash, &first) };
    let mac = match step.config.cookie_key {
        Some(key) if P::COOKIES => Some(request.mac::<P>(key)),
        _ => None,
    };
    let mac = mac.as_ref().map(|mac| cut::<P::Hashes>(P::Hashes::FIRST, mac));
    step.flight.send(transcript, |w, _| request.encode(w, offer.session, mac))?;
    if !offer.session.is_empty() {
        step.flight.out.change_cipher_spec()?;
    }
    Ok(None)
}

/// Goes on from the cookie of a second ClientHello, if there is one and the configuration has the
/// key: the transcript up to it is made anew.
///
/// # Errors
/// [`ErrorKind::IllegalParameter`] for a cookie that was not made under the key, or in another
/// handshake than the one under way; [`ErrorKind::MissingExtension`] for a second hello without.
#[inline(never)]
pub(crate) fn take_cookie<P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
    offer: &ClientOffer<'_>,
) -> Result<(), ErrorKind> {
    let Some(key) = step.config.cookie_key else { return Ok(()) };
    let HandshakeScratch { transcript, retry, retry_group, .. } = &mut *step.scratch;
    if offer.cookie.is_empty() {
        return if retry.is_some() { Err(ErrorKind::MissingExtension) } else { Ok(()) };
    }
    let illegal = ErrorKind::IllegalParameter;
    let (suite, request, mac) = Request::decode::<P>(offer.cookie).map_err(|_| illegal)?;
    let made = request.mac::<P>(key);
    if !ct::equal(cut::<P::Hashes>(P::Hashes::FIRST, &made), mac) {
        return Err(illegal);
    }
    if retry.is_some() {
        let same = (*retry, *retry_group) == (Some(request.suite), Some(request.group));
        return if same { Ok(()) } else { Err(illegal) };
    }
    (*retry, *retry_group) = (Some(request.suite), Some(request.group));
    transcript.choose(P::Hashes::id(suite.hash));
    transcript.restart_from(request.first);
    // The send buffer is empty: it lends the memory, and nothing is sent.
    let mut w = Writer::new(step.flight.out.message_room());
    request.encode(&mut w, offer.session, Some(mac));
    let length = w.done().map_err(|_| ErrorKind::SendBufferTooSmall)?;
    transcript.add(step.flight.out.message_room().get(..length).unwrap_or(&[]));
    Ok(())
}

/// What a HelloRetryRequest asks for, and of whom.
struct Request<'a> {
    suite: CipherSuite,
    group: NamedGroup,
    /// The digest of the first ClientHello.
    first: &'a [u8],
}

impl<'a> Request<'a> {
    /// Reads a cookie, and yields its MAC, which is not checked.
    fn decode<P: Profile>(
        cookie: &'a [u8],
    ) -> Result<(&'static Suite, Self, &'a [u8]), DecodeError> {
        let mut r = Reader::new(cookie);
        let (number, group) = (CipherSuite(r.u16()?), NamedGroup(r.u16()?));
        let suite = SUITES.iter().find(|suite| suite.id == number && speaks::<P>(suite.aead));
        let suite = suite.ok_or(DecodeError)?;
        let first = r.take(P::Hashes::len(P::Hashes::id(suite.hash)))?;
        let mac = r.take(MAC)?;
        r.end()?;
        Ok((suite, Request { suite: number, group, first }, mac))
    }

    fn mac<P: Profile>(&self, key: &[u8; 32]) -> <P::Hashes as Hashes>::Digest {
        let (suite, group) = (self.suite.0.to_be_bytes(), self.group.0.to_be_bytes());
        P::Hashes::hmac(P::Hashes::FIRST, key, &[LABEL, &suite, &group, self.first])
    }

    /// Encodes the message with its header, with a cookie if there is a MAC for one.
    fn encode(&self, w: &mut Writer<'_>, session: &[u8], mac: Option<&[u8]>) {
        let answer = ServerAnswer { random: &RETRY_RANDOM, session, suite: self.suite };
        answer.encode(w, |w| {
            let body = open(w, ExtensionType::KEY_SHARE);
            w.u16(self.group.0);
            w.close(body);
            if let Some(mac) = mac {
                let body = open(w, ExtensionType::COOKIE);
                let cookie = w.open(2);
                w.u16(self.suite.0);
                w.u16(self.group.0);
                w.bytes(self.first);
                w.bytes(mac);
                w.close(cookie);
                w.close(body);
            }
        });
    }
}
