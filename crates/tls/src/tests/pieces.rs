//! Records longer than the buffer, handed on in pieces before their tag was checked.

use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesCcm8, Sha256};

use super::{Script, Server, Shape, config, handshake};
use crate::num::ContentType;
use crate::{Connection, ErrorKind, HandshakeScratch, UnverifiedEnd, Wants};

crate::profile! {
    /// A pre-shared key alone, and records of any length.
    struct Pieces;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: {};
    signatures: {};
    key_exchange: [psk_ke];
    options: [unverified_pieces];
}

const RX: usize = 256;

/// What the application saw.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    /// Data known to be authentic when they were handed on.
    verified: Vec<u8>,
    /// Data that were not.
    unverified: Vec<u8>,
    ends: Vec<UnverifiedEnd>,
    error: Option<ErrorKind>,
}

/// An open connection with a receive buffer of 256 bytes, to which the server sends `wire`; the
/// transport hands over `read` bytes at once, the application takes `take`.
fn deliver(
    wire: impl FnOnce(&mut Server<Pieces>) -> Vec<u8>,
    read: usize,
    take: usize,
    turn: impl FnMut(&mut Connection<Pieces, &mut [u8]>),
) -> (Seen, Vec<u8>) {
    let mut server = Server::<Pieces>::new(Script::default());
    let (mut rx, mut tx) = ([0; RX], [0; 256]);
    let mut client = Connection::new(&mut rx, &mut tx);
    let mut answer = |flight: &[u8]| server.answer(flight);
    let (config, mut scratch) = (config(&[]), HandshakeScratch::new());
    let shape = Shape::default();
    handshake(&config, shape, &mut client, &mut scratch, &mut Vec::new(), &mut answer).unwrap();
    let wire = wire(&mut server);
    read_all(&mut client, &wire, read, take, turn)
}

fn read_all(
    client: &mut Connection<Pieces, &mut [u8]>,
    mut wire: &[u8],
    read: usize,
    take: usize,
    mut turn: impl FnMut(&mut Connection<Pieces, &mut [u8]>),
) -> (Seen, Vec<u8>) {
    let (mut seen, mut sent) = (Seen::default(), Vec::new());
    loop {
        turn(client);
        match client.wants() {
            Ok(Wants::Take) => {
                let n = client.plain_out().len().min(take);
                assert!(client.cipher_in().is_empty());
                seen.verified.extend(&client.plain_out()[..n]);
                client.plain_out_done(n);
            }
            Ok(Wants::TakeUnverified) => {
                assert!(client.plain_out().is_empty(), "it is no plain data");
                assert!(client.cipher_in().is_empty(), "nothing is read before it was taken");
                let n = client.plain_out_unverified().len().min(take);
                seen.unverified.extend(&client.plain_out_unverified()[..n]);
                client.plain_out_unverified_done(n);
            }
            Ok(Wants::EndUnverified) => {
                assert!(client.plain_out_unverified().is_empty());
                assert!(client.cipher_in().is_empty(), "nothing is read before it was taken");
                seen.ends.push(client.unverified_end().unwrap());
                assert_eq!(client.unverified_end(), None, "it is told once");
            }
            Ok(Wants::Send) => {
                sent.extend(client.cipher_out());
                let n = client.cipher_out().len();
                client.cipher_out_done(n);
            }
            Ok(Wants::Receive) => {
                let n = client.cipher_in().len().min(read).min(wire.len());
                if n == 0 {
                    assert!(wire.is_empty(), "the client asks for bytes and takes none");
                    return (seen, sent);
                }
                client.cipher_in()[..n].copy_from_slice(&wire[..n]);
                client.cipher_in_done(n);
                wire = &wire[n..];
            }
            Ok(other) => panic!("an open connection wants {other:?}"),
            Err(error) => {
                assert!(client.cipher_in().is_empty());
                seen.error = Some(error.kind);
                return (seen, sent);
            }
        }
    }
}

/// Bytes that show where they belong.
fn counted(length: usize) -> Vec<u8> {
    (0..length).map(|place| u8::try_from(place % 251 + 1).unwrap()).collect()
}

fn long(content: ContentType, bytes: &[u8]) -> impl FnOnce(&mut Server<Pieces>) -> Vec<u8> {
    move |server| server.seal(content, bytes)
}

#[test]
fn a_long_record_comes_in_pieces_and_its_end_is_told() {
    for length in [RX - 8, RX - 7, 300, 511, 512, 513, 1000, 4096, 1 << 14] {
        let data = counted(length);
        for (read, take) in [(usize::MAX, usize::MAX), (1, 7), (100, 1), (255, 256)] {
            let wire = long(ContentType::APPLICATION_DATA, &data);
            let (seen, sent) = deliver(wire, read, take, |_| ());
            assert_eq!(seen.unverified, data, "{length} bytes, {read} at once");
            assert_eq!(seen.ends, [UnverifiedEnd::Authentic]);
            assert!(seen.verified.is_empty() && seen.error.is_none() && sent.is_empty());
        }
    }
    // one that fits is handed on once it is known to be authentic
    let data = counted(RX - 9);
    let (seen, _) = deliver(long(ContentType::APPLICATION_DATA, &data), 50, 50, |_| ());
    assert_eq!((seen.verified, seen.unverified, seen.ends), (data, Vec::new(), Vec::new()));
}

/// Zeros may be content or padding: only what follows tells.
#[test]
fn zeros_in_long_records_are_content_if_content_follows() {
    for zeros in [1, 100, RX - 10, RX - 1, RX, RX + 1, 2 * RX, 3000] {
        for (before, after) in [(0, 0), (1, 1), (0, 300), (300, 0), (300, 300), (250, 1), (3, 700)]
        {
            let data = [counted(before), std::vec![0; zeros], counted(after)].concat();
            let twice = [&data[..], &data].concat();
            for data in [data, twice] {
                if data.len() < RX {
                    continue;
                }
                let wire = long(ContentType::APPLICATION_DATA, &data);
                let (seen, _) = deliver(wire, 99, 33, |_| ());
                assert_eq!(seen.unverified, data, "{before} bytes, {zeros} zeros, {after} bytes");
                assert_eq!(seen.ends, [UnverifiedEnd::Authentic]);
            }
        }
    }
}

#[test]
fn padding_of_long_records_is_dropped() {
    for padding in [0, 1, 200, RX, 1000, 10_000] {
        for length in [0, 1, 200, 300, 1000] {
            let data = counted(length);
            let record = |server: &mut Server<Pieces>| {
                server.script.padding = padding;
                let long = server.seal(ContentType::APPLICATION_DATA, &data);
                server.script.padding = 0;
                [long, server.seal(ContentType::APPLICATION_DATA, b"after")].concat()
            };
            let (seen, _) = deliver(record, usize::MAX, usize::MAX, |_| ());
            let in_pieces = length + padding + 1 + 8 > RX;
            assert_eq!(seen.ends.len(), usize::from(in_pieces), "{length} + {padding}");
            assert_eq!([seen.unverified, seen.verified].concat(), [&data[..], b"after"].concat());
            assert_eq!(seen.error, None);
        }
    }
}

/// Whatever bit is flipped: no end says authentic, and the last bytes are not handed on.
#[test]
fn a_changed_record_is_refused_at_its_end() {
    let data = counted(700);
    for place in [5, 6, 100, 500, 705, 706, 713] {
        let wire = |server: &mut Server<Pieces>| {
            let mut record = server.seal(ContentType::APPLICATION_DATA, &data);
            record[place] ^= 4;
            record
        };
        let (seen, sent) = deliver(wire, usize::MAX, usize::MAX, |_| ());
        assert_eq!(seen.ends, [UnverifiedEnd::Refused], "byte {place}");
        assert_eq!(seen.error, Some(ErrorKind::BadRecordMac));
        assert!(seen.unverified.len() < 700 && seen.verified.is_empty());
        assert_eq!(sent.len(), 5 + 2 + 1 + 8, "an alert");
    }
}

#[test]
fn a_record_that_is_cut_short_is_refused() {
    let data = counted(700);
    let wire = |server: &mut Server<Pieces>| {
        server.seal(ContentType::APPLICATION_DATA, &data)[..600].to_vec()
    };
    let mut ended = false;
    let (seen, _) = deliver(wire, usize::MAX, usize::MAX, |client| {
        if client.wants() == Ok(Wants::Receive) && client.cipher_in().len() == 714 - 600 && !ended {
            ended = true;
            assert_eq!(client.end_of_stream().unwrap_err().kind, ErrorKind::Truncated);
        }
    });
    assert!(ended);
    assert_eq!(seen.ends, [UnverifiedEnd::Refused]);
    assert_eq!(seen.error, Some(ErrorKind::Truncated));
}

/// What is no application data has been handed on, and is refused at the end.
#[test]
fn long_records_of_other_types_are_refused() {
    for content in [ContentType::HANDSHAKE, ContentType::ALERT] {
        let (seen, sent) = deliver(long(content, &counted(700)), usize::MAX, usize::MAX, |_| ());
        assert_eq!(seen.ends, [UnverifiedEnd::Refused]);
        assert_eq!((seen.error, sent.len()), (Some(ErrorKind::RecordTooLarge), 5 + 2 + 1 + 8));
    }
    // behind half a message, and inside a ticket that is passed over
    for half in [&[24, 0][..], &[4, 0, 16, 0, 1]] {
        let wire = |server: &mut Server<Pieces>| {
            let half = server.seal(ContentType::HANDSHAKE, half);
            [half, server.seal(ContentType::HANDSHAKE, &counted(700))].concat()
        };
        let (seen, _) = deliver(wire, usize::MAX, usize::MAX, |_| ());
        assert_eq!(seen.error, Some(ErrorKind::RecordTooLarge), "{half:?}");
        assert!(seen.unverified.is_empty());
    }
}

#[test]
fn pieces_nothing_has_a_use_for_are_refused() {
    let refuse = |client: &mut Connection<Pieces, &mut [u8]>| client.refuse_unverified();
    let data = counted(700);
    let wire = long(ContentType::APPLICATION_DATA, &data);
    let (seen, sent) = deliver(wire, usize::MAX, usize::MAX, refuse);
    assert_eq!(seen.error, Some(ErrorKind::RecordTooLarge));
    assert!(seen.unverified.is_empty() && seen.ends.is_empty());
    assert_eq!(sent.len(), 5 + 2 + 1 + 8);
}

/// Without the option the calls are there and do nothing, and the record is refused with both
/// lengths: see `records_that_are_refused`.
#[test]
fn without_the_option_nothing_is_handed_on() {
    let (mut rx, mut tx) = ([0; 128], [0; 256]);
    let mut pair = super::open::open(&mut rx, &mut tx);
    pair.send(ContentType::APPLICATION_DATA, &[7; 120]);
    assert!(pair.client.plain_out_unverified().is_empty());
    assert_eq!(pair.client.unverified_end(), None);
    let n = pair.client.cipher_out().len();
    pair.client.refuse_unverified();
    pair.client.cipher_out_done(n);
    let error = pair.client.wants().unwrap_err();
    assert_eq!((error.kind, error.needed, error.buffer), (ErrorKind::RecordTooLarge, 129, 128));
}
