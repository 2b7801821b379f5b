//! Tickets kept as sessions, and sessions resumed, against the scripted server.

use std::vec::Vec;

use motetls_base::UnixTime;
use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};

use super::{Outcome, Script, Server, Shape, anchor, config, handshake, run};
use crate::num::ContentType;
use crate::profile::Profile;
use crate::schedule::resumption_psk;
use crate::session::{Contents, binding};
use crate::{
    ChosenPsk, Config, Connection, ErrorKind, HandshakeScratch, NamedGroup, ServerName, Session,
    Wants,
};

crate::profile! {
    /// Certificates, and tickets with (EC)DHE.
    struct Resume;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption];
}

crate::profile! {
    /// Certificates, and tickets without (EC)DHE.
    struct ResumeKe;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_ke];
    options: [resumption];
}

/// When the ticket comes, in the validity of the certificates.
pub(super) const NOW: u64 = 1_800_000_000;

/// lifetime 7,200 s, age_add, a nonce of two bytes, a ticket of ten, no extensions.
const TICKET: &[u8] = &[
    4, 0, 0, 25, 0, 0, 28, 32, 1, 2, 3, 4, 2, 8, 9, 0, 10, b'0', b'1', b'2', b'3', b'4', b'5',
    b'6', b'7', b'8', b'9', 0, 0,
];

/// A configuration without pre-shared keys, at a time.
pub(super) fn at<P: Profile<Observer = ()>>(
    anchors: &'static [crate::TrustAnchor<'static>],
    now: u64,
) -> Config<'static, P> {
    Config { psks: &[], now: Some(UnixTime(now)), ..config(anchors) }
}

pub(super) fn anchors() -> &'static [crate::TrustAnchor<'static>] {
    Vec::leak(anchor().to_vec())
}

/// A session of a full handshake and a ticket, and what the server keeps with that ticket.
pub(super) struct Kept {
    pub(super) bytes: Vec<u8>,
    pub(super) key: (Vec<u8>, Vec<u8>, &'static [u8]),
}

/// Makes a connection by `config`, has the server send `messages`, and yields its session.
fn session_of<P: Profile<Observer = ()>>(
    config: &Config<'_, P>,
    room: usize,
    messages: &[&[u8]],
) -> (Option<Vec<u8>>, Server<P>) {
    let mut server = Server::<P>::new(Script::default());
    let (mut rx, mut tx, mut room) = ([0; 2048], [0; 512], std::vec![0xee; room]);
    let mut connection = Connection::<P, _>::new(&mut rx, &mut tx);
    let mut answer = |flight: &[u8]| server.answer(flight);
    let mut scratch = HandshakeScratch::new();
    let shape = Shape::default();
    handshake(config, shape, &mut connection, &mut scratch, &mut Vec::new(), &mut answer).unwrap();
    connection.keep_session(&mut room);
    assert!(connection.session().is_none());
    for message in messages {
        let mut wire = &server.seal(ContentType::HANDSHAKE, message)[..];
        while !wire.is_empty() && !connection.cipher_in().is_empty() {
            let n = connection.cipher_in().len().min(wire.len());
            connection.cipher_in()[..n].copy_from_slice(&wire[..n]);
            connection.cipher_in_done(n);
            wire = &wire[n..];
        }
        assert_eq!(connection.wants(), Ok(Wants::Receive));
    }
    (connection.session().map(<[u8]>::to_vec), server)
}

fn kept<P: Profile<Observer = ()>>() -> Kept {
    kept_of::<P>(TICKET)
}

/// The session of a ticket with the nonce and the identity of the usual one.
pub(super) fn kept_of<P: Profile<Observer = ()>>(ticket: &[u8]) -> Kept {
    let (session, server) = session_of::<P>(&at(anchors(), NOW), 512, &[ticket]);
    let hash = server.traffic.hash;
    let secret = resumption_psk::<P::Hashes>(hash, &server.resumption.unwrap(), &[8, 9]);
    let key = (b"0123456789".to_vec(), secret.expose(hash).to_vec(), &b"res binder"[..]);
    Kept { bytes: session.unwrap(), key }
}

/// Offers the session in this configuration to a server that knows its ticket.
pub(super) fn resume<P: Profile<Observer = ()>>(
    kept: &Kept,
    config: &Config<'_, P>,
    script: Script,
) -> (Outcome, Server<P>) {
    let mut server = Server::<P>::new(Script { keys: std::vec![kept.key.clone()], ..script });
    let outcome = run(config, Shape::default(), |flight| server.answer(flight));
    (outcome, server)
}

/// The identities in the first hello of an attempt.
fn is_offered<P: Profile<Observer = ()>>(kept: &Kept, config: &Config<'_, P>) -> bool {
    let (outcome, server) = resume(kept, config, Script::default());
    let resumed = outcome.result.unwrap().psk == Some(ChosenPsk::Session);
    assert_eq!(resumed, server.ages.len() == 1);
    resumed
}

#[test]
fn a_session_is_resumed_without_certificates() {
    let kept = kept::<Resume>();
    let session = Session::new(&kept.bytes);
    // no anchors: a chain would be refused
    let config = Config { session: Some(&session), ..at::<Resume>(&[], NOW + 60) };
    let (outcome, server) = resume(&kept, &config, Script::default());
    let negotiated = outcome.result.unwrap();
    assert_eq!(negotiated.psk, Some(ChosenPsk::Session));
    assert_eq!(negotiated.group, Some(NamedGroup::secp256r1), "forward secrecy");
    // in milliseconds, and obfuscated (section 4.3.11.1)
    assert_eq!(server.ages, [60_000 + 0x0102_0304]);
}

/// The identity, its age and its length, the binder and its length, the two lists, the extension:
/// what a ticket of ten bytes adds to a hello that names psk_dhe_ke anyway.
#[test]
fn what_a_session_adds_to_a_hello() {
    let kept = kept::<Resume>();
    let session = Session::new(&kept.bytes);
    let without = at::<Resume>(&[], NOW);
    let with = Config { session: Some(&session), ..without };
    let sent = |config| run(config, Shape::default(), |_| Vec::new()).sent[0].len();
    assert_eq!(sent(&with) - sent(&without), 4 + (2 + 2 + 10 + 4) + (2 + 1 + 32));
    assert_eq!(kept.bytes.len(), 42 + 32 + 10);
}

#[test]
fn without_a_group_no_share_is_sent() {
    let kept = kept::<ResumeKe>();
    let session = Session::new(&kept.bytes);
    let config = Config { session: Some(&session), ..at::<ResumeKe>(anchors(), NOW) };
    let script = || Script { shareless: true, ..Script::default() };
    let (outcome, _) = resume(&kept, &config, script());
    let negotiated = outcome.result.unwrap();
    assert_eq!((negotiated.psk, negotiated.group), (Some(ChosenPsk::Session), None));
    let full = run(&at::<ResumeKe>(&[], NOW), Shape::default(), |_| Vec::new());
    let share = 2 + 2 + 65;
    let session = 4 + (2 + 2 + 10 + 4) + (2 + 1 + 32);
    assert_eq!(outcome.sent[0].len(), full.sent[0].len() + session - share);

    // A server that declines the ticket asks for a share; the binder of the second hello is
    // another.
    let script = Script { declines: true, retry: Some(&[0, 51, 0, 2, 0, 23]), ..Script::default() };
    let (outcome, server) = resume(&kept, &config, script);
    let negotiated = outcome.result.unwrap();
    assert_eq!((negotiated.psk, negotiated.group), (None, Some(NamedGroup::secp256r1)));
    assert_eq!(server.ages.len(), 1, "the session is offered again");
}

#[test]
fn a_retry_computes_the_binder_anew() {
    let kept = kept::<Resume>();
    let session = Session::new(&kept.bytes);
    let config = Config { session: Some(&session), ..at::<Resume>(&[], NOW) };
    let script = Script { retry: Some(&[0, 44, 0, 3, 0, 1, 9]), ..Script::default() };
    let (outcome, _) = resume(&kept, &config, script);
    assert_eq!(outcome.result.unwrap().psk, Some(ChosenPsk::Session));
}

#[test]
fn a_server_that_declines_shows_its_chain() {
    let kept = kept::<Resume>();
    let session = Session::new(&kept.bytes);
    let declines = || Script { declines: true, ..Script::default() };
    let config = Config { session: Some(&session), ..at::<Resume>(anchors(), NOW) };
    assert_eq!(resume(&kept, &config, declines()).0.result.unwrap().psk, None);
    let config = Config { session: Some(&session), ..at::<Resume>(&[], NOW) };
    let error = resume(&kept, &config, declines()).0.result.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Certificate(_)), "and it is verified: {error:?}");
}

/// RFC 9846, section 4.3.11: the identity is one that was offered.
#[test]
fn the_servers_choice_is_in_range() {
    let kept = kept::<Resume>();
    let session = Session::new(&kept.bytes);
    let config = Config { session: Some(&session), ..at::<Resume>(&[], NOW) };
    for selects in [1, 2, u16::MAX] {
        let script = Script { selects: Some(selects), ..Script::default() };
        let error = resume(&kept, &config, script).0.result.unwrap_err();
        assert_eq!(error.kind, ErrorKind::IllegalParameter, "{selects}");
    }
}

/// A server that has another key for the ticket is not believed.
#[test]
fn another_key_is_refused() {
    let mut kept = kept::<Resume>();
    let session = Session::new(&kept.bytes);
    let config = Config { session: Some(&session), ..at::<Resume>(&[], NOW) };
    let mut server = Server::<Resume>::new(Script { declines: true, ..Script::default() });
    let error = run(&config, Shape::default(), |flight| {
        // it does not look at the binder
        let mut wire = server.answer(flight);
        let end = usize::from(u16::from_be_bytes([wire[3], wire[4]])) + 5;
        wire.truncate(end);
        // and says that it takes the key, which it does not know
        for (place, length) in [(3, 6), (6 + 1, 6), (5 + 4 + 2 + 32 + 1 + 2 + 1, 6)] {
            let sum = u16::from_be_bytes([wire[place], wire[place + 1]]) + length;
            wire[place..place + 2].copy_from_slice(&sum.to_be_bytes());
        }
        wire.extend([0, 41, 0, 2, 0, 0]);
        wire.extend([23, 3, 3, 0, 40]);
        wire.extend([7; 40]);
        wire
    });
    assert_eq!(error.result.unwrap_err().kind, ErrorKind::BadRecordMac);
    kept.key.1[0] ^= 1;
}

#[test]
fn a_session_is_offered_within_its_lifetime() {
    let kept = kept::<Resume>();
    let session = Session::new(&kept.bytes);
    for (now, offered) in
        [(NOW, true), (NOW + 7199, true), (NOW + 7200, false), (NOW - 1, false), (NOW << 3, false)]
    {
        let config = Config { session: Some(&session), ..at::<Resume>(anchors(), now) };
        let config = Config { now: Some(UnixTime(now.clamp(NOW - 1, NOW + 7200))), ..config };
        assert_eq!(is_offered(&kept, &config), offered, "{now}");
    }
    let clockless = Config { session: Some(&session), now: None, ..config::<Resume>(anchors()) };
    let clockless = Config { psks: &[], ..clockless };
    assert!(!is_offered(&kept, &clockless));
    // a lifetime is a week at most, whatever the server says (section 4.7.1)
    let mut forever = TICKET.to_vec();
    forever[4..8].fill(0xff);
    let (bytes, _) = session_of::<Resume>(&at(anchors(), NOW), 512, &[&forever]);
    let kept = Kept { bytes: bytes.unwrap(), ..kept };
    let session = Session::new(&kept.bytes);
    for (age, offered) in [(604_799, true), (604_800, false)] {
        let config = Config { session: Some(&session), ..at::<Resume>(anchors(), NOW + age) };
        assert_eq!(is_offered(&kept, &config), offered, "{age}");
    }
}

#[test]
fn a_session_is_bound_to_the_name() {
    let kept = kept::<Resume>();
    let session = Session::new(&kept.bytes);
    let config = Config { session: Some(&session), ..at::<Resume>(&[], NOW) };
    let bound = &config;
    let offered = |name| {
        let config = Config { server_name: Some(name), ..*bound };
        let hello = run(&config, Shape::default(), |_| Vec::new()).sent[0].clone();
        hello.windows(10).any(|bytes| bytes == b"0123456789")
    };
    assert!(offered(ServerName::from_static("server.test")));
    assert!(!offered(ServerName::from_static("server.tesu")));
    assert!(!offered(ServerName::ip(b"serv").unwrap()));
}

/// The protocol that was agreed upon must be offered again.
#[test]
fn a_session_is_bound_to_the_application_protocol() {
    const EXTENSIONS: &[u8] = &[0, 16, 0, 7, 0, 5, 4, b'm', b'q', b't', b't'];
    let with = |alpn| Config { alpn, ..at::<Resume>(anchors(), NOW) };
    let mut server = Server::<Resume>::new(Script { extensions: EXTENSIONS, ..Script::default() });
    let (mut rx, mut tx, mut room) = ([0; 2048], [0; 512], [0; 512]);
    let mut connection = Connection::<Resume, _>::new(&mut rx, &mut tx);
    let first = with(&[b"coap", b"mqtt"]);
    let mut answer = |flight: &[u8]| server.answer(flight);
    let mut scratch = HandshakeScratch::new();
    // lent before the handshake, it is kept all the same
    connection.keep_session(&mut room);
    let shape = Shape::default();
    handshake(&first, shape, &mut connection, &mut scratch, &mut Vec::new(), &mut answer).unwrap();
    assert_eq!(connection.negotiated().unwrap().alpn, Some(1));
    let wire = server.seal(ContentType::HANDSHAKE, TICKET);
    for byte in wire {
        connection.cipher_in()[0] = byte;
        connection.cipher_in_done(1);
    }
    let bytes = connection.session().unwrap().to_vec();
    let session = Session::new(&bytes);
    let offered = |alpn| {
        let config = Config { session: Some(&session), ..with(alpn) };
        let hello = run(&config, Shape::default(), |_| Vec::new()).sent[0].clone();
        hello.windows(10).any(|bytes| bytes == b"0123456789")
    };
    assert!(offered(&[b"mqtt"]) && offered(&[b"h2", b"mqtt"]));
    assert!(!offered(&[]) && !offered(&[b"coap"]) && !offered(&[b"mqtt2"]));
}

/// Whatever becomes of the bytes while they are kept, a session that is not whole is not offered.
#[test]
fn damaged_sessions_are_not_offered() {
    let kept = kept::<Resume>();
    let clean = &at::<Resume>(&[], NOW);
    let plain = run(clean, Shape::default(), |_| Vec::new()).sent[0].clone();
    let hello = |bytes: &[u8]| {
        let session = Session::new(bytes);
        let config = Config { session: Some(&session), ..*clean };
        run(&config, Shape::default(), |_| Vec::new()).sent[0].clone()
    };
    for bit in 0..kept.bytes.len() * 8 {
        let mut flipped = kept.bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(hello(&flipped), plain, "bit {bit}");
    }
    for length in 0..kept.bytes.len() {
        assert_eq!(hello(&kept.bytes[..length]), plain, "{length} bytes");
    }
    assert_eq!(hello(&[0xff; 512]), plain);
    let longer = [&kept.bytes[..], &[0xff; 64]].concat();
    assert_ne!(hello(&longer), plain, "what follows does no harm");
}

/// No server issues an empty ticket (section 4.7.1), and an identity is not empty (section 4.3.11).
#[test]
fn a_session_without_a_ticket_is_not_offered() {
    let kept = kept::<Resume>();
    let clean = &at::<Resume>(&[], NOW);
    let plain = run(clean, Shape::default(), |_| Vec::new()).sent[0].clone();
    let binding = binding::<Resume>(clean.server_name.as_ref(), &[]);
    let whole = Contents::decode(&kept.bytes).unwrap();
    for (ticket, offered) in [(whole.ticket, true), (&[], false)] {
        let mut bytes = [0; 128];
        Contents { ticket, ..whole }.encode::<Resume>(&mut bytes, &binding).unwrap();
        let session = Session::new(&bytes);
        let config = Config { session: Some(&session), ..*clean };
        let hello = run(&config, Shape::default(), |_| Vec::new()).sent[0].clone();
        assert_eq!(hello != plain, offered, "{ticket:?}");
    }
}

#[test]
fn tickets_that_are_not_kept() {
    let session =
        |room, messages: &[&[u8]]| session_of::<Resume>(&at(anchors(), NOW), room, messages).0;
    let whole = session(512, &[TICKET]).unwrap();
    assert_eq!(session(whole.len(), &[TICKET]).as_ref(), Some(&whole));
    assert_eq!(session(whole.len() - 1, &[TICKET]), None, "no room");
    let mut dead = TICKET.to_vec();
    dead[4..8].fill(0);
    assert_eq!(session(512, &[&dead]), None, "a lifetime of zero");
    assert_eq!(session(512, &[TICKET, &dead]), Some(whole.clone()), "the earlier one stays");
    // in pieces, two in one record, and one longer than the buffer in between
    let (front, back) = TICKET.split_at(3);
    assert_eq!(session(512, &[front, back]), Some(whole.clone()));
    let long = [&[4, 0, 8, 0][..], &[7; 2048]].concat();
    let (front, back) = long.split_at(1500);
    assert_eq!(session(512, &[front, back, TICKET]), Some(whole.clone()));
    let mut other = TICKET.to_vec();
    other[13] = 7;
    assert_ne!(session(512, &[&[TICKET, &other].concat()]), Some(whole), "the newest is kept");
    let clockless = Config { now: None, ..at::<Resume>(anchors(), NOW) };
    assert_eq!(session_of::<Resume>(&clockless, 512, &[TICKET]).0, None);
}

#[test]
fn malformed_tickets_end_the_connection() {
    for message in [&[4, 0, 0, 0][..], &[4, 0, 0, 3, 1, 2, 3]] {
        let mut server = Server::<Resume>::new(Script::default());
        let (mut rx, mut tx, mut room) = ([0; 2048], [0; 512], [0; 512]);
        let mut connection = Connection::<Resume, _>::new(&mut rx, &mut tx);
        let mut answer = |flight: &[u8]| server.answer(flight);
        let (config, mut scratch) = (at(anchors(), NOW), HandshakeScratch::new());
        let shape = Shape::default();
        handshake(&config, shape, &mut connection, &mut scratch, &mut Vec::new(), &mut answer)
            .unwrap();
        connection.keep_session(&mut room);
        for byte in server.seal(ContentType::HANDSHAKE, message) {
            connection.cipher_in()[0] = byte;
            connection.cipher_in_done(1);
        }
        let n = connection.cipher_out().len();
        connection.cipher_out_done(n);
        assert_eq!(connection.wants().unwrap_err().kind, ErrorKind::Decode);
    }
}

/// A recorded flight that resumes, with every bit flipped and cut at every byte.
#[test]
fn every_flipped_bit_and_every_cut() {
    let kept = kept::<Resume>();
    let session = Session::new(&kept.bytes);
    let config = Config { session: Some(&session), ..at::<Resume>(&[], NOW) };
    let mut server =
        Server::<Resume>::new(Script { keys: std::vec![kept.key.clone()], ..Script::default() });
    let mut flight = Vec::new();
    run(&config, Shape::default(), |hello| {
        flight = server.answer(hello);
        flight.clone()
    })
    .result
    .unwrap();
    for bit in 0..flight.len() * 8 {
        let mut flipped = flight.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let result = run(&config, Shape::default(), |_| flipped.clone()).result;
        assert_eq!(result.is_ok(), matches!(bit / 8, 1 | 2), "bit {bit}: {result:?}");
    }
    for end in 0..flight.len() {
        let result = run(&config, Shape::default(), |_| flight[..end].to_vec()).result;
        assert_eq!(result.unwrap_err().kind, ErrorKind::Truncated, "{end} bytes");
        // messages cut into two records there
        let script = Script { cut: Some(end), ..Script::default() };
        resume(&kept, &config, script).0.result.unwrap();
    }
}
