//! What RFC 9846 changed against RFC 8446 for a client: `docs/rfc9846.md` is the table.

use std::vec::Vec;

use super::open::{Pair, open, write};
use super::server::plain_record;
use super::{Ecdsa, Fixed, PskEcdhe, Script, Server, Shape, anchor, config, handshake, run};
use crate::counter::Counter;
use crate::engine::connection::MAX_UPDATES;
use crate::num::{AlertDescription, ContentType, HandshakeType};
use crate::suite::AeadId;
use crate::{Connection, ErrorKind, HandshakeScratch, Wants};

/// The bytes of key_share in the ClientHello of a handshake that is then given up.
fn first_share(scratch: &mut HandshakeScratch<Ecdsa>, random: &mut Fixed) -> Vec<u8> {
    let (mut rx, mut tx) = ([0; 256], [0; 512]);
    let mut client = Connection::<Ecdsa, _>::new(&mut rx, &mut tx);
    let anchors = anchor();
    let config = config(&anchors);
    let handshake = client.client(&config, random, scratch).unwrap();
    let hello = handshake.cipher_out().to_vec();
    let start = hello.windows(4).position(|bytes| bytes == [0, 51, 0, 71]).unwrap();
    hello[start + 10..start + 10 + 65].to_vec()
}

/// Section 4.3.8: the scratch memory used again draws a key of its own, also after a handshake
/// that did not complete.
#[test]
fn a_key_share_is_never_reused() {
    let (mut scratch, mut random) = (HandshakeScratch::new(), Fixed(1));
    let mut shares: Vec<Vec<u8>> = Vec::new();
    for _ in 0..3 {
        let share = first_share(&mut scratch, &mut random);
        assert!(!shares.contains(&share));
        shares.push(share);
    }
}

/// One connection is one handshake: its buffers cannot be used for a second one with old keys.
#[test]
fn a_connection_is_not_used_again() {
    let (mut rx, mut tx) = ([0; 2048], [0; 512]);
    let mut client = Connection::<Ecdsa, _>::new(&mut rx, &mut tx);
    let anchors = anchor();
    let mut server = Server::<Ecdsa>::new(Script::default());
    let mut answer = |flight: &[u8]| server.answer(flight);
    let (mut scratch, mut sent) = (HandshakeScratch::new(), Vec::new());
    let shape = Shape::default();
    handshake(&config(&anchors), shape, &mut client, &mut scratch, &mut sent, &mut answer).unwrap();
    assert!(scratch.private.is_empty(), "the private key is gone with the handshake");
    let config = config(&anchors);
    let again = client.client(&config, &mut Fixed(1), &mut scratch).map(drop);
    assert_eq!(again.unwrap_err().kind, ErrorKind::Misuse);
}

/// Section 4.3.8: a server may reuse its share, as RFC 8446 let it; the scripted one always does.
#[test]
fn a_server_may_reuse_its_key_share() {
    for _ in 0..2 {
        let mut server = Server::<Ecdsa>::new(Script::default());
        let outcome =
            run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| server.answer(flight));
        outcome.result.unwrap();
    }
}

/// Section 4.3.1: TLS 1.3 alone is offered, and neither 1.0 nor 1.1 is taken.
#[test]
fn older_versions_are_neither_offered_nor_taken() {
    let mut hello = Vec::new();
    run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| {
        hello = flight.to_vec();
        Vec::new()
    });
    assert!(hello.windows(7).any(|bytes| bytes == [0, 43, 0, 3, 2, 3, 4]));
    for minor in [0, 1, 2] {
        let outcome = run(&config::<Ecdsa>(&anchor()), Shape::default(), |_| {
            let mut body = [2, 0, 0, 38, 3, minor].to_vec();
            body.extend([9; 32]);
            body.extend([0, 0xc0, 0x2b, 0]);
            plain_record(&body)
        });
        assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::ProtocolVersion, "3.{minor}");
    }
}

/// Section 4.3.1: the version is that of supported_versions, whatever legacy_version claims.
#[test]
fn legacy_version_is_ignored() {
    for version in [[0, 0], [3, 1], [3, 2], [3, 4], [0xfe, 0xfc]] {
        let mut first = true;
        let mut server = Server::<PskEcdhe>::new(Script::default());
        // The transcript covers the change: the handshake fails later, by a MAC and no earlier.
        let outcome = run(&config::<PskEcdhe>(&[]), Shape::default(), |flight| {
            let mut wire = server.answer(flight);
            if core::mem::take(&mut first) {
                wire[9..11].copy_from_slice(&version);
            }
            wire
        });
        assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::BadRecordMac, "{version:?}");
    }
    let tamper = |kind, message: &mut Vec<u8>| {
        if kind == HandshakeType::SERVER_HELLO {
            message[4..6].copy_from_slice(&[3, 1]);
        }
    };
    let mut server = Server::<Ecdsa>::new(Script { tamper, ..Script::default() });
    run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| server.answer(flight))
        .result
        .unwrap();
}

/// Section 5.1: the version of a record is ignored for all purposes.
#[test]
fn the_version_of_a_record_is_ignored() {
    for version in [[0, 0], [3, 0], [2, 3], [0x48, 0x54], [0xff, 0xff]] {
        let mut server = Server::<Ecdsa>::new(Script::default());
        let outcome = run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| {
            let mut wire = server.answer(flight);
            wire[1..3].copy_from_slice(&version);
            wire
        });
        outcome.result.unwrap();
    }
}

/// Section 4.3.11: the binder of the second ClientHello covers the first one, the HelloRetryRequest
/// and itself, by the one hash there is; the scripted server compares.
#[test]
fn the_binder_after_a_retry_is_of_the_same_hash() {
    let script = Script { retry: Some(&[0, 44, 0, 3, 0, 1, 9]), ..Script::default() };
    let mut server = Server::<PskEcdhe>::new(script);
    let outcome = run(&config::<PskEcdhe>(&[]), Shape::default(), |flight| server.answer(flight));
    assert!(outcome.result.unwrap().psk.is_some());
}

/// Section 4.7.1: a client without resumption ignores tickets, malformed ones too, and of any
/// length.
#[test]
fn tickets_are_ignored() {
    let well_formed =
        [&[4, 0, 0, 16][..], &[0, 0, 0, 9, 1, 2, 3, 4, 1, 7, 0, 1, 9, 0, 0, 0]].concat();
    let long = [&[4, 1, 0, 0][..], &[0xff; 1 << 16]].concat();
    for ticket in [&[4, 0, 0, 0][..], &[4, 0, 0, 3, 1, 2, 3], &well_formed, &long] {
        let (mut rx, mut tx) = ([0; 256], [0; 256]);
        let mut pair = open(&mut rx, &mut tx);
        for piece in ticket.chunks(200) {
            pair.send(ContentType::HANDSHAKE, piece);
        }
        assert_eq!(pair.client.wants(), Ok(Wants::Receive), "nothing is answered");
        pair.send(ContentType::APPLICATION_DATA, b"after");
        assert_eq!(pair.client.plain_out(), b"after");
    }
}

/// A well-formed request for a key update.
const REQUESTED: [u8; 5] = [24, 0, 0, 1, 1];

/// Section 4.7.3: at the limit our own updates end; a peer's request is ignored, and its own
/// update still followed.
#[test]
fn key_updates_end_at_the_limit() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    pair.client.updates = Counter::new(MAX_UPDATES - 1);
    pair.send(ContentType::HANDSHAKE, &REQUESTED);
    pair.update_server();
    assert_eq!(pair.receive().0, [24, 0, 0, 1, 0], "the last one");
    pair.follow_client_update();

    pair.send(ContentType::HANDSHAKE, &REQUESTED);
    pair.update_server();
    assert_eq!(pair.client.wants(), Ok(Wants::Receive), "the request is ignored");
    let error = pair.client.update_keys(true).unwrap_err();
    assert_eq!(error.kind, ErrorKind::KeysExhausted);
    assert!(pair.client.cipher_out().is_empty());

    pair.send(ContentType::APPLICATION_DATA, b"new keys");
    assert_eq!(pair.client.plain_out(), b"new keys");
    pair.client.plain_out_done(8);
    write(&mut pair.client, b"old keys").unwrap();
    assert_eq!(pair.receive().0, b"old keys");
}

/// Section 4.7.3: the number of the peer's updates is not limited by us.
#[test]
fn the_peers_updates_are_not_counted() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    pair.client.updates = Counter::new(MAX_UPDATES);
    for _ in 0..3 {
        pair.send(ContentType::HANDSHAKE, &[24, 0, 0, 1, 0]);
        pair.update_server();
    }
    assert_eq!(pair.client.wants(), Ok(Wants::Receive));
}

/// Section 4.7.3: a peer that was asked is not asked again before it has sent a KeyUpdate.
#[test]
fn a_peer_is_asked_once() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    let ask = |pair: &mut Pair<'_>| {
        pair.client.update_keys(true).unwrap();
        let (message, _) = pair.receive();
        pair.follow_client_update();
        message[4]
    };
    assert_eq!([ask(&mut pair), ask(&mut pair)], [1, 0]);
    pair.send(ContentType::HANDSHAKE, &[24, 0, 0, 1, 0]);
    pair.update_server();
    assert_eq!([ask(&mut pair), ask(&mut pair)], [1, 0], "it has answered");
}

/// Of the suite of the pair.
const LIMIT: u64 = AeadId::Aes128Ccm8.records_per_key();

/// Section 5.5: the sender updates its key in time, and without an update it stops.
#[test]
fn the_limit_of_a_key_binds_the_sender() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    pair.client.outbound.keys.as_mut().unwrap().sequence = Counter::new(LIMIT / 2 - 1);
    pair.server_reads.sequence = Counter::new(LIMIT / 2 - 1);
    write(&mut pair.client, b"worn").unwrap();
    assert_eq!(pair.receive().0, b"worn");
    assert_eq!(pair.receive().0, [24, 0, 0, 1, 0], "half of the limit: a new key");
    pair.follow_client_update();
    write(&mut pair.client, b"new").unwrap();
    assert_eq!(pair.receive().0, b"new");

    pair.client.updates = Counter::new(MAX_UPDATES);
    pair.client.outbound.keys.as_mut().unwrap().sequence = Counter::new(LIMIT);
    assert_eq!(write(&mut pair.client, b"no").unwrap_err().kind, ErrorKind::KeysExhausted);
    assert!(pair.client.cipher_out().is_empty(), "nothing is sealed beyond the limit");
}

/// Section 5.5: the receiver does not enforce the limit: the record is opened, and its tag decides.
#[test]
fn the_limit_of_a_key_does_not_bind_the_receiver() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    let (ours, theirs) = (&mut pair.client.inbound.keys, &mut pair.server.keys);
    ours.as_mut().unwrap().sequence = Counter::new(LIMIT - 1);
    theirs.as_mut().unwrap().sequence = Counter::new(LIMIT - 1);
    pair.send(ContentType::APPLICATION_DATA, b"last");
    assert_eq!(pair.client.plain_out(), b"last");
    pair.client.plain_out_done(4);
    let keys = pair.server.keys.as_mut().unwrap();
    assert_eq!(keys.seal(&[23, 3, 3, 0, 9], &mut [0; 9]), Err(ErrorKind::KeysExhausted));
    keys.sequence = Counter::new(0);
    let of_another_number = pair.server.seal(ContentType::APPLICATION_DATA, b"first");
    pair.deliver(&of_another_number);
    assert_eq!(pair.receive(), ([2, 20].to_vec(), 21));
    assert_eq!(pair.client.wants().unwrap_err().kind, ErrorKind::BadRecordMac);
}

/// Section 6.1: user_canceled is ignored at either level; close_notify, sent as a warning, ends the
/// direction, and what follows it is ignored.
#[test]
fn user_canceled_is_followed_by_close_notify() {
    for level in [1, 2] {
        let (mut rx, mut tx) = ([0; 256], [0; 256]);
        let mut pair = open(&mut rx, &mut tx);
        pair.send(ContentType::ALERT, &[level, 90]);
        pair.send(ContentType::APPLICATION_DATA, b"still");
        assert_eq!(pair.client.plain_out(), b"still");
        pair.client.plain_out_done(5);
        pair.send(ContentType::ALERT, &[level, 0]);
        assert_eq!(pair.client.wants(), Ok(Wants::Closed));
        pair.send(ContentType::APPLICATION_DATA, b"ignored");
        assert!(pair.client.plain_out().is_empty());
        assert_eq!(pair.client.wants(), Ok(Wants::Closed));
        pair.client.close();
        assert_eq!(pair.receive(), ([1, 0].to_vec(), 21), "close_notify is a warning");
    }
}

/// During the handshake, too: what ends it is the close_notify.
#[test]
fn user_canceled_during_the_handshake() {
    let outcome = run(&config::<Ecdsa>(&anchor()), Shape::default(), |_| {
        [21, 3, 3, 0, 2, 1, 90, 21, 3, 3, 0, 2, 1, 0].to_vec()
    });
    let close = ErrorKind::AlertReceived(AlertDescription::close_notify);
    assert_eq!(outcome.result.unwrap_err().kind, close);
    assert!(outcome.sent[1].is_empty(), "nothing is answered");
}

/// Section 6.2: general_error has a name, ends the connection, and so does an alert without one.
#[test]
fn general_error_ends_the_connection() {
    assert_eq!(AlertDescription(117).name(), "general_error");
    for alert in [117, 200] {
        let (mut rx, mut tx) = ([0; 256], [0; 256]);
        let mut pair = open(&mut rx, &mut tx);
        pair.send(ContentType::ALERT, &[1, alert]);
        let kind = pair.client.wants().unwrap_err().kind;
        assert_eq!(kind, ErrorKind::AlertReceived(AlertDescription(alert)));
        let outcome = run(&config::<Ecdsa>(&anchor()), Shape::default(), |_| {
            [21, 3, 3, 0, 2, 2, alert].to_vec()
        });
        assert_eq!(outcome.result.unwrap_err().kind, kind);
    }
}
